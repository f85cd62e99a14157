//! HTML reduced to what a reader sees.

use html5gum::{Token, Tokenizer};

/// What is left of a piece of HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Left {
    /// Text; line breaks are white space.
    Text(String),
    /// A line break that is meant: `<br>`, the end of a paragraph.
    Break,
    /// An image: its description and its address.
    Image(String, String),
    /// What a comment says.
    Comment(String),
}

/// Elements that stand on lines of their own.
const BLOCKS: [&str; 22] = [
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "tr",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "details",
    "summary",
    "blockquote",
    "pre",
    "section",
    "dt",
    "dd",
    "br",
];

/// Takes HTML apart. Tags go, text stays, and so does the text of scripts and
/// styles: nothing that the author wrote is lost.
pub(super) fn reduce(html: &str) -> Vec<Left> {
    let mut left = Vec::new();
    // A reader of strings never fails.
    for token in Tokenizer::new(html) {
        let Ok(token) = token;
        match token {
            Token::String(text) => {
                let text = String::from_utf8_lossy(&text).into_owned();
                left.push(Left::Text(text));
            }
            Token::StartTag(tag) if **tag.name == *b"img" => {
                let value = |name: &[u8]| {
                    let value = tag.attributes.get(name);
                    value.map_or_else(String::new, |it| String::from_utf8_lossy(it).into_owned())
                };
                left.push(Left::Image(value(b"alt"), value(b"src")));
            }
            Token::StartTag(tag) if is_block(&tag.name) => left.push(Left::Break),
            Token::EndTag(tag) if is_block(&tag.name) => left.push(Left::Break),
            Token::Comment(text) => {
                left.push(Left::Comment(String::from_utf8_lossy(&text).into_owned()));
            }
            _ => {}
        }
    }
    left
}

fn is_block(name: &[u8]) -> bool {
    BLOCKS.iter().any(|it| it.as_bytes() == name)
}

/// The elements that stand in running text, and those of blocks.
const ELEMENTS: &str = " a abbr acronym address applet area article aside audio b base bdi bdo big \
    blink blockquote body br button canvas caption center cite code col colgroup data datalist dd \
    del details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame \
    frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend \
    li link main map mark marquee math menu meta meter nav nobr noscript object ol optgroup option \
    output p param picture pre progress q rp rt ruby s samp script search section select slot small \
    source span strike strong style sub summary sup svg table tbody td template textarea tfoot th \
    thead time title tr track tt u ul var video wbr ";

/// Whether a tag is of no element that there is: `<name>`, where something is
/// to be filled in.
pub(super) fn is_no_element(tag: &str) -> bool {
    let name = tag.trim_start_matches(['<', '/']);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric());
    let name = name.get(..end.unwrap_or(name.len())).unwrap_or_default();
    // What has a hyphen may be an element of the page's own; comments have no
    // name.
    let own = tag.trim_end().ends_with("/>") || tag.contains('-');
    !name.is_empty() && !own && !ELEMENTS.contains(&format!(" {} ", name.to_ascii_lowercase()))
}

/// The id that a comment binds a task to: `<!-- id: … -->`.
pub(super) fn bound_id(comment: &str) -> Option<&str> {
    let id = comment.trim().strip_prefix("id:")?.trim();
    let well_formed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    (!id.is_empty() && id.chars().all(well_formed)).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_text_stays() {
        let text = |it: &str| Left::Text(it.to_owned());
        assert_eq!(
            reduce("<b>bold</b> &amp; <br/>x"),
            [text("bold"), text(" & "), Left::Break, text("x")]
        );
        assert_eq!(
            reduce("<img alt='a' src=\"b.png\">"),
            [Left::Image("a".to_owned(), "b.png".to_owned())]
        );
        assert_eq!(reduce("<script>alert(1)</script>"), [text("alert(1)")]);
        assert_eq!(reduce("<unclosed"), []);
    }

    #[test]
    fn what_is_to_be_filled_in_is_no_element() {
        for tag in ["<name>", "<your-app>", "</pid>", "<app_name>"] {
            assert_eq!(is_no_element(tag), !tag.contains('-'), "{tag}");
        }
        for tag in [
            "<b>",
            "</B>",
            "<br/>",
            "<!-- x -->",
            "<a href=\"x\">",
            "<?x?>",
        ] {
            assert!(!is_no_element(tag), "{tag}");
        }
    }

    #[test]
    fn a_comment_binds_a_task() {
        let comment = reduce("<!-- id: genserver-docs -->");
        assert_eq!(comment, [Left::Comment(" id: genserver-docs ".to_owned())]);
        assert_eq!(bound_id(" id: genserver-docs "), Some("genserver-docs"));
        assert_eq!(bound_id(" id: two words "), None);
        assert_eq!(bound_id(" ids: x "), None);
    }
}
