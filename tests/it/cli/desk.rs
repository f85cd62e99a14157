//! A desk of one's own: a home in a temporary folder, and a clock that stands.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use tempfile::TempDir;

/// The first day of the tests: a Monday.
pub(crate) const FIRST: &str = "2026-01-05";

/// A learner's home; nothing outside of it is read or written.
pub(crate) struct Desk {
    folder: TempDir,
    now: String,
}

impl Desk {
    /// A home where nothing has happened yet, on the evening of [`FIRST`].
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("work")).unwrap();
        let mut desk = Self {
            folder,
            now: String::new(),
        };
        desk.on(FIRST);
        desk
    }

    /// Moves the clock to the evening of `day`.
    pub(crate) fn on(&mut self, day: &str) {
        self.now = format!("{day}T20:14:05+01:00[Europe/Berlin]");
    }

    /// Moves the clock to a moment.
    pub(crate) fn at(&mut self, moment: &str) {
        self.now = format!("{moment}[Europe/Berlin]");
    }

    /// Moves the clock to a moment in a zone, both as `$MASTERY_NOW` has them.
    pub(crate) fn travels(&mut self, moment: &str) {
        moment.clone_into(&mut self.now);
    }

    /// The home.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file below the home.
    pub(crate) fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        #[expect(clippy::disallowed_methods, reason = "a test makes its files anew")]
        fs::write(&path, text).unwrap();
        path
    }

    /// The folder of the journals.
    pub(crate) fn journals(&self) -> PathBuf {
        self.path(".local/share/mastery/elixir-systems-mastery")
    }

    /// The only journal there is.
    pub(crate) fn journal(&self) -> PathBuf {
        let mut files: Vec<PathBuf> = fs::read_dir(self.journals())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|it| it == "toml"))
            .collect();
        assert_eq!(files.len(), 1, "{files:?}");
        files.remove(0)
    }

    /// Puts an event into the only journal as another program would, with these
    /// lines of its own; the sum is none, so the journal's notice tells of it.
    pub(crate) fn happened(&self, kind: &str, lines: &str) {
        let journal = self.journal();
        let mut text = fs::read_to_string(&journal).unwrap();
        let number = text.matches("[[event]]").count();
        let day = self.now.split('T').next().unwrap();
        write!(
            text,
            "[[event]] # 01KE000000000000000000{number:04}\n\
             id = \"01KE000000000000000000{number:04}\"\n\
             device = \"elsewhere\"\n\
             clock = {}\n\
             at = {day}T20:14:05+01:00\n\
             zone = \"Europe/Berlin\"\n\
             day = {day}\n\
             kind = \"{kind}\"\n\
             {lines}\n\
             sum = \"00000000\"\n\n",
            1_000 + number,
        )
        .unwrap();
        self.file(journal.to_str().unwrap(), &text);
    }

    /// The program with these arguments, not yet run.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mastery"));
        command
            .args(args)
            .env_clear()
            .env("HOME", self.folder.path())
            .env("TZ", "Europe/Berlin")
            .env("MASTERY_NOW", &self.now)
            .current_dir(self.path("work"))
            .stdin(Stdio::null());
        command
    }

    /// Runs a command line of plain words; gives what it said and its status.
    #[must_use = "look at what it said"]
    pub(crate) fn run(&self, line: &str) -> String {
        let words: Vec<&str> = line.split_whitespace().collect();
        self.run_words(&words)
    }

    /// Runs words as they stand.
    #[must_use = "look at what it said"]
    pub(crate) fn run_words(&self, words: &[&str]) -> String {
        self.said(&self.command(words).output().unwrap())
    }

    /// Runs a command line that must succeed; gives its output alone.
    pub(crate) fn ok(&self, line: &str) -> String {
        let words: Vec<&str> = line.split_whitespace().collect();
        let output = self.command(&words).output().unwrap();
        assert!(output.status.success(), "{line}: {}", self.said(&output));
        self.short(&String::from_utf8(output.stdout).unwrap())
    }

    /// Runs a command line whatever it finds; gives its output alone.
    pub(crate) fn prints(&self, line: &str) -> String {
        let words: Vec<&str> = line.split_whitespace().collect();
        let output = self.command(&words).output().unwrap();
        self.short(&String::from_utf8(output.stdout).unwrap())
    }

    /// Output, then errors, then the status where it is not 0.
    pub(crate) fn said(&self, output: &Output) -> String {
        let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
        said.push_str(&String::from_utf8_lossy(&output.stderr));
        match output.status.code() {
            Some(0) => {}
            Some(code) => writeln!(said, "[status {code}]").unwrap(),
            None => writeln!(said, "[{}]", output.status).unwrap(),
        }
        assert!(!said.contains("panicked"), "{said}");
        self.short(&said)
    }

    /// The text with the home's path as `~`.
    fn short(&self, text: &str) -> String {
        let path = |path: &Path| path.display().to_string();
        let real = self.folder.path().canonicalize().unwrap();
        text.replace(&path(&real), "~")
            .replace(&path(self.folder.path()), "~")
    }
}
