//! The content lines of RFC 5545: escaped, ended by CRLF, folded at 75 octets.

use crate::export::clean;

/// How many octets a line has at most, its end not counted.
const WIDTH: usize = 75;

/// Content lines, one below the other.
#[derive(Debug, Default)]
pub(super) struct Lines(String);

impl Lines {
    /// Adds a line whose value is of our own making.
    pub(super) fn raw(&mut self, name: &str, value: &str) {
        let mut octets = 0;
        for part in [name, ":", value] {
            for c in part.chars() {
                if octets + c.len_utf8() > WIDTH {
                    self.0.push_str("\r\n ");
                    // The blank that marks the fold is one of its line.
                    octets = 1;
                }
                self.0.push(c);
                octets += c.len_utf8();
            }
        }
        self.0.push_str("\r\n");
    }

    /// Adds a line whose value is a text from outside: one line, without
    /// anything that could end it.
    pub(super) fn text_of(&mut self, name: &str, text: &str) {
        let text = text.split(is_break).map(str::trim);
        let text: Vec<&str> = text.filter(|part| !part.is_empty()).collect();
        let mut value = String::new();
        for c in clean::line(&text.join(" ")).chars() {
            if matches!(c, '\\' | ';' | ',') {
                value.push('\\');
            }
            value.push(c);
        }
        self.raw(name, &value);
    }

    /// All of it.
    pub(super) fn text(self) -> String {
        self.0
    }
}

/// What ends a line, for one program or another.
fn is_break(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::nasty;

    /// The lines unfolded.
    fn unfolded(text: &str) -> Vec<String> {
        let text = text.replace("\r\n ", "");
        let lines = text.strip_suffix("\r\n").unwrap().split("\r\n");
        lines.map(str::to_owned).collect()
    }

    #[test]
    fn a_value_cannot_end_its_line() {
        let mut lines = Lines::default();
        lines.text_of("SUMMARY", "one\r\nEND:VEVENT\nX:1; a, b\\c\u{2028}d");
        assert_eq!(
            lines.text(),
            "SUMMARY:one END:VEVENT X:1\\; a\\, b\\\\c d\r\n"
        );
    }

    #[test]
    fn a_line_of_76_octets_is_folded_and_one_of_75_is_not() {
        for (letters, ends) in [(73, 1), (74, 2), (73 + 74, 2), (74 + 74, 3)] {
            let mut lines = Lines::default();
            lines.raw("A", &"x".repeat(letters));
            let text = lines.text();
            assert_eq!(text.matches("\r\n").count(), ends, "{letters}");
            assert!(text.lines().all(|line| line.len() <= 75), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_one_folded_line(text in nasty::text(), more in "\\PC{0,200}") {
            let mut lines = Lines::default();
            lines.text_of("SUMMARY", &format!("{text}{more}"));
            let out = lines.text();
            for line in out.strip_suffix("\r\n").unwrap().split("\r\n") {
                prop_assert!(line.len() <= WIDTH);
                prop_assert!(!line.contains(is_break));
            }
            prop_assert_eq!(unfolded(&out).len(), 1);
        }
    }
}
