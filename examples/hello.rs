//! Prints one word: what a Rust program costs that does nothing else. The
//! floor of the plain commands in `tools/bench-peers`.

use std::io::{self, Write};

fn main() -> io::Result<()> {
    writeln!(io::stdout(), "mastery")
}
