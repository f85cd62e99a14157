//! Characters that need no care, so that ordinary text takes a short way.

/// Says whether a code point is shown as it is, in a grapheme cluster of its own, whatever plain
/// characters stand around it.
///
/// The list is not complete: a character that is missing only takes the long way.
#[inline]
pub(super) const fn is_plain(code: u32) -> bool {
    matches!(
        code,
        0x20..=0x7E
            | 0xA0..=0xAC
            | 0xAE..=0x2FF          // Latin
            | 0x370..=0x482         // Greek, Cyrillic
            | 0x48A..=0x52F
            | 0x1E00..=0x1FFF
            | 0x2000..=0x200A       // spaces
            | 0x2010..=0x2027       // punctuation
            | 0x202F..=0x205F
            | 0x2070..=0x20CF
            | 0x2100..=0x2BFF       // arrows, boxes, blocks, shapes, signs
            | 0x3000..=0x3029       // Chinese, Japanese, Korean
            | 0x3041..=0x3096
            | 0x309B..=0x30FF
            | 0x4E00..=0x9FFF
            | 0xAC00..=0xD7A3
            | 0xFF01..=0xFF9D
    )
}

/// How many bytes are looked at at once.
const CHUNK: usize = size_of::<u64>();

/// Says whether each of eight bytes is a printable ASCII character, without
/// looking at one after the other: a byte below the space, a delete or one
/// beyond ASCII leaves the top bit of its place.
fn printed(chunk: [u8; CHUNK]) -> bool {
    const ONES: u64 = u64::MAX / 0xFF;
    const TOPS: u64 = ONES << 7;
    let word = u64::from_ne_bytes(chunk);
    let below = word.wrapping_sub(ONES * 0x20) & !word;
    let other = word ^ (ONES * 0x7F);
    let delete = other.wrapping_sub(ONES) & !other;
    (below | delete | word) & TOPS == 0
}

/// Says whether a text is made of plain characters only.
pub(super) fn all_plain(text: &str) -> bool {
    let mut rest = text;
    loop {
        let (chunks, _) = rest.as_bytes().as_chunks();
        let done = chunks.iter().take_while(|chunk| printed(**chunk)).count() * CHUNK;
        // What was looked at is ASCII: what follows begins with a character.
        let odd = rest.get(done..).unwrap_or_default();
        let mut chars = odd.chars();
        while odd.len() - chars.as_str().len() < CHUNK {
            match chars.next() {
                None => return true,
                Some(c) if !is_plain(u32::from(c)) => return false,
                Some(_) => {}
            }
        }
        rest = chars.as_str();
    }
}

/// Does what [`all_plain`] does where the compiler can run it.
pub(super) const fn all_plain_const(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let lead = bytes[at] as u32;
        let (mut code, more) = match lead {
            0..0x80 => (lead, 0),
            0x80..0xE0 => (lead & 0x1F, 1),
            0xE0..0xF0 => (lead & 0x0F, 2),
            _ => return false,
        };
        let mut next = 1;
        while next <= more {
            code = (code << 6) | (bytes[at + next] as u32 & 0x3F);
            next += 1;
        }
        if !is_plain(code) {
            return false;
        }
        at += 1 + more;
    }
    true
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;
    use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

    use super::*;
    use crate::text::{nasty, sanitise::sanitise_with_care};

    #[test]
    fn every_plain_character_is_clean_and_stands_alone() {
        for c in (0..=0x10_FFFF)
            .filter(|&code| is_plain(code))
            .filter_map(char::from_u32)
        {
            // The Greek capital, the syllable and the emoji are the neighbours most likely to draw
            // a character in.
            let among = format!("a{c}Ω{c}{c}가{c}\u{2764}{c}");
            assert_eq!(sanitise_with_care(&among), among, "{:04X}", u32::from(c));
            assert_eq!(
                among.graphemes(true).count(),
                among.chars().count(),
                "{:04X}",
                u32::from(c)
            );
            let width = c.width().expect("no plain character is a control");
            assert!(width > 0, "{:04X}", u32::from(c));
            assert_eq!(c.to_string().width(), width, "{:04X}", u32::from(c));
        }
    }

    #[test]
    fn eight_bytes_at_once_are_what_each_of_them_is() {
        for byte in 0..=u8::MAX {
            for place in 0..CHUNK {
                for around in [b' ', b'~', 0x21, 0x5F] {
                    let mut chunk = [around; CHUNK];
                    chunk[place] = byte;
                    let expected = (0x20..0x7F).contains(&byte);
                    assert_eq!(printed(chunk), expected, "{byte:#x} at {place}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn the_compiler_agrees(text in nasty::text()) {
            prop_assert_eq!(all_plain_const(&text), all_plain(&text));
        }

        #[test]
        fn the_compiler_agrees_about_plain_text(text in "[ -~à-ɏΑ-я–—…→▁-█가-힣一-龠]*") {
            prop_assert!(all_plain(&text));
            prop_assert!(all_plain_const(&text));
        }
    }
}
