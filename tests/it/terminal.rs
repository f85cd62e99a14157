//! The program in a real pseudo-terminal, see [`pty`](crate::pty).

mod answers;
mod disk;
mod endings;
mod friday;
mod idle;
mod jobs;
mod mouse;
mod notes;
mod opens;
mod prove;
mod reviews;
mod roadmap;
mod safe_text;
mod shared;
mod sizes;
mod start;
mod timer;

use crate::pty::*;
