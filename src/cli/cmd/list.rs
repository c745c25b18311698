//! `auld list`

use clap::Args;

use super::filters::{self, Filters, States, flag};
use super::list_talk::talk;
use crate::actions::list::{self, Asked, Filter, Noun, Sort};
use crate::cli::report::Failure;
use crate::cli::session::{Done, Session};
use crate::domain::id::Id;
use crate::domain::person::Closeness;
use crate::domain::promise::Outcome;
use crate::store::Access;
use crate::text::when::{self, Lean};
use crate::view::{Format, words};

/// How many meetings are listed for people to read, unless told.
const MEETINGS: usize = 20;

/// List people, meetings, notes, promises, tags, places or dates
///
/// Filters combine. Those that make no sense for what is listed are refused.
///
///   auld list --tag work --sort recent
///   auld list meetings --with Grace --since "last month"
///   auld list dates --until "next month"
///
/// A tag also finds those below it: work finds work:acme. For people, --in is
/// where you met or where they live, and --since and --until are about the last
/// contact; for promises they are about the day due or closed, for dates about
/// days to come. People let go and the dead are left out unless --state asks.
///
/// Columns of --plain:
///   people    name, hint, closeness, kin, state, last contact, tags, id
///   meetings  day, kind, people, place, minutes, tags, text, id
///   notes     day, name, text, id
///   promises  by, name, text, due, made, outcome, closed, id
///   tags      tag, people, meetings
///   places    place, meetings, last
///   dates     next, name, label, date, years
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
#[command(alias = "ls")]
pub struct ListArgs {
    /// What to list: people, meetings, notes, promises, tags, places or dates
    #[arg(value_name = "WHAT", value_parser = filters::noun, default_value = "people")]
    noun: Noun,
    #[command(flatten)]
    filters: Filters,
    /// In this state: active, resting, let_go, deceased or all
    #[arg(long, value_name = "STATE", value_parser = filters::states)]
    state: Option<States>,
    /// This close: acquaintance, friend, close or inner
    #[arg(long, value_name = "HOW")]
    closeness: Option<Closeness>,
    /// Promises of this outcome: open, kept or dropped
    #[arg(long, value_name = "OUTCOME", conflicts_with = "all")]
    outcome: Option<Outcome>,
    /// Promises of every outcome
    #[arg(long)]
    all: bool,
    /// The order of people: name, recent, added or closeness
    #[arg(long, value_name = "ORDER", value_parser = filters::sort)]
    sort: Option<Sort>,
    /// Turn the order around
    #[arg(short, long)]
    reverse: bool,
    /// How many to list, 0 for all; unless told, 20 meetings and all of anything else
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<usize>,
}

pub fn run(args: ListArgs, session: &mut Session<'_>) -> Done {
    let today = session.world.today;
    let mut asked = asked(&args, session)?;
    for filter in Filter::ALL {
        if asked.has(filter) && !filter.fits(asked.noun) {
            let fitting: Vec<_> = Filter::ALL.into_iter().filter(|f| f.fits(asked.noun)).map(flag).collect();
            let (noun, flags) = (asked.noun.words().1, words::list_and(&fitting));
            return Err(Failure::Usage(format!("{} makes no sense for {noun}; these do: {flags}", flag(filter))));
        }
    }
    let mut store = session.open(Access::Read)?;
    asked.with = session.people(&mut store, &args.filters.with)?;
    // Shown while it is read: a long list is never whole in memory.
    let (shown, total) = store.read(|reader| {
        let listed = list::of(reader, &asked, today)?;
        session.show(&*listed.answer)?;
        Ok::<_, Failure>((listed.shown, listed.total))
    })?;
    talk(session, &mut store, &asked, shown, total)
}

fn asked(args: &ListArgs, session: &Session<'_>) -> Result<Asked, Failure> {
    let outcomes = if args.all { Outcome::ALL.to_vec() } else { args.outcome.into_iter().collect() };
    let mut asked = Asked {
        noun: args.noun,
        place: args.filters.place()?,
        tags: args.filters.tag.clone(),
        kind: args.filters.kind,
        states: args.state.clone().map(|states| states.0).unwrap_or_default(),
        closeness: args.closeness,
        outcomes,
        sort: args.sort,
        reverse: args.reverse,
        limit: args.limit.filter(|n| *n > 0),
        ..Asked::default()
    };
    // A name alone says that the filter was given; whom it means is settled with the store open.
    asked.with = args.filters.with.iter().map(|_| Id(0)).collect();
    let closed = asked.outcomes.iter().any(|outcome| *outcome != Outcome::Open);
    let ahead = asked.noun == Noun::Dates || asked.noun == Noun::Promises && !closed;
    let lean = if ahead { Lean::Future } else { Lean::Past };
    let today = session.world.today;
    let day = |flag: &str, text: &Option<String>| {
        let when = text.as_deref().map(|text| when::parse(text, today, lean)).transpose();
        when.map_err(|e| Failure::Usage(format!("{flag}: {e}")))
    };
    asked.since = day("--since", &args.filters.since)?.map(|when| when.from);
    asked.until = day("--until", &args.filters.until)?.map(|when| when.to);
    filters::in_order(asked.since, asked.until)?;
    if args.limit.is_none() && asked.noun == Noun::Meetings && session.settings.format == Format::Human {
        asked.limit = Some(MEETINGS);
    }
    Ok(asked)
}
