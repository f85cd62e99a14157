//! How the page looks: system fonts, one accent, light and dark, and on paper.

/// The style sheet. It holds nothing that ends a `style` element.
pub(super) const SHEET: &str = include_str!("style.css");

#[cfg(test)]
mod tests {
    use super::SHEET;

    #[test]
    fn the_sheet_loads_nothing_and_does_not_end_itself() {
        for never in ["</", "<!--", "@import", "url(", "http", "expression("] {
            assert!(!SHEET.contains(never), "{never}");
        }
    }
}
