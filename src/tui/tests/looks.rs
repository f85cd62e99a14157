//! Snapshots of whole screens.
//!
//! Made anew with `INSTA_UPDATE=always cargo test --lib tui::tests::looks`, and
//! then read.

use std::fmt::Write as _;

use crate::tui::{
    rig::Rig,
    theme::{Background, Depth, Theme},
};

use super::{Moment, PLACES};

/// A screen below its name.
fn add(page: &mut String, name: &str, rig: &mut Rig) {
    let _ = writeln!(page, "════ {name}\n{}", rig.screen());
}

fn places(moment: Moment, (width, height): (u16, u16)) {
    let mut page = String::new();
    if moment == Moment::FirstDay {
        add(
            &mut page,
            "the question",
            &mut moment.start().size(width, height),
        );
    }
    for (name, keys) in PLACES {
        let mut rig = moment.rig().size(width, height);
        rig.paints = name == "note";
        rig.keys(keys);
        add(&mut page, name, &mut rig);
    }
    let name = format!("{}_{width}x{height}", moment.name());
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(name, page);
    });
}

#[test]
fn all_places_on_a_small_screen() {
    for moment in Moment::ALL {
        places(moment, (80, 24));
    }
}

#[test]
fn all_places_on_an_ordinary_screen() {
    for moment in Moment::ALL {
        places(moment, (120, 40));
    }
}

#[test]
fn all_places_on_a_large_screen() {
    for moment in Moment::ALL {
        places(moment, (200, 60));
    }
}

#[test]
fn all_overlays() {
    let mut page = String::new();
    for (name, keys) in [
        ("help", "?"),
        ("palette", ": e t s"),
        ("sign-off question", "2 enter S"),
        ("link question", "o"),
        ("start date", ": s t a r t space d a t e enter"),
        ("thought", "a p u r e"),
        ("filter", "2 / l i v e"),
        ("figures of today", "i"),
        ("figures of the year", "9 i"),
    ] {
        let mut rig = Moment::Behind.rig().size(80, 24);
        rig.keys(keys);
        add(&mut page, name, &mut rig);
    }
    let mut rig = Moment::Behind.rig().size(80, 24);
    rig.full = true;
    rig.keys("space");
    add(&mut page, "not saved", &mut rig);
    rig.keys("q");
    add(&mut page, "quit with something pending", &mut rig);
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("overlays_80x24", page);
    });
}

#[test]
fn all_themes() {
    let mut page = String::new();
    for (name, background, depth, ascii) in [
        ("light", Background::Light, Depth::Full, false),
        (
            "unknown background",
            Background::Unknown,
            Depth::Full,
            false,
        ),
        ("sixteen colours", Background::Dark, Depth::Sixteen, false),
        ("no colour", Background::Dark, Depth::Plain, false),
        ("ascii", Background::Dark, Depth::Full, true),
    ] {
        let theme = Theme::new(background, depth);
        let mut rig = Moment::Behind.looking(theme, ascii).size(80, 24);
        add(&mut page, &format!("today, {name}"), &mut rig);
        rig.keys("2");
        add(&mut page, &format!("phases, {name}"), &mut rig);
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("themes_80x24", page);
    });
}

#[test]
fn without_colour_every_state_can_still_be_told() {
    let plain = Theme::new(Background::Unknown, Depth::Plain);
    for (name, keys) in PLACES {
        let mut rig = Moment::Behind.looking(plain, false);
        rig.keys(keys);
        let screen = rig.screen();
        assert!(!screen.contains("fg ") && !screen.contains("bg "), "{name}");
        let coloured = Moment::Behind.rig().keys(keys).text();
        assert_eq!(
            rig.text(),
            coloured,
            "{name}: words and shapes are the same"
        );
    }
}

#[test]
fn with_ascii_alone_the_programs_own_symbols_are_ascii() {
    for moment in Moment::ALL {
        for (name, keys) in PLACES {
            let theme = Theme::new(Background::Dark, Depth::Full);
            let mut rig = moment.looking(theme, true);
            rig.keys("esc").keys(keys);
            for overlay in ["", "?", "esc", ":", "esc", "S", "esc", "i", "esc", "a"] {
                rig.keys(overlay);
                let text = rig.text();
                // What an author wrote stays.
                let strange = text
                    .chars()
                    .find(|letter| !letter.is_ascii() && !letter.is_alphabetic() && *letter != '≥');
                assert_eq!(strange, None, "{moment:?} {name} {overlay}:\n{text}");
            }
        }
    }
}

#[test]
fn the_same_moment_looks_the_same_twice() {
    for (_, keys) in PLACES {
        let look = || Moment::Behind.rig().keys(keys).screen();
        assert_eq!(look(), look());
    }
}
