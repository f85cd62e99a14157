use pretty_assertions::assert_eq;

use super::*;
use crate::domain::{
    decide::{About, Wish},
    event::Mark,
    event::Verdict,
    fixtures::{Learner, event},
    id::{ItemId, ProofId},
};

fn plain(text: &str) -> String {
    text.trim().to_owned()
}

#[test]
fn the_body_says_what_the_phase_came_to() {
    let mut learner = Learner::on("2026-03-06");
    learner.roadmap.phases[0].summary = "Can lay ground.".to_owned();
    learner.marks(&["ground-book"], Mark::Done, None);
    for (url, item) in [
        ("https://x.example/1", "ground-gate"),
        ("https://x.example/2", "walls-door"),
    ] {
        let about = Some(About::Item(learner.ix(item)));
        let text = Some("the gate".to_owned());
        learner.does(
            &Wish::Link {
                url: url.to_owned(),
                text,
                about,
            },
            None,
        );
    }
    let url = "https://x.example/pull/3".to_owned();
    learner.does(
        &Wish::PullRequest {
            phase: PhaseIx(0),
            url,
        },
        None,
    );
    let kind = Kind::Evidence {
        row: ProofId::new("M0"),
        verdict: Verdict::Passed,
        text: Some("12 tests".to_owned()),
        grounds: None,
    };
    learner
        .state
        .extend([event("laptop", 99, 99, "2026-03-05", kind)]);
    let body = body(
        &learner.roadmap,
        &learner.state,
        &learner.progress(),
        PhaseIx(0),
        "\n### Week\n\n- a\n",
        plain,
    );
    assert_eq!(
        body,
        "Phase 0 · ground\n\nCan lay ground.\n\n## What changed\n\n### Week\n\n- a\n\n\
         ## Applied changes\n\n- [the gate](https://x.example/1)\n\n\
         ## Evidence\n\n- read 1/4 → built 0/4 → proven 1/1\n- Proof M0: passed on 2026-03-05\n  12 tests\n"
    );
}

#[test]
fn the_newest_address_counts_until_it_is_taken_back() {
    let mut learner = Learner::on("2026-03-06");
    let at = |learner: &Learner| {
        address(&learner.roadmap, &learner.state, PhaseIx(1)).map(str::to_owned)
    };
    assert_eq!(at(&learner), None);
    for number in 1..3 {
        let url = format!("https://x.example/pull/{number}");
        learner.does(
            &Wish::PullRequest {
                phase: PhaseIx(1),
                url,
            },
            None,
        );
    }
    assert_eq!(at(&learner).as_deref(), Some("https://x.example/pull/2"));
    learner.does(&Wish::Undo, None);
    assert_eq!(at(&learner).as_deref(), Some("https://x.example/pull/1"));
    // The phase may get another id.
    let sign_off = learner.roadmap.phases[1].sign_off;
    let item = &mut learner.roadmap.items[sign_off.0];
    item.formerly = vec![ItemId::new("walls")];
    item.id = ItemId::new("bricks");
    assert_eq!(at(&learner).as_deref(), Some("https://x.example/pull/1"));
    for bad in [
        "x.example",
        "javascript:alert(1)",
        "https://a b",
        "file:///etc",
        "",
    ] {
        let wish = Wish::PullRequest {
            phase: PhaseIx(1),
            url: bad.to_owned(),
        };
        assert!(
            learner.refusal(&wish, None).contains("is no address"),
            "{bad}"
        );
    }
}
