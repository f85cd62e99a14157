//! What the plain commands print: on a terminal with and without colours, into
//! a pipe, as JSON; and what they say when something is wrong.

use std::{
    ffi::{OsStr, OsString},
    fs,
    os::unix::{ffi::OsStrExt as _, fs::PermissionsExt as _, process::CommandExt as _},
    process::{Command, Output, Stdio},
    time::Duration,
};

use serde_json::Value;

use crate::{
    lane::{report, rounds},
    pty::{Home, MASTERY, Opening},
};

use super::{
    corpus::{strings, toml},
    judge::{is_printed, pieces, raw, strange, watched},
    world::{self, NOW, PHASES, Poison, Tally, marks},
};

/// The commands that show something, one a line.
fn views() -> Vec<String> {
    let mut views: Vec<String> = [
        "today", "next", "status", "phases", "matrix", "apps", "week", "week --week 2026-02-04", "plan",
        "history -n 4000", "check", "doctor", "config", "time", "time --week 2026-02-04", "log",
        "timer status", "pace", "replan", "replan --list", "stats", "money", "reviews",
        "review weekly --figures", "friday --print", "evidence", "evidence M2", "trust --list",
        "prove M2", "prove M1", "attest M3", "open item3 --print", "open phase1 --print",
        "show lane1", "show labs_2", "show M1", "show money1", "show metric1", "show ms-1-2",
        "show weekly", "show phase1", "show nothing", "search alpha", "search b", "search 31m",
        "export markdown", "export ics", "export csv items", "export csv sessions",
        "export csv spending", "export html --with money,hours,thoughts", "tick item", "undo", "redo",
        "status --format '{phase} {title} {next} {pace} {streak} {timer} {day} {done} {nothing}'",
    ]
    .map(str::to_owned)
    .into();
    for n in 0..PHASES {
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
    assert!(faults.is_empty(), "{}:\n{}", faults.len(), faults.join("\n"));
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
        "today", "next", "status", "phases", "phase 1", "matrix", "apps", "plan", "history -n 4000", "check",
        "doctor", "config", "time", "log", "pace", "stats", "money", "reviews", "evidence",
        "trust --list", "search alpha", "export json", "export events", "show item41", "week",
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
        &format!("{} views, {seen} texts read again, {whole} as they were", views.len()),
    );
    assert!(whole >= 5_000, "{whole}");
    assert!(changed.is_empty(), "{}:\n{}", changed.len(), changed[..changed.len().min(20)].join("\n"));
}

/// The program at the moment of the tests, without a terminal.
fn at(home: &Home, args: &[&str]) -> Command {
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
fn calm(what: &str, output: &Output, tally: &mut Tally) {
    for stream in [&output.stdout, &output.stderr] {
        let odd = strange(stream, |it| is_printed(it, false));
        assert!(odd.is_empty(), "{what}: {odd:?} in {}", String::from_utf8_lossy(stream));
        tally.see(what, &String::from_utf8_lossy(stream));
    }
    assert!(
        !output.stdout.is_empty() || !output.stderr.is_empty(),
        "{what} says nothing"
    );
    let panicked = memchr::memmem::find(&output.stderr, b"panicked").is_some();
    assert!(!panicked, "{what}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn no_argument_comes_back_as_it_was_given() {
    let home = Home::begun();
    let mut arguments: Vec<OsString> = Vec::new();
    let all = strings();
    // What no process can be given holds NUL.
    for text in all.iter().filter(|it| !it.contains('\0')) {
        arguments.push(text.into());
    }
    for bytes in [&b"\x9b2J"[..], b"a\xff\xfe", b"\x90q\x9c", b"\xc2", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"] {
        arguments.push(OsStr::from_bytes(bytes).to_owned());
    }
    type Way = (&'static str, fn(&mut Command, &OsStr));
    let ways: [Way; 12] = [
        ("a command", |it, arg| drop(it.arg(arg))),
        ("an option", |it, arg| drop(it.arg(joined("--", arg)))),
        ("an option's value", |it, arg| drop(it.arg(joined("--color=", arg)).arg("today"))),
        ("an id", |it, arg| drop(it.args(["tick", "--"]).arg(arg))),
        ("something to show", |it, arg| drop(it.args(["show", "--"]).arg(arg))),
        ("words to search", |it, arg| drop(it.args(["search", "--"]).arg(arg))),
        ("a date", |it, arg| drop(it.args(["tick", "worms"]).arg(joined("--on=", arg)))),
        ("a roadmap", |it, arg| drop(it.arg("today").arg(joined("--roadmap=/no/", arg)))),
        ("a link", |it, arg| drop(it.args(["link", "--"]).arg(arg))),
        ("a format", |it, arg| drop(it.arg("status").arg(joined("--format={", arg)))),
        ("a help page", |it, arg| drop(it.arg("help").arg(arg))),
        ("a file to read", |it, arg| drop(it.args(["read", "--"]).arg(arg))),
    ];
    let step = rounds(24, 1);
    let (mut tally, mut runs) = (Tally::default(), 0);
    for (n, (what, give)) in ways.iter().enumerate() {
        for argument in arguments.iter().skip(n % step).step_by(step) {
            for colour in ["never", "always"].iter().take(rounds(1, 2)) {
                let mut command = at(&home, &["--color", colour]);
                give(&mut command, argument);
                let output = command.output().unwrap();
                runs += 1;
                if *colour == "never" {
                    let told = format!("{what} {argument:?}");
                    let nothing = output.stdout.is_empty() && output.stderr.is_empty();
                    if !nothing {
                        calm(&told, &output, &mut tally);
                    }
                } else {
                    let odd = strange(&output.stderr, |it| is_printed(it, true));
                    assert!(odd.is_empty(), "{what} {argument:?}: {odd:?}");
                }
            }
        }
    }
    report(
        "T13 arguments in error messages",
        &format!("{runs} runs in {} places, 0 strange", ways.len()),
    );
    assert!(runs >= 200);
}

fn joined(before: &str, arg: &OsStr) -> OsString {
    let mut all = OsString::from(before);
    all.push(arg);
    all
}

#[test]
fn no_program_name_and_no_variable_comes_back_as_it_is() {
    let home = Home::begun();
    let (mut tally, mut runs) = (Tally::default(), 0);
    let texts = strings();
    let step = rounds(40, 4);
    let usable = || texts.iter().filter(|it| !it.contains(['\0', '/']) && !it.is_empty());
    for name in usable().step_by(step) {
        for (args, colours) in [
            (&["--color", "never", "tick", "--help"][..], false),
            (&["--color", "always", "--help"], true),
            (&["--color", "always", "tick"], true),
        ] {
            let output = at(&home, args).arg0(name).output().unwrap();
            for stream in [&output.stdout, &output.stderr] {
                let odd = strange(stream, |it| is_printed(it, colours));
                assert!(odd.is_empty(), "as {name:?}: {odd:?}");
                assert!(raw(stream, &texts).is_empty(), "as {name:?}");
            }
            runs += 1;
        }
    }
    let variables: [(&str, &[&str]); 10] = [
        ("MASTERY_NOW", &["today"]),
        ("TZ", &["doctor"]),
        ("MASTERY_ROADMAP", &["today"]),
        ("EDITOR", &["doctor"]),
        ("HOSTNAME", &["doctor"]),
        ("XDG_CONFIG_HOME", &["doctor"]),
        ("MASTERY_DATA_DIR", &["doctor"]),
        ("MASTERY_STATE_DIR", &["doctor"]),
        ("MASTERY_COMPLETE", &["--", "mastery", ""]),
        ("TERM", &["doctor"]),
    ];
    for (name, args) in variables {
        for text in usable().skip(3).step_by(step) {
            let folder = name.ends_with("DIR") || name.starts_with("XDG");
            let value = match folder {
                true => format!("{}/{text}", home.path().display()),
                false => text.clone(),
            };
            let output = at(&home, args).env(name, value).output().unwrap();
            calm(&format!("{name}={text:?}"), &output, &mut tally);
            runs += 1;
        }
    }
    report(
        "T13 program names and the environment",
        &format!("{runs} runs, {} variables, 0 strange", variables.len()),
    );
}

/// A roadmap in which everything is wrong, each mistake with a text in it.
fn wrong(poison: &Poison) -> Vec<(&'static str, String)> {
    let mut files = Vec::new();
    let good = crate::pty::GARDEN;
    for n in 0..poison.len() {
        let t = |field: &str| toml(&poison.text(field, n));
        files.push((
            "roadmap.toml",
            format!(
                "{good}url = {}\nneeds = {}\n{} = 1\n[[phase]]\nid = {}\ntitle = 3\ndays = {}\n\
                 needs = [{}]\napps = [{}]\nnotes = {}\n[[phase.reading]]\nid = \"x\"\nkind = {}\n\
                 title = \"x\"\nurl = {}\n[[phase.proof.gate]]\nrun = [{}]\nfolder = {}\n[[app]]\nid = {}\n",
                t("qa"), t("qb"), t("qc"), t("qd"), t("qe"), t("qf"), t("qg"), t("qh"), t("qi"),
                t("qj"), t("qk"), t("ql"), t("qm"),
            ),
        ));
        // The text stands in the file as it is: no TOML, most of the time.
        files.push(("roadmap.toml", format!("{good}\n{} = 1\n", poison.text("qn", n))));
        files.push(("roadmap.toml", format!("{good}author = \"{}\"\n", poison.text("qo", n))));
        files.push((
            "config/mastery/config.toml",
            format!(
                "day_start = {}\nweek_start = {}\ndate_format = {}\neditor = {}\nroadmap = {}\n{} = 1\n\
                 [theme]\nmode = {}\n[theme.colours]\naccent = {}\n{} = 1\n[keys.items]\ntoggle = {}\n\
                 {} = \"x\"\n[repository]\n{} = {}\n",
                t("xa"), t("xb"), t("xc"), t("xd"), t("xe"), t("xf"), t("xg"), t("xh"), t("xi"),
                t("xj"), t("xk"), t("xl"), t("xm"),
            ),
        ));
        files.push((
            "config/mastery/config.toml",
            format!("{} = 1\n[keys\n", poison.text("xn", n)),
        ));
    }
    files
}

#[test]
fn no_mistake_in_a_file_is_told_as_it_stands_there() {
    let texts = strings();
    let poison = Poison::new(texts.clone(), 0);
    let files = wrong(&poison);
    let step = rounds(23, 2);
    let (mut tally, mut runs) = (Tally::default(), 0);
    for (name, text) in files.iter().step_by(step) {
        let home = Home::begun();
        fs::create_dir_all(home.path().join("config/mastery")).unwrap();
        home.write(name, text);
        let view = match *name {
            "roadmap.toml" => ["check", "today"],
            _ => ["config", "doctor"],
        };
        for view in view {
            let output = at(&home, &[view]).output().unwrap();
            calm(view, &output, &mut tally);
            for stream in [&output.stdout, &output.stderr] {
                let found = raw(stream, &texts);
                assert!(found.is_empty(), "{view}: {found:?}");
            }
            runs += 1;
        }
    }
    report(
        "T13 mistakes in roadmaps and settings",
        &format!(
            "{runs} runs, {} triples from {} fields, 0 strange",
            tally.triples(),
            tally.fields().len()
        ),
    );
    assert!(tally.triples() >= 300, "{}", tally.triples());
    assert!(tally.fields().len() >= 20, "{:?}", tally.fields());
}

#[test]
fn no_folder_and_no_file_name_is_told_as_it_is() {
    let texts = strings();
    let (mut runs, mut tally) = (0, Tally::default());
    let usable = |it: &&String| !it.contains(['\0', '/']) && it.len() < 200 && !it.is_empty();
    for name in texts.iter().filter(usable).step_by(rounds(20, 1)) {
        let home = Home::begun();
        let folder = home.path().join(name);
        if fs::create_dir(&folder).is_err() {
            continue;
        }
        let own = |file: &str| folder.join(file).display().to_string();
        fs::copy(home.path().join("roadmap.toml"), folder.join("roadmap.toml")).unwrap();
        fs::create_dir(folder.join("odd.toml")).unwrap();
        let journal = home.data.join("garden").join(format!("{name}.toml"));
        home.write("odd", "[[event]]\nid = 3\n\n");
        fs::rename(home.path().join("odd"), &journal).unwrap();
        let roadmap = own("roadmap.toml");
        let missing = own("missing.toml");
        let odd = own("odd.toml");
        let data = folder.display().to_string();
        for args in [
            &["check", &roadmap][..],
            &["check", &missing],
            &["check", &odd],
            &["doctor"],
            &["doctor", "--roadmap", &roadmap, "--data-dir", &data],
            &["read", &missing],
            &["init", &data],
            &["init", "--from", &missing],
            &["import", "events", &missing],
            &["export", "markdown", "-o", &odd],
            &["history"],
            &["today", "--roadmap", &missing],
        ]
        .iter()
        .take(rounds(12, 12))
        {
            let output = at(&home, args).output().unwrap();
            calm(&format!("{args:?}"), &output, &mut tally);
            for stream in [&output.stdout, &output.stderr] {
                let found = raw(stream, std::slice::from_ref(name));
                assert!(found.is_empty(), "{args:?}");
            }
            runs += 1;
        }
    }
    report("T13 names of folders and files", &format!("{runs} runs, 0 strange"));
    assert!(runs >= 200, "{runs}");
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
    let roadmap = crate::pty::GARDEN.replace("[[phase]]\nid = \"seed\"", &format!("{gate}[[phase]]\nid = \"seed\""));
    home.write("roadmap.toml", roadmap);
    let git = |args: &[&str], message: Option<&str>| {
        let mut command = Command::new("git");
        command.args(args).current_dir(home.path()).env_clear().envs(home.environment());
        if let Some(message) = message {
            let stripped: String = message.chars().filter(|c| !"\0\n<>".contains(*c)).collect();
            let name = if stripped.trim().is_empty() { "x" } else { &stripped };
            for who in ["AUTHOR", "COMMITTER"] {
                command
                    .env(format!("GIT_{who}_NAME"), format!("x {name}"))
                    .env(format!("GIT_{who}_EMAIL"), "a@b.example")
                    .env(format!("GIT_{who}_DATE"), "2026-03-05T10:00:00+01:00");
            }
        }
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    git(&["init", "-q"], None);
    git(&["add", "roadmap.toml", "said"], None);
    let commits = rounds(60, 400);
    for (n, text) in texts.iter().filter(|it| !it.contains('\0')).enumerate().take(commits) {
        let message = format!("zz{n:03}{text}");
        git(
            &["-c", "i18n.commitEncoding=UTF-8", "commit", "-q", "--allow-empty", "--cleanup=verbatim", "-m", &message],
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
        "trust M1", "prove M1", "evidence", "evidence M1", "evidence M1 --output", "evidence --verify",
        "friday --print --phase soil", "pr soil", "matrix", "doctor", "show M1", "history",
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
            source += &format!("\n## Phase {} – {}\n\n{}\n\n", n / 20 + 1, poison.text("qb", n), poison.text("qc", n));
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
        &format!("{} triples in {} sinks, 0 strange", tally.triples(), tally.sinks()),
    );
    assert!(tally.triples() >= 500, "{}", tally.triples());
}

#[test]
fn a_shell_that_completes_gets_no_controls() {
    let texts = strings();
    let home = world::home(&Poison::new(texts.clone(), 0));
    let mut tally = Tally::default();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        for words in [&["mastery", "show", "item"][..], &["mastery", "phase", ""], &["mastery", "log", "--remove", ""]] {
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
        &format!("{} titles in {} shells, 0 strange", tally.triples(), tally.sinks()),
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
    opening.environment = vec![("PAGER", "./pager".to_owned()), ("MASTERY_NOW", NOW.to_owned())];
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
