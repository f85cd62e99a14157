//! Any keys as a block, also those that this version does not know.

use super::{
    value::{Fields, Value},
    write::quote,
};
use crate::domain::event::EventId;

/// The block of these keys, in their order: a header, one key a line, a blank
/// line.
pub(super) fn block(id: EventId, fields: &Fields<'_>) -> Vec<u8> {
    let mut out = format!("[[event]] # {id}\n").into_bytes();
    for (name, value) in fields {
        key(name, &mut out);
        out.extend_from_slice(b" = ");
        spell(value, &mut out);
        out.push(b'\n');
    }
    out.push(b'\n');
    out
}

fn key(name: &str, out: &mut Vec<u8>) {
    let bare = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    if !name.is_empty() && name.bytes().all(bare) {
        out.extend_from_slice(name.as_bytes());
    } else {
        quote(name, out);
    }
}

fn spell(value: &Value<'_>, out: &mut Vec<u8>) {
    match value {
        Value::Text(text) => quote(text, out),
        Value::Integer(number) => out.extend_from_slice(number.to_string().as_bytes()),
        Value::Boolean(flag) => out.extend_from_slice(flag.to_string().as_bytes()),
        Value::Stamp(stamp) => stamp.spell(out),
        Value::Float(number) if number.is_nan() => out.extend_from_slice(b"nan"),
        // `1.0`, `1e300`, `inf`, `-inf`: TOML reads them all.
        Value::Float(number) => out.extend_from_slice(format!("{number:?}").as_bytes()),
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
            for (place, (name, value)) in fields.iter().enumerate() {
                out.extend_from_slice(if place > 0 { b", " } else { b" " });
                key(name, out);
                out.extend_from_slice(b" = ");
                spell(value, out);
            }
            out.extend_from_slice(b" }");
        }
    }
}
