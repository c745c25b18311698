//! Today's page: short enough to read every morning.

use chrono::{Datelike, NaiveDate};
use serde_json::json;

use super::reconnect::Suggestion;
use super::understood::promise_text;
use super::{Doc, Page, Role, Rows, Text, View, words};
use crate::domain::date::{PartialDate, iso};
use crate::domain::meeting::Kind;
use crate::domain::person::Called;
use crate::domain::promise::By;

/// How many promises the page shows; the other formats have all.
const DUE_SHOWN: usize = 5;

/// How many thank-yous the page shows.
const THANKS_SHOWN: usize = 3;

/// What today asks for.
#[derive(Debug, Clone)]
pub struct Today {
    /// Up to three people to reconnect with.
    pub reconnect: Vec<Suggestion>,
    /// Yearly days ahead, the next first.
    pub dates: Vec<Coming>,
    /// Open promises overdue or due soon, the longest overdue first.
    pub due: Vec<Due>,
    /// Who brought somebody and was not thanked yet, the newest first.
    pub thanks: Vec<ToThank>,
    /// The last conversations, newest first.
    pub recent: Vec<Recent>,
    /// Whether the store has nobody in it.
    pub empty: bool,
}

/// A yearly day to come.
#[derive(Debug, Clone)]
pub struct Coming {
    pub who: Called,
    pub label: String,
    pub on: NaiveDate,
    /// The year of the first of them; `None` where it is not known.
    pub year: Option<i32>,
}

/// A promise that wants doing.
#[derive(Debug, Clone)]
pub struct Due {
    pub who: Called,
    pub by: By,
    pub text: String,
    pub due: NaiveDate,
}

/// A thank-you that is open.
#[derive(Debug, Clone)]
pub struct ToThank {
    pub friend: String,
    /// Whom the friend brought.
    pub client: String,
    pub on: Option<PartialDate>,
}

/// A conversation of late.
#[derive(Debug, Clone)]
pub struct Recent {
    pub on: NaiveDate,
    pub people: Vec<String>,
    pub kind: Kind,
    pub text: String,
}

impl View for Today {
    fn json(&self) -> Doc<'_> {
        json!({
            "reconnect": self.reconnect.iter().map(Suggestion::json).collect::<Vec<_>>(),
            "dates": self.dates.iter().map(|d| json!({ "name": d.who.name, "hint": d.who.hint, "label": d.label, "on": iso(d.on), "year": d.year })).collect::<Vec<_>>(),
            "promises": self.due.iter().map(|d| json!({ "by": d.by.as_str(), "name": d.who.name, "hint": d.who.hint, "text": d.text, "due": iso(d.due) })).collect::<Vec<_>>(),
            "thanks": self.thanks.iter().map(|t| json!({ "by": t.friend, "name": t.client, "on": t.on.map(|on| on.to_string()) })).collect::<Vec<_>>(),
            "recent": self.recent.iter().map(|r| json!({ "on": iso(r.on), "kind": r.kind.as_str(), "people": r.people, "text": r.text })).collect::<Vec<_>>(),
        }).into()
    }

    fn rows(&self) -> Rows<'_> {
        let dates = self.dates.iter().map(|d| vec!["date".into(), iso(d.on), d.who.shown(), d.label.clone()]);
        let due = self.due.iter().map(|d| {
            vec![if d.by == By::Me { "i_owe" } else { "they_owe" }.into(), iso(d.due), d.who.shown(), d.text.clone()]
        });
        let recent = self.recent.iter().map(|r| vec!["talk".into(), iso(r.on), r.people.join("; "), r.text.clone()]);
        let reconnect = self.reconnect.iter().map(|s| {
            let first = s.reasons.first().cloned().unwrap_or_default();
            vec!["reconnect".into(), s.last_contact_on.map(iso).unwrap_or_default(), s.called(), first]
        });
        let thanks = self.thanks.iter().map(|t| {
            vec!["thank".into(), t.on.map(|on| on.to_string()).unwrap_or_default(), t.friend.clone(), t.client.clone()]
        });
        reconnect.chain(dates).chain(due).chain(thanks).chain(recent).collect()
    }

    fn human(&self, page: &mut Page<'_>) {
        let today = page.today();
        if self.empty {
            return begin(page);
        }
        page.line(Text::new().with(Role::Heading, format!("{} {}", words::weekday(today), words::day(today, today))));
        self.people(page);
        self.ahead(page);
        self.promised(page);
        self.unthanked(page);
        self.conversations(page);
        if self.reconnect.is_empty()
            && self.dates.is_empty()
            && self.due.is_empty()
            && self.recent.is_empty()
            && self.thanks.is_empty()
        {
            page.blank();
            page.line("Nothing is due, and no conversation is written down yet.");
            page.line(Text::from("  ").with(Role::Command, "auld log \"coffee with …\""));
        }
    }
}

/// Says how to begin, where nobody is in the store.
fn begin(page: &mut Page<'_>) {
    page.line("Nobody is written down yet. Begin with somebody you met:");
    page.blank();
    page.line(Text::from("  ").with(Role::Command, "auld log \"coffee with [Grace Tan]; she made me feel heard\""));
    page.line(Text::from("  ").with(Role::Command, "auld add \"Tomas Ozols\" --met \"book club\" --every 3w"));
    page.blank();
    page.line(Text::from("To see it at work first: ").with(Role::Command, "auld demo"));
}

impl Today {
    fn people(&self, page: &mut Page<'_>) {
        if !self.reconnect.is_empty() {
            page.heading("Reconnect with");
        }
        for suggestion in &self.reconnect {
            let reason = suggestion.reasons.first().map_or("", String::as_str);
            page.item("", Text::new().name(suggestion.called()).plain(format!(": {reason}")));
        }
    }

    fn ahead(&self, page: &mut Page<'_>) {
        let today = page.today();
        if !self.dates.is_empty() {
            page.heading("Ahead");
        }
        for date in &self.dates {
            let years = date.year.map(|year| date.on.year() - year).filter(|years| *years > 0);
            let years = years.map(|years| format!(" ({years})")).unwrap_or_default();
            let text = Text::new().with(Role::Day, words::ago(date.on, today)).plain(": ").name(date.who.shown());
            let text = text.plain(format!(", {}{years}", date.label));
            page.item("", text.dim(format!("  {}", words::day(date.on, today))));
        }
    }

    fn promised(&self, page: &mut Page<'_>) {
        let today = page.today();
        if !self.due.is_empty() {
            page.heading("Promised");
        }
        for due in self.due.iter().take(DUE_SHOWN) {
            let mut text = promise_text(due.by, &due.who.shown(), &due.text, Some(due.due), today);
            if due.due < today {
                text.push(Role::Bad, format!(" (overdue for {})", words::span_days((today - due.due).num_days())));
            }
            page.item("", text);
        }
        if self.due.len() > DUE_SHOWN {
            let more = format!("and {} more: ", self.due.len() - DUE_SHOWN);
            page.item("", Text::new().dim(more).with(Role::Command, "auld list promises"));
        }
    }

    fn unthanked(&self, page: &mut Page<'_>) {
        if !self.thanks.is_empty() {
            page.heading("Not thanked yet");
        }
        for open in self.thanks.iter().take(THANKS_SHOWN) {
            page.item("", Text::new().name(open.friend.clone()).plain(" brought you ").name(open.client.clone()));
        }
        if self.thanks.len() > THANKS_SHOWN {
            page.item("", Text::new().dim("and more: ").with(Role::Command, "auld thanks"));
        }
    }

    fn conversations(&self, page: &mut Page<'_>) {
        let today = page.today();
        if !self.recent.is_empty() {
            page.heading("Last conversations");
        }
        for recent in &self.recent {
            let when = Text::new().with(Role::Day, words::ago(recent.on, today)).plain(", ");
            let text = when.name(words::list_and(&recent.people));
            page.item("", text.dim(format!(" · {}", recent.kind.spoken())));
            if !recent.text.is_empty() {
                page.item("  ", words::quoted(&recent.text, page.width().min(100).saturating_sub(8)));
            }
        }
    }
}
