//! What a review looks at, as it was at the end of its stretch.

use rust_decimal::Decimal;

use crate::{
    domain::{
        day::LogicalDay,
        event::Kind,
        minutes::Minutes,
        money,
        progress::{Progress, Status, Tally},
        review::Period,
        roadmap::{DayKind, ItemIx, ItemKind, PhaseIx, Rhythm, Roadmap},
        state::State,
    },
    insight::{
        forecast::Forecast,
        hours::hours_by_day,
        money::{Money, MoneyLine},
        pace::Pace,
        plan_line::{PlanLine, Quarter, quarter_of, quarters},
        time::{CategoryTime, TimeWeek},
        today::{DaySort, day_sort},
        words,
    },
};

use super::as_of;

/// So many titles are named; the others are counted.
const NAMED: usize = 3;
/// A title is quoted up to this many characters.
const QUOTED: usize = 48;

/// A figure of a review, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// What it is about.
    pub name: &'static str,
    /// What it says, without a final period.
    pub words: String,
}

/// The items of a kind that were done in a week, and the days that the cadence
/// meant for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindCount {
    /// The kind.
    pub kind: ItemKind,
    /// How many were done.
    pub done: usize,
    /// How many days were meant for it.
    pub days: usize,
}

/// A week against its tasks.
#[derive(Debug, Clone, PartialEq)]
pub struct Weekly {
    /// The study days of the cadence, days off left out.
    pub meant: usize,
    /// Those of them on which something was learned.
    pub kept: usize,
    /// Other days on which something was learned.
    pub extra: usize,
    /// Readings by kind, then deliverables.
    pub kinds: Vec<KindCount>,
    /// The planned hours done in it.
    pub done: f64,
    /// The planned hours that the plan has in it; `None` without a plan.
    pub planned: Option<f64>,
    /// The hours by category.
    pub time: Vec<CategoryTime>,
    /// The pace at its end, and the evening before it.
    pub pace: Option<(Pace, Option<Pace>)>,
    /// What is begun and not finished.
    pub started: Vec<ItemIx>,
}

/// An open box of a quarter that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moving {
    /// The place of its lane.
    pub lane: usize,
    /// The box.
    pub item: ItemIx,
    /// The last quarter that the plan gives it.
    pub quarter: u8,
}

/// A month of the swimlanes.
#[derive(Debug, Clone, PartialEq)]
pub struct Monthly {
    /// Each quarter's boxes; one that has several counts for its last.
    pub quarters: [Tally; 4],
    /// Each lane's boxes.
    pub lanes: Vec<Tally>,
    /// What of past quarters is open: what moves between quarters.
    pub moving: Vec<Moving>,
    /// The quarter after the last day of the month, with its open boxes.
    pub ahead: Option<(Quarter, usize)>,
    /// The phases that were signed off in it.
    pub signed_off: Vec<PhaseIx>,
}

/// A quarter: budget and timeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Quarterly {
    /// The money at its end.
    pub money: Money,
    /// What was spent in it.
    pub spent: Decimal,
    /// The hours in it.
    pub hours: Minutes,
    /// The hours that the budget has for it, least and most.
    pub budget: (f64, f64),
    /// The pace at its end.
    pub pace: Option<Pace>,
    /// The forecast, made on the morning after it.
    pub forecast: Forecast,
    /// The boxes of the quarter; `None` past the plan's four.
    pub boxes: Option<(u8, Tally)>,
    /// The days on which the plan was changed until then.
    pub revisions: Vec<LogicalDay>,
}

/// What a review looks at.
#[derive(Debug, Clone, PartialEq)]
pub enum Subject {
    /// Progress against tasks.
    Weekly(Weekly),
    /// The swimlanes.
    Monthly(Monthly),
    /// Budget and timeline.
    Quarterly(Box<Quarterly>),
}

/// The figures of a stretch.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewFigures {
    /// The day they are of: the stretch's last, or today before it.
    pub on: LogicalDay,
    /// The figures.
    pub subject: Subject,
}

impl ReviewFigures {
    /// Looks back on `period` from `today`: all is as it was at its end, even
    /// when the review is held later.
    pub fn new(
        roadmap: &Roadmap,
        state: &State,
        rhythm: Rhythm,
        period: Period,
        today: LogicalDay,
    ) -> Self {
        let on = period.last.min(today);
        let then = as_of(state, on);
        let progress = Progress::new(roadmap, &then);
        let seen = Seen {
            roadmap,
            state: &then,
            progress: &progress,
            line: PlanLine::of(roadmap, &then, &progress),
            period,
            on,
        };
        let subject = match rhythm {
            Rhythm::Weekly => Subject::Weekly(seen.weekly()),
            Rhythm::Monthly => Subject::Monthly(seen.monthly()),
            Rhythm::Quarterly => Subject::Quarterly(Box::new(seen.quarterly())),
        };
        Self { on, subject }
    }

    /// The figures in words, line by line.
    pub fn lines(&self, roadmap: &Roadmap) -> Vec<Figure> {
        let lines = match &self.subject {
            Subject::Weekly(week) => weekly_words(week, roadmap),
            Subject::Monthly(month) => monthly_words(month, roadmap, self.on),
            Subject::Quarterly(quarter) => quarterly_words(quarter, roadmap, self.on),
        };
        lines
            .into_iter()
            .map(|(name, words)| Figure { name, words })
            .collect()
    }
}

/// All as it was at the end of a stretch.
struct Seen<'a> {
    roadmap: &'a Roadmap,
    state: &'a State,
    progress: &'a Progress,
    line: Option<PlanLine>,
    period: Period,
    on: LogicalDay,
}

impl Seen<'_> {
    fn weekly(&self) -> Weekly {
        let (roadmap, state) = (self.roadmap, self.state);
        let Period { first, last } = self.period;
        let begun = state.begin().map_or(first, |begin| begin.max(first));
        let asked: Vec<(LogicalDay, Option<DayKind>)> = begun
            .through(last)
            .filter_map(|day| match day_sort(roadmap, state, day) {
                DaySort::Study(kind) => Some((day, Some(kind))),
                DaySort::Any => Some((day, None)),
                DaySort::Rest | DaySort::Off => None,
            })
            .collect();
        let studied = first.through(self.on).filter(|day| state.studied_on(*day));
        let (kept, extra): (Vec<LogicalDay>, Vec<LogicalDay>) =
            studied.partition(|day| asked.iter().any(|(asked, _)| asked == day));
        let done: Vec<ItemIx> = first
            .through(self.on)
            .flat_map(|day| self.progress.done_on(day))
            .collect();
        let kinds = [
            ItemKind::Book,
            ItemKind::Docs,
            ItemKind::Supplement,
            ItemKind::Deliverable,
        ]
        .map(|kind| KindCount {
            kind,
            done: done.iter().filter(|it| roadmap[**it].kind == kind).count(),
            days: asked
                .iter()
                .filter(|(_, of)| of.is_some_and(|of| of.covers(kind)))
                .count(),
        });
        let hours = hours_by_day(roadmap, self.progress);
        let planned = self
            .line
            .as_ref()
            .map(|line| line.at(last) - line.at(first.previous()));
        Weekly {
            meant: asked.len(),
            kept: kept.len(),
            extra: extra.len(),
            kinds: kinds.to_vec(),
            // The sum of no hours is −0.
            done: hours.range(first..=self.on).map(|(_, it)| it).sum::<f64>() + 0.0,
            planned,
            time: TimeWeek::from_first(roadmap, state, first).categories,
            pace: self.pace().map(|pace| (pace, self.pace_before())),
            started: roadmap
                .item_places()
                .filter(|item| self.progress[*item].status == Status::Started)
                .collect(),
        }
    }

    fn pace(&self) -> Option<Pace> {
        let line = self.line.as_ref()?;
        Some(Pace::new(self.progress, line, self.on))
    }

    /// The pace on the evening before; `None` before the year.
    fn pace_before(&self) -> Option<Pace> {
        let eve = self.period.first.previous();
        if eve < self.state.begin()? {
            return None;
        }
        let before = as_of(self.state, eve);
        let progress = Progress::new(self.roadmap, &before);
        let line = PlanLine::of(self.roadmap, self.state, &progress)?;
        Some(Pace::new(&progress, &line, eve))
    }

    /// The boxes whose last quarter is this one.
    fn boxes(&self, quarter: u8) -> impl Iterator<Item = (usize, ItemIx)> + '_ {
        let lanes = self.roadmap.plan.lanes.iter().enumerate();
        lanes.flat_map(move |(place, lane)| {
            let blocks = lane.blocks.iter();
            blocks
                .filter(move |block| block.last.clamp(1, 4) == quarter)
                .flat_map(move |block| block.milestones.iter().map(move |it| (place, it.item)))
        })
    }

    fn open(&self, item: ItemIx) -> bool {
        !self.progress[item].status.is_settled()
    }

    fn monthly(&self) -> Monthly {
        let roadmap = self.roadmap;
        let tally = |quarter| {
            let items = self.boxes(quarter).map(|(_, item)| item);
            self.progress.tally(items)
        };
        let lanes = roadmap.plan.lanes.iter().map(|lane| {
            let blocks = lane.blocks.iter().flat_map(|block| &block.milestones);
            self.progress.tally(blocks.map(|milestone| milestone.item))
        });
        let begin = self.state.begin();
        let past = begin.map_or(0, |start| {
            let ended = quarters(start).into_iter();
            ended.filter(|quarter| quarter.last <= self.on).count() as u8
        });
        let moving = (1..=past)
            .flat_map(|quarter| {
                self.boxes(quarter)
                    .map(move |(lane, item)| (quarter, lane, item))
            })
            .filter(|(.., item)| self.open(*item))
            .map(|(quarter, lane, item)| Moving {
                lane,
                item,
                quarter,
            })
            .collect();
        let ahead = begin
            .and_then(|start| quarter_of(start, self.on.next()))
            .map(|quarter| {
                let boxes = self.boxes(quarter.number);
                (quarter, boxes.filter(|(_, item)| self.open(*item)).count())
            });
        let signed_off = self.progress.phases().filter(|(_, phase)| {
            let day = phase.sign_off.day.filter(|_| phase.is_signed_off());
            day.is_some_and(|day| self.period.has(day))
        });
        Monthly {
            quarters: [1, 2, 3, 4].map(tally),
            lanes: lanes.collect(),
            moving,
            ahead,
            signed_off: signed_off.map(|(phase, _)| phase).collect(),
        }
    }

    fn quarterly(&self) -> Quarterly {
        let Period { first, .. } = self.period;
        let live = || self.state.history().filter(|(_, live)| *live);
        let spent = live().filter_map(|(event, _)| match &event.kind {
            Kind::Spent { amount, .. } if event.day >= first => Some(*amount),
            _ => None,
        });
        let hours = self.state.sessions_within(first, self.on);
        let free = |day: &LogicalDay| !self.state.is_off(*day);
        let weeks = first.through(self.period.last).filter(free).count() as f64 / 7.0;
        let ranges = self.roadmap.time.iter().map(|line| line.hours);
        let (least, most) = ranges.fold((0.0, 0.0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
        let number = self.state.begin().and_then(|start| {
            let quarter = quarter_of(start, self.period.last)?;
            Some(quarter.number)
        });
        Quarterly {
            money: Money::new(self.roadmap, self.state, self.on),
            spent: spent.fold(Decimal::ZERO, Decimal::saturating_add),
            hours: hours.map(|session| session.minutes).sum(),
            budget: (least * weeks, most * weeks),
            pace: self.pace(),
            // Of weeks that end on the evening before it; before the end of the
            // quarter it is today's, as everywhere.
            forecast: Forecast::new(
                self.roadmap,
                self.state,
                self.progress,
                self.line.as_ref(),
                if self.period.last > self.on {
                    self.on
                } else {
                    self.on.next()
                },
            ),
            boxes: number.map(|number| {
                let items = self.boxes(number).map(|(_, item)| item);
                (number, self.progress.tally(items))
            }),
            revisions: live()
                .filter(|(event, _)| matches!(event.kind, Kind::Replan { .. }))
                .map(|(event, _)| event.day)
                .collect(),
        }
    }
}

type Lines = Vec<(&'static str, String)>;

fn weekly_words(week: &Weekly, roadmap: &Roadmap) -> Lines {
    let mut days = format!("{} of {}", week.kept, week.meant);
    if week.extra > 0 {
        days = format!(
            "{days}, and {} besides",
            words::days(i64::from(week.extra as u32))
        );
    }
    let kinds: Vec<String> = week
        .kinds
        .iter()
        .filter(|it| it.done > 0 || it.days > 0)
        .map(|it| {
            let name = match it.kind {
                ItemKind::Book => "books",
                ItemKind::Docs => "docs",
                ItemKind::Supplement => "supplements",
                _ => "deliverables",
            };
            let meant = match it.days {
                0 => String::new(),
                days => format!(" ({} meant)", words::days(i64::from(days as u32))),
            };
            format!("{name} {}{meant}", it.done)
        })
        .collect();
    let mut lines = vec![("study days", days)];
    if !kinds.is_empty() {
        lines.push(("done", kinds.join(" · ")));
    }
    lines.push((
        "work",
        match week.planned {
            Some(planned) => format!(
                "{} planned hours done; the plan has {} in this week",
                words::number(week.done),
                words::number(planned)
            ),
            None => format!("{} planned hours done", words::number(week.done)),
        },
    ));
    if !week.time.is_empty() {
        let each: Vec<String> = week.time.iter().map(category_words).collect();
        lines.push(("hours", each.join(" · ")));
    }
    if let Some((now, before)) = &week.pace {
        let now = words::pace_short(now);
        lines.push((
            "pace",
            match before {
                Some(before) => format!("{now}; before this week {}", words::pace_short(before)),
                None => now,
            },
        ));
    }
    let started = titles(roadmap, &week.started);
    lines.push((
        "started",
        started.unwrap_or_else(|| "nothing is left half done".to_owned()),
    ));
    lines
}

fn category_words(category: &CategoryTime) -> String {
    let spent = words::hours(category.spent);
    let title = cut(&category.title).to_lowercase();
    match category.range {
        Some(range) => format!("{title} {spent} of {}", words::hours_range(range)),
        None => format!("{title} {spent}"),
    }
}

fn monthly_words(month: &Monthly, roadmap: &Roadmap, on: LogicalDay) -> Lines {
    let quarters = (1..).zip(month.quarters);
    let quarters: Vec<String> = quarters
        .filter(|(_, tally)| tally.of > 0)
        .map(|(number, tally)| format!("Q{number} {}", words::tally(tally)))
        .collect();
    let lanes: Vec<String> = roadmap
        .plan
        .lanes
        .iter()
        .zip(&month.lanes)
        .map(|(lane, tally)| format!("{} {}", cut(&lane.title), words::tally(*tally)))
        .collect();
    let mut lines = Vec::new();
    if quarters.is_empty() {
        lines.push(("boxes", "this roadmap has no plan".to_owned()));
    } else {
        lines.push(("boxes", quarters.join(" · ")));
        lines.push(("lanes", lanes.join(" · ")));
        let items: Vec<ItemIx> = month.moving.iter().map(|it| it.item).collect();
        let moving = titles(roadmap, &items).map(|titles| {
            let (boxes, are) = match items.len() {
                1 => ("1 box".to_owned(), "is"),
                more => (format!("{more} boxes"), "are"),
            };
            format!("{boxes} of past quarters {are} open: {titles}")
        });
        lines.push((
            "moves",
            moving.unwrap_or_else(|| "nothing of past quarters is open".to_owned()),
        ));
    }
    if let Some((quarter, open)) = month.ahead {
        let boxes = match open {
            0 => "no open box".to_owned(),
            1 => "1 open box".to_owned(),
            more => format!("{more} open boxes"),
        };
        lines.push((
            "ahead",
            format!(
                "Q{} has {boxes}, and ends on {}",
                quarter.number,
                words::date(quarter.last, on)
            ),
        ));
    }
    lines.push((
        "signed off",
        words::phase_numbers(roadmap, &month.signed_off),
    ));
    lines
}

fn quarterly_words(quarter: &Quarterly, roadmap: &Roadmap, on: LogicalDay) -> Lines {
    let show = |amount| money::show(amount, &roadmap.currency);
    let money = &quarter.money;
    let over: Vec<String> = money
        .lines
        .iter()
        .filter_map(|line: &MoneyLine| {
            Some(format!("{} by {}", cut(&line.title), show(line.over()?)))
        })
        .collect();
    let mut budget = format!(
        "{} in this quarter; {} in all, of {} for the year",
        show(quarter.spent),
        show(money.spent),
        show(money.year)
    );
    if !over.is_empty() {
        budget = format!("{budget}; over budget: {}", words::list(&over));
    }
    let mut lines = vec![("money", budget)];
    if let Some(projected) = money.projected {
        lines.push((
            "projected",
            format!("{} by the end of the year", show(projected)),
        ));
    }
    let (least, most) = quarter.budget;
    lines.push((
        "hours",
        format!(
            "{} of {}",
            words::hours(quarter.hours),
            words::hours_range((least.round(), most.round()))
        ),
    ));
    if let Some(pace) = &quarter.pace {
        lines.push(("pace", words::pace(pace, on)));
    }
    let forecast = &quarter.forecast;
    lines.push(("forecast", forecast.outlook_words()));
    lines.extend(forecast.needed_words().map(|words| ("needed", words)));
    lines.extend(forecast.slack_words().map(|words| ("slack", words)));
    if let Some((number, tally)) = quarter.boxes {
        lines.push(("boxes", format!("Q{number} {}", words::tally(tally))));
    }
    lines.push((
        "revisions",
        match quarter.revisions.as_slice() {
            [] => "the plan is as it was at first".to_owned(),
            days => {
                let days: Vec<String> = days.iter().map(|day| words::date(*day, on)).collect();
                format!("the plan was changed on {}", words::list(&days))
            }
        },
    ));
    lines
}

/// The first titles, and how many more there are; `None` where there is none.
fn titles(roadmap: &Roadmap, items: &[ItemIx]) -> Option<String> {
    let mut named: Vec<String> = items
        .iter()
        .take(NAMED)
        .map(|item| format!("“{}”", cut(&roadmap[*item].title)))
        .collect();
    match items.len() {
        0 => return None,
        all if all > NAMED => named.push(format!("{} more", all - NAMED)),
        _ => {}
    }
    Some(words::list(&named))
}

/// As much of an author's words as is quoted.
fn cut(text: &str) -> String {
    if text.chars().count() <= QUOTED {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(QUOTED - 1).collect();
    short.push('…');
    short
}
