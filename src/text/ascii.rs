//! The program's own symbols for terminals without them.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

/// Replaces the program's own symbols by ASCII characters of the same width.
///
/// Letters of the user stay, and so does a symbol that carries marks or is shown as emoji.
///
/// ```
/// # use mastery::text::ascii;
/// assert_eq!(ascii("› ✓ café — 15–20 h"), "> v café - 15-20 h");
/// ```
pub fn ascii(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    let mut changed = false;
    for cluster in text.graphemes(true) {
        let mut chars = cluster.chars();
        match (chars.next().and_then(replacement), chars.next()) {
            (Some(c), None) => {
                out.push(c);
                changed = true;
            }
            _ => out.push_str(cluster),
        }
    }
    if changed {
        Cow::Owned(out)
    } else {
        Cow::Borrowed(text)
    }
}

/// Returns the character for a symbol. Symbols that stand in one place on the screen keep apart:
/// the four states of an item, the two tracks of a bar, the eight heights of a chart.
#[expect(clippy::match_same_arms, reason = "grouped by where they are used")]
fn replacement(symbol: char) -> Option<char> {
    Some(match symbol {
        '○' | '◌' => 'o',
        '◐' | '◑' => '+',
        '≡' => '=',
        '↗' => '^',
        '◇' => 'a',
        '●' | '•' | '◆' | '★' => '*',
        '◦' => ':',
        '▪' => '+',
        '✓' | '✔' | '☑' => 'v',
        '☐' => '_',
        '▣' | '◷' => '@',
        '↪' => '>',
        '✗' | '✘' | '×' => 'x',
        '÷' => '/',

        '–' | '—' | '−' | '‐' | '‑' | '─' | '┄' | '┈' | '╌' => '-',
        '━' | '═' | '┅' => '=',
        '│' | '┃' | '║' | '┆' | '▏' | '▎' | '▍' | '▌' | '▋' | '▊' | '▉' | '▐' => {
            '|'
        }
        '┌' | '┐' | '└' | '┘' | '├' | '┤' | '┬' | '┴' | '┼' | '╭' | '╮' | '╯' | '╰' => {
            '+'
        }

        '▁' => '_',
        '▂' | '·' | '░' => '.',
        '▃' => '-',
        '▄' => '=',
        '▅' => '+',
        '▆' => '*',
        '▇' | '▓' => '%',
        '█' | '■' => '#',
        '▒' => ':',

        '›' | '→' | '▶' | '▸' | '»' => '>',
        '‹' | '←' | '◀' | '◂' | '«' => '<',
        '↑' | '▲' | '▴' => '^',
        '↓' | '▼' | '▾' => 'v',

        '“' | '”' | '„' => '"',
        '‘' | '’' | '‚' => '\'',
        '…' | '≈' => '~',
        '\u{A0}' | '\u{2007}' | '\u{2009}' | '\u{202F}' => ' ',
        '\u{2400}'..='\u{2421}' | '\u{FFFD}' => '?',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;
    use crate::text::{nasty, width};

    #[rstest]
    #[case("› ◐ sys — 9:40", "> + sys - 9:40")]
    #[case("━━━───", "===---")]
    #[case("“what changed” isn’t…", "\"what changed\" isn't~")]
    #[case("GenServer · 15–20\u{a0}h", "GenServer . 15-20 h")]
    #[case("naïve Größe 漢字", "naïve Größe 漢字")]
    #[case("▶\u{fe0f}", "▶\u{fe0f}")]
    #[case("␛[31m", "?[31m")]
    fn own_symbols_become_ascii(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(ascii(text), expected);
    }

    #[rstest]
    #[case::states("○◐●✓✗–")]
    #[case::bars("━─")]
    #[case::heights("▁▂▃▄▅▆▇█")]
    fn symbols_that_stand_together_stay_apart(#[case] symbols: &str) {
        let shown: HashSet<_> = symbols.chars().map(replacement).collect();
        assert_eq!(shown.len(), symbols.chars().count());
    }

    proptest! {
        #[test]
        fn the_width_stays(text in nasty::text(), symbols in "[○◐●✓–—·█▌›…“”’\u{fe0f}\u{301}a]*") {
            let text = text + &symbols;
            prop_assert_eq!(width(&ascii(&text)), width(&text));
        }
    }

    #[test]
    fn every_symbol_takes_one_cell() {
        for c in (0..=0xFFFF)
            .filter_map(char::from_u32)
            .filter(|&c| replacement(c).is_some())
        {
            assert_eq!(width(&c.to_string()), 1, "{c}");
        }
    }
}
