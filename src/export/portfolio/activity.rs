//! The days of study, as a heatmap of a year.

use maud::{Markup, html};

use super::Portfolio;
use crate::{
    insight::{
        stats::{HeatDay, Stats},
        words,
    },
    text::{count, form},
};

/// A cell and the room around it, in units of the drawing.
const CELL: usize = 11;
const STEP: usize = 14;
/// Where the cells begin.
const LEFT: usize = 34;
const TOP: usize = 22;

pub(super) fn section(portfolio: &Portfolio<'_>) -> Markup {
    let source = &portfolio.source;
    let stats = Stats::new(source.roadmap, source.state, source.progress, source.today);
    let heat = stats.own_weeks();
    let days: Vec<&HeatDay> = heat.iter().flatten().filter(|day| !day.ahead).collect();
    let studied = days.iter().filter(|day| day.heat() > 0).count();
    if studied == 0 {
        return html! {};
    }
    let items: u32 = days.iter().map(|day| day.items).sum();
    let weeks = heat.len();
    let summary = format!(
        "{} of study in {}, with {} done.",
        count(studied, "day"),
        count(weeks, "week"),
        count(items as usize, "item"),
    );
    let names = source.roadmap.cadence.week_start.weekdays();
    let (width, height) = (LEFT + weeks * STEP, TOP + 7 * STEP);
    html! {
        section aria-labelledby="activity" {
            h2 #activity { "Activity" }
            figure {
                div.roll role="region" aria-label="Heatmap of days of study" tabindex="0" {
                    svg width=(width) height=(height) viewBox={ "0 0 " (width) " " (height) } role="img" aria-labelledby="heat-title heat-text" {
                        title #heat-title { "Days of study" }
                        desc #heat-text { (summary) }
                        (months(heat))
                        @for row in [0, 2, 4] {
                            text x="0" y=(TOP + row * STEP + 10) { (names[row].to_string()) }
                        }
                        @for (column, week) in heat.iter().enumerate() {
                            @for (row, day) in week.iter().enumerate() {
                                @if !day.ahead { (cell(day, column, row, portfolio)) }
                            }
                        }
                    }
                }
                figcaption { (summary) " The darker, the more was done." }
            }
        }
    }
}

fn cell(day: &HeatDay, column: usize, row: usize, portfolio: &Portfolio<'_>) -> Markup {
    let heat = day.heat();
    html! {
        rect class={ "h" (heat) } x=(LEFT + column * STEP) y=(TOP + row * STEP)
            width=(CELL) height=(CELL) rx="2.5" {
            @if heat > 0 {
                title {
                    (words::weekday_date(day.day, portfolio.source.today)) ": "
                    @if day.items > 0 { (day.items) " " (form(day.items as usize, "item", "items")) }
                    @else { "studied" }
                }
            }
        }
    }
}

/// The names of the months, above the first week of each, where there is room.
fn months(heat: &[[HeatDay; 7]]) -> Markup {
    let mut labels: Vec<(usize, String)> = Vec::new();
    let mut last = None;
    for (column, week) in heat.iter().enumerate() {
        let month = week[0].day.date().format("%b").to_string();
        if last.as_ref() != Some(&month) {
            let free = labels.last().is_none_or(|(before, _)| column - before >= 3);
            if free && column + 2 <= heat.len() {
                labels.push((column, month.clone()));
            }
            last = Some(month);
        }
    }
    html! {
        @for (column, month) in labels {
            text x=(LEFT + column * STEP) y="12" { (month) }
        }
    }
}
