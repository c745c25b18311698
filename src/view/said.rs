//! What a writing verb answers: what was understood and done, in a line or a few.

use serde_json::Value;

use super::{Doc, Page, Rows, Text, View};

/// A short answer with the same content in every format.
#[derive(Debug, Clone)]
pub struct Said {
    json: Value,
    row: Vec<String>,
    lines: Vec<Text>,
}

impl Said {
    /// Returns an answer with its document and its record for `--plain`.
    pub fn new(json: Value, row: Vec<String>) -> Said {
        Said { json, row, lines: Vec::new() }
    }

    /// Adds a line for people.
    pub fn line(mut self, text: impl Into<Text>) -> Said {
        self.lines.push(text.into());
        self
    }
}

impl View for Said {
    fn json(&self) -> Doc<'_> {
        self.json.clone().into()
    }

    fn rows(&self) -> Rows<'_> {
        vec![self.row.clone()].into()
    }

    fn human(&self, page: &mut Page<'_>) {
        for line in &self.lines {
            page.line(line.clone());
        }
    }
}
