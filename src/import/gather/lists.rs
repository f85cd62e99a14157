//! Lists that are known by their shape: the cadence, budgets, reviews, aims,
//! metrics, what apps do.

use std::collections::BTreeMap;

use super::super::{
    draft::{Entry, Hours, Slot},
    marks::{self, says},
    outline::What,
    words::{Words, clean, title},
};
use super::Gather;

/// The lists of all files: file, list, and the places of its items.
type Lists = BTreeMap<(usize, usize), Vec<usize>>;

impl Gather<'_> {
    fn lists(&self) -> Lists {
        let mut lists = Lists::new();
        for (file, place) in self.open() {
            if let Some(item) = self.files[file].item(place) {
                lists.entry((file, item.list)).or_default().push(place);
            }
        }
        lists
    }

    /// Takes every list of a known shape. All its items have it, and none has a
    /// box.
    pub(super) fn shaped_lists(&mut self) {
        for ((file, _), places) in self.lists() {
            let items: Vec<_> = places
                .iter()
                .filter_map(|place| self.files[file].item(*place))
                .collect();
            if items.iter().any(|it| it.ticked.is_some() || it.has_items) {
                continue;
            }
            let texts: Vec<String> = items.iter().map(|it| it.words.line()).collect();
            let roles: Option<Vec<_>> = items.iter().map(|it| self.role(&it.words)).collect();
            let hours: Option<Vec<_>> = texts.iter().map(|it| marks::hours(it)).collect();
            let reviews: Option<Vec<_>> = texts.iter().map(|it| marks::review(it)).collect();
            if texts.iter().all(|it| marks::weekdays(it).is_some()) {
                self.cadence(file, &places, &texts);
            } else if let Some(hours) = hours {
                for (place, (title, range)) in places.iter().zip(hours) {
                    self.take(file, *place, format!("hours a week for “{title}”"));
                    self.draft.time.push(Hours { title, range });
                }
            } else if texts.iter().all(|it| marks::money(it).is_some()) {
                self.money(file, &places, &texts);
            } else if let Some(reviews) = reviews {
                for (place, (every, subject)) in places.iter().zip(reviews) {
                    self.take(file, *place, format!("a review every {every}"));
                    self.draft.reviews.push((every, title(&subject)));
                }
            } else if let Some(roles) = roles {
                for (place, (name, role)) in places.iter().zip(roles) {
                    self.take(file, *place, format!("what {name} does"));
                    self.app(&name).role = role;
                }
            } else {
                self.aims(file, &places, &texts);
            }
        }
    }

    fn cadence(&mut self, file: usize, places: &[usize], texts: &[String]) {
        for (place, text) in places.iter().zip(texts) {
            let Some((mut days, words)) = marks::weekdays(text) else {
                continue;
            };
            days.retain(|day| !self.draft.slots.iter().any(|it| it.days.contains(day)));
            if days.is_empty() {
                self.leave(file, *place, "days that the cadence has already");
                continue;
            }
            let kind = kind_of_day(&words);
            let text = format!("the cadence: “{words}”, a day of the kind {kind}");
            self.take(file, *place, text);
            self.draft.slots.push(Slot {
                days,
                kind,
                title: title(&words),
            });
        }
        let Some(first) = places.first() else { return };
        let heading = self.files[file].heading(*first);
        // The rule about pull requests stands beside the cadence.
        for place in 0..self.files[file].outline.pieces.len() {
            let here = self.files[file].heading(place) == heading;
            let What::Paragraph(words) = &self.files[file].piece(place).what else {
                continue;
            };
            if !here
                || self.draft.rule.is_some()
                || !says(&words.line(), &["pr ", "prs ", "pull request"])
            {
                continue;
            }
            let mut strong = words.strong.iter().map(|it| words.part(it));
            let named = strong.find(|it| it.ends_with(" N") || it.contains(" N "));
            self.draft.pull_request = named.map(|it| it.replacen(" N", " {number}", 1));
            self.draft.rule = Some(title(&quoted(words)));
            self.take(file, place, "the rule about pull requests".to_owned());
        }
    }

    fn money(&mut self, file: usize, places: &[usize], texts: &[String]) {
        for (place, text) in places.iter().zip(texts) {
            let Some(amount) = marks::money(text) else {
                continue;
            };
            let first = self.draft.money.first();
            if first.is_some_and(|it| it.currency != amount.currency) {
                self.leave(file, *place, "an amount in a second currency");
                continue;
            }
            self.take(file, *place, format!("the money for “{}”", amount.title));
            self.draft.money.push(amount);
        }
    }

    /// `pulse_core` and what it does.
    fn role(&self, words: &Words) -> Option<(String, String)> {
        let code = words.codes.first().filter(|it| it.start == 0)?;
        let name = words.part(code);
        let known = self.draft.apps.iter().any(|it| it.id == name);
        if !known && !marks::is_app_name(&name) {
            return None;
        }
        let rest = clean(words.text.get(code.end..)?);
        let role = rest.trim_start_matches(['-', '–', '—', ':', ' ']);
        (!role.is_empty()).then(|| (name, title(role)))
    }

    /// A list under “Goals”, in a file that has a plan.
    fn aims(&mut self, file: usize, places: &[usize], texts: &[String]) {
        let it = &self.files[file];
        let Some(heading) = places.first().and_then(|place| it.heading(*place)) else {
            return;
        };
        let name = it.name_of(heading).to_lowercase();
        let named = matches!(
            name.as_str(),
            "goals" | "aims" | "objectives" | "annual goals"
        );
        if !named || !it.has_quarter() {
            return;
        }
        for (place, text) in places.iter().zip(texts) {
            self.take(file, *place, "an aim of the year".to_owned());
            self.draft.aims.push(title(text));
        }
    }

    /// Success metrics: what stands under a heading that says so and lies in no
    /// phase.
    pub(super) fn metrics(&mut self) {
        for (file, place) in self.open() {
            let it = &self.files[file];
            let Some(item) = it.item(place) else { continue };
            let path = it.path(place);
            let Some(nearest) = path.last() else { continue };
            let named = says(
                &it.name_of(*nearest),
                &["success metric", "success criteria", "success measure"],
            );
            let mut above = path.iter().map(|place| it.name_of(*place));
            let in_phase = above.any(|it| marks::numbered(&it).is_some());
            if !named || path.len() > 2 || in_phase {
                continue;
            }
            let text = item.words.line();
            if text.is_empty() {
                continue;
            }
            let entry = Entry {
                title: title(&text),
                all_phases: all_phases(&text, self.draft.phases.len()),
                ticked: item.ticked == Some(true),
                context: vec!["metric".to_owned()],
                text,
                ..Entry::default()
            };
            self.take(file, place, format!("metric “{}”", entry.title));
            self.draft.metrics.push(entry);
        }
    }
}

/// What a day is for, by the first of these words that its line says.
fn kind_of_day(words: &str) -> &'static str {
    const KINDS: &[(&str, &[&str])] = &[
        (
            "what-changed",
            &[
                "what changed",
                "changelog",
                "journal",
                "retro",
                "reflect",
                "review",
            ],
        ),
        (
            "docs",
            &[
                "docs",
                "doc ",
                "documentation",
                "reference",
                "manual",
                "spec",
            ],
        ),
        ("book", &["book", "chapter", "textbook"]),
        (
            "build",
            &[
                "build",
                "code",
                "coding",
                "project",
                "practice",
                "practise",
                "lab",
                "exercise",
                "implement",
                "problem",
                "kata",
            ],
        ),
        (
            "supplement",
            &[
                "supplement",
                "communit",
                "article",
                "video",
                "talk",
                "blog",
                "podcast",
                "lecture",
                "course",
                "read",
                "watch",
                "thread",
            ],
        ),
    ];
    let found = KINDS.iter().find(|(_, signs)| says(words, signs));
    found.map_or("build", |it| it.0)
}

/// Whether a metric is met when every phase is signed off.
fn all_phases(text: &str, phases: usize) -> bool {
    let lower = text.to_lowercase();
    let Some(rest) = lower
        .strip_prefix("all ")
        .or_else(|| lower.strip_prefix("every "))
    else {
        return false;
    };
    let mut words = rest.split(' ').skip_while(|it| *it == "the");
    let first = words.next().unwrap_or_default();
    let counted = first.parse::<usize>();
    let word = match counted {
        Ok(_) => words.next().unwrap_or_default(),
        Err(_) => first,
    };
    phases > 0 && word.starts_with("phase") && counted.unwrap_or(phases) == phases
}

/// The words with what is bold in quotes.
fn quoted(words: &Words) -> String {
    let mut text = String::new();
    let mut at = 0;
    for range in &words.strong {
        text.push_str(words.text.get(at..range.start).unwrap_or_default());
        text.push('“');
        text.push_str(words.text.get(range.clone()).unwrap_or_default());
        text.push('”');
        at = range.end;
    }
    text.push_str(words.text.get(at..).unwrap_or_default());
    clean(&text)
}
