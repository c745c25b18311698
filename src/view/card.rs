//! The card before you meet.

mod human;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::spark::Cell;
use super::ties::Tie;
use super::trace::Deal;
use super::understood::feeling_text;
use super::{Doc, Page, Rows, View, words};
use crate::domain::date::{PartialDate, iso};
use crate::domain::meeting::{Feeling, Kind};
use crate::domain::person::{Called, NameKind};
use crate::domain::promise::By;
use crate::domain::referral::ReferralKind;
use crate::store::Month;
use crate::store::rows::{Contact, Person};

/// Everything worth knowing before seeing somebody.
#[derive(Debug, Clone)]
pub struct Card {
    pub person: Person,
    /// Other names, with what they are to the person.
    pub names: Vec<(NameKind, String)>,
    pub tags: Vec<String>,
    /// Who introduced us, and what else was brought by whom.
    pub brought_by: Vec<Brought>,
    /// Whom the person brought.
    pub brought: Vec<Brought>,
    /// The work the person gave, newest first.
    pub engagements: Vec<Deal>,
    pub contacts: Vec<Contact>,
    pub facts: Vec<FactLine>,
    /// What others are to the person.
    pub relations: Vec<Tie>,
    /// The newest day that was a contact; `None` where there was none.
    pub last_on: Option<NaiveDate>,
    /// The last months, oldest first: days of contact, and how it felt. Empty where there was nothing.
    pub months: Vec<(Month, Cell)>,
    /// The last talks, newest first.
    pub talks: Vec<Talk>,
    /// How many meetings are dated after today, as where a clock was set back, and the day of the first.
    pub later: Option<(usize, NaiveDate)>,
    /// How they made me feel, newest first.
    pub felt: Vec<(NaiveDate, Feeling)>,
    /// How I think I left them, newest first.
    pub left: Vec<(NaiveDate, Feeling)>,
    /// Open promises, both ways, by due day.
    pub promises: Vec<OpenPromise>,
    /// Days ahead within the year: label, day, and how old or how long where the year is known.
    pub dates: Vec<Ahead>,
    /// What was still to come at the last talks and has passed since.
    pub passed: Vec<Passed>,
    /// Remarks, newest first.
    pub notes: Vec<(NaiveDate, String)>,
}

/// A referral, seen from one of its ends.
#[derive(Debug, Clone)]
pub struct Brought {
    /// The one at the other end.
    pub whom: Called,
    pub kind: ReferralKind,
    pub on: Option<PartialDate>,
    pub thanked_on: Option<NaiveDate>,
}

/// A fact with the day it was noted.
#[derive(Debug, Clone)]
pub struct FactLine {
    pub label: String,
    pub value: String,
    pub since: Option<PartialDate>,
    pub until: Option<PartialDate>,
    pub noted_on: NaiveDate,
}

/// A talk in its own words.
#[derive(Debug, Clone)]
pub struct Talk {
    pub id: String,
    pub on: NaiveDate,
    pub kind: Kind,
    pub minutes: Option<u32>,
    pub place: Option<String>,
    /// Others who were there.
    pub others: Vec<String>,
    pub text: String,
}

/// A promise not yet kept.
#[derive(Debug, Clone)]
pub struct OpenPromise {
    pub by: By,
    pub text: String,
    pub made_on: NaiveDate,
    pub due: Option<NaiveDate>,
}

/// A yearly day to come.
#[derive(Debug, Clone)]
pub struct Ahead {
    pub label: String,
    pub on: NaiveDate,
    /// Years since the first of them; `None` where its year is not known.
    pub years: Option<i32>,
}

/// Something that was to come when it was written down.
#[derive(Debug, Clone)]
pub struct Passed {
    /// When it was written down.
    pub said_on: NaiveDate,
    /// The day it spoke of.
    pub on: NaiveDate,
    pub what: String,
}

fn feelings_json(all: &[(NaiveDate, Feeling)]) -> Value {
    all.iter().map(|(on, f)| json!({ "on": iso(*on), "words": f.words, "value": f.value })).collect()
}

fn brought_json(all: &[Brought]) -> Value {
    all.iter()
        .map(|b| json!({ "name": b.whom.name, "hint": b.whom.hint, "kind": b.kind.as_str(), "on": b.on.map(|d| d.to_string()), "thanked_on": b.thanked_on.map(iso) }))
        .collect()
}

impl View for Card {
    fn json(&self) -> Doc<'_> {
        let p = &self.person;
        json!({
            "id": p.id.to_string(), "name": p.name, "hint": p.hint,
            "names": self.names.iter().map(|(kind, text)| json!({ "kind": kind.as_str(), "text": text })).collect::<Vec<_>>(),
            "closeness": p.closeness.map(|c| c.as_str()), "kin": p.kin, "state": p.state.as_str(),
            "state_until": p.state_until.map(iso), "cadence_days": p.cadence_days, "tags": self.tags,
            "met": p.met, "met_on": p.met_on.map(|d| d.to_string()), "known_since": p.known_since.map(|d| d.to_string()),
            "brought_by": brought_json(&self.brought_by), "brought": brought_json(&self.brought),
            "engagements": self.engagements.iter().map(Deal::json).collect::<Vec<_>>(),
            "contacts": self.contacts.iter().map(|c| json!({ "kind": c.kind.as_str(), "label": c.label, "value": c.value })).collect::<Vec<_>>(),
            "facts": self.facts.iter().map(|f| json!({
                "label": f.label, "value": f.value, "since": f.since.map(|d| d.to_string()),
                "until": f.until.map(|d| d.to_string()), "noted_on": iso(f.noted_on),
            })).collect::<Vec<_>>(),
            "relations": self.relations.iter().map(Tie::json).collect::<Vec<_>>(),
            "last_contact_on": self.last_on.map(iso),
            "months": self.months.iter().map(|(month, cell)| json!({
                "month": month.to_string(), "days": cell.count, "felt_mean": cell.felt,
            })).collect::<Vec<_>>(),
            "talks": self.talks.iter().map(|t| json!({
                "id": t.id, "on": iso(t.on), "kind": t.kind.as_str(), "minutes": t.minutes, "place": t.place,
                "with": t.others, "text": t.text,
            })).collect::<Vec<_>>(),
            "later": self.later.map(|(count, first)| json!({ "count": count, "first_on": iso(first) })),
            "felt": feelings_json(&self.felt), "left": feelings_json(&self.left),
            "promises": self.promises.iter().map(|r| json!({
                "by": r.by.as_str(), "text": r.text, "made_on": iso(r.made_on), "due": r.due.map(iso),
            })).collect::<Vec<_>>(),
            "dates": self.dates.iter().map(|d| json!({ "label": d.label, "on": iso(d.on), "years": d.years })).collect::<Vec<_>>(),
            "passed": self.passed.iter().map(|x| json!({ "said_on": iso(x.said_on), "on": iso(x.on), "what": x.what })).collect::<Vec<_>>(),
            "notes": self.notes.iter().map(|(on, text)| json!({ "on": iso(*on), "text": text })).collect::<Vec<_>>(),
        }).into()
    }

    fn rows(&self) -> Rows<'_> {
        let row = |kind: &str, on: String, text: String| vec![kind.to_owned(), on, text];
        let mut out = vec![row("name", String::new(), self.person.name.clone())];
        out.extend(self.names.iter().map(|(kind, text)| row(kind.as_str(), String::new(), text.clone())));
        out.extend(self.contacts.iter().map(|c| row(c.kind.as_str(), String::new(), c.value.clone())));
        out.extend(self.facts.iter().map(|f| row("fact", iso(f.noted_on), format!("{}: {}", f.label, f.value))));
        out.extend(self.relations.iter().map(|t| {
            row("relation", t.since.map(|d| d.to_string()).unwrap_or_default(), format!("{}: {}", t.kind, t.called()))
        }));
        out.extend(
            self.engagements
                .iter()
                .map(|deal| row("work", deal.started_on.map(|d| d.to_string()).unwrap_or_default(), deal.plain())),
        );
        out.extend(self.talks.iter().map(|t| row(t.kind.as_str(), iso(t.on), t.text.clone())));
        out.extend(self.later.map(|(count, first)| row("later", iso(first), words::count(count, "meeting"))));
        let feelings = |kind: &'static str, all: &[(NaiveDate, Feeling)]| {
            all.iter().map(move |(on, f)| row(kind, iso(*on), feeling_text(f).as_str().to_owned())).collect::<Vec<_>>()
        };
        out.extend(feelings("felt", &self.felt));
        out.extend(feelings("left", &self.left));
        out.extend(self.promises.iter().map(|p| {
            row(if p.by == By::Me { "i_owe" } else { "they_owe" }, p.due.map(iso).unwrap_or_default(), p.text.clone())
        }));
        out.extend(self.dates.iter().map(|d| row("date", iso(d.on), d.label.clone())));
        out.extend(self.passed.iter().map(|x| row("passed", iso(x.on), x.what.clone())));
        out.extend(self.notes.iter().map(|(on, text)| row("note", iso(*on), text.clone())));
        out.into()
    }

    fn human(&self, page: &mut Page<'_>) {
        self.write(page);
    }
}
