//! Which words of code are what.

use std::{ops::Range, sync::OnceLock};

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use super::{
    document::{Block, Document, Shape},
    face::Tint,
};

/// How much code of one note is looked at; what comes after stays plain.
const MOST: usize = 400 * 1024;
/// How long a line of code may be; longer ones are no code that is read.
const LONGEST: usize = 2_000;

/// A word of code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paint {
    /// The part of the block's text.
    pub range: Range<usize>,
    /// What it is.
    pub tint: Tint,
}

/// Whether there is code in a note whose words may have colours.
pub fn is_paintable(document: &Document) -> bool {
    let code = |block: &Block| matches!(&block.shape, Shape::Code(code) if token(&code.language).is_some());
    document.blocks.iter().any(code)
}

/// Says which words of the code in a note are what, block by block. Slow:
/// it reads the grammars, which takes some ten milliseconds.
pub fn paint(document: &Document) -> Vec<(usize, Vec<Paint>)> {
    let mut painted = Vec::new();
    if !is_paintable(document) {
        return painted;
    }
    // Read anew each time: kept, the grammars would take 19 MB for as long as
    // the program runs.
    let syntaxes = &two_face::syntax::extra_newlines();
    let mut state: Option<(ParseState, ScopeStack)> = None;
    let mut left = MOST;
    for (block, it) in document.blocks.iter().enumerate() {
        let Shape::Code(code) = &it.shape else {
            continue;
        };
        if code.first {
            let syntax = syntax_of(syntaxes, &code.language);
            state = syntax.map(|it| (ParseState::new(it), ScopeStack::new()));
        }
        let Some((parse, scopes)) = &mut state else {
            continue;
        };
        let Some(rest) = left.checked_sub(it.text.len()) else {
            break;
        };
        left = rest;
        let paints = paint_code(syntaxes, parse, scopes, &it.text);
        if !paints.is_empty() {
            painted.push((block, paints));
        }
    }
    painted
}

fn syntax_of<'s>(syntaxes: &'s SyntaxSet, language: &str) -> Option<&'s SyntaxReference> {
    syntaxes.find_syntax_by_token(token(language)?)
}

/// What a grammar is looked for by; `None` where there is nothing to colour.
fn token(language: &str) -> Option<&str> {
    Some(match language {
        "" | "text" | "txt" | "plain" | "mermaid" => return None,
        "iex" | "heex" | "eex" => "elixir",
        "console" | "shell" | "shell-session" | "terminal" => "sh",
        "jsonc" | "json5" => "json",
        "patch" => "diff",
        other => other,
    })
}

fn paint_code(
    syntaxes: &SyntaxSet,
    parse: &mut ParseState,
    scopes: &mut ScopeStack,
    text: &str,
) -> Vec<Paint> {
    let mut paints: Vec<Paint> = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        let line_start = start;
        start += line.len() + 1;
        if line.len() > LONGEST {
            continue;
        }
        let with_end = format!("{line}\n");
        let Ok(changes) = parse.parse_line(&with_end, syntaxes) else {
            return paints;
        };
        let mut from = 0;
        for (at, change) in changes {
            add(
                &mut paints,
                line_start + from..line_start + at.min(line.len()),
                scopes,
            );
            if scopes.apply(&change).is_err() {
                return paints;
            }
            from = at.min(line.len());
        }
        add(
            &mut paints,
            line_start + from..line_start + line.len(),
            scopes,
        );
    }
    paints
}

fn add(paints: &mut Vec<Paint>, range: Range<usize>, scopes: &ScopeStack) {
    if range.is_empty() {
        return;
    }
    let Some(tint) = scopes.as_slice().iter().rev().find_map(|it| tint(*it)) else {
        return;
    };
    match paints.last_mut() {
        Some(last) if last.tint == tint && last.range.end == range.start => {
            last.range.end = range.end;
        }
        _ => paints.push(Paint { range, tint }),
    }
}

/// The tints of scopes, the first that begins so counts.
const TINTS: [(&str, Tint); 24] = [
    ("comment", Tint::Comment),
    ("punctuation.definition.comment", Tint::Comment),
    ("string", Tint::Text),
    ("punctuation.definition.string", Tint::Text),
    ("constant", Tint::Constant),
    ("punctuation.definition.constant", Tint::Constant),
    ("markup.inserted", Tint::Added),
    ("markup.deleted", Tint::Removed),
    ("meta.diff.header", Tint::Comment),
    ("keyword.operator", Tint::Keyword),
    ("keyword", Tint::Keyword),
    ("storage.type.function", Tint::Keyword),
    ("storage", Tint::Keyword),
    ("entity.name.function", Tint::Function),
    ("entity.name.tag", Tint::Keyword),
    ("entity.name", Tint::Type),
    ("entity.other.attribute-name", Tint::Name),
    ("entity.other.inherited-class", Tint::Type),
    ("support.function", Tint::Function),
    ("support.type.property-name", Tint::Name),
    ("support", Tint::Type),
    ("variable.function", Tint::Function),
    ("variable.other.constant", Tint::Type),
    ("variable.other.readwrite.module", Tint::Name),
];

fn tint(scope: Scope) -> Option<Tint> {
    static SCOPES: OnceLock<Vec<(Scope, Tint)>> = OnceLock::new();
    let scopes = SCOPES.get_or_init(|| {
        let known = TINTS.iter();
        known
            .filter_map(|(name, tint)| Some((Scope::new(name).ok()?, *tint)))
            .collect()
    });
    let mut known = scopes.iter();
    known
        .find(|(prefix, _)| prefix.is_prefix_of(scope))
        .map(|(_, tint)| *tint)
}
