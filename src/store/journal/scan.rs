//! Where a plainly written string ends, found eight bytes at a time.
//!
//! The tricks are those of `strlen`: borrowing marks the byte that is looked
//! for with its high bit, and maybe bytes behind it, so only the first mark
//! tells.

const ONES: u64 = u64::MAX / 255;
const HIGHS: u64 = ONES << 7;

/// Where the first quote, backslash or control stands (a tab is one, too).
pub(super) fn string_end(bytes: &[u8]) -> Option<usize> {
    first(
        bytes,
        |word| {
            let controls = word.wrapping_sub(ONES * 0x20) & !word & HIGHS;
            controls | equal(word, b'"') | equal(word, b'\\') | equal(word, 0x7F)
        },
        |byte| byte < 0x20 || matches!(byte, b'"' | b'\\' | 0x7F),
    )
}

/// Marks the bytes of `word` that are `byte`.
fn equal(word: u64, byte: u8) -> u64 {
    let zero = word ^ (ONES * u64::from(byte));
    zero.wrapping_sub(ONES) & !zero & HIGHS
}

#[inline]
fn first(bytes: &[u8], marks: impl Fn(u64) -> u64, is: impl Fn(u8) -> bool) -> Option<usize> {
    let mut at = 0;
    let mut rest = bytes;
    while let Some((word, behind)) = rest.split_first_chunk() {
        let found = marks(u64::from_le_bytes(*word));
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / 8);
        }
        at += word.len();
        rest = behind;
    }
    rest.iter().position(|byte| is(*byte)).map(|end| at + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_at_a_time_finds_what_one_at_a_time_finds() {
        let special = |b: &u8| *b < 0x20 || matches!(*b, b'"' | b'\\' | 0x7F);
        for byte in 0..=u8::MAX {
            for place in 0..20 {
                // Neighbours that a borrow could mark.
                for around in [b'a', b' ', b'!', b'#', b'\r', 0x0B, 0x1F, 0x80, 0xFF] {
                    let mut bytes = [around; 20];
                    bytes[place] = byte;
                    let end = bytes.iter().position(special);
                    assert_eq!(string_end(&bytes), end, "{bytes:?}");
                }
            }
        }
        assert_eq!(string_end(b""), None);
    }
}
