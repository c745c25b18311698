//! `auld duplicates`

use clap::Args;
use serde_json::json;

use crate::actions::duplicates;
use crate::cli::report::{Refusal, refused};
use crate::cli::session::{Done, Session};
use crate::domain::id::Id;
use crate::store::Access;
use crate::view::Text;
use crate::view::said::Said;
use crate::view::words;

/// List people who look the same, and why
///
/// The same e-mail address or phone, the same or nearly the same name, a name that is short for another; the surest
/// first, each with the `auld merge` that makes one of the two. Two who are joined by a relation or a referral
/// are two people and are not listed. What is told apart here is not asked again, by imports neither.
///
///   auld duplicates
///   auld duplicates --not "Grace Tan" "Grace T"     they are two people
///   auld duplicates --maybe "Grace Tan" "Grace T"   perhaps not, after all
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct DuplicatesArgs {
    /// How many pairs to list; 0 for all
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// List those who were told apart too
    #[arg(long)]
    all: bool,
    /// Remember that these are different people; quote names of several words
    #[arg(long, value_name = "NAME", num_args = 2.., conflicts_with = "all")]
    not: Option<Vec<String>>,
    /// Take back that they are different people
    #[arg(long, value_name = "NAME", num_args = 2.., conflicts_with_all = ["all", "not"])]
    maybe: Option<Vec<String>>,
}

pub fn run(args: DuplicatesArgs, session: &mut Session<'_>) -> Done {
    match (&args.not, &args.maybe) {
        (Some(names), _) => tell(session, names, true),
        (_, Some(names)) => tell(session, names, false),
        _ => list(&args, session),
    }
}

fn list(args: &DuplicatesArgs, session: &mut Session<'_>) -> Done {
    let mut store = session.open(Access::Read)?;
    let view = store.read(|reader| duplicates::find(reader, args.limit, args.all))?;
    let (total, shown) = (view.total, view.pairs.iter().filter(|pair| pair.likelihood.is_some()).count());
    session.show(&view)?;
    if total == 0 {
        session.say("nobody looks the same as somebody else");
    } else {
        if total > shown {
            session.say(&format!("{shown} of {}; `-n 0` shows all", words::count(total, "pair")));
        }
        session.say("two people after all? `auld duplicates --not NAME OTHER`");
    }
    Ok(())
}

/// Tells people apart, or takes that back.
fn tell(session: &mut Session<'_>, names: &[String], apart: bool) -> Done {
    let mut store = session.open(Access::Write)?;
    let mut people = Vec::new();
    for name in names {
        let person = session.person(&mut store, name)?;
        if people.iter().any(|known: &crate::actions::who::PersonRef| known.id == person.id) {
            return Err(Refusal::new(format!("two of these names mean {}", person.shown()))
                .hint("of people of one name say the ids: `auld duplicates --json` has them")
                .into());
        }
        people.push(person);
    }
    let ids: Vec<Id> = people.iter().map(|person| person.id).collect();
    let shown: Vec<String> = people.iter().map(|person| person.shown()).collect();
    if apart {
        session.write(&mut store, |tx| Ok(duplicates::tell_apart(tx, &ids)?))?;
    } else if session.write(&mut store, |tx| Ok(duplicates::take_back(tx, &ids)?))? == 0 {
        return Err(refused(format!("{} were not told apart", words::list_and(&shown))));
    }
    let done = if apart { "told apart" } else { "no longer told apart" };
    let listed: Vec<_> =
        people.iter().map(|person| json!({ "id": person.id.to_string(), "name": person.name })).collect();
    let document = json!({ "done": if apart { "told_apart" } else { "taken_back" }, "people": listed });
    let mut row = vec![done.to_owned()];
    row.push(words::list_and(&shown));
    session.show(&Said::new(document, row).line(Text::from(format!("{done}: ")).name(words::list_and(&shown))))?;
    session.say_undo();
    Ok(())
}
