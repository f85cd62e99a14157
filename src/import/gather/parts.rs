//! What single headings, rows and links say.

use super::super::{
    marks::{self, says},
    words::Words,
};

/// A heading, and how long it says its phase takes: in brackets at its end, which
/// then are no part of the title, or anywhere.
pub(super) fn without_estimate(whole: String) -> (String, Option<(f64, f64)>) {
    let days = marks::estimate(&whole);
    let inner = whole
        .strip_suffix([')', '）'])
        .and_then(|it| it.rsplit_once(['(', '（']));
    match inner {
        Some((head, inside)) if marks::estimate(inside).is_some() && !head.trim().is_empty() => {
            (head.trim().to_owned(), days)
        }
        _ => (whole, days),
    }
}

/// What can be ticked in a row of a table: its boxes, or the row itself if a
/// link is in it.
pub(super) fn row_items(head: &[Words], cells: &[Words]) -> Vec<(Option<bool>, Words)> {
    let mut boxes = Vec::new();
    let mut plain = Words::default();
    for (place, cell) in cells.iter().enumerate() {
        for (ticked, _, words) in cell.boxes() {
            if let Some(ticked) = ticked {
                boxes.push((ticked, words, place));
                continue;
            }
            if words.text.trim().is_empty() {
                continue;
            }
            if !plain.text.is_empty() {
                plain.text.push_str(" · ");
            }
            let at = plain.text.len();
            plain.text.push_str(&words.text);
            plain.links.extend(words.links.into_iter().map(|mut link| {
                link.range = link.range.start + at..link.range.end + at;
                link
            }));
        }
    }
    if boxes.is_empty() {
        let leads = plain.urls().next().is_some();
        return if leads {
            vec![(None, plain)]
        } else {
            Vec::new()
        };
    }
    let several = boxes
        .iter()
        .filter(|it| it.1.text.trim().is_empty())
        .count()
        > 1;
    boxes
        .into_iter()
        .map(|(ticked, words, place)| {
            let mut own = words;
            if own.text.trim().is_empty() {
                own = plain.clone();
                let column = head.get(place).map(Words::line).unwrap_or_default();
                if several && !column.is_empty() {
                    own.text.push_str(" · ");
                    own.text.push_str(&column);
                }
            } else if !plain.text.is_empty() {
                own.text = format!("{} · {}", plain.text, own.text);
                own.links.clear();
                own.links.extend(plain.links.iter().cloned());
            }
            (Some(ticked), own)
        })
        .collect()
}

/// What kind of reading a link is.
pub(super) fn kind_of(text: &str, url: &str, group: &str) -> &'static str {
    let host = url.split_once("://").map_or(url, |it| it.1);
    let host = host.split(['/', '?', '#']).next().unwrap_or_default();
    let docs_host = host.starts_with("docs.")
        || host.starts_with("developer.")
        || host.starts_with("doc.")
        || [
            "hexdocs",
            "readthedocs",
            "docs.rs",
            "pkg.go.dev",
            "man7.org",
            "cppreference",
        ]
        .iter()
        .any(|it| host.contains(it));
    if docs_host
        || says(text, &["documentation", "docs", "reference", "manual"])
        || says(group, &["documentation", "docs"])
    {
        "docs"
    } else if says(text, &["book"]) || says(group, &["book", "reading list"]) {
        "book"
    } else {
        "supplement"
    }
}
