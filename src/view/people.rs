//! The list of people.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::lines::{Line, Pen};
use super::words::Far;
use super::{Doc, Page, Role, Rows, View};
use crate::domain::date::iso;
use crate::domain::person::State;
use crate::store::PersonLine;

/// Below this width a line holds the name and the last contact alone.
const NARROW: usize = 60;

/// People in the order to show them.
#[derive(Debug)]
pub struct People(pub Vec<PersonLine>);

fn person_json(p: &PersonLine) -> Value {
    json!({
        "id": p.id.to_string(), "name": p.name(), "hint": p.hint(), "closeness": p.closeness.map(|c| c.as_str()), "kin": p.kin,
        "state": p.state.as_str(), "last_contact_on": p.last_on.map(iso), "tags": p.tags().collect::<Vec<_>>(),
    })
}

impl View for People {
    fn json(&self) -> Doc<'_> {
        Doc::object([("people", Doc::list(self.0.iter().map(person_json)))])
    }

    fn rows(&self) -> Rows<'_> {
        let row = |p: &PersonLine| {
            vec![
                p.name().to_owned(),
                p.hint().unwrap_or_default().to_owned(),
                p.closeness.map(|c| c.as_str().to_owned()).unwrap_or_default(),
                if p.kin { "kin".to_owned() } else { String::new() },
                p.state.as_str().to_owned(),
                p.last_on.map(iso).unwrap_or_default(),
                p.tags().collect::<Vec<_>>().join(","),
                p.id.to_string(),
            ]
        };
        Rows::of(self.0.iter().map(row))
    }

    fn human(&self, page: &mut Page<'_>) {
        let (said, which) = self.ago(page.today());
        let ago = |at: &usize| said.get(*at).map_or("", String::as_str);
        let rows: Vec<Row<'_>> = self.0.iter().zip(&which).map(|(p, at)| Row { p, ago: ago(at) }).collect();
        if page.width() < NARROW {
            page.lines(&rows, [Column::Name, Column::Last], 0);
        } else {
            page.lines(&rows, [Column::Name, Column::Close, Column::Last, Column::Tags], 3);
        }
    }
}

impl People {
    /// Returns the ways to say how long ago the last contacts were, and which of them holds for each person; a number
    /// that none of them has for nobody met. Saying it costs more than the rest of a line, and many share one.
    fn ago(&self, today: NaiveDate) -> (Vec<String>, Vec<usize>) {
        let (mut said, mut known) = (Vec::new(), Vec::new());
        let mut which = |p: &PersonLine| {
            let Some(on) = p.last_on else { return usize::MAX };
            let far = Far::between(on, today);
            match known.binary_search_by_key(&far, |(far, _)| *far) {
                Ok(at) => known.get(at).map_or(usize::MAX, |(_, which)| *which),
                Err(at) => {
                    known.insert(at, (far, said.len()));
                    said.push(far.to_string());
                    said.len() - 1
                }
            }
        };
        let which = self.0.iter().map(&mut which).collect();
        (said, which)
    }
}

/// A column of the list.
#[derive(Debug, Clone, Copy)]
enum Column {
    Name,
    /// How close the person is said to be, and whether left in peace.
    Close,
    Last,
    Tags,
}

/// A person, and when the last contact was, in words.
struct Row<'p> {
    p: &'p PersonLine,
    ago: &'p str,
}

impl Line<Column> for Row<'_> {
    fn put(&self, column: Column, pen: &mut impl Pen) {
        let Row { p, ago } = self;
        match column {
            Column::Name => {
                pen.put(Role::Name, p.name());
                if let Some(hint) = p.hint() {
                    [" (", hint, ")"].iter().for_each(|piece| pen.put(Role::Dim, piece));
                }
            }
            Column::Close => {
                let close = p.closeness.map_or("", |c| c.as_str());
                let mut before = "";
                for mark in [close, if p.kin { "family" } else { "" }, state(p.state)] {
                    if !mark.is_empty() {
                        pen.put(Role::Plain, before);
                        pen.put(Role::Plain, mark);
                        before = ", ";
                    }
                }
            }
            Column::Last if ago.is_empty() => pen.put(Role::Dim, "never"),
            Column::Last => pen.put(Role::Day, ago),
            Column::Tags => {
                for (at, tag) in p.tags().enumerate() {
                    pen.put(Role::Dim, if at > 0 { " #" } else { "#" });
                    pen.put(Role::Dim, tag);
                }
            }
        }
    }
}

/// Returns a state worth a word; the usual one is not.
fn state(state: State) -> &'static str {
    match state {
        State::Active => "",
        State::Resting => "resting",
        State::LetGo => "let go",
        State::Deceased => "deceased",
    }
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
        for width in [20, 40, 60, 80, 200] {
            let coloured = page(width, true, |page| people.human(page));
            check(&coloured, width).expect("a sound page");
            // Written as it is read or as a table: nobody can tell.
            assert_eq!(page(width, false, |page| people.human(page)), coloured);
        }
        assert_eq!(people.rows().all()[0][0..5], ["Grace Hopper", "brewer", "friend", "kin", "active"]);
        assert_eq!(people.json().value()["people"][0]["last_contact_on"], "2026-11-20");
    }
}
