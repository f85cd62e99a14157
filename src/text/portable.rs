//! Clusters on whose width all terminals agree.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

/// Reduces emoji sequences to what every terminal draws in the same cells.
///
/// Terminals disagree on joined emoji (a family is 2, 6 or 8 cells), on skin tones, on flags and
/// on the selector that turns a sign into an emoji; whatever follows on the line is then shifted.
/// A sequence keeps its first emoji, a flag becomes its two letters, and a selected sign stays
/// the sign.
///
/// ```
/// # use mastery::text::portable;
/// assert_eq!(portable("👩‍🔬 🇩🇪 ❤\u{fe0f} 👍🏽"), "👩 DE ❤ 👍");
/// ```
pub fn portable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_disputed) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for cluster in text.graphemes(true) {
        let mut characters = cluster.chars();
        let Some(first) = characters.next() else {
            continue;
        };
        if let Some(letter) = flag_letter(first) {
            out.push(letter);
            out.extend(characters.filter_map(flag_letter));
        } else if cluster.chars().any(is_disputed) {
            // What comes before the first join, tone or selector: marks stay.
            let kept = characters.take_while(|next| !is_disputed(*next));
            out.push(first);
            out.extend(kept);
        } else {
            out.push_str(cluster);
        }
    }
    Cow::Owned(out)
}

/// The letter that a regional indicator stands for.
fn flag_letter(indicator: char) -> Option<char> {
    let place = u32::from(indicator).checked_sub(0x1_F1E6)?;
    (place < 26)
        .then(|| char::from_u32(u32::from('A') + place))
        .flatten()
}

fn is_disputed(character: char) -> bool {
    matches!(
        character,
        '\u{200d}' | '\u{fe0e}' | '\u{fe0f}' | '\u{20e3}' | '\u{1f1e6}'..='\u{1f1ff}' | '\u{1f3fb}'..='\u{1f3ff}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::{nasty, sanitise, width};

    #[test]
    fn text_without_sequences_is_not_copied() {
        assert!(matches!(
            portable("Ecto.Multi für 漢字 😀"),
            Cow::Borrowed(_)
        ));
    }

    #[test]
    fn keycaps_and_lone_tones_keep_a_character() {
        assert_eq!(portable("1\u{fe0f}\u{20e3}"), "1");
        assert_eq!(portable("\u{1f3fd}"), "\u{1f3fd}");
        assert_eq!(portable("👨‍👩‍👧‍👦!"), "👨!");
    }

    proptest! {
        #[test]
        fn nothing_disputed_is_left_but_a_lone_tone(text in nasty::text()) {
            let text = sanitise(&text).into_owned();
            let reduced = portable(&text);
            for cluster in reduced.graphemes(true) {
                let disputed = cluster.chars().skip(1).any(is_disputed);
                prop_assert!(!disputed, "{cluster:?}");
            }
            prop_assert!(width(&reduced) <= width(&text) + text.chars().count());
            prop_assert_eq!(portable(&reduced), reduced.clone());
        }
    }
}
