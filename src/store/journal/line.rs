//! One line as the program writes it: `key = value`, with one space around the
//! sign and nothing behind the value. A hundred thousand events are read this
//! way; whatever looks different is left to the TOML parser.

use std::borrow::Cow;

use super::value::{Stamp, Value};

/// A line read.
pub(super) struct Line<'a> {
    pub(super) key: &'a str,
    pub(super) value: Value<'a>,
    /// Where the next line begins.
    pub(super) next: usize,
}

/// Reads the line at `at`; `None` if it is not of the plain form.
pub(super) fn plain(bytes: &[u8], at: usize) -> Option<Line<'_>> {
    let mut end = at;
    while matches!(bytes.get(end)?, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-') {
        end += 1;
    }
    let key = bytes.get(at..end).filter(|key| !key.is_empty())?;
    let from = end + 3;
    if bytes.get(end..from)? != b" = " {
        return None;
    }
    let (value, end) = if *bytes.get(from)? == b'"' {
        string(bytes, from + 1)?
    } else {
        bare(bytes, from)?
    };
    let next = match bytes.get(end) {
        None => end,
        Some(b'\n') => end + 1,
        Some(b'\r') if bytes.get(end + 1) == Some(&b'\n') => end + 2,
        Some(_) => return None,
    };
    Some(Line {
        key: str::from_utf8(key).ok()?,
        value,
        next,
    })
}

/// Reads the line at `at`; a checksum may also have something else behind it,
/// as when another program appended to a file without an end.
pub(super) fn fused(bytes: &[u8], at: usize) -> Option<Line<'_>> {
    const START: &[u8] = b"sum = \"";
    plain(bytes, at).or_else(|| {
        bytes.get(at..)?.strip_prefix(START)?;
        let (value, next) = string(bytes, at + START.len())?;
        Some(Line {
            key: "sum",
            value,
            next,
        })
    })
}

/// The string whose first character is at `from`, and the place behind its
/// closing quote.
fn string(bytes: &[u8], from: usize) -> Option<(Value<'_>, usize)> {
    let mut end = from;
    let mut escaped = false;
    loop {
        match bytes.get(end)? {
            b'"' => break,
            b'\\' => {
                escaped = true;
                end += 2;
            }
            0..=8 | 10..=31 | 127 => return None,
            _ => end += 1,
        }
    }
    let text = str::from_utf8(bytes.get(from..end)?).ok()?;
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
    let mut end = from;
    while !matches!(bytes.get(end), None | Some(b'\n' | b'\r')) {
        end += 1;
        if end - from > 25 {
            return None;
        }
    }
    let token = bytes.get(from..end)?;
    let value = match token {
        b"true" => Value::Boolean(true),
        b"false" => Value::Boolean(false),
        _ if token.len() == 10 && token.get(4) == Some(&b'-') => Value::Stamp(Stamp {
            date: Some(date(token)?),
            ..Stamp::default()
        }),
        _ if token.len() == 25 => Value::Stamp(moment(token)?),
        _ => Value::Integer(integer(token)?),
    };
    Some((value, end))
}

fn integer(token: &[u8]) -> Option<i64> {
    let number = token.strip_prefix(b"-").unwrap_or(token);
    let plain = match number {
        [] | [b'0', _, ..] => false,
        _ => number.iter().all(u8::is_ascii_digit),
    };
    plain
        .then(|| str::from_utf8(token).ok()?.parse().ok())
        .flatten()
}

/// `2026-11-22`, whether or not the calendar has it.
fn date(token: &[u8]) -> Option<(u16, u8, u8)> {
    if token.get(4)? != &b'-' || token.get(7)? != &b'-' {
        return None;
    }
    let year = number(token.get(..4)?)?;
    let month = number(token.get(5..7)?)? as u8;
    let day = number(token.get(8..10)?)? as u8;
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

/// `2026-11-22T20:14:05+01:00`.
fn moment(token: &[u8]) -> Option<Stamp> {
    let &[
        ..,
        b'T',
        h1,
        h0,
        b':',
        m1,
        m0,
        b':',
        s1,
        s0,
        sign,
        oh1,
        oh0,
        b':',
        om1,
        om0,
    ] = token
    else {
        return None;
    };
    let hour = number(&[h1, h0]).filter(|n| *n < 24)? as u8;
    let minute = number(&[m1, m0]).filter(|n| *n < 60)? as u8;
    let second = number(&[s1, s0]).filter(|n| *n < 60)? as u8;
    let hours = number(&[oh1, oh0]).filter(|n| *n < 24)?.cast_signed();
    let minutes = number(&[om1, om0]).filter(|n| *n < 60)?.cast_signed();
    let offset = match sign {
        b'+' => hours * 60 + minutes,
        b'-' => -(hours * 60 + minutes),
        _ => return None,
    };
    Some(Stamp {
        date: Some(date(token)?),
        time: Some((hour, minute, second, 0)),
        offset: Some(offset),
    })
}

fn number(digits: &[u8]) -> Option<u16> {
    digits.iter().try_fold(0_u16, |number, digit| {
        digit
            .is_ascii_digit()
            .then(|| number * 10 + u16::from(digit - b'0'))
    })
}
