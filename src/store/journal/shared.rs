//! Texts that come again and again, kept once.

use std::sync::Arc;

/// How many texts are remembered; a roadmap has a few hundred ids.
const ROOM: usize = 1024;

/// The latest texts, each in the one place its bytes choose. A journal names
/// the same devices, zones and items all the time; its events share them.
#[derive(Debug)]
pub(super) struct Shared(Vec<Option<Arc<str>>>);

impl Default for Shared {
    fn default() -> Self {
        Self(vec![None; ROOM])
    }
}

impl Shared {
    /// The text, maybe one that others hold, too.
    pub(super) fn get(&mut self, text: &str) -> Arc<str> {
        let Some(known) = self.0.get_mut(place(text.as_bytes())) else {
            return text.into();
        };
        match known {
            Some(known) if **known == *text => known.clone(),
            _ => known.insert(text.into()).clone(),
        }
    }
}

/// A place that differs where lengths, beginnings or ends do. That others may
/// share it costs nothing but the sharing.
fn place(text: &[u8]) -> usize {
    let ends = match (text.first_chunk(), text.last_chunk()) {
        (Some(first), Some(last)) => {
            u64::from_le_bytes(*first) ^ u64::from_le_bytes(*last).rotate_left(29)
        }
        _ => text
            .iter()
            .fold(0, |word, byte| word << 8 | u64::from(*byte)),
    };
    let mixed = (ends ^ text.len() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 32) as usize % ROOM
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_back_is_what_was_asked_for() {
        let mut shared = Shared::default();
        let texts: Vec<String> = (0..5_000).map(|n| format!("item-{n}-of-many")).collect();
        for text in texts.iter().map(String::as_str).chain(["", "a", "ab"]) {
            assert_eq!(&*shared.get(text), text);
            assert!(Arc::ptr_eq(&shared.get(text), &shared.get(text)));
        }
    }
}
