//! What the words of code are, on its way from one process to another.

use std::fmt::Write;

use super::{face::Tint, paint::Paint};

/// The last line: without it, something is missing.
const END: &str = "end";

/// Writes down what words are, a line each: block, first byte, end, tint.
pub fn write_painted(painted: &[(usize, Vec<Paint>)]) -> String {
    let mut lines = String::new();
    for (block, paints) in painted {
        for paint in paints {
            let tint = Tint::ALL.iter().position(|it| *it == paint.tint);
            let (start, end) = (paint.range.start, paint.range.end);
            // Nothing fails that is written into memory.
            let _ = writeln!(lines, "{block} {start} {end} {}", tint.unwrap_or_default());
        }
    }
    lines.push_str(END);
    lines.push('\n');
    lines
}

/// Reads what [`write_painted`] wrote; `None` if that is not all of it.
pub fn read_painted(text: &str) -> Option<Vec<(usize, Vec<Paint>)>> {
    let mut painted: Vec<(usize, Vec<Paint>)> = Vec::new();
    let mut lines = text.lines();
    loop {
        let line = lines.next()?;
        if line == END {
            return lines.next().is_none().then_some(painted);
        }
        let mut numbers = line.split(' ').map(|number| number.parse::<usize>().ok());
        let mut number = || numbers.next().flatten();
        let (block, start, end) = (number()?, number()?, number()?);
        let tint = *Tint::ALL.get(number()?)?;
        let range = start..end;
        let paint = Paint { range, tint };
        match painted.last_mut() {
            Some((last, paints)) if *last == block => paints.push(paint),
            _ => painted.push((block, vec![paint])),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::{Document, paint};

    #[test]
    fn what_is_written_is_read_and_half_of_it_is_nothing() {
        let note =
            "```elixir\ndef go(a), do: {:ok, \"é\", 1} # on\n```\n\n```diff\n+ a\n- b\n```\n";
        let painted = paint(&Document::parse(note.into()));
        assert!(painted.len() == 2, "{painted:?}");
        let text = write_painted(&painted);
        assert_eq!(read_painted(&text), Some(painted));
        let (half, _) = text.split_at(text.len() / 2);
        assert_eq!(read_painted(half), None);
        assert_eq!(read_painted(""), None);
        assert_eq!(read_painted("1 2 3 99\nend\n"), None);
        assert_eq!(read_painted("words of another program\nend\n"), None);
        assert_eq!(read_painted("end\n"), Some(Vec::new()));
    }
}
