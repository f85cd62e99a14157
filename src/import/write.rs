//! The text of `roadmap.toml`.

use std::fmt::Write as _;

use chrono::Weekday;

use super::{
    draft::{App, Build, Draft, Entry, Notes, Phase},
    marks,
};

/// Writes a draft down.
pub(super) fn roadmap(draft: &Draft, sources: &[&str]) -> String {
    let mut out = String::new();
    let from: Vec<String> = sources.iter().map(|it| super::words::clean(it)).collect();
    line(&mut out, &format!("# Imported from {}.", from.join(", ")));
    line(
        &mut out,
        "# Progress hangs on the ids: titles may be reworded and items moved, but an id",
    );
    line(&mut out, "# that changes needs `formerly = [\"old-id\"]`.");
    out.push('\n');
    line(&mut out, "format = 1");
    pair(&mut out, "id", &draft.id);
    pair(&mut out, "title", &draft.title);
    some(&mut out, "summary", &draft.summary);
    if let Some(hours) = draft.hours_per_day {
        line(&mut out, &format!("hours_per_day = {hours}"));
    }
    if !draft.accept.is_empty() {
        line(&mut out, "accept = [");
        for (finding, why) in &draft.accept {
            line(
                &mut out,
                &format!(
                    "  {{ finding = {}, why = {} }},",
                    quote(finding),
                    quote(why)
                ),
            );
        }
        line(&mut out, "]");
    }
    cadence(&mut out, draft);
    if !draft.apps.is_empty() {
        section(&mut out, "Apps");
        for app in &draft.apps {
            write_app(&mut out, app);
        }
    }
    plan(&mut out, draft);
    budget(&mut out, draft);
    if !draft.phases.is_empty() {
        section(&mut out, "Phases");
        if draft.phases.iter().any(|it| it.days_are_made_up) {
            line(
                &mut out,
                "# Where nothing said how long a phase takes, `days` counts half a day for each",
            );
            line(&mut out, "# item. Put your own estimate there.");
        }
        for phase in &draft.phases {
            write_phase(&mut out, phase);
        }
    }
    out
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

fn section(out: &mut String, name: &str) {
    out.push('\n');
    line(
        out,
        &format!(
            "# ── {name} {}",
            "─".repeat(74_usize.saturating_sub(name.len()))
        ),
    );
}

fn table(out: &mut String, name: &str) {
    out.push('\n');
    line(out, name);
}

fn pair(out: &mut String, name: &str, value: &str) {
    line(out, &format!("{name} = {}", quote(value)));
}

fn some(out: &mut String, name: &str, value: &str) {
    if !value.is_empty() {
        pair(out, name, value);
    }
}

/// A string of one line, with all that is unusual escaped.
fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", c as u32);
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn list<'t>(texts: impl IntoIterator<Item = &'t String>) -> String {
    let quoted: Vec<String> = texts.into_iter().map(|it| quote(it)).collect();
    format!("[{}]", quoted.join(", "))
}

fn range((least, most): (f64, f64)) -> String {
    if (least - most).abs() < f64::EPSILON {
        format!("{least}")
    } else {
        format!("[{least}, {most}]")
    }
}

fn cadence(out: &mut String, draft: &Draft) {
    if draft.slots.is_empty() {
        return;
    }
    section(out, "Weekly cadence");
    if draft.rule.is_some() || draft.pull_request.is_some() {
        table(out, "[cadence]");
        some(
            out,
            "pull_request",
            draft.pull_request.as_deref().unwrap_or_default(),
        );
        some(out, "rule", draft.rule.as_deref().unwrap_or_default());
    }
    for slot in &draft.slots {
        table(out, "[[cadence.slot]]");
        let days: Vec<String> = slot.days.iter().map(|it| day(*it).to_owned()).collect();
        line(out, &format!("days = {}", list(&days)));
        pair(out, "kind", slot.kind);
        pair(out, "title", &slot.title);
    }
}

fn day(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Mon",
        Weekday::Tue => "Tue",
        Weekday::Wed => "Wed",
        Weekday::Thu => "Thu",
        Weekday::Fri => "Fri",
        Weekday::Sat => "Sat",
        Weekday::Sun => "Sun",
    }
}

fn write_app(out: &mut String, app: &App) {
    table(out, "[[app]]");
    pair(out, "id", &app.id);
    if !marks::is_app_name(&app.id) {
        pair(out, "work", "labs");
    }
    some(out, "role", &app.role);
}

fn plan(out: &mut String, draft: &Draft) {
    if !draft.lanes.is_empty() || !draft.aims.is_empty() {
        section(out, "Annual plan");
        table(out, "[plan]");
        some(out, "summary", &draft.plan_summary);
        if !draft.aims.is_empty() {
            line(out, "aims = [");
            for aim in &draft.aims {
                line(out, &format!("  {},", quote(aim)));
            }
            line(out, "]");
        }
    }
    for lane in &draft.lanes {
        table(out, "[[plan.lane]]");
        pair(out, "id", &lane.id);
        pair(out, "title", &lane.title);
        some(out, "summary", &lane.summary);
        for block in &lane.blocks {
            table(out, "[[plan.lane.block]]");
            let (first, last) = block.quarters;
            let quarters = if first == last {
                format!("[{first}]")
            } else {
                format!("[{first}, {last}]")
            };
            line(out, &format!("quarters = {quarters}"));
            entries(out, "milestones", &block.milestones);
        }
    }
    if !draft.metrics.is_empty() {
        section(out, "Success metrics");
    }
    for metric in &draft.metrics {
        table(out, "[[metric]]");
        pair(out, "id", &metric.id);
        formerly(out, &metric.formerly);
        pair(out, "title", &metric.title);
        if metric.all_phases {
            pair(out, "derived", "all-phases");
        }
    }
}

/// A list of items, one a line.
fn entries(out: &mut String, name: &str, entries: &[Entry]) {
    line(out, &format!("{name} = ["));
    for it in entries {
        let mut text = format!("  {{ id = {}, title = {}", quote(&it.id), quote(&it.title));
        if !it.phases.is_empty() {
            let _ = write!(text, ", phases = {}", list(&it.phases));
        }
        if it.optional {
            text.push_str(", optional = true");
        }
        if !it.formerly.is_empty() {
            let _ = write!(text, ", formerly = {}", list(&it.formerly));
        }
        text.push_str(" },");
        line(out, &text);
    }
    line(out, "]");
}

fn formerly(out: &mut String, ids: &[String]) {
    if !ids.is_empty() {
        line(out, &format!("formerly = {}", list(ids)));
    }
}

fn budget(out: &mut String, draft: &Draft) {
    let mut ids = super::ids::Ids::default();
    if !draft.time.is_empty() || !draft.money.is_empty() {
        section(out, "Budget");
    }
    if let Some(first) = draft.money.first() {
        table(out, "[budget]");
        pair(out, "currency", &first.currency);
    }
    for it in &draft.time {
        table(out, "[[budget.time]]");
        pair(out, "id", &ids.give(first_name(&it.title), &[]));
        pair(out, "title", &it.title);
        line(out, &format!("hours = {}", range(it.range)));
    }
    for it in &draft.money {
        table(out, "[[budget.money]]");
        pair(out, "id", &ids.give(first_name(&it.title), &[]));
        pair(out, "title", &it.title);
        pair(out, "amount", &it.sum.to_string());
        pair(out, "every", if it.monthly { "month" } else { "once" });
    }
    if !draft.reviews.is_empty() {
        section(out, "Reviews");
    }
    for (every, subject) in &draft.reviews {
        table(out, "[[review]]");
        let name = match *every {
            "week" => "weekly",
            "month" => "monthly",
            _ => "quarterly",
        };
        pair(out, "id", &ids.give(name, &[]));
        pair(out, "every", every);
        pair(out, "subject", subject);
    }
}

/// `Review/Documentation` is typed as `review`.
fn first_name(title: &str) -> &str {
    let name = title.split('/').next().unwrap_or_default();
    if name.trim().is_empty() { title } else { name }
}

fn write_phase(out: &mut String, phase: &Phase) {
    table(out, "[[phase]]");
    pair(out, "id", &phase.id);
    formerly(out, &phase.formerly);
    if let Some(number) = phase.number {
        line(out, &format!("number = {number}"));
    }
    pair(out, "title", &phase.title);
    some(out, "short", phase.short.as_deref().unwrap_or_default());
    some(out, "summary", &phase.summary);
    match &phase.notes {
        Notes::None => {}
        Notes::Linked { path, .. } | Notes::Own(path) | Notes::Kept(path) => {
            pair(out, "notes", path);
        }
        Notes::Missing(path) => {
            line(
                out,
                &format!("# notes = {}  # the file was not there", quote(path)),
            );
        }
    }
    if !phase.apps.is_empty() {
        line(out, &format!("apps = {}", list(&phase.apps)));
    }
    some(
        out,
        "apps_note",
        phase.apps_note.as_deref().unwrap_or_default(),
    );
    if !phase.needs.is_empty() {
        line(out, &format!("needs = {}", list(&phase.needs)));
    }
    line(
        out,
        &format!("days = {}", range(phase.days.unwrap_or((1.0, 1.0)))),
    );
    if let Some(days) = phase.days_detail {
        line(out, &format!("days_detail = {}", range(days)));
    }
    if let Some([reading, labs, pulse]) = phase.split {
        line(
            out,
            &format!("split = {{ reading = {reading}, labs = {labs}, pulse = {pulse} }}"),
        );
    }
    let mut group = "";
    for it in &phase.readings {
        out.push('\n');
        let inner = it.context.get(1..).and_then(<[String]>::first);
        let name = inner.map(String::as_str).unwrap_or_default();
        if name != group {
            group = name;
            if !name.is_empty() {
                line(out, &format!("# {name}"));
            }
        }
        line(out, "[[phase.reading]]");
        pair(out, "id", &it.id);
        formerly(out, &it.formerly);
        pair(out, "kind", it.kind);
        pair(out, "title", &it.title);
        some(out, "url", it.url.as_deref().unwrap_or_default());
        if it.optional {
            line(out, "optional = true");
        }
    }
    for build in &phase.builds {
        write_build(out, build);
    }
    if let Some(proof) = &phase.proof {
        table(out, "[phase.proof]");
        pair(out, "id", &proof.id);
        some(out, "labs", &proof.labs);
        some(out, "pulse", &proof.pulse);
        some(out, "why", &proof.why);
        if !proof.apps.is_empty() {
            line(out, &format!("apps = {}", list(&proof.apps)));
        }
    }
}

fn write_build(out: &mut String, build: &Build) {
    table(out, "[[phase.build]]");
    if let Some(app) = &build.app {
        pair(out, "app", app);
    } else {
        pair(out, "title", &build.title);
        pair(out, "work", "labs");
    }
    entries(out, "deliverables", &build.deliverables);
}
