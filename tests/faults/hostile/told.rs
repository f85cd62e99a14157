//! What is said when something is wrong: with arguments, variables, names,
//! roadmaps, settings.

use std::{
    ffi::{OsStr, OsString},
    fs,
    os::unix::{ffi::OsStrExt as _, process::CommandExt as _},
};

use crate::{
    lane::{report, rounds},
    pty::Home,
};

use super::{
    corpus::{strings, toml},
    judge::{is_printed, raw, strange},
    printed::{at, calm},
    world::{Poison, Tally},
};

/// A place for an argument: its name, what stands before it, how it begins.
type Way = (&'static str, &'static [&'static str], &'static str);

#[test]
fn no_argument_comes_back_as_it_was_given() {
    let home = Home::begun();
    let mut arguments: Vec<OsString> = Vec::new();
    let all = strings();
    // What no process can be given holds NUL.
    for text in all.iter().filter(|it| !it.contains('\0')) {
        arguments.push(text.into());
    }
    for bytes in [
        &b"\x9b2J"[..],
        b"a\xff\xfe",
        b"\x90q\x9c",
        b"\xc2",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
    ] {
        arguments.push(OsStr::from_bytes(bytes).to_owned());
    }
    let ways: [Way; 12] = [
        ("a command", &[], ""),
        ("an option", &[], "--"),
        ("an option's value", &["today"], "--color="),
        ("an id", &["tick", "--"], ""),
        ("something to show", &["show", "--"], ""),
        ("words to search", &["search", "--"], ""),
        ("a date", &["tick", "worms"], "--on="),
        ("a roadmap", &["today"], "--roadmap=/no/"),
        ("a link", &["link", "--"], ""),
        ("a format", &["status"], "--format={"),
        ("a help page", &["help"], ""),
        ("a file to read", &["read", "--"], ""),
    ];
    let step = rounds(24, 1);
    let (mut tally, mut runs) = (Tally::default(), 0);
    for (n, (what, before, prefix)) in ways.iter().enumerate() {
        for argument in arguments.iter().skip(n % step).step_by(step) {
            for colour in ["never", "always"].iter().take(rounds(1, 2)) {
                let mut command = at(&home, &["--color", colour]);
                command.args(*before).arg(joined(prefix, argument));
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
    let usable = || {
        texts
            .iter()
            .filter(|it| !it.contains(['\0', '/']) && !it.is_empty())
    };
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
            let value = if folder {
                format!("{}/{text}", home.path().display())
            } else {
                text.clone()
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
        files.push((
            "roadmap.toml",
            format!("{good}\n{} = 1\n", poison.text("qn", n)),
        ));
        files.push((
            "roadmap.toml",
            format!("{good}author = \"{}\"\n", poison.text("qo", n)),
        ));
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
        fs::copy(
            home.path().join("roadmap.toml"),
            folder.join("roadmap.toml"),
        )
        .unwrap();
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
    report(
        "T13 names of folders and files",
        &format!("{runs} runs, 0 strange"),
    );
    assert!(runs >= 200, "{runs}");
}
