//! Questions with the answers yes and no.

use std::io::{self, IsTerminal};

use super::{failure::Failure, paper::Paper};

/// Whether somebody is there to be asked.
pub(crate) fn is_possible() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Prints what is on the paper and asks. Anything but a yes is a no, the end of
/// the input, too; and so is that nobody is there.
pub(crate) fn yes(out: &mut Paper, question: &str) -> Result<bool, Failure> {
    if !is_possible() {
        return Ok(false);
    }
    out.ask(&format!("{question} [y/N] "))?;
    let mut answer = String::new();
    let read = io::stdin()
        .read_line(&mut answer)
        .map_err(|error| Failure::new(format!("the answer cannot be read: {error}")))?;
    if read == 0 {
        // The cursor stands behind the question.
        out.line("");
    }
    let answer = answer.trim().to_lowercase();
    Ok(matches!(answer.as_str(), "y" | "yes"))
}
