//! A portfolio: one page that a learner shows to others.
//!
//! It stands alone: no script, no network, no picture from elsewhere, and a
//! policy in its head that would forbid them. Every text goes through `maud`,
//! which escapes it; notes come as the blocks that the reader made of them, so
//! that HTML in them is gone. Only addresses of the web and of mailboxes become
//! links.

mod activity;
mod matrix;
mod notes;
mod phases;
mod private;
mod progress;
mod style;

use std::collections::BTreeMap;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{Source, address, clean, standing::Standing};
use crate::{
    domain::{day::LogicalDay, id::ItemId, progress::Tally, roadmap::PhaseIx, state::KeptLink},
    insight::pull_request,
    reader::Document,
};

/// What a page may not do. Styles are its own; nothing else is loaded, sent or
/// run.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/// What a portfolio is made of.
#[derive(Debug, Clone, Copy)]
pub struct Portfolio<'a> {
    /// What it is about.
    pub source: Source<'a>,
    /// Whose it is.
    pub name: Option<&'a str>,
    /// The notes of the phases.
    pub notes: &'a BTreeMap<PhaseIx, Document>,
    /// What it shows besides.
    pub private: Private,
}

/// Which private parts are shown; none of them, unless asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Private {
    /// What was spent.
    pub money: bool,
    /// How long it took.
    pub hours: bool,
    /// Thoughts that were written down.
    pub thoughts: bool,
}

/// Writes the page.
pub fn page(portfolio: &Portfolio<'_>) -> String {
    let Source { roadmap, .. } = portfolio.source;
    let title = clean::line(&roadmap.title);
    let name = portfolio.name.map(clean::line).filter(|it| !it.is_empty());
    let head = match &name {
        Some(name) => format!("{title} · {name}"),
        None => title.clone(),
    };
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="color-scheme" content="light dark";
                meta name="generator" content="mastery";
                title { (head) }
                style { (PreEscaped(style::SHEET)) }
            }
            body {
                a.skip href="#main" { "Skip to the content" }
                (masthead(portfolio, &title, name.as_deref()))
                main #main {
                    (figures(portfolio))
                    (progress::section(portfolio))
                    (activity::section(portfolio))
                    (matrix::section(portfolio))
                    (phases::section(portfolio))
                    (private::sections(portfolio))
                    (other_links(portfolio))
                }
                footer {
                    p { "Shares of the whole are counted in planned hours. A gate is a list of commands that must all succeed." }
                    p { "Made with mastery on " (long(portfolio.source.today)) "." }
                }
            }
        }
    };
    let mut page = page.into_string();
    page.push('\n');
    page
}

fn masthead(portfolio: &Portfolio<'_>, title: &str, name: Option<&str>) -> Markup {
    let Source { roadmap, state, .. } = portfolio.source;
    let summary = clean::line(&roadmap.summary);
    html! {
        header {
            p.eyebrow { (name.unwrap_or("Portfolio")) }
            h1 { (title) }
            @if !summary.is_empty() { p.lead { (summary) } }
            p.quiet {
                "As of " (long(portfolio.source.today))
                @if let Some(begin) = state.begin() { ", begun on " (long(begin)) }
            }
        }
    }
}

/// The figures on top, as terms and what they come to.
fn figures(portfolio: &Portfolio<'_>) -> Markup {
    let Source {
        roadmap,
        progress,
        state,
        today,
    } = portfolio.source;
    let proofs = roadmap
        .phases
        .iter()
        .filter_map(|phase| phase.proof.as_ref());
    let (mut shown, mut all) = (0, 0);
    for proof in proofs {
        all += 1;
        shown += usize::from(Standing::of(state, &proof.id).shown);
    }
    let items = progress.phases().map(|(_, phase)| phase.items());
    let items = items.fold(Tally::default(), |sum, tally| sum + tally);
    let days = state.study_days().filter(|day| *day <= today).count();
    let figure = |figure: Markup, term: &str| {
        html! { div { dt { (term) } dd { (figure) } } }
    };
    let of = |done: usize, of: usize| html! { (done) span.of { " / " (of) } };
    html! {
        section.figures aria-label="In figures" {
            dl {
                (figure(html! { (percent(progress.share())) span.of { " %" } }, "of the planned work"))
                (figure(of(progress.signed_off(), roadmap.phases.len()), "phases signed off"))
                @if all > 0 { (figure(of(shown, all), "proofs shown")) }
                (figure(of(items.done, items.of), "readings and deliverables"))
                (figure(html! { (days) }, if days == 1 { "day of study" } else { "days of study" }))
            }
        }
    }
}

/// A share as whole percent; 100 only when nothing is left.
fn percent(share: f64) -> u32 {
    (share.clamp(0.0, 1.0) * 100.0 + 1e-9).floor() as u32
}

/// A date in full: `6 March 2026`.
fn long(day: LogicalDay) -> String {
    day.date().format("%-d %B %Y").to_string()
}

/// A date, machine-readable, too.
fn time(day: LogicalDay) -> Markup {
    html! { time datetime=(day) { (long(day)) } }
}

/// A link out; the words alone where the address is none that may be opened.
fn anchor(address: &str, words: &str) -> Markup {
    let words = clean::line(words);
    let url = address::safe(address);
    html! {
        @if let Some(url) = url { a href=(url) rel="noopener noreferrer" { (words) } }
        @else { (words) }
    }
}

/// The words of a kept link, or else its address without the scheme.
fn words_of(link: &KeptLink) -> String {
    let text = link.text.as_deref().map(clean::line);
    text.filter(|text| !text.is_empty())
        .unwrap_or_else(|| bare(&link.url))
}

fn bare(address: &str) -> String {
    let text = address.split_once("://").map_or(address, |(_, rest)| rest);
    clean::line(text.trim_end_matches('/'))
}

/// The links of a phase: its pull request first, then those that the learner
/// kept for it and its items.
fn links_of(portfolio: &Portfolio<'_>, phase: PhaseIx) -> Vec<Markup> {
    let Source { roadmap, state, .. } = portfolio.source;
    let pull = pull_request::address(roadmap, state, phase);
    let mut links = Vec::new();
    if let Some(address) = pull {
        let title = pull_request::title(roadmap, phase);
        links.push(anchor(address, &title));
    }
    for link in kept(portfolio, Some(phase)) {
        if Some(link.url.as_str()) != pull && address::safe(&link.url).is_some() {
            links.push(anchor(&link.url, &words_of(link)));
        }
    }
    links
}

/// The kept links about a phase or its items, or about no phase, each once.
fn kept<'a>(portfolio: &Portfolio<'a>, phase: Option<PhaseIx>) -> Vec<&'a KeptLink> {
    let state = portfolio.source.state;
    let mut links: Vec<&KeptLink> = Vec::new();
    for (_, link) in state.links() {
        let about = phase_of(portfolio, link.about.as_ref());
        if about == phase && !links.iter().any(|other| other.url == link.url) {
            links.push(link);
        }
    }
    links
}

fn phase_of(portfolio: &Portfolio<'_>, about: Option<&ItemId>) -> Option<PhaseIx> {
    let roadmap = portfolio.source.roadmap;
    roadmap[roadmap.find(about?)?].phase
}

fn other_links(portfolio: &Portfolio<'_>) -> Markup {
    let links = kept(portfolio, None).into_iter();
    let links: Vec<&KeptLink> = links
        .filter(|link| address::safe(&link.url).is_some())
        .collect();
    html! {
        @if !links.is_empty() {
            section aria-labelledby="links" {
                h2 #links { "Links" }
                ul.links { @for link in links { li { (anchor(&link.url, &words_of(link))) } } }
            }
        }
    }
}
