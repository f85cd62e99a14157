//! A long file, read a piece at a time.
//!
//! It comes to what reading it at once comes to, but the same few pages of
//! memory hold one piece after the other, and fresh pages are dear: they would
//! cost a long journal a tenth of its time, and its size in memory.

use std::io;

use super::{
    block::MAX_BLOCK,
    disk::Disk,
    follow::{ANCHOR, MAX_FILE},
    read::{self, Read},
};

/// How long a piece is.
const PIECE: u64 = 1 << 20;

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

/// Reads a file from its beginning.
pub(super) fn whole<D: Disk>(disk: &D, file: &mut D::File, length: u64) -> io::Result<Whole> {
    if length > 2 * PIECE
        && let Some(whole) = in_pieces(disk, file, length)?
    {
        return Ok(whole);
    }
    let bytes = disk.read(file, 0, MAX_FILE)?;
    let read = read::read(&bytes);
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
    let mut all = Read::with_room(length as usize);
    all.settled_line = 1;
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
