//! The card for people: read in ten seconds, width 80.

use super::{Brought, Card};
use crate::domain::person::{NameKind, State, called};
use crate::store::Month;
use crate::view::shell::quoted;
use crate::view::spark::{self, Cell};
use crate::view::understood::{feeling_text, promise_text};
use crate::view::{Page, Role, Text, sanitize, words};

/// The columns of the name of a month, such as `Dec 2024`.
const MONTH: usize = 8;

/// How much work the card names.
const DEALS: usize = 3;

impl Card {
    /// Writes the card.
    pub(super) fn write(&self, page: &mut Page<'_>) {
        self.head(page);
        self.how_we_met(page);
        self.work(page);
        self.last_seen(page);
        self.last_months(page);
        self.talks(page);
        self.passed(page);
        self.feelings(page);
        self.promised(page);
        self.ahead(page);
        self.known(page);
        self.notes(page);
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

    /// Returns the name as commands take it.
    fn called(&self) -> String {
        called(&self.person.name, self.person.hint.as_deref())
    }

    fn head(&self, page: &mut Page<'_>) {
        let p = &self.person;
        let mut head = Text::new().with(Role::Heading, p.name.clone());
        for (_, nick) in self.names.iter().filter(|(kind, _)| *kind == NameKind::Nick) {
            head.push(Role::Plain, format!(" “{nick}”"));
        }
        if let Some(hint) = &p.hint {
            head.push(Role::Dim, format!(" ({hint})"));
        }
        let mut marks: Vec<String> = Vec::new();
        marks.extend(p.closeness.map(|c| c.to_string()));
        marks.extend(p.kin.then(|| "family".to_owned()));
        if p.state != State::Active {
            let until = p.state_until.map(|d| format!(" until {}", words::day(d, page.today()))).unwrap_or_default();
            marks.push(format!("{}{until}", p.state.as_str().replace('_', " ")));
        }
        marks.extend(self.tags.iter().map(|tag| format!("#{tag}")));
        if !marks.is_empty() {
            head.push(Role::Dim, format!("  {}", marks.join(" · ")));
        }
        page.line(head);
        for (kind, name) in self.names.iter().filter(|(kind, _)| *kind != NameKind::Nick) {
            page.field(kind.as_str(), name.as_str());
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
    }

    fn last_seen(&self, page: &mut Page<'_>) {
        let today = page.today();
        let mut last = match self.last_on {
            Some(on) => {
                Text::new().with(Role::Day, words::day(on, today)).plain(format!(", {}", words::ago(on, today)))
            }
            None => Text::new(),
        };
        if let Some(days) = self.person.cadence_days {
            if !last.is_empty() {
                last.push(Role::Plain, "; ");
            }
            last.push(Role::Plain, format!("every {} wished", words::span_days(i64::from(days))));
        }
        if !last.is_empty() {
            page.field("last seen", last);
        }
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
    }

    fn passed(&self, page: &mut Page<'_>) {
        let today = page.today();
        if !self.passed.is_empty() {
            page.heading("Was coming up, and has passed");
        }
        for passed in &self.passed {
            let text = Text::new().with(Role::Day, words::day(passed.on, today)).plain(format!(": {}", passed.what));
            page.item("", text.dim(format!(" (said {})", words::day(passed.said_on, today))));
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

    fn promised(&self, page: &mut Page<'_>) {
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
    }

    fn ahead(&self, page: &mut Page<'_>) {
        let today = page.today();
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
        let widest = labels.map(sanitize::width).max().unwrap_or_default();
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
    }

    fn notes(&self, page: &mut Page<'_>) {
        let today = page.today();
        if !self.notes.is_empty() {
            page.heading("Notes");
        }
        for (on, text) in &self.notes {
            page.item("", Text::new().block(Role::Plain, text).dim(format!("  {}", words::ago(*on, today))));
        }
    }
}

/// Returns whom somebody brought, each once with all that they became: `Budi (introduction, client; not thanked yet)`.
fn brought_text(all: &[Brought]) -> String {
    let mut people: Vec<(String, Vec<&str>, bool)> = Vec::new();
    for one in all {
        let called = one.whom.shown();
        match people.iter_mut().find(|(name, ..)| *name == called) {
            Some((_, kinds, _)) => kinds.push(one.kind.as_str()),
            None => people.push((called, vec![one.kind.as_str()], one.thanked_on.is_some())),
        }
    }
    let told = |(name, kinds, thanked): (String, Vec<&str>, bool)| {
        format!("{name} ({}{})", kinds.join(", "), if thanked { "" } else { "; not thanked yet" })
    };
    words::list_and(&people.into_iter().map(told).collect::<Vec<_>>())
}
