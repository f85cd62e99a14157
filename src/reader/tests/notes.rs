//! Whole notes at three widths.

use rstest::rstest;

use super::shown;

const KITCHEN_SINK: &str = include_str!("../../../tests/fixtures/markdown/kitchen-sink.md");
const MESSY: &str = include_str!("../../../tests/fixtures/markdown/messy.md");
const SHIPPED: &str = include_str!("../../../reading/phase-03-genserver.md");

#[rstest]
fn the_kitchen_sink(#[values(40, 80, 120)] width: usize) {
    insta::assert_snapshot!(format!("kitchen_sink_{width}"), shown(KITCHEN_SINK, width));
}

#[rstest]
fn a_note_as_people_write_them(#[values(40, 80, 120)] width: usize) {
    // The line ends and the mark of other systems do not survive in a file of
    // this repository.
    let source = format!("\u{feff}{}", MESSY.replace('\n', "\r\n"));
    insta::assert_snapshot!(format!("messy_{width}"), shown(&source, width));
    assert_eq!(shown(MESSY, width), shown(&source, width));
}

#[rstest]
fn a_shipped_note(#[values(40, 80, 120)] width: usize) {
    let start: Vec<&str> = SHIPPED.lines().take(120).collect();
    insta::assert_snapshot!(format!("shipped_{width}"), shown(&start.join("\n"), width));
}
