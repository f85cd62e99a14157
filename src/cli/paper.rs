//! Plain output: lines of sanitised text in roles, fit to a width, written at once.

use std::io::{self, IsTerminal, Write};

use clap::builder::styling::{AnsiColor, Style};
use serde::Serialize;

use crate::{
    reader::{Face, Tint},
    text::{self, Shown, ascii},
};

use super::{failure::Failure, pager, table::Table};

/// What a piece of text is to the reader; a colour only where colours are on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Ordinary.
    Plain,
    /// What the eye should find first.
    Strong,
    /// What may be overlooked.
    Dim,
    /// Where things happen now.
    Accent,
    /// Finished.
    Good,
    /// To be looked at.
    Warn,
    /// Wrong, or taken away.
    Bad,
    /// A heading of a note.
    Heading,
    /// The text of a note, with its looks.
    Words(Face),
    /// A word of code.
    Code(Tint),
}

impl Role {
    fn style(self) -> Style {
        let colour = |colour: AnsiColor| Style::new().fg_color(Some(colour.into()));
        match self {
            Self::Plain => Style::new(),
            Self::Strong => Style::new().bold(),
            Self::Dim => Style::new().dimmed(),
            Self::Accent => colour(AnsiColor::Cyan),
            Self::Good => colour(AnsiColor::Green),
            Self::Warn => colour(AnsiColor::Yellow),
            Self::Bad => colour(AnsiColor::Red),
            Self::Heading => colour(AnsiColor::Cyan).bold(),
            Self::Words(face) => words(face),
            Self::Code(tint) => colour(match tint {
                Tint::Keyword => AnsiColor::Magenta,
                Tint::Text | Tint::Added => AnsiColor::Green,
                Tint::Comment => AnsiColor::BrightBlack,
                Tint::Constant | Tint::Type => AnsiColor::Yellow,
                Tint::Function | Tint::Name => AnsiColor::Cyan,
                Tint::Removed => AnsiColor::Red,
            }),
        }
    }
}

/// How the text of a note looks.
fn words(face: Face) -> Style {
    let mut style = Style::new();
    if face.has(Face::STRONG) {
        style = style.bold();
    }
    if face.has(Face::EMPHASIS) {
        style = style.italic();
    }
    if face.has(Face::STRUCK) {
        style = style.strikethrough();
    }
    if face.has(Face::LINK) {
        style = style.underline();
    }
    let colour = if face.has(Face::CODE) {
        AnsiColor::Yellow
    } else if face.has(Face::LINK) {
        AnsiColor::Cyan
    } else if face.has(Face::IMAGE) {
        AnsiColor::BrightBlack
    } else {
        return style;
    };
    style.fg_color(Some(colour.into()))
}

/// One line, or one cell of a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line(Vec<(Role, Shown)>);

impl Line {
    /// A line of one piece.
    pub(crate) fn of(role: Role, text: impl Into<Shown>) -> Self {
        Self(vec![(role, text.into())])
    }

    /// An ordinary line.
    pub(crate) fn plain(text: impl Into<Shown>) -> Self {
        Self::of(Role::Plain, text)
    }

    /// The same with a further piece.
    #[must_use]
    pub(crate) fn and(mut self, role: Role, text: impl Into<Shown>) -> Self {
        self.0.push((role, text.into()));
        self
    }

    /// Its width in cells.
    pub(crate) fn width(&self) -> usize {
        self.0.iter().map(|(_, text)| text.width()).sum()
    }

    /// The same with another line behind it.
    #[must_use]
    pub(crate) fn append(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Its text.
    pub(crate) fn text(&self) -> String {
        self.0.iter().map(|(_, text)| text.as_str()).collect()
    }

    /// Broken into lines of at most `cells`, in the role of its first piece.
    pub(crate) fn wrap(&self, cells: usize) -> Vec<Self> {
        let Some((role, _)) = self.0.first() else {
            return vec![Self::default()];
        };
        let whole: String = self.0.iter().map(|(_, text)| text.as_str()).collect();
        let lines = Shown::from(whole).wrap(cells, 0);
        lines
            .into_iter()
            .map(|line| Self::of(*role, line))
            .collect()
    }

    /// Cut to at most `cells`.
    #[must_use]
    pub(crate) fn cut(self, cells: usize) -> Self {
        if self.width() <= cells {
            return self;
        }
        let mut left = cells;
        let mut pieces = Vec::new();
        for (role, text) in self.0 {
            let width = text.width();
            if width > left || left == 0 {
                pieces.push((role, text.truncate(left)));
                break;
            }
            left -= width;
            pieces.push((role, text));
        }
        Self(pieces)
    }
}

impl From<&str> for Line {
    fn from(text: &str) -> Self {
        Self::plain(text)
    }
}

impl From<String> for Line {
    fn from(text: String) -> Self {
        Self::plain(text)
    }
}

/// When to colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Colour {
    /// On a terminal, as `NO_COLOR`, `CLICOLOR_FORCE` and `CLICOLOR` say
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Colour {
    /// Whether to colour what goes to a stream that is a terminal or not.
    pub(crate) fn is_on(self, terminal: bool) -> bool {
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto if set("NO_COLOR") => false,
            Self::Auto => {
                let forced = std::env::var_os("CLICOLOR_FORCE");
                let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
                let unwanted = std::env::var_os("CLICOLOR").is_some_and(|value| value == "0");
                forced.is_some_and(|value| !value.is_empty() && value != "0")
                    || (terminal && !dumb && !unwanted)
            }
        }
    }

    /// What arguments say of it that may not all be right: for help and for
    /// errors, which come before the arguments are read.
    pub(crate) fn among(args: &[std::ffi::OsString]) -> Self {
        let mut found = Self::Auto;
        let mut args = args.iter().skip(1).map(|arg| arg.to_string_lossy());
        while let Some(arg) = args.next() {
            let when = match arg.as_ref() {
                "--" => break,
                "--color" => args.next(),
                arg => arg.strip_prefix("--color=").map(|it| it.to_owned().into()),
            };
            found = match when.as_deref() {
                Some("always") => Self::Always,
                Some("never") => Self::Never,
                Some("auto") => Self::Auto,
                _ => found,
            };
        }
        found
    }
}

/// What a command prints, collected and written at once.
#[derive(Debug)]
pub(crate) struct Paper {
    width: Option<usize>,
    colour: bool,
    ascii: bool,
    /// Whether what is longer than the screen goes through a pager.
    paged: bool,
    text: String,
}

impl Paper {
    /// Paper for the standard output: as wide as its terminal; into a pipe, as
    /// wide as it needs, unless `$COLUMNS` says otherwise.
    pub(crate) fn new(colour: Colour, ascii: bool) -> Self {
        let terminal = io::stdout().is_terminal();
        Self {
            width: width(terminal),
            colour: colour.is_on(terminal),
            ascii,
            paged: false,
            text: String::new(),
        }
    }

    /// How wide lines may be; `None` if they need not end.
    pub(crate) fn width(&self) -> Option<usize> {
        self.width
    }

    /// Whether roles show.
    pub(crate) fn has_colour(&self) -> bool {
        self.colour
    }

    /// Leaves out all colours and marks of emphasis.
    pub(crate) fn without_colour(&mut self) {
        self.colour = false;
    }

    /// Sends the text through a pager if the screen is too small for it.
    pub(crate) fn paged(&mut self) {
        self.paged = true;
    }

    /// Prints a line, cut to the width.
    pub(crate) fn line(&mut self, line: impl Into<Line>) {
        let mut line = line.into();
        if let Some(width) = self.width {
            line = line.cut(width);
        }
        for (role, text) in &line.0 {
            let drawn = if self.ascii {
                ascii(text)
            } else {
                text.as_str().into()
            };
            let style = role.style();
            if self.colour && style != Style::new() && !drawn.trim().is_empty() {
                self.text.push_str(&style.render().to_string());
                self.text.push_str(&drawn);
                self.text.push_str(&style.render_reset().to_string());
            } else {
                self.text.push_str(&drawn);
            }
        }
        self.text.truncate(self.text.trim_end_matches(' ').len());
        self.text.push('\n');
    }

    /// Prints a line as it is, neither cut nor trimmed: for a place whose width
    /// is not the terminal's.
    pub(crate) fn whole(&mut self, text: &str) {
        let text = Shown::line(text);
        if self.ascii {
            self.text.push_str(&ascii(&text));
        } else {
            self.text.push_str(&text);
        }
        self.text.push('\n');
    }

    /// Prints an empty line, unless nothing or one stands above it.
    pub(crate) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// Prints a gap and a heading.
    pub(crate) fn heading(&mut self, text: impl Into<Shown>) {
        self.gap();
        self.line(Line::of(Role::Strong, text));
    }

    /// Prints prose, `indent` cells in, broken into lines where the width is
    /// limited.
    pub(crate) fn prose(&mut self, role: Role, indent: usize, text: impl Into<Shown>) {
        let text = text.into();
        let lines = match self.width {
            Some(width) => text.wrap(width.saturating_sub(indent), 0),
            None => vec![text],
        };
        for line in lines {
            self.line(Line::plain(" ".repeat(indent)).and(role, line));
        }
    }

    /// Prints a table.
    pub(crate) fn table(&mut self, table: Table) {
        for row in table.rows(self.width) {
            self.line(row);
        }
    }

    /// Prints `{"schema":1,"<view>":…}`. What could act on a terminal is escaped.
    pub(crate) fn json<T: Serialize>(&mut self, view: &str, value: &T) -> Result<(), Failure> {
        let written = serde_json::to_string(value)
            .map_err(|error| Failure::new(format!("cannot write JSON: {error}")))?;
        self.text.push_str("{\"schema\":1,\"");
        self.text.push_str(view);
        self.text.push_str("\":");
        self.text.push_str(&text::json(&written));
        self.text.push_str("}\n");
        Ok(())
    }

    /// Adds text that was rendered elsewhere, line by line.
    pub(crate) fn lines<'a>(&mut self, lines: impl IntoIterator<Item = &'a str>) {
        for line in lines {
            self.line(line);
        }
    }

    /// The text there is so far.
    pub(crate) fn text(self) -> String {
        self.text
    }

    /// Writes what there is so far to the standard output.
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        print(&std::mem::take(&mut self.text))
    }

    /// Writes what there is so far, and a question behind which the cursor
    /// stays.
    pub(crate) fn ask(&mut self, question: &str) -> Result<(), Failure> {
        let question = Shown::line(question);
        if self.ascii {
            self.text.push_str(&ascii(&question));
        } else {
            self.text.push_str(&question);
        }
        self.flush()
    }

    /// Writes it all to the standard output.
    pub(crate) fn print(self) -> Result<(), Failure> {
        if self.paged && pager::show(&self.text) {
            return Ok(());
        }
        print(&self.text)
    }
}

/// How wide the standard output is, where that is known.
fn width(terminal: bool) -> Option<usize> {
    let columns = || std::env::var("COLUMNS").ok()?.parse().ok();
    if terminal { terminal_width() } else { None }
        .or_else(columns)
        .map(|width: usize| width.clamp(20, 1_000))
}

/// How wide help may be: as clap has it where nothing is known.
pub(super) fn help_width(terminal: bool) -> usize {
    width(terminal).unwrap_or(100)
}

/// Writes to the standard output; a reader that has gone is a silent failure.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
        .map_err(|error| match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::broken_pipe(),
            _ => Failure::new(format!("cannot write to the standard output: {error}")),
        })
}

/// Writes a line to the standard error; when that fails, nobody can be told.
pub(crate) fn complain(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// The same line with `error:` and `hint:` as clap colours them.
pub(crate) fn lead(line: &str) -> String {
    let word = |word: &str, style: Style| {
        let rest = line.strip_prefix(word)?;
        Some(format!("{style}{word}{style:#}{rest}"))
    };
    let red = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
    let cyan = Style::new().fg_color(Some(AnsiColor::Cyan.into()));
    word("error:", red)
        .or_else(|| word("hint:", cyan))
        .unwrap_or_else(|| line.to_owned())
}

#[cfg(unix)]
fn terminal_width() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
    (size.ws_col > 0).then_some(usize::from(size.ws_col))
}

#[cfg(not(unix))]
fn terminal_width() -> Option<usize> {
    crossterm::terminal::size()
        .ok()
        .map(|(columns, _)| usize::from(columns))
}
