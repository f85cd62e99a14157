//! Texts that were made to hang or to break a reader.

use std::{fmt::Write as _, sync::mpsc, thread, time::Duration};

use rstest::rstest;

use super::lines_of;
use crate::reader::{Anchor, Document, Layout, Needle, Place, Shape, paint};

/// What no text may take; a debug build on a busy machine is slow.
const PATIENCE: Duration = Duration::from_secs(30);

/// Reads a text as the program does; returns how many lines it has.
fn read(source: String) -> usize {
    let (say, hear) = mpsc::channel();
    // A stack as small as any thread's, to catch what nests without end.
    let reading = move || {
        let document = Document::parse(source.into());
        let lines = lines_of(&document, 80).len();
        lines_of(&document, 9);
        let mut layout = Layout::new(80);
        let bottom = layout.bottom(&document, 40);
        let anchor = Anchor::of(&document, &mut layout, bottom);
        anchor.find(&document, &mut layout);
        layout.moved(&document, Place::default(), 1_000);
        Needle::new("a").unwrap().hits(&document);
        say.send(lines).unwrap();
    };
    let small = thread::Builder::new().stack_size(1 << 20);
    let thread = small.spawn(reading).unwrap();
    let lines = hear.recv_timeout(PATIENCE);
    let Ok(lines) = lines else {
        assert!(!thread.is_finished(), "it broke");
        panic!("it hangs");
    };
    thread.join().unwrap();
    lines
}

#[rstest]
#[case::quotations("> ", 20_000)]
#[case::lists("- ", 10_000)]
#[case::numbers("1. ", 10_000)]
#[case::boxes("- [ ] ", 5_000)]
#[case::mixed("> - ", 5_000)]
#[case::emphasis("*a ", 50_000)]
#[case::emphasis_both("*a_ ", 50_000)]
#[case::strong("**", 50_000)]
#[case::strong_words("**a ", 50_000)]
#[case::ends_of_emphasis("a* ", 50_000)]
#[case::back_ticks("`", 50_000)]
#[case::code_never_closed("`a", 50_000)]
#[case::brackets("[", 50_000)]
#[case::closing("]", 50_000)]
#[case::brackets_of_images("![[", 50_000)]
#[case::links("[a](", 50_000)]
#[case::angle_links("[a](<b", 50_000)]
#[case::nested_links("[ (](", 50_000)]
#[case::comments("<!--", 50_000)]
#[case::instructions("<?", 50_000)]
#[case::declarations("<!A ", 50_000)]
#[case::data("<![CDATA[", 50_000)]
#[case::tags("<a ", 50_000)]
#[case::attributes("<a b=\"", 50_000)]
#[case::dollars("$", 50_000)]
#[case::tildes("~~", 50_000)]
#[case::struck_words("~~a ", 50_000)]
#[case::backslashes("\\", 50_000)]
#[case::ampersands("&", 50_000)]
#[case::entities("&#1;", 50_000)]
#[case::footnotes("[^a", 50_000)]
#[case::footnote_marks("[^a]", 50_000)]
#[case::bullets("• ", 50_000)]
#[case::pipes("|", 50_000)]
#[case::braces("{", 50_000)]
#[case::addresses("https://a.example/", 20_000)]
#[case::separated_addresses("http://a ", 20_000)]
#[case::colons("://", 50_000)]
#[case::tabs("\t", 50_000)]
#[case::words("word ", 50_000)]
#[case::no_break("x", 1_000_000)]
#[case::wide("漢", 100_000)]
#[case::marks("\u{301}", 50_000)]
#[case::empty_lines("\n", 200_000)]
#[case::returns("\r", 50_000)]
#[case::headings("# a\n", 20_000)]
#[case::underlines("a\n-\n", 20_000)]
#[case::rules("---\n", 50_000)]
#[case::definitions("a\n: b\n", 20_000)]
#[case::fences("```\n", 20_001)]
#[case::tables("|a|\n|-|\n", 10_000)]
#[case::footnote_definitions("[^a]: b\n\n", 10_000)]
#[case::references("[a]: b\n", 50_000)]
#[case::blocks_of_html("<div>\n\n", 10_000)]
#[case::alerts("> [!NOTE]\n\n", 10_000)]
#[case::front_matter("---\na: b\n", 20_000)]
fn a_thing_said_very_often_is_read(#[case] thing: &str, #[case] times: usize) {
    read(thing.repeat(times));
}

#[test]
fn what_nests_and_ends_again_is_read() {
    for (open, close) in [
        ("[", "]"),
        ("(", ")"),
        ("*", "*"),
        ("**a", "**"),
        ("~~", "~~"),
        ("<b>", "</b>"),
        ("[a", "](b)"),
        ("![", "](b)"),
    ] {
        read(format!("{}a{}", open.repeat(50_000), close.repeat(50_000)));
    }
}

#[test]
fn five_hundred_levels_stay_readable() {
    let mut source = String::new();
    for level in 0..500 {
        writeln!(source, "{}- level {level}", "  ".repeat(level)).unwrap();
    }
    let document = Document::parse(source.as_str().into());
    let lines = lines_of(&document, 40);
    assert_eq!(lines.len(), 500);
    for (level, (_, line)) in lines.iter().enumerate() {
        let text = line.text();
        assert!(text.ends_with(&format!("level {level}")), "{text:?}");
        assert!(text.trim_start().starts_with(['•', '◦', '▪']), "{text:?}");
    }
    read(source);
}

#[test]
fn a_reference_that_grows_is_cut_by_the_parser() {
    let source = format!("[x]: {}\n\n{}", "x".repeat(50_000), "[x]".repeat(50_000));
    read(source);
}

#[test]
fn a_huge_table_says_what_it_leaves_out() {
    let row = format!("{}|\n", "|a".repeat(2_000));
    let rule = format!("{}|\n", "|-".repeat(2_000));
    let source = format!("{row}{rule}{}", row.repeat(2_000));
    let document = Document::parse(source.as_str().into());
    let text: Vec<String> = lines_of(&document, 200)
        .iter()
        .map(|(_, line)| line.text())
        .collect();
    assert!(
        text.iter()
            .any(|it| it == "1936 more columns too many to be shown"),
        "{:?}",
        text.last()
    );
    assert!(text.len() > 2_000);
}

#[test]
fn ten_thousand_lines_of_code_are_laid_out_in_parts() {
    let code: String = (0..10_000).fold(String::new(), |mut code, line| {
        writeln!(code, "x = {line}").unwrap();
        code
    });
    let source = format!("```elixir\n{code}```\n\nAfter.\n");
    let document = Document::parse(source.as_str().into());
    assert!(document.blocks().len() > 10);
    assert_eq!(document.code(0).unwrap(), code);
    assert_eq!(document.code(7).unwrap(), code);
    let lines = lines_of(&document, 80);
    assert_eq!(lines.len(), 10_002);
    assert_eq!(lines[9_999].1.text(), "  x = 9999");
    let Shape::Code(part) = &document.blocks()[3].shape else {
        panic!("is code");
    };
    assert!(
        source
            .get(part.starts[5]..)
            .unwrap()
            .starts_with("x = 605\n")
    );
    assert_eq!(document.line_number(part.starts[5]), 607);
}

#[test]
fn a_line_of_a_megabyte_is_laid_out_in_stretches() {
    let source = "a word of *many* ".repeat(60_000);
    let document = Document::parse(source.as_str().into());
    assert!(document.blocks().len() > 20);
    let text: String = lines_of(&document, 80)
        .iter()
        .map(|(_, line)| line.text() + " ")
        .collect();
    let words = text.split_whitespace().count();
    assert_eq!(words, 4 * 60_000);
}

#[test]
fn code_that_was_made_to_hang_is_painted() {
    for code in ["\"#{", "'", "(", "/*", "<<~", "${", "&", "a: "] {
        for language in ["elixir", "sh", "yaml", "js", "sql"] {
            let line = code.repeat(400);
            let source = format!("```{language}\n{line}\n{line}\n```\n");
            paint(&Document::parse(source.into()));
        }
    }
}
