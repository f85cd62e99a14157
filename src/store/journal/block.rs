//! Where blocks begin and end, found without understanding them.

/// The longest block that is parsed, in bytes; four times what is written, so
/// that a hand-edited event still fits.
pub(super) const MAX_BLOCK: usize = 64 * 1024;

/// The place behind the end of the line at `at`.
pub(super) fn next_line(bytes: &[u8], at: usize) -> usize {
    bytes
        .get(at..)
        .and_then(|rest| memchr::memchr(b'\n', rest))
        .map_or(bytes.len(), |end| at + end + 1)
}

/// What a line outside of all blocks is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing, or a comment.
    Blank,
    /// `[[event]]`; its bracket is at this place.
    Header(usize),
    /// A mark that git leaves in a file it could not merge.
    Marker,
    /// Anything else.
    Other,
}

/// What the line at `at`, ending at `end`, is.
pub(super) fn role(bytes: &[u8], at: usize, end: usize) -> Role {
    let line = bytes.get(at..end).unwrap_or_default();
    // Zero bytes and a byte-order mark may stand before a header.
    let lead = line
        .iter()
        .take_while(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n' | 0 | 0xEF | 0xBB | 0xBF))
        .count();
    let rest = line.get(lead..).unwrap_or_default();
    match rest.first() {
        None if line.contains(&0) => Role::Other,
        None | Some(b'#') => Role::Blank,
        Some(b'[') if is_header(rest) => Role::Header(at + lead),
        Some(b'<' | b'>') if lead == 0 && is_marker(line).is_some() => Role::Marker,
        Some(_) => Role::Other,
    }
}

fn is_header(line: &[u8]) -> bool {
    if let Some(rest) = line.strip_prefix(b"[[event]]") {
        return ends(rest);
    }
    let Some(rest) = line.strip_prefix(b"[[") else {
        return false;
    };
    let rest = rest.trim_ascii_start();
    let name = [&b"event"[..], b"\"event\"", b"'event'"]
        .into_iter()
        .find_map(|name| rest.strip_prefix(name));
    name.and_then(|rest| rest.trim_ascii_start().strip_prefix(b"]]"))
        .is_some_and(ends)
}

fn ends(rest: &[u8]) -> bool {
    matches!(rest.trim_ascii_start().first(), None | Some(b'#'))
}

/// The character of a conflict mark, if the line is one: at least seven of it,
/// then the end or a space.
pub(super) fn is_marker(line: &[u8]) -> Option<u8> {
    let first = *line.first()?;
    if !matches!(first, b'<' | b'|' | b'=' | b'>') {
        return None;
    }
    let count = line.iter().take_while(|b| **b == first).count();
    let rest = line.get(count..)?;
    (count >= 7 && matches!(rest.first(), None | Some(b' ' | b'\r' | b'\n'))).then_some(first)
}

/// How far a block reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Extent {
    /// The place behind it: the next header, a conflict mark, or the end.
    pub(super) end: usize,
    /// A header that stands in one of its multi-line strings.
    pub(super) inner: Option<usize>,
    /// Whether a conflict mark stands in it.
    pub(super) marked: bool,
}

/// The extent of the block whose body begins at `from`.
///
/// A header inside a multi-line string of a hand-written block does not end
/// it, unless the string itself never ends.
pub(super) fn extent(bytes: &[u8], from: usize) -> Extent {
    let mut quote: Option<[u8; 3]> = None;
    // Where an open multi-line string began: the line after its opening.
    let mut opened = from;
    let mut inner = None;
    let mut marked = false;
    let mut strings = true;
    let mut at = from;
    while at < bytes.len() {
        let end = next_line(bytes, at);
        let role = role(bytes, at, end);
        let line = bytes.get(at..end).unwrap_or_default();
        if let Some(open) = quote {
            if matches!(role, Role::Header(_)) {
                inner.get_or_insert(at);
            }
            match after(line, open).and_then(open_string) {
                Some(next) => quote = next,
                None if end >= bytes.len() || end - from > MAX_BLOCK => {
                    // It never ends: read on as if it had never begun.
                    quote = None;
                    strings = false;
                    at = opened;
                    continue;
                }
                None => {}
            }
        } else {
            match role {
                Role::Header(_) => {
                    return Extent {
                        end: at,
                        inner,
                        marked,
                    };
                }
                Role::Marker => marked = true,
                Role::Other if strings => {
                    // One that the last line opens never ends.
                    quote = open_string(line).flatten().filter(|_| end < bytes.len());
                    opened = end;
                }
                Role::Blank | Role::Other => {}
            }
        }
        at = end;
    }
    Extent {
        end: bytes.len(),
        inner,
        marked,
    }
}

/// What stands behind the closing `quote`; `None` if the line has none.
fn after(line: &[u8], quote: [u8; 3]) -> Option<&[u8]> {
    let mut at = 0;
    while at < line.len() {
        let rest = line.get(at..)?;
        if quote[0] == b'"' && rest[0] == b'\\' {
            at += 2;
        } else if rest.starts_with(&quote) {
            // Up to two more quotes belong to the string.
            let extra = rest[3..]
                .iter()
                .take(2)
                .take_while(|b| **b == quote[0])
                .count();
            return rest.get(3 + extra..);
        } else {
            at += 1;
        }
    }
    None
}

/// The multi-line string that is open at the end of the line: `Some(None)` for
/// none. (`Option<Option<…>>` so that it chains behind [`after`].)
#[expect(clippy::option_option, reason = "it is chained")]
#[expect(clippy::unnecessary_wraps, reason = "it is chained")]
fn open_string(line: &[u8]) -> Option<Option<[u8; 3]>> {
    let mut rest = line;
    while let Some(&first) = rest.first() {
        match first {
            b'#' => return Some(None),
            b'"' | b'\'' => {
                let quote = [first; 3];
                if rest.starts_with(&quote) {
                    match after(rest.get(3..).unwrap_or_default(), quote) {
                        Some(behind) => rest = behind,
                        None => return Some(Some(quote)),
                    }
                } else {
                    rest = behind_string(rest, first);
                }
            }
            _ => rest = rest.get(1..).unwrap_or_default(),
        }
    }
    Some(None)
}

/// What stands behind the one-line string that `line` begins with.
fn behind_string(line: &[u8], quote: u8) -> &[u8] {
    let mut at = 1;
    while let Some(&byte) = line.get(at) {
        if byte == quote {
            return line.get(at + 1..).unwrap_or_default();
        }
        at += if byte == b'\\' && quote == b'"' { 2 } else { 1 };
    }
    &[]
}
