//! The week's “what changed”, drafted from what was really done.
//!
//! A draft looks back to the last one that was kept, so that a week that ends
//! on a Monday is not lost; four weeks at most, and without an earlier one to
//! the Monday before the day that the cadence sets aside for it.

use chrono::{DateTime, FixedOffset, Weekday};

use crate::domain::{
    day::{DayStart, LogicalDay},
    event::{Event, Kind, Mark, Order, PULL_REQUEST, Verdict, WHAT_CHANGED},
    id::{BudgetId, ItemId, ProofId},
    progress::{Progress, Status},
    roadmap::{DayKind, ItemIx, ItemKind, PhaseIx, Roadmap},
    state::State,
};

use super::{pull_request, words};

/// How many days a draft looks back at most.
const MOST_DAYS: u64 = 28;
/// How many items, thoughts, links or commits one list of a draft has.
const MOST: usize = 20;

/// A commit of the learner's repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its id, as short as people write it.
    pub id: String,
    /// The first line of its message.
    pub subject: String,
}

/// The days that a draft is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The first day.
    pub from: LogicalDay,
    /// The day it is drafted on.
    pub today: LogicalDay,
    /// The Monday of the first week it speaks of.
    pub first: LogicalDay,
    /// The Monday of the last week it speaks of.
    pub last: LogicalDay,
    /// Whether something was kept for this week before.
    pub again: bool,
    /// When the last one was kept, and where that stands among the events.
    kept: Option<(DateTime<FixedOffset>, Order)>,
}

impl Span {
    /// The days since the last draft that was kept.
    pub fn new(roadmap: &Roadmap, state: &State, today: LogicalDay) -> Self {
        let due = last_due(roadmap, today);
        let earliest = today.back(MOST_DAYS - 1);
        let kept = state.last_what_changed();
        let kept_on = kept.map(|event| event.day.min(today));
        let from = kept_on.map_or_else(|| due.monday(), |day| day.max(earliest));
        // Before the note that was due is kept, the week is that note's.
        let last = if kept_on.is_some_and(|day| day >= due) {
            today.monday()
        } else {
            due.monday()
        };
        // A Friday's note ends its week: what is left of that weekend is told
        // with the next one.
        let begins = match kept_on {
            Some(day) if day == from && day.weekday().num_days_from_monday() >= 4 => {
                day.monday().forward(7)
            }
            _ => from.monday(),
        };
        Self {
            from,
            today,
            first: begins.min(last),
            last,
            // One that was kept earlier in the week may be the last week's.
            again: due >= today.monday() && kept_on.is_some_and(|day| day >= due),
            kept: kept.map(|event| (event.at, event.order())),
        }
    }

    /// The moment from which on the commits belong to it; `offset` is that of
    /// the place where the draft is written.
    pub fn begins_at(&self, start: DayStart, offset: FixedOffset) -> DateTime<FixedOffset> {
        let first = self.from.date().and_time(start.time());
        let first = first
            .and_local_timezone(offset)
            .single()
            .unwrap_or_else(|| first.and_utc().fixed_offset());
        match self.kept {
            Some((at, _)) => at.max(first),
            None => first,
        }
    }

    /// Whether an event belongs to it: it was written since, on a day that is
    /// not too long ago.
    fn covers(&self, event: &Event) -> bool {
        let since = match self.kept {
            None => true,
            Some((at, order)) => {
                event.at > at
                    || (event.at == at && event.order() > order)
                    // Written on another device before it heard of the last one.
                    || event.day > self.from
            }
        };
        since && event.day >= self.from && event.day <= self.today
    }

    /// What the section is called: “Week of 2 March 2026”.
    pub fn title(&self) -> String {
        let name = |day: LogicalDay| day.date().format("%-d %B %Y").to_string();
        let mut title = if self.first < self.last {
            format!("Weeks of {} to {}", name(self.first), name(self.last))
        } else {
            format!("Week of {}", name(self.last))
        };
        if self.again {
            title.push_str(", continued");
        }
        title
    }

    /// The message under which the note is committed: “Reading: Phase 3, week
    /// of 2 March 2026”.
    pub fn commit_message(&self, roadmap: &Roadmap, phase: PhaseIx) -> String {
        let title = pull_request::title(roadmap, phase);
        let week = self.last.date().format("%-d %B %Y");
        format!("{title}{WEEK_OF}{week}")
    }
}

/// What follows the phase in the message of a note's commit.
const WEEK_OF: &str = ", week of ";

/// Whether a commit with this subject is one of a week's note.
fn is_of_a_note(roadmap: &Roadmap, subject: &str) -> bool {
    roadmap.phase_places().any(|phase| {
        subject
            .strip_prefix(&pull_request::title(roadmap, phase))
            .is_some_and(|rest| rest.starts_with(WEEK_OF))
    })
}

/// The newest day, up to `today`, that is set aside for the note.
fn last_due(roadmap: &Roadmap, today: LogicalDay) -> LogicalDay {
    let slot = roadmap
        .cadence
        .slots
        .iter()
        .find(|slot| slot.kind == DayKind::WhatChanged);
    let weekday = slot
        .and_then(|slot| slot.days.last())
        .copied()
        .unwrap_or(Weekday::Fri);
    let back = 7 + today.weekday().num_days_from_monday() - weekday.num_days_from_monday();
    today.back(u64::from(back % 7))
}

/// What a draft says.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The days it is about.
    pub span: Span,
    /// The items that were done, by phase; those of the plan by none.
    pub done: Vec<(Option<PhaseIx>, Vec<ItemIx>)>,
    /// The phases that were signed off.
    pub signed_off: Vec<PhaseIx>,
    /// The minutes that were spent, by category of the time budget.
    pub minutes: Vec<(BudgetId, u64)>,
    /// The thoughts, as they were written.
    pub thoughts: Vec<String>,
    /// The links, with what is said of them.
    pub links: Vec<(String, Option<String>)>,
    /// What the proofs showed; the newest of each.
    pub proofs: Vec<(ProofId, Verdict, Option<String>)>,
    /// The commits, the oldest first.
    pub commits: Vec<Commit>,
}

impl Draft {
    /// Gathers what happened in `span`. `commits` are those of the learner's
    /// repository in that time, the newest first.
    pub fn new(
        roadmap: &Roadmap,
        state: &State,
        progress: &Progress,
        span: Span,
        commits: Vec<Commit>,
    ) -> Self {
        let mut draft = Self {
            span,
            done: Vec::new(),
            signed_off: Vec::new(),
            minutes: Vec::new(),
            thoughts: Vec::new(),
            links: Vec::new(),
            proofs: Vec::new(),
            commits,
        };
        draft.commits.reverse();
        draft
            .commits
            .retain(|commit| !is_of_a_note(roadmap, &commit.subject));
        let mut done: Vec<ItemIx> = Vec::new();
        for (event, live) in state.history() {
            if live && draft.span.covers(event) {
                draft.take(roadmap, progress, event, &mut done);
            }
        }
        done.sort_unstable();
        done.dedup();
        for item in done {
            let phase = roadmap[item].phase;
            match phase {
                Some(phase) if roadmap[item].kind == ItemKind::SignOff => {
                    draft.signed_off.push(phase);
                }
                _ => match draft.done.iter_mut().find(|(of, _)| *of == phase) {
                    Some((_, items)) => items.push(item),
                    None => draft.done.push((phase, vec![item])),
                },
            }
        }
        draft
            .done
            .sort_by_key(|(phase, _)| (phase.is_none(), *phase));
        draft
    }

    fn take(
        &mut self,
        roadmap: &Roadmap,
        progress: &Progress,
        event: &Event,
        done: &mut Vec<ItemIx>,
    ) {
        match &event.kind {
            // What was unticked again is not done.
            Kind::Mark {
                item,
                mark: Mark::Done,
            } => done.extend(
                roadmap
                    .find(item)
                    .filter(|item| progress[*item].status == Status::Done),
            ),
            Kind::Session {
                category, minutes, ..
            } => {
                let minutes = u64::from(*minutes);
                match self.minutes.iter_mut().find(|(of, _)| of == category) {
                    Some((_, sum)) => *sum += minutes,
                    None => self.minutes.push((category.clone(), minutes)),
                }
            }
            Kind::Note { text, .. } => self.thoughts.push(text.clone()),
            Kind::Link { url, text, about } => {
                let text = match text.as_deref() {
                    Some(PULL_REQUEST) => pull_request_of(roadmap, about.as_ref()),
                    text => text.map(str::to_owned),
                };
                let link = (url.clone(), text);
                if !self.links.contains(&link) {
                    self.links.push(link);
                }
            }
            Kind::Evidence {
                row, verdict, text, ..
            } => {
                self.proofs.retain(|(of, ..)| of != row);
                self.proofs.push((row.clone(), *verdict, text.clone()));
            }
            // What was answered question by question is no thought of a phase.
            Kind::Review {
                review,
                text,
                form: None,
            } if review.as_str() != WHAT_CHANGED && !text.trim().is_empty() => {
                self.thoughts.push(text.clone());
            }
            _ => {}
        }
    }

    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.done.is_empty()
            && self.signed_off.is_empty()
            && self.minutes.iter().all(|(_, minutes)| *minutes == 0)
            && self.thoughts.is_empty()
            && self.links.is_empty()
            && self.proofs.is_empty()
            && self.commits.is_empty()
    }

    /// The section as Markdown. `plain` makes any text one line that Markdown
    /// shows as it stands.
    pub fn markdown(&self, roadmap: &Roadmap, plain: fn(&str) -> String) -> String {
        let mut page = Page {
            text: format!("### {}\n\n", self.span.title()),
            plain,
        };
        if self.is_empty() {
            page.text
                .push_str("Nothing was written down in this time.\n");
            return page.text;
        }
        for (phase, items) in &self.done {
            let head = match phase {
                Some(phase) => format!("Done, {}:", phase_in_words(roadmap, *phase, plain)),
                None => "Done, of the plan:".to_owned(),
            };
            page.list(
                &head,
                items.iter().map(|item| plain(&title(roadmap, *item))),
            );
        }
        for phase in &self.signed_off {
            page.bullet(&format!(
                "Signed off: {}",
                phase_in_words(roadmap, *phase, plain)
            ));
        }
        if let Some(hours) = self.hours(roadmap, plain) {
            page.bullet(&hours);
        }
        page.list(
            "Thoughts:",
            self.thoughts.iter().map(|text| page_lines(text, plain)),
        );
        page.list(
            "Links:",
            self.links
                .iter()
                .map(|(url, text)| link(url, text.as_deref(), plain)),
        );
        page.list(
            "Proofs:",
            self.proofs.iter().map(|(row, verdict, text)| {
                let said = text.as_deref().map(plain).filter(|text| !text.is_empty());
                let said = said.map_or_else(String::new, |text| format!(": {text}"));
                format!("{} {}{said}", plain(row.as_str()), words::verdict(*verdict))
            }),
        );
        page.list(
            "Commits:",
            self.commits
                .iter()
                .map(|commit| format!("`{}` {}", plain(&commit.id), plain(&commit.subject))),
        );
        page.text
    }

    /// “Hours: 5.5 (Learning 3.5, Building 2)”.
    fn hours(&self, roadmap: &Roadmap, plain: fn(&str) -> String) -> Option<String> {
        let hours = |minutes: u64| words::number(minutes as f64 / 60.0);
        let all: u64 = self.minutes.iter().map(|(_, minutes)| minutes).sum();
        if all == 0 {
            return None;
        }
        let parts: Vec<String> = self
            .minutes
            .iter()
            .map(|(category, minutes)| {
                let budget = roadmap.time.iter().find(|budget| budget.id == *category);
                let name = budget.map_or(category.as_str(), |budget| budget.title.as_str());
                format!("{} {}", plain(name), hours(*minutes))
            })
            .collect();
        Some(format!("Hours: {} ({})", hours(all), parts.join(", ")))
    }
}

/// A page that grows by bullets.
struct Page {
    text: String,
    plain: fn(&str) -> String,
}

impl Page {
    fn bullet(&mut self, line: &str) {
        self.text.push_str("- ");
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// A bullet with bullets below it; nothing if there would be none.
    fn list(&mut self, head: &str, lines: impl ExactSizeIterator<Item = String>) {
        let all = lines.len();
        if all == 0 {
            return;
        }
        self.bullet(head);
        for line in lines.take(MOST) {
            self.text.push_str("  - ");
            self.text.push_str(&line);
            self.text.push('\n');
        }
        if all > MOST {
            let more = (self.plain)(&format!("and {} more", all - MOST));
            self.text.push_str("  - ");
            self.text.push_str(&more);
            self.text.push('\n');
        }
    }
}

/// Lines of a text, one below the other in one bullet.
fn page_lines(text: &str, plain: fn(&str) -> String) -> String {
    let lines = text.lines().map(plain);
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    lines.join("\n    ")
}

/// A link as Markdown; an address that Markdown could misread stays text.
pub(super) fn link(url: &str, text: Option<&str>, plain: fn(&str) -> String) -> String {
    let odd = |c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '\\' | '(' | ')' | '`')
    };
    let is_page = url.starts_with("https://") || url.starts_with("http://");
    let safe = is_page && !url.contains(odd) && url.is_ascii();
    let text = text.map(plain).filter(|text| !text.is_empty());
    match (safe, text) {
        (true, Some(text)) => format!("[{text}]({url})"),
        (true, None) => format!("<{url}>"),
        (false, Some(text)) => format!("{text}: {}", plain(url)),
        (false, None) => plain(url),
    }
}

fn pull_request_of(roadmap: &Roadmap, about: Option<&ItemId>) -> Option<String> {
    let item = roadmap.find(about?)?;
    Some(pull_request::title(roadmap, roadmap[item].phase?))
}

fn phase_in_words(roadmap: &Roadmap, phase: PhaseIx, plain: fn(&str) -> String) -> String {
    let phase = &roadmap[phase];
    format!("phase {} ({})", phase.number, plain(&phase.title))
}

/// What an item is called: its title, and which chapters of it.
fn title(roadmap: &Roadmap, item: ItemIx) -> String {
    let item = &roadmap[item];
    match &item.chapters {
        Some(chapters) => format!("{}: {chapters}", item.title),
        None => item.title.clone(),
    }
}

#[cfg(test)]
mod tests;
