//! Whom I have yet to thank, and whom to tell how it went.

use std::rc::Rc;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::shell::quoted;
use super::trace::Deal;
use super::{Doc, Page, Role, Rows, Text, View, words};
use crate::domain::date::{PartialDate, iso};
use crate::domain::id::Id;
use crate::domain::referral::ReferralKind;

/// A referral with something left to do.
#[derive(Debug, Clone)]
pub struct Open {
    /// Of the referral.
    pub id: Id,
    /// Who brought somebody.
    pub friend: Rc<str>,
    /// Whom.
    pub client: Rc<str>,
    pub kind: ReferralKind,
    pub on: Option<PartialDate>,
    pub outcome: Option<String>,
    pub thanked_on: Option<NaiveDate>,
    /// What came of it.
    pub deals: Vec<Deal>,
}

/// Everything that is open.
#[derive(Debug, Clone, Default)]
pub struct Thanks {
    /// Whether anybody brought anybody.
    pub any: bool,
    pub to_thank: Vec<Open>,
    /// Thanked, and never told how it went.
    pub to_tell: Vec<Open>,
}

impl Open {
    /// Returns `Marek Novak brought Lucia (client, 10 Mar): the farm's seed catalogue, 3,800 EUR`.
    pub fn told(&self, today: NaiveDate) -> Text {
        let on = self.on.map_or(String::new(), |on| format!(", {}", words::partial(on, today)));
        let text = Text::new().name(&*self.friend).plain(" brought ").name(&*self.client);
        let mut text = text.dim(format!(" ({}{on})", self.kind));
        let mut came: Vec<Text> = self.outcome.iter().map(|outcome| Text::from(outcome.as_str())).collect();
        came.extend(self.deals.iter().map(Deal::told));
        for (at, part) in came.iter().enumerate() {
            text.push(Role::Plain, if at == 0 { ": " } else { ", " });
            text = text.join(part);
        }
        text
    }

    fn json(&self) -> Value {
        json!({
            "id": self.id.to_string(), "by": *self.friend, "name": *self.client, "kind": self.kind.as_str(),
            "on": self.on.map(|on| on.to_string()), "outcome": self.outcome, "thanked_on": self.thanked_on.map(iso),
        })
    }
}

impl View for Thanks {
    fn json(&self) -> Doc<'_> {
        let [thank, tell] = [&self.to_thank, &self.to_tell].map(|all| Doc::list(all.iter().map(Open::json)));
        Doc::object([("to_thank", thank), ("to_tell", tell)])
    }

    fn rows(&self) -> Rows<'_> {
        let row = |what: &str, o: &Open| {
            let on = o.on.map(|on| on.to_string()).unwrap_or_default();
            vec![what.to_owned(), o.friend.to_string(), o.client.to_string(), o.kind.to_string(), on, o.id.to_string()]
        };
        let thank = self.to_thank.iter().map(move |o| row("thank", o));
        Rows::of(thank.chain(self.to_tell.iter().map(move |o| row("tell", o))))
    }

    fn human(&self, page: &mut Page<'_>) {
        let today = page.today();
        if !self.any {
            page.line("nobody has brought anybody yet, as far as is written down");
            page.line(Text::new().dim("a friend recommended you? `auld refer CLIENT --by FRIEND`"));
            return;
        }
        if self.to_thank.is_empty() && self.to_tell.is_empty() {
            page.line("everybody who brought you somebody is thanked, and knows how it went");
            return;
        }
        if !self.to_thank.is_empty() {
            page.heading("Not thanked yet");
            self.to_thank.iter().for_each(|open| page.item("", open.told(today)));
        }
        if !self.to_tell.is_empty() {
            page.heading("Thanked, and never told how it went");
            self.to_tell.iter().for_each(|open| page.item("", open.told(today)));
        }
        page.blank();
        let (first, told) = match self.to_thank.first() {
            Some(open) => (Some(open), ""),
            None => (self.to_tell.first(), " --told"),
        };
        if let Some(open) = first {
            let (friend, client) = (quoted(&open.friend), quoted(&open.client));
            page.line(Text::new().dim(format!("done? `auld thanks {friend} --for {client}{told}`")));
        }
    }
}
