//! A program in a pseudo-terminal, and when it wrote what.

use std::{
    fs,
    io::{Read, Write},
    num::NonZero,
    path::Path,
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use vt100::{MouseProtocolMode, Parser, Screen};

/// The terminal's size: columns and rows.
pub(crate) const SIZE: (u16, u16) = (120, 40);

/// A program that wrote nothing for so long has said what it had to say.
pub(crate) const SILENCE: Duration = Duration::from_millis(20);

/// A program that is not ready after so long is not measured.
const PATIENCE: Duration = Duration::from_secs(20);

/// How a program is started.
#[derive(Debug, Clone, Default)]
pub(crate) struct Start {
    pub(crate) command: Vec<String>,
    pub(crate) environment: Vec<(String, String)>,
    /// The folder it is started in, and its home.
    pub(crate) home: std::path::PathBuf,
}

/// What a program wrote at one time.
struct Chunk {
    at: Instant,
    bytes: Vec<u8>,
}

/// What came of waiting for a program to be silent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Heard {
    /// When the last byte came.
    pub(crate) last: Instant,
    pub(crate) bytes: usize,
}

/// A program that runs in a pseudo-terminal. A thread reads what it writes and
/// looks at the clock behind each read; all else happens outside it.
pub(crate) struct Running {
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    chunks: Receiver<Chunk>,
    parser: Parser,
    all: Vec<u8>,
    /// The terminal's settings before the program came.
    before: String,
    /// Just before it was started.
    pub(crate) born: Instant,
}

impl Running {
    pub(crate) fn start(start: &Start) -> Option<Self> {
        let pair = native_pty_system().openpty(size(SIZE)).ok()?;
        let before = format!("{:?}", pair.master.get_termios());
        let mut reader = pair.master.try_clone_reader().ok()?;
        let writer = pair.master.take_writer().ok()?;
        let mut command = CommandBuilder::new(start.command.first()?);
        command.args(start.command.get(1..)?);
        command.env_clear();
        for (name, value) in &start.environment {
            command.env(name, value);
        }
        command.cwd(&start.home);
        let (sender, chunks) = mpsc::channel();
        let reading = thread::Builder::new().spawn(move || {
            let mut bytes = vec![0; 64 * 1024];
            while let Ok(read) = reader.read(&mut bytes) {
                let at = Instant::now();
                let bytes = bytes[..read].to_vec();
                if read == 0 || sender.send(Chunk { at, bytes }).is_err() {
                    break;
                }
            }
        });
        reading.ok()?;
        let born = Instant::now();
        let child = pair.slave.spawn_command(command).ok()?;
        drop(pair.slave);
        Some(Self {
            master: pair.master,
            writer,
            child,
            chunks,
            parser: Parser::new(rows(SIZE), columns(SIZE), 0),
            all: Vec::new(),
            before,
            born,
        })
    }

    fn pid(&self) -> Option<Pid> {
        Pid::from_raw(i32::try_from(self.child.process_id()?).ok()?)
    }

    /// Takes in what was written, and answers what was asked.
    fn take(&mut self, chunk: &Chunk) {
        // A question may be divided between two reads.
        let from = self.all.len().saturating_sub(16);
        let known = self.all.len() - from;
        self.all.extend_from_slice(&chunk.bytes);
        self.parser.process(&chunk.bytes);
        let answer = answers(&self.all[from..], known, self.parser.screen());
        if !answer.is_empty() {
            let _ = self.writer.write_all(&answer);
        }
    }

    /// Waits until the screen is as `is` wants it and nothing was written for
    /// `silence`; `None` if that does not happen.
    pub(crate) fn settle(
        &mut self,
        silence: Duration,
        patience: Duration,
        is: impl Fn(&Screen) -> bool,
    ) -> Option<Heard> {
        let deadline = Instant::now() + patience;
        let mut heard: Option<Heard> = None;
        loop {
            match self.chunks.recv_timeout(silence) {
                Ok(chunk) => {
                    let bytes = heard.map_or(0, |it| it.bytes) + chunk.bytes.len();
                    heard = Some(Heard {
                        last: chunk.at,
                        bytes,
                    });
                    self.take(&chunk);
                }
                Err(RecvTimeoutError::Timeout) => {
                    if heard.is_some() && is(self.parser.screen()) {
                        return heard;
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return None,
            }
            if Instant::now() > deadline {
                return None;
            }
        }
    }

    /// Waits for the first frame: this text, and silence.
    pub(crate) fn first_frame(&mut self, text: &str) -> Option<Heard> {
        self.settle(SILENCE, PATIENCE, |screen| screen.contents().contains(text))
    }

    /// Waits until nothing more is written, whatever the screen shows.
    pub(crate) fn quiet(&mut self, silence: Duration) {
        while let Ok(chunk) = self.chunks.recv_timeout(silence) {
            self.take(&chunk);
        }
    }

    pub(crate) fn type_in(&mut self, keys: &str) {
        let _ = self.writer.write_all(keys.as_bytes());
    }

    /// Presses a key and waits for what it leads to: how long that took, and
    /// how many bytes it was. `None` where nothing is written.
    pub(crate) fn key(&mut self, key: &str) -> Option<(Duration, usize)> {
        let pressed = Instant::now();
        self.type_in(key);
        let heard = self.settle(SILENCE, Duration::from_millis(200), |_| true)?;
        Some((heard.last.duration_since(pressed), heard.bytes))
    }

    /// Presses keys and waits for a text: how long that took.
    pub(crate) fn leads_to(&mut self, keys: &str, text: &str) -> Option<Duration> {
        let pressed = Instant::now();
        self.type_in(keys);
        let heard = self.settle(SILENCE, PATIENCE, |screen| screen.contents().contains(text))?;
        Some(heard.last.duration_since(pressed))
    }

    /// Changes the size 200 times in a second; how long after the last change
    /// the program was done. `None` if it did not draw after it.
    pub(crate) fn storm(&mut self) -> Option<Duration> {
        let begun = Instant::now();
        for step in 0..200_u16 {
            let other = (SIZE.0 - 1 - step % 20, SIZE.1 - 1 - step % 10);
            self.resize(if step == 199 { (100, 30) } else { other });
            let next = begun + Duration::from_millis(5) * u32::from(step + 1);
            if step < 199 {
                while let Some(left) = next.checked_duration_since(Instant::now()) {
                    if let Ok(chunk) = self.chunks.recv_timeout(left) {
                        self.take(&chunk);
                    }
                }
            }
        }
        let last = Instant::now();
        loop {
            let heard = self.settle(SILENCE, Duration::from_secs(2), |_| true)?;
            // What was written before is no answer.
            if let Some(took) = heard.last.checked_duration_since(last) {
                return Some(took);
            }
        }
    }

    fn resize(&mut self, to: (u16, u16)) {
        self.parser.screen_mut().set_size(rows(to), columns(to));
        let _ = self.master.resize(size(to));
    }

    /// How often its threads gave up the processor to wait, so far.
    pub(crate) fn wake_ups(&self) -> Option<u64> {
        let pid = self.child.process_id()?;
        let tasks = fs::read_dir(format!("/proc/{pid}/task")).ok()?;
        let switches = tasks.filter_map(|task| {
            let status = fs::read_to_string(task.ok()?.path().join("status")).ok()?;
            let line = status
                .lines()
                .find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?;
            line.trim().parse::<u64>().ok()
        });
        Some(switches.sum())
    }

    /// Its proportional share of memory, in MiB.
    pub(crate) fn memory(&self) -> Option<f64> {
        let pid = self.child.process_id()?;
        let about = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
        let line = about.lines().find_map(|line| line.strip_prefix("Pss:"))?;
        let number = line.split_whitespace().next()?.parse::<f64>().ok()?;
        Some(number / 1024.0)
    }

    /// Asks it to end; says in what state it left the terminal.
    pub(crate) fn terminate(mut self) -> String {
        let Some(pid) = self.pid() else {
            return "–".to_owned();
        };
        if kill_process(pid, Signal::TERM).is_err() {
            return "–".to_owned();
        }
        let deadline = Instant::now() + Duration::from_secs(3);
        while !matches!(self.child.try_wait(), Ok(Some(_))) {
            if Instant::now() > deadline {
                return "does not end".to_owned();
            }
            self.quiet(Duration::from_millis(10));
        }
        self.quiet(Duration::from_millis(50));
        let screen = self.parser.screen();
        let left = [
            ("alternate screen", screen.alternate_screen()),
            ("hidden cursor", screen.hide_cursor()),
            ("bracketed paste", screen.bracketed_paste()),
            (
                "mouse",
                screen.mouse_protocol_mode() != MouseProtocolMode::None,
            ),
            (
                "raw mode",
                format!("{:?}", self.master.get_termios()) != self.before,
            ),
        ];
        let left: Vec<&str> = left
            .iter()
            .filter_map(|(what, is)| is.then_some(*what))
            .collect();
        if left.is_empty() {
            "clean".to_owned()
        } else {
            format!("leaves {}", left.join(", "))
        }
    }

    /// What is on the screen, to be told where something went wrong.
    pub(crate) fn contents(&self) -> String {
        self.parser.screen().contents()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What xterm answers to the questions among these bytes, of which the first
/// `known` were looked at before.
fn answers(bytes: &[u8], known: usize, screen: &Screen) -> Vec<u8> {
    let (row, column) = screen.cursor_position();
    let place = format!("\x1b[{};{}R", row + 1, column + 1);
    let questions: [(&[u8], &str); 10] = [
        (b"\x1b[c", "\x1b[?64;1;2;6;9;15;16;17;18;21;22;28c"),
        (b"\x1b[0c", "\x1b[?64;1;2;6;9;15;16;17;18;21;22;28c"),
        (b"\x1b[>c", "\x1b[>41;379;0c"),
        (b"\x1b[>0c", "\x1b[>41;379;0c"),
        (b"\x1b[5n", "\x1b[0n"),
        (b"\x1b[6n", &place),
        (b"\x1b]10;?", "\x1b]10;rgb:dddd/dddd/dddd\x1b\\"),
        (b"\x1b]11;?", "\x1b]11;rgb:1111/1111/1111\x1b\\"),
        (b"\x1b[>q", "\x1bP>|XTerm(379)\x1b\\"),
        (b"\x1b[?2026$p", "\x1b[?2026;0$y"),
    ];
    let mut found: Vec<(usize, &str)> = Vec::new();
    for (question, answer) in questions {
        let windows = bytes.windows(question.len()).enumerate();
        let new = windows.filter(|(at, part)| *part == question && at + question.len() > known);
        found.extend(new.map(|(at, _)| (at, answer)));
    }
    found.sort_by_key(|(at, _)| *at);
    found
        .iter()
        .flat_map(|(_, answer)| answer.bytes())
        .collect()
}

fn size((columns, rows): (u16, u16)) -> PtySize {
    PtySize {
        rows,
        cols: columns,
        ..PtySize::default()
    }
}

fn rows((_, rows): (u16, u16)) -> NonZero<u16> {
    NonZero::new(rows).unwrap_or(NonZero::<u16>::MIN)
}

fn columns((columns, _): (u16, u16)) -> NonZero<u16> {
    NonZero::new(columns).unwrap_or(NonZero::<u16>::MIN)
}

/// The environment of everything that is measured: nobody's settings.
pub(crate) fn environment(home: &Path) -> Vec<(String, String)> {
    let home = home.display().to_string();
    let path = std::env::var("PATH").unwrap_or_default();
    [
        ("PATH", path),
        ("HOME", home.clone()),
        ("XDG_CONFIG_HOME", format!("{home}/config")),
        ("TERM", "xterm-256color".to_owned()),
        ("COLORTERM", "truecolor".to_owned()),
        ("LANG", "C.UTF-8".to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec()
}
