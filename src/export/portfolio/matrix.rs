//! The mastery proof matrix, with what shows each proof.

use maud::{Markup, html};

use super::{Portfolio, links_of, time};
use crate::export::{clean, standing::Standing};

pub(super) fn section(portfolio: &Portfolio<'_>) -> Markup {
    let source = &portfolio.source;
    let roadmap = source.roadmap;
    let rows = roadmap.phase_places();
    let rows: Vec<_> = rows
        .filter_map(|phase| Some((phase, roadmap[phase].proof.as_ref()?)))
        .collect();
    if rows.is_empty() {
        return html! {};
    }
    html! {
        section aria-labelledby="matrix" {
            h2 #matrix { "Mastery proof matrix" }
            table.stack role="table" {
                thead role="rowgroup" {
                    tr role="row" {
                        th role="columnheader" scope="col" { "Proof" }
                        th role="columnheader" scope="col" { "Labs app" }
                        th role="columnheader" scope="col" { "Product" }
                        th role="columnheader" scope="col" { "Why it proves mastery" }
                        th role="columnheader" scope="col" { "Evidence" }
                    }
                }
                tbody role="rowgroup" {
                    @for (phase, proof) in rows {
                        @let standing = Standing::of(source.state, &proof.id);
                        tr role="row" {
                            th role="rowheader" scope="row" { (clean::line(proof.id.as_str())) }
                            td role="cell" data-label="Labs app" { (clean::line(&proof.labs)) }
                            td role="cell" data-label="Product" { (clean::line(&proof.pulse)) }
                            td role="cell" data-label="" { (clean::line(&proof.why)) }
                            td role="cell" data-label="" {
                                span class=(if standing.shown { "shown" } else { "hidden" }) { (standing.words) }
                                @if let Some(day) = standing.day { span.quiet { (time(day)) } }
                                @let links = links_of(portfolio, phase);
                                @if !links.is_empty() {
                                    ul { @for link in links { li { (link) } } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
