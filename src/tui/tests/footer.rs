//! The hints at the bottom.

use std::collections::HashSet;

use crate::{
    domain::event::Batch,
    tui::rig::{Rig, shipped},
};

use super::{Moment, PLACES};

/// Everything that a key can change.
fn traces(rig: &mut Rig) -> (String, usize, usize) {
    (rig.screen(), rig.effects.len(), rig.written.len())
}

/// Ways to stand in a place that make other keys matter.
const STANCES: [&str; 8] = ["", "j j", "G", "k", "h", "right", "/ e enter", "space"];

#[test]
fn every_hint_does_something_when_its_key_is_pressed() {
    for moment in Moment::ALL {
        let opened = moment.rig();
        for (name, place) in PLACES {
            for stance in STANCES {
                let mut stood = opened.clone();
                stood.keys(place).keys(stance);
                let before = traces(&mut stood);
                for (key, word) in stood.hints() {
                    let mut rig = stood.clone();
                    rig.keys(&key);
                    let what = format!("{moment:?} {name} `{stance}`: {key} {word}");
                    assert_ne!(traces(&mut rig), before, "{what}");
                }
            }
        }
    }
}

#[test]
fn what_cannot_work_now_is_not_hinted_at() {
    let hinted = |rig: &mut Rig, word: &str| rig.hints().iter().any(|(_, other)| other == word);
    let mut rig = Moment::FirstDay.start().size(200, 24);
    rig.keys("esc");
    assert!(!hinted(&mut rig, "undo"));
    assert!(!hinted(&mut rig, "retry"));
    assert!(hinted(&mut rig, "quit"));
    rig.keys("space");
    assert!(hinted(&mut rig, "undo"));
    rig.keys("2 enter");
    assert!(hinted(&mut rig, "back") && !hinted(&mut rig, "quit"));
    rig.keys("3");
    assert!(!hinted(&mut rig, "done"));
    let mut rig = Moment::Finished.rig().size(200, 24);
    for word in ["done", "started", "skip", "sign off"] {
        assert!(!hinted(&mut rig, word), "{word}:\n{}", rig.text());
    }
}

#[test]
fn a_narrow_footer_keeps_what_matters_most() {
    for moment in Moment::ALL {
        let opened = moment.rig();
        for (name, place) in PLACES {
            let mut rig = opened.clone();
            rig.keys(place).keys("j");
            let mut wider: Option<HashSet<(String, String)>> = None;
            for width in (40..=200).rev().step_by(5) {
                rig.resize(width, 24);
                let line = rig.line_from_bottom(0);
                assert!(!line.contains(['…', '~']), "{name} {width}: {line}");
                let hints: HashSet<_> = rig.hints().into_iter().collect();
                if let Some(wider) = &wider {
                    assert!(hints.is_subset(wider), "{name} {width}");
                }
                wider = Some(hints);
            }
            let least = wider.unwrap();
            let has = |word: &str| least.iter().any(|(_, other)| other == word);
            assert!(has("keys"), "{name}: {least:?}");
            let mut wide = opened.clone().size(200, 24);
            wide.keys(place).keys("j");
            for word in ["done", "open"] {
                let offered = wide.hints().iter().any(|(_, other)| other == word);
                assert_eq!(has(word), offered, "{name}: {least:?}");
            }
        }
    }
}

#[test]
fn an_empty_roadmap_offers_what_works() {
    let nothing: [Batch; 0] = [];
    let mut roadmap = shipped();
    roadmap.phases.clear();
    roadmap.plan.lanes.clear();
    roadmap.metrics.clear();
    roadmap.apps.clear();
    let mut rig = Rig::new(roadmap, "2026-03-04T20:00:00+01:00", &nothing);
    rig.keys("esc");
    for (name, place) in PLACES {
        rig.keys("1").keys(place);
        for (key, word) in rig.hints() {
            assert!(
                !["done", "started", "skip"].contains(&word.as_str()),
                "{name} {key}"
            );
        }
        rig.keys("space s x S enter o y j G / esc");
    }
}
