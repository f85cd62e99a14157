//! A batch on its way to the disk.

use std::time::{Duration, UNIX_EPOCH};

use chrono::{DateTime, FixedOffset};
use ulid::Ulid;

use crate::domain::{
    event::{Batch, EventId},
    session::as_written,
};

/// A batch with the identities of its events. They are made once, so that
/// however often it is appended after a failure, it counts once.
#[derive(Debug, Clone, PartialEq)]
pub struct Pending {
    pub(super) batch: Batch,
    pub(super) at: DateTime<FixedOffset>,
    pub(super) zone: String,
    pub(super) ids: Vec<EventId>,
}

impl Pending {
    /// Gives each event of the batch its identity. `moment` is when the wish
    /// was made and `zone` the name of the zone it was made in.
    pub fn new(batch: Batch, moment: DateTime<FixedOffset>, zone: String) -> Self {
        let since = u64::try_from(moment.timestamp_millis()).unwrap_or(0);
        let random = Ulid::from_datetime(UNIX_EPOCH + Duration::from_millis(since));
        // The top bit of the random part is cleared, so that there is always
        // room to count up from it.
        let first = random.0 & !(1 << 79);
        let ids = (0..batch.kinds.len() as u128)
            .map(|place| EventId::new(Ulid(first + place)))
            .collect();
        Self {
            batch,
            at: as_written(moment),
            zone,
            ids,
        }
    }

    /// What is to be written.
    pub fn batch(&self) -> &Batch {
        &self.batch
    }

    /// The identity of the batch: its first event's; `None` if it is empty.
    pub fn id(&self) -> Option<EventId> {
        self.ids.first().copied()
    }
}
