//! `mastery doctor`: one fault at a time, what it says of it, and mending.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    path::Path,
    process::{Command, Output},
};

use pretty_assertions::assert_eq;
use regex::Regex;
use serde_json::Value;

use super::{desk::Desk, schema::Published};
use crate::prove::Yard;

/// What the desk of a test always has: nothing of it is a fault.
const USUAL: [&str; 2] = ["fixed-time", "repository"];

fn command(desk: &Desk, line: &str) -> Command {
    let words: Vec<&str> = line.split_whitespace().collect();
    let mut command = desk.command(&words);
    command.env("EDITOR", "/bin/sh").env("LANG", "C.UTF-8");
    command
}

fn json(desk: &Desk, output: &Output) -> Value {
    assert!(
        !output.stdout.is_empty(),
        "it said nothing: {}",
        desk.said(output)
    );
    let value: Value = serde_json::from_slice(&output.stdout).unwrap();
    Published::read().accept("doctor", &value);
    value["doctor"].clone()
}

fn examine(desk: &Desk) -> (Value, Option<i32>) {
    let output = command(desk, "doctor --json").output().unwrap();
    (json(desk, &output), output.status.code())
}

/// What is not as it should be, in the words of the report, without what
/// differs from run to run.
fn faults(desk: &Desk, report: &Value) -> String {
    let mut told = String::new();
    for check in report["checks"].as_array().unwrap() {
        let name = check["check"].as_str().unwrap();
        let usual = USUAL.contains(&name) && check["level"] == "note";
        if check["level"] == "ok" || usual {
            continue;
        }
        let text = |key: &str| check[key].as_str().unwrap_or_default().to_owned();
        writeln!(told, "{} {name}: {}", text("level"), text("text")).unwrap();
        for place in check["places"].as_array().unwrap() {
            writeln!(told, "    {}", place.as_str().unwrap()).unwrap();
        }
        if check["advice"].is_string() {
            writeln!(told, "    → {}", text("advice")).unwrap();
        }
        if check["mendable"] == true {
            writeln!(told, "    (mendable)").unwrap();
        }
    }
    plain(desk, &told)
}

fn plain(desk: &Desk, text: &str) -> String {
    let real = desk.path("").canonicalize().unwrap();
    let mut text = text
        .replace(&format!("{}/", real.display()), "~/")
        .replace(desk.path("").to_str().unwrap(), "~/");
    let device = fs::read_to_string(desk.path(".local/state/mastery/device.toml"));
    if let Some(id) = device.ok().and_then(|it| {
        let rest = it.split_once("id = \"")?.1.to_owned();
        rest.split_once('"').map(|(id, _)| id.to_owned())
    }) {
        text = text.replace(&id, "DEVICE");
    }
    let replace = |text: &str, what: &str, with: &str| {
        Regex::new(what)
            .unwrap()
            .replace_all(text, with)
            .into_owned()
    };
    let text = replace(&text, r"\b01[0-9A-HJKMNP-TV-Z]{24}\b", "ID");
    replace(&text, r"\d+ bytes, it had \d+", "N bytes, it had M")
}

/// A desk on which three things happened.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.ok("begin today");
    desk.ok("tick gates-credo");
    desk.ok("note Let it crash.");
    desk
}

fn own(desk: &Desk) -> String {
    fs::read_to_string(desk.journal()).unwrap()
}

fn write_own(desk: &Desk, text: &str) {
    desk.file(desk.journal().to_str().unwrap(), text);
}

/// Puts marks around the last two events, as git does.
fn conflict(text: &str) -> String {
    let blocks: Vec<&str> = text.split_inclusive("\n\n").collect();
    let (last, before) = (blocks[blocks.len() - 1], blocks[blocks.len() - 2]);
    let head = blocks[..blocks.len() - 2].concat();
    format!("{head}<<<<<<< HEAD\n{before}=======\n{last}>>>>>>> other\n")
}

fn link(from: &Path, to: &Path) {
    #[cfg(unix)]
    std::os::unix::fs::symlink(to, from).unwrap();
}

fn mode(path: &Path, mode: u32) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }
}

const STATE: &str = ".local/state/mastery";
const DATA: &str = ".local/share/mastery";

type Break = fn(&Desk);

/// Each breaks one thing.
const FAULTS: [(&str, Break); 30] = [
    ("nothing", |_| {}),
    ("a torn end", |desk| {
        write_own(desk, &(own(desk) + "[[event]] # x\nid = \"01J"));
    }),
    ("no blank line at the end", |desk| {
        write_own(desk, own(desk).trim_end());
    }),
    ("an event that was cut out", |desk| {
        let text = own(desk);
        let blocks: Vec<&str> = text.split_inclusive("\n\n").collect();
        write_own(desk, &[blocks[0], blocks[2]].concat());
    }),
    ("an event that was edited", |desk| {
        write_own(desk, &own(desk).replace("gates-credo", "gates-sobelow"));
    }),
    ("a block that is none", |desk| {
        write_own(
            desk,
            &format!("[[event]]\nid = 7\nsum = \"0\"\n\n{}", own(desk)),
        );
    }),
    ("lines of somebody", |desk| {
        write_own(desk, &format!("hello = 1\n\n{}", own(desk)));
    }),
    ("zeros", |desk| {
        write_own(desk, &(own(desk) + "\0\0\0\0"));
    }),
    ("a merge", |desk| write_own(desk, &conflict(&own(desk)))),
    ("a merge in another's file", |desk| {
        desk.file(
            &format!("{DATA}/elixir-systems-mastery/phone-0c11.toml"),
            &conflict(&own(desk)),
        );
    }),
    ("a copy", |desk| {
        desk.file(
            &format!("{DATA}/elixir-systems-mastery/a.sync-conflict-1.toml"),
            &own(desk),
        );
    }),
    ("a clock that nobody reaches", |desk| {
        desk.happened("note", "text = \"x\"");
        write_own(
            desk,
            &own(desk).replace("clock = 1003", "clock = 9007199254740993"),
        );
    }),
    ("one id for two events", |desk| {
        let text = own(desk).replace("Let it crash.", "Do not.");
        desk.file(&format!("{DATA}/elixir-systems-mastery/zz.toml"), &text);
    }),
    ("a link that leads out", |desk| {
        let out = desk.file("elsewhere.toml", "");
        link(&desk.journals().join("zz.toml"), &out);
    }),
    ("a folder in the place of the journal", |desk| {
        let own = desk.journal();
        fs::rename(&own, desk.path("kept")).unwrap();
        fs::create_dir(&own).unwrap();
    }),
    ("an older version put back", |desk| {
        let text = own(desk);
        let blocks: Vec<&str> = text.split_inclusive("\n\n").collect();
        write_own(desk, blocks[0]);
    }),
    ("a moment to come", |desk| {
        write_own(
            desk,
            &own(desk).replace("at = 2026-01-05", "at = 2031-01-05"),
        );
    }),
    ("a day to come", |desk| {
        write_own(
            desk,
            &own(desk).replacen("day = 2026-01-05", "day = 2026-01-08", 1),
        );
    }),
    ("a counter that jumps", |desk| {
        write_own(desk, &own(desk).replace("clock = 3", "clock = 9000003"));
    }),
    ("a clock that went back", |desk| {
        let text = own(desk);
        let (before, last) = text.rsplit_once("at = 2026-01-05").unwrap();
        write_own(desk, &format!("{before}at = 2026-01-01{last}"));
    }),
    ("a repository that is not there", |desk| {
        desk.file(
            ".config/mastery/config.toml",
            "[repository]\nelixir-systems-mastery = \"~/nowhere\"\n",
        );
    }),
    ("a damaged consent", |desk| {
        let file = desk.file(&format!("{STATE}/consent/4f0c2a91.toml"), "given = 7");
        mode(&file, 0o600);
        mode(file.parent().unwrap(), 0o700);
    }),
    ("a journal that others may write", |desk| {
        mode(&desk.journal(), 0o666);
    }),
    ("a journal that its owner may not write", |desk| {
        mode(&desk.journal(), 0o400);
    }),
    ("a draft that was left", |desk| {
        let file = desk.file(&format!("{STATE}/device.toml.4711.tmp"), "id");
        let old = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
        fs::File::options()
            .write(true)
            .open(file)
            .unwrap()
            .set_modified(old)
            .unwrap();
    }),
    ("settings that are wrong", |desk| {
        desk.file(
            ".config/mastery/config.toml",
            "ascii = 7\nday_strat = \"3:00\"\n",
        );
    }),
    ("a roadmap that is no TOML", |desk| {
        desk.file("work/roadmap.toml", "no toml");
    }),
    ("a roadmap with a word that nobody knows", |desk| {
        desk.file(
            "work/roadmap.toml",
            "format = 1\nid = \"x\"\ntitle = \"X\"\nsumary = \"\"\n",
        );
    }),
    ("a device without a name", |desk| {
        desk.file(&format!("{STATE}/device.toml"), "id = 7");
    }),
    ("a file in the place of the journals", |desk| {
        fs::rename(desk.journals(), desk.path("kept")).unwrap();
        desk.file(&format!("{DATA}/elixir-systems-mastery"), "");
    }),
];

#[test]
fn every_fault_is_told_with_what_to_do() {
    let mut told = String::new();
    let mut names = BTreeSet::new();
    for (name, harm) in FAULTS {
        let desk = desk();
        harm(&desk);
        let (report, status) = examine(&desk);
        let worst = report["worst"].as_str().unwrap();
        let expected = match worst {
            "warning" => 1,
            "error" => 2,
            _ => 0,
        };
        assert_eq!(status, Some(expected), "{name}");
        for check in report["checks"].as_array().unwrap() {
            names.insert(check["check"].as_str().unwrap().to_owned());
            let bad = ["warning", "error"].contains(&check["level"].as_str().unwrap());
            assert!(!bad || check["advice"].is_string(), "{name}: {check}");
        }
        let faults = faults(&desk, &report);
        let bare: Vec<&str> = faults.lines().collect();
        assert_eq!(name == "nothing", bare.is_empty(), "{name}");
        writeln!(told, "# {name} [{expected}]\n{faults}").unwrap();
    }
    assert!(names.len() > 35, "{names:?}");
    insta::assert_snapshot!(told);
}

#[test]
fn a_report_reads_calmly() {
    let desk = desk();
    write_own(&desk, &(own(&desk) + "[[event]] # x\nid = \"01J"));
    let look = |columns: &str| {
        let mut command = command(&desk, "doctor");
        command
            .env("COLUMNS", columns)
            .env("TERM", "xterm-256color");
        command.output().unwrap()
    };
    for line in String::from_utf8(look("60").stdout).unwrap().lines() {
        assert!(line.chars().count() <= 60, "{line}");
    }
    // Wide enough for the longest path of a temporary folder.
    let said = plain(&desk, &desk.said(&look("400")));
    // Which versions there are is another day's news.
    let (above, below) = said.split_once("\nVersions").unwrap();
    let (_, end) = below.rsplit_once("\n\n").unwrap();
    insta::assert_snapshot!(format!("{above}\n…\n\n{end}"));
}

#[test]
fn it_looks_without_touching_anything() {
    let desk = Desk::new();
    let (report, status) = examine(&desk);
    assert_eq!(status, Some(0), "{report}");
    assert!(!desk.path(".local").exists());
    assert!(!desk.path(".config").exists());
}

#[test]
fn it_works_where_nothing_else_does() {
    let desk = desk();
    // No home, no settings, no roadmap, no time, and a working folder that is gone.
    desk.file("work/roadmap.toml", "no toml");
    let output = command(&desk, "doctor --json")
        .env_remove("HOME")
        .env("MASTERY_NOW", "yesterday")
        .output()
        .unwrap();
    let report = json(&desk, &output);
    assert_eq!(output.status.code(), Some(2));
    let errors: Vec<&str> = report["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|check| check["level"] == "error")
        .map(|check| check["check"].as_str().unwrap())
        .collect();
    assert_eq!(
        errors,
        [
            "roadmap-fatal",
            "data-folder",
            "state-folder",
            "config-file",
            "fixed-time"
        ]
    );
    let gone = desk.path("gone");
    fs::create_dir(&gone).unwrap();
    let output = Command::new("/bin/sh")
        .args([
            "-c",
            "cd \"$1\" && rmdir \"$1\" && exec \"$2\" doctor --json",
            "sh",
        ])
        .arg(&gone)
        .arg(env!("CARGO_BIN_EXE_mastery"))
        .env_clear()
        .env("HOME", desk.path(""))
        .output()
        .unwrap();
    json(&desk, &output);
}

#[test]
fn a_broken_roadmap_does_not_hide_the_journals() {
    let desk = desk();
    desk.file("work/roadmap.toml", "no toml");
    let (report, _) = examine(&desk);
    let devices = report["devices"].as_array().unwrap();
    assert_eq!(devices.len(), 1);
    assert_eq!(devices[0]["roadmap"], "elixir-systems-mastery");
    assert_eq!(devices[0]["events"], 3);
    assert_eq!(devices[0]["own"], true);
    assert_eq!(devices[0]["first"], "2026-01-05");
}

#[test]
fn mending_keeps_a_copy_and_every_event() {
    let desk = desk();
    write_own(&desk, &conflict(&own(&desk)));
    mode(&desk.journal(), 0o666);
    let consent = desk.file(&format!("{STATE}/consent/4f0c2a91.toml"), "given = 7");
    mode(&consent, 0o600);
    mode(consent.parent().unwrap(), 0o700);
    let before = own(&desk);
    let events = desk.ok("export events");
    assert_eq!(events.lines().count(), 3);

    // Nobody is there to be asked.
    let output = command(&desk, "doctor --fix").output().unwrap();
    let said = desk.said(&output);
    assert!(said.contains("resolve the merge in ~/"), "{said}");
    assert!(said.contains("nothing changed"), "{said}");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(own(&desk), before);
    let output = command(&desk, "doctor --fix --json").output().unwrap();
    assert_eq!(output.status.code(), Some(2));

    let output = command(&desk, "doctor --fix --yes --json")
        .output()
        .unwrap();
    let report = json(&desk, &output);
    assert_eq!(output.status.code(), Some(0), "{report}");
    assert_eq!(report["mended"].as_array().unwrap().len(), 3, "{report}");
    assert_eq!(report["mendable"], 0);
    let copies = Path::new(report["copies"].as_str().unwrap());
    assert!(copies.starts_with(desk.path(DATA)), "{copies:?}");
    let name = desk.journal().file_name().unwrap().to_owned();
    let copy = copies.join("elixir-systems-mastery").join(name);
    assert_eq!(fs::read_to_string(copy).unwrap(), before);
    let aside = copies.join("4f0c2a91.toml");
    assert_eq!(fs::read_to_string(aside).unwrap(), "given = 7");
    assert!(!consent.exists());
    let mended = own(&desk);
    assert!(!mended.contains("<<<<") && !mended.contains("===="));
    assert_eq!(desk.ok("export events"), events);

    // There is nothing left to do, and nothing is done.
    let output = command(&desk, "doctor --fix --yes").output().unwrap();
    let said = desk.said(&output);
    assert!(said.contains("nothing that could be mended"), "{said}");
    assert_eq!(own(&desk), mended);
    let folders = fs::read_dir(desk.path(DATA)).unwrap().count();
    assert_eq!(folders, 2);
    desk.ok("tick gates-sobelow");
    assert_eq!(desk.ok("export events").lines().count(), 4);
}

#[test]
fn what_cannot_be_copied_is_not_mended() {
    let desk = desk();
    let text = conflict(&own(&desk));
    write_own(&desk, &text);
    // The copies' name is taken by a file: another name is found.
    let taken = format!("{DATA}/before-doctor@2026-01-05@20-14-05");
    desk.file(&taken, "taken");
    let torn = text + "[[event]] # torn\nid = \"01";
    write_own(&desk, &torn);
    let output = command(&desk, "doctor --fix --yes --json")
        .output()
        .unwrap();
    let report = json(&desk, &output);
    assert_eq!(output.status.code(), Some(2), "{report}");
    let told = faults(&desk, &report);
    assert!(
        told.contains("error not-mended: not mended: resolve the merge"),
        "{told}"
    );
    assert_eq!(own(&desk), torn);
    assert_eq!(fs::read_to_string(desk.path(&taken)).unwrap(), "taken");
    assert!(report["copies"].is_null());
}

#[test]
fn an_output_that_is_gone_or_changed_is_told() {
    let yard = Yard::shell("echo p99: 7");
    yard.trust("M0");
    let _ = yard.run("prove M0");
    let report = |line: &str| -> Value {
        let said = yard.run(line);
        let value: Value = serde_json::from_str(said.lines().next().unwrap()).unwrap();
        value["doctor"].clone()
    };
    let level = |report: &Value, name: &str| -> Option<String> {
        let checks = report["checks"].as_array().unwrap();
        let check = checks.iter().find(|check| check["check"] == name)?;
        check["level"].as_str().map(str::to_owned)
    };
    let whole = report("doctor --deep --json");
    assert_eq!(level(&whole, "evidence").as_deref(), Some("ok"));
    assert_eq!(level(&whole, "evidence-changed"), None);
    assert_eq!(level(&whole, "consents").as_deref(), Some("ok"));
    let file = yard.outputs().remove(0);
    fs::File::options()
        .write(true)
        .open(&file)
        .unwrap()
        .set_len(9)
        .unwrap();
    assert_eq!(level(&report("doctor --json"), "evidence-changed"), None);
    let changed = report("doctor --deep --json");
    assert_eq!(
        level(&changed, "evidence-changed").as_deref(),
        Some("error")
    );
    fs::remove_file(&file).unwrap();
    let missing = report("doctor --json");
    assert_eq!(
        level(&missing, "evidence-missing").as_deref(),
        Some("warning")
    );
}

#[test]
fn who_is_writing_and_what_is_missing_around_is_told() {
    let desk = desk();
    let lock = fs::read_dir(desk.path(STATE))
        .unwrap()
        .map(|it| it.unwrap().path())
        .find(|path| {
            path.to_string_lossy().contains("elixir-systems-mastery@")
                && path.extension().is_some_and(|end| end == "lock")
        })
        .unwrap();
    let held = fs::File::open(lock).unwrap();
    held.lock().unwrap();
    let output = command(&desk, "doctor --json")
        .env("EDITOR", "no-such-editor --wait")
        .env("LANG", "C")
        .env("XDG_DATA_HOME", "relative")
        .env("VISUAL", "")
        .output()
        .unwrap();
    let report = json(&desk, &output);
    drop(held);
    assert_eq!(output.status.code(), Some(1));
    let told = faults(&desk, &report);
    for part in [
        "note lock: another mastery of this device is writing just now",
        "warning editor: the editor: no-such-editor (named by `EDITOR`) is not there",
        "note locale: the locale is C (`LANG`)",
    ] {
        assert!(told.contains(part), "{told}");
    }
    let folder = report["checks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|check| check["check"] == "data-folder")
        .unwrap();
    let text = folder["text"].as_str().unwrap();
    assert!(
        text.contains("`XDG_DATA_HOME` is no absolute path"),
        "{text}"
    );
}

#[test]
fn quietly_only_what_is_amiss_is_told() {
    let desk = desk();
    let output = command(&desk, "doctor --quiet").output().unwrap();
    let said = desk.said(&output);
    assert!(said.ends_with("\nAll is well.\n"), "{said}");
    assert!(!said.lines().any(|line| line.starts_with("ok ")), "{said}");
    let output = command(&desk, "doctor --ascii").output().unwrap();
    assert!(desk.said(&output).is_ascii());
}

#[test]
fn what_drives_a_terminal_in_a_name_is_not_printed() {
    let desk = desk();
    let name = "evil\u{1b}[31m\u{202e}.sync-conflict-1.toml";
    desk.file(
        &format!("{DATA}/elixir-systems-mastery/{name}"),
        &own(&desk),
    );
    for line in ["doctor", "doctor --json", "doctor --quiet"] {
        let output = command(&desk, line).output().unwrap();
        let said = desk.said(&output);
        assert!(said.contains("sync-conflict-1"), "{said}");
        assert!(!said.contains(['\u{1b}', '\u{202e}']), "{said:?}");
    }
}
