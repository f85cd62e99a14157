//! Every size of a terminal, however odd.

use crate::tui::rig::Rig;

use super::{Moment, PLACES};

/// The keys from a phase to each overlay.
const OVERLAYS: [(&str, &str); 10] = [
    ("help", "?"),
    ("palette", ": g e n"),
    ("sign-off", "S"),
    ("link", "o"),
    ("start date", ": s t a r t space d a t e enter"),
    ("thought", "a w h y"),
    ("figures", "i"),
    ("filter", "/ e"),
    ("timer", "t"),
    ("stopping", "t enter t"),
];

/// All places, and all overlays over a phase.
fn everywhere(moment: Moment) -> impl Iterator<Item = (&'static str, Rig)> {
    let places = PLACES
        .iter()
        .map(|(name, keys)| (*name, String::from(*keys)));
    let overlays = OVERLAYS
        .iter()
        .map(|(name, keys)| (*name, format!("2 enter j {keys}")));
    let opened = moment.rig();
    places.chain(overlays).map(move |(name, keys)| {
        let mut rig = opened.clone();
        rig.keys(&keys);
        (name, rig)
    })
}

fn draw(rig: &mut Rig, (width, height): (u16, u16)) -> String {
    rig.resize(width, height);
    if width == 0 || height == 0 {
        rig.draw();
        return String::new();
    }
    rig.text()
}

#[test]
fn no_size_is_too_small_to_draw() {
    for (name, mut rig) in everywhere(Moment::Behind) {
        for width in 0..=42 {
            for height in 0..=14 {
                let text = draw(&mut rig, (width, height));
                if width >= 40 && height >= 10 {
                    assert!(!text.contains("mastery needs"), "{name} {width} × {height}");
                    continue;
                }
                let text = text.trim();
                let calm = "mastery needs 40 × 10";
                assert!(
                    text.is_empty() || text == calm || text.ends_with('…'),
                    "{name} {width} × {height}: {text}"
                );
                if usize::from(width) >= calm.chars().count() && height > 0 {
                    assert_eq!(text, calm, "{name} {width} × {height}");
                }
            }
        }
    }
}

#[test]
fn no_size_is_too_odd_to_draw() {
    for moment in [Moment::FirstDay, Moment::Behind] {
        for (name, mut rig) in everywhere(moment) {
            for size in [
                (1, 1),
                (81, 25),
                (500, 200),
                (1, 200),
                (500, 1),
                (40, 10),
                (41, 11),
            ] {
                draw(&mut rig, size);
            }
            for width in [
                43, 57, 60, 76, 79, 99, 100, 103, 104, 150, 190, 191, 192, 193,
            ] {
                for height in [10, 13, 18, 24] {
                    let text = draw(&mut rig, (width, height));
                    assert!(!text.contains("mastery needs"), "{name}");
                }
            }
        }
    }
}

/// The grid of sizes: nothing, too little, the least, one less and one more
/// than the ordinary ones, and more than any screen has.
const WIDTHS: [u16; 18] = [
    0, 1, 2, 3, 5, 8, 10, 20, 39, 40, 41, 79, 80, 81, 120, 200, 300, 500,
];
const HEIGHTS: [u16; 12] = [0, 1, 2, 3, 5, 10, 23, 24, 25, 50, 100, 200];

#[test]
fn the_whole_grid_of_sizes_is_drawn_everywhere_and_changes_nothing() {
    // All of it in the long lane; else each place draws some of the sizes, and
    // each size is drawn by some of the places.
    let every = match std::env::var("MASTERY_LANE").as_deref() {
        Ok("long") => 1,
        _ => 12,
    };
    let (mut drawn, mut places) = (0, 0);
    let mut sizes = std::collections::BTreeSet::new();
    for (number, (name, mut rig)) in everywhere(Moment::Behind).enumerate() {
        let (written, effects) = (rig.written.len(), rig.effects.len());
        draw(&mut rig, (120, 40));
        let before = rig.clone().keys("esc").selected();
        for (place, width) in WIDTHS.into_iter().enumerate() {
            for (row, height) in HEIGHTS.into_iter().enumerate() {
                if (number + 5 * place + row) % every != 0 {
                    continue;
                }
                let text = draw(&mut rig, (width, height));
                let small = text.trim().starts_with("mastery needs");
                if width >= 40 && height >= 10 {
                    assert!(
                        !small && !text.trim().is_empty(),
                        "{name} {width} × {height}"
                    );
                } else {
                    let one = text.trim().lines().count() <= 1;
                    assert!(one, "{name} {width} × {height}:\n{text}");
                }
                drawn += 1;
                sizes.insert((width, height));
            }
        }
        draw(&mut rig, (120, 40));
        assert_eq!(rig.clone().keys("esc").selected(), before, "{name}");
        assert_eq!(rig.written.len(), written, "{name}");
        assert_eq!(rig.effects.len(), effects, "{name}");
        places += 1;
    }
    assert_eq!(sizes.len(), WIDTHS.len() * HEIGHTS.len());
    assert!(drawn >= places * sizes.len() / every - places, "{drawn}");
    assert!(places >= 20, "{places}");
}

#[test]
fn what_is_selected_is_in_view_in_every_size() {
    for (name, keys) in PLACES {
        let mut rig = Moment::Behind.rig();
        rig.keys(keys);
        for (width, height) in [(40, 10), (60, 12), (80, 24), (120, 40), (200, 60)] {
            rig.resize(width, height);
            for key in ["g", "j", "pgdn", "G", "k", "g"] {
                rig.keys(key);
                let pointer = rig.text().contains('›');
                assert!(pointer, "{name} {width} × {height} {key}:\n{}", rig.text());
            }
        }
    }
}

#[test]
fn a_smaller_screen_and_back_is_the_same_screen() {
    for (name, mut rig) in everywhere(Moment::Behind) {
        draw(&mut rig, (120, 40));
        // What lies on top may hide the row that is selected.
        let selected = |rig: &Rig| rig.clone().keys("esc").selected();
        let before = selected(&rig);
        for size in [(30, 5), (40, 10), (80, 24), (200, 60)] {
            draw(&mut rig, size);
        }
        draw(&mut rig, (120, 40));
        assert_eq!(selected(&rig), before, "{name}");
    }
}
