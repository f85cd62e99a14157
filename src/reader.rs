//! Markdown to be read: text → [`Document`] (blocks with their places in the
//! source) → [`Layout`] (lines of a width). Two pure steps; nothing here knows
//! a file or a terminal.
//!
//! ```
//! use mastery::reader::{Document, Layout};
//!
//! let document = Document::parse("# Mailboxes\n\n- [ ] *Erlang* docs <!-- id: receive -->\n".into());
//! assert_eq!(document.headings()[0].text, "Mailboxes");
//! assert_eq!(document.tasks()[0].item.as_deref(), Some("receive"));
//! let mut layout = Layout::new(40);
//! let lines = layout.lines(&document, 1); // an empty one comes first: the gap
//! assert_eq!(lines[1].text(), "☐ Erlang docs");
//! ```
//!
//! Everything a document says has passed the sanitiser *after* it was parsed:
//! `&#27;` becomes a control character only in the parser.

mod anchor;
mod document;
mod face;
mod html;
mod layout;
mod paint;
mod painted;
mod parse;
mod prose;
mod search;
mod table;
mod target;

#[cfg(test)]
mod tests;

pub use anchor::Anchor;
pub use document::{Alert, Block, Code, Document, Heading, Lead, Link, Marker, Shape, Task};
pub use face::{Face, Tint};
pub use layout::{Layout, Line, Part, Place, Span};
pub use paint::{Paint, is_paintable, paint};
pub use painted::{read_painted, write_painted};
pub use parse::{body, options};
pub use prose::{Prose, Run};
pub use search::{Hit, Needle};
pub use target::{Target, beside, slug, web};
