//! What holds for every text at every width.

use proptest::{collection::vec, prelude::*, sample::select};
use unicode_segmentation::UnicodeSegmentation;

use super::lines_of;
use crate::{
    reader::{Anchor, Document, Layout, Part, Place, Shape, paint},
    text::{nasty, width as cells},
};

const PIECES: &[&str] = &[
    "# ",
    "## ",
    "> ",
    "> > ",
    "- ",
    "* ",
    "+ ",
    "1. ",
    "10) ",
    "- [ ] ",
    "- [x] ",
    "1. [ ] ",
    "[ ]",
    "[x]",
    "    ",
    "\t",
    "  ",
    "\n",
    "\n",
    "\n",
    "\n\n",
    "\n\n",
    "\r\n",
    "```",
    "```elixir\n",
    "~~~",
    "`",
    "``",
    "*",
    "**",
    "_",
    "~~",
    "[",
    "](",
    "](https://a.example/b)",
    ")",
    "![",
    "](x.png)",
    "[^1]",
    "\n[^1]: ",
    "\n\n: ",
    "|",
    " | ",
    "\n|-|-|\n",
    "\n|:-:|--:|\n",
    "|a|b|\n",
    "---",
    "***",
    "⸻",
    "•",
    "• ",
    "\t•\t",
    "\n\t\t◦ ",
    "<b>",
    "</b>",
    "<br>",
    "<!-- id: a -->",
    "<!--",
    "-->",
    "<div>\n",
    "</div>",
    "<img src=a alt=b>",
    "&#27;",
    "&amp;",
    "&#x9b;",
    "&#0;",
    "\\",
    "\\\n",
    "https://hexdocs.pm/elixir",
    "http://аpple.com/",
    "[!NOTE]",
    "> [!TIP]\n> ",
    "{#id}",
    "===",
    "\n---\n",
    "title: x\n",
    "def a do",
    "end",
    "{",
    ";",
    "word",
    "two words",
    "漢字",
    "word ",
];

/// Markdown, more or less.
fn markdown() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => select(PIECES).prop_map(str::to_owned),
        1 => nasty::text(),
        1 => "[a-z]{1,12} ",
    ];
    vec(piece, 0..60).prop_map(|it| it.concat())
}

/// Prose, in the order in which it is written.
fn dense(text: &str) -> String {
    text.chars().filter(|it| !it.is_whitespace()).collect()
}

fn is_text(part: Part) -> bool {
    matches!(
        part,
        Part::Prose | Part::Heading(_) | Part::TableHead | Part::Code
    )
}

fn check_lines(document: &Document, width: usize) -> Result<(), TestCaseError> {
    let source = document.source();
    let mut said = vec![String::new(); document.blocks().len()];
    for (block, line) in lines_of(document, width) {
        let text = line.text();
        prop_assert!(!text.contains(char::is_control), "a control in {text:?}");
        let wide = cells(&text);
        let said_here = line.spans.iter().filter(|it| it.at.is_some());
        let said_here: String = said_here.map(|it| it.text.as_str()).collect();
        let lone = said_here.trim().graphemes(true).count() <= 1;
        prop_assert!(wide <= width || lone, "{wide} cells for {width}: {text:?}");
        let pieces: usize = line.spans.iter().map(|it| cells(&it.text)).sum();
        prop_assert_eq!(pieces, wide, "{:?} is wider than its pieces", text);
        prop_assert!(source.is_char_boundary(line.source));
        for span in &line.spans {
            if let Some(at) = span.at {
                let there = document.blocks()[block].text.get(at..);
                prop_assert!(there.is_some_and(|it| it.starts_with(&span.text)));
            }
            if is_text(span.part) && span.at.is_some() {
                said[block].push_str(&span.text);
            }
        }
    }
    for (block, said) in document.blocks().iter().zip(said) {
        // Cells that stand beside each other are read across.
        if matches!(block.shape, Shape::Table(_)) {
            continue;
        }
        prop_assert_eq!(dense(&said), dense(&block.text));
    }
    Ok(())
}

fn check_places(document: &Document) -> Result<(), TestCaseError> {
    let source = document.source();
    let mut before = 0;
    for (number, block) in document.blocks().iter().enumerate() {
        prop_assert!(block.source.start >= before, "blocks are in order");
        before = block.source.start;
        prop_assert!(
            source.get(block.source.clone()).is_some(),
            "{:?}",
            block.source
        );
        let found = document.block_at(block.source.start);
        prop_assert!(found >= number);
        prop_assert_eq!(document.blocks()[found].source.start, before);
    }
    for heading in document.headings() {
        let block = &document.blocks()[heading.block];
        prop_assert!(matches!(block.shape, Shape::Heading(..)));
    }
    for link in document.links() {
        prop_assert!(source.is_char_boundary(link.source));
        prop_assert!(link.block <= document.blocks().len());
    }
    let mut before = 0;
    for task in document.tasks() {
        prop_assert!(task.at > before);
        before = task.at;
        let bytes = source.as_bytes();
        prop_assert_eq!((bytes[task.at - 1], bytes[task.at + 1]), (b'[', b']'));
        prop_assert!(task.block < document.blocks().len());
    }
    Ok(())
}

fn check_ticks(document: &Document) -> Result<(), TestCaseError> {
    let states = |it: &Document| -> Vec<(usize, bool)> {
        it.tasks().iter().map(|it| (it.at, it.ticked)).collect()
    };
    let before = states(document);
    for number in 0..before.len() {
        let (at, ticked) = before[number];
        let mut bytes = document.source().as_bytes().to_vec();
        bytes[at] = if ticked { b' ' } else { b'x' };
        let after = String::from_utf8(bytes).unwrap();
        let mut expected = before.clone();
        expected[number].1 = !ticked;
        prop_assert_eq!(states(&Document::parse(after.into())), expected);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_markdown_is_laid_out(source in markdown(), width in 1_usize..120) {
        let document = Document::parse(source.as_str().into());
        check_lines(&document, width)?;
        check_places(&document)?;
        check_ticks(&document)?;
    }

    #[test]
    fn any_text_is_laid_out(source in nasty::text(), width in 1_usize..40) {
        let document = Document::parse(source.as_str().into());
        check_lines(&document, width)?;
        check_places(&document)?;
    }

    #[test]
    fn who_goes_down_and_up_again_is_where_he_was(source in markdown(), width in 1_usize..60, from in 0_isize..30, by in 0_isize..30) {
        let document = Document::parse(source.as_str().into());
        let lines = lines_of(&document, width);
        let mut layout = Layout::new(width);
        let top = Place::default();
        let start = layout.moved(&document, top, from);
        let down = layout.moved(&document, start, by);
        let last = isize::try_from(lines.len()).unwrap() - 1;
        if !lines.is_empty() && from + by <= last {
            prop_assert_eq!(layout.moved(&document, down, -by), start);
            let (block, line) = &lines[usize::try_from(from + by).unwrap()];
            prop_assert_eq!(down.block, *block);
            prop_assert_eq!(&layout.lines(&document, *block)[down.line], line);
        }
        let bottom = layout.bottom(&document, 5);
        let shown = lines.len().min(5);
        if shown > 0 {
            let end = layout.moved(&document, bottom, isize::try_from(shown).unwrap() - 1);
            prop_assert_eq!(layout.moved(&document, end, 1), end, "the end is on the screen");
            let far = layout.moved(&document, top, isize::MAX);
            prop_assert_eq!(far, end);
        }
    }

    #[test]
    fn a_place_in_the_text_has_its_line(source in markdown(), width in 1_usize..60) {
        let document = Document::parse(source.as_str().into());
        let mut layout = Layout::new(width);
        for (number, block) in document.blocks().iter().enumerate() {
            if matches!(block.shape, Shape::Table(_)) {
                continue;
            }
            for (at, word) in block.text.split_word_bound_indices() {
                if word.trim().is_empty() {
                    continue;
                }
                let at = at + (word.len() - word.trim_start().len());
                let place = layout.place_of(&document, number, at);
                let line = &layout.lines(&document, number)[place.line];
                let holds = line.spans.iter().any(|span| {
                    span.at.is_some_and(|start| start <= at && at < start + span.text.len())
                });
                prop_assert!(holds, "{word:?} at {at} is not in {:?}", line.text());
            }
        }
    }

    #[test]
    fn an_anchor_finds_its_line_again(source in markdown(), width in 2_usize..60, down in 0_isize..20) {
        let document = Document::parse(source.as_str().into());
        prop_assume!(!document.blocks().is_empty());
        let mut layout = Layout::new(width);
        let place = layout.moved(&document, Place::default(), down);
        let anchor = Anchor::of(&document, &mut layout, place);
        if let Some(found) = anchor.find(&document, &mut layout) {
            // The same words may stand there twice; the first is as good.
            let line = layout.lines(&document, found.block)[found.line].clone();
            let at = line.spans.iter().find_map(|it| it.at).unwrap_or(0);
            let there = document.blocks()[found.block].text.get(at..).unwrap();
            prop_assert!(there.contains(&anchor.text) || anchor.text.trim().is_empty(), "{anchor:?} is not in {there:?}");
        } else {
            prop_assert!(anchor.text.trim().is_empty() || anchor.heading.is_empty(), "{anchor:?} is lost");
        }
    }

    #[test]
    fn code_is_what_its_author_wrote(lines in vec("[ -~é]{0,30}", 0..8), lead in select(vec!["", "> ", "- ", "1. ", "> - ", "- > "])) {
        prop_assume!(lines.iter().all(|it| !it.contains("~~~")));
        let mut source = String::new();
        let rest: String = lead.chars().map(|it| if it == '>' { '>' } else { ' ' }).collect();
        let all = std::iter::once("~~~text").chain(lines.iter().map(String::as_str)).chain(["~~~"]);
        for (number, line) in all.enumerate() {
            source.push_str(if number == 0 { lead } else { &rest });
            source.push_str(line);
            source.push('\n');
        }
        let document = Document::parse(source.as_str().into());
        let blocks = document.blocks();
        let at = blocks.iter().position(|it| matches!(it.shape, Shape::Code(_))).unwrap();
        let code: String = lines.iter().flat_map(|it| [it.as_str(), "\n"]).collect();
        prop_assert_eq!(document.code(at).unwrap(), code);
        let Shape::Code(shape) = &blocks[at].shape else { unreachable!() };
        prop_assert_eq!(shape.starts.len(), lines.len().max(1));
        for (start, line) in shape.starts.iter().zip(&lines) {
            let there = source.get(*start..).unwrap_or_default();
            // Where a line is empty, only its line break is there.
            prop_assert!(line.is_empty() || there.starts_with(line.as_str()), "{there:?} is not {line:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_code_is_painted(
        code in markdown(),
        language in select(vec!["elixir", "erlang", "sh", "yaml", "toml", "json", "sql", "js", "diff", "dockerfile", "rust", "html", "heex", "markdown", "nothing"]),
    ) {
        let source = format!("~~~~~~{language}\n{code}\n~~~~~~\n");
        let document = Document::parse(source.into());
        for (block, paints) in paint(&document) {
            let text = &document.blocks()[block].text;
            let mut before = 0;
            for paint in paints {
                prop_assert!(paint.range.start >= before && !paint.range.is_empty());
                prop_assert!(text.get(paint.range.clone()).is_some());
                before = paint.range.end;
            }
        }
    }
}
