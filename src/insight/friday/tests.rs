use pretty_assertions::assert_eq;

use super::*;
use crate::domain::{
    decide::{About, Wish},
    fixtures::{Learner, day, event},
    id::BudgetId,
    roadmap::TimeBudget,
};

fn plain(text: &str) -> String {
    text.replace('\n', "␊").replace('#', "\\#")
}

fn learner() -> Learner {
    let mut learner = Learner::on("2026-03-06");
    learner.roadmap.time.push(TimeBudget {
        id: BudgetId::new("learning"),
        title: "Learning".to_owned(),
        hours: (6.0, 8.0),
    });
    learner
}

fn span(learner: &Learner) -> Span {
    Span::new(&learner.roadmap, &learner.state, learner.today)
}

fn draft(learner: &Learner, commits: Vec<Commit>) -> Draft {
    Draft::new(
        &learner.roadmap,
        &learner.state,
        &learner.progress(),
        span(learner),
        commits,
    )
}

fn text(learner: &Learner) -> String {
    draft(learner, Vec::new()).markdown(&learner.roadmap, plain)
}

fn happened(learner: &mut Learner, number: u128, on: &str, kind: Kind) {
    let clock = learner.state.clock() + 1;
    let number = (number << 100) + (u128::from(clock) << 16);
    learner
        .state
        .extend([event("laptop", clock, number, on, kind)]);
}

#[test]
fn a_week_is_told_in_groups() {
    let mut learner = learner();
    learner.marks(
        &["ground-book", "ground-gate"],
        Mark::Done,
        Some("2026-03-03"),
    );
    learner.marks(&["ground-docs"], Mark::Done, Some("2026-03-04"));
    learner.marks(&["ground-docs"], Mark::Open, None);
    learner.marks(&["walls-docs"], Mark::Started, None);
    learner.marks(&["ground-talk"], Mark::Done, Some("2026-03-01"));
    learner.does(
        &Wish::Note {
            text: "Let it crash:\nbut # know what".to_owned(),
            about: None,
        },
        None,
    );
    let pull_request = "https://example.org/pull/1".to_owned();
    learner.does(
        &Wish::PullRequest {
            phase: PhaseIx(0),
            url: pull_request,
        },
        None,
    );
    learner.does(
        &Wish::Link {
            url: "https://example.org/post".to_owned(),
            text: None,
            about: Some(About::Phase(PhaseIx(0))),
        },
        None,
    );
    for minutes in [90, 120] {
        let kind = Kind::Session {
            category: BudgetId::new("learning"),
            minutes,
            from: None,
            about: None,
            text: None,
        };
        happened(&mut learner, u128::from(minutes), "2026-03-05", kind);
    }
    for verdict in [Verdict::Failed, Verdict::Passed] {
        let kind = Kind::Evidence {
            row: ProofId::new("M0"),
            verdict,
            text: (verdict == Verdict::Passed).then(|| "all green".to_owned()),
            grounds: None,
        };
        happened(&mut learner, 7, "2026-03-05", kind);
    }
    let commits = [
        "# second",
        "Reading: Phase 0, week of 23 February 2026",
        "first",
    ]
    .iter()
    .zip(["bbbbbbb", "ccccccc", "aaaaaaa"])
    .map(|(subject, id)| Commit {
        id: id.to_owned(),
        subject: (*subject).to_owned(),
    })
    .collect();
    let draft = draft(&learner, commits);
    assert_eq!(
        draft.markdown(&learner.roadmap, plain),
        "### Week of 2 March 2026\n\n\
         - Done, phase 0 (ground):\n  - ground-book\n  - ground-gate\n\
         - Hours: 3.5 (Learning 3.5)\n\
         - Thoughts:\n  - Let it crash:\n    but \\# know what\n\
         - Links:\n  - [Reading: Phase 0](https://example.org/pull/1)\n  - <https://example.org/post>\n\
         - Proofs:\n  - M0 passed: all green\n\
         - Commits:\n  - `aaaaaaa` first\n  - `bbbbbbb` \\# second\n"
    );
    assert_eq!(
        draft.span.commit_message(&learner.roadmap, PhaseIx(0)),
        "Reading: Phase 0, week of 2 March 2026"
    );
}

#[test]
fn a_sign_off_is_a_line_and_a_long_list_is_cut() {
    let mut learner = learner();
    learner.marks(&["ground"], Mark::Skipped, None);
    learner.does(
        &Wish::SignOff {
            phase: PhaseIx(1),
            open: crate::domain::decide::OpenItems::Tick,
        },
        None,
    );
    for number in 0..23 {
        let text = format!("thought {number}");
        learner.does(&Wish::Note { text, about: None }, None);
    }
    let text = text(&learner);
    assert!(text.contains("- Signed off: phase 1 (walls)\n"), "{text}");
    assert!(text.contains("  - thought 19\n  - and 3 more\n"), "{text}");
    assert!(
        !text.contains("box-"),
        "what follows from sign-offs is not told twice: {text}"
    );
}

#[test]
fn a_week_in_which_nothing_happened_is_one_line() {
    assert_eq!(
        text(&learner()),
        "### Week of 2 March 2026\n\nNothing was written down in this time.\n"
    );
}

#[test]
fn a_draft_begins_where_the_last_one_ended() {
    let mut learner = learner();
    learner.marks(&["ground-book"], Mark::Done, None);
    assert_eq!(span(&learner).from, day("2026-03-02"));
    learner.does(&Wish::WhatChanged(PhaseIx(0)), None);
    assert!(draft(&learner, Vec::new()).is_empty());
    // Asked again on the same Friday.
    learner.marks(&["ground-docs"], Mark::Done, None);
    assert!(text(&learner).starts_with("### Week of 2 March 2026, continued\n\n- Done"));
    assert!(!text(&learner).contains("ground-book"));
    // In the middle of the next week, and on its Friday.
    for today in ["2026-03-11", "2026-03-13"] {
        learner.today = day(today);
        let span = span(&learner);
        assert_eq!(span.title(), "Week of 9 March 2026");
        assert_eq!(span.from, day("2026-03-06"));
        assert!(
            text(&learner).contains("ground-docs"),
            "what came after the note is not lost"
        );
    }
    // The Monday after a Friday that was forgotten.
    learner.today = day("2026-03-16");
    assert_eq!(span(&learner).title(), "Week of 9 March 2026");
    learner.does(&Wish::WhatChanged(PhaseIx(0)), None);
    learner.today = day("2026-03-20");
    assert_eq!(span(&learner).title(), "Week of 16 March 2026");
    // Taken back, it never was.
    learner.does(&Wish::Undo, None);
    assert_eq!(
        span(&learner).title(),
        "Weeks of 9 March 2026 to 16 March 2026"
    );
    assert!(text(&learner).contains("ground-docs"));
}

#[test]
fn a_draft_looks_back_four_weeks_at_most() {
    let mut learner = learner();
    learner.today = day("2026-01-09");
    learner.does(&Wish::WhatChanged(PhaseIx(0)), None);
    learner.today = day("2026-06-26");
    learner.marks(&["ground-book"], Mark::Done, Some("2026-05-29"));
    learner.marks(&["ground-docs"], Mark::Done, Some("2026-05-30"));
    let span = span(&learner);
    assert_eq!(span.from, day("2026-05-30"));
    assert_eq!(span.title(), "Weeks of 25 May 2026 to 22 June 2026");
    let text = text(&learner);
    assert!(
        !text.contains("ground-book") && text.contains("ground-docs"),
        "{text}"
    );
}

#[test]
fn without_an_earlier_one_the_week_is_that_of_the_last_friday() {
    let mut learner = learner();
    for (today, monday) in [
        ("2026-03-06", "2026-03-02"),
        ("2026-03-08", "2026-03-02"),
        ("2026-03-09", "2026-03-02"),
        ("2026-03-12", "2026-03-02"),
        ("2026-03-13", "2026-03-09"),
    ] {
        learner.today = day(today);
        let span = span(&learner);
        assert_eq!(
            (span.from, span.first, span.last),
            (day(monday), day(monday), day(monday))
        );
    }
    learner.roadmap.cadence.slots.clear();
    assert_eq!(span(&learner).from, day("2026-03-09"));
}

#[test]
fn the_commits_begin_with_the_moment_of_the_last_one() {
    let mut learner = learner();
    let offset = FixedOffset::east_opt(3600).unwrap();
    let begins = |learner: &Learner| span(learner).begins_at(DayStart::default(), offset);
    assert_eq!(begins(&learner).to_rfc3339(), "2026-03-02T04:00:00+01:00");
    learner.today = day("2026-03-04");
    learner.does(&Wish::WhatChanged(PhaseIx(0)), None);
    learner.today = day("2026-03-13");
    assert_eq!(begins(&learner).to_rfc3339(), "2026-03-04T20:00:00+01:00");
}

#[test]
fn an_address_that_markdown_could_misread_stays_text() {
    let link = |url, text| link(url, text, plain);
    assert_eq!(
        link("https://a.example/x", Some("a")),
        "[a](https://a.example/x)"
    );
    assert_eq!(
        link("https://a.example/(x", Some("a")),
        "a: https://a.example/(x"
    );
    assert_eq!(link("javascript:alert(1)", None), "javascript:alert(1)");
    assert_eq!(link("https://a.example/#x", None), "<https://a.example/#x>");
}
