//! From Markdown to blocks.

mod builder;
mod front;
mod messy;

use std::{ops::Range, sync::Arc};

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

use super::document::Document;
use builder::Builder;

/// What is understood beyond plain Markdown.
pub fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
}

/// The Markdown of a source, and how far in it begins: behind a byte-order
/// mark and front matter.
pub fn body(source: &str) -> (&str, usize) {
    let text = source.strip_prefix('\u{FEFF}').unwrap_or(source);
    let text = text.get(front::length(text)..).unwrap_or_default();
    (text, source.len() - text.len())
}

pub(super) fn parse(source: &Arc<str>) -> Document {
    let (text, offset) = body(source);
    let mut builder = Builder::new(text, offset);
    let mut events = Parser::new_ext(text, options())
        .into_offset_iter()
        .peekable();
    while let Some((event, mut range)) = events.next() {
        // Text comes in pieces, at every sign that might have meant something.
        // An address is found only in the whole.
        if let Event::Text(piece) = event {
            if builder.in_code() {
                builder.code_text(&piece, &range);
                continue;
            }
            let mut words = piece;
            while let Some((Event::Text(more), more_range)) =
                events.next_if(|(next, _)| matches!(next, Event::Text(_)))
            {
                let mut joined = words.into_string();
                joined.push_str(&more);
                // All that follows goes into the same string.
                range.end = more_range.end;
                while let Some((Event::Text(more), more_range)) =
                    events.next_if(|(next, _)| matches!(next, Event::Text(_)))
                {
                    joined.push_str(&more);
                    range.end = more_range.end;
                }
                words = CowStr::from(joined);
            }
            builder.words(&words, &range);
        } else {
            builder.take(event, range);
        }
    }
    builder.finish(Arc::clone(source))
}

/// The code of the block that is at `whole` in the source.
pub(super) fn raw_code(source: &str, whole: &Range<usize>) -> String {
    let (text, offset) = body(source);
    let mut code = String::new();
    let mut inside = false;
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => {
                inside = range.start + offset == whole.start;
            }
            Event::End(TagEnd::CodeBlock) if inside => break,
            Event::Text(text) if inside => code.push_str(&text),
            _ => {}
        }
    }
    code
}
