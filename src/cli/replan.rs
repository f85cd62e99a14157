//! `mastery replan`.

use serde::Serialize;

use crate::{
    domain::{
        day::LogicalDay,
        decide::{Desk, NoReplan, Refusal, Replan, Wish},
        minutes::{Minutes, weekly_hours},
        roadmap::ItemIx,
    },
    insight::{
        forecast::Forecast,
        replan::{Move, Moves, Optional, Outcome, outcome},
        words,
    },
    text::count,
};

use super::{
    ask, change,
    dates::Day,
    failure::Failure,
    json, naming,
    paper::{Line, Paper, Role},
    parts,
    session::Session,
    table::{Fit, Table},
};

/// Change the plan: see the moves side by side, and make one
///
/// Without a move it shows them all and changes nothing. A move is shown before
/// and after, and made after a yes, or with `--yes`. The first plan stays on
/// record, and `mastery undo` takes a change back.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery replan                      the moves, and what each leads to
  mastery replan --end 2027-03-31     move the end
  mastery replan --hours 35           so many hours a week, and the end they lead to
  mastery replan --skip               the optional items that are still open
  mastery replan --skip fleet-pg      leave optional items out
  mastery replan --spread --yes       the rest evenly until the same end
  mastery replan --list               all changes so far, the first plan first")]
pub(crate) struct Args {
    #[command(flatten)]
    moved: Moved,
    /// Make the move without being asked
    #[arg(long, requires = "move", conflicts_with = "json")]
    yes: bool,
    /// List the changes of the plan, the first plan first
    #[arg(long, conflicts_with = "move")]
    list: bool,
    /// Print JSON, and change nothing: see docs/json.md
    #[arg(long)]
    json: bool,
}

/// The moves, of which one may be named.
#[derive(Debug, clap::Args)]
struct Moved {
    /// Move the plan's last day
    #[arg(long, value_name = "DATE", group = "move")]
    end: Option<Day>,
    /// Say how many hours a week you have from now on
    #[arg(long, value_name = "HOURS", group = "move", value_parser = hours_a_week)]
    hours: Option<Minutes>,
    /// Leave these optional items out; without an id, list them
    #[arg(long, value_name = "ID", group = "move", num_args = 0..)]
    skip: Option<Vec<String>>,
    /// Leave all optional items out that are still open
    #[arg(long, group = "move")]
    skip_optional: bool,
    /// Spread the rest evenly until the same end
    #[arg(long, group = "move")]
    spread: bool,
}

impl Moved {
    /// Whether the items that may be left out are asked for.
    fn lists(&self) -> bool {
        self.skip.as_ref().is_some_and(Vec::is_empty)
    }

    /// Whether a move is named.
    fn is_any(&self) -> bool {
        let named = self.end.is_some() || self.hours.is_some() || self.skip.is_some();
        (named && !self.lists()) || self.skip_optional || self.spread
    }
}

fn hours_a_week(text: &str) -> Result<Minutes, String> {
    weekly_hours(text).ok_or_else(|| "expected hours like 35, 7.5 or 7h30".to_owned())
}

/// A change of the plan, in JSON.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct RevisionShape<'a> {
    day: LogicalDay,
    step: &'a str,
    value: &'a str,
    end: LogicalDay,
    done: f64,
    hours: Option<f64>,
}

/// All changes of the plan, in JSON.
pub(super) fn revisions(session: &Session) -> Vec<RevisionShape<'_>> {
    let revisions = session.state.revisions().iter();
    revisions
        .map(|revision| RevisionShape {
            day: revision.day,
            step: &revision.step,
            value: &revision.value,
            end: revision.end,
            done: revision.done.hours(),
            hours: revision.hours.map(Minutes::hours),
        })
        .collect()
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct View<'a> {
    done: f64,
    planned: f64,
    end: LogicalDay,
    first_end: LogicalDay,
    moves: Vec<MoveShape>,
    optional: Vec<OptionalShape<'a>>,
    revisions: Vec<RevisionShape<'a>>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct MoveShape {
    id: &'static str,
    words: String,
    possible: bool,
    why: Option<String>,
    end: Option<LogicalDay>,
    left: Option<f64>,
    needed: Option<f64>,
    capacity: Option<f64>,
    spare: Option<f64>,
    pace: Option<json::PaceFigure>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct OptionalShape<'a> {
    id: &'a str,
    title: &'a str,
    phase: Option<u32>,
    hours: f64,
}

/// Whether these arguments may change the plan.
pub(crate) fn changes(args: &Args) -> bool {
    args.moved.is_any() && !args.json
}

pub(crate) fn run(args: &Args, session: &mut Session, out: &mut Paper) -> Result<(), Failure> {
    if args.list && !args.json {
        list(session, out);
        return Ok(());
    }
    let moves = moves(session)?;
    if args.moved.lists() && !args.json {
        list_optional(session, &moves, out);
        return Ok(());
    }
    let Some(replan) = asked_for(&args.moved, session, &moves)? else {
        let table = moves.table(&desk(session));
        if args.json {
            return out.json("replan", &view(session, &moves, table));
        }
        show(session, &moves, &table, out);
        return Ok(());
    };
    let after = outcome(&desk(session), &replan);
    if args.json {
        let kept = moves.table(&desk(session)).into_iter().take(1);
        let mut view = view(session, &moves, kept.collect());
        let words = name(&replan);
        view.moves.push(shape(replan.step(), words, &after));
        return out.json("replan", &view);
    }
    let after = after?;
    out.line(Line::of(Role::Strong, sentence(&name(&replan))));
    let mut table = Table::new(2)
        .column("", Fit::Keep)
        .column("", Fit::Wrap(20));
    for (when, outcome) in [("now", &moves.keep), ("then", &after)] {
        let words = format!(
            "{} ({})",
            outcome.words(session.today),
            outcome.spare_words()
        );
        table.row([Line::of(Role::Dim, when), Line::plain(words)]);
    }
    out.table(table);
    if !args.yes && !ask::yes(out, "Make this move?")? {
        if ask::is_possible() {
            out.line("Nothing was changed.");
        } else {
            out.line("Nothing was changed: `--yes` makes this move.");
        }
        return Ok(());
    }
    let events = change::record(session, &[Wish::Replan(replan)], None)?;
    change::tell(session, &events, None, out);
    out.line(Line::of(Role::Dim, "`mastery undo` takes it back"));
    Ok(())
}

fn desk(session: &Session) -> Desk<'_> {
    Desk {
        roadmap: &session.roadmap,
        state: &session.state,
        progress: &session.progress,
        device: &session.device,
        today: session.today,
    }
}

/// The moves there are, or why there is none.
fn moves(session: &Session) -> Result<Moves, Failure> {
    let refused = |no| Failure::from(Refusal::Replan(no));
    let desk = desk(session);
    desk.can_replan().map_err(refused)?;
    let line = session.plan_line();
    let line = line.ok_or_else(|| refused(NoReplan::NoPlan))?;
    let forecast = Forecast::new(
        &session.roadmap,
        &session.state,
        &session.progress,
        Some(&line),
        session.today,
    );
    Moves::new(&desk, &line, &forecast).map_err(refused)
}

/// The move that the arguments name.
fn asked_for(args: &Moved, session: &Session, moves: &Moves) -> Result<Option<Replan>, Failure> {
    if let Some(end) = args.end {
        return Ok(Some(Replan::End(end.seen_from(session.today))));
    }
    if let Some(hours) = args.hours {
        return Ok(Some(Replan::Hours(hours)));
    }
    if let Some(names) = args.skip.as_ref().filter(|names| !names.is_empty()) {
        let items: Result<Vec<ItemIx>, Failure> = names
            .iter()
            .map(|name| naming::item(&session.roadmap, &session.state, name))
            .collect();
        return Ok(Some(Replan::Skip(items?)));
    }
    if args.skip_optional {
        return Ok(Some(moves.skip_all()));
    }
    Ok(args.spread.then_some(Replan::Spread))
}

/// What a move is called.
fn name(replan: &Replan) -> String {
    match replan {
        Replan::End(day) => format!("move the end to {day}"),
        Replan::Hours(hours) => format!("work {} h a week", words::number(hours.hours())),
        Replan::Skip(items) => {
            format!("skip {}", count(items.len(), "optional item"))
        }
        Replan::Spread => "spread the rest evenly".to_owned(),
    }
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

fn show(session: &Session, moves: &Moves, table: &[Move], out: &mut Paper) {
    let today = session.today;
    out.line(format!(
        "{} of {} planned hours are done; the plan ends on {}.",
        words::number(moves.done),
        words::number(moves.planned),
        words::date(moves.keep.end, today)
    ));
    let line = session.plan_line();
    if let Some(words) = line.and_then(|line| words::replanned(&line, today)) {
        out.line(Line::of(Role::Dim, words));
    }
    if moves.dates() == (None, None) {
        out.line(Line::of(Role::Dim, moves.outlook_words.clone()));
    }
    out.gap();
    let mut shown = Table::new(0)
        .column("move", Fit::Keep)
        .number("end", Fit::Keep)
        .number("left", Fit::Keep)
        .number("a week", Fit::Keep)
        .column("of your hours", Fit::Drop(1))
        .column("pace", Fit::Drop(2));
    let mut refused = Vec::new();
    for made in table {
        match &made.outcome {
            Ok(outcome) => shown.row(cells(&made.words, outcome, today)),
            Err(why) => refused.push((&made.words, why)),
        }
    }
    out.table(shown);
    if !refused.is_empty() {
        out.heading("What cannot be done now");
        let mut table = Table::new(2)
            .column("", Fit::Keep)
            .column("", Fit::Wrap(20));
        for (name, why) in refused {
            table.row([
                Line::plain(name.as_str()),
                Line::of(Role::Dim, why.to_string()),
            ]);
        }
        out.table(table);
    }
    out.heading("How to make a move");
    let mut table = Table::new(2)
        .column("", Fit::Keep)
        .column("", Fit::Wrap(20));
    for (command, words) in [
        ("mastery replan --end DATE", "move the end"),
        (
            "mastery replan --hours N",
            "other hours a week, and the end they lead to",
        ),
        (
            "mastery replan --skip",
            "choose optional items to leave out",
        ),
        (
            "mastery replan --spread",
            "the rest evenly until the same end",
        ),
    ] {
        table.row([Line::of(Role::Accent, command), Line::plain(words)]);
    }
    out.table(table);
}

fn cells(name: &str, outcome: &Outcome, today: LogicalDay) -> [Line; 6] {
    let hours = |value: f64| format!("{} h", words::number(value));
    [
        Line::plain(name),
        Line::plain(words::date(outcome.end, today)),
        Line::plain(hours(outcome.left)),
        Line::plain(outcome.needed().map_or_else(|| "–".to_owned(), hours)),
        Line::plain(outcome.spare_words()),
        Line::of(Role::Dim, words::pace_short(&outcome.pace)),
    ]
}

/// The optional items that are still open, with their hours.
fn list_optional(session: &Session, moves: &Moves, out: &mut Paper) {
    if moves.optional.is_empty() {
        out.line("No optional item is open.");
        return;
    }
    let roadmap = &session.roadmap;
    let all: f64 = moves.optional.iter().map(|it| it.hours).sum();
    out.line(format!(
        "{}, {} planned hours:",
        count(moves.optional.len(), "open optional item"),
        words::number(all)
    ));
    let mut table = Table::new(2)
        .column("", Fit::Keep)
        .column("", Fit::Wrap(30))
        .column("", Fit::Drop(1))
        .number("", Fit::Keep);
    for Optional { item, hours } in &moves.optional {
        let phase = roadmap[*item].phase.map(|phase| roadmap[phase].number);
        table.row([
            Line::of(Role::Accent, roadmap[*item].id.as_str()),
            Line::plain(parts::title(roadmap, *item)),
            Line::of(
                Role::Dim,
                phase.map_or_else(String::new, |number| format!("phase {number}")),
            ),
            Line::plain(format!("{} h", words::number(*hours))),
        ]);
    }
    out.table(table);
    out.line("");
    out.line("`mastery replan --skip ID…` leaves some out, `--skip-optional` all of them.");
}

/// All changes of the plan, the first plan first.
fn list(session: &Session, out: &mut Paper) {
    let today = session.today;
    let Some(line) = session.plan_line() else {
        out.line("There is no plan yet: `mastery begin` says when the year begins.");
        return;
    };
    let mut table = Table::new(0)
        .number("made on", Fit::Keep)
        .column("what", Fit::Wrap(24))
        .number("end", Fit::Keep)
        .number("done", Fit::Keep)
        .number("a week", Fit::Keep);
    let date = |day| words::date(day, today);
    table.row([
        Line::plain(date(line.start())),
        Line::plain("the first plan"),
        Line::plain(date(line.first_end())),
        Line::plain("0 h"),
        Line::of(Role::Dim, "the budget"),
    ]);
    for revision in session.state.revisions() {
        let what = match revision.step.as_str() {
            "end" => "the end moved".to_owned(),
            "hours" => "other hours a week".to_owned(),
            "skip" => format!("without {}", revision.value),
            "spread" => "the rest evenly".to_owned(),
            step => format!("{step}: {}", revision.value),
        };
        let hours = |minutes: Minutes| format!("{} h", words::number(minutes.hours()));
        table.row([
            Line::plain(date(revision.day)),
            Line::plain(what),
            Line::plain(date(revision.end)),
            Line::plain(hours(revision.done)),
            revision.hours.map_or_else(
                || Line::of(Role::Dim, "the budget"),
                |it| Line::plain(hours(it)),
            ),
        ]);
    }
    out.table(table);
}

fn view<'a>(session: &'a Session, moves: &Moves, table: Vec<Move>) -> View<'a> {
    let roadmap = &session.roadmap;
    View {
        done: moves.done,
        planned: moves.planned,
        end: moves.keep.end,
        first_end: moves.first_end,
        moves: table
            .into_iter()
            .map(|made| shape(made.offer.id(), made.words, &made.outcome))
            .collect(),
        optional: moves
            .optional
            .iter()
            .map(|Optional { item, hours }| OptionalShape {
                id: roadmap[*item].id.as_str(),
                title: &roadmap[*item].title,
                phase: roadmap[*item].phase.map(|phase| roadmap[phase].number),
                hours: *hours,
            })
            .collect(),
        revisions: revisions(session),
    }
}

fn shape(id: &'static str, words: String, outcome: &Result<Outcome, Refusal>) -> MoveShape {
    let made = outcome.as_ref().ok();
    MoveShape {
        id,
        words,
        possible: made.is_some(),
        why: outcome.as_ref().err().map(ToString::to_string),
        end: made.map(|it| it.end),
        left: made.map(|it| it.left),
        needed: made.and_then(Outcome::needed),
        capacity: made.map(|it| it.capacity),
        spare: made.and_then(Outcome::spare),
        pace: made.map(|it| it.pace.into()),
    }
}
