//! The published schema of the format, made of the structs that read it.

use serde_json::Value;

use super::raw;

/// The JSON Schema of `roadmap.toml`, as `docs/roadmap.schema.json` has it.
pub fn schema() -> Value {
    let mut schema = schemars::schema_for!(raw::Roadmap<'static>).to_value();
    if let Some(root) = schema.as_object_mut() {
        root.insert("title".into(), "mastery roadmap".into());
    }
    without_null(&mut schema);
    schema
}

/// The schema as the text of a file.
pub fn schema_text() -> String {
    format!("{:#}\n", schema())
}

/// TOML has no null: what may be missing is not required, and that says it all.
fn without_null(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(without_null),
        Value::Object(table) => {
            if let Some(Value::Array(types)) = table.get_mut("type") {
                types.retain(|name| name != "null");
                if let [only] = &types[..] {
                    let only = only.clone();
                    table.insert("type".into(), only);
                }
            }
            if let Some(Value::Array(names)) = table.get_mut("enum") {
                names.retain(|name| !name.is_null());
            }
            if let Some(Value::Array(branches)) = table.get_mut("anyOf") {
                branches.retain(|branch| branch["type"] != "null");
                if let [Value::Object(only)] = &branches[..] {
                    let only = only.clone();
                    table.remove("anyOf");
                    table.extend(only);
                }
            }
            if table.get("default").is_some_and(Value::is_null) {
                table.remove("default");
            }
            table.values_mut().for_each(without_null);
        }
        _ => {}
    }
}
