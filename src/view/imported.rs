//! What an import did, or would do.

use serde_json::{Map, Value, json};

use super::{Doc, Page, Rows, Text, View};

/// The summary of an import.
#[derive(Debug, Clone, Default)]
pub struct Imported {
    /// Whether it was done, and not only rehearsed.
    pub done: bool,
    /// What became of the records, by what they are.
    pub counts: Vec<(&'static str, Counts)>,
    /// Records that were not taken.
    pub bad: Vec<BadRecord>,
    /// New people whose name somebody has already: id and name of the new one, then of the other.
    pub doubles: Vec<[(String, String); 2]>,
    /// How many new people look the same as somebody.
    pub alike: u64,
    /// Changes that were left out because auld has changes of its own, in words.
    pub left: Vec<String>,
    /// Keys of the file that auld has no place for.
    pub ignored: Vec<String>,
    /// Records that are read and are nothing for auld: why, and how many.
    pub left_out: Vec<(&'static str, u64)>,
    /// How tables were understood; shown before they are imported.
    pub tables: Vec<Understood>,
}

/// How a table was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understood {
    pub file: String,
    /// Each column that has something in it, with what it holds; `None` where auld has no place for it.
    pub columns: Vec<(String, Option<String>)>,
    /// What the first rows say, a line each.
    pub rows: Vec<String>,
}

/// Records counted by what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub new: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub bad: u64,
}

/// A record that was not taken.
#[derive(Debug, Clone)]
pub struct BadRecord {
    pub file: String,
    /// From 1; 0 where it is not known.
    pub line: u64,
    /// In bytes, from 1; 0 for the whole line.
    pub column: u64,
    pub why: String,
}

impl Imported {
    /// Returns all counts together.
    pub fn total(&self) -> Counts {
        self.counts.iter().fold(Counts::default(), |sum, (_, c)| Counts {
            new: sum.new + c.new,
            updated: sum.updated + c.updated,
            unchanged: sum.unchanged + c.unchanged,
            bad: sum.bad + c.bad,
        })
    }
}

fn counts(counts: Counts) -> Value {
    json!({ "new": counts.new, "updated": counts.updated, "unchanged": counts.unchanged, "bad": counts.bad })
}

/// Returns the counts as a line: `new 312 · updated 5 · unchanged 80 · look the same 7 · bad 2`.
fn line(counts: Counts, alike: u64) -> Text {
    let Counts { new, updated, unchanged, bad } = counts;
    let text =
        Text::from("new ").strong(new.to_string()).plain(format!(" · updated {updated} · unchanged {unchanged}"));
    let text = if alike > 0 { text.plain(format!(" · look the same {alike}")) } else { text };
    if bad > 0 { text.plain(format!(" · bad {bad}")) } else { text }
}

impl View for Imported {
    fn json(&self) -> Doc<'_> {
        let mut out = counts(self.total());
        out["done"] = self.done.into();
        for (what, of) in &self.counts {
            out[what] = counts(*of);
        }
        let bad = self.bad.iter().map(|b| json!({ "file": b.file, "line": b.line, "column": b.column, "why": b.why }));
        out["bad_records"] = bad.collect();
        let doubles = self.doubles.iter().map(|[(id, name), (other_id, other_name)]| {
            json!({ "id": id, "name": name, "other_id": other_id, "other_name": other_name })
        });
        out["possible_duplicates"] = doubles.collect();
        out["look_the_same"] = self.alike.into();
        out["left_as_is"] = self.left.clone().into();
        out["ignored_keys"] = self.ignored.clone().into();
        if !self.done && !self.tables.is_empty() {
            let table = |table: &Understood| {
                let columns = table.columns.iter().map(|(header, field)| json!({ "column": header, "field": field }));
                json!({ "file": table.file, "columns": columns.collect::<Value>(), "rows": table.rows })
            };
            out["tables"] = self.tables.iter().map(table).collect();
        }
        let left_out = self.left_out.iter().map(|(why, n)| ((*why).to_owned(), Value::from(*n)));
        out["left_out"] = left_out.collect::<Map<_, _>>().into();
        out.into()
    }

    fn rows(&self) -> Rows<'_> {
        let row = |what: &str, c: Counts| {
            let numbers = [c.new, c.updated, c.unchanged, c.bad].map(|n| n.to_string());
            std::iter::once(what.to_owned()).chain(numbers).collect()
        };
        self.counts.iter().map(|(what, counts)| row(what, *counts)).collect()
    }

    fn human(&self, page: &mut Page<'_>) {
        for table in self.tables.iter().filter(|_| !self.done) {
            page.line(Text::from(format!("{} is read so:", table.file)));
            let taken =
                table.columns.iter().filter_map(|(header, field)| Some(format!("{header} → {}", field.as_ref()?)));
            page.line(Text::from(format!("  {}", taken.collect::<Vec<_>>().join(", "))));
            let left: Vec<&str> =
                table.columns.iter().filter(|(_, field)| field.is_none()).map(|(header, _)| header.as_str()).collect();
            if !left.is_empty() {
                page.line(Text::from(format!("  left out: {}", left.join(", "))));
            }
            if !table.rows.is_empty() {
                page.line(Text::from("and its first rows so:"));
            }
            for row in &table.rows {
                page.line(Text::from(format!("  {row}")));
            }
            page.blank();
        }
        page.line(line(self.total(), self.alike));
        for (what, counts) in &self.counts {
            page.field(what, line(*counts, 0));
        }
        if !self.left_out.is_empty() {
            let left_out: Vec<String> = self.left_out.iter().map(|(why, n)| format!("{n} {why}")).collect();
            page.field("left out", Text::from(left_out.join(" · ")));
        }
    }
}
