//! Who may use whom, and other promises that one crate cannot enforce: they are
//! read from the source.

#![allow(
    clippy::string_slice,
    reason = "all places are those of ASCII characters; a test may panic"
)]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The rooms of the house and whom each may use. `docs/architecture.md` shows
/// the same table.
const ROOMS: &[(&str, &[&str])] = &[
    ("main", &["cli"]),
    (
        "cli",
        &[
            "clock", "domain", "export", "git", "import", "insight", "proof", "reader", "store",
            "text", "tui",
        ],
    ),
    ("tui", &["clock", "domain", "insight", "reader", "text"]),
    ("export", &["domain", "insight", "reader", "text"]),
    ("import", &["domain", "reader", "text"]),
    ("proof", &["domain", "text"]),
    ("git", &["domain", "text"]),
    ("store", &["domain", "text"]),
    ("insight", &["domain"]),
    ("domain", &[]),
    ("reader", &["text"]),
    ("text", &[]),
    ("clock", &[]),
];

/// The rooms that know no file, no environment, no process and no terminal.
const PURE: &[&str] = &["domain", "insight", "reader", "import", "export", "text"];

/// What those rooms do without.
const WORLD: &[(&str, &[&str])] = &[
    ("std", &["env", "fs", "io", "net", "process", "thread"]),
    ("crossterm", &[]),
    ("ratatui", &[]),
];

/// The only file that may put text into a terminal's cells.
const CANVAS: &str = "src/tui/canvas.rs";

/// What puts text into cells, or makes something that does.
const BRUSHES: &[&str] = &[
    "set_string",
    "set_line",
    "set_span",
    "set_symbol",
    "set_char",
    "render_widget",
    "Span::",
    "Line::from",
    "Text::from",
    "Paragraph",
];

/// Longer files have more than one subject.
const MOST_LINES: usize = 600;

/// A file of the source, as it is compiled outside of tests.
#[derive(Debug)]
struct Source {
    /// Its path from the top of the repository.
    file: String,
    /// Its text; comments and tests are blank, so that lines keep their numbers.
    code: String,
}

impl Source {
    fn new(file: &str, text: &str) -> Self {
        Self {
            file: file.to_owned(),
            code: without_tests(text),
        }
    }

    /// The names from the crate's root to this file's module.
    fn modules(&self) -> Vec<&str> {
        let inside = self.file.strip_prefix("src/").unwrap_or(&self.file);
        let inside = inside.strip_suffix(".rs").unwrap_or(inside);
        inside.split('/').collect()
    }

    fn room(&self) -> &str {
        self.modules()[0]
    }

    /// The names that stand directly under `root` in paths and `use` lines, with
    /// their lines: `fs` and `io` for `root` `std` in `use std::{fs, io::Read}`.
    fn under(&self, root: &str) -> Vec<(usize, &str)> {
        let head = format!("{root}::");
        let mut found = Vec::new();
        for (at, _) in self.code.match_indices(&head) {
            let before = self.code[..at].chars().next_back();
            let whole = !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':');
            if whole {
                names(&self.code, at + head.len(), &mut found);
            }
        }
        found
            .into_iter()
            .map(|(at, name)| (self.line(at), name))
            .collect()
    }

    /// The names under the crate's root: by `crate::`, by a chain of `super::`
    /// as long as the way up, and in `main.rs` by the crate's own name.
    fn rooms(&self) -> Vec<(usize, &str)> {
        let up = "super::".repeat(self.modules().len());
        let up = up.strip_suffix("::").unwrap_or(&up);
        let mut rooms = self.under("crate");
        rooms.extend(self.under(up));
        if self.room() == "main" {
            rooms.extend(self.under("mastery"));
        }
        rooms
    }

    fn line(&self, at: usize) -> usize {
        1 + self.code[..at].matches('\n').count()
    }
}

/// The first name of the path at `from`, or of each path in the braces there.
fn names<'a>(code: &'a str, from: usize, found: &mut Vec<(usize, &'a str)>) {
    let rest = &code[from..];
    let name = |at: usize| {
        let text = &code[at..];
        let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_'));
        &text[..end.unwrap_or(text.len())]
    };
    if !rest.starts_with('{') {
        found.push((from, name(from)));
        return;
    }
    let mut depth = 0;
    let mut first = false;
    for (offset, letter) in rest.char_indices() {
        match letter {
            '{' => {
                depth += 1;
                first = depth == 1;
            }
            '}' => depth -= 1,
            ',' => first = depth == 1,
            letter if first && !letter.is_whitespace() => {
                found.push((from + offset, name(from + offset)));
                first = false;
            }
            _ => {}
        }
        if depth == 0 {
            return;
        }
    }
}

/// Blanks comments and everything that only tests compile.
fn without_tests(text: &str) -> String {
    let mut code = String::new();
    let mut inside: Option<usize> = None;
    for line in text.lines() {
        let bare = line.split("//").next().unwrap_or_default().trim_end();
        let depth = bare.len() - bare.trim_start().len();
        let item = bare.trim_start();
        if let Some(attribute) = inside {
            let ends = item.ends_with(';') || item.starts_with('}') || item.ends_with('}');
            if depth == attribute && ends {
                inside = None;
            }
        } else if is_test_attribute(item) {
            inside = Some(depth);
        } else {
            code.push_str(bare);
        }
        code.push('\n');
    }
    code
}

fn is_test_attribute(item: &str) -> bool {
    item.starts_with("#[cfg(test)]") || item.starts_with("#[cfg(all(test")
}

/// The modules of this file that are compiled in tests only.
fn test_modules(text: &str) -> Vec<&str> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines
        .windows(2)
        .filter(|pair| is_test_attribute(pair[0]))
        .filter_map(|pair| pair[1].strip_suffix(';')?.split("mod ").nth(1))
        .collect()
}

/// All files under `src/` with their text.
fn files() -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    walk(&top.join("src"), &mut paths);
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let name: Vec<_> = path
                .strip_prefix(top)
                .unwrap()
                .iter()
                .map(|part| part.to_str().unwrap())
                .collect();
            (name.join("/"), fs::read_to_string(path).unwrap())
        })
        .collect()
}

/// The files that are compiled outside of tests.
fn sources(files: &[(String, String)]) -> Vec<Source> {
    let tests: Vec<String> = files
        .iter()
        .flat_map(|(file, text)| {
            let folder = match file.as_str() {
                "src/lib.rs" | "src/main.rs" => "src",
                _ => file.strip_suffix(".rs").unwrap(),
            };
            test_modules(text)
                .into_iter()
                .map(move |module| format!("{folder}/{module}"))
        })
        .collect();
    files
        .iter()
        .filter(|(file, _)| {
            !tests
                .iter()
                .any(|test| *file == format!("{test}.rs") || file.starts_with(&format!("{test}/")))
        })
        .map(|(file, text)| Source::new(file, text))
        .collect()
}

/// Every use that the table of rooms does not allow.
fn trespasses(source: &Source) -> Vec<String> {
    let room = source.room();
    if room == "lib" {
        return Vec::new();
    }
    let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| *name == room) else {
        return vec![format!("{}: the table has no room `{room}`", source.file)];
    };
    source
        .rooms()
        .into_iter()
        .filter(|(_, used)| *used != room && !allowed.contains(used))
        .map(|(line, used)| format!("{}:{line}: `{room}` may not use `{used}`", source.file))
        .collect()
}

/// Every mention of the world outside in a room that knows nothing of it.
fn worldliness(source: &Source) -> Vec<String> {
    if !PURE.contains(&source.room()) {
        return Vec::new();
    }
    WORLD
        .iter()
        .flat_map(|(root, parts)| {
            source
                .under(root)
                .into_iter()
                .filter(|(_, part)| parts.is_empty() || parts.contains(part))
                .map(move |(line, part)| {
                    let (file, room) = (&source.file, source.room());
                    format!("{file}:{line}: `{room}` is pure and knows no `{root}::{part}`")
                })
        })
        .collect()
}

/// Every place outside the canvas that draws text.
fn strokes(source: &Source) -> Vec<String> {
    if source.room() != "tui" || source.file == CANVAS {
        return Vec::new();
    }
    let widgets = source
        .under("ratatui")
        .into_iter()
        .filter(|(_, part)| matches!(*part, "text" | "widgets"))
        .map(|(line, part)| (line, format!("ratatui::{part}")));
    let brushes = source.code.lines().enumerate().flat_map(|(place, line)| {
        BRUSHES
            .iter()
            .filter(|brush| line.contains(**brush))
            .map(move |brush| (place + 1, (*brush).to_owned()))
    });
    widgets
        .chain(brushes)
        .map(|(line, brush)| format!("{}:{line}: `{brush}` draws past the canvas", source.file))
        .collect()
}

fn hold(law: impl Fn(&Source) -> Vec<String>) {
    let broken: Vec<String> = sources(&files()).iter().flat_map(law).collect();
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn every_room_uses_only_those_it_may_use() {
    hold(trespasses);
}

#[test]
fn the_pure_rooms_know_nothing_of_the_world() {
    hold(worldliness);
}

#[test]
fn the_tui_draws_text_through_the_canvas_alone() {
    hold(strokes);
}

#[test]
fn no_file_has_more_than_600_lines() {
    let long: Vec<String> = files()
        .iter()
        .map(|(file, text)| (file, text.lines().count()))
        .filter(|(_, lines)| *lines > MOST_LINES)
        .map(|(file, lines)| format!("{file}: {lines} lines"))
        .collect();
    assert!(long.is_empty(), "\n{}\n", long.join("\n"));
}

#[test]
fn the_architecture_page_shows_the_same_table() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(top.join("docs/architecture.md")).unwrap();
    for (room, uses) in ROOMS {
        // Rooms that are still to come stand in the table, not on the page.
        if !top.join(format!("src/{room}.rs")).is_file() {
            continue;
        }
        let row = page
            .lines()
            .find(|line| line.starts_with(&format!("| `{room}` |")))
            .unwrap_or_else(|| panic!("docs/architecture.md has no row for `{room}`"));
        let built: Vec<&str> = uses
            .iter()
            .copied()
            .filter(|used| top.join(format!("src/{used}.rs")).is_file())
            .collect();
        let cell = if built.is_empty() {
            "nothing".to_owned()
        } else {
            built.join(", ")
        };
        assert!(
            row.contains(&format!("| {cell} |")),
            "docs/architecture.md says `{row}`, the table `{cell}`"
        );
    }
}

#[test]
fn a_trespass_is_found_however_it_is_written() {
    let find = |file: &str, text: &str| trespasses(&Source::new(file, text));
    let offence = |line: usize, room: &str, used: &str| {
        vec![format!(
            "src/{room}/a.rs:{line}: `{room}` may not use `{used}`"
        )]
    };
    assert_eq!(
        find("src/domain/a.rs", "\nuse crate::store::paths;\n"),
        offence(2, "domain", "store")
    );
    let braces = "use crate::{\n    domain::{day::Day, state},\n    store::{\n        paths,\n    },\n    text,\n};\n";
    assert_eq!(find("src/tui/a.rs", braces), offence(3, "tui", "store"));
    let path = "fn a() {\n    crate::cli::main([].into_iter());\n}\n";
    assert_eq!(find("src/tui/a.rs", path), offence(2, "tui", "cli"));
    assert_eq!(
        find("src/insight/a.rs", "use super::super::tui::app;\n"),
        offence(1, "insight", "tui")
    );
    assert_eq!(
        find("src/main.rs", "fn main() {\n    mastery::store::go()\n}\n"),
        ["src/main.rs:2: `main` may not use `store`"]
    );
    assert_eq!(
        find("src/attic.rs", ""),
        ["src/attic.rs: the table has no room `attic`"]
    );
}

#[test]
fn what_is_allowed_said_in_a_comment_or_tested_is_no_trespass() {
    let allowed = "use crate::{domain::day, text};\nuse super::Session;\n";
    let said = "//! See crate::cli.\n/// crate::tui\nfn a() {} // crate::tui\n";
    let tested = "#[cfg(test)]\nuse crate::{\n    tui,\n};\n#[cfg(test)]\nmod tests {\n    use crate::tui;\n\n    fn a() {}\n}\n";
    let text = format!("{allowed}{said}{tested}");
    assert_eq!(
        trespasses(&Source::new("src/store/a.rs", &text)),
        Vec::<String>::new()
    );
    // What follows the tests counts again.
    let after = format!("{tested}use crate::tui;\n");
    assert_eq!(
        trespasses(&Source::new("src/store/a.rs", &after)),
        ["src/store/a.rs:11: `store` may not use `tui`"]
    );
    let files = [
        (
            "src/tui.rs",
            "#[cfg(test)]\npub(crate) mod rig;\nmod app;\n",
        ),
        ("src/tui/rig.rs", "use crate::store;\n"),
        ("src/tui/rig/deep.rs", "use crate::store;\n"),
        ("src/tui/app.rs", "use crate::domain;\n"),
    ]
    .map(|(file, text)| (file.to_owned(), text.to_owned()));
    let compiled = sources(&files);
    let compiled: Vec<&str> = compiled.iter().map(|source| source.file.as_str()).collect();
    assert_eq!(compiled, ["src/tui.rs", "src/tui/app.rs"]);
}

#[test]
fn the_world_is_found_in_a_pure_room() {
    let find = |text: &str| worldliness(&Source::new("src/domain/a.rs", text)).len();
    assert_eq!(find("use std::{fmt, fs};\n"), 1);
    assert_eq!(find("fn a() {\n    std::env::var(\"A\");\n}\n"), 1);
    assert_eq!(find("use ratatui::layout::Rect;\n"), 1);
    assert_eq!(find("use std::{collections::HashMap, fmt};\n"), 0);
    let store = Source::new("src/store/a.rs", "use std::fs;\n");
    assert!(worldliness(&store).is_empty());
}

#[test]
fn a_stroke_past_the_canvas_is_found() {
    let find = |file: &str, text: &str| strokes(&Source::new(file, text)).len();
    assert_eq!(find("src/tui/a.rs", "buffer.set_string(0, 0, a, b);\n"), 1);
    assert_eq!(
        find(
            "src/tui/a.rs",
            "use ratatui::{layout::Rect, widgets::Clear};\n"
        ),
        1
    );
    assert_eq!(find("src/tui/a.rs", "use ratatui::layout::Rect;\n"), 0);
    assert_eq!(find(CANVAS, "buffer.set_string(0, 0, a, b);\n"), 0);
    assert_eq!(find("src/text/a.rs", "Span::raw(a)\n"), 0);
}
