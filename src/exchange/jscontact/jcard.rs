//! Properties of vCard inside a card, in the writing of jCard: `["x-a", {"group": "item1"}, "text", "value"]`.

use serde_json::{Value, json};

use crate::exchange::people::Piece;
use crate::exchange::vcard;

/// What auld calls a fact and a date that JSContact has no word for.
const FACT: &str = "x-auld-fact";
const DATE: &str = "x-auld-date";

/// Returns what auld understands of each property.
pub fn pieces(properties: &[Value]) -> Vec<Vec<Piece>> {
    let lines: Vec<String> = properties.iter().map(|property| line(property).unwrap_or_default()).collect();
    let said = vcard::said(&lines);
    properties.iter().zip(said).map(|(property, said)| own(property).map_or(said, |piece| vec![piece])).collect()
}

/// Returns a fact or a date as a property.
pub fn written(piece: &Piece) -> Option<Value> {
    match piece {
        Piece::Fact(label, value) => Some(json!([FACT, { "label": label }, "text", value])),
        Piece::Date(label, on) => Some(json!([DATE, { "label": label }, "text", on.to_string()])),
        Piece::Name(_, name) => Some(json!(["x-maidenname", {}, "text", name])),
        Piece::Relation(kind, name) => {
            Some(json!(["related", { "type": vcard::tie_word(kind), "value": "text" }, "text", name]))
        }
        _ => None,
    }
}

/// Returns the group of a property, in lower case, and whether the property is the label of one.
pub fn group(property: &Value) -> Option<(String, bool)> {
    let group = property.get(1)?.get("group")?.as_str()?.to_lowercase();
    let is_label = property.get(0)?.as_str()?.eq_ignore_ascii_case("x-ablabel");
    Some((group, is_label))
}

fn own(property: &Value) -> Option<Piece> {
    let name = property.get(0)?.as_str()?;
    let label = || Some(property.get(1)?.get("label")?.as_str()?.to_owned()).filter(|label| !label.is_empty());
    let value = property.get(3)?.as_str()?;
    if name.eq_ignore_ascii_case(FACT) {
        return Some(Piece::Fact(label()?.into(), super::draft::tame(value)));
    }
    if name.eq_ignore_ascii_case(DATE) {
        return Some(Piece::Date(label()?.into(), value.parse().ok()?));
    }
    None
}

/// Returns a property as a line of a vCard; `None` where it is none.
fn line(property: &Value) -> Option<String> {
    let parts = property.as_array()?;
    let name = parts.first()?.as_str().filter(|name| is_name(name))?.to_uppercase();
    let kind = parts.get(2)?.as_str()?;
    let params = parts.get(1)?.as_object()?;
    let group = params.get("group").and_then(Value::as_str).filter(|group| is_name(group));
    let mut line = group.map_or(String::new(), |group| format!("{group}."));
    line.push_str(&name);
    for (param, value) in params.iter().filter(|(param, _)| *param != "group" && is_name(param)) {
        let values = value.as_array().map_or_else(|| vec![value], |values| values.iter().collect());
        let values: Vec<String> = values.into_iter().filter_map(Value::as_str).map(bare).collect();
        line.push_str(&format!(";{}=\"{}\"", param.to_uppercase(), values.join(",")));
    }
    let said_kind = params.keys().any(|param| param.eq_ignore_ascii_case("value"));
    if kind != "unknown" && !said_kind {
        line.push_str(&format!(";VALUE={}", bare(kind)));
    }
    let of_uri = kind == "uri";
    let text = |value: &Value| value.as_str().map(|text| if of_uri { bare(text) } else { vcard::escaped(text) });
    let one = |value: &Value| match value {
        Value::Array(parts) => Some(parts.iter().filter_map(text).collect::<Vec<_>>().join(";")),
        value => text(value),
    };
    let values: Vec<String> = parts.iter().skip(3).filter_map(one).collect();
    Some(format!("{line}:{}", values.join(",")))
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Returns a text without what would end it.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && *c != '"').collect()
}
