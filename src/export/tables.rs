//! Tables for a spreadsheet, as RFC 4180 has them: commas, quotes where they
//! are needed, lines that end in CRLF, a head of names.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a
//! formula, whoever wrote it. Such a text gets an apostrophe before it, which
//! spreadsheets take for “this is text”. Figures are ours and stay figures.

use crate::domain::{
    event::Kind,
    id::ItemId,
    money,
    progress::Status,
    roadmap::{ItemIx, Roadmap},
};

use super::{Source, clean};

/// Every item with its status; those that the roadmap no longer has are last.
pub fn items(source: &Source<'_>) -> String {
    let Source {
        roadmap, progress, ..
    } = source;
    let mut table = Table::new(&[
        "id",
        "title",
        "kind",
        "phase",
        "phase_title",
        "status",
        "day",
        "optional",
        "author",
        "chapters",
        "url",
    ]);
    for ix in roadmap.item_places() {
        let (item, standing) = (&roadmap[ix], progress[ix]);
        let phase = item.phase.map(|phase| &roadmap[phase]);
        table.row(&[
            text(item.id.as_str()),
            text(&item.title),
            item.kind.word().to_owned(),
            phase.map_or_else(String::new, |phase| phase.number.to_string()),
            phase.map_or_else(String::new, |phase| text(&phase.title)),
            standing.status.word().to_owned(),
            standing.day.map_or_else(String::new, |day| day.to_string()),
            item.optional.to_string(),
            maybe(item.author.as_deref()),
            maybe(item.chapters.as_deref()),
            maybe(item.url.as_deref()),
        ]);
    }
    for (id, marked) in progress.archived() {
        let mut row = vec![String::new(); 11];
        row[0] = text(id.as_str());
        "archived".clone_into(&mut row[2]);
        Status::from(marked.mark).word().clone_into(&mut row[5]);
        row[6] = marked.day.to_string();
        table.row(&row);
    }
    table.text()
}

/// Every session, by day.
pub fn sessions(source: &Source<'_>) -> String {
    let Source { roadmap, state, .. } = source;
    let mut table = Table::new(&[
        "day", "from", "minutes", "category", "phase", "item", "title", "text",
    ]);
    for session in state.sessions() {
        let item = session.about.as_ref();
        let about = item.and_then(|item| roadmap.find(item));
        table.row(&[
            session.day.to_string(),
            session
                .from
                .map_or_else(String::new, |from| from.to_rfc3339()),
            session.minutes.0.to_string(),
            text(session.category.as_str()),
            about.map_or_else(String::new, |item| phase_number(roadmap, item)),
            maybe(item.map(ItemId::as_str)),
            about.map_or_else(String::new, |item| text(&roadmap[item].title)),
            maybe(session.text.as_deref()),
        ]);
    }
    table.text()
}

fn phase_number(roadmap: &Roadmap, item: ItemIx) -> String {
    let phase = roadmap[item].phase;
    phase.map_or_else(String::new, |phase| roadmap[phase].number.to_string())
}

/// Everything that was spent, by day.
pub fn spending(source: &Source<'_>) -> String {
    let Source { roadmap, state, .. } = source;
    let mut table = Table::new(&["day", "amount", "currency", "line", "title", "text"]);
    let live = state.history().filter(|(_, live)| *live);
    let mut spent: Vec<_> = live
        .filter_map(|(event, _)| match &event.kind {
            Kind::Spent { amount, line, text } => Some((event.day, amount, line, text)),
            _ => None,
        })
        .collect();
    spent.sort_by_key(|(day, ..)| *day);
    for (day, amount, line, what) in spent {
        let budget = roadmap.money.iter().find(|budget| budget.id == *line);
        table.row(&[
            day.to_string(),
            money::figure(*amount, &roadmap.currency),
            text(&roadmap.currency),
            text(line.as_str()),
            budget.map_or_else(String::new, |budget| text(&budget.title)),
            maybe(what.as_deref()),
        ]);
    }
    table.text()
}

/// A text that no spreadsheet takes for a formula.
fn text(text: &str) -> String {
    let mut text = clean::lines(text);
    // Letters of other widths are read as the usual ones in some places.
    let formula = |c: char| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '−');
    if text.trim_start_matches(is_quiet).starts_with(formula) {
        text.insert(0, '\'');
    }
    text
}

/// What a spreadsheet may skip before it looks for a formula: blanks, and the
/// pictures that controls have become.
fn is_quiet(c: char) -> bool {
    c.is_whitespace() || matches!(c, '␀'..='␡' | '\u{fffd}')
}

fn maybe(of: Option<&str>) -> String {
    of.map_or_else(String::new, text)
}

struct Table(csv::Writer<Vec<u8>>);

impl Table {
    fn new(head: &[&str]) -> Self {
        let writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(Vec::new());
        let mut table = Self(writer);
        table.row(head);
        table
    }

    fn row<T: AsRef<[u8]>>(&mut self, row: &[T]) {
        // Into memory, and as long as the head: nothing can fail.
        let _ = self.0.write_record(row);
    }

    fn text(self) -> String {
        let bytes = self.0.into_inner().unwrap_or_default();
        String::from_utf8(bytes).unwrap_or_default()
    }
}
