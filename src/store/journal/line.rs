//! One line as the program writes it: `key = value`, with one space around the
//! sign and nothing behind the value. A hundred thousand events are read this
//! way; whatever looks different is left to the TOML parser.

use std::borrow::Cow;

use super::{
    scan,
    value::{Stamp, Value},
};

/// A line read.
pub(super) struct Line<'a> {
    pub(super) key: &'a str,
    pub(super) value: Value<'a>,
    /// Where the next line begins.
    pub(super) next: usize,
}

/// Which bytes make up a key without quotes.
const IN_KEYS: [bool; 256] = {
    let mut in_keys = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        in_keys[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        byte += 1;
    }
    in_keys
};

/// Reads the line at `at`; `None` if it is not of the plain form.
pub(super) fn plain(text: &str, at: usize) -> Option<Line<'_>> {
    let bytes = text.as_bytes();
    let mut end = at;
    while IN_KEYS[usize::from(*bytes.get(end)?)] {
        end += 1;
    }
    let key = text.get(at..end).filter(|key| !key.is_empty())?;
    let from = end + 3;
    if bytes.get(end..from)? != b" = " {
        return None;
    }
    let (value, end) = if *bytes.get(from)? == b'"' {
        string(text, from + 1)?
    } else {
        bare(bytes, from)?
    };
    let next = match bytes.get(end) {
        None => end,
        Some(b'\n') => end + 1,
        Some(b'\r') if bytes.get(end + 1) == Some(&b'\n') => end + 2,
        // A line end that was cut in the middle.
        Some(b'\r') if end + 1 == bytes.len() => end + 1,
        Some(_) => return None,
    };
    Some(Line { key, value, next })
}

/// Reads the line at `at`; a checksum may also have something else behind it,
/// as when another program appended to a file without an end.
pub(super) fn fused(text: &str, at: usize) -> Option<Line<'_>> {
    const START: &str = "sum = \"";
    plain(text, at).or_else(|| {
        text.get(at..)?.strip_prefix(START)?;
        let (value, next) = string(text, at + START.len())?;
        Some(Line {
            key: "sum",
            value,
            next,
        })
    })
}

/// The string whose first character is at `from`, and the place behind its
/// closing quote.
fn string(text: &str, from: usize) -> Option<(Value<'_>, usize)> {
    let bytes = text.as_bytes();
    let mut end = from;
    let mut escaped = false;
    loop {
        end += scan::string_end(bytes.get(end..)?)?;
        match bytes.get(end)? {
            b'"' => break,
            b'\\' => {
                escaped = true;
                end += 2;
            }
            b'\t' => end += 1,
            _ => return None,
        }
    }
    let text = text.get(from..end)?;
    let text = if escaped {
        Cow::Owned(unescape(text)?)
    } else {
        Cow::Borrowed(text)
    };
    Some((Value::Text(text), end + 1))
}

fn unescape(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        let width = match rest.next()? {
            'n' => {
                out.push('\n');
                continue;
            }
            't' => {
                out.push('\t');
                continue;
            }
            'r' => {
                out.push('\r');
                continue;
            }
            c @ ('"' | '\\') => {
                out.push(c);
                continue;
            }
            'u' => 4,
            'U' => 8,
            _ => return None,
        };
        let mut code = 0;
        for _ in 0..width {
            code = code * 16 + rest.next()?.to_digit(16)?;
        }
        out.push(char::from_u32(code)?);
    }
    Some(out)
}

/// A number, a truth value, a date, or a moment with an offset.
fn bare(bytes: &[u8], from: usize) -> Option<(Value<'_>, usize)> {
    let rest = bytes.get(from..)?;
    let (value, length) = match rest {
        [b't', ..] if rest.starts_with(b"true") => (Value::Boolean(true), 4),
        [b'f', ..] if rest.starts_with(b"false") => (Value::Boolean(false), 5),
        [_, _, _, _, b'-', ..] => {
            let (date, behind) = rest.split_first_chunk()?;
            let mut stamp = Stamp {
                date: Some(calendar(date)?),
                ..Stamp::default()
            };
            let mut length = date.len();
            if let [b'T', behind @ ..] = behind {
                let (time, offset) = clock(behind.first_chunk()?)?;
                (stamp.time, stamp.offset) = (Some(time), Some(offset));
                length = 25;
            }
            (Value::Stamp(stamp), length)
        }
        _ => {
            let (number, length) = integer(rest)?;
            (Value::Integer(number), length)
        }
    };
    Some((value, from + length))
}

/// A number without signs other than a minus, and without needless zeros.
fn integer(rest: &[u8]) -> Option<(i64, usize)> {
    let sign = usize::from(rest.first() == Some(&b'-'));
    let mut number = 0_i64;
    let mut length = sign;
    while let Some(digit) = rest.get(length).filter(|byte| byte.is_ascii_digit()) {
        let digit = i64::from(digit - b'0');
        // Below zero there is one more number than above.
        let digit = if sign == 1 { -digit } else { digit };
        number = number.checked_mul(10)?.checked_add(digit)?;
        length += 1;
    }
    let zeros = length > sign + 1 && rest.get(sign) == Some(&b'0');
    (length > sign && !zeros).then_some((number, length))
}

/// `2026-11-22`, if the calendar has it.
fn calendar(token: &[u8; 10]) -> Option<(u16, u8, u8)> {
    let &[y3, y2, y1, y0, b'-', m1, m0, b'-', d1, d0] = token else {
        return None;
    };
    let year = u16::from(pair(y3, y2)?) * 100 + u16::from(pair(y1, y0)?);
    let month = pair(m1, m0)?;
    let day = pair(d1, d0)?;
    // The TOML parser refuses these; its message is the better one.
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        1..=12 => 31,
        _ => return None,
    };
    (1..=days).contains(&day).then_some((year, month, day))
}

/// A time of day with its nanoseconds, and an offset in minutes.
type Time = ((u8, u8, u8, u32), i16);

/// `20:14:05+01:00`.
fn clock(token: &[u8; 14]) -> Option<Time> {
    #[rustfmt::skip]
    let &[h1, h0, b':', m1, m0, b':', s1, s0, sign, oh1, oh0, b':', om1, om0] = token else {
        return None;
    };
    let below = |limit, tens, ones| pair(tens, ones).filter(|number| *number < limit);
    let time = (below(24, h1, h0)?, below(60, m1, m0)?, below(60, s1, s0)?);
    let offset = i16::from(below(24, oh1, oh0)?) * 60 + i16::from(below(60, om1, om0)?);
    let offset = match sign {
        b'+' => offset,
        b'-' => -offset,
        _ => return None,
    };
    Some(((time.0, time.1, time.2, 0), offset))
}

/// The number that two digits write.
fn pair(tens: u8, ones: u8) -> Option<u8> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    (tens < 10 && ones < 10).then(|| tens * 10 + ones)
}
