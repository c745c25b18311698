//! A document, and what its objects refer to.

use std::collections::{BTreeMap, HashMap};
use std::io::{BufReader, Read};

use chrono::NaiveDate;
use serde_json::Value;

use super::contact::{self, Contact};
use super::days::{self, Encounter};
use super::slim::Slim;
use crate::domain::date::parse_iso;
use crate::exchange::{Bad, Place, ReadError, json_told};

/// A whole account.
#[derive(Debug)]
pub struct Account {
    /// Everybody, in the order of the document: who they are, or why they are nobody.
    pub contacts: Vec<Result<Contact, String>>,
    /// Calls, conversations and activities, each told with the UUIDs of whom it was with, or why it is none.
    pub encounters: Vec<Result<Encounter, String>>,
    /// What auld has no place for, with how many of each.
    pub left_out: BTreeMap<String, u64>,
}

/// What UUIDs stand for.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Types of all kinds.
    pub types: HashMap<String, Type>,
    /// Names of contacts.
    pub contacts: HashMap<String, String>,
}

/// A type of something.
#[derive(Debug, Default)]
pub(super) struct Type {
    pub name: String,
    /// The protocol of a contact field type, such as `mailto:`; empty for anything else.
    pub protocol: String,
    /// What a contact field type is, such as `email`; empty for anything else.
    pub kind: String,
}

/// Tells whether a file begins as such a document does.
pub fn begins(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head);
    let dense: String = head.trim_start_matches('\u{feff}').chars().filter(|c| !c.is_whitespace()).take(512).collect();
    dense.starts_with("{\"version\":") && dense.contains("\"app_version\":") && dense.contains("\"export_date\":")
}

impl Account {
    /// Reads a document.
    ///
    /// # Errors
    /// Where it cannot be read, is too large, or is none of an account.
    pub fn read<E>(input: impl Read) -> Result<Account, ReadError<E>> {
        let refused = |place, why: String| ReadError::Bad(Bad { place, why });
        let input = BufReader::new(Slim::new(input));
        let document: Value = serde_json::from_reader(input).map_err(|e| {
            let place = Place { line: e.line() as u64, column: e.column() as u64 };
            match e.io_error_kind() {
                Some(std::io::ErrorKind::Other) => {
                    refused(Place::default(), "it holds more than the account of one person can".into())
                }
                Some(_) => ReadError::Io(e.into()),
                None => refused(place, json_told::why(&e, "the document")),
            }
        })?;
        match document.get("account") {
            Some(account @ Value::Object(_)) => Ok(Account::of(account)),
            _ => Err(refused(Place::default(), "it has no account in it, as an export of Monica has".into())),
        }
    }

    fn of(account: &Value) -> Account {
        let mut out = Account { contacts: Vec::new(), encounters: Vec::new(), left_out: BTreeMap::new() };
        let names = names(account);
        let (mut contacts, mut relationships, mut activities) = (Vec::new(), Vec::new(), Vec::new());
        for (of, values) in collections(account) {
            match of {
                "contact" => contacts.extend(values),
                "relationship" => relationships.extend(values),
                "activity" => activities.extend(values),
                other => out.leave(other, values.len()),
            }
        }
        out.leave_types(account);
        let ties = contact::Ties::of(&relationships, &names);
        let mut with: HashMap<&str, Vec<&str>> = HashMap::new();
        for value in &contacts {
            let uuid = text_of(value.get("uuid"));
            let contact = contact::contact(value, &names, &ties);
            for of in contact.iter().flat_map(|contact| &contact.empty) {
                out.leave(&format!("{of} that says nothing more"), 1);
            }
            out.contacts.push(contact);
            for (of, values) in collections(value) {
                match of {
                    "activity" => {
                        for activity in values {
                            let of = activity.as_str().or_else(|| activity.get("uuid").and_then(Value::as_str));
                            if let (Some(activity), Some(uuid)) = (of, uuid) {
                                with.entry(activity).or_default().push(uuid);
                            }
                        }
                    }
                    "call" => out.encounters.extend(values.iter().map(|call| days::call(call, uuid))),
                    "conversation" => {
                        out.encounters.extend(values.iter().map(|talk| days::conversation(talk, uuid, &names)));
                    }
                    // The pictures of a contact are among those of the account.
                    "photo" | "document" => {}
                    known if contact::KNOWN.contains(&known) => {}
                    other => out.leave(other, values.len()),
                }
            }
        }
        for activity in &activities {
            let there = text_of(activity.get("uuid")).and_then(|uuid| with.get(uuid)).map_or(&[][..], Vec::as_slice);
            out.encounters.push(days::activity(activity, there, &names));
        }
        if ties.lost > 0 {
            out.leave("relationship with nobody", ties.lost);
        }
        out
    }

    /// Counts what the account holds beside people and days as left out: its own types and entries.
    fn leave_types(&mut self, account: &Value) {
        for part in ["properties", "instance"] {
            for (of, values) in account.get(part).and_then(Value::as_object).into_iter().flatten() {
                // A list of types or entries; anything else is a setting.
                if let Value::Array(values) = values {
                    let one = of.strip_suffix("ies").map(|stem| format!("{stem}y"));
                    self.leave(one.as_deref().unwrap_or(of.trim_end_matches('s')), values.len());
                }
            }
        }
    }

    fn leave(&mut self, what: &str, many: usize) {
        if many > 0 {
            *self.left_out.entry(what.replace('_', " ")).or_default() += many as u64;
        }
    }
}

fn names(account: &Value) -> Names {
    let mut names = Names::default();
    for values in account.get("instance").and_then(Value::as_object).into_iter().flat_map(|of| of.values()) {
        for value in values.as_array().into_iter().flatten() {
            let (Some(uuid), properties) = (text_of(value.get("uuid")), &value["properties"]) else { continue };
            let of = |key| text_of(properties.get(key)).unwrap_or_default().to_owned();
            // What Monica brings along is named by the key of its translation.
            let name = Some(of("name")).filter(|name| !name.is_empty()).unwrap_or_else(|| of("translation_key"));
            let known = Type { name: name.replace('_', " "), protocol: of("protocol"), kind: of("type") };
            names.types.insert(uuid.to_owned(), known);
        }
    }
    for (of, values) in collections(account) {
        for value in values.iter().filter(|_| of == "contact") {
            if let (Some(uuid), Some(name)) = (text_of(value.get("uuid")), contact::name(value)) {
                names.contacts.insert(uuid.to_owned(), name);
            }
        }
    }
    names
}

/// Returns the collections of an object, each with what it is of.
pub(super) fn collections(value: &Value) -> impl Iterator<Item = (&str, &Vec<Value>)> {
    // Where a collection was left out, the list of them is an object with numbers for keys.
    let list: Box<dyn Iterator<Item = &Value>> = match value.get("data") {
        Some(Value::Array(list)) => Box::new(list.iter()),
        Some(Value::Object(list)) => Box::new(list.values()),
        _ => Box::new(std::iter::empty()),
    };
    list.filter_map(|of| Some((of.get("type")?.as_str()?, of.get("values")?.as_array()?)))
}

/// Returns a text that is not empty, without outer white space.
pub(super) fn text_of(value: Option<&Value>) -> Option<&str> {
    value.and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
}

/// Returns a property of an object as text: numbers as they are written.
pub(super) fn said(value: &Value, key: &str) -> Option<String> {
    let value = value.get("properties")?.get(key)?;
    match value {
        Value::Number(number) => Some(number.to_string()),
        other => text_of(Some(other)).map(str::to_owned),
    }
}

/// Tells whether a property is set.
pub(super) fn is_set(value: &Value, key: &str) -> bool {
    match value.get("properties").and_then(|of| of.get(key)) {
        Some(Value::Bool(set)) => *set,
        Some(Value::Number(number)) => number.as_i64() != Some(0),
        Some(Value::String(word)) => matches!(word.as_str(), "1" | "yes" | "true"),
        _ => false,
    }
}

/// Returns the day of a date or a moment.
pub(super) fn day_in(text: &str) -> Option<NaiveDate> {
    parse_iso(text.get(..10)?).ok()
}

/// Returns the day of a property.
pub(super) fn day(value: &Value, key: &str) -> Option<NaiveDate> {
    said(value, key).and_then(|text| day_in(&text))
}

/// Returns the day on which an object was written down.
pub(super) fn made(value: &Value) -> Option<NaiveDate> {
    text_of(value.get("created_at")).and_then(day_in)
}
