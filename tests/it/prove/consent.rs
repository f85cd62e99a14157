//! Nothing runs without a yes, and only what the yes was given to.

use std::fs;

use super::{Yard, step};

#[test]
fn nothing_runs_before_it_was_shown_and_agreed_to() {
    let yard = Yard::shell("touch ran; echo well");
    let said = yard.run("prove M0");
    assert!(said.contains("sh -c 'touch ran; echo well'"), "{said}");
    assert!(said.contains("in the repository ~/work\n"), "{said}");
    assert!(
        said.ends_with(
            "error: nothing was run: you were not asked yet whether 1 command of M0 may run\n\
             hint: `mastery trust M0` on a terminal shows them and asks, once\n[status 3]\n"
        ),
        "{said}"
    );
    assert!(yard.run("prove M0 --json").ends_with("[status 3]\n"));
    assert!(
        yard.run("trust M0")
            .contains("a yes is given on a terminal")
    );
    let (status, said) = yard.on_a_terminal("trust M0", "n\r");
    assert_eq!(status, 0);
    assert!(said.contains("nothing changed"), "{said}");
    // No key but a yes is one, and neither is the end of the input.
    let (status, said) = yard.on_a_terminal("prove M0", "\r");
    assert_eq!(status, 3, "{said}");
    let (status, said) = yard.on_a_terminal("prove M0", "\u{4}");
    assert_eq!(status, 3, "{said}");
    assert!(!yard.path("work/app/ran").exists());
    assert_eq!(yard.evidence(), 0);
    let (status, said) = yard.on_a_terminal("prove M0", "y\r");
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("M0 passed"), "{said}");
    assert!(yard.path("work/app/ran").exists());
    // The second time nobody is asked.
    let said = yard.run("prove M0");
    assert!(said.contains("step 1 · trusted"), "{said}");
    assert_eq!(yard.evidence(), 2);
}

#[test]
fn a_step_that_changes_is_asked_about_again() {
    let yard = Yard::shell("echo one");
    yard.trust("M0");
    let asked_again = |gate: &str| {
        yard.gate(gate);
        yard.run("prove M0 --quiet").ends_with("[status 3]\n")
    };
    assert!(!asked_again(&step("echo one", "contains = [\"one\"]")));
    assert!(!asked_again(&step("echo one", "minutes = 1")));
    assert!(asked_again(&step("echo two", "")));
    assert!(asked_again(&step("echo one", "env = { A = \"1\" }")));
    let elsewhere = step("echo one", "").replace("folder = \"app\"\n", "");
    assert!(asked_again(&elsewhere));
    let more = format!("{}{}", step("echo one", ""), step("echo two", ""));
    assert!(asked_again(&more));
    // The roadmap under another name is another roadmap.
    yard.gate(&step("echo one", ""));
    fs::copy(yard.path("work/roadmap.toml"), yard.path("work/other.toml")).unwrap();
    let said = yard.run("--roadmap other.toml prove M0");
    assert!(said.ends_with("[status 3]\n"), "{said}");
    assert_eq!(yard.evidence(), 2);
}

#[test]
fn a_yes_is_listed_and_taken_back() {
    let yard = Yard::shell("echo one");
    assert!(yard.run("trust --list").starts_with("Nothing may run"));
    yard.trust("M0");
    let said = yard.run("trust --list");
    let (id, rest) = said.split_at(8);
    assert_eq!(
        rest,
        "  M0  since 2026-03-04\n  sh -c 'echo one'\n  in ~/work/app\n  as said by ~/work/roadmap.toml\n"
    );
    let state = yard.path(".local/state/mastery/consent");
    assert_eq!(fs::read_dir(&state).unwrap().count(), 1);
    assert!(
        yard.run("trust --revoke M1")
            .contains("nothing of M1 may run")
    );
    assert!(
        yard.run("trust --revoke nobody")
            .contains("no consent fits")
    );
    let said = yard.run(&format!("trust --revoke {id}"));
    assert!(said.starts_with("took back 1 consent"), "{said}");
    assert!(yard.run("prove M0").ends_with("[status 3]\n"));
    yard.trust("M0");
    assert!(
        yard.run("trust --revoke m0")
            .starts_with("took back 1 consent")
    );
    assert_eq!(fs::read_dir(&state).unwrap().count(), 0);
}

#[test]
fn a_damaged_yes_is_no_yes_and_is_told() {
    let yard = Yard::shell("touch ran");
    yard.trust("M0");
    let folder = yard.path(".local/state/mastery/consent");
    let file = fs::read_dir(folder).unwrap().next().unwrap().unwrap();
    let file = file.path();
    let text = fs::read_to_string(&file).unwrap();
    let name = file.strip_prefix(yard.folder.path()).unwrap();
    yard.write(name.to_str().unwrap(), &text.replace("touch ran", "true"));
    let said = yard.run("prove M0");
    assert!(said.contains("the yes that was kept is damaged"), "{said}");
    assert!(said.ends_with("[status 3]\n"), "{said}");
    assert!(!yard.path("work/app/ran").exists());
    let said = yard.run("trust --list");
    assert!(
        said.contains("Damaged: nothing runs because of these"),
        "{said}"
    );
    yard.trust("M0");
    assert!(yard.run("prove M0").contains("M0 passed"));
}

#[test]
fn a_dry_run_shows_all_and_runs_nothing() {
    let gate = step(
        "touch ran",
        "env = { MIX_ENV = \"te st\" }\nminutes = 2\nfiles = [\"ran\"]",
    );
    let yard = Yard::new(&gate);
    yard.trust("M0");
    assert_eq!(
        yard.run("prove M0 --dry-run")
            .replace("/usr/bin/sh", "/bin/sh"),
        "M0 · Phase 0 · Soil\n  in the repository ~/work\n  as said by ~/work/roadmap.toml\n\n  \
         step 1 · trusted\n    sh -c 'touch ran'\n    in app\n    with MIX_ENV='te st'\n    \
         the program /bin/sh\n    must hold within 2 min: exit status 0; a file `ran`\n\n  \
         It runs as you, with the environment of this shell, without a terminal or input.\n\n\
         nothing was run\n"
    );
    assert!(!yard.path("work/app/ran").exists());
    let json = yard.run("prove M0 --dry-run --json");
    assert!(json.contains("\"trusted\":true"), "{json}");
}

#[test]
fn no_other_command_runs_anything() {
    let yard = Yard::shell("touch ran");
    yard.trust("M0");
    for view in [
        "today",
        "matrix",
        "phase 0",
        "phases",
        "evidence M0",
        "trust --list",
        "check",
    ] {
        let _ = yard.run(view);
    }
    assert!(!yard.path("work/app/ran").exists());
}
