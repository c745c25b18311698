//! Who to reconnect with, and why now.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::pages::{Fault, Pages};
use super::shell::quoted;
use super::{Doc, Page, Role, Rows, Text, View};
use crate::domain::date::iso;
use crate::domain::id::Id;
use crate::domain::person::called;
use crate::scoring::{Lane, Score};

/// Somebody suggested, with the reasons.
#[derive(Debug, Clone)]
pub struct Suggestion {
    pub id: Id,
    pub name: String,
    pub hint: Option<String>,
    pub lane: Lane,
    pub score: Score,
    /// Day of the last contact; `None` where there was none.
    pub last_contact_on: Option<NaiveDate>,
    /// Why now, the strongest first; at least one.
    pub reasons: Vec<String>,
}

impl Suggestion {
    /// Returns the name as commands take it: with the hint where there is one.
    pub fn called(&self) -> String {
        called(&self.name, self.hint.as_deref())
    }

    /// Returns the suggestion as a part of a document.
    pub fn json(&self) -> Value {
        json!({
            "id": self.id.to_string(), "name": self.name, "hint": self.hint, "lane": self.lane.as_str(), "urgency": self.score.rhythm.urgency,
            "depth": self.score.depth, "usual_gap_days": self.score.rhythm.usual_gap_days,
            "days_since_contact": self.last_contact_on.map(|_| self.score.rhythm.age_days), "reasons": self.reasons,
        })
    }

    /// Writes the suggestion as it stands on a page.
    pub fn human(&self, page: &mut Page<'_>) {
        let lane = match self.lane {
            Lane::Drifting => "drifting",
            Lane::Dormant => "an old tie",
            Lane::Spark => "a spark",
            Lane::Owed => "waits for your answer",
        };
        let mut head = Text::new().name(self.name.clone());
        if let Some(hint) = &self.hint {
            head.push(Role::Dim, format!(" ({hint})"));
        }
        page.line(head.plain(" · ").with(Role::Strong, lane));
        for reason in &self.reasons {
            page.item("", reason.as_str());
        }
    }
}

/// The suggestions of a run.
pub struct Reconnect<'r> {
    pub as_of: NaiveDate,
    pub suggestions: Pages<'r, Suggestion>,
    /// Whether the store has nobody in it.
    pub empty: bool,
    /// Who comes up next and when, if nobody is suggested: name and days from now.
    pub next: Option<(String, i64)>,
}

impl View for Reconnect<'_> {
    fn json(&self) -> Doc<'_> {
        let suggestions = self.suggestions.each().map(|s| Ok(s?.json()));
        Doc::object([("as_of", iso(self.as_of).into()), ("suggestions", Doc::List(Box::new(suggestions)))])
    }

    fn rows(&self) -> Rows<'_> {
        let row = |s: Suggestion| {
            vec![
                s.name,
                s.lane.to_string(),
                format!("{:.6}", s.score.rhythm.urgency),
                s.last_contact_on.map(iso).unwrap_or_default(),
                s.reasons.join("; "),
            ]
        };
        Rows::read(self.suggestions.each().map(move |s| s.map(row)))
    }

    fn human(&self, page: &mut Page<'_>) {
        let fault = Fault::default();
        for suggestion in self.suggestions.each().map_while(|s| fault.catch(s)) {
            page.blank();
            suggestion.human(page);
        }
        if let Some(e) = fault.take() {
            return page.break_off(e);
        }
        let Some(first) = self.suggestions.first.first() else {
            if self.empty {
                page.line("Nobody is written down yet. Begin with somebody you met:");
                page.line(
                    Text::from("  ")
                        .with(Role::Command, "auld log \"coffee with [Grace Tan]; she made me feel heard\""),
                );
            } else {
                page.line("Nobody is waiting for you just now.");
                if let Some((name, days)) = &self.next {
                    page.line(
                        Text::from("Next, if you stay silent: ")
                            .name(name.clone())
                            .dim(format!(", in {}", super::words::span_days(*days))),
                    );
                }
            }
            return;
        };
        page.blank();
        let name = quoted(&first.called());
        let steps = [
            format!("auld show {name}"),
            format!("auld log \"called {}; …\"", first.name),
            format!("auld snooze {name} 2w"),
        ];
        page.line(Text::new().dim("next: ").with(Role::Command, steps.join("  ·  ")));
    }
}
