//! `mastery plan`.

use serde::Serialize;

use crate::{
    domain::{
        day::LogicalDay,
        progress::Tally,
        roadmap::{Block, Every, ItemIx, Lane, Milestone, PhaseIx},
    },
    insight::{
        plan_line::{Quarter, quarter_of, quarters},
        words,
    },
};

use super::{
    failure::Failure,
    json,
    paper::{Line, Paper, Role},
    parts,
    session::Session,
    table::{Fit, Table},
};

/// Show the annual plan: aims, swimlanes, success metrics, budgets, reviews
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery plan
  mastery plan --json")]
pub(crate) struct Args {
    /// Print JSON: see docs/json.md
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct View<'a> {
    summary: &'a str,
    begin: Option<LogicalDay>,
    quarter: Option<u8>,
    quarters: Vec<Dates>,
    end: Option<LogicalDay>,
    revisions: Vec<super::replan::RevisionShape<'a>>,
    aims: Vec<&'a str>,
    lanes: Vec<LaneShape<'a>>,
    metrics: Vec<Planned<'a>>,
    time: Vec<TimeShape<'a>>,
    money: Vec<MoneyShape<'a>>,
    currency: &'a str,
    reviews: Vec<ReviewShape<'a>>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct Dates {
    number: u8,
    from: LogicalDay,
    to: LogicalDay,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct LaneShape<'a> {
    id: &'a str,
    title: &'a str,
    summary: &'a str,
    blocks: Vec<BlockShape<'a>>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct BlockShape<'a> {
    quarters: json::Range<u8>,
    done: usize,
    of: usize,
    milestones: Vec<Planned<'a>>,
}

/// A milestone or a success metric.
#[derive(Debug, Serialize, schemars::JsonSchema)]
struct Planned<'a> {
    #[serde(flatten)]
    item: json::Item<'a>,
    derived: Option<Derived<'a>>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct Derived<'a> {
    phases: Vec<json::PhaseName<'a>>,
    signed_off: usize,
    of: usize,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct TimeShape<'a> {
    id: &'a str,
    title: &'a str,
    hours_per_week: json::Range<f64>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct MoneyShape<'a> {
    id: &'a str,
    title: &'a str,
    amount: Option<String>,
    every: &'static str,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct ReviewShape<'a> {
    id: &'a str,
    every: &'static str,
    subject: &'a str,
}

pub(crate) fn run(args: &Args, session: &Session, out: &mut Paper) -> Result<(), Failure> {
    if args.json {
        return out.json("plan", &view(session));
    }
    let roadmap = &session.roadmap;
    let plan = &roadmap.plan;
    let nothing = plan.summary.is_empty()
        && plan.aims.is_empty()
        && plan.lanes.is_empty()
        && roadmap.metrics.is_empty()
        && roadmap.time.is_empty()
        && roadmap.money.is_empty()
        && roadmap.reviews.is_empty();
    if nothing {
        out.line("This roadmap has no plan yet.");
        return Ok(());
    }
    if !plan.summary.is_empty() {
        out.prose(Role::Plain, 0, plan.summary.as_str());
    }
    let line = session.plan_line();
    if let Some(words) = line.and_then(|line| words::replanned(&line, session.today)) {
        out.line(Line::of(Role::Dim, words));
    }
    if !roadmap.plan.aims.is_empty() {
        out.heading("Aims");
        for aim in &roadmap.plan.aims {
            out.prose(Role::Plain, 2, aim.as_str());
        }
    }
    for lane in &roadmap.plan.lanes {
        print_lane(session, lane, out);
    }
    if !roadmap.metrics.is_empty() {
        let tally = session
            .progress
            .tally(roadmap.metrics.iter().map(|metric| metric.item));
        out.heading(format!("Success metrics  {}", words::tally(tally)));
        let mut table = boxes();
        for metric in &roadmap.metrics {
            let derived = roadmap.derived_from(metric.item);
            table.row(print_box(session, metric.item, derived.as_deref()));
        }
        out.table(table);
    }
    print_budgets(session, out);
    Ok(())
}

fn print_lane(session: &Session, lane: &Lane, out: &mut Paper) {
    out.gap();
    let mut name = Line::of(Role::Strong, lane.title.as_str());
    if !lane.summary.is_empty() {
        name = name.and(Role::Dim, format!(" · {}", lane.summary));
    }
    out.line(name);
    for block in &lane.blocks {
        let tally = tally(session, block);
        let name = if block.first == block.last {
            format!("Q{}", block.first)
        } else {
            format!("Q{}–Q{}", block.first, block.last)
        };
        let now = current_quarter(session)
            .is_some_and(|quarter| (block.first..=block.last).contains(&quarter.number));
        out.line(
            Line::of(
                if now { Role::Strong } else { Role::Plain },
                format!("  {name}"),
            )
            .and(Role::Dim, dates(session, block))
            .and(Role::Plain, format!("  {}", words::tally(tally)))
            .and(Role::Accent, if now { "  now" } else { "" }),
        );
        let mut table = boxes();
        for milestone in &block.milestones {
            let phases = (!milestone.phases.is_empty()).then_some(milestone.phases.as_slice());
            table.row(print_box(session, milestone.item, phases));
        }
        out.table(table);
    }
}

fn boxes() -> Table {
    Table::new(4)
        .column("", Fit::Keep)
        .column("", Fit::Wrap(30))
        .column("", Fit::Drop(1))
}

fn print_box(session: &Session, item: ItemIx, phases: Option<&[PhaseIx]>) -> [Line; 3] {
    let about = &session.roadmap[item];
    let derived = phases.map_or_else(String::new, |phases| {
        format!("{}/{} phases", signed_off(session, phases), phases.len())
    });
    [
        parts::mark(session.progress[item].status)
            .and(Role::Plain, " ")
            .and(Role::Accent, about.id.as_str()),
        Line::plain(about.title.as_str()),
        Line::of(Role::Dim, derived),
    ]
}

fn print_budgets(session: &Session, out: &mut Paper) {
    let roadmap = &session.roadmap;
    if !roadmap.time.is_empty() {
        out.heading("Time");
        let mut table = Table::new(2)
            .column("", Fit::Shrink(12))
            .column("", Fit::Keep);
        for time in &roadmap.time {
            table.row([
                Line::plain(time.title.as_str()),
                Line::plain(format!("{} h a week", words::range(time.hours))),
            ]);
        }
        out.table(table);
    }
    if !roadmap.money.is_empty() {
        out.heading("Money");
        let mut table = Table::new(2)
            .column("", Fit::Shrink(12))
            .number("", Fit::Keep)
            .column("", Fit::Keep);
        for money in &roadmap.money {
            let amount = match money.amount {
                Some(amount) => format!("{amount} {}", roadmap.currency),
                None => "left open".to_owned(),
            };
            table.row([
                Line::plain(money.title.as_str()),
                Line::plain(amount),
                Line::of(Role::Dim, every(money.every)),
            ]);
        }
        out.table(table);
    }
    if !roadmap.reviews.is_empty() {
        out.heading("Reviews");
        let mut table = Table::new(2)
            .column("", Fit::Keep)
            .column("", Fit::Shrink(16));
        for review in &roadmap.reviews {
            table.row([
                Line::plain(review.rhythm.word()),
                Line::plain(review.subject.as_str()),
            ]);
        }
        out.table(table);
    }
}

fn every(every: Every) -> &'static str {
    match every {
        Every::Once => "once",
        Every::Month => "month",
    }
}

fn current_quarter(session: &Session) -> Option<Quarter> {
    quarter_of(session.state.begin()?, session.today)
}

/// The dates of a block, once the start date is known.
fn dates(session: &Session, block: &Block) -> String {
    let Some(start) = session.state.begin() else {
        return String::new();
    };
    let quarters = quarters(start);
    let at = |number: u8| quarters.get(usize::from(number).saturating_sub(1));
    match (at(block.first), at(block.last)) {
        (Some(first), Some(last)) => format!(
            "  {} – {}",
            words::date(first.first, session.today),
            words::date(last.last, session.today)
        ),
        _ => String::new(),
    }
}

fn tally(session: &Session, block: &Block) -> Tally {
    let items = block.milestones.iter().map(|milestone| milestone.item);
    session.progress.tally(items)
}

fn signed_off(session: &Session, phases: &[PhaseIx]) -> usize {
    let signed = |phase: &&PhaseIx| session.progress[**phase].is_signed_off();
    phases.iter().filter(signed).count()
}

fn view(session: &Session) -> View<'_> {
    let roadmap = &session.roadmap;
    View {
        summary: &roadmap.plan.summary,
        begin: session.state.begin(),
        quarter: current_quarter(session).map(|quarter| quarter.number),
        quarters: session.state.begin().map_or_else(Vec::new, |start| {
            let dates = |quarter: Quarter| Dates {
                number: quarter.number,
                from: quarter.first,
                to: quarter.last,
            };
            quarters(start).into_iter().map(dates).collect()
        }),
        end: session.plan_line().map(|line| line.end()),
        revisions: super::replan::revisions(session),
        aims: roadmap.plan.aims.iter().map(String::as_str).collect(),
        lanes: roadmap
            .plan
            .lanes
            .iter()
            .map(|lane| LaneShape {
                id: lane.id.as_str(),
                title: &lane.title,
                summary: &lane.summary,
                blocks: lane.blocks.iter().map(|it| block(session, it)).collect(),
            })
            .collect(),
        metrics: roadmap
            .metrics
            .iter()
            .map(|metric| {
                let phases = roadmap.derived_from(metric.item);
                shape(session, metric.item, phases.as_deref())
            })
            .collect(),
        time: roadmap
            .time
            .iter()
            .map(|time| TimeShape {
                id: time.id.as_str(),
                title: &time.title,
                hours_per_week: time.hours.into(),
            })
            .collect(),
        money: roadmap
            .money
            .iter()
            .map(|money| MoneyShape {
                id: money.id.as_str(),
                title: &money.title,
                amount: money.amount.map(|amount| amount.to_string()),
                every: every(money.every),
            })
            .collect(),
        currency: &roadmap.currency,
        reviews: roadmap
            .reviews
            .iter()
            .map(|review| ReviewShape {
                id: review.id.as_str(),
                every: review.rhythm.word(),
                subject: &review.subject,
            })
            .collect(),
    }
}

fn block<'a>(session: &'a Session, block: &Block) -> BlockShape<'a> {
    let tally = tally(session, block);
    let of = |milestone: &Milestone| {
        let phases = (!milestone.phases.is_empty()).then_some(milestone.phases.as_slice());
        shape(session, milestone.item, phases)
    };
    BlockShape {
        quarters: (block.first, block.last).into(),
        done: tally.done,
        of: tally.of,
        milestones: block.milestones.iter().map(of).collect(),
    }
}

fn shape<'a>(session: &'a Session, item: ItemIx, phases: Option<&[PhaseIx]>) -> Planned<'a> {
    Planned {
        item: json::Item::new(&session.roadmap, &session.progress, item),
        derived: phases.map(|phases| Derived {
            phases: json::phase_names(&session.roadmap, phases.iter().copied()),
            signed_off: signed_off(session, phases),
            of: phases.len(),
        }),
    }
}
