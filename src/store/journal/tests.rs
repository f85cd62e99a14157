//! The journal, tried.
#![allow(clippy::print_stdout, reason = "a test says what it measured")]
#![allow(clippy::format_push_string, reason = "a test may be slow")]
#![allow(clippy::string_slice, reason = "a test cuts where it likes")]

mod append;
mod block;
mod damage;
mod device;
mod disk;
mod exchange;
mod faults;
mod follow;
mod following;
mod format;
mod line;
mod losses;
mod memory;
mod mend;
mod mirror;
mod pieces;
mod reading;
mod scale;
mod trouble;
mod values;

use std::path::{Path, PathBuf};

use chrono::DateTime;
use proptest::prelude::*;
use rust_decimal::Decimal;
use ulid::Ulid;

use super::{Damage, Journal, Pending, Place, What, read_journal, write};
use crate::domain::{
    day::LogicalDay,
    event::{Batch, Event, EventId, Kind, Mark, TimerAction, Verdict},
    evidence::{Decided, Ended, FileShown, Grounds, Kept, Printed, Ran, StepRan},
    id::{BudgetId, DeviceId, ItemId, ProofId, ReviewId, RoadmapId},
    review::{Decision, Form},
};

/// An event with this number and kind, and its block.
pub(super) fn event(number: u64, kind: Kind) -> (Event, String) {
    let mut event = Event {
        id: EventId::new(Ulid::from_parts(
            1_700_000_000_000 + number,
            u128::from(number),
        )),
        batch: None,
        device: DeviceId::new("laptop-3f9a"),
        clock: number,
        at: DateTime::parse_from_rfc3339("2026-11-22T20:14:05+01:00").unwrap(),
        zone: "Europe/Berlin".into(),
        day: LogicalDay::ymd(2026, 11, 22).unwrap(),
        sum: 0,
        kind,
    };
    let mut out = Vec::new();
    write::block(&mut event, &mut out).unwrap();
    (event, String::from_utf8(out).unwrap())
}

pub(super) fn done(item: &str) -> Kind {
    Kind::Mark {
        item: ItemId::new(item),
        mark: Mark::Done,
    }
}

fn note(text: &str) -> Kind {
    Kind::Note {
        text: text.to_owned(),
        about: None,
    }
}

/// Six events of different kinds, and the file that holds them.
fn six() -> (Vec<Event>, String) {
    let kinds = [
        done("dynamic-supervisor"),
        note("a \"quoted\" \\ thought\n[[event]]\nid = \"x\""),
        Kind::Session {
            category: BudgetId::new("learning"),
            minutes: 225,
            from: None,
            about: None,
            text: Some("监督者 🌳 \u{202e}".to_owned()),
        },
        Kind::Begin {
            start: LogicalDay::ymd(2026, 3, 1).unwrap(),
        },
        Kind::Off {
            from: LogicalDay::ymd(2026, 3, 1).unwrap(),
            to: LogicalDay::ymd(2026, 3, 9).unwrap(),
            withdrawn: true,
            text: None,
        },
        Kind::Spent {
            amount: Decimal::new(3999, 2),
            line: BudgetId::new("books"),
            text: None,
        },
    ];
    let mut file = String::new();
    let mut events = vec![];
    for (number, kind) in kinds.into_iter().enumerate() {
        let (event, block) = event(number as u64 + 1, kind);
        file.push_str(&block);
        events.push(event);
    }
    (events, file)
}

/// How wide the steps are of a test that tries a great many places: narrow, but
/// for `tools/mutants`, which runs all tests a thousand times and asks for wide
/// ones.
pub(super) fn step(narrow: usize) -> usize {
    let wide = std::env::var("MASTERY_TEST_STRIDE").ok();
    narrow * wide.and_then(|it| it.parse().ok()).unwrap_or(1)
}

fn read(bytes: impl AsRef<[u8]>) -> (Vec<Event>, Vec<What>) {
    let (events, damages) = read_journal(Path::new("j.toml"), bytes.as_ref());
    (events, damages.into_iter().map(|d| d.what).collect())
}

fn pending(kinds: Vec<Kind>) -> Pending {
    Pending::new(
        Batch::on(LogicalDay::ymd(2026, 11, 22).unwrap(), kinds),
        DateTime::parse_from_rfc3339("2026-11-22T20:14:05.678+01:00").unwrap(),
        "Europe/Berlin".to_owned(),
    )
}

/// A place below `root`, which need not be there.
fn place(root: &Path, device: &str) -> Place {
    Place {
        folder: root.join("data/mastery/elixir"),
        state: root.join("state").join(device),
        roadmap: RoadmapId::new("elixir"),
        device: DeviceId::new(device),
    }
}

fn damages<D: super::Disk>(journal: &Journal<D>) -> Vec<(PathBuf, Option<usize>, What)> {
    journal
        .damages()
        .map(|Damage { file, line, what }| (file.file_name().unwrap().into(), *line, what.clone()))
        .collect()
}

/// A moment as a journal can write it.
fn moment() -> impl Strategy<Value = DateTime<chrono::FixedOffset>> {
    (0..200_000_000_000_i64, -1439..1440_i32).prop_map(|(seconds, minutes)| {
        let offset = chrono::FixedOffset::east_opt(minutes * 60).unwrap();
        DateTime::from_timestamp(seconds, 0)
            .unwrap()
            .with_timezone(&offset)
    })
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        proptest::collection::vec(
            prop_oneof![
                Just("\n[[event]]\n".to_owned()),
                Just("\"\"\"".to_owned()),
                Just("'''".to_owned()),
                Just("\\".to_owned()),
                Just("\r\n".to_owned()),
                Just("\u{85}\u{2028}\u{202e}\u{feff}\u{e0041}\u{7f}\0".to_owned()),
                Just("<<<<<<< HEAD\n".to_owned()),
                any::<char>().prop_map(String::from),
            ],
            0..8
        )
        .prop_map(|parts| parts.concat()),
    ]
}

fn any_day() -> impl Strategy<Value = LogicalDay> {
    (0..=9999_i32, 1..=12_u32, 1..=28_u32).prop_map(|(y, m, d)| LogicalDay::ymd(y, m, d).unwrap())
}

fn form() -> impl Strategy<Value = Form> {
    let decision = prop_oneof![
        Just(Decision::Keep),
        Just(Decision::Replan),
        Just(Decision::Adjust)
    ];
    let answers = [any_text(), any_text(), any_text()];
    (any_day(), answers, proptest::option::of(decision)).prop_map(|(until, answers, decision)| {
        Form {
            until,
            answers,
            decision,
        }
    })
}

fn any_grounds() -> impl Strategy<Value = Grounds> {
    let number = || 0..=i64::MAX as u64;
    let maybe = || proptest::option::of(any_text());
    let ended = prop_oneof![
        any::<u8>().prop_map(Ended::Exit),
        any::<u8>().prop_map(Ended::Signal),
        Just(Ended::Late)
    ];
    let step = (ended, number(), maybe()).prop_map(|(ended, millis, value)| StepRan {
        ended,
        millis,
        value,
    });
    let decided = (any::<u32>(), any_text(), any_text(), maybe()).prop_map(
        |(step, condition, found, line)| Decided {
            step,
            condition,
            found,
            line,
        },
    );
    let kept = (any_text(), number()).prop_map(|(sha256, bytes)| Kept { sha256, bytes });
    let output =
        (any_text(), number(), proptest::option::of(kept)).prop_map(|(sha256, bytes, kept)| {
            Printed {
                sha256,
                bytes,
                kept,
            }
        });
    let ran = (
        any_text(),
        prop::collection::vec(step, 0..4),
        decided,
        maybe(),
        any::<Option<bool>>(),
        output,
    )
        .prop_map(|(gate, steps, decided, commit, clean, output)| {
            Grounds::Ran(Ran {
                gate,
                steps,
                decided,
                commit,
                clean,
                output,
            })
        });
    let file = (any_text(), any_text()).prop_map(|(path, sha256)| FileShown { path, sha256 });
    let shown = (
        prop::collection::vec(any_text(), 1..3),
        prop::collection::vec(file, 0..3),
    )
        .prop_map(|(links, files)| Grounds::Shown { links, files });
    prop_oneof![ran, shown]
}

pub(super) fn any_kind() -> impl Strategy<Value = Kind> {
    let text = || any_text();
    let maybe = || proptest::option::of(any_text());
    let about = || proptest::option::of(any_text().prop_map(ItemId::new));
    let mark = prop_oneof![
        Just(Mark::Done),
        Just(Mark::Started),
        Just(Mark::Skipped),
        Just(Mark::Open)
    ];
    let action = prop_oneof![
        Just(TimerAction::Start),
        Just(TimerAction::Stop),
        Just(TimerAction::Cancel)
    ];
    let verdict = prop_oneof![
        Just(Verdict::Passed),
        Just(Verdict::Failed),
        Just(Verdict::Attested)
    ];
    let budget = || any_text().prop_map(BudgetId::new);
    prop_oneof![
        (text(), mark).prop_map(|(item, mark)| Kind::Mark {
            item: ItemId::new(item),
            mark
        }),
        (
            budget(),
            any::<u32>(),
            proptest::option::of(moment()),
            about(),
            maybe()
        )
            .prop_map(|(category, minutes, from, about, text)| {
                Kind::Session {
                    category,
                    minutes,
                    from,
                    about,
                    text,
                }
            }),
        (action, proptest::option::of(budget()), about()).prop_map(|(action, category, about)| {
            Kind::Timer {
                action,
                category,
                about,
            }
        }),
        (any::<i64>(), 0..=28_u32, budget(), maybe()).prop_map(|(amount, scale, line, text)| {
            Kind::Spent {
                amount: Decimal::new(amount, scale),
                line,
                text,
            }
        }),
        (text(), about()).prop_map(|(text, about)| Kind::Note { text, about }),
        (text(), maybe(), about()).prop_map(|(url, text, about)| Kind::Link { url, text, about }),
        (
            text(),
            verdict,
            maybe(),
            proptest::option::of(any_grounds())
        )
            .prop_map(|(row, verdict, text, grounds)| Kind::Evidence {
                row: ProofId::new(row),
                verdict,
                text,
                grounds: grounds.map(Box::new),
            }),
        (text(), text(), proptest::option::of(form())).prop_map(|(review, text, form)| {
            Kind::Review {
                review: ReviewId::new(review),
                text,
                form: form.map(Box::new),
            }
        }),
        (text(), form(), 0..=3_usize).prop_map(|(review, form, question)| Kind::Draft {
            review: ReviewId::new(review),
            until: form.until,
            answers: Box::new(form.answers),
            question,
        }),
        any_day().prop_map(|start| Kind::Begin { start }),
        (any_day(), any_day(), any::<bool>(), maybe()).prop_map(|(from, to, withdrawn, text)| {
            Kind::Off {
                from,
                to,
                withdrawn,
                text,
            }
        }),
        (
            text(),
            text(),
            proptest::option::of(any_day()),
            proptest::option::of(any::<u32>()),
            proptest::option::of(any::<u32>()),
            proptest::option::of(any::<u32>())
        )
            .prop_map(|(step, value, end, done, planned, hours)| Kind::Replan {
                step,
                value,
                end,
                done,
                planned,
                hours,
            }),
        (text(), text(), maybe()).prop_map(|(note, heading, text)| Kind::Read {
            note,
            heading,
            text
        }),
        (any::<u128>(), any::<bool>()).prop_map(|(id, correction)| Kind::Undo {
            correction,
            target: EventId::new(Ulid(id))
        }),
    ]
}
