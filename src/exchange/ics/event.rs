//! Events as they are written: only what says when, where and with whom, and never more than is bearable.

use chrono::TimeDelta;

use super::when::{self, Stamp};
use crate::exchange::contacts::Party;
use crate::exchange::contentline::Line;
use crate::exchange::vcard::Version;

/// The longest line, unfolded, in bytes. What is longer is a picture or a page, and says nothing of people.
pub const LINE_MAX: usize = 256 << 10;
/// How many of those invited to an event are kept; the others are counted.
const INVITED_MAX: usize = 128;
/// How many days an event may name that it comes again on, or not.
pub const DAYS_MAX: usize = 4096;
/// How much of a text is kept, in characters.
const TEXT_MAX: usize = 500;

/// Somebody or something invited.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Invited {
    pub party: Party,
    pub answer: Answer,
    pub what: What,
}

/// What an invitation was answered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// Yes, perhaps, or nothing.
    Open,
    Declined,
}

/// What is invited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    Person,
    /// A list of people.
    Group,
    /// A room or a thing, or somebody who is only told.
    Other,
}

/// An event as it is written.
///
/// Of two writings of one event the greater is the newer, and of two that are as old it is always the same one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Event {
    /// How often it was changed, and when last.
    pub version: (i64, String),
    pub uid: String,
    pub start: Option<Stamp>,
    pub end: Option<Stamp>,
    pub length: Option<TimeDelta>,
    pub rules: Vec<String>,
    pub not_rules: Vec<String>,
    pub also: Vec<Stamp>,
    pub not: Vec<Stamp>,
    /// Which of a series it is.
    pub instance: Option<Stamp>,
    pub cancelled: bool,
    pub whole_day: bool,
    pub summary: String,
    pub location: String,
    /// Whatever tells of a way to meet from afar: addresses of pages and words about them.
    pub remote: String,
    pub host: Option<Party>,
    pub invited: Vec<Invited>,
    /// How many more were invited than are kept.
    pub more: u32,
    /// What cannot be read of it.
    pub unread: Option<String>,
    /// Where it begins.
    pub line: u64,
    /// Of the calendar that it stands in.
    pub calendar: usize,
}

impl Event {
    /// Takes a line of the event; a long one is one of which only the beginning was kept.
    pub fn property(&mut self, line: &Line<'_>, long: bool) {
        let name = line.name.to_ascii_uppercase();
        // A picture or a page may be long; of what says when and with whom, all is needed.
        if long && matches!(name.as_str(), "DTSTART" | "DTEND" | "RRULE" | "ATTENDEE" | "UID" | "RDATE" | "EXDATE") {
            self.unread = Some(format!("its {name} is longer than {} KB", LINE_MAX >> 10));
            return;
        }
        let days = |list: &Vec<Stamp>| DAYS_MAX.saturating_sub(list.len());
        match name.as_str() {
            "UID" => self.uid = cut(line.value.trim(), TEXT_MAX),
            "DTSTART" => self.start = self.stamp(line),
            "DTEND" => self.end = self.stamp(line),
            "DURATION" => self.length = when::length(line.value),
            "RRULE" if self.rules.len() < 8 => self.rules.push(cut(line.value.trim(), TEXT_MAX * 4)),
            "EXRULE" if self.not_rules.len() < 8 => self.not_rules.push(cut(line.value.trim(), TEXT_MAX * 4)),
            "RDATE" => self.also.extend(Stamp::read_all(line, days(&self.also))),
            "EXDATE" => self.not.extend(Stamp::read_all(line, days(&self.not))),
            "RECURRENCE-ID" => self.instance = self.stamp(line),
            "SEQUENCE" => self.version.0 = line.value.trim().parse().unwrap_or(0),
            "LAST-MODIFIED" => self.version.1 = short(line.value.trim()),
            "DTSTAMP" if self.version.1.is_empty() => self.version.1 = short(line.value.trim()),
            "STATUS" => self.cancelled |= line.value.trim().eq_ignore_ascii_case("CANCELLED"),
            "X-MICROSOFT-CDO-ALLDAYEVENT" => self.whole_day |= line.value.trim().eq_ignore_ascii_case("TRUE"),
            "SUMMARY" => self.summary = words(&line.text(Version::V3)),
            "LOCATION" => self.location = cut(line.text(Version::V3).trim(), TEXT_MAX),
            "URL"
            | "X-GOOGLE-CONFERENCE"
            | "CONFERENCE"
            | "X-MICROSOFT-SKYPETEAMSMEETINGURL"
            | "X-MICROSOFT-ONLINEMEETINGCONFLINK"
            | "X-CONFERENCE-URL" => self.tells(line.value, &name, line),
            "DESCRIPTION" if !long => self.tells_in_passing(line.value),
            "ORGANIZER" => self.host = Some(party(line)),
            "ATTENDEE" if self.invited.len() < INVITED_MAX => self.invited.push(invited(line)),
            "ATTENDEE" => self.more = self.more.saturating_add(1),
            _ => {}
        }
    }

    fn stamp(&mut self, line: &Line<'_>) -> Option<Stamp> {
        let stamp = Stamp::read(line, line.value);
        if stamp.is_none() {
            self.unread = Some(format!("`{}` of {} is no time", cut(line.value, 40), line.name.to_ascii_uppercase()));
        }
        stamp
    }

    /// Keeps what tells of a way to meet from afar.
    fn tells(&mut self, value: &str, name: &str, line: &Line<'_>) {
        if self.remote.len() < TEXT_MAX * 4 {
            self.remote.push(' ');
            self.remote.push_str(&cut(value, TEXT_MAX));
            if name != "URL" {
                self.remote.push_str(" conference");
                if line.param("FEATURE").is_some_and(|f| f.to_ascii_uppercase().contains("PHONE")) {
                    self.remote.push_str(" feature-phone");
                }
            }
        }
    }

    /// Keeps the address of a call that stands in the description, which says nothing of the place otherwise.
    fn tells_in_passing(&mut self, value: &str) {
        if let Some(host) = super::how::call_host(value) {
            self.remote.push(' ');
            self.remote.push_str(host);
        }
    }

    /// Returns how much memory it takes, roughly.
    pub fn bytes(&self) -> usize {
        let text = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        let party = |party: &Party| 100 + text(&party.name) + text(&party.email) + text(&party.phone);
        let texts = self.uid.len() + self.summary.len() + self.location.len() + self.remote.len();
        let rules: usize = self.rules.iter().chain(&self.not_rules).map(String::len).sum();
        let stamps = (self.also.len() + self.not.len()) * 64;
        600 + texts + rules + stamps + self.invited.iter().map(|invited| party(&invited.party)).sum::<usize>()
    }
}

/// Reads who is invited.
fn invited(line: &Line<'_>) -> Invited {
    let says = |name: &str, word: &str| line.param(name).is_some_and(|value| value.eq_ignore_ascii_case(word));
    let party = party(line);
    let thing = party.email.as_deref().is_some_and(is_thing);
    let what = if says("CUTYPE", "GROUP") {
        What::Group
    } else if thing || says("CUTYPE", "ROOM") || says("CUTYPE", "RESOURCE") || says("ROLE", "NON-PARTICIPANT") {
        What::Other
    } else {
        What::Person
    };
    let answer = if says("PARTSTAT", "DECLINED") { Answer::Declined } else { Answer::Open };
    Invited { party, answer, what }
}

/// Tells whether an address is that of a room or of a calendar.
pub fn is_thing(address: &str) -> bool {
    let address = address.to_ascii_lowercase();
    ["@resource.calendar.google.com", "@group.calendar.google.com", "@group.v.calendar.google.com"]
        .iter()
        .any(|end| address.ends_with(end))
}

/// Reads an address with its name.
fn party(line: &Line<'_>) -> Party {
    let value = line.value.trim();
    let after = |scheme: &str| {
        let (head, rest) = value.split_at_checked(scheme.len())?;
        head.eq_ignore_ascii_case(scheme).then(|| rest.trim().to_owned())
    };
    let told = line.param("EMAIL").map(|mail| strip_mailto(mail).to_owned());
    let bare = || (value.contains('@') && !value.contains(':')).then(|| value.to_owned());
    let email = told.or_else(|| after("mailto:")).or_else(bare).map(|mail| unescaped(&mail));
    let name = line.param("CN").map(|name| circumflexed(&unescaped(name)));
    Party {
        name: name.filter(|name| !name.trim().is_empty()).map(|name| cut(&name, TEXT_MAX)),
        email: email.filter(|mail| !mail.is_empty() && mail.len() <= TEXT_MAX),
        phone: after("tel:").filter(|number| number.len() <= TEXT_MAX),
    }
}

fn strip_mailto(text: &str) -> &str {
    let (head, rest) = text.split_at_checked(7).unwrap_or(("", text));
    if head.eq_ignore_ascii_case("mailto:") { rest } else { text }
}

/// Some escape what needs no escape there.
fn unescaped(text: &str) -> String {
    if text.contains('\\') { text.replace("\\,", ",").replace("\\;", ";").replace('\\', "") } else { text.to_owned() }
}

/// Decodes what RFC 6868 writes for quotes.
fn circumflexed(text: &str) -> String {
    if !text.contains('^') {
        return text.to_owned();
    }
    text.replace("^'", "\"").replace("^n", " ").replace("^^", "^")
}

/// Returns the beginning of a text.
fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// Returns as much of a text as is kept.
pub fn short(text: &str) -> String {
    cut(text, TEXT_MAX)
}

/// Returns a text in one line.
fn words(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    cut(&words.join(" "), TEXT_MAX)
}
