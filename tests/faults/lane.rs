//! How much is tried, and what came of it.

use std::io::Write as _;

/// How many rounds: the first number in the short lane, the second when
/// `MASTERY_LANE=long` asks for the long one.
pub(crate) fn rounds(short: usize, long: usize) -> usize {
    match std::env::var("MASTERY_LANE").as_deref() {
        Ok("long") => long,
        _ => short,
    }
}

/// Prints what a case came to. It goes around the capture of the test harness:
/// a run shows its counts even when it is green.
pub(crate) fn report(case: &str, counts: &str) {
    let lane = rounds(0, 1);
    let lane = if lane == 0 { "short" } else { "long" };
    let line = format!("[{lane}] {case}: {counts}\n");
    std::io::stderr().lock().write_all(line.as_bytes()).unwrap();
}
