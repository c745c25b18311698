//! The way from one person to another, and whom to ask.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::shell::quoted;
use super::{Doc, Page, Role, Rows, Text, View, words};
use crate::domain::date::{PartialDate, iso};
use crate::domain::id::Id;
use crate::domain::referral::ReferralKind;
use crate::domain::relation;

/// Somebody on a way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    pub id: Id,
    pub name: String,
}

/// What is known of two who follow each other on a way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// The day I was last in touch with them.
    Touch(NaiveDate),
    /// I know them, and no contact is written down.
    Known,
    /// What the second is to the first, and whether it lies behind them.
    Tie { kind: String, over: bool },
    /// I introduced them.
    Introduced(Option<PartialDate>),
    /// One brought me the other; `first` where it was the first.
    Brought { first: bool, kind: ReferralKind, on: Option<PartialDate> },
    /// Meetings of both, and the day of the last.
    Together { count: u32, last: NaiveDate },
}

/// A link of a way. `None` is me.
#[derive(Debug, Clone)]
pub struct Step {
    pub from: Option<End>,
    pub to: Option<End>,
    /// Above 0 and up to 1.
    pub strength: f64,
    pub why: Vec<Why>,
}

/// Somebody I am in touch with who has something in common with whom I look for.
#[derive(Debug, Clone)]
pub struct Near {
    pub id: Id,
    pub name: String,
    pub what: String,
}

/// The strongest way, or who is near where there is none.
#[derive(Debug, Clone)]
pub struct Path {
    /// Where it begins; `None` for me.
    pub from: Option<End>,
    pub to: End,
    /// In order; empty where there is no way.
    pub steps: Vec<Step>,
    pub near: Vec<Near>,
}

fn called(end: Option<&End>) -> &str {
    end.map_or("you", |end| &end.name)
}

impl Path {
    /// Returns the place of the weakest link, the first of several; `None` where there is no way.
    fn weakest(&self) -> Option<usize> {
        (0..self.steps.len()).min_by(|a, b| self.strength(*a).total_cmp(&self.strength(*b)))
    }

    fn strength(&self, at: usize) -> f64 {
        self.steps.get(at).map_or(0.0, |step| step.strength)
    }
}

impl Why {
    /// Returns it in words, of a first person and a second.
    fn told(&self, first: &str, second: &str, today: NaiveDate) -> String {
        let on = |on: &Option<PartialDate>| on.map_or(String::new(), |on| format!(", {}", words::partial(on, today)));
        match self {
            Why::Touch(day) => format!("in touch {}", words::ago(*day, today)),
            Why::Known => "no contact is written down".into(),
            Why::Tie { kind, over } => {
                format!("{second} {} {first}'s {}", if *over { "was" } else { "is" }, relation::spoken(kind))
            }
            Why::Introduced(day) => format!("you introduced them{}", on(day)),
            Why::Brought { first: true, kind, on: day } => format!("{first} brought you {second} ({kind}{})", on(day)),
            Why::Brought { first: false, kind, on: day } => format!("{second} brought you {first} ({kind}{})", on(day)),
            Why::Together { count, last } => {
                let count = words::count(*count, "meeting");
                format!("{count} with both, the last {}", words::ago(*last, today))
            }
        }
    }

    fn json(&self) -> Value {
        match self {
            Why::Touch(day) => json!({ "what": "in_touch", "on": iso(*day) }),
            Why::Known => json!({ "what": "known" }),
            Why::Tie { kind, over } => json!({ "what": "tie", "kind": kind, "over": over }),
            Why::Introduced(on) => json!({ "what": "introduced", "on": on.map(|on| on.to_string()) }),
            Why::Brought { kind, on, .. } => {
                json!({ "what": "brought", "kind": kind.as_str(), "on": on.map(|on| on.to_string()) })
            }
            Why::Together { count, last } => json!({ "what": "together", "count": count, "on": iso(*last) }),
        }
    }
}

impl View for Path {
    fn json(&self) -> Doc<'_> {
        let weakest = self.weakest();
        let link = |(at, step): (usize, &Step)| {
            json!({
                "from": step.from.as_ref().map(|end| end.name.as_str()), "to": step.to.as_ref().map(|end| end.name.as_str()),
                "strength": (step.strength * 1e6).round() / 1e6, "weakest": Some(at) == weakest, "why": step.why.iter().map(Why::json).collect::<Vec<_>>(),
            })
        };
        json!({
            "from": self.from.as_ref().map(|end| end.name.as_str()), "to": self.to.name,
            "links": self.steps.iter().enumerate().map(link).collect::<Vec<_>>(),
            "nearest": self.near.iter().map(|near| json!({ "id": near.id.to_string(), "name": near.name, "what": near.what })).collect::<Vec<_>>(),
        }).into()
    }

    fn rows(&self) -> Rows<'_> {
        let name = |end: &Option<End>| end.as_ref().map(|end| end.name.clone()).unwrap_or_default();
        self.steps.iter().map(|step| vec![name(&step.from), name(&step.to), format!("{:.6}", step.strength)]).collect()
    }

    fn human(&self, page: &mut Page<'_>) {
        let today = page.today();
        let Some(weakest) = self.weakest() else { return self.nowhere(page) };
        let mut line = Text::new().name(capital(called(self.from.as_ref())));
        for step in &self.steps {
            line = line.plain(" → ").name(called(step.to.as_ref()));
        }
        page.line(line);
        for (at, step) in self.steps.iter().enumerate() {
            let (one, other) = (called(step.from.as_ref()), called(step.to.as_ref()));
            let why: Vec<_> = step.why.iter().map(|why| why.told(one, other, today)).collect();
            let mut text = Text::new().name(capital(one)).plain(" and ").name(other).plain(": ");
            text.push(Role::Plain, why.join("; "));
            if at == weakest && self.steps.len() > 1 {
                text.push(Role::Strong, "  (the weakest link)");
            }
            page.item("", text);
        }
        self.advice(page, today);
    }
}

impl Path {
    /// Says whom to ask, and how.
    fn advice(&self, page: &mut Page<'_>, today: NaiveDate) {
        let to = &self.to.name;
        match (self.steps.as_slice(), &self.from) {
            ([_], None) => {
                page.line(Text::from("you know ").name(to.clone()).plain(" yourself; nobody's word is stronger"));
            }
            ([_], Some(from)) => {
                page.line(
                    Text::new().name(from.name.clone()).plain(" and ").name(to.clone()).plain(" know each other"),
                );
            }
            ([first, second, ..], None) => {
                let (friend, next) = (called(first.to.as_ref()), called(second.to.as_ref()));
                let mut text = Text::from("ask ").name(friend).plain(", who knows ").name(next);
                if let Some(Why::Touch(day)) = first.why.first() {
                    text.push(Role::Plain, format!("; you were in touch {}", words::ago(*day, today)));
                }
                page.line(text);
                page.line(Text::new().dim(format!("before you do: `auld show {}`", quoted(friend))));
            }
            _ => {}
        }
    }

    /// Says that there is no way, and who is near.
    fn nowhere(&self, page: &mut Page<'_>) {
        let to = &self.to.name;
        match &self.from {
            Some(from) => {
                let text =
                    Text::from("nobody you know leads from ").name(from.name.clone()).plain(" to ").name(to.clone());
                page.line(text);
                let hint = format!("you can: `auld refer {} --to {}`", quoted(&from.name), quoted(to));
                page.line(Text::new().dim(hint));
            }
            None => page.line(Text::from("nobody you know is known to know ").name(to.clone())),
        }
        if !self.near.is_empty() {
            page.heading("Nearest");
        }
        for near in &self.near {
            page.item("", Text::new().name(near.name.clone()).plain(format!(": {}", near.what)));
        }
    }
}

/// Returns the text with a capital at its front.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
