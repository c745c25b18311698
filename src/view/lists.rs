//! The lists of notes, promises, tags, places and dates.

use chrono::{Datelike, NaiveDate};
use serde_json::json;

use super::lines::{Line, Pen};
use super::understood::promise_text;
use super::{Doc, Page, Role, Rows, Text, View, words};
use crate::domain::date::iso;
use crate::domain::promise::Outcome;
use crate::store::{DateLine, NoteLine, PromiseLine};

/// Remarks, newest first.
#[derive(Debug)]
pub struct Notes(pub Vec<NoteLine>);

impl View for Notes {
    fn json(&self) -> Doc<'_> {
        let note = |n: &NoteLine| json!({ "id": n.note.id.to_string(), "on": iso(n.note.on_day), "name": n.who.name, "hint": n.who.hint, "person_id": n.note.person_id.to_string(), "text": n.note.text });
        Doc::object([("notes", Doc::list(self.0.iter().map(note)))])
    }

    fn rows(&self) -> Rows<'_> {
        let row = |n: &NoteLine| vec![iso(n.note.on_day), n.who.shown(), n.note.text.clone(), n.note.id.to_string()];
        Rows::of(self.0.iter().map(row))
    }

    fn human(&self, page: &mut Page<'_>) {
        let today = page.today();
        for n in &self.0 {
            page.line(Text::new().name(n.who.shown()).dim(format!("  {}", words::day(n.note.on_day, today))));
            page.item("", Text::new().block(Role::Plain, &n.note.text));
        }
    }
}

/// Promises: open ones by due day, then closed ones.
#[derive(Debug)]
pub struct Promises(pub Vec<PromiseLine>);

impl View for Promises {
    fn json(&self) -> Doc<'_> {
        let promise = |p: &PromiseLine| {
            let r = &p.promise;
            json!({
                "id": r.id.to_string(), "by": r.by.as_str(), "name": p.who.name, "hint": p.who.hint, "person_id": r.person_id.to_string(), "text": r.text,
                "due": r.due.map(iso), "made_on": iso(r.made_on), "outcome": r.outcome.as_str(), "closed_on": r.closed_on.map(iso),
                "meeting": r.meeting_id.map(|id| id.to_string()),
            })
        };
        Doc::object([("promises", Doc::list(self.0.iter().map(promise)))])
    }

    fn rows(&self) -> Rows<'_> {
        let row = |p: &PromiseLine| {
            let day = |day: Option<NaiveDate>| day.map(iso).unwrap_or_default();
            let r = &p.promise;
            vec![
                r.by.to_string(),
                p.who.shown(),
                r.text.clone(),
                day(r.due),
                iso(r.made_on),
                r.outcome.to_string(),
                day(r.closed_on),
                r.id.to_string(),
            ]
        };
        Rows::of(self.0.iter().map(row))
    }

    fn human(&self, page: &mut Page<'_>) {
        let today = page.today();
        for p in &self.0 {
            let r = &p.promise;
            let mut text = promise_text(r.by, &p.who.shown(), &r.text, r.due, today);
            match r.outcome {
                Outcome::Open if r.due.is_some_and(|due| due < today) => text.push(Role::Bad, " (overdue)"),
                Outcome::Open => &mut text,
                Outcome::Kept => text.push(Role::Good, closed("kept", r.closed_on, today)),
                Outcome::Dropped => text.push(Role::Dim, closed("dropped", r.closed_on, today)),
            };
            page.line(text.dim(format!("  said {}", words::ago(r.made_on, today))));
        }
    }
}

fn closed(how: &str, on: Option<NaiveDate>, today: NaiveDate) -> String {
    match on {
        Some(on) => format!(" ({how} {})", words::day(on, today)),
        None => format!(" ({how})"),
    }
}

/// Tags: the tag, how many people and how many meetings carry it.
#[derive(Debug)]
pub struct Tags(pub Vec<(String, u32, u32)>);

fn counted(n: u32, noun: &str) -> Text {
    let text = words::count(n, noun);
    if n == 0 { Text::new() } else { Text::new().dim(text) }
}

impl View for Tags {
    fn json(&self) -> Doc<'_> {
        let tag = |(tag, people, meetings): &(String, u32, u32)| json!({ "tag": tag, "people": people, "meetings": meetings });
        Doc::object([("tags", Doc::list(self.0.iter().map(tag)))])
    }

    fn rows(&self) -> Rows<'_> {
        self.0
            .iter()
            .map(|(tag, people, meetings)| vec![tag.clone(), people.to_string(), meetings.to_string()])
            .collect()
    }

    fn human(&self, page: &mut Page<'_>) {
        let row = |(tag, people, meetings): &(String, u32, u32)| {
            vec![Text::from(format!("#{tag}")), counted(*people, "person"), counted(*meetings, "meeting")]
        };
        page.columns(self.0.iter().map(row), 0);
    }
}

/// Places: the name, how many meetings were there, and the day of the newest.
#[derive(Debug)]
pub struct Places(pub Vec<(String, u32, Option<NaiveDate>)>);

impl View for Places {
    fn json(&self) -> Doc<'_> {
        let place = |(name, meetings, last): &(String, u32, Option<NaiveDate>)| json!({ "place": name, "meetings": meetings, "last_on": last.map(iso) });
        Doc::object([("places", Doc::list(self.0.iter().map(place)))])
    }

    fn rows(&self) -> Rows<'_> {
        self.0
            .iter()
            .map(|(name, meetings, last)| vec![name.clone(), meetings.to_string(), last.map(iso).unwrap_or_default()])
            .collect()
    }

    fn human(&self, page: &mut Page<'_>) {
        let today = page.today();
        let row = |(name, meetings, last): &(String, u32, Option<NaiveDate>)| {
            let last = last.map(|on| words::ago(on, today)).unwrap_or_default();
            vec![Text::from(name.as_str()), counted(*meetings, "meeting"), Text::new().with(Role::Day, last)]
        };
        page.columns(self.0.iter().map(row), 0);
    }
}

/// Below this width a line of dates has two columns.
const NARROW: usize = 60;

/// Yearly days, those that come next first.
#[derive(Debug)]
pub struct Dates(pub Vec<DateLine>);

/// Returns how many years lie between the first and the next day; `None` where the year is not known.
fn years(line: &DateLine) -> Option<i32> {
    Some(line.next_on?.year() - line.on_date.year()?).filter(|years| *years > 0)
}

/// Returns how old somebody gets, or how long ago the first of the days was.
fn age(label: &str, years: i32) -> String {
    if label == "birthday" { format!("turns {years}") } else { words::count(years, "year") }
}

impl View for Dates {
    fn json(&self) -> Doc<'_> {
        let date = |d: &DateLine| {
            json!({
                "name": d.who.name, "hint": d.who.hint, "person_id": d.person_id.to_string(), "label": d.label, "on": d.on_date.to_string(),
                "next_on": d.next_on.map(iso), "years": years(d),
            })
        };
        Doc::object([("dates", Doc::list(self.0.iter().map(date)))])
    }

    fn rows(&self) -> Rows<'_> {
        let row = |d: &DateLine| {
            vec![
                d.next_on.map(iso).unwrap_or_default(),
                d.who.shown(),
                d.label.clone(),
                d.on_date.to_string(),
                years(d).map(|n| n.to_string()).unwrap_or_default(),
            ]
        };
        Rows::of(self.0.iter().map(row))
    }

    fn human(&self, page: &mut Page<'_>) {
        let today = page.today();
        // The lines of a day stand together, and say it alike.
        let mut said: Vec<(String, String)> = Vec::new();
        let mut before: Option<&DateLine> = None;
        let mut which = Vec::with_capacity(self.0.len());
        for d in &self.0 {
            if d.next_on.is_none() || before.is_none_or(|before| before.next_on != d.next_on) {
                said.push(match d.next_on {
                    Some(on) => (words::day(on, today), words::ago(on, today)),
                    None => (words::partial(d.on_date, today), String::new()),
                });
            }
            before = Some(d);
            which.push(said.len() - 1);
        }
        let said = |at: &usize| said.get(*at).map_or(("", ""), |(when, ahead)| (when, ahead));
        let row = |(d, at)| DateRow { d, when: said(at).0, ahead: said(at).1 };
        let rows: Vec<DateRow<'_>> = self.0.iter().zip(&which).map(row).collect();
        if page.width() < NARROW {
            page.lines(&rows, [DateColumn::When, DateColumn::Rest], 1);
        } else {
            use DateColumn::{Age, Ahead, Label, Name, When};
            page.lines(&rows, [When, Ahead, Name, Label, Age], 3);
        }
    }
}

/// A column of the list of dates.
#[derive(Debug, Clone, Copy)]
enum DateColumn {
    When,
    Ahead,
    Name,
    Label,
    Age,
    /// Name, label and age in one, where there is little room.
    Rest,
}

/// A date, the day in words, and how far ahead it is.
struct DateRow<'d> {
    d: &'d DateLine,
    when: &'d str,
    ahead: &'d str,
}

impl Line<DateColumn> for DateRow<'_> {
    fn put(&self, column: DateColumn, pen: &mut impl Pen) {
        let d = self.d;
        match column {
            DateColumn::When => pen.put(Role::Day, self.when),
            DateColumn::Ahead => pen.put(Role::Dim, self.ahead),
            DateColumn::Name => pen.put(Role::Name, &d.who.shown()),
            DateColumn::Label => pen.put(Role::Plain, &d.label),
            DateColumn::Age => {
                if let Some(years) = years(d) {
                    pen.put(Role::Dim, &age(&d.label, years));
                }
            }
            DateColumn::Rest => {
                self.put(DateColumn::Name, pen);
                [" ", &d.label, " "].iter().for_each(|piece| pen.put(Role::Plain, piece));
                self.put(DateColumn::Age, pen);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::list::tests::{day, filled};
    use crate::view::page::tests::{check, page};

    #[test]
    fn every_list_reads_well_and_fits() {
        let today = day("2026-11-23");
        let mut store = filled();
        let views: Vec<(Box<dyn View>, &str)> = store
            .read(|r| {
                Ok::<Vec<(Box<dyn View>, &str)>, crate::store::Error>(vec![
                    (Box::new(Notes(r.notes(None, None)?)), "Grace Hopper (brewer)  23 Nov\n    likes tea\n    a lot\n"),
                    (Box::new(Promises(r.promises(None, false)?)), "I owe Grace Hopper (brewer): the paper by Friday 20 Nov (overdue)  said 3 days\nago\n"),
                    (Box::new(Tags(r.tags()?)), "#Work:acme            1 meeting\n#work:acme  1 person\n"),
                    (Box::new(Places(r.places()?)), "Anna's  1 meeting  3 days ago\n"),
                    (Box::new(Dates(r.dates(today, None)?)), "2 Dec       in 9 days    Grace Hopper (brewer)  birthday  turns 36\n2 May 2027  in 5 months  José Ruiz              birthday\n"),
                ])
            })
            .expect("a store");
        for (view, expected) in &views {
            assert!(
                page(80, false, |page| view.human(page)).starts_with(expected),
                "{}",
                page(80, false, |page| view.human(page))
            );
            for width in [20, 40, 80, 200] {
                check(&page(width, true, |page| view.human(page)), width).expect("a sound page");
            }
            assert!(view.json().value().as_object().is_some_and(|o| o.len() == 1));
            assert!(view.rows().all().windows(2).all(|pair| pair[0].len() == pair[1].len()));
        }
    }
}
