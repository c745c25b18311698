//! Results as text: one struct per verb gives the human page, `--plain` and `--json`.
//!
//! A verb implements [`View`]; [`render`] turns it into bytes. Text is labelled with roles, never colours, and
//! whatever a stranger may have written passes through [`sanitize`] before it can reach a terminal.

pub mod backups;
pub mod bond;
pub mod card;
pub mod closest;
pub mod doctor;
pub mod duplicates;
pub mod fields;
pub mod graph;
pub mod grid;
pub mod history;
pub mod hits;
pub mod imported;
pub mod json;
pub mod lines;
pub mod lists;
pub mod meetings;
pub mod overlooked;
pub mod page;
pub mod pages;
pub mod path;
pub mod people;
pub mod plain;
pub mod reconnect;
pub mod said;
pub mod sanitize;
pub mod shell;
pub mod spark;
pub mod stats;
pub mod thanks;
pub mod theme;
pub mod ties;
pub mod today;
pub mod trace;
pub mod tree;
pub mod understood;
pub mod why;
pub mod words;
mod wrap;

use std::io::{self, Write};

use chrono::NaiveDate;

use crate::store;

pub use json::Doc;
pub use page::Page;
pub use plain::Rows;
pub use theme::{Role, Text};

/// How the answer is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// For people: wrapped, aligned and, where asked, coloured.
    #[default]
    Human,
    /// For scripts: tab-separated, one record a line, no header.
    Plain,
    /// For programs: one JSON document.
    Json,
}

/// What is known about the place the answer goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    /// How the answer is asked for.
    pub format: Format,
    /// Width in columns; 0 means unknown and stands for 80, and anything below 20 counts as 20.
    pub width: usize,
    /// Whether roles become styles.
    pub colour: bool,
    /// The day that counts as today.
    pub today: NaiveDate,
    /// Whether standard output is a terminal.
    pub terminal: bool,
}

impl Screen {
    /// The width used when none is known, in columns.
    pub const USUAL: usize = 80;
    /// The least width the layout works with, in columns.
    pub const LEAST: usize = 20;

    /// Returns the width to lay out for, in columns, at least [`Screen::LEAST`].
    pub fn columns(&self) -> usize {
        if self.width == 0 { Screen::USUAL } else { self.width.max(Screen::LEAST) }
    }
}

/// An answer that can be given in every format.
pub trait View {
    /// Returns the answer as one document: `snake_case` keys, ISO dates, units in the names of numbers.
    fn json(&self) -> Doc<'_>;

    /// Returns the records for `--plain`, without a header; every record has the same cells in the same order.
    fn rows(&self) -> Rows<'_>;

    /// Writes the answer for people.
    fn human(&self, page: &mut Page<'_>);
}

/// Why an answer breaks off.
#[derive(Debug)]
pub enum Broken {
    /// What it is made of cannot be read.
    Store(store::Error),
    /// It cannot be written.
    Io(io::Error),
}

impl From<store::Error> for Broken {
    fn from(e: store::Error) -> Self {
        Broken::Store(e)
    }
}

impl From<io::Error> for Broken {
    fn from(e: io::Error) -> Self {
        Broken::Io(e)
    }
}

/// Writes the view in the format the screen asks for, UTF-8, ending in a newline unless empty. A long answer is written
/// while it is made.
///
/// # Errors
/// Where `out` takes no more, or the answer cannot be made to its end.
pub fn render(view: &dyn View, screen: &Screen, out: &mut dyn Write) -> Result<(), Broken> {
    match screen.format {
        Format::Json => view.json().write(out),
        Format::Plain => view.rows().write(out),
        Format::Human => {
            let mut page = Page::new(screen, out);
            view.human(&mut page);
            page.finish()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Greeting;

    impl View for Greeting {
        fn json(&self) -> Doc<'_> {
            serde_json::json!({ "name": "Mia\u{202e}" }).into()
        }

        fn rows(&self) -> Rows<'_> {
            vec![vec!["Mia\u{202e}".to_owned(), "a\tb".to_owned()]].into()
        }

        fn human(&self, page: &mut Page<'_>) {
            page.line(Text::new().name("Mia\u{202e}").plain(" a\tb"));
        }
    }

    fn shown(format: Format, colour: bool) -> String {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        let screen = Screen { format, width: 0, colour, today, terminal: true };
        let mut out = Vec::new();
        render(&Greeting, &screen, &mut out).expect("a vector takes all");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn one_struct_answers_in_every_format() {
        assert_eq!(shown(Format::Json, true), "{\n  \"name\": \"Mia\\u202e\"\n}\n");
        assert_eq!(shown(Format::Plain, true), "Mia\\u{202e}\ta\\tb\n");
        assert_eq!(shown(Format::Human, false), "Mia\\u{202e} a b\n");
        assert_eq!(shown(Format::Human, true), "\u{1b}[36mMia\\u{202e}\u{1b}[0m a b\n");
    }

    #[test]
    fn an_unknown_width_is_usual_and_a_tiny_one_is_raised() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        for (given, used) in [(0, 80), (1, 20), (20, 20), (133, 133)] {
            let screen = Screen { format: Format::Human, width: given, colour: false, today, terminal: true };
            assert_eq!(screen.columns(), used);
        }
    }
}
