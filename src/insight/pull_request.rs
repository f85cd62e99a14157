//! The pull request of a phase: what it is called, what it says, where it is.

use std::fmt::Write as _;

use crate::domain::{
    event::{Kind, PULL_REQUEST},
    progress::Progress,
    roadmap::{PhaseIx, Roadmap},
    state::State,
};

use super::{friday::link, words};

/// Its title: “Reading: Phase 3”, or what the roadmap's cadence makes of it.
pub fn title(roadmap: &Roadmap, phase: PhaseIx) -> String {
    let number = roadmap[phase].number;
    roadmap
        .cadence
        .pull_request_title(number)
        .unwrap_or_else(|| format!("Reading: Phase {number}"))
}

/// Its address, where the learner named one.
pub fn address<'a>(roadmap: &Roadmap, state: &'a State, phase: PhaseIx) -> Option<&'a str> {
    let sign_off = &roadmap[roadmap[phase].sign_off];
    [&sign_off.id]
        .into_iter()
        .chain(sign_off.formerly.iter().rev())
        .find_map(|id| state.pull_request(id))
}

/// Its text, as Markdown: what the phase is for, what changed, links to what
/// was applied, and evidence. `changed` is what the notes say of what changed,
/// as Markdown; `plain` makes any other text one line that Markdown shows as
/// it stands.
pub fn body(
    roadmap: &Roadmap,
    state: &State,
    progress: &Progress,
    phase: PhaseIx,
    changed: &str,
    plain: fn(&str) -> String,
) -> String {
    let about = &roadmap[phase];
    let mut body = plain(&words::phase_name(about));
    body.push('\n');
    let summary = plain(&about.summary);
    if !summary.is_empty() {
        let _ = write!(body, "\n{summary}\n");
    }
    let changed = changed.trim();
    if !changed.is_empty() {
        let _ = write!(body, "\n## What changed\n\n{changed}\n");
    }
    let links = links(roadmap, state, phase, plain);
    if !links.is_empty() {
        body.push_str("\n## Applied changes\n\n");
        for link in links {
            let _ = writeln!(body, "- {link}");
        }
    }
    body.push_str("\n## Evidence\n\n");
    let standing = &progress[phase];
    let _ = writeln!(body, "- {}", words::standing(about, standing));
    if let Some(proof) = &about.proof {
        let row = plain(proof.id.as_str());
        let _ = match standing.evidence {
            Some(evidence) => writeln!(
                body,
                "- Proof {row}: {} on {}",
                words::verdict(evidence.verdict),
                evidence.day
            ),
            None => writeln!(body, "- Proof {row}: not shown yet"),
        };
        if let Some(text) = said(state, proof.id.as_str()) {
            let _ = writeln!(body, "  {}", plain(text));
        }
        let why = plain(&proof.why);
        if !why.is_empty() {
            let _ = writeln!(body, "- Why it proves the phase: {why}");
        }
    }
    body
}

/// The links about a phase and its items, but for its pull request, the oldest
/// first.
fn links(
    roadmap: &Roadmap,
    state: &State,
    phase: PhaseIx,
    plain: fn(&str) -> String,
) -> Vec<String> {
    let mut links: Vec<String> = Vec::new();
    for (event, live) in state.history() {
        let Kind::Link {
            url,
            text,
            about: Some(about),
        } = &event.kind
        else {
            continue;
        };
        let of_phase = roadmap
            .find(about)
            .is_some_and(|item| roadmap[item].phase == Some(phase));
        if live && of_phase && text.as_deref() != Some(PULL_REQUEST) {
            let link = link(url, text.as_deref(), plain);
            if !links.contains(&link) {
                links.push(link);
            }
        }
    }
    links
}

/// What was said with the newest evidence of a proof.
fn said<'a>(state: &'a State, proof: &str) -> Option<&'a str> {
    state
        .history()
        .rev()
        .filter(|(_, live)| *live)
        .find_map(|(event, _)| match &event.kind {
            Kind::Evidence { row, text, .. } if row.as_str() == proof => Some(text.as_deref()),
            _ => None,
        })?
}

#[cfg(test)]
mod tests;
