//! One phase: what to read, what to build, what it needs and unlocks.

use ratatui::layout::Rect;

use crate::{
    domain::roadmap::{ItemIx, ItemKind, PhaseIx},
    insight::{plan_line::planned_quarters, proof::Standing, pull_request, words},
    text::{truncate, wrap},
    tui::{
        canvas::{Canvas, line_of, piece},
        theme::Role,
        widgets::marks,
        world::World,
    },
};

use super::{Row, Target, View, items, notes, split_rows};

pub(super) fn rows(world: &World, ix: PhaseIx) -> Vec<Row> {
    let phase = &world.roadmap[ix];
    let mut rows = Vec::new();
    for (kind, title) in [
        (ItemKind::Book, "Books"),
        (ItemKind::Docs, "Official docs"),
        (ItemKind::Supplement, "Supplements"),
    ] {
        let readings: Vec<ItemIx> = phase
            .readings
            .iter()
            .copied()
            .filter(|item| world.roadmap[*item].kind == kind)
            .collect();
        block(world, &mut rows, title.to_owned(), &readings);
    }
    for build in &phase.builds {
        let title = format!("Build: {}", build.title);
        block(world, &mut rows, title, &build.deliverables);
    }
    if let Some(proof) = &phase.proof {
        rows.push(Row::Heading(
            format!("Proof {}", proof.id),
            world.standing(proof).words(world.day()),
        ));
        let apps = [proof.labs.as_str(), proof.pulse.as_str()];
        let apps: Vec<&str> = apps.into_iter().filter(|app| !app.is_empty()).collect();
        for line in [apps.join(" · "), proof.why.clone()] {
            if !line.is_empty() {
                rows.push(Row::Prose(format!("  {line}")));
            }
        }
        rows.push(Row::Blank);
    }
    if let Some(note) = world.note_of(ix) {
        rows.insert(0, Row::Entry(Target::Note(note)));
        rows.insert(1, Row::Blank);
    }
    rows.push(Row::Heading("Sign-off".to_owned(), String::new()));
    rows.push(Row::Entry(Target::Item(phase.sign_off)));
    let id = &world.roadmap[phase.sign_off].id;
    let thoughts = world
        .state
        .notes()
        .filter(|(_, about, _)| *about == Some(id));
    let thoughts: Vec<Row> = thoughts
        .map(|(day, _, text)| {
            let day = words::date(day, world.day());
            Row::Prose(format!("  {day:<12}{text}"))
        })
        .collect();
    if !thoughts.is_empty() {
        rows.push(Row::Blank);
        rows.push(Row::Heading(
            "Thoughts".to_owned(),
            thoughts.len().to_string(),
        ));
        rows.extend(thoughts);
    }
    let mut links: Vec<Row> = Vec::new();
    for (place, (_, link)) in world.state.links().enumerate() {
        let item = link.about.as_ref().and_then(|id| world.roadmap.find(id));
        if item.and_then(|item| world.roadmap[item].phase) == Some(ix) {
            links.push(Row::Entry(Target::Link(place)));
        }
    }
    if !links.is_empty() {
        rows.push(Row::Blank);
        rows.push(Row::Heading("Links".to_owned(), links.len().to_string()));
        rows.extend(links);
    }
    let unlocks: Vec<PhaseIx> = world.roadmap.unlocks(ix).collect();
    for (title, phases) in [("Needs", &phase.needs), ("Unlocks", &unlocks)] {
        if !phases.is_empty() {
            rows.push(Row::Blank);
            rows.push(Row::Heading(title.to_owned(), String::new()));
            rows.extend(phases.iter().map(|phase| Row::Entry(Target::Phase(*phase))));
        }
    }
    rows
}

/// The estimate: `6–8 days`, `1 day`.
fn days_words(days: (f64, f64)) -> String {
    let range = words::range(days);
    let noun = if range == "1" { "day" } else { "days" };
    format!("{range} {noun}")
}

fn block(world: &World, rows: &mut Vec<Row>, title: String, items: &[ItemIx]) {
    if items.is_empty() {
        return;
    }
    let tally = world.progress.tally(items.iter().copied());
    rows.push(Row::Heading(title, words::tally(tally)));
    rows.extend(items.iter().map(|item| Row::Entry(Target::Item(*item))));
    rows.push(Row::Blank);
}

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, world: &World, view: &View, ix: PhaseIx) {
    let phase = &world.roadmap[ix];
    let standing = &world.progress[ix];
    let tall = area.height >= 16;
    let summary = wrap(&phase.summary, usize::from(area.width.saturating_sub(2)));
    let summary_rows = if tall { summary.len().min(2) } else { 1 };
    let head_rows = summary_rows as u16 + if tall { 3 } else { 1 };
    let (head, body) = split_rows(area, head_rows);
    let title = words::phase_name(phase);
    canvas.row(
        line_of(head, 0),
        &[piece("┃ ", Role::Accent), piece(title, Role::Strong)],
        &[piece(words::standing(phase, standing), Role::Dim)],
    );
    let mut summary = summary;
    if summary.len() > summary_rows {
        let rest = summary.split_off(summary_rows - 1).join(" ");
        let width = usize::from(area.width.saturating_sub(2));
        summary.push(truncate(&rest, width).into_owned());
    }
    for (offset, text) in summary.iter().enumerate() {
        canvas.row(
            line_of(head, 1 + offset as u16),
            &[piece("┃ ", Role::Accent), piece(text.as_str(), Role::Text)],
            &[],
        );
    }
    if tall {
        let mut facts = vec![days_words(phase.days)];
        if let Some((first, last)) = planned_quarters(&world.roadmap, ix) {
            facts.push(words::quarters((first, last)));
        }
        let shown = phase.proof.as_ref().map(|proof| world.standing(proof));
        if let Some(shown) = shown.filter(|shown| *shown != Standing::Not) {
            facts.push(shown.words(world.day()));
        }
        if let Some(url) = pull_request::address(&world.roadmap, &world.state, ix) {
            facts.push(format!("PR {url}"));
        }
        if !standing.blocked_by.is_empty() && !standing.is_settled() {
            let numbers: Vec<String> = standing
                .blocked_by
                .iter()
                .map(|need| world.roadmap[*need].number.to_string())
                .collect();
            facts.insert(
                0,
                format!("waits for the sign-off of phase {}", numbers.join(", ")),
            );
        }
        canvas.row(
            line_of(head, 1 + summary_rows as u16),
            &[
                piece("┃ ", Role::Accent),
                piece(facts.join(" · "), Role::Dim),
            ],
            &[],
        );
    }
    let detail = items::detail(world, view, body.width);
    let detail_rows = if area.height >= 20 { 4 } else { 0 };
    let (list, below) = split_rows(body, body.height.saturating_sub(detail_rows));
    view.draw_rows(canvas, list, |canvas, line, target| match target {
        Target::Item(item) => items::draw(canvas, line, world, item),
        Target::Phase(phase) => draw_neighbour(canvas, line, world, phase),
        Target::Note(note) => notes::draw_link(canvas, line, world, note),
        Target::Link(place) => draw_kept(canvas, line, world, place),
        _ => {}
    });
    if detail_rows > 0 {
        items::draw_detail(canvas, split_rows(below, 1).1, &detail);
    }
}

/// A link that was kept: what it is, and where.
fn draw_kept(canvas: &mut Canvas<'_>, line: Rect, world: &World, place: usize) {
    let Some((day, link)) = world.state.links().nth(place) else {
        return;
    };
    let mut left = vec![piece("↗ ", Role::Dim)];
    if let Some(text) = &link.text {
        left.push(piece(format!("{text} · "), Role::Text));
    }
    left.push(piece(link.url.as_str(), Role::Link));
    let day = words::date(day, world.day());
    canvas.row(line, &left, &[piece(day, Role::Dim)]);
}

fn draw_neighbour(canvas: &mut Canvas<'_>, line: Rect, world: &World, ix: PhaseIx) {
    let phase = &world.roadmap[ix];
    let standing = &world.progress[ix];
    let (mark, role) = marks::phase(standing, false);
    let title = format!(" Phase {} · {}", phase.number, phase.title);
    canvas.row(
        line,
        &[piece(mark, role), piece(title, Role::Text)],
        &[piece(words::tally(standing.items()), Role::Dim)],
    );
}
