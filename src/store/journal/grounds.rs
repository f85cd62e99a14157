//! What evidence rests on, as keys of its event.
//!
//! The verdict counts whatever these say: where one of them is missing or
//! makes no sense, as in the events of another version, all are left out.

use std::borrow::Cow;

use super::value::{Fields, Value};
use crate::domain::evidence::{Decided, Ended, FileShown, Grounds, Kept, Printed, Ran, StepRan};

fn text(text: &str) -> Value<'_> {
    Value::Text(Cow::Borrowed(text))
}

fn number(number: u64) -> Option<Value<'static>> {
    i64::try_from(number).ok().map(Value::Integer)
}

fn field<'a>(key: &'static str, value: Value<'a>) -> (Cow<'a, str>, Value<'a>) {
    (Cow::Borrowed(key), value)
}

/// The keys that say it; `None` where a number is too large to be written.
pub(super) fn fields(grounds: &Grounds) -> Option<Fields<'_>> {
    match grounds {
        Grounds::Ran(ran) => ran_fields(ran),
        Grounds::Shown { links, files } => {
            let mut fields = Fields::new();
            if !links.is_empty() {
                let links = links.iter().map(|link| text(link));
                fields.push(field("links", Value::Array(links.collect())));
            }
            if !files.is_empty() {
                let files = files.iter().map(|file| {
                    Value::Table(vec![
                        field("path", text(&file.path)),
                        field("sha256", text(&file.sha256)),
                    ])
                });
                fields.push(field("files", Value::Array(files.collect())));
            }
            Some(fields)
        }
    }
}

fn ran_fields(ran: &Ran) -> Option<Fields<'_>> {
    let mut steps = Vec::with_capacity(ran.steps.len());
    for step in &ran.steps {
        let mut fields = vec![match step.ended {
            Ended::Exit(status) => field("exit", Value::Integer(status.into())),
            Ended::Signal(number) => field("signal", Value::Integer(number.into())),
            Ended::Late => field("late", Value::Boolean(true)),
        }];
        fields.push(field("ms", number(step.millis)?));
        if let Some(value) = &step.value {
            fields.push(field("value", text(value)));
        }
        steps.push(Value::Table(fields));
    }
    let mut fields = vec![
        field("gate", text(&ran.gate)),
        field("steps", Value::Array(steps)),
        field("step", Value::Integer(ran.decided.step.into())),
        field("condition", text(&ran.decided.condition)),
        field("found", text(&ran.decided.found)),
    ];
    if let Some(line) = &ran.decided.line {
        fields.push(field("line", text(line)));
    }
    if let Some(commit) = &ran.commit {
        fields.push(field("commit", text(commit)));
    }
    if let Some(clean) = ran.clean {
        fields.push(field("clean", Value::Boolean(clean)));
    }
    fields.push(field("output", text(&ran.output.sha256)));
    fields.push(field("bytes", number(ran.output.bytes)?));
    if let Some(kept) = &ran.output.kept {
        fields.push(field("kept", text(&kept.sha256)));
        fields.push(field("kept_bytes", number(kept.bytes)?));
    }
    Some(fields)
}

/// What these keys say a verdict rests on.
pub(super) fn read(fields: &Fields<'_>) -> Option<Grounds> {
    let keys = Keys(fields);
    if keys.get("gate").is_some() {
        return ran(&keys).map(Grounds::Ran);
    }
    let links = keys.list("links", |value| match value {
        Value::Text(link) => Some(link.to_string()),
        _ => None,
    })?;
    let files = keys.list("files", |value| {
        let keys = Keys::of(value)?;
        Some(FileShown {
            path: keys.text("path")?,
            sha256: keys.text("sha256")?,
        })
    })?;
    let any = !links.is_empty() || !files.is_empty();
    any.then_some(Grounds::Shown { links, files })
}

fn ran(keys: &Keys<'_, '_>) -> Option<Ran> {
    let steps = keys.list("steps", |value| {
        let keys = Keys::of(value)?;
        let ended = match (keys.number("exit"), keys.number("signal")) {
            (Some(status), _) => Ended::Exit(u8::try_from(status).ok()?),
            (None, Some(number)) => Ended::Signal(u8::try_from(number).ok()?),
            (None, None) => keys.flag("late")?.then_some(Ended::Late)?,
        };
        Some(StepRan {
            ended,
            millis: keys.number("ms")?,
            value: keys.text("value"),
        })
    })?;
    let kept = match (keys.text("kept"), keys.number("kept_bytes")) {
        (Some(sha256), Some(bytes)) => Some(Kept { sha256, bytes }),
        _ => None,
    };
    Some(Ran {
        gate: keys.text("gate")?,
        steps,
        decided: Decided {
            step: u32::try_from(keys.number("step")?).ok()?,
            condition: keys.text("condition")?,
            found: keys.text("found")?,
            line: keys.text("line"),
        },
        commit: keys.text("commit"),
        clean: keys.flag("clean"),
        output: Printed {
            sha256: keys.text("output")?,
            bytes: keys.number("bytes")?,
            kept,
        },
    })
}

struct Keys<'f, 'a>(&'f Fields<'a>);

impl<'f, 'a> Keys<'f, 'a> {
    fn of(value: &'f Value<'a>) -> Option<Self> {
        match value {
            Value::Table(fields) => Some(Self(fields)),
            _ => None,
        }
    }

    fn get(&self, key: &str) -> Option<&'f Value<'a>> {
        let mut fields = self.0.iter();
        fields.find(|field| field.0 == key).map(|field| &field.1)
    }

    fn text(&self, key: &str) -> Option<String> {
        match self.get(key)? {
            Value::Text(text) => Some(text.to_string()),
            _ => None,
        }
    }

    fn number(&self, key: &str) -> Option<u64> {
        match self.get(key)? {
            Value::Integer(number) => u64::try_from(*number).ok(),
            _ => None,
        }
    }

    fn flag(&self, key: &str) -> Option<bool> {
        match self.get(key)? {
            Value::Boolean(flag) => Some(*flag),
            _ => None,
        }
    }

    /// The values of a list, none without the key; `None` if it is no list or
    /// `read` does not know one of its values.
    fn list<T>(&self, key: &str, read: impl Fn(&'f Value<'a>) -> Option<T>) -> Option<Vec<T>> {
        match self.get(key) {
            None => Some(Vec::new()),
            Some(Value::Array(values)) => values.iter().map(read).collect(),
            Some(_) => None,
        }
    }
}
