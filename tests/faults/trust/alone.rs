//! How many programs and sockets each command takes to itself: none, but for
//! git, by the commands that say how the repository stands.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use super::learner::{Gate, Learner};
use crate::{
    corpus::{
        roadmap_files,
        runs::{Run, each, have, run, write},
    },
    lane::{report, rounds},
    pty::{GARDEN, Home, MASTERY, Opening, skip},
};

/// Commands that only look, with words that fit most of the roadmaps.
const VIEWS: [&str; 46] = [
    "today",
    "next",
    "status",
    "status --format {percent}",
    "phases",
    "phase 1",
    "phase leaf",
    "show leaf",
    "show book",
    "show M1",
    "open book --print",
    "read 1",
    "search leaf",
    "matrix",
    "apps",
    "week",
    "plan",
    "money",
    "pace",
    "stats",
    "time",
    "log",
    "history",
    "reviews",
    "review weekly --figures",
    "friday --print",
    "pr 1",
    "check",
    "check --strict",
    "doctor",
    "doctor --deep",
    "config",
    "evidence",
    "evidence --verify",
    "trust --list",
    "prove --all --dry-run",
    "prove --stale --dry-run",
    "export markdown",
    "export ics",
    "export csv items",
    "export html",
    "export json",
    "export events",
    "completions bash",
    "man",
    "--help",
];

/// Those of them that ask git how the repository stands.
const ASK_GIT: [&str; 9] = [
    "matrix",
    "show",
    "friday",
    "doctor",
    "prove",
    "trust",
    "attest",
    "evidence",
    "export json",
];

/// Commands that change something, in an order in which each has something to do.
const CHANGES: [&str; 27] = [
    "begin today",
    "tick worms",
    "start clay",
    "skip compost",
    "reopen worms",
    "note a thought",
    "link https://example.org/x",
    "log 50m learning",
    "timer start learning",
    "timer status",
    "timer stop",
    "undo",
    "redo",
    "off tomorrow",
    "attest M0 all well",
    "trust --revoke M0",
    "prove M0",
    "prove M0 --json",
    "trust M0",
    "review weekly --figures",
    "replan",
    "spend 5 --on today",
    "friday",
    "init elsewhere",
    "import events.jsonl",
    "open compost --yes --print",
    "export html -o there.html",
];

/// What a command did besides computing.
struct Traced {
    run: Run,
    /// The programs that it, or what it started, became or tried to become.
    programs: Vec<String>,
    /// The calls that make or use a socket.
    sockets: Vec<String>,
}

/// Whether processes can be traced here.
fn can_trace() -> bool {
    let tried = Command::new("strace")
        .args(["-f", "-qq", "-o", "/dev/null", "true"])
        .output();
    tried.is_ok_and(|output| output.status.success())
}

/// A pair of sockets, which leads nowhere and wakes the screen on a signal, is
/// no way out: nothing can be sent to anybody without one of these.
const WATCHED: &str = "trace=execve,execveat,socket,connect,bind,accept4";

/// The same command, watched; the first program in the log is itself.
fn watched(log: &Path, words: &[&str]) -> Command {
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-s", "256", "-e", WATCHED, "-o"]);
    command.arg(log).args(words);
    command
}

fn traced(command: &mut Command, log: &Path) -> Traced {
    let run = run(command);
    let (programs, sockets) = read(log);
    Traced {
        run,
        programs,
        sockets,
    }
}

fn read(log: &Path) -> (Vec<String>, Vec<String>) {
    let text = String::from_utf8_lossy(&fs::read(log).unwrap()).into_owned();
    let calls = text.lines().filter_map(|line| line.split_once(' '));
    let calls: Vec<&str> = calls.map(|(_, call)| call.trim_start()).collect();
    let programs = calls.iter().filter(|call| call.starts_with("execve"));
    let name = |call: &&&str| {
        let path = call.split('"').nth(1).unwrap_or("?");
        path.rsplit('/').next().unwrap_or(path).to_owned()
    };
    let mut programs: Vec<String> = programs.map(|call| name(&call)).collect();
    assert!(!programs.is_empty(), "nothing was watched: {text}");
    programs.remove(0);
    // `???` is what was killed between two calls.
    let others = ["exec", "---", "+++", "???"];
    let is_socket = |call: &&&str| !others.iter().any(|other| call.starts_with(other));
    let sockets = calls.iter().filter(is_socket).map(ToString::to_string);
    (programs, sockets.collect())
}

/// The command in a home, without a terminal.
fn at_home(home: &Home, folder: &Path, log: &Path, words: &[&str]) -> Command {
    let mut command = watched(log, &[&[MASTERY][..], words].concat());
    command
        .current_dir(folder)
        .env_clear()
        .envs(home.environment())
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("BROWSER", "touch")
        .env("EDITOR", "touch")
        .env("PAGER", "touch pwned")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// What is wrong with what a command did.
fn fault(view: &str, traced: &Traced) -> Option<String> {
    let may_ask = ASK_GIT.iter().any(|command| view.starts_with(command));
    if let Some(program) = traced.programs.iter().find(|it| !(may_ask && *it == "git")) {
        return Some(format!("it ran `{program}`: {:?}", traced.programs));
    }
    let socket = traced.sockets.first();
    socket.map(|call| format!("it took a socket: {call}"))
}

#[test]
fn no_bad_roadmap_makes_a_view_run_anything() {
    if !can_trace() {
        return skip("`strace` has to be there and to be allowed");
    }
    let files = roadmap_files();
    let each_file = rounds(4, VIEWS.len());
    let cases: Vec<(usize, PathBuf)> = files.into_iter().enumerate().collect();
    let count = std::sync::Mutex::new((0, 0, BTreeSet::new()));
    each(&cases, |(number, file)| {
        let home = Home::new();
        fs::copy(file, home.path().join("roadmap.toml")).unwrap();
        let log = home.path().join("log");
        for turn in 0..each_file {
            let view = VIEWS[(number * each_file + turn) % VIEWS.len()];
            let words: Vec<&str> = view.split(' ').collect();
            let traced = traced(&mut at_home(&home, home.path(), &log, &words), &log);
            let what = format!("{}: {view}", file.display());
            if let Some(fault) = traced.run.fault() {
                panic!("{what}: {fault}");
            }
            if let Some(fault) = fault(view, &traced) {
                panic!("{what}: {fault}");
            }
            // It says something, well or not.
            assert!(
                view == "export events" || !traced.run.said().trim().is_empty(),
                "{what} said nothing"
            );
            let mut count = count
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            count.0 += 1;
            count.1 += traced.programs.len();
            count.2.insert(view);
        }
        assert!(!home.path().join("pwned").exists(), "{}", file.display());
        assert!(!home.data.exists(), "{}", file.display());
    });
    let (runs, gits, views) = count.into_inner().unwrap();
    assert_eq!(views.len(), VIEWS.len());
    assert!(cases.len() >= 100 && runs == cases.len() * each_file);
    report(
        "T16",
        &format!(
            "{} roadmaps, {} commands, {runs} runs under strace: 0 sockets, 0 programs but git ({gits}, by {})",
            cases.len(),
            views.len(),
            ASK_GIT.join(", ")
        ),
    );
}

/// The whole command line and the screen, in the same count; and its control.
#[test]
fn no_command_takes_a_socket_and_only_a_yes_runs_a_program() {
    if !can_trace() {
        return skip("`strace` has to be there and to be allowed");
    }
    let learner = Learner::new(&Gate::default());
    let log = learner.home.path().join("log");
    let garden = learner.home.path().join("garden");
    write(&garden.join("roadmap.toml"), GARDEN);
    write(&garden.join("events.jsonl"), "");
    let mut runs = 0;
    let mut worked = 0;
    for (folder, views) in [
        (&garden, &CHANGES[..]),
        (&learner.work, &CHANGES[..]),
        (&learner.work, &VIEWS[..]),
    ] {
        for view in views {
            let words: Vec<&str> = view.split(' ').collect();
            let traced = traced(&mut at_home(&learner.home, folder, &log, &words), &log);
            if let Some(fault) = traced.run.fault() {
                panic!("{view}: {fault}");
            }
            if let Some(fault) = fault(view, &traced) {
                panic!("{view}: {fault}");
            }
            runs += 1;
            worked += usize::from(traced.run.code() == Some(0));
        }
    }
    assert!(worked > 55, "{worked} of {runs} did something");
    assert_eq!(learner.ran(), 0);

    // On screen: every screen, the gate's overlay, and an `esc`.
    let home = &learner.home;
    assert_eq!(learner.run(&["begin", "today"]).code(), Some(0));
    let line = format!(
        "cd '{}' && exec strace -f -qq -s 256 -e {WATCHED} -o '{}' '{MASTERY}'",
        learner.work.display(),
        log.display()
    );
    let mut program = Opening::command(&["sh", "-c", &line]).open(home);
    let patience = std::time::Duration::from_secs(60);
    let shows = |text: &str| {
        program.wait_seen(patience, text, |seen| {
            seen.parser.screen().contents().contains(text)
        });
    };
    shows("Worms");
    for screen in ["2", "4", "5", "6", "7", "8", "9", "1", "3"] {
        program.keys(screen);
    }
    shows("labs_spade");
    program.keys("v");
    shows("may this run?");
    program.keys("\x1b");
    program.wait_seen(patience, "the matrix", |seen| {
        !seen.parser.screen().contents().contains("may this run?")
    });
    program.keys("q");
    let status = program.ended_within(patience);
    assert!(status.success(), "{status}");
    let (programs, sockets) = read(&log);
    assert!(programs.iter().all(|it| it == "git"), "{programs:?}");
    assert_eq!(sockets, Vec::<String>::new());
    let on_screen = programs.len();

    // The control: with a yes the same count shows the gate.
    learner.trust();
    let words = ["prove", "M0"];
    let mut command = at_home(home, &learner.work, &log, &words);
    let proved = traced(command.env("RAN", home.path().join("ran")), &log);
    assert_eq!(
        (proved.run.code(), learner.ran()),
        (Some(0), 1),
        "{}",
        proved.run.said()
    );
    assert!(
        proved.programs.contains(&"sh".to_owned()),
        "{:?}",
        proved.programs
    );
    let noticed = fault("prove M0", &proved).unwrap();
    assert!(noticed.starts_with("it ran `"), "{noticed}");
    // And a socket is seen, too.
    let talks = watched(&log, &["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/9"]).output();
    drop(talks);
    let (_, sockets) = read(&log);
    assert!(!sockets.is_empty(), "the count sees no sockets");
    report(
        "P17",
        &format!(
            "{runs} commands ({worked} with status 0) and the screen ({on_screen} calls of git): 0 sockets, 0 programs but git; control: a proof with a yes ran {:?}, and a socket was seen",
            proved.programs
        ),
    );
}

/// A repository is input, too: what its settings name is not run to look at it.
#[test]
fn the_settings_of_a_strange_repository_run_nothing() {
    let learner = Learner::new(&Gate::default());
    let top = learner.work.clone();
    let marks = learner.home.path().join("marks");
    fs::create_dir(&marks).unwrap();
    let git = |args: &[&str]| {
        let output = Command::new("git")
            .args([
                "-c",
                "user.name=Ada",
                "-c",
                "user.email=ada@example.org",
                "-c",
                "core.fsmonitor=false",
            ])
            .args(["-c", "core.hooksPath=/dev/null"])
            .args(args)
            .current_dir(&top)
            .env_clear()
            .envs(learner.home.environment())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .output();
        let output = output.unwrap();
        assert!(output.status.success(), "git {args:?}: {output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    if !have("git") {
        return skip("`git` has to be there");
    }
    write(&top.join("app/code.txt"), "one\n");
    git(&["init", "-q"]);
    git(&["add", "-A"]);
    git(&["commit", "-qm", "A spade"]);
    let mark = |name: &str| format!("touch {}", marks.join(name).display());
    let program = |name: &str| {
        let path = learner.home.path().join(format!("{name}.sh"));
        write(&path, format!("#!/bin/sh\n{}\n", mark(name)));
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        path.display().to_string()
    };
    let hooks = learner.home.path().join("hooks");
    for hook in [
        "post-index-change",
        "reference-transaction",
        "pre-auto-gc",
        "post-checkout",
    ] {
        let path = hooks.join(hook);
        write(&path, format!("#!/bin/sh\n{}\n", mark(hook)));
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    }
    let config = format!(
        "[core]\n\tfsmonitor = {}\n\thooksPath = {}\n\tpager = {}\n\teditor = {}\n\tsshCommand = {}\n\
         [filter \"x\"]\n\tclean = \"{}; cat\"\n\tsmudge = \"{}; cat\"\n\trequired = true\n\
         [filter \"y=.z\"]\n\tprocess = {}\n[filter \"a=b\"]\n\tclean = \"{}; cat\"\n\
         [diff]\n\texternal = {}\n[diff \"x\"]\n\ttextconv = {}\n\
         [log]\n\tshowSignature = true\n[gpg]\n\tprogram = {}\n\
         [alias]\n\tstatus = \"!{}\"\n\tconfig = \"!{}\"\n\
         [protocol]\n\tallow = always\n[extensions]\n\tpartialClone = far\n[remote \"far\"]\n\turl = ext::{}\n\tpromisor = true\n",
        program("fsmonitor"),
        hooks.display(),
        program("pager"),
        program("editor"),
        program("ssh"),
        mark("clean"),
        mark("smudge"),
        program("process"),
        mark("equal"),
        program("external"),
        program("textconv"),
        program("gpg"),
        mark("alias"),
        mark("config"),
        program("far"),
    );
    let before = fs::read_to_string(top.join(".git/config")).unwrap();
    write(&top.join(".git/config"), before + &config);
    write(
        &top.join(".gitattributes"),
        "*.txt filter=x diff=x\n*.toml filter=a=b\napp/other filter=y=.z\n",
    );
    let marked = || {
        let entries = fs::read_dir(&marks).unwrap();
        let mut names: Vec<String> = entries
            .map(|it| it.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    };
    let stale = |text: &str| {
        // The same length, another time: git has to look into it.
        write(&top.join("app/code.txt"), text);
    };
    let mut runs = 0;
    learner.trust();
    assert_eq!(marked(), Vec::<String>::new(), "a question ran something");
    for view in VIEWS
        .iter()
        .filter(|view| ASK_GIT.iter().any(|command| view.starts_with(command)))
    {
        stale(if runs % 2 == 0 { "two\n" } else { "six\n" });
        let words: Vec<&str> = view.split(' ').collect();
        let run = learner.run(&words);
        assert_eq!(marked(), Vec::<String>::new(), "{view}: {}", run.said());
        runs += 1;
    }
    // With a proof that can age, and the working tree asked about.
    let run = learner.run(&["prove", "M0"]);
    assert_eq!(run.code(), Some(0), "{}", run.said());
    assert_eq!(
        marked(),
        Vec::<String>::new(),
        "a proof ran more than its gate"
    );
    stale("ten\n");
    for view in [
        "matrix",
        "show M0",
        "evidence",
        "prove --stale --dry-run",
        "friday --print",
    ] {
        let words: Vec<&str> = view.split(' ').collect();
        let run = learner.run(&words);
        assert_eq!(marked(), Vec::<String>::new(), "{view}: {}", run.said());
        runs += 1;
    }
    let said = learner.run(&["evidence", "--json"]).said();
    assert!(
        said.contains("\"clean\":false"),
        "changes are seen all the same: {said}"
    );
    // The control: git as it is usually called runs some of it.
    stale("one\n");
    let usual = Command::new("git")
        .args(["status", "--short"])
        .current_dir(&top)
        .env_clear()
        .envs(learner.home.environment())
        .output()
        .unwrap();
    let noticed = marked();
    assert!(
        noticed.iter().any(|it| it == "clean" || it == "fsmonitor"),
        "{usual:?}"
    );
    report(
        "T16",
        &format!(
            "{runs} commands in a repository whose settings name 16 programs: none ran; control: `git status` alone ran {}",
            noticed.join(", ")
        ),
    );
}
