//! A contact as the driver of imports takes one.

use std::borrow::Cow;
use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use serde_json::Value;

use super::account::{Names, collections, day, day_in, is_set, made, said, text_of};
use crate::domain::date::{PartialDate, iso};
use crate::domain::person::{ContactKind, NameKind, State, clean_name};
use crate::domain::promise::{By, Outcome};
use crate::domain::relation;
use crate::exchange::people::{self, Key, PersonDraft, Piece, Promised};

/// The collections of a contact that are read here.
pub(super) const KNOWN: &[&str] =
    &["contact_field", "address", "note", "gift", "task", "reminder", "pet", "life_event", "debt"];
/// How much a contact may say: each is compared with each.
const PIECES_MAX: usize = 5000;
/// The longest rhythm in days that a person can have.
const EVERY_MAX: u32 = 36_500;

/// Ties that Monica calls by a word of its own.
const TIES: &[(&str, &str)] = &[
    ("bestfriend", "best friend"),
    ("inlovewith", "in love with"),
    ("lovedby", "loved by"),
    ("godfather", "godparent"),
];

/// A contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub draft: PersonDraft,
    /// The UUID; `None` where the contact has none.
    pub uuid: Option<String>,
    /// The UUID of who introduced them.
    pub through: Option<String>,
    /// UUIDs of those to whom they are tied, with the word for the tie.
    pub ties: Vec<(String, String)>,
    /// What the objects are that say nothing, or nothing that was not said.
    pub(super) empty: Vec<&'static str>,
}

/// What people are to each other, by the UUID of whom it is told.
pub(super) struct Ties {
    of: HashMap<String, Vec<(String, String)>>,
    /// How many name somebody who is not there.
    pub lost: usize,
}

impl Ties {
    /// Gathers them: of the two rows of a tie one is enough.
    pub(super) fn of(values: &[&Value], names: &Names) -> Ties {
        let mut ties = Ties { of: HashMap::new(), lost: 0 };
        for value in values {
            let (who, of) = (said(value, "contact_is"), said(value, "of_contact"));
            let there = |uuid: &Option<String>| uuid.as_ref().is_some_and(|uuid| names.contacts.contains_key(uuid));
            if !(there(&who) && there(&of)) {
                ties.lost += 1;
                continue;
            }
            let (who, of) = (who.unwrap_or_default(), of.unwrap_or_default());
            let word = said(value, "type").unwrap_or_else(|| "contact".into());
            let word =
                TIES.iter().find(|(known, _)| *known == word).map_or(word.clone(), |(_, word)| (*word).to_owned());
            let kind = relation::clean(&word);
            let back = relation::inverse(&kind).to_owned();
            let known = ties
                .of
                .get(&who)
                .is_some_and(|ties| ties.iter().any(|(kind, other)| *other == of && relation::alike(kind, &back)));
            let of = ties.of.entry(of).or_default();
            if !known && of.len() <= PIECES_MAX {
                of.push((kind, who));
            }
        }
        ties
    }
}

/// Returns what a contact is called; `None` for nobody.
pub(super) fn name(value: &Value) -> Option<String> {
    let parts: Vec<String> =
        ["first_name", "middle_name", "last_name"].into_iter().filter_map(|key| said(value, key)).collect();
    let name = if parts.is_empty() { said(value, "nickname")? } else { parts.join(" ") };
    clean_name(&name).ok()
}

/// Reads a contact.
///
/// # Errors
/// Says why it is nobody.
pub(super) fn contact(value: &Value, names: &Names, ties: &Ties) -> Result<Contact, String> {
    let uuid = text_of(value.get("uuid")).map(str::to_owned);
    let told = || uuid.as_deref().map_or(String::new(), |uuid| format!("contact {uuid}: "));
    let name = name(value).ok_or_else(|| format!("{}it names nobody", told()))?;
    let key = uuid.clone().map_or_else(|| Key::of_name(&name), |text| Key { text, sure: true });
    let met_on = date(value, "first_met_date");
    let mut draft = PersonDraft { met_on, ..PersonDraft::new(key, name) };
    let mut pieces = own(value, names);
    let tags = value["properties"]["tags"].as_array().into_iter().flatten();
    let is_tag = |tag: &Value| tag.as_str().and_then(people::tag).is_some();
    let mut empty: Vec<&'static str> = tags.filter(|tag| !is_tag(tag)).map(|_| "tag").collect();
    for (of, values) in collections(value) {
        let Some(of) = KNOWN.iter().find(|known| **known == of) else { continue };
        for item in values {
            match piece(of, item, names, &pieces) {
                Some(piece) => pieces.push(piece),
                None => empty.push(of),
            }
        }
    }
    let of: Vec<(String, String)> = uuid.as_ref().and_then(|uuid| ties.of.get(uuid)).cloned().unwrap_or_default();
    for (kind, other) in &of {
        pieces.extend(names.contacts.get(other).map(|name| Piece::Relation(kind.clone(), name.clone())));
    }
    if pieces.len() > PIECES_MAX {
        return Err(format!("{}it says more than {PIECES_MAX} things", told()));
    }
    pieces.into_iter().for_each(|piece| draft.add(piece));
    draft.raw = draft.kept();
    let through = said(value, "first_met_through");
    Ok(Contact { draft, uuid, through, ties: of, empty })
}

fn fact(label: &'static str, value: Option<String>) -> Option<Piece> {
    value.map(|value| Piece::Fact(Cow::Borrowed(label), value))
}

/// Returns what the properties of a contact say.
fn own(value: &Value, names: &Names) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let nick = said(value, "nickname").and_then(|nick| clean_name(&nick).ok());
    pieces.extend(nick.filter(|nick| name(value).as_ref() != Some(nick)).map(|nick| Piece::Name(NameKind::Nick, nick)));
    pieces.extend(fact("description", said(value, "description")));
    let gender = said(value, "gender");
    let gender = gender.map(|of| names.types.get(&of).map_or(of, |of| of.name.clone()));
    pieces.extend(fact("gender", gender));
    pieces.extend(fact(people::WORKS_AT, said(value, "company")));
    pieces.extend(fact(people::ROLE, said(value, "job")));
    pieces.extend(fact("food", said(value, "food_preferences")));
    for (key, label) in [("birthdate", people::BIRTHDAY), ("deceased_date", "died")] {
        pieces.extend(date(value, key).map(|on| Piece::Date(Cow::Borrowed(label), on)));
    }
    let every = said(value, "stay_in_touch_frequency").and_then(|days| days.parse().ok());
    pieces.extend(every.filter(|days| (1..=EVERY_MAX).contains(days)).map(Piece::Every));
    if is_set(value, "is_dead") {
        pieces.push(Piece::State(State::Deceased));
    } else if value["properties"].get("is_active").is_some_and(|of| !of.is_null()) && !is_set(value, "is_active") {
        // Put into the archive there: kept, and not to be suggested.
        pieces.push(Piece::State(State::Resting));
    }
    if is_set(value, "is_starred") {
        pieces.push(Piece::Tag("starred".into()));
    }
    let tags = value["properties"]["tags"].as_array().into_iter().flatten();
    pieces.extend(tags.filter_map(|tag| people::tag(tag.as_str()?)).map(Piece::Tag));
    pieces
}

/// Returns a date as precisely as it is known: of an age no more than the year.
fn date(value: &Value, key: &str) -> Option<PartialDate> {
    let of = value.get("properties")?.get(key)?;
    let day = text_of(of.get("date")).or_else(|| text_of(Some(of))).and_then(day_in)?;
    let flag = |key| matches!(of.get(key), Some(Value::Bool(true))) || of.get(key).and_then(Value::as_i64) == Some(1);
    Some(if flag("is_age_based") {
        PartialDate::Year(day.year())
    } else if flag("is_year_unknown") {
        PartialDate::Yearly(day.month(), day.day())
    } else {
        PartialDate::Day(day)
    })
}

/// Returns what an object of a contact says; `known` is what was said before.
fn piece(of: &str, item: &Value, names: &Names, known: &[Piece]) -> Option<Piece> {
    match of {
        "contact_field" => field(item, names),
        "address" => {
            let keys = ["street", "city", "province", "postal_code", "country"];
            let parts: Vec<String> = keys.into_iter().filter_map(|key| said(item, key)).collect();
            let label = said(item, "name").map(|label| label.to_lowercase());
            (!parts.is_empty()).then(|| Piece::Contact(ContactKind::Address, label, parts.join(", ")))
        }
        "note" => said(item, "body").map(|body| remark(made(item), body)),
        "gift" => gift(item),
        "task" => task(item),
        "reminder" => reminder(item, known),
        "pet" => {
            let (name, kind) = (said(item, "name"), said(item, "category"));
            let told = match (name, kind) {
                (Some(name), Some(kind)) => format!("{name} ({})", kind.to_lowercase()),
                (Some(one), None) | (None, Some(one)) => one,
                (None, None) => return None,
            };
            fact("pet", Some(told))
        }
        "life_event" => {
            let of = said(item, "type").and_then(|uuid| names.types.get(&uuid)).map(|of| of.name.clone());
            let parts: Vec<String> = [of, said(item, "name"), said(item, "note")].into_iter().flatten().collect();
            (!parts.is_empty()).then(|| remark(day(item, "happened_at").or(made(item)), parts.join(": ")))
        }
        "debt" => debt(item),
        _ => None,
    }
}

/// Returns a text as a remark of its day, or as a note where there is none.
fn remark(on: Option<NaiveDate>, text: String) -> Piece {
    match on {
        Some(on) => Piece::Remark(on, text),
        None => Piece::Note(text),
    }
}

fn gift(item: &Value) -> Option<Piece> {
    let name = said(item, "name")?;
    let head = match said(item, "status").as_deref() {
        Some("idea") => "gift idea",
        Some("offered" | "given") => "gift given",
        Some("received") => "gift received",
        _ => "gift",
    };
    let more = [said(item, "comment"), said(item, "url"), money(item)];
    let more: Vec<String> = more.into_iter().flatten().collect();
    let more = if more.is_empty() { String::new() } else { format!(" ({})", more.join("; ")) };
    Some(remark(day(item, "date").or(made(item)), format!("{head}: {name}{more}")))
}

/// Returns a task as a promise of mine; `None` where it says nothing, or not when it was made.
fn task(item: &Value) -> Option<Piece> {
    let parts: Vec<String> = ["title", "description"].into_iter().filter_map(|key| said(item, key)).collect();
    let on = made(item);
    let (outcome, closed_on) = match is_set(item, "completed") {
        true => (Outcome::Kept, day(item, "completed_at").or(on)),
        false => (Outcome::Open, None),
    };
    let made_on = on.or(closed_on)?;
    let closed_on = closed_on.map(|on| on.max(made_on));
    let promised = Promised { by: By::Me, text: parts.join(": "), made_on, due: None, outcome, closed_on };
    (!promised.text.is_empty()).then_some(Piece::Promise(promised))
}

fn debt(item: &Value) -> Option<Piece> {
    let money = money(item)?;
    let mine = is_set(item, "in_debt");
    if said(item, "status").as_deref() == Some("complete") {
        let told = if mine { "I owed them" } else { "they owed me" };
        return Some(remark(made(item), format!("settled: {told} {money}")));
    }
    fact(if mine { "I owe" } else { "owes me" }, Some(money))
}

/// Returns `12.50 EUR`, with as much of it as is told.
fn money(item: &Value) -> Option<String> {
    let amount = said(item, "amount")?;
    let currency = &item["properties"]["currency"];
    let currency = text_of(Some(currency)).or_else(|| text_of(currency.get("iso")));
    Some(currency.map_or(amount.clone(), |currency| format!("{amount} {currency}")))
}

fn field(item: &Value, names: &Names) -> Option<Piece> {
    let data = said(item, "data")?;
    let of = said(item, "type").and_then(|uuid| names.types.get(&uuid));
    let (name, kind, protocol) =
        of.map_or(("", "", ""), |of| (of.name.as_str(), of.kind.as_str(), of.protocol.as_str()));
    let is_page = data.starts_with("http://") || data.starts_with("https://");
    let (kind, label) = match kind {
        "email" => (ContactKind::Email, None),
        "phone" => (ContactKind::Phone, None),
        _ if protocol.starts_with("mailto") => (ContactKind::Email, Some(name)),
        _ if protocol.starts_with("tel") => (ContactKind::Phone, Some(name)),
        _ if is_page => (ContactKind::Url, Some(name)),
        _ => (ContactKind::Handle, Some(name)),
    };
    Some(Piece::Contact(kind, label.filter(|name| !name.is_empty()).map(str::to_lowercase), data))
}

/// Returns a reminder: a yearly one is a day of the person, one that is still to come a promise of mine, and any other
/// a note.
fn reminder(item: &Value, known: &[Piece]) -> Option<Piece> {
    let parts: Vec<String> = ["title", "description"].into_iter().filter_map(|key| said(item, key)).collect();
    let (text, on) = (parts.join(": "), day(item, "initial_date")?);
    let number = said(item, "frequency_number").unwrap_or_else(|| "1".into());
    match said(item, "frequency_type").as_deref() {
        Some("year") if number == "1" => {
            let same = |piece: &Piece| matches!(piece, Piece::Date(_, date) if date.month_day() == Some((on.month(), on.day())));
            // Monica makes one of its own for a birthday.
            let label = if text.is_empty() { "date".to_owned() } else { text };
            (!known.iter().any(same)).then(|| Piece::Date(label.into(), PartialDate::Day(on)))
        }
        Some("one_time") | None if !text.is_empty() => {
            let made_on = made(item).unwrap_or(on).min(on);
            let open = !is_set(item, "inactive");
            let (outcome, closed_on) = if open { (Outcome::Open, None) } else { (Outcome::Kept, Some(on)) };
            Some(Piece::Promise(Promised { by: By::Me, text, made_on, due: Some(on), outcome, closed_on }))
        }
        Some(every) => {
            let every = if number == "1" { every.to_owned() } else { format!("{number} {every}s") };
            Some(Piece::Remark(made(item).unwrap_or(on), format!("reminder: {text} (every {every} from {})", iso(on))))
        }
        None => None,
    }
}
