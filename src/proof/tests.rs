//! The rules, tried without running anything.

use std::{fs, io::Read, path::Path, time::Duration};

use proptest::prelude::*;
use rstest::rstest;

use super::{
    consent::{Answer, Consents, Kept, remove},
    judge::Judge,
    keep::{self, Keeper, Verified},
    number,
    search::{Search, Which},
    *,
};
use crate::{
    domain::{
        evidence::Ended,
        id::{DeviceId, ProofId, RoadmapId},
        roadmap::{Bound, Proof, Side, Step, Threshold},
    },
    text::Clean,
};

fn step(run: &[&str]) -> Step {
    Step {
        folder: String::new(),
        run: run.iter().map(|word| (*word).to_owned()).collect(),
        env: Vec::new(),
        limit: Duration::from_secs(600),
        exit: 0,
        contains: Vec::new(),
        lacks: Vec::new(),
        numbers: Vec::new(),
        files: Vec::new(),
    }
}

fn proof(gate: Vec<Step>) -> Proof {
    Proof {
        id: ProofId::new("M3"),
        labs: String::new(),
        pulse: String::new(),
        why: String::new(),
        apps: Vec::new(),
        gate,
        gate_is_whole: true,
        attestation: None,
    }
}

#[rstest]
#[case("p99 us: 120", Some(120.0), Some(120.0))]
#[case("1,234.5 per second", Some(1234.5), Some(1234.5))]
#[case("took 12ms, then 7.25ms", Some(12.0), Some(7.25))]
#[case("1e3 and 2.5E-2", Some(1000.0), Some(0.025))]
#[case("1_000_000 carts", Some(1_000_000.0), Some(1_000_000.0))]
#[case("-3 to +4", Some(-3.0), Some(4.0))]
#[case("10-20", Some(10.0), Some(20.0))]
#[case("[1, 2]", Some(1.0), Some(2.0))]
#[case("1,23", Some(1.0), Some(23.0))]
#[case("1,2345", Some(1.0), Some(2345.0))]
#[case("99.9%", Some(99.9), Some(99.9))]
#[case("saved .5 s", Some(0.5), Some(0.5))]
#[case("p99 sha256 x_1", None, None)]
#[case("ends. 3.", Some(3.0), Some(3.0))]
#[case("12e", Some(12.0), Some(12.0))]
#[case("no number", None, None)]
#[case("", None, None)]
fn numbers_are_read_as_people_print_them(
    #[case] text: &str,
    #[case] first: Option<f64>,
    #[case] last: Option<f64>,
) {
    let value = |number: Option<number::Number>| number.map(|number| number.value);
    assert_eq!(value(number::first(text.as_bytes())), first);
    assert_eq!(value(number::last(text.as_bytes())), last);
}

fn cleaned(pieces: &[&[u8]]) -> String {
    let mut clean = Clean::new();
    let mut out = Vec::new();
    for piece in pieces {
        clean.feed(piece, &mut out);
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[test]
fn colours_titles_and_links_are_not_text() {
    let output = b"\x1b[1;32mp99:\x1b[0m 12\x1b]0;title\x07\x1b]8;;https://a\x1b\\link\x1b]8;;\x1b\\\x1b(B.\n";
    assert_eq!(cleaned(&[output]), "p99: 12link.\n");
    let bytes: Vec<&[u8]> = output.chunks(1).collect();
    assert_eq!(cleaned(&bytes), "p99: 12link.\n");
}

#[test]
fn a_sequence_without_an_end_hides_little() {
    assert_eq!(cleaned(&[b"a\x1b[12\nb"]), "a\nb");
    let long = [b"\x1b]".as_slice(), &[b'x'; 10_000], b"FAILED"].concat();
    assert!(cleaned(&[&long]).ends_with("xFAILED"));
}

proptest! {
    #[test]
    fn how_an_output_is_cut_does_not_matter(
        parts in prop::collection::vec("p99|[ :a\n]{0,9}|[0-9]{1,3}|\u{1b}\\[3[0-9]m", 0..40),
        cuts in prop::collection::vec(1..7_usize, 1..60),
    ) {
        let output = parts.concat();
        let whole = output.as_bytes();
        let mut pieces: Vec<&[u8]> = Vec::new();
        let mut rest = whole;
        for cut in cuts {
            let (piece, after) = rest.split_at(cut.min(rest.len()));
            pieces.push(piece);
            rest = after;
        }
        pieces.push(rest);
        prop_assert_eq!(cleaned(&pieces), cleaned(&[whole]));
        for which in [Which::First, Which::Last] {
            let mut once = Search::new("p99", which);
            once.feed(whole);
            let mut often = Search::new("p99", which);
            for piece in &pieces {
                often.feed(piece);
            }
            let expected = match which {
                Which::First => output.find("p99"),
                Which::Last => output.rfind("p99"),
            };
            prop_assert_eq!(once.place().map(|place| place.before.len()), expected);
            prop_assert_eq!(once.place(), often.place());
        }
    }
}

/// What becomes of a step that prints this and ends with status 0.
fn judged(step: &Step, output: &[u8]) -> (bool, String, String, Option<String>) {
    let mut judge = Judge::new(step, 1);
    judge.feed(output);
    let judged = judge.judge(Ended::Exit(0), Path::new("/"));
    let decided = judged.decided;
    (judged.held, decided.condition, decided.found, decided.line)
}

#[test]
fn the_last_place_of_a_text_counts_and_the_line_is_told() {
    let mut step = step(&["bench"]);
    step.numbers.push(Threshold {
        side: Side::After,
        text: "p99 us:".to_owned(),
        least: None,
        most: Some(Bound {
            value: 200.0,
            inclusive: false,
        }),
    });
    let asked = "the number after “p99 us:” below 200".to_owned();
    let line = |text: &str| Some(text.to_owned());
    assert_eq!(
        judged(
            &step,
            b"warm p99 us: 900\ncold p99 us: \x1b[32m1,99\x1b[0m.5\nend"
        ),
        (
            true,
            asked.clone(),
            "1".to_owned(),
            line("cold p99 us: 1,99.5")
        )
    );
    assert_eq!(
        judged(&step, b"p99 us: 1\np99 us: 200\r\n"),
        (false, asked.clone(), "200".to_owned(), line("p99 us: 200"))
    );
    assert_eq!(
        judged(&step, b"p99 us: none"),
        (
            false,
            asked.clone(),
            "no number stands there".to_owned(),
            line("p99 us: none")
        )
    );
    assert_eq!(
        judged(&step, b"nothing"),
        (false, asked, "that text is not there".to_owned(), None)
    );
}

#[test]
fn the_last_number_before_a_text_counts() {
    let mut step = step(&["mix", "test"]);
    step.numbers.push(Threshold {
        side: Side::Before,
        text: "tests".to_owned(),
        least: Some(Bound {
            value: 10.0,
            inclusive: true,
        }),
        most: None,
    });
    let (held, _, found, _) = judged(&step, b"3 doctests, 12 tests, 0 failures\n");
    assert_eq!((held, found.as_str()), (true, "12"));
}

#[test]
fn what_must_not_be_said_decides_before_what_must() {
    let mut step = step(&["mix", "test"]);
    step.lacks.push("There are no tests to run".to_owned());
    step.contains.push("0 failures".to_owned());
    let (held, condition, found, line) =
        judged(&step, b"0 failures\n  There are no tests to run  \n");
    assert!(!held);
    assert_eq!(condition, "no “There are no tests to run” in the output");
    assert_eq!(found, "it is there");
    assert_eq!(line.as_deref(), Some("There are no tests to run"));
    assert!(judged(&step, b"1 test, 0 failures").0);
    let mut judge = Judge::new(&step, 1);
    judge.feed(b"0 failures");
    let judged = judge.judge(Ended::Signal(9), Path::new("/"));
    assert_eq!(judged.decided.found, "killed by SIGKILL");
}

#[test]
fn a_line_without_an_end_is_told_in_part() {
    let mut step = step(&["x"]);
    step.contains.push("needle".to_owned());
    let long = "\u{1f333}".repeat(3_000);
    let output = format!("{long}needle{long}");
    let (held, _, _, line) = judged(&step, output.as_bytes());
    let line = line.unwrap();
    assert!(held && line.contains("needle"), "{line}");
    assert!(line.chars().count() <= 200);
}

#[test]
fn consent_holds_for_this_command_in_this_place_alone() {
    let folder = tempfile::tempdir().unwrap();
    let top = folder.path().canonicalize().unwrap();
    fs::create_dir(top.join("app")).unwrap();
    let plan = |step: Step, roadmap: &str| Plan::new(&proof(vec![step]), &top, roadmap).unwrap();
    let mut mine = step(&["sh", "-c", "true"]);
    mine.env.push(("MIX_ENV".to_owned(), "test".to_owned()));
    let consents = Consents::new(&top.join("state"));
    let first = plan(mine.clone(), "/r.toml");
    let answer = |plan: &Plan| consents.answer(&plan.steps[0]);
    assert_eq!(answer(&first), Answer::NotAsked);
    consents
        .give(&first, &first.steps, "2026-03-04T20:00:00+01:00")
        .unwrap();
    assert_eq!(answer(&first), Answer::Yes);
    // What must hold, and how long it may take, let nothing else run.
    let mut stricter = mine.clone();
    stricter.contains.push("ok".to_owned());
    stricter.limit = Duration::from_secs(60);
    assert_eq!(answer(&plan(stricter, "/r.toml")), Answer::Yes);
    assert_eq!(answer(&plan(mine.clone(), "/other.toml")), Answer::NotAsked);
    let changes: [fn(&mut Step); 5] = [
        |step| step.run = vec!["sh".to_owned(), "-c true".to_owned()],
        |step| step.run.push(String::new()),
        |step| step.env.clear(),
        |step| step.env[0].1 = "prod".to_owned(),
        |step| step.folder = "app".to_owned(),
    ];
    for change in changes {
        let mut other = mine.clone();
        change(&mut other);
        assert_eq!(answer(&plan(other, "/r.toml")), Answer::NotAsked);
    }
    let kept = consents.list().unwrap();
    assert_eq!(kept.consents.len(), 1);
    assert_eq!(kept.consents[0].1.command(), "sh -c true");
    consents.revoke(&kept.consents[0].0).unwrap();
    assert_eq!(answer(&first), Answer::NotAsked);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test damages a file")]
fn a_damaged_consent_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let top = folder.path().canonicalize().unwrap();
    let plan = Plan::new(&proof(vec![step(&["true"])]), &top, "/r.toml").unwrap();
    let consents = Consents::new(&top.join("state"));
    consents.give(&plan, &plan.steps, "2026-03-04").unwrap();
    let hash = &plan.steps[0].consent;
    let file = top.join(format!("state/consent/{hash}.toml"));
    let text = fs::read_to_string(&file).unwrap();
    for damage in [
        String::new(),
        text.replace("true", "false"),
        text.replace("[\"true\"]", "[\"true\", \"x\"]"),
        text.chars().take(40).collect(),
        "\0".to_owned(),
    ] {
        fs::write(&file, &damage).unwrap();
        assert_eq!(
            consents.answer(&plan.steps[0]),
            Answer::Damaged(file.clone()),
            "{damage}"
        );
        assert_eq!(
            consents.list().unwrap().damaged,
            std::slice::from_ref(&file)
        );
    }
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    assert!(matches!(
        consents.answer(&plan.steps[0]),
        Answer::Damaged(_)
    ));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test damages a folder")]
fn consents_that_cannot_be_looked_up_are_not_taken_for_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let top = folder.path().canonicalize().unwrap();
    let plan = Plan::new(&proof(vec![step(&["true"])]), &top, "/r.toml").unwrap();
    fs::create_dir(top.join("state")).unwrap();
    fs::write(top.join("state/consent"), "no folder").unwrap();
    let consents = Consents::new(&top.join("state"));
    let answer = consents.answer(&plan.steps[0]);
    assert!(matches!(answer, Answer::Damaged(_)), "{answer:?}");
    assert!(consents.list().is_err());
    assert!(consents.revoke(&plan.steps[0].consent).is_err());
    assert!(
        consents
            .give(&plan, &plan.steps, "2026-03-04T20:00:00+01:00")
            .is_err()
    );
}

#[test]
fn nothing_was_given_where_there_is_no_folder_yet() {
    let folder = tempfile::tempdir().unwrap();
    let consents = Consents::new(folder.path());
    assert_eq!(consents.list().unwrap(), Kept::default());
    consents.revoke("0123").unwrap();
    remove(&folder.path().join("consent/0123.toml")).unwrap();
    assert!(!folder.path().join("consent").exists());
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test writes a file of its own")]
fn consents_are_listed_the_oldest_first_and_hidden_files_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let top = folder.path().canonicalize().unwrap();
    let consents = Consents::new(&top);
    for (word, given) in [
        ("b", "2026-03-05"),
        ("c", "2026-03-06"),
        ("a", "2026-03-04"),
    ] {
        let plan = Plan::new(&proof(vec![step(&[word])]), &top, "/r.toml").unwrap();
        consents.give(&plan, &plan.steps, given).unwrap();
    }
    fs::write(top.join("consent/.consent-unfinished"), "").unwrap();
    fs::write(top.join("consent/z"), "").unwrap();
    fs::write(top.join("consent/y.toml"), "").unwrap();
    let kept = consents.list().unwrap();
    let words: Vec<_> = kept.consents.iter().map(|(_, one)| one.command()).collect();
    assert_eq!(words, ["a", "b", "c"]);
    assert_eq!(
        kept.damaged,
        [top.join("consent/y.toml"), top.join("consent/z")]
    );
    remove(&kept.damaged[0]).unwrap();
    assert!(!kept.damaged[0].exists());
    assert_eq!(consents.list().unwrap().damaged, [top.join("consent/z")]);
}

#[cfg(unix)]
#[test]
#[expect(clippy::disallowed_methods, reason = "a test writes files of its own")]
fn a_consent_is_a_file_of_its_own_not_too_long_and_for_this_user_alone() {
    use std::os::unix::fs::{MetadataExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let top = folder.path().canonicalize().unwrap();
    let plan = Plan::new(&proof(vec![step(&["true"])]), &top, "/r.toml").unwrap();
    let consents = Consents::new(&top.join("state"));
    consents.give(&plan, &plan.steps, "2026-03-04").unwrap();
    for made in ["state", "state/consent"] {
        let mode = fs::metadata(top.join(made)).unwrap().mode();
        assert_eq!(mode & 0o777, 0o700, "{made}");
    }
    let hash = &plan.steps[0].consent;
    let file = top.join(format!("state/consent/{hash}.toml"));
    let text = fs::read_to_string(&file).unwrap();
    let long = |bytes: usize| format!("{text}#{}", " ".repeat(bytes - text.len() - 1));
    fs::write(&file, long(1 << 20)).unwrap();
    assert_eq!(consents.answer(&plan.steps[0]), Answer::Yes);
    fs::write(&file, long((1 << 20) + 1)).unwrap();
    assert_eq!(
        consents.answer(&plan.steps[0]),
        Answer::Damaged(file.clone())
    );
    // The same words, but whoever owns the other end of a link could change them.
    fs::remove_file(&file).unwrap();
    fs::write(top.join("elsewhere"), &text).unwrap();
    symlink(top.join("elsewhere"), &file).unwrap();
    assert_eq!(
        consents.answer(&plan.steps[0]),
        Answer::Damaged(file.clone())
    );
    // Nor is one that cannot be removed taken for removed.
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    assert!(consents.revoke(hash).is_err());
    assert!(remove(&file).is_err());
}

#[test]
fn a_folder_stays_in_the_repository() {
    let folder = tempfile::tempdir().unwrap();
    let top = folder.path().join("repository");
    fs::create_dir_all(top.join("app")).unwrap();
    fs::create_dir(folder.path().join("elsewhere")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path().join("elsewhere"), top.join("link")).unwrap();
    let refused = |name: &str| {
        let mut step = step(&["true"]);
        name.clone_into(&mut step.folder);
        let plan = Plan::new(&proof(vec![step]), &top, "/r.toml");
        plan.map_or_else(|error| error.to_string(), |_| String::new())
    };
    assert_eq!(refused("app"), "");
    assert_eq!(
        refused("../elsewhere"),
        "step 1 would run in `../elsewhere`, outside the repository: `..` leads out"
    );
    assert!(refused("/").contains("outside the repository"));
    assert!(refused("none").contains("there is no such folder"));
    assert!(refused("a\u{202e}b").contains("its folder that cannot be shown"));
    if cfg!(unix) {
        assert!(refused("link").contains("a link leads to"));
    }
    let hidden = proof(vec![step(&["echo", "a\u{1b}[31m"])]);
    let error = Plan::new(&hidden, &top, "/r.toml").unwrap_err().to_string();
    assert_eq!(
        error,
        "step 1 has something in its command that cannot be shown as it is: `a␛[31m`"
    );
}

#[test]
fn a_gate_that_changes_has_another_hash() {
    let mine = step(&["mix", "test"]);
    let hash = |step: &Step| plan::gate_hash(std::slice::from_ref(step));
    let first = hash(&mine);
    let changes: [fn(&mut Step); 7] = [
        |step| step.folder = "app".to_owned(),
        |step| step.run = vec!["mix test".to_owned()],
        |step| step.limit = Duration::from_secs(60),
        |step| step.exit = 1,
        |step| step.contains.push("x".to_owned()),
        |step| step.lacks.push("x".to_owned()),
        |step| step.files.push("x".to_owned()),
    ];
    let mut hashes: Vec<String> = changes
        .iter()
        .map(|change| {
            let mut other = mine.clone();
            change(&mut other);
            hash(&other)
        })
        .collect();
    hashes.push(first);
    hashes.sort();
    hashes.dedup();
    assert_eq!(hashes.len(), 8);
}

fn keeper(folder: &Path) -> Keeper {
    let (device, roadmap) = (DeviceId::new("laptop"), RoadmapId::new("garden"));
    Keeper::new(folder, &device, &roadmap, &ProofId::new("M3"))
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test changes a file")]
fn an_output_is_kept_whole_and_a_change_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let mut kept = keeper(folder.path());
    kept.feed(b"hello \xff\x1b");
    kept.feed(b"world");
    let (printed, done) = kept.finish();
    done.unwrap();
    assert_eq!((printed.bytes, &printed.kept), (13, &None));
    let mut text = Vec::new();
    let mut output = keep::open(folder.path(), &printed).unwrap();
    output.read_to_end(&mut text).unwrap();
    assert_eq!(text, b"hello \xff\x1bworld");
    let verify = || keep::verify(folder.path(), &printed);
    assert!(matches!(verify(), Verified::Whole));
    let file = keep::file(folder.path(), &printed.sha256).unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    let bytes = fs::read(&file).unwrap();
    fs::write(&file, &bytes[..bytes.len() - 9]).unwrap();
    assert!(matches!(verify(), Verified::Changed));
    fs::write(&file, b"not gzip").unwrap();
    assert!(matches!(verify(), Verified::Changed));
    fs::remove_file(&file).unwrap();
    assert!(matches!(verify(), Verified::Missing));
}

#[test]
fn of_a_long_output_beginning_and_end_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let mut kept = keeper(folder.path());
    let mut all = Sha::new();
    kept.feed(b"first");
    all.feed(b"first");
    let chunk = vec![b'x'; 100_000];
    for _ in 0..300 {
        kept.feed(&chunk);
        all.feed(&chunk);
    }
    kept.feed(b"last");
    all.feed(b"last");
    let (printed, done) = kept.finish();
    done.unwrap();
    assert_eq!(printed.sha256, all.hex());
    assert_eq!(printed.bytes, 30_000_009);
    let mut text = Vec::new();
    let mut output = keep::open(folder.path(), &printed).unwrap();
    output.read_to_end(&mut text).unwrap();
    assert!(text.starts_with(b"firstx") && text.ends_with(b"xlast"));
    let left_out = 30_000_009 - keep::HEAD - keep::TAIL;
    let mark = format!("\n[… {left_out} bytes left out …]\n");
    assert_eq!(text.len(), keep::HEAD + keep::TAIL + mark.len());
    assert!(memchr::memmem::find(&text, mark.as_bytes()).is_some());
    assert_eq!(printed.kept.as_ref().unwrap().bytes, text.len() as u64);
    assert!(matches!(
        keep::verify(folder.path(), &printed),
        Verified::Cut
    ));
}

#[test]
fn a_run_that_is_not_finished_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut kept = keeper(folder.path());
    kept.feed(b"hello");
    drop(kept);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_gate_runs_once_at_a_time() {
    let state = tempfile::tempdir().unwrap();
    let (roadmap, row) = (RoadmapId::new("garden"), ProofId::new("M3"));
    let take = |row: &ProofId| lock::lock(state.path(), &roadmap, row, "process 7, since 20:02");
    let held = take(&row).unwrap();
    assert_eq!(
        take(&row).unwrap_err().to_string(),
        "the gate of M3 is being run already: process 7, since 20:02"
    );
    assert!(take(&ProofId::new("M4")).is_ok());
    drop(held);
    assert!(take(&row).is_ok());
}
