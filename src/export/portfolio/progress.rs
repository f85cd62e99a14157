//! What is done over the year beside what was planned, as a chart.

use std::fmt::Write as _;

use chrono::Datelike as _;
use maud::{Markup, html};

use super::{Portfolio, long, percent};
use crate::{
    domain::day::LogicalDay,
    insight::{hours::hours_by_day, plan_line::PlanLine},
};

/// The drawing, and where the chart lies in it.
const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 270.0;
const LEFT: f64 = 46.0;
const RIGHT: f64 = 748.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 236.0;

/// The days of the chart and the hours that its top stands for.
struct Frame {
    first: LogicalDay,
    last: LogicalDay,
    all: f64,
}

impl Frame {
    fn x(&self, day: LogicalDay) -> f64 {
        let span = self.last.days_since(self.first).max(1) as f64;
        LEFT + (RIGHT - LEFT) * (day.days_since(self.first) as f64 / span)
    }

    fn y(&self, hours: f64) -> f64 {
        BOTTOM - (BOTTOM - TOP) * (hours / self.all).clamp(0.0, 1.0)
    }
}

pub(super) fn section(portfolio: &Portfolio<'_>) -> Markup {
    let source = &portfolio.source;
    let line = PlanLine::of(source.roadmap, source.state, source.progress);
    let hours = hours_by_day(source.roadmap, source.progress);
    let today = source.today;
    let starts = [
        line.as_ref().map(PlanLine::start),
        hours.keys().next().copied(),
        source.state.begin(),
    ];
    let first = starts.into_iter().flatten().min();
    let all = source.progress.hours_planned();
    let (Some(first), true) = (first, all > 0.0) else {
        return html! {};
    };
    let last = line.as_ref().map_or(today, |line| line.end().max(today));
    let first = first.min(today);
    let frame = Frame { first, last, all };

    let mut way = format!("M{:.1} {:.1}", frame.x(first), frame.y(0.0));
    let mut done = 0.0;
    for (day, more) in hours.range(..=today) {
        done += more;
        let _ = write!(way, "H{:.1}V{:.1}", frame.x(*day), frame.y(done));
    }
    let now = frame.x(today);
    let _ = write!(way, "H{now:.1}");
    let area = format!("{way}V{BOTTOM:.1}H{:.1}Z", frame.x(first));
    let share = percent(source.progress.share());
    let summary = match &line {
        Some(line) => {
            let planned = percent(line.at(today) / all);
            format!(
                "{share} % is done on {}; the plan has {planned} %.",
                long(today)
            )
        }
        None => format!("{share} % is done on {}.", long(today)),
    };
    html! {
        section aria-labelledby="progress" {
            h2 #progress { "Progress" }
            figure {
                svg.chart viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-labelledby="chart-title chart-text" {
                    title #chart-title { "What is done, over the days" }
                    desc #chart-text { (summary) }
                    (grid(&frame))
                    path.area d=(area) {}
                    @if let Some(line) = &line { path.plan d=(plan(&frame, line)) {} }
                    line.now x1=(fixed(now)) x2=(fixed(now)) y1=(TOP) y2=(BOTTOM) {}
                    path.done d=(way) {}
                    circle.dot cx=(fixed(now)) cy=(fixed(frame.y(done))) r="4" {}
                }
                figcaption {
                    span.keys {
                        span { i.key.is-done {} "done" }
                        @if line.is_some() { span { i.key.is-plan {} "planned" } }
                    }
                    (summary)
                }
            }
        }
    }
}

fn fixed(value: f64) -> String {
    format!("{value:.1}")
}

/// The way of the plan, week by week.
fn plan(frame: &Frame, line: &PlanLine) -> String {
    let mut way = format!("M{:.1} {:.1}", frame.x(line.start()), frame.y(0.0));
    let mut day = line.start();
    while day <= line.end() {
        let _ = write!(way, "L{:.1} {:.1}", frame.x(day), frame.y(line.at(day)));
        day = day.forward(7);
    }
    let end = line.end();
    let _ = write!(way, "L{:.1} {:.1}", frame.x(end), frame.y(line.at(end)));
    way
}

/// Lines at quarters of the whole, and the months below.
fn grid(frame: &Frame) -> Markup {
    let days = frame.last.days_since(frame.first);
    // No more names than there is room for.
    let every = u32::try_from(days / 365 + 1).unwrap_or(1);
    let mut months = Vec::new();
    let mut day = frame.first;
    while day <= frame.last && months.len() < 40 {
        if day.date().day() == 1 && day.date().month0().is_multiple_of(every) {
            months.push(day);
        }
        day = day.next();
    }
    html! {
        @for quarter in 0..=4_u8 {
            @let y = frame.y(frame.all * f64::from(quarter) / 4.0);
            line.grid x1=(LEFT) x2=(RIGHT) y1=(fixed(y)) y2=(fixed(y)) {}
            text x=(LEFT - 8.0) y=(fixed(y + 4.0)) text-anchor="end" { (25 * quarter) " %" }
        }
        @for month in months {
            @let x = frame.x(month);
            @if x < RIGHT - 14.0 {
                text x=(fixed(x)) y=(BOTTOM + 22.0) { (month.date().format("%b").to_string()) }
            }
        }
    }
}
