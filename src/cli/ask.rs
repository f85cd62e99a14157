//! Questions with the answers yes and no.

use std::io::{self, IsTerminal};

use super::{failure::Failure, paper::Paper};

/// Whether somebody is there to be asked.
pub(crate) fn is_possible() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Prints what is on the paper, asks, and gives the answer without blanks
/// around it; `None` at the end of the input.
pub(crate) fn line(out: &mut Paper, question: &str) -> Result<Option<String>, Failure> {
    out.ask(question)?;
    let mut answer = String::new();
    let read = io::stdin()
        .read_line(&mut answer)
        .map_err(|error| Failure::new(format!("the answer cannot be read: {error}")))?;
    if read == 0 {
        // The cursor stands behind the question.
        out.line("");
        return Ok(None);
    }
    Ok(Some(answer.trim().to_owned()))
}

/// Prints what is on the paper and asks. Anything but a yes is a no, the end of
/// the input, too; and so is that nobody is there.
pub(crate) fn yes(out: &mut Paper, question: &str) -> Result<bool, Failure> {
    if !is_possible() {
        return Ok(false);
    }
    let answer = line(out, &format!("{question} [y/N] "))?.unwrap_or_default();
    let answer = answer.to_lowercase();
    Ok(matches!(answer.as_str(), "y" | "yes"))
}
