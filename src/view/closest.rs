//! Who is closest, by depth and recency.

use chrono::NaiveDate;
use serde_json::json;

use super::{Doc, Page, Role, Rows, Text, View, bond};
use crate::domain::date::iso;
use crate::domain::id::Id;
use crate::domain::person::Closeness;
use crate::scoring::Brief;

/// A person with the standing of the relationship.
#[derive(Debug, Clone)]
pub struct CloseLine {
    pub id: Id,
    pub name: Box<str>,
    pub hint: Option<Box<str>>,
    pub score: Brief,
    /// Day of the last contact; `None` where there was none.
    pub last_contact_on: Option<NaiveDate>,
    pub closeness: Option<Closeness>,
    pub kin: bool,
}

impl CloseLine {
    /// Returns the one or two reasons that matter.
    fn reasons(&self, today: NaiveDate) -> Vec<String> {
        bond::reasons(&self.score, self.closeness, self.kin, self.last_contact_on, today)
    }
}

/// What a list of people is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    #[default]
    Bond,
    Depth,
    Warmth,
}

impl Order {
    /// Returns the number that orders, in [0, 1).
    pub fn of(self, score: &Brief) -> f64 {
        match self {
            Order::Bond => score.bond,
            Order::Depth => score.depth,
            Order::Warmth => score.warmth,
        }
    }
}

/// People by closeness, the closest first.
#[derive(Debug, Clone)]
pub struct Closest {
    pub as_of: NaiveDate,
    pub order: Order,
    pub people: Vec<CloseLine>,
}

impl View for Closest {
    fn json(&self) -> Doc<'_> {
        let people = self.people.iter().map(|p| {
                json!({
                    "id": p.id.to_string(), "name": p.name, "hint": p.hint, "depth": p.score.depth, "warmth": p.score.warmth, "bond": p.score.bond,
                    "strain": p.score.strain, "usual_gap_days": p.score.usual_gap_days,
                    "last_contact_on": p.last_contact_on.map(iso), "reasons": p.reasons(self.as_of),
                })
            });
        Doc::object([("as_of", iso(self.as_of).into()), ("people", Doc::list(people))])
    }

    fn rows(&self) -> Rows<'_> {
        let row = |p: &CloseLine| {
            let number = |n: f64| format!("{n:.6}");
            let s = &p.score;
            vec![
                p.name.to_string(),
                number(s.bond),
                number(s.depth),
                number(s.warmth),
                number(s.strain),
                p.last_contact_on.map(iso).unwrap_or_default(),
                p.reasons(self.as_of).join("; "),
            ]
        };
        Rows::of(self.people.iter().map(row))
    }

    fn human(&self, page: &mut Page<'_>) {
        let row = |p: &CloseLine| {
            let mut name = Text::new().name(p.name.to_string());
            if let Some(hint) = &p.hint {
                name.push(Role::Dim, format!(" ({hint})"));
            }
            let mut standing = Text::from(bond::standing(&p.score));
            if p.score.strain >= 0.3 {
                standing.push(Role::Warn, ", strained");
            }
            let bar = Text::new().with(Role::Good, bond::bar(self.order.of(&p.score)));
            vec![name, bar, standing, Text::new().dim(p.reasons(self.as_of).join(" · "))]
        };
        page.long_columns(|| self.people.iter().map(row), 3);
    }
}
