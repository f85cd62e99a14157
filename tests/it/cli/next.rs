//! `mastery next` and the fields of `mastery status --format`.

use pretty_assertions::assert_eq;
use serde_json::Value;

use super::desk::Desk;

fn ids(json: &str, pointer: &str) -> Vec<String> {
    let value: Value = serde_json::from_str(json).unwrap();
    let items = value.pointer(pointer).unwrap().as_array().unwrap();
    let id = |item: &Value| item["id"].as_str().unwrap().to_owned();
    items.iter().map(id).collect()
}

#[test]
fn next_is_what_today_proposes() {
    let mut desk = Desk::new();
    desk.ok("begin today");
    for day in ["2026-01-05", "2026-01-07", "2026-01-09", "2026-01-11"] {
        desk.on(day);
        let today = ids(&desk.ok("today --json"), "/today/next");
        assert!(today.len() > 3, "{today:?}");
        assert_eq!(
            ids(&desk.ok("next -n 200 --json"), "/next/items"),
            today,
            "{day}"
        );
        assert_eq!(
            ids(&desk.ok("next --json"), "/next/items"),
            today[..1],
            "{day}"
        );
        let said = desk.ok("next -n 2");
        assert!(
            said.contains(&today[0]) && said.contains(&today[1]),
            "{said}"
        );
        assert!(!said.contains(&today[2]), "{said}");
        // The note comes first on its day alone, a Friday.
        assert_eq!(
            said.contains("the “what changed” note"),
            day == "2026-01-09",
            "{said}"
        );
        assert_eq!(desk.ok("status --format {next}"), format!("{}\n", today[0]));
    }
    assert!(desk.run("next -n 0").ends_with("[status 2]\n"));
}

#[test]
fn next_ends_with_one_when_nothing_is_left() {
    let desk = Desk::new();
    desk.file(
        "work/roadmap.toml",
        "format = 1\nid = \"t\"\ntitle = \"T\"\n",
    );
    assert_eq!(
        desk.run("next"),
        "Nothing is left to do next.\n[status 1]\n"
    );
    assert_eq!(
        desk.run("next --json"),
        "{\"schema\":1,\"next\":{\"what_changed\":false,\"items\":[]}}\n[status 1]\n"
    );
    assert_eq!(
        desk.run_words(&[
            "status",
            "--format",
            "[{next}{phase}{pace}] {next:-all done}"
        ]),
        "[] all done\n"
    );
}

fn filled(desk: &Desk, format: &str) -> String {
    let said = desk.run_words(&["status", "--format", format]);
    said.trim_end_matches('\n').to_owned()
}

#[test]
fn fields_are_the_figures_of_the_views() {
    let mut desk = Desk::new();
    // Before the year has a first day.
    assert_eq!(filled(&desk, "{pace}|{pace_words}|{consistency}"), "||");
    desk.ok("begin today");
    desk.ok("tick 0 --all");
    desk.on("2026-01-06");
    desk.ok("tick elixir-in-action-servers");
    desk.at("2026-01-06T19:32:05+01:00");
    desk.ok("timer start learning --item erlang-sys-docs");
    desk.on("2026-01-06");
    let status: Value = serde_json::from_str(&desk.ok("status --json")).unwrap();
    let status = &status["status"];
    assert_eq!(
        filled(
            &desk,
            "{phase} {id} {done}/{all} {phases_done}/{phases_all} {streak}"
        ),
        format!(
            "{} {} {}/{} {}/{} {}",
            status["phase"]["number"],
            status["phase"]["id"].as_str().unwrap(),
            status["done"],
            status["of"],
            status["phases_done"],
            status["phases_of"],
            status["streak"]["days"]
        )
    );
    // Phase 0 takes 2 to 3 days of 4 h: see the roadmap; the shares are counted
    // by hours.
    let share = status["share"].as_f64().unwrap();
    assert_eq!(
        filled(&desk, "{percent}"),
        format!("{:.0}", (share * 100.0).round())
    );
    assert_eq!(status["pace"]["state"], "ahead");
    assert_eq!(
        filled(&desk, "{pace} {pace_words}"),
        format!("+{0} {0} days ahead", status["pace"]["days"])
    );
    assert_eq!(
        filled(
            &desk,
            "{timer} {timer_time} {timer_item} {today} {day} {day_sort}"
        ),
        "learning 0:42 erlang-sys-docs 1 2026-01-06 book"
    );
    assert_eq!(filled(&desk, "{due}{due_words}"), "0");
    assert_eq!(filled(&desk, "{{{phase}}} 100%"), "{1} 100%");
    desk.on("2026-03-09");
    let behind = filled(&desk, "{pace}");
    assert!(behind.starts_with('-'), "{behind}");
    assert!(filled(&desk, "{due_words}").ends_with("due"));
}

#[test]
fn a_format_that_is_wrong_prints_nothing_but_the_way_out() {
    let desk = Desk::new();
    let output = desk
        .command(&["status", "--format", "{streek}"])
        .output()
        .unwrap();
    assert!(output.stdout.is_empty());
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("there is no field `streek`\nhint: did you mean `streak`?"),
        "{said}"
    );
}

#[test]
fn a_line_for_a_bar_is_not_cut_to_the_terminal() {
    let desk = Desk::new();
    let format = "{day} {day} {day} {day} ";
    let output = desk
        .command(&["status", "--format", format])
        .env("COLUMNS", "20")
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said, "2026-01-05 2026-01-05 2026-01-05 2026-01-05 \n");
}

#[test]
fn a_title_cannot_drive_the_terminal_from_a_prompt() {
    let desk = Desk::new();
    desk.file(
        "work/roadmap.toml",
        "format = 1\nid = \"t\"\ntitle = \"T\"\n[[phase]]\nid = \"p\"\nnumber = 1\n\
         title = \"a\\u001b[31mb\"\ndays = 1\n",
    );
    let said = filled(&desk, "{title}");
    assert!(
        !said.contains('\u{1b}') && said.starts_with('a'),
        "{said:?}"
    );
}
