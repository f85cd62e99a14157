//! `docs/keys.md`: the table of keys, as a page.

use std::{env, fmt::Write as _, fs, path::Path};

use super::{Action, BINDINGS, Context, Keymap};

const HEAD: &str = "\
# Keys

This page is written by a test from the table of keys, which the program's help \
(`?`), its footer and its palette (`:`) read as well. Where a key stands in \
two places, the nearer one counts: the list's meaning before the one that \
holds everywhere.

These are the defaults. In the settings any action can have other keys, several \
or none, by its name, in one place or wherever it has keys: see \
[configuration.md](configuration.md). `mastery config --keys` prints those that \
hold. The answers within a window (`y`, `n`, `enter`, `esc` and the like) are \
fixed, and `ctrl-c` always quits.

The mouse works, too: a click selects, a double click opens, the wheel moves.
";

/// The page that the table makes.
fn page() -> String {
    let (mut page, keymap) = (HEAD.to_owned(), Keymap::default());
    for context in Context::ALL {
        let _ = write!(
            page,
            "\n## {}\n\n`[keys.{}]`\n\n| keys | what they do | in the settings |\n| --- | --- | --- |\n",
            context.title(),
            context.name()
        );
        let mut seen = Vec::new();
        for binding in BINDINGS.iter().filter(|binding| binding.context == context) {
            let action = binding.action;
            let words = action.description();
            if seen.contains(&words) {
                continue;
            }
            seen.push(words);
            // One line for all the numbers.
            let keys: Vec<String> = if matches!(action, Action::Tab(_)) {
                BINDINGS
                    .iter()
                    .filter(|binding| matches!(binding.action, Action::Tab(_)))
                    .map(|binding| code(binding.key))
                    .collect()
            } else {
                keymap.keys_for(context, action).map(code).collect()
            };
            let name = match action {
                Action::Tab(_) => {
                    let tabs = BINDINGS.iter().map(|binding| binding.action);
                    let tabs = tabs.filter(|action| matches!(action, Action::Tab(_)));
                    let last = tabs
                        .max_by_key(|action| action.name())
                        .map_or("", Action::name);
                    format!("{} to {}", code(action.name()), code(last))
                }
                _ => code(action.name()),
            };
            let _ = writeln!(page, "| {} | {words} | {name} |", keys.join(" "));
        }
    }
    page.push_str(
        "\nIn a prompt, in the palette and while a filter is typed, letters are text: `enter` takes \
         it, `esc` leaves it.\n",
    );
    page
}

fn code(key: &str) -> String {
    format!("`{}`", key.replace('|', "\\|"))
}

#[test]
fn the_page_of_keys_is_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/keys.md");
    let page = page();
    if env::var_os("UPDATE_KEYS").is_some() {
        let mut file = fs::File::create(&path).unwrap();
        std::io::Write::write_all(&mut file, page.as_bytes()).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == page,
        "docs/keys.md is not the table: run `UPDATE_KEYS=1 cargo test page_of_keys`"
    );
}
