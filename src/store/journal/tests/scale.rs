//! A long life: how fast a hundred thousand events are read.

use std::time::Instant;

use super::*;

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
