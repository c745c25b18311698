//! The operations of a store, newest first.

use chrono::NaiveDateTime;
use serde_json::json;

use super::shell::command_line;
use super::{Doc, Page, Rows, Text, View};
use crate::store::OperationLine;

/// A list of operations, each with its time by the clock on the wall; `None` where what is written is no time.
pub struct History(pub Vec<(OperationLine, Option<NaiveDateTime>)>);

/// What an operation is now, in a word.
fn state(line: &OperationLine) -> &'static str {
    match (line.undoes, line.in_force) {
        _ if line.forgotten => "forgotten",
        (Some(_), _) => "takes back",
        (None, true) => "in force",
        (None, false) => "undone",
    }
}

impl View for History {
    fn json(&self) -> Doc<'_> {
        let operation = |o: &OperationLine| json!({ "id": o.id, "at": o.at, "verb": o.verb, "argv": o.argv, "undoes": o.undoes, "in_force": o.in_force, "forgotten": o.forgotten });
        Doc::object([("operations", Doc::list(self.0.iter().map(move |(o, _)| operation(o))))])
    }

    fn rows(&self) -> Rows<'_> {
        let row = |o: &OperationLine| {
            vec![o.id.to_string(), o.at.clone(), o.verb.clone(), state(o).to_owned(), command_line(&o.argv)]
        };
        Rows::of(self.0.iter().map(move |(o, _)| row(o)))
    }

    fn human(&self, page: &mut Page<'_>) {
        let rows = self.0.iter().map(|(o, at)| {
            let what = match o.undoes {
                Some(id) => Text::new().dim(format!("{} (takes back {id})", o.verb)),
                None if o.forgotten => Text::new().dim(format!("auld {} (for good)", command_line(&o.argv))),
                None if o.in_force => Text::from(format!("auld {}", command_line(&o.argv))),
                None => Text::new().dim(format!("auld {} (undone)", command_line(&o.argv))),
            };
            let at = at.map_or_else(|| o.at.clone(), |at| at.format("%Y-%m-%d %H:%M").to_string());
            vec![Text::new().strong(o.id.to_string()), Text::new().dim(at), what]
        });
        page.columns(rows, 2);
    }
}
