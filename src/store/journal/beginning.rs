//! The beginning of a journal that was read before.
//!
//! What stands there does not change, since the file is only appended to: what
//! it was read as is kept (see [`cache`]), and only what follows is read. Had
//! anybody changed it all the same, its checksum would differ, and all is read.

use std::{borrow::Cow, path::Path};

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{
    disk::Disk,
    read::{self, Read},
    shared::Shared,
};
use crate::{
    domain::{
        day::LogicalDay,
        event::{Event, EventId, Kind},
        id::DeviceId,
    },
    store::cache::{self, Origin},
};

/// How many bytes may follow what is kept before it is kept anew; of a long
/// one, its sixteenth part, since all of it is written again.
const STALE: usize = 16 << 10;

/// What a beginning was read as.
#[derive(Serialize, Deserialize)]
struct Beginning<'a> {
    /// The line behind it.
    line: usize,
    #[serde(borrow)]
    events: Vec<Packed<'a>>,
}

/// An event in few bytes.
#[derive(Serialize, Deserialize)]
struct Packed<'a> {
    id: EventId,
    batch: Option<EventId>,
    device: &'a str,
    clock: u64,
    /// Seconds, nanoseconds, and the seconds east of UTC.
    at: (i64, u32, i32),
    zone: &'a str,
    /// Days since the beginning of the calendar.
    day: i32,
    sum: u32,
    /// Its line, counted from that of the event before it.
    lines: usize,
    /// Borrowed on the way out, owned on the way in.
    kind: Cow<'a, Kind>,
}

impl<'a> Packed<'a> {
    fn new(event: &'a Event, lines: usize) -> Self {
        let at = &event.at;
        Self {
            id: event.id,
            batch: event.batch,
            device: event.device.as_str(),
            clock: event.clock,
            at: (
                at.timestamp(),
                at.timestamp_subsec_nanos(),
                at.offset().local_minus_utc(),
            ),
            zone: &event.zone,
            day: event.day.date().num_days_from_ce(),
            sum: event.sum,
            lines,
            kind: Cow::Borrowed(&event.kind),
        }
    }

    fn event(self, shared: &mut Shared) -> Option<Event> {
        let (seconds, nanoseconds, east) = self.at;
        let at = DateTime::from_timestamp(seconds, nanoseconds)?;
        Some(Event {
            id: self.id,
            batch: self.batch,
            device: DeviceId::new(shared.get(self.device)),
            clock: self.clock,
            at: at.with_timezone(&FixedOffset::east_opt(east)?),
            zone: shared.get(self.zone),
            day: LogicalDay::from_date(NaiveDate::from_num_days_from_ce_opt(self.day)?),
            sum: self.sum,
            kind: self.kind.into_owned(),
        })
    }
}

/// Reads a whole journal; its beginning is taken from `kept`, if it is kept
/// there, and kept there if much was read anew.
pub(super) fn read<D: Disk>(disk: &D, kept: &Path, bytes: &[u8]) -> Read {
    let known = known(disk, kept, bytes);
    let was_known = known.as_ref().map_or(0, |read| read.settled);
    let mut all = known.unwrap_or_else(|| Read::empty(bytes.len()));
    let rest = bytes.get(all.settled..).unwrap_or_default();
    let follows = read::piece(rest, rest.len()).is_some_and(|read| all.follow(read, false));
    if !follows {
        // An unfinished merge has to be seen as a whole.
        return read::read(bytes);
    }
    if all.settled_damages == 0 && all.settled - was_known > STALE.max(was_known / 16) {
        keep(disk, kept, bytes, &all);
    }
    all
}

fn known<D: Disk>(disk: &D, kept: &Path, bytes: &[u8]) -> Option<Read> {
    let entry = cache::read(disk, kept)?;
    let (origin, beginning): (Origin, Beginning<'_>) = cache::open(&entry)?;
    let settled = origin.begins(bytes)?;
    let mut shared = Shared::default();
    let mut line = 0;
    let mut events = Vec::with_capacity(beginning.events.len());
    let mut lines = Vec::with_capacity(beginning.events.len());
    for packed in beginning.events {
        line += packed.lines;
        lines.push(line);
        events.push(packed.event(&mut shared)?);
    }
    Some(Read::settled(events, lines, settled, beginning.line))
}

fn keep<D: Disk>(disk: &D, kept: &Path, bytes: &[u8], read: &Read) {
    let mut before = 0;
    let packed = read.settled_events().map(|(event, line)| {
        let lines = line - before;
        before = line;
        Packed::new(event, lines)
    });
    let beginning = Beginning {
        line: read.settled_line,
        events: packed.collect(),
    };
    let origin = Origin::of(bytes.get(..read.settled).unwrap_or_default());
    cache::keep(disk, kept, origin, &beginning);
}

#[cfg(test)]
mod tests;
