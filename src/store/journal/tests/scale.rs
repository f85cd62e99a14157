//! A long life: how fast a hundred thousand events are read.

use std::time::Instant;

use super::*;

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
    for _ in 0..5 {
        let since = Instant::now();
        let (journal, events) = Journal::open(place.clone()).unwrap();
        best = best.min(since.elapsed().as_secs_f64());
        assert_eq!((events.len(), journal.damages().count()), (100_000, 0));
    }
    println!("100,000 events, {} bytes: {:.1} ms", file.len(), best * 1e3);
}
