//! The list of people.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{Page, Role, Text, View, words};
use crate::domain::date::iso;
use crate::domain::person::State;
use crate::store::PersonLine;

/// People in the order to show them.
#[derive(Debug)]
pub struct People(pub Vec<PersonLine>);

fn person_json(p: &PersonLine) -> Value {
    json!({
        "id": p.id.to_string(), "name": p.name, "hint": p.hint, "closeness": p.closeness.map(|c| c.as_str()), "kin": p.kin,
        "state": p.state.as_str(), "last_contact_on": p.last_on.map(iso), "tags": p.tags,
    })
}

impl View for People {
    fn json(&self) -> Value {
        json!({ "people": self.0.iter().map(person_json).collect::<Vec<_>>() })
    }

    fn rows(&self) -> Vec<Vec<String>> {
        let row = |p: &PersonLine| {
            vec![
                p.name.clone(),
                p.hint.clone().unwrap_or_default(),
                p.closeness.map(|c| c.as_str().to_owned()).unwrap_or_default(),
                if p.kin { "kin".to_owned() } else { String::new() },
                p.state.as_str().to_owned(),
                p.last_on.map(iso).unwrap_or_default(),
                p.tags.join(","),
                p.id.to_string(),
            ]
        };
        self.0.iter().map(row).collect()
    }

    fn human(&self, page: &mut Page<'_>) {
        let today = page.today();
        // Many people were last met on the same day, and saying how long ago costs more than the rest of a line.
        let mut said: HashMap<NaiveDate, Text> = HashMap::new();
        let rows = self.0.iter().map(|p| {
            let mut name = Text::new().name(p.name.as_str());
            if let Some(hint) = &p.hint {
                name.push(Role::Dim, format!(" ({hint})"));
            }
            let last = match p.last_on {
                Some(on) => said.entry(on).or_insert_with(|| Text::new().with(Role::Day, words::ago(on, today))).clone(),
                None => Text::new().dim("never"),
            };
            vec![name, closeness(p), last, tags(p)]
        });
        page.columns(rows, 3);
    }
}

/// Returns how close the person is said to be, and whether left in peace.
fn closeness(p: &PersonLine) -> Text {
    let state = match p.state {
        State::Active => "",
        State::Resting => "resting",
        State::LetGo => "let go",
        State::Deceased => "deceased",
    };
    let close = p.closeness.map_or("", |c| c.as_str());
    let marks = [close, if p.kin { "family" } else { "" }, state];
    let mut text = Text::new();
    for mark in marks.into_iter().filter(|mark| !mark.is_empty()) {
        if !text.is_empty() {
            text.push(Role::Plain, ", ");
        }
        text.push(Role::Plain, mark);
    }
    text
}

fn tags(p: &PersonLine) -> Text {
    let mut text = Text::new();
    for tag in &p.tags {
        let gap = if text.is_empty() { "#" } else { " #" };
        text.push(Role::Dim, format!("{gap}{tag}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::list::tests::filled;
    use crate::store::PersonFilter;
    use crate::view::page::tests::{check, page};

    #[test]
    fn a_line_holds_a_person_and_no_page_is_too_wide() {
        let filter = PersonFilter { states: State::ALL.to_vec(), ..PersonFilter::default() };
        let people = People(filled().read(|reader| reader.people(&filter)).expect("a store"));
        let out = page(80, false, |page| people.human(page));
        assert!(out.contains("Grace Hopper (brewer)  friend, family  3 days ago    #work:acme"), "{out}");
        assert!(out.contains("let go"), "{out}");
        for width in [20, 40, 80, 200] {
            check(&page(width, true, |page| people.human(page)), width).expect("a sound page");
        }
        assert_eq!(people.rows()[0][0..5], ["Grace Hopper", "brewer", "friend", "kin", "active"]);
        assert_eq!(people.json()["people"][0]["last_contact_on"], "2026-11-20");
    }
}
