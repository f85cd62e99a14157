use super::*;
use crate::domain::{
    event::Kind,
    fixtures::{day, event},
    id::ProofId,
};

fn proof(id: &str) -> Proof {
    Proof {
        id: ProofId::new(id),
        labs: String::new(),
        pulse: String::new(),
        why: String::new(),
        apps: Vec::new(),
        gate: Vec::new(),
        gate_is_whole: true,
        attestation: None,
    }
}

fn showed(number: u64, on: &str, verdict: Verdict) -> crate::domain::event::Event {
    let kind = Kind::Evidence {
        row: ProofId::new("M3"),
        verdict,
        text: None,
        grounds: None,
    };
    event("laptop", number, number.into(), on, kind)
}

fn words_after(events: &[(&str, Verdict)]) -> String {
    let events = (1..)
        .zip(events)
        .map(|(number, (on, verdict))| showed(number, on, *verdict));
    let state = State::from_events(events);
    Standing::of(&state, &proof("M3")).words(day("2026-12-01"))
}

#[test]
fn a_later_failure_demotes_with_both_dates() {
    use Verdict::{Attested, Failed, Passed};
    assert_eq!(words_after(&[]), "not proven");
    let passed = ("2026-10-12", Passed);
    let failed = ("2026-11-03", Failed);
    assert_eq!(words_after(&[passed]), "proven 12 Oct");
    assert_eq!(
        words_after(&[passed, failed]),
        "was proven 12 Oct, failed 3 Nov"
    );
    assert_eq!(
        words_after(&[passed, failed, ("2026-11-04", Passed)]),
        "proven 4 Nov"
    );
    assert_eq!(words_after(&[failed]), "failed 3 Nov");
    assert_eq!(
        words_after(&[("2025-10-12", Attested)]),
        "attested 12 Oct 2025"
    );
}

#[test]
fn only_what_is_known_to_be_unchanged_is_fresh() {
    let proven = Standing::Proven {
        on: day("2026-10-12"),
        age: None,
    };
    let aged = |commits, or_more, uncommitted, other_gate| {
        let standing = proven.aged(Age {
            commits,
            or_more,
            uncommitted,
            other_gate,
        });
        (standing.is_stale(), standing.words(day("2026-12-01")))
    };
    let said = |stale, words: &str| (stale, words.to_owned());
    assert!(!proven.is_stale());
    assert_eq!(
        aged(Some(0), false, false, false),
        said(false, "proven 12 Oct")
    );
    assert_eq!(
        aged(Some(41), false, false, false),
        said(true, "proven 12 Oct, 41 commits since")
    );
    assert_eq!(
        aged(Some(1), false, true, false),
        said(true, "proven 12 Oct, 1 commit since, uncommitted changes")
    );
    assert_eq!(
        aged(Some(1000), true, false, true),
        said(
            true,
            "proven 12 Oct, more than 1000 commits since, the gate is another one now"
        )
    );
    assert_eq!(
        aged(None, false, false, false),
        said(true, "proven 12 Oct, commits since unknown")
    );
    let attested = Standing::Attested {
        on: day("2026-10-12"),
    };
    assert_eq!(attested.aged(Age::default()), attested);
}

#[test]
fn evidence_that_was_taken_back_does_not_count() {
    let passed = showed(1, "2026-10-12", Verdict::Passed);
    let undone = event(
        "laptop",
        2,
        2,
        "2026-10-12",
        crate::domain::fixtures::undo(1),
    );
    let state = State::from_events([passed, undone]);
    assert_eq!(Standing::of(&state, &proof("M3")), Standing::Not);
}
