//! Identities: opaque names that an author writes and a journal remembers.

use std::{borrow::Borrow, fmt, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The longest id an author may write, in characters.
pub const MAX_LEN: usize = 64;

/// Why a string cannot be an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// The string is empty.
    #[error("an id cannot be empty")]
    Empty,
    /// The string has more than [`MAX_LEN`] characters.
    #[error("an id has at most {MAX_LEN} characters")]
    TooLong,
    /// A character outside the grammar.
    #[error(
        "an id is made of letters a–z, digits, `-`, `_` and `.`, and begins with a letter or digit"
    )]
    Character,
}

/// Checks the grammar of an id that an author writes: ASCII letters, digits,
/// `-`, `_` and `.`, beginning with a letter or digit, at most [`MAX_LEN`] long.
///
/// ```
/// # use mastery::domain::id::{well_formed, IdError};
/// assert_eq!(well_formed("dynamic-supervisor"), Ok(()));
/// assert_eq!(well_formed("../escape"), Err(IdError::Character));
/// ```
pub fn well_formed(text: &str) -> Result<(), IdError> {
    let mut characters = text.chars();
    let Some(first) = characters.next() else {
        return Err(IdError::Empty);
    };
    if text.len() > MAX_LEN && text.chars().count() > MAX_LEN {
        return Err(IdError::TooLong);
    }
    let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if first.is_ascii_alphanumeric() && characters.all(inner) {
        Ok(())
    } else {
        Err(IdError::Character)
    }
}

/// Reads the text of an id.
struct Text;

impl de::Visitor<'_> for Text {
    type Value = Arc<str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Arc<str>, E> {
        Ok(text.into())
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Takes the text as it stands: a journal may name what no roadmap
            /// would accept. Authored ids are checked with [`well_formed`].
            pub fn new(text: impl Into<Arc<str>>) -> Self {
                Self(text.into())
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(Text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// A whole curriculum; names the journal's folder.
    RoadmapId;
    /// A phase; also the id of its sign-off item.
    PhaseId;
    /// Anything that can be ticked.
    ItemId;
    /// A row of the mastery proof matrix.
    ProofId;
    /// A labs or pulse app, by the name of its folder.
    AppId;
    /// A swimlane of the plan.
    LaneId;
    /// A category of the time budget or a line of the money budget.
    BudgetId;
    /// A kind of review.
    ReviewId;
    /// One machine's journal file.
    DeviceId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_keeps_paths_and_options_out() {
        for good in ["a", "M3", "labs_cache", "genserver-docs", "0", "a.b"] {
            assert_eq!(well_formed(good), Ok(()), "{good}");
        }
        for bad in [
            "-rf", ".", "..", "a/b", "a b", "é", "a\0b", "../x", "_a", "a\n",
        ] {
            assert_eq!(well_formed(bad), Err(IdError::Character), "{bad:?}");
        }
        assert_eq!(well_formed(""), Err(IdError::Empty));
        assert_eq!(well_formed(&"a".repeat(64)), Ok(()));
        assert_eq!(well_formed(&"a".repeat(65)), Err(IdError::TooLong));
    }
}
