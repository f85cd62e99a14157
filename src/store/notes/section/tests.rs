use pretty_assertions::assert_eq;
use proptest::prelude::*;

use super::*;

const UNDER: &str = "What changed";

fn put(text: &str, section: &str) -> String {
    put_section(text, UNDER, section).unwrap().text
}

#[test]
fn a_section_goes_to_the_end_of_what_stands_under_the_heading() {
    let text = "# A\n\n## What changed\n\n<!-- Fridays. -->\n\n## Next\n\ntext\n";
    assert_eq!(
        put(text, "### Week 1\n\n- a\n\n"),
        "# A\n\n## What changed\n\n<!-- Fridays. -->\n\n### Week 1\n\n- a\n\n## Next\n\ntext\n"
    );
    let once = put("## What changed\n", "### Week 1\n\n- a");
    assert_eq!(once, "## What changed\n\n### Week 1\n\n- a\n");
    assert_eq!(
        put(&once, "### Week 2\n\n- b"),
        "## What changed\n\n### Week 1\n\n- a\n\n### Week 2\n\n- b\n"
    );
    assert_eq!(section(&once, UNDER), Some("\n### Week 1\n\n- a\n"));
    assert_eq!(section("# A\n", UNDER), None);
}

#[test]
fn a_note_without_the_heading_gets_it_at_the_end() {
    assert_eq!(
        put("# A\n\ntext", "### W\n"),
        "# A\n\ntext\n\n## What changed\n\n### W\n"
    );
    assert_eq!(put("", "### W"), "## What changed\n\n### W\n");
    assert_eq!(
        put("\u{feff}", "### W"),
        "\u{feff}\n## What changed\n\n### W\n"
    );
}

#[test]
fn a_heading_is_found_however_it_is_written() {
    for heading in [
        "## WHAT CHANGED",
        "# what Changed #",
        "What changed\n------------",
        "  ##   What changed  ",
        "## What changed {#changed}",
        "## *What* changed",
    ] {
        let text = format!("# A\n\n{heading}\n\nold\n\n# Next\n");
        assert_eq!(
            put(&text, "### W"),
            format!("# A\n\n{heading}\n\nold\n\n### W\n\n# Next\n"),
            "{heading}"
        );
    }
}

#[test]
fn what_only_looks_like_the_heading_is_none() {
    for text in [
        "```\n## What changed\n```\n",
        "> ## What changed\n",
        "<!--\n## What changed\n-->\n",
        "- ## What changed\n",
        "    ## What changed\n",
    ] {
        assert_eq!(
            put(text, "### W"),
            format!("{text}\n## What changed\n\n### W\n")
        );
    }
}

#[test]
fn line_ends_and_marks_stay_as_they_are() {
    assert_eq!(
        put(
            "\u{feff}# A\r\n\r\n## What changed\r\n\r\nold\r\n\r\n## B\r\n",
            "### W\n\n- a\n  - b"
        ),
        "\u{feff}# A\r\n\r\n## What changed\r\n\r\nold\r\n\r\n### W\r\n\r\n- a\r\n  - b\r\n\r\n## B\r\n"
    );
    assert_eq!(
        put("\u{feff}## What changed\r\n", "### W"),
        "\u{feff}## What changed\r\n\r\n### W\r\n"
    );
}

#[test]
fn a_section_that_would_not_be_one_is_refused() {
    let refused = |text: &str, section: &str| put_section(text, UNDER, section).unwrap_err();
    for open in ["```elixir\nx", "<!-- forgotten", "~~~", "<script>\n"] {
        let text = format!("# A\n\n## What changed\n\n{open}\n");
        assert_eq!(refused(&text, "### W"), SectionError::OpenAbove, "{open}");
        let text = format!("# A\n\n{open}\n");
        assert_eq!(refused(&text, "### W"), SectionError::OpenAbove, "{open}");
        let section = format!("### W\n\n{open}\n");
        for text in ["## What changed\n\n## Next\n\ntext\n", "## What changed\n"] {
            assert_eq!(refused(text, &section), SectionError::OpenWithin, "{open}");
        }
    }
    // A heading that is set in would become a part of the list.
    let text = "## What changed\n\n   ## Next\n";
    assert_eq!(refused(text, "### W\n\n- a"), SectionError::OpenWithin);
    assert_eq!(refused("# A\n", " \n\t\n"), SectionError::Empty);
}

#[test]
fn comments_that_stand_for_themselves_are_left_out() {
    assert_eq!(
        without_comments("\n<!-- Fridays:\nlinks. -->\n\n- a <!-- b -->\n\n```\n<!-- c -->\n```\n"),
        "\n\n- a <!-- b -->\n\n```\n<!-- c -->\n```\n"
    );
}

/// Markdown of all sorts, whole and broken.
fn markdown() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just("## What changed".to_owned()),
        Just("## what CHANGED".to_owned()),
        Just("# A".to_owned()),
        Just("### B".to_owned()),
        Just("```".to_owned()),
        Just("~~~~".to_owned()),
        Just("<!-- c -->".to_owned()),
        Just("<!--".to_owned()),
        Just("-->".to_owned()),
        Just("- [ ] box".to_owned()),
        Just("  - in".to_owned()),
        Just("> quote".to_owned()),
        Just("| a | b |".to_owned()),
        Just("|---|---|".to_owned()),
        Just("---".to_owned()),
        Just("===".to_owned()),
        Just("+++".to_owned()),
        Just("    code".to_owned()),
        Just("\ttab".to_owned()),
        Just(String::new()),
        Just("   ".to_owned()),
        Just("<div>".to_owned()),
        Just("[^1]: foot".to_owned()),
        Just(": definition".to_owned()),
        "\\PC{0,12}",
    ];
    let end = prop_oneof![8 => Just("\n"), 2 => Just("\r\n"), 1 => Just("\r"), 1 => Just("")];
    let lines = prop::collection::vec((line, end), 0..16);
    (any::<bool>(), lines).prop_map(|(mark, lines)| {
        let mut text = if mark { "\u{feff}" } else { "" }.to_owned();
        for (line, end) in lines {
            text.push_str(&line);
            text.push_str(end);
        }
        text
    })
}

proptest! {
    #[test]
    fn every_other_byte_stays(text in markdown(), section in markdown()) {
        let section = format!("### Week\n\n{section}");
        if let Ok(put) = put_section(&text, UNDER, &section) {
            let head = put.text.get(..put.new.start).unwrap();
            let tail = put.text.get(put.new.end..).unwrap();
            prop_assert_eq!(format!("{head}{tail}"), text);
            let again = super::section(&put.text, UNDER);
            prop_assert!(again.is_some_and(|text| text.contains("### Week")), "{:?}", put.text);
        }
    }

    #[test]
    fn a_plain_section_is_refused_only_where_something_is_open(text in markdown()) {
        // A definition and a lone carriage return change what stands above.
        let text = text.replace("\r\n", "\n").replace('\r', "").replace(": definition", "");
        let put = put_section(&text, UNDER, "### Week\n\na\n");
        prop_assert!(!matches!(put, Err(SectionError::Empty | SectionError::OpenWithin)), "{:?}", put);
    }

    #[test]
    fn any_text_is_taken_or_refused(text: String, section: String) {
        let _ = put_section(&text, UNDER, &section);
    }
}
