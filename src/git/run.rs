//! Running git, so that it can neither ask, nor hang, nor flood.

use std::{
    collections::BTreeSet,
    ffi::{OsStr, OsString},
    io::{self, Read},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{self, Receiver, TryRecvError},
    thread,
    time::{Duration, Instant},
};

use crate::text::Shown;

use super::{GitError, READING};

/// How much of what git says is read.
const MOST_OUT: usize = 1 << 20;
/// How much of its complaints is read.
const MOST_COMPLAINTS: usize = 64 << 10;
/// How many lines of a complaint are repeated.
const MOST_LINES: usize = 4;
/// How long is waited for the last words of a git that has ended.
const GRACE: Duration = Duration::from_secs(1);
/// How often it is looked what git does.
const BEAT: Duration = Duration::from_millis(3);

/// What would make git look at another repository than the one of the folder,
/// or understand its arguments in another way.
const ELSEWHERE: &[&str] = &[
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
    "GIT_DIR",
    "GIT_EXTERNAL_DIFF",
    "GIT_GLOB_PATHSPECS",
    "GIT_GRAFT_FILE",
    "GIT_ICASE_PATHSPECS",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_NAMESPACE",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_TRACE",
    "GIT_WORK_TREE",
];

/// One call of git.
#[derive(Debug)]
pub(super) struct Git {
    command: Command,
    locks: bool,
}

impl Git {
    /// A call in this folder.
    pub(super) fn new(folder: &Path) -> Self {
        let mut command = Command::new("git");
        for name in ELSEWHERE {
            command.env_remove(name);
        }
        command
            .arg("-C")
            .arg(folder)
            .args(["--no-pager", "--literal-pathspecs"])
            // A monitor is a program that the repository names.
            .args(["-c", "core.fsmonitor=false", "-c", "core.quotePath=false"])
            .args(["-c", "color.ui=false", "-c", "advice.detachedHead=false"])
            .env("LC_ALL", "C")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_EDITOR", "true")
            .env("GIT_PAGER", "cat")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        Self {
            command,
            locks: false,
        }
    }

    /// The same with further arguments.
    pub(super) fn args(
        &mut self,
        arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    ) -> &mut Self {
        self.command.args(arguments);
        self
    }

    /// The same without the programs that the repository names for the contents
    /// of its files: a repository may come from anybody, and to look at it must
    /// run nothing of it. Those that the learner set for all repositories stay.
    pub(super) fn without_filters(&mut self, folder: &Path) -> Result<&mut Self, GitError> {
        let mut asked = Self::new(folder);
        asked.args(["config", "--null", "--show-scope", "--name-only"]);
        let said = asked
            .args(["--get-regexp", r"^filter\..*\.[a-z]+$"])
            .run(READING)?;
        // It ends with 1 where there are none. A git that cannot be asked is
        // not let look.
        if !said.is_success() && said.status.code() != Some(1) {
            return Err(GitError::Refused(said.complaint()));
        }
        let mut settings = 0;
        for driver in filters(&said.out) {
            for key in ["clean", "smudge", "process", "required"] {
                // Not `-c`, which a name with `=` in it would lead astray.
                let mut name = b"filter.".to_vec();
                name.extend_from_slice(&driver);
                name.extend(format!(".{key}").bytes());
                self.command
                    .env(format!("GIT_CONFIG_KEY_{settings}"), os(name))
                    .env(format!("GIT_CONFIG_VALUE_{settings}"), "");
                settings += 1;
            }
        }
        if settings > 0 {
            self.command.env("GIT_CONFIG_COUNT", settings.to_string());
        }
        Ok(self)
    }

    /// The same as a call that may write into the repository.
    pub(super) fn writing(&mut self) -> &mut Self {
        self.locks = true;
        self
    }

    /// Runs it to its end, or ends it after `patience`.
    pub(super) fn run(&mut self, patience: Duration) -> Result<Said, GitError> {
        if !self.locks {
            self.command
                .env("GIT_OPTIONAL_LOCKS", "0")
                // Looking fetches nothing, whatever the repository wants.
                .env("GIT_NO_LAZY_FETCH", "1")
                .env("GIT_ALLOW_PROTOCOL", "none");
        }
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt;
            // A group of its own, so that its hooks end with it.
            self.command.process_group(0);
        }
        let deadline = Instant::now() + patience;
        let mut child = self.command.spawn().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => GitError::Missing,
            _ => GitError::Io(error),
        })?;
        let result = listen(&mut child, deadline);
        if !matches!(result, Ok(Some(_))) {
            end(&mut child);
        }
        result?.ok_or(GitError::TooSlow(patience))
    }
}

/// The filters that a repository's own settings name, among all that hold:
/// scopes and keys by turns, each ended by a NUL.
fn filters(said: &[u8]) -> BTreeSet<Vec<u8>> {
    let mut parts = said.split(|byte| *byte == 0);
    let mut filters = BTreeSet::new();
    while let (Some(scope), Some(key)) = (parts.next(), parts.next()) {
        let own = !matches!(scope, b"system" | b"global");
        let key = key.strip_prefix(b"filter.");
        let end = key.and_then(|key| key.iter().rposition(|byte| *byte == b'.'));
        if let (true, Some(key), Some(end)) = (own, key, end) {
            filters.extend(key.get(..end).map(<[u8]>::to_vec));
        }
    }
    filters
}

#[cfg(unix)]
fn os(bytes: Vec<u8>) -> OsString {
    std::os::unix::ffi::OsStringExt::from_vec(bytes)
}

#[cfg(not(unix))]
fn os(bytes: Vec<u8>) -> OsString {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

/// What git said, and how it ended.
#[derive(Debug)]
pub(super) struct Said {
    status: ExitStatus,
    /// What it printed.
    pub(super) out: Vec<u8>,
    /// Whether it would have said more.
    pub(super) cut: bool,
    complaints: Vec<u8>,
}

impl Said {
    /// Whether it did what it was asked.
    pub(super) fn is_success(&self) -> bool {
        self.status.success()
    }

    /// The same, if it did what it was asked.
    pub(super) fn checked(self) -> Result<Self, GitError> {
        if self.is_success() {
            Ok(self)
        } else {
            Err(GitError::Refused(self.complaint()))
        }
    }

    /// Why it failed, in one line.
    pub(super) fn complaint(&self) -> String {
        let text = String::from_utf8_lossy(&self.complaints);
        let out = String::from_utf8_lossy(&self.out);
        // A hook may say why on either of the two.
        let lines = text.lines().chain(out.lines()).map(str::trim);
        let lines: Vec<String> = lines
            .filter(|line| !line.is_empty() && !line.starts_with("hint:"))
            .take(MOST_LINES)
            .map(|line| Shown::line(line).into_string())
            .collect();
        if lines.is_empty() {
            format!("it failed without a word ({})", self.status)
        } else {
            lines.join("; ")
        }
    }
}

/// Takes in what git says until it ends; `None` if it does not in time.
fn listen(child: &mut Child, deadline: Instant) -> Result<Option<Said>, GitError> {
    let mut out = Voice::of(child.stdout.take(), MOST_OUT)?;
    let mut complaints = Voice::of(child.stderr.take(), MOST_COMPLAINTS)?;
    let mut ended: Option<(ExitStatus, Instant)> = None;
    loop {
        let silent = out.hear() & complaints.hear();
        if ended.is_none() {
            ended = child.try_wait()?.map(|status| (status, Instant::now()));
        }
        let now = Instant::now();
        match ended {
            // What a hook left behind may hold the pipes for ever.
            Some((status, at)) if silent || now > at + GRACE => {
                return Ok(Some(Said {
                    status,
                    out: out.said,
                    cut: out.cut,
                    complaints: complaints.said,
                }));
            }
            None if now >= deadline => return Ok(None),
            _ => thread::sleep(BEAT),
        }
    }
}

/// One of the two pipes of a child, read beside what else happens.
struct Voice {
    chunks: Option<Receiver<Vec<u8>>>,
    said: Vec<u8>,
    limit: usize,
    cut: bool,
}

impl Voice {
    fn of(pipe: Option<impl Read + Send + 'static>, limit: usize) -> io::Result<Self> {
        let (sender, receiver) = mpsc::sync_channel::<Vec<u8>>(16);
        if let Some(mut pipe) = pipe {
            let read = move || {
                let mut chunk = vec![0; 16 << 10];
                loop {
                    match pipe.read(&mut chunk) {
                        Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                        Ok(0) | Err(_) => return,
                        // Nobody listens any more: closing the pipe ends who
                        // would say more.
                        Ok(read) => {
                            let said = chunk.get(..read).unwrap_or_default().to_vec();
                            if sender.send(said).is_err() {
                                return;
                            }
                        }
                    }
                }
            };
            thread::Builder::new().name("git".to_owned()).spawn(read)?;
        }
        Ok(Self {
            chunks: Some(receiver),
            said: Vec::new(),
            limit,
            cut: false,
        })
    }

    /// Takes in what was said so far; whether that is all.
    fn hear(&mut self) -> bool {
        while let Some(chunks) = &self.chunks {
            match chunks.try_recv() {
                Ok(chunk) => {
                    self.said.extend_from_slice(&chunk);
                    if self.said.len() > self.limit {
                        self.said.truncate(self.limit);
                        self.cut = true;
                        self.chunks = None;
                    }
                }
                Err(TryRecvError::Empty) => return false,
                Err(TryRecvError::Disconnected) => self.chunks = None,
            }
        }
        true
    }
}

/// Ends git and what it started.
fn end(child: &mut Child) {
    #[cfg(unix)]
    {
        let group = i32::try_from(child.id())
            .ok()
            .and_then(rustix::process::Pid::from_raw);
        if let Some(group) = group {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
    let _ = child.kill();
    let _ = child.wait();
}

/// What was said, without the line feed at its end.
pub(super) fn last_line(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    if cfg!(windows) {
        bytes.strip_suffix(b"\r").unwrap_or(bytes)
    } else {
        bytes
    }
}

/// The path that git named.
pub(super) fn path_of(bytes: &[u8]) -> PathBuf {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        PathBuf::from(OsStr::from_bytes(bytes))
    }
    #[cfg(not(unix))]
    {
        PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
    }
}
