//! The snippets of `docs/integrations.md` run, and do in the real shells what
//! the page says, where these are installed.

use std::{
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use super::{completions::is_here, desk::Desk};

const PAGE: &str = include_str!("../../../docs/integrations.md");

/// The snippet in this language.
fn snippet(language: &str) -> &'static str {
    let (_, rest) = PAGE.split_once(&format!("```{language}\n")).unwrap();
    rest.split_once("```").unwrap().0
}

/// Every `mastery …` of the page's snippets, as the words a shell makes of it.
fn commands() -> Vec<Vec<String>> {
    let mut commands = Vec::new();
    let mut inside = false;
    for line in PAGE.lines() {
        if line.starts_with("```") {
            inside = !inside;
            continue;
        }
        if !inside {
            continue;
        }
        let pieces: Vec<&str> = line.split("mastery ").collect();
        for (at, rest) in pieces.iter().enumerate().skip(1) {
            let before = pieces[at - 1].chars().next_back();
            if !before.is_none_or(|c| " (\"$".contains(c)) {
                continue;
            }
            let mut command = String::new();
            let mut quoted = false;
            for c in rest.chars() {
                match c {
                    '\'' => quoted = !quoted,
                    ')' | '|' | '>' | '"' | ';' | '}' if !quoted => break,
                    _ => {}
                }
                command.push(c);
            }
            let command = command.trim().trim_end_matches(" 2");
            commands.push(shell_words::split(command).unwrap());
        }
    }
    commands
}

#[test]
fn every_command_of_every_snippet_runs() {
    let desk = Desk::new();
    desk.ok("begin today");
    let mut count = 0;
    for mut words in commands() {
        // `open "$(mastery status …)"`: the item comes from another command.
        if words == ["open"] {
            words = vec![
                "open".to_owned(),
                "genserver-docs".to_owned(),
                "--print".to_owned(),
            ];
        }
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let output = desk.command(&words).output().unwrap();
        assert!(output.status.success(), "{words:?}: {}", desk.said(&output));
        assert!(!output.stdout.is_empty(), "{words:?}");
        count += 1;
    }
    assert!(count >= 12, "{count}");
}

/// A shell at this desk in which `mastery` is the program under test.
fn shell(desk: &Desk, program: &str) -> Command {
    let like = desk.command(&[]);
    let mut shell = Command::new(program);
    shell.env_clear().current_dir(desk.path("work"));
    for (name, value) in like.get_envs() {
        shell.env(name, value.unwrap());
    }
    let own = Path::new(env!("CARGO_BIN_EXE_mastery")).parent().unwrap();
    shell.env("PATH", format!("{}:/usr/bin:/bin", own.display()));
    shell.env("TERM", "xterm");
    shell.stdin(std::process::Stdio::null());
    shell
}

fn printed(desk: &Desk, mut shell: Command) -> String {
    let output = shell.output().unwrap();
    assert!(output.status.success(), "{}", desk.said(&output));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A learner on the second study day, and what the prompts show of it.
fn learner() -> (Desk, String) {
    let mut desk = Desk::new();
    desk.ok("begin today");
    desk.ok("tick gates-credo");
    desk.on("2026-01-06");
    desk.ok("tick gates-sobelow");
    let line = desk.run_words(&["status", "--format", "{phase} {percent}% {streak}"]);
    assert_eq!(line, "0 1% 2\n");
    (desk, "0 1% 2".to_owned())
}

#[test]
fn bash_shows_it_in_its_prompt() {
    if !is_here("bash") {
        return;
    }
    let (desk, line) = learner();
    let mut bash = shell(&desk, "bash");
    let script = format!("{}\nprintf '%s' \"${{PS1@P}}\"", snippet("bash"));
    bash.args(["--norc", "-c", &script]);
    let said = printed(&desk, bash);
    assert!(said.starts_with(&format!("{line} ")), "{said}");
}

#[test]
fn zsh_shows_it_in_its_prompt() {
    if !is_here("zsh") {
        return;
    }
    let (desk, line) = learner();
    let mut zsh = shell(&desk, "zsh");
    let snippet = snippet("zsh").replace("&& compinit", "&& compinit -u -D");
    let script = format!("{snippet}\nmastery_prompt\nprint -P \"$PROMPT\"");
    zsh.args(["-f", "-c", &script]);
    let said = printed(&desk, zsh);
    assert!(said.starts_with(&format!("{line} ")), "{said}");
}

#[test]
fn fish_shows_it_in_its_prompt() {
    if !is_here("fish") {
        return;
    }
    let (desk, line) = learner();
    let mut fish = shell(&desk, "fish");
    let script = format!("{}\nfish_right_prompt", snippet("fish"));
    fish.args(["--no-config", "-c", &script]);
    assert_eq!(printed(&desk, fish).trim(), line);
}

#[test]
fn the_commands_of_starship_and_tmux_print_the_fields() {
    let (desk, line) = learner();
    let toml: toml::Table = snippet("toml").parse().unwrap();
    let command = toml["custom"]["mastery"]["command"].as_str().unwrap();
    let mut sh = shell(&desk, "sh");
    sh.args(["-c", command]);
    assert_eq!(printed(&desk, sh).trim(), line);
    // What tmux runs, once it has read the time of day in its line.
    let tmux = snippet("tmux");
    let (_, job) = tmux.split_once("#(").unwrap();
    let job = job.split_once(')').unwrap().0.replace("%%", "%");
    let mut sh = shell(&desk, "sh");
    sh.args(["-c", &job]);
    assert_eq!(printed(&desk, sh).trim(), "0 1%");
    let bare = tmux.replace("%%", "").replace("%H:%M", "");
    assert!(
        !bare.contains('%'),
        "tmux reads a single % as a part of the time: {tmux}"
    );
}

#[test]
fn tmux_shows_it_in_its_bar() {
    if !is_here("tmux") {
        return;
    }
    let (desk, _) = learner();
    let settings = desk.file("tmux.conf", snippet("tmux"));
    let (outer, inner) = (desk.path("outer"), desk.path("inner"));
    // The bar is drawn for a client, and a client needs a terminal: that of
    // another tmux.
    let tmux = |socket: &Path, args: &[&str]| {
        let mut command = shell(&desk, "tmux");
        command.env("LANG", "C.UTF-8").arg("-S").arg(socket);
        command.args(args).output().unwrap()
    };
    let client = format!(
        "env -u TMUX tmux -S '{}' -f '{}' new-session 'sleep 60'",
        inner.display(),
        settings.display()
    );
    let size = ["-x", "100", "-y", "10"];
    let begin = [
        &["-f", "/dev/null", "new-session", "-d"][..],
        &size,
        &[&client],
    ]
    .concat();
    let begun = tmux(&outer, &begin);
    assert!(begun.status.success(), "{}", desk.said(&begun));
    let end = Instant::now() + Duration::from_secs(10);
    let screen = loop {
        let screen = tmux(&outer, &["capture-pane", "-p"]);
        let screen = String::from_utf8_lossy(&screen.stdout).into_owned();
        if screen.contains(" 0 1% ") || Instant::now() > end {
            break screen;
        }
    };
    for socket in [&inner, &outer] {
        let _ = tmux(socket, &["kill-server"]);
    }
    assert!(screen.contains(" 0 1% "), "{screen}");
}
