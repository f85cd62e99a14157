//! What the plain commands print: on a terminal with and without colours, into
//! a pipe, as JSON.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    process::{Command, Output, Stdio},
    time::Duration,
};

use serde_json::Value;

use crate::{
    lane::{report, rounds},
    pty::{Home, MASTERY, Opening},
};

use super::{
    corpus::strings,
    judge::{is_printed, pieces, raw, strange, watched},
    world::{self, NOW, PHASES, Poison, Tally, marks},
};

/// The commands that show something, one a line.
fn views() -> Vec<String> {
    let mut views: Vec<String> = [
        "today",
        "next",
        "status",
        "phases",
        "matrix",
        "apps",
        "week",
        "week --week 2026-02-04",
        "plan",
        "history -n 4000",
        "check",
        "doctor",
        "config",
        "time",
        "time --week 2026-02-04",
        "log",
        "timer status",
        "pace",
        "replan",
        "replan --list",
        "stats",
        "money",
        "reviews",
        "review weekly --figures",
        "friday --print",
        "evidence",
        "evidence M2",
        "trust --list",
        "prove M2",
        "prove M1",
        "attest M3",
        "open item3 --print",
        "open phase1 --print",
        "show lane1",
        "show labs_2",
        "show M1",
        "show money1",
        "show metric1",
        "show ms-1-2",
        "show weekly",
        "show phase1",
        "show nothing",
        "search alpha",
        "search b",
        "search 31m",
        "export markdown",
        "export ics",
        "export csv items",
        "export csv sessions",
        "export csv spending",
        "export html --with money,hours,thoughts",
        "tick item",
        "undo",
        "redo",
        "status --format '{phase} {title} {next} {pace} {streak} {timer} {day} {done} {nothing}'",
    ]
    .map(str::to_owned)
    .into();
    for n in (0..PHASES).step_by(rounds(2, 1)) {
        views.push(format!("phase {}", n + 1));
        views.push(format!("read {}", n + 1));
        views.push(format!("pr {}", n + 1));
        views.push(format!("show item{}", n * 41));
    }
    views
}

/// Runs all of them in one terminal; gives what each printed.
fn printed(home: &Home, views: &[String], colour: &str) -> Vec<(String, Vec<u8>)> {
    let mut script = String::from("stty rows 60 cols 200\n");
    for (n, view) in views.iter().enumerate() {
        script += &format!("echo '@@ {n} @@'; '{MASTERY}' --color {colour} {view} </dev/null\n");
    }
    script += "echo '@@ end @@'\n";
    home.write("views.sh", script);
    let mut opening = Opening::command(&["sh", "views.sh"]);
    opening.environment = vec![("MASTERY_NOW", NOW.to_owned()), ("PAGER", "cat".to_owned())];
    let mut program = opening.open(home);
    let over = |seen: &crate::pty::Seen| seen.bytes.ends_with(b"@@ end @@\r\n") || seen.over;
    program.wait_seen(Duration::from_secs(300), "the end of the commands", over);
    program.ended();
    program.drained();
    let bytes = program.seen().bytes.clone();
    let mut rest = &bytes[..];
    let mut all = Vec::new();
    for (n, view) in views.iter().enumerate() {
        let own = format!("@@ {n} @@\r\n");
        let next = match n + 1 {
            n if n == views.len() => "@@ end @@\r\n".to_owned(),
            n => format!("@@ {n} @@\r\n"),
        };
        let from = memchr::memmem::find(rest, own.as_bytes()).unwrap() + own.len();
        let to = memchr::memmem::find(rest, next.as_bytes()).unwrap();
        all.push((view.clone(), rest[from..to].to_vec()));
        rest = &rest[to..];
    }
    all
}

/// What a stream says without its colours.
fn plain(bytes: &[u8]) -> String {
    let mut text = String::from_utf8_lossy(bytes).into_owned();
    for colour in pieces(bytes) {
        if colour.len() > 1 {
            text = text.replace(&colour, "");
        }
    }
    text
}

#[test]
fn no_command_prints_what_drives_a_terminal() {
    let texts = strings();
    let (mut tally, mut bytes, mut given, mut runs) = (Tally::default(), 0, 0, 0);
    let mut faults = Vec::new();
    for round in 0..rounds(1, 10) {
        let poison = Poison::new(texts.clone(), round);
        let home = world::home(&poison);
        for colour in ["never", "always"] {
            for (view, out) in printed(&home, &views(), colour) {
                assert!(!out.is_empty(), "{view} says nothing");
                let ours = |piece: &str| is_printed(piece, colour == "always");
                let found = strange(&out, ours);
                if !found.is_empty() {
                    faults.push(format!("{view} ({colour}): {found:?}"));
                }
                for text in raw(&out, &texts) {
                    faults.push(format!("{view} ({colour}): {text:?} as it is"));
                }
                // Struck text, which `vt100` does not know.
                for what in watched(&out).iter().filter(|it| *it != "csi \0[[9]]m") {
                    faults.push(format!("{view} ({colour}): the terminal heard {what}"));
                }
                let plain = plain(&out);
                let sink = view.split(' ').take(2).collect::<Vec<_>>().join(" ");
                tally.see(&format!("{sink} {colour}"), &plain);
                bytes += out.len();
                runs += 1;
            }
        }
        given += poison.given();
    }
    assert!(
        faults.is_empty(),
        "{}:\n{}",
        faults.len(),
        faults.join("\n")
    );
    let triples = tally.triples();
    report(
        "T13 plain commands on a terminal",
        &format!(
            "{} texts put into {given} places; {runs} runs, {} sinks, {bytes} bytes; \
             {triples} triples of text, field and sink from {} fields and {} texts, 0 strange",
            texts.len(),
            tally.sinks(),
            tally.fields().len(),
            tally.texts(),
        ),
    );
    assert!(triples >= rounds(5_000, 20_000), "{triples}");
    assert!(tally.texts() >= texts.len() * 9 / 10, "{}", tally.texts());
    assert!(tally.fields().len() >= 50, "{:?}", tally.fields());
}

/// Whether a piece is a character without a shape that does nothing else.
fn is_invisible(piece: &str) -> bool {
    piece.chars().all(|c| {
        let code = u32::from(c);
        matches!(code, 0x200b | 0x200c | 0x2060..=0x2064 | 0x206a..=0x206f | 0xfeff | 0xfdd0..=0xfdef)
            || matches!(code, 0xfff9..=0xfffb | 0xe0000..=0xe0fff)
            || code & 0xfffe == 0xfffe
    })
}

/// All texts in some JSON.
fn all<'a>(value: &'a Value, out: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => out.push(text),
        Value::Array(values) => values.iter().for_each(|it| all(it, out)),
        Value::Object(members) => members.iter().for_each(|(name, it)| {
            out.push(name);
            all(it, out);
        }),
        _ => {}
    }
}

#[test]
fn json_says_the_texts_as_they_are_and_drives_nothing() {
    let texts = strings();
    let poison = Poison::new(texts.clone(), 0);
    let home = world::home(&poison);
    let (mut whole, mut changed, mut seen) = (0, Vec::new(), 0);
    let views = [
        "today",
        "next",
        "status",
        "phases",
        "phase 1",
        "matrix",
        "apps",
        "plan",
        "history -n 4000",
        "check",
        "doctor",
        "config",
        "time",
        "log",
        "pace",
        "stats",
        "money",
        "reviews",
        "evidence",
        "trust --list",
        "search alpha",
        "export json",
        "export events",
        "show item41",
        "week",
    ];
    for view in views {
        let mut args: Vec<&str> = view.split(' ').collect();
        if args[0] != "export" {
            args.push("--json");
        }
        let output = at(&home, &args).output().unwrap();
        // What is only invisible is the author's, and drives nothing.
        let ours = |piece: &str| is_printed(piece, false) || is_invisible(piece);
        let odd = strange(&output.stdout, ours);
        assert!(odd.is_empty(), "{view}: {odd:?}");
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(!text.is_empty(), "{view}");
        for line in text.lines() {
            let value: Value = serde_json::from_str(line).unwrap();
            let mut strings = Vec::new();
            all(&value, &mut strings);
            for string in strings {
                for mark in marks(string) {
                    // An address loses what no address may hold, see `world`.
                    if mark.starts_with("xh") {
                        continue;
                    }
                    seen += 1;
                    if string.contains(&format!("{mark}{}", poison.behind(&mark))) {
                        whole += 1;
                    } else {
                        changed.push(format!("{view}: {mark} {string:?}"));
                    }
                }
            }
        }
    }
    report(
        "T13 JSON",
        &format!(
            "{} views, {seen} texts read again, {whole} as they were",
            views.len()
        ),
    );
    assert!(whole >= 5_000, "{whole}");
    assert!(
        changed.is_empty(),
        "{}:\n{}",
        changed.len(),
        changed[..changed.len().min(20)].join("\n")
    );
}

/// The program at the moment of the tests, without a terminal.
pub(super) fn at(home: &Home, args: &[&str]) -> Command {
    let mut command = Command::new(MASTERY);
    command
        .args(args)
        .current_dir(home.path())
        .env_clear()
        .envs(home.environment())
        .env("MASTERY_NOW", NOW)
        .stdin(Stdio::null());
    command
}

/// Holds both streams of a run to what a pipe may get.
pub(super) fn calm(what: &str, output: &Output, tally: &mut Tally) {
    for stream in [&output.stdout, &output.stderr] {
        let odd = strange(stream, |it| is_printed(it, false));
        assert!(
            odd.is_empty(),
            "{what}: {odd:?} in {}",
            String::from_utf8_lossy(stream)
        );
        tally.see(what, &String::from_utf8_lossy(stream));
    }
    assert!(
        !output.stdout.is_empty() || !output.stderr.is_empty(),
        "{what} says nothing"
    );
    let panicked = memchr::memmem::find(&output.stderr, b"panicked").is_some();
    assert!(
        !panicked,
        "{what}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn no_commit_and_no_output_of_a_gate_drives_the_terminal() {
    let texts = strings();
    let home = Home::new();
    let mut bytes = texts.join("\n").into_bytes();
    bytes.extend(b"\n\x9b2J\xff\xfe\x90q\x9c\n");
    home.write("said", &bytes);
    let gate = "[phase.proof]\nid = \"M1\"\n[[phase.proof.gate]]\nrun = [\"cat\", \"said\"]\n\
                contains = [\"evil\"]\nnumbers = [{ after = \"8;10;\", below = 1 }]\n";
    let roadmap = crate::pty::GARDEN.replace(
        "[[phase]]\nid = \"seed\"",
        &format!("{gate}[[phase]]\nid = \"seed\""),
    );
    home.write("roadmap.toml", roadmap);
    let git = |args: &[&str], message: Option<&str>| {
        let mut command = Command::new("git");
        command
            .args(args)
            .current_dir(home.path())
            .env_clear()
            .envs(home.environment());
        if let Some(message) = message {
            let stripped: String = message.chars().filter(|c| !"\0\n<>".contains(*c)).collect();
            let name = if stripped.trim().is_empty() {
                "x"
            } else {
                &stripped
            };
            for who in ["AUTHOR", "COMMITTER"] {
                command
                    .env(format!("GIT_{who}_NAME"), format!("x {name}"))
                    .env(format!("GIT_{who}_EMAIL"), "a@b.example")
                    .env(format!("GIT_{who}_DATE"), "2026-03-05T10:00:00+01:00");
            }
        }
        let output = command.output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    };
    git(&["init", "-q"], None);
    git(&["add", "roadmap.toml", "said"], None);
    let commits = rounds(60, 400);
    for (n, text) in texts
        .iter()
        .filter(|it| !it.contains('\0'))
        .enumerate()
        .take(commits)
    {
        let message = format!("zz{n:03}{text}");
        git(
            &[
                "-c",
                "i18n.commitEncoding=UTF-8",
                "commit",
                "-q",
                "--allow-empty",
                "--cleanup=verbatim",
                "-m",
                &message,
            ],
            Some(text),
        );
    }
    home.mastery(&["begin", "2026-01-05"]);
    let mut opening = Opening::command(&[MASTERY, "trust", "M1"]);
    opening.environment = vec![("MASTERY_NOW", NOW.to_owned())];
    let mut program = opening.open(&home);
    program.shows("[y/N]");
    program.keys("y\r");
    assert!(program.ended().success());
    let views: Vec<String> = [
        "trust M1",
        "prove M1",
        "evidence",
        "evidence M1",
        "evidence M1 --output",
        "evidence --verify",
        "friday --print --phase soil",
        "pr soil",
        "matrix",
        "doctor",
        "show M1",
        "history",
    ]
    .map(str::to_owned)
    .into();
    let mut tally = Tally::default();
    let mut said = String::new();
    for colour in ["never", "always"] {
        for (view, out) in printed(&home, &views, colour) {
            let odd = strange(&out, |it| is_printed(it, colour == "always"));
            assert!(odd.is_empty(), "{view}: {odd:?}");
            let found = raw(&out, &texts);
            assert!(found.is_empty(), "{view}: {found:?}");
            let heard = watched(&out);
            assert!(heard.is_empty(), "{view}: {heard:?}");
            let out = plain(&out);
            tally.see(&view, &out);
            said += &out;
        }
    }
    // It ran, and what it printed was shown; so were the commits.
    assert!(said.contains("␛]0;pwn"), "{said}");
    assert!(tally.triples() >= 20, "{}:\n{said}", tally.triples());
    report(
        "T13 commits and the output of gates",
        &format!(
            "{commits} commits, {} shown; {} bytes of output of a gate, {} of it printed; 0 strange",
            tally.triples(),
            bytes.len(),
            said.len()
        ),
    );
}

#[test]
fn an_import_reports_and_writes_nothing_that_drives() {
    let texts = strings();
    let poison = Poison::new(texts.clone(), 0);
    let home = Home::new();
    let mut source = format!("# {}\n\n", poison.text("qa", 0));
    for n in 0..texts.len() {
        if n % 20 == 0 {
            source += &format!(
                "\n## Phase {} – {}\n\n{}\n\n",
                n / 20 + 1,
                poison.text("qb", n),
                poison.text("qc", n)
            );
        }
        source += &format!(
            "- [ ] [{}](https://example.org/{n}) – {}\n| {} | {} |\n",
            poison.text("qd", n),
            poison.text("qe", n),
            poison.text("qf", n),
            poison.text("qg", n)
        );
    }
    home.write("curriculum.md", source);
    let mut tally = Tally::default();
    for args in [
        &["init", "made", "--from", "curriculum.md", "--dry-run"][..],
        &["init", "made", "--from", "curriculum.md"],
        &["check", "made/roadmap.toml"],
        &["phases", "--roadmap", "made/roadmap.toml"],
        &["export", "markdown", "--roadmap", "made/roadmap.toml"],
    ] {
        let output = at(&home, args).output().unwrap();
        calm(&args[..2].join(" "), &output, &mut tally);
        for stream in [&output.stdout, &output.stderr] {
            let found = raw(stream, &texts);
            assert!(found.is_empty(), "{args:?}: {found:?}");
        }
    }
    let made = fs::read(home.path().join("made/roadmap.toml")).unwrap();
    // A file for a person to edit: what is only invisible stays.
    let odd = strange(&made, |it| matches!(it, "\n" | "\r") || is_invisible(it));
    assert!(odd.is_empty(), "the file: {odd:?}");
    tally.see("made/roadmap.toml", &String::from_utf8(made).unwrap());
    report(
        "T13 import of Markdown",
        &format!(
            "{} triples in {} sinks, 0 strange",
            tally.triples(),
            tally.sinks()
        ),
    );
    assert!(tally.triples() >= 500, "{}", tally.triples());
}

#[test]
fn a_shell_that_completes_gets_no_controls() {
    let texts = strings();
    let home = world::home(&Poison::new(texts.clone(), 0));
    let mut tally = Tally::default();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        for words in [
            &["mastery", "show", "item"][..],
            &["mastery", "phase", ""],
            &["mastery", "log", "--remove", ""],
        ] {
            let mut args = vec!["--"];
            args.extend(words);
            let mut command = at(&home, &args);
            let place = (words.len() - 1).to_string();
            command
                .env("MASTERY_COMPLETE", shell)
                .env("_CLAP_COMPLETE_INDEX", place)
                .env("_CLAP_COMPLETE_COMP_TYPE", "9")
                .env("_CLAP_IFS", "\n");
            let output = command.output().unwrap();
            // The parts of a candidate are parted so.
            let ours = |piece: &str| matches!(piece, "\n" | "\r" | "\t");
            let odd = strange(&output.stdout, ours);
            assert!(odd.is_empty(), "{shell} {words:?}: {odd:?}");
            let found = raw(&output.stdout, &texts);
            assert!(found.is_empty(), "{shell} {words:?}: {found:?}");
            tally.see(shell, &String::from_utf8_lossy(&output.stdout));
        }
    }
    report(
        "T13 completions",
        &format!(
            "{} titles in {} shells, 0 strange",
            tally.triples(),
            tally.sinks()
        ),
    );
    assert!(tally.triples() >= 800, "{}", tally.triples());
}

#[test]
fn a_pager_gets_what_a_terminal_gets() {
    let texts = strings();
    let home = world::home(&Poison::new(texts.clone(), 0));
    home.write("pager", "#!/bin/sh\ncat > paged\n");
    fs::set_permissions(home.path().join("pager"), fs::Permissions::from_mode(0o755)).unwrap();
    let mut opening = Opening::command(&[MASTERY, "--color", "always", "read", "1"]);
    opening.environment = vec![
        ("PAGER", "./pager".to_owned()),
        ("MASTERY_NOW", NOW.to_owned()),
    ];
    let mut program = opening.open(&home);
    program.ended_within(Duration::from_secs(60));
    let paged = fs::read(home.path().join("paged")).unwrap();
    let odd = strange(&paged, |it| is_printed(it, true));
    assert!(odd.is_empty(), "{odd:?}");
    assert!(raw(&paged, &texts).is_empty());
    let seen = marks(&plain(&paged)).len();
    report("T13 pager", &format!("{seen} texts, 0 strange"));
    assert!(seen >= 200, "{seen}");
}
