//! Explains what is not TOML.

use std::ops::Range;

use toml::{
    Spanned,
    de::{DeTable, DeValue, Error},
};

use super::faults::Faults;

/// How many errors are reported; later ones tend to follow from the first.
const LIMIT: usize = 8;

/// Reports why a text is not TOML.
pub(super) fn report(
    source: &str,
    tree: &Spanned<DeTable<'_>>,
    errors: &[Error],
    faults: &mut Faults<'_>,
) {
    if conflict(source, faults) || control(source, faults) {
        return;
    }
    let mut lines = Vec::new();
    let mut broken = false;
    for error in errors {
        let span = error.span().unwrap_or_default();
        let line = faults.line(span.start);
        // After a broken header, keys land in the wrong table: no news.
        let repeated = error.message() == "duplicate key";
        if lines.contains(&line) || (broken && repeated) {
            continue;
        }
        broken |= !repeated;
        lines.push(line);
        if lines.len() > LIMIT {
            break;
        }
        let (message, expected) = match error.message().split_once(", expected ") {
            Some((message, expected)) => (message, Some(expected)),
            None => (error.message(), None),
        };
        let message = if repeated {
            let key = source.get(span.clone()).unwrap_or_default();
            let first = earlier(tree.get_ref(), key, span.start).map(|at| faults.line(at));
            let first = first.or_else(|| same_line(source, line));
            let first = first.map(|line| format!("; first on line {line}"));
            format!("duplicate key `{key}`{}", first.unwrap_or_default())
        } else {
            format!("not TOML: {message}")
        };
        let reported = faults.fatal(&span, message);
        if let Some(expected) = expected {
            reported.expecting(expected);
        }
    }
}

/// Reports the marks that git leaves where it could not merge.
fn conflict(source: &str, faults: &mut Faults<'_>) -> bool {
    let mut offset = 0;
    let mut found = false;
    for line in source.split_inclusive('\n') {
        let here = offset..offset + line.trim_end().len();
        offset += line.len();
        if line.starts_with("<<<<<<< ") {
            let number = faults.line(here.start);
            faults
                .fatal(&here, format!("unresolved git conflict at line {number}"))
                .expecting(
                    "one of the two versions, without the `<<<<<<<`, `=======` and `>>>>>>>`",
                );
            found = true;
        }
    }
    found
}

/// Reports characters that no text file should have.
fn control(source: &str, faults: &mut Faults<'_>) -> bool {
    if let Some(at) = source.find('\0') {
        faults
            .fatal(&(at..at + 1), "a NUL character: this is not a text file")
            .expecting("a text file in UTF-8");
        return true;
    }
    let bytes = source.as_bytes();
    let alone = |at: &usize| bytes.get(at + 1) != Some(&b'\n');
    let lone = source.match_indices('\r').map(|(at, _)| at).find(alone);
    if let Some(at) = lone {
        faults
            .fatal(&(at..at + 1), "a carriage return without a line feed")
            .expecting("lines that end in LF or CRLF");
    }
    lone.is_some()
}

/// The line before `number` that says the same: a header that comes twice.
fn same_line(source: &str, number: usize) -> Option<usize> {
    let header = source.lines().nth(number - 1)?.trim();
    let first = source.lines().position(|line| line.trim() == header)?;
    (first + 1 < number).then_some(first + 1)
}

/// Where the key that a duplicate repeats is: the last one of that name before
/// it.
fn earlier(tree: &DeTable<'_>, key: &str, before: usize) -> Option<usize> {
    let bare = key.trim_matches(['"', '\'']);
    let mut found = None;
    let mut rest = vec![tree];
    let mut take = |span: Range<usize>| {
        if span.start < before && found.is_none_or(|at| at < span.start) {
            found = Some(span.start);
        }
    };
    while let Some(table) = rest.pop() {
        for (name, value) in table {
            if name.get_ref() == bare {
                take(name.span());
            }
            let mut values = vec![value.get_ref()];
            while let Some(value) = values.pop() {
                match value {
                    DeValue::Table(table) => rest.push(table),
                    DeValue::Array(list) => values.extend(list.iter().map(Spanned::get_ref)),
                    _ => {}
                }
            }
        }
    }
    found
}
