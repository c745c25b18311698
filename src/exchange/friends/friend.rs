//! A line of a person, and the person as the driver of imports takes one.

use std::borrow::Cow;

use super::{ALIAS, event};
use crate::domain::person::{NameKind, clean_name};
use crate::exchange::people::{self, Key, PersonDraft, Piece};

/// The most notes about one person.
const NOTES_MAX: usize = 5000;
/// The label of where somebody lives.
const LIVES: &str = "lives";

/// A person of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Friend<'t> {
    pub name: &'t str,
    pub nicks: Vec<&'t str>,
    pub lives: Option<&'t str>,
    /// Without their sign.
    pub tags: Vec<&'t str>,
    /// What follows and is none of these; that tool leaves it out when it writes the file again.
    pub rest: &'t str,
}

/// Reads `Grace Hopper (a.k.a. The Admiral a.k.a. Amazing Grace) [Paris] @navy`.
pub fn parse_friend(line: &str) -> Friend<'_> {
    let end = line.find(['(', '[', '@']).unwrap_or(line.len());
    let (name, rest) = line.split_at(end);
    let mut friend = Friend { name: name.trim(), rest: rest.trim(), ..Friend::default() };
    let aliases = friend.rest.strip_prefix('(').and_then(|rest| rest.strip_prefix(ALIAS));
    if let Some(rest) = aliases
        && let Some(end) = rest.rfind(')')
    {
        friend.nicks = rest[..end].split(" a.k.a. ").map(str::trim).filter(|nick| !nick.is_empty()).collect();
        friend.rest = rest[end + 1..].trim_start();
    }
    if let Some((lives, after)) = friend.rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        friend.lives = Some(lives.trim()).filter(|lives| !lives.is_empty());
        friend.rest = after.trim_start();
    }
    let is_tag =
        |word: &&str| word.strip_prefix('@').is_some_and(|tag| tag.chars().next().is_some_and(char::is_alphanumeric));
    if friend.rest.split_whitespace().all(|word| is_tag(&word)) {
        friend.tags = friend.rest.split_whitespace().filter_map(|word| word.strip_prefix('@')).collect();
        friend.rest = "";
    }
    friend
}

/// Returns the draft of a person: their line, and the notes that name them.
///
/// # Errors
/// Says why it is nobody.
pub fn draft(line: &str, notes: &[&str]) -> Result<PersonDraft, String> {
    let friend = parse_friend(line);
    let name = clean_name(friend.name).map_err(|e| e.to_string())?;
    if notes.len() > NOTES_MAX {
        return Err(format!("more than {NOTES_MAX} notes are about {name}"));
    }
    let mut draft = PersonDraft { raw: line.to_owned(), ..PersonDraft::new(Key::of_name(&name), name) };
    for nick in friend.nicks.iter().filter_map(|nick| clean_name(nick).ok()) {
        draft.add(Piece::Name(NameKind::Nick, nick));
    }
    if let Some(lives) = friend.lives {
        draft.add(Piece::Fact(Cow::Borrowed(LIVES), lives.to_owned()));
    }
    friend.tags.iter().filter_map(|tag| people::tag(tag)).for_each(|tag| draft.add(Piece::Tag(tag)));
    for line in notes {
        let note = event::parse_note(line)?;
        if !note.text.is_empty() {
            draft.add(Piece::Remark(note.on, note.text));
        }
        draft.raw.push('\n');
        draft.raw.push_str(line);
    }
    Ok(draft)
}

/// Reads the lines that were kept of a person; `None` where they are none.
pub fn read(raw: &str) -> Option<PersonDraft> {
    let mut lines = raw.lines();
    draft(lines.next()?, &lines.collect::<Vec<_>>()).ok()
}
