//! Runs of the program that are measured and judged.

use std::{
    fs,
    io::Read,
    panic::{self, AssertUnwindSafe},
    path::Path,
    process::{Command, ExitStatus, Stdio},
    sync::atomic::{AtomicUsize, Ordering::SeqCst},
    thread,
};

use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};

use crate::pty::{Home, MASTERY};

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: ExitStatus,
    pub(crate) out: Vec<u8>,
    pub(crate) err: Vec<u8>,
    /// What it computed, in hundredths of a second.
    pub(crate) ticks: u64,
}

impl Run {
    /// All that it said.
    pub(crate) fn said(&self) -> String {
        let out = String::from_utf8_lossy(&self.out);
        format!("{out}{}", String::from_utf8_lossy(&self.err))
    }

    pub(crate) fn code(&self) -> Option<i32> {
        self.status.code()
    }

    /// What is wrong with it, whatever was asked: a panic, an end by a signal,
    /// or words that drive a terminal.
    pub(crate) fn fault(&self) -> Option<String> {
        let said = self.said();
        if said.contains("panicked") || self.code() == Some(101) {
            return Some(format!("it panicked: {said}"));
        }
        if self.code().is_none() {
            return Some(format!("it was ended: {}", self.status));
        }
        // Calendars and tables end their lines as their standards say.
        if let Some(odd) = said.replace("\r\n", "\n").chars().find(|c| drives(*c)) {
            return Some(format!("it prints {odd:?}: {said:?}"));
        }
        let utf8 = std::str::from_utf8(&self.out).and_then(|_| std::str::from_utf8(&self.err));
        utf8.err().map(|error| format!("it prints bytes: {error}"))
    }

    /// Panics where there is a fault.
    pub(crate) fn sound(self, what: &str) -> Self {
        if let Some(fault) = self.fault() {
            panic!("{what}: {fault}");
        }
        self
    }
}

/// Whether a character acts on a terminal instead of being seen.
pub(crate) fn drives(c: char) -> bool {
    c.is_control() && c != '\n'
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

/// The most that any run may take: seconds of the processor, bytes of memory.
const SECONDS: u64 = 10;
const MEMORY: u64 = 1 << 30;

/// The program at home here, with its limits.
pub(crate) fn program(home: &Home, args: &[&str]) -> Command {
    limited(home, &[&[MASTERY][..], args].concat())
}

/// Another one at home here, with the same limits.
pub(crate) fn limited(home: &Home, words: &[&str]) -> Command {
    let mut command = Command::new("prlimit");
    command
        .arg(format!("--cpu={SECONDS}"))
        .arg(format!("--as={MEMORY}"))
        .args(words)
        .current_dir(home.path())
        .env_clear()
        .envs(home.environment())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs a command to its end and takes down what it took.
pub(crate) fn run(command: &mut Command) -> Run {
    let mut child = command.spawn().unwrap();
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let reading = thread::Builder::new().spawn(move || all(err)).unwrap();
    let out = all(out);
    let err = reading.join().unwrap();
    let pid = Pid::from_child(&child);
    // It stays to be looked at until somebody waits for it in earnest.
    waitid(
        WaitId::Pid(pid),
        WaitIdOptions::EXITED | WaitIdOptions::NOWAIT,
    )
    .unwrap();
    let ticks = ticks(child.id());
    Run {
        status: child.wait().unwrap(),
        out,
        err,
        ticks,
    }
}

fn all(pipe: Option<impl Read>) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        pipe.read_to_end(&mut bytes).unwrap();
    }
    bytes
}

/// Hundredths of a second that a process and those it waited for computed.
fn ticks(pid: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let (_, rest) = stat.rsplit_once(')').unwrap();
    let fields = rest.split_whitespace().skip(11).take(4);
    fields.map(|field| field.parse::<u64>().unwrap()).sum()
}

/// Runs the program with these arguments.
pub(crate) fn mastery(home: &Home, args: &[&str]) -> Run {
    run(&mut program(home, args))
}

/// Writes a file of a test, whatever was there.
pub(crate) fn write(path: &Path, bytes: impl AsRef<[u8]>) {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).unwrap();
    }
    let mut file = fs::File::create(path).unwrap();
    std::io::Write::write_all(&mut file, bytes.as_ref()).unwrap();
}

/// Whether a program is there.
pub(crate) fn have(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// Does the same with each of many, on all the processors; one that fails does
/// not keep the others back.
pub(crate) fn each<T: Sync>(things: &[T], work: impl Fn(&T) + Sync) {
    let (next, failed) = (AtomicUsize::new(0), AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some(thing) = things.get(next.fetch_add(1, SeqCst)) {
                    let done = panic::catch_unwind(AssertUnwindSafe(|| work(thing)));
                    failed.fetch_add(usize::from(done.is_err()), SeqCst);
                }
            });
        }
    });
    let failed = failed.into_inner();
    assert_eq!(failed, 0, "of {} cases; each is told above", things.len());
}

#[test]
fn the_judge_notices() {
    let home = Home::new();
    let caught = |script: &str| run(&mut limited(&home, &["sh", "-c", script])).fault();
    assert_eq!(caught("echo well"), None);
    // Each of these is what a fault of the program would look like.
    let faults = [
        ("printf 'a\\033[2Jb'", "it prints"),
        ("printf 'a\\302\\233mb' >&2", "it prints"),
        ("printf '\\342\\200\\256x'", "it prints"),
        ("printf '\\377'", "it prints"),
        (
            "echo \"thread 'main' panicked at x\" >&2; exit 101",
            "panicked",
        ),
        ("kill -SEGV $$", "it was ended"),
        ("exit 101", "panicked"),
    ];
    for (script, says) in faults {
        let fault = caught(script).unwrap_or_default();
        assert!(
            fault.starts_with(says) || fault.contains(says),
            "{script}: {fault}"
        );
    }
    let endless = limited(&home, &["true"]);
    assert!(endless.get_args().any(|arg| arg == "--cpu=10"));
    let mut endless = Command::new("prlimit");
    endless.args(["--cpu=1", "sh", "-c", "while :; do :; done"]);
    let endless = run(endless.stdout(Stdio::piped()).stderr(Stdio::piped()));
    assert!(endless.ticks >= 70, "{endless:?}");
    assert!(endless.fault().unwrap().starts_with("it was ended"));
    crate::lane::report(
        "corpus",
        &format!("control: {} of 8 faults noticed", faults.len() + 1),
    );
}
