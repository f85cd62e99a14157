//! SHA-256, over fields that cannot run into each other.

use std::io::{self, Read};

use sha2::{Digest, Sha256};

/// A hash in the making.
#[derive(Debug, Clone, Default)]
pub struct Sha(Sha256);

impl Sha {
    /// The hash of what is to be fed.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in bytes as they stand.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Takes in one field, with its length before it.
    pub(super) fn field(&mut self, text: &str) {
        self.feed(format!("{}:", text.len()).as_bytes());
        self.feed(text.as_bytes());
    }

    /// Takes in a list of fields, with their number before them.
    pub(super) fn fields<'a>(&mut self, texts: impl ExactSizeIterator<Item = &'a str>) {
        self.field(&texts.len().to_string());
        for text in texts {
            self.field(text);
        }
    }

    /// The hash in lower-case hexadecimal digits.
    pub fn hex(self) -> String {
        let digest = self.0.finalize();
        let mut hex = String::with_capacity(64);
        for byte in digest {
            for digit in [byte >> 4, byte & 15] {
                hex.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
            }
        }
        hex
    }
}

/// The SHA-256 of all that can be read, and how many bytes that was.
///
/// # Errors
///
/// When reading fails.
pub fn sha256_of(mut from: impl Read) -> io::Result<(String, u64)> {
    let mut sha = Sha::new();
    let mut chunk = vec![0; 64 << 10];
    let mut length = 0;
    loop {
        match from.read(&mut chunk) {
            Ok(0) => return Ok((sha.hex(), length)),
            Ok(read) => {
                sha.feed(chunk.get(..read).unwrap_or_default());
                length += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
