//! What `--json` prints, held against the published schemas by a validator that
//! is not ours.

use std::{collections::HashMap, fs};

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::{Value, json};

use super::desk::Desk;

/// The schemas in `docs/schema/`, each closed: no member but those it names.
pub(crate) struct Published {
    schemas: Schemas,
    by_name: HashMap<String, SchemaIndex>,
}

impl Published {
    pub(crate) fn read() -> Self {
        let mut schemas = Schemas::new();
        let mut compiler = Compiler::new();
        compiler.enable_format_assertions();
        let mut by_name = HashMap::new();
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/schema");
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let text = fs::read_to_string(&path).unwrap();
            let mut schema: Value = serde_json::from_str(&text).unwrap();
            close(&mut schema);
            let address = format!("https://example.org/{name}.json");
            compiler.add_resource(&address, schema).unwrap();
            let index = compiler.compile(&address, &mut schemas).unwrap();
            by_name.insert(name, index);
        }
        Self { schemas, by_name }
    }

    /// Says what is wrong with what a view printed, if anything.
    pub(crate) fn refuses(&self, name: &str, printed: &Value) -> Option<String> {
        let index = self
            .by_name
            .get(name)
            .unwrap_or_else(|| panic!("there is no docs/schema/{name}.json"));
        let error = self.schemas.validate(printed, *index).err()?;
        Some(error.to_string())
    }

    /// Holds what a view printed against its schema.
    pub(crate) fn accept(&self, name: &str, printed: &Value) {
        if let Some(why) = self.refuses(name, printed) {
            panic!("docs/schema/{name}.json: {why}");
        }
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }
}

/// Members may be added within a schema, so that the published one is open; a
/// test wants to know of each.
fn close(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(close),
        Value::Object(table) => {
            if table.get("properties").is_some_and(Value::is_object) {
                table.insert("unevaluatedProperties".into(), false.into());
            }
            table.values_mut().for_each(close);
        }
        _ => {}
    }
}

#[test]
fn a_schema_refuses_what_is_not_printed_so() {
    let published = Published::read();
    let desk = Desk::new();
    let good: Value = serde_json::from_str(&desk.ok("today --json")).unwrap();
    published.accept("today", &good);
    for (pointer, bad) in [
        ("/schema", json!(2)),
        ("/today/day", json!("tomorrow")),
        ("/today/day", Value::Null),
        ("/today/next", json!({})),
        ("/today/next/0/id", json!(7)),
        ("/today/streak/days", json!("none")),
    ] {
        let mut value = good.clone();
        *value.pointer_mut(pointer).unwrap() = bad;
        assert!(published.refuses("today", &value).is_some(), "{pointer}");
    }
    for (parent, member) in [
        ("", "schema"),
        ("", "today"),
        ("/today", "phase"),
        ("/today", "begin"),
    ] {
        let mut value = good.clone();
        let table = value.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        assert!(table.remove(member).is_some());
        assert!(published.refuses("today", &value).is_some(), "{member}");
    }
    let mut value = good;
    value["today"]["surprise"] = json!(1);
    assert!(published.refuses("today", &value).is_some());
}

#[test]
fn the_page_names_every_schema() {
    let page = include_str!("../../../docs/json.md");
    for name in Published::read().names() {
        assert!(
            page.contains(&format!("](schema/{name}.json)")),
            "docs/json.md does not link schema/{name}.json"
        );
    }
}
