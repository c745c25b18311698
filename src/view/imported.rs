//! What an import did, or would do.

use serde_json::{Value, json};

use super::{Page, Text, View};
use crate::actions::import::{Counts, Report};

/// The summary of an import.
pub struct Imported<'r> {
    pub report: &'r Report,
    /// Whether it was done, and not only rehearsed.
    pub done: bool,
}

fn counts(counts: Counts) -> Value {
    json!({ "new": counts.new, "updated": counts.updated, "unchanged": counts.unchanged, "bad": counts.bad })
}

/// Returns the counts as a line: `new 312 · updated 5 · unchanged 80 · bad 2`.
fn line(counts: Counts) -> Text {
    let Counts { new, updated, unchanged, bad } = counts;
    let text =
        Text::from("new ").strong(new.to_string()).plain(format!(" · updated {updated} · unchanged {unchanged}"));
    if bad > 0 { text.plain(format!(" · bad {bad}")) } else { text }
}

impl View for Imported<'_> {
    fn json(&self) -> Value {
        let mut out = counts(self.report.total());
        out["done"] = self.done.into();
        for (what, of) in &self.report.counts {
            out[what] = counts(*of);
        }
        let bad = self.report.bad.iter().map(
            |(file, bad)| json!({ "file": file, "line": bad.place.line, "column": bad.place.column, "why": bad.why }),
        );
        out["bad_records"] = bad.collect();
        let doubles = self.report.doubles.iter().map(|(new, old)| {
            json!({ "id": new.id.to_string(), "name": new.name, "other_id": old.id.to_string(), "other_name": old.name })
        });
        out["possible_duplicates"] = doubles.collect();
        out["left_as_is"] = self.report.left.clone().into();
        out["ignored_keys"] = self.report.ignored.clone().into();
        out
    }

    fn rows(&self) -> Vec<Vec<String>> {
        let row = |what: &str, c: Counts| {
            let numbers = [c.new, c.updated, c.unchanged, c.bad].map(|n| n.to_string());
            std::iter::once(what.to_owned()).chain(numbers).collect()
        };
        self.report.counts.iter().map(|(what, counts)| row(what, *counts)).collect()
    }

    fn human(&self, page: &mut Page<'_>) {
        page.line(line(self.report.total()));
        for (what, counts) in &self.report.counts {
            page.field(what, line(*counts));
        }
    }
}
