//! Files that git could not merge: marks stand between the lines of two sides.
//!
//! Git keeps lines that both sides share outside the marks, even from the
//! middle of an event, so each side is rebuilt whole and read by itself. Lines
//! of the other sides become empty ones: line numbers stay.

use std::collections::BTreeSet;

use super::block::{is_marker, next_line};

/// Conflicts inside conflicts are told apart down to this depth.
const DEPTH: usize = 2;

/// Files larger than this are not taken apart; their marks become blank lines.
const MAX_SIDES: usize = 32 * 1024 * 1024;

/// The side of a conflict a line stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Ours,
    Base,
    Theirs,
}

/// One line: where it is, and the sides it stands on, outermost first;
/// `None` for a mark.
struct Placed {
    at: usize,
    end: usize,
    sides: Option<Vec<Side>>,
}

/// The texts that the sides had before the merge.
pub(super) fn sides(bytes: &[u8]) -> Vec<Vec<u8>> {
    let (lines, balanced) = place(bytes);
    if !balanced || bytes.len() > MAX_SIDES {
        return vec![view(bytes, &lines, |_sides| true)];
    }
    // The sides that any line stands on, one list for each depth.
    let mut seen: [BTreeSet<Side>; DEPTH] = Default::default();
    for sides in lines.iter().filter_map(|line| line.sides.as_ref()) {
        for (depth, side) in sides.iter().take(DEPTH).enumerate() {
            // A side without a line of its own was a text, too.
            seen[depth].extend([Side::Ours, *side, Side::Theirs]);
        }
    }
    let mut choices: Vec<Vec<Side>> = vec![vec![]];
    for depth in seen.iter().filter(|sides| !sides.is_empty()) {
        choices = choices
            .iter()
            .flat_map(|choice| {
                depth.iter().map(|side| {
                    let mut choice = choice.clone();
                    choice.push(*side);
                    choice
                })
            })
            .collect();
    }
    choices
        .iter()
        .map(|choice| {
            view(bytes, &lines, |sides| {
                sides
                    .iter()
                    .zip(choice)
                    .all(|(side, chosen)| side == chosen)
            })
        })
        .collect()
}

fn place(bytes: &[u8]) -> (Vec<Placed>, bool) {
    let mut lines = Vec::new();
    let mut open: Vec<Side> = Vec::new();
    let mut balanced = true;
    let mut at = 0;
    while at < bytes.len() {
        let end = next_line(bytes, at);
        let line = bytes.get(at..end).unwrap_or_default();
        let mark =
            is_marker(line).filter(|mark| *mark == b'<' || *mark == b'>' || !open.is_empty());
        match (mark, open.last_mut()) {
            (Some(b'<'), _) => open.push(Side::Ours),
            (Some(b'|'), Some(side)) => *side = Side::Base,
            (Some(b'='), Some(side)) => *side = Side::Theirs,
            (Some(_), Some(_)) => {
                open.pop();
            }
            (Some(_), None) => balanced = false,
            (None, _) => {}
        }
        lines.push(Placed {
            at,
            end,
            sides: mark.is_none().then(|| open.clone()),
        });
        at = end;
    }
    (lines, balanced && open.is_empty())
}

fn view(bytes: &[u8], lines: &[Placed], keep: impl Fn(&[Side]) -> bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for line in lines {
        if line.sides.as_deref().is_some_and(&keep) {
            out.extend_from_slice(bytes.get(line.at..line.end).unwrap_or_default());
        } else {
            out.push(b'\n');
        }
    }
    out
}
