//! Reads a stream into the events that somebody was invited to, in bounded memory.

use std::io::BufRead;

use chrono::TimeDelta;

use super::when::{self, Stamp};
use super::{Item, Sink};
use crate::exchange::contacts::Party;
use crate::exchange::contentline::line::{self, Encoding};
use crate::exchange::contentline::{Found, Line, Physical, decoded, in_utf8};
use crate::exchange::vcard::Version;
use crate::exchange::{Bad, Place, ReadError, Trouble};

/// The longest line, unfolded, in bytes. What is longer is a picture or a page, and says nothing of people.
const LINE_MAX: usize = 256 << 10;
/// How many of those invited to an event are kept; the others are counted.
const INVITED_MAX: usize = 128;
/// How many days an event may name that it comes again on, or not.
const DAYS_MAX: usize = 4096;
/// How deep components are followed into each other.
const DEPTH_MAX: usize = 8;
/// How much of a text is kept, in characters.
const TEXT_MAX: usize = 500;
/// How much is kept of all events of a file together, in bytes.
const KEPT_MAX: usize = 256 << 20;

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

/// What a calendar says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar {
    /// Name of the zone in which it is shown.
    pub zone: Option<String>,
    /// Zones that it describes.
    pub zones: Vec<ZoneText>,
    /// What it is called; some programs call it by its owner's address.
    pub name: Option<String>,
    /// What its events are: `REQUEST`, `CANCEL`, `REPLY` and so on.
    pub method: String,
}

/// A zone as a calendar describes it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ZoneText {
    pub name: String,
    pub parts: Vec<ZonePart>,
}

/// A stretch of a zone's year.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ZonePart {
    pub start: Option<Stamp>,
    pub from: i64,
    pub to: i64,
    pub rule: Option<String>,
    pub also: Vec<Stamp>,
}

/// What a file holds.
#[derive(Debug, Default)]
pub struct Contents {
    pub calendars: Vec<Calendar>,
    pub events: Vec<Event>,
}

/// Reads a file.
///
/// # Errors
/// Where it cannot be read, and what `take` returns.
pub fn read<E>(input: impl BufRead, take: &mut Sink<'_, E>) -> Result<Contents, ReadError<E>> {
    let input = in_utf8(input).map_err(ReadError::Io)?;
    let mut lines = Unfolded { physical: Physical::new(input, LINE_MAX, "calendars"), ahead: None };
    let mut reading = Reading { contents: Contents::default(), open: Vec::new(), event: None, kept: 0, full: false };
    while let Some((number, bytes, long)) = lines.next()? {
        let text = decoded(&bytes);
        let Some(line) = Line::parse(&text) else { continue };
        let place = Place { line: number, column: 0 };
        let told = if line.is("BEGIN") {
            reading.begin(line.value.trim(), place)
        } else if line.is("END") {
            reading.end(line.value.trim())
        } else {
            reading.property(&line, long);
            None
        };
        if let Some((place, item)) = told {
            hand(take, place, item)?;
        }
        if reading.full {
            let why = format!("the events hold more than {} MB; what follows is not read", KEPT_MAX >> 20);
            hand(take, place, Item::Bad(why))?;
            break;
        }
    }
    if let Some(event) = reading.event.take() {
        let place = Place { line: event.line, column: 0 };
        hand(take, place, Item::Bad("the event has no END:VEVENT; the file ends in it".into()))?;
    }
    Ok(reading.contents)
}

/// Hands on what was found.
pub fn hand<E>(take: &mut Sink<'_, E>, place: Place, item: Item) -> Result<(), ReadError<E>> {
    take(place, item).map_err(|e| match e {
        Trouble::Bad(why) => ReadError::Bad(Bad { place, why }),
        Trouble::Failed(e) => ReadError::Failed(e),
    })
}

/// Lines without their folds.
struct Unfolded<R> {
    physical: Physical<R>,
    /// The line that was read after the last: its number, bytes, and whether it is long.
    ahead: Option<(u64, Vec<u8>, bool)>,
}

impl<R: BufRead> Unfolded<R> {
    fn next<E>(&mut self) -> Result<Option<(u64, Vec<u8>, bool)>, ReadError<E>> {
        let (number, mut bytes, mut long) = match self.ahead.take() {
            Some(line) => line,
            None => match self.physical.read()? {
                Found::End => return Ok(None),
                found => (self.physical.number, std::mem::take(&mut self.physical.buffer), found == Found::Long),
            },
        };
        let quoted_printable = line::encoding(&bytes) == Some(Encoding::QuotedPrintable);
        loop {
            let found = self.physical.read()?;
            let next = &self.physical.buffer;
            let more = match (found, next.as_slice()) {
                (Found::End, _) => return Ok(Some((number, bytes, long))),
                _ if quoted_printable && bytes.ends_with(b"=") => {
                    bytes.pop();
                    next.as_slice()
                }
                (_, [b' ' | b'\t', rest @ ..]) => rest,
                // A line that another program broke; a blank one ends nothing either.
                (_, next) if next.trim_ascii().is_empty() => continue,
                _ => {
                    self.ahead =
                        Some((self.physical.number, std::mem::take(&mut self.physical.buffer), found == Found::Long));
                    return Ok(Some((number, bytes, long)));
                }
            };
            if long || found == Found::Long || bytes.len() + more.len() > LINE_MAX {
                long = true;
            } else {
                bytes.extend_from_slice(more);
            }
        }
    }
}

struct Reading {
    contents: Contents,
    /// The components that are open, the outermost first.
    open: Vec<String>,
    event: Option<Box<Event>>,
    /// How much is kept of all events.
    kept: usize,
    full: bool,
}

impl Reading {
    fn begin(&mut self, name: &str, place: Place) -> Option<(Place, Item)> {
        let name = name.to_ascii_uppercase();
        let mut told = None;
        if name == "VCALENDAR" || name == "VEVENT" {
            told = self.event.take().map(|event| {
                let why = format!("the event has no END:VEVENT before line {}", place.line);
                (Place { line: event.line, column: 0 }, Item::Bad(why))
            });
            let keep = self.open.iter().position(|open| *open == name).unwrap_or(self.open.len());
            self.open.truncate(keep);
        }
        match name.as_str() {
            "VCALENDAR" => self.contents.calendars.push(Calendar::default()),
            "VEVENT" => {
                let calendar = self.calendar_number();
                self.event = Some(Box::new(Event { calendar, line: place.line, ..Event::default() }));
            }
            "VTIMEZONE" => self.calendar().zones.push(ZoneText::default()),
            "STANDARD" | "DAYLIGHT" => {
                if let Some(zone) = self.calendar().zones.last_mut().filter(|zone| zone.parts.len() < DAYS_MAX) {
                    zone.parts.push(ZonePart::default());
                }
            }
            _ => {}
        }
        self.kept += 64;
        if self.open.len() < DEPTH_MAX {
            self.open.push(name);
        }
        told
    }

    /// Returns the calendar that is read; a file may have events in none.
    fn calendar(&mut self) -> &mut Calendar {
        let at = self.calendar_number();
        &mut self.contents.calendars[at]
    }

    fn calendar_number(&mut self) -> usize {
        if self.contents.calendars.is_empty() {
            self.contents.calendars.push(Calendar::default());
        }
        self.contents.calendars.len() - 1
    }

    fn end(&mut self, name: &str) -> Option<(Place, Item)> {
        let at = self.open.iter().rposition(|open| open.eq_ignore_ascii_case(name))?;
        self.open.truncate(at);
        if !name.eq_ignore_ascii_case("VEVENT") {
            return None;
        }
        let event = *self.event.take()?;
        let place = Place { line: event.line, column: 0 };
        if event.invited.is_empty() && event.instance.is_none() {
            return Some((place, Item::LeftOut("with nobody invited")));
        }
        self.kept += event.bytes();
        self.full = self.kept > KEPT_MAX;
        self.contents.events.push(event);
        None
    }

    fn property(&mut self, line: &Line<'_>, long: bool) {
        match (self.open.last().map(String::as_str), self.event.as_mut()) {
            (Some("VEVENT"), Some(event)) => event.property(line, long),
            (Some("VCALENDAR") | None, _) if line.is("X-WR-TIMEZONE") => {
                self.calendar().zone = Some(short(line.value.trim()));
            }
            (Some("VCALENDAR"), _) if line.is("X-WR-CALNAME") => self.calendar().name = Some(short(line.value.trim())),
            (Some("VCALENDAR"), _) if line.is("METHOD") => {
                self.calendar().method = short(&line.value.trim().to_ascii_uppercase());
            }
            (Some("VTIMEZONE"), _) if line.is("TZID") => {
                if let Some(zone) = self.calendar().zones.last_mut() {
                    zone.name = short(line.value.trim());
                }
            }
            (Some("STANDARD" | "DAYLIGHT"), _) => {
                // A list of days takes more room than its text.
                self.kept += 4 * line.value.len();
                self.full = self.kept > KEPT_MAX;
                let part = self.calendar().zones.last_mut().and_then(|zone| zone.parts.last_mut());
                if let Some(part) = part {
                    part.property(line);
                }
            }
            _ => {}
        }
    }
}

impl ZonePart {
    fn property(&mut self, line: &Line<'_>) {
        match line.name.to_ascii_uppercase().as_str() {
            "DTSTART" => self.start = Stamp::read(line, line.value),
            "TZOFFSETFROM" => self.from = when::offset(line.value).unwrap_or(0),
            "TZOFFSETTO" => self.to = when::offset(line.value).unwrap_or(0),
            "RRULE" => self.rule = Some(short(line.value)),
            "RDATE" if self.also.len() < DAYS_MAX => self.also.extend(Stamp::read_all(line, DAYS_MAX)),
            _ => {}
        }
    }
}

impl Event {
    fn property(&mut self, line: &Line<'_>, long: bool) {
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
        if let Some(host) = super::draft::call_host(value) {
            self.remote.push(' ');
            self.remote.push_str(host);
        }
    }

    /// Returns how much memory it takes, roughly.
    fn bytes(&self) -> usize {
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

fn short(text: &str) -> String {
    cut(text, TEXT_MAX)
}

/// Returns a text in one line.
fn words(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    cut(&words.join(" "), TEXT_MAX)
}
