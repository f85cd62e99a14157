//! Completions, in the real shells where these are installed.

use std::{
    env,
    path::Path,
    process::{Command, Stdio},
};

use super::desk::Desk;

/// Whether a program is here. Where everything has to be tested, it must be.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
pub(super) fn is_here(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    let here = env::split_paths(&path).any(|folder| folder.join(program).is_file());
    if !here {
        assert!(env::var_os("CI").is_none(), "there is no {program} here");
        eprintln!("skipped: there is no {program} here");
    }
    here
}

/// Runs a script in a shell in which `mastery` is the program under test.
fn run(desk: &Desk, shell: &[&str], script: &str) -> String {
    let like = desk.command(&[]);
    let mut command = Command::new(shell[0]);
    command.args(&shell[1..]).arg(script).env_clear();
    for (name, value) in like.get_envs() {
        command.env(name, value.unwrap());
    }
    let own = Path::new(env!("CARGO_BIN_EXE_mastery")).parent().unwrap();
    let output = command
        .env("PATH", format!("{}:/usr/bin:/bin", own.display()))
        .env("TERM", "xterm")
        .current_dir(desk.path("work"))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", desk.said(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// A learner who has done something.
fn learner() -> Desk {
    let desk = Desk::new();
    desk.ok("begin today");
    desk.ok("tick gates-credo");
    desk
}

/// What bash offers for the words of a line, the last of which is begun.
fn bash(desk: &Desk, words: &[&str]) -> Vec<String> {
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    let script = format!(
        "source <(mastery completions bash)\n\
         complete -p mastery >/dev/null || exit 3\n\
         COMP_WORDS=({}); COMP_CWORD={}; COMP_TYPE=9; COMPREPLY=()\n\
         _clap_complete_mastery mastery \"${{COMP_WORDS[COMP_CWORD]}}\" x\n\
         printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        quoted.join(" "),
        words.len() - 1
    );
    let said = run(desk, &["bash", "--norc", "-c"], &script);
    said.lines().map(str::to_owned).collect()
}

#[test]
fn bash_completes_live_ids() {
    if !is_here("bash") {
        return;
    }
    let desk = learner();
    let offered = |line: &str| bash(&desk, &line.split(' ').collect::<Vec<_>>());
    assert_eq!(offered("mastery phase obs"), ["observability"]);
    assert_eq!(offered("mastery phase 14"), ["14"]);
    // What is done is offered for opening again, and no more for ticking.
    let open = offered("mastery tick gates-");
    assert!(open.contains(&"gates-sobelow".to_owned()), "{open:?}");
    assert!(!open.contains(&"gates-credo".to_owned()), "{open:?}");
    assert_eq!(offered("mastery reopen ga"), ["gates-credo"]);
    assert_eq!(offered("mastery prove M1")[0], "M1");
    assert_eq!(offered("mastery show labs_mail"), ["labs_mailbox_kv"]);
    assert_eq!(
        offered("mastery timer start --item gates-cre"),
        ["gates-credo"]
    );
    assert_eq!(offered("mastery timer start le"), ["learning"]);
    assert_eq!(offered("mastery review mon"), ["monthly"]);
    assert_eq!(offered("mastery comp"), ["completions"]);
    assert_eq!(offered("mastery completions z"), ["zsh"]);
    // Another roadmap, named on the line, has its own ids.
    desk.file(
        "work/other.toml",
        "format = 1\nid = \"o\"\ntitle = \"O\"\n[[phase]]\nid = \"soil\"\nnumber = 1\n\
         title = \"Soil\"\ndays = 1\n",
    );
    assert_eq!(offered("mastery --roadmap other.toml phase "), {
        let all = offered("mastery --roadmap other.toml phase ");
        assert_eq!(all[0], "soil");
        all
    });
    // A roadmap that cannot be read offers nothing, and says nothing.
    desk.file("work/bad.toml", "format = ");
    assert_eq!(offered("mastery --roadmap bad.toml tick x"), [""]);
}

#[test]
fn fish_completes_live_ids_and_says_what_they_are() {
    if !is_here("fish") {
        return;
    }
    let desk = learner();
    let said = run(
        &desk,
        &["fish", "--no-config", "-c"],
        "mastery completions fish | source; complete -C 'mastery phase obs'; \
         complete -C 'mastery tick gates-'",
    );
    assert!(said.starts_with("observability\tphase 10: "), "{said}");
    assert!(said.contains("\ngates-sobelow\t"), "{said}");
    assert!(!said.contains("gates-credo"), "{said}");
}

#[test]
fn zsh_completes_live_ids_where_a_key_is_pressed() {
    if !is_here("zsh") {
        return;
    }
    let desk = learner();
    // In a terminal of its own: the widget of completion runs nowhere else.
    // `zpty -r` with a pattern waits until that has come.
    let said = run(
        &desk,
        &["zsh", "-f", "-c"],
        "zmodload zsh/zpty\n\
         zpty z zsh -f -i\n\
         zpty -w z 'PS1=\"> \"; autoload -U compinit; compinit -u -D; \
         source <(mastery completions zsh); print loa\"\"ded'\n\
         zpty -r z out '*loaded*' || exit 4\n\
         zpty -w -n z $'mastery tick gates-sob\\t'\n\
         zpty -r z out '*gates-sobelow*' || exit 5\n\
         zpty -w -n z $'\\C-umastery phase obs\\t'\n\
         zpty -r z out '*observability*' || exit 6\n\
         zpty -d z\n\
         print both",
    );
    assert_eq!(said, "both\n");
}

#[test]
fn every_shell_gets_a_script_that_asks_the_program() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = desk.ok(&format!("completions {shell}"));
        assert!(script.contains("MASTERY_COMPLETE"), "{shell}: {script}");
        // A copy of the program elsewhere is found by its name.
        assert!(!script.contains("/target/"), "{shell}: {script}");
    }
    let said = desk.run("completions csh");
    assert!(
        said.contains("powershell") && said.ends_with("[status 2]\n"),
        "{said}"
    );
}

#[test]
fn elvish_and_powershell_are_answered_in_their_own_way() {
    let desk = learner();
    for shell in ["elvish", "powershell"] {
        let output = desk
            .command(&["--", "mastery", "phase", "obs"])
            .env("MASTERY_COMPLETE", shell)
            .env("_CLAP_COMPLETE_INDEX", "2")
            .env("_CLAP_IFS", "\n")
            .output()
            .unwrap();
        let said = desk.said(&output);
        assert!(said.starts_with("observability"), "{shell}: {said}");
        assert_eq!(said.lines().count(), 1, "{shell}: {said}");
    }
}

#[test]
fn asking_for_completions_changes_nothing() {
    let desk = learner();
    let before = std::fs::read(desk.journal()).unwrap();
    let output = desk
        .command(&["--", "mastery", "tick", "gates-sob"])
        .env("MASTERY_COMPLETE", "fish")
        .env("_CLAP_COMPLETE_INDEX", "2")
        .output()
        .unwrap();
    assert!(desk.said(&output).contains("gates-sobelow"));
    assert_eq!(std::fs::read(desk.journal()).unwrap(), before);
}
