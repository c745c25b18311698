//! Who brought whom: the line from me to a person.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};

use super::shell::quoted;
use super::{Doc, Page, Role, Rows, Text, View, words};
use crate::domain::date::{PartialDate, iso};
use crate::domain::id::Id;
use crate::domain::money;
use crate::domain::referral::{Kinds, ReferralKind};

/// Sums of money, each of one currency: they are never added up across.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Worth(BTreeMap<String, i128>);

impl Worth {
    /// Adds what a deal is worth.
    pub fn add_deal(&mut self, deal: &Deal) {
        if let Some((currency, minor)) = &deal.worth {
            *self.0.entry(currency.clone()).or_default() += i128::from(*minor);
        }
    }

    /// Adds other sums, each to its own currency.
    pub fn add(&mut self, other: &Worth) {
        for (currency, minor) in &other.0 {
            *self.0.entry(currency.clone()).or_default() += minor;
        }
    }

    /// Tells whether nothing was earned.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns `12,000 USD and 500 EUR`; nothing where nothing was earned.
    pub fn shown(&self) -> String {
        let sums: Vec<_> = self.0.iter().map(|(currency, minor)| money::amount(currency, *minor)).collect();
        words::list_and(&sums)
    }

    /// Returns `EUR:50000;USD:1200000`, in smallest units, as `--plain` has it.
    pub fn plain(&self) -> String {
        let sums: Vec<_> = self.0.iter().map(|(currency, minor)| format!("{currency}:{minor}")).collect();
        sums.join(";")
    }

    /// Returns the sums as a part of a document. A sum beyond 64 bits, which no engagement reaches, is a string.
    pub fn json(&self) -> Value {
        let sum = |(currency, minor): (&String, &i128)| {
            let minor = i64::try_from(*minor).map_or_else(|_| Value::from(minor.to_string()), Value::from);
            json!({ "currency": currency, "minor": minor })
        };
        self.0.iter().map(sum).collect()
    }
}

/// A referral, as the step to whom it brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hand {
    /// Who brought them.
    pub by: Id,
    pub kind: ReferralKind,
    /// What else the same hand made of them.
    pub also: Kinds,
    pub on: Option<PartialDate>,
    pub outcome: Option<String>,
    pub note: Option<String>,
    pub thanked_on: Option<NaiveDate>,
    pub told_on: Option<NaiveDate>,
}

impl Hand {
    /// Returns `client · 17 May 2025 · signed · thanked`.
    pub fn told(&self, today: NaiveDate) -> Text {
        let mut text = Text::from(self.kind.as_str());
        // That a client was introduced first goes without saying.
        for kind in self.also.without(ReferralKind::Introduction).each() {
            text.push(Role::Plain, format!(" and {kind}"));
        }
        if let Some(on) = self.on {
            text.push(Role::Plain, " · ").push(Role::Day, words::partial(on, today));
        }
        if let Some(outcome) = &self.outcome {
            text.push(Role::Plain, format!(" · {outcome}"));
        }
        match (self.thanked_on, self.told_on) {
            (None, _) => text.push(Role::Plain, " · ").push(Role::Strong, "not thanked yet"),
            (Some(_), None) => text.push(Role::Dim, " · thanked"),
            (Some(_), Some(_)) => text.push(Role::Dim, " · thanked, told how it went"),
        };
        text
    }

    /// Returns the kind and the month: `client May 2025`.
    pub(super) fn short(&self, today: NaiveDate) -> String {
        let month = |on: PartialDate| on.day().map_or(on, |day| PartialDate::Month(day.year(), day.month()));
        self.on.map_or(self.kind.to_string(), |on| format!("{} {}", self.kind, words::partial(month(on), today)))
    }

    /// Returns the kind with the day, for a drawing.
    pub(super) fn label(&self) -> String {
        self.on.map_or(self.kind.to_string(), |on| format!("{} {on}", self.kind))
    }

    fn json(&self) -> Value {
        json!({
            "kind": self.kind.as_str(), "on": self.on.map(|on| on.to_string()), "outcome": self.outcome, "note": self.note,
            "thanked_on": self.thanked_on.map(iso), "told_on": self.told_on.map(iso),
        })
    }

    /// Returns the step as an edge of a document.
    pub(super) fn edge(&self, to: Id) -> Value {
        let mut edge = json!({ "from": self.by.to_string(), "to": to.to_string() });
        if let (Value::Object(edge), Value::Object(more)) = (&mut edge, self.json()) {
            edge.extend(more);
        }
        edge
    }
}

/// An engagement, as far as a trace shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deal {
    pub what: Option<String>,
    /// Currency and smallest units.
    pub worth: Option<(String, i64)>,
    pub started_on: Option<PartialDate>,
    pub ended_on: Option<PartialDate>,
    pub lost: bool,
}

impl Deal {
    /// Returns the amount as [`Worth::plain`] does; nothing where none is known.
    pub fn plain_worth(&self) -> String {
        self.worth.as_ref().map_or(String::new(), |(currency, minor)| format!("{currency}:{minor}"))
    }

    /// Returns `website: USD:1200000`, the amount for machines.
    pub(super) fn plain(&self) -> String {
        let parts: Vec<_> =
            self.what.iter().cloned().chain(Some(self.plain_worth()).filter(|worth| !worth.is_empty())).collect();
        format!("{}{}", parts.join(": "), if self.lost { " (lost)" } else { "" })
    }

    /// Returns `website: 12,000 USD, Nov 2025 – Feb 2026`; of lost work no more than that it is.
    pub(super) fn short(&self, today: NaiveDate) -> Text {
        let month = |on: PartialDate| on.day().map_or(on, |day| PartialDate::Month(day.year(), day.month()));
        let [start, end] = [self.started_on, self.ended_on].map(|on| on.map(month));
        if self.lost { self.told() } else { self.told().dim(span(start, end, today)) }
    }

    /// Returns `website: 12,000 USD, 3 Nov 2025 – 12 Feb 2026`: enough to tell it from others.
    pub fn with_days(&self, today: NaiveDate) -> Text {
        self.told().dim(span(self.started_on, self.ended_on, today))
    }

    /// Returns `website: 12,000 USD`.
    pub fn told(&self) -> Text {
        let mut text = Text::new();
        if let Some(what) = &self.what {
            text.push(Role::Plain, what.clone());
        }
        if let Some((currency, minor)) = &self.worth {
            text.push(Role::Plain, if text.is_empty() { "" } else { ": " });
            text.push(Role::Good, money::amount(currency, i128::from(*minor)));
        }
        if text.is_empty() {
            text.push(Role::Plain, "an engagement");
        }
        if self.lost {
            text.push(Role::Dim, " (lost)");
        }
        text
    }

    pub(super) fn json(&self) -> Value {
        json!({
            "what": self.what, "currency": self.worth.as_ref().map(|w| &w.0), "minor": self.worth.as_ref().map(|w| w.1),
            "started_on": self.started_on.map(|on| on.to_string()), "ended_on": self.ended_on.map(|on| on.to_string()),
            "lost": self.lost,
        })
    }
}

/// Returns from when to when, after a comma; nothing where neither is known.
fn span(start: Option<PartialDate>, end: Option<PartialDate>, today: NaiveDate) -> String {
    let shown = |on| words::partial(on, today);
    match (start, end) {
        (None, None) => String::new(),
        (Some(on), None) if on.first_day().is_some_and(|day| day > today) => format!(", from {}", shown(on)),
        (Some(on), None) => format!(", since {}", shown(on)),
        (None, Some(on)) => format!(", until {}", shown(on)),
        (Some(from), Some(to)) if from == to => format!(", {}", shown(from)),
        (Some(from), Some(to)) => format!(", {} – {}", shown(from), shown(to)),
    }
}

/// A person of a drawing: id and name.
pub type Node = (String, String);
/// A line of a drawing: from, to, and what stands beside it.
pub type Line = (String, String, String);

/// A person on the line, and the hand that brought them.
#[derive(Debug, Clone)]
pub struct Step {
    pub id: Id,
    pub name: String,
    /// `None` for the root.
    pub hand: Option<Hand>,
    pub deals: Vec<Deal>,
}

/// The line from me to a person.
#[derive(Debug, Clone)]
pub struct Chain {
    pub name: String,
    /// From the root to the person.
    pub steps: Vec<Step>,
    /// Who else had a part in bringing the person: id, name, and how.
    pub others: Vec<(Id, String, Hand)>,
    /// Everybody on any way to the person, with their engagements; each once.
    pub people: Vec<(Id, String, Vec<Deal>)>,
    /// Every referral on those ways: whom it brought, and how.
    pub edges: Vec<(Id, Hand)>,
    /// How many people the person brought.
    pub brought: usize,
}

impl Chain {
    /// Returns everybody's id and name, and the steps between them with a word each: what a drawing needs.
    pub fn drawing(&self) -> (Vec<Node>, Vec<Line>) {
        let nodes = self.people.iter().map(|(id, name, _)| (id.to_string(), name.clone()));
        let lines = self.edges.iter().map(|(to, hand)| (hand.by.to_string(), to.to_string(), hand.label()));
        (nodes.collect(), lines.collect())
    }

    fn worth(&self) -> Worth {
        let mut worth = Worth::default();
        let own = self.steps.last().map(|step| step.deals.as_slice()).unwrap_or_default();
        own.iter().filter(|deal| !deal.lost).for_each(|deal| worth.add_deal(deal));
        worth
    }
}

impl View for Chain {
    fn json(&self) -> Doc<'_> {
        let link = |step: &Step| {
            let hand = step.hand.as_ref();
            json!({
                "name": step.name, "kind": hand.map(|h| h.kind.as_str()), "on": hand.and_then(|h| h.on).map(|on| on.to_string()),
                "thanked_on": hand.and_then(|h| h.thanked_on).map(iso), "told_on": hand.and_then(|h| h.told_on).map(iso),
                "id": step.id.to_string(),
            })
        };
        let node = |(id, name, deals): &(Id, String, Vec<Deal>)| json!({ "id": id.to_string(), "name": name, "engagements": deals.iter().map(Deal::json).collect::<Vec<_>>() });
        let edges = self.edges.iter().map(|(to, hand)| hand.edge(*to));
        json!({
            "person": self.name, "chain": self.steps.iter().map(link).collect::<Vec<_>>(),
            "root": self.steps.first().map(|step| step.name.as_str()), "worth": self.worth().json(),
            "nodes": self.people.iter().map(node).collect::<Vec<_>>(), "edges": edges.collect::<Vec<_>>(),
        })
        .into()
    }

    fn rows(&self) -> Rows<'_> {
        let day = |day: Option<NaiveDate>| day.map(iso).unwrap_or_default();
        let row = |step: &Step| match &step.hand {
            None => vec![step.name.clone(), String::new(), String::new(), String::new(), String::new(), String::new()],
            Some(hand) => vec![
                step.name.clone(),
                hand.kind.to_string(),
                hand.on.map(|on| on.to_string()).unwrap_or_default(),
                hand.outcome.clone().unwrap_or_default(),
                day(hand.thanked_on),
                day(hand.told_on),
            ],
        };
        self.steps.iter().map(row).collect()
    }

    fn human(&self, page: &mut Page<'_>) {
        let today = page.today();
        let name = |text: Text| text.name(self.name.clone());
        if self.steps.len() < 2 {
            page.line(name(Text::from("nobody brought ")).plain(", as far as is written down"));
        } else {
            page.heading(name(Text::from("From you to ")));
        }
        for (at, step) in self.steps.iter().enumerate() {
            let mut text = Text::new().name(step.name.clone());
            if let Some(hand) = &step.hand {
                text = text.dim("  ").join(&hand.told(today));
            }
            if at > 0 || self.steps.len() > 1 || !step.deals.is_empty() {
                page.item(if at == 0 { " " } else { "→" }, text);
            }
            if let Some(note) = step.hand.as_ref().and_then(|hand| hand.note.as_ref()) {
                page.item("    ", Text::new().block(Role::Dim, note));
            }
            for deal in &step.deals {
                page.item("    ", deal.told());
            }
        }
        for (_, name, hand) in &self.others {
            page.line(Text::from("also through ").name(name.clone()).dim("  ").join(&hand.told(today)));
        }
        let called = quoted(&self.name);
        if self.brought > 0 {
            page.blank();
            let brought = words::count(self.brought, "person");
            page.line(name(Text::new()).plain(format!(" brought {brought}: `auld trace {called} --down`")));
        } else if self.steps.len() < 2 {
            page.line(Text::new().dim(format!("who brought them? `auld refer {called} --by FRIEND`")));
        }
    }
}
