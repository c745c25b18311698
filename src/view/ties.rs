//! What somebody is to a person, as a line of a card or a list.

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};

use super::{Doc, Page, Role, Rows, Text, View, sanitize, words};
use crate::domain::date::PartialDate;
use crate::domain::id::Id;
use crate::domain::person::called;
use crate::domain::relation;

/// How wide the words before the names may be, in columns.
const WIDEST: usize = 20;

/// A tie, seen from one of its ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tie {
    /// What the other is to the person.
    pub kind: String,
    pub name: String,
    /// What tells the other from others of the name.
    pub hint: Option<Box<str>>,
    /// `None` where the other is only a name.
    pub id: Option<Id>,
    pub since: Option<PartialDate>,
    pub until: Option<PartialDate>,
    pub note: Option<String>,
}

impl Tie {
    /// Returns the name as commands take it.
    pub fn called(&self) -> String {
        called(&self.name, self.hint.as_deref())
    }

    /// Tells whether it lies behind both.
    pub fn ended(&self, today: NaiveDate) -> bool {
        self.until.and_then(PartialDate::last_day).is_some_and(|last| last < today)
    }

    /// Returns what stands before the name: `child`, `was partner`.
    pub fn label(&self, today: NaiveDate) -> String {
        let kind = relation::spoken(&self.kind);
        if self.ended(today) { format!("was {kind}") } else { kind }
    }

    /// Returns the name and what else is known: `Mia, since 2019 (adopted)`.
    pub fn text(&self, today: NaiveDate) -> Text {
        let mut text = Text::new().name(self.called());
        text.push(Role::Plain, self.span(today));
        text.join(&self.remark())
    }

    /// Returns the note in brackets, on one line.
    pub fn remark(&self) -> Text {
        match &self.note {
            Some(note) => Text::new().dim(format!(" ({})", note.lines().collect::<Vec<_>>().join("; "))),
            None => Text::new(),
        }
    }

    /// Returns the dates, led by a comma: `, since 2019, until May 2024`.
    pub fn span(&self, today: NaiveDate) -> String {
        let mut out = String::new();
        match self.since {
            // An introduction is no stretch of time, and its day matters to nobody.
            Some(on) if self.kind == relation::INTRODUCED => {
                out = format!(", {}", words::partial(month(on), today));
            }
            Some(since) => out = format!(", since {}", words::partial(since, today)),
            None => {}
        }
        if let Some(until) = self.until {
            out.push_str(&format!(", until {}", words::partial(until, today)));
        }
        out
    }

    /// Returns the document of it.
    pub fn json(&self) -> Value {
        json!({
            "kind": self.kind, "name": self.name, "hint": self.hint, "id": self.id.map(|id| id.to_string()),
            "since": self.since.map(|d| d.to_string()), "until": self.until.map(|d| d.to_string()), "note": self.note,
        })
    }

    /// Returns the record of it: kind, name, since, until, note.
    pub fn record(&self) -> Vec<String> {
        let date = |date: Option<PartialDate>| date.map(|d| d.to_string()).unwrap_or_default();
        let note = self.note.clone().unwrap_or_default();
        vec![self.kind.clone(), self.called(), date(self.since), date(self.until), note]
    }
}

/// Returns the month of a day; what is known less precisely stays as it is.
fn month(date: PartialDate) -> PartialDate {
    date.day().map_or(date, |day| PartialDate::Month(day.year(), day.month()))
}

/// All ties of a person.
#[derive(Debug, Clone)]
pub struct Ties {
    pub id: Id,
    pub name: String,
    pub hint: Option<String>,
    pub ties: Vec<Tie>,
}

impl View for Ties {
    fn json(&self) -> Doc<'_> {
        json!({
            "person": { "id": self.id.to_string(), "name": self.name, "hint": self.hint },
            "relations": self.ties.iter().map(Tie::json).collect::<Vec<_>>(),
        })
        .into()
    }

    fn rows(&self) -> Rows<'_> {
        self.ties.iter().map(Tie::record).collect()
    }

    fn human(&self, page: &mut Page<'_>) {
        let today = page.today();
        let hint = self.hint.as_ref().map(|hint| format!(" ({hint})")).unwrap_or_default();
        page.line(Text::new().name(self.name.clone()).dim(hint));
        let labels: Vec<_> = self.ties.iter().map(|tie| tie.label(today)).collect();
        let widest = labels.iter().map(|label| sanitize::width(label)).max().unwrap_or_default();
        page.labels(4 + widest.min(WIDEST));
        for (label, tie) in labels.iter().zip(&self.ties) {
            page.field(&format!("  {label}"), tie.text(today));
        }
    }
}
