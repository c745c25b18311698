//! Chats as contacts: one for each person, day and direction.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::chat::{Chat, party};
use super::stamp::Order;
use crate::domain::date::iso;
use crate::domain::meeting::{Direction, Kind};
use crate::exchange::Place;
use crate::exchange::contacts::{ContactDraft, Me};

/// Chats of any number of files.
#[derive(Debug, Default)]
pub struct Talks {
    chats: Vec<(u32, Option<String>, Chat)>,
}

/// A contact, and where it stands: the number of the file, as it was given, and the place in it.
#[derive(Debug)]
pub struct Talk {
    pub file: u32,
    pub place: Place,
    pub draft: ContactDraft,
}

/// What chats say.
#[derive(Debug, Default)]
pub struct Said {
    /// The contacts, the oldest first.
    pub talks: Vec<Talk>,
    /// Who may be me in the chats that do not tell, and in how many.
    pub likely: Vec<(String, u64)>,
    /// Chats that cannot be read, each by the number of its file, and why.
    pub bad: Vec<(u32, String)>,
    /// Chats whose days are read in an order that they do not settle.
    pub doubtful: Vec<(u32, Order)>,
    /// On how many days I wrote to a group in which nobody else did.
    pub unheard: u64,
    /// On how many days somebody wrote whose name has no letters, and who cannot be called by it.
    pub nameless: u64,
}

/// What is known of a day and direction with somebody.
struct Best {
    size: Option<u32>,
    text: String,
    file: u32,
    line: u64,
}

impl Talks {
    /// Adds a chat. `title` is what its file is called, where that tells of what it holds.
    pub fn add(&mut self, file: u32, title: Option<String>, chat: Chat) {
        self.chats.push((file, title, chat));
    }

    /// Returns what the chats say. `order` is how days are written where the user said so, `today` the last day that
    /// there can be.
    pub fn contacts(self, me: &Me, order: Option<Order>, today: NaiveDate) -> Said {
        let mut said = Said::default();
        // Whom one chat names as me is me in the others.
        let mut mine: Vec<String> = Vec::new();
        for (_, title, chat) in &self.chats {
            mine.extend(told_by_title(title.as_deref(), &chat.people()).map(str::to_owned));
        }
        let mut likely: HashMap<String, u64> = HashMap::new();
        let mut gathered = Gathered::default();
        // A phone may be a day ahead.
        let last = today.succ_opt().unwrap_or(today);
        for (file, title, chat) in &self.chats {
            let people = chat.people();
            let is_me = |name: &str| me.is(&party(name)) || mine.iter().any(|other| other == name);
            let Some(mine) = told(me, &people, title.as_deref(), is_me) else {
                people.iter().for_each(|name| *likely.entry((*name).to_owned()).or_default() += 1);
                continue;
            };
            let reading = match chat.reading(order, last) {
                Ok(reading) => reading,
                Err(why) => {
                    said.bad.push((*file, why));
                    continue;
                }
            };
            if !reading.sure {
                said.doubtful.push((*file, reading.order));
            }
            let title = title.as_deref();
            gathered.add(&Sorted { file: *file, title, chat, people, mine }, reading.order, last);
        }
        said.likely = likely.into_iter().collect();
        said.likely.sort_by(|(a, n), (b, m)| m.cmp(n).then_with(|| a.cmp(b)));
        let all = gathered.best.len();
        said.talks = gathered.best.into_iter().filter_map(talk).collect();
        said.unheard = gathered.unheard;
        said.nameless = (all - said.talks.len()) as u64;
        said
    }
}

/// A chat of which is known who in it is me.
struct Sorted<'c> {
    file: u32,
    title: Option<&'c str>,
    chat: &'c Chat,
    /// Everybody who wrote.
    people: Vec<&'c str>,
    /// Those of them who are me.
    mine: Vec<&'c str>,
}

/// What the chats say of each day, direction and person.
#[derive(Default)]
struct Gathered {
    best: BTreeMap<(NaiveDate, Direction, String), Best>,
    /// On how many days I wrote to a group in which nobody else did.
    unheard: u64,
}

impl Gathered {
    /// Adds the days of a chat.
    fn add(&mut self, chat: &Sorted<'_>, order: Order, last: NaiveDate) {
        let is_other = |name: &str| !chat.mine.contains(&name);
        let others = chat.people.iter().filter(|name| is_other(name)).count();
        let group = group_name(chat.title, chat.chat, &chat.people, others);
        // Whoever never wrote is not known; I am there, and at least two others.
        let size = group.is_some().then(|| u32::try_from(others + 1).unwrap_or(u32::MAX).max(3));
        for (day, wrote) in chat.chat.days(order, last) {
            let mine = wrote.iter().find(|(name, _)| !is_other(name)).map(|(_, line)| *line);
            let theirs = wrote.iter().filter(|(name, _)| is_other(name));
            let mut note = |direction, name: &str, line| {
                let text = group.clone().unwrap_or_default();
                self.note((day, direction, name.to_owned()), Best { size, text, file: chat.file, line });
            };
            for (name, line) in theirs.clone() {
                note(Direction::In, name, *line);
            }
            let Some(line) = mine else { continue };
            if group.is_none() {
                // Also on a day on which nobody answered.
                chat.people.iter().filter(|name| is_other(name)).for_each(|name| note(Direction::Out, name, line));
            } else if theirs.clone().count() == 0 {
                self.unheard += 1;
            } else {
                theirs.for_each(|(name, _)| note(Direction::Out, name, line));
            }
        }
    }

    /// Keeps what was said among the fewest.
    fn note(&mut self, of: (NaiveDate, Direction, String), now: Best) {
        match self.best.entry(of) {
            Entry::Vacant(entry) => {
                entry.insert(now);
            }
            Entry::Occupied(mut entry) if now.size < entry.get().size => *entry.get_mut() = now,
            Entry::Occupied(_) => {}
        }
    }
}

/// Returns a contact; `None` where the name is none.
fn talk(((on, direction, name), best): ((NaiveDate, Direction, String), Best)) -> Option<Talk> {
    let person = party(&name);
    person.new_name()?;
    let key = person.phone_key().unwrap_or(name);
    let draft = ContactDraft {
        key: format!("{} {} {key}", iso(on), direction.as_str()),
        on,
        kind: Kind::Message,
        minutes: None,
        size: best.size,
        direction: Some(direction),
        imposed: false,
        place: None,
        text: best.text,
        people: vec![person],
    };
    Some(Talk { file: best.file, place: Place { line: best.line, column: 0 }, draft })
}

/// Returns which of those who wrote are me, perhaps nobody; `None` where that cannot be told.
fn told<'a>(me: &Me, people: &[&'a str], title: Option<&str>, is_me: impl Fn(&str) -> bool) -> Option<Vec<&'a str>> {
    let mine: Vec<&str> = people.iter().copied().filter(|name| is_me(name)).collect();
    if !mine.is_empty() {
        return Some(mine);
    }
    if let Some(name) = told_by_title(title, people) {
        return Some(vec![name]);
    }
    // In a group I may have been silent, and so in a chat that is called after who wrote.
    let known = [crate::domain::me::MeKind::Name, crate::domain::me::MeKind::Phone].iter().any(|kind| me.has(*kind));
    let after = matches!(people, [one] if title.is_some_and(|title| is_called(title, one)));
    if after || people.is_empty() || known && people.len() > 2 { Some(Vec::new()) } else { None }
}

/// Returns who I am in a chat of two that is called after the other.
fn told_by_title<'a>(title: Option<&str>, people: &[&'a str]) -> Option<&'a str> {
    let [one, other] = people else { return None };
    match (is_called(title?, one), is_called(title?, other)) {
        (true, false) => Some(other),
        (false, true) => Some(one),
        _ => None,
    }
}

/// Tells whether the name of a file ends with that of a person, in whatever language the rest is.
fn is_called(title: &str, name: &str) -> bool {
    let fold =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let (whole, end) = (fold(title), fold(name));
    let before = title.trim_end().len().checked_sub(name.len()).and_then(|at| title.trim_end().get(..at));
    let begins_word = before.is_none_or(|before| !before.ends_with(char::is_alphanumeric));
    !end.is_empty() && whole.ends_with(&end) && begins_word
}

/// Returns what a group is called; `None` where the chat is one of two.
fn group_name(title: Option<&str>, chat: &Chat, people: &[&str], others: usize) -> Option<String> {
    let called =
        || title.and_then(name_in).filter(|_| !people.iter().any(|name| title.is_some_and(|t| is_called(t, name))));
    if others < 2 && chat.titled.is_none() && called().is_none() {
        return None;
    }
    Some(chat.titled.clone().or_else(called).unwrap_or_default())
}

/// Returns the name that phones put into that of a file: what stands behind `WhatsApp Chat with` and the like.
fn name_in(title: &str) -> Option<String> {
    let joins = [" - ", " with ", " mit ", " con ", " com ", " avec ", " met ", " dengan ", " с ", " مع "];
    let at = title.to_lowercase().find("whatsapp")?;
    let rest = title.get(at..)?;
    let name = joins.iter().find_map(|join| rest.split_once(join)).map(|(_, name)| name.trim())?;
    (!name.is_empty()).then(|| name.to_owned())
}
