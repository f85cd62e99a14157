//! The year as a calendar: whatever the texts are, an independent reader sees
//! the same entries.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use mastery::{
    domain::{
        event::{Event, EventId, Kind},
        id::DeviceId,
        progress::Progress,
        roadmap::Roadmap,
        state::State,
    },
    export::{Source, calendar::calendar as calendar_of},
};

use super::typed::{SHIPPED, TODAY};

/// The names of all lines, when nothing means anything.
static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| names(&unfolded(&with("word"))));

/// A text wherever a calendar says what somebody wrote.
pub fn calendar(bytes: &[u8]) -> usize {
    if bytes.len() > 1024 {
        return 0;
    }
    let text = String::from_utf8_lossy(bytes);
    // What has nothing to show is said in other words.
    let calendar = with(&format!("x{text}x"));
    assert!(calendar.ends_with("\r\n"));
    for line in calendar.split("\r\n") {
        assert!(line.len() <= 75, "{line:?}");
        assert!(!line.contains(char::is_control), "{line:?}");
    }
    let unfolded = unfolded(&calendar);
    assert_eq!(names(&unfolded), *NAMES);
    let read = icalendar::parser::read_calendar(&unfolded).expect("a calendar");
    // A line that is broken may end in these words.
    let begun = unfolded.lines().filter(|line| *line == "BEGIN:VEVENT");
    assert_eq!(read.components.len(), begun.count());
    read.components.len()
}

fn unfolded(calendar: &str) -> String {
    icalendar::parser::unfold(calendar)
}

/// What each line is about.
fn names(unfolded: &str) -> Vec<String> {
    let names = unfolded.lines().filter_map(|line| line.split(':').next());
    names.map(str::to_owned).collect()
}

/// The calendar of a roadmap and a learner who say this.
fn with(text: &str) -> String {
    let own = || text.to_owned();
    let mut roadmap: Roadmap = SHIPPED.clone();
    roadmap.title = own();
    for slot in &mut roadmap.cadence.slots {
        slot.title = own();
    }
    roadmap.cadence.rule = Some(own());
    for review in &mut roadmap.reviews {
        review.subject = own();
    }
    roadmap.plan.aims = vec![own(), own()];
    for lane in &mut roadmap.plan.lanes {
        lane.title = own();
    }
    let at = DateTime::parse_from_rfc3339("2026-03-06T20:02:00+01:00").expect("a moment");
    let kinds = [
        Kind::Begin {
            start: TODAY.back(60),
        },
        Kind::Off {
            from: *TODAY,
            to: TODAY.forward(2),
            withdrawn: false,
            text: Some(own()),
        },
    ];
    let events = kinds
        .into_iter()
        .zip(["01JD8QZ7V6K3M9X2R5T8W0Y4AA", "01JD8QZ7V6K3M9X2R5T8W0Y4AB"]);
    let events = events.zip(1..).map(|((kind, id), clock)| Event {
        id: EventId::parse(id).expect("an id"),
        batch: None,
        device: DeviceId::new("laptop"),
        clock,
        at,
        zone: "Europe/Berlin".into(),
        day: *TODAY,
        sum: 0,
        kind,
    });
    let state = State::from_events(events);
    let progress = Progress::new(&roadmap, &state);
    let source = Source {
        roadmap: &roadmap,
        state: &state,
        progress: &progress,
        today: *TODAY,
    };
    calendar_of(&source, at.with_timezone(&Utc)).expect("the year began")
}
