//! The sanitiser: nothing it lets through acts on a terminal.

use std::borrow::Cow;

use mastery::text::{self, Clean, Shown, ascii, portable, width};
use unicode_segmentation::UnicodeSegmentation as _;

use super::tame;

/// A text through the sanitiser of the program.
pub fn sanitiser(bytes: &[u8]) -> usize {
    sanitiser_of(text::sanitise, bytes)
}

/// A text through a sanitiser.
pub fn sanitiser_of(sanitise: fn(&str) -> Cow<'_, str>, bytes: &[u8]) -> usize {
    let source = String::from_utf8_lossy(bytes);
    let clean = sanitise(&source);
    tame(&clean);
    assert!(!clean.contains('\n'), "{clean:?}");
    assert_eq!(sanitise(&clean), clean, "what is clean stays as it is");
    assert!(matches!(sanitise(&clean), Cow::Borrowed(_)));
    let cells: usize = clean.graphemes(true).map(width).sum();
    assert_eq!(width(&clean), cells, "{clean:?}");
    for room in [0, 1, 2, 7, 40] {
        let cut = text::truncate(&clean, room);
        assert!(width(&cut) <= room, "{cut:?} in {room}");
        assert_eq!(width(&text::pad_right(&clean, room)), room);
        assert_eq!(width(&text::pad_left(&clean, room)), room);
        for line in text::wrap_hanging(&clean, room, 2) {
            assert!(width(&line) <= room.max(1), "{line:?} in {room}");
            assert_eq!(sanitise(&line), line);
        }
        let mut at = 0;
        for range in text::lines(&clean, room) {
            assert!(range.start >= at);
            assert!(clean.get(range.clone()).is_some());
            at = range.end;
        }
    }
    for line in Shown::lines(&source) {
        tame(&line);
        let plain = ascii(&line);
        assert_eq!(width(&plain), width(&line), "{line:?}");
        tame(&portable(&line));
        assert_eq!(sanitise(&portable(&line)), portable(&line));
    }
    tame(&text::markdown(&source));
    gate(bytes);
    clean.graphemes(true).count()
}

/// The output of a gate, cut anywhere: the same comes out, without sequences.
fn gate(bytes: &[u8]) {
    let mut whole = Vec::new();
    Clean::new().feed(bytes, &mut whole);
    assert!(!whole.contains(&0x1b));
    for size in [1, 2, 3, 7] {
        let mut cut = Vec::new();
        let mut clean = Clean::new();
        bytes
            .chunks(size)
            .for_each(|piece| clean.feed(piece, &mut cut));
        assert_eq!(cut, whole);
    }
}
