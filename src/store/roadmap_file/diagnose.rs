//! Explains what serde turned down, and makes the rest readable.
//!
//! The tree is checked against the schema of the structs in [`super::raw`].
//! An unknown key and a value that does not fit are left out. Where a required
//! key is missing, something stands in for it if the entry has an id, so that
//! no tick disappears with its item; an entry without any id is left out.

use std::{borrow::Cow, collections::HashSet, ops::Range};

use serde::Deserialize;
use serde_json::{Map, Value};
use toml::{
    Spanned,
    de::{DeArray, DeInteger, DeTable, DeValue, Deserializer},
};

use super::{FORMAT, faults::Faults, raw, schema::schema, syntax};

/// Reports everything that is wrong with the form of the file, and reads what
/// is right.
pub(super) fn diagnose<'s>(source: &'s str, faults: &mut Faults<'_>) -> Option<raw::Roadmap<'s>> {
    let (tree, errors) = DeTable::parse_recoverable(source);
    if !errors.is_empty() {
        syntax::report(source, &tree, &errors, faults);
        return None;
    }
    let span = tree.span();
    let tree = tree.into_inner();
    if tree.is_empty() {
        faults
            .fatal(&span, "this roadmap is empty")
            .expecting("`format = 1`, an `id`, a `title`, then phases: see docs/roadmap-format.md");
        return None;
    }
    if let Some(format) = tree.get("format")
        && let DeValue::Integer(number) = format.get_ref()
        && integer(number).is_some_and(|number| number > i128::from(FORMAT))
    {
        faults
            .fatal(&format.span(), "this roadmap needs a newer mastery")
            .expecting(format!("`format = {FORMAT}`"));
        return None;
    }
    let schema = schema();
    let mut walk = Walk {
        root: &schema,
        faults,
        path: Vec::new(),
    };
    let tree = walk.table(tree, &span, &schema)?;
    let tree = Spanned::new(span, tree);
    raw::Roadmap::deserialize(Deserializer::from(tree))
        .map_err(|error| {
            let span = error.span().unwrap_or_default();
            walk.faults.fatal(&span, error.message());
        })
        .ok()
}

struct Walk<'w, 'f> {
    root: &'w Value,
    faults: &'w mut Faults<'f>,
    /// The keys that lead to the value at hand.
    path: Vec<String>,
}

impl<'w> Walk<'w, '_> {
    /// The schema itself, where it only names another.
    fn resolve(&self, schema: &'w Value) -> &'w Value {
        let name = schema["$ref"].as_str();
        name.and_then(|name| self.root.pointer(name.strip_prefix('#')?))
            .unwrap_or(schema)
    }

    /// What of a value fits; `None` if nothing does, after saying why.
    fn value<'i>(
        &mut self,
        value: Spanned<DeValue<'i>>,
        schema: &'w Value,
    ) -> Option<Spanned<DeValue<'i>>> {
        let span = value.span();
        let Some(schema) = self.branch(value.get_ref(), schema) else {
            let what = kind(value.get_ref());
            let path = self.path.join(".");
            let expected = self.describe(schema);
            self.faults
                .degrading(&span, format!("`{path}` cannot be {what}"))
                .expecting(expected);
            return None;
        };
        let fitting = match value.into_inner() {
            DeValue::Table(table) => DeValue::Table(self.table(table, &span, schema)?),
            DeValue::Array(list) => DeValue::Array(self.list(list, &span, schema)?),
            scalar => {
                self.scalar(&scalar, &span, schema)?;
                scalar
            }
        };
        Some(Spanned::new(span, fitting))
    }

    /// The alternative of a schema that is for values of this type.
    fn branch(&self, value: &DeValue<'_>, schema: &'w Value) -> Option<&'w Value> {
        let schema = self.resolve(schema);
        if let Some(branches) = schema["anyOf"].as_array() {
            let mut branches = branches.iter();
            return branches.find_map(|branch| self.branch(value, branch));
        }
        let fits = matches!(
            (schema["type"].as_str()?, value),
            ("string", DeValue::String(_))
                | ("number", DeValue::Float(_) | DeValue::Integer(_))
                | ("integer", DeValue::Integer(_))
                | ("boolean", DeValue::Boolean(_))
                | ("array", DeValue::Array(_))
                | ("object", DeValue::Table(_))
        );
        fits.then_some(schema)
    }

    fn scalar(
        &mut self,
        value: &DeValue<'_>,
        span: &Range<usize>,
        schema: &'w Value,
    ) -> Option<()> {
        let (wrong, text) = match value {
            DeValue::String(text) => {
                let names = schema["enum"].as_array();
                let unknown = names.is_some_and(|it| !it.iter().any(|name| *name == **text));
                let hollow = schema["minLength"].is_u64() && text.trim().is_empty();
                (unknown || hollow, text.clone())
            }
            DeValue::Integer(_) | DeValue::Float(_) => {
                let number = number(value);
                let least = schema["minimum"].as_f64().unwrap_or(f64::MIN);
                let most = schema["maximum"].as_f64().unwrap_or(f64::MAX);
                let text = self.faults.source.get(span.clone()).unwrap_or_default();
                (
                    !(least..=most).contains(&number),
                    Cow::Owned(text.to_owned()),
                )
            }
            _ => return Some(()),
        };
        if !wrong {
            return Some(());
        }
        let names = schema["enum"].as_array().into_iter().flatten();
        let nearest = self.faults.nearest(&text, names.filter_map(Value::as_str));
        let path = self.path.join(".");
        let message = if text.trim().is_empty() {
            format!("`{path}` is empty")
        } else {
            format!("`{path}` cannot be `{text}`")
        };
        let expected = self.describe(schema);
        self.faults
            .degrading(span, message)
            .expecting(expected)
            .near(nearest);
        None
    }

    fn list<'i>(
        &mut self,
        list: DeArray<'i>,
        span: &Range<usize>,
        schema: &'w Value,
    ) -> Option<DeArray<'i>> {
        let limit = |key: &str| schema[key].as_u64().map(|it| it as usize);
        let least = limit("minItems").unwrap_or(0);
        let most = limit("maxItems").unwrap_or(usize::MAX);
        if !(least..=most).contains(&list.len()) {
            let path = self.path.join(".");
            let message = format!("`{path}` cannot have {} entries", list.len());
            let expected = self.describe(schema);
            self.faults.degrading(span, message).expecting(expected);
            return None;
        }
        let items = &schema["items"];
        let fitting = list.into_iter().filter_map(|it| self.value(it, items));
        let fitting: Vec<_> = fitting.collect();
        // What is left of a pair is no pair; the entry at fault is reported.
        (fitting.len() >= least).then(|| fitting.into_iter().collect())
    }

    fn table<'i>(
        &mut self,
        table: DeTable<'i>,
        span: &Range<usize>,
        schema: &'w Value,
    ) -> Option<DeTable<'i>> {
        let Some(known) = schema["properties"].as_object() else {
            return Some(self.names(table, &schema["additionalProperties"]));
        };
        let mut reported = HashSet::new();
        let mut fitting = DeTable::new();
        let mut gate_is_whole = true;
        for (key, value) in table {
            let Some((name, schema)) = known.get_key_value(key.get_ref().as_ref()) else {
                self.unknown(&key, known);
                continue;
            };
            self.path.push(name.clone());
            let before = self.faults.count();
            match self.value(value, schema) {
                Some(value) => {
                    fitting.insert(key, value);
                }
                None => {
                    reported.insert(name.as_str());
                }
            }
            if name == "gate" && self.faults.count() > before {
                gate_is_whole = false;
            }
            self.path.pop();
        }
        if let Some(id) = fitting.get("id").filter(|_| !gate_is_whole) {
            self.faults.break_gate(id.span());
        }
        let required = schema["required"].as_array().into_iter().flatten();
        let missing: Vec<_> = required
            .filter_map(Value::as_str)
            .filter(|name| !fitting.contains_key(*name))
            .collect();
        let mut usable = true;
        for name in missing {
            let schema = &known[name];
            if name == "id" {
                self.missing(name, schema, span, &reported, true);
                usable = false;
                continue;
            }
            self.missing(name, schema, span, &reported, false);
            let stand_in = if known.contains_key("id") {
                self.stand_in(name, schema, &fitting)
            } else {
                None
            };
            match stand_in {
                Some(value) => {
                    let key = Spanned::new(span.clone(), Cow::Owned(name.to_owned()));
                    fitting.insert(key, Spanned::new(span.clone(), value));
                }
                None => usable = false,
            }
        }
        // Of a table without any duty, nothing is left but what was reported.
        let hollow = fitting.is_empty() && !reported.is_empty();
        (usable && !hollow).then_some(fitting)
    }

    /// What fits of a table whose keys are the author's.
    fn names<'i>(&mut self, table: DeTable<'i>, schema: &'w Value) -> DeTable<'i> {
        let mut fitting = DeTable::new();
        for (key, value) in table {
            self.path.push(key.get_ref().to_string());
            if let Some(value) = self.value(value, schema) {
                fitting.insert(key, value);
            }
            self.path.pop();
        }
        fitting
    }

    fn unknown(&mut self, key: &Spanned<Cow<'_, str>>, known: &Map<String, Value>) {
        let wrong = key.get_ref();
        let names = known.keys().map(String::as_str);
        let nearest = self.faults.nearest(wrong, names.clone());
        let message = format!("unknown key `{wrong}` in {}", self.place());
        let expected = if nearest.is_some() {
            None
        } else {
            let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
            Some(format!("one of {}", names.join(", ")))
        };
        let reported = self.faults.degrading(&key.span(), message).near(nearest);
        if let Some(expected) = expected {
            reported.expecting(expected);
        }
    }

    fn missing(
        &mut self,
        name: &str,
        schema: &'w Value,
        span: &Range<usize>,
        reported: &HashSet<&str>,
        fatal: bool,
    ) {
        if reported.contains(name) && !fatal {
            return;
        }
        let place = self.place();
        let message = format!("{place} has no usable `{name}`");
        let message = if reported.contains(name) {
            message
        } else {
            message.replace("usable ", "")
        };
        let expected = match name {
            "format" => format!("`format = {FORMAT}`"),
            _ => format!("`{name}`: {}", self.describe(schema)),
        };
        if fatal {
            self.faults.fatal(span, message).expecting(expected);
        } else {
            self.faults.degrading(span, message).expecting(expected);
        }
    }

    /// What is used until the author says better.
    fn stand_in(
        &self,
        name: &str,
        schema: &'w Value,
        entry: &DeTable<'_>,
    ) -> Option<DeValue<'static>> {
        let schema = self.resolve(schema);
        if name == "title" || name == "subject" {
            let id = entry.get("id").and_then(|id| id.get_ref().as_str());
            return Some(DeValue::String(Cow::Owned(id?.to_owned())));
        }
        if let Some(names) = schema["enum"].as_array() {
            let first = names.first().and_then(Value::as_str)?;
            return Some(DeValue::String(Cow::Owned(first.to_owned())));
        }
        // The only numbers an entry must have are hours, days and the format.
        DeValue::parse("1").ok().map(Spanned::into_inner)
    }

    /// Where the table at hand is, in words.
    fn place(&self) -> String {
        match self.path.last() {
            None => "the roadmap".to_owned(),
            Some(_) => format!("`{}`", self.path.join(".")),
        }
    }

    /// What a schema accepts, in words.
    fn describe(&self, schema: &'w Value) -> String {
        let schema = self.resolve(schema);
        if let Some(branches) = schema["anyOf"].as_array() {
            let branches: Vec<_> = branches.iter().map(|it| self.describe(it)).collect();
            return branches.join(" or ");
        }
        if let Some(names) = schema["enum"].as_array() {
            let names = names.iter().filter_map(Value::as_str);
            let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
            return match &names[..] {
                [only] => only.clone(),
                names => format!("one of {}", names.join(", ")),
            };
        }
        let range = match (schema["minimum"].as_u64(), schema["maximum"].as_u64()) {
            (Some(least), Some(most)) => format!(" from {least} to {most}"),
            _ => String::new(),
        };
        match schema["type"].as_str() {
            Some("string") if schema["minLength"].is_u64() => "a string, not empty".into(),
            Some("string") => "a string".into(),
            Some("integer") => format!("a whole number{range}"),
            Some("number") => format!("a number{range}"),
            Some("boolean") => "`true` or `false`".into(),
            Some("array") => match (schema["minItems"].as_u64(), schema["maxItems"].as_u64()) {
                (Some(2), Some(2)) => "two, `[least, most]`".into(),
                (Some(1), Some(2)) => "a list of one or two quarters, 1 to 4".into(),
                _ if self.resolve(&schema["items"])["type"] == "object" => {
                    "a list of tables".into()
                }
                _ => format!("a list, each of it {}", self.describe(&schema["items"])),
            },
            _ => "a table".into(),
        }
    }
}

fn integer(number: &DeInteger<'_>) -> Option<i128> {
    i128::from_str_radix(number.as_str(), number.radix()).ok()
}

/// The value of a number, NaN if it is too large for anything.
fn number(value: &DeValue<'_>) -> f64 {
    match value {
        DeValue::Integer(number) => integer(number).map_or(f64::NAN, |it| it as f64),
        DeValue::Float(number) => number.as_str().parse().unwrap_or(f64::NAN),
        _ => f64::NAN,
    }
}

/// The type of a value, in words.
fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a point",
        DeValue::Boolean(_) => "`true` or `false`",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
