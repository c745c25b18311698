//! Lines that the tool reads as they are meant.
//!
//! A line goes out as it came in where it still says what is known; else with markup on the names in its sentence, and
//! what the sentence does not say in brackets behind it; else, where that would be read as something else, with all
//! said in brackets and no markup in the sentence. Which of the three it is, reading the line back tells.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{self, Write};

use super::event::{Event, LINE_END, parse_activity, parse_note};
use super::{ACTIVITIES, ALIAS, BULLET, FRIENDS, LOCATIONS, NOTES};
use crate::domain::date::iso;
use crate::domain::fold;

/// What a file is made of, each list in the order in which it is written.
#[derive(Debug, Default)]
pub struct Lines {
    pub activities: Vec<String>,
    pub notes: Vec<String>,
    pub friends: Vec<String>,
    pub locations: BTreeSet<String>,
}

impl Lines {
    /// Writes the file.
    ///
    /// # Errors
    /// Where `out` takes no more.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let lists: [(&str, &mut dyn Iterator<Item = &String>); 4] = [
            (ACTIVITIES, &mut self.activities.iter()),
            (NOTES, &mut self.notes.iter()),
            (FRIENDS, &mut self.friends.iter()),
            (LOCATIONS, &mut self.locations.iter()),
        ];
        for (at, (heading, lines)) in lists.into_iter().enumerate() {
            writeln!(out, "{}{heading}", if at == 0 { "" } else { "\n" })?;
            for line in lines {
                writeln!(out, "{BULLET}{line}")?;
            }
        }
        Ok(())
    }
}

/// Returns a name as it can stand anywhere in a file.
pub fn name(text: &str) -> String {
    let text: String = text.chars().map(plain).collect();
    let text = text.replace("a.k.a.", "aka");
    fold::one_line(&text)
}

/// Returns a place as it can stand anywhere in a file; `None` where nothing is left of it.
pub fn place(text: &str) -> Option<String> {
    let text = name(text);
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    (!text.is_empty()).then(|| text.to_owned())
}

/// Returns a tag as that tool can have it; `None` where nothing is left of it.
pub fn tag(text: &str) -> Option<String> {
    let fits = |c: char| c.is_alphabetic() || c.is_ascii_digit();
    let parts = text.split(':').map(|part| part.split(|c| !fits(c)).filter(|w| !w.is_empty()).collect::<Vec<_>>());
    let tag = parts.map(|words| words.join("-")).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(":");
    (!tag.is_empty()).then_some(tag)
}

/// Returns the wide form of a character that is markup.
fn plain(c: char) -> char {
    match c {
        '(' => '（',
        ')' => '）',
        '[' => '［',
        ']' => '］',
        '@' => '＠',
        '*' => '＊',
        '_' => '＿',
        '\\' => '＼',
        '¶' => '|',
        c if c.is_control() => ' ',
        c => c,
    }
}

/// Returns the line of a person; everything as [`name`], [`place`] and [`tag`] return it.
pub fn friend(name: &str, nicks: &[String], lives: Option<&str>, tags: &[String]) -> String {
    let mut line = name.to_owned();
    if !nicks.is_empty() {
        let nicks: Vec<_> = nicks.iter().map(|nick| format!("{ALIAS}{nick}")).collect();
        line.push_str(&format!(" ({})", nicks.join(" ")));
    }
    if let Some(lives) = lives {
        line.push_str(&format!(" [{lives}]"));
    }
    tags.iter().for_each(|tag| line.push_str(&format!(" @{tag}")));
    line
}

/// Returns the line of an activity. Names, place and tags are as [`name`], [`place`] and [`tag`] return them; `kept` is
/// the line it came in as.
pub fn activity(event: &Event, kept: Option<&str>) -> String {
    written(event, kept, parse_activity, true)
}

/// Returns the line of a note, as for an activity.
pub fn note(event: &Event, kept: Option<&str>) -> String {
    written(event, kept, parse_note, false)
}

fn written(event: &Event, kept: Option<&str>, read: fn(&str) -> Result<Event, String>, tags: bool) -> String {
    let wanted = sorted(Event { text: clean(&event.text), ..event.clone() });
    // Of a note the place is only marked in the text.
    let as_kept = |event: Event| Event { place: event.place.clone().filter(|_| tags), ..sorted(event) };
    let is_meant = |line: &str| read(line).is_ok_and(|event| as_kept(event) == wanted);
    if let Some(kept) = kept
        && is_meant(kept)
    {
        return kept.to_owned();
    }
    let day = iso(event.on);
    let (marked, named) = marked(&wanted, !tags);
    let said = read(&format!("{day}: {marked}")).unwrap_or_default();
    let untold = Event {
        people: wanted.people.iter().filter(|name| !named.contains(name.as_str())).cloned().collect(),
        place: wanted.place.clone().filter(|place| !named.contains(place.as_str())),
        ..wanted.clone()
    };
    let other_kind = tags && (said.kind, said.direction) != (wanted.kind, wanted.direction);
    let other_length = tags && said.minutes != wanted.minutes;
    let inline: Vec<&String> = wanted.tags.iter().filter(|tag| !said.tags.contains(tag)).collect();
    let nice = line(&day, &marked, &brackets(&untold, other_kind, other_length), &inline);
    if is_meant(&nice) {
        return nice;
    }
    line(
        &day,
        &escaped(&wanted.text, &|_| !tags),
        &brackets(&wanted, tags, tags),
        &wanted.tags.iter().collect::<Vec<_>>(),
    )
}

fn line(day: &str, text: &str, brackets: &str, tags: &[&String]) -> String {
    let mut line = format!("{day}: {text}");
    for part in std::iter::once(brackets.to_owned()).chain(tags.iter().map(|tag| format!("@{tag}"))) {
        if !part.is_empty() {
            line.push_str(if line.ends_with(' ') { "" } else { " " });
            line.push_str(&part);
        }
    }
    line.trim_end().to_owned()
}

fn sorted(mut event: Event) -> Event {
    event.people.sort();
    event.tags.sort();
    event
}

/// Returns a text without what no line can hold, and without outer white space.
fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let text: String = text
        .chars()
        .map(|c| {
            if c == '\r' {
                '\n'
            } else if c.is_control() && c != '\n' {
                ' '
            } else {
                c
            }
        })
        .collect();
    text.trim().to_owned()
}

/// Returns the text with markup on everybody and the place wherever they are named, and who and what that is.
fn marked(event: &Event, any_tag: bool) -> (String, BTreeSet<&str>) {
    let text = event.text.as_str();
    let mut names: Vec<(&str, &str)> = event.people.iter().map(|name| (name.as_str(), "**")).collect();
    names.extend(event.place.as_deref().map(|place| (place, "_")));
    // Of two that begin alike the longer one is meant.
    names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    let tags = |tag: &str| any_tag || event.tags.iter().any(|known| known == tag);
    let (mut out, mut found) = (String::new(), BTreeSet::new());
    let (mut from, mut at) = (0, 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let bounded = |name: &str| {
            let edge = |c: Option<char>| !c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '@');
            edge(text[..at].chars().next_back()) && edge(rest[name.len()..].chars().next())
        };
        match names.iter().find(|(name, _)| rest.starts_with(name) && bounded(name)) {
            Some((name, sign)) => {
                out.push_str(&escaped(&text[from..at], &tags));
                out.push_str(&format!("{sign}{name}{sign}"));
                found.insert(*name);
                at += name.len();
                from = at;
            }
            None => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    out.push_str(&escaped(&text[from..], &tags));
    (out, found)
}

/// Returns a text in which nothing is read as markup, but for the tags that `is_tag` holds for.
fn escaped(text: &str, is_tag: &dyn Fn(&str) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let rest = text.get(at + c.len_utf8()..).unwrap_or_default();
        let next_is_word = rest.chars().next().is_some_and(char::is_alphanumeric);
        match c {
            '\n' => out.push_str(LINE_END),
            '\\' | '*' | '¶' => out.extend(['\\', c]),
            // That tool takes what stands between two of them for a place.
            '_' => out.push_str(if next_is_word { "\\_\\" } else { "\\_" }),
            '@' if next_is_word && !before.is_some_and(char::is_alphanumeric) => {
                let word: String = rest.chars().take_while(|c| c.is_alphanumeric() || matches!(c, ':' | '-')).collect();
                out.push_str(if is_tag(word.trim_end_matches([':', '-'])) { "@" } else { "@\\" });
            }
            c => out.push(c),
        }
        before = Some(c);
    }
    out
}

/// Returns what the sentence does not say, in brackets; nothing where it says all.
fn brackets(event: &Event, kind: bool, minutes: bool) -> String {
    let mut parts: Vec<Cow<'_, str>> = Vec::new();
    if kind {
        let direction = event.direction.map_or(String::new(), |direction| format!(" {direction}"));
        parts.push(format!("{}{direction}", event.kind.spoken()).into());
    }
    if minutes {
        parts.push(format!("{} min", event.minutes.unwrap_or(0)).into());
    }
    for (at, name) in event.people.iter().enumerate() {
        parts.push(format!("{}**{name}**", if at == 0 { "with " } else { "" }).into());
    }
    parts.extend(event.place.iter().map(|place| Cow::from(format!("at _{place}_"))));
    if parts.is_empty() { String::new() } else { format!("[{}]", parts.join(", ")) }
}
