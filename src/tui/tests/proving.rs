//! Gates: asked before they run, live while they do, told when they end.

use std::time::Duration;

use chrono::TimeDelta;

use crate::{
    domain::{
        event::{Batch, Kind, Verdict},
        evidence::{Decided, Ended, Grounds, Happening, Outcome, Printed, Ran, StepRan},
        id::ProofId,
    },
    insight::proof::Age,
    tui::{
        effect::Effect,
        msg::{GatePlan, Msg},
        rig::Rig,
        theme::Role,
    },
};

use super::Moment;

fn row() -> ProofId {
    ProofId::new("M0")
}

/// What the gate of M0 would run, of which so much is new.
fn plan(new: usize) -> GatePlan {
    let line = |indent, text: &str, role| (indent, vec![(text.to_owned(), role)]);
    let step = |number: usize, command: &str| {
        let trust = if new > 0 { "new" } else { "trusted" };
        vec![
            (0, Vec::new()),
            (
                2,
                vec![
                    (format!("step {number} · "), Role::Text),
                    (trust.to_owned(), Role::Warning),
                ],
            ),
            line(4, command, Role::Accent),
            line(4, "in apps/labs_gatekeeper", Role::Text),
            line(4, "the program /usr/bin/mix", Role::Dim),
            line(4, "must hold within 10 min: exit status 0", Role::Dim),
        ]
    };
    let mut lines = vec![
        line(2, "in the repository /home/ada/umbrella", Role::Text),
        line(2, "as said by /home/ada/umbrella/roadmap.toml", Role::Text),
    ];
    lines.extend(step(1, "mix format --check-formatted"));
    lines.extend(step(2, "mix test"));
    GatePlan {
        lines,
        steps: vec!["mix format --check-formatted".into(), "mix test".into()],
        new,
    }
}

/// The matrix on the row M0, whose plan is here.
fn asked(new: usize) -> Rig {
    let mut rig = Moment::Behind.rig();
    rig.keys("3 g v");
    let wanted = rig.effects.pop();
    assert!(
        matches!(&wanted, Some(Effect::PlanGate(proof)) if proof.id == row()),
        "{wanted:?}"
    );
    rig.send(Msg::GatePlanned {
        row: row(),
        plan: Ok(plan(new)),
    });
    rig
}

/// The gate of M0, running.
fn running() -> Rig {
    let mut rig = asked(0);
    rig.keys("enter");
    let prove = Effect::Prove {
        row: row(),
        consent: false,
    };
    assert_eq!(rig.effects.pop(), Some(prove));
    rig
}

fn prints(rig: &mut Rig, step: usize, text: &str) {
    let bytes = text.as_bytes().to_vec();
    rig.send(Msg::GateSays(vec![Happening::Printed { step, bytes }]));
}

fn begins(rig: &mut Rig, step: usize) {
    rig.send(Msg::GateSays(vec![Happening::Started { step }]));
}

fn ends(rig: &mut Rig, step: usize, status: u8) {
    rig.send(Msg::GateSays(vec![Happening::Ended {
        step,
        ended: Ended::Exit(status),
        took: Duration::from_millis(3_210),
        held: status == 0,
    }]));
}

/// How the gate came out at its second step.
fn ran(status: u8) -> Box<Ran> {
    let step = |status| StepRan {
        ended: Ended::Exit(status),
        millis: 3_210,
        value: None,
    };
    Box::new(Ran {
        gate: "0".repeat(64),
        steps: vec![step(0), step(status)],
        decided: Decided {
            step: 2,
            condition: "exit status 0".into(),
            found: format!("it ended with exit {status}"),
            line: Some("12 tests, 0 failures".into()),
        },
        commit: Some("94be29d0a1".into()),
        clean: Some(true),
        output: Printed {
            sha256: "1".repeat(64),
            bytes: 120,
            kept: None,
        },
    })
}

fn over(rig: &mut Rig, verdict: Verdict) {
    let status = u8::from(verdict == Verdict::Failed);
    rig.send(Msg::GateOver {
        outcome: Outcome::Verdict(verdict, ran(status)),
        kept: Ok(()),
    });
}

/// The screen is as it was when somebody last looked at its picture.
fn looks(name: &str, screen: &str) {
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(name, screen);
    });
}

/// The whole of a run that passes.
fn passed() -> Rig {
    let mut rig = running();
    begins(&mut rig, 0);
    ends(&mut rig, 0, 0);
    begins(&mut rig, 1);
    prints(
        &mut rig,
        1,
        "Compiling 3 files (.ex)\n.....\n\n12 tests, 0 failures\n",
    );
    ends(&mut rig, 1, 0);
    over(&mut rig, Verdict::Passed);
    rig
}

fn evidence(rig: &Rig) -> Vec<(Verdict, &Grounds)> {
    let kinds = rig.written.iter().flat_map(|(_, batch)| &batch.kinds);
    kinds
        .filter_map(|kind| match kind {
            Kind::Evidence {
                verdict,
                grounds: Some(grounds),
                ..
            } => Some((*verdict, &**grounds)),
            _ => None,
        })
        .collect()
}

#[test]
fn what_will_run_is_shown_in_full_and_nothing_runs_yet() {
    for (size, width, height) in [("80x24", 80, 24), ("120x40", 120, 40)] {
        let mut rig = asked(2).size(width, height);
        looks(&format!("gate_asked_{size}"), &rig.screen());
        assert_eq!(rig.effects, []);
    }
}

#[test]
fn what_is_new_runs_on_a_yes_and_on_nothing_else() {
    let mut rig = asked(2);
    rig.keys("enter v space j");
    assert_eq!(rig.effects, []);
    rig.keys("y");
    let prove = Effect::Prove {
        row: row(),
        consent: true,
    };
    assert_eq!(rig.effects, [prove]);
    assert!(rig.shows("runs 0:00"), "{}", rig.text());
}

#[test]
fn a_no_runs_nothing() {
    for key in ["esc", "q"] {
        let mut rig = asked(2);
        rig.keys(key);
        assert!(!rig.shows("may this run"));
        assert_eq!(rig.effects, []);
        assert!(rig.app().world().proving.is_none());
    }
}

#[test]
fn a_yes_is_taken_only_once_all_was_in_view() {
    let mut rig = asked(2).size(80, 14);
    assert!(rig.shows("j more"), "{}", rig.text());
    assert!(!rig.shows("now and from now on"));
    rig.keys("y");
    assert_eq!(rig.effects, []);
    rig.keys("G");
    assert!(rig.shows("now and from now on"), "{}", rig.text());
    rig.keys("y");
    assert_eq!(rig.effects.len(), 1);
}

#[test]
fn why_a_gate_cannot_run_is_said_with_what_to_do() {
    let mut rig = Moment::Behind.rig().size(80, 24);
    rig.keys("3 g v");
    rig.effects.clear();
    rig.send(Msg::GatePlanned {
        row: row(),
        plan: Err(vec![
            "no repository is set: gates run in the repository in which you build".into(),
            "name it in config.toml".into(),
        ]),
    });
    assert!(rig.shows("cannot be run"), "{}", rig.text());
    assert!(rig.shows("No repository is set"), "{}", rig.text());
    assert!(rig.shows("Name it in config.toml."), "{}", rig.text());
    rig.keys("y");
    assert_eq!(rig.effects, []);
    assert!(!rig.shows("No repository is set"));
}

#[test]
fn whoever_went_on_is_not_interrupted_by_the_question() {
    let mut rig = Moment::Behind.rig();
    rig.keys("3 g v");
    rig.keys("j");
    rig.send(Msg::GatePlanned {
        row: row(),
        plan: Ok(plan(2)),
    });
    assert!(!rig.shows("may this run"), "{}", rig.text());
}

#[test]
fn a_row_without_a_gate_asks_for_a_word_and_keeps_its_links() {
    let mut rig = Moment::Behind.rig();
    rig.keys("3 g").down_to("M13").keys("v");
    assert!(rig.shows("Attest M13"), "{}", rig.text());
    rig.keys("enter");
    assert!(rig.shows("Attest M13"), "nothing is vouched for yet");
    rig.typed("A node lost, back in 40 s https://a.example/pull/1")
        .keys("enter");
    let [(Verdict::Attested, Grounds::Shown { links, files })] = &evidence(&rig)[..] else {
        panic!("{:?}", rig.written);
    };
    assert_eq!(links, &["https://a.example/pull/1"]);
    assert!(files.is_empty());
    assert!(rig.notice().contains("M13 is attested"), "{}", rig.notice());
    assert!(rig.shows("◇"), "{}", rig.text());
    assert_eq!(rig.effects, []);
}

#[test]
fn what_a_gate_prints_is_seen_while_it_runs() {
    let mut rig = running();
    begins(&mut rig, 0);
    rig.later(TimeDelta::seconds(3));
    ends(&mut rig, 0, 0);
    begins(&mut rig, 1);
    prints(&mut rig, 1, "Compiling 3 files (.ex)\nGenerated lab");
    rig.later(TimeDelta::seconds(9));
    for (size, width, height) in [("80x24", 80, 24), ("120x40", 120, 40)] {
        rig.resize(width, height);
        looks(&format!("gate_running_{size}"), &rig.screen());
    }
    assert!(rig.shows("runs 0:12"), "{}", rig.text());
    assert!(rig.shows("Generated lab"), "a line without an end");
}

#[test]
fn the_verdict_stands_with_the_line_that_decided_it_and_is_recorded() {
    let mut rig = passed();
    for (size, width, height) in [("80x24", 80, 24), ("120x40", 120, 40)] {
        rig.resize(width, height);
        looks(&format!("gate_passed_{size}"), &rig.screen());
    }
    let [(Verdict::Passed, Grounds::Ran(kept))] = &evidence(&rig)[..] else {
        panic!("{:?}", rig.written);
    };
    assert_eq!(kept, &*ran(0));
    assert!(rig.shows("recorded, at commit 94be29d"), "{}", rig.text());
}

#[test]
fn a_gate_that_fails_says_so_and_so_does_the_matrix() {
    let mut rig = running();
    begins(&mut rig, 0);
    ends(&mut rig, 0, 0);
    begins(&mut rig, 1);
    prints(&mut rig, 1, "1) test it works\n");
    ends(&mut rig, 1, 1);
    over(&mut rig, Verdict::Failed);
    assert!(rig.shows("M0 failed at step 2"), "{}", rig.text());
    rig.keys("esc");
    let words = "was proven 10 Feb, failed 1 Jul";
    assert!(rig.shows(words), "{}", rig.text());
    assert!(matches!(evidence(&rig)[..], [(Verdict::Failed, _)]));
}

#[test]
fn the_program_stays_usable_while_a_gate_runs_and_is_told_its_end() {
    let mut rig = running();
    begins(&mut rig, 0);
    rig.later(TimeDelta::seconds(12));
    rig.keys("esc 1");
    assert!(
        rig.line_from_bottom(1).contains("M0 runs 0:12"),
        "{}",
        rig.text()
    );
    rig.keys("space");
    assert!(rig.notice().contains("Done"), "{}", rig.notice());
    let second = rig.app().deadline().unwrap();
    assert!(
        second <= rig.now() + TimeDelta::seconds(1),
        "its clock goes on"
    );
    over(&mut rig, Verdict::Passed);
    assert!(rig.notice().contains("M0 passed"), "{}", rig.notice());
    assert!(!rig.shows("M0 runs"), "{}", rig.text());
}

#[test]
fn there_is_one_gate_at_a_time_and_the_key_shows_it() {
    let mut rig = running();
    begins(&mut rig, 0);
    prints(&mut rig, 0, "still at it\n");
    rig.keys("esc j v");
    assert!(rig.shows("still at it"), "{}", rig.text());
    rig.keys("1 v");
    assert!(rig.shows("still at it"), "{}", rig.text());
    assert_eq!(rig.effects, []);
}

#[test]
fn one_key_ends_it_and_nothing_is_recorded() {
    let mut rig = running();
    begins(&mut rig, 0);
    rig.keys("x");
    assert_eq!(rig.effects, [Effect::CancelGate]);
    assert!(rig.shows("ending it"), "{}", rig.text());
    rig.keys("x");
    assert_eq!(rig.effects.len(), 1, "once is enough");
    rig.send(Msg::GateOver {
        outcome: Outcome::Cancelled,
        kept: Ok(()),
    });
    assert!(rig.shows("M0 was ended"), "{}", rig.text());
    assert!(rig.shows("nothing was recorded"));
    assert_eq!(evidence(&rig), []);
}

#[test]
fn leaving_asks_what_becomes_of_a_gate_that_runs() {
    let mut rig = running();
    rig.keys("ctrl-c");
    assert!(rig.shows("end it, and leave"), "{}", rig.text());
    rig.keys("esc");
    assert_eq!(rig.effects, []);
    rig.keys("ctrl-c e");
    let last = &rig.effects[rig.effects.len() - 2..];
    assert_eq!(last, [Effect::CancelGate, Effect::Quit]);
}

#[test]
fn what_could_not_be_kept_is_told_and_the_journal_is_as_it_was() {
    let mut rig = running();
    let before = rig.written.len();
    rig.send(Msg::GateOver {
        outcome: Outcome::Verdict(Verdict::Passed, ran(0)),
        kept: Err("the output cannot be kept: no space left".into()),
    });
    assert!(rig.shows("M0 passed at step 2"), "{}", rig.text());
    assert!(
        rig.shows("not recorded: The output cannot be kept"),
        "{}",
        rig.text()
    );
    assert_eq!(rig.written.len(), before);
}

#[test]
fn evidence_that_does_not_get_to_the_disk_is_pending_like_any_change() {
    let mut rig = running();
    rig.full = true;
    over(&mut rig, Verdict::Passed);
    assert!(
        rig.shows("not recorded: The disk is full"),
        "{}",
        rig.text()
    );
    assert_eq!(evidence(&rig), []);
    rig.full = false;
    rig.keys("r");
    assert_eq!(evidence(&rig).len(), 1);
    assert!(rig.shows("recorded, at commit"), "{}", rig.text());
}

#[test]
fn a_gate_that_cannot_begin_leaves_its_pane() {
    let mut rig = running();
    rig.send(Msg::GateNotBegun("it runs already: process 7".into()));
    assert!(
        rig.notice().contains("M0 was not run: it runs already"),
        "{}",
        rig.notice()
    );
    assert!(rig.shows("labs app"), "the matrix again:\n{}", rig.text());
    // It is asked again where what it would run is another now.
    rig.send(Msg::GatePlanned {
        row: row(),
        plan: Ok(plan(1)),
    });
    assert!(rig.shows("may this run"), "{}", rig.text());
}

#[test]
fn hostile_output_drives_nothing() {
    let mut rig = running().size(80, 24);
    begins(&mut rig, 0);
    let hostile = "\x1b[2J\x1b[H\x1b]0;owned\x07plain \x1b[31mred\x1b[0m \u{202e}desrever\u{9b}x\x08\x08\r\n\
                   no end of a sequence \x1b]8;;https://evil.example";
    prints(&mut rig, 0, hostile);
    rig.send(Msg::GateSays(vec![Happening::Printed {
        step: 0,
        bytes: vec![0xff, 0xfe, 0x00, b'\n', 0xc3],
    }]));
    let text = rig.text();
    assert!(text.contains("plain red ‹RLO›desrever"), "{text}");
    assert!(!text.contains("owned"), "{text}");
    let controls = text.chars().any(|it| it.is_control() && it != '\n');
    assert!(!controls, "{text:?}");
}

#[test]
fn output_is_followed_until_it_is_scrolled_and_again_at_the_end() {
    let mut rig = running().size(80, 24);
    begins(&mut rig, 0);
    for line in 0..200 {
        prints(&mut rig, 0, &format!("line {line}\n"));
    }
    assert!(rig.shows("line 199"), "{}", rig.text());
    rig.keys("k k k");
    prints(&mut rig, 0, "line 200\n");
    assert!(
        rig.shows("line 196") && !rig.shows("line 197"),
        "{}",
        rig.text()
    );
    assert!(rig.shows("G follows"), "{}", rig.text());
    rig.keys("G");
    assert!(
        rig.shows("line 200") && !rig.shows("G follows"),
        "{}",
        rig.text()
    );
    rig.keys("g");
    assert!(rig.shows("step 1 of 2"), "{}", rig.text());
    rig.keys("j j j");
    assert!(!rig.shows("step 1 of 2:"), "{}", rig.text());
}

#[test]
fn a_text_is_found_in_what_was_printed() {
    let mut rig = running().size(80, 24);
    begins(&mut rig, 0);
    for line in 0..300 {
        prints(&mut rig, 0, &format!("line {line}\n"));
    }
    rig.keys("/").typed("line 12").keys("enter");
    assert!(rig.shows("find: line 12"), "{}", rig.text());
    assert!(rig.shows("line 129"), "{}", rig.text());
    rig.keys("N N");
    assert!(rig.shows("line 127"), "{}", rig.text());
    rig.keys("g n");
    assert!(rig.shows("line 12\n"), "{}", rig.text());
    rig.keys("esc");
    assert!(
        !rig.shows("find:") && rig.shows("M0 · Phase 0"),
        "{}",
        rig.text()
    );
    rig.keys("esc");
    assert!(rig.shows("labs app"), "{}", rig.text());
}

#[test]
fn a_flood_takes_little_room() {
    let mut rig = running();
    begins(&mut rig, 0);
    for _ in 0..2_000 {
        prints(&mut rig, 0, &"x".repeat(65_536));
    }
    let proving = rig.app().world().proving.as_ref().unwrap();
    assert!(proving.output.len() <= 10_001);
    assert!(rig.shows("xxxxxxxx"));
}

#[test]
fn the_matrix_asks_git_once_and_says_what_changed_since() {
    let mut rig = passed();
    rig.effects.clear();
    rig.keys("esc");
    let asked = rig.effects.pop();
    let Some(Effect::AskAges(passed)) = asked else {
        panic!("{asked:?}");
    };
    assert_eq!(passed.len(), 1);
    assert_eq!(passed[0].ran, *ran(0));
    rig.keys("j k");
    assert_eq!(rig.effects, [], "git is not asked again and again");
    assert!(!rig.shows("since"), "{}", rig.text());
    let age = Age {
        commits: Some(41),
        ..Age::default()
    };
    rig.send(Msg::Ages(vec![(passed[0].event, age)]));
    assert!(rig.shows(", 41 commits since"), "{}", rig.text());
    assert!(rig.shows("v prove again"), "{}", rig.text());
    looks("matrix_stale_120x40", &rig.screen());
    rig.keys("r");
    assert!(
        rig.effects
            .iter()
            .any(|it| matches!(it, Effect::AskAges(_)))
    );
    rig.keys("enter");
    assert!(
        rig.shows(", 41 commits since"),
        "the phase:\n{}",
        rig.text()
    );
}

#[test]
fn evidence_can_be_taken_back_like_any_change() {
    let mut rig = passed();
    rig.keys("u");
    assert!(rig.notice().contains("that M0 passed"), "{}", rig.notice());
    rig.keys("esc");
    assert!(rig.shows("proven 10 Feb"), "as before:\n{}", rig.text());
}

#[test]
fn what_another_device_proved_shows_here() {
    let mut rig = Moment::FirstDay.rig();
    rig.keys("enter 3 g");
    let day = rig.app().world().day();
    rig.arrives(&Batch::on(
        day,
        vec![Kind::Evidence {
            row: row(),
            verdict: Verdict::Passed,
            text: None,
            grounds: None,
        }],
    ));
    assert!(rig.shows("proven 1/1"), "{}", rig.text());
}
