//! What `doctor` saw of a store.

use serde_json::json;

use super::{Doc, Page, Role, Rows, Text, View};
use crate::store::{About, Finding};

/// A store looked over.
#[derive(Debug, Clone)]
pub struct Report {
    pub path: String,
    /// `None` where damage keeps it from being known.
    pub about: Option<About>,
    pub findings: Vec<Finding>,
    /// Whether people are shown only what is wrong.
    pub only_bad: bool,
}

fn state(finding: &Finding) -> &'static str {
    if finding.good { "ok" } else { "bad" }
}

impl View for Report {
    fn json(&self) -> Doc<'_> {
        let about = self.about.as_ref();
        let findings: Vec<_> = self
            .findings
            .iter()
            .map(|f| json!({ "about": f.about, "good": f.good, "saw": f.saw, "mend": f.mend }))
            .collect();
        json!({
            "store": self.path, "version": about.map(|a| a.version), "sqlite": about.map(|a| a.sqlite),
            "bytes": about.map(|a| a.bytes), "people": about.map(|a| a.people), "meetings": about.map(|a| a.meetings),
            "operations": about.map(|a| a.operations), "good": self.findings.iter().all(|f| f.good),
            "findings": findings,
        })
        .into()
    }

    fn rows(&self) -> Rows<'_> {
        let shown = self.findings.iter().filter(|f| !(self.only_bad && f.good));
        shown.map(|f| vec![state(f).to_owned(), f.about.to_owned(), f.saw.clone(), f.mend.clone()]).collect()
    }

    fn human(&self, page: &mut Page<'_>) {
        if !self.only_bad {
            page.field("store", Text::new().strong(self.path.clone()));
            if let Some(About { version, sqlite, bytes, people, meetings, operations }) = &self.about {
                page.field("version", format!("{version}, with SQLite {sqlite}"));
                page.field("size", format!("{} KiB", bytes.div_ceil(1024)));
                page.field("holds", format!("people {people}, meetings {meetings}, operations {operations}"));
            }
            page.blank();
        }
        page.labels(18);
        for finding in self.findings.iter().filter(|f| !(self.only_bad && f.good)) {
            let role = if finding.good { Role::Good } else { Role::Bad };
            let mut text = Text::new().with(role, format!("{:<4}", state(finding)));
            text.push(Role::Plain, finding.saw.clone());
            page.field(finding.about, text);
            if !finding.mend.is_empty() {
                page.field("", Text::new().dim("    what to do: ").plain(finding.mend.clone()));
            }
        }
    }
}
