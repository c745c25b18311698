//! Cards to drafts, line by line.

use chrono::NaiveDate;

use super::Version;
use super::cards::Card;
use crate::domain::date::PartialDate;
use crate::domain::fold::one_line;
use crate::domain::person::{ContactKind, NameKind, clean_name};
use crate::domain::{fold, relation};
use crate::exchange::contentline::line::{Encoding, Line};
use crate::exchange::people::{self, Key, PersonDraft, Piece, Seen};

/// Properties that name an account, with the word it is kept under.
const ACCOUNTS: &[&str] = &[
    "X-AIM",
    "X-ICQ",
    "X-JABBER",
    "X-MSN",
    "X-YAHOO",
    "X-SKYPE",
    "X-SKYPE-USERNAME",
    "X-GADUGADU",
    "X-GOOGLE-TALK",
    "X-GTALK",
    "X-QQ",
    "X-TWITTER",
    "X-TELEGRAM",
    "X-MATRIX",
];

/// Ties that have a property of their own, in lower case.
const TIES: &[(&str, &str)] = &[
    ("x-spouse", "spouse"),
    ("x-kaddressbook-x-spousesname", "spouse"),
    ("x-evolution-spouse", "spouse"),
    ("x-manager", "manager"),
    ("x-kaddressbook-x-managersname", "manager"),
    ("x-evolution-manager", "manager"),
    ("x-assistant", "assistant"),
    ("x-kaddressbook-x-assistantsname", "assistant"),
    ("x-evolution-assistant", "assistant"),
];

/// What Android's numbers of ties mean, from 1.
const ANDROID_TIES: &[&str] = &[
    "assistant",
    "brother",
    "child",
    "partner",
    "father",
    "friend",
    "manager",
    "mother",
    "parent",
    "partner",
    "",
    "relative",
    "sister",
    "spouse",
];

/// How many lines a card may have, and how much it may say: each is compared with each.
const LINES_MAX: usize = 2000;
const PIECES_MAX: usize = 1000;

/// Reads a card.
///
/// # Errors
/// Says why it is no card of a person.
pub fn draft(card: &Card) -> Result<PersonDraft, String> {
    let text = &card.text;
    let version = Version::of(text);
    let lines: Vec<Line<'_>> = text.lines().filter_map(Line::parse).collect();
    if lines.len() > LINES_MAX {
        return Err(format!("the card has more than {LINES_MAX} lines"));
    }
    let is_group = |line: &Line<'_>| {
        (line.is("KIND") || line.is("X-ADDRESSBOOKSERVER-KIND")) && line.value.trim().eq_ignore_ascii_case("group")
    };
    if lines.iter().any(is_group) {
        return Err("it is a list of people, not a person".into());
    }
    let name = name(&lines, version).ok_or("it names nobody")?;
    let uid = lines.iter().filter(|line| line.is("UID")).map(|line| line.text(version).trim().to_owned());
    let key = uid.filter(|uid| !uid.is_empty()).map(|text| Key { text, sure: true }).next();
    let key = key.unwrap_or_else(|| Key::of_name(&name));
    let mut draft = PersonDraft::new(key, clean_name(&name).map_err(|e| e.to_string())?);
    let mut seen = Seen::default();
    for line in &lines {
        for piece in pieces(line, version, &lines) {
            seen.add(&mut draft, piece);
            if draft.pieces.len() > PIECES_MAX {
                return Err(format!("the card says more than {PIECES_MAX} things"));
            }
        }
    }
    draft.raw.clone_from(text);
    Ok(draft)
}

/// Reads the lines that were kept of a card; `None` where they are none.
pub fn read(raw: &str) -> Option<PersonDraft> {
    draft(&Card { place: crate::exchange::Place::default(), text: raw.to_owned(), ended: true }).ok()
}

/// Returns what the card calls the person: the formatted name, else the best that is there.
fn name(lines: &[Line<'_>], version: Version) -> Option<String> {
    let texts = |name: &'static str| {
        lines.iter().filter(move |line| line.is(name)).map(move |line| one_line(&line.text(version)))
    };
    let filled =
        |text: &String| !fold::words(text).is_empty() || text.chars().any(|c| !c.is_ascii_punctuation() && c != ' ');
    let first = |name| texts(name).find(filled);
    let composed = || {
        let parts = lines.iter().find(|line| line.is("N")).map(|line| line.parts(version))?;
        let part = |at: usize| parts.get(at).map(|part| one_line(part)).filter(|part| !part.is_empty());
        let words: Vec<String> = [3, 1, 2, 0, 4].into_iter().filter_map(part).collect();
        Some(words.join(" ")).filter(filled)
    };
    let org = || {
        let parts = lines.iter().find(|line| line.is("ORG")).map(|line| line.parts(version))?;
        Some(joined(&parts)).filter(filled)
    };
    let nick = || lines.iter().filter(|line| line.is("NICKNAME")).flat_map(|line| line.list(version)).find(filled);
    let reached = |name| texts(name).map(|text| without_scheme(&text).to_owned()).find(filled);
    let found = first("FN").or_else(composed).or_else(nick).or_else(org);
    let accounts = || ["IMPP"].iter().chain(ACCOUNTS).find_map(|name| reached(name));
    found.or_else(|| reached("EMAIL")).or_else(|| reached("TEL")).or_else(accounts)
}

fn joined(parts: &[String]) -> String {
    parts.iter().map(|part| one_line(part)).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn without_scheme(value: &str) -> &str {
    let value = value.trim();
    let scheme = ["tel:", "mailto:"]
        .into_iter()
        .find(|scheme| value.get(..scheme.len()).is_some_and(|s| s.eq_ignore_ascii_case(scheme)));
    scheme.and_then(|scheme| value.get(scheme.len()..)).unwrap_or(value).trim()
}

/// Returns what auld understands of a line; nothing for one that it only keeps.
pub(super) fn pieces(line: &Line<'_>, version: Version, lines: &[Line<'_>]) -> Vec<Piece> {
    let upper = line.name.to_ascii_uppercase();
    let text = || one_line(&line.text(version));
    let label = || label(line, version, lines);
    let contact = |kind, value: String| match value {
        value if value.is_empty() => Vec::new(),
        value => vec![Piece::Contact(kind, label(), value)],
    };
    let names = |kind| {
        let names = line.list(version).into_iter().map(|name| one_line(&name)).filter(|name| clean_name(name).is_ok());
        names.map(|name| Piece::Name(kind, name)).collect()
    };
    let fact = |label: &'static str, value: String| {
        if value.is_empty() { Vec::new() } else { vec![Piece::Fact(label.into(), value)] }
    };
    let date = |label: String| match date(line, version) {
        Some(on) => vec![Piece::Date(label.into(), on)],
        None => Vec::new(),
    };
    match upper.as_str() {
        "NICKNAME" | "X-NICKNAME" => names(NameKind::Nick),
        "X-MAIDENNAME" => names(NameKind::Former),
        "TEL" => contact(ContactKind::Phone, without_scheme(&text()).to_owned()),
        "EMAIL" => contact(ContactKind::Email, without_scheme(&text()).to_owned()),
        "URL" => contact(ContactKind::Url, text()),
        "IMPP" | "SOCIALPROFILE" | "X-SOCIALPROFILE" => contact(ContactKind::Handle, text()),
        known if ACCOUNTS.contains(&known) => contact(ContactKind::Handle, text()),
        "ADR" => {
            // The box and what belongs to the house come after the street, as people write them.
            let parts = line.parts(version);
            let order = [2, 1, 0, 3, 4, 5, 6].into_iter().filter_map(|at| parts.get(at).cloned());
            contact(ContactKind::Address, joined(&order.chain(parts.iter().skip(7).cloned()).collect::<Vec<_>>()))
        }
        "ORG" => fact(people::WORKS_AT, joined(&line.parts(version))),
        "TITLE" | "ROLE" => fact(people::ROLE, text()),
        "BDAY" => date(people::BIRTHDAY.into()),
        "ANNIVERSARY" | "X-ANNIVERSARY" | "X-EVOLUTION-ANNIVERSARY" | "X-KADDRESSBOOK-X-ANNIVERSARY" => {
            date(people::ANNIVERSARY.into())
        }
        "X-ABDATE" => date(label().unwrap_or_else(|| "date".into())),
        "X-AULD-FACT" => match line.param("LABEL").map(one_line).filter(|label| !label.is_empty()) {
            Some(label) => vec![Piece::Fact(label.into(), line.text(version))],
            None => Vec::new(),
        },
        "X-ANDROID-CUSTOM" => of_android(line, version),
        "RELATED" | "X-ABRELATEDNAMES" => tie(line, version, label()),
        known if TIES.iter().any(|(name, _)| name.eq_ignore_ascii_case(known)) => {
            let kind =
                TIES.iter().find(|(name, _)| name.eq_ignore_ascii_case(known)).map(|(_, kind)| (*kind).to_owned());
            tie(line, version, kind)
        }
        "CATEGORIES" => line.list(version).iter().filter_map(|text| people::tag(text)).map(Piece::Tag).collect(),
        "NOTE" => match line.text(version).trim() {
            "" => Vec::new(),
            note => vec![Piece::Note(note.to_owned())],
        },
        _ => Vec::new(),
    }
}

/// Returns what Android keeps in a line of its own: what sort of thing it is, the value, the number of its type.
fn of_android(line: &Line<'_>, version: Version) -> Vec<Piece> {
    let parts = line.parts(version);
    let mut parts = parts.iter().map(|part| one_line(part));
    let (sort, value, kind) =
        (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    if clean_name(&value).is_err() {
        return Vec::new();
    }
    let piece = match (sort.strip_prefix("vnd.android.cursor.item/"), kind.as_str()) {
        (Some("nickname"), _) => Some(Piece::Name(NameKind::Nick, value)),
        (Some("contact_event"), "1") => date_of(&value).map(|on| Piece::Date(people::ANNIVERSARY.into(), on)),
        (Some("relation"), kind) => {
            let at = kind.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            let kind = at.and_then(|at| ANDROID_TIES.get(at)).filter(|kind| !kind.is_empty());
            kind.map(|kind| Piece::Relation(relation::clean(kind), value))
        }
        _ => None,
    };
    piece.into_iter().collect()
}

/// Returns what the owner of the card calls a line: the label of its group, else its type.
fn label(line: &Line<'_>, version: Version, lines: &[Line<'_>]) -> Option<String> {
    if let Some(group) = line.group {
        let of_group =
            |other: &&Line<'_>| other.is("X-ABLABEL") && other.group.is_some_and(|of| of.eq_ignore_ascii_case(group));
        if let Some(label) = lines.iter().find(of_group) {
            let text = one_line(&label.text(version));
            let bare =
                text.strip_prefix("_$!<").and_then(|text| text.strip_suffix(">!$_")).unwrap_or(&text).to_lowercase();
            return Some(bare).filter(|label| !label.is_empty());
        }
    }
    // These say how a line is written or reached, which every reader sees.
    let plain = ["internet", "voice", "pref", "text", "x400", "dom", "intl", "postal", "parcel", "msg"];
    line.types().into_iter().find(|word| !plain.contains(&word.as_str()))
}

/// Returns the tie a line tells of; nothing where it names a card or a page instead of somebody.
fn tie(line: &Line<'_>, version: Version, label: Option<String>) -> Vec<Piece> {
    let name = one_line(&line.text(version));
    let is_uri = line.param("VALUE").is_some_and(|value| value.eq_ignore_ascii_case("uri"))
        || ["urn:", "http:", "https:", "mailto:", "tel:", "data:"]
            .iter()
            .any(|scheme| name.to_lowercase().starts_with(scheme));
    if is_uri || clean_name(&name).is_err() {
        return Vec::new();
    }
    vec![Piece::Relation(tie_of(label.as_deref()), name)]
}

/// Returns whom the lines that were kept of a card name by the key of their card: what they are to the person, and the
/// key. Whoever is named otherwise is a piece of the draft.
pub fn ties(raw: &str) -> Vec<(String, String)> {
    // Few cards have such a line, and this is cheaper than to take all of their lines apart.
    let name = |line: &'_ str| {
        line.split([';', ':'])
            .next()
            .is_some_and(|name| name.rsplit('.').next().is_some_and(|name| name.eq_ignore_ascii_case("RELATED")))
    };
    if !raw.lines().any(name) {
        return Vec::new();
    }
    let lines: Vec<Line<'_>> = raw.lines().filter_map(Line::parse).collect();
    let version = Version::of(raw);
    let told = |line: &&Line<'_>| line.is("RELATED") && tie(line, version, None).is_empty();
    let named = |line: &Line<'_>| {
        let key = line.text(version).trim().to_owned();
        (!key.is_empty()).then(|| (tie_of(label(line, version, &lines).as_deref()), key))
    };
    lines.iter().filter(told).filter_map(named).collect()
}

/// Returns the kind of tie that a word of the standard means.
pub fn tie_of(word: Option<&str>) -> String {
    match word {
        None => "contact".to_owned(),
        // The standard writes these as one word.
        Some("co-worker") => "colleague".to_owned(),
        Some("co-resident") => "flatmate".to_owned(),
        Some(word) => relation::clean(&word.replace('-', "_")),
    }
}

/// Returns the date of a line, as precisely as it is told.
fn date(line: &Line<'_>, version: Version) -> Option<PartialDate> {
    let no_year = line.param("X-APPLE-OMIT-YEAR");
    let found = date_of(line.text(version).trim())?;
    match (found, no_year) {
        (PartialDate::Day(_), Some(year)) if found.year() == year.parse().ok() => {
            found.month_day().map(|(month, day)| PartialDate::Yearly(month, day))
        }
        _ => Some(found),
    }
}

/// Reads a date of any version: `19960415`, `1996-04-15T00:00:00Z`, `--0412`, `--04-12`, `1996-04`, `1996`.
pub(super) fn date_of(text: &str) -> Option<PartialDate> {
    let text = text.split(['T', 't', ' ']).next()?;
    if let Ok(date) = text.parse() {
        return Some(date);
    }
    let digits = |part: &str, len: usize| {
        (part.len() == len && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse::<u32>().ok())
            .flatten()
    };
    if let Some(rest) = text.strip_prefix("--") {
        let (month, day) = rest.split_at_checked(2)?;
        return format!("--{month}-{day}").parse().ok().filter(|_| digits(rest, 4).is_some());
    }
    digits(text, 8)?;
    let (year, rest) = text.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    let day = NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    day.filter(|_| year != "0000").map(PartialDate::Day)
}

/// Tells whether the value of a line is bytes, and none of the text.
pub(super) fn is_bytes(line: &Line<'_>) -> bool {
    line.encoding() == Some(Encoding::Base64)
}
