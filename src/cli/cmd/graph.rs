//! `auld graph`

use clap::Args;

use crate::actions::graph::{self, Asked};
use crate::cli::report::Failure;
use crate::cli::session::{Done, Session};
use crate::cli::values;
use crate::domain::fold;
use crate::store::{Access, MeetingFilter};
use crate::view::{Format, words};

/// How many months people read at a time, unless they say since when.
const MONTHS: u16 = 36;

/// Draw how often you were in contact, month by month
///
/// Each bar is the meetings of a month: those asked for, over all of them. The
/// sign behind the numbers is how they felt: + good, - bad, ± neither or both.
/// Attempts do not count.
///
///   auld graph Grace --since 2024
///   auld graph --in Riga --tag work
///
/// Columns of --plain: month, matching, all, mean feeling
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct GraphArgs {
    /// Meetings with this person; quotes may be left out
    #[arg(value_name = "NAME")]
    name: Vec<String>,
    /// And with this person; given again, with all of them
    #[arg(long, value_name = "NAME")]
    with: Vec<String>,
    /// At this place, whatever its case and accents
    #[arg(long = "in", value_name = "PLACE")]
    place: Option<String>,
    /// With this tag or one below it; given again, with all of them
    #[arg(long, value_parser = values::tag)]
    tag: Vec<String>,
    /// From this day on: "last year", 2024-05
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
    /// Up to this day, included
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
}

pub fn run(args: GraphArgs, session: &mut Session<'_>) -> Done {
    let today = session.world.today;
    let mut filter = MeetingFilter {
        since: args.since.as_deref().map(|text| values::since_day(text, today)).transpose()?,
        until: args.until.as_deref().map(|text| values::until_day(text, today)).transpose()?,
        tags: args.tag.clone(),
        ..MeetingFilter::default()
    };
    if filter.since.zip(filter.until.or(Some(today))).is_some_and(|(since, until)| since > until) {
        return Err(Failure::Usage("--since is later than the last day".into()));
    }
    if let Some(place) = &args.place {
        let folded = fold::words(place).join(" ");
        if folded.is_empty() {
            return Err(Failure::Usage(format!("--in: `{place}` is no place")));
        }
        filter.place = Some(folded);
    }
    let mut store = session.open(Access::Read)?;
    let one = (!args.name.is_empty()).then(|| args.name.join(" "));
    let mut people = Vec::new();
    for name in one.iter().chain(&args.with) {
        let person = session.person(&mut store, name)?;
        filter.with.push(person.id);
        people.push(person.shown());
    }
    let mut of: Vec<String> = Vec::new();
    if !people.is_empty() {
        of.push(format!("with {}", words::list_and(&people)));
    }
    of.extend(args.place.as_ref().map(|place| format!("in {place}")));
    of.extend(args.tag.iter().map(|tag| format!("#{tag}")));
    let of = (!of.is_empty()).then(|| of.join(" · "));
    let months = (session.settings.format == Format::Human).then_some(MONTHS);
    let asked = Asked { filter, of, months };
    let drawn = store.read(|reader| graph::graph(reader, &asked, today))?;
    session.show(&drawn.graph)?;
    if drawn.graph.is_empty() {
        session.say("no contact is written down here yet; begin with `auld log \"coffee with [Grace Tan]\"`");
    } else if let Some(begins) = drawn.begins {
        session.say(&format!("the last {MONTHS} months; `--since {begins}` shows all"));
    }
    Ok(())
}
