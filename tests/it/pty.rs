//! A real pseudo-terminal around the program, for every test that needs one.
//!
//! A [`Home`] is a learner's folders, a [`Program`] a `mastery` that runs in a
//! terminal of its own there. Tests press keys and wait for what the screen
//! then shows; none of them sleeps to let something happen.

use std::{
    fs,
    io::{Read, Write},
    num::NonZero,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::{Arc, Condvar, Mutex, MutexGuard},
    thread,
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use tempfile::TempDir;
use vt100::{MouseProtocolMode, Parser, Screen};

/// The program under test.
pub(crate) const MASTERY: &str = env!("CARGO_BIN_EXE_mastery");

/// How long a screen may take. Generous, for a machine with other things to
/// do; what has to be fast measures itself.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// A roadmap small enough to know by heart.
pub(crate) const GARDEN: &str = r#"format = 1
id = "garden"
title = "A garden"

[[phase]]
id = "soil"
title = "Soil"
days = 4
[[phase.reading]]
id = "worms"
kind = "book"
title = "Worms at work"
[[phase.reading]]
id = "compost"
kind = "docs"
title = "Compost, turned"
url = "https://compost.example/turned"
[[phase.reading]]
id = "clay"
kind = "book"
title = "Clay and sand"

[[phase]]
id = "seed"
title = "Seed"
days = 4
[[phase.reading]]
id = "sowing"
kind = "book"
title = "Sowing by the moon"
"#;

/// A learner's folders.
pub(crate) struct Home {
    pub(crate) folder: TempDir,
    pub(crate) data: PathBuf,
}

impl Home {
    /// A learner with the garden for a roadmap who was never here before.
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let data = folder.path().join("data");
        let home = Self { folder, data };
        home.write("roadmap.toml", GARDEN);
        home
    }

    /// The same, with a year that began today.
    pub(crate) fn begun() -> Self {
        let home = Self::new();
        home.mastery(&["begin", "today"]);
        home
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file as an editor does: beside it, then over it.
    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let mut file = tempfile::NamedTempFile::new_in(self.path()).unwrap();
        file.write_all(text.as_ref()).unwrap();
        file.persist(self.path().join(name)).unwrap();
    }

    /// The whole environment of a program at home here.
    pub(crate) fn environment(&self) -> Vec<(&'static str, PathBuf)> {
        let home = self.path();
        vec![
            ("PATH", std::env::var_os("PATH").unwrap_or_default().into()),
            ("HOME", home.to_owned()),
            ("XDG_CONFIG_HOME", home.join("config")),
            ("MASTERY_DATA_DIR", self.data.clone()),
            ("MASTERY_STATE_DIR", home.join("state")),
            ("TMPDIR", home.to_owned()),
            ("TZ", "Europe/Berlin".into()),
            ("TERM", "xterm-256color".into()),
            ("LANG", "C.UTF-8".into()),
        ]
    }

    /// Runs a command to its end, without a terminal.
    pub(crate) fn run(&self, args: &[&str]) -> Output {
        Command::new(MASTERY)
            .args(args)
            .current_dir(self.path())
            .env_clear()
            .envs(self.environment())
            .output()
            .unwrap()
    }

    /// Runs a command that has to work; gives what it printed.
    pub(crate) fn mastery(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(
            output.status.success(),
            "mastery {args:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// The garden's journals.
    pub(crate) fn journals(&self) -> Vec<PathBuf> {
        let Ok(folder) = fs::read_dir(self.data.join("garden")) else {
            return Vec::new();
        };
        folder
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|suffix| suffix == "toml"))
            .collect()
    }

    /// What stands in them, one after the other.
    pub(crate) fn journal(&self) -> String {
        self.journals()
            .iter()
            .map(|path| fs::read_to_string(path).unwrap())
            .collect()
    }

    /// How many events of the journals hold this line.
    pub(crate) fn events(&self, line: &str) -> usize {
        self.journal()
            .lines()
            .filter(|there| *there == line)
            .count()
    }

    /// Opens the program in a terminal of 100 columns and 30 rows.
    pub(crate) fn open(&self) -> Program {
        Opening::default().open(self)
    }
}

/// What the terminal says of its background when it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Background {
    Silent,
    Dark,
    Light,
    /// It does not know the question, and says what it is.
    Unknown,
}

/// How a program is opened.
pub(crate) struct Opening {
    pub(crate) command: Vec<String>,
    pub(crate) environment: Vec<(&'static str, String)>,
    pub(crate) background: Background,
    /// Typed before the program is even there.
    pub(crate) typed: &'static str,
}

impl Default for Opening {
    fn default() -> Self {
        Self {
            command: vec![MASTERY.to_owned()],
            environment: Vec::new(),
            background: Background::Dark,
            typed: "",
        }
    }
}

impl Opening {
    /// Through a shell, which `exec`s it after what `before` says.
    pub(crate) fn through_shell(before: &str) -> Self {
        let line = format!("{before}; exec '{MASTERY}'");
        Self::command(&["sh", "-c", &line])
    }

    pub(crate) fn command(command: &[&str]) -> Self {
        Self {
            command: command.iter().map(ToString::to_string).collect(),
            ..Self::default()
        }
    }

    pub(crate) fn open(self, home: &Home) -> Program {
        let size = PtySize {
            rows: 30,
            cols: 100,
            ..PtySize::default()
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let before = format!("{:?}", pair.master.get_termios());
        let mut reader = pair.master.try_clone_reader().unwrap();
        let writer = Arc::new(Mutex::new(pair.master.take_writer().unwrap()));
        writer
            .lock()
            .unwrap()
            .write_all(self.typed.as_bytes())
            .unwrap();
        let mut command = CommandBuilder::new(&self.command[0]);
        command.args(&self.command[1..]);
        command.env_clear();
        for (name, value) in home.environment() {
            command.env(name, value);
        }
        for (name, value) in &self.environment {
            command.env(name, value);
        }
        command.cwd(home.path());
        let born = Instant::now();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let seen = Arc::new((
            Mutex::new(Seen {
                parser: parser(30, 100),
                bytes: Vec::new(),
                let_go: false,
                frozen: false,
                over: false,
            }),
            Condvar::new(),
        ));
        let (shared, background) = (Arc::clone(&seen), self.background);
        let back = Arc::downgrade(&writer);
        thread::Builder::new()
            .spawn(move || {
                let mut bytes = [0; 4096];
                while let Ok(read) = reader.read(&mut bytes) {
                    let mut seen = shared.0.lock().unwrap();
                    while seen.frozen {
                        seen = shared.1.wait(seen).unwrap();
                    }
                    if read == 0 || seen.let_go {
                        break;
                    }
                    let from = seen.bytes.len().saturating_sub(8);
                    seen.bytes.extend_from_slice(&bytes[..read]);
                    seen.parser.process(&bytes[..read]);
                    let answer = answer(background, &seen.bytes[from..]);
                    shared.1.notify_all();
                    drop(seen);
                    if let Some(writer) = back.upgrade()
                        && !answer.is_empty()
                    {
                        writer.lock().unwrap().write_all(&answer).unwrap();
                    }
                }
                drop(reader);
                shared.0.lock().unwrap().over = true;
                shared.1.notify_all();
            })
            .unwrap();
        Program {
            master: Some(pair.master),
            writer: Some(writer),
            child,
            seen,
            before,
            born,
        }
    }
}

/// What a terminal answers to the questions among these bytes.
pub(crate) fn answer(background: Background, bytes: &[u8]) -> Vec<u8> {
    let asked = |question: &[u8]| bytes.windows(question.len()).any(|part| part == question);
    let (text, back) = match background {
        Background::Silent => return Vec::new(),
        Background::Dark => ("dddd/dddd/dddd", "1111/1111/1111"),
        Background::Light => ("2222/2222/2222", "ffff/ffff/eeee"),
        Background::Unknown => ("", ""),
    };
    let mut answer = Vec::new();
    if background != Background::Unknown {
        if asked(b"\x1b]10;?") {
            answer.extend(format!("\x1b]10;rgb:{text}\x1b\\").bytes());
        }
        if asked(b"\x1b]11;?") {
            answer.extend(format!("\x1b]11;rgb:{back}\x1b\\").bytes());
        }
    }
    if asked(b"\x1b[c") {
        answer.extend(b"\x1b[?62;22c");
    }
    answer
}

pub(crate) fn parser(rows: u16, columns: u16) -> Parser {
    Parser::new(
        NonZero::new(rows).unwrap(),
        NonZero::new(columns).unwrap(),
        0,
    )
}

/// What came out of the terminal.
pub(crate) struct Seen {
    pub(crate) parser: Parser,
    pub(crate) bytes: Vec<u8>,
    /// The reader is to let go of the terminal.
    pub(crate) let_go: bool,
    /// The terminal takes no more.
    pub(crate) frozen: bool,
    /// Nothing more will come.
    pub(crate) over: bool,
}

/// A program in a terminal of its own.
pub(crate) struct Program {
    pub(crate) master: Option<Box<dyn MasterPty + Send>>,
    pub(crate) writer: Option<Arc<Mutex<Box<dyn Write + Send>>>>,
    pub(crate) child: Box<dyn Child + Send + Sync>,
    pub(crate) seen: Arc<(Mutex<Seen>, Condvar)>,
    /// The terminal's settings before the program came.
    pub(crate) before: String,
    pub(crate) born: Instant,
}

impl Program {
    pub(crate) fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    pub(crate) fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.0.lock().unwrap()
    }

    /// Sends what keys send.
    pub(crate) fn keys(&self, keys: &str) {
        let writer = self.writer.as_ref().unwrap();
        writer.lock().unwrap().write_all(keys.as_bytes()).unwrap();
    }

    /// Waits for the screen to be as `is` wants it.
    pub(crate) fn wait(&self, what: &str, is: impl Fn(&Screen) -> bool) {
        self.wait_seen(PATIENCE, what, |seen| is(seen.parser.screen()));
    }

    pub(crate) fn wait_seen(&self, patience: Duration, what: &str, is: impl Fn(&Seen) -> bool) {
        let deadline = Instant::now() + patience;
        let mut seen = self.seen();
        while !is(&seen) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() || seen.over {
                let contents = seen.parser.screen().contents();
                drop(seen);
                panic!("waited for {what}; the terminal shows:\n{contents}");
            }
            seen = self.seen.1.wait_timeout(seen, left).unwrap().0;
        }
    }

    /// Waits for a text on the screen.
    pub(crate) fn shows(&self, text: &str) {
        self.wait(&format!("“{text}”"), |screen| {
            screen.contents().contains(text)
        });
    }

    /// Waits for a text to leave the screen.
    pub(crate) fn shows_no(&self, text: &str) {
        self.wait(&format!("no “{text}”"), |screen| {
            !screen.contents().contains(text)
        });
    }

    pub(crate) fn contents(&self) -> String {
        text(self.seen().parser.screen())
    }

    /// The row and column of a text on the screen, as the mouse counts them.
    pub(crate) fn place(&self, text: &str) -> (u16, u16) {
        let contents = self.contents();
        let (row, line) = contents
            .lines()
            .enumerate()
            .find(|(_, line)| line.contains(text))
            .unwrap_or_else(|| panic!("no “{text}” in\n{contents}"));
        let before = line.find(text).unwrap();
        let column = line.get(..before).unwrap().chars().count();
        (row as u16 + 1, column as u16 + 1)
    }

    pub(crate) fn resize(&self, rows: u16, columns: u16) {
        let mut seen = self.seen();
        let size = (NonZero::new(rows).unwrap(), NonZero::new(columns).unwrap());
        seen.parser.screen_mut().set_size(size.0, size.1);
        drop(seen);
        self.master
            .as_ref()
            .unwrap()
            .resize(PtySize {
                rows,
                cols: columns,
                ..PtySize::default()
            })
            .unwrap();
    }

    /// Sends a signal, by the name that `kill` knows.
    pub(crate) fn signal(&self, name: &str) {
        signal(self.pid(), name);
    }

    /// Waits until the program is gone; says how it went.
    pub(crate) fn ended(&mut self) -> ExitStatus {
        self.ended_within(PATIENCE)
    }

    pub(crate) fn ended_within(&mut self, patience: Duration) -> ExitStatus {
        let deadline = Instant::now() + patience;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(
                Instant::now() < deadline,
                "the program does not end; it shows:\n{}",
                self.contents()
            );
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Waits until everything the program wrote is taken in.
    pub(crate) fn drained(&self) {
        let deadline = Instant::now() + PATIENCE;
        let mut seen = self.seen();
        while !seen.over && Instant::now() < deadline {
            seen = self.seen.1.wait_timeout(seen, PATIENCE).unwrap().0;
        }
    }

    /// The program has ended and left the terminal as it found it.
    pub(crate) fn assert_restored(&self) {
        self.drained();
        let seen = self.seen();
        let screen = seen.parser.screen();
        assert!(!screen.alternate_screen(), "still on the alternate screen");
        assert!(!screen.hide_cursor(), "the cursor is still hidden");
        assert!(!screen.bracketed_paste(), "pastes are still bracketed");
        assert_eq!(screen.mouse_protocol_mode(), MouseProtocolMode::None);
        let last = |sequence: &str| {
            let sequence = sequence.as_bytes();
            seen.bytes
                .windows(sequence.len())
                .rposition(|part| part == sequence)
        };
        for mode in [7, 25] {
            let (on, off) = (format!("\x1b[?{mode}h"), format!("\x1b[?{mode}l"));
            assert!(last(&on) > last(&off), "mode {mode} stays off");
        }
        for mode in [1000, 1002, 1003, 1006, 1015, 2004, 2026, 1049] {
            let (on, off) = (format!("\x1b[?{mode}h"), format!("\x1b[?{mode}l"));
            assert!(last(&off) >= last(&on), "mode {mode} stays on");
        }
        drop(seen);
        self.assert_settings_restored();
    }

    pub(crate) fn assert_settings_restored(&self) {
        let now = format!("{:?}", self.master.as_ref().unwrap().get_termios());
        pretty_assertions::assert_eq!(now, self.before, "the terminal's settings changed");
    }

    /// Closes the terminal, as a window is closed. The program has to draw
    /// something for it: only then can the reader let go.
    pub(crate) fn hang_up(&mut self) {
        self.seen().let_go = true;
        self.keys("?");
        let mut seen = self.seen.0.lock().unwrap();
        while !seen.over {
            let (again, late) = self.seen.1.wait_timeout(seen, PATIENCE).unwrap();
            assert!(!late.timed_out(), "nothing was drawn");
            seen = again;
        }
        drop(seen);
        self.writer = None;
        self.master = None;
    }

    /// Presses `q` and expects a clean end.
    pub(crate) fn quits(&mut self) {
        self.keys("q");
        let status = self.ended();
        assert!(status.success(), "{status}");
        self.assert_restored();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a screen shows, whether its blanks were written or not.
pub(crate) fn text(screen: &Screen) -> String {
    let contents = screen.contents();
    let lines: Vec<&str> = contents.lines().map(str::trim_end).collect();
    lines.join("\n")
}

/// The state of a process and the hundredths of a second it has computed;
/// `None` once it is gone.
pub(crate) fn process(pid: u32) -> Option<(char, u64)> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let state = fields[0].chars().next()?;
    let ticks = fields[11].parse::<u64>().ok()? + fields[12].parse::<u64>().ok()?;
    (state != 'Z').then_some((state, ticks))
}

/// The first child of a process.
pub(crate) fn child_of(pid: u32) -> Option<u32> {
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).ok()?;
    children.split_whitespace().next()?.parse().ok()
}

pub(crate) fn signal(pid: u32, name: &str) {
    let status = Command::new("kill")
        .args(["-s", name, &pid.to_string()])
        .status()
        .unwrap();
    assert!(status.success());
}

/// Asks again and again until there is an answer.
pub(crate) fn until<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < deadline, "waited for {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// Says why a test cannot prove anything here; where nothing may be skipped,
/// that is a failure.
pub(crate) fn skip(why: &str) {
    assert!(std::env::var_os("CI").is_none(), "cannot be tested: {why}");
    say(&format!("skipped: {why}"));
}

/// Says what was measured, or why something was not.
#[expect(
    clippy::print_stderr,
    reason = "shown with `--nocapture`, and when a test fails"
)]
pub(crate) fn say(what: &str) {
    eprintln!("{what}");
}
