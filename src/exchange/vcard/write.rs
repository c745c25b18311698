//! Cards out: the lines that were kept where nobody edited what they say, new lines for the rest.

use std::borrow::Cow;
use std::io::{self, Write};

use super::Version;
use super::draft::{self, date_of, pieces};
use crate::domain::date::{PartialDate, iso};
use crate::domain::id::Id;
use crate::domain::person::{ContactKind, NameKind};
use crate::exchange::contentline::line::{self, Encoding, Line, escaped};
use crate::exchange::people::{self, Key, Piece};

/// The longest line in bytes, its end left out; a longer one is folded.
const FOLD: usize = 75;
/// The year that Apple writes where none is known.
const NO_YEAR: &str = "1604";

/// Properties whose value is text throughout, so that a card of 2.1, which escapes nothing, must be escaped.
const TEXTS: &[&str] = &["FN", "NOTE", "TITLE", "ROLE", "LABEL", "MAILER", "SORT-STRING", "NAME"];
/// Properties whose parts are told apart by `;`.
const PARTS: &[&str] = &["N", "ADR", "ORG", "GENDER"];
/// Properties that are lists.
const LISTS: &[&str] = &["NICKNAME", "CATEGORIES", "X-NICKNAME", "X-MAIDENNAME"];
/// Properties whose value is a date.
const DATES: &[&str] = &["BDAY", "ANNIVERSARY", "DEATHDATE"];
/// Properties whose value is bytes, with the kind of media their types name.
const MEDIA: &[(&str, &str)] = &[("PHOTO", "image"), ("LOGO", "image"), ("SOUND", "audio"), ("KEY", "application")];

/// A person to write.
#[derive(Debug)]
pub struct Out<'a> {
    pub id: Id,
    pub name: &'a str,
    /// What the store knows.
    pub pieces: Vec<Piece>,
    /// The lines that were kept of each card the person came from.
    pub raws: Vec<&'a str>,
}

/// Tells whether two cards say the same, though in other versions or another writing.
pub fn same(a: &str, b: &str) -> bool {
    // What one version writes as the other does too, and the other way round.
    a == b || [Version::V4, Version::V3].into_iter().any(|version| same_in(version, a, b))
}

fn same_in(to: Version, a: &str, b: &str) -> bool {
    let lines = |text: &str| {
        let version = Version::of(text);
        let lines = text.lines().filter_map(Line::parse).filter(|line| !is_frame(line));
        lines.filter_map(|line| canonical(&written(&line, version, to))).collect::<Vec<_>>()
    };
    let (mut a, mut b) = (lines(a), lines(b));
    // Both versions want a name where a card may have none.
    for name in ["FN", "N"] {
        let named = |lines: &[Canonical]| lines.iter().any(|line| line.name == name);
        if named(&a) != named(&b) {
            [&mut a, &mut b].into_iter().for_each(|lines| lines.retain(|line| line.name != name));
        }
    }
    a == b
}

/// A line but for what is a matter of taste: the order of parameters, and case.
#[derive(PartialEq, Eq)]
struct Canonical {
    group: String,
    name: String,
    params: Vec<String>,
    value: String,
}

fn canonical(line: &str) -> Option<Canonical> {
    let line = Line::parse(line)?;
    let others = line.params().filter(|(name, _)| !name.is_empty() && !name.eq_ignore_ascii_case("TYPE"));
    let others = others.map(|(name, value)| format!("{}={}", name.to_lowercase(), value.trim_matches('"')));
    let mut params: Vec<String> = others.chain(line.types()).collect();
    params.sort_unstable();
    Some(Canonical {
        group: line.group.unwrap_or_default().to_lowercase(),
        name: line.name.to_ascii_uppercase(),
        params,
        value: line.value.to_owned(),
    })
}

/// Writes a card.
///
/// # Errors
/// Where `out` takes no more.
pub fn write(out: &mut dyn Write, person: &Out<'_>, version: Version) -> io::Result<()> {
    let number = if version == Version::V4 { "4.0" } else { "3.0" };
    out.write_all(b"BEGIN:VCARD\r\n")?;
    folded(out, &format!("VERSION:{number}"))?;
    let mut lines = Card { version, lines: Vec::new(), said: vec![false; person.pieces.len()], left_out: Vec::new() };
    for raw in &person.raws {
        lines.keep(raw, person);
    }
    if person.raws.is_empty() {
        lines.add(format!("UID:{}", Key::own(person.id)));
    }
    if !lines.has("FN") {
        lines.add(format!("FN:{}", escaped(person.name)));
    }
    if version == Version::V3 && !lines.has("N") {
        lines.add(format!("N:;{};;;", escaped(person.name)));
    }
    lines.say_the_rest(&person.pieces);
    for line in lines.finish() {
        folded(out, &line)?;
    }
    out.write_all(b"END:VCARD\r\n")
}

/// The lines of a card in the making.
struct Card {
    version: Version,
    lines: Vec<String>,
    /// Which of the pieces of the store some line says.
    said: Vec<bool>,
    /// Groups of lines that were left out, in lower case.
    left_out: Vec<String>,
}

impl Card {
    fn add(&mut self, line: String) {
        self.lines.push(line);
    }

    fn has(&self, name: &str) -> bool {
        self.lines.iter().filter_map(|line| Line::parse(line)).any(|line| line.is(name))
    }

    /// Takes over the lines of a card, but for those whose words were edited.
    fn keep(&mut self, raw: &str, person: &Out<'_>) {
        let from = Version::of(raw);
        let lines: Vec<Line<'_>> = raw.lines().filter_map(Line::parse).collect();
        let renamed = draft::read(raw).is_none_or(|draft| draft.name != person.name);
        // A second card of one person adds what the first has not.
        let further = !self.lines.is_empty();
        for line in lines.iter().filter(|line| !is_frame(line)) {
            let of_name = line.is("FN") || line.is("N");
            if further && (of_name || ["UID", "REV", "PRODID", "KIND"].iter().any(|name| line.is(name))) {
                continue;
            }
            if of_name && renamed {
                let name = escaped(person.name);
                let line = if line.is("FN") { format!("FN:{name}") } else { format!("N:;{name};;;") };
                self.keep_line(line, false);
                continue;
            }
            let pieces = pieces(line, from, &lines);
            let at = |piece: &Piece| person.pieces.iter().position(|known| known.says(piece));
            let known: Vec<Option<usize>> = pieces.iter().map(at).collect();
            if !known.iter().all(Option::is_some) {
                self.left_out.extend(line.group.map(str::to_lowercase));
                continue;
            }
            let already =
                further && !known.is_empty() && known.iter().flatten().all(|at| self.said.get(*at) == Some(&true));
            if !already {
                self.keep_line(written(line, from, self.version).into_owned(), further);
            }
            for at in known.into_iter().flatten() {
                if let Some(said) = self.said.get_mut(at) {
                    *said = true;
                }
            }
        }
    }

    fn keep_line(&mut self, line: String, once: bool) {
        let again = once && self.lines.contains(&line);
        let second_name = line.starts_with("FN:") && self.lines.contains(&line);
        if !again && !second_name {
            self.add(line);
        }
    }

    /// Writes lines for what no kept line says.
    fn say_the_rest(&mut self, pieces: &[Piece]) {
        let rest: Vec<&Piece> =
            pieces.iter().zip(self.said.clone()).filter(|(_, said)| !said).map(|(p, _)| p).collect();
        let list = |texts: Vec<String>| texts.join(",");
        let tags = rest.iter().filter_map(|piece| match piece {
            Piece::Tag(tag) => Some(escaped(tag)),
            _ => None,
        });
        let tags = list(tags.collect());
        for piece in &rest {
            self.say(piece);
        }
        if !tags.is_empty() {
            self.add(format!("CATEGORIES:{tags}"));
        }
    }

    fn say(&mut self, piece: &Piece) {
        let v4 = self.version == Version::V4;
        let line = match piece {
            Piece::Tag(_) | Piece::Name(NameKind::Misheard | NameKind::Full, _) => return,
            Piece::Name(NameKind::Nick, name) => format!("NICKNAME:{}", escaped(name)),
            Piece::Name(NameKind::Former, name) => format!("X-MAIDENNAME:{}", escaped(name)),
            Piece::Contact(kind, label, value) => return self.say_contact(*kind, label.as_deref(), value),
            Piece::Fact(label, value) if label == people::WORKS_AT => format!("ORG:{}", escaped(value)),
            Piece::Fact(label, value) if label == people::ROLE => format!("TITLE:{}", escaped(value)),
            Piece::Fact(label, value) => {
                format!("X-AULD-FACT;LABEL={}:{}", quoted(label), escaped(value))
            }
            Piece::Date(label, on) if label == people::BIRTHDAY => date("BDAY", *on, self.version),
            Piece::Date(label, on) if label == people::ANNIVERSARY => date("ANNIVERSARY", *on, self.version),
            Piece::Date(label, on) => {
                let group = self.labelled(label);
                format!("{group}.X-ABDATE:{on}")
            }
            Piece::Relation(kind, name) if v4 => {
                format!("RELATED;TYPE={};VALUE=text:{}", quoted(&standard(kind)), escaped(name))
            }
            Piece::Relation(kind, name) => {
                let group = self.labelled(&standard(kind));
                format!("{group}.X-ABRELATEDNAMES:{}", escaped(name))
            }
            Piece::Note(text) | Piece::Remark(_, text) => format!("NOTE:{}", escaped(text)),
            // What I promised, and how I mean to keep in touch, is no business of whoever gets the card.
            Piece::Promise(_) | Piece::Every(_) | Piece::State(_) => return,
        };
        self.add(line);
    }

    fn say_contact(&mut self, kind: ContactKind, label: Option<&str>, value: &str) {
        let (property, value) = match kind {
            ContactKind::Email => ("EMAIL", escaped(value)),
            ContactKind::Phone => ("TEL", escaped(value)),
            // A value of this type is no text, so that nothing in it is escaped; a line end would be the end of it.
            ContactKind::Url => ("URL", value.replace(['\r', '\n'], " ")),
            ContactKind::Handle if self.version == Version::V4 => ("SOCIALPROFILE;VALUE=text", escaped(value)),
            ContactKind::Handle => ("X-SOCIALPROFILE", escaped(value)),
            ContactKind::Address => ("ADR", format!(";;{};;;;", escaped(value))),
        };
        let is_word = |label: &&str| label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let line = match label.filter(|label| !label.is_empty()) {
            None => format!("{property}:{value}"),
            Some(label) if is_word(&label) => format!("{property};TYPE={label}:{value}"),
            Some(label) => {
                let group = self.labelled(label);
                format!("{group}.{property}:{value}")
            }
        };
        self.add(line);
    }

    /// Adds a label, and returns the group of what it is about.
    fn labelled(&mut self, label: &str) -> String {
        let taken = |group: &String| {
            let dotted = format!("{group}.");
            self.lines.iter().any(|line| line.starts_with(&dotted))
        };
        let group = (1..).map(|n| format!("auld{n}")).find(|group| !taken(group)).unwrap_or_default();
        self.add(format!("{group}.X-ABLabel:{}", escaped(label)));
        group
    }

    /// Returns the lines, without labels of what was left out.
    fn finish(self) -> Vec<String> {
        let group =
            |line: &str| Line::parse(line).and_then(|line| Some((line.group?.to_lowercase(), line.is("X-ABLABEL"))));
        let groups: Vec<Option<(String, bool)>> = self.lines.iter().map(|line| group(line)).collect();
        let used = |name: &String| groups.iter().flatten().any(|(group, label)| group == name && !label);
        let idle = |group: &Option<(String, bool)>| {
            group.as_ref().is_some_and(|(name, label)| *label && self.left_out.contains(name) && !used(name))
        };
        self.lines.iter().zip(&groups).filter(|(_, group)| !idle(group)).map(|(line, _)| line.clone()).collect()
    }
}

/// Returns the word for a tie that the standard has, where it has one.
pub fn standard(kind: &str) -> String {
    match kind {
        "partner" => "spouse".into(),
        "flatmate" => "co-resident".into(),
        "neighbour" => "neighbor".into(),
        other => other.replace('_', "-"),
    }
}

/// Tells whether a line is about the card, and not about the person.
fn is_frame(line: &Line<'_>) -> bool {
    line.is("VERSION")
}

/// Returns a parameter's value, in quotes where it needs them.
fn quoted(value: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ' ');
    if !value.is_empty() && value.chars().all(plain) {
        return value.into();
    }
    let inner: String = value.chars().filter(|c| *c != '"' && !line::is_control(*c)).collect();
    format!("\"{inner}\"").into()
}

/// Returns a line for a date.
fn date(name: &str, on: PartialDate, version: Version) -> String {
    match (on, version) {
        (PartialDate::Day(day), Version::V4) => format!("{name}:{}", iso(day).replace('-', "")),
        (PartialDate::Yearly(month, day), Version::V4) => format!("{name}:--{month:02}{day:02}"),
        (PartialDate::Yearly(month, day), _) => {
            format!("{name};X-APPLE-OMIT-YEAR={NO_YEAR}:{NO_YEAR}-{month:02}-{day:02}")
        }
        (on, _) => format!("{name}:{on}"),
    }
}

/// Returns a line in the writing of a version: as it is where it is of that version, and means the same in it.
fn written<'a>(line: &Line<'a>, from: Version, to: Version) -> Cow<'a, str> {
    let coded = line.encoding() == Some(Encoding::QuotedPrintable) || line.param("CHARSET").is_some();
    if from == to && !coded {
        return line.raw.into();
    }
    let name = line.name.to_ascii_uppercase();
    let one_of = |names: &[&str]| names.contains(&name.as_str());
    let group = line.group.map(|group| format!("{group}.")).unwrap_or_default();
    if one_of(DATES)
        && line.param("VALUE").is_none_or(|value| !value.eq_ignore_ascii_case("text"))
        && let Some(on) = date_of(&line.text(from)).filter(|_| !line.value.contains(['T', 't', ' ']))
    {
        let omitted = line.param("X-APPLE-OMIT-YEAR").is_some_and(|year| on.year() == year.parse().ok());
        let on = on.month_day().filter(|_| omitted).map_or(on, |(month, day)| PartialDate::Yearly(month, day));
        let rest = params(line, to, &["X-APPLE-OMIT-YEAR", "VALUE"], &[]);
        return format!("{group}{}", date(&format!("{}{rest}", line.name), on, to)).into();
    }
    let media = MEDIA.iter().find(|(of, _)| *of == name).map(|(_, kind)| *kind);
    if draft::is_bytes(line) {
        let bytes: String = line.value.chars().filter(|c| !c.is_whitespace()).collect();
        let (types, kinds): (Vec<String>, Vec<String>) =
            line.types().into_iter().partition(|word| ["pref", "home", "work"].contains(&word.as_str()));
        if to == Version::V4 {
            let kind = kinds.first().map(|kind| match (kind.contains('/'), media) {
                (false, Some(media)) => format!("{media}/{kind}"),
                (false, None) => format!("application/{kind}"),
                (true, _) => kind.clone(),
            });
            let rest = params(line, to, &["TYPE", "", "ENCODING", "VALUE"], &types);
            let kind = kind.unwrap_or_else(|| "application/octet-stream".into());
            return format!("{group}{}{rest}:data:{kind};base64,{bytes}", line.name).into();
        }
        let rest = params(line, to, &["ENCODING", "VALUE"], &[]);
        return format!("{group}{}{rest};ENCODING=b:{bytes}", line.name).into();
    }
    if to == Version::V3
        && let Some(_) = media
        && let Some((kind, bytes)) = data_uri(line.value)
    {
        let bytes: String = bytes.chars().filter(|c| !c.is_whitespace()).collect();
        let types = kind.rsplit('/').next().filter(|kind| !kind.is_empty()).map(|kind| vec![kind.to_uppercase()]);
        let rest = params(line, to, &["ENCODING", "VALUE", "MEDIATYPE"], &types.unwrap_or_default());
        return format!("{group}{}{rest};ENCODING=b:{bytes}", line.name).into();
    }
    let is_uri = |value: &str| value.eq_ignore_ascii_case("uri");
    if to == Version::V3 && name == "TEL" && line.param("VALUE").is_some_and(is_uri) {
        let number = line.value.get(..4).filter(|scheme| scheme.eq_ignore_ascii_case("tel:")).and(line.value.get(4..));
        let rest = params(line, to, &["VALUE"], &[]);
        return format!("{group}{}{rest}:{}", line.name, number.unwrap_or(line.value)).into();
    }
    let value = match () {
        () if from != Version::V21 && !coded => line.value.into(),
        () if one_of(PARTS) => line.parts(from).iter().map(|part| escaped(part)).collect::<Vec<_>>().join(";"),
        () if one_of(LISTS) => line.list(from).iter().map(|item| escaped(item)).collect::<Vec<_>>().join(","),
        () if one_of(TEXTS) => escaped(&line.text(from)),
        // Whether its `;` and `,` tell parts apart nobody knows, so they stay as they are.
        () if line.encoding() == Some(Encoding::QuotedPrintable) => line.text(from).replace('\n', "\\n"),
        () => line.value.into(),
    };
    format!("{group}{}{}:{value}", line.name, params(line, to, &["ENCODING", "CHARSET"], &[])).into()
}

/// Returns the parameters of a line in the writing of a version, each after a `;`, without some and with more types.
fn params(line: &Line<'_>, to: Version, without: &[&str], more: &[String]) -> String {
    let mut types: Vec<String> = Vec::new();
    let mut rest = String::new();
    for (name, value) in line.params() {
        let bare = value.trim_matches('"');
        let left_out = without.iter().any(|of| of.eq_ignore_ascii_case(name)) || name.eq_ignore_ascii_case("CHARSET");
        let encoding = name.eq_ignore_ascii_case("ENCODING") || name.is_empty() && line::is_encoding(bare);
        if left_out || encoding {
            continue;
        }
        match name.to_ascii_uppercase().as_str() {
            "" | "TYPE" => types.extend(bare.split(',').map(|word| word.trim().to_owned())),
            "PREF" if to == Version::V3 && bare == "1" => types.push("PREF".into()),
            "VALUE" if bare.eq_ignore_ascii_case("url") && to == Version::V4 => rest.push_str(";VALUE=uri"),
            _ => {
                let value = if value.starts_with('"') { value.into() } else { quoted(bare) };
                rest.push_str(&format!(";{name}={value}"));
            }
        }
    }
    types.extend(more.iter().cloned());
    let preferred = |word: &String| word.eq_ignore_ascii_case("pref");
    if to == Version::V4 && types.iter().any(preferred) {
        types.retain(|word| !preferred(word));
        rest.push_str(if line.param("PREF").is_some() { "" } else { ";PREF=1" });
    }
    types.retain(|word| !word.is_empty());
    if types.is_empty() {
        return rest;
    }
    let types: Vec<_> =
        types.iter().map(|word| if word.contains([';', ':', ',']) { quoted(word) } else { word.into() }).collect();
    format!(";TYPE={}{rest}", types.join(","))
}

/// Splits `data:image/jpeg;base64,…`, whose comma some programs escape.
fn data_uri(value: &str) -> Option<(&str, &str)> {
    let rest = value.strip_prefix("data:")?;
    let (kind, bytes) = rest.split_once(";base64")?;
    let bytes = bytes.strip_prefix('\\').unwrap_or(bytes).strip_prefix(',')?;
    Some((kind, bytes))
}

/// Writes a line, folded between characters.
pub(in crate::exchange) fn folded(out: &mut dyn Write, line: &str) -> io::Result<()> {
    let mut rest = line;
    let mut room = FOLD;
    while rest.len() > room {
        let at = (1..=room).rev().find(|at| rest.is_char_boundary(*at)).unwrap_or(rest.len());
        let (now, later) = rest.split_at(at);
        out.write_all(now.as_bytes())?;
        out.write_all(b"\r\n ")?;
        (rest, room) = (later, FOLD - 1);
    }
    out.write_all(rest.as_bytes())?;
    out.write_all(b"\r\n")
}
