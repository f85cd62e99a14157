//! What each kind of thing looks like.

use rstest::rstest;

use super::{lines_of, shown};
use crate::reader::{Document, Face, Part, Shape, Target, Tint, paint};

#[test]
fn headings_paragraphs_and_looks() {
    let note = "# One\n\nSome *soft*, **hard** and ~~gone~~ `code`\nover two lines.  \nA break.\n\n## Two\ntext\n";
    insta::assert_snapshot!(shown(note, 30), @r"
    One
    ━━━

    Some soft, hard and gone code
    over two lines.
    A break.

    Two

    text
    ");
}

/// The pieces of the lines that are in a part that fits.
fn pieces(source: &str, fits: impl Fn(Part, Face) -> bool) -> Vec<String> {
    let document = Document::parse(source.into());
    let lines = lines_of(&document, 80).into_iter();
    let spans = lines.flat_map(|(_, line)| line.spans);
    let spans = spans.filter(|it| fits(it.part, it.face));
    spans.map(|it| it.text).collect()
}

#[rstest]
#[case("a *b* c", Face::EMPHASIS, &["b"])]
#[case("a __b *c*__ d", Face::STRONG, &["b ", "c"])]
#[case("~~a **b**~~ c", Face::STRUCK, &["a ", "b"])]
#[case("`a` ``b ` c``", Face::CODE, &["a", "b ` c"])]
#[case("[a](b.md) https://x.example/y. <c@d.example>", Face::LINK, &["a", "https://x.example/y", "c@d.example"])]
#[case("![a *b*](c.png)", Face::IMAGE, &["▣ a ", "b", " (c.png)"])]
#[case("![](data:image/png;base64,AAAA)", Face::IMAGE, &["▣ ", "(data:image/png;base64,…)"])]
fn looks_are_kept(#[case] source: &str, #[case] face: Face, #[case] expected: &[&str]) {
    assert_eq!(pieces(source, |_, it| it.has(face)), expected);
}

#[test]
fn a_box_knows_its_place_its_item_and_its_block() {
    let note = "- [ ] a <!-- id: one -->\n  note below\n- [X] b\n  1. [x] c\n\n     <!-- id: three -->\n* x\n";
    let document = Document::parse(note.into());
    let tasks: Vec<_> = document
        .tasks()
        .iter()
        .map(|it| {
            (
                it.ticked,
                it.item.as_deref(),
                document.blocks()[it.block].text.as_str(),
            )
        })
        .collect();
    let expected = [
        (false, Some("one"), "a \nnote below"),
        (true, None, "b"),
        (true, Some("three"), "c"),
    ];
    assert_eq!(tasks, expected);
    let boxes = pieces(note, |part, _| matches!(part, Part::Box(_)));
    assert_eq!(boxes, ["☐ ", "☑ ", "☑ "]);
}

#[test]
fn links_lead_to_places() {
    let note = "# Top\n\n[a](#top) [b](x.md#y) [c](https://x.example) d[^n]\n\n[^n]: note [e](mailto:a@b.example)\n";
    let document = Document::parse(note.into());
    let targets: Vec<_> = document
        .links()
        .iter()
        .map(|it| it.target.clone())
        .collect();
    let expected = [
        Target::Here("top".to_owned()),
        Target::Note("x.md".to_owned(), Some("y".to_owned())),
        Target::Web("https://x.example/".to_owned()),
        Target::Block(2),
        Target::Web("mailto:a@b.example".to_owned()),
    ];
    assert_eq!(targets, expected);
    assert_eq!(document.block_of_slug("Top"), Some(0));
    for link in document.links() {
        assert!(document.blocks()[link.block].source.contains(&link.source));
    }
}

#[test]
fn a_place_in_the_text_is_one_in_the_source() {
    let note = "> one &amp; two\n> *three* four\n\n| a | bb |\n|---|----|\n| c | dd `e` |\n\n- ```\n  x\n  y\n  ```\n";
    let document = Document::parse(note.into());
    for word in ["one", "three", "four", "a", "bb", "c", "dd", "e", "x", "y"] {
        let blocks = document.blocks().iter().enumerate();
        let mut found = blocks.filter_map(|(block, it)| Some((block, it.text.find(word)?)));
        // Short words are in longer ones.
        let hit = found.any(|(block, at)| {
            let place = document.source_of(block, at);
            note.get(place..).is_some_and(|it| it.starts_with(word))
        });
        assert!(hit, "{word}");
    }
}

#[test]
fn headings_of_one_name_have_slugs_of_their_own() {
    let document = Document::parse("# A b\n## A b\n# C {#own}\n# A b\n".into());
    let slugs: Vec<_> = document
        .headings()
        .iter()
        .map(|it| it.slug.as_str())
        .collect();
    assert_eq!(slugs, ["a-b", "a-b-1", "own", "a-b-2"]);
}

#[test]
fn a_table_that_is_too_wide_is_read_row_by_row() {
    let note =
        "| Name | Kind | Meaning |\n|:--|:-:|--:|\n| one | a | the first of all |\n| two | b | |\n";
    insta::assert_snapshot!(shown(note, 40), @r"
    Name │ Kind │          Meaning
    ─────┼──────┼─────────────────
    one  │  a   │ the first of all
    two  │  b   │
    ");
    insta::assert_snapshot!(shown(note, 25), @r"
    Name │ Kind │     Meaning
    ─────┼──────┼────────────
    one  │  a   │   the first
         │      │      of all
    two  │  b   │
    ");
    insta::assert_snapshot!(shown(note, 18), @r"
    Name
      one
    Kind
      a
    Meaning
      the first of all
    ────────────
    Name
      two
    Kind
      b
    Meaning
    ");
}

#[test]
fn what_is_no_paragraph_keeps_lists_tight() {
    let note = "- ```\n  a\n  ```\n- # b\n- > c\n";
    insta::assert_snapshot!(shown(note, 40), @r"
    •   a
    • b
      ━

    • ▌ c
    ");
}

#[test]
fn words_in_angle_brackets_are_no_elements() {
    assert_eq!(
        shown("mix new <name> and <b>bold</b> <br/>x", 40),
        "mix new <name> and bold\nx\n"
    );
}

/// The words of code that have a tint.
fn tinted(language: &str, code: &str, tint: Tint) -> Vec<String> {
    let document = Document::parse(format!("```{language}\n{code}\n```\n").into());
    let painted = paint(&document);
    let all = painted.into_iter().flat_map(|(block, paints)| {
        let text = &document.blocks()[block].text;
        let paints = paints.into_iter().filter(move |it| it.tint == tint);
        paints.map(move |it| text.get(it.range).unwrap().to_owned())
    });
    all.collect()
}

#[rstest]
#[case("elixir", "def f(x), do: :ok # c", Tint::Comment, "# c")]
#[case("ex", "def f(x), do: :ok # c", Tint::Keyword, "def")]
#[case("iex", "x = \"a\"", Tint::Text, "\"a\"")]
#[case("erlang", "f() -> ok. % c", Tint::Comment, "% c")]
#[case("sh", "echo 'a' # c", Tint::Text, "'a'")]
#[case("console", "# c", Tint::Comment, "# c")]
#[case("bash", "if true; then", Tint::Keyword, "if")]
#[case("yaml", "a: \"b\" # c", Tint::Text, "\"b\"")]
#[case("toml", "a = \"b\"", Tint::Text, "\"b\"")]
#[case("json", "{\"a\": 1}", Tint::Constant, "1")]
#[case("sql", "SELECT a FROM b -- c", Tint::Keyword, "SELECT")]
#[case("js", "const a = 'b'", Tint::Text, "'b'")]
#[case("javascript", "// c", Tint::Comment, "// c")]
#[case("diff", "+ a\n- b", Tint::Added, "+ a")]
#[case("diff", "+ a\n- b", Tint::Removed, "- b")]
#[case("dockerfile", "FROM a:1", Tint::Keyword, "FROM")]
#[case("Dockerfile", "# c", Tint::Comment, "# c")]
fn the_words_of_code_are_told_apart(
    #[case] language: &str,
    #[case] code: &str,
    #[case] tint: Tint,
    #[case] word: &str,
) {
    let words = tinted(language, code, tint);
    assert!(words.iter().any(|it| it.trim() == word), "{words:?}");
}

#[test]
fn mermaid_and_what_nobody_knows_is_plain_code() {
    for language in ["mermaid", "nonsense", ""] {
        let document = Document::parse(format!("```{language}\ngraph TD\n```\n").into());
        assert!(matches!(document.blocks()[0].shape, Shape::Code(_)));
        assert!(paint(&document).is_empty());
    }
}

#[test]
fn every_sign_has_one_of_ascii() {
    let signs = "▌•◦▪☐☑▣↪│─┼━";
    let ascii = crate::text::ascii(signs);
    assert!(ascii.is_ascii(), "{ascii}");
    assert_eq!(crate::text::width(&ascii), crate::text::width(signs));
}
