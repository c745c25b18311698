//! What a NAME, `last` or the first letters of a meeting's id mean, and the question before something large.

use chrono::NaiveDate;

use crate::actions::who::{self, Found, PersonRef};
use crate::cli::report::{Failure, Refusal, refused};
use crate::cli::session::Session;
use crate::domain::id::Id;
use crate::store::{MeetingLine, Store};
use crate::view::words;
use crate::world::Unanswered;

/// The fewest letters of an id that name a meeting; fewer would name one by accident.
const LEAST_LETTERS: usize = 4;

/// What was named.
#[derive(Debug, Clone)]
pub enum Target {
    Person(PersonRef),
    Meeting(MeetingLine),
}

/// Settles what the text names: the meeting written last, a person, else a meeting by its id.
pub fn settle(session: &mut Session<'_>, store: &mut Store, text: &str) -> Result<Target, Failure> {
    if text.eq_ignore_ascii_case("last") {
        let last = store.read(|reader| reader.meeting_written_last())?;
        if let Some(person) = store.read(|reader| who::same_name(reader, text))?.first() {
            session.say(&format!("`{text}` is the meeting written last; the person: `[{}]`", person.name));
        }
        let none = || Refusal::new("no meeting was written yet").hint("write one down with `auld log TEXT`");
        return meeting(store, last.ok_or_else(none)?);
    }
    let found = store.read(|reader| who::find(reader, text))?;
    if matches!(found, Found::None { .. }) && is_like_an_id(text) {
        let ids = store.read(|reader| reader.meetings_by_prefix(text))?;
        match ids.as_slice() {
            [] => {}
            [id] => return meeting(store, *id),
            several => return Err(ambiguous(session, store, text, several)?),
        }
    }
    session.person(store, text).map(Target::Person)
}

/// Returns the meeting in a line: day, kind, who was there, where.
pub fn described(line: &MeetingLine, today: NaiveDate) -> String {
    let names: Vec<String> = line.people.iter().map(|p| p.who.shown()).collect();
    let mut text = format!("{}, {}", words::day(line.meeting.on_day, today), line.meeting.kind.spoken());
    if !names.is_empty() {
        text.push_str(&format!(" with {}", words::list_and(&names)));
    }
    if let Some(place) = &line.meeting.place {
        text.push_str(&format!(" @{place}"));
    }
    text
}

/// Asks before something large. A script is not asked: whatever is done can be undone.
pub fn go_on(session: &mut Session<'_>, question: &str) -> Result<(), Failure> {
    if session.settings.yes || session.settings.dry_run {
        return Ok(());
    }
    match session.put_yes_or_no(question, false) {
        Ok(true) | Err(Unanswered::Nobody) => Ok(()),
        Ok(false) | Err(Unanswered::Left) => Err(refused("all is left as it was")),
    }
}

/// Returns the meeting with who was there.
pub fn meeting(store: &mut Store, id: Id) -> Result<Target, Failure> {
    let line = store.read(|reader| reader.meetings_by_id(&[id]))?.pop();
    line.map(Target::Meeting).ok_or_else(|| refused(format!("there is no meeting {id}")))
}

fn is_like_an_id(text: &str) -> bool {
    text.len() >= LEAST_LETTERS && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn ambiguous(session: &Session<'_>, store: &mut Store, text: &str, ids: &[Id]) -> Result<Failure, Failure> {
    let mut refusal = Refusal::new(format!("`{text}` can be {}", words::count(ids.len(), "meeting")));
    for line in store.read(|reader| reader.meetings_by_id(ids))? {
        refusal = refusal.line(format!("{}  {}", line.meeting.id, described(&line, session.world.today)));
    }
    Ok(refusal.hint("give more letters of the id").into())
}
