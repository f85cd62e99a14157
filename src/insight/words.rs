//! Figures in words: each sentence exists once, for the commands and the screens.

mod time;

use std::cell::Cell;

use chrono::Datelike;

use crate::domain::{
    day::{DateFormat, LogicalDay},
    event::Verdict,
    minutes::Minutes,
    progress::{PhaseProgress, Progress, Tally},
    roadmap::{Phase, PhaseIx, Proof, Roadmap},
};

use super::{
    pace::Pace,
    plan_line::PlanLine,
    time::{Doubt, LONG, Ratio, TimerFigure, WorkKind},
};

pub use time::{
    about, about_to_be, category, clock, money_line, money_outlook, money_spent, overlap,
    session_span, timer_running,
};

/// The pace as a sentence without a final period: “12 days behind: the plan
/// had you here on 10 Nov”.
pub fn pace(pace: &Pace, today: LogicalDay) -> String {
    let short = pace_short(pace);
    match pace {
        Pace::Ahead { until, .. } => {
            format!("{short}: the plan has you here on {}", date(*until, today))
        }
        Pace::Behind { since, .. } => {
            format!("{short}: the plan had you here on {}", date(*since, today))
        }
        Pace::Before { .. } | Pace::OnPlan | Pace::Finished => short,
    }
}

/// The pace in two or three words, for a prompt: “12 days behind”.
pub fn pace_short(pace: &Pace) -> String {
    match pace {
        Pace::Before { days: 1 } => "begins tomorrow".to_owned(),
        Pace::Before { days } => format!("begins in {}", self::days(*days)),
        Pace::OnPlan => "on plan".to_owned(),
        Pace::Ahead { days, .. } => format!("{} ahead", self::days(*days)),
        Pace::Behind { days, .. } => format!("{} behind", self::days(*days)),
        Pace::Finished => "all planned work is done".to_owned(),
    }
}

/// That the plan was changed, without a final period: “replanned on 4 Mar: until
/// 31 Mar 2027 (first plan: until 4 Jan 2027)”; `None` where it was not.
pub fn replanned(line: &PlanLine, today: LogicalDay) -> Option<String> {
    let day = line.revised_on()?;
    Some(format!(
        "replanned on {}: until {} (first plan: until {})",
        date(day, today),
        date(line.end(), today),
        date(line.first_end(), today)
    ))
}

/// The words as a sentence begins.
pub fn capital_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// A number with a noun whose plural takes an s: “1 study day”.
pub fn count(number: i64, one: &str) -> String {
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}

/// A number of days: “1 day”, “12 days”.
pub fn days(days: i64) -> String {
    count(days, "day")
}

thread_local! {
    static DATES: Cell<DateFormat> = const { Cell::new(DateFormat::DayMonth) };
}

/// From now on this thread writes dates in this form. No figure depends on it,
/// only how a date is spelled; hence no argument of every sentence.
pub fn write_dates(form: DateFormat) {
    DATES.set(form);
}

/// A date, short: “10 Nov”, and with its year when that is not today's; or in
/// the form that [`write_dates`] set.
pub fn date(day: LogicalDay, today: LogicalDay) -> String {
    let date = day.date();
    let same_year = date.year() == today.date().year();
    let form = match (DATES.get(), same_year) {
        (DateFormat::DayMonth, true) => "%-d %b",
        (DateFormat::DayMonth, false) => "%-d %b %Y",
        (DateFormat::MonthDay, true) => "%b %-d",
        (DateFormat::MonthDay, false) => "%b %-d, %Y",
        (DateFormat::Iso, _) => "%Y-%m-%d",
    };
    date.format(form).to_string()
}

/// A date without its year, for a narrow column: “4 Mar”, and “03-04” where
/// dates are written as ISO has them.
pub fn date_short(day: LogicalDay) -> String {
    if DATES.get() == DateFormat::Iso {
        return day.date().format("%m-%d").to_string();
    }
    date(day, day)
}

/// The same with its weekday: “Wed 4 Mar”, “Wed 03-04”.
pub fn weekday_short(day: LogicalDay) -> String {
    format!("{} {}", day.date().format("%a"), date_short(day))
}

/// A date with its weekday: “Wed 4 Mar”, and with its year when that is not
/// today's.
pub fn weekday_date(day: LogicalDay, today: LogicalDay) -> String {
    format!("{} {}", day.date().format("%a"), date(day, today))
}

/// The name of the weekday: “Wednesday”.
pub fn weekday(day: LogicalDay) -> String {
    day.date().format("%A").to_string()
}

/// A figure with at most one decimal: `7`, `2.5`.
pub fn number(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    format!("{rounded}")
}

/// A length of time as people write it: “45 min”, “7 h”, “7 h 05”.
pub fn hours(minutes: Minutes) -> String {
    match (minutes.0 / 60, minutes.0 % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes:02}"),
    }
}

/// A week's range of hours: “15–20 h”.
pub fn hours_range(hours: (f64, f64)) -> String {
    format!("{} h", range(hours))
}

/// How long a kind of work takes: “labs take you 1.6 × the estimate”.
pub fn ratio(kind: WorkKind, ratio: Ratio) -> String {
    let take = match kind {
        WorkKind::Reading => "readings take",
        WorkKind::Labs => "labs take",
        WorkKind::Pulse => "pulse features take",
    };
    format!("{take} you {} × the estimate", number(ratio.value()))
}

/// Why a timer may have been forgotten, as a half-sentence: “it has been
/// running for more than 4 h”.
pub fn doubt(doubt: Doubt) -> String {
    match doubt {
        Doubt::Long => format!("it has been running for more than {}", hours(LONG)),
        Doubt::DayEnded => "its day has ended".to_owned(),
        Doubt::Rebooted => "the computer was restarted".to_owned(),
        Doubt::ClockBack => "it was started later than the clock shows now".to_owned(),
    }
}

/// The timer in a few words: “timer 1 h 05 learning”, with a question mark
/// where it may have been forgotten.
pub fn timer_short(timer: &TimerFigure) -> String {
    let category = timer.category.as_ref();
    let category = category.map_or_else(String::new, |category| format!(" {category}"));
    let mark = if timer.is_doubtful() { "?" } else { "" };
    format!("timer {}{category}{mark}", hours(timer.elapsed))
}

/// A range of figures: `6–8`, or `5` when both ends are the same.
pub fn range((least, most): (f64, f64)) -> String {
    if (least - most).abs() < f64::EPSILON {
        number(least)
    } else {
        format!("{}–{}", number(least), number(most))
    }
}

/// A span of dates: `1 Jan – 31 Mar`; a year that is not today's is said once
/// where both ends share it.
pub fn span(first: LogicalDay, last: LogicalDay, today: LogicalDay) -> String {
    let same_year = first.date().year() == last.date().year();
    let first = date(first, if same_year { last } else { today });
    format!("{first} – {}", date(last, today))
}

/// Done out of all: `6/14`.
pub fn tally(tally: Tally) -> String {
    format!("{}/{}", tally.done, tally.of)
}

/// The name of a phase: `Phase 1 · Elixir core`.
pub fn phase_name(phase: &Phase) -> String {
    format!("Phase {} · {}", phase.number, phase.title)
}

/// Numbers of phases, with their noun: “phase 3”, “phases 0, 1 and 2”.
pub fn phase_numbers(roadmap: &Roadmap, phases: &[PhaseIx]) -> String {
    let numbers: Vec<String> = phases
        .iter()
        .map(|phase| roadmap[*phase].number.to_string())
        .collect();
    match numbers.as_slice() {
        [] => "no phase".to_owned(),
        [one] => format!("phase {one}"),
        [init @ .., last] => format!("phases {} and {last}", init.join(", ")),
    }
}

/// A list in a sentence: “a”, “a and b”, “a, b and c”.
pub fn list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [init @ .., last] => format!("{} and {last}", init.join(", ")),
    }
}

/// How the phases were settled, once all are: “15 phases finished”, or what
/// was skipped instead: “1 signed off, 14 skipped”. `None` while one is left,
/// and where there is none.
pub fn all_settled(progress: &Progress) -> Option<String> {
    let phases = progress.phases().count();
    if phases == 0 || !progress.is_finished() {
        return None;
    }
    let signed_off = progress.signed_off();
    Some(if signed_off == phases {
        let s = if phases == 1 { "" } else { "s" };
        format!("{phases} phase{s} finished")
    } else {
        format!("{signed_off} signed off, {} skipped", phases - signed_off)
    })
}

/// Quarters of the plan: `Q1`, or `Q1–2`.
pub fn quarters((first, last): (u8, u8)) -> String {
    if first == last {
        format!("Q{first}")
    } else {
        format!("Q{first}–{last}")
    }
}

/// How a phase stands: `read 6/14 → built 4/15 → proven 0/1`.
pub fn standing(phase: &Phase, standing: &PhaseProgress) -> String {
    let mut words = Vec::new();
    if standing.has_readings {
        words.push(format!("read {}", tally(standing.readings)));
    }
    if standing.has_deliverables {
        words.push(format!("built {}", tally(standing.deliverables)));
    }
    match proven_of(phase, standing) {
        none if none.is_empty() => {}
        attested if standing.is_attested() => words.push(attested),
        tally => words.push(format!("proven {tally}")),
    }
    let mut words = words.join(" → ");
    if standing.is_signed_off() {
        if !words.is_empty() {
            words.push_str(" · ");
        }
        words.push_str("signed off");
    }
    words
}

/// The rung “proven” as the others are written: `0/1`, `1/1`; “attested” for the
/// learner's word, nothing without a proof.
pub fn proven_of(phase: &Phase, standing: &PhaseProgress) -> String {
    match phase.proof {
        None => String::new(),
        Some(_) if standing.is_attested() => "attested".to_owned(),
        Some(_) => format!("{}/1", u8::from(standing.is_proven())),
    }
}

/// That phases that are signed off are not proven, and what would prove them; a
/// sentence for those with a gate, and one for those that are attested.
pub fn unproven(roadmap: &Roadmap, progress: &Progress, phases: &[PhaseIx]) -> Vec<String> {
    let (mut gates, mut words) = (Vec::new(), Vec::new());
    for phase in phases {
        let standing = &progress[*phase];
        match &roadmap[*phase].proof {
            Some(_) if standing.is_proven() => {}
            Some(proof) if !proof.gate.is_empty() || !proof.gate_is_whole => {
                gates.push((*phase, proof));
            }
            Some(proof) if proof.attestation.is_some() && !standing.is_attested() => {
                words.push((*phase, proof));
            }
            _ => {}
        }
    }
    let say = |of: &[(PhaseIx, &Proof)], how: &str, what: fn(&str, bool) -> String| {
        let phases: Vec<PhaseIx> = of.iter().map(|(phase, _)| *phase).collect();
        let rows: Vec<&str> = of.iter().map(|(_, proof)| proof.id.as_str()).collect();
        let are = if of.len() == 1 { "is" } else { "are" };
        let phases = phase_numbers(roadmap, &phases);
        let way = what(&rows.join(" "), of.len() == 1);
        (!of.is_empty()).then(|| format!("{phases} {are} not {how}: {way}"))
    };
    let gates = say(&gates, "proven", |rows, one| {
        let runs = if one { "its gate" } else { "their gates" };
        format!("`mastery prove {rows}` runs {runs}")
    });
    let words = say(&words, "attested", |rows, one| {
        if one {
            format!("`mastery attest {rows}` does")
        } else {
            "`mastery attest` does".to_owned()
        }
    });
    gates.into_iter().chain(words).collect()
}

/// What evidence showed: “passed”, “failed”, “attested”.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "passed",
        Verdict::Failed => "failed",
        Verdict::Attested => "attested",
    }
}

/// How many of a bar's cells are filled: one as soon as something is done, all
/// only when nothing is left.
pub fn filled(share: f64, cells: u16) -> u16 {
    let share = share.clamp(0.0, 1.0);
    let full = (share * f64::from(cells)).round() as u16;
    let least = u16::from(share > 0.0).min(cells);
    let most = cells.saturating_sub(u16::from(share < 1.0));
    full.clamp(least.min(most), most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> LogicalDay {
        LogicalDay::parse(text).unwrap()
    }

    #[test]
    fn the_pace_is_a_sentence() {
        let today = day("2026-11-22");
        for (figure, words) in [
            (Pace::OnPlan, "on plan"),
            (
                Pace::Behind {
                    days: 12,
                    since: day("2026-11-10"),
                },
                "12 days behind: the plan had you here on 10 Nov",
            ),
            (
                Pace::Behind {
                    days: 1,
                    since: day("2026-11-21"),
                },
                "1 day behind: the plan had you here on 21 Nov",
            ),
            (
                Pace::Ahead {
                    days: 45,
                    until: day("2027-01-06"),
                },
                "45 days ahead: the plan has you here on 6 Jan 2027",
            ),
            (Pace::Before { days: 3 }, "begins in 3 days"),
            (Pace::Before { days: 1 }, "begins tomorrow"),
            (Pace::Finished, "all planned work is done"),
        ] {
            assert_eq!(pace(&figure, today), words);
        }
    }

    #[test]
    fn a_list_has_one_and() {
        let list = |parts: &[&str]| {
            let parts: Vec<String> = parts.iter().map(|&part| part.to_owned()).collect();
            list(&parts)
        };
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b"]), "a and b");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
    }

    #[test]
    fn a_date_has_its_year_only_where_it_is_needed() {
        let today = day("2026-03-04");
        assert_eq!(date(day("2026-11-10"), today), "10 Nov");
        assert_eq!(date(day("2025-12-31"), today), "31 Dec 2025");
        assert_eq!(weekday_date(today, today), "Wed 4 Mar");
        assert_eq!(weekday_short(today), "Wed 4 Mar");
    }

    #[test]
    fn a_bar_shows_that_something_is_done_and_that_something_is_left() {
        for (share, cells) in [(0.0, 0), (0.001, 1), (0.5, 5), (0.999, 9), (1.0, 10)] {
            assert_eq!(filled(share, 10), cells, "{share}");
        }
        assert_eq!(filled(0.5, 0), 0);
        assert_eq!(filled(0.5, 1), 0);
        assert_eq!(filled(f64::NAN, 4), 0);
    }

    #[test]
    fn a_span_says_its_year_once() {
        let today = day("2026-03-04");
        let span = |first, last| span(day(first), day(last), today);
        assert_eq!(span("2026-01-05", "2026-04-04"), "5 Jan – 4 Apr");
        assert_eq!(span("2027-01-01", "2027-03-31"), "1 Jan – 31 Mar 2027");
        assert_eq!(span("2026-12-01", "2027-02-28"), "1 Dec – 28 Feb 2027");
    }

    #[test]
    fn time_is_written_as_people_write_it() {
        for (minutes, words) in [
            (0, "0 min"),
            (45, "45 min"),
            (60, "1 h"),
            (65, "1 h 05"),
            (450, "7 h 30"),
            (6000, "100 h"),
        ] {
            assert_eq!(hours(Minutes(minutes)), words);
        }
        assert_eq!(hours_range((15.0, 20.0)), "15–20 h");
        let ratio = |kind, spent, planned| {
            let (spent, planned) = (Minutes(spent), Minutes(planned));
            ratio(
                kind,
                Ratio {
                    items: 3,
                    spent,
                    planned,
                },
            )
        };
        assert_eq!(
            ratio(WorkKind::Labs, 160, 100),
            "labs take you 1.6 × the estimate"
        );
    }

    #[test]
    fn figures_lose_what_nobody_reads() {
        assert_eq!(number(7.0), "7");
        assert_eq!(number(2.45), "2.5");
        assert_eq!(range((6.0, 8.0)), "6–8");
        assert_eq!(range((5.0, 5.0)), "5");
    }
}
