//! Opens the full-screen program.

use super::{failure::Failure, paper::Colour, session::Session};

/// Runs the full-screen program until it is left.
pub(crate) fn run(_session: Session, _colour: Colour) -> Result<(), Failure> {
    Err(Failure::new("the full-screen program is not there yet")
        .hint("`mastery today` says what to do now"))
}
