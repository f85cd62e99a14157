//! `mastery time`.

use serde::Serialize;

use crate::{
    domain::{day::LogicalDay, minutes::Minutes},
    insight::{
        time::{self, Average, CategoryTime, PhaseShare, Spending, Standing, TimeWeek},
        words,
    },
};

use super::{
    dates::WeekName,
    failure::Failure,
    json,
    paper::{Line, Paper, Role},
    parts,
    session::Session,
    spent::{self, SessionShape, TimerShape},
    table::{Fit, Table},
    timer,
};

/// How many past weeks the table has.
const WEEKS: usize = 12;
/// The weeks that averages are made of.
const AVERAGES: [usize; 2] = [4, 12];
/// How wide a category's bar is.
const BAR: u16 = 12;

/// Show where the time went: this week, the weeks before, and against the plan
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery time
  mastery time --week -1           last week
  mastery time --week 2026-03-04   the week with this day")]
pub(crate) struct Args {
    /// Which week: a day in it, or a number of weeks from this one
    #[arg(
        long,
        value_name = "DATE|-1|+1",
        allow_hyphen_values = true,
        default_value = "0",
        hide_default_value = true
    )]
    week: WeekName,
    /// Print JSON: see docs/json.md
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct View<'a> {
    today: LogicalDay,
    timer: Option<TimerShape>,
    week: WeekShape<'a>,
    sessions: Vec<SessionShape<'a>>,
    overlaps: Vec<OverlapShape<'a>>,
    past: Vec<WeekShape<'a>>,
    averages: Vec<AverageShape<'a>>,
    plan: PlanShape<'a>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct WeekShape<'a> {
    year: i32,
    number: u32,
    from: LogicalDay,
    minutes: Minutes,
    categories: Vec<CategoryShape<'a>>,
    days: Vec<DayShape>,
    phases: Vec<ShareShape<'a>>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct CategoryShape<'a> {
    id: &'a str,
    title: &'a str,
    minutes: Minutes,
    hours: Option<json::Range<f64>>,
    standing: Option<&'static str>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct DayShape {
    day: LogicalDay,
    minutes: Minutes,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct ShareShape<'a> {
    phase: Option<json::PhaseName<'a>>,
    minutes: Minutes,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct OverlapShape<'a> {
    first: SessionShape<'a>,
    second: SessionShape<'a>,
    minutes: Minutes,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct AverageShape<'a> {
    asked: usize,
    weeks: usize,
    minutes: Minutes,
    categories: Vec<CategoryShape<'a>>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct PlanShape<'a> {
    minutes: Minutes,
    phases: Vec<PhaseShape<'a>>,
    kinds: Vec<KindShape>,
    of_no_kind: Minutes,
    of_no_phase: Minutes,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct PhaseShape<'a> {
    phase: json::PhaseName<'a>,
    minutes: Minutes,
    planned: Minutes,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct KindShape {
    kind: &'static str,
    minutes: Minutes,
    planned: Minutes,
    ratio: Option<RatioShape>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct RatioShape {
    value: f64,
    items: usize,
    minutes: Minutes,
    planned: Minutes,
}

pub(crate) fn run(args: &Args, session: &Session, out: &mut Paper) -> Result<(), Failure> {
    let (roadmap, state) = (&session.roadmap, &session.state);
    let week = TimeWeek::new(roadmap, state, args.week.seen_from(session.today));
    let past = time::past(roadmap, state, week.first, WEEKS);
    let averages: Vec<(usize, Average)> = AVERAGES
        .into_iter()
        .filter_map(|weeks| Some((weeks, time::average(roadmap, state, session.today, weeks)?)))
        .collect();
    let spending = Spending::new(roadmap, state, &session.progress);
    if args.json {
        return print_json(session, &week, &past, &averages, &spending, out);
    }
    this_week(session, &week, out);
    weeks_before(session, &past, &averages, out);
    against_plan(session, &spending, out);
    Ok(())
}

fn this_week(session: &Session, week: &TimeWeek, out: &mut Paper) {
    let number = week.first.number_from_here();
    let total = words::hours(week.total());
    let ranges = session.roadmap.time.iter().map(|budget| budget.hours);
    let all = ranges.fold((0.0, 0.0), |(least, most), (from, to)| {
        (least + from, most + to)
    });
    let of = if session.roadmap.time.is_empty() {
        String::new()
    } else {
        format!(" of {}", words::hours_range(all))
    };
    out.line(
        Line::of(Role::Strong, format!("Week {number}"))
            .and(Role::Plain, format!(" · {total}"))
            .and(Role::Dim, of),
    );
    if let Some(timer) = session.timer() {
        let running = timer::running(session, &timer);
        out.line(Line::of(Role::Accent, format!("Timer: {running}")));
    }
    out.gap();
    let mut table = Table::new(0)
        .column("", Fit::Shrink(8))
        .number("", Fit::Keep)
        .column("", Fit::Keep)
        .column("", Fit::Drop(1));
    for category in &week.categories {
        table.row(category_row(category));
    }
    out.table(table);
    out.gap();
    let mut table = Table::new(0)
        .column("", Fit::Keep)
        .number("", Fit::Keep)
        .column("", Fit::Keep);
    for (day, spent) in &week.days {
        let today = *day == session.today;
        let role = if today { Role::Strong } else { Role::Plain };
        table.row([
            Line::of(role, words::weekday_date(*day, session.today)),
            hours_or_dash(*spent),
            Line::of(Role::Accent, if today { "today" } else { "" }),
        ]);
    }
    out.table(table);
    if !week.phases.is_empty() {
        out.gap();
        let mut table = Table::new(0)
            .column("", Fit::Shrink(12))
            .number("", Fit::Keep);
        for share in &week.phases {
            table.row([share_name(session, share), hours_or_dash(share.spent)]);
        }
        out.table(table);
    }
    let overlaps = time::overlaps(&session.state, week.first, week.first.forward(6));
    if !overlaps.is_empty() {
        out.gap();
        for overlap in &overlaps {
            out.prose(Role::Bad, 0, spent::overlap_words(overlap));
        }
    }
}

fn category_row(category: &CategoryTime) -> [Line; 4] {
    let role = match category.standing() {
        Some(Standing::Within) => Role::Good,
        Some(Standing::Over) => Role::Accent,
        Some(Standing::Under) | None => Role::Plain,
    };
    let range = category.range.map(words::hours_range);
    let least = category.range.map_or(0.0, |(least, _)| least);
    let bar = if least > 0.0 {
        parts::bar(category.spent.hours() / least, BAR)
    } else {
        Line::plain("")
    };
    [
        Line::plain(category.title.as_str()),
        Line::of(role, words::hours(category.spent)),
        Line::of(
            Role::Dim,
            range.map_or_else(String::new, |range| format!("of {range}")),
        ),
        bar,
    ]
}

fn hours_or_dash(spent: Minutes) -> Line {
    if spent == Minutes::default() {
        Line::of(Role::Dim, "–")
    } else {
        Line::plain(words::hours(spent))
    }
}

fn share_name(session: &Session, share: &PhaseShare) -> Line {
    match share.phase {
        Some(phase) => Line::plain(words::phase_name(&session.roadmap[phase])),
        None => Line::of(Role::Dim, "no phase"),
    }
}

fn weeks_before(
    session: &Session,
    past: &[TimeWeek],
    averages: &[(usize, Average)],
    out: &mut Paper,
) {
    if past.is_empty() {
        return;
    }
    out.heading("Weeks before");
    let mut table = Table::new(0)
        .column("", Fit::Keep)
        .column("", Fit::Drop(2))
        .number("", Fit::Keep)
        .column("", Fit::Wrap(20));
    for week in past {
        let last = week.first.forward(6);
        table.row([
            Line::plain(format!("Week {}", week.first.number_from_here())),
            Line::of(Role::Dim, words::span(week.first, last, session.today)),
            hours_or_dash(week.total()),
            Line::of(Role::Dim, categories(&week.categories)),
        ]);
    }
    let mut told = 0;
    for (_, average) in averages {
        // Of three weeks both averages are the same.
        if average.weeks > told {
            told = average.weeks;
            let s = if average.weeks == 1 { "" } else { "s" };
            table.row([
                Line::of(Role::Strong, "average"),
                Line::of(Role::Dim, format!("of {} week{s}", average.weeks)),
                hours_or_dash(average.total),
                Line::of(Role::Dim, categories(&average.categories)),
            ]);
        }
    }
    out.table(table);
}

/// “Learning 5 h, Building 2 h”.
fn categories(categories: &[CategoryTime]) -> String {
    let some = categories
        .iter()
        .filter(|category| category.spent > Minutes::default());
    let words: Vec<String> = some
        .map(|category| format!("{} {}", category.title, words::hours(category.spent)))
        .collect();
    words.join(", ")
}

fn against_plan(session: &Session, spending: &Spending, out: &mut Paper) {
    if spending.total == Minutes::default() {
        return;
    }
    out.heading("Against the plan");
    let mut table = Table::new(0)
        .column("", Fit::Shrink(12))
        .number("", Fit::Keep)
        .column("", Fit::Keep);
    let mut row = |name: Line, spent: Minutes, planned: Option<Minutes>| {
        let planned = planned.map_or_else(String::new, |it| format!("of {}", words::hours(it)));
        table.row([name, hours_or_dash(spent), Line::of(Role::Dim, planned)]);
    };
    for phase in &spending.phases {
        if phase.spent > Minutes::default() {
            let name = words::phase_name(&session.roadmap[phase.phase]);
            row(Line::plain(name), phase.spent, Some(phase.planned));
        }
    }
    for kind in &spending.kinds {
        row(
            Line::plain(kind.kind.word()),
            kind.spent,
            Some(kind.planned),
        );
    }
    for (name, spent) in [
        ("phases as a whole", spending.of_no_kind),
        ("no phase", spending.of_no_phase),
    ] {
        if spent > Minutes::default() {
            row(Line::of(Role::Dim, name), spent, None);
        }
    }
    out.table(table);
    for kind in &spending.kinds {
        if let Some(ratio) = kind.ratio {
            let sentence = words::ratio(kind.kind, ratio);
            out.line(format!("{sentence} ({} items)", ratio.items));
        }
    }
}

fn print_json(
    session: &Session,
    week: &TimeWeek,
    past: &[TimeWeek],
    averages: &[(usize, Average)],
    spending: &Spending,
    out: &mut Paper,
) -> Result<(), Failure> {
    let (first, last) = (week.first, week.first.forward(6));
    let sessions = session.state.sessions_within(first, last);
    let overlaps = time::overlaps(&session.state, first, last);
    let view = View {
        today: session.today,
        timer: session.timer().as_ref().map(Into::into),
        week: week_shape(session, week),
        sessions: sessions.map(Into::into).collect(),
        overlaps: overlaps
            .into_iter()
            .map(|overlap| OverlapShape {
                first: overlap.first.into(),
                second: overlap.second.into(),
                minutes: overlap.shared,
            })
            .collect(),
        past: past.iter().map(|week| week_shape(session, week)).collect(),
        averages: averages
            .iter()
            .map(|(asked, average)| AverageShape {
                asked: *asked,
                weeks: average.weeks,
                minutes: average.total,
                categories: average.categories.iter().map(category_shape).collect(),
            })
            .collect(),
        plan: plan_shape(session, spending),
    };
    out.json("time", &view)
}

fn week_shape<'a>(session: &'a Session, week: &'a TimeWeek) -> WeekShape<'a> {
    let iso = week.first.iso_week();
    WeekShape {
        year: iso.year(),
        number: iso.week(),
        from: week.first,
        minutes: week.total(),
        categories: week.categories.iter().map(category_shape).collect(),
        days: week
            .days
            .iter()
            .map(|(day, minutes)| DayShape {
                day: *day,
                minutes: *minutes,
            })
            .collect(),
        phases: week
            .phases
            .iter()
            .map(|share| ShareShape {
                phase: share
                    .phase
                    .map(|phase| json::PhaseName::new(&session.roadmap, phase)),
                minutes: share.spent,
            })
            .collect(),
    }
}

fn category_shape(category: &CategoryTime) -> CategoryShape<'_> {
    CategoryShape {
        id: category.id.as_str(),
        title: &category.title,
        minutes: category.spent,
        hours: category.range.map(Into::into),
        standing: category.standing().map(|standing| match standing {
            Standing::Under => "under",
            Standing::Within => "within",
            Standing::Over => "over",
        }),
    }
}

fn plan_shape<'a>(session: &'a Session, spending: &Spending) -> PlanShape<'a> {
    PlanShape {
        minutes: spending.total,
        phases: spending
            .phases
            .iter()
            .map(|row| PhaseShape {
                phase: json::PhaseName::new(&session.roadmap, row.phase),
                minutes: row.spent,
                planned: row.planned,
            })
            .collect(),
        kinds: spending
            .kinds
            .iter()
            .map(|row| KindShape {
                kind: row.kind.word(),
                minutes: row.spent,
                planned: row.planned,
                ratio: row.ratio.map(|ratio| RatioShape {
                    value: ratio.value(),
                    items: ratio.items,
                    minutes: ratio.spent,
                    planned: ratio.planned,
                }),
            })
            .collect(),
        of_no_kind: spending.of_no_kind,
        of_no_phase: spending.of_no_phase,
    }
}
