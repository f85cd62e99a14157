//! The checksum of an event, over a canonical form of its parsed keys, so that
//! line ends, comments, spacing and the order of keys do not matter.
//!
//! `docs/journal-format.md` defines the form and gives test vectors.

use super::value::{Fields, Value, two};

/// The key that holds the checksum, and that the checksum leaves out.
pub(super) const SUM: &str = "sum";

/// The checksum of a block's keys; `scratch` is only room to work in. `None`
/// if a key stands there twice.
pub(super) fn sum(fields: &Fields<'_>, scratch: &mut Vec<u8>) -> Option<u32> {
    scratch.clear();
    let once = table(fields, true, scratch);
    once.then(|| crc32fast::hash(scratch))
}

/// Writes the keys in their order; `false` if one stands there twice.
fn table(fields: &Fields<'_>, top: bool, out: &mut Vec<u8>) -> bool {
    // Blocks have a dozen keys: room for their order on the stack beats an
    // allocation.
    let mut small = [(0, 0); 24];
    let mut large: Vec<(u64, usize)>;
    let order = if let Some(order) = small.get_mut(..fields.len()) {
        order
    } else {
        large = vec![(0, 0); fields.len()];
        &mut large
    };
    for (place, (slot, (key, _))) in order.iter_mut().zip(fields).enumerate() {
        *slot = (start(key), place);
    }
    let key = |place: usize| fields.get(place).map_or("", |(key, _)| key);
    order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| key(a.1).cmp(key(b.1))));
    for (_, place) in order.iter() {
        if let Some((key, value)) = fields.get(*place)
            && !(top && key == SUM)
        {
            string(key, out);
            out.push(b'=');
            canonical(value, out);
            out.push(b'\n');
        }
    }
    let same = |pair: &[(u64, usize)]| pair[0].0 == pair[1].0 && key(pair[0].1) == key(pair[1].1);
    !order.windows(2).any(same)
}

/// The first eight bytes of a key as a number that orders as they do, so that
/// most keys are compared at once.
fn start(key: &str) -> u64 {
    let bytes = key.as_bytes();
    if let Some(first) = bytes.first_chunk() {
        return u64::from_be_bytes(*first);
    }
    let word = bytes.iter().fold(0, |word, b| word << 8 | u64::from(*b));
    word.checked_shl(8 * (8 - bytes.len() as u32)).unwrap_or(0)
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
            // The TOML parser lets no key stand twice.
            table(fields, false, out);
            out.push(b'}');
        }
    }
}

/// The length in bytes, a colon, the bytes.
fn string(text: &str, out: &mut Vec<u8>) {
    match text.len() {
        // Nearly all are this short, and there are twenty in an event.
        length @ 0..10 => out.extend_from_slice(&[b'0' + length as u8, b':']),
        length @ 10..100 => {
            let [tens, ones] = two(length as u8);
            out.extend_from_slice(&[tens, ones, b':']);
        }
        length => {
            decimal(length as u64, out);
            out.push(b':');
        }
    }
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
