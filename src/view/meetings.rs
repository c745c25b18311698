//! The list of meetings.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::pages::{Fault, Pages};
use super::{Doc, Page, Role, Rows, Text, View, words};
use crate::domain::date::iso;
use crate::domain::meeting::Feeling;
use crate::store::MeetingLine;

/// Below this width the columns would be too narrow to read.
const NARROW: usize = 72;
/// How many people of a meeting a line names.
const NAMED: usize = 3;

/// Meetings in the order to show them.
pub struct Meetings<'r>(pub Pages<'r, MeetingLine>);

/// Returns a meeting with everything known of it.
pub fn meeting_json(line: &MeetingLine) -> Value {
    let m = &line.meeting;
    let feeling = |f: Option<Feeling>| f.map(|f| json!({ "words": f.words, "value": f.value }));
    let people = line.people.iter().map(|p| {
        let a = &p.attendance;
        json!({ "id": a.person_id.to_string(), "name": p.who.name, "hint": p.who.hint, "felt": feeling(a.felt()), "left": feeling(a.left()), "note": a.note })
    });
    json!({
        "id": m.id.to_string(), "on": iso(m.on_day), "kind": m.kind.as_str(), "minutes": m.minutes,
        "people": people.collect::<Vec<_>>(), "place": m.place, "tags": line.tags, "text": m.text, "size": m.size,
        "direction": m.direction.map(|d| d.as_str()), "imposed": m.imposed,
    })
}

/// Returns who was there, in a few words.
fn who(line: &MeetingLine) -> String {
    let names: Vec<String> = line.people.iter().take(NAMED).map(|p| p.who.shown()).collect();
    match line.people.len().saturating_sub(NAMED) {
        0 => words::list_and(&names),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

/// Returns day, kind, people and place of a meeting in one line.
pub fn head(line: &MeetingLine, today: NaiveDate) -> Text {
    let m = &line.meeting;
    let mut text = Text::new().with(Role::Day, words::day(m.on_day, today)).dim(format!(" · {}", m.kind.spoken()));
    if !line.people.is_empty() {
        text = text.plain(" · ").name(who(line));
    }
    match &m.place {
        Some(place) => text.plain(format!(" · {place}")),
        None => text,
    }
}

impl View for Meetings<'_> {
    fn json(&self) -> Doc<'_> {
        let meetings = self.0.each().map(|line| Ok(meeting_json(&line?)));
        Doc::object([("meetings", Doc::List(Box::new(meetings)))])
    }

    fn rows(&self) -> Rows<'_> {
        let row = |line: &MeetingLine| {
            let m = &line.meeting;
            let names: Vec<_> = line.people.iter().map(|p| p.who.shown()).collect();
            vec![
                iso(m.on_day),
                m.kind.to_string(),
                names.join("; "),
                m.place.clone().unwrap_or_default(),
                m.minutes.map(|n| n.to_string()).unwrap_or_default(),
                line.tags.join(","),
                m.text.clone(),
                m.id.to_string(),
            ]
        };
        Rows::read(self.0.each().map(move |line| Ok(row(&line?))))
    }

    fn human(&self, page: &mut Page<'_>) {
        let today = page.today();
        let first = |line: &MeetingLine| {
            line.meeting.text.lines().find(|l| !l.trim().is_empty()).unwrap_or_default().trim().to_owned()
        };
        let fault = Fault::default();
        let lines = || self.0.each().map_while(|line| fault.catch(line));
        if page.width() < NARROW {
            for line in lines() {
                page.line(head(&line, today));
                let text = super::sanitize::shown(&first(&line)).into_owned();
                page.line(Text::from("  ").plain(super::sanitize::cut(&text, page.width().saturating_sub(2).max(1))));
            }
        } else {
            let row = |line: MeetingLine| {
                let m = &line.meeting;
                vec![
                    Text::new().with(Role::Day, words::day(m.on_day, today)),
                    Text::new().dim(m.kind.spoken()),
                    Text::new().name(who(&line)),
                    Text::from(m.place.as_deref().unwrap_or_default()),
                    Text::from(first(&line)),
                ]
            };
            if self.0.more() {
                page.long_columns(|| lines().map(row), 4);
            } else {
                page.columns(lines().map(row), 4);
            }
        }
        if let Some(e) = fault.take() {
            page.break_off(e);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::list::tests::filled;
    use crate::store::MeetingFilter;
    use crate::view::page::tests::{check, page};

    fn meetings() -> Meetings<'static> {
        Meetings(filled().read(|reader| reader.meetings(&MeetingFilter::default())).expect("a store").into())
    }

    #[test]
    fn a_line_holds_a_meeting_and_no_page_is_too_wide() {
        let out = page(80, false, |page| meetings().human(page));
        assert!(out.starts_with("20 Nov  in person  Grace Hopper (brewer) and José Ruiz  Anna's"), "{out}");
        for width in [20, 40, 80, 200] {
            let out = page(width, true, |page| meetings().human(page));
            check(&out, width).expect("a sound page");
        }
        assert_eq!(meetings().rows().all().iter().map(Vec::len).collect::<Vec<_>>(), [8, 8]);
    }

    #[test]
    fn the_document_holds_everything() {
        let all = meetings().json().value();
        assert_eq!(all["meetings"][0]["people"][0]["felt"]["words"], "heard");
        assert_eq!(all["meetings"][0]["tags"][0], "Work:acme");
        assert_eq!(all["meetings"][0]["imposed"], false);
    }
}
