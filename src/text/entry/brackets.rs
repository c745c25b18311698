//! People named in brackets, and where the new ones among them are named again.

use std::collections::{BTreeMap, BTreeSet};

use super::line::Line;
use super::people::Named;
use super::{Known, WhoIs};
use crate::domain::fold;
use crate::domain::id::Id;
use crate::text::marks::Mark;
use crate::text::who::{self, How, Resolution};

/// How many words of a new name are looked for where it may stand again: more than any name has, and it keeps the time
/// linear in the length of the text.
const WHOLE_MAX: usize = 12;

/// Returns the people in brackets: new ones, unless a known person has exactly that name.
pub(super) fn find(line: &Line<'_>, known: &Known<'_>) -> Vec<Named> {
    let names = line.marks.iter().filter_map(|(mark, span)| match mark {
        Mark::Name(name) => Some((name, span.clone())),
        _ => None,
    });
    let read = |name: &str| {
        let words = fold::words(name);
        let is_full = |id: &Id| known.names.person(*id).is_some_and(|p| fold::words(&p.name) == words);
        match known.names.meant(&words) {
            Some(Resolution::One(id, how @ (How::Full | How::FullAndHint))) => WhoIs::One(id, how),
            Some(Resolution::Several(ids)) if ids.iter().all(is_full) => WhoIs::Several(ids, name.to_owned()),
            _ => WhoIs::New(name.to_owned()),
        }
    };
    let mut read_before: BTreeMap<&str, WhoIs> = BTreeMap::new();
    names
        .map(|(name, span)| Named { span, who: read_before.entry(name).or_insert_with(|| read(name)).clone() })
        .collect()
}

/// Returns the later mentions of new people, by the whole name or the first name, capitalised.
pub(super) fn again(line: &Line<'_>, new: &BTreeSet<String>) -> Vec<Named> {
    let names = NewNames::new(new);
    let mut out = Vec::new();
    if names.names.is_empty() {
        return out;
    }
    for (at, word) in line.words.iter().enumerate() {
        if !word.is_capitalised() || line.is_marked(at) {
            continue;
        }
        if let Some((name, len)) = names.whole(line, at) {
            out.push(Named { span: line.span(at..at + len), who: WhoIs::New(name.clone()) });
            continue;
        }
        // Two new people of one first name: only the whole name tells them apart.
        let stem = who::base(word).filter(|(_, stem)| names.has_first(stem));
        let name = match &stem {
            Some((_, stem)) if !names.has_first(&word.folded) => names.only(stem),
            _ => names.only(&word.folded),
        };
        let end = stem.map_or(word.span.end, |(bytes, _)| word.span.start + bytes);
        // "Jean-Luc" is one first name.
        let mut last = at;
        if let Some(name) = name {
            let words = fold::words(name);
            let first = words.iter().position(|w| *w == word.folded).unwrap_or(words.len());
            let more = words.iter().skip(first + 1);
            let hangs = |(i, w): (usize, &String)| line.gap_before(at + 1 + i) == "-" && line.folded(at + 1 + i) == w;
            last += more.enumerate().take_while(|(i, w)| hangs((*i, w))).count();
        }
        let end = if last > at { line.span(at..last + 1).end } else { end };
        out.extend(name.map(|name| Named { span: word.span.start..end, who: WhoIs::New(name.clone()) }));
    }
    // A whole name ends the search for its own parts.
    let mut end = 0;
    out.retain(|n| {
        let keep = n.span.start >= end;
        end = end.max(n.span.end);
        keep
    });
    out
}

/// The names of new people, ready to be looked up.
struct NewNames<'n> {
    /// The folded words joined by spaces, with the name as written; sorted.
    names: Vec<(String, &'n String)>,
}

impl<'n> NewNames<'n> {
    fn new(names: &'n BTreeSet<String>) -> Self {
        let mut names: Vec<(String, &String)> = names.iter().map(|name| (fold::words(name).join(" "), name)).collect();
        // Whoever is new as "Ibu Susi" is Susi too.
        let bare = |(words, name): &(String, &'n String)| {
            let rest = words.split(' ').skip_while(|word| who::is_address(word) || who::is_title(word));
            let rest = rest.collect::<Vec<_>>().join(" ");
            (!rest.is_empty() && rest != *words).then_some((rest, *name))
        };
        let bare: Vec<_> = names.iter().filter_map(bare).collect();
        names.extend(bare);
        names.retain(|(words, _)| !words.is_empty());
        names.sort_unstable();
        NewNames { names }
    }

    /// Returns those whose folded words begin with these bytes.
    fn from(&self, start: &str) -> impl Iterator<Item = &(String, &'n String)> {
        let first = self.names.partition_point(|(words, _)| words.as_str() < start);
        self.names.iter().skip(first).take_while(move |(words, _)| words.starts_with(start))
    }

    /// Tells whether somebody has this first name.
    fn has_first(&self, first: &str) -> bool {
        self.called(first).is_some() || self.from(&format!("{first} ")).next().is_some()
    }

    /// Returns the one who has this first name alone.
    fn only(&self, first: &str) -> Option<&'n String> {
        let longer = format!("{first} ");
        let mut all = self.from(first).take_while(|(words, _)| words == first).chain(self.from(&longer));
        all.next().filter(|_| all.next().is_none()).map(|(_, name)| *name)
    }

    fn called(&self, words: &str) -> Option<&'n String> {
        self.from(words).next().filter(|(found, _)| found == words).map(|(_, name)| *name)
    }

    /// Returns the name that stands at the word as a whole, with its length in words; of several the first.
    fn whole(&self, line: &Line<'_>, at: usize) -> Option<(&'n String, usize)> {
        let mut best = None;
        let mut words = line.folded(at).to_owned();
        for len in 1..=WHOLE_MAX {
            best = best.into_iter().chain(self.called(&words).map(|name| (name, len))).min();
            words.push(' ');
            let next = line.folded(at + len);
            if next.is_empty() || self.from(&words).next().is_none() {
                break;
            }
            words.push_str(next);
        }
        best
    }
}
