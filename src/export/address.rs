//! Addresses that a report may lead to.

use std::fmt::Write as _;

use url::Url;

/// An address of the web or of a mailbox in its normal form, without a user's
/// name; `None` for any other, which no report makes a link of.
pub(super) fn safe(address: &str) -> Option<String> {
    if address.contains(char::is_control) {
        return None;
    }
    let url = Url::parse(address.trim()).ok()?;
    match url.scheme() {
        "http" | "https" if url.username().is_empty() && url.password().is_none() => {}
        "mailto" => {}
        _ => return None,
    }
    Some(encoded(url.as_str()))
}

/// Encodes what an address may hold but means something to Markdown, and what
/// a terminal would act on.
fn encoded(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for c in address.chars() {
        match c {
            '!'..='~' if !"()<>\"'`|\\{}[]*^".contains(c) => out.push(c),
            _ => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    // A text takes whatever is written to it.
                    let _ = write!(out, "%{byte:02X}");
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_web_and_mailboxes_are_linked() {
        assert_eq!(
            safe("https://example.org/a b?q=(1)|[2]").as_deref(),
            Some("https://example.org/a%20b?q=%281%29%7C%5B2%5D")
        );
        assert_eq!(
            safe("mailto:ada@example.org").as_deref(),
            Some("mailto:ada@example.org")
        );
        for bad in [
            "javascript:alert(1)",
            " javascript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "file:///etc/passwd",
            "vbscript:x",
            "https://ada:secret@example.org/",
            "//example.org/",
            "reading/a.md",
            "",
        ] {
            assert_eq!(safe(bad), None, "{bad}");
        }
    }
}
