//! What one person says of themselves, of two: the person, their names, ways to reach them, facts and dates.

use crate::actions::merge::contact_key;
use crate::domain::fold;
use crate::domain::id::Id;
use crate::domain::person::{NameKind, State};
use crate::store::rows::{Contact, EventDate, Fact, Name, Note, Person};
use crate::store::{self, WriteTx};

/// Fills what the first does not say from the second, which goes.
pub(super) fn person(tx: &mut WriteTx<'_>, keep: Person, gone: Person) -> store::Result<()> {
    let mut lost: Vec<String> = Vec::new();
    let mut words = |label: &str, kept: &Option<String>, other: &Option<String>| {
        if let (Some(kept), Some(other)) = (kept, other)
            && kept != other
        {
            lost.push(format!("{label}: {other}"));
        }
        kept.clone().or_else(|| other.clone())
    };
    let hint = words("hint", &keep.hint, &gone.hint);
    let met = words("met", &keep.met, &gone.met);
    // Nobody says of a person that they are active: it is what holds until something else is said.
    let (state, state_until) = match keep.state {
        State::Active => (gone.state, gone.state_until),
        state => (state, keep.state_until),
    };
    tx.update(&Person {
        hint,
        met,
        state,
        state_until,
        closeness: keep.closeness.or(gone.closeness),
        kin: keep.kin || gone.kin,
        cadence_days: keep.cadence_days.or(gone.cadence_days),
        known_since: keep.known_since.or(gone.known_since),
        met_on: keep.met_on.or(gone.met_on),
        background: keep.background && gone.background,
        added_on: keep.added_on.min(gone.added_on),
        ..keep.clone()
    })?;
    if !lost.is_empty() {
        let today = tx.today();
        let text = format!("merged from {}: {}", gone.name, lost.join("; "));
        let note = Note { id: tx.new_id::<Note>(today)?, person_id: keep.id, on_day: today, text };
        tx.insert(&note)?;
    }
    tx.delete(&gone)
}

pub(super) fn names(tx: &mut WriteTx<'_>, keep: &Person, gone: &Person) -> store::Result<()> {
    let mut known: Vec<Vec<String>> = vec![fold::words(&keep.name)];
    known.extend(tx.all_of::<Name>("person_id", keep.id)?.iter().map(|name| fold::words(&name.text)));
    for name in tx.all_of::<Name>("person_id", gone.id)? {
        let words = fold::words(&name.text);
        if known.contains(&words) {
            tx.delete(&name)?;
        } else {
            known.push(words);
            tx.update(&Name { person_id: keep.id, ..name })?;
        }
    }
    if !known.contains(&fold::words(&gone.name)) {
        let id = tx.new_id::<Name>(tx.today())?;
        tx.insert(&Name { id, person_id: keep.id, kind: NameKind::Nick, text: gone.name.clone() })?;
    }
    Ok(())
}

pub(super) fn contacts(tx: &mut WriteTx<'_>, into: Id, from: Id) -> store::Result<()> {
    let have: Vec<Contact> = tx.all_of("person_id", into)?;
    for contact in tx.all_of::<Contact>("person_id", from)? {
        let key = contact_key(contact.kind, &contact.value);
        let twin = have.iter().find(|c| c.kind == contact.kind && contact_key(c.kind, &c.value) == key);
        match twin {
            Some(twin) => {
                tx.delete(&contact)?;
                tx.update(&Contact { label: twin.label.clone().or(contact.label), ..twin.clone() })?;
            }
            None => tx.update(&Contact { person_id: into, ..contact })?,
        }
    }
    Ok(())
}

pub(super) fn facts(tx: &mut WriteTx<'_>, into: Id, from: Id) -> store::Result<()> {
    let have: Vec<Fact> = tx.all_of("person_id", into)?;
    let told = |a: &Fact, b: &Fact| fold::words(&a.label) == fold::words(&b.label) && a.value == b.value;
    for fact in tx.all_of::<Fact>("person_id", from)? {
        match have.iter().find(|known| told(known, &fact)) {
            Some(twin) => {
                tx.delete(&fact)?;
                let (since, until) = (twin.since.or(fact.since), twin.until.or(fact.until));
                tx.update(&Fact { since, until, noted_on: twin.noted_on.max(fact.noted_on), ..twin.clone() })?;
            }
            None => tx.update(&Fact { person_id: into, ..fact })?,
        }
    }
    Ok(())
}

pub(super) fn dates(tx: &mut WriteTx<'_>, into: Id, from: Id) -> store::Result<()> {
    let have: Vec<EventDate> = tx.all_of("person_id", into)?;
    for date in tx.all_of::<EventDate>("person_id", from)? {
        let alike = |d: &&EventDate| fold::words(&d.label) == fold::words(&date.label);
        let same = |d: &&EventDate| {
            let day = d.on_date.month_day();
            let years = (d.on_date.year(), date.on_date.year());
            d.on_date == date.on_date
                || day.is_some() && day == date.on_date.month_day() && matches!(years, (None, _) | (_, None))
        };
        match have.iter().filter(alike).find(same) {
            Some(twin) => {
                tx.delete(&date)?;
                // The one that knows the year says more.
                let on_date = if twin.on_date.year().is_none() { date.on_date } else { twin.on_date };
                tx.update(&EventDate { on_date, ..twin.clone() })?;
            }
            None => tx.update(&EventDate { person_id: into, ..date })?,
        }
    }
    Ok(())
}
