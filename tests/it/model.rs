//! The program against a model of it that fits on a page: the same steps, and what goes out is the same.
//!
//! The store is opened anew for every step, as it is in a shell. What the program draws (ids) the model does not have.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::Value;

use crate::bench::{Bench, sound};

const PEOPLE: &[&str] = &["Grace Tan", "Tomas Ozols", "Sari Noor", "Budi Rahman", "Ada Lind"];
const WORDS: &[&str] = &["tea", "paper", "chess"];
const DAYS: &[&str] = &["2026-11-20", "2026-11-22", "2024-02-29"];

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Person {
    name: String,
    /// Other names, each with its kind.
    names: BTreeSet<(String, String)>,
    tags: BTreeSet<String>,
    /// Label and value; only a merge gives one label several values.
    facts: BTreeSet<(String, String)>,
    notes: Vec<String>,
    /// By whom, what, and what became of it.
    promises: Vec<(String, String, String)>,
}

impl Person {
    /// A new value takes the place of the one that was; of several it is not said which.
    fn tell(&mut self, label: String, value: String) -> Option<()> {
        let have: Vec<_> = self.facts.iter().filter(|fact| fact.0 == label).cloned().collect();
        match have.as_slice() {
            [] => {}
            _ if have.iter().any(|fact| fact.1 == value) => {}
            [only] => drop(self.facts.remove(only)),
            _ => return None,
        }
        self.facts.insert((label, value));
        Some(())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Meeting {
    on: String,
    text: String,
    place: String,
    tags: BTreeSet<String>,
    people: BTreeSet<String>,
}

/// What somebody has written down.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct State {
    people: Vec<Person>,
    /// In the order they were written.
    meetings: Vec<Meeting>,
}

/// One thing to do. Numbers choose from the lists above.
#[derive(Debug, Clone)]
enum Step {
    Add(usize),
    Log { with: Vec<usize>, on: usize, place: Option<usize>, tag: Option<usize>, text: usize },
    Note(usize, usize),
    Fact(usize, usize, usize),
    Nick(usize, usize),
    Tag(usize, usize),
    Untag(usize, usize),
    Promise { whose: usize, what: usize, theirs: bool },
    Close { whose: usize, what: usize, kept: bool },
    Text(usize),
    On(usize),
    At(usize),
    Merge(usize, usize),
    Remove(usize),
    RemoveLast,
    Undo,
    Redo,
}

fn steps(most: usize) -> impl Strategy<Value = Vec<Step>> {
    let (who, word, day) = (0..PEOPLE.len(), 0..WORDS.len(), 0..DAYS.len());
    let log = (
        prop::collection::vec(who.clone(), 1..3),
        day.clone(),
        prop::option::of(word.clone()),
        prop::option::of(word.clone()),
        word.clone(),
    );
    let step = prop_oneof![
        3 => who.clone().prop_map(Step::Add),
        4 => log.prop_map(|(with, on, place, tag, text)| Step::Log { with, on, place, tag, text }),
        2 => (who.clone(), word.clone()).prop_map(|(p, w)| Step::Note(p, w)),
        2 => (who.clone(), word.clone(), word.clone()).prop_map(|(p, l, v)| Step::Fact(p, l, v)),
        1 => (who.clone(), word.clone()).prop_map(|(p, w)| Step::Nick(p, w)),
        2 => (who.clone(), word.clone()).prop_map(|(p, w)| Step::Tag(p, w)),
        1 => (who.clone(), word.clone()).prop_map(|(p, w)| Step::Untag(p, w)),
        2 => (who.clone(), word.clone(), any::<bool>())
            .prop_map(|(whose, what, theirs)| Step::Promise { whose, what, theirs }),
        2 => (who.clone(), word.clone(), any::<bool>()).prop_map(|(whose, what, kept)| Step::Close { whose, what, kept }),
        1 => word.clone().prop_map(Step::Text),
        1 => day.prop_map(Step::On),
        1 => word.prop_map(Step::At),
        1 => (who.clone(), who.clone()).prop_map(|(a, b)| Step::Merge(a, b)),
        1 => who.prop_map(Step::Remove),
        1 => Just(Step::RemoveLast),
        3 => Just(Step::Undo),
        2 => Just(Step::Redo),
    ];
    // Whoever knows nobody is refused most things.
    prop::collection::vec(step, 1..most).prop_map(|steps| (0..4).map(Step::Add).chain(steps).collect())
}

impl Step {
    /// The command line.
    fn line(&self) -> Vec<String> {
        let (who, word) = (|p: &usize| PEOPLE[*p], |w: &usize| WORDS[*w]);
        let mut line: Vec<&str> = match self {
            Step::Add(p) => vec!["add", who(p)],
            Step::Log { with, on, place, tag, text } => {
                let mut line = vec!["log", "--on", DAYS[*on]];
                with.iter().for_each(|p| line.extend(["--with", who(p)]));
                place.iter().for_each(|w| line.extend(["--at", word(w)]));
                tag.iter().for_each(|w| line.extend(["--tag", word(w)]));
                line.push(word(text));
                line
            }
            Step::Note(p, w) => vec!["note", who(p), word(w)],
            Step::Fact(p, l, v) => vec!["fact", who(p), word(l), word(v)],
            Step::Nick(p, w) => vec!["nick", who(p), word(w)],
            Step::Tag(p, w) => vec!["tag", who(p), word(w)],
            Step::Untag(p, w) => vec!["tag", who(p), "--rm", word(w)],
            Step::Promise { whose, what, theirs: false } => vec!["promise", who(whose), word(what)],
            Step::Promise { whose, what, theirs: true } => vec!["promise", who(whose), "--theirs", word(what)],
            Step::Close { whose, what, kept: true } => vec!["kept", who(whose), word(what)],
            Step::Close { whose, what, kept: false } => vec!["dropped", who(whose), word(what)],
            Step::Text(w) => vec!["edit", "last", "--text", word(w)],
            Step::On(d) => vec!["edit", "last", "--on", DAYS[*d]],
            Step::At(w) => vec!["edit", "last", "--at", word(w)],
            Step::Merge(a, b) => vec!["merge", "-y", who(a), who(b)],
            Step::Remove(p) => vec!["rm", "-y", who(p)],
            Step::RemoveLast => vec!["rm", "-y", "last"],
            Step::Undo => vec!["undo"],
            Step::Redo => vec!["redo"],
        };
        line.drain(..).map(str::to_owned).collect()
    }
}

impl State {
    /// Returns who answers to a full name: whose own it is, or else the one who took it over; nobody where several did.
    fn who(&mut self, p: usize) -> Option<&mut Person> {
        let name = PEOPLE[p];
        let owner = self.people.iter().position(|q| q.name == name);
        let took_over = |q: &Person| q.names.iter().any(|(_, text)| text == name);
        let mut others = (0..self.people.len()).filter(|at| took_over(&self.people[*at]));
        let at = match (owner, others.next(), others.next()) {
            (Some(owner), ..) => owner,
            (None, Some(only), None) => only,
            _ => return None,
        };
        self.people.get_mut(at)
    }

    fn name_of(&mut self, p: usize) -> Option<String> {
        self.who(p).map(|person| person.name.clone())
    }

    /// Does a step; `None` where the program must refuse it.
    fn after(&self, step: &Step) -> Option<State> {
        let mut state = self.clone();
        let word = |w: usize| WORDS[w].to_owned();
        match *step {
            Step::Add(p) => {
                if state.people.iter().any(|person| person.name == PEOPLE[p]) {
                    return None;
                }
                state.people.push(Person { name: PEOPLE[p].to_owned(), ..Person::default() });
            }
            Step::Log { ref with, on, place, tag, text } => {
                let people = with.iter().map(|p| state.name_of(*p)).collect::<Option<BTreeSet<_>>>()?;
                let place = place.map(word).unwrap_or_default();
                let tags = tag.map(word).into_iter().collect();
                state.meetings.push(Meeting { on: DAYS[on].to_owned(), text: word(text), place, tags, people });
            }
            Step::Note(p, w) => state.who(p)?.notes.push(word(w)),
            Step::Fact(p, l, v) => state.who(p)?.tell(word(l), word(v))?,
            Step::Nick(p, w) => drop(state.who(p)?.names.insert(("nick".to_owned(), word(w)))),
            Step::Tag(p, w) => drop(state.who(p)?.tags.insert(word(w))),
            Step::Untag(p, w) => {
                if !state.who(p)?.tags.remove(WORDS[w]) {
                    return None;
                }
            }
            Step::Promise { whose, what, theirs } => {
                let by = if theirs { "them" } else { "me" }.to_owned();
                state.who(whose)?.promises.push((by, word(what), "open".to_owned()));
            }
            Step::Close { whose, what, kept } => {
                let promises = &mut state.who(whose)?.promises;
                let mut open = promises.iter_mut().filter(|(_, text, is)| text == WORDS[what] && is == "open");
                let (one, None) = (open.next()?, open.next()) else { return None };
                one.2 = if kept { "kept" } else { "dropped" }.to_owned();
            }
            Step::Text(w) => state.meetings.last_mut()?.text = word(w),
            Step::On(d) => DAYS[d].clone_into(&mut state.meetings.last_mut()?.on),
            Step::At(w) => state.meetings.last_mut()?.place = word(w),
            Step::Merge(a, b) => state.merge(a, b)?,
            Step::Remove(p) => {
                let gone = state.name_of(p)?;
                state.people.retain(|person| person.name != gone);
                state.meetings.retain(|meeting| !(meeting.people.len() == 1 && meeting.people.contains(&gone)));
                for meeting in &mut state.meetings {
                    meeting.people.remove(&gone);
                }
            }
            Step::RemoveLast => drop(state.meetings.pop()?),
            Step::Undo | Step::Redo => return None,
        }
        Some(state)
    }

    fn merge(&mut self, a: usize, b: usize) -> Option<()> {
        let (a, b) = (self.name_of(a)?, self.name_of(b)?);
        if a == b {
            return None;
        }
        let at = self.people.iter().position(|person| person.name == b)?;
        let gone = self.people.remove(at);
        let stays = self.people.iter_mut().find(|person| person.name == a)?;
        stays.names.extend(gone.names);
        stays.names.insert(("nick".to_owned(), gone.name));
        // Who once took the name of this one brings it back.
        stays.names.retain(|(_, name)| *name != a);
        stays.tags.extend(gone.tags);
        stays.facts.extend(gone.facts);
        stays.notes.extend(gone.notes);
        stays.promises.extend(gone.promises);
        for meeting in &mut self.meetings {
            if meeting.people.remove(&b) {
                meeting.people.insert(a.clone());
            }
        }
        Some(())
    }

    /// Returns the state in an order that does not tell what was first.
    fn sorted(mut self) -> State {
        for person in &mut self.people {
            person.notes.sort();
            person.promises.sort();
        }
        self.people.sort();
        self.meetings.sort();
        self
    }

    /// Reads what goes out as JSON.
    fn of(document: &Value) -> State {
        let list = |of: &Value, key: &str| of[key].as_array().cloned().unwrap_or_default();
        let text = |of: &Value| of.as_str().unwrap_or_default().to_owned();
        let set = |of: &Value| list(of, "tags").iter().map(text).collect();
        let people: Vec<_> = list(document, "people");
        let names: BTreeMap<_, _> = people.iter().map(|p| (text(&p["id"]), text(&p["name"]))).collect();
        let person = |p: &Value| Person {
            name: text(&p["name"]),
            names: list(p, "names").iter().map(|n| (text(&n["kind"]), text(&n["text"]))).collect(),
            tags: set(p),
            facts: list(p, "facts").iter().map(|f| (text(&f["label"]), text(&f["value"]))).collect(),
            notes: list(p, "notes").iter().map(|n| text(&n["text"])).collect(),
            promises: list(p, "promises")
                .iter()
                .map(|p| (text(&p["by"]), text(&p["text"]), text(&p["outcome"])))
                .collect(),
        };
        let meeting = |m: &Value| Meeting {
            on: text(&m["on"]),
            text: text(&m["text"]),
            place: text(&m["place"]),
            tags: set(m),
            people: list(m, "people").iter().map(|p| names[&text(&p["person"])].clone()).collect(),
        };
        State {
            people: people.iter().map(person).collect(),
            meetings: list(document, "meetings").iter().map(meeting).collect(),
        }
    }
}

/// Takes the steps in both and compares after each; returns how many the program did.
fn both_are_the_same(steps: &[Step]) -> Result<usize, TestCaseError> {
    let mut bench = Bench::unchecked();
    let (mut done, mut undone): (Vec<State>, Vec<State>) = (vec![State::default()], Vec::new());
    let mut did = 0;
    for step in steps {
        let now = done.last().cloned().unwrap_or_default();
        let expected = match step {
            Step::Undo if done.len() > 1 => {
                undone.extend(done.pop());
                true
            }
            Step::Redo if !undone.is_empty() => {
                done.extend(undone.pop());
                true
            }
            Step::Undo | Step::Redo => false,
            step => match now.after(step) {
                Some(after) => {
                    if after != now {
                        done.push(after);
                        undone.clear();
                    }
                    true
                }
                None => false,
            },
        };
        let outcome = bench.run(step.line());
        prop_assert_eq!(outcome.code == 0, expected, "{:?}: {} after {:#?}", step.line(), outcome, now);
        did += usize::from(expected);
        let said = State::of(&bench.run(["export", "json"]).json()).sorted();
        let model = done.last().cloned().unwrap_or_default().sorted();
        prop_assert_eq!(said, model, "after {:?}: {}", step.line(), outcome);
    }
    if bench.db().exists() {
        sound(&bench.db());
    }
    Ok(did)
}

#[test]
fn the_program_does_what_the_model_does() {
    let (cases, most) = if crate::full() { (500, 60) } else { (24, 60) };
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let did = std::cell::Cell::new(0);
    let tested = TestRunner::new(config).run(&steps(most), |steps| {
        did.set(did.get() + both_are_the_same(&steps)?);
        Ok(())
    });
    tested.unwrap_or_else(|e| panic!("{e}"));
    assert!(did.get() > cases as usize * 12, "only {} steps were done", did.get());
    crate::told(&format!("the model and the program did {} steps alike", did.get()));
}
