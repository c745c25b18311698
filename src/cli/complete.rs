//! How a command line goes on: verbs and flags from clap, names, tags and places from the store.
//!
//! What an argument completes to follows from its value name, so a new verb needs no word about it here. The store is
//! only read, and whatever goes wrong means no suggestions: a shell is no place for an error in the middle of a line.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use clap::{Arg, Command, CommandFactory, ValueEnum, ValueHint};
use clap_complete::engine::{self, ArgValueCompleter, CompletionCandidate};
use clap_complete::env::{Elvish, EnvCompleter, Fish, Powershell, Zsh};

use super::Cli;
use super::complete_fixed;
use super::complete_words::{Line, joined, quoted_for};
use crate::domain::{fold, relation};
use crate::store::{NameRow, Reader, Store};
use crate::view::sanitize;
use crate::world::World;

/// A shell that can complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    Bash,
    Zsh,
    Fish,
    Elvish,
    #[value(alias = "pwsh")]
    Powershell,
}

impl Shell {
    /// Returns the shell of this name or path; `None` for any other.
    pub fn named(name: &str) -> Option<Shell> {
        let name = Path::new(name).file_stem()?.to_str()?;
        Shell::from_str(name, false).ok()
    }
}

/// What the words of an argument are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    People,
    Tags,
    Places,
    /// What people are to each other.
    Ties,
    /// A sentence in which people, `@places` and `#tags` may come.
    Sentence,
}

/// Value names, and what they complete to.
const TAKES: &[(&str, Takes)] = &[
    ("NAME", Takes::People),
    ("OTHER", Takes::People),
    ("FRIEND", Takes::People),
    ("SOMEONE", Takes::People),
    ("PERSON", Takes::People),
    ("CLIENT", Takes::People),
    ("TAG", Takes::Tags),
    ("PLACE", Takes::Places),
    ("SENTENCE", Takes::Sentence),
];
/// Arguments by verb and id that take something new, whatever their value name says.
const NEW: &[(&str, &str)] = &[("add", "name"), ("add", "nick")];
/// Arguments by verb and id that are a sentence.
const SENTENCES: &[(&str, &str)] = &[("log", "text")];
/// Arguments by verb and id that are a kind of tie.
const TIES: &[(&str, &str)] = &[("relate", "kind")];

/// The script that lets bash ask. Unlike the one of `clap_complete` it tells with what quote the word begins, without
/// which a name with a space cannot be put in.
const BASH: &str = r#"_auld_complete() {
    local IFS=$'\013'
    local words=("${COMP_WORDS[@]}")
    local quote=${COMP_WORDS[COMP_CWORD]:0:1}
    words[COMP_CWORD]=$2
    COMPREPLY=( $( \
        COMPLETE=bash _AULD_QUOTE="$quote" _CLAP_IFS="$IFS" _CLAP_COMPLETE_INDEX="$COMP_CWORD" \
        "COMPLETER" -- "${words[@]}" 2>/dev/null \
    ) )
    if [[ "${COMPREPLY-}" =~ [=/:]$ ]]; then
        compopt -o nospace 2>/dev/null
    fi
}
complete -o nosort -F _auld_complete auld 2>/dev/null || complete -F _auld_complete auld
"#;

/// What zsh does with values: it takes also those that do not begin as typed ("jo" is José), and where several share
/// less than was typed it lists them instead of eating the typing.
const ZSH_LISTS: &str = r#"if [[ -n $other ]]; then
            _describe -V 'values' other -U
            if (( compstate[nmatches] > 1 )) && [[ ${(L)compstate[unambiguous]} != ${(L)PREFIX}* ]]; then
                compstate[insert]=
                compstate[list]='list force'
            fi
        fi"#;

/// Returns the script that makes the shell ask `program` for completions.
pub fn registration(shell: Shell, program: &str) -> String {
    let mut script = Vec::new();
    let written = match shell {
        Shell::Bash => return BASH.replace("COMPLETER", program),
        Shell::Zsh => Zsh.write_registration("COMPLETE", "auld", "auld", program, &mut script),
        Shell::Fish => Fish.write_registration("COMPLETE", "auld", "auld", program, &mut script),
        Shell::Elvish => Elvish.write_registration("COMPLETE", "auld", "auld", program, &mut script),
        Shell::Powershell => Powershell.write_registration("COMPLETE", "auld", "auld", program, &mut script),
    };
    // Writing to memory cannot fail.
    written.ok();
    let script = String::from_utf8_lossy(&script).into_owned();
    script.replace("[[ -n $other ]] && _describe -V 'values' other", ZSH_LISTS)
}

/// Returns how the words of a command line, program first, can go on, as the shell reads it.
pub fn candidates(shell: Shell, words: &[OsString], world: &World) -> Vec<u8> {
    let told = |name: &str| world.var(name).and_then(|value| value.into_string().ok());
    let index = match shell {
        Shell::Fish | Shell::Powershell => words.len().saturating_sub(1),
        _ => told("_CLAP_COMPLETE_INDEX").and_then(|index| index.parse().ok()).unwrap_or_default(),
    };
    let line = match shell {
        Shell::Bash => joined(words, index),
        Shell::Zsh => Line::unquoted(words, index),
        _ => Line::plain(words, index),
    };
    let before = line.index.checked_sub(1).and_then(|before| line.words.get(before));
    let verb = before.and_then(|word| word.to_str()).unwrap_or_default();
    let mut command = completing(Cli::command(), store_of(&line.words, world), verb);
    let found = engine::complete(&mut command, line.words.clone(), line.index, Some(Path::new(".")));
    let between = told("_CLAP_IFS").unwrap_or_else(|| "\n".into());
    let quote = told("_AULD_QUOTE").and_then(|quote| quote.chars().next());
    let values: Vec<_> = found
        .unwrap_or_default()
        .iter()
        .map(|candidate| {
            let help = candidate.get_help().map(ToString::to_string);
            let help = help.map(|help| sanitize::shown(help.lines().next().unwrap_or_default()).into_owned());
            (candidate.get_value().to_string_lossy().into_owned(), help)
        })
        // The shell shows what it is given: a file of such a name has to be typed.
        .filter(|(value, _)| !value.contains(sanitize::is_hostile))
        .collect();
    quoted_for(shell, &line, &values, quote, &between).into_bytes()
}

/// Returns the store that the command line names, the environment names, or is the usual one.
fn store_of(words: &[OsString], world: &World) -> Option<PathBuf> {
    let mut words = words.iter().skip(1);
    let mut named = None;
    while let Some(word) = words.next() {
        match word.to_str() {
            Some("--") => break,
            Some("--db") => named = words.next().map(PathBuf::from),
            Some(word) => named = word.strip_prefix("--db=").map(PathBuf::from).or(named),
            None => {}
        }
    }
    // The shell has not opened the tilde yet: the line is still being typed.
    let named = named.map(|path| match (path.strip_prefix("~"), world.var("HOME")) {
        (Ok(rest), Some(home)) => PathBuf::from(home).join(rest),
        _ => path,
    });
    named.or_else(|| world.var("AULD_DB").map(PathBuf::from)).or_else(|| world.default_store())
}

/// Returns the command whose arguments complete from the store, or from what they take one of, after the word `before`.
fn completing(command: Command, store: Option<PathBuf>, before: &str) -> Command {
    let verb = command.get_name().to_owned();
    let of_store = store.clone();
    let command = command.mut_args(move |arg| match takes(&verb, &arg) {
        Some(takes) => {
            let store = of_store.clone();
            arg.add(ArgValueCompleter::new(move |typed: &OsStr| {
                suggest(store.as_deref(), takes, typed).unwrap_or_default()
            }))
        }
        None if is_path(&arg) => arg.value_hint(ValueHint::AnyPath),
        None => complete_fixed::completing(&verb, arg, before == verb),
    });
    command.mut_subcommands(move |verb| completing(verb, store.clone(), before))
}

fn takes(verb: &str, arg: &Arg) -> Option<Takes> {
    let is = |list: &[(&str, &str)]| list.iter().any(|(of, id)| *of == verb && arg.get_id() == id);
    if is(SENTENCES) {
        return Some(Takes::Sentence);
    }
    if is(TIES) {
        return Some(Takes::Ties);
    }
    // Of several things that can stand there (`NAME|last|ID`) what the store knows is offered.
    let can_be = |wanted: &str| arg.get_value_names()?.first()?.split('|').find(|name| *name == wanted).map(|_| ());
    TAKES.iter().find(|(value, _)| can_be(value).is_some() && !is(NEW)).map(|(_, takes)| *takes)
}

fn is_path(arg: &Arg) -> bool {
    let named =
        arg.get_value_names().and_then(<[_]>::first).is_some_and(|name| matches!(name.as_str(), "FILE" | "DIR"));
    named && arg.get_value_hint() == ValueHint::Unknown
}

/// Returns what can stand where `typed` stands; `None` where the store cannot say.
fn suggest(store: Option<&Path>, takes: Takes, typed: &OsStr) -> Option<Vec<CompletionCandidate>> {
    let typed = typed.to_str()?;
    if takes == Takes::Ties {
        let kinds = relation::kinds().filter(|kind| kind.starts_with(typed) && !relation::is_introduction(kind));
        return Some(kinds.map(CompletionCandidate::new).collect());
    }
    let mut store = Store::peek(store?).ok()??;
    let found: Result<_, crate::store::Error> = store.read(|reader| match takes {
        Takes::People => people(reader, typed),
        Takes::Tags => tags(reader, typed),
        Takes::Places => places(reader, typed),
        Takes::Sentence => in_sentence(reader, typed),
        Takes::Ties => Ok(Vec::new()),
    });
    found.ok()
}

/// Returns the people any of whose names has, for each word typed, a word that begins so.
fn people(reader: &Reader<'_>, typed: &str) -> Result<Vec<CompletionCandidate>, crate::store::Error> {
    let wanted = fold::words(typed);
    let rows = match wanted.first() {
        Some(first) => reader.names_from(first)?,
        None => reader.names()?,
    };
    // A name tells nobody apart where a namesake has it too, also one that the typing rules out.
    let mut bearers: HashMap<String, usize> = HashMap::new();
    for row in &rows {
        *bearers.entry(fold::fold(&row.name)).or_default() += 1;
    }
    let mut rows: Vec<_> = rows.into_iter().filter(|row| answers_to(row, &wanted)).collect();
    rows.sort_by_cached_key(|row| fold::fold(&row.name));
    let shown = rows.iter().map(|row| {
        let twin = bearers.get(&fold::fold(&row.name)).is_some_and(|n| *n > 1);
        let value = match &row.hint {
            Some(hint) if twin => format!("{} ({hint})", row.name),
            _ => row.name.clone(),
        };
        let known_as: Vec<_> = row.names.iter().map(|(_, name)| name.as_str()).chain(row.hint.as_deref()).collect();
        let help = (!known_as.is_empty()).then(|| known_as.join(", ").into());
        CompletionCandidate::new(harmless(&value)).help(help)
    });
    Ok(shown.collect())
}

/// Returns the text with a space for each character that a terminal would obey: its words are the same, and so it still
/// finds what it names.
fn harmless(text: &str) -> String {
    if !text.contains(sanitize::is_hostile) {
        return sanitize::shown(text).into_owned();
    }
    let spaced: String = text.chars().map(|c| if sanitize::is_hostile(c) { ' ' } else { c }).collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    sanitize::shown(&words.join(" ")).into_owned()
}

fn answers_to(row: &NameRow, wanted: &[String]) -> bool {
    let names = std::iter::once(row.name.as_str()).chain(row.names.iter().map(|(_, name)| name.as_str()));
    let hint = row.hint.as_deref().map(fold::words).unwrap_or_default();
    names.map(fold::words).any(|mut words| {
        words.extend(hint.iter().cloned());
        wanted.iter().all(|w| words.iter().any(|word| word.starts_with(w.as_str())))
    })
}

fn tags(reader: &Reader<'_>, typed: &str) -> Result<Vec<CompletionCandidate>, crate::store::Error> {
    let bare = typed.trim_start_matches(['#', '+']);
    let mark = typed.get(..typed.len() - bare.len()).unwrap_or_default();
    let wanted = fold::fold(bare);
    let all = reader.tags()?.into_iter().map(|(tag, ..)| tag);
    Ok(all
        .filter(|tag| fold::fold(tag).starts_with(&wanted))
        .map(|tag| CompletionCandidate::new(format!("{mark}{}", harmless(&tag))))
        .collect())
}

fn places(reader: &Reader<'_>, typed: &str) -> Result<Vec<CompletionCandidate>, crate::store::Error> {
    let wanted = fold::words(typed);
    let fits = |name: &str| {
        let words = fold::words(name);
        wanted.iter().all(|w| words.iter().any(|word| word.starts_with(w.as_str())))
    };
    Ok(reader
        .places()?
        .into_iter()
        .map(|(name, ..)| name)
        .filter(|name| fits(name))
        .map(|name| CompletionCandidate::new(harmless(&name)))
        .collect())
}

/// Completes the last word of a sentence: a place after `@`, a tag after `#`, else who is called so at first.
fn in_sentence(reader: &Reader<'_>, typed: &str) -> Result<Vec<CompletionCandidate>, crate::store::Error> {
    let start = typed.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let (before, word) = typed.split_at(start);
    let (before, found) = match word.chars().next() {
        Some('@') => (format!("{before}@"), places(reader, word.trim_start_matches('@'))?),
        Some('#' | '+') => (before.to_owned(), tags(reader, word)?),
        // A word in the middle of a name has its name before it already; and after a space anything may come.
        Some(_) => {
            let wanted = fold::words(word);
            let first = |name: &OsStr| {
                fold::words(&name.to_string_lossy())
                    .first()
                    .zip(wanted.first())
                    .is_some_and(|(a, b)| a.starts_with(b.as_str()))
            };
            let people = people(reader, word)?;
            (before.to_owned(), people.into_iter().filter(|person| first(person.get_value())).collect())
        }
        None => return Ok(Vec::new()),
    };
    Ok(found.into_iter().map(|candidate| candidate.add_prefix(before.clone())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Arguments that are named as names are and are none of anybody in the store, or a name and more.
    const NONE: &[(&str, &str)] = &[
        ("rename", "new"),
        ("forget", "confirm"),
        ("edit", "name"),
        ("edit", "nick"),
        ("edit", "felt"),
        ("edit", "left"),
    ];

    fn unknown(command: &Command, out: &mut Vec<(String, String)>) {
        for arg in command.get_arguments() {
            let named = arg.get_value_names().and_then(<[_]>::first).map(ToString::to_string).unwrap_or_default();
            let words: Vec<&str> = named.split(|c: char| !c.is_alphabetic()).collect();
            let (verb, id) = (command.get_name(), arg.get_id().as_str());
            let expected = words.contains(&"NAME") && ![NEW, NONE].concat().contains(&(verb, id));
            if expected && takes(verb, arg) != Some(Takes::People) {
                out.push((verb.to_owned(), id.to_owned()));
            }
        }
        command.get_subcommands().for_each(|verb| unknown(verb, out));
    }

    #[test]
    fn every_name_of_every_verb_completes() {
        let mut out = Vec::new();
        let mut command = Cli::command();
        command.build();
        unknown(&command, &mut out);
        assert_eq!(out, [], "these name people and complete nobody");
    }
}
