//! A line of a day: what is said, and who, where and which tags are marked in it.

use chrono::NaiveDate;

use crate::domain::date::parse_iso;
use crate::domain::meeting::{Direction, Kind};
use crate::text::entry;

/// The most people that one line may name: more are a broken file.
const PEOPLE_MAX: usize = 1000;
/// The most people that one note may be about: it is kept with each of them.
const ABOUT_MAX: usize = 20;
/// How a line end within a text is written.
pub(super) const LINE_END: &str = " ¶ ";

/// What a line of a day says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Event {
    pub on: NaiveDate,
    /// In the order in which they are first named, none twice.
    pub people: Vec<String>,
    pub place: Option<String>,
    /// In order, none twice; of a note none, since they stay in its text.
    pub tags: Vec<String>,
    pub kind: Kind,
    pub minutes: Option<u32>,
    pub direction: Option<Direction>,
    /// Without markup.
    pub text: String,
}

/// A piece of a description.
enum Piece<'t> {
    Char(char),
    Person(&'t str),
    Place(&'t str),
    Tag(&'t str),
}

/// Reads an activity.
///
/// # Errors
/// Says why it is none; so for a note.
pub fn parse_activity(line: &str) -> Result<Event, String> {
    let (on, mut rest) = day_of(line)?;
    let mut event = Event { on, ..Event::default() };
    // Tags at the end are labels; those within a sentence are words of it too.
    while let Some((before, tag)) = last_tag(rest) {
        event.tags.insert(0, tag.to_owned());
        rest = before;
    }
    let told = tail(rest);
    let (said, tail) = told.unwrap_or((rest, Tail::default()));
    event.text = walk(said, &mut event)?;
    for person in tail.people {
        add(&mut event.people, person);
    }
    let mut tags = Vec::new();
    event.tags.drain(..).for_each(|tag| add(&mut tags, &tag));
    event.tags = tags;
    event.place = event.place.or(tail.place.map(str::to_owned));
    let spoken = spoken(&event.text, on);
    match tail.kind {
        Some((kind, direction)) => (event.kind, event.direction) = (kind, direction),
        None => (event.kind, event.direction) = (spoken.0, spoken.2),
    }
    event.minutes = match tail.minutes {
        Some(minutes) => Some(minutes).filter(|n| *n > 0),
        None => spoken.1.filter(|_| event.kind.is_rich()),
    };
    Ok(event)
}

/// Reads a note.
pub fn parse_note(line: &str) -> Result<Event, String> {
    let (on, rest) = day_of(line)?;
    let mut event = Event { on, ..Event::default() };
    let (said, tail) = tail(rest).filter(|(_, tail)| tail.only_people()).unwrap_or((rest, Tail::default()));
    event.text = walk(said, &mut event)?;
    tail.people.into_iter().for_each(|person| add(&mut event.people, person));
    event.tags.clear();
    if event.people.len() > ABOUT_MAX {
        return Err(format!("a note about more than {ABOUT_MAX} people"));
    }
    Ok(event)
}

fn day_of(line: &str) -> Result<(NaiveDate, &str), String> {
    let (day, rest) = line.split_once(": ").unwrap_or((line.trim_end_matches(':'), ""));
    let on = parse_iso(day.trim()).map_err(|_| "it does not begin with a day such as `2026-05-02: `".to_owned())?;
    Ok((on, rest.trim()))
}

fn add(list: &mut Vec<String>, item: &str) {
    if !list.iter().any(|known| known == item) {
        list.push(item.to_owned());
    }
}

/// Returns what the words of a text say about kind, length and who wrote, as `auld log` reads them.
fn spoken(text: &str, on: NaiveDate) -> (Kind, Option<u32>, Option<Direction>) {
    entry::kind_of(text, on)
}

/// Takes a tag off the end; `None` where the last word is none.
fn last_tag(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_end();
    let at = text.rfind(char::is_whitespace).map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    let word = text.get(at..)?;
    let tag = tag_at(word, None)?;
    (tag.len() + 1 == word.len()).then(|| (text[..at].trim_end(), tag))
}

/// Returns the tag that begins here: `@`, not within a word, then letters and digits, singly parted by `:` or `-`.
fn tag_at(text: &str, before: Option<char>) -> Option<&str> {
    let rest = text.strip_prefix('@').filter(|_| !before.is_some_and(char::is_alphanumeric))?;
    let mut end = 0;
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let goes_on = c.is_alphanumeric()
            || end > 0 && matches!(c, ':' | '-') && chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        if !goes_on {
            break;
        }
        end = at + c.len_utf8();
    }
    rest.get(..end).filter(|tag| !tag.is_empty())
}

/// Returns the text of a description, and gives the event whom and what is marked in it.
fn walk(text: &str, event: &mut Event) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    // A markup that is not closed is none; what follows need not be looked through again.
    let (mut stars, mut lines) = (true, true);
    while let Some((piece, len)) = piece(text, at, &mut stars, &mut lines) {
        match piece {
            Piece::Char(c) => out.push(c),
            Piece::Person(name) => {
                out.push_str(name);
                add(&mut event.people, name);
                if event.people.len() > PEOPLE_MAX {
                    return Err(format!("more than {PEOPLE_MAX} people in one line"));
                }
            }
            Piece::Place(name) => {
                out.push_str(name);
                event.place.get_or_insert_with(|| name.to_owned());
            }
            Piece::Tag(tag) => {
                out.push('@');
                out.push_str(tag);
                event.tags.push(tag.to_owned());
            }
        }
        at += len;
    }
    Ok(out.trim().to_owned())
}

/// Returns the piece at a byte, with its length; `None` at the end.
fn piece<'t>(text: &'t str, at: usize, stars: &mut bool, lines: &mut bool) -> Option<(Piece<'t>, usize)> {
    let rest = text.get(at..)?;
    let c = rest.chars().next()?;
    let before = text.get(..at)?.chars().next_back();
    if rest.starts_with(LINE_END) {
        return Some((Piece::Char('\n'), LINE_END.len()));
    }
    if let Some(tag) = tag_at(rest, before) {
        return Some((Piece::Tag(tag), tag.len() + 1));
    }
    let plain = Some((Piece::Char(c), c.len_utf8()));
    match c {
        '\\' => match rest.chars().nth(1) {
            Some(next) => Some((Piece::Char(next), 1 + next.len_utf8())),
            None => plain,
        },
        '*' if *stars => match person_at(rest) {
            Some(name) => Some((Piece::Person(name), name.len() + 4)),
            None => {
                *stars = rest.get(2..).is_some_and(|rest| rest.contains("**"));
                plain
            }
        },
        '_' if *lines && !before.is_some_and(char::is_alphanumeric) => match place_at(rest) {
            Some(name) => Some((Piece::Place(name), name.len() + 2)),
            None => {
                *lines = rest.get(1..).is_some_and(|rest| rest.contains('_'));
                plain
            }
        },
        _ => plain,
    }
}

fn person_at(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("**")?;
    let name = rest.get(..rest.find('*')?)?;
    let closed = rest.get(name.len()..)?.starts_with("**");
    let filled = closed && !name.is_empty() && !name.contains('\\') && name.trim() == name;
    filled.then_some(name)
}

fn place_at(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('_')?;
    let name = rest.get(..rest.find(['_', '*', '\\'])?)?;
    let after = rest.get(name.len()..)?.strip_prefix('_')?;
    let is_word = name.chars().next().is_some_and(char::is_alphanumeric) && name.trim_end() == name;
    (is_word && !after.chars().next().is_some_and(char::is_alphanumeric)).then_some(name)
}

/// What stands in square brackets behind a text that does not say it: `[call, 60 min, with **Grace Hopper**, at _Riga_]`.
#[derive(Debug, Default)]
pub(super) struct Tail<'t> {
    pub kind: Option<(Kind, Option<Direction>)>,
    pub minutes: Option<u32>,
    pub people: Vec<&'t str>,
    pub place: Option<&'t str>,
}

impl Tail<'_> {
    fn only_people(&self) -> bool {
        self.kind.is_none() && self.minutes.is_none() && self.place.is_none()
    }
}

/// Takes such brackets off the end of a description; `None` where there are none.
fn tail(text: &str) -> Option<(&str, Tail<'_>)> {
    let inner = text.strip_suffix(']')?;
    let open = inner.rfind('[')?;
    let (before, mut rest) = (inner.get(..open)?, inner.get(open + 1..)?);
    if !(before.is_empty() || before.ends_with(' ')) {
        return None;
    }
    let mut tail = Tail::default();
    let mut first = true;
    while !rest.is_empty() {
        rest = if first { rest } else { rest.strip_prefix(", ")? };
        first = false;
        if let Some(more) = rest.strip_prefix("at ") {
            let name = place_at(more)?;
            tail.place = Some(name);
            rest = more.get(name.len() + 2..)?;
        } else if let Some(more) = rest.strip_prefix("with ").or(Some(rest).filter(|_| !tail.people.is_empty()))
            && let Some(name) = person_at(more)
        {
            tail.people.push(name);
            rest = more.get(name.len() + 4..)?;
        } else {
            let (word, after) = rest.split_at(rest.find(", ").unwrap_or(rest.len()));
            match word.strip_suffix(" min").and_then(|n| n.parse().ok()) {
                Some(minutes) => tail.minutes = Some(minutes),
                None => tail.kind = Some(kind(word)?),
            }
            rest = after;
        }
    }
    let says_something = tail.place.is_some() || !tail.people.is_empty() || !tail.only_people();
    (says_something && tail.people.len() <= PEOPLE_MAX).then_some((before.trim_end(), tail))
}

/// Reads `call` or `message out`.
fn kind(word: &str) -> Option<(Kind, Option<Direction>)> {
    let of = |word: &str| Kind::ALL.iter().copied().find(|kind| kind.spoken() == word);
    if let Some(kind) = of(word) {
        return Some((kind, None));
    }
    let (kind, direction) = word.rsplit_once(' ')?;
    Some((of(kind)?, Some(direction.parse().ok()?)))
}
