//! A meeting as it was understood: the echo of `log` and of changes to a meeting.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::{Doc, Page, Role, Rows, Text, View, words};
use crate::domain::date::iso;
use crate::domain::meeting::{Direction, Feeling, Kind};
use crate::domain::person::called;
use crate::domain::promise::By;
use crate::domain::referral::ReferralKind;
use crate::text::Span;

/// Where a piece stands in the text, in bytes; `None` where a flag or a question gave it.
pub type At = Option<Span>;

/// A meeting with everything a reader needs to see whether it was understood right.
#[derive(Debug, Clone, Default)]
pub struct Understood {
    /// The meeting's id; `None` on a dry run.
    pub id: Option<String>,
    pub on: NaiveDate,
    pub on_at: At,
    pub kind: Kind,
    pub kind_at: At,
    pub minutes: Option<u32>,
    pub minutes_at: At,
    pub people: Vec<Who>,
    pub place: Option<String>,
    pub place_at: At,
    pub tags: Vec<(String, At)>,
    pub felt: Vec<Felt>,
    pub left: Vec<Felt>,
    pub promises: Vec<Promised>,
    pub ties: Vec<Tie>,
    pub size: Option<u32>,
    pub direction: Option<Direction>,
    pub imposed: bool,
    pub text: String,
}

/// Somebody at the meeting.
#[derive(Debug, Clone)]
pub struct Who {
    pub name: String,
    /// What tells the person from another of the name; `None` where nothing need.
    pub hint: Option<String>,
    pub new: bool,
    /// How the name was matched, in a word; `None` for a new person.
    pub matched: Option<&'static str>,
    /// Why this one of several, in words; `None` where the name alone says it.
    pub why: Option<String>,
    pub at: At,
}

/// A feeling about a person.
#[derive(Debug, Clone)]
pub struct Felt {
    pub name: String,
    /// What tells the person from others of the name.
    pub hint: Option<String>,
    pub feeling: Feeling,
    /// Where the text says it, each piece of what was joined; empty where a flag or a question gave it.
    pub at: Vec<Span>,
}

/// A promise with a person.
#[derive(Debug, Clone)]
pub struct Promised {
    pub by: By,
    pub name: String,
    /// What tells the person from others of the name.
    pub hint: Option<String>,
    pub text: String,
    pub due: Option<NaiveDate>,
    pub at: At,
}

/// Who brought whom.
#[derive(Debug, Clone)]
pub struct Tie {
    /// Who brought the other, or one of two whom I introduced.
    pub one: Named,
    pub other: Named,
    /// `None` where I introduced the two to each other.
    pub kind: Option<ReferralKind>,
    /// The two had none of its kind before.
    pub new: bool,
    pub at: At,
}

/// Somebody of a tie.
#[derive(Debug, Clone)]
pub struct Named {
    pub name: String,
    /// Added with the meeting without being there.
    pub new: bool,
}

impl Tie {
    fn text(&self) -> Text {
        let mut text = Text::new();
        let person = |text: &mut Text, person: &Named| {
            text.push(Role::Name, person.name.clone());
            if person.new {
                text.push(Role::Warn, " (new)");
            }
        };
        match self.kind {
            None => {
                text.push(Role::Plain, "you introduced ");
                person(&mut text, &self.one);
                text.push(Role::Plain, " to ");
                person(&mut text, &self.other);
            }
            Some(kind) => {
                person(&mut text, &self.one);
                let introduced = kind == ReferralKind::Introduction;
                text.push(Role::Plain, if introduced { " introduced " } else { " brought " });
                person(&mut text, &self.other);
                if !introduced {
                    text.push(Role::Plain, format!(": {kind}"));
                }
            }
        }
        text.push(Role::Dim, if self.new { " (new edge)" } else { " (known already)" });
        text
    }
}

/// Returns a feeling as a line says it: `heard (+2)`.
pub fn feeling_text(feeling: &Feeling) -> Text {
    let mut text = Text::new().plain(feeling.words.clone());
    if let Some(value) = feeling.value {
        let role = match value {
            1.. => Role::Good,
            0 => Role::Dim,
            _ => Role::Bad,
        };
        if !feeling.words.is_empty() {
            text.push(Role::Plain, " ");
        }
        text.push(role, format!("({value:+})"));
    }
    text
}

/// Returns who owes whom what, as a sentence.
pub fn promise_text(by: By, name: &str, what: &str, due: Option<NaiveDate>, today: NaiveDate) -> Text {
    let text = match by {
        By::Me => Text::from("I owe ").name(name).plain(format!(": {what}")),
        By::Them => Text::new().name(name).plain(format!(" owes me: {what}")),
    };
    match due {
        Some(due) => text.plain(" by ").with(Role::Day, format!("{} {}", words::weekday(due), words::day(due, today))),
        None => text,
    }
}

fn with_span(mut object: Map<String, Value>, at: &At) -> Value {
    if let Some(span) = at {
        object.insert("span".into(), json!([span.start, span.end]));
    }
    Value::Object(object)
}

fn object(pairs: &[(&str, Value)]) -> Map<String, Value> {
    pairs.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect()
}

fn felt_json(felt: &[Felt]) -> Value {
    felt.iter()
        .map(|f| {
            let mut pairs = object(&[
                ("name", json!(f.name)),
                ("hint", json!(f.hint)),
                ("words", json!(f.feeling.words)),
                ("value", json!(f.feeling.value)),
            ]);
            if f.at.len() > 1 {
                pairs.insert("spans".into(), f.at.iter().map(|s| json!([s.start, s.end])).collect());
            }
            with_span(pairs, &f.at.first().cloned())
        })
        .collect()
}

impl Understood {
    /// Returns a name as it stands below the people: with the hint only where two of them share the name.
    fn told_apart(&self, name: &str, hint: Option<&str>) -> String {
        let shared = self.people.iter().filter(|p| p.name == name).count() > 1;
        called(name, hint.filter(|_| shared))
    }

    /// Returns the day, and what kind of contact it was.
    fn when(&self, today: NaiveDate) -> Text {
        let day = format!("{} {}", words::weekday(self.on), words::day(self.on, today));
        let mut when = Text::new().with(Role::Day, day).dim(format!(" ({})", words::ago(self.on, today)));
        when.push(Role::Plain, format!(" · {}", self.kind.spoken()));
        if let Some(minutes) = self.minutes {
            when.push(Role::Plain, format!(" · {}", words::minutes(minutes)));
        }
        if let Some(direction) = self.direction {
            let said = match direction {
                Direction::Out => "from me",
                Direction::In => "to me",
                Direction::Both => "both ways",
            };
            when.push(Role::Plain, format!(" · {said}"));
        }
        if self.imposed {
            when.push(Role::Dim, " · nobody's choice");
        }
        when
    }

    /// Returns who was there.
    fn with(&self) -> Text {
        let mut with = Text::new();
        for (i, person) in self.people.iter().enumerate() {
            if i > 0 {
                with.push(Role::Plain, ", ");
            }
            with.push(Role::Name, person.name.clone());
            if let Some(hint) = &person.hint {
                with.push(Role::Dim, format!(" ({hint})"));
            }
            if person.new {
                with.push(Role::Warn, " (new)");
            }
            if let Some(why) = &person.why {
                with.push(Role::Dim, format!(" ({why})"));
            }
        }
        if let Some(size) = self.size {
            with.push(Role::Dim, format!(" · {size} in all"));
        }
        with
    }

    /// Returns where the text says what, as byte spans.
    fn spans(&self) -> Map<String, Value> {
        let pieces =
            [("on", &self.on_at), ("kind", &self.kind_at), ("minutes", &self.minutes_at), ("place", &self.place_at)];
        let span = |at: &Span| json!([at.start, at.end]);
        let mut spans: Map<String, Value> =
            pieces.into_iter().filter_map(|(key, at)| Some((key.to_owned(), span(at.as_ref()?)))).collect();
        spans.insert("tags".into(), self.tags.iter().filter_map(|(_, at)| at.as_ref()).map(span).collect());
        spans
    }
}

impl View for Understood {
    fn json(&self) -> Doc<'_> {
        let people: Vec<_> = self
            .people
            .iter()
            .map(|p| {
                with_span(
                    object(&[
                        ("name", json!(p.name)),
                        ("hint", json!(p.hint)),
                        ("new", json!(p.new)),
                        ("matched", json!(p.matched)),
                    ]),
                    &p.at,
                )
            })
            .collect();
        let promises: Vec<_> = self
            .promises
            .iter()
            .map(|p| {
                let pairs = [
                    ("by", json!(p.by.as_str())),
                    ("name", json!(p.name)),
                    ("hint", json!(p.hint)),
                    ("text", json!(p.text)),
                    ("due", json!(p.due.map(iso))),
                ];
                with_span(object(&pairs), &p.at)
            })
            .collect();
        let referrals = self.ties.iter().filter_map(|tie| {
            let pairs = [
                ("by", json!(tie.one.name)),
                ("name", json!(tie.other.name)),
                ("kind", json!(tie.kind?.as_str())),
                ("new", json!(tie.new)),
            ];
            Some(with_span(object(&pairs), &tie.at))
        });
        let introduced = self.ties.iter().filter(|tie| tie.kind.is_none()).map(|tie| {
            let pairs = [("name", json!(tie.one.name)), ("to", json!(tie.other.name)), ("new", json!(tie.new))];
            with_span(object(&pairs), &tie.at)
        });
        let tags: Vec<_> = self.tags.iter().map(|(tag, _)| tag.as_str()).collect();
        json!({
            "id": self.id, "on": iso(self.on), "kind": self.kind.as_str(), "minutes": self.minutes, "people": people,
            "place": self.place, "tags": tags, "felt": felt_json(&self.felt), "left": felt_json(&self.left),
            "promises": promises, "referrals": referrals.collect::<Vec<_>>(), "introduced": introduced.collect::<Vec<_>>(), "size": self.size, "direction": self.direction.map(Direction::as_str), "imposed": self.imposed,
            "text": self.text, "spans": self.spans(),
        }).into()
    }

    fn rows(&self) -> Rows<'_> {
        let names: Vec<_> = self.people.iter().map(|p| called(&p.name, p.hint.as_deref())).collect();
        let tags: Vec<_> = self.tags.iter().map(|(tag, _)| tag.as_str()).collect();
        vec![vec![
            self.id.clone().unwrap_or_default(),
            iso(self.on),
            self.kind.to_string(),
            self.minutes.map(|m| m.to_string()).unwrap_or_default(),
            names.join("; "),
            self.place.clone().unwrap_or_default(),
            tags.join(" "),
            self.text.clone(),
        ]]
        .into()
    }

    fn human(&self, page: &mut Page<'_>) {
        let today = page.today();
        page.labels(10);
        page.field("when", self.when(today));
        page.field("with", self.with());
        if let Some(place) = &self.place {
            page.field("at", place.as_str());
        }
        if !self.tags.is_empty() {
            let tags: Vec<_> = self.tags.iter().map(|(tag, _)| format!("#{tag}")).collect();
            page.field("tags", tags.join(" "));
        }
        for (label, all) in [("felt", &self.felt), ("left", &self.left)] {
            for felt in all {
                let mut text = Text::new().name(self.told_apart(&felt.name, felt.hint.as_deref())).plain(": ");
                text.append(&feeling_text(&felt.feeling));
                page.field(label, text);
            }
        }
        for promise in &self.promises {
            let name = self.told_apart(&promise.name, promise.hint.as_deref());
            page.field("promise", promise_text(promise.by, &name, &promise.text, promise.due, today));
        }
        for tie in &self.ties {
            page.field("brought", tie.text());
        }
    }
}
