//! Which files are opened, and which are written.

use std::{
    collections::BTreeSet,
    fs,
    path::{Component, Path, PathBuf},
};

use tempfile::TempDir;

use super::rig::{CHANGES, Learner, REPORTS, Template, VIEWS, have, no_panic};
use crate::{
    lane::report,
    pty::{Home, MASTERY, Opening, skip},
};

/// What the system's libraries read on their own, and the few files that say
/// what machine, zone and clock this is.
const SYSTEM: &[&str] = &[
    "/lib",
    "/lib64",
    "/usr/lib",
    "/etc/ld.so.cache",
    "/etc/ld.so.preload",
    "/etc/localtime",
    "/etc/timezone",
    "/usr/share/zoneinfo",
    "/etc/machine-id",
    "/var/lib/dbus/machine-id",
    "/etc/hostname",
    "/proc",
    "/sys/fs/cgroup",
    "/sys/devices/system/cpu",
    "/dev/tty",
    "/dev/null",
    "/dev/pts",
    "/dev/urandom",
    "/etc/terminfo",
    "/usr/share/terminfo",
];

/// Programs that may be started to look something up.
const PROGRAMS: &[&str] = &["git"];

/// What a trace shows of one program.
#[derive(Debug, Default)]
struct Touched {
    opened: BTreeSet<PathBuf>,
    written: BTreeSet<PathBuf>,
    started: BTreeSet<PathBuf>,
    calls: usize,
}

/// The path in quotes at the place of a call's arguments, made absolute.
fn quoted(line: &str, working: &Path) -> Vec<PathBuf> {
    let pieces = line.split('"').skip(1).step_by(2);
    let paths = pieces.map(|path| {
        let mut whole = PathBuf::new();
        for part in working.join(path).components() {
            match part {
                Component::ParentDir => {
                    whole.pop();
                }
                part => whole.push(part),
            }
        }
        whole
    });
    paths.collect()
}

/// Reads a trace; programs that were started by the first one are named, and
/// what they do is theirs.
fn touched(log: &str, working: &Path) -> Touched {
    let mut touched = Touched::default();
    let mut foreign: BTreeSet<&str> = BTreeSet::new();
    for line in log.lines() {
        let Some((pid, line)) = line.split_once(' ') else {
            continue;
        };
        let line = line.trim_start();
        let Some((call, rest)) = line.split_once('(') else {
            continue;
        };
        if foreign.contains(pid) || !call.chars().all(|c| c.is_alphanumeric() || c == '_') {
            continue;
        }
        touched.calls += 1;
        // A list of arguments or what a link holds is no path.
        let named = match call {
            "execve" => rest.split(", [").next(),
            "readlink" | "readlinkat" => rest.split("\", ").next(),
            _ => Some(rest),
        };
        let paths = quoted(named.unwrap_or_default(), working);
        match call {
            "execve" if line.contains("= 0") && paths[0] != Path::new(MASTERY) => {
                foreign.insert(pid);
                touched.started.extend(paths);
            }
            "open" | "openat" | "openat2" | "creat" => {
                let flags = ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC"];
                if flags.iter().any(|flag| rest.contains(flag)) {
                    touched.written.extend(paths.clone());
                }
                touched.opened.extend(paths);
            }
            "mkdir" | "mkdirat" | "rename" | "renameat" | "renameat2" | "link" | "linkat"
            | "symlink" | "symlinkat" | "unlink" | "unlinkat" | "rmdir" | "chmod" | "fchmodat"
            | "chown" | "lchown" | "fchownat" | "truncate" | "mknod" | "mknodat" | "utimensat"
            | "setxattr" => touched.written.extend(paths),
            _ => {}
        }
    }
    touched
}

/// What was opened or written that is not the learner's to open or write.
fn strays(touched: &Touched, reads: &[&Path], writes: &[&Path]) -> Vec<String> {
    let within = |path: &PathBuf, places: &[&Path]| places.iter().any(|it| path.starts_with(it));
    let mut strays = Vec::new();
    // A first append opens the folders above the journal's, to sync their names.
    let above = |path: &PathBuf| writes.iter().any(|it| it.starts_with(path));
    for path in &touched.opened {
        let system = SYSTEM.iter().any(|it| path.starts_with(it));
        if !system && !above(path) && !within(path, reads) && !within(path, writes) {
            strays.push(format!("opened {}", path.display()));
        }
    }
    for path in &touched.written {
        let device = ["/dev/tty", "/dev/null", "/dev/pts"];
        if !device.iter().any(|it| path.starts_with(it)) && !within(path, writes) {
            strays.push(format!("wrote {}", path.display()));
        }
    }
    for program in &touched.started {
        let name = program.file_name().unwrap().to_str().unwrap();
        if !PROGRAMS.contains(&name) {
            strays.push(format!("started {}", program.display()));
        }
    }
    strays
}

fn tracing(log: &Path) -> Vec<&str> {
    vec![
        "strace",
        "-f",
        "-o",
        log.to_str().unwrap(),
        "-e",
        "trace=%file",
    ]
}

/// A learner with a neighbour's folder beside the own ones.
fn bench() -> Option<(TempDir, Learner, Template)> {
    if !have("strace") {
        skip("strace is not there");
        return None;
    }
    let folder = TempDir::new().unwrap();
    let learner = Learner::at(&folder.path().join("desk"), &folder.path().join("disk"));
    fs::create_dir(&learner.disk).unwrap();
    fs::create_dir(folder.path().join("neighbour")).unwrap();
    let probe = learner.run(&["strace", "-o", "/dev/null"], &["--version"]);
    if !probe.status.success() {
        skip(&format!("strace cannot trace: {}", probe.err));
        return None;
    }
    Some((folder, learner, Template::begun(None)))
}

#[test]
fn only_the_learners_folders_are_opened_and_views_write_nothing() {
    let Some((folder, learner, template)) = bench() else {
        return;
    };
    let log = folder.path().join("log");
    let out = folder.path().join("out");
    fs::create_dir(&out).unwrap();
    template.copy_to(&learner.disk);
    let disk = learner.disk.clone();
    // The nearest roadmap is looked for in the folders above the desk.
    let mut reads = vec![learner.desk.as_path()];
    let above: Vec<PathBuf> = learner
        .desk
        .ancestors()
        .map(|folder| folder.join("roadmap.toml"))
        .collect();
    reads.extend(above.iter().map(PathBuf::as_path));
    reads.push(&disk);
    let own = ["data", "state", "config", "runtime"].map(|name| disk.join(name));
    let own: Vec<&Path> = own.iter().map(PathBuf::as_path).collect();
    let (mut commands, mut calls) = (0, 0);
    let mut programs = BTreeSet::new();
    let mut hold = |args: &[&str], writes: &[&Path]| {
        let said = learner.run(&tracing(&log), args);
        no_panic(&said).unwrap();
        let touched = touched(&fs::read_to_string(&log).unwrap(), &learner.desk);
        assert!(touched.opened.len() > 2, "{args:?}: nothing was seen");
        let strays = strays(&touched, &reads, writes);
        assert!(strays.is_empty(), "{args:?}: {strays:#?}");
        commands += 1;
        calls += touched.calls;
        programs.extend(touched.started);
    };
    for args in VIEWS {
        // It tries whether the lock can be had.
        let tries = if args[0] == "doctor" { &own[1..2] } else { &[] };
        hold(args, tries);
    }
    for (args, _) in CHANGES {
        template.copy_to(&disk);
        hold(args, &own[..2]);
    }
    for (number, args) in REPORTS.iter().enumerate() {
        let file = out.join(number.to_string());
        let mut args = args.to_vec();
        args.push(file.to_str().unwrap());
        hold(&args, &[&out]);
        assert!(file.is_file());
    }
    report(
        "P11",
        &format!(
            "{commands} commands, {calls} calls that name a file: all in the learner’s folders or \
             the system’s; {} views wrote nothing; programs started: {programs:?}",
            VIEWS.len()
        ),
    );
    assert!(commands == VIEWS.len() + CHANGES.len() + REPORTS.len());
    assert!(calls > 20 * commands);
}

#[test]
fn the_screen_opens_only_the_learners_folders() {
    if !have("strace") {
        return skip("strace is not there");
    }
    let home = Home::begun();
    let log = home.path().join("log");
    let mut command = tracing(&log);
    command.push(MASTERY);
    let mut program = Opening::command(&command).open(&home);
    program.shows("Worms at work");
    for screen in ["2", "3", "4", "5", "6", "1"] {
        program.keys(screen);
    }
    program.keys("2\r");
    program.shows("○ Worms at work");
    program.keys(" ");
    program.shows("● Worms at work");
    program.keys("q");
    program.shows_no("Clay and sand");
    program.keys("q");
    assert!(program.ended().success());
    let touched = touched(&fs::read_to_string(&log).unwrap(), home.path());
    let above: Vec<PathBuf> = home
        .path()
        .ancestors()
        .map(|folder| folder.join("roadmap.toml"))
        .collect();
    let mut reads: Vec<&Path> = above.iter().map(PathBuf::as_path).collect();
    reads.push(home.path());
    let own = ["data", "state", "config"].map(|name| home.path().join(name));
    let writes: Vec<&Path> = own.iter().map(PathBuf::as_path).collect();
    let strays = strays(&touched, &reads, &writes);
    assert!(strays.is_empty(), "{strays:#?}");
    assert_eq!(home.events(r#"item = "worms""#), 1);
    report(
        "P11",
        &format!(
            "the full-screen program, six screens and a tick: {} calls that name a file, {} \
             opened, {} written, none astray; programs started: {:?}",
            touched.calls,
            touched.opened.len(),
            touched.written.len(),
            touched.started,
        ),
    );
    assert!(touched.calls > 50 && !touched.written.is_empty());
}

/// A program that reads and writes where it should not.
#[test]
fn a_program_that_strays_is_noticed() {
    let Some((folder, learner, _)) = bench() else {
        return;
    };
    let log = folder.path().join("log");
    let neighbour = folder.path().join("neighbour");
    let mut through = tracing(&log);
    let does = "read -r line < /etc/passwd; echo x > ../neighbour/y; exec true";
    through.extend(["sh", "-c", does, "--"]);
    let said = learner.run(&through, &[]);
    assert!(said.status.success(), "{said:?}");
    // The shell stands for the program itself.
    let log = fs::read_to_string(&log).unwrap();
    let own: Vec<&str> = log.lines().skip(1).collect();
    let touched = touched(&own.join("\n"), &learner.desk);
    let strays = strays(&touched, &[&learner.desk], &[&learner.disk]);
    report("P11, control", &format!("noticed: {}", strays.join("; ")));
    assert!(strays.contains(&"opened /etc/passwd".to_owned()));
    assert!(strays.contains(&format!("wrote {}", neighbour.join("y").display())));
    assert!(strays.iter().any(|stray| stray.starts_with("started ")));
}
