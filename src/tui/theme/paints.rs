//! Colours that the learner chose.

use ratatui::style::Color;

use super::Role;
use crate::reader::Tint;

/// What has a colour of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The letters of a role.
    Role(Role),
    /// The ground of the selected row.
    Selection,
    /// The ground of what is looked for in a note.
    Found,
}

impl Part {
    /// All parts, by their names in the settings, and what they are.
    pub const ALL: [(Self, &'static str, &'static str); 28] = [
        (Self::Role(Role::Text), "text", "plain text"),
        (Self::Role(Role::Dim), "dim", "what matters less"),
        (Self::Role(Role::Strong), "strong", "what matters more"),
        (
            Self::Role(Role::Accent),
            "accent",
            "where the eye should go first",
        ),
        (
            Self::Role(Role::Heading),
            "heading",
            "the heading of a block",
        ),
        (Self::Role(Role::Done), "done", "something finished"),
        (Self::Role(Role::Started), "started", "something begun"),
        (Self::Role(Role::Skipped), "skipped", "something left out"),
        (Self::Role(Role::Warning), "warning", "what needs attention"),
        (Self::Role(Role::Bar), "bar", "the filled part of a bar"),
        (Self::Role(Role::BarRest), "bar_rest", "the rest of a bar"),
        (
            Self::Role(Role::TabOn),
            "screen",
            "the name of the screen in front",
        ),
        (
            Self::Role(Role::Key),
            "key",
            "a key in the footer and in help",
        ),
        (Self::Role(Role::Frame), "frame", "the frame of a window"),
        (
            Self::Role(Role::Match),
            "match",
            "letters that a search matched",
        ),
        (Self::Role(Role::Link), "link", "a link in a note"),
        (Self::Role(Role::Code), "code", "code in a note"),
        (
            Self::Selection,
            "selection",
            "the ground of the selected row",
        ),
        (
            Self::Found,
            "found",
            "the ground of what is found in a note",
        ),
        (
            Self::Role(Role::Word(Tint::Comment)),
            "code_comment",
            "a comment in code",
        ),
        (
            Self::Role(Role::Word(Tint::Text)),
            "code_text",
            "a string in code",
        ),
        (
            Self::Role(Role::Word(Tint::Constant)),
            "code_constant",
            "a number, an atom",
        ),
        (
            Self::Role(Role::Word(Tint::Keyword)),
            "code_keyword",
            "a keyword",
        ),
        (
            Self::Role(Role::Word(Tint::Type)),
            "code_type",
            "a type, a module",
        ),
        (
            Self::Role(Role::Word(Tint::Function)),
            "code_function",
            "a function",
        ),
        (
            Self::Role(Role::Word(Tint::Name)),
            "code_name",
            "an attribute, a key",
        ),
        (
            Self::Role(Role::Word(Tint::Added)),
            "code_added",
            "a line that a change adds",
        ),
        (
            Self::Role(Role::Word(Tint::Removed)),
            "code_removed",
            "a line that a change takes away",
        ),
    ];

    fn place(self) -> Option<usize> {
        Self::ALL.iter().position(|(part, ..)| *part == self)
    }

    /// The part of this name.
    pub fn named(name: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(_, other, _)| *other == name);
        found.map(|(part, ..)| *part)
    }
}

/// Colours that the learner chose, part by part.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Paints {
    colours: [Option<Color>; Part::ALL.len()],
    any: bool,
}

impl Paints {
    /// The same with a colour for a part.
    #[must_use]
    pub fn with(mut self, part: Part, colour: Color) -> Self {
        if let Some(place) = part.place() {
            self.colours[place] = Some(colour);
            self.any = true;
        }
        self
    }

    /// The colour of a part.
    pub(super) fn of(&self, part: Part) -> Option<Color> {
        if !self.any {
            return None;
        }
        self.colours[part.place()?]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::tui::theme::{Background, Depth, Theme};

    #[test]
    fn a_colour_is_for_its_part_alone_and_for_none_without_colours() {
        let names: HashSet<_> = Part::ALL.iter().map(|(_, name, _)| name).collect();
        assert_eq!(names.len(), Part::ALL.len());
        let pink = Color::Rgb(255, 100, 200);
        for (part, name, _) in Part::ALL {
            assert_eq!(Part::named(name), Some(part));
            let usual = Theme::new(Background::Dark, Depth::Full);
            let painted = usual.painted(Paints::default().with(part, pink));
            for (other, ..) in Part::ALL {
                let look = |theme: Theme| match other {
                    Part::Role(role) => theme.style(role),
                    Part::Selection => theme.selection(),
                    Part::Found => theme.style(Role::Found),
                };
                let (before, after) = (look(usual), look(painted));
                if other == part {
                    assert_eq!(after.fg.or(after.bg), Some(pink), "{name}");
                    assert_eq!(after.add_modifier, before.add_modifier, "{name}");
                } else {
                    assert_eq!(after, before, "{name}");
                }
            }
            let plain = Theme::new(Background::Dark, Depth::Plain);
            let painted = plain.painted(Paints::default().with(part, pink));
            for (other, ..) in Part::ALL {
                if let Part::Role(role) = other {
                    assert_eq!(painted.style(role), plain.style(role));
                }
            }
            assert_eq!(painted.selection(), plain.selection());
        }
    }
}
