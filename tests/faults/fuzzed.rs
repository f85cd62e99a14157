//! What the fuzzers found, and what they started from, tried again; and that
//! no text costs out of proportion to its length.

#[path = "../../fuzz/src/lib.rs"]
#[allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    reason = "the library of another package"
)]
mod bodies;

mod change;
mod growth;

use std::{borrow::Cow, fs, io::Write as _, path::Path, sync::mpsc, thread, time::Duration};

use crate::lane::{report, rounds};
use bodies::{BODIES, Body};

/// What no input may take: a debug build on a busy machine is slow.
const PATIENCE: Duration = Duration::from_secs(30);

/// As small as any thread's, to catch what nests without end.
const STACK: usize = 2 << 20;

/// The inputs that were kept for a body, by name.
fn kept(name: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = folder.join("tests/fixtures/fuzz").join(name);
    let files = fs::read_dir(&folder).unwrap_or_else(|why| panic!("{}: {why}", folder.display()));
    let mut files: Vec<(String, Vec<u8>)> = files
        .map(|file| {
            let file = file.unwrap();
            let name = file.file_name().to_string_lossy().into_owned();
            (name, fs::read(file.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// What became of an input: how much there was to look at, or what is wrong.
fn tried(body: Body, input: Vec<u8>, patience: Duration) -> Result<usize, &'static str> {
    let (say, hear) = mpsc::channel();
    let looking = move || say.send(body(&input));
    let looking = thread::Builder::new().stack_size(STACK).spawn(looking);
    let looking = looking.unwrap();
    match hear.recv_timeout(patience) {
        Ok(count) => Ok(count),
        Err(mpsc::RecvTimeoutError::Timeout) => Err("takes too long"),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            looking.join().unwrap_err();
            Err("does not hold")
        }
    }
}

/// Tries inputs; says how many there were, how much there was to look at, and
/// which of them are bad.
fn try_all(body: Body, inputs: Vec<(String, Vec<u8>)>) -> (usize, usize, Vec<String>) {
    let (mut count, mut looked_at, mut bad) = (0, 0, Vec::new());
    for (name, input) in inputs {
        count += 1;
        match tried(body, input, PATIENCE) {
            Ok(there) => looked_at += there,
            Err(what) => bad.push(format!("{name} {what}")),
        }
    }
    (count, looked_at, bad)
}

#[test]
fn every_kept_input_holds() {
    let (mut inputs, mut things) = (0, 0);
    for (name, body) in BODIES {
        let (count, looked_at, bad) = try_all(body, kept(name));
        assert_eq!(bad, [""; 0], "{name}");
        assert!(count >= 3, "{name} has {count} inputs");
        assert!(looked_at >= count, "{name} looked at {looked_at} things");
        inputs += count;
        things += looked_at;
    }
    let folders = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/fuzz");
    assert_eq!(fs::read_dir(folders).unwrap().count(), BODIES.len());
    report(
        "T12",
        &format!(
            "{} bodies, {inputs} kept inputs, {things} things looked at, 0 do not hold",
            BODIES.len()
        ),
    );
}

/// Without a fuzzer and its coverage this is a walk in the dark; but it needs
/// nothing, and so it is taken every time.
#[test]
fn kept_inputs_changed_at_random_hold() {
    let words = change::words();
    assert!(words.len() > 100, "{}", words.len());
    let (mut runs, mut things) = (0, 0);
    for (name, body) in BODIES {
        let kept: Vec<Vec<u8>> = kept(name).into_iter().map(|(_, input)| input).collect();
        let mut chance = change::Chance::new(name);
        for _ in 0..rounds(40, 20_000) {
            let input = change::changed(&kept, &words, &mut chance);
            match tried(body, input.clone(), PATIENCE) {
                Ok(there) => things += there,
                Err(what) => {
                    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-found"));
                    fs::File::create(&file).unwrap().write_all(&input).unwrap();
                    panic!("{name}: {} {what}", file.display());
                }
            }
            runs += 1;
        }
    }
    assert!(things > runs, "{things}");
    report(
        "T12",
        &format!("{runs} changed inputs, {things} things looked at, 0 do not hold"),
    );
}

/// What is hostile to one may be to another.
#[test]
fn every_kept_input_holds_everywhere() {
    if rounds(0, 1) == 0 {
        return;
    }
    let mut runs = 0;
    for (whose, _) in BODIES {
        for (name, body) in BODIES {
            let (count, _, bad) = try_all(body, kept(whose));
            assert_eq!(bad, [""; 0], "{whose} in {name}");
            runs += count;
        }
    }
    report(
        "T12",
        &format!("{runs} runs of every input in every body, 0 do not hold"),
    );
}

#[test]
fn a_sanitiser_that_lets_everything_through_is_noticed() {
    fn nothing(text: &str) -> Cow<'_, str> {
        Cow::Borrowed(text)
    }
    fn body(bytes: &[u8]) -> usize {
        bodies::sanitiser_of(nothing, bytes)
    }
    let (count, _, bad) = try_all(body, kept("sanitiser"));
    assert!(bad.len() >= 3, "{bad:?}");
    report(
        "T12 control",
        &format!(
            "without the sanitiser {} of its {count} inputs do not hold",
            bad.len()
        ),
    );
}

#[test]
fn what_does_not_hold_or_does_not_end_is_noticed() {
    fn broken(bytes: &[u8]) -> usize {
        assert!(bytes.len() < 2, "too long");
        1
    }
    fn endless(_bytes: &[u8]) -> usize {
        thread::park_timeout(Duration::from_secs(20));
        1
    }
    let soon = Duration::from_millis(200);
    assert_eq!(tried(broken, b"a".to_vec(), PATIENCE), Ok(1));
    assert_eq!(
        tried(broken, b"ab".to_vec(), PATIENCE),
        Err("does not hold")
    );
    assert_eq!(tried(endless, Vec::new(), soon), Err("takes too long"));
}
