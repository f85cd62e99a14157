//! What the screen of time shows, added up once a change.

use std::ops::Range;

use rust_decimal::Decimal;

use crate::{
    domain::{day::LogicalDay, minutes::Minutes, money, session::LoggedSession},
    insight::{
        money::{Money, Month, months},
        time::{self, Average, Spending, TimeWeek},
        words,
    },
    tui::{
        keys::Action,
        screens::{Row, Target},
        theme::Role,
        world::World,
    },
};

/// How many weeks before are listed.
const WEEKS: usize = 12;
/// The weeks that averages are made of.
const AVERAGES: [usize; 2] = [4, 12];

/// Figures that a row shows and that cannot be selected.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Figure {
    /// The names of the days.
    DayNames,
    /// The hours of the days.
    DayHours,
    /// A phase's time within the week, by its place.
    Share(usize),
    /// The names of the columns of weeks.
    WeekNames,
    /// An average, by its place.
    Average(usize),
    /// A kind of work against the plan, by its place.
    Kind(usize),
    /// Time that no phase or no kind has.
    Loose(&'static str, Minutes),
    /// The names of the columns of money.
    MoneyNames,
    /// A sentence.
    Words(String, Role),
}

/// What the screen of time shows.
#[derive(Debug)]
pub struct Sheet {
    revision: u64,
    pub(super) week: TimeWeek,
    pub(super) sessions: Vec<LoggedSession>,
    pub(super) past: Vec<TimeWeek>,
    pub(super) averages: Vec<Average>,
    pub(super) spending: Spending,
    pub(super) money: Money,
    pub(super) months: Vec<Month>,
    pub(super) figures: Vec<Figure>,
    pub(super) rows: Vec<Row>,
    /// The rows that stand beside the list where there is room.
    pub(super) aside: Vec<Range<usize>>,
}

impl Sheet {
    /// Adds everything up, for the week of `day`.
    pub(super) fn new(world: &World, day: LogicalDay) -> Self {
        let (roadmap, state, today) = (&world.roadmap, &world.state, world.day());
        let week = TimeWeek::new(roadmap, state, day);
        let last = week.first.forward(6);
        let mut sessions: Vec<LoggedSession> =
            state.sessions_within(week.first, last).cloned().collect();
        // The newest first: by day, by when they began, then as written.
        sessions.sort_by_key(|session| {
            let from = session.from.map(|from| from.timestamp());
            std::cmp::Reverse((session.day, from, session.id))
        });
        // Of three weeks both averages are the same.
        let mut averages: Vec<Average> = AVERAGES
            .into_iter()
            .filter_map(|weeks| time::average(roadmap, state, today, weeks))
            .collect();
        averages.dedup_by_key(|average| average.weeks);
        let mut sheet = Self {
            revision: world.revision,
            past: time::past(roadmap, state, day, WEEKS),
            averages,
            spending: Spending::new(roadmap, state, &world.progress),
            money: Money::new(roadmap, state, today),
            months: state
                .begin()
                .map_or_else(Vec::new, |start| months(start).collect()),
            week,
            sessions,
            figures: Vec::new(),
            rows: Vec::new(),
            aside: Vec::new(),
        };
        sheet.this_week(world);
        sheet.sessions(world);
        sheet.weeks_before();
        sheet.against_plan();
        sheet.money(world);
        sheet
    }

    /// Whether it still is what happened, of the week of `day`.
    pub(super) fn is_of(&self, world: &World, day: LogicalDay) -> bool {
        self.revision == world.revision
            && self.week.first == day.week_first(world.roadmap.cadence.week_start)
    }

    fn heading(&mut self, title: &str, note: impl Into<String>) {
        if !self.rows.is_empty() {
            self.rows.push(Row::Blank);
        }
        self.rows.push(Row::Heading(title.to_owned(), note.into()));
    }

    fn figure(&mut self, figure: Figure) {
        self.rows.push(Row::Figure(self.figures.len()));
        self.figures.push(figure);
    }

    fn words(&mut self, text: impl Into<String>, role: Role) {
        self.figure(Figure::Words(text.into(), role));
    }

    fn this_week(&mut self, world: &World) {
        let today = world.day();
        let (first, last) = (self.week.first, self.week.first.forward(6));
        let budget = world.roadmap.time.iter().map(|time| time.hours);
        let all = budget.fold((0.0, 0.0), |(least, most), (from, to)| {
            (least + from, most + to)
        });
        let of = if world.roadmap.time.is_empty() {
            String::new()
        } else {
            format!(" of {}", words::hours_range(all))
        };
        let span = words::span(first, last, today);
        let total = words::clock(self.week.total());
        let start = world.roadmap.cadence.week_start;
        let title = match today.week_first(start).days_since(first) {
            0 => "This week".to_owned(),
            7 => "Last week".to_owned(),
            _ => format!("Week {}", first.number_from_here()),
        };
        self.heading(&title, format!("{span} · {total}{of}"));
        let categories = 0..self.week.categories.len();
        self.rows
            .extend(categories.map(|place| Row::Entry(Target::Category(place))));
        if world.roadmap.time.is_empty() {
            self.words("This roadmap has no time budget.", Role::Dim);
        }
        if self.week.total() == Minutes::default() {
            return;
        }
        let from = self.rows.len();
        self.rows.push(Row::Blank);
        self.figure(Figure::DayNames);
        self.figure(Figure::DayHours);
        self.rows.push(Row::Blank);
        for place in 0..self.week.phases.len() {
            self.figure(Figure::Share(place));
        }
        self.aside.push(from..self.rows.len());
        for overlap in time::overlaps(&world.state, first, last) {
            let day = words::weekday_date(overlap.first.day, today);
            let words = words::overlap(&overlap);
            self.words(format!("{day}: {words}"), Role::Warning);
        }
    }

    fn sessions(&mut self, world: &World) {
        if self.sessions.is_empty() {
            let nothing_ever = world.state.sessions().next().is_none();
            self.rows.push(Row::Blank);
            if !nothing_ever {
                self.words("No session in this week.", Role::Dim);
            } else if !world.roadmap.time.is_empty() {
                self.words("No time is written down yet.", Role::Text);
                let key = |action| world.keys.in_words(action);
                let (timer, log) = (key(Action::Timer), key(Action::Log));
                let words =
                    format!("{timer} starts the timer; {log} writes down what was not timed,");
                self.words(words, Role::Dim);
                self.words("and so does `mastery log 45m learning`.", Role::Dim);
            }
            return;
        }
        self.heading("Sessions", "");
        let ids: Vec<Row> = self
            .sessions
            .iter()
            .map(|session| Row::Entry(Target::Session(session.id)))
            .collect();
        self.rows.extend(ids);
    }

    fn weeks_before(&mut self) {
        if self.past.is_empty() {
            return;
        }
        self.rows.push(Row::Blank);
        self.figure(Figure::WeekNames);
        let weeks: Vec<Row> = self
            .past
            .iter()
            .map(|week| Row::Entry(Target::Week(week.first)))
            .collect();
        self.rows.extend(weeks);
        for place in 0..self.averages.len() {
            self.figure(Figure::Average(place));
        }
    }

    fn against_plan(&mut self) {
        if self.spending.total == Minutes::default() {
            return;
        }
        let total = words::hours(self.spending.total);
        self.heading("Against the plan", format!("{total} in all"));
        let spent = self.spending.phases.iter();
        let phases: Vec<Row> = spent
            .filter(|row| row.spent > Minutes::default())
            .map(|row| Row::Entry(Target::Phase(row.phase)))
            .collect();
        self.rows.extend(phases);
        if self.spending.of_no_phase > Minutes::default() {
            self.figure(Figure::Loose("no phase", self.spending.of_no_phase));
        }
        let from = self.rows.len();
        self.rows.push(Row::Blank);
        for place in 0..self.spending.kinds.len() {
            self.figure(Figure::Kind(place));
        }
        if self.spending.of_no_kind > Minutes::default() {
            self.figure(Figure::Loose("phases as a whole", self.spending.of_no_kind));
        }
        let ratios: Vec<String> = self
            .spending
            .kinds
            .iter()
            .filter_map(|kind| {
                let ratio = kind.ratio?;
                let sentence = words::ratio(kind.kind, ratio);
                Some(format!("{sentence} ({} items)", ratio.items))
            })
            .collect();
        for ratio in ratios {
            self.words(ratio, Role::Text);
        }
        self.aside.push(from..self.rows.len());
    }

    fn money(&mut self, world: &World) {
        let currency = &world.roadmap.currency;
        if self.money.lines.is_empty() {
            return;
        }
        self.rows.push(Row::Blank);
        self.figure(Figure::MoneyNames);
        let lines = 0..self.money.lines.len();
        self.rows
            .extend(lines.map(|place| Row::Entry(Target::Money(place))));
        let spent = words::money_spent(&self.money, currency);
        self.words(spent, Role::Text);
        match words::money_outlook(&self.money, currency) {
            Some(outlook) => {
                let over = self.money.projected > Some(self.money.year);
                let role = if over { Role::Warning } else { Role::Text };
                self.words(outlook, role);
            }
            None => self.words("the months are counted once the year has begun", Role::Dim),
        }
        let begun = self.money.lines.iter().map(|line| line.months.len()).max();
        let begun = begun.unwrap_or(0).min(self.months.len());
        let mut spent = self.money.lines.iter().flat_map(|line| &line.months);
        if begun < 2 || spent.all(Decimal::is_zero) {
            return;
        }
        self.heading("By month", "");
        let months = self.months[..begun].iter().rev();
        let months: Vec<Row> = months
            .map(|month| Row::Entry(Target::Month(month.number)))
            .collect();
        self.rows.extend(months);
    }

    /// What was spent on monthly lines in a month: “Infrastructure 120.00
    /// (over)”, and whether it was too much.
    pub(super) fn of_month(&self, number: u32, currency: &str) -> (String, bool) {
        let mut over_any = false;
        let spent: Vec<String> = self
            .money
            .lines
            .iter()
            .filter_map(|line| {
                let amount = *line.months.get(number as usize - 1)?;
                let over = line.budget.is_some_and(|budget| amount > budget);
                over_any |= over;
                let mark = if over { " (over)" } else { "" };
                let figure = money::figure(amount, currency);
                (!amount.is_zero()).then(|| format!("{} {figure}{mark}", line.title))
            })
            .collect();
        (spent.join(" · "), over_any)
    }

    /// “USD · month 3, to 4 Apr”.
    pub(super) fn money_note(&self, world: &World) -> String {
        let month = self.money.month.map(|month| {
            let last = words::date(month.last, world.day());
            format!("month {}, to {last}", month.number)
        });
        let currency = Some(world.roadmap.currency.clone()).filter(|it| !it.is_empty());
        let parts: Vec<String> = currency.into_iter().chain(month).collect();
        parts.join(" · ")
    }
}
