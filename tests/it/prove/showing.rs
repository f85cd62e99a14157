//! What is recorded, shown and held against its hashes.

use std::fs;

use super::{Yard, step};

#[test]
fn a_verdict_has_the_line_that_decided_it() {
    let gate = format!(
        "{}{}",
        step("echo compiled", ""),
        step(
            "echo 'p99 us: 120 of 1000'; exit ${CODE:-0}",
            "numbers = [{ after = \"p99 us:\", below = 200 }]"
        )
    );
    let yard = Yard::new(&gate);
    yard.trust("M0");
    let said = yard.run("prove M0");
    assert!(
        said.contains("M0 step 1 of 2: sh -c 'echo compiled'\n    compiled\n  ● exit 0 after "),
        "{said}"
    );
    assert!(
        said.contains("  asked for the number after “p99 us:” below 200; 120\n    p99 us: 120 of 1000\n  recorded\n"),
        "{said}"
    );
    let output = yard
        .command("prove M0 --quiet")
        .env("CODE", "3")
        .output()
        .unwrap();
    let said = yard.said(&output);
    assert!(said.contains("M0 failed at step 2, "), "{said}");
    assert!(
        said.contains("  asked for exit status 0; exit 3\n"),
        "{said}"
    );
    assert!(said.ends_with("[status 1]\n"), "{said}");
    assert!(!said.contains("compiled\n    "), "{said}");
    let journal = yard.journal();
    assert!(journal.contains("value = \"p99 us: 120\" }]"), "{journal}");
    assert_eq!(yard.evidence(), 2);
    let list = yard.run("evidence");
    let rows: Vec<&str> = list.lines().collect();
    assert_eq!(rows.len(), 3, "{list}");
    assert!(
        rows[1].contains("M0   failed   exit status 0: exit 3"),
        "{list}"
    );
    assert!(
        rows[2].contains("M0   passed   the number after “p99 us:” below 200: 120"),
        "{list}"
    );
    let output = yard.run("evidence M0 --output");
    assert_eq!(
        output.replace("'echo '\\''p99 us: 120 of 1000'\\''; exit ${CODE:-0}'", "…"),
        "--- step 1 of 2, in app: sh -c 'echo compiled'\ncompiled\n--- exit 0\n\
         --- step 2 of 2, in app: sh -c …\np99 us: 120 of 1000\n--- exit 3\n"
    );
}

#[test]
fn what_was_kept_is_held_against_its_hashes() {
    let yard = Yard::shell("echo well");
    yard.trust("M0");
    let _ = yard.run("prove M0 --quiet");
    yard.write("work/game-day.md", "all well\n");
    let said = yard.run("attest M1 cress --file game-day.md");
    assert!(said.starts_with("vouched for M1"), "{said}");
    let said = yard.run("evidence --verify");
    assert_eq!(said.matches("whole").count(), 2, "{said}");
    // Also the file that was shown.
    yard.write("work/game-day.md", "all well, really\n");
    let said = yard.run("evidence M1 --verify");
    assert!(
        said.contains("changed") && said.ends_with("[status 1]\n"),
        "{said}"
    );
    fs::remove_file(yard.path("work/game-day.md")).unwrap();
    assert!(yard.run("evidence M1 --verify").contains("missing"));
    let kept = yard.outputs().remove(0);
    let mut bytes = fs::read(&kept).unwrap();
    let last = bytes.len() - 9;
    bytes[last] ^= 1;
    #[expect(clippy::disallowed_methods, reason = "a test damages a file")]
    fs::write(&kept, bytes).unwrap();
    let said = yard.run("evidence M0 --verify");
    assert!(
        said.contains("changed") && said.ends_with("[status 1]\n"),
        "{said}"
    );
    fs::remove_file(&kept).unwrap();
    let said = yard.run("evidence M0 --verify --json");
    assert!(said.contains("\"check\":\"missing\""), "{said}");
    assert!(yard.run("evidence M0").contains("sha256"));
}

#[test]
fn a_word_is_never_shown_as_proof() {
    let yard = Yard::shell("true");
    let said = yard.run("attest M0 it works");
    assert_eq!(
        said,
        "error: M0 has a gate: running it shows whether it holds, a word does not\n\
         hint: `mastery prove M0` runs it\n[status 1]\n"
    );
    assert_eq!(
        yard.run("prove M1"),
        "error: M1 has no gate\nhint: `mastery attest M1 \"…\"` vouches for a row that nothing can run\n[status 3]\n"
    );
    assert!(
        yard.run("attest M1 x --link nowhere")
            .contains("no address")
    );
    assert!(
        yard.run("attest M1 x --file nowhere")
            .contains("cannot be read")
    );
    assert_eq!(yard.evidence(), 0);
    let said = yard.run("attest M1 cress came up --link https://example.org/cress --on yesterday");
    assert!(said.contains("vouched for M1, for 2026-03-03"), "{said}");
    assert!(
        said.contains("the roadmap asks for: what came up, and when"),
        "{said}"
    );
    let matrix = yard.run("matrix");
    assert!(matrix.contains("attested 3 Mar"), "{matrix}");
    assert!(matrix.contains("– – ◇"), "{matrix}");
    let phases = yard.run("phases");
    assert!(phases.contains("attested"), "{phases}");
    assert!(yard.run("phases --json").contains("\"proven\":false"));
    let row = yard.run("evidence M1");
    assert!(
        row.contains("  cress came up\n  https://example.org/cress\n"),
        "{row}"
    );
    assert!(yard.run("phase 1").contains("attested 3 Mar"));
}

#[test]
fn a_sign_off_without_proof_is_told() {
    let yard = Yard::shell("true");
    let said = yard.run("tick 0 --all");
    let notice = "phase 0 is not proven: `mastery prove M0` runs its gate\n";
    assert!(said.contains(notice), "{said}");
    assert!(
        yard.run("tick 1 --anyway")
            .contains("phase 1 is not attested: `mastery attest M1` does")
    );
    let _ = yard.run("reopen 0");
    yard.trust("M0");
    let _ = yard.run("prove M0 --quiet");
    assert!(!yard.run("tick 0").contains("not proven"));
}

#[test]
fn all_gates_run_and_one_that_cannot_keeps_none_back() {
    let yard = Yard::shell("echo well");
    let roadmap = fs::read_to_string(yard.path("work/roadmap.toml")).unwrap();
    let gone = step("true", "").replace("\"app\"", "\"gone\"");
    let two = roadmap.replace("attestation = \"what came up, and when\"", &gone);
    yard.write("work/roadmap.toml", &two);
    yard.trust("M0");
    let said = yard.run("prove --all --quiet");
    assert!(said.contains("M0 passed"), "{said}");
    assert!(said.contains("M1 could not be run"), "{said}");
    assert!(said.ends_with("[status 3]\n"), "{said}");
    let json = yard.run("prove --all --json");
    assert!(json.contains("\"result\":\"passed\""), "{json}");
    assert!(
        json.contains("\"result\":\"not-run\",\"why\":\"step 1 runs in"),
        "{json}"
    );
    let said = yard.run("prove M9");
    assert!(
        said.starts_with("error: no row fits `M9`\nhint: the rows are M0 and M1"),
        "{said}"
    );
    assert!(said.ends_with("[status 3]\n"), "{said}");
}
