//! Cards out: what was kept where nobody edited what it says, new things for the rest.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::draft::{FOREIGN, LISTS, PERSONAL, SETS, draft, is_a_name, pieces, text};
use super::{date, jcard};
use crate::domain::id::Id;
use crate::domain::person::{ContactKind, NameKind};
use crate::exchange::json::pretty;
use crate::exchange::people::{self, Key, Piece};
use crate::exchange::vcard;

/// How deep a card lies in the list.
const DEPTH: &[u8] = b"  ";
/// Properties of which a card has one, that a second card of one person does not change.
const FRAME: [&str; 3] = ["@type", "version", "uid"];

/// A person to write.
#[derive(Debug)]
pub struct Out<'a> {
    pub id: Id,
    pub name: &'a str,
    /// What the store knows.
    pub pieces: &'a [Piece],
    /// What was kept of each card the person came from.
    pub raws: Vec<&'a str>,
}

/// A list of cards being written. What was written is whole only after [`Writer::finish`].
pub struct Writer<W> {
    out: W,
    escape: fn(char) -> bool,
    empty: bool,
}

impl<W: Write> Writer<W> {
    /// Begins a list. Characters that `escape` holds for are written as `\uXXXX`.
    ///
    /// # Errors
    /// Where `out` takes no more; so for all below.
    pub fn new(mut out: W, escape: fn(char) -> bool) -> io::Result<Writer<W>> {
        out.write_all(b"[")?;
        Ok(Writer { out, escape, empty: true })
    }

    /// Writes a card.
    pub fn card(&mut self, person: &Out<'_>) -> io::Result<()> {
        self.out.write_all(if self.empty { b"\n" } else { b",\n" })?;
        self.out.write_all(DEPTH)?;
        self.empty = false;
        pretty(&mut self.out, DEPTH, self.escape, &card(person))
    }

    /// Ends the list and returns what it was written to.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.write_all(if self.empty { b"]\n" } else { b"\n]\n" })?;
        Ok(self.out)
    }
}

/// Returns a person as a card.
pub fn card(person: &Out<'_>) -> Value {
    let mut making = Making { card: Map::new(), said: vec![false; person.pieces.len()], dropped: Vec::new() };
    for raw in &person.raws {
        if let Ok(Value::Object(kept)) = serde_json::from_str(raw) {
            making.keep(kept, person);
        }
    }
    if making.card.is_empty() {
        making.card.insert("name".into(), json!({ "full": person.name }));
    }
    making.say_the_rest(person.pieces);
    making.finish(person.id)
}

/// A card in the making.
struct Making {
    card: Map<String, Value>,
    /// Which of the pieces of the store some thing says.
    said: Vec<bool>,
    /// Things that were left out, as `localizations` name them.
    dropped: Vec<String>,
}

impl Making {
    /// Takes over a card, but for what was edited.
    fn keep(&mut self, kept: Map<String, Value>, person: &Out<'_>) {
        let renamed = draft(&Value::Object(kept.clone())).is_ok_and(|draft| draft.name != person.name);
        // A second card of one person adds what the first has not.
        let further = !self.card.is_empty();
        let before = self.said.clone();
        for (property, value) in kept {
            let list = LISTS.contains(&property.as_str()) || SETS.contains(&property.as_str());
            match value {
                Value::Object(list_of) if list => self.keep_list(&property, list_of, person, &before),
                Value::Array(foreign) if property == FOREIGN => self.keep_foreign(foreign, person, &before),
                _ if further && (self.card.contains_key(&property) || FRAME.contains(&property.as_str())) => {}
                Value::Object(name) if property == "name" && renamed => {
                    let mut new = Map::new();
                    new.extend(name.get("@type").map(|kind| ("@type".to_owned(), kind.clone())));
                    new.insert("full".into(), json!(person.name));
                    self.card.insert(property, Value::Object(new));
                    self.dropped.push("name".into());
                }
                value => {
                    self.card.insert(property, value);
                }
            }
        }
        if renamed && !self.card.contains_key("name") {
            self.card.insert("name".into(), json!({ "full": person.name }));
        }
    }

    /// Tells whether a thing goes out: one that says nothing auld understands does, else what it says must be in the
    /// store, and not said by another card already.
    fn stays(&mut self, of: &[Piece], person: &Out<'_>, known_before: &[bool]) -> bool {
        let at: Vec<Option<usize>> =
            of.iter().map(|piece| person.pieces.iter().position(|known| known.says(piece))).collect();
        if !at.iter().all(Option::is_some) {
            return false;
        }
        let already = !at.is_empty() && at.iter().flatten().all(|at| known_before.get(*at) == Some(&true));
        for at in at.into_iter().flatten() {
            if let Some(said) = self.said.get_mut(at) {
                *said = true;
            }
        }
        !already
    }

    fn keep_list(&mut self, property: &str, list: Map<String, Value>, person: &Out<'_>, before: &[bool]) {
        let was_empty = list.is_empty();
        let mut stay = Map::new();
        for (id, of) in list {
            if self.stays(&pieces(property, &id, &of), person, before) {
                stay.insert(id, of);
            } else {
                self.dropped.push(format!("{property}/{id}"));
            }
        }
        if stay.is_empty() && !was_empty {
            return;
        }
        let Some(there) = self.card.get_mut(property).and_then(Value::as_object_mut) else {
            self.card.insert(property.to_owned(), Value::Object(stay));
            return;
        };
        for (id, of) in stay {
            if !there.values().any(|known| *known == of) || SETS.contains(&property) {
                let id = if SETS.contains(&property) { id } else { free(there, &id) };
                there.insert(id, of);
            }
        }
    }

    fn keep_foreign(&mut self, foreign: Vec<Value>, person: &Out<'_>, before: &[bool]) {
        let was_empty = foreign.is_empty();
        let mut left_out = Vec::new();
        let mut stay: Vec<Value> = Vec::new();
        for (property, of) in foreign.iter().zip(jcard::pieces(&foreign)) {
            if self.stays(&of, person, before) {
                stay.push(property.clone());
            } else {
                left_out.extend(jcard::group(property).map(|(group, _)| group));
            }
        }
        // A label of what was left out is about nothing.
        let used: Vec<String> =
            stay.iter().filter_map(jcard::group).filter(|(_, label)| !label).map(|(group, _)| group).collect();
        stay.retain(|property| {
            jcard::group(property)
                .is_none_or(|(group, label)| !label || used.contains(&group) || !left_out.contains(&group))
        });
        if stay.is_empty() && !was_empty {
            return;
        }
        match self.card.get_mut(FOREIGN).and_then(Value::as_array_mut) {
            Some(there) => {
                let news: Vec<Value> = stay.into_iter().filter(|property| !there.contains(property)).collect();
                there.extend(news);
            }
            None => {
                self.card.insert(FOREIGN.into(), Value::Array(stay));
            }
        }
    }

    /// Adds what no kept thing says.
    fn say_the_rest(&mut self, pieces: &[Piece]) {
        let said = self.said.clone();
        for (piece, _) in pieces.iter().zip(said).filter(|(_, said)| !said) {
            self.say(piece);
        }
    }

    fn say(&mut self, piece: &Piece) {
        match piece {
            Piece::Name(NameKind::Nick, name) => self.add("nicknames", "n", json!({ "name": name })),
            Piece::Name(NameKind::Former, _) => self.add_foreign(piece),
            Piece::Name(..) => {}
            Piece::Contact(kind, label, value) => self.say_contact(*kind, label.as_deref(), value),
            Piece::Fact(label, value) if label == people::WORKS_AT => {
                self.add("organizations", "o", json!({ "name": value }));
            }
            Piece::Fact(label, value) if label == people::ROLE => self.add("titles", "t", json!({ "name": value })),
            Piece::Fact(label, value) if PERSONAL.contains(&label.as_ref()) => {
                self.add("personalInfo", "i", json!({ "kind": label, "value": value }));
            }
            Piece::Date(label, on) if label == people::BIRTHDAY => self.say_date("birth", *on),
            Piece::Date(label, on) if label == people::ANNIVERSARY => self.say_date("wedding", *on),
            Piece::Fact(..) | Piece::Date(..) => self.add_foreign(piece),
            Piece::Relation(kind, name) if is_a_name(name) => {
                let kind = vcard::tie_word(kind);
                self.list("relatedTo", |list| {
                    let of = list.entry(name.clone()).or_insert_with(|| json!({ "relation": {} }));
                    match of.get_mut("relation").and_then(Value::as_object_mut) {
                        Some(relation) => {
                            relation.insert(kind, Value::Bool(true));
                        }
                        None => *of = json!({ "relation": { kind: true } }),
                    }
                });
            }
            Piece::Relation(..) => self.add_foreign(piece),
            Piece::Tag(tag) => {
                self.list("keywords", |list| {
                    list.insert(tag.clone(), Value::Bool(true));
                });
            }
            Piece::Note(note) => self.add("notes", "n", json!({ "note": note })),
            // A card has no word for what stands between us.
            Piece::Remark(..) | Piece::Promise(_) | Piece::Every(_) | Piece::State(_) => {}
        }
    }

    fn say_date(&mut self, kind: &str, on: crate::domain::date::PartialDate) {
        self.add("anniversaries", "d", json!({ "kind": kind, "date": date::written(on) }));
    }

    fn say_contact(&mut self, kind: ContactKind, label: Option<&str>, value: &str) {
        let is_uri = value.split_once(':').is_some_and(|(scheme, _)| {
            scheme.len() > 1
                && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
        });
        let (property, id, key) = match kind {
            ContactKind::Email => ("emails", "e", "address"),
            ContactKind::Phone => ("phones", "p", "number"),
            ContactKind::Address => ("addresses", "a", "full"),
            ContactKind::Url => ("links", "l", "uri"),
            ContactKind::Handle if is_uri => ("onlineServices", "s", "uri"),
            ContactKind::Handle => ("onlineServices", "s", "user"),
        };
        let mut of = Map::new();
        of.insert(key.into(), json!(value));
        match label {
            None => {}
            Some(label) if kind == ContactKind::Handle => {
                of.insert("service".into(), json!(label));
            }
            Some("home") => {
                of.insert("contexts".into(), json!({ "private": true }));
            }
            Some("work") => {
                of.insert("contexts".into(), json!({ "work": true }));
            }
            Some(label @ ("mobile" | "fax" | "pager" | "textphone")) if kind == ContactKind::Phone => {
                of.insert("features".into(), json!({ label: true }));
            }
            Some(label) => {
                of.insert("label".into(), json!(label));
            }
        }
        self.add(property, id, Value::Object(of));
    }

    /// Hands out a list of the card, which is made where it is not there.
    fn list(&mut self, property: &str, put: impl FnOnce(&mut Map<String, Value>)) {
        let list = self.card.entry(property).or_insert_with(|| json!({}));
        if !list.is_object() {
            *list = json!({});
        }
        if let Value::Object(list) = list {
            put(list);
        }
    }

    fn add(&mut self, property: &str, id: &str, of: Value) {
        self.list(property, |list| {
            let id = free(list, &format!("{id}1"));
            list.insert(id, of);
        });
    }

    fn add_foreign(&mut self, piece: &Piece) {
        let Some(property) = jcard::written(piece) else { return };
        match self.card.get_mut(FOREIGN) {
            Some(Value::Array(foreign)) => foreign.push(property),
            _ => {
                self.card.insert(FOREIGN.into(), json!([property]));
            }
        }
    }

    /// Returns the card with what every card must have, and no translation of what is not there.
    fn finish(mut self, id: Id) -> Value {
        let dropped = self.dropped;
        if let Some(Value::Object(languages)) = self.card.get_mut("localizations") {
            for patches in languages.values_mut().filter_map(Value::as_object_mut) {
                let about = |path: &String| {
                    dropped.iter().any(|of| {
                        path.strip_prefix(of.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                    })
                };
                patches.retain(|path, _| !about(path));
            }
        }
        let own = json!({ "@type": "Card", "version": "1.0", "uid": Key::own(id) });
        let mut card = Map::new();
        for (key, value) in own.as_object().into_iter().flatten() {
            let there = self
                .card
                .get(key)
                .filter(|_| key != "uid" || text(&self.card, key).is_some_and(|uid| !uid.trim().is_empty()));
            if there.is_none() {
                card.insert(key.clone(), value.clone());
                self.card.remove(key);
            }
        }
        card.extend(self.card);
        Value::Object(card)
    }
}

/// Returns an id that nothing in the list has: this one, or one that ends in another number.
fn free(list: &Map<String, Value>, id: &str) -> String {
    if !list.contains_key(id) {
        return id.to_owned();
    }
    let stem = id.trim_end_matches(|c: char| c.is_ascii_digit());
    (2..).map(|n| format!("{stem}{n}")).find(|id| !list.contains_key(id)).unwrap_or_default()
}
