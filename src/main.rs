//! The `mastery` program; everything it does is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    mastery::cli::main(std::env::args_os())
}
