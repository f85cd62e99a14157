//! JSON that drives no terminal.

use std::fmt::Write as _;

/// Escapes what JSON may hold as it stands but a terminal could act on: C1
/// controls, and the marks that turn the direction of text. It means the same.
///
/// ```
/// # use mastery::text::json;
/// assert_eq!(json("{\"a\":\"\u{9b}2J\"}"), r#"{"a":"\u009b2J"}"#);
/// ```
pub fn json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        // Outside of strings there are none of these.
        if matches!(c, '\u{7f}'..='\u{9f}' | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        {
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}
