//! The program's arguments as clap has them, with the help that belongs to all:
//! the commands in groups.

use std::io::{self, IsTerminal};

use clap::{Command, CommandFactory, builder::Styles};

use crate::text::Shown;

use super::{Cli, paper};

/// The commands in groups, each in the order of its help. A test holds the list
/// against the commands there are.
pub(super) const GROUPS: [(&str, &[&str]); 7] = [
    (
        "Every day",
        &[
            "today", "next", "status", "tick", "start", "skip", "reopen", "note", "link", "friday",
            "undo", "redo",
        ],
    ),
    (
        "Look",
        &[
            "phases", "phase", "show", "open", "read", "search", "apps", "week", "stats", "history",
        ],
    ),
    (
        "Time and money",
        &["timer", "log", "time", "spend", "money"],
    ),
    (
        "Plan",
        &[
            "begin", "off", "plan", "pace", "replan", "review", "reviews",
        ],
    ),
    (
        "Proof",
        &["matrix", "prove", "attest", "evidence", "trust", "pr"],
    ),
    (
        "Files",
        &["init", "import", "export", "check", "doctor", "config"],
    ),
    ("Shell", &["completions", "man"]),
];

/// The heading over commands that are in no group.
const OTHERS: &str = "Others";

/// The widest help, in cells.
const WIDEST: usize = 100;

/// The program's arguments.
pub(super) fn command() -> Command {
    let command = Cli::command();
    let groups = groups(&command);
    let header = *command.get_styles().get_header();
    command.help_template(format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{groups}\n\
         {header}Options:{header:#}\n{{options}}{{after-help}}"
    ))
}

/// The same as [`command`], without looks of its own.
pub(super) fn plain() -> Command {
    command().styles(Styles::plain())
}

/// The groups and what is in no group, each command once, in the order shown.
pub(super) fn grouped(command: &Command) -> Vec<(&'static str, Vec<&Command>)> {
    let shown = || command.get_subcommands().filter(|it| !it.is_hide_set());
    let mut groups: Vec<(&'static str, Vec<&Command>)> = GROUPS
        .iter()
        .map(|(title, names)| {
            let found = names
                .iter()
                .filter_map(|name| shown().find(|it| it.get_name() == *name));
            (*title, found.collect())
        })
        .collect();
    let known = |it: &&Command| {
        it.get_name() == "help"
            || GROUPS
                .iter()
                .any(|(_, names)| names.contains(&it.get_name()))
    };
    let others: Vec<&Command> = shown().filter(|it| !known(it)).collect();
    if !others.is_empty() {
        groups.push((OTHERS, others));
    }
    groups
}

/// The text of the groups, in the colours of help.
fn groups(command: &Command) -> String {
    let styles = command.get_styles();
    let (header, literal) = (styles.get_header(), styles.get_literal());
    let groups = grouped(command);
    let names = groups.iter().flat_map(|(_, commands)| commands);
    let widest = names.map(|it| it.get_name().len()).max().unwrap_or(0);
    let indent = widest + 4;
    let width = paper::help_width(io::stdout().is_terminal()).min(WIDEST);
    let mut lines = Vec::new();
    for (title, commands) in groups {
        lines.push(format!("{header}{title}:{header:#}"));
        for command in commands {
            let about = command.get_about().map(ToString::to_string);
            let about = Shown::from(about.unwrap_or_default());
            let name = command.get_name();
            let mut about = about
                .wrap(width.saturating_sub(indent).max(20), 0)
                .into_iter();
            let first = about.next().unwrap_or_default();
            lines.push(format!("  {literal}{name:<widest$}{literal:#}  {first}"));
            lines.extend(about.map(|line| format!("{:indent$}{line}", "")));
        }
        lines.push(String::new());
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_stands_in_one_group() {
        let command = Cli::command();
        let names: Vec<&str> = command
            .get_subcommands()
            .filter(|it| !it.is_hide_set())
            .map(Command::get_name)
            .collect();
        let mut listed: Vec<&str> = GROUPS
            .iter()
            .flat_map(|(_, names)| *names)
            .copied()
            .collect();
        for name in &names {
            let times = listed.iter().filter(|it| *it == name).count();
            assert_eq!(
                times, 1,
                "`{name}` stands in {times} groups of `cli/help.rs`"
            );
        }
        listed.retain(|name| !names.contains(name));
        assert!(listed.is_empty(), "there is no such command: {listed:?}");
    }

    #[test]
    fn every_help_has_examples() {
        let mut without = Vec::new();
        for command in command().get_subcommands() {
            let help = command.get_after_help().map(ToString::to_string);
            let long = command.get_after_long_help().map(ToString::to_string);
            if ![help, long]
                .iter()
                .flatten()
                .any(|it| it.contains("Examples:"))
            {
                without.push(command.get_name().to_owned());
            }
        }
        assert!(without.is_empty(), "no examples: {without:?}");
    }

    #[test]
    fn options_that_mean_the_same_are_called_the_same() {
        const PAGE: &str = ": see docs/json.md";
        fn all<'a>(command: &'a Command, into: &mut Vec<&'a Command>) {
            into.push(command);
            for inner in command.get_subcommands() {
                all(inner, into);
            }
        }
        let command = command();
        let mut commands = Vec::new();
        all(&command, &mut commands);
        for command in commands {
            for argument in command.get_arguments() {
                let Some(long) = argument.get_long() else {
                    continue;
                };
                let help = argument
                    .get_help()
                    .map(ToString::to_string)
                    .unwrap_or_default();
                assert!(!help.is_empty(), "{} --{long}", command.get_name());
                let of_json = help.contains("JSON") && help.ends_with(PAGE);
                assert_eq!(
                    long == "json",
                    of_json,
                    "{} --{long}: {help}",
                    command.get_name()
                );
                if long == "on" {
                    let names: Vec<String> = argument
                        .get_value_names()
                        .unwrap_or_default()
                        .iter()
                        .map(ToString::to_string)
                        .collect();
                    assert_eq!(names, ["DATE"], "{}", command.get_name());
                }
                assert!(
                    !["force-yes", "assume-yes", "date", "day", "as-json"].contains(&long),
                    "{} --{long}: say `--yes`, `--on`, `--json`",
                    command.get_name()
                );
            }
        }
    }

    #[test]
    fn every_view_is_described_in_the_page_about_json() {
        let page = include_str!("../../docs/json.md");
        let command = command();
        let mut missing = Vec::new();
        for command in command.get_subcommands() {
            let prints = |it: &Command| it.get_arguments().any(|it| it.get_long() == Some("json"));
            if !prints(command) && !command.get_subcommands().any(prints) {
                continue;
            }
            let shape = match command.get_name() {
                // What it prints is named after what it does.
                "init" => "import",
                name => name,
            };
            if !page.contains(&format!("\n## {shape}\n")) {
                missing.push(command.get_name());
            }
        }
        assert!(
            missing.is_empty(),
            "docs/json.md says nothing of {missing:?}"
        );
    }
}
