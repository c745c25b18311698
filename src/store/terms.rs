//! The conditions of a question with their values, and lists as one value.

use rusqlite::types::Value;

use crate::domain::id::Id;

/// Conditions of a question with their values, numbered as they come.
#[derive(Debug, Default)]
pub(super) struct Terms {
    terms: Vec<String>,
    pub(super) values: Vec<Value>,
}

impl Terms {
    /// Returns the SQL with each `#` in it standing for the value.
    pub(super) fn numbered(&mut self, sql: &str, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        sql.replace('#', &format!("?{}", self.values.len()))
    }

    /// Adds a condition, each `#` in it standing for the value.
    pub(super) fn add(&mut self, sql: &str, value: impl Into<Value>) {
        let term = self.numbered(sql, value);
        self.terms.push(term);
    }

    /// Adds a condition without a value.
    pub(super) fn bare(&mut self, sql: &str) {
        self.terms.push(sql.to_owned());
    }

    /// Returns all conditions as one.
    pub(super) fn all(&self) -> String {
        joined(&self.terms)
    }
}

/// Returns conditions as one that holds where all of them do.
pub(super) fn joined(terms: &[String]) -> String {
    if terms.is_empty() { "1".to_owned() } else { terms.join(" AND ") }
}

/// Returns the ids as a JSON array, as `json_each` takes them.
pub(super) fn id_list(ids: impl Iterator<Item = Id>) -> String {
    let mut out = String::from("[");
    for id in ids {
        if out.len() > 1 {
            out.push(',');
        }
        out.push_str(&id.0.to_string());
    }
    out.push(']');
    out
}

/// Returns the texts as a JSON array, as `json_each` takes them.
pub(super) fn text_list(texts: &[String]) -> String {
    serde_json::Value::from(texts).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_listed() {
        assert_eq!(id_list([Id(1), Id(23)].into_iter()), "[1,23]");
        assert_eq!(id_list(std::iter::empty()), "[]");
    }
}
