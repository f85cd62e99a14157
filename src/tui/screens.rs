//! One file a screen. A screen says which rows it has and draws them; what
//! keys do to the selected row is the app's.

mod apps;
mod gate;
mod items;
mod matrix;
mod note;
mod notes;
mod phase;
mod phases;
mod plan;
mod stats;
mod time;
mod today;
mod week;

use std::sync::Arc;

use ratatui::layout::Rect;

use crate::{
    domain::{
        day::LogicalDay,
        event::EventId,
        roadmap::{AppIx, ItemIx, ItemKind, PhaseIx},
    },
    insight::review::review_name,
};

use super::{
    canvas::{Canvas, Hit, line_of, piece},
    keys::{Action, Context},
    reading::Reading,
    theme::Role,
    widgets::list::{Scroll, list},
    world::{NoteIx, World},
};

pub use note::text_size;
pub use time::Sheet;

/// A screen that has a tab, in the order of the bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tab {
    /// What to do now.
    Today,
    /// The phase table.
    Phases,
    /// The proof matrix.
    Matrix,
    /// The apps.
    Apps,
    /// The cadence.
    Week,
    /// The annual plan.
    Plan,
    /// The notes.
    Notes,
    /// Hours and money.
    Time,
    /// What the year looks like so far.
    Stats,
}

impl Tab {
    /// All tabs, in the order of the bar.
    pub const ALL: [Self; 9] = [
        Self::Today,
        Self::Phases,
        Self::Matrix,
        Self::Apps,
        Self::Week,
        Self::Plan,
        Self::Notes,
        Self::Time,
        Self::Stats,
    ];

    /// Other words for it.
    pub fn also(self) -> &'static str {
        match self {
            Self::Today => "now next",
            Self::Phases => "table roadmap sign off",
            Self::Matrix => "proof mastery",
            Self::Apps => "labs pulse builds",
            Self::Week => "cadence day off fill in past",
            Self::Plan => "milestones quarters metrics budget reviews",
            Self::Notes => "read reading markdown text",
            Self::Time => "hours timer sessions log money spent budget",
            Self::Stats => "statistics heatmap streak throughput",
        }
    }

    /// Its name.
    pub fn title(self) -> &'static str {
        match self {
            Self::Today => "Today",
            Self::Phases => "Phases",
            Self::Matrix => "Matrix",
            Self::Apps => "Apps",
            Self::Week => "Week",
            Self::Plan => "Plan",
            Self::Notes => "Notes",
            Self::Time => "Time",
            Self::Stats => "Stats",
        }
    }
}

/// What a screen is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// A tab's own screen.
    Tab(Tab),
    /// One phase.
    Phase(PhaseIx),
    /// One note.
    Note(NoteIx),
    /// The gate that runs, or ran last.
    Gate,
}

impl Place {
    /// What is said where there is nothing to list.
    fn empty(self) -> &'static str {
        match self {
            Self::Tab(Tab::Today) | Self::Phase(_) | Self::Note(_) | Self::Gate => {
                "Nothing is left to do here."
            }
            Self::Tab(Tab::Phases) => "This roadmap has no phases yet.",
            Self::Tab(Tab::Matrix) => "No phase of this roadmap has a proof yet.",
            Self::Tab(Tab::Apps) => "This roadmap names no apps.",
            Self::Tab(Tab::Week) => "Nothing on this day.",
            Self::Tab(Tab::Plan) => "This roadmap has no plan.",
            Self::Tab(Tab::Notes) => "This roadmap has no notes.",
            Self::Tab(Tab::Time) => "No time is written down yet.",
            Self::Tab(Tab::Stats) => "Nothing is ticked yet.",
        }
    }
}

/// What a row stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// An item.
    Item(ItemIx),
    /// A phase.
    Phase(PhaseIx),
    /// An app.
    App(AppIx),
    /// The week's “what changed” note.
    WhatChanged(PhaseIx),
    /// A note to read.
    Note(NoteIx),
    /// A link that was kept, by its place among all of them.
    Link(usize),
    /// A session.
    Session(EventId),
    /// A category of the time budget, by its place.
    Category(usize),
    /// A week of time, by its Monday.
    Week(LogicalDay),
    /// A line of the money budget, by its place.
    Money(usize),
    /// A month of money, by its number.
    Month(u32),
    /// The heatmap, whichever day of it.
    Heat,
    /// A review that is due, by its place among the roadmap's.
    Review(usize),
}

/// A row of a screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// Nothing.
    Blank,
    /// A heading, with a note beside it.
    Heading(String, String),
    /// Prose.
    Prose(String),
    /// Something that can be selected.
    Entry(Target),
    /// Figures that the screen draws itself, by their place among its own.
    Figure(usize),
}

impl Row {
    /// What it stands for, if it can be selected.
    pub fn target(&self) -> Option<Target> {
        match self {
            Self::Entry(target) => Some(*target),
            _ => None,
        }
    }
}

/// One screen with the position in it; positions survive a change of screen.
#[derive(Debug, Clone)]
pub struct View {
    /// What it is about.
    pub place: Place,
    /// The place of the selected row in [`View::rows`].
    pub selected: usize,
    /// What the rows are filtered by.
    pub filter: String,
    /// The day that the week or the heatmap stands on.
    pub day: LogicalDay,
    /// Whether the heatmap shows hours instead of items.
    pub by_hours: bool,
    /// Its rows, made anew when something changed.
    pub rows: Vec<Row>,
    /// Where its list is scrolled to.
    pub scroll: Scroll,
    /// Whether the plan shows its chart in place of its boxes.
    pub chart: bool,
    /// The figures of time and money that it shows.
    pub sheet: Option<Arc<Sheet>>,
}

impl View {
    /// A screen at its beginning.
    pub fn new(place: Place, day: LogicalDay) -> Self {
        Self {
            place,
            selected: 0,
            filter: String::new(),
            day,
            by_hours: false,
            rows: Vec::new(),
            scroll: Scroll::default(),
            chart: false,
            sheet: None,
        }
    }

    /// Makes the rows anew and keeps the selection on a row that can be
    /// selected: on the same one where `follow` names it, else where it was.
    pub fn settle(&mut self, world: &World, follow: Option<Target>) {
        // What these show of days to come is not worked out in a frame.
        if matches!(self.place, Place::Tab(Tab::Today | Tab::Plan)) {
            world.glance();
        }
        let rows = match self.place {
            Place::Tab(Tab::Today) => today::rows(world),
            Place::Tab(Tab::Phases) => phases::rows(world),
            Place::Tab(Tab::Matrix) => matrix::rows(world),
            Place::Tab(Tab::Apps) => apps::rows(world),
            Place::Tab(Tab::Week) => week::rows(world, self.day),
            // Nothing can be ticked that is not shown; the place is kept.
            Place::Tab(Tab::Plan) if self.chart => {
                self.rows.clear();
                return;
            }
            Place::Tab(Tab::Plan) => plan::rows(world),
            Place::Tab(Tab::Notes) => notes::rows(world),
            Place::Tab(Tab::Time) => time::rows(world, self),
            Place::Tab(Tab::Stats) => stats::rows(world),
            Place::Phase(phase) => phase::rows(world, phase),
            Place::Note(_) | Place::Gate => Vec::new(),
        };
        self.rows = filtered(world, rows, &self.filter);
        if let Some(target) = follow
            && let Some(row) = self.position(target)
        {
            self.selected = row;
        }
        self.selected = self.nearest(self.selected);
    }

    /// What the selected row stands for.
    pub fn target(&self) -> Option<Target> {
        self.rows.get(self.selected).and_then(Row::target)
    }

    /// The row that stands for `target`.
    pub fn position(&self, target: Target) -> Option<usize> {
        self.rows
            .iter()
            .position(|row| row.target() == Some(target))
    }

    /// The places of the rows that can be selected.
    pub fn selectable(&self) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.target().is_some())
            .map(|(place, _)| place)
    }

    /// The row that can be selected nearest to `row`, at or after it first.
    fn nearest(&self, row: usize) -> usize {
        self.selectable()
            .find(|place| *place >= row)
            .or_else(|| self.selectable().next_back())
            .unwrap_or(0)
    }

    /// The places in which keys mean something here, the nearest first.
    pub fn contexts(&self) -> &'static [Context] {
        use Context::{Everywhere, Gate, Items, Note, Plan, Stats, Tables, Time, Week};
        match self.place {
            Place::Tab(Tab::Today) | Place::Phase(_) => &[Items, Everywhere],
            Place::Tab(Tab::Phases | Tab::Matrix | Tab::Apps | Tab::Notes) => &[Tables, Everywhere],
            Place::Tab(Tab::Time) => &[Time, Everywhere],
            Place::Tab(Tab::Stats) => &[Stats, Tables, Everywhere],
            Place::Note(_) => &[Note, Everywhere],
            Place::Gate => &[Gate, Everywhere],
            Place::Tab(Tab::Week) => &[Week, Items, Everywhere],
            Place::Tab(Tab::Plan) => &[Plan, Items, Everywhere],
        }
    }

    /// Draws it.
    pub fn draw(
        &self,
        canvas: &mut Canvas<'_>,
        area: Rect,
        world: &World,
        reading: Option<&Reading>,
    ) {
        match self.place {
            Place::Tab(Tab::Today) => today::draw(canvas, area, world, self),
            Place::Tab(Tab::Phases) => phases::draw(canvas, area, world, self),
            Place::Tab(Tab::Matrix) => matrix::draw(canvas, area, world, self),
            Place::Tab(Tab::Apps) => apps::draw(canvas, area, world, self),
            Place::Tab(Tab::Week) => week::draw(canvas, area, world, self),
            Place::Tab(Tab::Plan) => plan::draw(canvas, area, world, self),
            Place::Tab(Tab::Notes) => notes::draw(canvas, area, world, self),
            Place::Tab(Tab::Time) => time::draw(canvas, area, world, self),
            Place::Tab(Tab::Stats) => stats::draw(canvas, area, world, self),
            Place::Phase(phase) => phase::draw(canvas, area, world, self, phase),
            Place::Note(note) => note::draw(canvas, area, world, note, reading),
            Place::Gate => gate::draw(canvas, area, world, self),
        }
    }

    /// Where scrolling should show too, of so many lines: the beginning at the
    /// first row that can be selected, the end at the last.
    fn towards(&self, lines: usize) -> usize {
        let mut selectable = self.selectable();
        let first = selectable.next();
        let last = selectable.next_back();
        if first == Some(self.selected) {
            0
        } else if last == Some(self.selected) {
            lines.saturating_sub(1)
        } else {
            self.selected
        }
    }

    /// The area of the list, and the one right below it that keeps `rows`
    /// rows for what is said about the selected row.
    fn above(&self, area: Rect, rows: u16) -> (Rect, Rect) {
        let room = area.height.saturating_sub(rows);
        // An empty list says so in a row.
        let (list, below) = split_rows(area, room.clamp(1, self.rows.len().max(1) as u16));
        (list, split_rows(below, rows).0)
    }

    /// Draws the rows as a list; entries are drawn by `entry`, two cells in.
    fn draw_rows(
        &self,
        canvas: &mut Canvas<'_>,
        area: Rect,
        mut entry: impl FnMut(&mut Canvas<'_>, Rect, Target),
    ) {
        if self.rows.is_empty() {
            let text = if self.filter.is_empty() {
                self.place.empty().to_owned()
            } else {
                format!("Nothing matches “{}”.", self.filter)
            };
            canvas.row(line_of(area, 0), &[piece(text, Role::Dim)], &[]);
            return;
        }
        list(
            canvas,
            area,
            &self.scroll,
            (self.selected, self.towards(self.rows.len())),
            self.rows.len(),
            |canvas, line, place| match &self.rows[place] {
                Row::Blank | Row::Figure(_) => {}
                Row::Heading(title, note) => canvas.row(
                    line,
                    &[
                        piece(title.as_str(), Role::Heading),
                        piece("  ", Role::Dim),
                        piece(note.as_str(), Role::Dim),
                    ],
                    &[],
                ),
                Row::Prose(text) => canvas.row(line, &[piece(text.as_str(), Role::Dim)], &[]),
                Row::Entry(target) => {
                    let selected = place == self.selected;
                    if selected {
                        canvas.put(line, line.x, line.y, "›", Role::Accent);
                    }
                    let inner = indent(line, 2);
                    entry(canvas, inner, *target);
                    if selected {
                        canvas.select(line);
                    }
                    canvas.hit(line, Hit::Row(place));
                }
            },
        );
    }
}

/// The row that left or right leads to in the plan; where it stands in columns,
/// given its `lanes`, only within a lane.
pub fn plan_sideways(view: &View, lanes: Option<&World>, right: bool) -> Option<usize> {
    plan::sideways(view, lanes, right)
}

/// The row that down or up leads to where the plan stands in columns.
pub fn plan_vertical(view: &View, world: &World, down: bool) -> Option<usize> {
    plan::vertical(view, world, down)
}

/// Whether the plan stands in columns in this area.
pub fn plan_in_columns(view: &View, area: Rect) -> bool {
    plan::in_columns(view, area)
}

/// What the heatmap makes of a movement.
#[derive(Debug, Clone, PartialEq)]
pub enum HeatStep {
    /// It leads to a day, or nowhere.
    Here(Option<LogicalDay>),
    /// It is the list's below it.
    Elsewhere,
}

/// What the heatmap makes of a movement, where there is one.
pub fn heat_step(view: &View, world: &World, action: Action) -> HeatStep {
    stats::step(view, world, action)
}

/// The mark of a gate that runs, for the line above the hints.
pub fn gate_mark(world: &World) -> Option<(String, Role)> {
    gate::mark(world)
}

/// The words by which a target is found.
pub fn words_of(world: &World, target: Target) -> String {
    match target {
        Target::Item(item) => {
            let item = &world.roadmap[item];
            if let (ItemKind::SignOff, Some(phase)) = (item.kind, item.phase) {
                let phase = &world.roadmap[phase];
                return format!(
                    "Sign off phase {} {} {}",
                    phase.number, phase.title, phase.id
                );
            }
            format!(
                "{} {} {} {}",
                item.title,
                item.id,
                item.author.as_deref().unwrap_or_default(),
                item.chapters.as_deref().unwrap_or_default()
            )
        }
        Target::Phase(phase) => {
            let phase = &world.roadmap[phase];
            let apps: Vec<&str> = phase
                .builds
                .iter()
                .map(|build| build.title.as_str())
                .collect();
            let proof = phase.proof.as_ref().map_or_else(String::new, |proof| {
                format!("{} {} {} {}", proof.id, proof.labs, proof.pulse, proof.why)
            });
            format!(
                "phase {} {} {} {} {} {proof}",
                phase.number,
                phase.title,
                phase.id,
                phase.notes.as_deref().unwrap_or_default(),
                apps.join(" ")
            )
        }
        Target::App(app) => {
            let app = &world.roadmap[app];
            format!("{} {}", app.id, app.role)
        }
        Target::WhatChanged(_) => "what changed note".to_owned(),
        Target::Session(_)
        | Target::Category(_)
        | Target::Week(_)
        | Target::Money(_)
        | Target::Month(_) => time::words_of(world, target),
        Target::Heat => String::new(),
        Target::Review(place) => {
            let review = world.roadmap.reviews.get(place);
            review.map_or_else(String::new, |review| {
                format!("{} {}", review_name(review), review.subject)
            })
        }
        Target::Link(place) => {
            let link = world.state.links().nth(place).map(|(_, link)| link);
            link.map_or_else(String::new, |link| {
                format!("{} {}", link.url, link.text.as_deref().unwrap_or_default())
            })
        }
        Target::Note(note) => {
            let note = &world[note];
            let phase = note
                .phase
                .map(|phase| words_of(world, Target::Phase(phase)));
            format!("{} {}", note.path, phase.unwrap_or_default())
        }
    }
}

/// Keeps the entries that match, and the headings above them. Small letters
/// match capitals too; a capital matches only itself.
fn filtered(world: &World, rows: Vec<Row>, filter: &str) -> Vec<Row> {
    let filter = filter.trim();
    if filter.is_empty() {
        return rows;
    }
    let exact = filter.chars().any(char::is_uppercase);
    let matches = |target: Target| {
        let words = words_of(world, target);
        filter.split_whitespace().all(|part| {
            if exact {
                words.contains(part)
            } else {
                words.to_lowercase().contains(part)
            }
        })
    };
    let mut kept: Vec<Row> = Vec::new();
    let mut heading: Option<Row> = None;
    for row in rows {
        match row {
            Row::Heading(..) => heading = Some(row),
            // They begin a block of their own.
            Row::Figure(_) => heading = None,
            Row::Entry(target) if matches(target) => {
                kept.extend(heading.take());
                kept.push(row);
            }
            _ => {}
        }
    }
    kept
}

/// `area` without its first `cells` columns.
fn indent(area: Rect, cells: u16) -> Rect {
    let cells = cells.min(area.width);
    Rect {
        x: area.x + cells,
        width: area.width - cells,
        ..area
    }
}

/// The first `rows` rows of `area`, and the rest.
fn split_rows(area: Rect, rows: u16) -> (Rect, Rect) {
    let rows = rows.min(area.height);
    (
        Rect {
            height: rows,
            ..area
        },
        Rect {
            y: area.y + rows,
            height: area.height - rows,
            ..area
        },
    )
}

/// The first `cells` columns of `area`, and the rest after a gap.
fn split_columns(area: Rect, cells: u16, gap: u16) -> (Rect, Rect) {
    let cells = cells.min(area.width);
    (
        Rect {
            width: cells,
            ..area
        },
        indent(area, cells.saturating_add(gap)),
    )
}
