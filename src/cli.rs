//! Commands.
use std::{ffi::OsString, process::ExitCode};

/// Runs the program.
pub fn main(_args: impl Iterator<Item = OsString>) -> ExitCode {
    ExitCode::SUCCESS
}
