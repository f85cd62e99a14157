use crate::reader::{Document, Layout};

/// A note as it is shown in so many columns.
fn shown(source: &str, width: usize) -> String {
    let document = Document::parse(source.into());
    let mut layout = Layout::new(width);
    let mut out = String::new();
    for block in 0..document.blocks().len() {
        for line in layout.lines(&document, block) {
            out.push_str(line.text().trim_end());
            out.push('\n');
        }
    }
    out
}

#[test]
fn adhoc() {
    let Ok(file) = std::env::var("NOTE") else {
        return;
    };
    let width = std::env::var("WIDTH").map_or(80, |it| it.parse().unwrap());
    eprintln!("{}", shown(&std::fs::read_to_string(file).unwrap(), width));
}

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
