//! Names to people: loads as few names as can answer, and lets the ladder of `text::who` decide.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::domain::date::iso;
use crate::domain::fold;
use crate::domain::id::Id;
use crate::domain::person::called;
use crate::store::rows::PersonTag;
use crate::store::{NameRow, Reader, Result};
use crate::text::who::{Known, NameIndex, Resolution};

/// A person as others refer to one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRef {
    pub id: Id,
    pub name: String,
    pub hint: Option<String>,
}

impl PersonRef {
    /// Returns the name, with the hint in brackets where there is one.
    pub fn shown(&self) -> String {
        called(&self.name, self.hint.as_deref())
    }
}

/// Whom a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    One(PersonRef),
    /// More than one on the best rung of the ladder, the likeliest first.
    Several(Vec<PersonRef>),
    /// Nobody; `close` has those whose names look alike, at most three.
    None {
        close: Vec<PersonRef>,
    },
}

/// How many people are compared at once. Tests make do with few, so that they run over such seams.
const PAGE: usize = if cfg!(test) { 2 } else { 512 };

/// Finds whom a NAME argument means.
///
/// # Errors
/// Where the store cannot be read.
pub fn find(reader: &Reader<'_>, name: &str) -> Result<Found> {
    if let Some(found) = find_at_once(reader, name)? {
        return Ok(found);
    }
    // Only a name that nobody has is compared with everybody's, a page of them at a time: whoever answers best of all
    // answers best on their page.
    let mut kept = Vec::new();
    let mut page = reader.names_after(None, PAGE)?;
    while let Some(last) = page.last().map(|row| row.id) {
        let index = index(page.clone());
        let best = match index.resolve(name) {
            Resolution::One(id, _) => vec![id],
            Resolution::Several(ids) | Resolution::None { close: ids } => ids,
        };
        page.retain(|row| best.contains(&row.id));
        kept.append(&mut page);
        page = reader.names_after(Some(last), PAGE)?;
    }
    let index = index(kept);
    Ok(found(&index, index.resolve(name)))
}

/// Finds whom a NAME argument means among those whose names begin as it does; `None` where none of them is meant.
///
/// # Errors
/// Where the store cannot be read.
pub fn find_at_once(reader: &Reader<'_>, name: &str) -> Result<Option<Found>> {
    if let Ok(id) = name.parse::<Id>()
        && let Some(person) = reader.person(id)?
    {
        return Ok(Some(Found::One(PersonRef { id, name: person.name, hint: person.hint })));
    }
    let words = fold::words(name);
    if let [first, ..] = words.as_slice() {
        // Most people are called as they are called; those whose names only begin so are many more.
        let index = index(reader.names_like(first, words.last().unwrap_or(first))?);
        if let Some(resolution) = index.whole(&words) {
            return Ok(Some(found(&index, resolution)));
        }
    }
    if let Some(first) = words.first() {
        let index = index(reader.names_from(first)?);
        match index.resolve(name) {
            Resolution::None { .. } => {}
            resolution => return Ok(Some(found(&index, resolution))),
        }
    }
    Ok(None)
}

/// Returns the index of names over these people.
pub fn index(rows: Vec<NameRow>) -> NameIndex {
    NameIndex::new(
        rows.into_iter().map(|row| Known { id: row.id, name: row.name, hint: row.hint, names: row.names }).collect(),
    )
}

/// Returns the person as others refer to one; a bare id where the index does not hold it.
pub fn person_ref(index: &NameIndex, id: Id) -> PersonRef {
    match index.person(id) {
        Some(known) => PersonRef { id, name: known.name.clone(), hint: known.hint.clone() },
        None => PersonRef { id, name: id.to_string(), hint: None },
    }
}

fn found(index: &NameIndex, resolution: Resolution) -> Found {
    let refs = |ids: Vec<Id>| ids.into_iter().map(|id| person_ref(index, id)).collect::<Vec<_>>();
    match resolution {
        Resolution::One(id, _) => Found::One(person_ref(index, id)),
        Resolution::Several(ids) => Found::Several(refs(ids)),
        Resolution::None { close } => Found::None { close: refs(close) },
    }
}

/// Returns how to show each of these people so that no two look the same: where name and hint do not tell two apart,
/// with how they were met, their tags, the day of the last meeting and the id, by which commands take them too.
///
/// # Errors
/// Where the store cannot be read.
pub fn apart(reader: &Reader<'_>, people: &[PersonRef], today: NaiveDate) -> Result<Vec<String>> {
    let mut bearers: HashMap<String, usize> = HashMap::new();
    for one in people {
        *bearers.entry(one.shown()).or_default() += 1;
    }
    let alone = |shown: &String| bearers.get(shown).is_none_or(|count| *count == 1);
    let show = |one: &PersonRef| match one.shown() {
        shown if alone(&shown) => Ok(shown),
        _ => described(reader, one, today),
    };
    people.iter().map(show).collect()
}

fn described(reader: &Reader<'_>, one: &PersonRef, today: NaiveDate) -> Result<String> {
    let mut out = vec![one.shown()];
    if let Some(person) = reader.person(one.id)? {
        let on = person.met_on.map(|on| on.to_string());
        out.extend(match (person.met, on) {
            (None, None) => None,
            (met, on) => Some(format!("met {}", [met, on].into_iter().flatten().collect::<Vec<_>>().join(", "))),
        });
    }
    let tags: Vec<PersonTag> = reader.all_of("person_id", one.id)?;
    out.extend(tags.into_iter().map(|tag| format!("#{}", tag.tag)));
    out.extend(reader.met(one.id, today, 1)?.first().map(|met| format!("last seen {}", iso(met.on_day))));
    out.push(one.id.to_string());
    Ok(out.join(" · "))
}

/// Returns everybody whose full name is this very name, case and accents aside.
///
/// # Errors
/// Where the store cannot be read.
pub fn same_name(reader: &Reader<'_>, name: &str) -> Result<Vec<PersonRef>> {
    let words = fold::words(name);
    let rows = reader.names_with(&words[..words.len().min(1)])?;
    let twins = rows.into_iter().filter(|row| fold::words(&row.name) == words);
    Ok(twins.map(|row| PersonRef { id: row.id, name: row.name, hint: row.hint }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::add::{self, AddError, NewPerson};
    use crate::actions::tests::day;
    use crate::domain::person::NameKind;
    use crate::store::rows::Name;
    use crate::store::{OpInfo, Store};

    #[test]
    fn few_names_answer_as_all_would() {
        let mut store = Store::in_memory().expect("a store");
        let at = "2026-11-23T12:00:00Z".parse().expect("an instant");
        let info = OpInfo { verb: "test".into(), argv: vec![], at, today: day("2026-11-23") };
        let people = [
            ("Grace Hopper", "Amazing"),
            ("Grace Brewster Lind", ""),
            ("John Kim", ""),
            ("José Ozols", "Pepe"),
            ("Ada Byron", "José"),
            ("王小明", ""),
            ("Anne-Marie O'Brien", ""),
            ("Pak Budi Santoso", ""),
            ("Kim Novak", "Dr Who"),
        ];
        let done = store.write::<_, AddError>(&info, false, |tx| {
            for (name, nick) in people {
                let person = add::person(tx, &NewPerson { name: name.into(), ..NewPerson::default() })?;
                if !nick.is_empty() {
                    let id = tx.new_id::<Name>(info.today)?;
                    tx.insert(&Name { id, person_id: person, kind: NameKind::Nick, text: nick.into() })?;
                }
            }
            Ok(())
        });
        done.expect("nine people");
        let queries = [
            "grace hopper",
            "Grace H",
            "grace l",
            "Grace",
            "gra",
            "hopper",
            "Amazing",
            "Amazing Hopper",
            "amazing h",
            "John Kim",
            "Kim",
            "jose",
            "José O",
            "Pepe Ozols",
            "小明",
            "王小明",
            "wangxiaoming",
            "wang xiao ming",
            "anne",
            "Anne-Marie",
            "anne m",
            "Marie",
            "obrien",
            "Budi",
            "budi santoso",
            "Pak Budi",
            "Dr. Ada",
            "dr who",
            "who",
            "novak",
            "nobody",
            "Grace Kim",
            "j k",
        ];
        store
            .read(|reader| {
                let all = index(reader.names()?);
                for query in queries {
                    assert_eq!(find(reader, query)?, found(&all, all.resolve(query)), "{query}");
                }
                Ok::<_, crate::store::Error>(())
            })
            .expect("a store");
    }
}
