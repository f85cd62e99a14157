//! Numbers as people print them: `1,234.5`, `12ms`, `1e3`, `1_000`, `-3`.

/// A number in a text, and its bytes there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number {
    pub(super) value: f64,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// The first number of a text.
pub(super) fn first(text: &[u8]) -> Option<Number> {
    next(text, 0)
}

/// The last number of a text.
pub(super) fn last(text: &[u8]) -> Option<Number> {
    let mut found = None;
    let mut at = 0;
    while let Some(number) = next(text, at) {
        at = number.to;
        found = Some(number);
    }
    found
}

fn digit(text: &[u8], at: usize) -> bool {
    text.get(at).is_some_and(u8::is_ascii_digit)
}

/// The first number at or behind a place. Digits that end a word, as in `p99`,
/// are a part of it.
fn next(text: &[u8], mut at: usize) -> Option<Number> {
    loop {
        at += text.get(at..)?.iter().position(u8::is_ascii_digit)?;
        let before = at.checked_sub(1).and_then(|before| text.get(before));
        let in_word = before.is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_');
        if !in_word {
            return Some(read(text, at));
        }
        while digit(text, at) {
            at += 1;
        }
    }
}

/// The number whose first digit is at `at`.
fn read(text: &[u8], at: usize) -> Number {
    let is = |at: usize, bytes: &[u8]| text.get(at).is_some_and(|byte| bytes.contains(byte));
    let mut from = at;
    let mut digits = String::new();
    // `.5`, but not the 5 of `1.2.5`.
    if at >= 1 && is(at - 1, b".") && !(at >= 2 && digit(text, at - 2)) {
        from -= 1;
        digits.push_str("0.");
    }
    // A sign, but not the dash of `10-20`.
    if from >= 1 && is(from - 1, b"-+") {
        let apart = from < 2
            || text
                .get(from - 2)
                .is_some_and(|byte| !byte.is_ascii_alphanumeric() && *byte != b')');
        if apart {
            from -= 1;
            if is(from, b"-") {
                digits.insert(0, '-');
            }
        }
    }
    let mut to = at;
    let mut fraction = digits.contains('.');
    loop {
        match text.get(to) {
            Some(byte) if byte.is_ascii_digit() => {
                digits.push(char::from(*byte));
                to += 1;
            }
            Some(b'_') if digit(text, to + 1) => to += 1,
            // Three digits and no more stand behind a comma that groups.
            Some(b',')
                if !fraction
                    && (1..=3).all(|ahead| digit(text, to + ahead))
                    && !digit(text, to + 4) =>
            {
                to += 1;
            }
            Some(b'.') if !fraction && digit(text, to + 1) => {
                fraction = true;
                digits.push('.');
                to += 1;
            }
            _ => break,
        }
    }
    if is(to, b"eE") {
        let sign = usize::from(is(to + 1, b"+-"));
        if digit(text, to + 1 + sign) {
            digits.push('e');
            if is(to + 1, b"-") {
                digits.push('-');
            }
            to += 1 + sign;
            while digit(text, to) {
                digits.extend(text.get(to).map(|byte| char::from(*byte)));
                to += 1;
            }
        }
    }
    Number {
        value: digits.parse().unwrap_or(f64::NAN),
        from,
        to,
    }
}
