//! JSON Schema (draft 2020-12) of a table of keys, laid out as schemars lays out a struct: titles, descriptions, defaults, examples, and no other keys.
//!
//! TOML has dates and JSON has none: as the editors that read `#:schema` do, a date is a text of the form `date`.

use serde_json::{Map, Value, json};

use super::keys::{Condition, Key, Shape, Table};
use crate::toml::values::ANY_SIZE;

const ID: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";
const CLAUSE: &str = "^[^/]+/.+$";
const PERIOD: &str = r"^[0-9]{4}-(W[0-9]{2}|[0-9]{2}(-[0-9]{2})?)$";
const WINDOW: &str = r"^[0-9]{4}(-(W[0-9]{2}|[0-9]{2}(-[0-9]{2})?)|(/[0-9]{2})?(-Q[1-4])?)$";

/// The schema of a whole file.
pub fn schema(table: &Table) -> Value {
    let mut whole = Map::new();
    whole.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    whole.insert("title".to_owned(), json!(table.noun));
    whole.extend(object(table));
    Value::Object(whole)
}

fn object(table: &Table) -> Map<String, Value> {
    let properties: Map<String, Value> =
        table.keys.iter().map(|key| (key.key.to_owned(), Value::Object(property(key)))).collect();
    let required: Vec<&str> =
        table.keys.iter().filter(|key| key.must_be_there()).map(|key| key.key).collect();
    let mut rules: Vec<Value> = table.keys.iter().flat_map(|key| rules(key, table)).collect();
    let mut object = Map::new();
    object.insert("description".to_owned(), json!(table.doc));
    object.insert("type".to_owned(), json!("object"));
    object.insert("properties".to_owned(), Value::Object(properties));
    match table.filled_by {
        Some(other) => {
            rules.push(json!({ "required": required }));
            let rest = std::mem::take(&mut rules);
            rules.push(json!({ "if": { "not": { "required": [other] } }, "then": { "allOf": rest } }));
        }
        None if !required.is_empty() => {
            object.insert("required".to_owned(), json!(required));
        }
        None => {}
    }
    object.insert("additionalProperties".to_owned(), json!(false));
    if !rules.is_empty() {
        object.insert("allOf".to_owned(), Value::Array(rules));
    }
    object
}

fn property(key: &Key) -> Map<String, Value> {
    let mut property = of_shape(&key.shape, key.range);
    if !key.doc.is_empty() {
        property.insert("description".to_owned(), json!(key.doc));
    }
    if let Some(default) = &key.default {
        property.insert("default".to_owned(), plain(&key.shape, default));
    }
    let is_value = key.shape.table().is_none() && !matches!(key.shape, Shape::Map(_));
    if let Some(example) = key.example.filter(|_| is_value) {
        property.insert("examples".to_owned(), json!([plain(&key.shape, example)]));
    }
    property
}

fn of_shape(shape: &Shape, range: Option<(i64, i64)>) -> Map<String, Value> {
    let schema = match shape {
        Shape::Text => json!({ "type": "string", "pattern": "\\S" }),
        Shape::Pattern(pattern) => json!({ "type": "string", "pattern": pattern }),
        Shape::Id(_) => json!({ "type": "string", "pattern": ID, "maxLength": 63 }),
        Shape::Clause | Shape::Action => json!({ "type": "string", "pattern": CLAUSE }),
        Shape::Words(words) => json!({ "type": "string", "enum": words }),
        Shape::Date => json!({ "type": "string", "format": "date" }),
        Shape::Period => json!({ "type": "string", "pattern": PERIOD }),
        Shape::Window => json!({ "type": "string", "pattern": WINDOW }),
        Shape::Any => json!({}),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Whole | Shape::Decimal => {
            let (low, high) = range.unwrap_or((0, ANY_SIZE));
            let kind = if matches!(shape, Shape::Whole) { "integer" } else { "number" };
            json!({ "type": kind, "minimum": low, "maximum": high })
        }
        Shape::List(inside) => {
            let mut list = json!({ "type": "array", "items": of_shape(inside, None) });
            if let Some((low, _)) = range.filter(|(low, _)| *low > 0) {
                list["minItems"] = json!(low);
            }
            list
        }
        Shape::Table(table) => return object(table),
        Shape::Map(inside) => json!({
            "type": "object",
            "propertyNames": { "pattern": ID, "maxLength": 63 },
            "additionalProperties": of_shape(inside, range),
        }),
    };
    match schema {
        Value::Object(schema) => schema,
        _ => Map::new(),
    }
}

/// An example or a default as JSON.
fn plain(shape: &Shape, written: &str) -> Value {
    match shape {
        Shape::Boolean => json!(written == "true"),
        Shape::Whole | Shape::Decimal | Shape::Any => written.parse().map_or(json!(written), Value::Number),
        Shape::List(inside) => {
            written.split(", ").filter(|item| !item.is_empty()).map(|item| plain(inside, item)).collect()
        }
        _ => json!(written),
    }
}

/// Where a key is required, and where it is refused.
fn rules(key: &Key, table: &Table) -> Vec<Value> {
    let mut rules = Vec::new();
    if let Some(when) = &key.when {
        let mut then = json!({ "required": [key.key] });
        if matches!(key.shape, Shape::List(_)) {
            then["properties"] = json!({ key.key: { "minItems": 1 } });
        }
        rules.push(json!({ "if": holds(when, table), "then": then }));
    }
    if let Some(only) = &key.only {
        let then = json!({ "properties": { key.key: false } });
        rules.push(json!({ "if": { "not": holds(only, table) }, "then": then }));
    }
    rules
}

fn holds(condition: &Condition, table: &Table) -> Value {
    let is_default = condition.default.as_ref().is_some_and(|word| condition.words.contains(&word.as_str()));
    let mut holds = json!({});
    if !condition.words.is_empty() {
        let other = table.keys.iter().find(|key| key.key == condition.key);
        let shape = other.map_or(&Shape::Text, |key| &key.shape);
        let words: Vec<Value> = condition.words.iter().map(|word| plain(shape, word)).collect();
        holds["properties"] = json!({ condition.key: { "enum": words } });
    }
    if !is_default {
        holds["required"] = json!([condition.key]);
    }
    holds
}
