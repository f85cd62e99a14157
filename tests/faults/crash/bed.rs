//! The garden with everything that can be recorded in it, and runs of the program there.

use std::{
    collections::BTreeMap,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use mastery::{
    domain::{
        day::LogicalDay,
        event::{Batch, Kind},
        id::{DeviceId, RoadmapId},
    },
    store::journal::{Pending, Place},
};
use tempfile::TempDir;

use crate::pty::{GARDEN, Home, MASTERY};

/// The day on which everything happens.
pub(super) const NOW: &str = "2026-03-06T20:02:00+01:00";

const MORE: &str = r#"
[[phase.reading]]
id = "tides"
kind = "book"
title = "Tides and roots"
optional = true

[plan]
[[plan.lane]]
id = "beds"
title = "Beds"
[[plan.lane.block]]
quarters = [1]
milestones = [
  { id = "dug", title = "The beds are dug", phases = ["soil"] },
  { id = "sown", title = "The beds are sown", phases = ["seed"] },
]

[budget]
currency = "EUR"
[[budget.time]]
id = "digging"
title = "Digging"
hours = [2, 4]
[[budget.money]]
id = "seeds"
title = "Seeds"
amount = 100
every = "once"

[[review]]
id = "weekly"
every = "week"
subject = "What grew"
"#;

/// A folder in memory where there is one: what a killed process wrote is in
/// the system's memory anyway.
pub(super) fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        return tempfile::tempdir_in(memory).unwrap();
    }
    TempDir::new().unwrap()
}

/// A learner with a roadmap and nothing else.
pub(super) fn fresh() -> Home {
    let folder = folder();
    let data = folder.path().join("data");
    let home = Home { folder, data };
    home.write("roadmap.toml", format!("{GARDEN}{MORE}"));
    home
}

/// A learner in the ninth week, with a second device.
pub(super) fn settled() -> Home {
    let home = fresh();
    let phone = home.path().join("phone");
    for args in [
        &["begin", "2026-01-05"][..],
        &["tick", "clay"],
        &["note", "the first thought"],
    ] {
        works(&home, args);
    }
    let mut other = mastery(&home, &["note", "from the phone"]);
    other.env("MASTERY_STATE_DIR", phone);
    assert!(other.output().unwrap().status.success());
    assert_eq!(home.journals().len(), 2);
    home
}

/// The same once more, elsewhere.
pub(super) fn copy(of: &Home) -> Home {
    let folder = folder();
    copy_folder(of.path(), folder.path());
    let data = folder.path().join("data");
    Home { folder, data }
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir_all(&target).unwrap();
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Puts a file there as a crash leaves it.
pub(super) fn put(path: &Path, bytes: &[u8]) {
    let mut file = fs::File::create(path).unwrap();
    file.write_all(bytes).unwrap();
}

/// Everything in the folders of the journals and of this device; what is in
/// the name of its process stands for itself.
pub(super) fn everything(home: &Home) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![home.data.clone(), home.path().join("state")];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(home.path()).unwrap().to_owned();
            if path.is_dir() {
                all.insert(name, Vec::new());
                folders.push(path);
            } else {
                let bytes = fs::read(&path).unwrap();
                let digit = |c: char| c.is_ascii_digit();
                let name = match name.to_str().unwrap().strip_suffix(".tmp") {
                    Some(name) => PathBuf::from(name.trim_end_matches(digit)),
                    None => name,
                };
                all.insert(name, bytes);
            }
        }
    }
    all
}

pub(super) fn journal_folder(home: &Home) -> PathBuf {
    home.data.join("garden")
}

/// The name of the device whose state lies at home.
pub(super) fn device(home: &Home) -> String {
    let text = fs::read_to_string(home.path().join("state/device.toml")).unwrap();
    let table: toml::Table = toml::from_str(&text).unwrap();
    let named = table.values().filter_map(toml::Value::as_str);
    let files: Vec<String> = home
        .journals()
        .iter()
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    let mut both = named.filter(|name| files.iter().any(|file| file == name));
    both.next().expect("a journal of this device").to_owned()
}

pub(super) fn own(home: &Home) -> PathBuf {
    journal_folder(home).join(format!("{}.toml", device(home)))
}

pub(super) fn place(folder: &Path, state: &Path, device: &str) -> Place {
    Place {
        folder: folder.to_owned(),
        state: state.to_owned(),
        roadmap: RoadmapId::new("garden"),
        device: DeviceId::new(device),
    }
}

pub(super) fn note(text: impl Into<String>) -> Kind {
    Kind::Note {
        text: text.into(),
        about: None,
    }
}

pub(super) fn pending(kinds: Vec<Kind>) -> Pending {
    Pending::new(
        Batch::on(LogicalDay::ymd(2026, 3, 6).unwrap(), kinds),
        chrono::DateTime::parse_from_rfc3339(NOW).unwrap(),
        "Europe/Berlin".to_owned(),
    )
}

fn at_home(mut command: Command, home: &Home) -> Command {
    command
        .current_dir(home.path())
        .env_clear()
        .envs(home.environment());
    command
}

/// The program with these arguments on that day.
pub(super) fn mastery(home: &Home, args: &[&str]) -> Command {
    at(home, NOW, args)
}

/// The same at another moment.
pub(super) fn at(home: &Home, moment: &str, args: &[&str]) -> Command {
    let mut command = Command::new(MASTERY);
    command.args(["--now", moment]).args(args);
    at_home(command, home)
}

/// The same below another program, such as one that traces it.
pub(super) fn below(home: &Home, above: &[&str], args: &[&str]) -> Command {
    let mut command = Command::new(above[0]);
    command
        .args(&above[1..])
        .arg(MASTERY)
        .args(["--now", NOW])
        .args(args);
    at_home(command, home)
}

pub(super) fn works(home: &Home, args: &[&str]) -> Output {
    let output = mastery(home, args).output().unwrap();
    assert!(
        output.status.success(),
        "mastery {args:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// Why a program cannot be traced here, if so.
pub(super) fn no_strace() -> Option<String> {
    match Command::new("strace")
        .args(["-o", "/dev/null", "true"])
        .output()
    {
        Ok(output) if output.status.success() => None,
        Ok(output) => Some(format!(
            "strace: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        )),
        Err(error) => Some(format!("strace: {error}")),
    }
}
