//! Commands that cannot be run, and output that nobody wants.

use std::{
    fs,
    io::Read,
    os::unix::fs::{PermissionsExt, symlink},
    process::{Child, Command},
};

use super::{MASTERY, Yard, step, until};

/// What is said of a gate that cannot be run; it is no evidence.
fn not_run(yard: &Yard) -> String {
    yard.trust("M0");
    let said = yard.run("prove M0 --quiet");
    assert!(said.ends_with("[status 3]\n"), "{said}");
    assert_eq!(yard.evidence(), 0);
    assert_eq!(yard.outputs(), Vec::<std::path::PathBuf>::new());
    let (_, said) = said.split_once("M0 could not be run\n").unwrap();
    said.replace("[status 3]\n", "").trim().to_owned()
}

fn run(words: &[&str]) -> String {
    format!("[[phase.proof.gate]]\nfolder = \"app\"\nrun = {words:?}\n")
}

#[test]
fn a_command_that_is_not_there_is_named() {
    let yard = Yard::new(&run(&["no-such-command", "--now"]));
    assert_eq!(
        not_run(&yard),
        "step 1 could not be run: `no-such-command` was not found: no folder of `PATH` has it"
    );
    yard.gate(&run(&["./bench.sh"]));
    assert_eq!(
        not_run(&yard),
        "step 1 could not be run: `./bench.sh` was not found in `~/work/app`"
    );
    yard.write("work/app/bench.sh", "#!/no/such/shell\n");
    let script = yard.path("work/app/bench.sh");
    assert_eq!(
        not_run(&yard),
        "step 1 could not be run: `~/work/app/./bench.sh` is not executable"
    );
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(
        not_run(&yard),
        "step 1 could not be run: `./bench.sh` cannot be run: `~/work/app/./bench.sh` is there, \
         but not the program that its first line names"
    );
    yard.write("work/app/bench.sh", "\u{0}\u{1}nothing\n");
    assert!(not_run(&yard).contains("`./bench.sh` is no program"));
    // What cannot be run in the middle decides nothing either.
    yard.gate(&format!(
        "{}{}",
        step("true", ""),
        run(&["no-such-command"])
    ));
    assert!(not_run(&yard).starts_with("step 2 could not be run"));
}

#[test]
fn a_folder_that_is_not_there_or_not_in_the_repository_is_refused() {
    let refused = |yard: &Yard| {
        let said = yard.run("prove M0");
        assert!(said.ends_with("[status 3]\n"), "{said}");
        said.lines().next().unwrap().to_owned()
    };
    let gate = step("touch ran", "");
    let yard = Yard::new(&gate.replace("\"app\"", "\"nowhere\""));
    assert_eq!(
        refused(&yard),
        "error: step 1 runs in `nowhere`, which the repository does not have: there is no such folder"
    );
    symlink("/tmp", yard.path("work/link")).unwrap();
    yard.gate(&gate.replace("\"app\"", "\"link\""));
    assert_eq!(
        refused(&yard),
        "error: step 1 would run in `link`, outside the repository: a link leads to `/tmp`"
    );
    yard.write("work/file", "");
    yard.gate(&gate.replace("\"app\"", "\"file\""));
    assert!(refused(&yard).ends_with("`file`, which is no folder"));
    // A link that stays inside is none to speak of.
    symlink("app", yard.path("work/inside")).unwrap();
    yard.gate(&gate.replace("\"app\"", "\"inside\""));
    yard.trust("M0");
    assert!(yard.run("prove M0").contains("M0 passed"));
}

#[test]
fn a_roadmap_that_hides_or_leaves_is_refused_whole() {
    let yard = Yard::new(&step("touch ran", "").replace("\"app\"", "\"../elsewhere\""));
    let wrong = "the roadmap says the gate of M0 wrongly";
    assert!(yard.run("prove M0").contains(wrong));
    let hidden = "[[phase.proof.gate]]\nrun = [\"echo\", \"a\\u001b[2Kb\"]\n";
    yard.gate(&format!("{}{hidden}", step("touch ran", "")));
    assert!(yard.run("prove M0").contains(wrong));
    let turned = "[[phase.proof.gate]]\nrun = [\"echo\", \"a\\u202Eb\"]\n";
    yard.gate(&format!("{}{turned}", step("touch ran", "")));
    let said = yard.run("prove M0");
    assert!(said.contains("[status 3]"), "{said}");
    assert!(!said.contains('\u{202e}'), "{said}");
    assert!(!yard.path("work/app/ran").exists());
}

#[test]
fn without_a_repository_it_is_told_how_to_set_one() {
    let yard = Yard::new("");
    fs::remove_file(yard.path("work/roadmap.toml")).unwrap();
    let said = yard.run("prove M3");
    assert!(said.starts_with("error: no repository is set"), "{said}");
    assert!(
        said.contains("elixir-systems-mastery = \"~/code/umbrella\""),
        "{said}"
    );
    assert!(said.ends_with("[status 3]\n"), "{said}");
}

#[test]
fn a_signal_is_told_by_its_name() {
    let yard = Yard::shell("echo before; kill -SEGV $$");
    yard.trust("M0");
    let said = yard.run("prove M0");
    assert!(
        said.contains("asked for exit status 0; killed by SIGSEGV"),
        "{said}"
    );
    assert!(said.ends_with("[status 1]\n"), "{said}");
    assert!(yard.journal().contains("signal = 11, ms ="));
    let json = yard.run("evidence M0 --json");
    assert!(json.contains("\"exit\":null,\"signal\":11"), "{json}");
}

#[test]
fn what_drives_a_terminal_is_shown_and_kept_as_it_is() {
    let script = r"printf 'a\033[2Jb\007\tc\r\nbin \377\376\000 end\nno end \033]0;x'";
    let yard = Yard::new(&step(script, "contains = [\"ab\"]"));
    yard.trust("M0");
    let output = yard.command("prove M0").output().unwrap();
    let printed = output.stdout.clone();
    let calm = |byte: &u8| *byte >= 0x20 && *byte != 0x7f || *byte == b'\n';
    assert!(printed.iter().all(calm), "{}", yard.said(&output));
    let said = yard.said(&output);
    assert!(said.contains("    a␛[2Jb␇"), "{said}");
    assert!(said.contains("    no end ␛]0;x\n  ● exit 0"), "{said}");
    assert!(said.contains("M0 passed"), "{said}");
    let kept = yard.outputs();
    assert_eq!(kept.len(), 1);
    let mut raw = Vec::new();
    let file = fs::File::open(&kept[0]).unwrap();
    flate2::read::GzDecoder::new(file)
        .read_to_end(&mut raw)
        .unwrap();
    let expected: &[u8] =
        b"a\x1b[2Jb\x07\tc\r\nbin \xff\xfe\x00 end\nno end \x1b]0;x\n--- exit 0\n";
    assert!(raw.ends_with(expected), "{}", String::from_utf8_lossy(&raw));
    let shown = yard.run("evidence M0 --output");
    assert!(!shown.contains('\u{1b}'), "{shown}");
}

/// The most memory a process had, in bytes, as it ends.
fn peak(child: &mut Child) -> u64 {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    until("the gate to end", || {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes: u64 = line
            .and_then(|line| line.trim().strip_suffix(" kB"))
            .map_or(0, |number| number.trim().parse().unwrap());
        peak = peak.max(kilobytes * 1024);
        child.try_wait().unwrap().is_some()
    });
    peak
}

#[test]
fn a_gigabyte_of_output_is_judged_in_little_memory() {
    let script =
        "echo 'first p99: 7 ms'; head -c 1073741824 /dev/zero; echo; echo 'last p99: 1,150 ms'";
    let keys = "numbers = [{ after = \"p99:\", below = 2000 }]\ncontains = [\"first\"]\nlacks = [\"error\"]";
    let yard = Yard::new(&step(script, keys));
    yard.trust("M0");
    let mut child = yard.command("prove M0 --json").spawn().unwrap();
    let peak = peak(&mut child);
    let said = yard.said(&child.wait_with_output().unwrap());
    assert!(
        said.contains("\"found\":\"1,150\",\"line\":\"last p99: 1,150 ms\""),
        "{said}"
    );
    assert!(peak < 80 << 20, "{peak} bytes of memory");
    let kept = yard.outputs();
    assert_eq!(kept.len(), 1);
    assert!(fs::metadata(&kept[0]).unwrap().len() < 1 << 20);
    assert!(
        yard.journal().contains("kept_bytes = 178"),
        "{}",
        yard.journal()
    );
    assert!(
        yard.run("evidence --verify")
            .contains("whole, as far as it was kept")
    );
}

#[test]
fn the_file_of_an_output_has_a_limit() {
    let yard = Yard::shell("head -c 40000000 /dev/urandom");
    yard.trust("M0");
    assert!(yard.run("prove M0 --quiet").contains("M0 passed"));
    let kept = yard.outputs();
    assert_eq!(kept.len(), 1);
    assert!(fs::metadata(&kept[0]).unwrap().len() < 18 << 20);
    assert!(
        yard.run("evidence --verify")
            .contains("whole, as far as it was kept")
    );
}

#[test]
fn two_runs_of_one_gate_are_one_too_many() {
    let yard = Yard::shell("echo $$ > began; while [ ! -e go ]; do sleep 0.02; done");
    yard.trust("M0");
    let first = yard.command("prove M0 --quiet").spawn().unwrap();
    super::number_in(&yard.path("work/app/began"));
    let said = yard.run("prove M0 --quiet");
    let holder = format!("is being run already: process {}, since 20:14", first.id());
    assert!(said.contains(&holder), "{said}");
    assert!(said.ends_with("[status 3]\n"), "{said}");
    yard.write("work/app/go", "");
    let said = yard.said(&first.wait_with_output().unwrap());
    assert!(said.contains("M0 passed"), "{said}");
    assert_eq!(yard.evidence(), 1);
    assert!(yard.run("prove M0 --quiet").contains("M0 passed"));
}

#[test]
fn a_full_disk_costs_the_record_but_not_the_journal() {
    let yard = Yard::shell("head -c 3000000 /dev/urandom; echo; echo well");
    let data = yard.path(".local/share/mastery");
    fs::create_dir_all(&data).unwrap();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=256k", "none"])
        .arg(&data)
        .status();
    if !mounted.is_ok_and(|status| status.success()) {
        // The limit below proves the same wherever this is refused.
        return;
    }
    let _ = yard.run("begin 2026-03-02");
    yard.trust("M0");
    let before = yard.journal();
    let said = yard.run("prove M0 --quiet");
    let left = yard.outputs();
    let after = yard.journal();
    let tick = yard.run("tick worms");
    let _ = Command::new("umount").arg("-l").arg(&data).status();
    assert!(said.contains("M0 passed"), "{said}");
    assert!(
        said.contains("not recorded: the output cannot be kept: No space left"),
        "{said}"
    );
    assert!(said.ends_with("[status 3]\n"), "{said}");
    assert_eq!(after, before);
    assert!(left.is_empty(), "{left:?}");
    assert!(tick.starts_with("ticked worms"), "{tick}");
}

#[test]
fn a_file_that_may_not_grow_costs_the_record_but_not_the_journal() {
    let yard = Yard::shell("head -c 3000000 /dev/urandom; echo; echo well");
    let _ = yard.run("begin 2026-03-02");
    yard.trust("M0");
    let before = yard.journal();
    let mut command = Command::new("prlimit");
    command
        .args(["--fsize=1000000", MASTERY, "prove", "M0", "--quiet"])
        .env_clear()
        .envs(yard.environment())
        .current_dir(yard.path("work"));
    let said = yard.said(&command.output().unwrap());
    assert!(said.contains("M0 passed"), "{said}");
    assert!(
        said.contains("not recorded: the output cannot be kept"),
        "{said}"
    );
    assert_eq!(yard.journal(), before);
    assert!(yard.outputs().is_empty());
}
