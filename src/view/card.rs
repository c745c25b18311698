//! The card before you meet: read in ten seconds, width 80.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::shell::quoted;
use super::spark::{self, Cell};
use super::ties::Tie;
use super::trace::Deal;
use super::understood::{feeling_text, promise_text};
use super::{Doc, Page, Role, Rows, Text, View, words};
use crate::domain::date::{PartialDate, iso};
use crate::domain::meeting::{Feeling, Kind};
use crate::domain::person::{Called, called};
use crate::domain::promise::By;
use crate::store::Month;
use crate::store::rows::{Contact, Person};

/// The columns of the name of a month, such as `Dec 2024`.
const MONTH: usize = 8;

/// How much work the card names.
const DEALS: usize = 3;

/// Everything worth knowing before seeing somebody.
#[derive(Debug, Clone)]
pub struct Card {
    pub person: Person,
    /// Other names, with what they are: `nick`, `former`, `misheard`.
    pub names: Vec<(&'static str, String)>,
    pub tags: Vec<String>,
    /// Who introduced us, and what else was brought by whom.
    pub brought_by: Vec<Brought>,
    /// Whom the person brought.
    pub brought: Vec<Brought>,
    /// The work the person gave, newest first.
    pub engagements: Vec<Deal>,
    pub contacts: Vec<Contact>,
    pub facts: Vec<FactLine>,
    /// What others are to the person.
    pub relations: Vec<Tie>,
    /// The newest day that was a contact; `None` where there was none.
    pub last_on: Option<NaiveDate>,
    /// The last months, oldest first: days of contact, and how it felt. Empty where there was nothing.
    pub months: Vec<(Month, Cell)>,
    /// The last talks, newest first.
    pub talks: Vec<Talk>,
    /// How many meetings are dated after today, as where a clock was set back, and the day of the first.
    pub later: Option<(usize, NaiveDate)>,
    /// How they made me feel, newest first.
    pub felt: Vec<(NaiveDate, Feeling)>,
    /// How I think I left them, newest first.
    pub left: Vec<(NaiveDate, Feeling)>,
    /// Open promises, both ways, by due day.
    pub promises: Vec<OpenPromise>,
    /// Days ahead within the year: label, day, and how old or how long where the year is known.
    pub dates: Vec<Ahead>,
    /// What was still to come at the last talks and has passed since.
    pub passed: Vec<Passed>,
    /// Remarks, newest first.
    pub notes: Vec<(NaiveDate, String)>,
}

/// A referral, seen from one of its ends.
#[derive(Debug, Clone)]
pub struct Brought {
    /// The one at the other end.
    pub whom: Called,
    pub kind: &'static str,
    pub on: Option<PartialDate>,
    pub thanked_on: Option<NaiveDate>,
}

/// A fact with the day it was noted.
#[derive(Debug, Clone)]
pub struct FactLine {
    pub label: String,
    pub value: String,
    pub since: Option<PartialDate>,
    pub until: Option<PartialDate>,
    pub noted_on: NaiveDate,
}

/// A talk in its own words.
#[derive(Debug, Clone)]
pub struct Talk {
    pub id: String,
    pub on: NaiveDate,
    pub kind: Kind,
    pub minutes: Option<u32>,
    pub place: Option<String>,
    /// Others who were there.
    pub others: Vec<String>,
    pub text: String,
}

/// A promise not yet kept.
#[derive(Debug, Clone)]
pub struct OpenPromise {
    pub by: By,
    pub text: String,
    pub made_on: NaiveDate,
    pub due: Option<NaiveDate>,
}

/// A yearly day to come.
#[derive(Debug, Clone)]
pub struct Ahead {
    pub label: String,
    pub on: NaiveDate,
    /// Years since the first of them; `None` where its year is not known.
    pub years: Option<i32>,
}

/// Something that was to come when it was written down.
#[derive(Debug, Clone)]
pub struct Passed {
    /// When it was written down.
    pub said_on: NaiveDate,
    /// The day it spoke of.
    pub on: NaiveDate,
    pub what: String,
}

fn feelings_json(all: &[(NaiveDate, Feeling)]) -> Value {
    all.iter().map(|(on, f)| json!({ "on": iso(*on), "words": f.words, "value": f.value })).collect()
}

/// Returns whom somebody brought, each once with all that they became: `Budi (introduction, client; not thanked yet)`.
fn brought_text(all: &[Brought]) -> String {
    let mut people: Vec<(String, Vec<&str>, bool)> = Vec::new();
    for one in all {
        let called = one.whom.shown();
        match people.iter_mut().find(|(name, ..)| *name == called) {
            Some((_, kinds, _)) => kinds.push(one.kind),
            None => people.push((called, vec![one.kind], one.thanked_on.is_some())),
        }
    }
    let told = |(name, kinds, thanked): (String, Vec<&str>, bool)| {
        format!("{name} ({}{})", kinds.join(", "), if thanked { "" } else { "; not thanked yet" })
    };
    words::list_and(&people.into_iter().map(told).collect::<Vec<_>>())
}

fn brought_json(all: &[Brought]) -> Value {
    all.iter()
        .map(|b| json!({ "name": b.whom.name, "hint": b.whom.hint, "kind": b.kind, "on": b.on.map(|d| d.to_string()), "thanked_on": b.thanked_on.map(iso) }))
        .collect()
}

impl View for Card {
    fn json(&self) -> Doc<'_> {
        let p = &self.person;
        json!({
            "id": p.id.to_string(), "name": p.name, "hint": p.hint,
            "names": self.names.iter().map(|(kind, text)| json!({ "kind": kind, "text": text })).collect::<Vec<_>>(),
            "closeness": p.closeness.map(|c| c.as_str()), "kin": p.kin, "state": p.state.as_str(),
            "state_until": p.state_until.map(iso), "cadence_days": p.cadence_days, "tags": self.tags,
            "met": p.met, "met_on": p.met_on.map(|d| d.to_string()), "known_since": p.known_since.map(|d| d.to_string()),
            "brought_by": brought_json(&self.brought_by), "brought": brought_json(&self.brought),
            "engagements": self.engagements.iter().map(Deal::json).collect::<Vec<_>>(),
            "contacts": self.contacts.iter().map(|c| json!({ "kind": c.kind.as_str(), "label": c.label, "value": c.value })).collect::<Vec<_>>(),
            "facts": self.facts.iter().map(|f| json!({
                "label": f.label, "value": f.value, "since": f.since.map(|d| d.to_string()),
                "until": f.until.map(|d| d.to_string()), "noted_on": iso(f.noted_on),
            })).collect::<Vec<_>>(),
            "relations": self.relations.iter().map(Tie::json).collect::<Vec<_>>(),
            "last_contact_on": self.last_on.map(iso),
            "months": self.months.iter().map(|(month, cell)| json!({
                "month": month.to_string(), "days": cell.count, "felt_mean": cell.felt,
            })).collect::<Vec<_>>(),
            "talks": self.talks.iter().map(|t| json!({
                "id": t.id, "on": iso(t.on), "kind": t.kind.as_str(), "minutes": t.minutes, "place": t.place,
                "with": t.others, "text": t.text,
            })).collect::<Vec<_>>(),
            "later": self.later.map(|(count, first)| json!({ "count": count, "first_on": iso(first) })),
            "felt": feelings_json(&self.felt), "left": feelings_json(&self.left),
            "promises": self.promises.iter().map(|r| json!({
                "by": r.by.as_str(), "text": r.text, "made_on": iso(r.made_on), "due": r.due.map(iso),
            })).collect::<Vec<_>>(),
            "dates": self.dates.iter().map(|d| json!({ "label": d.label, "on": iso(d.on), "years": d.years })).collect::<Vec<_>>(),
            "passed": self.passed.iter().map(|x| json!({ "said_on": iso(x.said_on), "on": iso(x.on), "what": x.what })).collect::<Vec<_>>(),
            "notes": self.notes.iter().map(|(on, text)| json!({ "on": iso(*on), "text": text })).collect::<Vec<_>>(),
        }).into()
    }

    fn rows(&self) -> Rows<'_> {
        let row = |kind: &str, on: String, text: String| vec![kind.to_owned(), on, text];
        let mut out = vec![row("name", String::new(), self.person.name.clone())];
        out.extend(self.names.iter().map(|(kind, text)| row(kind, String::new(), text.clone())));
        out.extend(self.contacts.iter().map(|c| row(c.kind.as_str(), String::new(), c.value.clone())));
        out.extend(self.facts.iter().map(|f| row("fact", iso(f.noted_on), format!("{}: {}", f.label, f.value))));
        out.extend(self.relations.iter().map(|t| {
            row("relation", t.since.map(|d| d.to_string()).unwrap_or_default(), format!("{}: {}", t.kind, t.called()))
        }));
        out.extend(
            self.engagements
                .iter()
                .map(|deal| row("work", deal.started_on.map(|d| d.to_string()).unwrap_or_default(), deal.plain())),
        );
        out.extend(self.talks.iter().map(|t| row(t.kind.as_str(), iso(t.on), t.text.clone())));
        out.extend(self.later.map(|(count, first)| row("later", iso(first), words::count(count, "meeting"))));
        let feelings = |kind: &'static str, all: &[(NaiveDate, Feeling)]| {
            all.iter().map(move |(on, f)| row(kind, iso(*on), feeling_text(f).as_str().to_owned())).collect::<Vec<_>>()
        };
        out.extend(feelings("felt", &self.felt));
        out.extend(feelings("left", &self.left));
        out.extend(self.promises.iter().map(|p| {
            row(if p.by == By::Me { "i_owe" } else { "they_owe" }, p.due.map(iso).unwrap_or_default(), p.text.clone())
        }));
        out.extend(self.dates.iter().map(|d| row("date", iso(d.on), d.label.clone())));
        out.extend(self.passed.iter().map(|x| row("passed", iso(x.on), x.what.clone())));
        out.extend(self.notes.iter().map(|(on, text)| row("note", iso(*on), text.clone())));
        out.into()
    }

    fn human(&self, page: &mut Page<'_>) {
        self.head(page);
        self.how_we_met(page);
        self.talks(page);
        self.feelings(page);
        self.owed(page);
        self.known(page);
        if let Some((count, first)) = self.later {
            let are = if count == 1 { "is" } else { "are" };
            page.blank();
            let count = words::count(count, "meeting");
            let first = words::day(first, page.today());
            page.line(Text::new().dim(format!("{count} {are} dated after today, from {first} on:")));
            page.line(
                Text::from("  ").with(Role::Command, format!("auld list meetings --with {}", quoted(&self.called()))),
            );
        } else if self.talks.is_empty() && self.felt.is_empty() {
            page.blank();
            page.line(
                Text::new()
                    .dim("nothing written down yet: ")
                    .with(Role::Command, format!("auld log \"coffee with {}\"", self.called())),
            );
        }
    }
}

impl Card {
    /// Returns the name as commands take it.
    fn called(&self) -> String {
        called(&self.person.name, self.person.hint.as_deref())
    }

    fn head(&self, page: &mut Page<'_>) {
        let p = &self.person;
        let mut head = Text::new().with(Role::Heading, p.name.clone());
        for (_, nick) in self.names.iter().filter(|(kind, _)| *kind == "nick") {
            head.push(Role::Plain, format!(" “{nick}”"));
        }
        if let Some(hint) = &p.hint {
            head.push(Role::Dim, format!(" ({hint})"));
        }
        let mut marks: Vec<String> = Vec::new();
        marks.extend(p.closeness.map(|c| c.to_string()));
        marks.extend(p.kin.then(|| "family".to_owned()));
        if p.state != crate::domain::person::State::Active {
            let until = p.state_until.map(|d| format!(" until {}", words::day(d, page.today()))).unwrap_or_default();
            marks.push(format!("{}{until}", p.state.as_str().replace('_', " ")));
        }
        marks.extend(self.tags.iter().map(|tag| format!("#{tag}")));
        if !marks.is_empty() {
            head.push(Role::Dim, format!("  {}", marks.join(" · ")));
        }
        page.line(head);
        for (kind, name) in self.names.iter().filter(|(kind, _)| *kind != "nick") {
            page.field(kind, name.as_str());
        }
    }

    fn how_we_met(&self, page: &mut Page<'_>) {
        let (p, today) = (&self.person, page.today());
        let mut through: Vec<_> = self.brought_by.iter().map(|b| b.whom.shown()).collect();
        through.sort_unstable();
        through.dedup();
        let mut met: Vec<String> = Vec::new();
        met.extend(p.met.clone());
        met.extend(p.met_on.map(|d| words::partial(d, today)));
        if !through.is_empty() {
            met.push(format!("through {}", words::list_and(&through)));
        }
        if let Some(since) = p.known_since {
            met.push(format!("known since {}", words::partial(since, today)));
        }
        if !met.is_empty() {
            page.field("met", met.join(", "));
        }
        if !self.brought.is_empty() {
            page.field("brought", brought_text(&self.brought));
        }
        self.work(page);
        let mut last = match self.last_on {
            Some(on) => {
                Text::new().with(Role::Day, words::day(on, today)).plain(format!(", {}", words::ago(on, today)))
            }
            None => Text::new(),
        };
        if let Some(days) = p.cadence_days {
            if !last.is_empty() {
                last.push(Role::Plain, "; ");
            }
            last.push(Role::Plain, format!("every {} wished", words::span_days(i64::from(days))));
        }
        if !last.is_empty() {
            page.field("last seen", last);
        }
        self.last_months(page);
    }

    fn work(&self, page: &mut Page<'_>) {
        let mut text = Text::new();
        for (at, deal) in self.engagements.iter().take(DEALS).enumerate() {
            text = text.plain(if at > 0 { "; " } else { "" }).join(&deal.short(page.today()));
        }
        if let Some(more) = self.engagements.len().checked_sub(DEALS).filter(|more| *more > 0) {
            text.push(Role::Dim, format!("; and {more} more"));
        }
        if !text.is_empty() {
            page.field("work", text);
        }
    }

    /// Writes the last months as a line of bars, under it how each felt, and at its ends or below which months they are.
    fn last_months(&self, page: &mut Page<'_>) {
        let under = Page::LABELS > page.width() / 2;
        let room = page.width() - if under { 4 } else { Page::LABELS };
        // The newest months are those that matter where not all of them fit.
        let months = self.months.get(self.months.len().saturating_sub(room)..).unwrap_or_default();
        let (Some((first, _)), Some((last, _))) = (months.first(), months.last()) else { return };
        let name = |month: &Month| Text::new().dim(words::partial(month.date(), page.today()));
        let (first, last) = (name(first), name(last));
        let cells: Vec<Cell> = months.iter().map(|(_, cell)| *cell).collect();
        let (line, signs) = (spark::line(&cells), spark::signs(&cells));
        let beside = cells.len() + 2 * (MONTH + 1) <= room;
        let pad = " ".repeat(if beside { MONTH + 1 } else { 0 });
        let drawn = if beside { first.clone().plain(" ").join(&line).plain(" ").join(&last) } else { line };
        page.field(&words::count(cells.len(), "month"), drawn);
        if !signs.as_str().trim().is_empty() {
            page.field("", Text::from(pad).join(&signs));
        }
        if !beside {
            // Where both names do not fit, the newest month is named, under its own cell.
            let names = if cells.len() > first.width() + last.width() { first } else { Text::new() };
            let gap = cells.len().saturating_sub(names.width() + last.width());
            page.field("", names.plain(" ".repeat(gap)).join(&last));
        }
    }

    fn talks(&self, page: &mut Page<'_>) {
        if self.talks.is_empty() {
            return;
        }
        let today = page.today();
        page.heading(if self.talks.len() == 1 { "Last talk" } else { "Last talks" });
        for talk in &self.talks {
            let mut head = Text::new()
                .with(Role::Day, words::day(talk.on, today))
                .dim(format!(" ({})", words::ago(talk.on, today)));
            let mut how = vec![talk.kind.spoken().to_owned()];
            how.extend(talk.minutes.map(words::minutes));
            how.extend(talk.place.as_ref().map(|place| format!("at {place}")));
            if !talk.others.is_empty() {
                how.push(format!("with {}", words::list_and(&talk.others)));
            }
            head.push(Role::Plain, format!(" · {}", how.join(" · ")));
            page.item("", head);
            if !talk.text.is_empty() {
                page.item("  ", Text::new().block(Role::Plain, &talk.text));
            }
        }
        if !self.passed.is_empty() {
            page.heading("Was coming up, and has passed");
            for passed in &self.passed {
                let text =
                    Text::new().with(Role::Day, words::day(passed.on, today)).plain(format!(": {}", passed.what));
                page.item("", text.dim(format!(" (said {})", words::day(passed.said_on, today))));
            }
        }
    }

    fn feelings(&self, page: &mut Page<'_>) {
        let today = page.today();
        for (heading, all) in [("How they made me feel", &self.felt), ("How I left them", &self.left)] {
            if all.is_empty() {
                continue;
            }
            page.heading(heading);
            for (on, feeling) in all {
                let mut text = feeling_text(feeling);
                text.push(Role::Dim, format!("  {}, {}", words::day(*on, today), words::ago(*on, today)));
                page.item("", text);
            }
        }
    }

    fn owed(&self, page: &mut Page<'_>) {
        let today = page.today();
        if !self.promises.is_empty() {
            page.heading("Promised");
        }
        for promise in &self.promises {
            let mut text = promise_text(promise.by, &self.person.name, &promise.text, promise.due, today);
            if promise.due.is_some_and(|due| due < today) {
                text.push(Role::Bad, " (overdue)");
            }
            text.push(Role::Dim, format!("  said {}", words::ago(promise.made_on, today)));
            page.item("", text);
        }
        if !self.dates.is_empty() {
            page.heading("Ahead");
        }
        for date in &self.dates {
            let text = Text::new().with(Role::Day, words::day(date.on, today)).plain(format!(": {}", date.label));
            let years = date.years.map(|y| format!(" ({y})")).unwrap_or_default();
            page.item("", text.plain(years).dim(format!("  {}", words::ago(date.on, today))));
        }
    }

    fn known(&self, page: &mut Page<'_>) {
        let today = page.today();
        if !(self.facts.is_empty() && self.relations.is_empty() && self.contacts.is_empty()) {
            page.heading("Known");
        }
        let ties: Vec<_> = self.relations.iter().map(|tie| (tie.label(today), tie.text(today))).collect();
        let labels = self.facts.iter().map(|f| f.label.as_str()).chain(ties.iter().map(|(label, _)| label.as_str()));
        let labels = labels.chain(self.contacts.iter().map(|c| c.kind.as_str()));
        let widest = labels.map(super::sanitize::width).max().unwrap_or_default();
        page.labels(4 + widest.clamp(6, 20));
        for fact in &self.facts {
            let mut text = Text::new().plain(fact.value.clone());
            if let Some(since) = fact.since {
                text.push(Role::Plain, format!(" since {}", words::partial(since, today)));
            }
            if let Some(until) = fact.until {
                text.push(Role::Plain, format!(" until {}", words::partial(until, today)));
            }
            text.push(Role::Dim, format!("  {}", words::ago(fact.noted_on, today)));
            page.field(&format!("  {}", fact.label), text);
        }
        for (label, text) in ties {
            page.field(&format!("  {label}"), text);
        }
        for contact in &self.contacts {
            let label = contact.label.as_ref().map(|l| format!(" ({l})")).unwrap_or_default();
            page.field(&format!("  {}", contact.kind), Text::from(contact.value.as_str()).dim(label));
        }
        if !self.notes.is_empty() {
            page.heading("Notes");
        }
        for (on, text) in &self.notes {
            page.item("", Text::new().block(Role::Plain, text).dim(format!("  {}", words::ago(*on, today))));
        }
    }
}
