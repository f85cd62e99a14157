//! `mastery attest`.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use crate::{
    domain::{
        decide::{ProofWish, Wish},
        evidence::FileShown,
    },
    proof::sha256_of,
};

use super::{
    change,
    dates::Day,
    failure::Failure,
    gates::{self, Ground},
    naming,
    paper::{Paper, Role},
    session::Session,
};

/// Vouch for a row that no gate can show: a game day, a drill
///
/// Keeps your words with their date, links, and files by their path and
/// SHA-256. It is shown as attested everywhere, never as proven.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery attest M13 \"Node lost during the sale, recovered in 40 s\" --file ops/gameday.md
  mastery attest M14 \"Five drills\" --link https://github.com/me/umbrella/pull/12")]
pub(crate) struct Args {
    /// The row, or the phase it proves
    row: String,
    /// What you vouch for
    #[arg(required = true)]
    text: Vec<String>,
    /// The address of a page that shows it
    #[arg(long, value_name = "URL")]
    link: Vec<String>,
    /// A file that shows it
    #[arg(long, value_name = "PATH")]
    file: Vec<PathBuf>,
    /// Say it of an earlier day: a date, or `yesterday`
    #[arg(long, value_name = "DATE")]
    on: Option<Day>,
}

pub(crate) fn run(args: &Args, session: &mut Session, out: &mut Paper) -> Result<(), Failure> {
    let phase = naming::proof(&session.roadmap, &args.row)?;
    let ground = Ground::of(session).ok();
    let files = args
        .file
        .iter()
        .map(|file| shown(file, ground.as_ref()))
        .collect::<Result<_, _>>()?;
    let wish = Wish::Proof(ProofWish::Attest {
        phase,
        text: args.text.join(" "),
        links: args.link.clone(),
        files,
    });
    let on = args.on.map(|day| day.seen_from(session.today));
    let events = change::record(session, &[wish], on)?;
    change::tell(session, &events, on, out);
    let asked = gates::proof(session, phase)?.attestation.as_deref();
    if let Some(asked) = asked {
        out.prose(Role::Dim, 0, format!("the roadmap asks for: {asked}"));
    }
    Ok(())
}

/// A file as it is now, named from the repository where it lies in it.
fn shown(file: &Path, ground: Option<&Ground>) -> Result<FileShown, Failure> {
    let cannot = |error: std::io::Error| {
        Failure::new(format!("`{}` cannot be read: {error}", file.display()))
            .hint("nothing was recorded")
    };
    let real = file.canonicalize().map_err(cannot)?;
    let (sha256, _) = File::open(&real).and_then(sha256_of).map_err(cannot)?;
    let top = ground.and_then(|ground| ground.folder.canonicalize().ok());
    let path = top
        .as_ref()
        .and_then(|top| real.strip_prefix(top).ok())
        .unwrap_or(&real);
    Ok(FileShown {
        path: path.to_string_lossy().into_owned(),
        sha256,
    })
}
