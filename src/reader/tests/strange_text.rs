//! Text that would harm a terminal, or shift its cells.

use rstest::rstest;
use unicode_segmentation::UnicodeSegmentation;

use super::{lines_of, shown};
use crate::{
    reader::{Document, Target},
    text::{sanitise, width},
};

#[rstest]
#[case::entity("&#27;[2J")]
#[case::hexadecimal("&#x9b;31m")]
#[case::across_marks("~~&**#27;**[31m~~")]
#[case::nul("&#0; and \0")]
#[case::bell("&#7;")]
#[case::code_span("`a\u{1b}[2Jb`")]
#[case::code("```\na\u{1b}[2Jb\u{7}\n```")]
#[case::info_string("```sh\u{1b}[31m\ncode\n```")]
#[case::link_title("[a](https://x.example \"t\u{1b}[2J\")")]
#[case::link_text("[a\u{1b}[2J](https://x.example)")]
#[case::address("[a](<https://x.example/\u{1b}[2J>)")]
#[case::address_by_entity("[a](https://x.example/&#27;[2J)")]
#[case::description("![a&#27;[2J](x\u{1b}.png)")]
#[case::footnote("a[^\u{1b}x]\n\n[^\u{1b}x]: note &#27;")]
#[case::heading_id("# a {#x\u{1b}y}")]
#[case::html("<b title=\"\u{1b}\">a&#27;b</b>\u{1b}")]
#[case::html_block("<div>\n\u{1b}[2J &#155;\n</div>")]
#[case::html_image("<img alt=\"&#27;[2J\" src=\"\u{9b}\">")]
#[case::table("|a\u{1b}|&#27;|\n|-|-|\n|\u{9b}|b|")]
#[case::term("a\u{1b}\n: b&#27;")]
#[case::comment("- [ ] a <!-- id: a\u{1b} -->")]
#[case::alert("> [!NOTE]\n> \u{1b}[2J")]
#[case::bullets("\t•\t\u{1b}[2J")]
#[case::front_matter("---\na: \u{1b}[2J\n---\n\u{1b}")]
#[case::osc("\u{1b}]0;title\u{7} \u{90}dcs\u{9c}")]
fn nothing_drives_the_terminal(#[case] source: &str) {
    let document = Document::parse(source.into());
    for width in [1, 7, 80] {
        for (_, line) in lines_of(&document, width) {
            let text = line.text();
            assert!(!text.contains(|c: char| c.is_control()), "{text:?}");
        }
    }
    for block in document.blocks() {
        for line in block.text.lines() {
            assert_eq!(sanitise(line), line, "is clean");
        }
    }
    for heading in document.headings() {
        assert_eq!(sanitise(&heading.text), heading.text);
    }
}

#[rstest]
#[case("javascript:alert(1)")]
#[case("JAVASCRIPT:alert(1)")]
#[case("data:text/html,<script>")]
#[case("vbscript:x")]
#[case("file:///etc/passwd")]
#[case("&#106;avascript:alert(1)")]
#[case("&#x6A;avascript&colon;alert(1)")]
#[case("<java\tscript:alert(1)>")]
#[case("https://user:secret@host.example/")]
#[case("https:&#x2f;&#x2f;a@b.example")]
#[case("//host.example/x")]
fn an_address_that_is_none_of_ours_leads_nowhere(#[case] address: &str) {
    let source = format!("[a]({address})");
    let document = Document::parse(source.into());
    let target = &document.links()[0].target;
    assert!(matches!(target, Target::Refused(..)), "{target:?}");
}

#[test]
fn a_look_alike_is_seen() {
    let document = Document::parse("http://аpple.com/x and <https://bücher.example>".into());
    let address = document.links()[0].target.address();
    assert_eq!(address, "http://xn--pple-43d.com/x");
    assert_eq!(
        shown(document.source(), 80),
        "http://xn--pple-43d.com/x and https://xn--bcher-kva.example/\n"
    );
}

#[rstest]
#[case::right_to_left("שלום עולם مرحبا بالعالم")]
#[case::overrides("a \u{202e}txt.exe\u{202c} \u{2066}x\u{2069}")]
#[case::chinese("你好世界，这是一个很长的句子，没有空格可以换行。")]
#[case::korean("안녕하세요 세계 \u{1112}\u{1161}\u{11ab}")]
#[case::families("👨‍👩‍👧‍👦 👩🏽‍🔬 🏳️‍🌈 family")]
#[case::flags("🇩🇪🇫🇷🇨🇭 🇩 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}")]
#[case::selectors("❤\u{fe0e} ❤\u{fe0f} 1\u{fe0f}\u{20e3} ▶\u{fe0f}")]
#[case::zalgo("z\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\u{309}\u{30a}\u{30b}algo")]
#[case::half_width("ｶﾞｷﾞｸﾞ ﾊﾟﾋﾟ")]
#[case::separators("one\u{2028}two\u{2029}three\u{85}four")]
#[case::tags("\u{e0001}\u{e0041}hidden\u{e007f}")]
#[case::invisible("in\u{200b}vis\u{2060}ible\u{ad} \u{feff}")]
#[case::devanagari("क्षत्रिय नमस्ते")]
#[case::thai("ภาษาไทยเป็นภาษาที่ไม่มีช่องว่าง")]
fn cells_are_counted_as_they_are_drawn(#[case] text: &str) {
    let long = format!("{text} ").repeat(12);
    let notes = [
        long.clone(),
        format!("# {long}"),
        format!("> - [ ] **{text}**{long}"),
        format!("`{long}`"),
        format!("```\n{long}\n```"),
        format!("| {text} | b |\n|:-:|--:|\n| {long} | {text}*{text}* |"),
    ];
    for note in notes {
        let document = Document::parse(note.as_str().into());
        for room in 2..50 {
            for (_, line) in lines_of(&document, room) {
                let line = line.text();
                let alone = line.trim_matches(['☐', '▌', ' ']);
                let alone = alone.graphemes(true).count() == 1;
                assert!(width(&line) <= room || alone, "{room}: {line:?}");
            }
        }
    }
}
