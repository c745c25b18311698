//! What a column of a table of people can be.

use std::fmt;
use std::str::FromStr;

use crate::domain::UnknownWord;

/// The sort of thing a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum What {
    Name,
    First,
    Middle,
    Last,
    Prefix,
    Suffix,
    Nick,
    Former,
    Email,
    Phone,
    Address,
    Url,
    Handle,
    Company,
    Department,
    Title,
    Birthday,
    Anniversary,
    Date,
    Tag,
    Note,
    Met,
    MetOn,
    Lives,
    Every,
    Closeness,
    Relation,
    Fact,
    /// Which record of auld the row is.
    Id,
}

/// Every sort with its word; the last is none of the user's.
const WORDS: [(What, &str); 29] = [
    (What::Name, "name"),
    (What::First, "first"),
    (What::Middle, "middle"),
    (What::Last, "last"),
    (What::Prefix, "prefix"),
    (What::Suffix, "suffix"),
    (What::Nick, "nick"),
    (What::Former, "former"),
    (What::Email, "email"),
    (What::Phone, "phone"),
    (What::Address, "address"),
    (What::Url, "url"),
    (What::Handle, "handle"),
    (What::Company, "company"),
    (What::Department, "department"),
    (What::Title, "title"),
    (What::Birthday, "birthday"),
    (What::Anniversary, "anniversary"),
    (What::Date, "date"),
    (What::Tag, "tag"),
    (What::Note, "note"),
    (What::Met, "met"),
    (What::MetOn, "met_on"),
    (What::Lives, "lives"),
    (What::Every, "every"),
    (What::Closeness, "closeness"),
    (What::Relation, "relation"),
    (What::Fact, "fact"),
    (What::Id, "auld_id"),
];

/// Other words for the same, on the command line.
const SYNONYMS: [(&str, What); 5] = [
    ("role", What::Title),
    ("tags", What::Tag),
    ("notes", What::Note),
    ("works_at", What::Company),
    ("nickname", What::Nick),
];

/// Which part of a thing that stands in several columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    Value,
    /// What sort of address or date it is.
    Label,
    Street,
    Extra,
    PoBox,
    City,
    Region,
    Code,
    Country,
    /// A date whose month comes first.
    MonthFirst,
}

const PARTS: [(Part, &str); 9] = [
    (Part::Label, "label"),
    (Part::Street, "street"),
    (Part::Extra, "extra"),
    (Part::PoBox, "po_box"),
    (Part::City, "city"),
    (Part::Region, "region"),
    (Part::Code, "code"),
    (Part::Country, "country"),
    (Part::MonthFirst, "month_first"),
];

/// What a column holds. As a text: `email`, `email:work`, `address#2.city`, `fact:shoe size`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Field {
    pub what: What,
    /// Columns of one number belong together; 0 for one that stands alone.
    pub group: u32,
    pub part: Part,
    pub label: Option<String>,
}

impl Field {
    /// Returns a field that stands in one column.
    pub fn new(what: What) -> Field {
        Field { what, group: 0, part: Part::Value, label: None }
    }

    /// Returns the field with what its values are called.
    pub fn labelled(self, label: &str) -> Field {
        Field { label: Some(label.to_owned()).filter(|label| !label.is_empty()), ..self }
    }

    /// Returns a part of the field.
    pub fn part(self, part: Part) -> Field {
        Field { part, ..self }
    }

    /// Tells whether two columns are parts of one thing.
    pub fn goes_with(&self, other: &Field) -> bool {
        self.what == other.what && self.group == other.group && self.label == other.label
    }

    /// Tells whether it can say who a person is.
    pub fn identifies(&self) -> bool {
        let names = [What::Name, What::First, What::Last, What::Nick, What::Email, What::Phone, What::Handle];
        self.part == Part::Value && names.contains(&self.what)
    }

    /// Returns every word that the user may say, in order.
    pub fn words() -> Vec<&'static str> {
        WORDS.iter().filter(|(what, _)| *what != What::Id).map(|(_, word)| *word).collect()
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = WORDS.iter().find(|(what, _)| *what == self.what).map_or("", |(_, word)| *word);
        f.write_str(word)?;
        if self.group > 0 {
            write!(f, "#{}", self.group)?;
        }
        if let Some((_, part)) = PARTS.iter().find(|(part, _)| *part == self.part) {
            write!(f, ".{part}")?;
        }
        match &self.label {
            Some(label) => write!(f, ":{label}"),
            None => Ok(()),
        }
    }
}

impl FromStr for Field {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Field, UnknownWord> {
        let unknown = || UnknownWord { what: "field", word: text.to_owned(), allowed: Field::words().join(", ") };
        let (rest, label) = match text.split_once(':') {
            Some((rest, label)) => (rest, Some(label.trim().to_owned()).filter(|label| !label.is_empty())),
            None => (text, None),
        };
        let (rest, part) = match rest.split_once('.') {
            Some((rest, part)) => {
                (rest, PARTS.iter().find(|(_, word)| *word == part).map(|(part, _)| *part).ok_or_else(unknown)?)
            }
            None => (rest, Part::Value),
        };
        let (word, group) = match rest.split_once('#') {
            Some((word, group)) => (word, group.parse().map_err(|_| unknown())?),
            None => (rest, 0),
        };
        let word = word.trim().to_lowercase().replace([' ', '-'], "_");
        let known = WORDS.iter().find(|(_, known)| *known == word).map(|(what, _)| *what);
        let what = known.or_else(|| SYNONYMS.iter().find(|(known, _)| *known == word).map(|(_, what)| *what));
        Ok(Field { what: what.ok_or_else(unknown)?, group, part, label })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_reads_as_it_is_written() {
        for text in ["name", "email:work", "address#2.city", "fact:no. of cats #3", "birthday.month_first", "met_on"] {
            assert_eq!(text.parse::<Field>().map(|field| field.to_string()), Ok(text.to_owned()));
        }
        assert_eq!("Works at".parse::<Field>().map(|field| field.what), Ok(What::Company));
        for text in ["", "shoe", "email.nowhere", "email#x"] {
            assert!(text.parse::<Field>().is_err(), "{text}");
        }
        for (what, _) in WORDS {
            let field = Field::new(what);
            assert_eq!(field.to_string().parse(), Ok(field));
        }
    }
}
