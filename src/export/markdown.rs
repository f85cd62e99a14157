//! The curriculum as Markdown, its boxes ticked: the overview of the phases and
//! the annual plan, in the layout in which such documents are kept by hand.

use std::fmt::Write as _;

use chrono::Weekday;

use super::{Source, address, clean, standing::Standing};
use crate::{
    domain::{
        money,
        progress::Status,
        roadmap::{AppIx, Every, ItemIx, PhaseIx, Slot, Work},
    },
    insight::words,
    text::{count, markdown as escaped},
};

/// Writes the curriculum down.
pub fn markdown(source: &Source<'_>) -> String {
    let mut page = Page {
        source: *source,
        out: String::new(),
    };
    page.roadmap();
    page.plan();
    let mut out = page.out;
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

struct Page<'a> {
    source: Source<'a>,
    out: String,
}

impl Page<'_> {
    /// Adds a line.
    fn line(&mut self, line: &str) {
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    /// Adds an empty line, unless there is one.
    fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    fn heading(&mut self, level: usize, text: &str) {
        self.gap();
        self.line(&format!("{} {text}", "#".repeat(level)));
        self.gap();
    }

    fn rule(&mut self) {
        self.gap();
        self.line("---");
    }

    fn paragraph(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.gap();
            self.line(&escaped(text));
            self.gap();
        }
    }

    /// A box, ticked if its item is done.
    fn tick(&mut self, item: ItemIx, text: &str) {
        let status = self.source.progress[item].status;
        let line = match status {
            Status::Done => format!("- [x] {text}"),
            Status::Open => format!("- [ ] {text}"),
            Status::Started => format!("- [ ] {text} (started)"),
            Status::Skipped => format!("- [ ] {text} (skipped)"),
        };
        self.line(&line);
    }

    fn roadmap(&mut self) {
        let Source {
            roadmap,
            progress,
            today,
            ..
        } = self.source;
        self.heading(1, &format!("Roadmap: {}", escaped(&roadmap.title)));
        self.paragraph(&roadmap.summary);
        let signed = progress.signed_off();
        let phases = count(roadmap.phases.len(), "phase");
        self.line(&format!(
            "As of {}: {} % done, {signed} of {phases} signed off.",
            today.date().format("%-d %B %Y"),
            (progress.share() * 100.0).floor(),
        ));
        if !roadmap.phases.is_empty() {
            self.overview();
            self.matrix();
        }
        self.cadence();
        if !roadmap.phases.is_empty() {
            self.tracking();
            self.items();
        }
        self.apps();
    }

    fn overview(&mut self) {
        let roadmap = self.source.roadmap;
        self.heading(2, "Phase Overview");
        self.line("| Phase | Focus Area | Reading Notes | Apps |");
        self.line("|-------|------------|---------------|------|");
        for phase in &roadmap.phases {
            let notes = phase.notes.as_deref().map_or_else(String::new, note);
            let apps: Vec<String> = phase.apps.iter().map(|app| self.app(*app)).collect();
            let apps = match (&phase.apps_note, apps.is_empty()) {
                (Some(note), true) => cell(note),
                _ => apps.join(", "),
            };
            self.line(&format!(
                "| **Phase {}** | {} | {notes} | {apps} |",
                phase.number,
                cell(&phase.title)
            ));
        }
        self.rule();
    }

    fn app(&self, app: AppIx) -> String {
        code(self.source.roadmap[app].id.as_str())
    }

    fn matrix(&mut self) {
        let Source {
            roadmap,
            state,
            today,
            ..
        } = self.source;
        let proofs: Vec<_> = roadmap
            .phases
            .iter()
            .filter_map(|phase| phase.proof.as_ref())
            .collect();
        if proofs.is_empty() {
            return;
        }
        self.heading(2, "Mastery Proof Matrix");
        self.line("| Phase | Labs app | Pulse feature(s) | Why it proves mastery | Evidence |");
        self.line("|------:|----------|------------------|-----------------------|----------|");
        for proof in proofs {
            let standing = Standing::of(state, &proof.id);
            let day = standing
                .day
                .map_or_else(String::new, |day| format!(", {}", words::date(day, today)));
            self.line(&format!(
                "| {} | {} | {} | {} | {}{day} |",
                cell(proof.id.as_str()),
                cell(&proof.labs),
                cell(&proof.pulse),
                cell(&proof.why),
                standing.words,
            ));
        }
        self.rule();
    }

    fn cadence(&mut self) {
        let cadence = &self.source.roadmap.cadence;
        if cadence.slots.is_empty() {
            return;
        }
        self.heading(2, "Weekly Cadence");
        for slot in &cadence.slots {
            self.line(&format!(
                "- **{}**: {}",
                weekdays(slot),
                escaped(&slot.title)
            ));
        }
        if let Some(rule) = &cadence.rule {
            self.paragraph(rule);
        }
        self.rule();
    }

    fn tracking(&mut self) {
        self.heading(2, "Progress Tracking");
        for phase in &self.source.roadmap.phases {
            let text = format!("Phase {}: {}", phase.number, escaped(&phase.title));
            self.tick(phase.sign_off, &text);
        }
        self.rule();
    }

    /// What each phase asks to be read and built.
    fn items(&mut self) {
        let roadmap = self.source.roadmap;
        if roadmap
            .phases
            .iter()
            .all(|phase| phase.items().next().is_none())
        {
            return;
        }
        self.heading(2, "Readings and Deliverables");
        for ix in roadmap.phase_places() {
            self.phase(ix);
        }
        self.rule();
    }

    fn phase(&mut self, ix: PhaseIx) {
        let roadmap = self.source.roadmap;
        let phase = &roadmap[ix];
        self.heading(
            3,
            &format!("Phase {}: {}", phase.number, escaped(&phase.title)),
        );
        self.paragraph(&phase.summary);
        if !phase.readings.is_empty() {
            self.line("**Reading**");
            self.gap();
            for item in &phase.readings {
                let text = self.reading(*item);
                self.tick(*item, &text);
            }
            self.gap();
        }
        for build in &phase.builds {
            let title = build
                .app
                .map_or_else(|| escaped(&build.title), |app| self.app(app));
            self.line(&format!("**Build** {title}"));
            self.gap();
            for item in &build.deliverables {
                self.tick(*item, &escaped(&roadmap[*item].title));
            }
            self.gap();
        }
    }

    /// A reading: linked title, author, chapters.
    fn reading(&self, item: ItemIx) -> String {
        let item = &self.source.roadmap[item];
        let title = escaped(&item.title);
        let mut text = match item.url.as_deref().and_then(address::safe) {
            Some(url) => format!("[{title}]({url})"),
            None => title,
        };
        if let Some(author) = &item.author {
            let _ = write!(text, ", {}", escaped(author));
        }
        if let Some(chapters) = &item.chapters {
            let _ = write!(text, ": {}", escaped(chapters));
        }
        if item.optional {
            text.push_str(" (optional)");
        }
        text
    }

    fn apps(&mut self) {
        let roadmap = self.source.roadmap;
        if roadmap.apps.is_empty() {
            return;
        }
        self.heading(2, "App Structure");
        for (work, title) in [(Work::Labs, "Labs Apps"), (Work::Pulse, "Pulse Apps")] {
            let apps: Vec<_> = roadmap.apps.iter().filter(|app| app.work == work).collect();
            if apps.is_empty() {
                continue;
            }
            self.heading(3, title);
            for app in apps {
                let id = code(app.id.as_str());
                if app.role.trim().is_empty() {
                    self.line(&format!("- {id}"));
                } else {
                    self.line(&format!("- {id} - {}", escaped(&app.role)));
                }
            }
        }
    }

    fn plan(&mut self) {
        let roadmap = self.source.roadmap;
        let plan = &roadmap.plan;
        let nothing = plan.summary.is_empty()
            && plan.aims.is_empty()
            && plan.lanes.is_empty()
            && roadmap.metrics.is_empty()
            && roadmap.time.is_empty()
            && roadmap.money.is_empty()
            && roadmap.reviews.is_empty();
        if nothing {
            return;
        }
        self.heading(1, "Annual Plan");
        if !plan.summary.trim().is_empty() {
            self.heading(2, "Overview");
            self.paragraph(&plan.summary);
        }
        if !plan.aims.is_empty() {
            self.heading(2, "Goals");
            for aim in &plan.aims {
                self.line(&format!("- {}", escaped(aim)));
            }
        }
        self.lanes();
        self.budgets();
        if !roadmap.metrics.is_empty() {
            self.heading(2, "Success Metrics");
            for metric in &roadmap.metrics {
                self.tick(metric.item, &escaped(&roadmap[metric.item].title));
            }
        }
        if !roadmap.reviews.is_empty() {
            self.heading(2, "Review Cadence");
            for review in &roadmap.reviews {
                let rhythm = capital(review.rhythm.word());
                self.line(&format!("- **{rhythm}**: {}", escaped(&review.subject)));
            }
        }
    }

    fn lanes(&mut self) {
        let roadmap = self.source.roadmap;
        if roadmap.plan.lanes.is_empty() {
            return;
        }
        self.heading(2, "Swimlanes");
        for lane in &roadmap.plan.lanes {
            let mut title = escaped(&lane.title);
            if !lane.summary.trim().is_empty() {
                let _ = write!(title, " ({})", escaped(&lane.summary));
            }
            self.heading(3, &title);
            for block in &lane.blocks {
                self.gap();
                if block.first == block.last {
                    self.line(&format!("**Q{}**", block.first));
                } else {
                    self.line(&format!("**Q{}-Q{}**", block.first, block.last));
                }
                self.gap();
                for milestone in &block.milestones {
                    let title = escaped(&roadmap[milestone.item].title);
                    self.tick(milestone.item, &title);
                }
            }
        }
    }

    fn budgets(&mut self) {
        let roadmap = self.source.roadmap;
        if roadmap.time.is_empty() && roadmap.money.is_empty() {
            return;
        }
        self.heading(2, "Budget");
        if !roadmap.time.is_empty() {
            self.heading(3, "Time Budget");
            for time in &roadmap.time {
                let (least, most) = time.hours;
                let hours = if least < most {
                    format!("{}-{}", words::number(least), words::number(most))
                } else {
                    words::number(least)
                };
                self.line(&format!(
                    "- **{}**: {hours} hours/week",
                    escaped(&time.title)
                ));
            }
        }
        if !roadmap.money.is_empty() {
            self.heading(3, "Financial Budget");
            for line in &roadmap.money {
                let amount = line.amount.map_or_else(
                    || "open".to_owned(),
                    |amount| escaped(&price(amount, &roadmap.currency)),
                );
                let each = match line.every {
                    Every::Once => "",
                    Every::Month => "/month",
                };
                self.line(&format!("- **{}**: {amount}{each}", escaped(&line.title)));
            }
        }
    }
}

/// An amount as a plan has it: `$500` for dollars, `500 CHF` for others.
fn price(amount: rust_decimal::Decimal, currency: &str) -> String {
    let figure = if amount.is_integer() {
        amount.normalize().to_string()
    } else {
        money::figure(amount, currency)
    };
    match currency {
        "USD" => format!("${figure}"),
        "EUR" => format!("€{figure}"),
        "GBP" => format!("£{figure}"),
        "" => figure,
        other => format!("{figure} {other}"),
    }
}

/// The weekdays of a slot: `Mon–Tue`, `Wed`, `Mon, Thu`.
fn weekdays(slot: &Slot) -> String {
    let mut days: Vec<Weekday> = slot.days.clone();
    days.sort_by_key(Weekday::num_days_from_monday);
    days.dedup();
    let follows = |one: &Weekday, next: &Weekday| one.succ() == *next && *next != Weekday::Mon;
    days.chunk_by(follows)
        .map(|run| match run {
            [one] => one.to_string(),
            [first, .., last] => format!("{first}–{last}"),
            [] => String::new(),
        })
        .collect::<Vec<_>>()
        .join(", ")
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// A text in a table, where a bar parts cells even inside of code.
fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut backslashes = 0;
    for c in escaped(text).chars() {
        if c == '|' && backslashes % 2 == 0 {
            out.push('\\');
        }
        backslashes = if c == '\\' { backslashes + 1 } else { 0 };
        out.push(c);
    }
    out
}

/// A name as code.
fn code(name: &str) -> String {
    let name = clean::line(name);
    if name.is_empty() || name.contains(['`', '|', '\\']) {
        cell(&name)
    } else {
        format!("`{name}`")
    }
}

/// A link to a note, by its path as the roadmap writes it.
fn note(path: &str) -> String {
    let path = clean::line(path);
    let name = path.rsplit('/').next().unwrap_or(&path);
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    if path.chars().all(plain) && !path.starts_with("//") {
        format!("[{}]({path})", cell(name))
    } else {
        cell(&path)
    }
}
