//! How a piece of text looks, without a colour.

use std::ops::BitOr;

/// What is special about a piece of text; several things may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Face(u8);

impl Face {
    /// Nothing special.
    pub const PLAIN: Self = Self(0);
    /// Strong emphasis.
    pub const STRONG: Self = Self(1);
    /// Emphasis.
    pub const EMPHASIS: Self = Self(2);
    /// Struck out.
    pub const STRUCK: Self = Self(4);
    /// Code within prose.
    pub const CODE: Self = Self(8);
    /// A link, or the address of one.
    pub const LINK: Self = Self(16);
    /// The description of an image.
    pub const IMAGE: Self = Self(32);

    /// Whether everything special about `other` is special about this, too.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// This without what is special about `other`.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

impl BitOr for Face {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// What a word of code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tint {
    /// A word of the language: `do`, `if`, `fn`.
    Keyword,
    /// A string, a character, a pattern.
    Text,
    /// A comment.
    Comment,
    /// A number, an atom, a constant.
    Constant,
    /// A type, a module.
    Type,
    /// The name of a function where it is defined or called.
    Function,
    /// A name with a mark: an attribute, a key, a variable of the shell.
    Name,
    /// A line that was added.
    Added,
    /// A line that was taken away.
    Removed,
}

impl Tint {
    /// All there are.
    pub const ALL: [Self; 9] = [
        Self::Keyword,
        Self::Text,
        Self::Comment,
        Self::Constant,
        Self::Type,
        Self::Function,
        Self::Name,
        Self::Added,
        Self::Removed,
    ];
}
