//! Front matter: what a note says to other programs.

/// How far the front matter reaches with which a text begins: YAML between
/// `---`, TOML between `+++`. 0 if there is none; a note may well begin with a
/// rule.
pub(super) fn length(text: &str) -> usize {
    let mut lines = text.split_inclusive('\n');
    let Some(fence) = lines.next() else {
        return 0;
    };
    let (fence, sign) = match fence.trim_end() {
        "---" => (fence.len(), ':'),
        "+++" => (fence.len(), '='),
        _ => return 0,
    };
    let mut length = fence;
    let mut says_something = false;
    for line in lines {
        length += line.len();
        let ends = match line.trim_end() {
            "---" | "..." => sign == ':',
            "+++" => sign == '=',
            _ => false,
        };
        if ends {
            return if says_something { length } else { 0 };
        }
        if !says_something {
            if !is_entry(line, sign) {
                return 0;
            }
            says_something = !line.starts_with('#');
        }
    }
    0
}

/// Whether a line is `key: value`, `key = value`, a table's head or a comment.
fn is_entry(line: &str, sign: char) -> bool {
    let line = line.trim_end();
    if line.starts_with('#') || (sign == '=' && line.starts_with('[')) {
        return true;
    }
    let Some((key, value)) = line.split_once(sign) else {
        return false;
    };
    let key = key.trim();
    let named = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '"' | '\'');
    !key.is_empty()
        && key.chars().all(named)
        && (sign == '=' || value.is_empty() || value.starts_with([' ', '\t']))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("---\ntitle: x\ntags: [a]\n---\n# A\n", 27)]
    #[case("---\r\ntitle: x\r\n...\r\nA", 20)]
    #[case("+++\n[extra]\na = 1\n+++\n", 22)]
    #[case("---\n# a comment\nid: 1\n---", 25)]
    fn front_matter_is_hidden(#[case] text: &str, #[case] expected: usize) {
        assert_eq!(length(text), expected);
    }

    #[rstest]
    #[case::empty("")]
    #[case::a_rule("---\n\nA text: with a colon.\n\n---\n")]
    #[case::a_heading("---\nFoo\n---\nBar\n---\nBaz\n")]
    #[case::words("---\nNote well: this is text\n---\n")]
    #[case::never_ends("---\ntitle: x\n\nA paragraph.\n")]
    #[case::later("# A\n\n---\ntitle: x\n---\n")]
    #[case::only_a_comment("---\n# Heading\n---\n")]
    fn what_is_text_stays(#[case] text: &str) {
        assert_eq!(length(text), 0);
    }
}
