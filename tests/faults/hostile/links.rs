//! Addresses: what is opened, and that it is what was shown.

use std::{fs, os::unix::fs::PermissionsExt as _, process::Command, time::Duration};

use crate::{
    lane::report,
    pty::{GARDEN, Home, MASTERY, Opening, until},
};

use super::{
    corpus::{texts, toml},
    world::{NOW, Scribe, Value},
};

/// Addresses that are not opened, and those that are, with their form.
fn addresses() -> (Vec<String>, Vec<(String, String)>) {
    let mut bad = Vec::new();
    let mut good = Vec::new();
    for text in texts("links.txt") {
        match (&*text.group, text.text.split_once(" → ")) {
            ("opened", Some((raw, shown))) => good.push((raw.to_owned(), shown.to_owned())),
            ("opened", None) => panic!("{:?}", text.text),
            _ => bad.push(text.text),
        }
    }
    (bad, good)
}

/// A learner whose links open in a script that writes down its arguments.
fn home() -> Home {
    let home = Home::new();
    for opener in [
        "xdg-open",
        "gio",
        "gnome-open",
        "kde-open",
        "wslview",
        "www-browser",
        "x-www-browser",
    ] {
        let told = home.path().join("told");
        home.write(
            opener,
            format!(
                "#!/bin/sh\nprintf '%s\\n' \"$#\" \"$@\" >> '{}'\n",
                told.display()
            ),
        );
        let script = home.path().join(opener);
        fs::set_permissions(script, fs::Permissions::from_mode(0o755)).unwrap();
    }
    home
}

fn path(home: &Home) -> String {
    format!("{}:/usr/bin:/bin", home.path().display())
}

fn told(home: &Home) -> Vec<String> {
    let told = fs::read_to_string(home.path().join("told")).unwrap_or_default();
    told.lines().map(str::to_owned).collect()
}

/// The journal of another device, with these links for these items.
fn kept(home: &Home, links: &[String]) {
    let mut roadmap = GARDEN.to_owned();
    let mut scribe = Scribe::new();
    for (n, link) in links.iter().enumerate() {
        roadmap +=
            &format!("[[phase.reading]]\nid = \"x{n}\"\nkind = \"book\"\ntitle = \"x{n}\"\n");
        let about = ("about", Value::Text(format!("x{n}")));
        scribe.event("link", vec![("url", Value::Text(link.clone())), about]);
    }
    home.write("roadmap.toml", roadmap);
    fs::create_dir_all(home.data.join("garden")).unwrap();
    home.write("journal", scribe.out);
    fs::rename(
        home.path().join("journal"),
        home.data.join("garden/other.toml"),
    )
    .unwrap();
}

#[test]
fn the_command_opens_the_web_and_nothing_else() {
    let (bad, good) = addresses();
    assert!(bad.len() >= 60 && good.len() >= 18);
    let home = home();
    let all: Vec<String> = bad
        .iter()
        .cloned()
        .chain(good.iter().map(|it| it.0.clone()))
        .collect();
    kept(&home, &all);
    let open = |n: usize| {
        Command::new(MASTERY)
            .args(["open", &format!("x{n}"), "--yes"])
            .current_dir(home.path())
            .env_clear()
            .envs(home.environment())
            .env("PATH", path(&home))
            .env("MASTERY_NOW", NOW)
            .output()
            .unwrap()
    };
    for (n, link) in bad.iter().enumerate() {
        let output = open(n);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{link:?}: {said}");
        assert!(said.contains("not opened"), "{link:?}: {said}");
    }
    assert_eq!(told(&home), Vec::<String>::new());
    for (n, (link, form)) in good.iter().enumerate() {
        let output = open(bad.len() + n);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success(),
            "{link:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        // It was shown before, in the form in which it is opened.
        assert!(said.lines().any(|line| line == form), "{link:?}: {said}");
        // One argument, and that form.
        let all = until("the browser", || {
            Some(told(&home)).filter(|it| it.len() == 2 * (n + 1))
        });
        assert_eq!(all[2 * n..], ["1".to_owned(), form.clone()], "{link:?}");
    }
    report(
        "P15 `mastery open`",
        &format!(
            "{} kept links refused with the reason, 0 opened; {} opened in the form that was shown \
             (control: those, each told by the browser)",
            bad.len(),
            good.len()
        ),
    );
}

#[test]
fn a_long_address_is_shown_to_its_end() {
    let home = home();
    let long = format!("https://example.org/{}?evil", "a".repeat(700));
    kept(&home, std::slice::from_ref(&long));
    let mut opening = Opening::command(&[MASTERY, "open", "x0"]);
    opening.environment = vec![("PATH", path(&home))];
    let mut program = opening.open(&home);
    program.shows("[y/N]");
    let shown: String = program.contents().split_whitespace().collect();
    assert!(shown.contains(&long), "{shown}");
    program.keys("n\r");
    program.ended();
    let printed = home.mastery(&["open", "x0", "--print"]);
    assert_eq!(printed.trim_end(), long);
    assert_eq!(told(&home), Vec::<String>::new());
    report(
        "P15 long addresses",
        "724 characters in 100 columns: all shown before the question",
    );
}

#[test]
fn no_roadmap_brings_in_an_address_that_is_not_opened() {
    let (bad, _) = addresses();
    let home = home();
    let mut roadmap = GARDEN.to_owned();
    for (n, link) in bad.iter().enumerate() {
        let url = toml(link);
        roadmap += &format!(
            "[[phase.reading]]\nid = \"x{n}\"\nkind = \"book\"\ntitle = \"x{n}\"\nurl = {url}\n"
        );
    }
    home.write("roadmap.toml", roadmap);
    let said = home.run(&["check"]);
    let said = String::from_utf8(said.stdout).unwrap() + &String::from_utf8(said.stderr).unwrap();
    let problems = said
        .matches("expected a full address")
        .count()
        .max(said.matches("roadmap.toml:").count());
    assert!(problems >= bad.len(), "{problems} of {}: {said}", bad.len());
    let json = home.mastery(&["export", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let items = json["export"]["items"].as_array().unwrap();
    let there = items.iter().filter(|it| it["url"].is_string());
    // The garden's own.
    assert_eq!(there.count(), 1);
    assert!(items.len() > bad.len());
    report(
        "P15 addresses of a roadmap",
        &format!("{} refused by `mastery check`, none kept", bad.len()),
    );
}

#[test]
fn the_screen_opens_what_it_shows_and_nothing_else() {
    let (bad, good) = addresses();
    let home = home();
    // In a note the brackets of an address keep what is in it.
    let usable = |it: &&String| !it.contains(['<', '>', '\n', '\r', '\\', '\0']);
    let bad: Vec<&String> = bad.iter().filter(usable).collect();
    for (name, part) in ["soil.md", "seed.md"]
        .iter()
        .zip(bad.chunks(bad.len().div_ceil(2)))
    {
        let mut note = String::from("# Links\n\n");
        for link in part {
            note += &format!("- [bad](<{link}>)\n");
        }
        home.write(name, note);
    }
    let mut roadmap = GARDEN.replace(
        "title = \"Soil\"\n",
        "title = \"Soil\"\nnotes = \"soil.md\"\n",
    );
    roadmap = roadmap.replace(
        "title = \"Seed\"\n",
        "title = \"Seed\"\nnotes = \"seed.md\"\n",
    );
    roadmap += "[[phase]]\nid = \"good\"\ntitle = \"Good\"\ndays = 4\n";
    let good: Vec<_> = good
        .iter()
        .filter(|it| !it.0.contains([' ', '\t']))
        .collect();
    for (n, (link, _)) in good.iter().enumerate() {
        let url = toml(link);
        roadmap += &format!(
            "[[phase.reading]]\nid = \"x{n}\"\nkind = \"book\"\ntitle = \"good{n}\"\nurl = {url}\n"
        );
    }
    home.write("roadmap.toml", roadmap);
    home.mastery(&["begin", "today"]);
    let opening = Opening {
        environment: vec![("PATH", path(&home))],
        ..Opening::default()
    };
    let mut program = opening.open(&home);
    let settled = |program: &crate::pty::Program| {
        program.keys("?");
        program.shows("Everywhere");
        program.keys("\x1b[27u");
        program.shows_no("Everywhere");
    };
    program.shows("quit");
    program.resize(60, 120);
    settled(&program);
    let mut refused = 0;
    for (down, part) in ["", "j"].iter().zip(bad.chunks(bad.len().div_ceil(2))) {
        for n in 1..=part.len() {
            program.keys(&format!("\x1b[27u\x1b[27u\x1b[27u2g{down}n"));
            program.shows("Links");
            program.keys("g");
            settled(&program);
            // A number that cannot go on is followed at once.
            let end = if n * 10 > part.len() { "" } else { "\r" };
            program.keys(&format!("f{n}{end}"));
            // What has no scheme is a note, of which there is none.
            let link = part[n - 1];
            if mastery::reader::web(link).is_err_and(|why| !why.contains("no scheme")) {
                program.shows("not followed");
                refused += 1;
            }
            settled(&program);
            let shown = program.contents();
            assert!(!shown.contains("Open this link?"), "{link:?}: {shown}");
        }
    }
    assert_eq!(told(&home), Vec::<String>::new());
    program.keys("\x1b[27u\x1b[27u\x1b[27u");
    settled(&program);
    assert!(refused >= 40, "{refused}");
    let mut opened = 0;
    for (n, (_, form)) in good.iter().enumerate() {
        program.keys(":");
        program.shows("Go to");
        program.keys(&format!("good{n}\r"));
        program.shows_no("Go to");
        settled(&program);
        program.keys("o");
        program.wait_seen(Duration::from_secs(30), "the question", |seen| {
            let shown: String = seen
                .parser
                .screen()
                .contents()
                .split(['│', ' ', '\n'])
                .collect();
            shown.contains("Openthislink?") && shown.contains(form.as_str())
        });
        program.keys("\r");
        let all = until("the browser", || {
            Some(told(&home)).filter(|it| it.len() == 2 * (opened + 1))
        });
        assert_eq!(all[2 * opened..], ["1".to_owned(), form.clone()]);
        opened += 1;
        program.shows_no("Open this link?");
    }
    program.keys("\x03");
    program.ended();
    report(
        "P15 full screen",
        &format!(
            "{refused} links of a note refused with the reason, 0 opened; {opened} opened in the form that was shown"
        ),
    );
    assert!(opened >= 15, "{opened}");
}
