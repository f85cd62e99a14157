//! Figures explain themselves: their numbers, computed by hand from the shipped
//! roadmap.

use mastery::{
    domain::{
        decide::{About, OpenItems, TimeWish, Wish},
        event::Mark,
        id::BudgetId,
        minutes::Minutes,
        roadmap::{AppIx, ItemIx},
        session::Piece,
    },
    insight::{
        explain::{Chosen, Explained, Explainer, Place},
        stats::Measure,
    },
};
use pretty_assertions::assert_eq;

use crate::learner::{Learner, day};

/// Thursday, 15 January 2026, two weeks into a year that begins on the first.
/// On Friday, 9 January, phase 0 was signed off, with time on three labs; on
/// Wednesday, 14 January, six readings of phase 1 were done, five skipped, two
/// hours and ten minutes spent on it, and a book bought.
fn learner() -> Learner {
    let mut learner = Learner::on("2026-01-01");
    learner.does(&Wish::Begin(day("2026-01-01")));
    learner.today = day("2026-01-09");
    for (item, minutes) in [
        ("gate-one-command", 70),
        ("gate-first-adr", 50),
        ("gate-ci-matrix", 40),
    ] {
        let about = About::Item(learner.ix(item));
        log(&mut learner, "building", about, minutes);
    }
    let phase = learner.phase(0);
    learner.does(&Wish::SignOff {
        phase,
        open: OpenItems::Tick,
    });
    learner.today = day("2026-01-14");
    let items = core(&learner);
    learner.marks(&items[..6], Mark::Done);
    learner.marks(&items[6..11], Mark::Skipped);
    let about = About::Phase(learner.phase(1));
    log(&mut learner, "learning", about, 130);
    learner.does(&Wish::Spend {
        amount: "39.99".parse().unwrap(),
        line: BudgetId::new("books"),
        text: None,
    });
    learner.today = day("2026-01-15");
    learner
}

fn log(learner: &mut Learner, category: &str, about: About, minutes: u64) {
    let piece = Piece::of(learner.today, Minutes(minutes));
    learner.does(&Wish::Time(TimeWish::Log {
        category: BudgetId::new(category),
        about: Some(about),
        text: None,
        pieces: vec![piece],
    }));
}

/// The items of phase 1, its 14 readings first.
fn core(learner: &Learner) -> Vec<ItemIx> {
    learner.roadmap[learner.phase(1)].items().collect()
}

fn figures(learner: &Learner, place: Place, chosen: Option<Chosen>) -> Vec<Explained> {
    let (progress, line) = (learner.progress(), learner.line());
    let explainer = Explainer {
        roadmap: &learner.roadmap,
        state: &learner.state,
        progress: &progress,
        line: line.as_ref(),
        today: learner.today,
    };
    explainer.figures(place, chosen)
}

/// The arithmetic of the figure with this name.
fn sums(figures: &[Explained], name: &str) -> Vec<String> {
    let names: Vec<&str> = figures.iter().map(|it| it.name.as_str()).collect();
    let found = figures.iter().find(|it| it.name == name);
    found.unwrap_or_else(|| panic!("{names:?}")).sums.clone()
}

#[test]
fn progress_is_a_sum_over_phases() {
    let learner = learner();
    let figures = figures(&learner, Place::Phases, None);
    // Phase 0: 2.5 × 4 h; phase 1: 7.5 × 4 h, 6 of 30 − 5. 17.2 ÷ 488 = 3.52 %.
    assert_eq!(
        sums(&figures, "the whole roadmap"),
        [
            "phase 0 10 h + phase 1 30 h × 6/25 = 17.2 h of 488 h = 3.5 %",
            "1 of 15 phases signed off",
        ]
    );
    assert_eq!(
        sums(&figures, "read, built, proven"),
        ["read 1/15 · built 1/15 · proven 0/15 · signed off 1/15"]
    );
    assert_eq!(
        sums(&figures, "days"),
        ["15 phases, 4 h a day: 488 h in all"]
    );
}

#[test]
fn a_phase_is_its_items_and_its_hours() {
    let learner = learner();
    let phase = learner.phase(1);
    let figures = figures(&learner, Place::Phase(phase), Some(Chosen::Phase(phase)));
    // 14 readings without five, 16 deliverables.
    assert_eq!(
        sums(&figures, "phase 1"),
        ["6/9 read + 0/16 built = 6/25; 5 skipped"]
    );
    // Split 3.5 : 2.5 : 1.5 of 7.5 days.
    assert_eq!(
        sums(&figures, "planned hours of phase 1"),
        [
            "(6 + 9) ÷ 2 = 7.5 days × 4 h = 30 h",
            "of these 14 h reading, 10 h labs and 6 h pulse",
            "30 h × 6/25 = 7.2 h done",
        ]
    );
    let names: Vec<&str> = figures.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(
        names,
        ["phase 1", "planned hours of phase 1", "read, built, proven"],
        "what is chosen is not said twice"
    );
}

#[test]
fn what_is_selected_comes_first() {
    let learner = learner();
    let phase = learner.phase(1);
    let items = core(&learner);
    let first = |place, chosen| {
        let figures = figures(&learner, place, Some(chosen));
        (figures[0].name.clone(), figures[0].sums.clone())
    };
    let (name, sums) = first(Place::Phase(phase), Chosen::Item(items[0]));
    assert_eq!(name, learner.roadmap[items[0]].title);
    assert_eq!(sums, ["phase 1: 30 h ÷ 25 items = 1.2 h"]);
    let (_, sums) = first(Place::Phase(phase), Chosen::Item(items[6]));
    assert!(sums.is_empty(), "what is skipped is worth nothing");
    let (_, sums) = first(Place::Today, Chosen::Item(learner.ix("gate-one-command")));
    // 10 h over 26 items; 70 minutes were spent on it.
    assert_eq!(
        sums,
        [
            "phase 0: 10 h ÷ 26 items = 0.4 h",
            "you spent 1 h 10 on it, labs",
        ]
    );
    let (_, sums) = first(Place::Plan, Chosen::Item(learner.ix("core-phases-8-10")));
    assert_eq!(sums, ["phases 8, 9 and 10: 0/3 signed off"]);
    let (name, _) = first(Place::Matrix, Chosen::Phase(phase));
    assert_eq!(name, "phase 1");
    let (name, sums) = first(
        Place::Stats(Measure::Items),
        Chosen::Phase(learner.phase(0)),
    );
    assert_eq!(name, "span of phase 0");
    assert_eq!(
        sums,
        [
            "planned in Q1: 1 Jan – 31 Mar",
            "first mark 9 Jan, signed off 9 Jan: 1 day",
            "1 day with a tick; the estimate is 2–3 days",
        ]
    );
    let gatekeeper = learner.roadmap.app_by_id("labs_gatekeeper").unwrap();
    let (name, sums) = first(Place::Apps, Chosen::App(gatekeeper));
    assert_eq!(
        (name.as_str(), sums.as_slice()),
        (
            "labs_gatekeeper",
            ["phase 0 9/9 = 9/9".to_owned()].as_slice()
        )
    );
}

#[test]
fn the_plan_is_its_quarters_and_its_line() {
    let learner = learner();
    let figures = figures(&learner, Place::Plan, None);
    assert_eq!(
        sums(&figures, "quarters and the plan’s line"),
        [
            "Q1 1 Jan – 31 Mar: phases 0, 1, 2 and 3, from 0 h to 92 h over 64 study days",
            "Q2 1 Apr – 30 Jun: phases 4, 5, 6 and 7, from 92 h to 236 h over 65 study days",
            "Q3 1 Jul – 30 Sep: phases 8, 9 and 10, from 236 h to 352 h over 66 study days",
            "Q4 1 Oct – 31 Dec: phases 11, 12, 13 and 14, from 352 h to 488 h over 66 study days",
        ]
    );
    // Ten study days to 14 January, eleven to the 15th, of 64: 92 × 10 ÷ 64.
    assert_eq!(
        sums(&figures, "the line today"),
        ["Q1: 14.4 h by 14 Jan, 15.8 h by today"]
    );
    assert_eq!(
        sums(&figures, "pace"),
        ["the plan has 14.4 h by yesterday and 15.8 h by today; 17.2 h are done: on plan"]
    );
    assert_eq!(
        sums(&figures, "left"),
        ["488 h planned − 17.2 h done = 470.8 h"]
    );
    // 15 January to 31 December are 351 days.
    assert_eq!(
        sums(&figures, "needed"),
        ["470.8 h left ÷ 50.1 weeks = 9.4 h a week"]
    );
    // (15 + 20) ÷ 2 + (10 + 15) ÷ 2.
    assert_eq!(
        sums(&figures, "capacity"),
        ["the middle of 15–20 h of Learning and 10–15 h of Building: 30 h a week"]
    );
    // To 31 March 76 days: 30 × 76 ÷ 7; 92 − 17.2 = 74.8 are due; the rest is
    // 250.9 h, 58.5 days of the budget.
    assert_eq!(
        sums(&figures, "slack"),
        [
            "the budget has 325.7 h until 31 Mar, the plan asks for 74.8 h more by then: \
             58 days over"
        ]
    );
    assert!(sums(&figures, "boxes")[0].starts_with("0/36; "));
    assert_eq!(sums(&figures, "success metrics"), ["0/5"]);
}

#[test]
fn today_has_the_pace_the_habit_and_the_whole() {
    let learner = learner();
    let figures = figures(&learner, Place::Today, None);
    let names: Vec<&str> = figures.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "phase 1",
            "planned hours of phase 1",
            "left",
            "pace",
            "weeks",
            "capacity",
            "needed",
            "slack",
            "week 3",
            "streak",
            "consistency",
            "the whole roadmap",
            "next",
        ]
    );
    assert_eq!(sums(&figures, "week 3"), ["Wed 6: 1 study day, 6 items"]);
    assert_eq!(sums(&figures, "next"), ["today’s kind is supplement"]);
}

#[test]
fn the_streak_names_its_days_and_the_last_miss() {
    let learner = learner();
    let figures = figures(&learner, Place::Stats(Measure::Items), None);
    assert_eq!(
        sums(&figures, "streak"),
        [
            "kept Wed 14 Jan: 1 study day",
            "the last without was Tue 13 Jan",
        ]
    );
    // Ten study days from 14 January back to 1 January, of which the first and
    // the fourth (9 January) were kept: w = 2^(−1/13) = 0.94808, so that 1 + w³ =
    // 1.852 of 1 + w + … + w⁹ = 7.959.
    assert_eq!(
        sums(&figures, "consistency"),
        ["2 of 10 study days kept; they weigh 1.85 of 7.96 = 23 %"]
    );
}

#[test]
fn a_long_streak_names_its_newest_days() {
    let mut learner = Learner::on("2026-01-05");
    learner.does(&Wish::Begin(day("2026-01-05")));
    for on in ["05", "06", "07", "08", "09", "12", "13"] {
        learner.today = day(&format!("2026-01-{on}"));
        learner.does(&Wish::Note {
            text: "a thought".to_owned(),
            about: None,
        });
    }
    let figures = figures(&learner, Place::Week(learner.today), None);
    assert_eq!(
        sums(&figures, "streak"),
        [
            "kept Tue 13 Jan, Mon 12 Jan, Fri 9 Jan, Thu 8 Jan, Wed 7 Jan, 2 more: 7 study days",
            "none was missed before",
        ]
    );
}

#[test]
fn the_heatmap_counts_its_levels() {
    let learner = learner();
    // 9 January has 26 items and a sign-off, 14 January six items and 2 h 10.
    let by_items = figures(&learner, Place::Stats(Measure::Items), None);
    assert_eq!(
        sums(&by_items, "heat"),
        [
            "○ no item: 0 days, ▒ 1–2: 0 days, ▓ 3–5: 0 days, █ 6 or more: 2 days",
            "in these 53 weeks 2 study days",
        ]
    );
    // 9 January has 70 + 50 + 40 minutes: 2 h 40.
    let by_hours = figures(&learner, Place::Stats(Measure::Hours), None);
    assert_eq!(
        sums(&by_hours, "heat")[0],
        "○ no time: 0 days, ▒ under 2 h: 0 days, ▓ under 4 h: 2 days, █ 4 h or more: 0 days"
    );
    assert_eq!(
        sums(&by_items, "weeks"),
        ["this week: 6 items; 6 of phase 1 × 30 h ÷ 25 = 7.2 h"]
    );
    assert_eq!(sums(&by_items, "phases"), ["2 phases begun, 1 signed off"]);
    let kinds = &sums(&by_items, "items by kind")[0];
    // 253 deliverables, the 14 of phase 0 done.
    assert!(kinds.contains("deliverable 14/253"), "{kinds}");
}

#[test]
fn time_and_money_are_sums() {
    let learner = learner();
    let figures = figures(&learner, Place::Time, None);
    assert_eq!(
        sums(&figures, "this week"),
        [
            "Learning: Wed 2 h 10; 15–20 h, 17.5 in the middle",
            "Building: 0 min; 10–15 h, 12.5 in the middle",
            "Review/Documentation: 0 min; 5 h, 5 in the middle",
            "together 2 h 10",
        ]
    );
    // Only the week of 5 January is over.
    assert_eq!(sums(&figures, "averages"), ["2 h 40 ÷ 1 week = 2 h 40"]);
    // Phase 0's labs: half of 10 h over nine deliverables, so 33⅓ minutes each.
    assert_eq!(
        sums(&figures, "your own ratio")[1],
        "labs: 3 items took 2 h 40, planned 1 h 40 = 1.6 ×"
    );
    assert_eq!(
        sums(&figures, "spent against planned"),
        ["2 h 40 on items + 2 h 10 on phases as a whole + 0 min on no phase = 4 h 50"]
    );
    assert_eq!(
        sums(&figures, "money, in USD"),
        [
            "Books: 500 − 39.99 = 460.01",
            "Infrastructure: 100 − 0 = 100",
            "Tools/Services: 200 − 0 = 200",
        ]
    );
    assert_eq!(
        sums(&figures, "projected for the year"),
        [
            "Books 500 + Infrastructure 1200 + Tools/Services 2400 = 4100",
            "the budget has 4100, spent are 39.99",
        ]
    );
}

/// Whatever is pointed at, and however little there is.
#[test]
fn every_place_explains_itself_on_the_first_day() {
    let fresh = Learner::on("2026-01-01");
    let phase = fresh.phase(3);
    let chosen = [
        None,
        Some(Chosen::Phase(phase)),
        Some(Chosen::Item(fresh.ix("gate-first-adr"))),
        Some(Chosen::Item(fresh.ix("all-phases-completed"))),
        Some(Chosen::App(AppIx(0))),
    ];
    for place in [
        Place::Today,
        Place::Phases,
        Place::Phase(phase),
        Place::Matrix,
        Place::Apps,
        Place::Week(fresh.today),
        Place::Plan,
        Place::Time,
        Place::Stats(Measure::Items),
        Place::Stats(Measure::Hours),
    ] {
        for chosen in chosen {
            let figures = figures(&fresh, place, chosen);
            assert!(!figures.is_empty(), "{place:?}");
            for figure in figures {
                let Explained {
                    name,
                    meaning,
                    sums,
                } = figure;
                assert!(
                    !name.is_empty() && meaning.ends_with('.'),
                    "{name}: {meaning}"
                );
                for sum in sums {
                    assert!(
                        !sum.contains("NaN") && !sum.contains("inf"),
                        "{name}: {sum}"
                    );
                }
            }
        }
    }
}
