//! Which column holds what: told by the user, known of a program, or guessed from its name.

use std::collections::HashSet;

use super::field::{Field, Part, What};
use super::words::{LABELLED, NAMES, PLACES, QUALIFIERS};
use crate::domain::fold;

/// Who made a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    Google,
    Outlook,
    /// The connections that LinkedIn hands out.
    LinkedIn,
    /// Anybody.
    Table,
}

impl Layout {
    const WORDS: [(Layout, &'static str); 4] = [
        (Layout::Google, "google"),
        (Layout::Outlook, "outlook"),
        (Layout::LinkedIn, "linkedin"),
        (Layout::Table, "table"),
    ];

    /// Returns the word it is kept under.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(of, _)| *of == self).map_or("", |(_, word)| word)
    }

    /// Returns the layout that a word stands for; `None` for no such word.
    pub fn named(word: &str) -> Option<Layout> {
        Self::WORDS.iter().find(|(_, of)| *of == word).map(|(layout, _)| *layout)
    }

    /// Returns who made a table with these columns.
    pub fn of(headers: &[String]) -> Layout {
        let names: Vec<String> = headers.iter().map(|header| plain(header)).collect();
        let has = |name: &str| names.iter().any(|known| known == name);
        if has("connected on") && has("first name") {
            Layout::LinkedIn
        } else if headers.iter().any(|header| numbered(header).is_some())
            || ["auld id", "phonetic first name", "group membership"].into_iter().any(has)
        {
            Layout::Google
        } else if has("e mail address")
            && ["business phone", "business street", "e mail display name", "e mail 2 address", "given yomi"]
                .into_iter()
                .any(has)
        {
            Layout::Outlook
        } else {
            Layout::Table
        }
    }
}

/// Returns the name of a column as it is compared: folded words without signs.
pub fn plain(header: &str) -> String {
    let folded = fold::fold(header).replace(['\'', '’'], "");
    folded.split(|c: char| !fold::is_word(c)).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Settles what the columns of a table hold; `None` for one that nobody knows.
pub fn fields(headers: &[String]) -> Vec<Option<Field>> {
    let names: Vec<String> = headers.iter().map(|header| plain(header)).collect();
    let mut fields: Vec<Option<Field>> = headers.iter().zip(&names).map(|(header, name)| guess(header, name)).collect();
    let is = |field: &Option<Field>, part: Part| {
        field.as_ref().is_some_and(|field| field.what == What::Address && field.group == 0 && field.part == part)
    };
    // A town by itself says where somebody lives; beside a street it is part of the address, and so is that.
    let streets: HashSet<Option<String>> = fields
        .iter()
        .filter(|field| [Part::Value, Part::Street, Part::Code, Part::PoBox].iter().any(|part| is(field, *part)))
        .map(|field| field.as_ref().and_then(|field| field.label.clone()))
        .collect();
    let towns: HashSet<Option<String>> = fields
        .iter()
        .filter(|field| [Part::City, Part::Code].iter().any(|part| is(field, *part)))
        .map(|field| field.as_ref().and_then(|field| field.label.clone()))
        .collect();
    for field in &mut fields {
        let label = field.as_ref().and_then(|field| field.label.clone());
        if is(field, Part::City) && !streets.contains(&label) {
            *field = Some(Field::new(What::Lives));
        } else if is(field, Part::Value) && towns.contains(&label) {
            *field = field.take().map(|field| field.part(Part::Street));
        } else if (is(field, Part::Region) || is(field, Part::Country)) && !streets.contains(&label) {
            *field = None;
        }
    }
    // Where there is a job title, the other one stands before the name.
    let has_job = names.iter().any(|name| name == "job title");
    for (field, name) in fields.iter_mut().zip(&names) {
        if has_job && name == "title" {
            *field = Some(Field::new(What::Prefix));
        }
    }
    fields
}

fn guess(header: &str, name: &str) -> Option<Field> {
    if let Some(found) = numbered(header) {
        return found;
    }
    exact(name).or_else(|| {
        // A number tells two of a sort apart, wherever it stands.
        let words: Vec<&str> = name.split(' ').filter(|word| !word.bytes().all(|byte| byte.is_ascii_digit())).collect();
        let bare = words.join(" ");
        if bare != name
            && let Some(field) = exact(&bare).filter(|field| is_point(field.what) || field.what == What::Address)
        {
            return Some(field);
        }
        let (first, rest) = bare.split_once(' ')?;
        if let Some((_, label)) = QUALIFIERS.iter().find(|(word, _)| *word == first)
            && let Some(field) = exact(name.split_once(' ')?.1).or_else(|| exact(rest))
            && (is_point(field.what) || field.what == What::Address)
        {
            return Some(field.labelled(label));
        }
        // `Assistant's Phone`, `Business Fax`, `Company Main Phone`.
        let (label, last) = bare.rsplit_once(' ')?;
        match last {
            "phone" | "telephone" => Some(Field::new(What::Phone).labelled(label)),
            "fax" => {
                let label = QUALIFIERS.iter().find(|(word, _)| *word == label).map_or(label, |(_, known)| known);
                Some(Field::new(What::Phone).labelled(&format!("{label} fax")))
            }
            _ => None,
        }
    })
}

fn is_point(what: What) -> bool {
    matches!(what, What::Email | What::Phone | What::Url | What::Handle)
}

fn exact(name: &str) -> Option<Field> {
    let of = |names: &&[&str]| names.contains(&name);
    let place = PLACES.iter().find(|(_, names)| of(names)).map(|(part, _)| Field::new(What::Address).part(*part));
    let labelled = || {
        let known = LABELLED.iter().find(|(.., names)| of(names))?;
        Some(Field::new(known.0).labelled(known.1))
    };
    let plain = || NAMES.iter().find(|(_, names)| of(names)).map(|(what, _)| Field::new(*what));
    place.or_else(labelled).or_else(plain)
}

/// Returns what Google's `E-mail 1 - Value` holds: `None` for a name of another kind, `Some(None)` for a part that
/// nobody has a place for.
fn numbered(header: &str) -> Option<Option<Field>> {
    let (thing, part) = header.split_once(" - ")?;
    let (thing, number) = thing.trim().rsplit_once(' ')?;
    let group = number.parse().ok().filter(|number| (1..100_000).contains(number))?;
    let part = plain(part);
    let what = match plain(thing).as_str() {
        "e mail" | "email" => What::Email,
        "phone" => What::Phone,
        "im" => What::Handle,
        "address" => What::Address,
        "website" => What::Url,
        "event" => What::Date,
        "relation" => What::Relation,
        "custom field" => What::Fact,
        "organization" => {
            let what = match part.as_str() {
                "name" => What::Company,
                "title" => What::Title,
                "department" => What::Department,
                _ => return Some(None),
            };
            return Some(Some(Field { group, ..Field::new(what) }));
        }
        _ => return None,
    };
    let part = match part.as_str() {
        "value" | "formatted" => Part::Value,
        "label" | "service" => Part::Label,
        // What is said of a messenger beside its name is where it is used.
        "type" if what != What::Handle => Part::Label,
        other => match PLACES.iter().find(|(_, names)| names.contains(&other)) {
            Some((part, _)) if what == What::Address => *part,
            _ => return Some(None),
        },
    };
    Some(Some(Field { group, ..Field::new(what).part(part) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(header: &str) -> Vec<String> {
        let headers: Vec<String> = header.split(',').map(str::to_owned).collect();
        fields(&headers).iter().map(|field| field.as_ref().map_or("-".into(), Field::to_string)).collect()
    }

    #[test]
    fn columns_are_known_by_their_names() {
        assert_eq!(
            read("Full_Name,E-MAIL,Home phone 2,Nama Panggilan,tgl. lahir,Kota,shoe size,HP,Work Email"),
            ["name", "email", "phone:home", "nick", "birthday", "lives", "-", "phone:mobile", "email:work"]
        );
        assert_eq!(
            read("first,last,address,city,zip"),
            ["first", "last", "address.street", "address.city", "address.code"]
        );
        assert_eq!(read("name,country,state"), ["name", "-", "-"]);
    }

    #[test]
    fn columns_of_google_belong_together() {
        assert_eq!(
            read(
                "E-mail 1 - Type,E-mail 1 - Value,Address 2 - Extended Address,Organization 1 - Yomi Name,IM 1 - Service,Custom Field 1 - Label"
            ),
            ["email#1.label", "email#1", "address#2.extra", "-", "handle#1.label", "fact#1.label"]
        );
        assert_eq!(read("Organization Name,Organization Title,Labels"), ["company", "title", "tag"]);
    }

    #[test]
    fn columns_of_outlook_say_where() {
        assert_eq!(
            read(
                "Title,First Name,Job Title,Business Street,Business Street 2,Business Country/Region,Home Postal Code"
            ),
            [
                "prefix",
                "first",
                "title",
                "address.street:work",
                "address.extra:work",
                "address.country:work",
                "address.code:home"
            ]
        );
        assert_eq!(
            read(
                "E-mail 2 Address,Assistant's Phone,Business Fax,Mobile Phone,Web Page,Spouse,Other Address PO Box,E-mail Type"
            ),
            [
                "email",
                "phone:assistant",
                "phone:work fax",
                "phone:mobile",
                "url",
                "relation:spouse",
                "address.po_box:other",
                "-"
            ]
        );
    }
}
