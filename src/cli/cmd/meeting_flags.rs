//! The flags of `auld edit` that are of a meeting, and what they mean.

use clap::Args;

use super::edit_values::{cleared, minutes, past_day, unknown};
use super::someone::{self, Meant};
use crate::actions::edit_meeting::{self as action, MeetingEdit};
use crate::cli::report::Failure;
use crate::cli::session::Session;
use crate::cli::values;
use crate::domain::id::Id;
use crate::domain::meeting::{Feeling, Kind};
use crate::store::{MeetingLine, Store};

/// What of a meeting is to change. A value that is given empty clears its field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
#[command(next_help_heading = "Of a meeting")]
pub struct MeetingFlags {
    #[arg(skip)]
    pub on: Option<String>,
    /// in_person, video, call, letter, email, message or attempt
    #[arg(long)]
    pub kind: Option<String>,
    /// Somebody who was there; can be given again
    #[arg(long, value_name = "NAME")]
    pub with: Vec<String>,
    /// Somebody who was not there; can be given again
    #[arg(long, value_name = "NAME")]
    pub without: Vec<String>,
    /// The place
    #[arg(long, value_name = "PLACE")]
    pub at: Option<String>,
    #[arg(long, hide = true, conflicts_with = "at")]
    pub no_at: bool,
    /// A tag to put on; can be given again
    #[arg(long, value_parser = values::tag)]
    pub tag: Vec<String>,
    /// A tag to take off; can be given again
    #[arg(long, value_name = "TAG", value_parser = values::tag)]
    pub rm_tag: Vec<String>,
    /// How long: 90, "2 h"
    #[arg(long, value_name = "MINUTES")]
    pub min: Option<String>,
    #[arg(long, hide = true, conflicts_with = "min")]
    pub no_min: bool,
    /// How somebody made you feel: "Grace: heard +2"
    #[arg(long, value_name = "NAME: WORDS")]
    pub felt: Vec<String>,
    /// How you think you left somebody: "Grace: tired -1"
    #[arg(long, value_name = "NAME: WORDS")]
    pub left: Vec<String>,
    /// The words
    #[arg(long)]
    pub text: Option<String>,
    /// People present, you included, where more than those named
    #[arg(long, value_name = "N")]
    pub size: Option<String>,
    #[arg(long, hide = true, conflicts_with = "size")]
    pub no_size: bool,
    /// Nobody chose it, such as a class
    #[arg(long, conflicts_with = "chosen")]
    pub imposed: bool,
    /// It was somebody's choice
    #[arg(long)]
    pub chosen: bool,
    /// Who wrote: out (you), in (they) or both
    #[arg(long, value_name = "WAY")]
    pub direction: Option<String>,
}

impl MeetingFlags {
    /// Returns the change as the action takes it, with every name settled, and who is to be added and was there.
    pub fn edit(
        &self,
        session: &mut Session<'_>,
        store: &mut Store,
        line: &MeetingLine,
    ) -> Result<(MeetingEdit, Vec<Meant>), Failure> {
        let today = session.world.today;
        let mut felt = Vec::new();
        let mut without = Vec::new();
        let (mut with, mut newcomers) = (Vec::new(), Vec::new());
        for name in &self.with {
            match someone::known_or_new(session, store, name)? {
                Meant::Known(person) => with.push(person.id),
                new @ Meant::New(_) => newcomers.push(new),
            }
        }
        for name in &self.without {
            without.push(attendee(session, store, line.meeting.id, name)?);
        }
        // A name put right in the form goes and comes at once: the person stays, and so does what was felt.
        without.retain(|person| !with.contains(person));
        for said in &self.felt {
            felt.push(feeling(session, store, line, said)?);
        }
        let mut left = Vec::new();
        for said in &self.left {
            left.push(feeling(session, store, line, said)?);
        }
        // Who no longer stands in the form takes their feeling along: there is nothing left to clear.
        let stays = |(person, feeling): &(Id, Feeling)| !feeling.is_empty() || !without.contains(person);
        felt.retain(stays);
        left.retain(stays);
        let kind = cleared(&self.kind, false, |word| Kind::parse_lenient(word).map_err(|e| unknown(&e)))?;
        let edit = MeetingEdit {
            on: self.on.as_deref().map(|text| past_day(text, today)).transpose()?,
            kind: kind.map(Option::unwrap_or_default),
            with,
            without,
            place: cleared(&self.at, self.no_at, |place| Ok(place.trim_start_matches('@').to_owned()))?,
            tags: self.tag.clone(),
            rm_tags: self.rm_tag.clone(),
            minutes: cleared(&self.min, self.no_min, minutes)?,
            felt,
            left,
            text: self.text.clone(),
            size: cleared(&self.size, self.no_size, |text| {
                text.parse()
                    .ok()
                    .filter(|n| *n >= 1)
                    .ok_or_else(|| Failure::Usage(format!("--size: `{text}` is no number of people")))
            })?,
            direction: cleared(&self.direction, false, |word| word.parse().map_err(|e| unknown(&e)))?,
            imposed: (self.imposed || self.chosen).then_some(self.imposed),
        };
        Ok((edit, newcomers))
    }
}

/// Settles a name among those who were there, else among everybody.
fn attendee(session: &mut Session<'_>, store: &mut Store, meeting: Id, name: &str) -> Result<Id, Failure> {
    match store.read(|reader| action::attendee(reader, meeting, name))? {
        Some(id) => Ok(id),
        None => Ok(session.person(store, name)?.id),
    }
}

/// Reads "Grace: heard +2"; the name may be left out where only one was there.
fn feeling(
    session: &mut Session<'_>,
    store: &mut Store,
    line: &MeetingLine,
    text: &str,
) -> Result<(Id, Feeling), Failure> {
    if let Some((name, words)) = text.split_once(':') {
        return Ok((attendee(session, store, line.meeting.id, name)?, values::feeling(words)?));
    }
    match line.people.as_slice() {
        [only] => Ok((only.attendance.person_id, values::feeling(text)?)),
        _ => Err(Failure::Usage(format!("whose? name them: \"NAME: {text}\""))),
    }
}
