//! What a search found: people first, then meetings, each with the lines that matched.

use std::ops::Range;

use serde_json::{Value, json};

use super::meetings::{head, meeting_json};
use super::pages::{Fault, Pages};
use super::sanitize::{self, shown};
use super::{Doc, Page, Role, Rows, Text, View};
use crate::domain::date::iso;
use crate::domain::id::Id;
use crate::domain::person::called;
use crate::store::{MeetingLine, Words};

/// Everything found.
pub struct Hits<'r> {
    /// What was searched for, to be marked.
    pub words: Words,
    pub people: Vec<PersonHit>,
    /// Newest first.
    pub meetings: Pages<'r, MeetingHit>,
    /// There are more people than these.
    pub more_people: bool,
    /// There are more meetings than these.
    pub more_meetings: bool,
    /// Show whole texts instead of what stands around the first match.
    pub in_context: bool,
}

/// A person found.
#[derive(Debug)]
pub struct PersonHit {
    pub id: Id,
    pub name: String,
    pub hint: Option<String>,
    /// The lines that hold a word, the person's own first.
    pub lines: Vec<FoundLine>,
}

/// A meeting found.
#[derive(Debug, Clone)]
pub struct MeetingHit {
    pub line: MeetingLine,
    pub found: Vec<FoundLine>,
}

/// A line that holds a word.
#[derive(Debug, Clone)]
pub struct FoundLine {
    /// `name`, `fact`, `text`, `place` and so on.
    pub kind: String,
    pub line: String,
    /// The day of the line, as stored.
    pub on: Option<String>,
    /// The meeting of a line that is not the person's own.
    pub meeting: Option<Id>,
}

impl Hits<'_> {
    /// Tells whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty() && self.meetings.first.is_empty()
    }
}

fn lines_json(lines: &[FoundLine]) -> Value {
    let line = |l: &FoundLine| json!({ "kind": l.kind, "line": l.line, "on": l.on, "meeting": l.meeting.map(|id| id.to_string()) });
    lines.iter().map(line).collect()
}

impl View for Hits<'_> {
    fn json(&self) -> Doc<'_> {
        let person = |p: &PersonHit| json!({ "id": p.id.to_string(), "name": p.name, "hint": p.hint, "lines": lines_json(&p.lines) });
        let meeting = |m: MeetingHit| {
            let mut value = meeting_json(&m.line);
            if let Some(object) = value.as_object_mut() {
                object.insert("lines".into(), lines_json(&m.found));
            }
            value
        };
        Doc::object([
            ("people", Doc::list(self.people.iter().map(person))),
            ("meetings", Doc::List(Box::new(self.meetings.each().map(move |hit| hit.map(meeting))))),
            ("more_people", json!(self.more_people).into()),
            ("more_meetings", json!(self.more_meetings).into()),
        ])
    }

    fn rows(&self) -> Rows<'_> {
        let people = self.people.iter().flat_map(|p| {
            let name = || called(&p.name, p.hint.as_deref());
            p.lines.iter().map(move |l| ("person", &p.id, name(), l.on.clone().unwrap_or_default(), l))
        });
        let row = |(what, id, names, on, l): (&str, &Id, String, String, &FoundLine)| {
            vec![what.to_owned(), names, on, l.kind.clone(), l.line.clone(), id.to_string()]
        };
        let meetings = self.meetings.each().flat_map(move |hit| {
            let rows = hit.map(|m| {
                let names: Vec<_> = m.line.people.iter().map(|p| p.who.shown()).collect();
                let (names, on) = (names.join("; "), iso(m.line.meeting.on_day));
                m.found.iter().map(|l| row(("meeting", &m.line.meeting.id, names.clone(), on.clone(), l))).collect()
            });
            let rows: Vec<_> = match rows {
                Ok(rows) => Vec::into_iter(rows).map(Ok).collect(),
                Err(e) => vec![Err(e)],
            };
            rows
        });
        Rows::read(people.map(row).map(Ok).chain(meetings))
    }

    fn human(&self, page: &mut Page<'_>) {
        if !self.people.is_empty() {
            page.heading("People");
        }
        for person in &self.people {
            let mut text = Text::from("  ");
            self.mark(&mut text, &person.name, Role::Name);
            if let Some(hint) = &person.hint {
                text.push(Role::Dim, " (");
                self.mark(&mut text, hint, Role::Dim);
                text.push(Role::Dim, ")");
            }
            page.line(text);
            // The name and the hint stand marked above.
            let above = |l: &FoundLine| l.kind == "hint" || l.kind == "name" && l.line == person.name;
            for line in person.lines.iter().filter(|l| l.meeting.is_some() || !above(l)) {
                self.found_line(page, line);
            }
        }
        if !self.meetings.first.is_empty() {
            page.heading("Meetings");
        }
        let fault = Fault::default();
        for hit in self.meetings.each().map_while(|hit| fault.catch(hit)) {
            let mut text = Text::from("  ");
            text.append(&head(&hit.line, page.today()));
            page.line(text);
            for line in &hit.found {
                self.found_line(page, line);
            }
        }
        if let Some(e) = fault.take() {
            page.break_off(e);
        }
    }
}

impl Hits<'_> {
    /// Writes a line that matched: around its first match in one line of the screen, or whole.
    fn found_line(&self, page: &mut Page<'_>, line: &FoundLine) {
        let mut lead = Text::from("    ");
        if line.meeting.is_some() {
            lead.push(Role::Day, format!("{} ", line.on.as_deref().unwrap_or_default()));
        }
        // A fact, a tag and what a meeting says speak for themselves.
        if !matches!(line.kind.as_str(), "text" | "tag" | "fact") {
            lead.push(Role::Dim, format!("{}: ", line.kind));
        }
        if self.in_context {
            for part in line.line.lines() {
                let mut text = lead.clone();
                self.mark(&mut text, part, Role::Plain);
                page.line(text);
            }
            return;
        }
        let room = page.width().saturating_sub(lead.width()).max(1);
        let clean = shown(&line.line);
        let spans = self.words.spans(&clean);
        let (range, before, after) = window(&clean, spans.first(), room);
        lead.push(Role::Dim, if before { "…" } else { "" });
        if before || after {
            self.mark(&mut lead, clean.get(range).unwrap_or_default(), Role::Plain);
        } else {
            mark_spans(&mut lead, &clean, &spans, Role::Plain);
        }
        lead.push(Role::Dim, if after { "…" } else { "" });
        page.line(lead);
    }

    /// Appends a piece with the words searched for marked in it.
    fn mark(&self, text: &mut Text, piece: &str, role: Role) {
        let clean = shown(piece);
        mark_spans(text, &clean, &self.words.spans(&clean), role);
    }
}

/// Appends a piece with some parts of it marked.
fn mark_spans(text: &mut Text, clean: &str, spans: &[Range<usize>], role: Role) {
    let mut at = 0;
    for span in spans {
        text.push(role, clean.get(at..span.start).unwrap_or_default());
        text.push(Role::Strong, clean.get(span.clone()).unwrap_or_default());
        at = span.end;
    }
    text.push(role, clean.get(at..).unwrap_or_default());
}

/// Returns the part of a text to show in so many columns: its beginning, or what stands around the match where that
/// lies too far in; and whether anything is left out before and after it.
fn window(text: &str, first: Option<&Range<usize>>, columns: usize) -> (Range<usize>, bool, bool) {
    if sanitize::width(text) <= columns {
        return (0..text.len(), false, false);
    }
    let from = first.filter(|span| sanitize::width(text.get(..span.end).unwrap_or_default()) + 1 > columns).map_or(
        0,
        |span| {
            // A third of the line leads up to the match, from the beginning of a word where there is one.
            let lead = text.get(..span.start).unwrap_or_default();
            let mut start = span.start;
            for (at, _) in lead.char_indices().rev() {
                if sanitize::width(lead.get(at..).unwrap_or_default()) > columns / 3 {
                    break;
                }
                start = at;
            }
            let skipped = text.get(start..span.start).and_then(|near| near.find(' ')).map_or(0, |space| space + 1);
            start + skipped
        },
    );
    let rest = text.get(from..).unwrap_or_default();
    let before = from > 0;
    let room = columns.saturating_sub(usize::from(before));
    if sanitize::width(rest) <= room {
        return (from..text.len(), before, false);
    }
    let kept = sanitize::fitting(rest, room.saturating_sub(1)).trim_end();
    (from..from + kept.len(), before, true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::page::tests::page;

    #[test]
    fn the_part_around_the_match_is_shown() {
        let text = "we sat by the window and she told me about the brewery in Riga, at length";
        for (words, columns, expected) in [
            ("riga", 100, text),
            ("window", 30, "we sat by the window and she…"),
            ("riga", 30, "…in Riga, at length"),
            ("riga", 12, "…in Riga, a…"),
            ("none", 10, "we sat by…"),
        ] {
            let spans = Words::parse(words).spans(text);
            let (range, before, after) = window(text, spans.first(), columns);
            let dots = |is| if is { "…" } else { "" };
            let shown = format!("{}{}{}", dots(before), text.get(range).expect("a range"), dots(after));
            assert_eq!(shown, expected);
            assert!(sanitize::width(&shown) <= columns);
        }
    }

    #[test]
    fn a_page_shows_who_and_which_line() {
        let fact =
            FoundLine { kind: "fact".into(), line: "looks: tall".into(), on: Some("2026-05-02".into()), meeting: None };
        let met = FoundLine {
            kind: "place".into(),
            line: "Anna's".into(),
            on: Some("2026-05-03".into()),
            meeting: Some(Id(7)),
        };
        let person =
            PersonHit { id: Id(1), name: "Grace 名".into(), hint: Some("Riga".into()), lines: vec![fact, met] };
        let hits = Hits {
            words: Words::parse("tall riga anna"),
            people: vec![person],
            meetings: vec![].into(),
            more_people: false,
            more_meetings: false,
            in_context: false,
        };
        let out = page(40, true, |page| hits.human(page));
        assert_eq!(out, "People\n  Grace 名 (Riga)\n    looks: tall\n    2026-05-03 place: Anna's\n");
        assert_eq!(hits.rows().all().len(), 2);
    }
}
