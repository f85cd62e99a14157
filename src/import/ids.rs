//! Ids made of titles: short, readable, and the same for the same text.

use std::collections::{HashMap, HashSet};

use crate::domain::id;

use super::words::key;

/// The longest id that is made of words.
const MOST: usize = 32;

/// Gives ids that nothing else has.
#[derive(Debug, Default)]
pub(super) struct Ids {
    taken: HashSet<String>,
    /// The number that was last put behind an id.
    numbers: HashMap<String, u32>,
}

impl Ids {
    /// Keeps an id from being given.
    pub(super) fn take(&mut self, id: &str) {
        self.taken.insert(id.to_lowercase());
    }

    /// An id for a text. `context` are the names around it, the nearest last:
    /// where the text alone is taken they tell it apart, before a number does.
    pub(super) fn give(&mut self, text: &str, context: &[&str]) -> String {
        let plain = slug(text);
        if self.free(&plain) {
            return plain;
        }
        for name in context.iter().rev() {
            let Some(name) = words(name, 12).map(|it| it.0) else {
                continue;
            };
            // What it is itself tells nothing apart.
            if name == plain {
                continue;
            }
            let longer = format!("{name}-{plain}");
            if id::well_formed(&longer).is_ok() && self.free(&longer) {
                return longer;
            }
        }
        // Another text with the same letters: its own sum tells it apart.
        let summed = format!("{plain}-{}", sum(&key(text)));
        if !plain.ends_with(&sum(&key(text))) && self.free(&summed) {
            return summed;
        }
        let mut number = self.numbers.get(&plain).copied().unwrap_or(1);
        loop {
            number += 1;
            let numbered = format!("{plain}-{number}");
            if self.free(&numbered) {
                self.numbers.insert(plain, number);
                return numbered;
            }
        }
    }

    fn free(&mut self, id: &str) -> bool {
        self.taken.insert(id.to_lowercase())
    }
}

/// The words of a text as an id; one that says only a part of it ends with a
/// sum of the whole, so that two texts that begin alike do not compete.
pub(super) fn slug(text: &str) -> String {
    match words(text, MOST) {
        Some((words, true)) => words,
        Some((words, false)) => format!("{words}-{}", sum(&key(text))),
        None => format!("item-{}", sum(&key(text))),
    }
}

/// The words of a text in small letters, as many as `most` characters hold, and
/// whether these are all; `None` if there is no letter and no digit.
fn words(text: &str, most: usize) -> Option<(String, bool)> {
    let mut letters = String::new();
    for c in text.chars() {
        match c {
            '+' if letters.ends_with(|it: char| it.is_ascii_alphanumeric() || it == '+') => {
                letters.push_str("-plus");
            }
            '#' if letters.ends_with(|it: char| it.is_ascii_alphabetic()) => {
                letters.push_str("-sharp");
            }
            '&' => letters.push_str(" and "),
            '\'' | '’' | '‘' => {}
            c if c.is_ascii() => letters.push(c),
            // Pictures say little in an id.
            c if is_picture(c) => letters.push(' '),
            c => match deunicode::deunicode_char(c) {
                Some(sound) => letters.push_str(sound),
                None => letters.push(' '),
            },
        }
    }
    let mut whole = String::new();
    let mut full = false;
    for word in letters.split(|c: char| !c.is_ascii_alphanumeric()) {
        if word.is_empty() {
            continue;
        }
        let gap = usize::from(!whole.is_empty());
        let room = most.saturating_sub(whole.len() + gap);
        if room < word.len() {
            full = true;
            // A single word that is too long is cut.
            if whole.is_empty() {
                whole.push_str(&word.get(..room)?.to_ascii_lowercase());
            }
            break;
        }
        if gap == 1 {
            whole.push('-');
        }
        whole.push_str(&word.to_ascii_lowercase());
    }
    (!whole.is_empty()).then_some((whole, !full))
}

fn is_picture(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2BFF}' | '\u{FE00}'..='\u{FE0F}' | '\u{200D}' | '\u{1F000}'..='\u{1FAFF}')
}

/// Four letters and digits that stand for a text.
fn sum(text: &str) -> String {
    const DIGITS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
    let sum = crc32fast::hash(text.as_bytes());
    (0..4)
        .map(|place| char::from(DIGITS[(sum >> (place * 5)) as usize % 32]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_short_readable_and_typed_on_any_keyboard() {
        for (text, id) in [
            ("Learn about Big-O notation", "learn-about-big-o-notation"),
            ("C", "c"),
            ("C++", "c-plus-plus"),
            ("C#", "c-sharp"),
            ("Don’t panic & carry on", "dont-panic-and-carry-on"),
            ("🚀 Deploy", "deploy"),
            ("Žluťoučký kůň", "zlutoucky-kun"),
            ("学习变量", "xue-xi-bian-liang"),
        ] {
            assert_eq!(slug(text), id, "{text}");
        }
        for text in ["हिन्दी सीखें", "تعلم المتغيرات", "🎉", "", "—", "x"]
        {
            let id = slug(text);
            assert_eq!(id::well_formed(&id), Ok(()), "{text}: {id}");
        }
        let long = "Implement a balanced binary search tree with deletion";
        let other = "Implement a balanced binary search tree with rotation";
        assert!(slug(long).starts_with("implement-a-balanced-binary-"));
        assert!(slug(long).len() <= 37, "{}", slug(long));
        assert_ne!(slug(long), slug(other));
        assert!(slug(&"ä".repeat(10_000)).len() <= 37);
    }

    #[test]
    fn a_text_that_is_there_twice_is_told_apart_by_what_it_lies_in() {
        let mut ids = Ids::default();
        assert_eq!(ids.give("Introduction", &["Arrays"]), "introduction");
        assert_eq!(ids.give("Introduction", &["Trees"]), "trees-introduction");
        assert_eq!(
            ids.give("Introduction", &["Trees", "Heaps"]),
            "heaps-introduction"
        );
        let last = ids.give("introduction!", &["Trees"]);
        assert!(last.starts_with("introduction-"), "{last}");
        assert_eq!(ids.give("INTRODUCTION", &[]), "introduction-2");
    }
}
