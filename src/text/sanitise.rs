//! Making a line harmless.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use super::{
    plain::all_plain,
    width::{cells, width},
};

const REPLACEMENT: char = '\u{FFFD}';
const JOINER: char = '\u{200D}';
const HEART: char = '\u{2764}';
const DOTTED_CIRCLE: char = '◌';

/// How many combining marks a base may carry; xterm once ran code from longer heaps
/// (CVE-2021-27135).
const MARKS: usize = 8;
/// How many characters a grapheme cluster may have; the longest family of emoji has eleven.
const CLUSTER: usize = 16;
const TAB: usize = 4;

/// Makes one line of text harmless to a terminal, and leaves it alone when it is.
///
/// - Controls become their pictures (`␛`, `␊`, `␡`), C1 controls and noncharacters `�`; tabs become
///   spaces up to the next fourth column, line and paragraph separators one space.
/// - Bidirectional controls become visible: `‹RLO›`.
/// - What is invisible goes: tags, variation selectors, joiners, fillers and other format
///   characters. A joiner stays between emoji, and the selectors for text and emoji stay behind a
///   character that has both forms.
/// - A base keeps at most 8 combining marks; a mark without a base gets `◌`.
///
/// ```
/// # use mastery::text::sanitise;
/// assert_eq!(sanitise("safe\u{1b}[2J"), "safe␛[2J");
/// assert_eq!(sanitise("rm \u{202e}txt.sh"), "rm ‹RLO›txt.sh");
/// ```
pub fn sanitise(text: &str) -> Cow<'_, str> {
    if all_plain(text) {
        Cow::Borrowed(text)
    } else {
        sanitise_with_care(text)
    }
}

/// Does what [`sanitise`] does, without the short way for plain text.
pub(super) fn sanitise_with_care(text: &str) -> Cow<'_, str> {
    let mut line = Line::default();
    for c in text.chars() {
        line.take(c);
    }
    if line.out == text {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(line.out)
    }
}

/// A clean line that grows character by character.
///
/// What happens to a character depends on nothing but the line so far, so a clean line comes
/// through unchanged.
#[derive(Default)]
struct Line {
    out: String,
    /// Where the last grapheme cluster starts.
    start: usize,
    /// How many characters it has.
    length: usize,
    /// How many of them, at its end, are marks.
    marks: usize,
    /// A joiner that waits for an emoji to follow.
    joiner: bool,
    /// How much of `out` is measured, and how wide that is: for tabs.
    measured: (usize, usize),
}

impl Line {
    fn take(&mut self, c: char) {
        match c {
            '\t' => self.tab(),
            '\0'..='\u{1F}' => self.push(picture(c)),
            '\u{7F}' => self.push('␡'),
            '\u{80}'..='\u{9F}' => self.push(REPLACEMENT),
            '\u{2028}' | '\u{2029}' => self.push(' '),
            JOINER => self.joiner = joins(self.cluster(), HEART),
            '\u{FE0E}' | '\u{FE0F}' => {
                if self.out.chars().next_back().is_some_and(has_two_forms) {
                    self.push(c);
                }
            }
            _ if is_noncharacter(c) => self.push(REPLACEMENT),
            _ if is_invisible(c) => {}
            _ => match bidi_name(c) {
                Some(name) => {
                    self.push('‹');
                    name.chars().for_each(|letter| self.push(letter));
                    self.push('›');
                }
                None => self.push(c),
            },
        }
    }

    fn tab(&mut self) {
        let (end, column) = self.measured;
        let column = column + width(self.out.get(end..).unwrap_or_default());
        let spaces = TAB - column % TAB;
        for _ in 0..spaces {
            self.push(' ');
        }
        self.measured = (self.out.len(), column + spaces);
    }

    fn push(&mut self, c: char) {
        if std::mem::take(&mut self.joiner) && is_pictographic(c) && self.length + 2 <= CLUSTER {
            self.out.push(JOINER);
            self.out.push(c);
            self.length += 2;
            self.marks = 0;
            return;
        }
        let before = self.out.len();
        self.out.push(c);
        if before > 0 && is_one(self.cluster()) && !self.cluster().starts_with(' ') {
            self.attach(c);
        } else {
            self.start = before;
            self.length = 1;
            self.marks = 0;
            // A space is no base: words are parted at spaces, and would lose their marks.
            if cells(self.cluster()) == 0 {
                self.support(c);
            }
        }
    }

    /// Settles a character that has just joined the last cluster.
    fn attach(&mut self, c: char) {
        let mark = is_mark(c);
        if self.length == CLUSTER || (mark && self.marks == MARKS) {
            self.out.pop();
            return;
        }
        self.length += 1;
        self.marks = if mark { self.marks + 1 } else { 0 };
    }

    /// Gives a character that takes no cell of its own, and has nothing to stand on, a base.
    fn support(&mut self, c: char) {
        self.out.truncate(self.start);
        if is_one(&String::from_iter([DOTTED_CIRCLE, c])) {
            self.out.extend([DOTTED_CIRCLE, c]);
            self.length = 2;
            self.marks = 1;
        } else {
            self.out.push(REPLACEMENT);
        }
    }

    fn cluster(&self) -> &str {
        self.out.get(self.start..).unwrap_or_default()
    }
}

/// Says whether a text is a single grapheme cluster.
fn is_one(text: &str) -> bool {
    text.graphemes(true).take(2).count() == 1
}

/// Says whether a joiner makes one cluster of a cluster and a character.
fn joins(cluster: &str, c: char) -> bool {
    !cluster.is_empty() && is_one(&format!("{cluster}{JOINER}{c}"))
}

/// Says whether a character attaches to whatever it follows.
fn is_mark(c: char) -> bool {
    is_one(&String::from_iter(['a', c]))
}

/// Says whether a character is an emoji, or may become one: exactly those join a heart.
fn is_pictographic(c: char) -> bool {
    !is_mark(c) && joins("\u{2764}", c)
}

/// Says whether a character can be shown as text and as emoji.
fn has_two_forms(c: char) -> bool {
    matches!(c, '0'..='9' | '#' | '*') || is_pictographic(c)
}

fn is_noncharacter(c: char) -> bool {
    let code = u32::from(c);
    matches!(code, 0xFDD0..=0xFDEF) || code & 0xFFFE == 0xFFFE
}

/// Says whether a character has no shape: format characters, variation selectors, tags and the
/// Korean fillers that terminals and libraries measure differently.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{600}'..='\u{605}'
            | '\u{6DD}'
            | '\u{70F}'
            | '\u{890}'..='\u{891}'
            | '\u{8E2}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200C}'
            | '\u{2060}'..='\u{2065}'
            | '\u{206A}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}'
            | '\u{110BD}'
            | '\u{110CD}'
            | '\u{13430}'..='\u{1343F}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// Returns the picture of a C0 control.
fn picture(c: char) -> char {
    char::from_u32(0x2400 + u32::from(c)).unwrap_or(REPLACEMENT)
}

fn bidi_name(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{61C}' => "ALM",
        '\u{200E}' => "LRM",
        '\u{200F}' => "RLM",
        '\u{202A}' => "LRE",
        '\u{202B}' => "RLE",
        '\u{202C}' => "PDF",
        '\u{202D}' => "LRO",
        '\u{202E}' => "RLO",
        '\u{2066}' => "LRI",
        '\u{2067}' => "RLI",
        '\u{2068}' => "FSI",
        '\u{2069}' => "PDI",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;
    use crate::text::nasty;

    #[rstest]
    #[case::control_sequence("\u{1b}[31mred", "␛[31mred")]
    #[case::title("\u{1b}]0;pwn\u{7}", "␛]0;pwn␇")]
    #[case::return_overwrites("safe\r evil", "safe␍ evil")]
    #[case::newline("a\nb", "a␊b")]
    #[case::nul_and_backspace("a\0b\u{8}", "a␀b␈")]
    #[case::delete("a\u{7f}", "a␡")]
    #[case::c1("\u{9b}2J\u{85}", "�2J�")]
    #[case::bidi("a\u{202e}b\u{2066}c\u{61c}", "a‹RLO›b‹LRI›c‹ALM›")]
    #[case::separators("a\u{2028}b\u{2029}c", "a b c")]
    #[case::tags("a\u{e0001}\u{e0041}b", "ab")]
    #[case::selectors("a\u{e0100}\u{fe00}b", "ab")]
    #[case::format("so\u{ad}ft\u{200b}\u{feff}\u{2060}", "soft")]
    #[case::noncharacters("a\u{fdd0}\u{ffff}\u{10fffe}", "a���")]
    #[case::no_shape("a\u{3164}b", "ab")]
    #[case::tab_at_the_start("\tx", "    x")]
    #[case::tab_after_words("ab\tx\t\ty", "ab  x       y")]
    #[case::tab_after_wide("漢\tx", "漢  x")]
    fn a_dangerous_character_is_made_visible_or_removed(#[case] raw: &str, #[case] shown: &str) {
        assert_eq!(sanitise(raw), shown);
    }

    #[rstest]
    #[case("")]
    #[case("Read “GenServer” — the docs… ✓ 92 %")]
    #[case("日本語 한국어 Ελληνικά русский עברית العربية")]
    #[case("e\u{301}galite\u{301}")]
    #[case("\u{928}\u{92e}\u{938}\u{94d}\u{924}\u{947}")]
    #[case("\u{1f468}\u{1f3fb}\u{200d}\u{2764}\u{fe0f}\u{200d}\u{1f48b}\u{200d}\u{1f468}\u{1f3fc}")]
    #[case("\u{2764}\u{fe0f} \u{2764}\u{fe0e} 1\u{fe0f}\u{20e3} \u{1f1e9}\u{1f1ea} \u{a9}\u{fe0f}")]
    #[case("\u{1100}\u{1161}\u{11a8}")]
    #[case("\u{ff76}\u{ff9e}")]
    fn clean_text_is_borrowed(#[case] text: &str) {
        assert!(
            matches!(sanitise(text), Cow::Borrowed(same) if same == text),
            "{:?}",
            sanitise(text)
        );
    }

    #[rstest]
    #[case::letters("a\u{200d}b", "ab")]
    #[case::at_the_end("\u{1f469}\u{200d}", "\u{1f469}")]
    #[case::before_a_letter("\u{1f469}\u{200d}b", "\u{1f469}b")]
    #[case::consonants("\u{915}\u{94d}\u{200d}\u{937}", "\u{915}\u{94d}\u{937}")]
    #[case::twice("\u{1f469}\u{200d}\u{200d}\u{1f467}", "\u{1f469}\u{200d}\u{1f467}")]
    fn a_joiner_stays_only_between_emoji(#[case] raw: &str, #[case] shown: &str) {
        assert_eq!(sanitise(raw), shown);
    }

    #[rstest]
    #[case::letter("a\u{fe0f}", "a")]
    #[case::alone("\u{fe0f}", "")]
    #[case::twice("\u{2764}\u{fe0f}\u{fe0f}", "\u{2764}\u{fe0f}")]
    fn a_selector_stays_only_behind_a_character_with_two_forms(
        #[case] raw: &str,
        #[case] shown: &str,
    ) {
        assert_eq!(sanitise(raw), shown);
    }

    #[test]
    fn a_base_keeps_eight_marks() {
        let raw = format!("a{}b", "\u{301}".repeat(10_000));
        assert_eq!(sanitise(&raw), format!("a{}b", "\u{301}".repeat(8)));
    }

    #[test]
    fn a_cluster_cannot_grow_without_end() {
        for part in [
            "\u{1100}",
            "\u{915}\u{94d}",
            "\u{903}",
            "\u{1f469}\u{200d}",
            "\u{d4e}",
            "\u{1f1e9}",
        ] {
            let raw = part.repeat(5_000);
            for cluster in sanitise(&raw).graphemes(true) {
                assert!(cluster.chars().count() <= CLUSTER, "{part:?}: {cluster:?}");
            }
        }
    }

    #[test]
    fn a_family_of_eight_stays_together_and_one_of_nine_does_not() {
        let family = |people: usize| vec!["\u{1f469}"; people].join("\u{200d}");
        assert_eq!(sanitise(&family(8)), family(8)); // 15 characters
        let nine = sanitise(&family(9)).into_owned();
        assert_eq!(nine, format!("{}\u{1f469}", family(8)));
    }

    #[test]
    fn whatever_turns_the_direction_of_text_has_a_name() {
        let turns = "\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}";
        let names = "‹ALM›‹LRM›‹RLM›‹LRE›‹RLE›‹PDF›‹LRO›‹RLO›‹LRI›‹RLI›‹FSI›‹PDI›";
        assert_eq!(sanitise(turns), names);
    }

    #[test]
    fn a_mark_without_a_base_gets_one() {
        assert_eq!(sanitise("\u{301}a"), "◌\u{301}a");
        assert_eq!(sanitise("\u{1161}"), "�");
    }

    proptest! {
        #[test]
        fn no_control_comes_through(text in nasty::text()) {
            let shown = sanitise(&text);
            let is_dangerous = |c: char| {
                c.is_control() || bidi_name(c).is_some() || is_noncharacter(c) || matches!(c, '\u{2028}' | '\u{2029}')
            };
            prop_assert!(!shown.contains(is_dangerous), "{:?}", shown);
        }

        #[test]
        fn no_control_comes_through_any_string(text: String) {
            prop_assert!(!sanitise(&text).contains(char::is_control));
        }

        #[test]
        fn a_second_time_changes_nothing(text in nasty::text()) {
            let once = sanitise(&text).into_owned();
            prop_assert!(matches!(sanitise(&once), Cow::Borrowed(same) if same == once), "{:?}", once);
        }

        #[test]
        fn every_cluster_takes_a_cell(text in nasty::text()) {
            for cluster in sanitise(&text).graphemes(true) {
                prop_assert!(cells(cluster) > 0, "{:?}", cluster);
            }
        }

        #[test]
        fn ascii_passes(text in "[ -~]*") {
            prop_assert!(matches!(sanitise(&text), Cow::Borrowed(_)));
        }
    }
}
