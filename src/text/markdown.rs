//! Text that means itself inside Markdown.

use super::sanitise;

/// Makes one line of any text that Markdown shows as it stands, wherever in a
/// paragraph or list it is put.
///
/// What could be a heading, a box, a link or HTML is escaped; code between
/// single backticks stays code.
///
/// ```
/// # use mastery::text::markdown;
/// assert_eq!(markdown("# [ ] <!-- a_b"), r"\# \[ \] \<!-- a_b");
/// assert_eq!(markdown("use `Map.get/2`"), "use `Map.get/2`");
/// ```
pub fn markdown(text: &str) -> String {
    let text = sanitise(text.trim());
    let text = text.trim();
    let pieces: Vec<&str> = text.split('`').collect();
    // An odd number of pieces: every backtick has its partner. Two in a row
    // are another kind of code, and so is one that is escaped.
    let last = pieces.len() - 1;
    let paired = pieces.len() % 2 == 1
        && pieces.iter().enumerate().all(|(place, piece)| {
            let code = place % 2 == 1;
            let edge = place == 0 || place == last;
            (edge || !piece.is_empty()) && !(code && piece.trim().is_empty())
        });
    let mut out = String::with_capacity(text.len() + 8);
    if paired {
        for (place, piece) in pieces.iter().enumerate() {
            if place > 0 {
                out.push('`');
            }
            if place % 2 == 1 {
                out.push_str(piece);
            } else {
                escape(piece, place == 0, &mut out);
            }
        }
    } else {
        escape(text, true, &mut out);
    }
    out
}

/// Escapes what is special in a line; at its start more is.
fn escape(text: &str, start: bool, out: &mut String) {
    let mut before: Option<char> = None;
    let mut characters = text.chars().enumerate().peekable();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    while let Some((place, c)) = characters.next() {
        let after = characters.peek().map(|(_, c)| *c);
        let special = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '~' | '|' | '{' | '}' => true,
            '_' => !(is_word(before) && is_word(after)),
            '&' => after.is_some_and(|c| c.is_ascii_alphanumeric() || c == '#'),
            '#' => (start && place == 0) || before == Some(' '),
            '-' | '+' | '=' | ':' => start && place == 0,
            '.' | ')' => start && digits > 0 && place == digits,
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(c);
        before = Some(c);
    }
}

fn is_word(c: Option<char>) -> bool {
    c.is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag};

    use super::*;
    use crate::text::nasty;

    /// The text that Markdown shows; `None` if anything but text and code is
    /// in it.
    fn shown(line: &str) -> Option<String> {
        let source = format!("- {line}\n\nnext\n");
        let mut shown = String::new();
        let mut parser = Parser::new_ext(
            &source,
            Options::all()
                - Options::ENABLE_SMART_PUNCTUATION
                - Options::ENABLE_MATH
                - Options::ENABLE_WIKILINKS,
        );
        if !matches!(parser.next(), Some(Event::Start(Tag::List(None))))
            || !matches!(parser.next(), Some(Event::Start(Tag::Item)))
        {
            return None;
        }
        for event in parser {
            match event {
                Event::Text(text) => shown.push_str(&text),
                Event::Code(code) => {
                    shown.push('`');
                    shown.push_str(&code);
                    shown.push('`');
                }
                Event::End(_) => return Some(shown),
                _ => return None,
            }
        }
        None
    }

    #[test]
    fn what_markdown_would_take_for_its_own_is_shown() {
        for text in [
            "# heading",
            "- [ ] a box",
            "[x] a box",
            "<!-- hidden",
            "<script>alert(1)</script>",
            "![picture](https://example.org/a.png)",
            "[link](https://example.org)",
            "[^1] and [^1]: foot",
            "1. one",
            "12) two",
            "+ plus",
            "=====",
            "---",
            "***",
            "> quote",
            "a_b_c and _d_",
            "*strong* ~~gone~~ ~a~",
            "&lt; &#60; AT&T",
            "back\\slash\\",
            "`code` and `<div>`",
            "one ` alone",
            "``two``",
            "a | b",
            ": definition",
            "{#id} {.class}",
            "```elixir",
        ] {
            assert_eq!(shown(&markdown(text)).as_deref(), Some(text), "{text}");
        }
        assert_eq!(markdown("a\nb\u{1b}[2J\u{202e}"), r"a␊b␛\[2J‹RLO›");
        assert_eq!(markdown(""), "");
    }

    proptest! {
        #[test]
        fn any_text_is_one_line_that_means_itself(text in nasty::text()) {
            let line = markdown(&text);
            prop_assert!(!line.contains(['\n', '\r']));
            let clean = sanitise(text.trim()).trim().to_owned();
            if !clean.is_empty() {
                prop_assert!(shown(&line).is_some(), "{line:?}");
            }
        }

        #[test]
        fn plain_marks_in_any_order_are_shown(text in "[-#*_`\\[\\]<>!~|+=:.()&;a1 {}\\\\]{1,24}") {
            let text = text.trim();
            let line = markdown(text);
            if !text.is_empty() && !text.contains('`') {
                let shown = shown(&line);
                prop_assert_eq!(shown.as_deref(), Some(text), "{:?}", line);
            }
        }
    }
}
