//! The programs that are compared, each with a screen full of the same kind.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use super::{
    made::{self, Learner},
    terminal::{Start, environment},
};

/// A full-screen program.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) name: &'static str,
    pub(crate) start: Start,
    /// Stands on the first full frame.
    pub(crate) text: String,
    /// Pressed once, before keys are measured.
    pub(crate) before: &'static str,
    /// Move the selection, or the cursor, on and back.
    pub(crate) keys: [&'static str; 2],
}

/// Finds a program as a shell would.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// The program at this place of the build, `None` if it was not built.
pub(crate) fn built(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_BIN_EXE_mastery")).parent()?;
    Some(folder.join(name)).filter(|file| file.is_file())
}

/// All that can be driven here; for those that cannot, a line says why.
pub(crate) fn programs(folder: &Path, learner: &Learner) -> Vec<Program> {
    let note = folder.join("note.md");
    fs::write(&note, made::note(19_000)).expect("a note");
    let org = folder.join("year.org");
    fs::write(&org, outline()).expect("an outline");
    let todos = folder.join("calcurse");
    fs::create_dir_all(&todos).expect("a folder");
    let lines: String = (0..500).fold(String::new(), |mut all, number| {
        let _ = writeln!(all, "[{}] thing to do number {number}", number % 9 + 1);
        all
    });
    fs::write(todos.join("todo"), lines).expect("todos");
    let home = folder.join("home");
    fs::create_dir_all(&home).expect("a folder");
    let start = |command: Vec<String>| Start {
        command,
        environment: environment(&home),
        home: home.clone(),
    };
    let words = |path: &Path| path.display().to_string();
    let mut programs = Vec::new();
    match built("examples/floor") {
        Some(floor) => programs.push(Program {
            name: "floor",
            start: start(vec![words(&floor)]),
            text: "row  39 of the floor".to_owned(),
            before: "",
            keys: ["j", "k"],
        }),
        None => println!("floor: not built (`cargo build --release --examples`)"),
    }
    programs.push(Program {
        name: "mastery",
        start: Start {
            command: vec![env!("CARGO_BIN_EXE_mastery").to_owned()],
            environment: learner.environment.clone(),
            home: learner.home.clone(),
        },
        // The last line of Today.
        text: "q quit".to_owned(),
        before: "",
        keys: ["j", "k"],
    });
    #[expect(clippy::type_complexity, reason = "a table, read once")]
    let peers: [(
        &'static str,
        &[&str],
        &Path,
        &str,
        &'static str,
        [&'static str; 2],
    ); 6] = [
        ("less", &[], &note, made::NOTE_TITLE, "", ["j", "k"]),
        ("vim.tiny", &["-n"], &note, made::NOTE_TITLE, "", ["j", "k"]),
        (
            "vim.basic",
            &["-n"],
            &note,
            made::NOTE_TITLE,
            "",
            ["j", "k"],
        ),
        (
            "nano",
            &[],
            &note,
            made::NOTE_TITLE,
            "",
            ["\x1b[B", "\x1b[A"],
        ),
        // From the calendar over the appointments to the things to do.
        (
            "calcurse",
            &["-D"],
            &todos,
            "thing to do",
            "\t\t",
            ["j", "k"],
        ),
        (
            "emacs",
            &["-nw", "-Q"],
            &org,
            "Phase 1",
            "",
            ["\x0e", "\x10"],
        ),
    ];
    for (name, options, file, text, before, keys) in peers {
        let Some(program) = find(name) else {
            println!("{name}: not installed");
            continue;
        };
        let mut command = vec![words(&program)];
        command.extend(options.iter().map(ToString::to_string));
        command.push(words(file));
        programs.push(Program {
            name,
            start: start(command),
            text: text.to_owned(),
            before,
            keys,
        });
    }
    programs
}

/// What Emacs shows: 15 phases with 20 boxes each.
fn outline() -> String {
    let mut text = String::new();
    for phase in 1..=15 {
        let _ = writeln!(text, "* TODO Phase {phase} [0/20]");
        for item in 1..=20 {
            let _ = writeln!(text, "  - [ ] a thing to learn, number {item}");
        }
    }
    text
}
