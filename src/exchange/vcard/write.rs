//! Cards out: the lines that were kept where nobody edited what they say, new lines for the rest.

use std::io::{self, Write};

use super::Version;
use super::draft::{self, pieces};
use super::translate::{date, quoted, written};
use crate::domain::id::Id;
use crate::domain::person::{ContactKind, NameKind};
use crate::exchange::contentline::fold::folded;
use crate::exchange::contentline::line::{Line, escaped};
use crate::exchange::people::{self, Key, Piece};
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
pub(super) fn is_frame(line: &Line<'_>) -> bool {
    line.is("VERSION")
}
