//! Command lines that make no sense: what clap saw, in the words of every other error.

use std::ffi::OsString;

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use super::Cli;
use super::report::Refusal;
use crate::view::shell::quoted;
use crate::view::words;

/// Returns what is wrong with a command line; `None` for what clap alone can say, help among it.
pub fn told(e: &Error, args: &[OsString]) -> Option<Refusal> {
    let text = |kind| match e.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let arg = text(ContextKind::InvalidArg).map(bare);
    let refusal = match e.kind() {
        ErrorKind::InvalidSubcommand => return text(ContextKind::InvalidSubcommand).map(|word| no_verb(word, args)),
        ErrorKind::UnknownArgument => unknown(text(ContextKind::InvalidArg)?, text(ContextKind::SuggestedArg), args),
        ErrorKind::MissingRequiredArgument => missing(e)?,
        ErrorKind::ArgumentConflict => conflict(e, &arg?)?,
        ErrorKind::InvalidValue => {
            let (arg, value) = (arg?, text(ContextKind::InvalidValue)?);
            let known = strings(e, ContextKind::ValidValue);
            match (value, text(ContextKind::InvalidArg).and_then(value_name)) {
                ("", Some(name)) if arg.starts_with('-') => {
                    Refusal::new(format!("`{arg}` needs a value: `{arg} {name}`"))
                }
                ("", _) => Refusal::new(format!("{arg} is empty")),
                _ => Refusal::new(format!("{arg}: `{value}` is none of {}", words::list_or(&known))),
            }
        }
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(e).map(ToString::to_string).unwrap_or_default();
            invalid(&arg?, text(ContextKind::InvalidValue)?, &why)
        }
        ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            let number = |kind| match e.get(kind) {
                Some(ContextValue::Number(number)) => usize::try_from(*number).ok(),
                _ => None,
            };
            let wanted = number(ContextKind::ExpectedNumValues).or_else(|| number(ContextKind::MinValues))?;
            let said = number(ContextKind::ActualNumValues)?;
            Refusal::new(format!("`{}` needs {}, and has {said}", arg?, words::count(wanted, "value")))
        }
        ErrorKind::InvalidUtf8 => {
            let broken = args.iter().find(|arg| arg.to_str().is_none()).map(|arg| arg.to_string_lossy());
            let what = broken.map_or("an argument".to_owned(), |arg| format!("`{arg}`"));
            Refusal::new(format!("{what} is not UTF-8 text"))
                .hint("`locale` tells what the terminal sends; auld reads UTF-8")
        }
        _ => return None,
    };
    Some(refusal)
}

/// Returns the verb that a command line names, as it is called in full.
pub fn verb(args: &[OsString]) -> Option<String> {
    let command = Cli::command();
    let mut words = args.iter().skip(1).filter_map(|arg| arg.to_str());
    while let Some(word) = words.next() {
        if matches!(word, "--db" | "--color") {
            words.next();
        } else if !word.starts_with('-') {
            let begins = |verb: &&clap::Command| verb.get_name().starts_with(word);
            let exact = command.find_subcommand(word);
            return exact.or_else(|| command.get_subcommands().find(begins)).map(|verb| verb.get_name().to_owned());
        }
    }
    None
}

/// Returns what an argument is called, without the signs of how often it comes: `NAME`, `--kind`.
fn bare(arg: &str) -> String {
    if arg.starts_with('-') {
        return arg.split([' ', '=', '[']).next().unwrap_or_default().to_owned();
    }
    let once = arg.trim_end_matches("...");
    let inside = |open, close| once.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
    inside('<', '>').or_else(|| inside('[', ']')).unwrap_or(once).to_owned()
}

/// Returns the name of what a flag takes: `DAY` of `--on <DAY>`.
fn value_name(arg: &str) -> Option<&str> {
    arg.split_once('<').and_then(|(_, rest)| rest.split('>').next())
}

fn strings(e: &Error, kind: ContextKind) -> Vec<String> {
    match e.get(kind) {
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(ContextValue::String(text)) => vec![text.clone()],
        _ => Vec::new(),
    }
}

/// How many slips a verb may be away from what was typed.
fn slips(word: &str) -> usize {
    if word.chars().count() < 5 { 1 } else { 2 }
}

/// Says that there is no such verb. A letter off may be a slip; a capital begins a name.
fn no_verb(word: &str, args: &[OsString]) -> Refusal {
    let command = Cli::command();
    let name = word.starts_with(char::is_uppercase);
    let mut near: Vec<(usize, &str)> = command
        .get_subcommands()
        .map(|verb| (strsim::osa_distance(verb.get_name(), &word.to_lowercase()), verb.get_name()))
        .filter(|(off, _)| *off <= if name { 0 } else { slips(word) })
        .collect();
    near.sort_unstable();
    let least = near.first().map_or(0, |(off, _)| *off);
    let near: Vec<String> =
        near.iter().filter(|(off, _)| *off == least).map(|(_, verb)| format!("`auld {verb}`")).collect();
    let mut refusal = Refusal::new(format!("there is no verb `{word}`"));
    if !near.is_empty() {
        refusal = refusal.hint(format!("did you mean {}?", words::list_or(&near)));
    }
    // Several words are a sentence rather than a name.
    let rest: Vec<&str> = args.iter().skip(2).filter_map(|arg| arg.to_str()).collect();
    if near.is_empty() {
        refusal = refusal.hint(format!("about somebody? `auld show {}`", quoted(word)));
        if rest.len() > 1 || word.contains(' ') {
            refusal = refusal.hint("something that happened? `auld log TEXT`");
        }
    }
    refusal.hint("`auld help` lists the verbs")
}

/// Says of a word that it has no place here.
fn unknown(word: &str, near: Option<&str>, args: &[OsString]) -> Refusal {
    let of = verb(args).map_or_else(|| "auld".to_owned(), |verb| format!("auld {verb}"));
    let refusal = match word.starts_with('-') {
        true => Refusal::new(format!("`{of}` has no flag `{word}`")),
        false => Refusal::new(format!("`{word}` is one word more than `{of}` takes")),
    };
    match near.map(str::to_owned).or_else(|| near_flag(word, args)) {
        Some(near) => refusal.hint(format!("did you mean `{near}`?")),
        None if word.starts_with('-') => refusal.hint("is it no flag, but text? put `--` before it"),
        None => refusal,
    }
}

/// Returns the flag of the verb, or of all, that a slip may have made of what was typed.
fn near_flag(word: &str, args: &[OsString]) -> Option<String> {
    let command = Cli::command();
    let verb = verb(args).and_then(|name| command.find_subcommand(name)).into_iter();
    let flags = command.get_arguments().chain(verb.flat_map(clap::Command::get_arguments));
    let flags = flags.filter(|arg| !arg.is_hide_set()).filter_map(|arg| arg.get_long());
    let (typed, _) = word.strip_prefix("--")?.split_once('=').unwrap_or((word.strip_prefix("--")?, ""));
    let near = flags.map(|flag| (strsim::osa_distance(flag, typed), flag)).filter(|(off, _)| *off <= slips(typed));
    near.min().map(|(_, flag)| format!("--{flag}"))
}

fn missing(e: &Error) -> Option<Refusal> {
    let missing: Vec<String> = strings(e, ContextKind::InvalidArg)
        .iter()
        .map(|arg| match (bare(arg), value_name(arg)) {
            (flag, Some(value)) if flag.starts_with('-') => format!("`{flag} {value}`"),
            (name, _) => name,
        })
        .collect();
    let are = if missing.len() > 1 { "are" } else { "is" };
    let refusal = Refusal::new(format!("{} {are} missing", words::list_and(&missing)));
    let usage = match e.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => usage.to_string(),
        _ => return None,
    };
    Some(usage.lines().map(str::trim).filter(|line| !line.is_empty()).fold(refusal, Refusal::line))
}

fn conflict(e: &Error, arg: &str) -> Option<Refusal> {
    let prior: Vec<String> = strings(e, ContextKind::PriorArg).iter().map(|arg| format!("`{}`", bare(arg))).collect();
    Some(match prior.as_slice() {
        [one] if *one == format!("`{arg}`") => Refusal::new(format!("`{arg}` is said twice")),
        [] => Refusal::new(format!("`{arg}` does not go together with the rest")),
        several => Refusal::new(format!("`{arg}` does not go together with {}", words::list_and(several))),
    })
}

/// Says what is wrong with a value, with the reason that whoever reads it gives.
fn invalid(arg: &str, value: &str, why: &str) -> Refusal {
    let number = || "expected a whole number".to_owned();
    let what = match why {
        // As Rust says it of numbers, and clap of a range: `0 is not in 1..=1000000`.
        "invalid digit found in string" | "cannot parse integer from empty string" => number(),
        "number too large to fit in target type" => "that is too much".to_owned(),
        "number too small to fit in target type" => number(),
        why => match why.split_once(" is not in ").and_then(|(_, range)| range.split_once("..")) {
            Some((least, most)) => match (least, most.trim_start_matches('=')) {
                (least, "") => format!("expected a whole number from {least} on"),
                (least, most) => format!("expected a whole number from {least} to {most}"),
            },
            None if why.contains(value) => return Refusal::new(format!("{arg}: {why}")),
            None => why.to_owned(),
        },
    };
    Refusal::new(format!("{arg}: `{value}`: {what}"))
}
