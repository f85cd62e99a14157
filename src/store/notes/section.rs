//! A section of a note: finding it, and putting one into it.
//!
//! Headings are found by the parser that also shows the note, so that one in a
//! block of code, in a quote or in a comment is none.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// A text into which a section was put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put {
    /// The new text.
    pub text: String,
    /// What is new in it; without it, it is the old text.
    pub new: Range<usize>,
}

/// Why a section cannot be put into a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SectionError {
    /// What stands before it would swallow it.
    #[error("above the place for the section, a code block or a comment is not closed")]
    OpenAbove,
    /// It would swallow what stands after it.
    #[error(
        "the section would take in what stands below it: is a code block or a comment not closed?"
    )]
    OpenWithin,
    /// It holds no text.
    #[error("the section is empty")]
    Empty,
}

/// A heading that stands in no list and no quote.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Heading {
    level: HeadingLevel,
    text: String,
    range: Range<usize>,
}

/// The text under the heading `under`, up to the next one of its level or
/// above; whatever the case of its letters.
pub fn section<'a>(text: &'a str, under: &str) -> Option<&'a str> {
    let headings = headings(text);
    let range = body(&headings, under, text.len())?;
    text.get(range)
}

/// Puts `section`, Markdown that begins with a heading of its own, at the end of
/// what stands under the heading `under`, between blank lines; without that
/// heading, it is added at the end. Line ends are those of the text.
///
/// # Errors
///
/// When the section would not be read as one there, or what follows it not as
/// before.
pub fn put_section(text: &str, under: &str, section: &str) -> Result<Put, SectionError> {
    let section = section.trim();
    if section.is_empty() {
        return Err(SectionError::Empty);
    }
    let before = headings(text);
    let found = body(&before, under, text.len());
    // A line of blanks is not the end of a section, nor is a line its end
    // before its line feed.
    let at = match &found {
        Some(range) => {
            let inside = text.get(range.clone()).unwrap_or_default();
            let end = range.start + inside.trim_end().len();
            let (head, rest) = text.split_at_checked(end).unwrap_or_default();
            if head.ends_with(LINE_ENDS) {
                end
            } else {
                end + line_length(rest)
            }
        }
        None => text.len(),
    };
    let (head, tail) = text.split_at_checked(at).ok_or(SectionError::OpenAbove)?;
    let mut new = String::new();
    // A lone carriage return ends a line in some places only.
    if !head.is_empty() && !head.ends_with('\n') {
        new.push('\n');
    }
    let last = head.strip_suffix('\n').unwrap_or(head);
    let last = last.strip_suffix('\r').unwrap_or(last);
    let last = last.rsplit(LINE_ENDS).next().unwrap_or_default();
    if !last.trim_start_matches('\u{feff}').trim().is_empty() {
        new.push('\n');
    }
    if found.is_none() {
        new.push_str("## ");
        new.push_str(under);
        new.push_str("\n\n");
    }
    let first_line = new.len();
    for line in section.lines() {
        new.push_str(line.trim_end());
        new.push('\n');
    }
    let next = tail.split(LINE_ENDS).next().unwrap_or_default();
    if !next.trim().is_empty() {
        new.push('\n');
    }
    let mut own = at + first_line;
    if uses_crlf(text) {
        own += new
            .get(..first_line)
            .unwrap_or_default()
            .matches('\n')
            .count();
        new = new.replace('\n', "\r\n");
    }
    let put = Put {
        text: format!("{head}{new}{tail}"),
        new: at..at + new.len(),
    };
    let after = headings(&put.text);
    if !before
        .iter()
        .filter(|heading| heading.range.start < at)
        .all(|heading| after.iter().any(|it| it.range.start == heading.range.start))
        || !after.iter().any(|heading| heading.range.start == own)
        || !body(&after, under, put.text.len()).is_some_and(|range| range.contains(&own))
    {
        return Err(SectionError::OpenAbove);
    }
    // All that followed is still there, and what stands under them is, too:
    // a heading added at the very end would not be.
    let moved = new.len();
    let kept = before
        .iter()
        .filter(|heading| heading.range.start >= at)
        .all(|heading| {
            let start = heading.range.start + moved;
            after.iter().any(|it| it.range.start == start)
        });
    let probe = format!(
        "{}\n\n## {PROBE}\n",
        put.text.get(..at + moved).unwrap_or_default()
    );
    let closed = headings(&probe).iter().any(|it| it.text == PROBE);
    if kept && closed {
        Ok(put)
    } else {
        Err(SectionError::OpenWithin)
    }
}

/// The text without the comments that stand for themselves.
pub fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for (event, range) in Parser::new(text).into_offset_iter() {
        let block = text.get(range.clone()).unwrap_or_default().trim();
        let comment = block.starts_with("<!--") && block.ends_with("-->");
        if comment && range.start >= from && matches!(event, Event::Start(Tag::HtmlBlock)) {
            kept.push_str(text.get(from..range.start).unwrap_or_default());
            from = range.end;
        }
    }
    kept.push_str(text.get(from..).unwrap_or_default());
    kept
}

/// A heading that no note has.
const PROBE: &str = "mastery probes whether all is closed";

/// Where the text under a heading is.
fn body(headings: &[Heading], under: &str, end: usize) -> Option<Range<usize>> {
    let same = |heading: &Heading| heading.text.trim().to_lowercase() == under.to_lowercase();
    let place = headings.iter().position(same)?;
    let heading = headings.get(place)?;
    let next = headings
        .iter()
        .skip(place + 1)
        .find(|next| next.level <= heading.level);
    Some(heading.range.end..next.map_or(end, |next| next.range.start))
}

/// The headings of a text, in order; a byte order mark at its start is none of
/// theirs.
fn headings(text: &str) -> Vec<Heading> {
    let start = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM;
    let source = text.get(start..).unwrap_or_default();
    let mut headings: Vec<Heading> = Vec::new();
    let mut depth = 0_usize;
    let mut open = false;
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) if depth == 0 => {
                open = true;
                // What stands before a heading decides whether its blanks
                // count as its own.
                let line = source.get(..range.start).unwrap_or_default();
                let line = line.rfind(LINE_ENDS).map_or(0, |feed| feed + 1);
                headings.push(Heading {
                    level,
                    text: String::new(),
                    range: line + start..range.end + start,
                });
            }
            Event::End(TagEnd::Heading(_)) => open = false,
            Event::Text(part) | Event::Code(part) if open => {
                if let Some(heading) = headings.last_mut() {
                    heading.text.push_str(&part);
                }
            }
            Event::Start(
                Tag::BlockQuote(_)
                | Tag::List(_)
                | Tag::FootnoteDefinition(_)
                | Tag::DefinitionList,
            ) => depth += 1,
            Event::End(
                TagEnd::BlockQuote(_)
                | TagEnd::List(_)
                | TagEnd::FootnoteDefinition
                | TagEnd::DefinitionList,
            ) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    headings
}

/// What ends a line of Markdown.
const LINE_ENDS: [char; 2] = ['\n', '\r'];

/// How long the first line of a text is, its end included.
fn line_length(text: &str) -> usize {
    match text.find(LINE_ENDS) {
        None => text.len(),
        Some(end) => {
            let crlf = text.get(end..).is_some_and(|it| it.starts_with("\r\n"));
            end + if crlf { 2 } else { 1 }
        }
    }
}

/// Whether the lines of a text end as those of Windows do: the first tells.
fn uses_crlf(text: &str) -> bool {
    text.find('\n')
        .and_then(|feed| feed.checked_sub(1))
        .is_some_and(|before| text.as_bytes().get(before) == Some(&b'\r'))
}

#[cfg(test)]
mod tests;
