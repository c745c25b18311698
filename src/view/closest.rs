//! Who is closest, by depth and recency.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{Page, Role, Text, View, bond};
use crate::domain::date::iso;
use crate::domain::id::Id;
use crate::scoring::Score;

/// A person with the standing of the relationship.
#[derive(Debug, Clone)]
pub struct CloseLine {
    pub id: Id,
    pub name: String,
    pub hint: Option<String>,
    pub score: Score,
    /// Day of the last contact; `None` where there was none.
    pub last_contact_on: Option<NaiveDate>,
    /// The one or two reasons that matter.
    pub reasons: Vec<String>,
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
    pub fn of(self, score: &Score) -> f64 {
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
    fn json(&self) -> Value {
        let people: Vec<_> = self
            .people
            .iter()
            .map(|p| {
                json!({
                    "id": p.id.to_string(), "name": p.name, "hint": p.hint, "depth": p.score.depth, "warmth": p.score.warmth, "bond": p.score.bond,
                    "strain": p.score.strain, "usual_gap_days": p.score.rhythm.usual_gap_days,
                    "last_contact_on": p.last_contact_on.map(iso), "reasons": p.reasons,
                })
            })
            .collect();
        json!({ "as_of": iso(self.as_of), "people": people })
    }

    fn rows(&self) -> Vec<Vec<String>> {
        self.people
            .iter()
            .map(|p| {
                let number = |n: f64| format!("{n:.6}");
                let s = &p.score;
                vec![
                    p.name.clone(),
                    number(s.bond),
                    number(s.depth),
                    number(s.warmth),
                    number(s.strain),
                    p.last_contact_on.map(iso).unwrap_or_default(),
                    p.reasons.join("; "),
                ]
            })
            .collect()
    }

    fn human(&self, page: &mut Page<'_>) {
        let rows = self.people.iter().map(|p| {
            let mut name = Text::new().name(p.name.clone());
            if let Some(hint) = &p.hint {
                name.push(Role::Dim, format!(" ({hint})"));
            }
            let mut standing = Text::from(bond::standing(&p.score));
            if p.score.strain >= 0.3 {
                standing.push(Role::Warn, ", strained");
            }
            let bar = Text::new().with(Role::Good, bond::bar(self.order.of(&p.score)));
            vec![name, bar, standing, Text::new().dim(p.reasons.join(" · "))]
        });
        page.columns(rows, 3);
    }
}
