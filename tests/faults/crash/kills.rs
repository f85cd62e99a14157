//! `kill -9` at any moment: of commands one after the other, and of the
//! full-screen program.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    os::unix::process::ExitStatusExt,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use super::{Dice, bed, judge::Journals, on_all_cores};
use crate::{
    lane::{report, rounds},
    pty::{self, Home, Opening, Program},
};

/// How many rounds one learner lives through.
const ROUNDS: usize = 20;

/// How many items the full-screen program has to tick.
const ITEMS: usize = 24;

/// How long a screen may take where the machine has much else to do.
const LONG: Duration = Duration::from_secs(60);

#[derive(Debug, Default)]
struct Came {
    rounds: usize,
    killed: usize,
    acknowledged: usize,
    /// Saved, and killed before it could say so.
    unsaid: usize,
    wrong: Vec<String>,
}

impl Came {
    fn all(parts: Vec<Self>) -> Self {
        parts.into_iter().fold(Self::default(), |mut all, part| {
            all.rounds += part.rounds;
            all.killed += part.killed;
            all.acknowledged += part.acknowledged;
            all.unsaid += part.unsaid;
            all.wrong.extend(part.wrong);
            all
        })
    }
}

/// The thoughts that the journals hold.
fn thoughts(home: &Home) -> Result<BTreeSet<String>, String> {
    let (events, damages) = Journals::of(&bed::journal_folder(home)).read();
    if let Some(damage) = damages.first() {
        return Err(format!("damaged: {damage}"));
    }
    let text = |event: &mastery::domain::event::Event| match &event.kind {
        mastery::domain::event::Kind::Note { text, .. } => Some(text.clone()),
        _ => None,
    };
    Ok(events.iter().filter_map(text).collect())
}

/// Every acknowledged thought is there, and none that was never had.
fn judge(
    home: &Home,
    acknowledged: &BTreeSet<String>,
    begun: &BTreeSet<String>,
) -> Result<usize, String> {
    let there = thoughts(home)?;
    if let Some(text) = acknowledged.difference(&there).next() {
        return Err(format!("lost: {text}"));
    }
    if let Some(text) = there.difference(begun).next() {
        return Err(format!("out of nowhere: {text}"));
    }
    Ok(there.len() - acknowledged.len())
}

/// Rounds of commands, each round ended by a kill at a moment like any other.
fn commands(seed: u64) -> Came {
    let mut dice = Dice(seed);
    let home = bed::fresh();
    let mut came = Came::default();
    let (mut acknowledged, mut begun) = (BTreeSet::new(), BTreeSet::new());
    let since = Instant::now();
    bed::works(&home, &["begin", "2026-01-05"]);
    let pace = since.elapsed().as_micros() as u64;
    for round in 0..ROUNDS {
        // Two commands and more, and the next is killed in the middle.
        let end = Instant::now() + Duration::from_micros(dice.roll() % (4 * pace));
        came.rounds += 1;
        for number in 0.. {
            let text = format!("thought {round}.{number}");
            begun.insert(text.clone());
            let mut command = bed::mastery(&home, &["note", &text]);
            command.stdout(Stdio::null()).stderr(Stdio::piped());
            let mut child = command.spawn().unwrap();
            // The pace is the subject: the kill comes when it comes.
            let status = loop {
                if let Some(status) = child.try_wait().unwrap() {
                    break status;
                }
                if Instant::now() >= end {
                    child.kill().unwrap();
                    break child.wait().unwrap();
                }
                thread::sleep(Duration::from_micros(300));
            };
            if status.success() {
                came.acknowledged += 1;
                acknowledged.insert(text);
            } else if status.signal() == Some(9) {
                came.killed += 1;
            } else {
                let mut said = String::new();
                let _ = std::io::Read::read_to_string(&mut child.stderr.take().unwrap(), &mut said);
                came.wrong.push(format!("{status}: {said}"));
            }
            if Instant::now() >= end {
                break;
            }
        }
        match judge(&home, &acknowledged, &begun) {
            // From here on it counts as any other.
            Ok(_) => {
                let there = thoughts(&home).unwrap();
                came.unsaid += there.difference(&acknowledged).count();
                acknowledged = there;
            }
            Err(why) => came.wrong.push(format!("round {round}: {why}")),
        }
    }
    came
}

#[test]
fn commands_killed_at_any_moment_lose_nothing_that_was_acknowledged() {
    let learners = rounds(440, 19_000).div_ceil(ROUNDS);
    let came = Came::all(on_all_cores(learners, |turn| commands(turn as u64)));
    report(
        "T4 commands",
        &format!(
            "{} rounds, {} killed, {} acknowledged, {} saved without a word, {} lost or unreadable",
            came.rounds,
            came.killed,
            came.acknowledged,
            came.unsaid,
            came.wrong.len()
        ),
    );
    assert!(came.wrong.is_empty(), "{:#?}", came.wrong);
    assert!(came.killed * 3 > came.rounds && came.acknowledged > came.rounds / 4);
}

/// A learner with a list to tick off.
fn list() -> Home {
    let mut roadmap = "format = 1\nid = \"garden\"\ntitle = \"A garden\"\n\n[[phase]]\nid = \"soil\"\ntitle = \"Soil\"\ndays = 4\n".to_owned();
    for item in 0..ITEMS {
        write!(
            roadmap,
            "[[phase.reading]]\nid = \"bed-{item:02}\"\nkind = \"book\"\ntitle = \"Bed {item:02}\"\n"
        )
        .unwrap();
    }
    let home = bed::fresh();
    home.write("roadmap.toml", roadmap);
    home.mastery(&["begin", "today"]);
    home
}

fn ticked(home: &Home) -> Result<BTreeSet<String>, String> {
    let (events, damages) = Journals::of(&bed::journal_folder(home)).read();
    if let Some(damage) = damages.first() {
        return Err(format!("damaged: {damage}"));
    }
    let item = |event: &mastery::domain::event::Event| match &event.kind {
        mastery::domain::event::Kind::Mark { item, .. } => Some(item.as_str().to_owned()),
        _ => None,
    };
    Ok(events.iter().filter_map(item).collect())
}

fn done(program: &Program, item: usize) {
    let title = format!("● Bed {item:02}");
    program.wait_seen(LONG, &title, |seen| {
        seen.parser.screen().contents().contains(&title)
    });
}

/// The full-screen program ticks one item after the other, those it was seen
/// to tick are acknowledged, and it is killed at some moment of one more.
fn screen(seed: u64, came: &mut Came) {
    let mut dice = Dice(seed);
    let home = list();
    let mut acknowledged = BTreeSet::new();
    let mut next = 0;
    while next + 4 < ITEMS {
        came.rounds += 1;
        let mut program = home.open();
        program.wait_seen(LONG, "the program", |seen| {
            seen.parser.screen().contents().contains("Bed ")
        });
        program.keys("2\r");
        program.wait_seen(LONG, "the phase", |seen| {
            let contents = seen.parser.screen().contents();
            contents.contains("○ Bed") || contents.contains("● Bed")
        });
        program.keys(&"j".repeat(next));
        // Everything that was acknowledged in earlier rounds is shown.
        if next > 0 {
            done(&program, next - 1);
        }
        for _ in 0..=dice.below(3) {
            program.keys(" ");
            done(&program, next);
            acknowledged.insert(format!("bed-{next:02}"));
            came.acknowledged += 1;
            program.keys("j");
            next += 1;
        }
        program.keys(" ");
        thread::sleep(Duration::from_micros(dice.roll() % 12_000));
        program.signal("KILL");
        let status = program.ended_within(LONG);
        came.killed += usize::from(status.signal() == Some("Killed"));
        drop(program);
        match ticked(&home) {
            Ok(there) => {
                if let Some(item) = acknowledged.difference(&there).next() {
                    came.wrong.push(format!("lost: {item}"));
                }
                let unsaid = there.len() - acknowledged.intersection(&there).count();
                came.unsaid += unsaid;
                next += unsaid;
                acknowledged = there;
            }
            Err(why) => came.wrong.push(why),
        }
    }
}

#[test]
fn the_full_screen_program_killed_at_any_moment_loses_no_tick_that_was_seen() {
    let wanted = rounds(60, 600);
    // About seven rounds until everything is ticked.
    let came = Came::all(on_all_cores(wanted.div_ceil(7), |turn| {
        let mut came = Came::default();
        screen(1_000_000 + turn as u64, &mut came);
        came
    }));
    report(
        "T4 screen",
        &format!(
            "{} rounds, {} killed, {} ticks seen, {} saved and not seen, {} lost or unreadable",
            came.rounds,
            came.killed,
            came.acknowledged,
            came.unsaid,
            came.wrong.len()
        ),
    );
    assert!(came.wrong.is_empty(), "{:#?}", came.wrong);
    assert!(came.rounds * 5 > wanted * 4 && came.killed == came.rounds);
    assert!(came.acknowledged >= came.rounds);
}

#[test]
fn a_tick_that_is_shown_and_not_written_is_found_out() {
    // The control: the same loop's judge, and a program whose writes to the
    // journal are only pretended.
    if let Some(why) = bed::no_strace() {
        return pty::skip(&why);
    }
    let home = list();
    let own = bed::own(&home);
    let strace = [
        "strace",
        "-f",
        "-o",
        "/dev/null",
        "-P",
        own.to_str().unwrap(),
        "-e",
        "trace=write",
        "-e",
        "inject=write:retval=1000000",
        pty::MASTERY,
    ];
    let mut program = Opening::command(&strace).open(&home);
    program.wait_seen(LONG, "the program", |seen| {
        seen.parser.screen().contents().contains("Bed ")
    });
    program.keys("2\r");
    program.wait_seen(LONG, "the phase", |seen| {
        seen.parser.screen().contents().contains("○ Bed")
    });
    program.keys(" ");
    done(&program, 0);
    let traced = pty::child_of(program.pid()).unwrap();
    pty::signal(traced, "KILL");
    program.ended_within(LONG);
    let there = ticked(&home).unwrap();
    report(
        "T4 control",
        &format!("1 tick seen and only pretended, {} there", there.len()),
    );
    assert!(there.is_empty(), "{there:?}");
}
