//! The phases: those that were begun with what came of them, the others by name.

use maud::{Markup, html};

use super::{Portfolio, links_of, notes, percent, time};
use crate::{
    domain::{
        progress::{PhaseProgress, Tally},
        roadmap::{PhaseIx, Work},
    },
    export::{clean, standing::Standing},
};

pub(super) fn section(portfolio: &Portfolio<'_>) -> Markup {
    let progress = portfolio.source.progress;
    let (begun, ahead): (Vec<_>, Vec<_>) = progress
        .phases()
        .partition(|(_, standing)| standing.is_begun());
    html! {
        @if !begun.is_empty() || !ahead.is_empty() {
            section aria-labelledby="phases" {
                h2 #phases { "Phases" }
                @for (phase, standing) in begun { (article(portfolio, phase, standing)) }
                @if !ahead.is_empty() { (still_ahead(portfolio, &ahead)) }
            }
        }
    }
}

fn article(portfolio: &Portfolio<'_>, ix: PhaseIx, standing: &PhaseProgress) -> Markup {
    let source = &portfolio.source;
    let phase = &source.roadmap[ix];
    let share = standing.share();
    let name = format!("phase-{}", ix.0);
    let links = links_of(portfolio, ix);
    let changed = portfolio.notes.get(&ix).and_then(notes::what_changed);
    html! {
        article aria-labelledby=(name) {
            h3 id=(name) {
                "Phase " (phase.number) " · " (clean::line(&phase.title))
                span.quiet {
                    @if standing.is_signed_off() {
                        "signed off"
                        @if let Some(day) = standing.sign_off.day { " on " (time(day)) }
                    } @else { (percent(share)) " %" }
                }
            }
            @if !phase.summary.trim().is_empty() { p { (clean::line(&phase.summary)) } }
            svg.bar viewBox="0 0 100 1" preserveAspectRatio="none" role="img" aria-label={ (percent(share)) " % of this phase is done" } {
                rect.track width="100" height="1" {}
                rect.fill width=(format!("{:.1}", share * 100.0)) height="1" {}
            }
            ul.facts {
                @if standing.has_readings { li { (tally("read", standing.readings)) } }
                @if standing.has_deliverables { li { (tally("built", standing.deliverables)) } }
                @if let Some(proof) = &phase.proof {
                    @let shown = Standing::of(source.state, &proof.id);
                    @if shown.shown { li { (clean::line(proof.id.as_str())) ": " (shown.words) } }
                }
                @for app in &phase.apps {
                    @let app = &source.roadmap[*app];
                    li {
                        code { (clean::line(app.id.as_str())) }
                        @if app.work == Work::Pulse { " (product)" }
                    }
                }
            }
            @if !links.is_empty() { ul.links { @for link in links { li { (link) } } } }
            @if let Some(changed) = changed {
                div.note {
                    h4 { "What changed" }
                    (changed)
                }
            }
        }
    }
}

fn tally(what: &str, tally: Tally) -> Markup {
    html! { (what) " " (tally.done) " of " (tally.of) }
}

fn still_ahead(portfolio: &Portfolio<'_>, phases: &[(PhaseIx, &PhaseProgress)]) -> Markup {
    let roadmap = portfolio.source.roadmap;
    html! {
        ul.ahead aria-label="Still ahead" {
            @for (ix, standing) in phases {
                @let phase = &roadmap[*ix];
                li {
                    "Phase " (phase.number) " · " (clean::line(&phase.title))
                    @if standing.is_settled() { " (left out)" }
                }
            }
        }
    }
}
