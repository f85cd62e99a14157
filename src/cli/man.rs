//! `mastery man`.

use std::path::{Path, PathBuf};

use clap::Command;
use clap_mangen::Man;

use crate::store::whole;

use super::{
    failure::Failure,
    help,
    paper::{self, Paper},
};

/// Print a page of the manual, or write all of them into a folder
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery man | man -l -
  mastery man tick | man -l -
  mastery man --dir ~/.local/share/man/man1")]
pub(crate) struct Args {
    /// The page of this command [default: that of the program]
    #[arg(value_name = "COMMAND", num_args = 0.., conflicts_with = "dir")]
    command: Vec<String>,
    /// Write a page for each command into this folder; it is made if need be
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, out: &mut Paper) -> Result<(), Failure> {
    let pages = pages();
    if let Some(folder) = &args.dir {
        write(&pages, folder)?;
        let number = pages.len();
        out.line(format!(
            "{number} pages are written to {}",
            folder.display()
        ));
        return Ok(());
    }
    let mut name = "mastery".to_owned();
    for word in &args.command {
        name.push('-');
        name.push_str(word);
    }
    let Some((_, page)) = pages.into_iter().find(|(it, _)| *it == name) else {
        return Err(
            Failure::usage(format!("there is no command `{}`", args.command.join(" ")))
                .hint("`mastery --help` lists the commands"),
        );
    };
    // Lines are not to be cut to the terminal.
    out.flush()?;
    paper::print(&page)
}

/// All pages: the name, and the text for roff.
fn pages() -> Vec<(String, String)> {
    let mut command = help::plain().disable_help_subcommand(true);
    command.build();
    let mut pages = Vec::new();
    add(&command, "mastery", "mastery", &mut pages);
    pages
}

/// The sections that clap makes.
fn sections(man: &Man, commands: bool) -> std::io::Result<String> {
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if commands {
        man.render_subcommands_section(&mut page)?;
    }
    Ok(String::from_utf8_lossy(&page).into_owned())
}

/// What stands behind the options, line by line as it is written; `Examples:`
/// and the like head a section.
fn verbatim(text: &str) -> String {
    let mut page = String::new();
    for line in text.lines() {
        let heading = line.strip_suffix(':').filter(|it| !it.starts_with(' '));
        if let Some(heading) = heading {
            page.push_str(".SH ");
            page.push_str(&heading.to_uppercase());
            page.push_str("\n.nf\n");
            continue;
        }
        // `\&` keeps a dot at the beginning from being a request.
        page.push_str("\\&");
        page.push_str(
            &line
                .replace('\\', "\\e")
                .replace('-', "\\-")
                .replace('\'', "\\(aq"),
        );
        page.push('\n');
    }
    if !page.is_empty() {
        page.push_str(".fi\n");
    }
    page
}

/// Adds the page of a command and those of its own.
fn add(command: &Command, name: &str, called: &str, pages: &mut Vec<(String, String)>) {
    // The names that clap would make on its own leave out a level.
    let whole = command.clone().display_name(name).bin_name(called);
    let after = [whole.get_after_long_help(), whole.get_after_help()];
    let after = after.into_iter().flatten().next().map(ToString::to_string);
    let man = Man::new(whole)
        .title(name.to_uppercase())
        .source(concat!("mastery ", env!("CARGO_PKG_VERSION")))
        .manual("mastery");
    if let Ok(mut page) = sections(&man, command.has_subcommands()) {
        page.push_str(&verbatim(&after.unwrap_or_default()));
        pages.push((name.to_owned(), page));
    }
    for inner in command.get_subcommands().filter(|it| !it.is_hide_set()) {
        let word = inner.get_name();
        add(
            inner,
            &format!("{name}-{word}"),
            &format!("{called} {word}"),
            pages,
        );
    }
}

fn write(pages: &[(String, String)], folder: &Path) -> Result<(), Failure> {
    let failed = |path: &Path, error: &std::io::Error| {
        Failure::new(format!("{} cannot be written: {error}", path.display()))
            .hint("pages that stood there before are whole: each is replaced at once")
    };
    std::fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    for (name, text) in pages {
        let file = folder.join(format!("{name}.1"));
        let done = if file.exists() {
            whole::replace(&file, text.as_bytes())
        } else {
            whole::create(&file, text.as_bytes())
        };
        done.map_err(|error| failed(&file, &error))?;
    }
    Ok(())
}
