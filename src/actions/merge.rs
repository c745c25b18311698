//! Makes one person of two: all that hangs on the second goes to the first.

use std::collections::HashSet;

use super::relate;
use super::remove::{self, Belongings};
use super::rename::existing;
use crate::domain::fold;
use crate::domain::id::Id;
use crate::domain::meeting::Feeling;
use crate::domain::person::{ContactKind, NameKind, State};
use crate::store::rows::{
    Attendance, Contact, DistinctPair, Engagement, EventDate, Fact, FeelingNote, Name, Note, Person, PersonTag,
    Promise, Referral, Relation, Snooze, Source,
};
use crate::store::{self, Reader, WriteTx};

/// How many attendances are read at once.
const PAGE: u32 = 256;

/// Why two people were not made one.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    #[error("both names mean the same person")]
    Same,
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Moves everything of `from` to `into` and removes `from`. What `into` says for itself wins; words that would be
/// lost so are kept as a remark.
///
/// # Errors
/// Refuses to merge a person with themselves, and a store that cannot be written.
pub fn merge(tx: &mut WriteTx<'_>, into: Id, from: Id) -> Result<(), MergeError> {
    if into == from {
        return Err(MergeError::Same);
    }
    let (keep, gone) = (existing(tx, into)?, existing(tx, from)?);
    names(tx, &keep, &gone)?;
    contacts(tx, into, from)?;
    facts(tx, into, from)?;
    dates(tx, into, from)?;
    relations(tx, into, from)?;
    attendances(tx, into, from)?;
    referrals(tx, into, from)?;
    for tag in tx.all_of::<PersonTag>("person_id", from)? {
        tx.delete(&tag)?;
        if !tx.all_of::<PersonTag>("person_id", into)?.iter().any(|have| have.tag == tag.tag) {
            tx.insert(&PersonTag { person_id: into, ..tag })?;
        }
    }
    for row in tx.all_of::<Note>("person_id", from)? {
        tx.update(&Note { person_id: into, ..row })?;
    }
    for row in tx.all_of::<FeelingNote>("person_id", from)? {
        tx.update(&FeelingNote { person_id: into, ..row })?;
    }
    for row in tx.all_of::<Promise>("person_id", from)? {
        tx.update(&Promise { person_id: into, ..row })?;
    }
    for row in tx.all_of::<Engagement>("person_id", from)? {
        tx.update(&Engagement { person_id: into, ..row })?;
    }
    for row in tx.all_of::<Source>("person_id", from)? {
        tx.update(&Source { person_id: Some(into), ..row })?;
    }
    snooze(tx, into, from)?;
    told_apart(tx, into, from)?;
    person(tx, keep, gone)?;
    Ok(())
}

/// Counts what a merge moves from one to the other: all that hangs on `from` but what is between the two, which nobody
/// can have with themselves.
///
/// # Errors
/// Where the store cannot be read.
pub fn moves(reader: &Reader<'_>, into: Id, from: Id) -> store::Result<Belongings> {
    let have = remove::belongings(reader, from)?;
    let mut relations = reader.all_of::<Relation>("person_id", from)?;
    relations.extend(reader.all_of::<Relation>("other_id", from)?);
    let between = relations.iter().filter(|r| r.person_id == into || r.other_id == Some(into)).count();
    let (brought_by, brought) = reader.referrals_of(from)?;
    let others = |ids: Vec<Id>| ids.into_iter().filter(|id| *id != into).collect::<HashSet<_>>().len();
    Ok(Belongings {
        relations: have.relations.saturating_sub(between),
        brought: others(brought.iter().map(|r| r.referred_id).collect()),
        brought_by: others(brought_by.iter().map(|r| r.referrer_id).collect()),
        ..have
    })
}

/// Returns what two spellings of one way to reach a person have in common.
pub fn contact_key(kind: ContactKind, value: &str) -> String {
    match kind {
        ContactKind::Phone => value.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect(),
        ContactKind::Handle => value.trim().trim_start_matches('@').to_lowercase(),
        ContactKind::Address => fold::words(value).join(" "),
        ContactKind::Email | ContactKind::Url => value.trim().trim_end_matches('/').to_lowercase(),
    }
}

/// Fills what the first does not say from the second, which goes.
fn person(tx: &mut WriteTx<'_>, keep: Person, gone: Person) -> store::Result<()> {
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

fn names(tx: &mut WriteTx<'_>, keep: &Person, gone: &Person) -> store::Result<()> {
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

fn contacts(tx: &mut WriteTx<'_>, into: Id, from: Id) -> store::Result<()> {
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

fn facts(tx: &mut WriteTx<'_>, into: Id, from: Id) -> store::Result<()> {
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

fn dates(tx: &mut WriteTx<'_>, into: Id, from: Id) -> store::Result<()> {
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

fn relations(tx: &mut WriteTx<'_>, into: Id, from: Id) -> store::Result<()> {
    let mut moved: Vec<Relation> = tx.all_of("person_id", from)?;
    moved.extend(tx.all_of::<Relation>("other_id", from)?);
    for row in moved {
        let person_id = if row.person_id == from { into } else { row.person_id };
        let other_id = row.other_id.map(|other| if other == from { into } else { other });
        let new = Relation { person_id, other_id, ..row };
        let mut have: Vec<Relation> = tx.all_of("person_id", into)?;
        have.extend(tx.all_of::<Relation>("other_id", into)?);
        let twin = have.iter().filter(|r| r.id != new.id).find_map(|r| relate::joined(r, &new));
        if other_id == Some(person_id) || twin.is_some() {
            tx.delete(&new)?;
        } else {
            tx.update(&new)?;
        }
        if let Some(twin) = twin {
            tx.update(&twin)?;
        }
    }
    Ok(())
}

fn attendances(tx: &mut WriteTx<'_>, into: Id, from: Id) -> store::Result<()> {
    // A page at a time: somebody may have been at many thousands.
    loop {
        let page: Vec<Attendance> = tx.some_of("person_id", from, PAGE)?;
        if page.is_empty() {
            return Ok(());
        }
        for gone in page {
            tx.delete(&gone)?;
            match tx.attendance(into, gone.meeting_id)? {
                Some(kept) => tx.update(&together(&kept, &gone))?,
                None => tx.insert(&Attendance { person_id: into, ..gone })?,
            }
        }
    }
}

/// Returns one presence of two at the same meeting. What was felt of either is joined, as what one sentence tells of one
/// person is: no word of either is lost, and the strongest value counts.
fn together(kept: &Attendance, gone: &Attendance) -> Attendance {
    let mut out = kept.clone();
    let joined = |kept: Option<Feeling>, gone: Feeling| match kept {
        Some(mut all) => {
            all.join(&gone);
            all
        }
        None => gone,
    };
    if let Some(felt) = gone.felt() {
        out.set_felt(&joined(kept.felt(), felt));
    }
    if let Some(left) = gone.left() {
        out.set_left(&joined(kept.left(), left));
    }
    let mut notes: Vec<String> = kept.note.iter().chain(&gone.note).cloned().collect();
    notes.dedup();
    out.note = (!notes.is_empty()).then(|| notes.join("\n"));
    out
}

fn referrals(tx: &mut WriteTx<'_>, into: Id, from: Id) -> store::Result<()> {
    let (mut moved, brought) = tx.referrals_of(from)?;
    moved.extend(brought);
    for row in moved {
        let swap = |id: Id| if id == from { into } else { id };
        let new = Referral { referrer_id: swap(row.referrer_id), referred_id: swap(row.referred_id), ..row };
        if new.referrer_id == new.referred_id {
            tx.delete(&new)?;
            continue;
        }
        let have: Vec<Referral> = tx.all_of("referred_id", new.referred_id)?;
        let twin = have.into_iter().find(|r| r.id != new.id && r.referrer_id == new.referrer_id && r.kind == new.kind);
        match twin {
            None => tx.update(&new)?,
            Some(twin) => {
                let (older, younger) = if twin.id < new.id { (twin, new) } else { (new, twin) };
                tx.delete(&younger)?;
                tx.update(&both(older, younger))?;
            }
        }
    }
    Ok(())
}

/// Returns the older edge with what only the younger one says.
fn both(older: Referral, younger: Referral) -> Referral {
    let note = match (older.note, younger.note) {
        (Some(a), Some(b)) if a != b => Some(format!("{a}\n{b}")),
        (a, b) => a.or(b),
    };
    Referral {
        note,
        on_date: older.on_date.or(younger.on_date),
        outcome: older.outcome.or(younger.outcome),
        thanked_on: older.thanked_on.or(younger.thanked_on),
        told_on: older.told_on.or(younger.told_on),
        ..older
    }
}

fn snooze(tx: &mut WriteTx<'_>, into: Id, from: Id) -> store::Result<()> {
    let Some(gone) = tx.get::<Snooze>(from)? else { return Ok(()) };
    tx.delete(&gone)?;
    match tx.get::<Snooze>(into)? {
        Some(kept) => tx.update(&Snooze { until_day: kept.until_day.max(gone.until_day), ..kept }),
        None => tx.insert(&Snooze { person_id: into, ..gone }),
    }
}

/// Whoever was told apart from the one who goes is told apart from the one who stays.
fn told_apart(tx: &mut WriteTx<'_>, into: Id, from: Id) -> store::Result<()> {
    let mut pairs: Vec<DistinctPair> = tx.all_of("person_id", from)?;
    pairs.extend(tx.all_of::<DistinctPair>("other_id", from)?);
    for pair in pairs {
        let other = if pair.person_id == from { pair.other_id } else { pair.person_id };
        tx.delete(&pair)?;
        if let Some(moved) = DistinctPair::of(into, other) {
            tx.put(moved)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::tests::{holds, small_world, write};
    use crate::domain::date::parse_iso;
    use crate::store::Store;

    #[test]
    fn nothing_of_the_second_is_lost_and_nothing_stands_twice() {
        let mut store = Store::in_memory().expect("opens");
        let world = small_world(&mut store);
        let (into, from) = (world.grace, world.twin);
        holds(&mut store, |tx| merge(tx, into, from));
        write(&mut store, |tx| -> store::Result<()> {
            assert_eq!(tx.person(from)?, None);
            let texts: Vec<String> = tx.all_of::<Name>("person_id", into)?.into_iter().map(|n| n.text).collect();
            assert_eq!(texts, ["Grace H"]);
            let contacts: Vec<String> = tx.all_of::<Contact>("person_id", into)?.into_iter().map(|c| c.value).collect();
            assert_eq!(contacts, ["Grace@Hopper.org", "g@navy.mil"]);
            let dates: Vec<String> =
                tx.all_of::<EventDate>("person_id", into)?.into_iter().map(|d| d.on_date.to_string()).collect();
            assert_eq!(dates, ["1906-12-09"]);
            assert_eq!(tx.all_of::<PersonTag>("person_id", into)?.len(), 2);
            assert_eq!(tx.get::<Snooze>(into)?.map(|s| s.until_day), parse_iso("2026-12-24").ok());
            let there: Vec<Attendance> = tx.all_of("person_id", into)?;
            assert_eq!(there.iter().map(|a| a.meeting_id).collect::<Vec<_>>(), [world.both, world.other, world.alone]);
            assert!(there.iter().all(|a| a.felt().is_some_and(|felt| felt.value == Some(2))));
            let (brought_by, brought) = tx.referrals_of(into)?;
            assert_eq!((brought_by.len(), brought.len()), (1, 1));
            assert_eq!(brought.first().and_then(|r| r.note.as_deref()), Some("first"));
            assert_eq!(
                tx.all_of::<Relation>("other_id", into)?.len() + tx.all_of::<Relation>("person_id", into)?.len(),
                1
            );
            let merged = tx.person(into)?.expect("is there");
            assert_eq!((merged.hint.as_deref(), merged.met.as_deref()), (Some("navy"), Some("PyCon")));
            Ok(())
        })
        .expect("reads");
    }

    #[test]
    fn words_that_lose_are_kept_as_a_remark() {
        let mut store = Store::in_memory().expect("opens");
        let world = small_world(&mut store);
        write(&mut store, |tx| -> store::Result<()> {
            let grace = existing(tx, world.grace)?;
            tx.update(&Person { met: Some("Yale".into()), ..grace })
        })
        .expect("is written");
        holds(&mut store, |tx| merge(tx, world.grace, world.twin));
        let notes = store.read(|reader| reader.all_of::<Note>("person_id", world.grace)).expect("reads");
        assert!(notes.iter().any(|note| note.text == "merged from Grace H: met: PyCon"), "{notes:?}");
    }

    #[test]
    fn both_feelings_of_one_evening_stay_readable() {
        let mut kept = Attendance::of(Id(1), Id(9));
        kept.felt_words = Some("calm".into());
        kept.note = Some("n".into());
        let mut gone = Attendance::of(Id(2), Id(9));
        gone.felt_words = Some("heard".into());
        gone.left_words = Some("glad".into());
        gone.note = Some("n".into());
        let both = together(&kept, &gone);
        assert_eq!((both.felt_words.as_deref(), both.left_words.as_deref()), (Some("calm, heard"), Some("glad")));
        assert_eq!(both.note.as_deref(), Some("n"));
    }

    #[test]
    fn nobody_is_merged_with_themselves() {
        let mut store = Store::in_memory().expect("opens");
        let world = small_world(&mut store);
        assert!(matches!(write(&mut store, |tx| merge(tx, world.ada, world.ada)), Err(MergeError::Same)));
    }
}
