//! From Markdown to blocks.

mod builder;
mod messy;

use std::{ops::Range, sync::Arc};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, TextMergeWithOffset};

use super::document::Document;
use builder::Builder;

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
}

pub(super) fn parse(source: &Arc<str>) -> Document {
    let text = source.strip_prefix('\u{FEFF}').unwrap_or(source);
    let offset = source.len() - text.len();
    let mut builder = Builder::new(text, offset);
    for (event, range) in
        TextMergeWithOffset::new(Parser::new_ext(text, options()).into_offset_iter())
    {
        builder.take(event, range);
    }
    builder.finish(Arc::clone(source))
}

/// The code of the block that is at `whole` in the source.
pub(super) fn raw_code(source: &str, whole: &Range<usize>) -> String {
    let text = source.strip_prefix('\u{FEFF}').unwrap_or(source);
    let offset = source.len() - text.len();
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

#[cfg(test)]
mod tests;
