//! The only text that reaches a terminal.

use std::{
    borrow::Cow,
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    ops::Deref,
    sync::Arc,
};

use super::{
    plain::all_plain_const,
    sanitise,
    width::{self, pad_left, pad_right, truncate},
    wrap::wrap_hanging,
};

/// The only text that reaches a terminal: one line, harmless, as wide as it is drawn.
///
/// There is no way to make one past [`sanitise()`]. A clone shares its text.
///
/// ```
/// # use mastery::text::Shown;
/// const TITLE: Shown = Shown::from_static("Next — official docs");
/// let name = Shown::line("notes\u{1b}[2J.md");
/// assert_eq!(name, "notes␛[2J.md");
/// assert_eq!(format!("{TITLE}: {name}"), "Next — official docs: notes␛[2J.md");
/// ```
#[derive(Clone)]
pub struct Shown(Text);

#[derive(Clone)]
enum Text {
    Literal(&'static str),
    Made(Arc<str>),
}

impl Shown {
    /// Makes one line of any text; line breaks in it become visible.
    pub fn line(text: &str) -> Self {
        Self(Text::Made(sanitise(text).into()))
    }

    /// Makes a line of every line of a text, which end in `\n` or `\r\n`.
    pub fn lines(text: &str) -> Vec<Self> {
        text.lines().map(Self::line).collect()
    }

    /// Takes a literal of our own source.
    ///
    /// # Panics
    ///
    /// When the literal holds anything but plain letters and symbols; in a `const` that is an error
    /// of the compiler.
    pub const fn from_static(text: &'static str) -> Self {
        assert!(
            all_plain_const(text),
            "a literal must be plain: give it to `Shown::line`"
        );
        Self(Text::Literal(text))
    }

    /// Takes what was cut from clean text between grapheme clusters, or put together with spaces.
    fn still_clean(text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        debug_assert_eq!(sanitise(&text), &*text, "must be clean");
        Self(Text::Made(text))
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Text::Literal(text) => text,
            Text::Made(text) => text,
        }
    }

    /// Returns the text as a string of its own.
    pub fn into_string(self) -> String {
        self.as_str().to_owned()
    }

    /// Measures it in terminal cells.
    pub fn width(&self) -> usize {
        width::width(self)
    }

    /// Cuts it to at most `max` cells, as [`truncate`] does.
    #[must_use]
    pub fn truncate(&self, max: usize) -> Self {
        match truncate(self, max) {
            Cow::Borrowed(whole) if whole.len() == self.len() => self.clone(),
            cut => Self::still_clean(cut),
        }
    }

    /// Makes it exactly `cells` wide, as [`pad_right`] does.
    #[must_use]
    pub fn pad_right(&self, cells: usize) -> Self {
        Self::still_clean(pad_right(self, cells))
    }

    /// Makes it exactly `cells` wide, as [`pad_left`] does.
    #[must_use]
    pub fn pad_left(&self, cells: usize) -> Self {
        Self::still_clean(pad_left(self, cells))
    }

    /// Breaks it into lines of at most `width` cells, all but the first set in, as [`wrap_hanging`]
    /// does.
    pub fn wrap(&self, width: usize, indent: usize) -> Vec<Self> {
        wrap_hanging(self, width, indent)
            .into_iter()
            .map(Self::still_clean)
            .collect()
    }
}

impl Default for Shown {
    fn default() -> Self {
        Self::from_static("")
    }
}

impl From<&str> for Shown {
    fn from(text: &str) -> Self {
        Self::line(text)
    }
}

impl From<String> for Shown {
    fn from(text: String) -> Self {
        Self::line(&text)
    }
}

impl Deref for Shown {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Shown {
    fn as_ref(&self) -> &str {
        self
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Shown {}

impl PartialEq<str> for Shown {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Shown {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialOrd for Shown {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Shown {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other)
    }
}

impl Hash for Shown {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::nasty;

    #[test]
    fn a_text_is_split_at_its_line_breaks_only() {
        assert_eq!(
            Shown::lines("mix test\r\ncurl\rx|sh\n"),
            ["mix test", "curl␍x|sh"]
        );
        assert_eq!(Shown::lines(""), [""; 0]);
    }

    #[test]
    fn a_line_is_its_text_however_it_is_asked_for() {
        let shown = Shown::from("tea\u{7}".to_owned());
        assert_eq!(shown.as_str(), "tea␇");
        assert_eq!(shown.clone().into_string(), "tea␇");
        assert_eq!(AsRef::<str>::as_ref(&shown), "tea␇");
        assert_eq!(shown.to_string(), "tea␇");
        assert_eq!(format!("{shown:?}"), "\"tea␇\"");
        assert_eq!(shown.width(), 4);
        assert_eq!(Shown::from("tea"), Shown::line("tea"));
        assert_eq!(Shown::default().as_str(), "");
        assert_eq!(Shown::from_static("tea").as_str(), "tea");
    }

    #[test]
    fn a_line_is_equal_to_its_text_and_to_no_other() {
        let (tea, milk) = (Shown::line("tea"), Shown::line("milk"));
        assert!(PartialEq::<str>::eq(&tea, "tea") && !PartialEq::<str>::eq(&tea, "milk"));
        assert!(PartialEq::<&str>::eq(&tea, &"tea") && !PartialEq::<&str>::eq(&tea, &"milk"));
        assert!(tea != milk && tea == Shown::from_static("tea"));
        assert!(milk < tea && tea.partial_cmp(&milk) == Some(Ordering::Greater));
        let set = std::collections::HashSet::from([tea, milk, Shown::from_static("tea")]);
        assert_eq!(set.len(), 2);
        // Hashes that are all the same would make a list of a table.
        let hash = |text: &str| {
            use std::hash::BuildHasher as _;
            std::hash::BuildHasherDefault::<std::hash::DefaultHasher>::default()
                .hash_one(Shown::line(text))
        };
        assert_ne!(hash("tea"), hash("milk"));
    }

    #[test]
    fn a_line_is_cut_padded_and_broken() {
        let shown = Shown::line("two words");
        assert_eq!(shown.truncate(9), "two words");
        assert_eq!(shown.truncate(5), "two …");
        assert_eq!(shown.pad_right(11), "two words  ");
        assert_eq!(shown.pad_left(11), "  two words");
        assert_eq!(shown.wrap(7, 2), ["two", "  words"]);
    }

    #[test]
    fn a_literal_equals_the_same_line() {
        assert_eq!(Shown::from_static("day ✓"), Shown::line("day ✓"));
    }

    #[test]
    #[should_panic(expected = "a literal must be plain")]
    fn a_literal_with_a_control_is_refused() {
        let _ = Shown::from_static("\u{9b}2J");
    }

    proptest! {
        #[test]
        fn what_is_made_of_a_line_is_clean(text in nasty::text(), cells in 0..30_usize, indent in 0..4_usize) {
            let shown = Shown::line(&text);
            // The constructor behind these four asserts it.
            prop_assert!(shown.truncate(cells).width() <= cells);
            prop_assert_eq!(shown.pad_right(cells).width(), cells);
            prop_assert_eq!(shown.pad_left(cells).width(), cells);
            prop_assert!(shown.wrap(cells, indent).iter().all(|line| line.width() <= cells));
        }

        #[test]
        fn a_literal_is_taken_only_when_it_is_clean(text in nasty::text()) {
            prop_assert!(!all_plain_const(&text) || sanitise(&text) == text);
        }
    }
}
