//! The flags that say what a meeting was, and win over its sentence.

use chrono::NaiveDate;
use clap::Args;

use super::log_people::Cast;
use crate::actions::log::{self, NewMeeting, NewPromise};
use crate::cli::report::{Failure, Refusal};
use crate::cli::session::Done;
use crate::cli::values;
use crate::domain::date::iso;
use crate::domain::fold;
use crate::domain::meeting::{Direction, Feeling, Kind};
use crate::domain::promise::By;
use crate::text::{entry, when};
use crate::view::words::{list_and, list_or};

#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "What the sentence need not say")]
pub struct MeetingFlags {
    /// The day
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
    /// Who was there; can be given again; `[Name]` adds somebody new
    #[arg(long, value_name = "NAME")]
    pub with: Vec<String>,
    /// The place
    #[arg(long, value_name = "PLACE")]
    at: Option<String>,
    /// A tag; can be given again
    #[arg(long, value_parser = values::tag)]
    tag: Vec<String>,
    /// in_person, video, call, letter, email, message or attempt
    #[arg(long, value_parser = Kind::parse_lenient)]
    kind: Option<Kind>,
    /// How long: 90, "2h", "1:30h", "12:30-14:00", "an hour"
    #[arg(long, value_name = "MINUTES")]
    min: Option<String>,
    /// How they made you feel: "heard +2", or "Grace: heard" where there are several; "" nothing
    #[arg(long, value_name = "WORDS")]
    pub felt: Vec<String>,
    /// How you think you left them
    #[arg(long, value_name = "WORDS")]
    pub left: Vec<String>,
    /// What you promised: "the paper by Friday", or "Grace: the paper"
    #[arg(long, value_name = "TEXT")]
    pub promise: Vec<String>,
    /// What they promised you
    #[arg(long, value_name = "TEXT")]
    pub theirs: Vec<String>,
    /// Who introduced you to those who are new, or to the only one there; "Ilze: Marek" says to whom, "" nobody did
    #[arg(long, value_name = "FRIEND")]
    pub via: Vec<String>,
    /// How many were there, you included
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    size: Option<u32>,
    /// Who wrote a letter, mail or message: out (you), in (they) or both
    #[arg(long)]
    direction: Option<Direction>,
    /// Nobody chose it: a class, a staff meeting
    #[arg(long)]
    imposed: bool,
}

/// What to do with what has not been yet.
pub const PLANNED: &str =
    "what is planned is a promise or a note until it has been: `auld promise NAME \"dinner\" --by DAY`";

impl MeetingFlags {
    /// Tells whether the flags alone name the people.
    pub fn names_people(&self) -> bool {
        !self.with.is_empty()
    }

    /// Returns the day that is given, which wins over whatever the sentence says.
    ///
    /// # Errors
    /// Refuses what is no day, and a day to come.
    pub fn day(&self, today: NaiveDate) -> Result<Option<NaiveDate>, Failure> {
        let Some(day) = &self.on else { return Ok(None) };
        let on = values::past_day("--on", day, today)?;
        if on > today {
            return Err(Refusal::new(format!("{} is still to come; nothing was written", iso(on)))
                .hint(PLANNED)
                .into());
        }
        Ok(Some(on))
    }

    /// Lets every flag that was given win.
    ///
    /// # Errors
    /// Refuses a day, a length or a name that makes no sense.
    pub fn apply(&self, meeting: &mut NewMeeting, cast: &Cast, today: NaiveDate) -> Done {
        meeting.on = self.day(today)?.unwrap_or(meeting.on);
        if let Some(place) = &self.at {
            meeting.place = Some(place.trim().to_owned()).filter(|p| !p.is_empty());
        }
        if !self.tag.is_empty() {
            meeting.tags.clone_from(&self.tag);
        }
        meeting.tags.sort();
        meeting.tags.dedup();
        meeting.kind = self.kind.unwrap_or(meeting.kind);
        if let Some(length) = &self.min {
            meeting.minutes = Some(minutes(length)?);
        }
        meeting.size = self.size.or(meeting.size);
        meeting.direction = self.direction.or(meeting.direction);
        meeting.imposed |= self.imposed;
        override_feelings(&mut meeting.felt, &self.felt, cast)?;
        override_feelings(&mut meeting.left, &self.left, cast)?;
        for (by, texts) in [(By::Me, &self.promise), (By::Them, &self.theirs)] {
            if !texts.is_empty() {
                meeting.promises.retain(|p| p.by != by);
            }
            for text in texts {
                let (who, text) = one_of(text, cast)?;
                if who.is_none() && cast.people.len() > 1 {
                    return Err(Refusal::new("several were there; whose promise is it?")
                        .hint("--promise \"NAME: the paper by Friday\"")
                        .into());
                }
                let (text, due) = values::promised(text, entry::counted_from(meeting.on, today))?;
                if text.is_empty() {
                    let flag = if by == By::Me { "--promise" } else { "--theirs" };
                    return Err(Refusal::new(format!("{flag}: nothing was promised; nothing was written"))
                        .hint(format!("say what: {flag} \"the paper by Friday\""))
                        .into());
                }
                meeting.promises.push(NewPromise { by, who: who.unwrap_or(0), text, due });
            }
        }
        Ok(())
    }
}

/// Reads a length: a number is minutes.
fn minutes(text: &str) -> Result<u32, Failure> {
    let plain = text.trim().parse().ok().filter(|n| (1..=14_400).contains(n));
    plain
        .or_else(|| when::parse_minutes(text))
        .ok_or_else(|| Failure::Usage(format!("--min: `{text}` is no length; expected 90, 2h or \"an hour\"")))
}

/// Puts what the flags say in the place of what the sentence says of the same person; an empty one only takes it out.
fn override_feelings(feelings: &mut Vec<(usize, Feeling)>, texts: &[String], cast: &Cast) -> Done {
    let mut given: Vec<(usize, Feeling)> = Vec::new();
    for text in texts {
        let (who, words) = one_of(text, cast)?;
        let feeling = values::feeling(words)?;
        let places = who.map_or(0..cast.people.len(), |at| at..at + 1);
        given.extend(places.map(|at| (at, feeling.clone())));
    }
    feelings.retain(|(who, _)| given.iter().all(|(at, _)| at != who));
    feelings.extend(log::one_each(&given));
    Ok(())
}

/// Tells whether what stands before a colon was meant as a name: up to three words, each with a capital.
fn looks_like_a_name(text: &str) -> bool {
    // A hint in brackets may follow.
    let name = text.split_once('(').map_or(text, |(name, _)| name);
    let words: Vec<&str> = name.split_whitespace().collect();
    (1..=3).contains(&words.len()) && words.iter().all(|w| w.chars().next().is_some_and(char::is_uppercase))
}

/// Splits `NAME: words` where the name is one of those who were there; else all of it is the words.
fn one_of<'t>(text: &'t str, cast: &Cast) -> Result<(Option<usize>, &'t str), Failure> {
    let Some((name, words)) = text.split_once(':') else { return Ok((None, text.trim())) };
    match there(name, cast)? {
        Some(at) => Ok((Some(at), words.trim())),
        None if looks_like_a_name(name) => {
            Err(was_not_there(name, cast).hint("for words with a colon, name the person first: \"NAME: words\"").into())
        }
        None => Ok((None, text.trim())),
    }
}

/// Refuses a name of nobody who was there.
pub fn was_not_there(name: &str, cast: &Cast) -> Refusal {
    let there: Vec<_> = cast.people.iter().map(|p| format!("`{}`", p.called())).collect();
    let who = if there.is_empty() { "nobody was".to_owned() } else { format!("there were {}", list_and(&there)) };
    Refusal::new(format!("`{}` was not there; nothing was written", name.trim())).hint(who)
}

/// Returns the place of whoever of those who were there has the name, words of the hint included.
///
/// # Errors
/// Refuses a name that can be several people's.
pub fn there(name: &str, cast: &Cast) -> Result<Option<usize>, Failure> {
    let wanted = fold::words(name);
    let fits = |called: &str, fit: fn(&str, &str) -> bool| {
        let have = fold::words(called);
        !wanted.is_empty() && wanted.iter().all(|w| have.iter().any(|h| fit(h, w)))
    };
    let hits = |fit: fn(&str, &str) -> bool| -> Vec<usize> {
        let people = cast.people.iter().enumerate();
        people.filter(|(_, p)| fits(&p.called(), fit)).map(|(at, _)| at).collect()
    };
    // Whoever has the very words comes before whoever has longer ones: Ann before Anna.
    let mut found = hits(|have, word| have == word);
    if found.is_empty() {
        found = hits(|have, word| have.starts_with(word));
    }
    if found.is_empty() {
        found.extend(cast.known_as(&wanted));
    }
    match found.as_slice() {
        [_, _, ..] => {
            let refusal = Refusal::new(format!("`{}` can be several of those who were there", name.trim()));
            let shown: Vec<_> =
                found.iter().filter_map(|at| cast.people.get(*at)).map(|p| format!("`{}`", p.called())).collect();
            Err(refusal.hint(format!("say which: {}", list_or(&shown))).into())
        }
        found => Ok(found.first().copied()),
    }
}
