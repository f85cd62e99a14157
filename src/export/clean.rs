//! Text on its way into a report.

use crate::text::sanitise;

/// One line of text that drives no terminal.
pub(super) fn line(text: &str) -> String {
    sanitise(text.trim()).trim().to_owned()
}

/// The same line by line; line breaks of all kinds become LF.
pub(super) fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let clean: Vec<String> = text
        .split(['\n', '\r', '\u{2028}', '\u{2029}'])
        .map(|line| sanitise(line).trim_end().to_owned())
        .collect();
    clean.join("\n").trim().to_owned()
}
