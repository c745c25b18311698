//! The overlooked: met, introduced or promised something, and let slip.

use chrono::NaiveDate;
use serde_json::json;

use super::{Doc, Page, Role, Rows, Text, View, words};
use crate::domain::date::iso;
use crate::domain::id::Id;

/// What was let slip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missed {
    /// Met once or twice and never again.
    Meeting { times: u32 },
    /// Introduced by a friend, and dropped.
    Introduction { by: String },
    /// Promised something that is overdue.
    Promise { what: String },
}

/// Somebody overlooked.
#[derive(Debug, Clone)]
pub struct Chance {
    pub id: Id,
    pub name: String,
    pub hint: Option<String>,
    pub missed: Missed,
    /// When the chance was: the last contact, the introduction, the day something was due.
    pub on: NaiveDate,
}

/// The overlooked, the newest chance first.
#[derive(Debug, Clone)]
pub struct Overlooked {
    pub as_of: NaiveDate,
    pub people: Vec<Chance>,
}

impl Chance {
    fn kind(&self) -> &'static str {
        match self.missed {
            Missed::Meeting { .. } => "met",
            Missed::Introduction { .. } => "introduced",
            Missed::Promise { .. } => "promised",
        }
    }

    fn why(&self) -> String {
        match &self.missed {
            Missed::Meeting { times: 1 } => "met once, never followed up".to_owned(),
            Missed::Meeting { .. } => "met twice, never followed up".to_owned(),
            Missed::Introduction { by } => format!("{by} introduced you; it went no further"),
            Missed::Promise { what } => format!("you promised: {what}"),
        }
    }
}

impl View for Overlooked {
    fn json(&self) -> Doc<'_> {
        let people = self.people.iter().map(|p| json!({ "id": p.id.to_string(), "name": p.name, "hint": p.hint, "kind": p.kind(), "on": iso(p.on), "why": p.why() }));
        Doc::object([("as_of", iso(self.as_of).into()), ("people", Doc::list(people))])
    }

    fn rows(&self) -> Rows<'_> {
        Rows::of(self.people.iter().map(|p| vec![p.name.clone(), p.kind().to_owned(), iso(p.on), p.why()]))
    }

    fn human(&self, page: &mut Page<'_>) {
        let rows = self.people.iter().map(|p| {
            let mut name = Text::new().name(p.name.clone());
            if let Some(hint) = &p.hint {
                name.push(Role::Dim, format!(" ({hint})"));
            }
            vec![name, Text::new().with(Role::Day, words::ago(p.on, self.as_of)), Text::from(p.why())]
        });
        page.columns(rows, 2);
    }
}
