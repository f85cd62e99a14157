//! What people write that Markdown does not know.

/// Characters that people type as bullets.
const BULLETS: [char; 6] = ['•', '◦', '▪', '‣', '●', '○'];

/// The rest of a line behind its bullet, if it begins with one that Markdown
/// does not know.
pub(super) fn behind_bullet(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix(BULLETS)?;
    rest.starts_with([' ', '\t', '\u{a0}'])
        .then(|| rest.trim_start())
}

/// Whether any line of a text begins with such a bullet.
pub(super) fn has_bullets(text: &str) -> bool {
    !text.is_ascii() && text.lines().any(|it| behind_bullet(it).is_some())
}

/// Whether all lines of a text begin with such a bullet.
pub(super) fn is_list(text: &str) -> bool {
    let mut lines = text.lines().filter(|it| !it.trim().is_empty());
    has_bullets(text) && lines.all(|it| behind_bullet(it).is_some())
}

/// How many cells a line is set in by.
pub(super) fn indent_of(line: &str) -> usize {
    let spaces = line.chars().take_while(|it| matches!(it, ' ' | '\t'));
    spaces.map(|it| if it == '\t' { 4 } else { 1 }).sum()
}

/// Question and answer of a card as the spaced-repetition plugin of Obsidian
/// writes it: `Question?::Answer`, on one line.
pub(super) fn card(text: &str) -> Option<(&str, &str)> {
    let (question, answer) = text.split_once("?::")?;
    let whole = !answer.starts_with([':', ' ']) && !answer.is_empty() && !answer.contains("::");
    let question = text.get(..=question.len())?;
    whole.then_some((question, answer))
}

/// Whether a line is nothing but dashes, and meant as a rule.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    // Those of ASCII are Markdown's affair.
    let dashes = |c| matches!(c, '⸻' | '⸺' | '—' | '–' | '―' | '─' | '━' | '═');
    let dashes = line.chars().all(dashes);
    dashes && (line.contains(['⸻', '⸺']) || line.chars().count() >= 3)
}

/// Whether any line of a text is such a rule.
pub(super) fn has_rule(text: &str) -> bool {
    !text.is_ascii() && text.lines().any(is_rule)
}

/// Whether the lines of a paragraph are to stay lines: they are set in, or look
/// like code that nobody fenced, or begin with bullets, or are columns.
pub(super) fn keeps_lines(paragraph: &str) -> bool {
    let lines = || paragraph.lines();
    if lines().nth(1).is_none() {
        return false;
    }
    let set_in = |line: &str| line.starts_with('\t') || line.starts_with("  ");
    lines().skip(1).any(set_in)
        || is_code(paragraph)
        || lines().all(|it| it.contains('\t'))
        || has_rule(paragraph)
        || has_bullets(paragraph)
}

/// Whether a paragraph looks like code.
pub(super) fn is_code(paragraph: &str) -> bool {
    paragraph.lines().any(|line| {
        let line = line.trim();
        matches!(line, "end" | "}" | "});" | "};" | ")")
            || line.starts_with("|> ")
            || line.starts_with("$ ")
            || line.starts_with("iex> ")
            || [" do", " {", ";", " ->"]
                .iter()
                .any(|it| line.ends_with(it))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bullets_of_other_programs_are_bullets() {
        assert_eq!(behind_bullet("\t•\tlinks"), Some("links"));
        assert_eq!(behind_bullet("• links"), Some("links"));
        assert_eq!(behind_bullet("•links"), None);
        assert_eq!(behind_bullet("- links"), None);
    }

    #[test]
    fn a_card_is_a_question_and_its_answer() {
        assert_eq!(card("Why?::So."), Some(("Why?", "So.")));
        assert_eq!(card("Why? So."), None);
        assert_eq!(card("<<x?::8>> :: a"), None);
        assert_eq!(card("Why?::"), None);
    }

    #[test]
    fn a_long_dash_is_a_rule() {
        assert!(is_rule("⸻"));
        assert!(is_rule("———"));
        assert!(!is_rule("—"));
        assert!(!is_rule("– and –"));
    }

    #[test]
    fn code_that_nobody_fenced_keeps_its_lines() {
        assert!(keeps_lines("defmodule A do\n  def b, do: 1\nend"));
        assert!(keeps_lines("list\n|> Enum.map(f)"));
        assert!(!keeps_lines(
            "A sentence that is\nbroken in the file, and at the\nend of the line."
        ));
        assert!(!keeps_lines("one line do"));
    }
}
