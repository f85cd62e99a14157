//! Where links lead.

use url::Url;

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Out, to http, https or mailto. The address is the one that is opened:
    /// a host of other scripts is in the form that the web resolves, so that
    /// look-alikes are seen.
    Web(String),
    /// To a heading of the same note, by its slug.
    Here(String),
    /// To another note, by its path relative to this one's folder, and perhaps
    /// a heading of it.
    Note(String, Option<String>),
    /// To a block of the same note: a footnote.
    Block(usize),
    /// Nowhere that is gone to, and why.
    Refused(String, &'static str),
}

impl Target {
    /// Says where the address of a link leads.
    pub(super) fn of(address: &str) -> Self {
        if let Some(slug) = address.strip_prefix('#')
            && !slug.contains(char::is_control)
        {
            return Self::Here(decoded(slug));
        }
        let refused = |why| Self::Refused(address.to_owned(), why);
        match web(address) {
            Ok(url) => Self::Web(url),
            Err(NO_SCHEME) if !address.starts_with("//") => {
                let (path, slug) = match address.split_once('#') {
                    Some((path, slug)) => (path, Some(decoded(slug))),
                    None => (address, None),
                };
                let path = decoded(path);
                if path.starts_with('/') || path.contains('\\') {
                    return refused("it leads out of the notes");
                }
                Self::Note(path, slug)
            }
            Err(why) => refused(why),
        }
    }

    /// The address as it is shown to the learner; empty for a footnote.
    pub fn address(&self) -> String {
        match self {
            Self::Web(url) => url.clone(),
            Self::Here(slug) => format!("#{slug}"),
            Self::Note(path, None) => path.clone(),
            Self::Note(path, Some(slug)) => format!("{path}#{slug}"),
            Self::Block(_) => String::new(),
            Self::Refused(address, _) => address.clone(),
        }
    }
}

const NO_SCHEME: &str = "its address has no scheme";

/// The form in which an address is shown and opened, for there is no other: a
/// host of other scripts as the web resolves it, so that look-alikes are seen,
/// and nothing but ASCII. Or why it is not opened at all.
///
/// ```
/// # use mastery::reader::web;
/// assert_eq!(web("https://аpple.example").unwrap(), "https://xn--pple-43d.example/");
/// assert!(web("file:///etc/passwd").is_err());
/// ```
pub fn web(address: &str) -> Result<String, &'static str> {
    if address.is_empty() {
        return Err("it has no address");
    }
    if address.contains(char::is_control) {
        return Err("its address has control characters");
    }
    match Url::parse(address) {
        Ok(url) => match url.scheme() {
            "http" | "https" if !url.username().is_empty() || url.password().is_some() => {
                Err("its address has a user name in it")
            }
            "http" | "https" | "mailto" => Ok(url.into()),
            _ => Err("only http, https and mailto are opened"),
        },
        Err(url::ParseError::RelativeUrlWithoutBase) => Err(NO_SCHEME),
        Err(_) => Err("its address cannot be read"),
    }
}

/// A text with its `%20` and their like read; as it is if they spell no text.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = |at: usize| char::from(*tail.get(at)?).to_digit(16);
        if *first == b'%'
            && let (Some(high), Some(low)) = (hex(0), hex(1))
        {
            bytes.push((16 * high + low) as u8);
            rest = tail.get(2..).unwrap_or_default();
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    let decoded = String::from_utf8(bytes).ok();
    let safe = decoded.filter(|it| !it.contains(char::is_control));
    safe.unwrap_or_else(|| text.to_owned())
}

/// What a link to a heading says after `#`: in lower case, with hyphens for
/// spaces, without punctuation. GitHub makes them so.
///
/// ```
/// # use mastery::reader::slug;
/// assert_eq!(slug("What changed, and why"), "what-changed-and-why");
/// ```
pub fn slug(heading: &str) -> String {
    heading
        .trim()
        .chars()
        .flat_map(char::to_lowercase)
        .filter_map(|c| match c {
            ' ' => Some('-'),
            '-' | '_' => Some(c),
            c if c.is_alphanumeric() => Some(c),
            _ => None,
        })
        .collect()
}

/// A note's path, given relative to another note: `../a.md` seen from
/// `reading/x/b.md` is `reading/a.md`; `None` if it leads out.
///
/// ```
/// # use mastery::reader::beside;
/// assert_eq!(beside("reading/a.md", "./b.md").as_deref(), Some("reading/b.md"));
/// assert_eq!(beside("reading/a.md", "../../b.md"), None);
/// ```
pub fn beside(note: &str, relative: &str) -> Option<String> {
    let folder = note.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|it| !it.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("https://example.com/a b", Target::Web("https://example.com/a%20b".to_owned()))]
    #[case("mailto:a@b.example", Target::Web("mailto:a@b.example".to_owned()))]
    #[case("https://аpple.com", Target::Web("https://xn--pple-43d.com/".to_owned()))]
    #[case("#what-changed", Target::Here("what-changed".to_owned()))]
    #[case("phase-02-mailboxes.md", Target::Note("phase-02-mailboxes.md".to_owned(), None))]
    #[case("../a%20b.md#lab", Target::Note("../a b.md".to_owned(), Some("lab".to_owned())))]
    fn a_link_leads_somewhere(#[case] address: &str, #[case] target: Target) {
        assert_eq!(Target::of(address), target);
    }

    #[rstest]
    #[case("javascript:alert(1)")]
    #[case("JaVaScRiPt:alert(1)")]
    #[case("java\tscript:alert(1)")]
    #[case("data:text/html,x")]
    #[case("vbscript:x")]
    #[case("file:///etc/passwd")]
    #[case("//host/x")]
    #[case("http://a@b/")]
    #[case("https://a:b@c/")]
    #[case("/etc/passwd")]
    #[case("\\\\host\\share")]
    #[case("")]
    #[case("https://")]
    fn or_nowhere(#[case] address: &str) {
        let target = Target::of(address);
        assert!(matches!(target, Target::Refused(..)), "{target:?}");
    }

    #[test]
    fn slugs_are_made_as_on_github() {
        assert_eq!(
            slug("`GenServer.call/3` & friends"),
            "genservercall3--friends"
        );
        assert_eq!(slug("Žluť_a-b 漢字"), "žluť_a-b-漢字");
    }
}
