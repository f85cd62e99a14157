//! Colours by role: no colour is named where something is drawn.

mod paints;

use ratatui::style::{Color, Modifier, Style};

use crate::reader::{Face, Tint};

pub use paints::{Paints, Part};

/// What a piece of text is, as far as its looks go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Plain text.
    Text,
    /// What matters less.
    Dim,
    /// What matters more.
    Strong,
    /// The one accent: where the eye should go first.
    Accent,
    /// The heading of a block.
    Heading,
    /// Something finished.
    Done,
    /// Something begun.
    Started,
    /// Something left out.
    Skipped,
    /// Something that needs attention.
    Warning,
    /// The filled part of a bar.
    Bar,
    /// The rest of a bar.
    BarRest,
    /// The tab in front.
    TabOn,
    /// A key's name in a hint.
    Key,
    /// The frame of an overlay.
    Frame,
    /// Letters that a filter or the palette matched.
    Match,
    /// What is looked for in a note.
    Found,
    /// The match that the reader went to.
    FoundHere,
    /// A link in a note.
    Link,
    /// Code.
    Code,
    /// A word of code.
    Word(Tint),
}

/// What the terminal's background is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Background {
    /// Nobody said: only what can be read on both.
    #[default]
    Unknown,
    /// Dark.
    Dark,
    /// Light.
    Light,
}

/// How many colours the terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// None: weight, shape and reversal only.
    Plain,
    /// The sixteen that the terminal's owner chose.
    Sixteen,
    /// 256 and more.
    Full,
}

impl Depth {
    /// Judges by the environment: `NO_COLOR`, `COLORTERM` and `TERM`.
    pub fn from_environment(read: impl Fn(&str) -> Option<String>) -> Self {
        let term = read("TERM").unwrap_or_default();
        if read("NO_COLOR").is_some_and(|value| !value.is_empty()) || term == "dumb" {
            return Self::Plain;
        }
        let truecolor = read("COLORTERM").is_some_and(|value| {
            value.eq_ignore_ascii_case("truecolor") || value.eq_ignore_ascii_case("24bit")
        });
        if truecolor
            || term.contains("256color")
            || term.contains("direct")
            || term.contains("kitty")
        {
            Self::Full
        } else {
            Self::Sixteen
        }
    }
}

/// The looks of every role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    background: Background,
    depth: Depth,
    paints: Paints,
}

impl Theme {
    /// The theme for a background and a number of colours.
    pub fn new(background: Background, depth: Depth) -> Self {
        Self {
            background,
            depth,
            paints: Paints::default(),
        }
    }

    /// The same theme with colours of the learner's own.
    #[must_use]
    pub fn painted(self, paints: Paints) -> Self {
        Self { paints, ..self }
    }

    /// The paint of a part, where the learner chose one and there are colours.
    fn paint(self, part: Part) -> Option<Color> {
        self.paints.of(part).filter(|_| self.depth != Depth::Plain)
    }

    /// The same theme for another background.
    #[must_use]
    pub fn on(self, background: Background) -> Self {
        Self { background, ..self }
    }

    /// The background it is for.
    pub fn background(self) -> Background {
        self.background
    }

    /// The style of a role.
    pub fn style(self, role: Role) -> Style {
        let style = Style::new();
        let weighted = match role {
            Role::Strong
            | Role::Heading
            | Role::TabOn
            | Role::Key
            | Role::Accent
            | Role::Word(Tint::Keyword | Tint::Function) => style.add_modifier(Modifier::BOLD),
            Role::Match | Role::Link => style.add_modifier(Modifier::UNDERLINED),
            Role::Found if self.paint(Part::Found).is_some() => return self.found(),
            Role::FoundHere => style.add_modifier(Modifier::REVERSED | Modifier::BOLD),
            Role::Found if self.depth != Depth::Full => style.add_modifier(Modifier::REVERSED),
            Role::Found => return self.found(),
            Role::Dim | Role::Skipped | Role::BarRest | Role::Word(Tint::Comment)
                if self.depth == Depth::Plain =>
            {
                style.add_modifier(Modifier::DIM)
            }
            Role::Warning | Role::Code if self.depth == Depth::Plain => {
                style.add_modifier(Modifier::BOLD)
            }
            _ => style,
        };
        match self.paint(Part::Role(role)).or_else(|| self.colour(role)) {
            Some(colour) => weighted.fg(colour),
            None => weighted,
        }
    }

    /// What is looked for stands on a ground of its own.
    fn found(self) -> Style {
        if let Some(ground) = self.paint(Part::Found) {
            return Style::new().bg(ground);
        }
        let ground = match self.background {
            Background::Dark => 58,
            Background::Light => 229,
            Background::Unknown => return Style::new().add_modifier(Modifier::REVERSED),
        };
        Style::new().bg(Color::Indexed(ground))
    }

    /// What is special about a piece of a note, over what its role looks like.
    pub fn face(self, face: Face) -> Modifier {
        let looks = [
            (Face::STRONG, Modifier::BOLD),
            (Face::EMPHASIS, Modifier::ITALIC),
            (Face::STRUCK, Modifier::CROSSED_OUT),
        ];
        let there = looks.into_iter().filter(|(look, _)| face.has(*look));
        there.fold(Modifier::empty(), |all, (_, modifier)| all | modifier)
    }

    /// The style laid over the selected row.
    pub fn selection(self) -> Style {
        if let Some(ground) = self.paint(Part::Selection) {
            return Style::new().bg(ground);
        }
        match (self.depth, self.background) {
            (Depth::Plain, _) => Style::new()
                .add_modifier(Modifier::REVERSED)
                .remove_modifier(Modifier::DIM),
            (Depth::Sixteen, _) | (Depth::Full, Background::Unknown) => {
                Style::new().add_modifier(Modifier::BOLD)
            }
            (Depth::Full, Background::Dark) => Style::new().bg(Color::Indexed(236)),
            (Depth::Full, Background::Light) => Style::new().bg(Color::Indexed(254)),
        }
    }

    fn colour(self, role: Role) -> Option<Color> {
        match self.depth {
            Depth::Plain => None,
            Depth::Sixteen => match role {
                Role::Accent
                | Role::TabOn
                | Role::Bar
                | Role::Match
                | Role::Link
                | Role::Word(Tint::Name | Tint::Function) => Some(Color::Cyan),
                Role::Done | Role::Word(Tint::Text | Tint::Added) => Some(Color::Green),
                Role::Started
                | Role::Warning
                | Role::Code
                | Role::Word(Tint::Constant | Tint::Type) => Some(Color::Yellow),
                Role::Dim
                | Role::Skipped
                | Role::BarRest
                | Role::Frame
                | Role::Word(Tint::Comment) => Some(Color::DarkGray),
                Role::Word(Tint::Keyword) => Some(Color::Magenta),
                Role::Word(Tint::Removed) => Some(Color::Red),
                Role::Text
                | Role::Strong
                | Role::Heading
                | Role::Key
                | Role::Found
                | Role::FoundHere => None,
            },
            Depth::Full => {
                let (dark, light, both) = match role {
                    Role::Text
                    | Role::Strong
                    | Role::Heading
                    | Role::Key
                    | Role::Found
                    | Role::FoundHere => return None,
                    Role::Accent | Role::TabOn | Role::Bar | Role::Match => (79, 29, 36),
                    Role::Done | Role::Word(Tint::Text | Tint::Added) => (108, 28, 65),
                    Role::Link | Role::Word(Tint::Function) => (75, 25, 67),
                    Role::Code => (180, 94, 136),
                    Role::Word(Tint::Keyword) => (176, 90, 133),
                    Role::Word(Tint::Constant) => (173, 130, 137),
                    Role::Word(Tint::Type) => (110, 24, 67),
                    Role::Word(Tint::Name) => (139, 61, 104),
                    Role::Word(Tint::Removed) => (174, 124, 167),
                    Role::Started => (222, 130, 136),
                    Role::Warning => (215, 130, 166),
                    Role::Dim | Role::Skipped | Role::Word(Tint::Comment) => (245, 242, 244),
                    Role::BarRest => (239, 250, 245),
                    Role::Frame => (240, 248, 244),
                };
                Some(Color::Indexed(match self.background {
                    Background::Dark => dark,
                    Background::Light => light,
                    Background::Unknown => both,
                }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth(variables: &[(&str, &str)]) -> Depth {
        Depth::from_environment(|name| {
            variables
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_environment_says_how_many_colours_there_are() {
        assert_eq!(depth(&[("TERM", "xterm-256color")]), Depth::Full);
        assert_eq!(depth(&[("TERM", "linux")]), Depth::Sixteen);
        assert_eq!(
            depth(&[("TERM", "vt100"), ("COLORTERM", "truecolor")]),
            Depth::Full
        );
        assert_eq!(depth(&[("TERM", "dumb")]), Depth::Plain);
        assert_eq!(
            depth(&[("TERM", "xterm-256color"), ("NO_COLOR", "1")]),
            Depth::Plain
        );
        assert_eq!(
            depth(&[("TERM", "xterm-256color"), ("NO_COLOR", "")]),
            Depth::Full
        );
    }

    #[test]
    fn without_colours_no_role_has_one() {
        for background in [Background::Dark, Background::Light] {
            let theme = Theme::new(background, Depth::Plain);
            for role in [
                Role::Accent,
                Role::Done,
                Role::Warning,
                Role::Dim,
                Role::Bar,
            ] {
                assert_eq!(theme.style(role).fg, None);
                assert_eq!(theme.style(role).bg, None);
            }
        }
    }
}
