//! `auld path NAME [OTHER]`

use clap::Args;

use crate::actions::path;
use crate::actions::who::{self, Found};
use crate::cli::report::{Refusal, refused};
use crate::cli::session::{Done, Session};
use crate::store::{self, Access, Reader};

/// Show the strongest way to somebody over those you know
///
/// Strongest is the way whose weakest link is the warmest; of several the one with the fewest steps.
///
///   auld path Lucia              from you to Lucia
///   auld path "Tomas" "Lucia"    from Tomas to Lucia
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct PathArgs {
    /// To whom; with another name, from the first to the second
    #[arg(required = true, num_args = 1.., value_name = "NAME")]
    words: Vec<String>,
}

pub fn run(args: PathArgs, session: &mut Session<'_>) -> Done {
    let today = session.world.today;
    let mut store = session.open(Access::Read)?;
    let whole = args.words.join(" ");
    let (from, to) = match args.words.as_slice() {
        [one, other] if store.read(|reader| are_two(reader, &whole, [one, other]))? => {
            (Some(session.person(&mut store, one)?.id), session.person(&mut store, other)?.id)
        }
        [_, _, _, ..] if !store.read(|reader| is_somebody(reader, &whole))? => {
            return Err(Refusal::new(format!("nobody is called `{whole}`"))
                .hint("put names of several words in quotes: `auld path \"Grace Tan\" Tomas`")
                .into());
        }
        _ => (None, session.person(&mut store, &whole)?.id),
    };
    if from == Some(to) {
        return Err(refused("that is one and the same person"));
    }
    let path = store.read(|reader| path::find(reader, from, to, today))?;
    session.show(&path)
}

/// Tells whether two words are the names of two people, and not of one together.
fn are_two(reader: &Reader<'_>, whole: &str, parts: [&str; 2]) -> store::Result<bool> {
    if who::find_at_once(reader, whole)?.is_some() {
        return Ok(false);
    }
    for part in parts {
        if who::find_at_once(reader, part)?.is_none() {
            return Ok(!is_somebody(reader, whole)?);
        }
    }
    Ok(true)
}

/// Tells whether the words are the name of somebody, or of several.
fn is_somebody(reader: &Reader<'_>, name: &str) -> store::Result<bool> {
    Ok(!matches!(who::find(reader, name)?, Found::None { .. }))
}
