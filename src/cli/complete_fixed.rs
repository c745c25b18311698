//! Words that an argument takes one of, for a shell that completes.
//!
//! clap does not know them: they are read by parsers that take more than is told here, such as `phone` for `call`. What
//! an argument takes follows from its id, and from the verb where one id means several things.

use std::ffi::OsStr;

use clap::{Arg, Command, CommandFactory};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter};

use super::Cli;
use super::cmd::export::VERSIONS;
use super::cmd::filters::{ALL_STATES, SORTS};
use crate::actions::list::Noun;
use crate::domain::meeting::{Direction, Kind};
use crate::domain::person::{Closeness, State};
use crate::domain::promise::Outcome;
use crate::domain::referral::ReferralKind;
use crate::exchange::{About, FORMATS};

/// Returns the words that an argument of a verb takes one of; `None` where it takes any.
fn words(verb: &str, arg: &Arg) -> Option<Vec<String>> {
    fn all<T: ToString>(list: &[T]) -> Vec<String> {
        list.iter().map(ToString::to_string).collect()
    }
    Some(match (verb, arg.get_id().as_str()) {
        ("list", "noun") => all(&Noun::ALL.map(|noun| noun.words().1)),
        ("list", "sort") => all(&SORTS.map(|(word, _)| word)),
        ("list", "outcome") => all(Outcome::ALL),
        ("refer", "kind") => all(ReferralKind::ALL),
        ("relate", _) => return None,
        (_, "kind") => all(Kind::ALL),
        (_, "direction") => all(Direction::ALL),
        (_, "state") => State::ALL.iter().map(ToString::to_string).chain([ALL_STATES.to_owned()]).collect(),
        (_, "closeness") => all(Closeness::ALL),
        ("import", "format") => formats(|about| about.read),
        ("export", "format") => formats(|about| about.written),
        ("export", "card_version") => all(&VERSIONS),
        ("man", "verb") => Cli::command().get_subcommands().filter(|c| !c.is_hide_set()).map(name).collect(),
        _ => return None,
    })
}

fn formats(fits: fn(&About) -> bool) -> Vec<String> {
    FORMATS.iter().filter(|about| fits(about)).map(|about| about.word.to_owned()).collect()
}

fn name(verb: &Command) -> String {
    verb.get_name().to_owned()
}

/// Returns the argument so that it completes to one of its words, where it has such; `first` tells that what is typed is the
/// first word after the verb.
pub fn completing(verb: &str, arg: Arg, first: bool) -> Arg {
    if (verb, arg.get_id().as_str()) == ("import", "words") {
        // The first word of an import may be its format; the others are files.
        let formats = if first { formats(|about| about.read) } else { Vec::new() };
        return arg.add(ArgValueCompleter::new(move |typed: &OsStr| {
            let files = PathCompleter::any().current_dir(".").complete(typed);
            starting(&formats, typed).into_iter().chain(files).collect::<Vec<_>>()
        }));
    }
    let Some(words) = words(verb, &arg) else { return arg };
    arg.add(ArgValueCompleter::new(move |typed: &OsStr| starting(&words, typed)))
}

fn starting(words: &[String], typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy().to_lowercase();
    words.iter().filter(|word| word.starts_with(&typed)).map(CompletionCandidate::new).collect()
}
