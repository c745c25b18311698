//! Who looks the same, with the reasons and the way to make one of two.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Value, json};

use super::{Doc, Page, Rows, Text, View, words};
use crate::domain::id::Id;
use crate::domain::person::called;
use crate::text::alike::{But, Name, Point, Reason};

/// One of two who look the same.
#[derive(Debug, Clone)]
pub struct One {
    pub id: Id,
    pub name: String,
    pub hint: Option<String>,
    /// What a command line calls them, quoted.
    pub called: String,
}

/// Two people who look the same, or were told apart.
#[derive(Debug, Clone)]
pub struct Pair {
    /// Who stays where the two are merged.
    pub stays: One,
    pub goes: One,
    pub reasons: Vec<Reason>,
    pub but: Vec<But>,
    /// How likely they are one: `high`, `medium` or `low`; `None` where they were told apart.
    pub likelihood: Option<&'static str>,
}

/// Those who look the same, surest first, then those who were told apart.
#[derive(Debug, Clone)]
pub struct Duplicates {
    pub pairs: Vec<Pair>,
    /// How many pairs look the same, those not among `pairs` included.
    pub total: usize,
}

impl One {
    fn shown(&self) -> String {
        called(&self.name, self.hint.as_deref())
    }

    fn json(&self) -> Value {
        json!({ "id": self.id.to_string(), "name": self.name, "hint": self.hint })
    }
}

impl Pair {
    fn told_apart(&self) -> bool {
        self.likelihood.is_none()
    }

    fn merge(&self) -> String {
        format!("auld merge {} {}", self.stays.called, self.goes.called)
    }

    fn other(&self) -> String {
        let flag = if self.told_apart() { "--maybe" } else { "--not" };
        format!("auld duplicates {flag} {} {}", self.stays.called, self.goes.called)
    }

    /// Returns why they look the same, and what speaks against it.
    fn why(&self) -> String {
        let reasons: Vec<_> = self.reasons.iter().map(|reason| told(reason).2).collect();
        let but: Vec<_> = self.but.iter().map(|but| against(but).1).collect();
        match (reasons.is_empty(), but.is_empty()) {
            (true, _) => String::new(),
            (false, true) => reasons.join(" · "),
            (false, false) => format!("{}, but {}", reasons.join(" · "), words::list_and(&but)),
        }
    }
}

/// Returns the kind of a reason, what they have in common, and both in words.
fn told(reason: &Reason) -> (&'static str, Option<String>, String) {
    let plain = |kind, words: &str| (kind, None, words.to_owned());
    match reason {
        Reason::Point(Point::Email(at)) => ("same_email", Some(at.clone()), format!("same e-mail {at}")),
        Reason::Point(Point::Phone(at)) => ("same_phone", Some(at.clone()), format!("same phone {at}")),
        Reason::Name(Name::Same) => plain("same_name", "same name"),
        Reason::Name(Name::Turned) => plain("turned_name", "same name in another order"),
        Reason::Name(Name::Nick) => plain("nickname", "a nickname and the last name"),
        Reason::Name(Name::Within) => plain("part_of_name", "one name is a form of the other"),
        Reason::Name(Name::Near) => plain("near_name", "nearly the same name"),
        Reason::Birthday(day) => ("same_birthday", Some(day.to_string()), format!("same birthday {day}")),
    }
}

fn against(but: &But) -> (&'static str, String) {
    match but {
        But::Names => ("other_names", "other names: a couple, perhaps".into()),
        But::Birthdays => ("other_birthdays", "other birthdays".into()),
        But::Hints => ("other_hints", "other hints".into()),
        But::Together(count) => ("met_together", format!("both were at {}", words::count(*count, "meeting"))),
    }
}

impl View for Duplicates {
    fn json(&self) -> Doc<'_> {
        let pair = |pair: &Pair| {
            let reasons: Vec<_> = pair
                .reasons
                .iter()
                .map(told)
                .map(|(kind, value, words)| json!({ "kind": kind, "value": value, "words": words }))
                .collect();
            let but: Vec<_> =
                pair.but.iter().map(against).map(|(kind, words)| json!({ "kind": kind, "words": words })).collect();
            let (keep, other) =
                if pair.told_apart() { ("told_apart", "maybe_command") } else { ("looks_the_same", "not_command") };
            json!({
                "a": pair.stays.json(), "b": pair.goes.json(), "state": keep, "likelihood": pair.likelihood,
                "reasons": reasons, "but": but, "merge_command": pair.merge(), other: pair.other(),
            })
        };
        Doc::object([("pairs", Doc::list(self.pairs.iter().map(pair))), ("total", Value::from(self.total).into())])
    }

    fn rows(&self) -> Rows<'_> {
        let row = |pair: &Pair| {
            let (a, b) = (&pair.stays, &pair.goes);
            let likelihood = pair.likelihood.unwrap_or("told apart").to_owned();
            vec![a.shown(), b.shown(), likelihood, pair.why(), pair.merge(), a.id.to_string(), b.id.to_string()]
        };
        Rows::of(self.pairs.iter().map(row))
    }

    fn human(&self, page: &mut Page<'_>) {
        let (apart, same): (Vec<_>, Vec<_>) = self.pairs.iter().partition(|pair| pair.told_apart());
        for group in groups(&same) {
            page.blank();
            if let [only] = group.pairs.as_slice() {
                page.line(Text::new().name(only.stays.shown()).plain(" and ").name(only.goes.shown()));
                page.line(format!("  {}", only.why()));
                page.line(Text::from("  ").strong(only.merge()));
                continue;
            }
            let mut heading = Text::new();
            for (at, name) in group.names.iter().enumerate() {
                heading = if at > 0 { heading.plain(", ") } else { heading };
                heading = heading.name(name.clone());
            }
            page.line(heading.dim(format!("  ({})", words::count(group.names.len(), "person"))));
            for pair in group.pairs {
                page.line(format!("  {} and {}: {}", pair.stays.shown(), pair.goes.shown(), pair.why()));
                page.line(Text::from("    ").strong(pair.merge()));
            }
        }
        if !apart.is_empty() {
            page.heading("Told apart");
            for pair in apart {
                page.line(Text::from("  ").name(pair.stays.shown()).plain(" and ").name(pair.goes.shown()));
                page.line(Text::from("    ").dim(pair.other()));
            }
        }
    }
}

/// People who hang together, with pairs enough to make one of all.
struct Group<'p> {
    names: Vec<String>,
    pairs: Vec<&'p Pair>,
}

/// Returns the groups in the order of their surest pairs. Of the pairs of one group those that tell nothing new are left
/// out: whoever merged the others has merged them.
fn groups<'p>(pairs: &[&'p Pair]) -> Vec<Group<'p>> {
    let mut root: HashMap<Id, Id> = HashMap::new();
    let mut kept: Vec<&Pair> = Vec::new();
    // Pairs come surest first; of equally sure ones those of whoever stays in most go first, so that one stays.
    let mut stays: HashMap<Id, usize> = HashMap::new();
    pairs.iter().for_each(|pair| *stays.entry(pair.stays.id).or_default() += 1);
    let mut order: Vec<(usize, &&Pair)> = pairs.iter().enumerate().collect();
    order.sort_by_key(|(at, pair)| {
        let rank = ["high", "medium", "low"].iter().position(|word| Some(*word) == pair.likelihood);
        (rank, std::cmp::Reverse(stays.get(&pair.stays.id).copied()), *at)
    });
    for (_, pair) in order {
        let (a, b) = (top(&mut root, pair.stays.id), top(&mut root, pair.goes.id));
        if a != b {
            root.insert(b, a);
            kept.push(pair);
        }
    }
    let mut at: HashMap<Id, usize> = HashMap::new();
    let mut groups: Vec<Group<'p>> = Vec::new();
    for pair in pairs {
        let top = top(&mut root, pair.stays.id);
        at.entry(top).or_insert_with(|| {
            groups.push(Group { names: Vec::new(), pairs: Vec::new() });
            groups.len() - 1
        });
    }
    let mut seen = BTreeSet::new();
    for pair in kept {
        let top = top(&mut root, pair.stays.id);
        if let Some(group) = at.get(&top).and_then(|at| groups.get_mut(*at)) {
            for one in [&pair.stays, &pair.goes] {
                group.names.extend(seen.insert(one.id).then(|| one.shown()));
            }
            group.pairs.extend(pairs.iter().find(|p| (p.stays.id, p.goes.id) == (pair.stays.id, pair.goes.id)));
        }
    }
    groups
}

/// Returns who stands for the group of somebody.
fn top(root: &mut HashMap<Id, Id>, id: Id) -> Id {
    let mut at = id;
    while let Some(up) = root.get(&at) {
        at = *up;
    }
    if at != id {
        root.insert(id, at);
    }
    at
}
