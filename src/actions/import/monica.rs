//! Imports an account of Monica.

use std::collections::{HashMap, HashSet};
use std::io::Read;

use super::jsonl::failed;
use super::people::{People, Records};
use super::recorded::{self, Recorded};
use super::{ImportError, Report, unread};
use crate::actions::add;
use crate::domain::date::iso;
use crate::domain::id::Id;
use crate::domain::relation;
use crate::exchange::monica::{Account, Contact, Encounter};
use crate::exchange::people::PersonDraft;
use crate::exchange::{Bad, Place, Trouble};
use crate::store::rows::{Meeting, Relation};
use crate::store::{self, Put, WriteTx};

/// What the driver must know of contacts.
pub const RECORDS: Records =
    Records { scheme: "monica", read: PersonDraft::of_kept, same: |a, b| a == b, ties: |_| Vec::new(), own: |_| None };

/// The scheme of sources under which keys of meetings are kept; apart from people.
pub const SCHEME: &str = "monica:meeting";

/// Takes an account.
///
/// # Errors
/// Where it cannot be read or the store cannot be written.
pub fn import(tx: &mut WriteTx<'_>, file: &str, input: impl Read, report: &mut Report) -> Result<(), ImportError> {
    let account = Account::read(input).map_err(|e| unread(file, e))?;
    for (what, many) in &account.left_out {
        report.ignored.push(format!("{what} ({many})"));
    }
    let (ids, changed) = take_people(tx, file, &account.contacts, report)?;
    for (id, contact) in &changed {
        tie(tx, *id, contact, &ids)?;
    }
    report.of("meetings");
    for encounter in account.encounters {
        let bad = |why| Bad { place: Place::default(), why };
        match encounter.map_err(Trouble::Bad).and_then(|encounter| take(tx, file, report, encounter, &ids)) {
            Ok(put) => report.add("meetings", put),
            Err(Trouble::Bad(why)) => report.add_bad("meetings", file, bad(why)),
            Err(Trouble::Failed(e)) => return Err(e),
        }
    }
    Ok(())
}

/// People by their UUIDs, and those of whom something is new.
type Taken<'c> = (HashMap<String, Id>, Vec<(Id, &'c Contact)>);

fn take_people<'c>(
    tx: &mut WriteTx<'_>,
    file: &str,
    contacts: &'c [Result<Contact, String>],
    report: &mut Report,
) -> Result<Taken<'c>, ImportError> {
    let mut people = People::new(tx, report, RECORDS)?;
    let (mut ids, mut changed) = (HashMap::new(), Vec::new());
    let mut seen: HashSet<&str> = HashSet::new();
    for contact in contacts {
        let place = Place::default();
        let taken = match contact {
            Ok(contact) if !seen.insert(&contact.draft.key.text) => {
                Err(Trouble::Bad(format!("`{}` is there twice", contact.draft.name)))
            }
            Ok(contact) => people.take_as(file, place, &contact.draft).map(|taken| taken.map(|taken| (contact, taken))),
            Err(why) => Err(Trouble::Bad(why.clone())),
        };
        match taken {
            Ok(Some((contact, (id, put)))) => {
                ids.extend(contact.uuid.clone().map(|uuid| (uuid, id)));
                changed.extend((put != Put::Same).then_some((id, contact)));
            }
            Ok(None) => {}
            Err(Trouble::Bad(why)) => people.refuse(file, Bad { place, why }),
            Err(Trouble::Failed(e)) => return Err(e),
        }
    }
    Ok((ids, changed))
}

/// Ties somebody to the people whom the account names: who introduced them, and what they are to each other.
fn tie(tx: &mut WriteTx<'_>, id: Id, contact: &Contact, ids: &HashMap<String, Id>) -> store::Result<()> {
    let through = contact.through.as_ref().and_then(|uuid| ids.get(uuid));
    if let Some(friend) = through {
        add::introduction(tx, *friend, id, contact.draft.met_on.filter(|on| on.year().is_some()))?;
    }
    // A tie came with no more than a name.
    let rows: Vec<Relation> = tx.all_of("person_id", id)?;
    for (kind, uuid) in &contact.ties {
        let Some(other) = ids.get(uuid).filter(|other| **other != id) else { continue };
        let Some(person) = tx.person(*other)? else { continue };
        let named = |row: &&Relation| {
            row.other_id.is_none() && row.other_name.as_ref() == Some(&person.name) && relation::alike(&row.kind, kind)
        };
        if let Some(row) = rows.iter().find(named) {
            tx.update(&Relation { other_id: Some(*other), other_name: None, ..row.clone() })?;
        }
    }
    Ok(())
}

/// Puts a meeting in place.
fn take(
    tx: &mut WriteTx<'_>,
    file: &str,
    report: &mut Report,
    encounter: Encounter,
    ids: &HashMap<String, Id>,
) -> Result<Put, Trouble<ImportError>> {
    let Encounter { key, on, kind, direction, text, tags, felt, with } = encounter;
    if on > tx.today() {
        let on = iso(on);
        return Err(Trouble::Bad(format!("{on} is still to come; a meeting is written down once it took place")));
    }
    let people: Vec<Id> = with.iter().filter_map(|uuid| ids.get(uuid)).copied().collect();
    let mut people = recorded::attendances(&people);
    if let Some(felt) = &felt {
        people.iter_mut().for_each(|attendance| attendance.set_felt(felt));
    }
    let meeting = Meeting {
        id: Id::default(),
        on_day: on,
        kind,
        minutes: None,
        place: None,
        text,
        size: None,
        direction,
        imposed: false,
    };
    let now = Recorded { meeting, people, tags, record: None };
    match tx.source(SCHEME, &key).map_err(failed)? {
        Some(source) => recorded::again(tx, report, &format!("{file}: {kind} of {}", iso(on)), source, &now),
        None => recorded::add(tx, SCHEME, &key, now).map(|_| Put::New),
    }
    .map_err(failed)
}
