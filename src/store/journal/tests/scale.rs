//! A long life: how fast a hundred thousand events are read.

use std::time::Instant;

use super::{
    super::{Disk as _, Files, pieces, read},
    *,
};

/// How long this thread has run on a processor, in seconds, where the system
/// says so: other work on the machine does not count.
fn cpu_time() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds: Option<f64> = text.split(' ').next().and_then(|n| n.parse().ok());
    nanoseconds.unwrap_or_default() / 1e9
}

#[test]
fn a_hundred_thousand_events_are_read_the_quick_way() {
    let mut file = String::new();
    for number in 0..100_000 {
        file += &event(number, done("dynamic-supervisor")).1;
    }
    let root = tempfile::tempdir().unwrap();
    let place = place(root.path(), "laptop-3f9a");
    std::fs::create_dir_all(&place.folder).unwrap();
    let mut out = std::fs::File::create(place.own()).unwrap();
    std::io::Write::write_all(&mut out, file.as_bytes()).unwrap();
    let mut best = f64::INFINITY;
    let mut best_cpu = f64::INFINITY;
    for _ in 0..5 {
        let (since, cpu) = (Instant::now(), cpu_time());
        let (journal, events) = Journal::open(place.clone()).unwrap();
        best = best.min(since.elapsed().as_secs_f64());
        best_cpu = best_cpu.min(cpu_time() - cpu);
        assert_eq!((events.len(), journal.damages().count()), (100_000, 0));
    }
    println!(
        "100,000 events, {} bytes: {:.1} ms, {:.1} ms on the processor",
        file.len(),
        best * 1e3,
        best_cpu * 1e3
    );
}

/// What a long file holds between its events that is none, and what is not
/// written as the program writes it.
const BETWEEN: [&str; 6] = [
    "",
    "stray = 1\n\n",
    "[[event]]\nid = \"01JD8QZ7V6K3M9X2R5T8W0Y4AB\"\nday = 2026-",
    "[[event]]\ntext = \"\"\"\n[[event]]\nid = 1\n\"\"\"\n\n",
    "\0\0\0\n",
    "# a comment\n",
];

/// The beginning of a long file is as the program writes it, its end is not: the
/// one is read side by side, the other a piece after the other.
#[test]
fn pieces_read_side_by_side_are_the_file_read_at_once() {
    let root = tempfile::tempdir().unwrap();
    let plain: String = (0..6_000)
        .map(|number| event(number, done("a")).1)
        .collect();
    assert!(plain.len() > 1_000_000, "{}", plain.len());
    let crlf = plain.replace('\n', "\r\n");
    for between in BETWEEN {
        for more in [plain.as_str(), crlf.as_str(), "", "[[event]]\nid = "] {
            let later: String = (6_000..12_000)
                .map(|number| event(number, done("a")).1)
                .collect();
            let file = format!("# a journal\n\n{plain}{between}{later}{more}");
            let path = root.path().join("long.toml");
            Files.replace(&path, file.as_bytes(), false).unwrap();
            let mut open = Files.open(&path).unwrap();
            let whole = pieces::whole(&Files, &mut open, file.len() as u64, None).unwrap();
            assert_eq!(whole.read, read::read(file.as_bytes()), "{between:?}");
            assert!(file.as_bytes().ends_with(&whole.bytes));
        }
    }
}

#[test]
fn a_file_read_in_pieces_is_the_file_read_at_once() {
    let root = tempfile::tempdir().unwrap();
    for every in [1_usize, 40, 10_007] {
        let mut file = String::new();
        let mut number = 0;
        while file.len() < 3_500_000 {
            let text = "é".repeat(number * 7919 % 3000);
            file += &event(number as u64, note(&text)).1;
            number += 1;
            if number.is_multiple_of(every) {
                file += BETWEEN[number / every % BETWEEN.len()];
            }
        }
        let path = root.path().join("long.toml");
        Files.replace(&path, file.as_bytes(), false).unwrap();
        let mut open = Files.open(&path).unwrap();
        let whole = pieces::whole(&Files, &mut open, file.len() as u64, None).unwrap();
        let once = read::read(file.as_bytes());
        assert_eq!(whole.start > 0, every > 1 || once.damages.len() < 1000);
        assert_eq!(whole.read, once, "{every}");
        assert!(file.as_bytes().ends_with(&whole.bytes));
    }
}
