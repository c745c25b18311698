//! A few labelled values under a title: what changed of a record, or what it holds.

use serde_json::Value;

use super::{Doc, Page, Rows, Text, View};

/// Labelled values with their document; each is one record of `--plain`.
#[derive(Debug, Clone)]
pub struct Fields {
    json: Value,
    title: Text,
    fields: Vec<(String, Text, Vec<String>)>,
}

impl Fields {
    /// Returns a title with its document and no values yet.
    pub fn new(json: Value, title: impl Into<Text>) -> Fields {
        Fields { json, title: title.into(), fields: Vec::new() }
    }

    /// Adds a value: its label, its text for people, and its record, as wide as every other.
    pub fn add(&mut self, label: impl Into<String>, text: impl Into<Text>, record: Vec<String>) {
        self.fields.push((label.into(), text.into(), record));
    }
}

impl View for Fields {
    fn json(&self) -> Doc<'_> {
        self.json.clone().into()
    }

    fn rows(&self) -> Rows<'_> {
        self.fields.iter().map(|(_, _, record)| record.clone()).collect()
    }

    fn human(&self, page: &mut Page<'_>) {
        page.line(self.title.clone());
        for (label, text, _) in &self.fields {
            page.field(&format!("  {label}"), text.clone());
        }
    }
}
