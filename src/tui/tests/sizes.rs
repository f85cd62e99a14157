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
