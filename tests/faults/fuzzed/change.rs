//! Kept inputs, changed at random: the same every time.

use std::{fs, path::Path};

/// No input gets longer than this.
const MOST: usize = 4096;

/// Numbers that look like chance, and begin with a name.
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(name: &str) -> Self {
        Self(
            name.bytes()
                .fold(0, |seed, byte| seed * 31 + u64::from(byte)),
        )
    }

    /// A number below `end`; zero below zero.
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) as usize % end.max(1)
    }

    fn one_of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// The words of the fuzzers' dictionaries.
pub(super) fn words() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/dictionaries");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    let texts = files.iter().map(|file| fs::read_to_string(file).unwrap());
    texts
        .flat_map(|text| text.lines().map(word).collect::<Vec<_>>())
        .collect()
}

/// A line of a dictionary: `"\x1b[\""`.
fn word(line: &str) -> Vec<u8> {
    let inner = line.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    let mut rest = inner.expect("a word in quotes").as_bytes();
    let mut word = Vec::new();
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first != b'\\' {
            word.push(*first);
            continue;
        }
        if let [b'x', high, low, tail @ ..] = rest {
            let hex = String::from_utf8(vec![*high, *low]).unwrap();
            word.push(u8::from_str_radix(&hex, 16).unwrap());
            rest = tail;
        } else {
            word.push(rest[0]);
            rest = &rest[1..];
        }
    }
    word
}

/// One of the inputs with a few changes.
pub(super) fn changed(kept: &[Vec<u8>], words: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let mut input = chance.one_of(kept).clone();
    for _ in 0..=chance.below(6) {
        let at = chance.below(input.len() + 1);
        let end = (at + chance.below(64)).min(input.len());
        match chance.below(7) {
            0 => {
                if let Some(byte) = input.get_mut(at) {
                    *byte = chance.below(256) as u8;
                }
            }
            1 => {
                if let Some(byte) = input.get_mut(at) {
                    *byte ^= 1 << chance.below(8);
                }
            }
            2 => drop(input.drain(at..end)),
            3 => {
                let piece = input[at..end].to_vec();
                let to = chance.below(input.len() + 1);
                input.splice(to..to, piece);
            }
            4 => {
                let other = chance.one_of(kept);
                let from = chance.below(other.len());
                let to = (from + chance.below(256)).min(other.len());
                input.splice(at..end, other[from..to].iter().copied());
            }
            5 => input.truncate(at),
            _ => {
                let word = chance.one_of(words);
                input.splice(at..at, word.iter().copied());
            }
        }
    }
    input.truncate(MOST);
    input
}
