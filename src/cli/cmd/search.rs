//! `auld search WORDS…`

use clap::Args;

use super::filters::Filters;
use crate::actions::search;
use crate::actions::who::{self, Found, PersonRef};
use crate::cli::report::{Failure, Refusal, refused};
use crate::cli::session::{Done, Session};
use crate::cli::values;
use crate::store::{Access, MeetingFilter, Store, WORDS_MAX, Words};
use crate::view::{Format, words};

/// Longer than this, in bytes, nothing typed is a name.
const NAME: usize = 60;

/// Search all that is written down: names, facts, meetings, feelings
///
/// Finds people whose lines hold every word, then people who hold them together
/// with their meetings, then the newest meetings. A word may be the beginning of
/// one, case and accents do not matter, and "a phrase" in double quotes stands as
/// it is. Exit code 1 where nothing is found.
///
///   auld search tall riga anna
///   auld search '"gentle giant"' --since "last year"
///   auld search -- -x
///
/// Columns of --plain, a line for each line that matched:
///   person or meeting, names, day, kind of line, line, id
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
#[command(alias = "find")]
pub struct SearchArgs {
    /// The words; all of them must be found
    #[arg(required = true, value_name = "WORDS")]
    words: Vec<String>,
    #[command(flatten)]
    filters: Filters,
    /// Show whole lines and texts, not only what stands around the first match
    #[arg(long)]
    in_context: bool,
    /// How many people and how many meetings to show; 0 for all
    #[arg(short = 'n', long, default_value_t = 20, value_name = "N")]
    limit: u32,
}

pub fn run(args: SearchArgs, session: &mut Session<'_>) -> Done {
    let today = session.world.today;
    let typed = args.words.join(" ");
    let words = Words::parse(&typed);
    let words_typed = words.count();
    if words_typed > WORDS_MAX {
        return Err(refused(format!("a search takes up to {WORDS_MAX} words; this has more")));
    }
    let mut filter = MeetingFilter {
        place: args.filters.place()?,
        tags: args.filters.tag.clone(),
        kind: args.filters.kind,
        since: args.filters.since.as_deref().map(|text| values::since_day(text, today)).transpose()?,
        until: args.filters.until.as_deref().map(|text| values::until_day(text, today)).transpose()?,
        limit: (args.limit > 0).then_some(args.limit),
        with: Vec::new(),
        chosen: false,
    };
    super::filters::in_order(filter.since, filter.until)?;
    let mut store = session.open(Access::Read)?;
    filter.with = session.people(&mut store, &args.filters.with)?;
    let (none, more) = store.read(|reader| {
        let mut hits = search::search(reader, words, &filter)?;
        hits.in_context = args.in_context;
        if !hits.is_empty() || session.settings.format == Format::Json {
            session.show(&hits)?;
        }
        Ok::<_, Failure>((hits.is_empty(), hits.more_people || hits.more_meetings))
    })?;
    if none {
        return Err(if words_typed == 0 { no_word() } else { nothing(&mut store, &typed)? });
    }
    if session.settings.format == Format::Human && more {
        session.say(&format!("the first {} only; -n 0 shows all", args.limit));
    }
    Ok(())
}

/// Says that there is nothing to look for.
fn no_word() -> Failure {
    Refusal::new("there is no word to search for")
        .hint("say one: `auld search tall riga`; `auld list` lists everybody")
        .into()
}

/// Says that nothing was found, and what may have been meant.
fn nothing(store: &mut Store, typed: &str) -> Result<Failure, Failure> {
    let refusal = Refusal::new(format!("nothing found for {}", words::quoted(typed, NAME)));
    if typed.len() > NAME {
        return Ok(refusal.into());
    }
    let close = match store.read(|reader| who::find(reader, typed))? {
        Found::One(person) => vec![person],
        Found::Several(people) | Found::None { close: people } => people,
    };
    let names: Vec<String> = close.iter().take(3).map(|person: &PersonRef| format!("`{}`", person.shown())).collect();
    Ok(if names.is_empty() { refusal } else { refusal.hint(format!("did you mean {}?", words::list_or(&names))) }
        .into())
}
