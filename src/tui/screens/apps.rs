//! The apps: isolated labs, and the product that grows.

use ratatui::layout::Rect;

use crate::{
    domain::{
        progress::Tally,
        roadmap::{AppIx, PhaseIx, Work},
    },
    insight::words,
    text::form,
    tui::{
        canvas::{Canvas, line_of},
        theme::Role,
        world::World,
    },
};

use super::{Row, Target, View};

pub(super) fn rows(world: &World) -> Vec<Row> {
    let mut rows = Vec::new();
    for (work, title, note) in [
        (Work::Labs, "Labs apps", "one concept each, on their own"),
        (Work::Pulse, "Pulse apps", "one product that grows"),
    ] {
        let apps: Vec<AppIx> = (0..world.roadmap.apps.len())
            .map(AppIx)
            .filter(|app| world.roadmap[*app].work == work)
            .collect();
        if apps.is_empty() {
            continue;
        }
        if !rows.is_empty() {
            rows.push(Row::Blank);
        }
        rows.push(Row::Heading(title.to_owned(), note.to_owned()));
        rows.extend(apps.into_iter().map(|app| Row::Entry(Target::App(app))));
    }
    rows
}

/// What is done of an app in each phase that builds it.
fn builds(world: &World, app: AppIx) -> Vec<(PhaseIx, Tally)> {
    world
        .roadmap
        .phase_places()
        .flat_map(|ix| {
            world.roadmap[ix]
                .builds
                .iter()
                .filter(move |build| build.app == Some(app))
                .map(move |build| (ix, build))
        })
        .map(|(ix, build)| {
            let tally = world.progress.tally(build.deliverables.iter().copied());
            (ix, tally)
        })
        .collect()
}

/// Where the strip of phases stands: its first column from the left edge of
/// the list, and the cells from one phase to the next; no cells without room.
#[derive(Debug, Clone, Copy)]
struct Strip {
    names: u16,
    step: u16,
}

impl Strip {
    fn new(world: &World, width: u16) -> Self {
        let names = world
            .roadmap
            .apps
            .iter()
            .map(|app| crate::text::width(app.id.as_str()) as u16)
            .max()
            .unwrap_or(0)
            .clamp(8, 30);
        let phases = world.roadmap.phases.len() as u16;
        // What the roles need stays theirs.
        let room = |step: u16, roles: u16| width >= names + 11 + phases * step + roles;
        let step = if room(3, 30) {
            3
        } else if room(2, 12) {
            2
        } else {
            0
        };
        Self { names, step }
    }

    fn from(self) -> u16 {
        2 + self.names + 2 + 7
    }
}

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, world: &World, view: &View) {
    let strip = Strip::new(world, area.width);
    let growth = if area.height >= 18 && strip.step > 0 {
        3
    } else {
        0
    };
    let (list, below) = view.above(area, growth);
    view.draw_rows(canvas, list, |canvas, line, target| {
        if let Target::App(app) = target {
            draw_app(canvas, line, world, app, strip);
        }
    });
    if growth > 0 {
        draw_growth(canvas, below, world, strip);
    }
}

fn draw_app(canvas: &mut Canvas<'_>, line: Rect, world: &World, ix: AppIx, strip: Strip) {
    let names = strip.names;
    let app = &world.roadmap[ix];
    let builds = builds(world, ix);
    let total = builds
        .iter()
        .fold(Tally::default(), |sum, (_, tally)| sum + *tally);
    let (mark, role) = match (total.is_complete() && total.of > 0, total.done > 0) {
        (true, _) => ("●", Role::Done),
        (false, true) => ("◐", Role::Started),
        (false, false) => ("○", Role::Dim),
    };
    canvas.put(line, line.x, line.y, mark, role);
    let name = Rect {
        x: line.x + 2,
        width: names.min(line.width.saturating_sub(2)),
        ..line
    };
    canvas.put(name, name.x, line.y, app.id.as_str(), Role::Text);
    let tally_at = name.x + names + 2;
    canvas.put(
        line,
        tally_at,
        line.y,
        &format!("{:>5}", words::tally(total)),
        Role::Text,
    );
    let mut x = tally_at + 7;
    if strip.step > 0 {
        for phase in world.roadmap.phase_places() {
            let (mark, role) = builds.iter().find(|(ix, _)| *ix == phase).map_or(
                ("·", Role::BarRest),
                |(_, tally)| match (tally.is_complete(), tally.done > 0) {
                    (true, _) => ("█", Role::Bar),
                    (false, true) => ("▄", Role::Started),
                    (false, false) => ("▁", Role::Dim),
                },
            );
            canvas.put(line, x, line.y, mark, role);
            x += strip.step;
        }
        x += 1;
    } else {
        let numbers: Vec<String> = builds
            .iter()
            .map(|(phase, _)| world.roadmap[*phase].number.to_string())
            .collect();
        let words = format!(
            "{} {}",
            form(numbers.len() as u64, "phase", "phases"),
            numbers.join(", ")
        );
        let cell = Rect {
            x,
            width: 12.min(line.right().saturating_sub(x)),
            ..line
        };
        canvas.put(cell, x, line.y, &words, Role::Dim);
        x += 13;
    }
    canvas.put(line, x, line.y, &app.role, Role::Dim);
}

/// The product's growth: a mark a phase, higher where more of its pulse work is
/// done, under the same columns as the apps; below it the phases' numbers.
fn draw_growth(canvas: &mut Canvas<'_>, area: Rect, world: &World, strip: Strip) {
    const STEPS: [&str; 5] = ["▁", "▂", "▄", "▆", "█"];
    let line = line_of(area, 1);
    let numbers = line_of(area, 2);
    let from = line.x + 2 + strip.from();
    let mut total = Tally::default();
    for (place, ix) in world.roadmap.phase_places().enumerate() {
        let pulse = world.roadmap[ix]
            .builds
            .iter()
            .filter(|build| build.work == Work::Pulse)
            .flat_map(|build| build.deliverables.iter().copied());
        let tally = world.progress.tally(pulse);
        total = total + tally;
        let x = from + place as u16 * strip.step;
        let (mark, role) = match (tally.of, tally.done) {
            (0, _) => (" ", Role::Dim),
            (_, 0) => ("·", Role::Dim),
            _ => {
                let step = (tally.share() * 4.0).floor() as usize;
                (STEPS[step.min(4)], Role::Bar)
            }
        };
        canvas.put(line, x, line.y, mark, role);
        // Two digits touch their neighbours where the columns are narrow.
        let number = world.roadmap[ix].number;
        if strip.step > 2 || number.is_multiple_of(5) {
            canvas.put(numbers, x, numbers.y, &number.to_string(), Role::Dim);
        }
    }
    let left = Rect {
        width: strip.from().saturating_sub(1),
        ..line
    };
    let title = Rect {
        x: left.x + 2,
        width: left.width.saturating_sub(2),
        ..left
    };
    canvas.put(title, title.x, title.y, "The product grows", Role::Heading);
    let words = format!("all pulse work  {}", words::tally(total));
    let below = Rect {
        y: numbers.y,
        ..title
    };
    canvas.put(below, below.x, below.y, &words, Role::Dim);
}
