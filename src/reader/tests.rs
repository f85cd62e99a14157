//! The reader as a whole: from a text to lines.

mod hostile;
mod laws;
mod notes;
mod shapes;
mod strange_text;

use super::{Document, Layout, Line};

/// All lines of a document at a width, with their blocks.
fn lines_of(document: &Document, width: usize) -> Vec<(usize, Line)> {
    let mut layout = Layout::new(width);
    let mut lines = Vec::new();
    for block in 0..document.blocks().len() {
        let of_block = layout.lines(document, block).iter();
        lines.extend(of_block.map(|line| (block, line.clone())));
    }
    lines
}

/// A note as it is shown in so many columns.
fn shown(source: &str, width: usize) -> String {
    let document = Document::parse(source.into());
    let lines = lines_of(&document, width).into_iter();
    let lines = lines.map(|(_, line)| format!("{}\n", line.text().trim_end()));
    lines.collect()
}
