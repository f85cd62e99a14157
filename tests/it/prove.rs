//! Gates, run as a learner runs them: the real binary, programs of the shell,
//! folders of their own.

mod ageing;
mod bad;
mod consent;
mod elixir;
mod ending;
mod library;
mod showing;

use std::{
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use tempfile::TempDir;

/// The program under test.
const MASTERY: &str = env!("CARGO_BIN_EXE_mastery");

/// How long something may take that takes a moment.
const PATIENCE: Duration = Duration::from_secs(20);

/// A learner's home, with a roadmap and the repository it lies in.
pub(crate) struct Yard {
    folder: TempDir,
    day: &'static str,
}

impl Yard {
    /// One whose row M0 has this gate, in TOML; M1 is attested.
    fn new(gate: &str) -> Self {
        let folder = TempDir::new().unwrap();
        fs::create_dir_all(folder.path().join("work/app")).unwrap();
        let yard = Self {
            folder,
            day: "2026-03-04",
        };
        yard.gate(gate);
        yard
    }

    /// One whose gate is one command of the shell, in the folder `app`.
    pub(crate) fn shell(script: &str) -> Self {
        Self::new(&step(script, ""))
    }

    /// Gives M0 another gate.
    fn gate(&self, gate: &str) {
        let roadmap = format!(
            r#"format = 1
id = "garden"
title = "A garden"

[[phase]]
id = "soil"
number = 0
title = "Soil"
days = 4
[[phase.reading]]
id = "worms"
kind = "book"
title = "Worms at work"
[phase.proof]
id = "M0"
labs = "labs_spade"
pulse = "pulse_bed"
why = "earth"
{gate}

[[phase]]
id = "seed"
number = 1
title = "Seed"
days = 4
[phase.proof]
id = "M1"
labs = "labs_row"
why = "patience"
attestation = "what came up, and when"
"#
        );
        self.write("work/roadmap.toml", &roadmap);
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    #[expect(clippy::disallowed_methods, reason = "a test makes its files anew")]
    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    fn environment(&self) -> Vec<(&'static str, String)> {
        vec![
            ("HOME", self.folder.path().display().to_string()),
            ("PATH", std::env::var("PATH").unwrap()),
            ("TZ", "Europe/Berlin".to_owned()),
            (
                "MASTERY_NOW",
                format!("{}T20:14:05+01:00[Europe/Berlin]", self.day),
            ),
            ("GIT_CONFIG_NOSYSTEM", "1".to_owned()),
        ]
    }

    /// The program with these arguments, not yet run.
    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(MASTERY);
        command
            .args(line.split_whitespace())
            .env_clear()
            .envs(self.environment())
            .current_dir(self.path("work"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs it; gives its output, its errors, and its status where it is not 0.
    pub(crate) fn run(&self, line: &str) -> String {
        self.said(&self.command(line).output().unwrap())
    }

    fn said(&self, output: &Output) -> String {
        let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
        said.push_str(&String::from_utf8_lossy(&output.stderr));
        match output.status.code() {
            Some(0) => {}
            Some(code) => said.extend(["[status ", &code.to_string(), "]\n"]),
            None => said.push_str("[ended by a signal]\n"),
        }
        let home = self.folder.path().canonicalize().unwrap();
        said.replace(&*home.to_string_lossy(), "~")
    }

    /// Runs it on a terminal, where this is typed.
    fn on_a_terminal(&self, line: &str, typed: &str) -> (u32, String) {
        let size = PtySize {
            rows: 40,
            cols: 200,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(MASTERY);
        command.args(line.split_whitespace());
        command.env_clear();
        for (name, value) in self.environment() {
            command.env(name, value);
        }
        command.env("NO_COLOR", "1");
        command.cwd(self.path("work"));
        let mut child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let read = move || {
            let mut said = Vec::new();
            // The terminal ends with an error where nobody writes any more.
            let _ = reader.read_to_end(&mut said);
            String::from_utf8_lossy(&said).into_owned()
        };
        let reading = thread::Builder::new().spawn(read).unwrap();
        let mut writer = pair.master.take_writer().unwrap();
        writer.write_all(typed.as_bytes()).unwrap();
        let status = child.wait().unwrap().exit_code();
        drop(writer);
        drop(pair.master);
        (status, reading.join().unwrap())
    }

    /// The learner's yes to the gate of a row.
    pub(crate) fn trust(&self, row: &str) {
        let (status, said) = self.on_a_terminal(&format!("trust {row}"), "y\r");
        assert_eq!(status, 0, "{said}");
    }

    /// All that the journal holds; empty before anything happened.
    fn journal(&self) -> String {
        let folder = self.path(".local/share/mastery/garden");
        let Ok(entries) = fs::read_dir(folder) else {
            return String::new();
        };
        entries
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|it| it == "toml"))
            .map(|path| fs::read_to_string(path).unwrap())
            .collect()
    }

    /// How many pieces of evidence the journal holds.
    fn evidence(&self) -> usize {
        self.journal().matches("kind = \"evidence\"").count()
    }

    /// The files in the folder of the outputs.
    pub(crate) fn outputs(&self) -> Vec<PathBuf> {
        let folder = self.path(".local/share/mastery/garden/evidence");
        let entries = fs::read_dir(folder).into_iter().flatten();
        entries.map(|entry| entry.unwrap().path()).collect()
    }
}

/// A step in the folder `app` that the shell runs, with further keys.
fn step(script: &str, keys: &str) -> String {
    format!(
        "[[phase.proof.gate]]\nfolder = \"app\"\nrun = [\"sh\", \"-c\", {}]\n{keys}\n",
        toml::Value::from(script)
    )
}

/// Waits until something is so.
fn until(what: &str, mut so: impl FnMut() -> bool) {
    let since = Instant::now();
    while !so() {
        assert!(since.elapsed() < PATIENCE, "waited in vain: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// The number in a file, once it is there.
fn number_in(path: &Path) -> u32 {
    let mut number = None;
    until(&format!("{} holds a number", path.display()), || {
        let text = fs::read_to_string(path).unwrap_or_default();
        number = text.ends_with('\n').then(|| text.trim().parse().unwrap());
        number.is_some()
    });
    number.unwrap()
}

/// Whether a process is there and does something.
fn lives(pid: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let state = stat
        .rsplit(") ")
        .next()
        .and_then(|rest| rest.chars().next());
    !matches!(state, None | Some('Z' | 'X'))
}

/// Sends a signal.
fn signal(pid: u32, name: &str) {
    let sent = Command::new("kill")
        .args([&format!("-{name}"), &pid.to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
}
