//! Cards to drafts.

use serde_json::{Map, Value};

use super::{date, jcard};
use crate::domain::fold;
use crate::domain::person::{ContactKind, NameKind, clean_name};
use crate::exchange::people::{self, Key, PersonDraft, Piece, Seen};
use crate::exchange::vcard;

/// How much a card may say: each piece is compared with each.
const PIECES_MAX: usize = 1000;
/// How many properties of vCard a card may carry: what labels what is looked for in all of them.
const FOREIGN_MAX: usize = 5000;
/// The largest card that is kept, in bytes.
const RAW_MAX: usize = 16 << 20;
/// Properties that are lists of things, each under an id of its own.
pub const LISTS: [&str; 11] = [
    "nicknames",
    "organizations",
    "titles",
    "emails",
    "onlineServices",
    "phones",
    "links",
    "addresses",
    "anniversaries",
    "notes",
    "personalInfo",
];
/// Properties whose ids are what they say.
pub const SETS: [&str; 2] = ["keywords", "relatedTo"];
/// Properties of vCard that JSContact has no word for.
pub const FOREIGN: &str = "vCardProps";
/// Kinds of personal information, which are facts.
pub const PERSONAL: [&str; 3] = ["expertise", "hobby", "interest"];

/// Reads a card.
///
/// # Errors
/// Says why it is no card of a person.
pub fn draft(card: &Value) -> Result<PersonDraft, String> {
    let raw = serde_json::to_string(card).map_err(|e| e.to_string())?;
    if raw.len() > RAW_MAX {
        return Err(format!("the card is larger than {} MB", RAW_MAX >> 20));
    }
    let Some(card) = card.as_object() else { return Err("it is no card".into()) };
    if text(card, "@type").is_some_and(|kind| kind != "Card") {
        return Err(format!("it is no card, but a {}", one_line(text(card, "@type").unwrap_or_default())));
    }
    if text(card, "kind").is_some_and(|kind| kind.eq_ignore_ascii_case("group")) {
        return Err("it is a list of people, not a person".into());
    }
    let lists = LISTS.iter().chain(&SETS).chain(&["name"]);
    if let Some(property) = lists.into_iter().find(|property| card.get(**property).is_some_and(|of| !of.is_object())) {
        return Err(format!("its `{property}` is no object"));
    }
    if card.get(FOREIGN).is_some_and(|foreign| !foreign.is_array()) {
        return Err(format!("its `{FOREIGN}` is no list"));
    }
    let foreign = card.get(FOREIGN).and_then(Value::as_array);
    if foreign.is_some_and(|all| all.len() > FOREIGN_MAX) {
        return Err(format!("its `{FOREIGN}` has more than {FOREIGN_MAX} properties"));
    }
    let name = name(card).ok_or("it names nobody")?;
    let uid = text(card, "uid").map(tame).filter(|uid| !uid.trim().is_empty());
    let key = uid.map(|uid| Key { text: uid.trim().to_owned(), sure: true });
    let mut draft =
        PersonDraft::new(key.unwrap_or_else(|| Key::of_name(&name)), clean_name(&name).map_err(|e| e.to_string())?);
    let of_lists = card.iter().flat_map(|(property, list)| {
        list.as_object().into_iter().flatten().flat_map(move |(id, of)| pieces(property, id, of))
    });
    let mut seen = Seen::default();
    for piece in of_lists.chain(foreign.into_iter().flat_map(|all| jcard::pieces(all)).flatten()) {
        seen.add(&mut draft, piece);
        if draft.pieces.len() > PIECES_MAX {
            return Err(format!("the card says more than {PIECES_MAX} things"));
        }
    }
    draft.raw = raw;
    Ok(draft)
}

/// Reads what was kept of a card; `None` where it is none.
pub fn read_kept(raw: &str) -> Option<PersonDraft> {
    draft(&serde_json::from_str(raw).ok()?).ok()
}

/// Tells whether two cards say the same, whatever the order of their properties.
pub fn same(a: &str, b: &str) -> bool {
    let card = |raw: &str| serde_json::from_str::<Value>(raw).ok();
    a == b || card(a).is_some_and(|a| Some(a) == card(b))
}

/// Returns what auld understands of a thing in a list; nothing for one that it only keeps.
pub fn pieces(property: &str, id: &str, of: &Value) -> Vec<Piece> {
    match property {
        "keywords" if of == &Value::Bool(true) => return people::tag(id).map(Piece::Tag).into_iter().collect(),
        "relatedTo" => return ties(id, of),
        _ => {}
    }
    let Some(of) = of.as_object() else { return Vec::new() };
    let line = |key: &str| text(of, key).map(one_line).filter(|text| !text.is_empty());
    let contact = |kind, value: Option<String>, label| value.map(|value| Piece::Contact(kind, label, value));
    let piece = match property {
        "nicknames" => line("name").filter(|name| clean_name(name).is_ok()).map(|n| Piece::Name(NameKind::Nick, n)),
        "organizations" => {
            let units = of.get("units").and_then(Value::as_array).into_iter().flatten();
            let units = units.filter_map(|unit| text(unit.as_object()?, "name")).map(one_line);
            let parts: Vec<String> = line("name").into_iter().chain(units).filter(|part| !part.is_empty()).collect();
            Some(Piece::Fact(people::WORKS_AT.into(), parts.join(", "))).filter(|_| !parts.is_empty())
        }
        "titles" => line("name").map(|name| Piece::Fact(people::ROLE.into(), name)),
        "emails" => contact(ContactKind::Email, line("address"), label(of)),
        "phones" => {
            let number = line("number").map(|number| number.strip_prefix("tel:").unwrap_or(&number).to_owned());
            contact(ContactKind::Phone, number.filter(|number| !number.is_empty()), label(of))
        }
        "onlineServices" => {
            let service = line("service").or_else(|| label(of));
            contact(ContactKind::Handle, line("user").or_else(|| line("uri")), service)
        }
        "links" => contact(ContactKind::Url, line("uri"), label(of)),
        "addresses" => contact(ContactKind::Address, address(of), label(of)),
        "anniversaries" => {
            let known = match text(of, "kind") {
                Some("birth") => Some(people::BIRTHDAY),
                Some("wedding") => Some(people::ANNIVERSARY),
                _ => None,
            };
            known.and_then(|label| Some(Piece::Date(label.into(), date::read(of.get("date")?)?)))
        }
        "notes" => text(of, "note").map(tame).filter(|note| !note.trim().is_empty()).map(Piece::Note),
        "personalInfo" => {
            let kind = text(of, "kind").and_then(|kind| PERSONAL.into_iter().find(|known| *known == kind));
            kind.and_then(|kind| Some(Piece::Fact(kind.into(), line("value")?)))
        }
        _ => None,
    };
    piece.into_iter().collect()
}

/// Returns what the card calls the person: the whole name, else its parts, else the best that is there.
fn name(card: &Map<String, Value>) -> Option<String> {
    let filled = |text: &String| text.chars().any(|c| !c.is_ascii_punctuation() && c != ' ');
    let name = card.get("name").and_then(Value::as_object);
    let whole = || Some(one_line(text(name?, "full")?)).filter(filled);
    let parts = || composed(name?, NAME_ORDER, " ").filter(filled);
    // What a company would be called by itself comes after what only a person has.
    let first = |property: &str, keys: &[&str]| {
        let list = card.get(property).and_then(Value::as_object)?;
        let values = list.values().filter_map(Value::as_object);
        values.flat_map(|of| keys.iter().filter_map(|key| text(of, key)).map(one_line)).find(filled)
    };
    let found = whole().or_else(parts).or_else(|| first("nicknames", &["name"]));
    let found = found.or_else(|| first("organizations", &["name"]));
    let found = found.or_else(|| first("emails", &["address"])).or_else(|| first("phones", &["number"]));
    found.or_else(|| first("onlineServices", &["user", "uri"]))
}

/// The order of the parts of a name, and of an address, where they have none of their own.
const NAME_ORDER: &[&str] = &["title", "given", "given2", "surname", "surname2", "generation", "credential"];
const PLACE_ORDER: &[&str] = &[
    "name",
    "number",
    "block",
    "direction",
    "building",
    "floor",
    "apartment",
    "room",
    "extension",
    "postOfficeBox",
    "subdistrict",
    "district",
    "landmark",
    "locality",
    "region",
    "postcode",
    "country",
];

/// Returns an address as it is written whole, else its parts: in their own order where they have one, else the street
/// first.
fn address(of: &Map<String, Value>) -> Option<String> {
    let lines = |text: &str| text.lines().map(one_line).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", ");
    let whole = text(of, "full").map(lines).filter(|text| !text.is_empty());
    whole.or_else(|| composed(of, PLACE_ORDER, ", ")).filter(|text| !text.is_empty())
}

/// Puts components together.
fn composed(of: &Map<String, Value>, order: &[&str], between: &str) -> Option<String> {
    let components = of.get("components")?.as_array()?;
    let part = |component: &Value| {
        let component = component.as_object()?;
        Some((text(component, "kind")?.to_owned(), tame(text(component, "value")?)))
    };
    let mut parts: Vec<(String, String)> = components.iter().filter_map(part).collect();
    if of.get("isOrdered").and_then(Value::as_bool) == Some(true) {
        let between = text(of, "defaultSeparator").unwrap_or(between);
        let mut out = String::new();
        let mut apart = false;
        for (kind, value) in &parts {
            if kind != "separator" && apart {
                out.push_str(between);
            }
            out.push_str(value);
            apart = kind != "separator";
        }
        return Some(one_line(&out));
    }
    parts.retain(|(kind, value)| kind != "separator" && !value.trim().is_empty());
    parts.sort_by_key(|(kind, _)| order.iter().position(|known| known == kind).unwrap_or(order.len()));
    Some(parts.iter().map(|(_, value)| one_line(value)).collect::<Vec<_>>().join(between))
}

/// Returns what the owner of the card calls a thing: its label, else what it is for.
fn label(of: &Map<String, Value>) -> Option<String> {
    let said = text(of, "label").map(one_line).filter(|label| !label.is_empty());
    let set = |key: &str| {
        let set = of.get(key).and_then(Value::as_object);
        set.into_iter().flatten().filter(|(_, on)| **on == Value::Bool(true)).map(|(word, _)| word.as_str())
    };
    let feature = || set("features").find(|word| !["voice", "text", "video", "main-number"].contains(word));
    let context = || set("contexts").next().map(|word| if word == "private" { "home" } else { word });
    said.or_else(|| feature().or_else(context).map(one_line))
}

/// Returns the ties to somebody who is named; nothing for a card that is named by its id.
fn ties(name: &str, of: &Value) -> Vec<Piece> {
    if !is_a_name(name) {
        return Vec::new();
    }
    let name = one_line(name);
    kinds(of).into_iter().map(|kind| Piece::Relation(kind, name.clone())).collect()
}

/// Returns what somebody is to the person of a card.
fn kinds(of: &Value) -> Vec<String> {
    let kinds = of.get("relation").and_then(Value::as_object).into_iter().flatten();
    let kinds = kinds.filter(|(_, on)| **on == Value::Bool(true));
    let kinds: Vec<String> = kinds.map(|(kind, _)| vcard::tie_of(Some(&one_line(kind)))).collect();
    if kinds.is_empty() { vec![vcard::tie_of(None)] } else { kinds }
}

/// Returns whom a card that was kept names by the key of their card: what they are to the person, and the key.
pub fn keyed(raw: &str) -> Vec<(String, String)> {
    let card = raw.contains("\"relatedTo\"").then(|| serde_json::from_str::<Value>(raw).ok()).flatten();
    let related = card.as_ref().and_then(|card| card.get("relatedTo")).and_then(Value::as_object);
    let others = related.into_iter().flatten().filter(|(key, _)| !is_a_name(key));
    others.flat_map(|(key, of)| kinds(of).into_iter().map(|kind| (kind, key.trim().to_owned()))).collect()
}

/// Tells whether a key of `relatedTo` is somebody's name, as it is where it was text in a vCard: ids have digits in them
/// or a scheme before them.
pub fn is_a_name(key: &str) -> bool {
    clean_name(key).is_ok_and(|name| name == key)
        && !key.contains(|c: char| c.is_ascii_digit() || matches!(c, ':' | '@' | '/'))
}

pub fn text<'v>(of: &'v Map<String, Value>, key: &str) -> Option<&'v str> {
    of.get(key).and_then(Value::as_str)
}

/// Returns a text without control characters but for those of lines.
pub fn tame(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

fn one_line(text: &str) -> String {
    fold::one_line(&tame(text))
}
