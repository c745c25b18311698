//! `auld me [add-email|add-phone|add-name|remove WHAT]`

use clap::{Args, Subcommand};
use serde_json::json;

use crate::actions::me::{self, MeError};
use crate::cli::report::{Failure, Refusal, refused};
use crate::cli::session::{Done, Session};
use crate::domain::me::MeKind;
use crate::store::Access;
use crate::store::rows::MeRow;
use crate::view::Text;
use crate::view::fields::Fields;
use crate::view::said::Said;
use crate::view::shell::quoted;

/// Say who you are in mail, calendars and chats, or list it
///
/// Imports of mail, calendars and chats leave you out, and know by it who wrote to whom. `auld import --me ADDRESS`
/// remembers it too.
///
///   auld me
///   auld me sari@example.org
///   auld me add-name "Sari Putri"
///   auld me remove sari@example.org
#[derive(Debug, Args)]
#[command(verbatim_doc_comment, disable_help_subcommand = true)]
pub struct MeArgs {
    /// An address or a number of yours; of a name say with `add-name` that it is one
    #[arg(value_name = "WHAT")]
    what: Vec<String>,
    #[command(subcommand)]
    deed: Option<Deed>,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// An e-mail address of yours
    AddEmail {
        /// The address
        address: String,
    },
    /// A phone number of yours
    AddPhone {
        /// The number
        number: String,
    },
    /// A name of yours, as chats write it
    AddName {
        /// The name; quotes may be left out
        #[arg(required = true)]
        name: Vec<String>,
    },
    /// An address, a number or a name that is not yours after all
    Remove {
        /// The address, the number or the name
        #[arg(required = true)]
        what: Vec<String>,
    },
}

/// Returns what a word stands for that says itself what it is: an address or a number.
fn told_by_itself(words: &[String]) -> Option<MeKind> {
    let text = words.join(" ");
    let number = text.chars().filter(char::is_ascii_digit).count() >= 5
        && text.chars().all(|c| c.is_ascii_digit() || " +-()./".contains(c));
    match words {
        [only] if only.contains('@') => Some(MeKind::Email),
        _ if number => Some(MeKind::Phone),
        _ => None,
    }
}

pub fn run(args: MeArgs, session: &mut Session<'_>) -> Done {
    let (kind, text) = match args.deed {
        None if args.what.is_empty() => return list(session),
        Some(Deed::AddEmail { address }) => (Some(MeKind::Email), address),
        Some(Deed::AddPhone { number }) => (Some(MeKind::Phone), number),
        Some(Deed::AddName { name }) => (Some(MeKind::Name), name.join(" ")),
        Some(Deed::Remove { what }) => (None, what.join(" ")),
        None => match told_by_itself(&args.what) {
            Some(kind) => (Some(kind), args.what.join(" ")),
            None => {
                let text = args.what.join(" ");
                return Err(Refusal::new(format!("`{text}` could be a name of yours, or a slip; nothing was written"))
                    .hint(format!("a name of yours: `auld me add-name {}`", quoted(&text)))
                    .hint("not you after all: `auld me remove WHAT`; `auld me` lists what stands for you")
                    .into());
            }
        },
    };
    let mut store = session.open(Access::Write)?;
    let (row, done) = match kind {
        Some(kind) => {
            let (row, new) = session.write(&mut store, |tx| me::add(tx, kind, &text).map_err(failure))?;
            (row, if new { "added" } else { "unchanged" })
        }
        None => match session.write(&mut store, |tx| Ok(me::remove(tx, &text)?))? {
            Some(row) => (row, "removed"),
            None => {
                return Err(Refusal::new(format!("`{text}` does not stand for you"))
                    .hint("`auld me` lists what does")
                    .into());
            }
        },
    };
    let MeRow { id, kind, value } = row;
    let document = json!({ "done": done, "id": id.to_string(), "kind": kind.as_str(), "value": value });
    let line = match done {
        "removed" => Text::new().strong(value.clone()).plain(" is not you"),
        _ => Text::new().strong(value.clone()).plain(" is you"),
    };
    session.show(&Said::new(document, vec![id.to_string(), kind.to_string(), value]).line(line))?;
    session.say_undo();
    Ok(())
}

fn list(session: &mut Session<'_>) -> Done {
    let mut store = session.open(Access::Read)?;
    let rows = store.read(|reader| reader.me())?;
    let me: Vec<_> = rows.iter().map(|row| json!({ "kind": row.kind.as_str(), "value": row.value })).collect();
    let mut view = Fields::new(json!({ "me": me }), Text::new().plain("you"));
    for row in &rows {
        view.add(row.kind.as_str(), row.value.clone(), vec![row.kind.to_string(), row.value.clone()]);
    }
    session.show(&view)?;
    if rows.is_empty() {
        session.say("nothing stands for you yet; say it with `auld me add-email ADDRESS`");
    }
    Ok(())
}

/// Returns how the command line says that something cannot stand for the user.
pub fn failure(e: MeError) -> Failure {
    match e {
        MeError::Store(e) => e.into(),
        MeError::Email(_) => Refusal::new(e.to_string()).hint("expected one such as sari@example.org").into(),
        MeError::Phone(_) => Refusal::new(e.to_string()).hint("expected one such as +62 811 1234567").into(),
        other => refused(other.to_string()),
    }
}
