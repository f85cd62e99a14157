//! The learner's editor: which one, and waiting for it.

use std::{
    env,
    ffi::OsString,
    io,
    path::Path,
    process::{Command, ExitStatus},
};

/// The editor where none is set.
pub(crate) const USUAL: &str = if cfg!(windows) { "notepad" } else { "vi" };

/// What the settings call the editor.
const SETTING: &str = "editor";

/// Why the editor did not do its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EditorError {
    /// The variable cannot be divided into words.
    #[error("`{name}` cannot be understood: a quote in it is not closed")]
    Quotes {
        /// The variable.
        name: &'static str,
    },
    /// There is no such program.
    #[error("there is no editor `{0}`")]
    Missing(String),
    /// It could not be run.
    #[error("the editor `{program}` cannot be run")]
    Io {
        /// The program.
        program: String,
        /// What the system said.
        source: io::Error,
    },
    /// It says that it failed.
    #[error("the editor `{program}` did not end well ({status})")]
    Failed {
        /// The program.
        program: String,
        /// How it ended.
        status: ExitStatus,
    },
}

/// A program that edits a file, with the arguments that come first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Editor {
    program: OsString,
    arguments: Vec<String>,
}

impl Editor {
    /// The one that the settings name, else `$VISUAL`, else `$EDITOR`, else the
    /// usual one.
    pub(crate) fn find(set: Option<&str>) -> Result<Self, EditorError> {
        Self::from(|name| match name {
            SETTING => set.map(OsString::from),
            _ => env::var_os(name),
        })
    }

    /// The same with variables from elsewhere. Values are divided into words
    /// as a shell does, but nothing in them is expanded; one that is the path
    /// of a file is that file, blanks and all.
    fn from(variable: impl Fn(&str) -> Option<OsString>) -> Result<Self, EditorError> {
        for name in [SETTING, "VISUAL", "EDITOR"] {
            let Some(value) = variable(name) else {
                continue;
            };
            let whole = |program: OsString| Self {
                program,
                arguments: Vec::new(),
            };
            let Some(text) = value.to_str().map(str::trim) else {
                return Ok(whole(value));
            };
            if text.is_empty() {
                continue;
            }
            if Path::new(text).is_file() {
                return Ok(whole(text.into()));
            }
            let words = shell_words::split(text).map_err(|_error| EditorError::Quotes { name })?;
            let mut words = words.into_iter();
            if let Some(program) = words.next().filter(|program| !program.is_empty()) {
                return Ok(Self {
                    program: program.into(),
                    arguments: words.collect(),
                });
            }
        }
        Ok(Self {
            program: USUAL.into(),
            arguments: Vec::new(),
        })
    }

    /// What is run to edit a file.
    pub(crate) fn command(&self, file: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).arg(file);
        command
    }

    /// What is run to edit a file from a line on, counted from 1; from the
    /// beginning, where it is not known how this editor is told.
    pub(crate) fn command_at(&self, file: &Path, line: usize) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments);
        let place = || {
            let mut place = file.as_os_str().to_owned();
            place.push(format!(":{line}"));
            place
        };
        let name = Path::new(&self.program).file_stem().unwrap_or_default();
        match name.to_str().unwrap_or_default() {
            "vi" | "vim" | "nvim" | "view" | "nano" | "pico" | "emacs" | "emacsclient"
            | "micro" | "kak" | "joe" | "ne" | "mg" | "jed" | "nvi" | "vis" | "gvim" | "mcedit" => {
                command.arg(format!("+{line}")).arg(file);
            }
            "code" | "codium" | "code-insiders" | "cursor" => {
                command.arg("--goto").arg(place());
            }
            "hx" | "helix" | "zed" | "subl" => {
                command.arg(place());
            }
            _ => {
                command.arg(file);
            }
        }
        command
    }

    /// What it is called.
    pub(crate) fn name(&self) -> String {
        self.program.to_string_lossy().into_owned()
    }

    /// Edits a file, and waits until the editor has ended.
    pub(crate) fn edit(&self, file: &Path) -> Result<(), EditorError> {
        let program = self.program.to_string_lossy().into_owned();
        let status = heedless(|| self.command(file).status());
        let status = status.map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => EditorError::Missing(program.clone()),
            _ => EditorError::Io {
                program: program.clone(),
                source,
            },
        })?;
        if status.success() {
            Ok(())
        } else {
            Err(EditorError::Failed { program, status })
        }
    }
}

/// Does something in which Ctrl+C and Ctrl+\ are for somebody else: whoever
/// edits means the editor, and it decides itself what they do.
#[cfg(unix)]
fn heedless<T>(work: impl FnOnce() -> T) -> T {
    use std::sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    };

    use signal_hook::{
        consts::{SIGINT, SIGQUIT},
        flag,
    };

    // Once registered, a signal keeps a handler; it then does what it would
    // have done without one.
    let over = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGQUIT] {
        let _ = flag::register_conditional_default(signal, Arc::clone(&over));
    }
    let result = work();
    over.store(true, Ordering::SeqCst);
    result
}

#[cfg(not(unix))]
fn heedless<T>(work: impl FnOnce() -> T) -> T {
    work()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(visual: Option<&str>, editor: Option<&str>) -> Option<Vec<String>> {
        let editor = Editor::from(|name| match name {
            "VISUAL" => visual.map(OsString::from),
            "EDITOR" => editor.map(OsString::from),
            _ => None,
        })
        .ok()?;
        let program = editor.program.to_string_lossy().into_owned();
        Some([program].into_iter().chain(editor.arguments).collect())
    }

    #[test]
    fn the_editor_is_found_as_it_is_written() {
        for (visual, editor, words) in [
            (None, Some("code --wait"), &["code", "--wait"][..]),
            (None, Some("vim -u 'a b'"), &["vim", "-u", "a b"]),
            (Some("emacs"), Some("ed"), &["emacs"]),
            (Some(" "), Some("ed"), &["ed"]),
            (None, Some(""), &[USUAL]),
            (None, Some("''"), &[USUAL]),
            (None, None, &[USUAL]),
            (
                None,
                Some("ed; rm -rf $HOME"),
                &["ed;", "rm", "-rf", "$HOME"],
            ),
        ] {
            assert_eq!(
                found(visual, editor).unwrap(),
                words,
                "{visual:?} {editor:?}"
            );
        }
        assert_eq!(found(None, Some("vim 'a")), None);
    }

    #[test]
    fn an_editor_begins_at_the_line_where_it_can_be_told() {
        for (editor, words) in [
            ("vim -u x", &["-u", "x", "+7", "a b.md"][..]),
            ("/usr/bin/nano", &["+7", "a b.md"]),
            ("code --wait", &["--wait", "--goto", "a b.md:7"]),
            ("hx", &["a b.md:7"]),
            ("unheard-of", &["a b.md"]),
        ] {
            let found = Editor::from(|_| Some(editor.into())).unwrap();
            let command = found.command_at(Path::new("a b.md"), 7);
            let arguments: Vec<_> = command.get_args().collect();
            assert_eq!(arguments, words, "{editor}");
        }
    }

    #[test]
    fn a_path_with_blanks_is_one_program() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("my editor");
        std::fs::File::create(&program).unwrap();
        let program = program.to_str().unwrap();
        assert_eq!(found(None, Some(program)).unwrap(), [program]);
    }
}
