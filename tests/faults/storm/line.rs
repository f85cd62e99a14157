//! A line of 9,600 baud, and a terminal that takes nothing for a while.

use std::{
    io::{Read, Write},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    thread,
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use vt100::Parser;

use super::{Home, LONG, MASTERY, cells, frames, memory, must_fail};
use crate::{
    lane::report,
    pty::{parser, until},
};

/// 9,600 baud are so many bytes a second.
const SLOW: usize = 960;

/// After the last key so much may still come: what the terminal holds back
/// (8 KiB, twice), and two frames.
const BEHIND: usize = 24 * 1024;

/// A program at the end of a slow line of 80 columns and 24 rows.
struct Line {
    child: Box<dyn Child + Send + Sync>,
    writer: Box<dyn Write + Send>,
    seen: Arc<std::sync::Mutex<(Parser, Vec<u8>)>>,
    over: Arc<AtomicBool>,
    speed: Arc<AtomicUsize>,
    _master: Box<dyn MasterPty + Send>,
}

impl Line {
    fn open(home: &Home, command: &[&str], speed: usize) -> Self {
        let size = PtySize {
            rows: 24,
            cols: 80,
            ..PtySize::default()
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut builder = CommandBuilder::new(command[0]);
        builder.args(&command[1..]);
        builder.env_clear();
        for (name, value) in home.environment() {
            builder.env(name, value);
        }
        builder.cwd(home.path());
        let mut reader = pair.master.try_clone_reader().unwrap();
        let writer = pair.master.take_writer().unwrap();
        let child = pair.slave.spawn_command(builder).unwrap();
        drop(pair.slave);
        let seen = Arc::new(std::sync::Mutex::new((parser(24, 80), Vec::new())));
        let over = Arc::new(AtomicBool::new(false));
        let speed = Arc::new(AtomicUsize::new(speed));
        let (shared, ended, pace) = (Arc::clone(&seen), Arc::clone(&over), Arc::clone(&speed));
        thread::Builder::new()
            .spawn(move || {
                let mut bytes = [0; 4096];
                // A twentieth of a second's worth at a time.
                loop {
                    let share = (pace.load(SeqCst) / 20).clamp(1, bytes.len());
                    let Ok(read @ 1..) = reader.read(&mut bytes[..share]) else {
                        break;
                    };
                    let mut seen = shared.lock().unwrap();
                    seen.0.process(&bytes[..read]);
                    seen.1.extend_from_slice(&bytes[..read]);
                    drop(seen);
                    thread::sleep(Duration::from_millis(50) * read as u32 / share as u32);
                }
                ended.store(true, SeqCst);
            })
            .unwrap();
        Self {
            child,
            writer,
            seen,
            over,
            speed,
            _master: pair.master,
        }
    }

    fn came(&self) -> usize {
        self.seen.lock().unwrap().1.len()
    }

    fn contents(&self) -> String {
        self.seen.lock().unwrap().0.screen().contents()
    }

    fn shows(&self, text: &str) {
        let deadline = Instant::now() + LONG;
        while !self.contents().contains(text) {
            assert!(
                Instant::now() < deadline,
                "no “{text}” in\n{}",
                self.contents()
            );
            thread::sleep(Duration::from_millis(10));
        }
    }

    fn keys(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).unwrap();
    }

    /// The judge: presses so many keys at thirty a second, and says how many
    /// bytes came until the first of them was sent, and behind the last one
    /// until nothing more did.
    fn bytes_behind_the_last_key(&mut self, keys: usize) -> usize {
        for step in 0..keys {
            self.keys(if step % 2 == 0 { "j" } else { "k" });
            thread::sleep(Duration::from_millis(33));
        }
        self.keys("2");
        let pressed = self.came();
        let mut last = (pressed, Instant::now());
        loop {
            thread::sleep(Duration::from_millis(20));
            let now = self.came();
            let behind = now - pressed;
            assert!(behind <= BEHIND, "{behind} bytes behind the last key");
            if now > last.0 {
                last = (now, Instant::now());
            } else if last.1.elapsed() > Duration::from_millis(1_500) {
                return behind;
            }
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn on_a_slow_line_frames_do_not_pile_up() {
    let home = Home::begun();
    let mut line = Line::open(&home, &[MASTERY], SLOW);
    line.shows("quit");
    let first = line.came();
    let text = line.contents();
    let ink: usize = text.split_whitespace().map(str::len).sum();
    assert!(
        first < 3 * ink + 1_500,
        "the first frame has {first} bytes for {ink} of text"
    );
    let before = frames(&line.seen.lock().unwrap().1);
    let keys = 120;
    let behind = line.bytes_behind_the_last_key(keys);
    line.shows("Seed");
    let drawn = frames(&line.seen.lock().unwrap().1) - before;
    let sent = line.came() - first;
    // What is left to read is read at any speed: only the count is judged.
    let came = line.came();
    line.keys("q");
    let status = line.child.wait().unwrap();
    assert!(status.success(), "{status}");
    line.speed.store(SLOW * 20, SeqCst);
    until("the end of the line", || {
        line.over.load(SeqCst).then_some(())
    });
    let farewell = line.came() - came;
    assert!(farewell < 2_048, "{farewell} bytes for leaving");
    report(
        "T14 slow line",
        &format!(
            "960 bytes a second: first frame {first} bytes, {keys} keys in 4 s cost {sent} bytes in \
             {drawn} frames, {behind} of them behind the last key, leaving {farewell} bytes"
        ),
    );
}

#[test]
fn a_program_that_draws_all_for_every_key_is_noticed_on_a_slow_line() {
    let home = Home::begun();
    let script = "stty raw -echo; echo quit; screen=$(head -c 2000 /dev/zero | tr '\\0' x)\n\
        while true; do dd bs=1 count=1 2>/dev/null; printf %s \"$screen\"; done";
    let mut line = Line::open(&home, &["sh", "-c", script], SLOW * 10);
    line.shows("quit");
    let said = must_fail("a screen for every key", || {
        line.bytes_behind_the_last_key(120);
    });
    assert!(said.contains("behind the last key"), "{said}");
    report("T14 control", &format!("a screen for every key: {said}"));
}

#[test]
fn a_terminal_that_takes_nothing_for_a_while_gets_the_right_screen_afterwards() {
    let home = Home::begun();
    let mut program = home.open();
    program.shows_in_time("quit");
    program.is_still();
    let before = memory(program.pid());
    program.seen().frozen = true;
    let (mut keys, mut sizes) = (0, 0);
    for step in 0..200_u16 {
        // As much as the terminal holds of keys is all that it takes.
        if step < 120 {
            program.keys("?\x1b[B?j");
            keys += 4;
        }
        program.resize(20 + step % 20, 80 + step % 30);
        sizes += 1;
    }
    program.keys("2");
    let grown = memory(program.pid()).saturating_sub(before);
    program.resize(30, 100);
    program.seen().frozen = false;
    program.seen.1.notify_all();
    program.shows_in_time("Seed");
    program.is_still();
    let thawed = cells(program.seen().parser.screen());
    let mut fresh = home.open();
    fresh.shows_in_time("quit");
    fresh.keys("2");
    fresh.shows_in_time("Seed");
    fresh.is_still();
    assert_eq!(thawed, cells(fresh.seen().parser.screen()));
    assert!(grown < 5 * 1024, "it grew by {grown} KiB");
    fresh.quits();
    program.quits();
    report(
        "T14 frozen",
        &format!("{keys} keys and {sizes} sizes while nothing was read, grown by {grown} KiB"),
    );
}
