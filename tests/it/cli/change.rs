//! Commands that change something.

use std::fs;

use pretty_assertions::assert_eq;

use super::desk::Desk;

#[test]
fn a_tick_is_said_with_what_comes_next() {
    let desk = Desk::new();
    assert_eq!(
        desk.run("tick gates-credo"),
        "ticked gates-credo (Credo overview, phase 0)\n\
         next: programming-elixir-tooling (Programming Elixir ≥ 1.6: 13 “Organizing a Project”, \
         14 “Tooling”, appendix A2 “Type Specifications and Type Checking”, book)\n"
    );
    assert!(desk.ok("today").contains("● gates-credo"));
    assert!(desk.ok("status").starts_with("Phase 0 1/26 ·"));
}

#[test]
fn a_second_tick_is_refused_unless_a_day_is_given() {
    let mut desk = Desk::new();
    desk.on("2026-01-07");
    desk.ok("tick gates-credo");
    assert_eq!(
        desk.run("tick gates-credo"),
        "error: `gates-credo` is done already, since 2026-01-07\n\
         hint: `--on DATE` moves it to another day, `mastery reopen gates-credo` opens it again\n\
         [status 1]\n"
    );
    assert!(
        desk.ok("tick gates-credo --on 2026-01-05")
            .starts_with("ticked gates-credo (Credo overview, phase 0), for 2026-01-05\n")
    );
    assert!(
        desk.ok("tick gates-sobelow --on yesterday")
            .contains("for 2026-01-06")
    );
    assert_eq!(
        desk.run("tick gates-dialyxir --on 2026-01-08"),
        "error: 2026-01-08 has not come yet: only today and earlier days can be filled in\n\
         hint: leave `--on` out to mean today\n[status 1]\n"
    );
    let week = desk.ok("week");
    let monday = week.split("Tue 6 Jan").next().unwrap();
    assert!(monday.contains("● gates-credo"), "{week}");
}

#[test]
fn undo_and_redo_work_across_processes() {
    let desk = Desk::new();
    desk.ok("tick gates-credo");
    desk.ok("start gates-sobelow");
    assert_eq!(
        desk.ok("undo"),
        "took back: started gates-sobelow (Sobelow README, phase 0)\n"
    );
    assert_eq!(
        desk.ok("undo"),
        "took back: ticked gates-credo (Credo overview, phase 0)\n"
    );
    assert_eq!(
        desk.run("undo"),
        "error: nothing to undo on this device\n\
         hint: `mastery history` shows what happened\n[status 1]\n"
    );
    assert_eq!(
        desk.ok("redo"),
        "did again: ticked gates-credo (Credo overview, phase 0)\n"
    );
    assert!(desk.ok("status").starts_with("Phase 0 1/26 ·"));
    desk.ok("skip gates-dialyxir");
    assert_eq!(desk.run("redo"), "error: nothing to redo\n[status 1]\n");
    assert_eq!(
        desk.ok("history"),
        "Mon 5 Jan  20:14  skipped gates-dialyxir (Dialyxir README, phase 0)\n\
         Mon 5 Jan  20:14  did again: ticked gates-credo (Credo overview, phase 0)\n\
         Mon 5 Jan  20:14  took back: ticked gates-credo (Credo overview, phase 0) (taken back)\n\
         Mon 5 Jan  20:14  took back: started gates-sobelow (Sobelow README, phase 0)\n\
         Mon 5 Jan  20:14  started gates-sobelow (Sobelow README, phase 0) (taken back)\n\
         Mon 5 Jan  20:14  ticked gates-credo (Credo overview, phase 0)\n"
    );
}

#[test]
fn a_fragment_must_fit_one_item() {
    let desk = Desk::new();
    assert!(
        desk.ok("tick dynamic-sup")
            .starts_with("ticked dynamic-supervisor-docs (DynamicSupervisor, phase 4)\n")
    );
    assert_eq!(
        desk.run("tick dynsup"),
        "error: `dynsup` fits 2 items, and nothing was changed\n  \
           dynamic-supervisor-docs  DynamicSupervisor (phase 4)\n  \
           session-partitions       Start throughput of DynamicSupervisor and PartitionSupervisor compared in a table (phase 4)\n\
         hint: name one by its id, or type more of it\n[status 1]\n"
    );
    assert_eq!(
        desk.run("tick gates-crdeo"),
        "error: no item fits `gates-crdeo`\n\
         hint: did you mean `gates-credo`?\n[status 1]\n"
    );
    assert!(
        desk.run("tick qqqqqq")
            .contains("`mastery phases` lists the phases")
    );
}

#[test]
fn several_items_are_ticked_all_or_none() {
    let desk = Desk::new();
    assert!(
        desk.run("tick gates-credo no-such-thing")
            .ends_with("[status 1]\n")
    );
    assert!(
        desk.run("tick gates-credo core-phases-0-3")
            .ends_with("[status 1]\n")
    );
    assert!(!desk.journals().exists(), "nothing was written");
    assert!(
        desk.ok("tick gates-credo gates-sobelow gates-credo")
            .contains("ticked gates-sobelow")
    );
    assert_eq!(
        desk.ok("undo").lines().count(),
        2,
        "one undo takes both back"
    );
}

#[test]
fn a_derived_milestone_is_refused() {
    let desk = Desk::new();
    assert_eq!(
        desk.run("tick core-phases-0-3"),
        "error: `core-phases-0-3` ticks itself when phases 0, 1, 2 and 3 are signed off\n\
         hint: `mastery tick PHASE` signs a phase off\n[status 1]\n"
    );
}

#[test]
fn a_whole_phase_is_one_command_and_one_undo() {
    let desk = Desk::new();
    assert_eq!(
        desk.run("tick 0"),
        "error: phase 0 still has 26 open: tick them all, or sign off anyway\n\
         hint: `mastery tick 0 --all` ticks them all, `mastery tick 0 --anyway` signs off with them open\n\
         [status 1]\n"
    );
    let said = desk.ok("tick 0 --all");
    assert!(
        said.starts_with(
            "ticked 26 items and signed off phase 0 (Tooling foundation)\n\
             phase 0 is not proven: `mastery prove M0` runs its gate\nnext: "
        ),
        "{said}"
    );
    assert!(desk.ok("status").starts_with("Phase 1 0/30 ·"));
    assert_eq!(
        desk.ok("undo"),
        "took back: ticked 26 items and signed off phase 0 (Tooling foundation)\n"
    );
    assert!(desk.ok("status").starts_with("Phase 0 0/26 ·"));
    assert!(
        desk.ok("tick tooling --anyway")
            .starts_with("signed off phase 0 (Tooling foundation)\n")
    );
    assert!(
        desk.ok("tick 1 2 --all")
            .contains(" and signed off phases 1 and 2\n")
    );
    assert!(
        desk.run("tick gates-credo --all")
            .contains("no phase fits `gates-credo`")
    );
    assert!(
        desk.run("tick 15")
            .contains("error: there is no phase 15\nhint: the phases are 0 to 14\n")
    );
}

#[test]
fn the_start_date_is_set_when_asked_and_only_then() {
    let mut desk = Desk::new();
    desk.ok("tick gates-credo");
    assert!(desk.ok("status").contains("· no start date ·"));
    assert!(
        desk.ok("today")
            .contains("No start date yet: `mastery begin today` sets it.")
    );
    assert_eq!(desk.ok("begin today"), "the year begins today, Mon 5 Jan\n");
    assert_eq!(
        desk.ok("begin 2026-01-08"),
        "the year begins on Thu 8 Jan\n"
    );
    desk.on("2026-01-09");
    assert_eq!(
        desk.ok("begin 2025-12-29"),
        "the year began on Mon 29 Dec 2025\n"
    );
    assert!(desk.ok("status").contains("days behind"));
    for slip in ["0206-01-05", "9001-01-01"] {
        assert_eq!(
            desk.run(&format!("begin {slip}")),
            format!(
                "error: no learner's year begins on {slip}: a year from 1900 to 9000 is expected\n\
                 [status 1]\n"
            )
        );
    }
}

#[test]
fn days_off_are_taken_and_given_back() {
    let desk = Desk::new();
    assert_eq!(
        desk.ok("off 2026-01-05..2026-01-07 a cold"),
        "2026-01-05 to 2026-01-07 off: a cold\n"
    );
    assert!(desk.ok("today").starts_with("Mon 5 Jan · a day off\n"));
    assert_eq!(
        desk.ok("off --back 2026-01-06..2026-01-09"),
        "2026-01-06 no longer off\n2026-01-07 no longer off\n"
    );
    assert_eq!(
        desk.run("off --back 2026-01-06"),
        "error: 2026-01-06 is not a day off\n[status 1]\n"
    );
    assert_eq!(
        desk.run("off 2026-01-09..2026-01-08"),
        "error: 2026-01-09 is after 2026-01-08\n[status 1]\n"
    );
    assert_eq!(desk.ok("undo").lines().count(), 2);
}

#[test]
fn an_id_the_roadmap_no_longer_has_is_archived() {
    let desk = Desk::new();
    desk.ok("tick gates-credo");
    let journal = desk.journal();
    // As if the item had another id then; the sum tells of the edit.
    let text = fs::read_to_string(&journal)
        .unwrap()
        .replace("gates-credo", "old-gate");
    desk.file(journal.to_str().unwrap(), &text);
    assert!(desk.run("history").contains("ticked old-gate (archived)"));
    let said = desk.run("tick old-gate");
    assert!(
        said.contains(
            "error: `old-gate` is archived: the roadmap no longer has it (done on 2026-01-05)\n"
        ),
        "{said}"
    );
    assert!(
        said.contains("notice: 2 places in the journal need a look: run `mastery doctor` ("),
        "{said}"
    );
}

#[test]
fn another_device_s_journal_counts_as_well() {
    let desk = Desk::new();
    desk.ok("tick gates-credo");
    let other = Desk::new();
    other.ok("tick gates-sobelow");
    let copy = desk.journals().join(other.journal().file_name().unwrap());
    fs::copy(other.journal(), copy).unwrap();
    assert!(desk.ok("status").starts_with("Phase 0 2/26 ·"));
    let device = other.journal();
    let device = device.file_stem().unwrap().to_str().unwrap();
    assert!(desk.ok("history").contains(&format!("on {device}")));
    // Undo is this device's own.
    assert!(desk.ok("undo").contains("gates-credo"));
    assert!(desk.run("undo").contains("nothing to undo on this device"));
}

#[test]
fn many_sign_offs_are_one_sentence() {
    let desk = Desk::new();
    assert!(
        desk.ok("tick 0 1 2 --all")
            .starts_with(
                "ticked 84 items and signed off phases 0, 1 and 2\n\
                 phases 0, 1 and 2 are not proven: `mastery prove M0 M1 M2` runs their gates\nnext: "
            )
    );
}

#[test]
fn two_readings_of_one_book_are_told_apart() {
    let desk = Desk::new();
    let said = desk.run("tick elixir in action");
    assert!(said.contains(" fits "), "{said}");
    let said = desk.run_words(&["tick", "elixir in action"]);
    let titles: Vec<&str> = said
        .lines()
        .filter(|line| line.starts_with("  "))
        .filter_map(|line| line.trim().split_once("  "))
        .map(|(_, title)| title.trim())
        .collect();
    let mut apart = titles.clone();
    apart.sort_unstable();
    apart.dedup();
    assert!(titles.len() > 2, "{said}");
    assert_eq!(apart.len(), titles.len(), "{said}");
}
