//! Disks that are full and folders that may not be written.

use std::{
    fs::{self, File},
    io::Write,
    os::unix::fs::{PermissionsExt, chown},
    path::Path,
    process::Command,
};

use super::{Home, MASTERY, Opening, Program};

/// Somebody with no rights.
const NOBODY: u32 = 65_534;

/// A tick that cannot be saved is shown as waiting, is not lost by leaving
/// without a word, and is saved once after `mend`.
fn proves(home: &Home, program: &mut Program, mend: impl FnOnce(&Program)) {
    program.shows("Worms at work");
    program.keys("2\r");
    program.shows("○ Worms at work");
    let before = home.journal();
    program.keys(" ");
    program.shows("… Worms at work");
    program.shows("1 change not saved");
    program.shows("Not saved: ");
    let contents = program.contents();
    assert!(!contents.contains("● Worms"), "{contents}");
    assert!(
        !contents.to_lowercase().contains("not saved: not saved"),
        "{contents}"
    );
    super::say(contents.lines().nth(28).unwrap().trim());
    assert_eq!(home.events(r#"item = "worms""#), 0);
    assert!(home.journal().starts_with(&before));
    program.keys("\x03");
    program.shows("Not everything is saved");
    program.keys("r");
    program.shows_no("Not everything is saved");
    program.shows("1 change not saved");
    mend(program);
    program.keys("r");
    program.shows("● Worms at work");
    program.shows_no("not saved");
    assert_eq!(home.events(r#"item = "worms""#), 1);
    program.keys("q");
    program.shows_no("Clay and sand");
    program.quits();
    assert_eq!(home.events(r#"item = "worms""#), 1);
    assert!(home.mastery(&["history"]).contains("Worms at work"));
}

/// A file system of its own, taken away again in the end.
struct Mounted<'a>(&'a Path);

impl<'a> Mounted<'a> {
    fn new(folder: &'a Path, options: &str) -> Result<Self, String> {
        fs::create_dir_all(folder).unwrap();
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "none"])
            .arg(folder)
            .output()
            .map_err(|error| error.to_string())?;
        if mount.status.success() {
            Ok(Self(folder))
        } else {
            Err(String::from_utf8_lossy(&mount.stderr).trim().to_owned())
        }
    }
}

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

#[test]
fn a_full_disk_loses_no_tick() {
    let home = Home::new();
    let _mounted = match Mounted::new(&home.data, "size=64k") {
        Ok(mounted) => mounted,
        // The limit below proves the same wherever this is refused.
        Err(why) => return super::say(&format!("no file system to fill: {why}")),
    };
    home.mastery(&["begin", "today"]);
    // A file system gives whole pages: the journal's last one must be full.
    let journal = home.journals().remove(0);
    let room = 4096 - fs::metadata(&journal).unwrap().len() % 4096;
    let mut file = File::options().append(true).open(&journal).unwrap();
    file.write_all("\n".repeat(room as usize - 40).as_bytes())
        .unwrap();
    let mut program = home.open();
    program.shows("Worms at work");
    let ballast = home.data.join("ballast");
    let filled = Command::new("sh")
        .args(["-c", "cat /dev/zero > \"$0\"", ballast.to_str().unwrap()])
        .output()
        .unwrap();
    assert!(!filled.status.success());
    proves(&home, &mut program, |_| fs::remove_file(&ballast).unwrap());
}

#[test]
fn a_file_that_may_not_grow_loses_no_tick() {
    let home = Home::begun();
    let length = home.journal().len();
    let limit = format!("--fsize={}:unlimited", length + 40);
    let mut program = Opening::command(&["prlimit", &limit, MASTERY]).open(&home);
    proves(&home, &mut program, |program| {
        let raised = Command::new("prlimit")
            .args(["--pid", &program.pid().to_string(), "--fsize=unlimited"])
            .status()
            .unwrap();
        assert!(raised.success());
    });
}

#[test]
fn a_folder_that_may_not_be_written_loses_no_tick() {
    let home = Home::new();
    if fs::metadata(home.path()).is_ok_and(|_| chown(home.path(), Some(NOBODY), None).is_err()) {
        return super::skip("only root can be somebody else");
    }
    for folder in ["data", "state", "config"] {
        let folder = home.path().join(folder);
        fs::create_dir(&folder).unwrap();
        chown(&folder, Some(NOBODY), None).unwrap();
    }
    fs::set_permissions(
        home.path().join("roadmap.toml"),
        fs::Permissions::from_mode(0o644),
    )
    .unwrap();
    // The program has to be where somebody without rights gets at it.
    let program = home.path().join("mastery");
    fs::copy(MASTERY, &program).unwrap();
    let user = NOBODY.to_string();
    let without_rights = [
        "setpriv",
        "--reuid",
        &user,
        "--regid",
        &user,
        "--clear-groups",
        program.to_str().unwrap(),
    ];
    let mut begin = Command::new(without_rights[0]);
    begin
        .args(&without_rights[1..])
        .args(["begin", "today"])
        .current_dir(home.path())
        .env_clear()
        .envs(home.environment());
    let begun = begin.output().unwrap();
    assert!(
        begun.status.success(),
        "{}",
        String::from_utf8_lossy(&begun.stderr)
    );
    let journals = home.journals();
    let allow = |owner: u32| {
        for path in journals.iter().chain([&home.data.join("garden")]) {
            chown(path, Some(owner), None).unwrap();
            if owner == 0 {
                let mode = if path.is_dir() { 0o755 } else { 0o644 };
                fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
            }
        }
    };
    allow(0);
    let mut program = Opening::command(&without_rights).open(&home);
    proves(&home, &mut program, |_| allow(NOBODY));
}
