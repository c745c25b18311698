//! The list of people.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::sanitize::{shown, width};
use super::{Page, Role, Text, View, words};
use crate::domain::date::iso;
use crate::domain::person::State;
use crate::store::PersonLine;

/// Below this width a line holds the name and the last contact alone.
const NARROW: usize = 60;
/// The columns between two cells, as in every list.
const GAP: usize = 2;

/// People in the order to show them.
#[derive(Debug)]
pub struct People(pub Vec<PersonLine>);

fn person_json(p: &PersonLine) -> Value {
    json!({
        "id": p.id.to_string(), "name": p.name, "hint": p.hint, "closeness": p.closeness.map(|c| c.as_str()), "kin": p.kin,
        "state": p.state.as_str(), "last_contact_on": p.last_on.map(iso), "tags": p.tags().collect::<Vec<_>>(),
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
                p.tags().collect::<Vec<_>>().join(","),
                p.id.to_string(),
            ]
        };
        self.0.iter().map(row).collect()
    }

    fn human(&self, page: &mut Page<'_>) {
        let ago = self.ago(page.today());
        let ago = |p: &PersonLine| p.last_on.and_then(|on| ago.get(&on)).map_or("", String::as_str);
        let people: Vec<(&PersonLine, &str)> = self.0.iter().map(|p| (p, ago(p))).collect();
        if page.width() < NARROW {
            let rows =
                people.iter().map(|(p, ago)| [Column::Name, Column::Last].map(|column| column.text(p, ago)).to_vec());
            return page.columns(rows, 0);
        }
        let mut widths = [0; Column::ALL.len()];
        for (p, ago) in &people {
            for (most, column) in widths.iter_mut().zip(Column::ALL) {
                *most = column.width(p, ago).max(*most);
            }
        }
        let whole = widths.iter().map(|most| most + GAP).sum::<usize>();
        if whole > page.width() + GAP || page.screen().colour {
            let rows = people.iter().map(|(p, ago)| Column::ALL.map(|column| column.text(p, ago)).to_vec());
            return page.columns(rows, 3);
        }
        // Everybody is the longest list there is and nearly always fits; it is written without a table in memory.
        page.out.reserve(self.0.len() * whole);
        for (p, ago) in &people {
            let mut pending = 0;
            for (most, column) in widths.iter().zip(Column::ALL).filter(|(most, _)| **most > 0) {
                let mut used = 0;
                column.pieces(p, ago, &mut |_, piece| {
                    let piece = shown(piece);
                    page.spaces(std::mem::take(&mut pending));
                    page.out.push_str(&piece);
                    used += width(&piece);
                });
                pending += most + GAP - used;
            }
            page.end_line();
        }
    }
}

impl People {
    /// Returns how long ago each day of a last contact was: many share one, and saying it costs more than the rest.
    fn ago(&self, today: NaiveDate) -> HashMap<NaiveDate, String> {
        let mut ago = HashMap::new();
        for on in self.0.iter().filter_map(|p| p.last_on) {
            ago.entry(on).or_insert_with(|| words::ago(on, today));
        }
        ago
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

impl Column {
    const ALL: [Column; 4] = [Column::Name, Column::Close, Column::Last, Column::Tags];

    /// Gives the pieces of the cell to the function. `ago` is when the last contact was, in words.
    fn pieces(self, p: &PersonLine, ago: &str, with: &mut dyn FnMut(Role, &str)) {
        match self {
            Column::Name => {
                with(Role::Name, &p.name);
                if let Some(hint) = &p.hint {
                    [" (", hint, ")"].iter().for_each(|piece| with(Role::Dim, piece));
                }
            }
            Column::Close => {
                let close = p.closeness.map_or("", |c| c.as_str());
                let marks = [close, if p.kin { "family" } else { "" }, state(p.state)];
                for (at, mark) in marks.into_iter().filter(|mark| !mark.is_empty()).enumerate() {
                    if at > 0 {
                        with(Role::Plain, ", ");
                    }
                    with(Role::Plain, mark);
                }
            }
            Column::Last if ago.is_empty() => with(Role::Dim, "never"),
            Column::Last => with(Role::Day, ago),
            Column::Tags => {
                for (at, tag) in p.tags().enumerate() {
                    with(Role::Dim, if at > 0 { " #" } else { "#" });
                    with(Role::Dim, tag);
                }
            }
        }
    }

    fn width(self, p: &PersonLine, ago: &str) -> usize {
        let mut used = 0;
        self.pieces(p, ago, &mut |_, piece| used += width(&shown(piece)));
        used
    }

    fn text(self, p: &PersonLine, ago: &str) -> Text {
        let mut text = Text::new();
        self.pieces(p, ago, &mut |role, piece| {
            text.push(role, piece);
        });
        text
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
        assert_eq!(people.rows()[0][0..5], ["Grace Hopper", "brewer", "friend", "kin", "active"]);
        assert_eq!(people.json()["people"][0]["last_contact_on"], "2026-11-20");
    }
}
