//! Links that the terminal itself can open: OSC 8.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    io::{self, Write},
};

use ratatui::{backend::Backend, buffer::Buffer, layout::Rect};

/// Whether the terminal is known to understand OSC 8, judged by the
/// environment. Those that do not mostly ignore it, but one that prints it
/// would spoil the screen.
pub fn knows_hyperlinks(read: impl Fn(&str) -> Option<String>) -> bool {
    let term = read("TERM").unwrap_or_default();
    if matches!(&*term, "" | "dumb" | "linux") {
        return false;
    }
    let number = |name: &str| read(name).and_then(|it| it.parse::<u32>().ok());
    let program = read("TERM_PROGRAM").unwrap_or_default();
    let programs = [
        "iTerm.app",
        "WezTerm",
        "vscode",
        "ghostty",
        "Hyper",
        "Tabby",
        "rio",
        "WarpTerminal",
        "tmux",
    ];
    programs.contains(&&*program)
        || [
            "KITTY_WINDOW_ID",
            "WEZTERM_PANE",
            "ALACRITTY_WINDOW_ID",
            "WT_SESSION",
            "DOMTERM",
        ]
        .iter()
        .any(|name| read(name).is_some_and(|it| !it.is_empty()))
        || [
            "kitty",
            "foot",
            "alacritty",
            "ghostty",
            "contour",
            "wezterm",
        ]
        .iter()
        .any(|it| term.contains(it))
        || number("VTE_VERSION").is_some_and(|it| it >= 5_000)
        || number("KONSOLE_VERSION").is_some_and(|it| it >= 201_200)
}

/// The links that the terminal shows: where, to what, over which cells.
#[derive(Debug, Default)]
pub(super) struct Shown(Vec<(Rect, String, u64)>);

impl Shown {
    /// Forgets what is shown: the whole screen is drawn anew.
    pub(super) fn forget(&mut self) {
        self.0.clear();
    }

    /// Writes the cells of links again, as links, where they are new or were
    /// drawn anew.
    pub(super) fn write<B: Backend<Error = io::Error> + Write>(
        &mut self,
        backend: &mut B,
        buffer: &Buffer,
        links: &[(Rect, String)],
    ) -> io::Result<()> {
        let mut now = Vec::with_capacity(links.len());
        for (area, url) in links {
            let area = area.intersection(*buffer.area());
            let mut hasher = DefaultHasher::new();
            for position in area.positions() {
                buffer[position].hash(&mut hasher);
            }
            let link = (area, url.clone(), hasher.finish());
            if !self.0.contains(&link) {
                // The address was parsed, and holds no control character; that
                // it cannot end the sequence is too important to trust.
                let address: String = url.chars().filter(|c| !c.is_control()).collect();
                write!(backend, "\x1b]8;;{address}\x1b\\")?;
                let cells = area.positions().map(|it| (it.x, it.y, &buffer[it]));
                backend.draw(cells)?;
                write!(backend, "\x1b]8;;\x1b\\")?;
            }
            now.push(link);
        }
        self.0 = now;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knows(variables: &[(&str, &str)]) -> bool {
        knows_hyperlinks(|name| {
            let mut variables = variables.iter();
            let found = variables.find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn only_terminals_that_are_known_get_links() {
        assert!(knows(&[("TERM", "xterm-kitty")]));
        assert!(knows(&[
            ("TERM", "xterm-256color"),
            ("VTE_VERSION", "7600")
        ]));
        assert!(knows(&[
            ("TERM", "xterm-256color"),
            ("TERM_PROGRAM", "vscode")
        ]));
        assert!(knows(&[("TERM", "foot")]));
        assert!(!knows(&[
            ("TERM", "xterm-256color"),
            ("VTE_VERSION", "4600")
        ]));
        assert!(!knows(&[("TERM", "xterm")]));
        assert!(!knows(&[("TERM", "linux"), ("VTE_VERSION", "7600")]));
        assert!(!knows(&[]));
    }
}
