//! What the learner sets: keys, colours, weeks, dates.

use std::{fmt::Write as _, sync::Arc};

use ratatui::style::Color;

use crate::{
    domain::day::{DateFormat, DayStart, WeekStart},
    tui::{
        effect::Effect,
        keys::Keymap,
        msg::Msg,
        rig::Rig,
        settings::Settings,
        theme::{Background, Depth, Paints, Part, Theme},
    },
};

use super::{Moment, PLACES};

fn usual() -> Settings {
    Settings {
        keys: Arc::new(Keymap::default()),
        background: Some(Background::Dark),
        depth: Depth::Full,
        paints: Paints::default(),
        ascii: false,
        reading_width: 90,
        day_start: DayStart::default(),
        week_start: WeekStart::Monday,
        date_format: DateFormat::DayMonth,
        problems: Vec::new(),
    }
}

fn with(moment: Moment, settings: Settings) -> Rig {
    let mut rig = moment.rig();
    rig.send(Msg::Settings(Box::new(settings)));
    rig
}

fn add(page: &mut String, name: &str, text: &str) {
    let _ = writeln!(page, "── {name}\n{text}");
}

fn keep(name: &str, page: &str) {
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(name, page);
    });
}

#[test]
fn a_key_does_what_the_learner_set_and_is_shown_everywhere() {
    let keys = "toggle = v\nskip =\nhelp = f1\nundo = z alt-z\nscreen_2 = p\nquit = Q";
    let mut rig = Moment::Behind.rig().with_keys(keys).size(120, 30);
    let hint = |rig: &mut Rig, word: &str| {
        let hints = rig.hints().into_iter();
        let found = hints.filter(|(_, other)| other == word);
        found.map(|(key, _)| key).next()
    };
    assert_eq!(hint(&mut rig, "done").as_deref(), Some("v"));
    assert_eq!(hint(&mut rig, "skip"), None);
    rig.keys("space x");
    assert_eq!(rig.written.len(), 0, "the keys before mean nothing");
    rig.keys("v");
    assert_eq!(rig.written.len(), 1);
    assert_eq!(hint(&mut rig, "undo").as_deref(), Some("z"));
    rig.keys("z");
    assert_eq!(rig.written.len(), 2);
    let mut page = String::new();
    add(&mut page, "today", &rig.text());
    // `f1` has no name in the rig; the palette opens what has other keys, too.
    rig.keys(": t h i s space h e l p enter");
    add(&mut page, "help", &rig.text());
    assert!(rig.shows("z  alt-z"), "{}", rig.text());
    rig.keys("esc : s k i p");
    assert!(rig.shows("skip, or not"), "{}", rig.text());
    rig.keys("esc p");
    assert!(rig.shows("p Phases"), "{}", rig.text());
    // A letter that quits is text where text is typed.
    rig.keys("1 a Q");
    assert!(rig.shows("Q"), "{}", rig.text());
    assert!(!rig.effects.contains(&Effect::Quit));
    rig.keys("esc Q");
    assert!(rig.effects.contains(&Effect::Quit));
    keep("remapped_120x30", &page);
}

#[test]
fn ctrl_c_quits_whatever_is_set_and_whatever_lies_on_top() {
    for keys in ["", ":", "a", "/", "?"] {
        let mut rig = Moment::Behind.rig().with_keys("quit =\nundo = ctrl-c");
        rig.keys(keys).keys("ctrl-c");
        assert!(rig.effects.contains(&Effect::Quit), "{keys}");
    }
}

#[test]
fn sentences_name_the_key_that_holds() {
    let mut rig = Moment::FirstDay.rig().with_keys("timer = T\nlog_time = w");
    rig.keys("8");
    assert!(
        rig.shows("`T` starts the timer; `w` writes"),
        "{}",
        rig.text()
    );
}

#[test]
fn weeks_begin_on_sunday_where_that_is_set() {
    let settings = Settings {
        week_start: WeekStart::Sunday,
        ..usual()
    };
    let mut rig = with(Moment::Behind, settings).size(100, 30);
    let mut page = String::new();
    for (name, keys) in [
        ("today", "1"),
        ("week", "5"),
        ("week before", "["),
        ("time", "8"),
        ("stats", "9"),
    ] {
        rig.keys(keys);
        add(&mut page, name, &rig.text());
    }
    keep("sunday_100x30", &page);
    // Wednesday 1 July: three days before it in a week from Sunday.
    rig.keys("5 ]");
    let text = rig.text();
    assert!(text.contains("Week 27 · 2026"), "{text}");
    let names = text.lines().find(|line| line.contains("Su 28")).unwrap();
    assert!(names.find("Su 28") < names.find("Mo 29"), "{text}");
    assert!(names.contains("Sa 4"), "{text}");
    // On the heatmap Saturday is the last row of a column.
    rig.keys("9 g k k k k k k k k");
    assert!(rig.text().contains("Sun 28 Jun"), "{}", rig.text());
}

#[test]
fn dates_are_shown_in_the_form_that_is_set() {
    let mut page = String::new();
    for (form, dates) in [
        (DateFormat::MonthDay, ["Wed Jul 1", "Sep 5, 2028"]),
        (DateFormat::Iso, ["Wed 2026-07-01", "2028-09-05"]),
    ] {
        let settings = Settings {
            date_format: form,
            ..usual()
        };
        let mut rig = with(Moment::Behind, settings).size(80, 24);
        assert!(rig.shows(dates[0]), "{}", rig.text());
        for (name, keys) in PLACES {
            rig.keys("esc esc").keys(keys);
            add(&mut page, &format!("{name}, {form:?}"), &rig.text());
            assert!(!rig.text().contains("Wed 1 Jul"), "{}", rig.text());
        }
        assert!(page.contains(dates[1]), "{}", dates[1]);
    }
    keep("dates_80x24", &page);
}

#[test]
fn colours_of_ones_own_are_drawn() {
    let part = |name| Part::named(name).unwrap();
    let paints = Paints::default()
        .with(part("accent"), Color::Rgb(0xd7, 0x5f, 0xaf))
        .with(part("screen"), Color::Rgb(0xd7, 0x5f, 0xaf))
        .with(part("key"), Color::Cyan)
        .with(part("selection"), Color::Indexed(53));
    let mut page = String::new();
    for (name, background) in [("dark", Background::Dark), ("light", Background::Light)] {
        let theme = Theme::new(background, Depth::Full).painted(paints);
        let mut rig = Moment::Behind.looking(theme, false).size(80, 24);
        add(&mut page, name, &rig.screen());
    }
    keep("colours_80x24", &page);
}

#[test]
fn settings_that_change_while_it_runs_count_at_once() {
    let mut rig = Moment::Behind.rig();
    let before = rig.screen();
    let settings = Settings {
        keys: Arc::new(Keymap::default()),
        background: Some(Background::Light),
        ascii: true,
        problems: vec!["config.toml:1:1: `x` is not a setting".to_owned()],
        ..usual()
    };
    rig.send(Msg::Settings(Box::new(settings)));
    assert!(rig.shows("`x` is not a setting"), "{}", rig.text());
    assert!(rig.shows("1 problem"), "{}", rig.text());
    assert!(!rig.text().contains('●'), "{}", rig.text());
    // Mended: nothing is left of it.
    rig.send(Msg::Settings(Box::new(usual())));
    assert!(rig.shows("The settings were read again."), "{}", rig.text());
    rig.keys("j k");
    assert_eq!(rig.screen(), before);
    // The terminal’s own background, as soon as it is known.
    let auto = Settings {
        background: None,
        ..usual()
    };
    rig.send(Msg::Settings(Box::new(auto))).keys("j k");
    assert_eq!(rig.screen(), before);
    rig.send(Msg::Background(Background::Light));
    assert_ne!(rig.screen(), before);
    // And what the settings say counts over it.
    rig.send(Msg::Settings(Box::new(usual()))).keys("j k");
    assert_eq!(rig.screen(), before);
}
