//! Colours by role: no colour is named where something is drawn.

use ratatui::style::{Color, Modifier, Style};

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
}

impl Theme {
    /// The theme for a background and a number of colours.
    pub fn new(background: Background, depth: Depth) -> Self {
        Self { background, depth }
    }

    /// The same theme for another background.
    #[must_use]
    pub fn on(self, background: Background) -> Self {
        Self { background, ..self }
    }

    /// The style of a role.
    pub fn style(self, role: Role) -> Style {
        let style = Style::new();
        let weighted = match role {
            Role::Strong | Role::Heading | Role::TabOn | Role::Key => {
                style.add_modifier(Modifier::BOLD)
            }
            Role::Accent => style.add_modifier(Modifier::BOLD),
            Role::Match => style.add_modifier(Modifier::UNDERLINED),
            Role::Dim | Role::Skipped | Role::BarRest if self.depth == Depth::Plain => {
                style.add_modifier(Modifier::DIM)
            }
            Role::Warning if self.depth == Depth::Plain => style.add_modifier(Modifier::BOLD),
            _ => style,
        };
        match self.colour(role) {
            Some(colour) => weighted.fg(colour),
            None => weighted,
        }
    }

    /// The style laid over the selected row.
    pub fn selection(self) -> Style {
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
                Role::Accent | Role::TabOn | Role::Bar | Role::Match => Some(Color::Cyan),
                Role::Done => Some(Color::Green),
                Role::Started | Role::Warning => Some(Color::Yellow),
                Role::Dim | Role::Skipped | Role::BarRest | Role::Frame => Some(Color::DarkGray),
                Role::Text | Role::Strong | Role::Heading | Role::Key => None,
            },
            Depth::Full => {
                let (dark, light, both) = match role {
                    Role::Text | Role::Strong | Role::Heading | Role::Key => return None,
                    Role::Accent | Role::TabOn | Role::Bar | Role::Match => (79, 29, 36),
                    Role::Done => (108, 28, 65),
                    Role::Started => (222, 130, 136),
                    Role::Warning => (215, 130, 166),
                    Role::Dim | Role::Skipped => (245, 242, 244),
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
