//! Imports auld's own document: merges by id. What the document says wins over a row of the same id, but for what the user
//! changed by hand.

use std::collections::HashMap;
use std::io::BufRead;

use super::seen::{People, Seen};
use super::{ImportError, Report, unread};
use crate::domain::id::Id;
use crate::domain::meeting::Side;
use crate::exchange::json::{self as document, Take, record as doc};
use crate::exchange::{Bad, Place, ReadError, Trouble};
use crate::store::{self, OwnChanges, Put, Record, WriteTx, rows};

/// What a refusal says of a record, or what the store says.
type Taken = Result<(), Trouble<ImportError>>;

/// Imports a document. Rows of the store that it does not have stay.
///
/// # Errors
/// Refuses, whole, a document that is broken, of a later version, or refers to what is nowhere.
pub fn import(tx: &mut WriteTx<'_>, file: &str, input: impl BufRead, report: &mut Report) -> Result<(), ImportError> {
    document::List::ALL.iter().for_each(|list| {
        report.of(list.key());
    });
    let (no_people, no_meetings) = (tx.count_people()? == 0, tx.meeting_days()?.is_none());
    let mut taker = Taker {
        tx,
        report,
        file,
        own: None,
        contested: Vec::new(),
        look_for_doubles: !no_people,
        known: People::default(),
        people: Seen::new(no_people),
        meetings: Seen::new(no_meetings),
        // A referral may be put under the id of another, so what the table holds says nothing.
        referrals: Seen::new(false),
        engagements: Seen::new(false),
        awaited: HashMap::new(),
    };
    let ignored = document::read(input, &mut taker).map_err(|e| unread(file, e))?;
    if let Some(((what, id), place)) = taker.awaited.iter().min_by_key(|(_, place)| (place.line, place.column)) {
        let why = format!("it refers to {} `{id}`, which is neither in the document nor in the store", what.word());
        return Err(unread(file, ReadError::Bad(Bad { place: *place, why })));
    }
    for key in ignored {
        if !report.ignored.contains(&key) {
            report.ignored.push(key);
        }
    }
    Ok(())
}

/// What can be referred to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Target {
    Person,
    Meeting,
}

impl Target {
    fn word(self) -> &'static str {
        match self {
            Target::Person => "person",
            Target::Meeting => "meeting",
        }
    }
}

/// Puts each record in place as it comes.
struct Taker<'a, 'c> {
    tx: &'a mut WriteTx<'c>,
    report: &'a mut Report,
    file: &'a str,
    /// What the user changed by hand, once it is known.
    own: Option<OwnChanges>,
    /// What of this record was changed on both sides.
    contested: Vec<&'static str>,
    look_for_doubles: bool,
    known: People,
    /// Records of this document.
    people: Seen,
    meetings: Seen,
    referrals: Seen,
    engagements: Seen,
    /// What was referred to and has not come yet, with the first record that did.
    awaited: HashMap<(Target, Id), Place>,
}

impl Take for Taker<'_, '_> {
    type Error = ImportError;

    fn person(&mut self, mut person: doc::Person, at: Place) -> Taken {
        self.consistent(person.contradiction())?;
        let id = person.id.0;
        let new = once::<rows::Person>(&mut self.people, self.tx, id)?;
        self.arrived(Target::Person, id);
        self.known.add(id);
        let put = self.place(person_row(&mut person), new)?;
        if put == Put::New && self.look_for_doubles {
            self.report.note_doubles(self.tx, id, &person.name.0, person.hint.as_deref()).map_err(failed)?;
        }
        let name = person.name.0.clone();
        let below = self.below(id, person, at)?;
        self.tell_contested(|| name);
        self.report.add("people", if put == Put::New { Put::New } else { put.max(below).min(Put::Changed) });
        Ok(())
    }

    fn meeting(&mut self, meeting: doc::Meeting, at: Place) -> Taken {
        self.consistent(meeting.contradiction())?;
        let id = meeting.id.0;
        let new = once::<rows::Meeting>(&mut self.meetings, self.tx, id)?;
        self.arrived(Target::Meeting, id);
        let on = meeting.on.0.0;
        let row = rows::Meeting {
            id,
            on_day: on,
            kind: meeting.kind.0,
            minutes: meeting.minutes.and_then(|n| n.0.try_into().ok()),
            place: meeting.place,
            text: meeting.text,
            size: meeting.size.and_then(|n| n.0.try_into().ok()),
            direction: meeting.direction.map(|d| d.0),
            imposed: meeting.imposed,
        };
        let put = self.place(row, new)?;
        let mut below = Put::Same;
        // Nothing can hang on a meeting that was not there but what came before it in its own record.
        let mut people: Vec<Id> = Vec::with_capacity(meeting.people.len());
        for present in meeting.people {
            let person = present.person.0;
            self.refer(Target::Person, person, at)?;
            let new = new && !people.contains(&person);
            people.push(person);
            below = below.max(self.place(attendance(id, present), new)?);
        }
        for (nth, tag) in meeting.tags.iter().enumerate() {
            let new = new && !meeting.tags.iter().take(nth).any(|before| before.0 == tag.0);
            below = below.max(self.place(rows::MeetingTag { meeting_id: id, tag: tag.0.clone() }, new)?);
        }
        for source in meeting.sources {
            below = below.max(self.source(source, None, Some(id))?);
        }
        self.tell_contested(|| format!("the meeting of {on}"));
        self.report.add("meetings", if put == Put::New { Put::New } else { put.max(below).min(Put::Changed) });
        Ok(())
    }

    fn referral(&mut self, referral: doc::Referral, at: Place) -> Taken {
        self.consistent(referral.contradiction())?;
        let id = referral.id.0;
        once::<rows::Referral>(&mut self.referrals, self.tx, id)?;
        let (from, to, kind) = (referral.from.0, referral.to.0, referral.kind.0);
        self.refer(Target::Person, from, at)?;
        self.refer(Target::Person, to, at)?;
        // Two people and a kind make one referral, whatever machine wrote it down.
        let id = self.tx.referral_between(from, to, kind).map_err(failed)?.unwrap_or(id);
        let put = self.put(rows::Referral {
            id,
            referrer_id: from,
            referred_id: to,
            kind,
            on_date: referral.on.map(|d| d.0),
            note: referral.note,
            outcome: referral.outcome,
            thanked_on: referral.thanked_on.map(|d| d.0.0),
            told_on: referral.told_on.map(|d| d.0.0),
        })?;
        self.tell_contested(|| "a referral".to_owned());
        self.report.add("referrals", put);
        Ok(())
    }

    fn engagement(&mut self, engagement: doc::Engagement, at: Place) -> Taken {
        self.consistent(engagement.contradiction())?;
        let id = engagement.id.0;
        once::<rows::Engagement>(&mut self.engagements, self.tx, id)?;
        self.refer(Target::Person, engagement.person.0, at)?;
        let put = self.put(rows::Engagement {
            id,
            person_id: engagement.person.0,
            what: engagement.what,
            currency: engagement.currency,
            minor: engagement.minor,
            started_on: engagement.started_on.map(|d| d.0),
            ended_on: engagement.ended_on.map(|d| d.0),
            outcome: engagement.outcome,
        })?;
        self.tell_contested(|| "an engagement".to_owned());
        self.report.add("engagements", put);
        Ok(())
    }

    fn me(&mut self, me: doc::Me, _: Place) -> Taken {
        let row = rows::MeRow { id: me.id.0, kind: me.kind.0, value: me.value.0 };
        let known = self.tx.me().map_err(failed)?;
        let same = known.iter().any(|other| other.kind == row.kind && other.value == row.value);
        let put = if same { Put::Same } else { self.put(row)? };
        self.tell_contested(|| "me".to_owned());
        self.report.add("me", put);
        Ok(())
    }
}

impl Taker<'_, '_> {
    /// Puts everything in place that hangs on a person alone, and returns the most that came of it.
    fn below(&mut self, id: Id, person: doc::Person, at: Place) -> Result<Put, Trouble<ImportError>> {
        let mut most = Put::Same;
        for name in person.names {
            let row = rows::Name { id: name.id.0, person_id: id, kind: name.kind.0, text: name.text.0 };
            most = most.max(self.put(row)?);
        }
        for c in person.contacts {
            let row = rows::Contact { id: c.id.0, person_id: id, kind: c.kind.0, label: c.label, value: c.value.0 };
            most = most.max(self.put(row)?);
        }
        for fact in person.facts {
            most = most.max(self.put(fact_row(id, fact))?);
        }
        for relation in person.relations {
            if let Some(other) = relation.person {
                self.refer(Target::Person, other.0, at)?;
            }
            most = most.max(self.put(relation_row(id, relation))?);
        }
        for date in person.dates {
            let row = rows::EventDate { id: date.id.0, person_id: id, label: date.label.0, on_date: date.on.0 };
            most = most.max(self.put(row)?);
        }
        for tag in person.tags {
            most = most.max(self.put(rows::PersonTag { person_id: id, tag: tag.0 })?);
        }
        for note in person.notes {
            let row = rows::Note { id: note.id.0, person_id: id, on_day: note.on.0.0, text: note.text.0 };
            most = most.max(self.put(row)?);
        }
        for feeling in person.feelings {
            most = most.max(self.put(feeling_row(id, feeling))?);
        }
        for promise in person.promises {
            if let Some(meeting) = promise.meeting {
                self.refer(Target::Meeting, meeting.0, at)?;
            }
            most = most.max(self.put(promise_row(id, promise))?);
        }
        if let Some(until) = person.snoozed_until {
            most = most.max(self.put(rows::Snooze { person_id: id, until_day: until.0.0 })?);
        }
        for other in person.distinct_from {
            self.refer(Target::Person, other.0, at)?;
            let pair = rows::DistinctPair::of(id, other.0);
            let pair = pair.ok_or_else(|| Trouble::Bad("somebody is told apart from themselves".into()))?;
            most = most.max(self.put(pair)?);
        }
        for source in person.sources {
            most = most.max(self.source(source, Some(id), None)?);
        }
        Ok(most)
    }

    /// Puts a source in place, unless the store knows its key from another import: then that one stays.
    fn source(
        &mut self,
        source: doc::Source,
        person_id: Option<Id>,
        meeting_id: Option<Id>,
    ) -> Result<Put, Trouble<ImportError>> {
        let doc::Source { id, scheme, key, raw } = source;
        let known = self.tx.source(&scheme, &key).map_err(failed)?;
        if known.is_some_and(|known| known.id != id.0) {
            return Ok(Put::Same);
        }
        self.put(rows::Source { id: id.0, scheme, key, person_id, meeting_id, raw })
    }

    fn put<R: Record>(&mut self, row: R) -> Result<Put, Trouble<ImportError>> {
        let (put, contested) = self.tx.put_beside(row, &mut self.own).map_err(failed)?;
        self.contested.extend(contested);
        Ok(put)
    }

    /// Says what of a record is left as the user changed it.
    fn tell_contested(&mut self, whose: impl FnOnce() -> String) {
        if self.contested.is_empty() {
            return;
        }
        let file = self.file;
        let whose = whose();
        for column in std::mem::take(&mut self.contested) {
            let what = column.replace('_', " ");
            self.report.leave(|| format!("{file}: {whose}: {what} was changed in auld too and is left as it is there"));
        }
    }

    /// Puts a row in place; of one that is `new` the store is not asked.
    fn place<R: Record>(&mut self, row: R, new: bool) -> Result<Put, Trouble<ImportError>> {
        if new { self.tx.add(row).map(|()| Put::New).map_err(failed) } else { self.put(row) }
    }

    fn consistent(&self, contradiction: Option<String>) -> Taken {
        contradiction.map_or(Ok(()), |why| Err(Trouble::Bad(why)))
    }

    fn refer(&mut self, target: Target, id: Id, at: Place) -> Taken {
        let there = match target {
            Target::Person => self.known.has(self.tx, id).map_err(failed)?,
            Target::Meeting => self.tx.has::<rows::Meeting>(id).map_err(failed)?,
        };
        if !there {
            self.awaited.entry((target, id)).or_insert(at);
        }
        Ok(())
    }

    fn arrived(&mut self, target: Target, id: Id) {
        self.awaited.remove(&(target, id));
    }
}

/// Refuses the second record of one id, and tells whether the store cannot have it yet.
fn once<R: Record>(seen: &mut Seen, tx: &WriteTx<'_>, id: Id) -> Result<bool, Trouble<ImportError>> {
    let first = seen.first::<R>(tx, id).map_err(failed)?;
    first.ok_or_else(|| Trouble::Bad(format!("`{id}` is the id of another {} above", R::TABLE.name)))
}

/// Tells a row that the schema refuses, which is the document's fault, from a store that fails.
fn failed(e: store::Error) -> Trouble<ImportError> {
    match e.refused() {
        Some(why) => Trouble::Bad(format!("the store cannot hold this record: {why}")),
        None => Trouble::Failed(e.into()),
    }
}

/// Returns the row of a person, who keeps the name and all that has rows of its own.
fn person_row(person: &mut doc::Person) -> rows::Person {
    rows::Person {
        id: person.id.0,
        name: person.name.0.clone(),
        hint: person.hint.clone(),
        closeness: person.closeness.map(|c| c.0),
        kin: person.kin,
        cadence_days: person.cadence_days.and_then(|n| n.0.try_into().ok()),
        state: person.state.0,
        state_until: person.state_until.map(|d| d.0.0),
        known_since: person.known_since.map(|d| d.0),
        met: person.met.take(),
        met_on: person.met_on.map(|d| d.0),
        background: person.background,
        added_on: person.added_on.0.0,
    }
}

fn fact_row(person_id: Id, fact: doc::Fact) -> rows::Fact {
    rows::Fact {
        id: fact.id.0,
        person_id,
        label: fact.label.0,
        value: fact.value,
        since: fact.since.map(|d| d.0),
        until: fact.until.map(|d| d.0),
        noted_on: fact.noted_on.0.0,
    }
}

fn relation_row(person_id: Id, relation: doc::Relation) -> rows::Relation {
    rows::Relation {
        id: relation.id.0,
        person_id,
        kind: relation.kind,
        other_id: relation.person.map(|id| id.0),
        other_name: relation.name,
        since: relation.since.map(|d| d.0),
        until: relation.until.map(|d| d.0),
        note: relation.note,
    }
}

fn feeling_row(person_id: Id, feeling: doc::FeelingNote) -> rows::FeelingNote {
    let side = match feeling.side {
        doc::Side::Felt => Side::Felt,
        doc::Side::Left => Side::Left,
    };
    rows::FeelingNote {
        id: feeling.id.0,
        person_id,
        on_day: feeling.on.0.0,
        side,
        words: feeling.words,
        value: value(feeling.value),
    }
}

fn promise_row(person_id: Id, promise: doc::Promise) -> rows::Promise {
    rows::Promise {
        id: promise.id.0,
        person_id,
        by: promise.by.0,
        text: promise.text.0,
        made_on: promise.made_on.0.0,
        due: promise.due.map(|d| d.0.0),
        outcome: promise.outcome.0,
        closed_on: promise.closed_on.map(|d| d.0.0),
        meeting_id: promise.meeting.map(|id| id.0),
    }
}

fn attendance(meeting_id: Id, present: doc::Present) -> rows::Attendance {
    let parts = |feeling: Option<doc::Feeling>| feeling.map_or((None, None), |f| (f.words, value(f.value)));
    let ((felt_words, felt), (left_words, left_value)) = (parts(present.felt), parts(present.left));
    rows::Attendance {
        person_id: present.person.0,
        meeting_id,
        felt_words,
        felt,
        left_words,
        left_value,
        note: present.note,
    }
}

fn value(scale: Option<doc::Scale>) -> Option<i8> {
    scale.and_then(|s| s.0.try_into().ok())
}
