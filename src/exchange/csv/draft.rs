//! Rows to drafts.
//!
//! What is kept of a row is its cells with the names of their columns and what was understood of each, so that it reads
//! back by itself, whatever `--map` said then.

use serde::{Deserialize, Serialize};

use super::date;
use super::field::{Field, Part, What};
use super::header::Layout;
use crate::domain::fold::one_line;
use crate::domain::person::{ContactKind, NameKind, clean_name};
use crate::domain::relation;
use crate::exchange::people::{self, Key, PersonDraft, Piece, Seen};
use crate::text::when;

/// How much a row may say: each piece is compared with each.
const PIECES_MAX: usize = 1000;
/// How many cells of a row may say something.
const CELLS_MAX: usize = 2000;
/// What parts several values in a cell of Google's.
const PARTED: &str = " ::: ";
/// How many characters of a value a message repeats.
const SHOWN_CHARS: usize = 40;
/// Groups that Google puts everybody into.
const EVERYBODY: &[&str] = &["mycontacts"];

/// A cell that is not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    pub header: String,
    /// `None` for a column that is only kept.
    pub field: Option<Field>,
    pub value: String,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub layout: Layout,
    /// In the order of the table.
    pub cells: Vec<Cell>,
}

/// A row as it is kept: each cell with its header and its field as a text, which is empty where nobody knows it.
#[derive(Serialize, Deserialize)]
struct Kept {
    layout: String,
    cells: Vec<(String, String, String)>,
}

impl Row {
    /// Returns the row as it is kept.
    pub fn raw(&self) -> String {
        let cell = |cell: &Cell| {
            (cell.header.clone(), cell.field.as_ref().map_or(String::new(), Field::to_string), cell.value.clone())
        };
        let kept = Kept { layout: self.layout.word().into(), cells: self.cells.iter().map(cell).collect() };
        // Texts alone: nothing of it can fail.
        serde_json::to_string(&kept).unwrap_or_default()
    }

    /// Reads what was kept; `None` where it is no row.
    pub fn kept(raw: &str) -> Option<Row> {
        let kept: Kept = serde_json::from_str(raw).ok()?;
        let cell = |(header, field, value): (String, String, String)| Cell { header, field: field.parse().ok(), value };
        Some(Row { layout: Layout::named(&kept.layout)?, cells: kept.cells.into_iter().map(cell).collect() })
    }

    fn of(&self, what: What) -> impl Iterator<Item = &str> {
        self.fields(what).filter(|(field, _)| field.part == Part::Value).map(|(_, value)| value)
    }

    fn fields(&self, what: What) -> impl Iterator<Item = (&Field, &str)> {
        let fields = self.cells.iter().filter_map(|cell| Some((cell.field.as_ref()?, cell.value.as_str())));
        fields.filter(move |(field, _)| field.what == what)
    }

    /// Returns the parts of a name: what stands before it, first, middle and last name, what stands after it; `None`
    /// where the name is no more than they are, or is another.
    pub fn parts_of(&self, name: &str) -> Option<[String; 5]> {
        let one = |what| self.of(what).map(one_line).next().unwrap_or_default();
        let parts = [What::Prefix, What::First, What::Middle, What::Last, What::Suffix].map(one);
        let whole = parts.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ");
        (whole == name && !(parts[1].is_empty() && parts[3].is_empty())).then_some(parts)
    }

    /// Returns what the row calls the person: the whole name, else its parts, else the best that is there.
    fn name(&self) -> Option<String> {
        // A sign stands for nobody, unless auld itself wrote it.
        let own = self.own_key().is_some();
        let filled = |text: &String| own || text.chars().any(|c| !c.is_ascii_punctuation() && c != ' ');
        let one = |what| self.of(what).map(one_line).find(filled);
        let composed = || {
            let parts = [What::Prefix, What::First, What::Middle, What::Last, What::Suffix].map(one);
            let [_, first, _, last, _] = &parts;
            (first.is_some() || last.is_some()).then(|| parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
        };
        let found = one(What::Name).or_else(composed).or_else(|| one(What::Nick)).or_else(|| one(What::Company));
        found.or_else(|| [What::Email, What::Phone, What::Handle].into_iter().find_map(one))
    }

    /// Returns the key that auld gave the row; `None` for any other row.
    fn own_key(&self) -> Option<Key> {
        let keys = self.of(What::Id).map(|text| Key { text: text.trim().to_owned(), sure: true });
        keys.filter(|key| key.own_id().is_some()).last()
    }

    fn key(&self, name: &str) -> Key {
        if let Some(key) = self.own_key() {
            return key;
        }
        // The page of a profile is whose profile it is.
        let page = self.of(What::Url).next().filter(|_| self.layout == Layout::LinkedIn);
        match page.map(|page| page.trim().trim_end_matches('/')).filter(|page| page.contains('/')) {
            Some(page) => Key { text: page.to_lowercase(), sure: true },
            None => Key::of_name(name),
        }
    }

    /// Returns the values of a cell: in a table of somebody's own they are parted as people do, in Google's by its mark.
    fn split(&self, value: &str, marks: &[char]) -> Vec<String> {
        let parts: Vec<String> = if self.layout == Layout::Google || value.contains(PARTED) {
            value.split(PARTED).map(|part| part.trim().to_owned()).collect()
        } else {
            value.split(|c| c == '\n' || marks.contains(&c)).map(one_line).collect()
        };
        parts.into_iter().filter(|part| !part.is_empty()).collect()
    }

    /// Returns what the columns of a thing call it: that of the field, else what stands in a column beside it.
    fn label(&self, field: &Field) -> Option<String> {
        let beside = || {
            let beside = self.fields(field.what).find(|(of, _)| of.part == Part::Label && of.group == field.group);
            beside.map(|(_, value)| one_line(value)).filter(|_| field.group > 0)
        };
        let label = field.label.clone().or_else(beside)?;
        // Google marks its own words so.
        let label = label.strip_prefix('*').unwrap_or(&label).trim_start();
        let lower = label.to_lowercase();
        let known = [people::BIRTHDAY, people::ANNIVERSARY, people::WORKS_AT, people::ROLE].contains(&lower.as_str());
        // What somebody calls a fact is theirs.
        let own = matches!(field.what, What::Fact | What::Date) && !known;
        Some(if own { label.to_owned() } else { lower }).filter(|label| !label.is_empty())
    }

    /// Returns the draft, and what of the row could not be understood, in words.
    ///
    /// # Errors
    /// Says why it is no row of a person.
    pub fn draft(&self) -> Result<(PersonDraft, Vec<String>), String> {
        if self.cells.iter().filter(|cell| cell.field.is_some()).count() > CELLS_MAX {
            return Err(format!("the row has more than {CELLS_MAX} cells that say something"));
        }
        let name = self.name().ok_or("it names nobody: there is no name, company, e-mail address or number")?;
        let mut draft = PersonDraft::new(self.key(&name), clean_name(&name).map_err(|e| e.to_string())?);
        let (mut told, mut seen) = (Vec::new(), Seen::default());
        if self.layout == Layout::LinkedIn {
            draft.met = Some("LinkedIn".into());
        }
        for (at, cell) in self.cells.iter().enumerate() {
            let Some(field) = &cell.field else { continue };
            for piece in self.pieces(at, field, &cell.value, &mut draft, &mut told) {
                seen.add(&mut draft, piece);
                if draft.pieces.len() > PIECES_MAX {
                    return Err(format!("the row says more than {PIECES_MAX} things"));
                }
            }
        }
        draft.raw = self.raw();
        Ok((draft, told))
    }

    /// Returns what a cell says; what it says of the person as a whole goes into the draft, what cannot be read is told.
    fn pieces(
        &self,
        at: usize,
        field: &Field,
        value: &str,
        draft: &mut PersonDraft,
        told: &mut Vec<String>,
    ) -> Vec<Piece> {
        let month_first = field.part == Part::MonthFirst;
        let mut unread = |what: &str| told.push(format!("`{}` is no {what} and is left out", shown(value)));
        match field.what {
            What::Nick | What::Former => {
                let kind = if field.what == What::Nick { NameKind::Nick } else { NameKind::Former };
                self.names(value).filter(|name| *name != draft.name).map(|name| Piece::Name(kind, name)).collect()
            }
            What::Email | What::Phone | What::Url | What::Handle if field.part == Part::Value => {
                self.contacts(field, value)
            }
            What::Address => self.address(at, field).into_iter().collect(),
            What::Company | What::Department => self.company(field, &draft.name).into_iter().collect(),
            What::Title => vec![Piece::Fact(people::ROLE.into(), one_line(value))],
            What::Lives => vec![Piece::Fact("lives".into(), one_line(value))],
            What::Fact => match self.label(field).filter(|_| field.part == Part::Value) {
                Some(label) => vec![Piece::Fact(label.into(), value.to_owned())],
                None if field.part == Part::Value => vec![Piece::Note(value.to_owned())],
                None => Vec::new(),
            },
            What::Birthday | What::Anniversary | What::Date if field.part != Part::Label => {
                let on = date::read(value, month_first, true);
                // What Outlook writes where it knows none.
                if on.is_none() && !value.starts_with("0/0/") {
                    unread("date");
                }
                on.map(|on| Piece::Date(self.occasion(field).into(), on)).into_iter().collect()
            }
            What::Relation if field.part == Part::Value => {
                let kind = self.label(field).map_or_else(|| "contact".into(), |kind| relation::clean(&kind));
                self.names(value).map(|name| Piece::Relation(kind.clone(), name)).collect()
            }
            What::Tag => self.tags(value),
            What::Note => vec![Piece::Note(value.to_owned())],
            What::Met => {
                draft.met = Some(one_line(value));
                Vec::new()
            }
            What::MetOn => {
                draft.met_on = date::read(value, month_first, false);
                if draft.met_on.is_none() {
                    unread("date");
                }
                Vec::new()
            }
            What::Every => {
                let days = value.parse().ok().filter(|days| (1..=36_500).contains(days));
                let days = days.or_else(|| when::parse_every(value).ok());
                if days.is_none() {
                    unread("length of time");
                }
                days.map(Piece::Every).into_iter().collect()
            }
            What::Closeness => {
                draft.closeness = value.to_lowercase().parse().ok();
                if draft.closeness.is_none() {
                    unread("closeness (acquaintance, friend, close or inner)");
                }
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// Returns the names in a cell.
    fn names(&self, value: &str) -> impl Iterator<Item = String> {
        self.split(value, &[',', ';']).into_iter().filter(|name| clean_name(name).is_ok())
    }

    /// Returns the addresses, numbers, pages or handles in a cell.
    fn contacts(&self, field: &Field, value: &str) -> Vec<Piece> {
        let (kind, marks): (_, &[char]) = match field.what {
            What::Email => (ContactKind::Email, &[',', ';', ' ']),
            What::Phone => (ContactKind::Phone, &[';']),
            What::Url => (ContactKind::Url, &[' ']),
            _ => (ContactKind::Handle, &[';']),
        };
        let label = self.label(field);
        // The path of a mailbox in a company's directory is no address.
        let values = self.split(value, marks).into_iter().filter(|value| {
            field.what != What::Email || !value.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("/o="))
        });
        values.map(|value| Piece::Contact(kind, label.clone(), value)).collect()
    }

    /// Returns the company with its department; `None` where it gave the person's name.
    fn company(&self, field: &Field, name: &str) -> Option<Piece> {
        let parts = [What::Company, What::Department].into_iter().filter_map(|what| {
            let part = self.fields(what).find(|(of, _)| of.group == field.group);
            part.map(|(_, value)| one_line(value))
        });
        let company = parts.collect::<Vec<_>>().join(", ");
        (company != name).then(|| Piece::Fact(people::WORKS_AT.into(), company))
    }

    /// Returns what a day is called.
    fn occasion(&self, field: &Field) -> String {
        match field.what {
            What::Birthday => people::BIRTHDAY.into(),
            What::Anniversary => people::ANNIVERSARY.into(),
            _ => self.label(field).unwrap_or_else(|| "date".into()),
        }
    }

    /// Returns the tags in a cell, without those that everybody has.
    fn tags(&self, value: &str) -> Vec<Piece> {
        let texts = self.split(value, &[',', ';', '|']);
        let texts = texts.iter().map(|text| text.strip_prefix("* ").unwrap_or(text));
        let tags = texts.filter(|text| !EVERYBODY.contains(&text.to_lowercase().as_str()));
        tags.filter_map(people::tag).map(Piece::Tag).collect()
    }

    /// Returns an address at the first of its columns: as it is written whole, else its parts, the street first.
    fn address(&self, at: usize, field: &Field) -> Option<Piece> {
        if field.part == Part::Label {
            return None;
        }
        let of_it = |cell: &&Cell| cell.field.as_ref().is_some_and(|of| of.goes_with(field) && of.part != Part::Label);
        let label = self.label(field);
        let value = |text: String| Piece::Contact(ContactKind::Address, label.clone(), text);
        if field.part == Part::Value {
            return Some(value(one_line_of(&self.cells.get(at)?.value)));
        }
        let first = self.cells.iter().position(|cell| of_it(&cell))?;
        let whole =
            self.cells.iter().filter(of_it).any(|cell| cell.field.as_ref().is_some_and(|of| of.part == Part::Value));
        if first != at || whole {
            return None;
        }
        let order = [Part::Street, Part::Extra, Part::PoBox, Part::City, Part::Region, Part::Code, Part::Country];
        let parts = order.into_iter().flat_map(|part| {
            let of_part = move |cell: &&Cell| cell.field.as_ref().is_some_and(|of| of.part == part);
            self.cells.iter().filter(of_it).filter(of_part).map(|cell| one_line_of(&cell.value))
        });
        Some(value(parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")))
    }
}

/// Reads back what was kept of a row; `None` where it is none.
pub fn read(raw: &str) -> Option<PersonDraft> {
    let (mut draft, _) = Row::kept(raw)?.draft().ok()?;
    raw.clone_into(&mut draft.raw);
    Some(draft)
}

/// Tells whether two rows say the same, whatever the order of their columns.
pub fn same(a: &str, b: &str) -> bool {
    let cells = |raw: &str| {
        let mut cells = Row::kept(raw)?.cells;
        cells.sort_by(|a, b| (&a.header, &a.value).cmp(&(&b.header, &b.value)));
        Some(cells)
    };
    a == b || cells(a).is_some_and(|a| Some(a) == cells(b))
}

/// Returns lines as one, with commas for their ends.
fn one_line_of(text: &str) -> String {
    if !text.contains('\n') {
        return text.trim().to_owned();
    }
    let lines = text.lines().map(|line| one_line(line.trim().trim_end_matches(',')));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Returns as much of a value as fits into a message.
fn shown(value: &str) -> String {
    let line = one_line(value);
    let short: String = line.chars().take(SHOWN_CHARS).collect();
    if short.len() < line.len() { format!("{short}…") } else { short }
}
