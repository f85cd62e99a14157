//! The timer, sessions, and where the time went.

use pretty_assertions::assert_eq;

use super::desk::Desk;

/// A desk on the evening of Wednesday, 4 March 2026.
fn desk() -> Desk {
    let mut desk = Desk::new();
    desk.on("2026-03-04");
    desk
}

/// The lines of a table with single blanks.
fn squeezed(text: &str) -> String {
    let line = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_was_not_timed_is_written_down() {
    let desk = desk();
    assert_eq!(
        desk.run_words(&[
            "log",
            "45m",
            "learning",
            "--phase",
            "3",
            "--on",
            "yesterday",
            "Ecto.Multi"
        ]),
        "45 min of learning on phase 3 (GenServer + supervision): Ecto.Multi, for 2026-03-03\n"
    );
    assert_eq!(
        desk.ok("log 1,5h --item gates-credo"),
        "1 h 30 of learning on gates-credo (Credo overview, phase 0)\n"
    );
    assert_eq!(
        desk.ok("log 1:05 review"),
        "1 h 05 of review on phase 0 (Tooling foundation)\n"
    );
    let time = squeezed(&desk.ok("time"));
    assert!(time.starts_with("Week 10 · 3 h 20 of 30–40 h\n"), "{time}");
    for line in [
        "Learning 2 h 15 of 15–20 h",
        "Review/Documentation 1 h 05 of 5 h",
        "Tue 3 Mar 45 min",
        "Wed 4 Mar 2 h 35 today",
        "Phase 3 · GenServer + supervision 45 min",
        "reading 1 h 30 of",
        "phases as a whole 1 h 50",
    ] {
        assert!(time.contains(line), "{line}\n{time}");
    }
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let desk = desk();
    for (line, words) in [
        ("log 45 learning", "error: `45` of what?"),
        ("log 45m", "error: which category of time is it?"),
        (
            "log 45m sleeping",
            "error: no category of time fits `sleeping`",
        ),
        ("log 25h learning", "error: `25h` is more than a day has"),
        (
            "log 45m learning --on tomorrow",
            "error: 2026-03-05 has not come yet",
        ),
        (
            "log 21:00-22:00 learning",
            "error: 2026-03-04 22:00 has not come yet",
        ),
        (
            "timer start",
            "hint: the categories are `learning`, `building` and `review`",
        ),
        ("timer stop", "error: no timer runs"),
        (
            "log --correct last 50m",
            "error: no session was written down yet",
        ),
        ("log --correct abc 50m", "error: no session is called `abc`"),
    ] {
        let said = desk.run(line);
        assert!(said.contains(words), "{line}: {said}");
        assert!(said.contains("[status "), "{line}: {said}");
    }
    assert_eq!(desk.ok("history"), "Nothing has happened yet.\n");
}

#[test]
fn overlaps_are_told() {
    let desk = desk();
    desk.ok("log 9:10-10:40 learning");
    let said = desk.ok("log 10:00-11:00 building");
    let overlap = "overlap of 40 min: 09:10–10:40 learning and 10:00–11:00 building on 2026-03-04";
    assert_eq!(
        said,
        format!("1 h of building on phase 0 (Tooling foundation)\n{overlap}\n")
    );
    assert!(desk.ok("time").contains(overlap));
    assert!(!desk.ok("log 11:00-11:30 building").contains("overlap"));
}

#[test]
fn a_timer_runs_on_until_it_is_stopped() {
    let mut desk = desk();
    assert_eq!(
        desk.ok("timer start --item gates-credo"),
        "started the timer of learning on gates-credo (Credo overview, phase 0)\n"
    );
    let said = desk.run("timer start building");
    assert!(
        said.starts_with(
            "error: a timer runs already: learning on gates-credo, since 2026-03-04 20:14\n"
        ),
        "{said}"
    );
    desk.at("2026-03-04T21:19:59+01:00");
    assert!(desk.ok("status").ends_with(" · timer 1 h 05 learning\n"));
    assert_eq!(
        desk.ok("timer stop calls and casts"),
        "stopped the timer\n1 h 05 of learning on gates-credo (Credo overview, phase 0): calls and casts\n"
    );
    assert_eq!(desk.ok("timer status"), "no timer runs\n");
    desk.ok("undo");
    assert!(desk.ok("timer status").ends_with("since 20:14: 1 h 05\n"));
    desk.ok("redo");
    assert_eq!(desk.ok("timer status"), "no timer runs\n");
    desk.ok("timer start building");
    desk.ok("timer cancel");
    assert!(desk.ok("time").starts_with("Week 10 · 1 h 05 of"));
}

#[test]
fn an_evening_past_the_days_end_is_two_days() {
    let mut desk = desk();
    desk.at("2026-03-05T02:30:00+01:00");
    desk.ok("timer start learning");
    desk.at("2026-03-05T05:00:00+01:00");
    let said = desk.run("timer stop");
    assert!(
        said.contains("error: the timer may have been forgotten: its day has ended"),
        "{said}"
    );
    assert!(said.contains("`--keep 50m`"), "{said}");
    let said = desk.ok("timer stop --all");
    assert!(
        said.contains("1 h 30 of learning on phase 0 (Tooling foundation), for 2026-03-04\n1 h of"),
        "{said}"
    );
    let time = desk.ok("time");
    assert!(time.contains("Wed 4 Mar  1 h 30"), "{time}");
    assert!(time.contains("Thu 5 Mar     1 h  today"), "{time}");
    desk.ok("undo");
    assert!(desk.ok("timer status").contains("2 h 30"));
}

#[test]
fn a_forgotten_timer_keeps_what_it_is_told() {
    for (how, kept) in [
        ("--keep 50m", "50 min"),
        ("--at 21:00", "45 min"),
        ("--at 1:00", "4 h 45"),
        ("--all", "6 h"),
    ] {
        let mut desk = desk();
        desk.ok("timer start learning");
        desk.at("2026-03-05T02:14:05+01:00");
        assert!(desk.ok("status").ends_with(" · timer 6 h learning?\n"));
        let said = desk.run("timer stop");
        assert!(said.contains("more than 4 h"), "{said}");
        let said = desk.ok(&format!("timer stop {how}"));
        assert!(
            said.contains(&format!("\n{kept} of learning")),
            "{how}: {said}"
        );
    }
    let mut desk = desk();
    desk.ok("timer start learning");
    let said = desk.run("timer stop --keep 50m");
    assert!(said.contains("has run for 0 min only"), "{said}");
    desk.at("2026-03-04T19:00:00+01:00");
    assert!(desk.run("timer stop --all").contains("it was set back"));
    assert!(
        desk.ok("timer stop --keep 50m")
            .contains("50 min of learning")
    );
    desk.ok("timer start learning");
    assert!(
        desk.ok("timer stop")
            .ends_with("less than a minute: nothing was kept\n")
    );
    desk.ok("timer start learning");
    assert_eq!(desk.ok("timer stop --discard"), "cancelled the timer\n");
}

#[test]
fn a_session_is_corrected_and_removed() {
    let mut desk = desk();
    desk.ok("timer start learning");
    desk.at("2026-03-04T21:14:05+01:00");
    desk.ok("timer stop");
    assert!(
        desk.ok("log --correct last 50m building --item gate-first-adr too long")
            .contains("50 min of building on gate-first-adr"),
    );
    assert_eq!(desk.ok("timer status"), "no timer runs\n");
    assert!(desk.ok("time").starts_with("Week 10 · 50 min of"));
    desk.ok("log --correct last 40m");
    let list = desk.ok("log");
    assert_eq!(list.lines().count(), 1, "{list}");
    assert!(list.contains("20:14–20:54"), "{list}");
    // One by one, back to the timer.
    desk.ok("undo");
    assert!(desk.ok("log").contains("50 min of building"));
    desk.ok("undo");
    assert!(desk.ok("log").contains("1 h of learning"));
    let name = desk.ok("log").split(' ').next().unwrap().to_owned();
    assert!(
        desk.ok(&format!("log --remove {name}"))
            .starts_with("removed: 1 h of learning")
    );
    assert_eq!(desk.ok("timer status"), "no timer runs\n");
    assert!(desk.ok("log").starts_with("No session"));
    desk.ok("undo");
    assert!(desk.ok("log").contains("1 h of learning"));
    assert_eq!(desk.ok("timer status"), "no timer runs\n");
}

#[test]
fn a_removed_session_comes_back_by_undo_whatever_came_before_it() {
    let desk = desk();
    desk.ok("log 50m learning a");
    desk.ok("tick gates-credo");
    desk.ok("log --remove last");
    assert_eq!(desk.ok("history -n 1").matches("removed 50 min").count(), 1);
    assert_eq!(
        desk.ok("undo"),
        "took back: removed 50 min of learning on phase 0 (Tooling foundation): a\n"
    );
    assert!(desk.ok("log").contains("50 min"));
    assert!(desk.ok("history").contains("took back: removed 50 min"));
    // And it can be removed again.
    assert_eq!(
        desk.ok("redo"),
        "did again: removed 50 min of learning on phase 0 (Tooling foundation): a\n"
    );
    assert!(!desk.ok("log").contains("50 min"));
}
