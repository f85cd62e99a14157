//! `mastery show ID`.

use serde::Serialize;

use crate::{
    domain::{
        day::LogicalDay,
        event::{Kind, Mark},
        id::ItemId,
        minutes::Minutes,
        roadmap::{AppIx, ItemIx, ItemKind, PhaseIx},
        session::LoggedSession,
        state::KeptLink,
    },
    insight::{proof::Standing, words},
};

use super::{
    ageing, apps, describe,
    failure::Failure,
    json, matrix, naming,
    paper::{Line, Paper, Role},
    parts, phase,
    session::Session,
    spent::SessionShape,
    table::{Fit, Table},
};

/// Show anything by its id: an item, a phase, an app, a proof, a box of the plan
///
/// An item is shown with what happened to it: when it was marked, the time spent
/// on it, its links and the thoughts about it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery show genserver-docs
  mastery show dynamic-sup       a fragment of id or title, if only one fits
  mastery show 3                 the same as `mastery phase 3`
  mastery show M3                a row of the proof matrix
  mastery show labs_counter      an app
  mastery show genserver-docs --json")]
pub(crate) struct Args {
    /// The id, a fragment that only one item has, or the number of a phase
    #[arg(required = true, value_name = "ID")]
    id: Vec<String>,
    /// Print JSON: see docs/json.md
    #[arg(long)]
    json: bool,
}

/// What an id can mean.
enum Found {
    Item(ItemIx),
    Phase(PhaseIx),
    App(AppIx),
    Row(PhaseIx),
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct View<'a> {
    kind: &'static str,
    item: Option<ItemView<'a>>,
    phase: Option<phase::View<'a>>,
    app: Option<apps::App<'a>>,
    proof: Option<matrix::Row<'a>>,
}

/// An item with all that happened to it.
#[derive(Debug, Serialize, schemars::JsonSchema)]
struct ItemView<'a> {
    #[serde(flatten)]
    item: json::Item<'a>,
    history: Vec<Marking>,
    minutes: u64,
    sessions: Vec<SessionShape<'a>>,
    links: Vec<LinkShape<'a>>,
    thoughts: Vec<Thought<'a>>,
}

/// When an item became what it is, or was.
#[derive(Debug, Serialize, schemars::JsonSchema)]
struct Marking {
    day: LogicalDay,
    status: &'static str,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct LinkShape<'a> {
    day: LogicalDay,
    url: &'a str,
    text: Option<&'a str>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct Thought<'a> {
    day: LogicalDay,
    text: &'a str,
}

pub(crate) fn run(args: &Args, session: &Session, out: &mut Paper) -> Result<(), Failure> {
    let found = find(session, &args.id.join(" "))?;
    if args.json {
        return out.json("show", &view(session, &found));
    }
    match found {
        Found::Item(ix) => print_item(session, ix, out),
        Found::Phase(ix) => phase::print(session, ix, out),
        Found::App(ix) => print_app(session, ix, out),
        Found::Row(ix) => {
            out.line(Line::of(
                Role::Strong,
                words::phase_name(&session.roadmap[ix]),
            ));
            phase::print_proof(session, ix, out);
            out.gap();
            let row = session.roadmap[ix].proof.as_ref();
            let row = row.map_or_else(String::new, |row| row.id.to_string());
            out.line(Line::of(
                Role::Dim,
                format!("`mastery evidence {row}` shows what was printed"),
            ));
        }
    }
    Ok(())
}

/// What a name means: an id as it stands first, whatever it is of; then the
/// number of a phase; then a fragment.
fn find(session: &Session, name: &str) -> Result<Found, Failure> {
    let roadmap = &session.roadmap;
    if let Some(phase) = roadmap.phase_by_id(name) {
        return Ok(Found::Phase(phase));
    }
    let exact = roadmap.find(&ItemId::new(name));
    if exact.is_none() {
        if let Some(app) = roadmap.app_by_id(name) {
            return Ok(Found::App(app));
        }
        let is_row = |phase: &PhaseIx| {
            let proof = roadmap[*phase].proof.as_ref();
            proof.is_some_and(|proof| proof.id.as_str().eq_ignore_ascii_case(name))
        };
        if let Some(row) = roadmap.phase_places().find(is_row) {
            return Ok(Found::Row(row));
        }
    }
    let item = match naming::item(roadmap, &session.state, name) {
        Ok(item) => item,
        // The title of a phase is a name, too.
        Err(failure) => {
            return naming::phase(roadmap, name)
                .map(Found::Phase)
                .map_err(|_no_phase| failure);
        }
    };
    Ok(match (roadmap[item].kind, roadmap[item].phase) {
        (ItemKind::SignOff, Some(phase)) => Found::Phase(phase),
        _ => Found::Item(item),
    })
}

/// Whether something is about an item, by any id that it had.
fn is_about(session: &Session, ix: ItemIx, about: Option<&ItemId>) -> bool {
    about.and_then(|id| session.roadmap.find(id)) == Some(ix)
}

fn sessions(session: &Session, ix: ItemIx) -> impl Iterator<Item = &LoggedSession> {
    let all = session.state.sessions();
    all.filter(move |it| is_about(session, ix, it.about.as_ref()))
}

fn links(session: &Session, ix: ItemIx) -> impl Iterator<Item = (LogicalDay, &KeptLink)> {
    let all = session.state.links();
    all.filter(move |(_, link)| is_about(session, ix, link.about.as_ref()))
}

fn thoughts(session: &Session, ix: ItemIx) -> impl Iterator<Item = (LogicalDay, &str)> {
    let all = session.state.notes();
    all.filter(move |(_, about, _)| is_about(session, ix, *about))
        .map(|(day, _, text)| (day, text))
}

/// The marks of an item that count, the oldest first.
fn history(session: &Session, ix: ItemIx) -> impl Iterator<Item = (LogicalDay, Mark)> {
    let live = session.state.history().filter(|(_, live)| *live);
    live.filter_map(move |(event, _)| match &event.kind {
        Kind::Mark { item, mark } if is_about(session, ix, Some(item)) => Some((event.day, *mark)),
        _ => None,
    })
}

fn view<'a>(session: &'a Session, found: &Found) -> View<'a> {
    let mut view = View {
        kind: "item",
        item: None,
        phase: None,
        app: None,
        proof: None,
    };
    match *found {
        Found::Item(ix) => view.item = Some(item_view(session, ix)),
        Found::Phase(ix) => {
            view.kind = "phase";
            view.phase = Some(phase::view(session, ix));
        }
        Found::App(ix) => {
            view.kind = "app";
            view.app = Some(apps::shape(session, ix));
        }
        Found::Row(ix) => {
            view.kind = "proof";
            let standings = ageing::standings(session);
            let standing = standings.iter().find(|(phase, _)| *phase == ix);
            let standing = standing.map_or(Standing::Not, |(_, standing)| *standing);
            let proof = session.roadmap[ix].proof.as_ref();
            view.proof = proof.map(|proof| matrix::row(session, ix, proof, standing));
        }
    }
    view
}

fn item_view(session: &Session, ix: ItemIx) -> ItemView<'_> {
    ItemView {
        item: json::Item::new(&session.roadmap, &session.progress, ix),
        history: history(session, ix)
            .map(|(day, mark)| Marking {
                day,
                status: mark.word(),
            })
            .collect(),
        minutes: sessions(session, ix).map(|it| it.minutes.0).sum(),
        sessions: sessions(session, ix).map(Into::into).collect(),
        links: links(session, ix)
            .map(|(day, link)| LinkShape {
                day,
                url: &link.url,
                text: link.text.as_deref(),
            })
            .collect(),
        thoughts: thoughts(session, ix)
            .map(|(day, text)| Thought { day, text })
            .collect(),
    }
}

fn print_item(session: &Session, ix: ItemIx, out: &mut Paper) {
    let roadmap = &session.roadmap;
    let item = &roadmap[ix];
    let standing = &session.progress[ix];
    out.prose(Role::Strong, 0, parts::title(roadmap, ix));
    let day = match standing.day {
        Some(day) => format!(" on {}", words::date(day, session.today)),
        None => String::new(),
    };
    out.line(
        parts::mark(standing.status)
            .and(Role::Plain, format!(" {}{day} · ", standing.status.word()))
            .and(Role::Accent, item.id.as_str()),
    );
    let mut facts = vec![item.kind.word().to_owned()];
    if item.optional {
        facts.push("optional".to_owned());
    }
    if let Some(phase) = item.phase {
        let phase = &roadmap[phase];
        facts.push(format!("phase {}, {}", phase.number, phase.title));
    }
    let box_of_plan = roadmap.plan.milestones().find(|(_, _, it)| it.item == ix);
    if let Some((lane, block, milestone)) = box_of_plan {
        let quarters = words::quarters((block.first, block.last));
        facts.push(format!("{quarters}, {}", lane.title));
        if !milestone.phases.is_empty() {
            let phases = words::phase_numbers(roadmap, &milestone.phases);
            facts.push(format!("done when {phases} are signed off"));
        }
    }
    facts.extend(item.author.clone());
    out.prose(Role::Dim, 0, facts.join(" · "));
    if let Some(url) = &item.url {
        out.prose(Role::Plain, 0, url.as_str());
    }
    let rows: Vec<(LogicalDay, Mark)> = history(session, ix).collect();
    if !rows.is_empty() {
        out.heading("History");
        let mut table = Table::new(2)
            .column("", Fit::Keep)
            .column("", Fit::Wrap(20));
        for (day, mark) in rows {
            table.row([
                Line::plain(words::date(day, session.today)),
                Line::plain(mark.word()),
            ]);
        }
        out.table(table);
    }
    let minutes: u64 = sessions(session, ix).map(|it| it.minutes.0).sum();
    if minutes > 0 {
        out.gap();
        out.line(
            Line::of(Role::Strong, "Time")
                .and(Role::Dim, format!("  {}", words::hours(Minutes(minutes)))),
        );
        let mut table = Table::new(2)
            .column("", Fit::Keep)
            .column("", Fit::Drop(1))
            .column("", Fit::Wrap(20));
        for it in sessions(session, ix) {
            table.row([
                Line::plain(words::date(it.day, session.today)),
                Line::of(Role::Dim, words::session_span(it).unwrap_or_default()),
                Line::plain(describe::session(roadmap, it)),
            ]);
        }
        out.table(table);
    }
    let lines: Vec<String> = links(session, ix)
        .map(|(day, link)| {
            let text = link
                .text
                .as_ref()
                .map_or_else(String::new, |it| format!(" ({it})"));
            format!("{}: {}{text}", words::date(day, session.today), link.url)
        })
        .collect();
    list("Links", lines, out);
    let lines: Vec<String> = thoughts(session, ix)
        .map(|(day, text)| format!("{}: {text}", words::date(day, session.today)))
        .collect();
    list("Thoughts", lines, out);
}

fn list(title: &str, lines: Vec<String>, out: &mut Paper) {
    if lines.is_empty() {
        return;
    }
    out.heading(title);
    for line in lines {
        out.prose(Role::Plain, 2, line);
    }
}

fn print_app(session: &Session, ix: AppIx, out: &mut Paper) {
    let (roadmap, progress) = (&session.roadmap, &session.progress);
    let app = &roadmap[ix];
    let (phases, tally) = apps::built(session, ix);
    out.line(
        Line::of(Role::Strong, app.id.as_str())
            .and(
                Role::Plain,
                format!("  {} app · built {} ", app.work.word(), words::tally(tally)),
            )
            .append(parts::bar(tally.share(), 20)),
    );
    out.prose(Role::Plain, 0, app.role.as_str());
    let proves: Vec<String> = roadmap
        .phases
        .iter()
        .filter_map(|phase| phase.proof.as_ref())
        .filter(|proof| proof.apps.contains(&ix))
        .map(|proof| proof.id.to_string())
        .collect();
    if !proves.is_empty() {
        out.prose(Role::Dim, 0, format!("proves {}", words::list(&proves)));
    }
    for phase in phases {
        let builds = roadmap[phase].builds.iter();
        let items: Vec<ItemIx> = builds
            .filter(|build| build.app == Some(ix))
            .flat_map(|build| build.deliverables.iter().copied())
            .collect();
        out.heading(words::phase_name(&roadmap[phase]));
        out.table(parts::items(roadmap, progress, items));
    }
}
