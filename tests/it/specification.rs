//! The examples of the `CommonMark` and GFM specifications, as the parser's own
//! tests have them: its package carries them, so that they need not be copied.

#![allow(
    clippy::string_slice,
    reason = "all places are those of ASCII characters; a test may panic"
)]

use std::{fmt::Write as _, path::PathBuf, process::Command};

use html5gum::{Token, Tokenizer};
use mastery::{
    reader::{Document, Layout},
    text::{portable, sanitise},
};

/// A text, and what a browser would be given.
struct Example {
    name: String,
    source: String,
    html: String,
}

/// Where the tests of the parser are that this program is built with.
fn suite() -> PathBuf {
    let tool = |variable: &str, name: &str| {
        Command::new(std::env::var_os(variable).unwrap_or_else(|| name.into()))
    };
    let compiler = tool("RUSTC", "rustc").arg("-vV").output().unwrap();
    let compiler = String::from_utf8(compiler.stdout).unwrap();
    let mut lines = compiler.lines();
    let host = lines.find_map(|it| it.strip_prefix("host: ")).unwrap();
    // What other systems need may not have been fetched.
    let said = tool("CARGO", "cargo")
        .args(["metadata", "--format-version", "1", "--offline", "--locked"])
        .args(["--filter-platform", host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        said.status.success(),
        "{}",
        String::from_utf8_lossy(&said.stderr)
    );
    let said: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap();
    let packages = said["packages"].as_array().unwrap();
    let parser = packages
        .iter()
        .find(|it| it["name"] == "pulldown-cmark")
        .unwrap();
    let manifest = PathBuf::from(parser["manifest_path"].as_str().unwrap());
    manifest.with_file_name("tests").join("suite")
}

/// The raw string behind `name = ` in a test's source.
fn literal<'a>(test: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = test.split_once(&format!("let {name} = r##\""))?;
    Some(rest.split_once("\"##;")?.0)
}

fn examples(file: &str) -> Vec<Example> {
    let text = std::fs::read_to_string(suite().join(file)).unwrap();
    let tests = text.split("#[test]").skip(1);
    tests
        .map(|test| {
            let name = test.split_once("fn ").unwrap().1.split_once('(').unwrap().0;
            Example {
                name: name.to_owned(),
                source: literal(test, "original").unwrap().to_owned(),
                html: literal(test, "expected").unwrap().to_owned(),
            }
        })
        .collect()
}

/// What a browser would show, without white space.
fn text_of(html: &str) -> Vec<String> {
    let mut words = Vec::new();
    // A browser shows the number of a footnote, the reader its name.
    let mut in_footnote = false;
    for token in Tokenizer::new(html) {
        let Ok(token) = token;
        let text = match token {
            Token::StartTag(tag) if **tag.name == *b"sup" => {
                in_footnote = true;
                continue;
            }
            Token::EndTag(tag) if **tag.name == *b"sup" => {
                in_footnote = false;
                continue;
            }
            _ if in_footnote => continue,
            Token::String(text) => text.to_vec(),
            Token::StartTag(tag) if **tag.name == *b"img" => tag
                .attributes
                .get(&b"alt"[..])
                .map_or_else(Vec::new, |it| it.to_vec()),
            _ => continue,
        };
        let text = String::from_utf8(text).unwrap();
        words.extend(text.split_whitespace().map(|word| {
            let clean = sanitise(word);
            portable(&clean).into_owned()
        }));
    }
    words
}

/// What the reader shows, without white space.
fn shown(source: &str, width: usize) -> String {
    let document = Document::parse(source.into());
    let mut layout = Layout::new(width);
    let mut text = String::new();
    for block in 0..document.blocks().len() {
        for line in layout.lines(&document, block) {
            let line = line.text();
            assert!(!line.contains(char::is_control), "{line:?}");
            text.extend(line.chars().filter(|it| !it.is_whitespace()));
        }
    }
    text
}

/// Examples whose words do not all come in their order, and those words.
fn missing(examples: &[Example]) -> String {
    let mut missing = String::new();
    for example in examples {
        for width in [1, 12] {
            shown(&example.source, width);
        }
        let shown = shown(&example.source, 2_000);
        let mut rest = shown.as_str();
        for word in text_of(&example.html) {
            if let Some((_, after)) = rest.split_once(&word) {
                rest = after;
            } else {
                let name = &example.name;
                writeln!(missing, "{name}: {word:?} is not in {shown:?}").unwrap();
                break;
            }
        }
    }
    missing
}

#[test]
fn every_example_of_commonmark_shows_its_text() {
    let examples = examples("spec.rs");
    assert!(examples.len() > 600, "{}", examples.len());
    insta::assert_snapshot!(missing(&examples), @"");
}

#[test]
fn every_example_of_gfm_shows_its_text() {
    let files = ["gfm_table.rs", "gfm_strikethrough.rs", "gfm_tasklist.rs"];
    let all: Vec<Example> = files.into_iter().flat_map(examples).collect();
    assert!(all.len() >= 14, "{}", all.len());
    insta::assert_snapshot!(missing(&all), @"");
}

#[test]
fn so_does_every_example_of_what_goes_beyond_them() {
    let files = [
        "table.rs",
        "footnotes.rs",
        "blockquotes_tags.rs",
        "strikethrough.rs",
        "definition_lists.rs",
        "regression.rs",
    ];
    let all: Vec<Example> = files.into_iter().flat_map(examples).collect();
    assert!(all.len() > 200, "{}", all.len());
    insta::assert_snapshot!(missing(&all), @"");
}
