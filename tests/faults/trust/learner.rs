//! A learner whose roadmap has a gate.

use std::{
    fs,
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use crate::{
    corpus::runs::{Run, run, write},
    pty::{Home, MASTERY},
};

/// A gate, as the roadmap says it.
#[derive(Debug, Clone)]
pub(super) struct Gate {
    pub(super) run: Vec<&'static str>,
    pub(super) folder: &'static str,
    pub(super) env: Vec<(&'static str, &'static str)>,
    pub(super) row: &'static str,
    /// Further keys of the step, line by line.
    pub(super) keys: &'static str,
}

impl Default for Gate {
    fn default() -> Self {
        Self {
            run: vec!["sh", "-c", "echo ran >> \"$RAN\""],
            folder: "app",
            env: vec![("A", "1")],
            row: "M0",
            keys: "",
        }
    }
}

impl Gate {
    fn toml(&self) -> String {
        let text = |text: &str| toml::Value::from(text).to_string();
        let run: Vec<String> = self.run.iter().map(|word| text(word)).collect();
        let env: Vec<String> = self
            .env
            .iter()
            .map(|(name, value)| format!("{name} = {}", text(value)))
            .collect();
        format!(
            "format = 1\nid = \"garden\"\ntitle = \"A garden\"\n\n[[phase]]\nid = \"soil\"\nnumber = 0\n\
             title = \"Soil\"\ndays = 4\n[[phase.reading]]\nid = \"worms\"\nkind = \"book\"\ntitle = \"Worms\"\n\
             [phase.proof]\nid = \"{}\"\nlabs = \"labs_spade\"\nwhy = \"earth\"\n[[phase.proof.gate]]\n\
             run = [{}]\nfolder = {}\nenv = {{ {} }}\n{}\n",
            self.row,
            run.join(", "),
            text(self.folder),
            env.join(", "),
            self.keys,
        )
    }
}

/// A learner's home, with repositories in it.
pub(super) struct Learner {
    pub(super) home: Home,
    /// The folder that commands are run in, and the roadmap with its gate lies in.
    pub(super) work: PathBuf,
}

impl Learner {
    pub(super) fn new(gate: &Gate) -> Self {
        let home = Home::new();
        fs::remove_file(home.path().join("roadmap.toml")).unwrap();
        let work = home.path().join("work");
        let learner = Self { home, work };
        learner.repository(&learner.work, gate);
        learner
    }

    /// Makes a folder with this roadmap and its app.
    pub(super) fn repository(&self, folder: &Path, gate: &Gate) {
        fs::create_dir_all(folder.join("app")).unwrap();
        fs::create_dir_all(folder.join("app2")).unwrap();
        self.gate(folder, gate);
    }

    #[expect(clippy::unused_self, reason = "it is what a learner does")]
    pub(super) fn gate(&self, folder: &Path, gate: &Gate) {
        write(&folder.join("roadmap.toml"), gate.toml());
    }

    fn environment(&self) -> Vec<(&'static str, PathBuf)> {
        let mut environment = self.home.environment();
        environment.push(("RAN", self.home.path().join("ran")));
        environment.push(("GIT_CONFIG_NOSYSTEM", "1".into()));
        environment
    }

    /// The program in the folder of the work.
    pub(super) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(MASTERY);
        command
            .args(args)
            .current_dir(&self.work)
            .env_clear()
            .envs(self.environment())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub(super) fn run(&self, args: &[&str]) -> Run {
        run(&mut self.command(args)).sound(&format!("{args:?}"))
    }

    /// How often the gate ran.
    pub(super) fn ran(&self) -> usize {
        let text = fs::read_to_string(self.home.path().join("ran")).unwrap_or_default();
        text.lines().count()
    }

    /// Runs it on a terminal where this is typed after `asked`, and `then` is
    /// done before it is.
    pub(super) fn on_a_terminal(
        &self,
        args: &[&str],
        typed: &str,
        then: impl FnOnce(),
    ) -> (u32, String) {
        let size = PtySize {
            rows: 40,
            cols: 300,
            ..PtySize::default()
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(MASTERY);
        command.args(args);
        command.env_clear();
        for (name, value) in self.environment() {
            command.env(name, value);
        }
        command.env("NO_COLOR", "1");
        command.cwd(&self.work);
        let mut child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let mut writer = pair.master.take_writer().unwrap();
        let (sender, asked) = std::sync::mpsc::channel();
        let reading = thread::Builder::new()
            .spawn(move || {
                let mut said = Vec::new();
                let mut bytes = [0; 4096];
                // The terminal ends with an error where nobody writes any more.
                while let Ok(read) = reader.read(&mut bytes) {
                    if read == 0 {
                        break;
                    }
                    said.extend_from_slice(&bytes[..read]);
                    if said.windows(5).any(|part| part == b"[y/N]") {
                        let _ = sender.send(());
                    }
                }
                String::from_utf8_lossy(&said).into_owned()
            })
            .unwrap();
        // It asks, or it ends.
        if asked.recv().is_ok() {
            then();
            writer.write_all(typed.as_bytes()).unwrap();
        }
        let status = child.wait().unwrap().exit_code();
        drop(writer);
        drop(pair.master);
        (status, reading.join().unwrap())
    }

    /// The learner's yes.
    pub(super) fn trust(&self) {
        let (status, said) = self.on_a_terminal(&["trust", "M0"], "y\r", || ());
        assert!(status == 0 && said.contains("[y/N]"), "{said}");
    }

    pub(super) fn consents(&self) -> Vec<PathBuf> {
        let folder = self.home.path().join("state/consent");
        let entries = fs::read_dir(folder).into_iter().flatten();
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files
    }
}
