//! A long file, read a piece at a time.
//!
//! It comes to what reading it at once comes to, but the same few pages of
//! memory hold one piece after the other, and fresh pages are dear: they would
//! cost a long journal a tenth of its time, and its size in memory. Where there
//! is more than one processor, the pieces are read side by side, as far as
//! nothing but what the program writes itself stands in them.

use std::{
    collections::BTreeMap,
    io,
    num::NonZero,
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, Sender, channel, sync_channel},
    },
    thread,
};

use memchr::memmem;

use super::{
    beginning,
    block::MAX_BLOCK,
    disk::Disk,
    follow::{ANCHOR, MAX_FILE},
    read::{self, Read},
};
use crate::store::cache;

/// How long a piece is.
const PIECE: u64 = 1 << 20;

/// How long a piece is that is read beside others.
const SHORT_PIECE: u64 = PIECE / 4;

/// The longest file whose beginning is kept: it is in memory at once.
const LONGEST_KEPT: u64 = 16 << 20;

/// How many processors are used at most.
const MOST_THREADS: usize = 4;

/// How far before the end of a piece reading has to be for the rest of the
/// file to make no difference: a block is looked through for the end of its
/// strings, but not farther than its greatest length and the line there.
const MARGIN: usize = 4 * MAX_BLOCK;

/// What a file holds, and the bytes it was last read from.
pub(super) struct Whole {
    pub(super) read: Read,
    pub(super) bytes: Vec<u8>,
    /// Where those begin in the file.
    pub(super) start: u64,
}

/// Reads a file from its beginning; what that was read as may be kept at `kept`.
pub(super) fn whole<D: Disk>(
    disk: &D,
    file: &mut D::File,
    length: u64,
    kept: Option<&Path>,
) -> io::Result<Whole> {
    let kept = kept.filter(|_| (cache::WORTH as u64..=LONGEST_KEPT).contains(&length));
    if kept.is_none()
        && length > 2 * PIECE
        && let Some(whole) = in_pieces(disk, file, length)?
    {
        return Ok(whole);
    }
    let bytes = disk.read(file, 0, MAX_FILE)?;
    let read = match kept {
        Some(kept) => beginning::read(disk, kept, &bytes),
        None => read::read(&bytes),
    };
    Ok(Whole {
        read,
        bytes,
        start: 0,
    })
}

/// Reads a file piece by piece; `None` if what is in it may have to be seen at
/// once: an unfinished merge, a piece without the beginning of a block, or more
/// damage than is told one by one.
fn in_pieces<D: Disk>(disk: &D, file: &mut D::File, length: u64) -> io::Result<Option<Whole>> {
    let Some(mut all) = side_by_side(disk, file, length)? else {
        return Ok(None);
    };
    loop {
        // Some of the settled bytes are read again: they are the anchor.
        let settled = all.settled as u64;
        let start = settled.saturating_sub(ANCHOR as u64);
        let known = (settled - start) as usize;
        let last = length.saturating_sub(start) <= PIECE;
        let limit = if last { MAX_FILE } else { PIECE };
        let bytes = disk.read(file, start, limit)?;
        let rest = bytes.get(known..).unwrap_or_default();
        let certain = if last {
            rest.len()
        } else {
            rest.len().saturating_sub(MARGIN)
        };
        let Some(read) = read::piece(rest, certain) else {
            return Ok(None);
        };
        if !last && read.settled == 0 {
            return Ok(None);
        }
        if !all.follow(read, !last) {
            return Ok(None);
        }
        if last {
            return Ok(Some(Whole {
                read: all,
                bytes,
                start,
            }));
        }
    }
}

/// Reads the beginning of a file in pieces, several at once, up to the first
/// piece that has something in it which the program does not write, or to the
/// last piece. `None` if there is more damage than is told one by one.
fn side_by_side<D: Disk>(disk: &D, file: &mut D::File, length: u64) -> io::Result<Option<Read>> {
    let mut all = Read::empty(length as usize);
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    if threads < 2 {
        return Ok(Some(all));
    }
    let threads = threads.min(MOST_THREADS);
    let (to_read, pieces) = sync_channel::<(usize, Vec<u8>)>(threads);
    let pieces = Arc::new(Mutex::new(pieces));
    let (done, results) = channel();
    thread::scope(|scope| {
        for _ in 0..threads {
            let (pieces, done) = (Arc::clone(&pieces), done.clone());
            let worker = thread::Builder::new().spawn_scoped(scope, move || work(&pieces, &done));
            if worker.is_err() {
                // With fewer it takes longer; with none, all is read here.
                break;
            }
        }
        drop((pieces, done));
        let mut row = Row {
            all: &mut all,
            waiting: BTreeMap::new(),
            next: 0,
            odd: false,
            too_much: false,
        };
        let mut at = 0;
        let mut number = 0;
        while length.saturating_sub(at) > 2 * SHORT_PIECE && !row.over() {
            let mut bytes = disk.read(file, at, SHORT_PIECE)?;
            let Some(end) = memmem::rfind(&bytes, b"\n\n[[event]]") else {
                break;
            };
            bytes.truncate(end + 2);
            at += bytes.len() as u64;
            // Nobody listens where no thread could be had.
            if to_read.send((number, bytes)).is_err() {
                break;
            }
            number += 1;
            for result in results.try_iter() {
                row.take(result);
            }
        }
        drop(to_read);
        for result in &results {
            row.take(result);
        }
        Ok(!row.too_much)
    })
    .map(|fits| fits.then_some(all))
}

/// What one piece came to, by its number; `None` if it was not plain.
type Piece = (usize, Option<Read>);

/// Reads pieces until there are no more.
fn work(pieces: &Mutex<Receiver<(usize, Vec<u8>)>>, done: &Sender<Piece>) {
    loop {
        let piece = pieces.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, bytes)) = piece else {
            return;
        };
        if done.send((number, read::plain_piece(&bytes))).is_err() {
            return;
        }
    }
}

/// The pieces, put one behind the other in their order.
struct Row<'a> {
    all: &'a mut Read,
    /// Those that came before their turn.
    waiting: BTreeMap<usize, Option<Read>>,
    next: usize,
    /// A piece was not plain: what follows it does not count.
    odd: bool,
    too_much: bool,
}

impl Row<'_> {
    fn over(&self) -> bool {
        self.odd || self.too_much
    }

    fn take(&mut self, (number, piece): Piece) {
        self.waiting.insert(number, piece);
        while let Some(piece) = self.waiting.remove(&self.next) {
            self.next += 1;
            match piece {
                _ if self.over() => {}
                None => self.odd = true,
                Some(read) => self.too_much = !self.all.follow(read, true),
            }
        }
    }
}
