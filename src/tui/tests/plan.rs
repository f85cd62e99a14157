//! Pace and forecast on Today and Plan, the chart, the success metrics.

use std::{fmt::Write as _, sync::Arc};

use chrono::TimeDelta;

use crate::{
    domain::{event::Mark, progress::Status},
    tui::{
        rig::{Rig, begin, shipped},
        theme::{Background, Depth, Theme},
    },
};

use super::{Moment, moments::marked};

/// The line about pace and forecast: the last one beside the head's bar.
fn glance(rig: &mut Rig) -> String {
    let text = rig.text();
    // A list that scrolls has such a bar, too.
    let head = text
        .lines()
        .take(6)
        .filter_map(|line| line.trim().strip_prefix('┃'));
    head.fold("", |_, line| line).trim().to_owned()
}

#[test]
fn today_says_pace_and_forecast_in_one_line() {
    for (moment, words) in [
        (
            Moment::FirstDay,
            "On plan. 9.4 h a week are enough to finish by 4 Jan 2027; a forecast comes after 3 weeks of your own.",
        ),
        (Moment::Finished, "All planned work is done."),
    ] {
        assert_eq!(glance(&mut moment.rig()), words, "{moment:?}");
    }
    let behind = glance(&mut Moment::Behind.rig());
    assert!(
        behind.starts_with("76 days behind: the plan had you here on 16 Apr. "),
        "{behind}"
    );
    let ahead = glance(&mut Moment::Ahead.rig());
    assert!(
        ahead.contains(" days ahead: the plan has you here on "),
        "{ahead}"
    );
    assert!(ahead.contains(" Even odds to finish by "), "{ahead}");
}

#[test]
fn the_line_is_shortened_by_whole_words_until_it_fits() {
    for moment in Moment::ALL {
        let mut rig = moment.rig();
        let mut longest = 0;
        for width in 40..=200 {
            rig.resize(width, 24);
            let line = glance(&mut rig);
            assert!(
                line.ends_with('.') && !line.contains('…'),
                "{width}: {line}"
            );
            let length = line.chars().count();
            assert!(length >= longest, "{width}: {line}");
            longest = length;
        }
    }
}

#[test]
fn the_forecast_is_made_once_a_change() {
    for (width, height) in [(80, 24), (120, 40)] {
        let mut rig = Moment::Behind.rig().size(width, height);
        rig.draw();
        let first = Arc::clone(rig.app().world().forecast());
        let charts = |rig: &Rig| {
            let world = rig.app().world();
            let made = |size| world.chart(size, || panic!("made again"));
            made((width - 2, height - 4))
        };
        rig.keys("6 c");
        rig.draw();
        let chart = charts(&rig);
        for keys in ["j", "c", "c", "1", "j k", "2", "6", "?", "esc", "G", "g"] {
            rig.keys(keys).later(TimeDelta::seconds(30));
            rig.draw();
            assert!(Arc::ptr_eq(&first, rig.app().world().forecast()), "{keys}");
        }
        assert!(Arc::ptr_eq(&chart, &charts(&rig)));
        // A tick is a change, and so is a day.
        rig.keys("1 space");
        let second = Arc::clone(rig.app().world().forecast());
        assert!(!Arc::ptr_eq(&first, &second));
        rig.later(TimeDelta::hours(12));
        assert_eq!(second.day.next(), rig.app().world().forecast().day);
        // What another device did is seen too.
        let third = Arc::clone(rig.app().world().forecast());
        rig.arrives(&marked("gates-sobelow", Mark::Open, "2026-07-01"));
        assert!(rig.app().world().forecast().done < third.done);
    }
}

#[test]
fn c_shows_the_chart_and_the_boxes_again() {
    for size in [(80, 24), (120, 40)] {
        let mut rig = Moment::Behind.rig().size(size.0, size.1);
        let boxes = rig.keys("6 j j").text();
        for back in ["c", "esc", "q"] {
            rig.keys("c");
            for words in [
                "pace      76 days behind: the plan had you here on 16 Apr",
                "done      ",
                "needed    ",
                "slack     ",
                " 488 h │",
                " 244 h │",
                "   0 h │",
                "└┬",
                "Q1",
                "Q4",
                "█ done",
                "· the plan",
                "┆ today, 1 Jul",
            ] {
                assert!(rig.shows(words), "{words}\n{}", rig.text());
            }
            rig.keys(back);
            assert_eq!(rig.text(), boxes, "{back}");
        }
    }
}

#[test]
fn nothing_is_ticked_that_the_chart_hides() {
    let mut rig = Moment::Behind.rig().size(80, 24);
    rig.keys("6 j c space s x enter o");
    assert_eq!((rig.written.len(), rig.effects.len()), (0, 0));
    let words: Vec<String> = rig.hints().into_iter().map(|(_, word)| word).collect();
    assert!(words.contains(&"boxes".to_owned()), "{words:?}");
    assert!(!words.contains(&"done".to_owned()), "{words:?}");
    // What is gone to by its name is shown.
    rig.keys("6 c :").typed("create runbook for common");
    rig.keys("enter");
    assert!(rig.selected().contains("runbook"), "{}", rig.text());
}

#[test]
fn the_chart_is_not_offered_before_the_year_has_a_start() {
    let mut rig = Rig::new(shipped(), "2026-01-05T08:30:00+01:00", &[]);
    let before = rig.keys("esc 6").text();
    assert_eq!(rig.keys("c").text(), before);
    // It closes when the start date is taken back.
    let mut rig = Moment::FirstDay.rig();
    rig.keys("6 c u");
    assert!(rig.shows("planned hours"), "{}", rig.text());
    rig.keys("c");
    assert!(rig.shows("Success metrics"));
}

#[test]
fn the_chart_stands_beside_the_metrics_where_there_is_room() {
    let mut rig = Moment::Behind.rig();
    rig.keys("6");
    let (heading, y) = rig.find("Burn-up");
    assert_eq!(rig.find("Success metrics").1, y);
    assert!(rig.shows("┆ today"));
    // It goes with them, and boxes can still be reached and clicked.
    rig.keys("G");
    let (x, y) = rig.find("Portfolio demonstrable");
    assert!(x < heading);
    rig.keys("g").click((x, y)).click((x, y));
    rig.resize(99, 40);
    assert!(!rig.shows("Burn-up"));
}

#[test]
fn a_metric_is_ticked_with_space_and_the_derived_one_says_why_not() {
    for (width, height) in [(80, 24), (120, 40)] {
        let mut rig = Moment::Behind.rig().size(width, height);
        rig.keys("6 G");
        let metric = rig.app().world().roadmap.metrics.last().unwrap().item;
        let id = rig.app().world().roadmap[metric].id.to_string();
        rig.keys("space");
        assert_eq!(rig.status(&id), Status::Done);
        rig.keys("k k k k k");
        assert!(rig.shows("Success metrics  1/5"), "{}", rig.text());
        rig.keys("G space");
        assert_eq!(rig.status(&id), Status::Open);
        let written = rig.written.len();
        rig.keys("k k k k");
        for key in ["space", "s", "x"] {
            rig.keys(key);
            assert_eq!(
                rig.notice(),
                "This ticks itself when all 15 phases are signed off."
            );
        }
        assert_eq!(rig.written.len(), written);
    }
    // It is done exactly when the phases are.
    let mut rig = Moment::Finished.rig();
    let metric = rig.app().world().roadmap.metrics[0].item;
    let id = rig.app().world().roadmap[metric].id.to_string();
    assert_eq!(rig.status(&id), Status::Done);
    rig.keys("6 G");
    assert!(rig.shows("● All 15 phases completed"), "{}", rig.text());
}

#[test]
fn the_chart_survives_every_size() {
    for moment in Moment::ALL {
        let mut rig = moment.rig();
        rig.keys("6 c");
        for width in (1..=220).step_by(7) {
            for height in [1, 5, 10, 12, 16, 18, 24, 40, 70] {
                rig.resize(width, height);
                let text = rig.text();
                if width >= 80 && height >= 24 {
                    assert!(text.contains("   0 h │"), "{width} × {height}\n{text}");
                }
            }
        }
    }
}

#[test]
fn on_a_low_screen_the_chart_has_one_line_above_it() {
    let mut rig = Moment::Behind.rig().size(60, 16);
    rig.keys("6 c");
    assert!(rig.shows("76 days behind. Even odds by "), "{}", rig.text());
    assert!(
        rig.shows("   0 h │") && rig.shows("█ done"),
        "{}",
        rig.text()
    );
    assert!(!rig.shows("slack "));
    // Lower still, the words alone.
    rig.resize(60, 12);
    assert!(rig.shows("pace      76 days behind") && !rig.shows("0 h │"));
}

#[test]
fn a_year_that_is_over_still_has_its_chart() {
    let past = [
        begin("2024-01-01"),
        marked("gates-sobelow", Mark::Done, "2024-01-09"),
    ];
    let mut rig = Rig::new(shipped(), "2026-07-01T20:00:00+02:00", &past).size(80, 24);
    rig.keys("6 c");
    assert!(rig.shows("┆ today, 1 Jul"), "{}", rig.text());
    assert!(rig.shows("Q1"));
}

#[test]
fn charts_of_four_moments() {
    for (width, height) in [(80, 24), (120, 40)] {
        let mut page = String::new();
        for moment in Moment::ALL {
            let mut rig = moment.rig().size(width, height);
            let screen = rig.keys("6 c").screen();
            let _ = writeln!(page, "════ {}\n{screen}", moment.name());
        }
        for (name, background, depth, ascii) in [
            ("light", Background::Light, Depth::Full, false),
            ("no colour", Background::Dark, Depth::Plain, false),
            ("ascii", Background::Dark, Depth::Plain, true),
        ] {
            let theme = Theme::new(background, depth);
            let mut rig = Moment::Behind.looking(theme, ascii).size(width, height);
            let screen = rig.keys("6 c").screen();
            let _ = writeln!(page, "════ {name}\n{screen}");
        }
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(format!("chart_{width}x{height}"), page);
        });
    }
}

#[test]
fn shapes_alone_tell_the_chart_apart() {
    let theme = Theme::new(Background::Dark, Depth::Plain);
    for (ascii, shapes) in [(false, ["█", "·", "▒", "┆"]), (true, ["#", ".", ":", "|"])] {
        let mut rig = Moment::Ahead.looking(theme, ascii);
        rig.keys("6 c");
        let text = rig.text();
        let legend = text
            .lines()
            .find(|line| line.contains(" the plan   "))
            .unwrap();
        for shape in shapes {
            assert!(legend.contains(&format!("{shape} ")), "{shape}: {legend}");
        }
        assert!(!ascii || text.is_ascii(), "{text}");
    }
}
