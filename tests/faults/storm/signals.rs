//! Every signal in every state: what the program dies of, and how it leaves
//! the terminal.

use std::{fs, process::Command};

use mastery::{
    clock::Clock,
    domain::{day::LogicalDay, id::DeviceId, state::State},
    store::roadmap_file::{Notes, Place, read_roadmap},
    tui::{
        app::App,
        effect::{Effect, Perform},
        msg::Msg,
        run::{Waiting, run},
        theme::{Background, Depth, Theme},
        world::World,
    },
};

use super::{Home, LONG, MASTERY, Opening, Program, must_fail};
use crate::{
    lane::{report, rounds},
    pty::{GARDEN, process, until},
};

/// What the program is doing when the signal comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doing {
    Nothing,
    Asking,
    Editing,
    Proving,
}

/// The signals that end the program, and what the system calls that end.
const ENDS: [(&str, &str); 4] = [
    ("TERM", "Terminated"),
    ("HUP", "Hangup"),
    ("INT", "Interrupt"),
    ("QUIT", "Quit"),
];

/// Those that mean nothing to it.
const HARMLESS: [&str; 4] = ["PIPE", "XFSZ", "WINCH", "CONT"];

/// A learner with a gate, in a git repository, and with an editor that waits.
pub(super) fn study() -> Home {
    let home = Home::new();
    let proof = "[phase.proof]\nid = \"M0\"\nlabs = \"labs_spade\"\nwhy = \"earth\"\n\
         [[phase.proof.gate]]\nfolder = \"app\"\nrun = [\"sh\", \"check.sh\"]\n\
         contains = [\"0 failures\"]\n\n[[phase]]\nid = \"seed\"\n";
    home.write(
        "roadmap.toml",
        GARDEN.replace("[[phase]]\nid = \"seed\"\n", proof),
    );
    home.write(
        "editor.sh",
        "echo 'an editor'\nuntil [ -e \"$HOME/go\" ]; do sleep 0.02; done\n",
    );
    home.write(".gitignore", "*\n!app\n!app/*\n");
    fs::create_dir(home.path().join("app")).unwrap();
    home.write(
        "app/check.sh",
        "echo $$ > \"$HOME/gate\"\necho dozing\nsleep 1000\n",
    );
    let who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
    for args in [
        &["init", "-q"][..],
        &["add", "-A"],
        &[&who[..], &["commit", "-qm", "A spade"]].concat(),
    ] {
        let done = Command::new("git")
            .args(args)
            .current_dir(home.path())
            .env_clear()
            .envs(home.environment())
            .output()
            .unwrap();
        assert!(done.status.success(), "git {args:?}: {done:?}");
    }
    home.mastery(&["begin", "today"]);
    home
}

/// Brings the program into a state.
pub(super) fn doing(home: &Home, doing: Doing, mut opening: Opening) -> Program {
    let editor = home.path().join("editor.sh");
    let editor = format!("sh '{}'", editor.display());
    opening.environment.push(("VISUAL", editor));
    for name in ["go", "gate"] {
        let _ = fs::remove_file(home.path().join(name));
    }
    let program = opening.open(home);
    program.shows_in_time("Worms at work");
    match doing {
        Doing::Nothing => {}
        Doing::Asking => {
            program.keys(":");
            program.shows_in_time("Go to");
        }
        Doing::Editing => {
            program.keys("2\r");
            program.shows_in_time("○ Worms at work");
            program.keys("gje");
            program.wait_seen(LONG, "the editor", |seen| {
                let screen = seen.parser.screen();
                !screen.alternate_screen() && screen.contents().contains("an editor")
            });
        }
        Doing::Proving => {
            program.keys("3");
            program.shows_in_time("labs_spade");
            program.keys("v");
            program.wait_seen(LONG, "the question", |seen| {
                let contents = seen.parser.screen().contents();
                contents.contains("may this run?") || contents.contains("this will run")
            });
            let first = program.contents().contains("may this run?");
            program.keys(if first { "y" } else { "\r" });
            program.shows_in_time("dozing");
        }
    }
    program
}

/// Waits until the gate is gone that began in this home.
pub(super) fn gate_is_gone(home: &Home) {
    let gate = fs::read_to_string(home.path().join("gate")).unwrap();
    let gate: u32 = gate.trim().parse().unwrap();
    until("the gate to be gone", || {
        process(gate).is_none().then_some(())
    });
}

/// Every signal in one state.
fn every_signal(state: Doing) {
    let home = study();
    let mut tried = 0;
    for (signal, name) in ENDS {
        let mut program = doing(&home, state, Opening::default());
        program.signal(signal);
        // What a terminal sends for Ctrl+C and Ctrl+\ is the editor's while
        // that has the terminal.
        if state == Doing::Editing && ["INT", "QUIT"].contains(&signal) {
            home.write("go", "");
            program.shows_in_time("○ Worms at work");
            program.keys("\x03");
            let status = program.ended_within(LONG);
            assert!(status.success(), "{signal}: {status}");
        } else {
            let status = program.ended_within(LONG);
            assert_eq!(status.signal(), Some(name), "{state:?} {signal}: {status}");
        }
        home.write("go", "");
        program.assert_restored();
        if state == Doing::Proving {
            gate_is_gone(&home);
        }
        tried += 1;
    }
    let mut program = doing(&home, state, Opening::default());
    for signal in HARMLESS {
        program.signal(signal);
        tried += 1;
    }
    // A screen that is being drawn again may lack anything for a moment.
    program.is_still();
    match state {
        Doing::Nothing => {}
        Doing::Asking => {
            program.shows_in_time("Go to");
            program.keys("\x1b");
            program.shows_no("Go to");
            program.is_still();
        }
        Doing::Editing => {
            home.write("go", "");
            program.shows_in_time("○ Worms at work");
        }
        Doing::Proving => {
            program.is_still();
            assert!(program.contents().contains("dozing"));
            program.keys("x");
            program.shows_in_time("M0 was ended");
            gate_is_gone(&home);
            program.keys("\x1b");
            program.shows_no("M0 was ended");
        }
    }
    program.keys("\x03");
    let status = program.ended_within(LONG);
    assert!(status.success(), "{state:?}: {status}");
    program.assert_restored();
    assert_eq!(home.events(r#"kind = "proven""#), 0);
    report(
        "T15",
        &format!("{state:?}: {tried} signals, each as the table says"),
    );
}

#[test]
fn every_signal_while_nothing_is_done() {
    every_signal(Doing::Nothing);
}

#[test]
fn every_signal_while_a_dialog_asks() {
    every_signal(Doing::Asking);
}

#[test]
fn every_signal_while_the_editor_has_the_terminal() {
    every_signal(Doing::Editing);
}

#[test]
fn every_signal_while_a_gate_runs() {
    every_signal(Doing::Proving);
}

#[test]
fn a_terminal_that_was_not_given_back_is_noticed() {
    let home = Home::new();
    let ways = [
        "stty raw -echo",
        "stty -isig",
        "printf '\\033[?1049h'",
        "printf '\\033[?25h\\033[?25l'",
        "printf '\\033[?7h\\033[?7l'",
        "printf '\\033[?1000h'",
        "printf '\\033[?1003h\\033[?1006h'",
        "printf '\\033[?2004h'",
        "printf '\\033[?2026h'",
    ];
    for way in ways {
        let all = "printf '\\033[?7l\\033[?7h\\033[?25l\\033[?25h\\033[?2026h\\033[?2026l'";
        let line = format!("{all}; {way}; kill -9 $$");
        let mut program = Opening::command(&["sh", "-c", &line]).open(&home);
        assert_eq!(program.ended_within(LONG).signal(), Some("Killed"));
        must_fail(way, || program.assert_restored());
    }
    // Without any of it, nothing is wrong.
    let line = "printf '\\033[?7l\\033[?7h\\033[?25l\\033[?25h'; kill -9 $$";
    let mut program = Opening::command(&["sh", "-c", line]).open(&home);
    program.ended_within(LONG);
    program.assert_restored();
    report(
        "T15 control",
        &format!(
            "{0} of {0} ways of leaving a terminal in disorder noticed",
            ways.len()
        ),
    );
}

/// A shell with job control that says `ready> `, in a terminal that answers no
/// question by itself.
fn shell(home: &Home) -> Program {
    let opening = Opening {
        background: crate::pty::Background::Silent,
        ..Opening::command(&["bash", "--norc", "--noprofile", "-i"])
    };
    let program = opening.open(home);
    program.keys("PS1='ready''> '\n");
    at_the_prompt(&program, "");
    program.is_still();
    program
}

/// Waits for the prompt, behind this text, on the shell's own screen.
fn at_the_prompt(program: &Program, what: &str) {
    program.wait_seen(LONG, &format!("the prompt behind “{what}”"), |seen| {
        let screen = seen.parser.screen();
        let contents = screen.contents();
        !screen.alternate_screen()
            && !screen.hide_cursor()
            && contents.trim_end().ends_with("ready>")
            && contents.contains(what)
    });
}

/// Starts the program from a shell; gives its number.
fn started(program: &Program) -> u32 {
    program.keys(&format!("clear; '{MASTERY}'\n"));
    program.wait_seen(LONG, "the program", |seen| {
        let screen = seen.parser.screen();
        screen.alternate_screen() && screen.contents().contains("Worms at work")
    });
    until("the program", || crate::pty::child_of(program.pid()))
}

#[test]
fn stopping_and_going_on_again_and_again_keeps_both_screens() {
    let home = Home::begun();
    let mut program = shell(&home);
    let settings =
        |program: &Program| format!("{:?}", program.master.as_ref().unwrap().get_termios());
    // What the shell itself sets for its line.
    let at_first = settings(&program);
    let times = rounds(8, 100);
    let mut stops = 0;
    for (keys, shown) in [("1", "Worms at work"), (":", "Go to"), ("?", "Everywhere")] {
        let pid = started(&program);
        program.keys(keys);
        program.shows_in_time(shown);
        for _ in 0..times {
            crate::pty::signal(pid, "TSTP");
            at_the_prompt(&program, "Stopped");
            program.is_still();
            assert_eq!(settings(&program), at_first, "stopped");
            program.keys("clear; fg\n");
            program.wait_seen(LONG, "its screen", |seen| {
                let screen = seen.parser.screen();
                screen.alternate_screen()
                    && screen.bracketed_paste()
                    && screen.contents().contains(shown)
            });
            stops += 1;
        }
        crate::pty::signal(pid, "TERM");
        at_the_prompt(&program, "Terminated");
        program.is_still();
        assert_eq!(settings(&program), at_first, "ended");
        program.keys("clear; echo status $?\n");
        // `clear` is what the shell asked about last.
        at_the_prompt(&program, "status 0");
    }
    program.keys("exit 0\n");
    assert!(program.ended_within(LONG).success());
    report(
        "T15 stops",
        &format!("{stops} stops under bash, screen and settings right each time"),
    );
}

#[test]
fn an_answer_that_is_on_its_way_is_not_typed_into_the_shell_by_a_stop() {
    // Whoever is slow to answer on a machine that is slow may be too late: one
    // of five in time is enough to tell.
    let home = Home::begun();
    let mut tried = 0;
    let kept_out = (0..5).any(|_| {
        tried += 1;
        let program = shell(&home);
        let pid = started(&program);
        crate::pty::signal(pid, "TSTP");
        std::thread::sleep(std::time::Duration::from_millis(20));
        program.keys("\x1b]11;rgb:ffff/ffff/eeee\x07");
        at_the_prompt(&program, "Stopped");
        program.keys("\n");
        program.is_still();
        let typed = program.contents().contains("rgb:");
        crate::pty::signal(pid, "KILL");
        !typed
    });
    assert!(kept_out, "the answer was typed into the shell");
    report(
        "T15 stops",
        &format!("an answer on its way when it stops: read by attempt {tried}"),
    );
}

/// Says that nothing can be written down, loudly.
struct Falls;

impl Perform for Falls {
    fn perform(&mut self, effect: Effect) -> Vec<Msg> {
        assert!(
            !matches!(effect, Effect::Record { .. }),
            "a title \u{1b}]0;pwn\u{7} fell"
        );
        Vec::new()
    }

    fn poll(&mut self) -> Vec<Msg> {
        Vec::new()
    }

    fn settle(&mut self) -> Vec<Msg> {
        Vec::new()
    }
}

#[test]
#[ignore = "run by the test below, in a terminal of its own"]
fn falls() {
    // The hook of the program, as it sets it.
    let _ = mastery::cli::main(["mastery".into(), "--version".into()].into_iter());
    let place = Place {
        file: "roadmap.toml",
        notes: &|_| Notes::Found,
    };
    let roadmap = read_roadmap(GARDEN, &place).roadmap.unwrap();
    let now = "2026-03-04T20:14:05+01:00".parse().unwrap();
    let world = World::new(
        roadmap,
        State::default(),
        DeviceId::new("laptop"),
        LogicalDay::parse("2026-03-04").unwrap(),
        "roadmap.toml".to_owned(),
        Vec::new(),
    );
    let theme = Theme::new(Background::Dark, Depth::Full);
    let app = App::new(world, theme, false, &now);
    let (waiting, _waker) = Waiting::new().unwrap();
    let stage = waiting.enter(true, false).unwrap();
    let _ = run(stage, app, &mut Falls, &Clock::fixed(now));
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_speaks() {
    let home = Home::new();
    let tests = std::env::current_exe().unwrap().display().to_string();
    let name = "storm::signals::falls";
    let command = [
        &tests,
        "--exact",
        name,
        "--ignored",
        "--nocapture",
        "--test-threads=1",
    ];
    let mut program = Opening::command(&command).open(&home);
    // It asks when the year begins; the answer is what falls.
    program.wait_seen(LONG, "the first question", |seen| {
        seen.parser.screen().alternate_screen() && seen.parser.screen().contents().contains("year")
    });
    program.keys("\r");
    let status = program.ended_within(LONG);
    assert_eq!(status.exit_code(), 101, "{status}");
    program.assert_restored();
    let said = program.contents();
    assert!(said.contains("error: mastery panicked"), "{said}");
    assert!(said.contains("a title ␛]0;pwn␇ fell"), "{said}");
    let seen = program.seen();
    let left = seen.bytes.windows(8).rposition(|it| it == b"\x1b[?1049l");
    let spoke = seen.bytes.windows(8).position(|it| it == b"panicked");
    assert!(left.is_some() && left < spoke, "{left:?} {spoke:?}");
    assert!(!seen.bytes.windows(4).any(|it| it == b"\x1b]0;"));
    report(
        "T15 panic",
        "in the loop: terminal restored, then told, 101",
    );
}

#[test]
fn ctrl_c_in_the_moment_that_the_editor_ends_is_a_key_or_nothing() {
    // Every change of the terminal's settings takes its time: the moment lasts.
    let slow = ["strace", "-o", "/dev/null", "-e", "trace=ioctl"];
    let inject = ["-e", "inject=ioctl:delay_enter=60000", MASTERY];
    let can = Command::new("strace").args(&slow[1..]).arg("true").output();
    if !can.is_ok_and(|it| it.status.success()) {
        return crate::pty::skip("strace does not work here");
    }
    let home = study();
    home.write("editor.sh", "trap '' INT\necho 'an editor'\nsleep 0.2\n");
    let wanted = rounds(2, 20);
    let mut pressed = 0;
    for round in 0..wanted {
        let opening = Opening::command(&[&slow[..], &inject].concat());
        let mut program = doing(&home, Doing::Editing, opening);
        // Ctrl+C is held down: it is the editor's first, and the program's in
        // the end, which it then leaves.
        let deadline = std::time::Instant::now() + LONG;
        let status = loop {
            if let Some(status) = program.child.try_wait().unwrap() {
                break status;
            }
            assert!(std::time::Instant::now() < deadline, "it does not end");
            let writer = program.writer.as_ref().unwrap();
            let _ = writer.lock().unwrap().write_all(b"\x03");
            pressed += 1;
            std::thread::sleep(std::time::Duration::from_millis(10));
        };
        assert!(status.success(), "round {round}: {status}");
        program.assert_restored();
    }
    report(
        "T22",
        &format!("{wanted} editors ended with Ctrl+C held down, {pressed} times: left as by a key"),
    );
}
