//! Bad roadmaps, through `mastery check` and the views. The numbers are those
//! of the list of cases; what a case says in full is in the snapshots of
//! `tests/it/bad_roadmaps.rs`, which read the same files.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    os::unix::{fs::symlink, net::UnixListener},
    path::{Path, PathBuf},
    process::Command,
};

use super::runs::{Run, each, mastery, write};
use crate::{lane::report, pty::Home};

/// Where a roadmap of the corpus is.
enum From {
    /// A file of `tests/fixtures/roadmaps`.
    File(&'static str),
    /// Too large for one.
    Made(fn() -> Vec<u8>),
    /// No file, or none to be read.
    Placed(fn(&Path)),
}

use From::{File, Made, Placed};

/// A case: its number, where it is, whether `mastery check` is content, and
/// what it says.
type Case = (u8, From, bool, &'static [&'static str]);

const HEAD: &str = "format = 1\nid = \"tea\"\ntitle = \"Tea\"\n";
const PHASE: &str = "[[phase]]\nid = \"leaf\"\ntitle = \"The leaf\"\ndays = 1\n";
const BOOK: &str = "[[phase.reading]]\nid = \"book\"\nkind = \"book\"\n";

fn phases(count: usize, needs: impl Fn(usize) -> Vec<usize>) -> Vec<u8> {
    let mut source = HEAD.to_owned();
    for at in 0..count {
        let needs: Vec<String> = needs(at).iter().map(|it| format!("\"p{it}\"")).collect();
        let needs = needs.join(",");
        write!(
            source,
            "[[phase]]\nid=\"p{at}\"\ntitle=\"P\"\ndays=1\nneeds=[{needs}]\n"
        )
        .unwrap();
    }
    source.into_bytes()
}

fn after_head(piece: &str, times: usize) -> Vec<u8> {
    format!("{HEAD}a={}", piece.repeat(times)).into_bytes()
}

fn titled(title: &str) -> Vec<u8> {
    format!("{HEAD}{PHASE}{BOOK}title = \"{title}\"\n").into_bytes()
}

fn special(path: &Path, kind: rustix::fs::FileType) {
    rustix::fs::mknodat(rustix::fs::CWD, path, kind, 0o600.into(), 0).unwrap();
}

const NO_ID: &str = "is no id, so this book is left out";
const NO_DAYS: &[&str] = &["degrading: ", ":8:8: `phase.days` cannot be"];

/// The list, in its order. Where our behaviour is another than the list
/// proposes, a comment says why.
const CASES: &[Case] = &[
    (
        1,
        File("bad/empty"),
        false,
        &["1:1: this roadmap is empty", "`format = 1`"],
    ),
    (2, Placed(|_| ()), false, &["cannot read `", "No such file"]),
    (
        3,
        Placed(|path| fs::create_dir(path).unwrap()),
        false,
        &["is a directory, not a file"],
    ),
    (
        4,
        Placed(|path| special(path, rustix::fs::FileType::Fifo)),
        false,
        &["is a pipe, not a file"],
    ),
    (
        4,
        Placed(|path| drop(UnixListener::bind(path).unwrap())),
        false,
        &["cannot read `"],
    ),
    (
        5,
        Placed(|path| symlink("/dev/zero", path).unwrap()),
        false,
        &["is a device, not a file"],
    ),
    (
        5,
        Placed(|path| symlink(path, path).unwrap()),
        false,
        &["cannot read `"],
    ),
    (
        5,
        Placed(|path| symlink("nowhere", path).unwrap()),
        false,
        &["cannot read `", "No such file"],
    ),
    (
        6,
        Made(|| vec![b'#'; (4 << 20) + 1]),
        false,
        &["is larger than 4 MiB"],
    ),
    (
        7,
        File("bad/not-utf8"),
        false,
        &["4:12: line 4 is not UTF-8"],
    ),
    (8, File("bad/utf16"), false, &["is UTF-16", "save as UTF-8"]),
    (
        9,
        File("odd/byte-order-mark"),
        true,
        &["is sound: 1 phase, 2 items"],
    ),
    (10, File("good/windows"), true, &["is sound"]),
    (
        11,
        File("bad/lone-cr"),
        false,
        &["1:11: a carriage return without a line feed"],
    ),
    (12, File("bad/nul"), false, &["4:13: a NUL character"]),
    (
        13,
        Made(|| after_head("[", 100_000)),
        false,
        &["4:83: not TOML: cannot recurse further"],
    ),
    (
        14,
        Made(|| after_head("{a=", 100_000)),
        false,
        &["not TOML: cannot recurse further"],
    ),
    (
        15,
        Made(|| after_head("a.", 100_000)),
        false,
        &["4:3: not TOML: "],
    ),
    (
        15,
        Made(|| format!("{HEAD}{}a = 1\n", "a.".repeat(100_000)).into_bytes()),
        false,
        &["not TOML: recursion limit"],
    ),
    (
        16,
        Made(|| after_head("=", 1_000_000)),
        false,
        &["4:3: not TOML: extra `=`"],
    ),
    (
        17,
        Made(|| after_head("+", 1_000_000)),
        false,
        &["4:4: not TOML: redundant numeric sign"],
    ),
    (
        18,
        File("bad/quotes-without-end"),
        false,
        &["4:19: not TOML: unexpected key or value"],
    ),
    (
        19,
        File("bad/duplicate-item-id"),
        false,
        &["the id `leaf-book` is on line 12 and again on line 17"],
    ),
    (
        20,
        File("bad/duplicate-key"),
        false,
        &["10:1: duplicate key `title`; first on line 8"],
    ),
    (
        21,
        File("bad/cycle"),
        false,
        &["phases need each other in a circle: leaf → cup → leaf"],
    ),
    (
        22,
        File("bad/needs-itself"),
        false,
        &["phase `leaf` needs itself"],
    ),
    // Sound but for a finding a phase: that nothing is to be read in them.
    (
        23,
        Made(|| phases(10_000, |at| at.checked_sub(1).into_iter().collect())),
        true,
        &["phase `p9999` has nothing to read"],
    ),
    (
        24,
        Made(|| phases(800, |at| (0..at).collect())),
        true,
        &["phase `p799` has nothing to read"],
    ),
    (
        25,
        File("bad/reference-to-nothing"),
        false,
        &["there is no phase `laef`", "did you mean `leaf`?"],
    ),
    (
        26,
        File("bad/id-is-a-path"),
        false,
        &["11:6: `../../.bashrc` ", NO_ID],
    ),
    (
        27,
        File("bad/id-begins-with-a-dash"),
        false,
        &["`-rf` ", NO_ID],
    ),
    // `con` is a file's name everywhere but on Windows, and no file is named by
    // the id of an item.
    (
        27,
        File("odd/id-is-a-device-of-windows"),
        true,
        &["is sound"],
    ),
    (27, File("bad/id-is-a-dot"), false, &["`.` ", NO_ID]),
    (27, File("bad/id-is-two-dots"), false, &["`..` ", NO_ID]),
    (
        27,
        File("bad/id-is-empty"),
        false,
        &["an id cannot be empty"],
    ),
    (
        27,
        File("bad/id-is-too-long"),
        false,
        &["xxx` ", NO_ID, "expected 1 to 64 characters"],
    ),
    (27, File("bad/id-has-a-slash"), false, &["`a/b` ", NO_ID]),
    (27, File("bad/id-has-a-nul"), false, &["`a␀b` ", NO_ID]),
    // Ids are ASCII, so no two can be the same letters in another composition.
    (28, File("bad/id-is-composed"), false, &["`été` ", NO_ID]),
    (28, File("bad/id-is-decomposed"), false, &[NO_ID]),
    (
        28,
        File("bad/ids-differ-in-case"),
        false,
        &["differ only in capital letters"],
    ),
    (
        29,
        File("odd/title-sets-the-window-title"),
        true,
        &["is sound"],
    ),
    (30, File("odd/title-has-a-c1-control"), true, &["is sound"]),
    (30, File("odd/title-turns-around"), true, &["is sound"]),
    // Refused rather than shown with marks: nobody is asked about what cannot be seen.
    (
        31,
        File("bad/gate-turns-the-text-around"),
        false,
        &["`run` has a character in it that would not be seen"],
    ),
    (
        31,
        File("bad/gate-hides-a-joiner"),
        false,
        &["`run` has a character in it that would not be seen"],
    ),
    (
        31,
        File("bad/env-turns-the-text-around"),
        false,
        &["`A` cannot be set in the environment"],
    ),
    (
        32,
        Made(|| titled(&"t".repeat(1 << 20))),
        true,
        &["is sound"],
    ),
    (
        33,
        Made(|| titled(&format!("e{}", "\u{301}".repeat(10_000)))),
        true,
        &["is sound"],
    ),
    (
        34,
        File("bad/days-are-a-word"),
        false,
        &["`phase.days` cannot be a string"],
    ),
    (34, File("bad/days-are-negative"), false, NO_DAYS),
    (34, File("bad/days-are-endless"), false, NO_DAYS),
    (34, File("bad/days-are-too-many"), false, NO_DAYS),
    (34, File("bad/days-are-no-number"), false, NO_DAYS),
    (
        34,
        File("bad/wrong-types"),
        false,
        &["has 10 degrading problems"],
    ),
    (
        34,
        File("bad/absurd-numbers"),
        false,
        &["has 7 degrading problems"],
    ),
    (
        35,
        File("bad/date-that-is-none"),
        false,
        &["not TOML: invalid date", "day between 01 and 28"],
    ),
    (
        35,
        File("bad/no-leap-year"),
        false,
        &["not TOML: invalid date", "day between 01 and 28"],
    ),
    (
        36,
        File("bad/leap-second"),
        false,
        &["`summary` cannot be a date"],
    ),
    (
        36,
        File("bad/leap-second-of-a-day"),
        false,
        &["`summary` cannot be a date"],
    ),
    (
        36,
        File("bad/year-zero"),
        false,
        &["`summary` cannot be a date"],
    ),
    (
        37,
        File("bad/unknown-key"),
        false,
        &["unknown key `dayz` in `phase`", "did you mean `days`?"],
    ),
    // Not shown at all: who knows what a newer format means by the same words.
    (
        38,
        File("bad/newer-format"),
        false,
        &["this roadmap needs a newer mastery"],
    ),
    (
        39,
        File("bad/git-conflict"),
        false,
        &["4:1: unresolved git conflict at line 4"],
    ),
    (
        40,
        File("bad/escape-in-source"),
        false,
        &["4:3: not TOML", "a␛[2J = 1"],
    ),
    // A gate is a list of words; a shell is only there where one is written.
    (
        41,
        File("bad/gate-is-a-string"),
        false,
        &["`phase.proof.gate.run` cannot be a string"],
    ),
    // Refused: a command is shown on one line, and all of it.
    (
        42,
        File("bad/gate-has-two-lines"),
        false,
        &["`run` has a character in it that would not be seen"],
    ),
    (43, File("odd/gate-is-padded"), true, &["is sound"]),
    (
        44,
        File("bad/gate-runs-nothing"),
        false,
        &["`run` has no command"],
    ),
    (
        44,
        File("bad/gate-begins-with-nothing"),
        false,
        &["`run` begins with no command"],
    ),
    (
        44,
        File("bad/gate-has-a-nul"),
        false,
        &["`run` has a character in it that would not be seen"],
    ),
    (
        45,
        File("bad/gate-runs-in-the-root"),
        false,
        &["the folder `/` is not below the repository"],
    ),
    (
        45,
        File("bad/gate-runs-above"),
        false,
        &["the folder `../..` is not below the repository"],
    ),
    // No shell reads it: it is a folder of that name, which is not there.
    (45, File("odd/gate-runs-in-a-tilde"), true, &["is sound"]),
    // They are the learner's to judge: shown before the question, part of the
    // consent (see `trust`).
    (46, File("odd/gate-sets-the-loader"), true, &["is sound"]),
    (
        47,
        File("bad/roadmap-says-it-is-trusted"),
        false,
        &["unknown key `trusted` in the roadmap"],
    ),
    (
        47,
        File("bad/roadmap-trusts-all"),
        false,
        &["unknown key `settings` in the roadmap"],
    ),
    (
        47,
        File("bad/gate-says-it-is-trusted"),
        false,
        &["unknown key `trusted` in `phase.proof.gate`"],
    ),
    (
        47,
        File("bad/keys-of-the-environment"),
        false,
        &["unknown key `env` in the roadmap"],
    ),
    // There is no inclusion, so there is no second file to approve of.
    (
        48,
        File("bad/include-of-another"),
        false,
        &["unknown key `include` in the roadmap"],
    ),
    (49, File("odd/title-is-a-template"), true, &["is sound"]),
    (
        49,
        File("odd/text-looks-like-a-phase"),
        true,
        &["is sound: 1 phase, 2 items"],
    ),
    // Left out rather than clamped: the step then has the usual ten minutes,
    // and the gate, which is not as it was written, proves nothing.
    (
        50,
        File("bad/gate-takes-no-time"),
        false,
        &["`phase.proof.gate.minutes` cannot be `0`"],
    ),
    (
        50,
        File("bad/gate-takes-less-than-no-time"),
        false,
        &["`phase.proof.gate.minutes` cannot be `-1`"],
    ),
    (
        50,
        File("bad/gate-takes-for-ever"),
        false,
        &["`phase.proof.gate.minutes` cannot be `1000000000000`"],
    ),
    // 51: `trust`. 52: `tests/it/terminal/roadmap.rs`.
];

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/roadmaps")
}

/// Puts a case where a learner would have it.
fn place(from: &From, path: &Path) {
    match from {
        File(name) => drop(fs::copy(fixtures().join(format!("{name}.toml")), path).unwrap()),
        Made(make) => write(path, make()),
        Placed(place) => {
            let _ = fs::remove_file(path);
            place(path);
        }
    }
}

/// Every text of the corpus that is small: the files, all of them.
pub(crate) fn written() -> Vec<PathBuf> {
    let mut files = Vec::new();
    for folder in ["bad", "odd", "good", "terminal"] {
        let entries = fs::read_dir(fixtures().join(folder)).unwrap();
        files.extend(entries.map(|entry| entry.unwrap().path()));
    }
    files.retain(|path| path.extension().is_some_and(|it| it == "toml"));
    files.sort();
    files
}

/// What may be computed over the reading of one: in a release build, a tenth of
/// a second for what is refused for its syntax, but for a million mistakes.
fn may_compute(number: u8, from: &From) -> u64 {
    match (number, cfg!(debug_assertions)) {
        (13..=15 | 18, false) => 10,
        (_, true) if matches!(from, Made(_)) => 800,
        _ => 100,
    }
}

#[test]
fn one_mistake_a_roadmap_and_what_is_said_of_it() {
    let slowest = std::sync::Mutex::new((0, 0));
    each(CASES, |(number, from, content, says)| {
        let home = Home::new();
        let path = home.path().join("roadmap.toml");
        place(from, &path);
        let what = match from {
            File(name) => format!("{number} {name}"),
            Made(_) | Placed(_) => number.to_string(),
        };
        // Without a file, and a folder is none, the built-in one is meant.
        let missing = matches!(number, 2 | 3);
        let named = mastery(&home, &["check", path.to_str().unwrap()]).sound(&what);
        assert_eq!(
            named.code(),
            Some(i32::from(!content)),
            "{what}: {}",
            named.said()
        );
        for part in *says {
            assert!(
                named.said().contains(part),
                "{what}: no “{part}” in\n{}",
                named.said()
            );
        }
        // A view shows what is left, or says why there is nothing; it never
        // shows another roadmap in its stead.
        let view = mastery(&home, &["status"]).sound(&what);
        let fatal = named.said().contains("fatal: ");
        assert_eq!(
            view.code(),
            Some(i32::from(fatal && !missing)),
            "{what}: {}",
            view.said()
        );
        if fatal && !missing {
            assert!(
                view.said().contains("the journal was left alone"),
                "{what}: {}",
                view.said()
            );
        }
        assert!(!home.data.exists(), "{what}: something was written");
        let may = may_compute(*number, from);
        for run in [&named, &view] {
            assert!(
                run.ticks <= may,
                "{what}: {} hundredths of a second",
                run.ticks
            );
        }
        let mut slowest = slowest
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        *slowest = (*slowest).max((named.ticks, *number));
    });
    let numbers: BTreeSet<u8> = CASES.iter().map(|case| case.0).collect();
    assert_eq!(numbers, (1..=50).collect());
    let (ticks, number) = *slowest.lock().unwrap();
    report(
        "corpus A",
        &format!(
            "{} roadmaps of cases 1–50, 2 runs each: as expected; the longest computed {ticks}0 ms (case {number})",
            CASES.len()
        ),
    );
}

/// The views that show titles, as they are asked for of any of these roadmaps.
const VIEWS: [&str; 8] = [
    "phases",
    "phase leaf",
    "show book",
    "today",
    "next",
    "plan",
    "history",
    "phases --json",
];

#[test]
fn what_is_in_a_title_is_only_shown() {
    let titles: [(u8, &str, &str); 5] = [
        (29, "odd/title-sets-the-window-title", "␛]0;pwn␇"),
        (30, "odd/title-has-a-c1-control", "x�31mx"),
        (30, "odd/title-turns-around", "A ‹RLO›koob‹LRI› x"),
        (
            49,
            "odd/title-is-a-template",
            "{{ exec('touch pwned') }} $(touch pwned) `touch pwned` ${HOME}",
        ),
        (49, "odd/text-looks-like-a-phase", "A book"),
    ];
    let mut runs = 0;
    for (number, name, shown) in titles {
        let home = Home::new();
        place(&File(name), &home.path().join("roadmap.toml"));
        for view in VIEWS {
            let words: Vec<&str> = view.split(' ').collect();
            let run = mastery(&home, &words).sound(&format!("{number} {view}"));
            assert_eq!(run.code(), Some(0), "{number} {view}: {}", run.said());
            runs += 1;
            if view == "show book" {
                assert!(run.said().contains(shown), "{number}: {}", run.said());
            }
        }
        assert!(!home.path().join("pwned").exists());
        // Its state folder is all that it writes by itself.
        let left = fs::read_dir(home.path())
            .unwrap()
            .map(|it| it.unwrap().file_name());
        let left: BTreeSet<_> = left.collect();
        assert!(
            left.iter().all(|it| it == "roadmap.toml" || it == "state"),
            "{left:?}"
        );
    }
    // 32 and 33: a mebibyte of title, ten thousand marks on one letter.
    let marked = titled(&format!("e{}", "\u{301}".repeat(10_000)));
    for (number, roadmap) in [(32, titled(&"t".repeat(1 << 20))), (33, marked)] {
        let home = Home::new();
        home.write("roadmap.toml", roadmap);
        for view in VIEWS {
            let words: Vec<&str> = view.split(' ').collect();
            let run = mastery(&home, &words).sound(&format!("{number} {view}"));
            assert_eq!(run.code(), Some(0), "{number} {view}");
            runs += 1;
            let marks = run.said().matches('\u{301}').count();
            let most = if view == "phases --json" {
                20_000
            } else {
                8 * 3
            };
            assert!(marks <= most, "{number} {view}: {marks} marks");
        }
    }
    report(
        "corpus A",
        &format!("{runs} views of hostile titles: all shown, none acted"),
    );
}

/// Case 43: what is far to the right is a part of the command, too.
#[test]
fn a_command_is_shown_to_its_end() {
    let home = Home::new();
    place(
        &File("odd/gate-is-padded"),
        &home.path().join("roadmap.toml"),
    );
    let run = mastery(&home, &["prove", "M1", "--dry-run"]).sound("43");
    let said = run.said();
    assert!(said.contains("mix test"), "{said}");
    assert!(said.contains("; touch pwned'"), "{said}");
    assert!(!home.path().join("pwned").exists());
    // Case 46: what is set besides is shown, word by word.
    place(
        &File("odd/gate-sets-the-loader"),
        &home.path().join("roadmap.toml"),
    );
    let said = mastery(&home, &["prove", "M1", "--dry-run"])
        .sound("46")
        .said();
    for part in [
        "LD_PRELOAD=/tmp/x.so",
        "PATH=/tmp",
        "GIT_SSH_COMMAND='touch pwned'",
    ] {
        assert!(said.contains(part), "{said}");
    }
    // Case 45: a tilde is a name, and a link that leads out is refused.
    place(
        &File("odd/gate-runs-in-a-tilde"),
        &home.path().join("roadmap.toml"),
    );
    let refused = || {
        let run: Run = mastery(&home, &["prove", "M1", "--dry-run"]).sound("45");
        assert_eq!(run.code(), Some(3), "{}", run.said());
        run.said()
    };
    let said = refused();
    assert!(
        said.contains("runs in `~`, which the repository does not have"),
        "{said}"
    );
    symlink("/etc", home.path().join("~")).unwrap();
    let said = refused();
    assert!(
        said.contains("outside the repository: a link leads to `/etc`"),
        "{said}"
    );
    report("corpus A", "43, 45, 46: shown whole or refused, 4 runs");
}

/// What hides another roadmap behind it would be worse than no roadmap.
#[test]
fn whatever_is_called_a_roadmap_is_meant() {
    let mut runs = 0;
    for (number, from, ..) in CASES.iter().filter(|case| matches!(case.1, Placed(_))) {
        if matches!(number, 2 | 3) {
            continue;
        }
        let home = Home::new();
        let below = home.path().join("below/further");
        fs::create_dir_all(&below).unwrap();
        place(from, &home.path().join("roadmap.toml"));
        let mut command: Command = super::runs::program(&home, &["tick", "gates-credo"]);
        let run = super::runs::run(command.current_dir(below)).sound("tick");
        assert_eq!(run.code(), Some(1), "{number}: {}", run.said());
        assert!(
            run.said().contains("the journal was left alone"),
            "{}",
            run.said()
        );
        assert!(
            !home.data.exists(),
            "{number}: a tick went to another roadmap"
        );
        runs += 1;
    }
    assert!(runs >= 5);
    report(
        "corpus A",
        &format!("{runs} special files named roadmap.toml: no tick went elsewhere"),
    );
}
