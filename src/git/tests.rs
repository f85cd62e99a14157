use std::{fs, os::unix::fs::PermissionsExt, process::Command};

use pretty_assertions::assert_eq;
use tempfile::TempDir;

use super::*;

/// A repository of its own; `None` where there is no git, which is a failure
/// where nothing may be skipped.
struct Desk(TempDir);

impl Desk {
    fn new() -> Option<Self> {
        let desk = Self::empty()?;
        desk.git(&["init", "--quiet", "--initial-branch=main"]);
        desk.git(&["config", "user.name", "Ada"]);
        desk.git(&["config", "user.email", "ada@example.org"]);
        desk.git(&["config", "commit.gpgsign", "false"]);
        Some(desk)
    }

    fn empty() -> Option<Self> {
        if Command::new("git").arg("--version").output().is_err() {
            assert!(std::env::var_os("CI").is_none(), "git is not installed");
            return None;
        }
        Some(Self(tempfile::tempdir().unwrap()))
    }

    fn git(&self, args: &[&str]) -> String {
        self.git_at(args, "2026-03-04T12:00:00+01:00")
    }

    fn git_at(&self, args: &[&str], date: &str) -> String {
        let output = Command::new("git")
            .arg("-C")
            .arg(self.0.path())
            .args(args)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_COMMITTER_DATE", date)
            .env("GIT_AUTHOR_DATE", date)
            .env_remove("GIT_DIR")
            .output()
            .unwrap();
        assert!(output.status.success(), "git {args:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        #[expect(clippy::disallowed_methods, reason = "a test makes its files anew")]
        fs::write(&path, text).unwrap();
        path
    }

    fn commit(&self, message: &str, date: &str) {
        self.git_at(&["commit", "--quiet", "--allow-empty", "-m", message], date);
    }

    fn hook(&self, name: &str, script: &str) {
        let hook = self.file(&format!(".git/hooks/{name}"), script);
        fs::set_permissions(hook, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn repository(&self) -> Repository {
        Repository::find(self.0.path()).unwrap()
    }
}

fn moment(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).unwrap()
}

fn subjects(commits: &[Commit]) -> Vec<&str> {
    commits.iter().map(|commit| &*commit.subject).collect()
}

#[test]
fn the_commits_since_a_moment_are_read_from_all_branches() {
    let Some(desk) = Desk::new() else { return };
    let repository = desk.repository();
    assert_eq!(
        repository
            .commits_since(moment("2026-01-01T00:00:00Z"), 9)
            .unwrap(),
        []
    );
    assert_eq!(
        repository.head().unwrap(),
        Head {
            commit: None,
            branch: Some("main".to_owned())
        }
    );
    desk.commit("old", "2026-02-27T12:00:00+01:00");
    desk.commit("# new\u{1b}[2J <!-- \u{202e}", "2026-03-03T12:00:00+01:00");
    desk.git(&["switch", "--quiet", "--create", "side"]);
    desk.commit("on the side", "2026-03-04T12:00:00+01:00");
    desk.git(&["switch", "--quiet", "--detach", "main"]);
    desk.commit("detached", "2026-03-05T12:00:00+01:00");
    let since = moment("2026-03-01T00:00:00+01:00");
    let commits = repository.commits_since(since, 20).unwrap();
    assert_eq!(
        subjects(&commits),
        ["detached", "on the side", "# new\u{1b}[2J <!-- \u{202e}"]
    );
    assert_eq!(commits[0].author, "Ada");
    assert_eq!(commits[0].at, moment("2026-03-05T12:00:00+01:00"));
    assert_eq!(commits[0].short().len(), 7);
    assert!(commits[0].id.starts_with(commits[0].short()));
    assert_eq!(repository.commits_since(since, 1).unwrap().len(), 1);
    let head = repository.head().unwrap();
    assert_eq!(
        (head.branch, head.commit),
        (None, Some(commits[0].id.clone()))
    );
}

#[test]
fn one_file_is_committed_and_what_is_staged_stays_staged() {
    let Some(desk) = Desk::new() else { return };
    let note = desk.file("reading/a note.md", "one\n");
    desk.file("other.txt", "one\n");
    desk.git(&["add", "."]);
    desk.commit("first", "2026-03-01T12:00:00+01:00");
    desk.file("reading/a note.md", "two\n");
    desk.file("other.txt", "staged\n");
    desk.file("new.txt", "new\n");
    desk.git(&["add", "other.txt", "new.txt"]);
    desk.file("other.txt", "not staged\n");
    let repository = desk.repository();
    assert!(!repository.is_clean(&note).unwrap());
    let id = repository
        .commit_file(&note, "Reading: Phase 3, week of 2 March 2026")
        .unwrap();
    assert!(repository.is_clean(&note).unwrap());
    assert_eq!(
        desk.git(&["show", "--name-only", "--format=%s", &id]),
        "Reading: Phase 3, week of 2 March 2026\n\nreading/a note.md\n"
    );
    assert_eq!(
        desk.git(&["status", "--porcelain"]),
        "A  new.txt\nMM other.txt\n"
    );
    assert_eq!(desk.git(&["show", ":other.txt"]), "staged\n");
    assert!(matches!(
        repository.commit_file(&note, "again"),
        Err(GitError::NotCommitted(_))
    ));
    let touching = repository
        .commits_touching(Path::new("reading"), None, 9)
        .unwrap();
    assert_eq!(touching.len(), 2);
    let first = &touching[1].id;
    assert_eq!(
        repository
            .commits_touching(&PathBuf::from("reading"), Some(first), 9)
            .unwrap()
            .len(),
        1
    );
    assert!(
        repository
            .commits_touching(Path::new("other.txt"), Some(first), 9)
            .unwrap()
            .is_empty()
    );
    assert!(
        repository
            .commits_touching(Path::new("."), Some("--all"), 9)
            .is_err()
    );
}

#[test]
fn a_file_that_git_never_saw_is_committed_even_as_the_first() {
    let Some(desk) = Desk::new() else { return };
    let note = desk.file(":(top)*.md", "one\n");
    let staged = desk.file("staged.txt", "one\n");
    desk.git(&["add", "staged.txt"]);
    let repository = desk.repository();
    assert_eq!(repository.standing(&note).unwrap(), Standing::Untracked);
    repository.commit_file(&note, "# odd\n\n-m").unwrap();
    assert_eq!(desk.git(&["log", "--format=%s"]), "# odd\n");
    assert_eq!(desk.git(&["status", "--porcelain"]), "A  staged.txt\n");
    assert_eq!(repository.standing(&staged).unwrap(), Standing::Changed);
    desk.file(".gitignore", "*.log\n");
    let ignored = desk.file("x.log", "");
    assert_eq!(repository.standing(&ignored).unwrap(), Standing::Ignored);
    assert!(repository.commit_file(&ignored, "x").is_err());
}

#[test]
fn a_hook_that_refuses_leaves_everything_as_it_was() {
    let Some(desk) = Desk::new() else { return };
    desk.commit("first", "2026-03-01T12:00:00+01:00");
    desk.hook(
        "pre-commit",
        "#!/bin/sh\necho 'no \x1b[31mnotes' >&2\nexit 1\n",
    );
    let note = desk.file("note.md", "one\n");
    let repository = desk.repository();
    let refused = repository.commit_file(&note, "x").unwrap_err();
    assert_eq!(refused.to_string(), "nothing was committed: no ␛[31mnotes");
    assert_eq!(desk.git(&["status", "--porcelain"]), "?? note.md\n");
    assert_eq!(fs::read_to_string(&note).unwrap(), "one\n");
}

#[test]
fn a_hook_that_leaves_something_behind_does_not_hold_git_up() {
    let Some(desk) = Desk::new() else { return };
    desk.hook("post-commit", "#!/bin/sh\nsleep 30 &\n");
    let note = desk.file("note.md", "one\n");
    let before = std::time::Instant::now();
    desk.repository().commit_file(&note, "x").unwrap();
    assert!(before.elapsed() < Duration::from_secs(20));
}

#[test]
fn what_is_no_repository_is_told() {
    let Some(desk) = Desk::empty() else { return };
    let none = Repository::find(desk.0.path()).unwrap_err();
    assert!(matches!(none, GitError::NoRepository(_)), "{none}");
    let missing = Repository::find(&desk.0.path().join("nowhere")).unwrap_err();
    assert!(matches!(missing, GitError::NoFolder(_)));
    desk.git(&["init", "--quiet", "--bare", "bare.git"]);
    let bare = Repository::find(&desk.0.path().join("bare.git")).unwrap();
    assert_eq!(bare.work_tree(), None);
    assert_eq!(
        bare.commits_since(moment("2026-01-01T00:00:00Z"), 9)
            .unwrap(),
        []
    );
    let refused = bare.commit_file(Path::new("x"), "x").unwrap_err();
    assert!(matches!(refused, GitError::Bare(_)));
}

#[test]
fn another_work_tree_is_a_repository_of_its_own_branch() {
    let Some(desk) = Desk::new() else { return };
    desk.commit("first", "2026-03-01T12:00:00+01:00");
    desk.git(&["worktree", "add", "--quiet", "-b", "side", "tree"]);
    let note = desk.file("tree/note.md", "one\n");
    let tree = Repository::find(note.parent().unwrap()).unwrap();
    assert_eq!(tree.head().unwrap().branch.as_deref(), Some("side"));
    tree.commit_file(&note, "in the tree").unwrap();
    assert_eq!(
        desk.git(&["log", "--format=%s", "-1", "side"]),
        "in the tree\n"
    );
    let outside = desk
        .repository()
        .commit_file(Path::new("/etc/hostname"), "x");
    assert!(matches!(outside, Err(GitError::Outside(_))));
}

#[test]
fn a_slow_or_talkative_program_is_ended() {
    let Some(desk) = Desk::new() else { return };
    let mut slow = Git::new(desk.0.path());
    slow.args(["-c", "alias.slow=!sleep 30", "slow"]);
    let before = std::time::Instant::now();
    let ended = slow.run(Duration::from_millis(200)).unwrap_err();
    assert!(matches!(ended, GitError::TooSlow(_)));
    assert!(before.elapsed() < Duration::from_secs(10));
    let mut talkative = Git::new(desk.0.path());
    talkative.args(["-c", "alias.talk=!yes", "talk"]);
    let said = talkative.run(Duration::from_secs(30)).unwrap();
    assert!(said.cut && said.out.len() == 1 << 20);
    assert_eq!(
        commits(b"abc\x001\0A\0whole\0def\x001\0B\0ha", true).len(),
        1
    );
}
