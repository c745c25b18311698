//! The copies that auld made by itself, to take one back.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{Doc, Page, Rows, Text, View, words};
use crate::store::About;

/// A copy.
#[derive(Debug, Clone)]
pub struct BackupLine {
    /// Its number, the newest 1.
    pub number: usize,
    /// What it is taken by: the day, the time and the occasion.
    pub name: String,
    pub file: String,
    pub at: NaiveDateTime,
    /// Before what it was made, in a word.
    pub before: &'static str,
    /// What it holds, or why that cannot be told, in a word or three.
    pub about: Result<About, &'static str>,
}

/// The copies of a store, the newest first.
#[derive(Debug, Clone)]
pub struct BackupList(pub Vec<BackupLine>);

impl View for BackupList {
    fn json(&self) -> Doc<'_> {
        let line = |line: &BackupLine| {
            let about = line.about.as_ref().ok();
            json!({
                "number": line.number, "name": line.name, "file": line.file, "at": line.at.to_string(),
                "before": line.before, "people": about.map(|a| a.people), "meetings": about.map(|a| a.meetings),
                "bytes": about.map(|a| a.bytes), "error": line.about.as_ref().err(),
            })
        };
        Doc::object([("backups", Doc::list(self.0.iter().map(line)))])
    }

    fn rows(&self) -> Rows<'_> {
        let row = |line: &BackupLine| {
            let count =
                |of: fn(&About) -> u64| line.about.as_ref().map(|about| of(about).to_string()).unwrap_or_default();
            vec![
                line.number.to_string(),
                line.name.clone(),
                line.before.to_owned(),
                count(|about| about.people),
                count(|about| about.meetings),
                count(|about| about.bytes),
                line.file.clone(),
            ]
        };
        Rows::of(self.0.iter().map(row))
    }

    fn human(&self, page: &mut Page<'_>) {
        let today = page.today();
        let rows: Vec<_> = self
            .0
            .iter()
            .map(|line| {
                let holds = match &line.about {
                    Ok(about) => {
                        let people = words::count(about.people, "person");
                        Text::from(format!("{people}, {}", words::count(about.meetings, "meeting")))
                    }
                    Err(why) => Text::from(*why),
                };
                vec![
                    Text::new().strong(line.number.to_string()),
                    Text::from(line.at.format("%Y-%m-%d %H:%M").to_string()),
                    Text::new().dim(words::ago(line.at.date(), today)),
                    Text::from(format!("before {} {}", if line.before == "restore" { "a" } else { "an" }, line.before)),
                    holds,
                ]
            })
            .collect();
        page.columns(rows, 4);
    }
}
