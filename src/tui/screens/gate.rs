//! A gate that runs, or ran last: its steps, what it prints, its verdict.

use ratatui::layout::Rect;

use crate::{
    domain::{
        event::Verdict,
        evidence::{Decided, Outcome},
    },
    insight::{proof::took, words::phase_name},
    text::wrap,
    tui::{
        canvas::{Canvas, Piece, line_of, piece},
        keys::{Action, Context},
        proving::{Kept, Line, Proving, Sort, Stage, StepStage, millis, places},
        theme::Role,
        widgets::list::scrollbar,
        world::World,
    },
};

use super::{View, split_rows};

/// More steps than these are shown around the one that runs.
const STEPS: usize = 5;

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, world: &World, view: &View) {
    let Some(proving) = &world.proving else {
        let text = "No gate was run since the program was opened.";
        canvas.row(line_of(area, 0), &[piece(text, Role::Dim)], &[]);
        return;
    };
    draw_title(canvas, line_of(area, 0), world, proving);
    let most = if area.height >= 14 { STEPS } else { 1 };
    let shown = proving.steps.len().min(most);
    let (head, body) = split_rows(area, 1 + shown as u16);
    draw_steps(canvas, split_rows(head, 1).1, world, proving, shown);
    let gap = u16::from(area.height >= 14);
    let body = split_rows(body, gap).1;
    let end = ending(world, proving, usize::from(area.width));
    let rows = (end.len() as u16 + u16::from(!end.is_empty()) * gap).min(body.height / 2);
    let (output, below) = split_rows(body, body.height - rows);
    draw_output(canvas, output, proving, &view.filter);
    let below = split_rows(below, gap).1;
    for (offset, line) in end.iter().enumerate() {
        let row = line_of(below, offset as u16);
        if !row.is_empty() {
            canvas.row(row, line, &[]);
        }
    }
}

/// The row, and how long it runs or how it ended.
fn draw_title(canvas: &mut Canvas<'_>, line: Rect, world: &World, proving: &Proving) {
    let mut phases = world.roadmap.phases.iter();
    let phase = phases.find(|phase| {
        let proof = phase.proof.as_ref();
        proof.is_some_and(|proof| proof.id == proving.row)
    });
    let name = match phase {
        Some(phase) => format!("{} · {}", proving.row, phase_name(phase)),
        None => proving.row.to_string(),
    };
    let clock = Proving::clock(proving.since, world.watch.now);
    let (words, role) = match &proving.stage {
        Stage::Runs => (format!("runs {clock}"), Role::Accent),
        Stage::Ending => ("ending it …".to_owned(), Role::Warning),
        Stage::Over(Outcome::Verdict(Verdict::Passed, _), _) => ("passed".to_owned(), Role::Done),
        Stage::Over(Outcome::Verdict(..), _) => ("failed".to_owned(), Role::Warning),
        Stage::Over(Outcome::NotRun { .. }, _) => ("could not be run".to_owned(), Role::Warning),
        Stage::Over(Outcome::Cancelled, _) => ("ended".to_owned(), Role::Warning),
    };
    let mut right = Vec::new();
    // What comes is not seen while something else is looked at.
    let here = [Context::Gate, Context::Everywhere];
    let follow = world.keys.shown(&here, Action::Last);
    if let (Some(_), true, Some(follow)) = (proving.top, proving.runs(), follow) {
        right.push(piece(follow.to_owned(), Role::Key));
        right.push(piece(" follows   ", Role::Dim));
    }
    right.push(piece(words, role));
    canvas.row(
        line,
        &[piece("┃ ", Role::Accent), piece(name, Role::Strong)],
        &right,
    );
}

/// The steps, those around the one that runs where there are many.
fn draw_steps(canvas: &mut Canvas<'_>, area: Rect, world: &World, proving: &Proving, shown: usize) {
    let ahead = |stage: StepStage| stage == StepStage::Ahead;
    let begun = proving.steps.iter().take_while(|step| !ahead(step.stage));
    let here = begun.count().saturating_sub(1);
    let first = (here + 1).saturating_sub(shown.div_ceil(2).max(1));
    let first = first.min(proving.steps.len() - shown.min(proving.steps.len()));
    for (offset, (place, step)) in proving
        .steps
        .iter()
        .enumerate()
        .skip(first)
        .take(shown)
        .enumerate()
    {
        let line = line_of(area, offset as u16);
        let (mark, role, words) = match step.stage {
            StepStage::Ahead => ("○", Role::Dim, String::new()),
            StepStage::Runs if proving.runs() => (
                "◐",
                Role::Started,
                Proving::clock(proving.step_since, world.watch.now),
            ),
            StepStage::Runs => ("–", Role::Dim, String::new()),
            StepStage::Ended(ended, time, held) => {
                let words = format!("{ended} after {}", took(millis(time)));
                if held {
                    ("●", Role::Done, words)
                } else {
                    ("✗", Role::Warning, words)
                }
            }
        };
        let text = if ahead(step.stage) {
            Role::Dim
        } else {
            Role::Text
        };
        canvas.row(
            line,
            &[
                piece("┃ ", Role::Accent),
                piece(mark, role),
                piece(format!(" {} ", place + 1), Role::Dim),
                piece(step.command.as_str(), text),
            ],
            &[piece(words, Role::Dim)],
        );
    }
}

/// What it printed: from a line on, or its end.
fn draw_output(canvas: &mut Canvas<'_>, area: Rect, proving: &Proving, search: &str) {
    let height = usize::from(area.height);
    proving.height.set(height);
    if height == 0 {
        return;
    }
    let output = &proving.output;
    let (from, to) = (output.first(), output.first() + output.len());
    if from == to {
        let text = if proving.runs() {
            "Nothing is printed yet."
        } else {
            "Nothing was printed."
        };
        canvas.row(line_of(area, 0), &[piece(text, Role::Dim)], &[]);
        return;
    }
    let overflows = output.len() > height || proving.top.is_some();
    let bar = if overflows { 2 } else { 0 };
    let inner = Rect {
        width: area.width.saturating_sub(bar),
        ..area
    };
    let room = usize::from(inner.width);
    let rows_of = |number: usize| -> Vec<(Sort, String)> {
        output
            .line(number)
            .map(|line| rows_of(&line, room))
            .unwrap_or_default()
    };
    // Only what is seen is broken into rows, at the end from below.
    let mut last: Vec<Vec<(Sort, String)>> = Vec::new();
    let mut taken = 0;
    let mut end = to;
    while end > from && taken < height {
        end -= 1;
        let of_line = rows_of(end);
        taken += of_line.len();
        last.push(of_line);
    }
    proving.end.set(end);
    let mut rows: Vec<(Sort, String)> = Vec::new();
    let top = if let Some(top) = proving.top {
        let top = top.clamp(from, end);
        for number in top..to {
            rows.extend(rows_of(number));
            if rows.len() >= height {
                break;
            }
        }
        rows.truncate(height);
        top
    } else {
        rows.extend(last.into_iter().rev().flatten());
        rows.drain(..rows.len().saturating_sub(height));
        end
    };
    for (offset, (sort, text)) in rows.iter().enumerate() {
        let line = line_of(inner, offset as u16);
        draw_row(canvas, line, *sort, text, search);
    }
    if overflows {
        scrollbar(canvas, area, top - from, output.len());
    }
}

/// A line of it in rows.
fn rows_of(line: &Line, room: usize) -> Vec<(Sort, String)> {
    let text = match line.sort {
        Sort::Held => format!("● {}", line.text),
        Sort::Failed => format!("✗ {}", line.text),
        _ => line.text.clone(),
    };
    let safe = crate::text::sanitise(&text);
    let ranges = crate::text::lines(&safe, room.max(1));
    if ranges.is_empty() {
        return vec![(line.sort, String::new())];
    }
    let rows = ranges.into_iter();
    rows.map(|range| (line.sort, safe.get(range).unwrap_or_default().to_owned()))
        .collect()
}

fn draw_row(canvas: &mut Canvas<'_>, line: Rect, sort: Sort, text: &str, search: &str) {
    let role = match sort {
        Sort::Printed => Role::Text,
        Sort::Step => Role::Heading,
        Sort::Held => Role::Done,
        Sort::Failed => Role::Warning,
        Sort::Aside => Role::Dim,
    };
    let mut x = line.x;
    let mut at = 0;
    for (from, to) in places(text, search) {
        let before = text.get(at..from).unwrap_or_default();
        x = canvas.put(line, x, line.y, before, role);
        let found = text.get(from..to).unwrap_or_default();
        x = canvas.put(line, x, line.y, found, Role::Found);
        at = to;
    }
    canvas.put(line, x, line.y, text.get(at..).unwrap_or_default(), role);
}

/// The verdict, what decided it, and what became of it.
fn ending<'a>(world: &World, proving: &Proving, width: usize) -> Vec<Vec<Piece<'a>>> {
    let Stage::Over(outcome, kept) = &proving.stage else {
        return Vec::new();
    };
    let row = &proving.row;
    let mut lines = Vec::new();
    let mut say = |indent: usize, role: Role, text: &str| {
        for text in wrap(text, width.saturating_sub(indent)) {
            let blank = " ".repeat(indent);
            lines.push(vec![piece(blank, Role::Text), piece(text, role)]);
        }
    };
    let (verdict, ran) = match outcome {
        Outcome::Verdict(verdict, ran) => (*verdict, ran),
        Outcome::NotRun { step, why } => {
            say(0, Role::Warning, &format!("{row} could not be run"));
            let why = format!("step {}: {why}", step + 1);
            say(2, Role::Text, &why);
            say(2, Role::Dim, "It shows nothing, and nothing was recorded.");
            return lines;
        }
        Outcome::Cancelled => {
            say(0, Role::Warning, &format!("{row} was ended"));
            let gone = "All that it started is gone, and nothing was recorded.";
            say(2, Role::Text, gone);
            return lines;
        }
    };
    let Decided {
        step,
        condition,
        found,
        line,
    } = &ran.decided;
    let all: u64 = ran.steps.iter().map(|step| step.millis).sum();
    let (word, role) = if verdict == Verdict::Passed {
        ("passed", Role::Done)
    } else {
        ("failed", Role::Warning)
    };
    let words = format!("{row} {word} at step {step}, {} in all", took(all));
    say(0, role, &words);
    say(2, Role::Text, &format!("asked for {condition}; {found}"));
    if let Some(line) = line {
        say(4, Role::Accent, line);
    }
    let commit = ran.commit.as_deref().map(|it| it.get(..7).unwrap_or(it));
    let tree = match (commit, ran.clean) {
        (Some(commit), Some(true)) => format!(", at commit {commit}"),
        (Some(commit), _) => format!(", at commit {commit} with uncommitted changes"),
        (None, _) => String::new(),
    };
    match kept {
        Kept::Recorded => {
            let mut proofs = world
                .roadmap
                .phases
                .iter()
                .filter_map(|it| it.proof.as_ref());
            let proof = proofs.find(|proof| proof.id == *row);
            let now = proof.map(|proof| world.standing(proof).words(world.day()));
            let now = now.map_or_else(String::new, |now| format!(": {now}"));
            say(2, Role::Dim, &format!("recorded{tree}{now}"));
        }
        Kept::Asked => say(2, Role::Dim, &format!("being recorded{tree}")),
        Kept::Not(why) => say(2, Role::Warning, &format!("not recorded: {why}")),
        Kept::Nothing => {}
    }
    lines
}

/// The mark of a gate that runs, for the line above the hints.
pub(super) fn mark(world: &World) -> Option<(String, Role)> {
    let proving = world.proving.as_ref()?;
    let row = &proving.row;
    match proving.stage {
        Stage::Runs => {
            let clock = Proving::clock(proving.since, world.watch.now);
            Some((format!("{row} runs {clock}"), Role::Accent))
        }
        Stage::Ending => Some((format!("{row} is being ended"), Role::Warning)),
        Stage::Over(..) => None,
    }
}
