//! Texts for the property tests: everything that once broke a terminal, mixed with ordinary words.

use proptest::{collection::vec, prelude::*, sample::select};

const PARTS: &[&str] = &[
    "word",
    " ",
    "–",
    "é",
    "漢字",
    "\u{1b}[2J",
    "\u{1b}]0;pwn\u{7}",
    "\u{9b}31m",
    "\r\n",
    "\t",
    "\0",
    "\u{7f}",
    "\u{202e}",
    "\u{2066}",
    "\u{200f}",
    "\u{61c}",
    "\u{2028}",
    "\u{301}", // a combining mark
    "\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    "\u{20e3}", // an enclosing one
    "\u{903}",  // a spacing one
    "\u{fe00}",
    "\u{fe0e}",
    "\u{fe0f}",
    "\u{e0100}",
    "\u{e0067}",
    "\u{200d}",
    "\u{200c}",
    "\u{200b}",
    "\u{ad}",
    "\u{feff}",
    "\u{34f}",
    "\u{fdd0}",
    "\u{1ffff}",
    "\u{600}",
    "\u{d4e}",  // Malayalam dot reph, drawn on what follows
    "\u{1100}", // Korean, a letter at a time: first,
    "\u{1161}", // second,
    "\u{11a8}", // third
    "\u{3164}", // and one without a shape
    "\u{ff9e}",
    "\u{ff76}",
    "\u{915}\u{94d}", // Devanagari: a consonant that joins the next
    "\u{937}",
    "\u{644}\u{627}", // Arabic letters that share a cell in some terminals
    "\u{2d31}\u{2d7f}",
    "\u{17d2}\u{1780}",
    "1",
    "\u{2764}",
    "\u{25b6}",
    "\u{1f469}",
    "\u{1f3fd}",
    "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}\u{200d}\u{1f466}",
    "\u{1f1e9}",
    "…",
];

/// Makes texts, clean and unclean.
pub(crate) fn text() -> impl Strategy<Value = String> {
    vec(
        prop_oneof![
            4 => select(PARTS).prop_map(str::to_owned),
            2 => any::<char>().prop_map(String::from),
            1 => "[a-z ]{1,8}",
        ],
        0..24,
    )
    .prop_map(|parts| parts.concat())
}
