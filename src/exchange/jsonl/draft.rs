//! Lines to drafts. A draft holds only what the store has a place for.

use std::borrow::Cow;
use std::fmt;

use chrono::NaiveDate;
use serde::Deserialize as Derive;
use serde::de::{self, Deserialize, Deserializer, Visitor};

use crate::domain::date::{self, PartialDate};
use crate::domain::meeting::{Feeling, Kind};
use crate::domain::person::{ContactKind, clean_name};
use crate::domain::referral::ReferralKind;
use crate::exchange::json_told;

/// A text of a line, borrowed where nothing in it is escaped; a `null` is an empty text.
#[derive(Debug, Default)]
struct Str<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Str<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Str<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Str<'de>, E> {
                Ok(Str(Cow::Borrowed(text)))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Str<'de>, E> {
                Ok(Str(Cow::Owned(text.to_owned())))
            }

            fn visit_unit<E: de::Error>(self) -> Result<Str<'de>, E> {
                Ok(Str::default())
            }
        }
        deserializer.deserialize_any(Text)
    }
}

impl<'a> Str<'a> {
    /// Returns the text without spaces around it; `None` where nothing is left.
    fn filled(&self) -> Option<&str> {
        Some(self.0.trim()).filter(|text| !text.is_empty())
    }

    /// Returns the text without spaces around it, perhaps empty.
    fn trimmed(self) -> Cow<'a, str> {
        match self.0 {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        }
    }

    /// Returns the text as a tag: one word, without the mark; `None` where nothing is left.
    fn tag(self) -> Option<Cow<'a, str>> {
        let tag = match self.trimmed() {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim_start_matches('#')),
            Cow::Owned(text) => Cow::Owned(text.trim_start_matches('#').to_owned()),
        };
        let tag = if tag.contains(char::is_whitespace) {
            Cow::Owned(tag.split_whitespace().collect::<Vec<_>>().join("-"))
        } else {
            tag
        };
        Some(tag).filter(|tag| !tag.is_empty())
    }
}

/// Something known about a person that stands for itself: it can be added or taken away without regard to the rest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Piece {
    Nick(String),
    Contact(ContactKind, String),
    /// Label and value.
    Fact(&'static str, String),
    Birthday(PartialDate),
    Tag(String),
    Note(String),
}

impl Piece {
    /// Returns what a line can say only once; `None` for what it lists.
    pub fn slot(&self) -> Option<&'static str> {
        match self {
            Piece::Nick(_) => Some("nick"),
            Piece::Fact(label, _) => Some(label),
            Piece::Birthday(_) => Some("birthday"),
            Piece::Note(_) => Some("note"),
            Piece::Contact(..) | Piece::Tag(_) => None,
        }
    }
}

/// A line of people.jsonl.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonDraft {
    /// What the line calls the person, unique in the folder.
    pub key: String,
    pub name: String,
    pub cadence_days: Option<u32>,
    pub met_on: Option<PartialDate>,
    /// In order, none twice.
    pub pieces: Vec<Piece>,
}

/// Labels of the facts that a line has keys for.
pub const WORKS_AT: &str = "works at";
pub const ROLE: &str = "role";
pub const LIVES: &str = "lives";
pub const CULTURE: &str = "culture";

/// Returns a label of a fact as one of those that a line has a key for; `None` for any other.
pub fn fact_label(label: &str) -> Option<&'static str> {
    [WORKS_AT, ROLE, LIVES, CULTURE].into_iter().find(|known| *known == label)
}

#[derive(Derive)]
struct PersonLine<'a> {
    #[serde(borrow)]
    id: Str<'a>,
    #[serde(borrow, default)]
    name: Str<'a>,
    #[serde(borrow, default)]
    given: Str<'a>,
    #[serde(borrow, default)]
    family: Str<'a>,
    #[serde(borrow, default)]
    nick: Str<'a>,
    #[serde(borrow, default)]
    culture: Str<'a>,
    #[serde(borrow, default)]
    emails: Vec<Str<'a>>,
    #[serde(borrow, default)]
    phones: Vec<Str<'a>>,
    #[serde(borrow, default)]
    birthday: Str<'a>,
    #[serde(borrow, default)]
    org: Str<'a>,
    #[serde(borrow, default)]
    title: Str<'a>,
    #[serde(borrow, default)]
    city: Str<'a>,
    #[serde(borrow, default)]
    country: Str<'a>,
    #[serde(borrow, default)]
    circle: Str<'a>,
    #[serde(borrow, default)]
    tags: Vec<Str<'a>>,
    #[serde(default)]
    cadence_days: Option<u32>,
    #[serde(borrow, default)]
    met_on: Str<'a>,
    #[serde(borrow, default)]
    note: Str<'a>,
}

/// Reads a line of people.jsonl.
///
/// # Errors
/// Says what is wrong with the line; so for all below.
pub fn person(line: &[u8]) -> Result<PersonDraft, String> {
    let line: PersonLine<'_> = serde_json::from_slice(line).map_err(told)?;
    let joined = format!("{} {}", line.given.0, line.family.0);
    let name = clean_name(line.name.filled().unwrap_or(&joined)).map_err(|e| e.to_string())?;
    let date = |key: &str, text: &Str<'_>| match text.filled() {
        Some(text) => text.parse::<PartialDate>().map(Some).map_err(|e| format!("{key}: {e}")),
        None => Ok(None),
    };
    let mut pieces = Vec::new();
    pieces.extend(line.nick.filled().map(|nick| Piece::Nick(nick.to_owned())));
    for (kind, values) in [(ContactKind::Email, &line.emails), (ContactKind::Phone, &line.phones)] {
        pieces.extend(values.iter().filter_map(Str::filled).map(|value| Piece::Contact(kind, value.to_owned())));
    }
    let lives = match (line.city.filled(), line.country.filled()) {
        (Some(city), Some(country)) => Some(format!("{city}, {country}")),
        (city, country) => city.or(country).map(str::to_owned),
    };
    for (label, value) in [(WORKS_AT, line.org.filled()), (ROLE, line.title.filled()), (CULTURE, line.culture.filled())]
    {
        pieces.extend(value.map(|value| Piece::Fact(label, value.to_owned())));
    }
    pieces.extend(lives.map(|value| Piece::Fact(LIVES, value)));
    pieces.extend(line.note.filled().map(|note| Piece::Note(note.to_owned())));
    let (met_on, birthday) = (date("met_on", &line.met_on)?, date("birthday", &line.birthday)?);
    pieces.extend(birthday.map(Piece::Birthday));
    let tags = std::iter::once(line.circle).chain(line.tags).filter_map(Str::tag);
    pieces.extend(tags.map(|tag| Piece::Tag(tag.into_owned())));
    pieces.sort();
    pieces.dedup();
    Ok(PersonDraft {
        key: key(&line.id)?,
        name,
        cadence_days: range("cadence_days", line.cadence_days, 36_500)?,
        met_on,
        pieces,
    })
}

/// A line of meetings.jsonl.
#[derive(Debug)]
pub struct MeetingDraft<'a> {
    /// What the line calls the meeting, unique in the folder.
    pub key: Cow<'a, str>,
    pub on: NaiveDate,
    pub kind: Kind,
    pub minutes: Option<u32>,
    pub place: Option<Cow<'a, str>>,
    /// Keys of the people who were there.
    pub with: Vec<Cow<'a, str>>,
    /// In order, none twice.
    pub tags: Vec<Cow<'a, str>>,
    /// How everybody there made me feel; empty where nothing was said.
    pub felt: Feeling,
    pub text: Cow<'a, str>,
}

#[derive(Derive)]
struct MeetingLine<'a> {
    #[serde(borrow)]
    id: Str<'a>,
    #[serde(borrow)]
    date: Str<'a>,
    #[serde(borrow, default)]
    kind: Str<'a>,
    #[serde(default)]
    minutes: Option<u32>,
    #[serde(borrow, default)]
    with: Vec<Str<'a>>,
    #[serde(borrow, default)]
    place: Str<'a>,
    #[serde(borrow, default)]
    city: Str<'a>,
    #[serde(borrow, default)]
    tags: Vec<Str<'a>>,
    #[serde(borrow, default)]
    feeling: Str<'a>,
    #[serde(default)]
    score: Option<i64>,
    #[serde(borrow, default)]
    text: Str<'a>,
}

/// Reads a line of meetings.jsonl.
pub fn meeting(line: &[u8]) -> Result<MeetingDraft<'_>, String> {
    let line: MeetingLine<'_> = serde_json::from_slice(line).map_err(told)?;
    let value = match line.score {
        None => None,
        Some(score) => Some(
            i8::try_from(score)
                .ok()
                .filter(|v| (-2..=2).contains(v))
                .ok_or_else(|| format!("score: {score} is out of range; expected a whole number from -2 to 2"))?,
        ),
    };
    if line.id.filled().is_none() {
        return Err("the id is empty".into());
    }
    let mut tags: Vec<_> = line.tags.into_iter().filter_map(Str::tag).collect();
    tags.sort_unstable();
    tags.dedup();
    let place = if line.place.filled().is_some() { line.place } else { line.city }.trimmed();
    Ok(MeetingDraft {
        key: line.id.trimmed(),
        on: date::parse_iso(line.date.0.trim()).map_err(|e| format!("date: {e}"))?,
        kind: kind(line.kind.0.trim())?,
        minutes: range("minutes", line.minutes, 14_400)?,
        place: (!place.is_empty()).then_some(place),
        with: line.with.into_iter().map(Str::trimmed).collect(),
        tags,
        felt: Feeling { words: line.feeling.trimmed().into_owned(), value },
        text: line.text.0,
    })
}

/// A line of referrals.jsonl.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferralDraft {
    /// The key of who brought.
    pub from: String,
    /// The key of who was brought.
    pub to: String,
    pub kind: ReferralKind,
    pub on: Option<PartialDate>,
    pub note: Option<String>,
}

#[derive(Derive)]
struct ReferralLine<'a> {
    #[serde(borrow)]
    from: Str<'a>,
    #[serde(borrow)]
    to: Str<'a>,
    #[serde(borrow, default)]
    date: Str<'a>,
    #[serde(borrow, default)]
    kind: Str<'a>,
    #[serde(borrow, default)]
    note: Str<'a>,
}

/// Reads a line of referrals.jsonl.
pub fn referral(line: &[u8]) -> Result<ReferralDraft, String> {
    let line: ReferralLine<'_> = serde_json::from_slice(line).map_err(told)?;
    let on = line.date.filled().map(str::parse).transpose().map_err(|e: date::NotADate| format!("date: {e}"))?;
    let kind = match line.kind.0.trim() {
        "" | "introduced" | "matched" => ReferralKind::Introduction,
        "recommended" => ReferralKind::Other,
        word => word.parse().map_err(|e: crate::domain::UnknownWord| e.to_string())?,
    };
    let draft = ReferralDraft {
        from: key(&line.from)?,
        to: key(&line.to)?,
        kind,
        on,
        note: line.note.filled().map(str::to_owned),
    };
    if draft.from == draft.to { Err("nobody can bring themselves".into()) } else { Ok(draft) }
}

/// Returns the kind that a word stands for; what people do together is in person.
fn kind(word: &str) -> Result<Kind, String> {
    match word {
        "" | "coffee" | "lunch" | "dinner" | "walk" | "visit" | "work" | "party" | "sport" | "trip" | "breakfast"
        | "drinks" | "tea" | "meeting" => Ok(Kind::InPerson),
        "postcard" | "parcel" => Ok(Kind::Letter),
        word => Kind::parse_lenient(word).map_err(|e| e.to_string()),
    }
}

fn key(id: &Str<'_>) -> Result<String, String> {
    id.filled().map(str::to_owned).ok_or_else(|| "the id is empty".to_owned())
}

/// Returns a number that is not 0; 0 stands for none.
fn range(key: &str, number: Option<u32>, most: u32) -> Result<Option<u32>, String> {
    match number {
        Some(n) if n > most => Err(format!("{key}: {n} is out of range; expected a whole number from 0 to {most}")),
        number => Ok(number.filter(|n| *n > 0)),
    }
}

/// Returns what is wrong with a line, with the column alone: the line is told apart.
fn told(e: serde_json::Error) -> String {
    format!("{} (column {})", json_told::why(&e, "the line"), e.column())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_falls_into_pieces() {
        let line =
            br#"{"id":"p1","name":" Zo\u00eb  Katz ","nick":"Zo","emails":["z@example.com",""],"birthday":"--09-26",
            "org":"Umbra","title":null,"city":"Cairo","country":"EG","circle":"work","tags":["work","close"],
            "cadence_days":0,"met_on":"2014-02","shoe_size":38}"#;
        let draft = person(line).expect("a person");
        assert_eq!((draft.name.as_str(), draft.cadence_days), ("Zoë Katz", None));
        assert_eq!(draft.met_on, Some(PartialDate::Month(2014, 2)));
        let expected = [
            Piece::Nick("Zo".into()),
            Piece::Contact(ContactKind::Email, "z@example.com".into()),
            Piece::Fact(LIVES, "Cairo, EG".into()),
            Piece::Fact(WORKS_AT, "Umbra".into()),
            Piece::Birthday(PartialDate::Yearly(9, 26)),
            Piece::Tag("close".into()),
            Piece::Tag("work".into()),
        ];
        assert_eq!(draft.pieces, expected);
    }

    #[test]
    fn a_bad_line_says_why() {
        for (line, why) in [
            ("{", "the line ends in the middle (column 1)"),
            (r#"{"id":"","name":"A"}"#, "the id is empty"),
            (r#"{"id":"p","name":""}"#, "a name cannot be empty"),
            (r#"{"id":"p","name":"A","birthday":"soon"}"#, "birthday: `soon` is not a date"),
            (r#"{"id":"p","name":7}"#, "expected a text, and found the number `7` (column 18)"),
        ] {
            let told = person(line.as_bytes()).expect_err("bad");
            assert!(told.starts_with(why), "{line}: {told}");
        }
        let odd = meeting(br#"{"id":"m","date":"2026-02-30"}"#).map(|_| ());
        assert!(odd.is_err_and(|why| why.starts_with("date: `2026-02-30` is not a date")));
        let odd = meeting(br#"{"id":"m","date":"2026-02-03","kind":"seance"}"#).map(|_| ());
        assert!(odd.is_err_and(|why| why.starts_with("`seance` is not a kind of meeting")));
    }
}
