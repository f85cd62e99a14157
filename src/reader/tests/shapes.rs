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
