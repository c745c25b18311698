//! Finds people and meetings by words.

use std::collections::HashMap;

use crate::domain::id::Id;
use crate::domain::person::State;
use crate::store::{Hit, MeetingFilter, MeetingLine, PersonFilter, Reader, Result, Words};
use crate::view::hits::{FoundLine, Hits, MeetingHit, PersonHit};
use crate::view::pages::Pages;

/// How many meetings are held at once.
const PAGE: usize = 128;
/// Of how many people all that is searched is held at once.
const PEOPLE_AT_ONCE: usize = 64;

/// Finds the people and the newest meetings that hold every word and fit the filter; at most its limit of each.
///
/// # Errors
/// Where the store cannot be read.
pub fn search<'r>(reader: &'r Reader<'_>, words: Words, filter: &MeetingFilter) -> Result<Hits<'r>> {
    if words.count() == 0 {
        let (people, meetings) = (Vec::new(), Vec::new().into());
        return Ok(Hits { words, people, meetings, more_people: false, more_meetings: false, in_context: false });
    }
    // One more than asked for tells whether there are more.
    let ask = filter.limit.map(|limit| limit.saturating_add(1));
    let room = filter.limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
    let among = among(reader, filter)?;
    let own = reader.search_people(&words, among.as_deref(), ask)?;
    let mut across = if own.len() <= room { reader.search_across(&words, among.as_deref())? } else { Vec::new() };
    let mut meetings = reader.search_meetings(&words, &MeetingFilter { limit: ask, ..filter.clone() })?;
    let more_people = own.len() + across.len() > room;
    let more_meetings = meetings.len() > room;
    across.truncate(room.saturating_sub(own.len()));
    meetings.truncate(room);
    let mut people: Vec<(Id, Option<Vec<Id>>)> = own.into_iter().take(room).map(|id| (id, None)).collect();
    people.extend(across.into_iter().map(|(id, meetings)| (id, Some(meetings))));
    Ok(Hits {
        people: person_hits(reader, &words, &people)?,
        meetings: meeting_hits(reader, words.clone(), meetings)?,
        words,
        more_people,
        more_meetings,
        in_context: false,
    })
}

/// Returns the people that fit the filter; `None` where it says nothing.
fn among(reader: &Reader<'_>, filter: &MeetingFilter) -> Result<Option<Vec<Id>>> {
    let MeetingFilter { with, place, tags, kind, since, until, limit: _, chosen: _ } = filter.clone();
    if with.is_empty() && place.is_none() && tags.is_empty() && kind.is_none() && since.is_none() && until.is_none() {
        return Ok(None);
    }
    let states = State::ALL.to_vec();
    let of = PersonFilter { tags, states, with, kind, place, since, until, background: true, closeness: None };
    Ok(Some(reader.people(&of)?.into_iter().map(|person| person.id).collect()))
}

/// Gathers the lines that matched, of some people at a time; the meetings stand beside those who match only with their
/// help.
fn person_hits(reader: &Reader<'_>, words: &Words, people: &[(Id, Option<Vec<Id>>)]) -> Result<Vec<PersonHit>> {
    let mut out = Vec::new();
    for some in people.chunks(PEOPLE_AT_ONCE) {
        some_hits(reader, words, some, &mut out)?;
    }
    Ok(out)
}

fn some_hits(
    reader: &Reader<'_>,
    words: &Words,
    people: &[(Id, Option<Vec<Id>>)],
    out: &mut Vec<PersonHit>,
) -> Result<()> {
    let ids: Vec<Id> = people.iter().map(|(id, _)| *id).collect();
    let mut texts: HashMap<Id, Vec<Hit>> = HashMap::new();
    for text in reader.person_texts(&ids)? {
        texts.entry(text.id).or_default().push(text);
    }
    let mut seen: Vec<Id> = people.iter().flat_map(|(_, meetings)| meetings.iter().flatten().copied()).collect();
    seen.sort_unstable();
    seen.dedup();
    let seen = if seen.is_empty() { Vec::new() } else { reader.meetings_by_id(&seen)? };
    for (id, meetings) in people {
        let texts = texts.remove(id).unwrap_or_default();
        let Some(name) = texts.first().map(|text| text.line.clone()) else { continue };
        let hint = texts.iter().find(|text| text.kind == "hint").map(|text| text.line.clone());
        let mut held = 0;
        let mut lines = Vec::new();
        for text in texts {
            let here = words.held(&text.line);
            held |= here;
            if here != 0 {
                let on = text.on.filter(|_| text.kind != "name");
                lines.push(FoundLine { kind: text.kind, line: text.line, on, meeting: None });
            }
        }
        let helped = meetings.is_some();
        let there = seen.iter().filter(|line| meetings.iter().flatten().any(|id| *id == line.meeting.id));
        lines.extend(there.flat_map(|line| {
            let (on, meeting) = (crate::domain::date::iso(line.meeting.on_day), line.meeting.id);
            found(words, line).0.into_iter().map(move |found| FoundLine {
                on: Some(on.clone()),
                meeting: Some(meeting),
                ..found
            })
        }));
        // The index knows no line ends: a phrase that only two lines together make is none.
        if helped || held == words.all() {
            out.push(PersonHit { id: *id, name, hint, lines });
        }
    }
    Ok(())
}

/// Gathers what matched of meetings, newest first, a page at a time.
fn meeting_hits<'r>(reader: &'r Reader<'_>, words: Words, ids: Vec<Id>) -> Result<Pages<'r, MeetingHit>> {
    if ids.is_empty() {
        return Ok(Vec::new().into());
    }
    // The index knows no line ends and finds more than there is, so a page may come to nothing.
    let page = move |last: Option<&MeetingHit>| -> Result<Vec<MeetingHit>> {
        let seen = last.map_or(0, |last| ids.partition_point(|id| *id >= last.line.meeting.id));
        for some in ids.get(seen..).unwrap_or_default().chunks(PAGE) {
            let hits = page_of(reader, &words, some)?;
            if !hits.is_empty() {
                return Ok(hits);
            }
        }
        Ok(Vec::new())
    };
    let first = page(None)?;
    Ok(Pages { first, rest: Some(Box::new(move |last| page(Some(last)))), most: usize::MAX })
}

fn page_of(reader: &Reader<'_>, words: &Words, ids: &[Id]) -> Result<Vec<MeetingHit>> {
    let lines = reader.meetings_by_id(ids)?.into_iter();
    Ok(lines
        .filter_map(|line| {
            let (found, held) = found(words, &line);
            (held == words.all()).then_some(MeetingHit { line, found })
        })
        .collect())
}

/// Returns the lines of a meeting that hold any word, and the words they hold together.
fn found(words: &Words, line: &MeetingLine) -> (Vec<FoundLine>, u64) {
    let mut held = 0;
    let mut out = Vec::new();
    let mut look = |kind: &str, text: &str| {
        let here = words.held(text);
        held |= here;
        if here != 0 {
            out.push(FoundLine { kind: kind.to_owned(), line: text.to_owned(), on: None, meeting: None });
        }
    };
    look("text", &line.meeting.text);
    look("place", line.meeting.place.as_deref().unwrap_or_default());
    line.tags.iter().for_each(|tag| look("tag", &format!("#{tag}")));
    for person in &line.people {
        let said = &person.attendance;
        let about = [("felt", &said.felt_words), ("left", &said.left_words), ("note", &said.note)];
        about.into_iter().for_each(|(kind, text)| look(kind, text.as_deref().unwrap_or_default()));
    }
    (out, held)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::list::tests::{day, filled};

    fn found(text: &str, filter: &MeetingFilter) -> (Vec<String>, Vec<String>) {
        let mut store = filled();
        let found = store.read(|reader| -> Result<_> {
            let hits = search(reader, Words::parse(text), filter)?;
            let days = hits.meetings.each().map(|hit| Ok(hit?.line.meeting.on_day.to_string()));
            Ok((hits.people.iter().map(|p| p.name.clone()).collect(), days.collect::<Result<_>>()?))
        });
        found.expect("a store")
    }

    #[test]
    fn people_match_alone_or_with_their_meetings() {
        let all = MeetingFilter::default();
        for (text, people, meetings) in [
            ("tall", &["Grace Hopper"][..], &[][..]),
            ("tall riga anna", &["Grace Hopper"], &[]),
            ("TALL \"anna's\"", &["Grace Hopper"], &[]),
            ("jose", &["José Ruiz"], &["2026-11-20"]),
            ("小明", &["王小明"], &["2026-03-01"]),
            ("coff", &[], &["2026-11-20", "2026-03-01"]),
            ("\"tall lives\"", &[], &[]),
            ("AND OR NEAR( * -", &[], &[]),
            ("* \" -", &[], &[]),
            ("a\0b", &["Grace Hopper"], &[]),
            ("heard", &[], &["2026-11-20"]),
        ] {
            let (some, days) = found(text, &all);
            assert_eq!(
                (some.iter().map(String::as_str).collect(), days.iter().map(String::as_str).collect()),
                (people.to_vec(), meetings.to_vec()),
                "{text}"
            );
        }
    }

    #[test]
    fn filters_combine_with_words() {
        let since = MeetingFilter { since: Some(day("2026-06-01")), ..MeetingFilter::default() };
        assert_eq!(found("coffee", &since).1, ["2026-11-20"]);
        let tagged = MeetingFilter { tags: vec!["WORK".into()], ..MeetingFilter::default() };
        assert_eq!(found("coffee", &tagged).1, ["2026-11-20"]);
        let there = MeetingFilter { place: Some("riga".into()), ..MeetingFilter::default() };
        assert_eq!(found("tall", &there), (vec!["Grace Hopper".to_owned()], vec![]));
        let one = MeetingFilter { limit: Some(1), ..MeetingFilter::default() };
        assert_eq!(found("coffee", &one).1, ["2026-11-20"]);
    }
}
