//! What a learner shows only when asked for it: hours, money, thoughts.

use maud::{Markup, html};

use super::{Portfolio, phase_of, time};
use crate::{
    domain::{money, roadmap::PhaseIx},
    export::{Source, clean},
    insight::{money::Money, time::Spending, words},
};

pub(super) fn sections(portfolio: &Portfolio<'_>) -> Markup {
    let private = portfolio.private;
    html! {
        @if private.hours { (hours(portfolio)) }
        @if private.money { (spent(portfolio)) }
        @if private.thoughts { (thoughts(portfolio)) }
    }
}

fn hours(portfolio: &Portfolio<'_>) -> Markup {
    let Source {
        roadmap,
        state,
        progress,
        ..
    } = portfolio.source;
    let spending = Spending::new(roadmap, state, progress);
    let phases: Vec<_> = spending
        .phases
        .iter()
        .filter(|phase| phase.spent.0 > 0)
        .collect();
    html! {
        section aria-labelledby="hours" {
            h2 #hours { "Hours" }
            p { (words::hours(spending.total)) " in all." }
            @if !phases.is_empty() {
                table {
                    thead { tr {
                        th scope="col" { "Phase" }
                        th.number scope="col" { "Spent" }
                        th.number scope="col" { "Estimate" }
                    } }
                    tbody {
                        @for of in phases {
                            tr {
                                td { (name(portfolio, of.phase)) }
                                td.number { (words::hours(of.spent)) }
                                td.number { (words::hours(of.planned)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn spent(portfolio: &Portfolio<'_>) -> Markup {
    let Source {
        roadmap,
        state,
        today,
        ..
    } = portfolio.source;
    let figures = Money::new(roadmap, state, today);
    let show = |amount| clean::line(&money::show(amount, &roadmap.currency));
    html! {
        section aria-labelledby="money" {
            h2 #money { "Money" }
            p { (show(figures.spent)) " in all." }
            @if !figures.lines.is_empty() {
                table {
                    thead { tr {
                        th scope="col" { "For" }
                        th.number scope="col" { "Spent" }
                        th.number scope="col" { "Budget of the year" }
                    } }
                    tbody {
                        @for line in &figures.lines {
                            tr {
                                td { (clean::line(&line.title)) }
                                td.number { (show(line.total)) }
                                td.number { (line.year.map_or_else(|| "–".to_owned(), show)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn thoughts(portfolio: &Portfolio<'_>) -> Markup {
    html! {
        section aria-labelledby="thoughts" {
            h2 #thoughts { "Thoughts" }
            ul.thoughts {
                @for (day, about, text) in portfolio.source.state.notes() {
                    li {
                        span.quiet {
                            (time(day))
                            @if let Some(phase) = phase_of(portfolio, about) { " · " (name(portfolio, phase)) }
                        }
                        "\n" (clean::lines(text))
                    }
                }
            }
        }
    }
}

fn name(portfolio: &Portfolio<'_>, phase: PhaseIx) -> String {
    let phase = &portfolio.source.roadmap[phase];
    format!("Phase {} · {}", phase.number, clean::line(&phase.title))
}
