//! How to say a sentence again whose names auld does not know: the whole of it, ready to be copied.

use std::cmp::Reverse;

use crate::actions::understand;
use crate::cli::session::Session;
use crate::domain::fold;
use crate::store::Store;
use crate::text::Span;
use crate::text::entry::{Entry, WhoIs};
use crate::text::who::{NameIndex, Resolution};
use crate::view::shell::command_line;

/// How often new brackets may bring out more names ("she introduced me to Marek").
const ROUNDS: usize = 4;
/// The longest sentence that is said again, in bytes.
const LONGEST: usize = 400;

/// Returns the command line that takes everybody whom the sentence names and nobody knows for somebody new, as a hint.
pub fn as_new(session: &Session<'_>, store: &mut Store, entry: &Entry) -> Option<String> {
    let mut text = entry.text.clone();
    let mut open = unknown(entry);
    for _ in 0..ROUNDS {
        open.sort_unstable_by_key(|span| Reverse(span.start));
        for span in &open {
            text.insert(span.end, ']');
            text.insert(span.start, '[');
        }
        let read = understood(session, store, entry, &text)?;
        open = unknown(&read);
        if open.is_empty() && !read.people.is_empty() {
            return again(session, &entry.text, &text).map(|again| format!("as somebody new: `{again}`"));
        }
    }
    None
}

/// Returns the command line that takes a name nobody has for several people, each of whom is known by a part of it, as a hint.
pub fn as_several(
    session: &Session<'_>,
    store: &mut Store,
    entry: &Entry,
    names: &NameIndex,
    span: &Span,
) -> Option<String> {
    let written: Vec<&str> = entry.text.get(span.clone())?.split_whitespace().collect();
    let known = |words: &[&str]| {
        let name = words.join(" ");
        let one = matches!(names.meant(&fold::words(&name)), Some(Resolution::One(..)));
        one.then_some(name)
    };
    let mut all = Vec::new();
    let mut rest = written.as_slice();
    while !rest.is_empty() {
        let (len, name) = (1..=rest.len()).rev().find_map(|len| Some((len, known(rest.get(..len)?)?)))?;
        all.push(name);
        rest = rest.get(len..)?;
    }
    let mut text = entry.text.clone();
    text.replace_range(span.clone(), &all.join(", "));
    let read = understood(session, store, entry, &text).filter(|read| read.people.len() >= all.len())?;
    let settled = all.len() > 1 && unknown(&read).len() < unknown(entry).len();
    let again = if settled { again(session, &entry.text, &text)? } else { return None };
    Some(format!("several people you know? `{again}`"))
}

/// Returns where the names stand that nobody has; where there are none and nobody is named, those that may be one.
fn unknown(entry: &Entry) -> Vec<Span> {
    let absent = entry.absent.iter().filter(|who| matches!(who.mention, WhoIs::Unknown(_)));
    let open = entry.unknown.iter().chain(&entry.perhaps).map(|(_, span)| span.clone());
    open.chain(absent.map(|who| who.span.clone())).collect()
}

fn understood(session: &Session<'_>, store: &mut Store, entry: &Entry, text: &str) -> Option<Entry> {
    if text.len() > LONGEST || text.contains('\n') {
        return None;
    }
    let today = session.world.today;
    let read = store.read(|reader| understand::sentence(reader, text, Some(entry.on), today)).ok()?;
    Some(read.entry)
}

/// Returns the command line with the sentence in it mended; `None` where it came from somewhere else.
fn again(session: &Session<'_>, text: &str, mended: &str) -> Option<String> {
    let argv = &session.argv;
    for first in 0..argv.len() {
        let mut said = String::new();
        for (more, arg) in argv.iter().enumerate().skip(first) {
            if said.len() > text.len() {
                break;
            }
            said = if more == first { arg.clone() } else { format!("{said} {arg}") };
            if said.trim() == text {
                let before = argv.iter().take(first).cloned();
                let line: Vec<String> =
                    before.chain([mended.to_owned()]).chain(argv.iter().skip(more + 1).cloned()).collect();
                return Some(format!("auld {}", command_line(&line)));
            }
        }
    }
    None
}
