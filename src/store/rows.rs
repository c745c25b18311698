//! The records of the logged tables, as the schema has them.
//!
//! `migrations/` says what each column means; here stands its type.

use chrono::NaiveDate;

use super::row::{Field, Record, Table, take};
use crate::domain::date::PartialDate;
use crate::domain::id::Id;
use crate::domain::me::MeKind;
use crate::domain::meeting::{Direction, Feeling, Kind, Side};
use crate::domain::person::{Closeness, ContactKind, NameKind, State};
use crate::domain::promise::{By, Outcome};
use crate::domain::referral::ReferralKind;

/// Declares a record with its table.
macro_rules! record {
    ($(#[$doc:meta])* $name:ident in $table:literal, key $key:literal { $($field:ident : $type:ty as $column:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name { $(pub $field: $type),+ }

        impl Record for $name {
            const TABLE: &'static Table = &Table { name: $table, columns: &[$($column),+], key: $key };

            fn into_values(self) -> Vec<rusqlite::types::Value> {
                vec![$(Field::put(self.$field)),+]
            }

            fn read(row: &rusqlite::Row<'_>, from: usize) -> super::Result<Self> {
                let mut at = from..;
                Ok($name { $($field: take(row, at.next().unwrap_or_default(), $table)?),+ })
            }
        }
    };
}

record! {
    /// Someone known.
    Person in "person", key 1 {
        id: Id as "id", name: String as "name", hint: Option<String> as "hint",
        closeness: Option<Closeness> as "closeness", kin: bool as "kin", cadence_days: Option<u32> as "cadence_days",
        state: State as "state", state_until: Option<NaiveDate> as "state_until",
        known_since: Option<PartialDate> as "known_since", met: Option<String> as "met",
        met_on: Option<PartialDate> as "met_on", background: bool as "background", added_on: NaiveDate as "added_on",
    }
}

record! {
    /// Another name of a person: nickname, former or misheard.
    Name in "name", key 1 { id: Id as "id", person_id: Id as "person_id", kind: NameKind as "kind", text: String as "text" }
}

record! {
    /// A way to reach a person.
    Contact in "contact", key 1 {
        id: Id as "id", person_id: Id as "person_id", kind: ContactKind as "kind", label: Option<String> as "label",
        value: String as "value",
    }
}

record! {
    /// Something known about a person.
    Fact in "fact", key 1 {
        id: Id as "id", person_id: Id as "person_id", label: String as "label", value: String as "value",
        since: Option<PartialDate> as "since", until: Option<PartialDate> as "until", noted_on: NaiveDate as "noted_on",
    }
}

record! {
    /// What somebody else is to a person.
    Relation in "relation", key 1 {
        id: Id as "id", person_id: Id as "person_id", kind: String as "kind", other_id: Option<Id> as "other_id",
        other_name: Option<String> as "other_name", since: Option<PartialDate> as "since",
        until: Option<PartialDate> as "until", note: Option<String> as "note",
    }
}

record! {
    /// A birthday or another day that matters.
    EventDate in "event_date", key 1 {
        id: Id as "id", person_id: Id as "person_id", label: String as "label", on_date: PartialDate as "on_date",
    }
}

record! {
    /// One contact on a civil day.
    Meeting in "meeting", key 1 {
        id: Id as "id", on_day: NaiveDate as "on_day", kind: Kind as "kind", minutes: Option<u32> as "minutes",
        place: Option<String> as "place", text: String as "text", size: Option<u32> as "size",
        direction: Option<Direction> as "direction", imposed: bool as "imposed",
    }
}

record! {
    /// A person at a meeting, and how it felt.
    Attendance in "attendance", key 2 {
        person_id: Id as "person_id", meeting_id: Id as "meeting_id", felt_words: Option<String> as "felt_words",
        felt: Option<i8> as "felt", left_words: Option<String> as "left_words", left_value: Option<i8> as "left_value",
        note: Option<String> as "note",
    }
}

record! {
    /// A tag on a meeting.
    MeetingTag in "meeting_tag", key 2 { meeting_id: Id as "meeting_id", tag: String as "tag" }
}

record! {
    /// A tag on a person.
    PersonTag in "person_tag", key 2 { person_id: Id as "person_id", tag: String as "tag" }
}

record! {
    /// A remark about a person.
    Note in "note", key 1 { id: Id as "id", person_id: Id as "person_id", on_day: NaiveDate as "on_day", text: String as "text" }
}

record! {
    /// A feeling noted on its own day.
    FeelingNote in "feeling", key 1 {
        id: Id as "id", person_id: Id as "person_id", on_day: NaiveDate as "on_day", side: Side as "side",
        words: String as "words", value: Option<i8> as "value",
    }
}

record! {
    /// A promise, one way or the other.
    Promise in "promise", key 1 {
        id: Id as "id", person_id: Id as "person_id", by: By as "by", text: String as "text", made_on: NaiveDate as "made_on",
        due: Option<NaiveDate> as "due", outcome: Outcome as "outcome", closed_on: Option<NaiveDate> as "closed_on",
        meeting_id: Option<Id> as "meeting_id",
    }
}

record! {
    /// Who brought whom.
    Referral in "referral", key 1 {
        id: Id as "id", referrer_id: Id as "referrer_id", referred_id: Id as "referred_id", kind: ReferralKind as "kind",
        on_date: Option<PartialDate> as "on_date", note: Option<String> as "note", outcome: Option<String> as "outcome",
        thanked_on: Option<NaiveDate> as "thanked_on", told_on: Option<NaiveDate> as "told_on",
    }
}

record! {
    /// What came of a referral.
    Engagement in "engagement", key 1 {
        id: Id as "id", person_id: Id as "person_id", what: Option<String> as "what", currency: Option<String> as "currency",
        minor: Option<i64> as "minor", started_on: Option<PartialDate> as "started_on", ended_on: Option<PartialDate> as "ended_on",
        outcome: Option<String> as "outcome",
    }
}

record! {
    /// A person not to be suggested until a day.
    Snooze in "snooze", key 1 { person_id: Id as "person_id", until_day: NaiveDate as "until_day" }
}

record! {
    /// Two people who look the same and were told apart; the first is the older.
    DistinctPair in "distinct_pair", key 2 { person_id: Id as "person_id", other_id: Id as "other_id" }
}

record! {
    /// Where an imported row came from.
    Source in "source", key 1 {
        id: Id as "id", scheme: String as "scheme", key: String as "key", person_id: Option<Id> as "person_id",
        meeting_id: Option<Id> as "meeting_id", raw: Option<String> as "raw",
    }
}

record! {
    /// Something that stands for me.
    MeRow in "me", key 1 { id: Id as "id", kind: MeKind as "kind", value: String as "value" }
}

/// Every logged table, parents before children.
pub const LOGGED: &[&Table] = &[
    Person::TABLE,
    Name::TABLE,
    Contact::TABLE,
    Fact::TABLE,
    Relation::TABLE,
    EventDate::TABLE,
    Meeting::TABLE,
    Attendance::TABLE,
    MeetingTag::TABLE,
    PersonTag::TABLE,
    Note::TABLE,
    FeelingNote::TABLE,
    Promise::TABLE,
    Referral::TABLE,
    Engagement::TABLE,
    Snooze::TABLE,
    DistinctPair::TABLE,
    Source::TABLE,
    MeRow::TABLE,
];

/// Every reference of the schema: child table, its column, and the parent table.
pub(super) const REFERENCES: &[(&Table, &str, &str)] = {
    use Record as R;
    &[
        (<Name as R>::TABLE, "person_id", "person"),
        (<Contact as R>::TABLE, "person_id", "person"),
        (<Fact as R>::TABLE, "person_id", "person"),
        (<Relation as R>::TABLE, "person_id", "person"),
        (<Relation as R>::TABLE, "other_id", "person"),
        (<EventDate as R>::TABLE, "person_id", "person"),
        (<Attendance as R>::TABLE, "person_id", "person"),
        (<Attendance as R>::TABLE, "meeting_id", "meeting"),
        (<MeetingTag as R>::TABLE, "meeting_id", "meeting"),
        (<PersonTag as R>::TABLE, "person_id", "person"),
        (<Note as R>::TABLE, "person_id", "person"),
        (<FeelingNote as R>::TABLE, "person_id", "person"),
        (<Promise as R>::TABLE, "person_id", "person"),
        (<Promise as R>::TABLE, "meeting_id", "meeting"),
        (<Referral as R>::TABLE, "referrer_id", "person"),
        (<Referral as R>::TABLE, "referred_id", "person"),
        (<Engagement as R>::TABLE, "person_id", "person"),
        (<Snooze as R>::TABLE, "person_id", "person"),
        (<DistinctPair as R>::TABLE, "person_id", "person"),
        (<DistinctPair as R>::TABLE, "other_id", "person"),
        (<Source as R>::TABLE, "person_id", "person"),
        (<Source as R>::TABLE, "meeting_id", "meeting"),
    ]
};

/// Tables that are the log itself or derived from logged ones.
pub const EXEMPT: &[&str] =
    &["operation", "change", "touch", "recency", "name_word", "place", "meeting_search", "person_search"];

impl DistinctPair {
    /// Returns the pair of two people, whichever is named first; `None` for one and the same.
    pub fn of(a: Id, b: Id) -> Option<DistinctPair> {
        (a != b).then(|| DistinctPair { person_id: a.min(b), other_id: a.max(b) })
    }
}

impl Attendance {
    /// Returns a person's presence with nothing felt or noted yet.
    pub fn of(person_id: Id, meeting_id: Id) -> Attendance {
        Attendance {
            person_id,
            meeting_id,
            felt_words: None,
            felt: None,
            left_words: None,
            left_value: None,
            note: None,
        }
    }

    /// Returns how they made me feel; `None` where nothing was said.
    pub fn felt(&self) -> Option<Feeling> {
        feeling(self.felt_words.as_deref(), self.felt)
    }

    /// Returns how I think I left them; `None` where nothing was said.
    pub fn left(&self) -> Option<Feeling> {
        feeling(self.left_words.as_deref(), self.left_value)
    }

    /// Sets how they made me feel.
    pub fn set_felt(&mut self, feeling: &Feeling) {
        self.felt_words = (!feeling.words.is_empty()).then(|| feeling.words.clone());
        self.felt = feeling.value;
    }

    /// Sets how I think I left them.
    pub fn set_left(&mut self, feeling: &Feeling) {
        self.left_words = (!feeling.words.is_empty()).then(|| feeling.words.clone());
        self.left_value = feeling.value;
    }
}

pub(super) fn feeling(words: Option<&str>, value: Option<i8>) -> Option<Feeling> {
    let feeling = Feeling { words: words.unwrap_or_default().to_owned(), value };
    (!feeling.is_empty()).then_some(feeling)
}
