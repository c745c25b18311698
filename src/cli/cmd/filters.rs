//! Flags that narrow down, shared by `list` and `search`, and how they read.

use chrono::NaiveDate;
use clap::Args;

use crate::actions::list::{Filter, Noun, Sort};
use crate::cli::report::Failure;
use crate::cli::values;
use crate::domain::UnknownWord;
use crate::domain::fold;
use crate::domain::meeting::Kind;
use crate::domain::person::State;
use crate::view::words;

/// The filters that `list` and `search` share.
#[derive(Debug, Args)]
pub struct Filters {
    /// With this person; given again, with all of them
    #[arg(long, value_name = "NAME")]
    pub with: Vec<String>,
    /// At this place, whatever its case and accents
    #[arg(long = "in", value_name = "PLACE")]
    pub place: Option<String>,
    /// With this tag or one below it; given again, with all of them
    #[arg(long, value_parser = values::tag)]
    pub tag: Vec<String>,
    /// From this day on: "last month", 2026-05
    #[arg(long, value_name = "DAY")]
    pub since: Option<String>,
    /// Up to this day, included
    #[arg(long, value_name = "DAY")]
    pub until: Option<String>,
    /// Of this kind: in_person, video, call, letter, email, message or attempt
    #[arg(long, value_parser = Kind::parse_lenient)]
    pub kind: Option<Kind>,
}

impl Filters {
    /// Returns the folded words of the place.
    pub fn place(&self) -> Result<Option<String>, Failure> {
        let Some(place) = &self.place else { return Ok(None) };
        let folded = fold::words(place).join(" ");
        if folded.is_empty() { Err(Failure::Usage(format!("--in: `{place}` is no place"))) } else { Ok(Some(folded)) }
    }
}

/// Refuses two days between which there is none.
pub fn in_order(since: Option<NaiveDate>, until: Option<NaiveDate>) -> Result<(), Failure> {
    match since.zip(until) {
        Some((since, until)) if since > until => Err(Failure::Usage("--since is later than the last day".into())),
        _ => Ok(()),
    }
}

/// Returns the flag of a filter.
pub fn flag(filter: Filter) -> &'static str {
    match filter {
        Filter::With => "--with",
        Filter::In => "--in",
        Filter::Tag => "--tag",
        Filter::Since => "--since",
        Filter::Until => "--until",
        Filter::Kind => "--kind",
        Filter::State => "--state",
        Filter::Closeness => "--closeness",
        Filter::Outcome => "--outcome",
        Filter::Sort => "--sort",
    }
}

/// Reads what to list, one or many.
pub fn noun(text: &str) -> Result<Noun, String> {
    let folded = fold::fold(text);
    let found = Noun::ALL.into_iter().find(|noun| noun.words().0 == folded || noun.words().1 == folded);
    found.ok_or_else(|| format!("expected {}", words::list_or(&Noun::ALL.map(|noun| noun.words().1))))
}

/// States asked for as one word. A type of its own: clap takes a bare list for a flag that can be given again.
#[derive(Debug, Clone)]
pub struct States(pub Vec<State>);

/// Reads a state, or all of them.
pub fn states(text: &str) -> Result<States, String> {
    if text == ALL_STATES {
        return Ok(States(State::ALL.to_vec()));
    }
    let state = text.replace(['-', ' '], "_").parse();
    state.map(|state| States(vec![state])).map_err(|e: UnknownWord| format!("{e}, {ALL_STATES}"))
}

/// The word for every state at once.
pub const ALL_STATES: &str = "all";

/// The orders of people, as they are asked for.
pub const SORTS: [(&str, Sort); 4] =
    [("name", Sort::Name), ("recent", Sort::Recent), ("added", Sort::Added), ("closeness", Sort::Closeness)];

/// Reads the order of people.
pub fn sort(text: &str) -> Result<Sort, String> {
    let found = SORTS.into_iter().find(|(word, _)| *word == text);
    found.map(|(_, sort)| sort).ok_or_else(|| format!("expected {}", words::list_or(&SORTS.map(|(word, _)| word))))
}
