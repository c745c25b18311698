//! The records of a document. `auld.schema.json` says what each key means.

use serde::{Deserialize, Serialize};

use super::value::{Day, Filled, Within, Word};
use crate::domain::date::PartialDate;
use crate::domain::id::Id;
use crate::domain::me::MeKind;
use crate::domain::meeting::{Direction, Kind};
use crate::domain::money::Money;
use crate::domain::person::{Closeness, ContactKind, NameKind, State};
use crate::domain::promise::{By, Outcome};
use crate::domain::referral::ReferralKind;

/// A civil day.
pub type On = Word<Day>;
/// A date of life, perhaps known only in part.
pub type Date = Word<PartialDate>;
/// A reference, or the id of the record itself.
pub type Ref = Word<Id>;
/// From −2 (very bad) to +2 (very good).
pub type Scale = Within<-2, 2>;

/// Tells whether a key is left out: nothing, no, an empty text or an empty list.
fn blank<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Declares a record: keys that are always there, then those that are left out where they are blank.
macro_rules! record {
    ($(#[$doc:meta])* $name:ident { $($key:ident : $type:ty),* ; $($(#[$at:meta])* $maybe:ident : $kind:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        pub struct $name {
            $(pub $key: $type,)*
            $($(#[$at])* #[serde(default, skip_serializing_if = "blank")] pub $maybe: $kind,)*
        }
    };
}

record! {
    /// Someone known, with everything that hangs on them alone.
    Person {
        id: Ref, name: Filled, state: Word<State>, added_on: On;
        state_until: Option<On>, snoozed_until: Option<On>, hint: Option<String>, closeness: Option<Word<Closeness>>,
        kin: bool, cadence_days: Option<Within<1, 36_500>>, known_since: Option<Date>, met: Option<String>,
        met_on: Option<Date>, background: bool, tags: Vec<Filled>, names: Vec<Name>, contacts: Vec<Contact>,
        facts: Vec<Fact>, relations: Vec<Relation>, dates: Vec<EventDate>, notes: Vec<Note>, feelings: Vec<FeelingNote>,
        promises: Vec<Promise>, distinct_from: Vec<Ref>, sources: Vec<Source>,
    }
}

record! {
    /// Another name of a person.
    Name { id: Ref, kind: Word<NameKind>, text: Filled; }
}

record! {
    /// A way to reach a person.
    Contact { id: Ref, kind: Word<ContactKind>, value: Filled; label: Option<String> }
}

record! {
    /// Something known about a person.
    Fact { id: Ref, label: Filled, value: String, noted_on: On; since: Option<Date>, until: Option<Date> }
}

record! {
    /// What somebody else is to a person: one in the document, or a bare name.
    Relation {
        id: Ref, kind: String;
        person: Option<Ref>, name: Option<String>, since: Option<Date>, until: Option<Date>, note: Option<String>,
    }
}

record! {
    /// A day that matters each year.
    EventDate { id: Ref, label: Filled, on: Date; }
}

record! {
    /// A remark about a person.
    Note { id: Ref, on: On, text: Filled; }
}

record! {
    /// A feeling noted on its own day.
    FeelingNote { id: Ref, on: On, side: Side, words: String; value: Option<Scale> }
}

/// Who felt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// How they made me feel.
    Felt,
    /// How I think I left them.
    Left,
}

record! {
    /// A promise, one way or the other.
    Promise {
        id: Ref, by: Word<By>, text: Filled, made_on: On, outcome: Word<Outcome>;
        due: Option<On>, closed_on: Option<On>, meeting: Option<Ref>,
    }
}

record! {
    /// Where a record was imported from.
    Source { id: Ref, scheme: String, key: String; raw: Option<String> }
}

record! {
    /// One contact on a civil day.
    Meeting {
        id: Ref, on: On, kind: Word<Kind>;
        minutes: Option<Within<1, 14_400>>, place: Option<String>, text: String, size: Option<Within<1, { u32::MAX as i64 }>>,
        direction: Option<Word<Direction>>, imposed: bool, tags: Vec<Filled>, people: Vec<Present>, sources: Vec<Source>,
    }
}

record! {
    /// A person at a meeting.
    Present { person: Ref; felt: Option<Feeling>, left: Option<Feeling>, note: Option<String> }
}

record! {
    /// What somebody felt.
    Feeling { ; words: Option<String>, value: Option<Scale> }
}

record! {
    /// Who brought whom.
    Referral {
        id: Ref, from: Ref, to: Ref, kind: Word<ReferralKind>;
        on: Option<Date>, note: Option<String>, outcome: Option<String>, thanked_on: Option<On>, told_on: Option<On>,
    }
}

record! {
    /// What came of a referral.
    Engagement {
        id: Ref, person: Ref;
        what: Option<String>, currency: Option<String>, minor: Option<i64>, started_on: Option<Date>,
        ended_on: Option<Date>, outcome: Option<String>,
    }
}

record! {
    /// Something that stands for me.
    Me { id: Ref, kind: Word<MeKind>, value: Filled; }
}

impl Person {
    /// Returns what two keys of the record say against each other; `None` where they agree. So for all below.
    pub fn contradiction(&self) -> Option<String> {
        let torn = self.relations.iter().find(|r| r.person.is_some() == r.name.is_some())?;
        Some(format!("relation `{}` must have either `person` or `name`", torn.id.0))
    }
}

impl Meeting {
    /// As [`Person::contradiction`].
    pub fn contradiction(&self) -> Option<String> {
        let id = self.id.0;
        // The law of domain/id.rs, on which the order of meetings rests.
        match id.day() {
            Some(day) if day == self.on.0.0 => None,
            Some(day) => Some(format!("meeting `{id}` is on {}, but its id is one of {}", self.on.0, Day(day))),
            None => Some(format!("`{id}` cannot be the id of a meeting")),
        }
    }
}

impl Referral {
    /// As [`Person::contradiction`].
    pub fn contradiction(&self) -> Option<String> {
        (self.from == self.to).then(|| format!("referral `{}` is from and to the same person", self.id.0))
    }
}

impl Engagement {
    /// As [`Person::contradiction`].
    pub fn contradiction(&self) -> Option<String> {
        let why = match (&self.currency, self.minor) {
            (None, None) => return None,
            (Some(currency), Some(minor)) => Money::new(currency, minor).err()?.to_string(),
            _ => return Some(format!("engagement `{}` must have both `currency` and `minor`, or neither", self.id.0)),
        };
        Some(format!("the worth of engagement `{}`: {why}", self.id.0))
    }
}
