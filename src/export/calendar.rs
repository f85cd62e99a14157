//! The year as a calendar that other programs subscribe to or take in
//! (RFC 5545): the cadence, the reviews, the quarters' ends, the days off.
//!
//! All of it is whole days. A cadence says on which day a kind of work is due
//! and never at which hour, and a date without a time is the same day in every
//! time zone; so there is no zone to get wrong. Days are marked as free time,
//! because a plan to read blocks no meeting.
//!
//! What an event is called by (`UID`) is made of the roadmap's ids alone: a
//! calendar that is taken in again replaces what it holds.

mod lines;

use chrono::{DateTime, NaiveDate, Utc, Weekday};

use super::{Source, clean};
use crate::{
    domain::{
        day::LogicalDay,
        roadmap::{Cadence, Review, Rhythm, Slot},
    },
    insight::{
        money::months,
        plan_line::{Quarter, quarters},
    },
    text::count,
};
use lines::Lines;

/// Writes the calendar of the learner's year. `made` is the moment it is made;
/// `None` before the start date is known, when there is no year yet.
pub fn calendar(source: &Source<'_>, made: DateTime<Utc>) -> Option<String> {
    let start = source.state.begin()?;
    let mut year = Year {
        source: *source,
        start,
        quarters: quarters(start),
        made: made.format("%Y%m%dT%H%M%SZ").to_string(),
        out: Lines::default(),
    };
    year.write();
    Some(year.out.text())
}

/// The days on which a review is due in the plan's year: the week's last day,
/// the last day of each of the year's months, the last of each quarter.
fn due(rhythm: Rhythm, start: LogicalDay, quarters: &[Quarter; 4]) -> Vec<LogicalDay> {
    match rhythm {
        Rhythm::Weekly => {
            let first = start.monday().forward(6);
            let days = (0..).map(|week| first.forward(7 * week));
            days.take_while(|day| *day <= quarters[3].last).collect()
        }
        Rhythm::Monthly => months(start).map(|month| month.last).collect(),
        Rhythm::Quarterly => quarters.iter().map(|quarter| quarter.last).collect(),
    }
}

struct Year<'a> {
    source: Source<'a>,
    start: LogicalDay,
    quarters: [Quarter; 4],
    made: String,
    out: Lines,
}

/// One entry of the calendar.
struct Entry {
    /// Its name within the roadmap.
    name: String,
    first: LogicalDay,
    last: LogicalDay,
    summary: String,
    description: String,
    /// What repeats it: a rule, and days on which it does not happen.
    rule: Option<(String, Vec<LogicalDay>)>,
}

impl Year<'_> {
    fn write(&mut self) {
        let title = clean::line(&self.source.roadmap.title);
        self.out.raw("BEGIN", "VCALENDAR");
        self.out.raw("VERSION", "2.0");
        self.out.raw("PRODID", "-//mastery//mastery//EN");
        self.out.raw("CALSCALE", "GREGORIAN");
        self.out.text_of("NAME", &title);
        self.out.text_of("X-WR-CALNAME", &title);
        self.cadence();
        for review in &self.source.roadmap.reviews {
            self.review(review);
        }
        for quarter in self.quarters {
            self.quarter(quarter);
        }
        self.days_off();
        self.out.raw("END", "VCALENDAR");
    }

    fn cadence(&mut self) {
        let roadmap = self.source.roadmap;
        let mut names: Vec<String> = Vec::new();
        for slot in &roadmap.cadence.slots {
            let days = own_days(&roadmap.cadence, slot);
            let last = self.quarters[3].last;
            let on = |day: &LogicalDay| days.contains(&day.weekday());
            let Some(first) = self.start.through(last).find(on) else {
                continue;
            };
            let codes: Vec<&str> = days.iter().map(|day| code(*day)).collect();
            let mut name = format!("cadence/{}/{}", slot.kind.word(), codes.join("-"));
            if names.contains(&name) {
                name = format!("{name}/{}", names.len());
            }
            names.push(name.clone());
            let off = self.source.state.days_off().map(|(day, _)| day);
            let off = off.filter(|day| on(day) && *day >= first && *day <= last);
            let rule = format!(
                "FREQ=WEEKLY;UNTIL={};BYDAY={}",
                stamp(last.date()),
                codes.join(",")
            );
            self.entry(&Entry {
                name,
                first,
                last: first,
                summary: slot.title.clone(),
                description: String::new(),
                rule: Some((rule, off.collect())),
            });
        }
    }

    fn review(&mut self, review: &Review) {
        let days = due(review.rhythm, self.start, &self.quarters);
        let summary = format!("{} review", capital(review.rhythm.word()));
        let name = format!("review/{}", review.id);
        let entry = |name: String, day: LogicalDay, rule| Entry {
            name,
            first: day,
            last: day,
            summary: summary.clone(),
            description: review.subject.clone(),
            rule,
        };
        if review.rhythm == Rhythm::Weekly {
            if let (Some(first), Some(last)) = (days.first(), days.last()) {
                let until = stamp(last.date());
                let rule = format!("FREQ=WEEKLY;UNTIL={until};BYDAY={}", code(first.weekday()));
                self.entry(&entry(name, *first, Some((rule, Vec::new()))));
            }
            return;
        }
        // Months from a 31st on follow no rule that a calendar knows.
        for (number, day) in (1..).zip(days) {
            self.entry(&entry(format!("{name}/{number}"), day, None));
        }
    }

    fn quarter(&mut self, quarter: Quarter) {
        let Source {
            roadmap, progress, ..
        } = self.source;
        let ends = roadmap.plan.milestones();
        let ends = ends.filter(|(_, block, _)| block.last == quarter.number);
        let open: Vec<&str> = ends
            .map(|(_, _, milestone)| milestone.item)
            .filter(|item| !progress[*item].status.is_settled())
            .map(|item| roadmap[item].title.as_str())
            .collect();
        self.entry(&Entry {
            name: format!("quarter/{}", quarter.number),
            first: quarter.last,
            last: quarter.last,
            summary: format!("Q{} ends", quarter.number),
            description: open.join(" · "),
            rule: None,
        });
    }

    fn days_off(&mut self) {
        let days: Vec<_> = self.source.state.days_off().collect();
        let same = |one: &(LogicalDay, Option<&str>), next: &(LogicalDay, Option<&str>)| {
            one.0.next() == next.0 && one.1 == next.1
        };
        for run in days.chunk_by(same) {
            let (Some((first, why)), Some((last, _))) = (run.first(), run.last()) else {
                continue;
            };
            let why = why.map(clean::line).filter(|why| !why.is_empty());
            self.entry(&Entry {
                name: format!("off/{first}"),
                first: *first,
                last: *last,
                summary: why.map_or_else(|| "Off".to_owned(), |why| format!("Off: {why}")),
                description: count(run.len(), "day"),
                rule: None,
            });
        }
    }

    fn entry(&mut self, entry: &Entry) {
        let out = &mut self.out;
        let roadmap = &self.source.roadmap.id;
        out.raw("BEGIN", "VEVENT");
        out.text_of("UID", &format!("{}/{roadmap}@mastery", entry.name));
        out.raw("DTSTAMP", &self.made);
        out.raw("DTSTART;VALUE=DATE", &stamp(entry.first.date()));
        // The day after the last one, as the standard has it.
        out.raw("DTEND;VALUE=DATE", &stamp(entry.last.next().date()));
        if let Some((rule, except)) = &entry.rule {
            out.raw("RRULE", rule);
            for day in except {
                out.raw("EXDATE;VALUE=DATE", &stamp(day.date()));
            }
        }
        out.text_of("SUMMARY", &entry.summary);
        if !entry.description.trim().is_empty() {
            out.text_of("DESCRIPTION", &entry.description);
        }
        out.raw("TRANSP", "TRANSPARENT");
        out.raw("END", "VEVENT");
    }
}

/// The weekdays that are this slot's and not an earlier one's, Monday first.
fn own_days(cadence: &Cadence, slot: &Slot) -> Vec<Weekday> {
    let mut days: Vec<Weekday> = slot.days.clone();
    days.retain(|day| {
        cadence
            .slot(*day)
            .is_some_and(|first| std::ptr::eq(first, slot))
    });
    days.sort_by_key(Weekday::num_days_from_monday);
    days.dedup();
    days
}

fn code(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "MO",
        Weekday::Tue => "TU",
        Weekday::Wed => "WE",
        Weekday::Thu => "TH",
        Weekday::Fri => "FR",
        Weekday::Sat => "SA",
        Weekday::Sun => "SU",
    }
}

fn stamp(date: NaiveDate) -> String {
    date.format("%Y%m%d").to_string()
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
