//! Ctrl+Z, `bg`, `fg`, under a shell that has job control.

use std::{path::PathBuf, process::Command};

use super::{Home, MASTERY, child_of, signal, skip, until};

/// A shell in a terminal multiplexer.
pub(super) struct Shell<'a> {
    home: &'a Home,
    socket: PathBuf,
}

impl<'a> Shell<'a> {
    pub(super) fn new(home: &'a Home) -> Option<Self> {
        let socket = home.path().join("tmux");
        let shell = Self { home, socket };
        Command::new("tmux").arg("-V").output().ok()?;
        shell.tmux(&[
            "new-session",
            "-d",
            "-x",
            "100",
            "-y",
            "30",
            "bash --norc -i",
        ]);
        shell.types(&["PS1='ready''> '", "Enter"]);
        shell.shows("ready>");
        Some(shell)
    }

    fn tmux(&self, args: &[&str]) -> String {
        let output = Command::new("tmux")
            .args(["-f", "/dev/null", "-S"])
            .arg(&self.socket)
            .args(args)
            .current_dir(self.home.path())
            .env_clear()
            .envs(self.home.environment())
            .output()
            .unwrap();
        assert!(output.status.success(), "tmux {args:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    pub(super) fn types(&self, keys: &[&str]) {
        self.tmux(&[&["send-keys"], keys].concat());
    }

    fn screen(&self) -> String {
        self.tmux(&["capture-pane", "-p"])
    }

    pub(super) fn ask(&self, what: &str) -> String {
        self.tmux(&["display-message", "-p", what])
            .trim()
            .to_owned()
    }

    pub(super) fn shows(&self, text: &str) {
        until(&format!("“{text}”"), || {
            self.screen().contains(text).then_some(())
        });
    }

    /// Waits for the prompt below this line, on the shell's own screen.
    pub(super) fn prompts_below(&self, line: &str) {
        until(&format!("the prompt below “{line}”"), || {
            let screen = self.screen();
            let (_, below) = screen.rsplit_once(line)?;
            (below.trim_end().ends_with("ready>") && self.ask("#{alternate_on}") == "0")
                .then_some(())
        });
    }

    /// Runs a command and waits for what it prints.
    pub(super) fn runs(&self, command: &str, prints: &str) {
        self.types(&["-l", command]);
        self.types(&["Enter"]);
        self.prompts_below(prints);
    }

    pub(super) fn is_sane(&self) {
        self.types(&["clear", "Enter"]);
        self.runs(
            "stty -a | tr ';' '\\n' | grep -w -e icanon -e echo && echo 'sa''ne'",
            "sane",
        );
        let screen = self.screen();
        for setting in ["icanon", "echo", "isig"] {
            assert!(
                screen.split_whitespace().any(|word| word == setting),
                "no {setting}:\n{screen}"
            );
        }
        let modes = self.ask("#{mouse_any_flag}#{cursor_flag}#{wrap_flag}");
        assert_eq!(modes, "011", "mouse, cursor, line wrap");
    }

    pub(super) fn works(&self) {
        self.shows("q quit");
        assert_eq!(self.ask("#{alternate_on}#{cursor_flag}"), "10");
        self.types(&["2"]);
        self.shows("Seed");
        self.types(&["1"]);
        self.shows("Worms at work");
    }
}

impl Drop for Shell<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            super::say(&self.screen());
        }
        let _ = Command::new("tmux")
            .arg("-S")
            .arg(&self.socket)
            .arg("kill-server")
            .output();
    }
}

#[test]
fn the_shell_stops_the_program_and_brings_it_back() {
    let home = Home::begun();
    let Some(shell) = Shell::new(&home) else {
        return skip("tmux is not installed");
    };
    shell.types(&[MASTERY, "Enter"]);
    shell.works();
    let bash: u32 = shell.ask("#{pane_pid}").parse().unwrap();
    let pid = child_of(bash).unwrap();

    shell.types(&["C-z"]);
    shell.prompts_below("Stopped");
    shell.is_sane();
    // What happens meanwhile is there afterwards.
    shell.runs(&format!("{MASTERY} tick worms"), "Worms at work");
    shell.types(&["fg", "Enter"]);
    shell.shows("Clay and sand");
    shell.types(&["2", "Enter"]);
    shell.shows("● Worms at work");
    shell.types(&["u"]);
    shell.shows("○ Worms at work");
    shell.types(&["q", "1"]);
    shell.works();

    // Stopped from outside, as politely.
    signal(pid, "TSTP");
    shell.prompts_below("Stopped");
    shell.is_sane();
    // In the background it may not draw: it stops again.
    shell.types(&["bg", "Enter"]);
    // The shell says so before its next prompt.
    until("the second stop", || {
        shell.types(&["Enter"]);
        shell.screen().contains("Stopped").then_some(())
    });
    shell.prompts_below("Stopped");
    shell.types(&["fg", "Enter"]);
    shell.works();

    // Stopped without a chance to say good-bye.
    signal(pid, "STOP");
    until("the stop", || (super::process(pid)?.0 == 'T').then_some(()));
    shell.shows("Stopped");
    shell.types(&["clear", "Enter"]);
    until("a clear screen", || {
        (shell.screen().trim() == "ready>").then_some(())
    });
    shell.types(&["fg", "Enter"]);
    shell.works();

    shell.types(&["q"]);
    shell.prompts_below(MASTERY);
    shell.runs("echo status $?", "status 0");
    shell.is_sane();
}

#[test]
fn where_no_shell_could_wake_it_the_program_does_not_stop() {
    let home = Home::begun();
    let mut program = home.open();
    program.shows("Worms at work");
    program.keys("\x1a");
    program.shows("There is no shell to go back to");
    program.signal("TSTP");
    program.keys("2");
    program.shows("Seed");
    program.quits();
}
