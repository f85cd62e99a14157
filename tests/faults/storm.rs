//! Terminals of every size, storms of resizes and pastes, signals, and terminals that go away.

mod gone;
mod idle;
mod input;
mod line;
mod signals;
mod sizes;

use std::{
    collections::BTreeSet,
    fs,
    time::{Duration, Instant},
};

use vt100::Screen;

use crate::pty::*;

/// How long a screen may take on a machine with much else to do.
const LONG: Duration = Duration::from_secs(60);

/// Numbers that look random and are the same in every run.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}

impl Program {
    /// Waits, with all the patience there is, for a text.
    fn shows_in_time(&self, text: &str) {
        self.wait_seen(LONG, &format!("“{text}”"), |seen| {
            seen.parser.screen().contents().contains(text)
        });
    }

    /// Sends bytes that are no text.
    fn bytes(&self, bytes: &[u8]) {
        let writer = self.writer.as_ref().unwrap();
        writer.lock().unwrap().write_all(bytes).unwrap();
    }

    /// Waits until the program sleeps and everything that it wrote was read.
    fn is_still(&self) {
        let deadline = Instant::now() + LONG;
        let mut quiet = 0;
        let mut before = (0, 0);
        while quiet < 6 {
            assert!(Instant::now() < deadline, "it does not come to rest");
            std::thread::sleep(Duration::from_millis(20));
            let written = self.seen().bytes.len();
            let (state, ticks) = process(self.pid()).expect("the program");
            let now = (written, ticks);
            quiet = if now == before && state == 'S' {
                quiet + 1
            } else {
                0
            };
            before = now;
        }
    }
}

/// Every cell that shows something or is coloured, with its colours: where,
/// what.
fn cells(screen: &Screen) -> BTreeSet<(u16, u16, String)> {
    let (rows, columns) = screen.size();
    (0..rows.get())
        .flat_map(|row| (0..columns.get()).map(move |column| (row, column)))
        .filter_map(|(row, column)| {
            let cell = screen.cell(row, column)?;
            let text = cell.contents().trim();
            let (front, back) = (cell.fgcolor(), cell.bgcolor());
            (!text.is_empty() || back != vt100::Color::Default).then(|| {
                let front = if text.is_empty() {
                    String::new()
                } else {
                    format!("{front:?}")
                };
                (
                    row,
                    column,
                    format!("{text} {front} {back:?} {}", cell.bold()),
                )
            })
        })
        .collect()
}

/// How many frames are in these bytes.
fn frames(bytes: &[u8]) -> usize {
    let begin = b"\x1b[?2026h";
    bytes.windows(begin.len()).filter(|it| it == begin).count()
}

/// A line of `/proc/…/status`, as a number.
fn status(pid: u32, name: &str) -> u64 {
    let text = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let line = line.unwrap().trim_start_matches(':').trim();
    line.split_whitespace().next().unwrap().parse().unwrap()
}

/// Its memory, in KiB.
fn memory(pid: u32) -> u64 {
    status(pid, "VmRSS")
}

/// How many descriptors it has open.
fn descriptors(pid: u32) -> usize {
    fs::read_dir(format!("/proc/{pid}/fd")).unwrap().count()
}

/// Asserts that something panics, which it does quietly; gives what it said.
fn must_fail(what: &str, judged: impl FnOnce()) -> String {
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(judged));
    let Err(said) = caught else {
        panic!("{what}: nobody noticed");
    };
    let said = said
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| said.downcast_ref::<&str>().map(ToString::to_string));
    said.unwrap_or_default()
}
