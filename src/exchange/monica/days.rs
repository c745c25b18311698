//! Calls, conversations and activities.

use chrono::NaiveDate;
use serde_json::Value;

use super::account::{Names, day, day_in, is_set, made, said, text_of};
use crate::domain::meeting::{Direction, Feeling, Kind};
use crate::exchange::people::{Key, tag};
use crate::text::feelings;

/// A contact with somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encounter {
    pub key: String,
    pub on: NaiveDate,
    pub kind: Kind,
    pub direction: Option<Direction>,
    pub text: String,
    pub tags: Vec<String>,
    /// How it made me feel.
    pub felt: Option<Feeling>,
    /// The UUIDs of whom it was with.
    pub with: Vec<String>,
}

/// Returns the key of an object: its own, else one made of what it says.
fn key(value: &Value, what: &str, contact: Option<&str>) -> String {
    match text_of(value.get("uuid")) {
        Some(uuid) => uuid.to_owned(),
        None => {
            let properties = value.get("properties").map(Value::to_string).unwrap_or_default();
            Key::of_name(&format!("{what} {} {properties}", contact.unwrap_or_default())).text
        }
    }
}

fn one(contact: Option<&str>) -> Vec<String> {
    contact.into_iter().map(str::to_owned).collect()
}

/// Reads a call with a contact.
///
/// # Errors
/// Says why it is none; so for all below.
pub(super) fn call(value: &Value, contact: Option<&str>) -> Result<Encounter, String> {
    let on = day(value, "called_at").or_else(|| made(value)).ok_or("a call has no day")?;
    let emotions = value["properties"]["emotions"].as_array();
    let words: Vec<&str> = emotions
        .into_iter()
        .flatten()
        .filter_map(|emotion| text_of(emotion.get("name")).or_else(|| text_of(emotion["properties"].get("name"))))
        .collect();
    let words = words.join(", ");
    let felt = (!words.is_empty()).then(|| Feeling { value: feelings::value(&words), words });
    Ok(Encounter {
        key: key(value, "call", contact),
        on,
        kind: Kind::Call,
        direction: Some(if is_set(value, "contact_called") { Direction::In } else { Direction::Out }),
        text: said(value, "content").unwrap_or_default(),
        tags: Vec::new(),
        felt,
        with: one(contact),
    })
}

/// Reads a conversation with a contact: its messages are its text.
pub(super) fn conversation(value: &Value, contact: Option<&str>, names: &Names) -> Result<Encounter, String> {
    let messages = value["properties"]["messages"].as_array();
    let messages: Vec<&Value> = messages.into_iter().flatten().collect();
    let written = messages.iter().find_map(|message| said(message, "written_at").and_then(|text| day_in(&text)));
    let on = day(value, "happened_at").or(written).or_else(|| made(value)).ok_or("a conversation has no day")?;
    let by_me = |message: &&&Value| is_set(message, "written_by_me");
    let mine = messages.iter().filter(by_me).count();
    let direction = match (mine, messages.len()) {
        (_, 0) => None,
        (0, _) => Some(Direction::In),
        (mine, all) if mine == all => Some(Direction::Out),
        _ => Some(Direction::Both),
    };
    let name = contact.and_then(|uuid| names.contacts.get(uuid)).map_or("they", String::as_str);
    let lines: Vec<String> = messages
        .iter()
        .filter_map(|message| {
            let who = if by_me(&message) { "me" } else { name };
            Some(format!("{who}: {}", said(message, "content")?))
        })
        .collect();
    let by = said(value, "contact_field_type").and_then(|uuid| names.types.get(&uuid));
    let is_mail = by.is_some_and(|by| by.kind == "email" || by.protocol.starts_with("mailto"));
    Ok(Encounter {
        key: key(value, "conversation", contact),
        on,
        kind: if is_mail { Kind::Email } else { Kind::Message },
        direction,
        text: lines.join("\n"),
        tags: Vec::new(),
        felt: None,
        with: one(contact),
    })
}

/// Reads an activity with whoever has it among theirs.
pub(super) fn activity(value: &Value, with: &[&str], names: &Names) -> Result<Encounter, String> {
    let on = day(value, "happened_at").or_else(|| made(value)).ok_or("an activity has no day")?;
    let parts: Vec<String> = ["summary", "description"].into_iter().filter_map(|key| said(value, key)).collect();
    let of = said(value, "type").and_then(|uuid| names.types.get(&uuid)).and_then(|of| tag(&of.name));
    Ok(Encounter {
        key: key(value, "activity", None),
        on,
        kind: Kind::InPerson,
        direction: None,
        text: parts.join("\n"),
        tags: of.into_iter().collect(),
        felt: None,
        with: with.iter().map(|uuid| (*uuid).to_owned()).collect(),
    })
}
