//! The JSON Schemas of `--json`, made of the structs that are printed.
//!
//! `UPDATE_SCHEMA=1 cargo test --lib cli::schema` writes `docs/schema/`.

use std::{collections::BTreeMap, env, fs, path::PathBuf};

use schemars::{JsonSchema, generate::SchemaSettings};
use serde::Serialize;
use serde_json::{Value, json};

use super::{
    apps, check, config, doctor, evidence, export, friday, history, init, json as shapes, matrix,
    money, next, pace, phase, plan, pr, prove, replan, review, reviews, search, show, spent, stats,
    status, time, today, trust, week,
};

/// What `export json` prints: parts of its own, and every view.
#[derive(Serialize, JsonSchema)]
struct Everything<'a> {
    #[serde(flatten)]
    rest: export::Rest<'a>,
    phases: Vec<phase::View<'a>>,
    status: status::View<'a>,
    matrix: Vec<matrix::Row<'a>>,
    apps: Vec<apps::App<'a>>,
    plan: plan::View<'a>,
    money: money::View<'a>,
    pace: pace::View<'a>,
    stats: stats::View<'a>,
}

/// The schema of what is printed when a view's value is a `T`.
fn schema<T: JsonSchema>(view: &str) -> Value {
    let mut generator = SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator();
    let inner = generator.subschema_for::<T>().to_value();
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("mastery {view} --json"),
        "type": "object",
        "properties": { "schema": { "const": 1 }, view: inner },
        "required": ["schema", view],
    });
    let definitions = generator.take_definitions(true);
    if let (false, Some(root)) = (definitions.is_empty(), schema.as_object_mut()) {
        root.insert("$defs".into(), Value::Object(definitions));
    }
    // The comments are for who reads the source; docs/json.md says what each
    // member means.
    without_comments(&mut schema);
    schema
}

fn without_comments(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(without_comments),
        Value::Object(table) => {
            if table.get("description").is_some_and(Value::is_string) {
                table.remove("description");
            }
            table.values_mut().for_each(without_comments);
        }
        _ => {}
    }
}

fn all() -> BTreeMap<&'static str, Value> {
    macro_rules! views {
        ($($name:literal: $shape:ty,)*) => {
            BTreeMap::from([$(($name, schema::<$shape>($name)),)*])
        };
    }
    views! {
        "apps": Vec<apps::App<'_>>,
        "check": check::View<'_>,
        "config": config::View<'_>,
        "doctor": doctor::View<'_>,
        "evidence": Vec<evidence::View<'_>>,
        "export": Everything<'_>,
        "friday": friday::View<'_>,
        "gates": Vec<prove::PlanView<'_>>,
        "history": Vec<history::Change<'_>>,
        "import": init::View<'_>,
        "log": Vec<spent::SessionShape<'_>>,
        "matrix": Vec<matrix::Row<'_>>,
        "money": money::View<'_>,
        "next": next::View<'_>,
        "pace": pace::View<'_>,
        "phase": phase::View<'_>,
        "phases": Vec<shapes::Phase<'_>>,
        "plan": plan::View<'_>,
        "pr": pr::View<'_>,
        "prove": Vec<prove::View<'_>>,
        "replan": replan::View<'_>,
        "review": review::View<'_>,
        "reviews": reviews::View<'_>,
        "search": search::View<'_>,
        "show": show::View<'_>,
        "stats": stats::View<'_>,
        "status": status::View<'_>,
        "time": time::View<'_>,
        "timer": Option<spent::TimerShape>,
        "today": today::View<'_>,
        "trust": trust::View<'_>,
        "week": week::View<'_>,
    }
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "a test writes the page it is asked for"
)]
fn the_schemas_on_the_page_are_those_of_the_structs() {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/schema"));
    let update = env::var_os("UPDATE_SCHEMA").is_some();
    let schemas = all();
    for (name, schema) in &schemas {
        let file = folder.join(format!("{name}.json"));
        let text = format!("{schema:#}\n");
        if update {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&file, &text).unwrap();
        }
        let there = fs::read_to_string(&file).unwrap_or_default();
        assert!(
            there == text,
            "docs/schema/{name}.json is not what the structs say: \
             `UPDATE_SCHEMA=1 cargo test --lib cli::schema` writes it"
        );
    }
    let mut files: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort_unstable();
    let names: Vec<String> = schemas.keys().map(|name| format!("{name}.json")).collect();
    assert_eq!(files, names);
}
