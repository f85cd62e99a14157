//! The checksum of an event, over a canonical form of its parsed keys, so that
//! line ends, comments, spacing and the order of keys do not matter.
//!
//! `docs/journal-format.md` defines the form and gives test vectors.

use super::value::{Fields, Value};

/// The key that holds the checksum, and that the checksum leaves out.
pub(super) const SUM: &str = "sum";

/// The checksum of a block's keys; `scratch` is only room to work in.
pub(super) fn sum(fields: &Fields<'_>, scratch: &mut Vec<u8>) -> u32 {
    scratch.clear();
    table(fields, true, scratch);
    crc32fast::hash(scratch)
}

fn table(fields: &Fields<'_>, top: bool, out: &mut Vec<u8>) {
    // Blocks have a dozen keys: an insertion sort of their places on the stack
    // beats an allocation.
    let mut small = [0_u8; 24];
    let mut large: Vec<usize>;
    if fields.len() <= small.len() {
        let count = fields.len();
        for (place, slot) in small.iter_mut().enumerate() {
            *slot = place as u8;
        }
        let order = small.get_mut(..count).unwrap_or_default();
        order.sort_unstable_by(|a, b| key(fields, *a).cmp(key(fields, *b)));
        for place in order.iter() {
            entry(fields, usize::from(*place), top, out);
        }
    } else {
        large = (0..fields.len()).collect();
        large.sort_unstable_by(|a, b| fields[*a].0.as_bytes().cmp(fields[*b].0.as_bytes()));
        for place in large {
            entry(fields, place, top, out);
        }
    }
}

fn key<'a>(fields: &'a Fields<'_>, place: u8) -> &'a [u8] {
    fields
        .get(usize::from(place))
        .map_or(&[], |field| field.0.as_bytes())
}

fn entry(fields: &Fields<'_>, place: usize, top: bool, out: &mut Vec<u8>) {
    let (key, value) = &fields[place];
    if top && key == SUM {
        return;
    }
    string(key, out);
    out.push(b'=');
    canonical(value, out);
    out.push(b'\n');
}

fn canonical(value: &Value<'_>, out: &mut Vec<u8>) {
    match value {
        Value::Text(text) => {
            out.push(b's');
            string(text, out);
        }
        Value::Integer(number) => {
            out.push(b'i');
            if *number < 0 {
                out.push(b'-');
            }
            decimal(number.unsigned_abs(), out);
        }
        Value::Float(number) => {
            out.push(b'f');
            let bits = if number.is_nan() {
                0x7ff8_0000_0000_0000
            } else {
                number.to_bits()
            };
            out.extend_from_slice(format!("{bits:016x}").as_bytes());
        }
        Value::Boolean(flag) => out.extend_from_slice(if *flag { b"btrue" } else { b"bfalse" }),
        Value::Stamp(stamp) => {
            out.push(b'd');
            stamp.spell(out);
        }
        Value::Array(values) => {
            out.push(b'a');
            decimal(values.len() as u64, out);
            out.push(b'[');
            for value in values {
                canonical(value, out);
                out.push(b'\n');
            }
            out.push(b']');
        }
        Value::Table(fields) => {
            out.push(b't');
            decimal(fields.len() as u64, out);
            out.push(b'{');
            table(fields, false, out);
            out.push(b'}');
        }
    }
}

/// The length in bytes, a colon, the bytes.
fn string(text: &str, out: &mut Vec<u8>) {
    decimal(text.len() as u64, out);
    out.push(b':');
    out.extend_from_slice(text.as_bytes());
}

fn decimal(mut number: u64, out: &mut Vec<u8>) {
    let mut room = [0_u8; 20];
    let mut from = room.len();
    loop {
        from -= 1;
        room[from] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(&room[from..]);
}
