//! The keys of this place, read from the table.

use ratatui::layout::Rect;

use crate::tui::{
    canvas::{Canvas, line_of},
    keys::{Action, Chord, Context, Keymap},
    screens::Tab,
    theme::Role,
    widgets::list::scrollbar,
};

use super::{Reply, centred};

/// The keys of this place.
#[derive(Debug, Clone, PartialEq)]
pub struct Help {
    lines: Vec<HelpLine>,
    /// The keys that opened it close it, too.
    openers: Vec<Chord>,
    top: usize,
}

#[derive(Debug, Clone, PartialEq)]
enum HelpLine {
    Blank,
    Heading(&'static str),
    Note(&'static str),
    Key {
        keys: String,
        words: &'static str,
        /// Whether it would do something now.
        live: bool,
    },
}

impl Help {
    /// The keys of these places; `live` says which would do something now.
    pub fn new(keymap: &Keymap, contexts: &[Context], live: impl Fn(Action) -> bool) -> Self {
        let mut lines = Vec::new();
        for context in Context::ALL {
            if !contexts.contains(&context) {
                continue;
            }
            if !lines.is_empty() {
                lines.push(HelpLine::Blank);
            }
            lines.push(HelpLine::Heading(context.title()));
            let mut seen = Vec::new();
            let own = keymap.bindings().iter();
            for binding in own.filter(|binding| binding.context == context) {
                let action = match binding.action {
                    // One line for all the numbers.
                    Action::Tab(_) => Action::Tab(0),
                    other => other,
                };
                if seen.contains(&action) {
                    continue;
                }
                seen.push(action);
                let keys = match binding.action {
                    Action::Tab(_) => numbers(keymap, context),
                    action => keymap
                        .keys_for(context, action)
                        .collect::<Vec<_>>()
                        .join("  "),
                };
                lines.push(HelpLine::Key {
                    keys,
                    words: action.description(),
                    live: live(action),
                });
            }
        }
        lines.push(HelpLine::Blank);
        lines.push(HelpLine::Note("what is grey has nothing to do right now"));
        let openers = keymap.bindings().iter();
        let openers = openers.filter(|bound| bound.action == Action::Help);
        Self {
            lines,
            openers: openers.map(|bound| bound.chord).collect(),
            top: 0,
        }
    }

    /// Takes a key.
    pub fn key(&mut self, chord: Chord) -> Reply {
        match chord.to_string().as_str() {
            "j" | "down" => self.scroll(1),
            "k" | "up" => self.scroll(-1),
            "pgdn" | "ctrl-d" | "space" => self.scroll(10),
            "pgup" | "ctrl-u" => self.scroll(-10),
            "g" | "home" => self.top = 0,
            "G" | "end" => self.scroll(isize::MAX),
            "esc" | "q" | "?" | "enter" => return Reply::Close,
            _ if self.openers.contains(&chord) => return Reply::Close,
            _ => {}
        }
        Reply::Stay
    }

    /// Scrolls by so many lines.
    pub fn scroll(&mut self, lines: isize) {
        let last = self.lines.len().saturating_sub(1);
        self.top = self.top.saturating_add_signed(lines).min(last);
    }

    /// Draws it.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let height = self.lines.len() as u16 + 2;
        let inner = canvas.frame(centred(area, 68, height), "Keys");
        let rows = usize::from(inner.height);
        let top = self.top.min(self.lines.len().saturating_sub(rows));
        for (offset, line) in self.lines.iter().skip(top).take(rows).enumerate() {
            let row = line_of(inner, offset as u16);
            match line {
                HelpLine::Blank => {}
                HelpLine::Heading(title) => {
                    canvas.put(row, row.x, row.y, title, Role::Heading);
                }
                HelpLine::Note(text) => {
                    canvas.put(row, row.x + 2, row.y, text, Role::Dim);
                }
                HelpLine::Key { keys, words, live } => {
                    let (key_role, role) = if *live {
                        (Role::Key, Role::Text)
                    } else {
                        (Role::Dim, Role::Dim)
                    };
                    canvas.put(row, row.x + 2, row.y, keys, key_role);
                    // Narrow: the words begin right after the longest keys.
                    let at = if row.width >= 45 { 19 } else { 16 };
                    let row = Rect {
                        width: row.width.saturating_sub(1),
                        ..row
                    };
                    canvas.put(row, row.x + at, row.y, words, role);
                }
            }
        }
        if self.lines.len() > rows {
            scrollbar(canvas, inner, top, self.lines.len());
        }
    }
}

/// The keys of the screens by their numbers: a range, where they are the usual.
fn numbers(keymap: &Keymap, context: Context) -> String {
    let all = || (0..Tab::ALL.len()).map(Action::Tab);
    let usual = all()
        .enumerate()
        .all(|(place, tab)| keymap.keys_for(context, tab).eq([(place + 1).to_string()]));
    if usual {
        return format!("1 to {}", Tab::ALL.len());
    }
    let keys: Vec<&str> = all()
        .flat_map(|tab| keymap.keys_for(context, tab))
        .collect();
    match keys.get(..6) {
        Some(first) => format!("{} …", first.join(" ")),
        None => keys.join(" "),
    }
}
