//! `mastery completions`, and the answers that its scripts ask for.
//!
//! A script asks the program itself at each key, so that ids, phases, rows and
//! categories are those of the roadmap in use, and items those that the command
//! would take. `MASTERY_COMPLETE` names the shell that asks.

use std::{env, ffi::OsString};

use clap_complete::env::Shells;

use super::{
    candidates,
    failure::Failure,
    paper::{self, Paper},
};

/// The variable by which a script says which shell asks.
const ASKED: &str = "MASTERY_COMPLETE";

/// Print the script that completes commands, ids and phases in your shell
///
/// Completions are alive: `tick` offers what is open, `reopen` what is settled,
/// `phase` the phases of the roadmap in use. The script is to be read anew when
/// a shell starts, so that it fits the program.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  source <(mastery completions bash)                  in ~/.bashrc
  source <(mastery completions zsh)                   in ~/.zshrc, behind compinit
  mastery completions fish | source                   in ~/.config/fish/config.fish
  eval (mastery completions elvish | slurp)           in ~/.config/elvish/rc.elv
  mastery completions powershell | Out-String | iex   in $PROFILE")]
pub(crate) struct Args {
    /// The shell
    #[arg(value_name = "SHELL", value_parser = ["bash", "zsh", "fish", "elvish", "powershell"])]
    shell: String,
}

pub(crate) fn run(args: &Args, out: &mut Paper) -> Result<(), Failure> {
    // Lines are not to be cut to the terminal.
    out.flush()?;
    paper::print(&script(&args.shell)?)
}

fn script(shell: &str) -> Result<String, Failure> {
    let shells = Shells::builtins();
    let shell = shells
        .completer(shell)
        .ok_or_else(|| unknown(shell, &shells))?;
    let mut text = Vec::new();
    shell
        .write_registration(ASKED, "mastery", "mastery", "mastery", &mut text)
        .map_err(|error| Failure::new(format!("the script cannot be written: {error}")))?;
    let text = String::from_utf8_lossy(&text);
    Ok(format!("{}\n", text.trim_matches('\n')))
}

fn unknown(shell: &str, shells: &Shells<'_>) -> Failure {
    let names: Vec<&str> = shells.names().collect();
    Failure::usage(format!("there are no completions for `{shell}`"))
        .hint(format!("the shells are {}", names.join(", ")))
}

/// Answers a script that asks; `None` where none does.
pub(super) fn answer(args: &[OsString]) -> Option<Result<(), Failure>> {
    let shell = env::var(ASKED).ok().filter(|shell| !shell.is_empty())?;
    // The script puts the words that are there behind this.
    let words = args.iter().position(|arg| arg == "--")?;
    let words = args.iter().skip(words + 1).cloned().collect();
    Some(candidates_for(&shell, words))
}

fn candidates_for(shell: &str, words: Vec<OsString>) -> Result<(), Failure> {
    let shells = Shells::builtins();
    let shell = shells
        .completer(shell)
        .ok_or_else(|| unknown(shell, &shells))?;
    let mut command = candidates::command(&words);
    let mut text = Vec::new();
    shell
        .write_complete(
            &mut command,
            words,
            env::current_dir().ok().as_deref(),
            &mut text,
        )
        .map_err(|error| Failure::new(format!("there are no completions: {error}")))?;
    paper::print(&String::from_utf8_lossy(&text))
}
