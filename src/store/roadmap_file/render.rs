//! A problem as text.

use std::fmt::Write;

use unicode_segmentation::UnicodeSegmentation;

use crate::{
    domain::problem::{Problem, Spot},
    text::{Shown, width},
};

/// Words a problem, with the line it is in and a mark beneath.
///
/// ```text
/// roadmap.toml:3:1: unknown key `sumary` in the roadmap
///   3 | sumary = "…"
///     | ^^^^^^
///     did you mean `summary`?
/// ```
pub fn render(problem: &Problem) -> String {
    let mut text = String::new();
    let _ = render_to(problem, &mut text);
    text
}

fn render_to(problem: &Problem, out: &mut String) -> std::fmt::Result {
    let mut margin = 2;
    if let Some(spot) = &problem.spot {
        write!(
            out,
            "{}:{}:{}: ",
            visible(&spot.file),
            spot.line,
            spot.column
        )?;
    }
    writeln!(out, "{}", visible(&problem.message))?;
    if let Some(spot) = &problem.spot {
        let number = spot.line.to_string();
        margin += number.len() + 3;
        let (line, before, marked) = laid_out(spot);
        writeln!(out, "  {number} | {line}")?;
        let gutter = " ".repeat(number.len());
        writeln!(
            out,
            "  {gutter} | {}{}",
            " ".repeat(before),
            "^".repeat(marked)
        )?;
    }
    let margin = " ".repeat(margin);
    if let Some(expected) = &problem.expected {
        writeln!(out, "{margin}expected {}", visible(expected))?;
    }
    if let Some(nearest) = &problem.nearest {
        writeln!(out, "{margin}did you mean `{}`?", visible(nearest))?;
    }
    if let Some(key) = &problem.key {
        writeln!(out, "{margin}finding `{}`", visible(key))?;
    }
    Ok(())
}

/// The line as it is shown, the cells before the spot and those of it.
fn laid_out(spot: &Spot) -> (String, usize, usize) {
    let mut shown = String::new();
    let (mut before, mut marked) = (0, 0);
    let mut at = 0;
    for cluster in spot.text.graphemes(true) {
        let visible = visible(cluster);
        let cells = width(&visible);
        if at < spot.before {
            before += cells;
        } else if at < spot.before + spot.len {
            marked += cells;
        }
        at += cluster.chars().count();
        shown.push_str(&visible);
    }
    (shown.trim_end().to_owned(), before, marked.max(1))
}

/// Makes a text harmless to a terminal: what would act shows as a symbol.
fn visible(text: &str) -> String {
    Shown::line(text).into_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::problem::{Lines, Severity};

    fn marked(source: &str, what: &str) -> String {
        let at = source.find(what).unwrap();
        let spot = Lines::new(source).spot("f", at..at + what.len());
        render(&Problem::new(Severity::Degrading, "no").at(spot))
    }

    #[test]
    fn the_mark_stands_under_the_spot() {
        assert_eq!(
            marked("ab = 1", "= "),
            "f:1:4: no\n  1 | ab = 1\n    |    ^^\n"
        );
    }

    #[test]
    fn tabs_and_wide_characters_do_not_shift_the_mark() {
        let text = marked("\t日本 = é\u{301} x", "x");
        let lines: Vec<_> = text.lines().collect();
        let line = lines[1].split_once('x').unwrap().0;
        let mark = lines[2].split_once('^').unwrap().0;
        assert_eq!(width(line), width(mark));
        assert_eq!(lines[0], "f:1:10: no");
        assert_eq!(marked("日本", "本"), "f:1:2: no\n  1 | 日本\n    |   ^^\n");
    }

    #[test]
    fn nothing_that_acts_on_a_terminal_is_left() {
        let source = "a\u{1b}[2J\u{9b}1m\u{202e}x\u{200b}=1 # \u{7}";
        let spot = Lines::new(source).spot(source, 0..3);
        let problem = Problem::new(Severity::Fatal, source)
            .at(spot)
            .expecting(source);
        let text = render(&problem.near(Some(source.into())).keyed(source));
        let acts = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202e}' | '\u{200b}');
        assert!(!text.contains(acts), "{text:?}");
        assert!(text.contains('␛'));
    }
}
