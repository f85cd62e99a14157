//! An event as text: one block, one line a key, a blank line at the end.

use std::borrow::Cow;

use super::{
    parse::ANSWERS,
    sum::{self, SUM},
    value::{Fields, Stamp, Value},
};
use crate::domain::{
    day::LogicalDay,
    event::{Event, EventId, Kind, TimerAction, Verdict},
    id::{BudgetId, ItemId},
    review::{Answers, Decision},
};

/// The longest block the program writes, in bytes.
pub const MAX_EVENT: usize = 16 * 1024;

/// Why an event cannot be written down.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unwritable {
    /// There is nothing to write.
    #[error("there is nothing to write")]
    Empty,
    /// The block would be longer than [`MAX_EVENT`].
    #[error("this is too long to keep: {0} bytes, at most {MAX_EVENT} fit")]
    TooLong(usize),
    /// A year does not have four digits.
    #[error("a date is outside the years 0 to 9999")]
    Date,
    /// A kind that this program does not know, or whose keys would be lost.
    #[error("events of the kind “{0}” cannot be written by this version")]
    Kind(String),
    /// The block would not read back as the same event.
    #[error("the event would not read back as it was written")]
    Unfaithful,
}

/// Appends the block of `event` to `out` and stores its checksum in it.
pub(super) fn block(event: &mut Event, out: &mut Vec<u8>) -> Result<(), Unwritable> {
    let from = out.len();
    let fields = fields(event).ok_or(Unwritable::Date)?;
    // No kind names a key twice.
    let sum = sum::sum(&fields, &mut Vec::with_capacity(256)).unwrap_or_default();
    out.extend_from_slice(format!("[[event]] # {}\n", event.id).as_bytes());
    for (key, value) in &fields {
        line(key, value, out);
    }
    line(SUM, &Value::Text(format!("{sum:08x}").into()), out);
    out.push(b'\n');
    event.sum = sum;
    let length = out.len() - from;
    if length > MAX_EVENT {
        out.truncate(from);
        return Err(Unwritable::TooLong(length));
    }
    Ok(())
}

fn line(key: &str, value: &Value<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(key.as_bytes());
    out.extend_from_slice(b" = ");
    spell(value, out);
    out.push(b'\n');
}

/// A value on one line.
fn spell(value: &Value<'_>, out: &mut Vec<u8>) {
    match value {
        Value::Text(text) => quote(text, out),
        Value::Integer(number) => out.extend_from_slice(number.to_string().as_bytes()),
        Value::Boolean(flag) => out.extend_from_slice(flag.to_string().as_bytes()),
        Value::Stamp(stamp) => stamp.spell(out),
        Value::Array(values) => {
            out.push(b'[');
            for (place, value) in values.iter().enumerate() {
                if place > 0 {
                    out.extend_from_slice(b", ");
                }
                spell(value, out);
            }
            out.push(b']');
        }
        Value::Table(fields) => {
            out.push(b'{');
            for (place, (key, value)) in fields.iter().enumerate() {
                out.extend_from_slice(if place > 0 { b", " } else { b" " });
                out.extend_from_slice(key.as_bytes());
                out.extend_from_slice(b" = ");
                spell(value, out);
            }
            out.extend_from_slice(b" }");
        }
        // No kind of ours holds one.
        Value::Float(_) => {}
    }
}

/// A basic string in which whatever is not plainly visible is escaped.
pub(super) fn quote(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let mut room = [0_u8; 4];
    for c in text.chars() {
        match c {
            '"' => out.extend_from_slice(b"\\\""),
            '\\' => out.extend_from_slice(b"\\\\"),
            '\n' => out.extend_from_slice(b"\\n"),
            '\t' => out.extend_from_slice(b"\\t"),
            '\r' => out.extend_from_slice(b"\\r"),
            _ if !hidden(c) => out.extend_from_slice(c.encode_utf8(&mut room).as_bytes()),
            _ if u32::from(c) <= 0xFFFF => {
                out.extend_from_slice(format!("\\u{:04X}", u32::from(c)).as_bytes());
            }
            _ => out.extend_from_slice(format!("\\U{:08X}", u32::from(c)).as_bytes()),
        }
    }
    out.push(b'"');
}

/// Controls, marks that turn the direction of text, separators of lines,
/// byte-order marks, tags, and what is no character at all.
fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
            | '\u{FDD0}'..='\u{FDEF}' | '\u{E0000}'..='\u{E0FFF}')
        || u32::from(c) & 0xFFFE == 0xFFFE
}

/// The keys of an event in their fixed order, without the checksum; `None` if
/// a date cannot be written.
fn fields(event: &Event) -> Option<Fields<'_>> {
    let mut keys = Writer(Vec::with_capacity(14));
    keys.event("id", event.id);
    if let Some(batch) = event.batch {
        keys.event("batch", batch);
    }
    keys.text("device", event.device.as_str());
    keys.integer("clock", i64::try_from(event.clock).ok()?);
    keys.push("at", Value::Stamp(Stamp::of_moment(&event.at)?));
    keys.text("zone", &event.zone);
    keys.day("day", event.day)?;
    keys.text("kind", event.kind.word());
    keys.kind(&event.kind)?;
    Some(keys.0)
}

struct Writer<'a>(Fields<'a>);

impl<'a> Writer<'a> {
    fn push(&mut self, key: &'static str, value: Value<'a>) {
        self.0.push((Cow::Borrowed(key), value));
    }

    fn text(&mut self, key: &'static str, text: &'a str) {
        self.push(key, Value::Text(Cow::Borrowed(text)));
    }

    fn maybe(&mut self, key: &'static str, text: Option<&'a str>) {
        if let Some(text) = text {
            self.text(key, text);
        }
    }

    fn integer(&mut self, key: &'static str, number: i64) {
        self.push(key, Value::Integer(number));
    }

    fn event(&mut self, key: &'static str, id: EventId) {
        self.push(key, Value::Text(Cow::Owned(id.to_string())));
    }

    fn day(&mut self, key: &'static str, day: LogicalDay) -> Option<()> {
        self.push(key, Value::Stamp(Stamp::of_date(day.date())?));
        Some(())
    }

    fn answers(&mut self, answers: &'a Answers) {
        for (key, answer) in ANSWERS.into_iter().zip(answers) {
            self.maybe(key, (!answer.is_empty()).then_some(answer));
        }
    }

    fn kind(&mut self, kind: &'a Kind) -> Option<()> {
        match kind {
            Kind::Mark { item, mark: _ } => self.text("item", item.as_str()),
            Kind::Session {
                category,
                minutes,
                from,
                about,
                text,
            } => {
                self.text("category", category.as_str());
                self.integer("minutes", i64::from(*minutes));
                if let Some(from) = from {
                    self.push("from", Value::Stamp(Stamp::of_moment(from)?));
                }
                self.maybe("about", about.as_ref().map(ItemId::as_str));
                self.maybe("text", text.as_deref());
            }
            Kind::Timer {
                action,
                category,
                about,
            } => {
                let action = match action {
                    TimerAction::Start => "start",
                    TimerAction::Stop => "stop",
                    TimerAction::Cancel => "cancel",
                };
                self.text("action", action);
                self.maybe("category", category.as_ref().map(BudgetId::as_str));
                self.maybe("about", about.as_ref().map(ItemId::as_str));
            }
            Kind::Spent { amount, line, text } => {
                self.push("amount", Value::Text(amount.to_string().into()));
                self.text("line", line.as_str());
                self.maybe("text", text.as_deref());
            }
            Kind::Note { text, about } => {
                self.text("text", text);
                self.maybe("about", about.as_ref().map(ItemId::as_str));
            }
            Kind::Link { url, text, about } => {
                self.text("url", url);
                self.maybe("text", text.as_deref());
                self.maybe("about", about.as_ref().map(ItemId::as_str));
            }
            Kind::Evidence {
                row,
                verdict,
                text,
                grounds,
            } => {
                self.text("row", row.as_str());
                let verdict = match verdict {
                    Verdict::Passed => "passed",
                    Verdict::Failed => "failed",
                    Verdict::Attested => "attested",
                };
                self.text("verdict", verdict);
                self.maybe("text", text.as_deref());
                if let Some(grounds) = grounds {
                    self.0.extend(super::grounds::fields(grounds)?);
                }
            }
            Kind::Review { review, text, form } => {
                self.text("review", review.as_str());
                if let Some(form) = form {
                    self.day("until", form.until)?;
                    self.answers(&form.answers);
                    self.maybe("decision", form.decision.map(Decision::word));
                }
                self.text("text", text);
            }
            Kind::Draft {
                review,
                until,
                answers,
                question,
            } => {
                self.text("review", review.as_str());
                self.day("until", *until)?;
                self.answers(answers);
                self.integer("question", i64::try_from(*question).ok()? + 1);
            }
            Kind::Begin { start } => self.day("start", *start)?,
            Kind::Off {
                from,
                to,
                withdrawn,
                text,
            } => {
                self.day("from", *from)?;
                self.day("to", *to)?;
                if *withdrawn {
                    self.push("withdrawn", Value::Boolean(true));
                }
                self.maybe("text", text.as_deref());
            }
            Kind::Replan {
                step,
                value,
                end,
                done,
                planned,
                hours,
            } => {
                self.text("step", step);
                self.text("value", value);
                if let Some(end) = end {
                    self.day("end", *end)?;
                }
                for (key, minutes) in [("done", done), ("planned", planned), ("hours", hours)] {
                    if let Some(minutes) = minutes {
                        self.integer(key, i64::from(*minutes));
                    }
                }
            }
            Kind::Read {
                note,
                heading,
                text,
            } => {
                self.text("note", note);
                self.text("heading", heading);
                self.maybe("text", text.as_deref());
            }
            Kind::Undo { target, correction } => {
                self.event("target", *target);
                if *correction {
                    self.push("correction", Value::Boolean(true));
                }
            }
            // Its own keys are not known here.
            Kind::Unknown { name: _ } => {}
        }
        Some(())
    }
}
