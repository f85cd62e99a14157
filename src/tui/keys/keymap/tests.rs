//! The learner's keys over the table's.

use proptest::prelude::*;

use super::*;

/// Keys as a line each: `[place.]action = key key`.
fn wishes(text: &str) -> Vec<KeyWish> {
    let lines = text.lines().enumerate();
    lines
        .map(|(line, text)| {
            let (name, keys) = text.split_once('=').unwrap();
            let at = (line + 1, 1);
            let (place, action) = match name.trim().split_once('.') {
                Some((place, action)) => (Some((place.to_owned(), at)), action),
                None => (None, name.trim()),
            };
            KeyWish {
                place,
                action: action.to_owned(),
                at,
                keys: keys
                    .split_whitespace()
                    .map(|key| (key.to_owned(), at))
                    .collect(),
            }
        })
        .collect()
}

fn told(text: &str) -> (Keymap, Vec<String>) {
    let (keymap, problems) = Keymap::with(&wishes(text));
    let told = problems
        .into_iter()
        .map(|it| format!("{}: {}", it.at.0, it.message));
    (keymap, told.collect())
}

fn meaning(keymap: &Keymap, contexts: &[Context], key: &str) -> Option<&'static str> {
    let chord = key.parse().unwrap();
    keymap.meaning(contexts, chord).map(Action::name)
}

const ITEMS: &[Context] = &[Context::Items, Context::Everywhere];
const WEEK: &[Context] = &[Context::Week, Context::Items, Context::Everywhere];
const NOTE: &[Context] = &[Context::Note, Context::Everywhere];

#[test]
fn the_table_alone_is_the_keymap() {
    let keymap = Keymap::default();
    assert_eq!(keymap.bindings().len(), BINDINGS.len());
    for binding in BINDINGS {
        let chord = binding.key.parse().unwrap();
        assert_eq!(
            keymap.meaning(&[binding.context], chord),
            Some(binding.action)
        );
    }
    assert_eq!(told("").1, Vec::<String>::new());
}

#[test]
fn every_action_and_place_has_a_name_of_its_own() {
    let names: std::collections::HashSet<_> = actions().iter().map(|it| it.name()).collect();
    assert_eq!(names.len(), actions().len());
    let places: std::collections::HashSet<_> = Context::ALL.iter().map(|it| it.name()).collect();
    assert_eq!(places.len(), Context::ALL.len());
}

#[test]
fn an_action_may_have_other_keys_several_or_none() {
    let (keymap, problems) = told("start = b ctrl-s\nskip =\nweek.day_off = D");
    assert_eq!(problems, Vec::<String>::new());
    for key in ["b", "ctrl-s"] {
        assert_eq!(meaning(&keymap, ITEMS, key), Some("start"));
        assert_eq!(meaning(&keymap, NOTE, key), Some("start"));
    }
    assert_eq!(meaning(&keymap, ITEMS, "s"), None);
    assert_eq!(meaning(&keymap, ITEMS, "x"), None);
    assert_eq!(meaning(&keymap, WEEK, "D"), Some("day_off"));
    assert_eq!(meaning(&keymap, WEEK, "d"), None);
    assert_eq!(keymap.shown(ITEMS, Action::Start), Some("b"));
    assert_eq!(keymap.shown(ITEMS, Action::Skip), None);
    assert_eq!(keymap.in_words(Action::Start), "`b`");
    assert_eq!(keymap.in_words(Action::Skip), "“skip, or not”");
}

#[test]
fn a_place_counts_over_everywhere_and_leaves_the_others_alone() {
    let (keymap, problems) = told("note.start = w\nstart = b");
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(meaning(&keymap, NOTE, "w"), Some("start"));
    assert_eq!(meaning(&keymap, NOTE, "b"), None);
    assert_eq!(meaning(&keymap, ITEMS, "b"), Some("start"));
    // A place may have what it has no key for by default.
    let (keymap, problems) = told("week.chart = C");
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(meaning(&keymap, WEEK, "C"), Some("chart"));
}

#[test]
fn who_loses_a_key_is_told_until_it_has_another_or_needs_none() {
    let (keymap, problems) = told("start = x");
    assert_eq!(
        problems,
        [
            "1: `x` is `start` in lists of items and in a note now, and `skip` has no key there: give it another, or write `skip = []` if that is meant"
        ]
    );
    assert_eq!(meaning(&keymap, ITEMS, "x"), Some("start"));
    assert_eq!(told("start = x\nskip =").1, Vec::<String>::new());
    assert_eq!(told("start = x\nskip = s").1, Vec::<String>::new());
    let (keymap, problems) = told("up = down\ndown = j");
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(meaning(&keymap, ITEMS, "down"), Some("up"));
    assert_eq!(
        told("undo = j").1,
        [
            "1: `j` is `undo` everywhere now, and `down` keeps `down`: write `down = \"down\"` if that is meant"
        ]
    );
}

#[test]
fn of_two_lines_that_want_one_key_the_first_has_it() {
    let (keymap, problems) = told("undo = z\nredo = z Z");
    assert_eq!(
        problems,
        ["2: `z` is `undo` everywhere already (line 1); `redo` does not get it"]
    );
    assert_eq!(meaning(&keymap, ITEMS, "z"), Some("undo"));
    assert_eq!(meaning(&keymap, ITEMS, "Z"), Some("redo"));
}

#[test]
fn a_key_that_something_nearer_has_is_told() {
    let (keymap, problems) = told("timer = a");
    assert_eq!(
        problems,
        [
            "1: `a` is `thought` in lists of items, in Phases, Matrix, Apps and Notes, in Time and in a note, so it is not `timer` there"
        ]
    );
    assert_eq!(meaning(&keymap, ITEMS, "a"), Some("thought"));
    // The footer does not show what would do something else.
    assert_eq!(keymap.shown(ITEMS, Action::Timer), None);
    let (_, problems) = told("start = u");
    assert_eq!(
        problems,
        ["1: `u` is `start` in lists of items and in a note, so it is not `undo` there"]
    );
    // By name it is meant.
    assert_eq!(told("items.start = u").1, Vec::<String>::new());
}

#[test]
fn ctrl_c_always_quits() {
    for text in ["quit =", "quit = Q", "undo = ctrl-c", "everywhere.quit ="] {
        let (keymap, _) = told(text);
        for contexts in Context::TOGETHER {
            assert_eq!(meaning(&keymap, contexts, "ctrl-c"), Some("quit"), "{text}");
        }
    }
    assert_eq!(told("quit =").1, ["1: `ctrl-c` always quits; it stays"]);
    assert_eq!(
        told("week.undo = ctrl-c").1,
        ["1: `ctrl-c` always quits; it cannot be `undo` as well"]
    );
    assert_eq!(told("quit = Q").1, Vec::<String>::new());
    assert_eq!(meaning(&told("quit = Q").0, ITEMS, "Q"), Some("quit"));
}

#[test]
fn what_is_no_action_no_place_or_no_key_is_told_and_the_default_stays() {
    let (keymap, problems) = told("undoo = z\nweak.start = v\nhelp = f99\nredo = hyper-x U");
    assert_eq!(
        problems,
        [
            "1: `undoo` is nothing that a key can do (did you mean `undo`?); `mastery config --keys` lists all",
            "2: `weak` is no place for keys (did you mean `week`?); the places are items, tables, week, plan, time, stats, note, gate, everywhere",
            "3: `help`: `f99` is not a key; keys are written like `j`, `space`, `enter`, `ctrl-d`, `shift-tab`, `f5`",
            "4: `redo`: `hyper-x` is not a key; keys are written like `j`, `space`, `enter`, `ctrl-d`, `shift-tab`, `f5`",
        ]
    );
    assert_eq!(meaning(&keymap, ITEMS, "?"), Some("help"));
    assert_eq!(meaning(&keymap, ITEMS, "U"), Some("redo"));
}

proptest! {
    #[test]
    fn whatever_is_set_no_key_means_two_things_and_each_key_is_its_actions(
        set in proptest::collection::vec(
            (0_usize..60, 0_usize..9, proptest::collection::vec(0_usize..12, 0..4)),
            0..12,
        ),
    ) {
        const KEYS: [&str; 12] = [
            "a", "x", "u", "j", "enter", "ctrl-c", "f5", "alt-q", "é", "nonsense", "[", "Z",
        ];
        let known = actions();
        let wishes: Vec<KeyWish> = set
            .iter()
            .enumerate()
            .map(|(line, (action, place, keys))| {
                let at = (line + 1, 1);
                let place = Context::ALL.get(*place).map(|it| (it.name().to_owned(), at));
                KeyWish {
                    place,
                    action: known[action % known.len()].name().to_owned(),
                    at,
                    keys: keys.iter().map(|key| (KEYS[*key].to_owned(), at)).collect(),
                }
            })
            .collect();
        let (keymap, problems) = Keymap::with(&wishes);
        let mut seen = std::collections::HashSet::new();
        for bound in keymap.bindings() {
            prop_assert!(seen.insert((bound.context, bound.chord)));
            prop_assert_eq!(keymap.meaning(&[bound.context], bound.chord), Some(bound.action));
        }
        for problem in &problems {
            prop_assert!((1..=set.len()).contains(&problem.at.0));
        }
        for contexts in Context::TOGETHER {
            prop_assert_eq!(meaning(&keymap, contexts, "ctrl-c"), Some("quit"));
            for action in &known {
                if let Some(key) = keymap.shown(contexts, *action) {
                    prop_assert_eq!(meaning(&keymap, contexts, key), Some(action.name()));
                }
            }
        }
    }
}
