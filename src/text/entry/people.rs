//! Who is named: known people, new ones in brackets, and capitalised names that nobody has.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::brackets;
use super::brought::Ties;
use super::dated;
use super::dates::Dates;
use super::language::{KINDS, WORDS};
use super::line::{Break, Line};
use super::listed::Lists;
use super::named::Name;
use super::{Known, Ref, WhoIs};
use crate::domain::fold;
use crate::domain::id::Id;
use crate::text::Span;
use crate::text::who::{self, How};

/// The most words of a name that nobody has.
pub(super) const UNKNOWN_MAX: usize = 4;
/// Small words inside family names.
const NAME_PARTICLES: &[&str] =
    &["van", "von", "de", "der", "den", "del", "la", "le", "bin", "binti", "al", "da", "dos"];

/// A person of the sentence.
pub(super) struct Person {
    pub who: WhoIs,
    /// The first mention.
    pub span: Span,
}

/// One place where a person is named.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    pub words: Range<usize>,
    pub span: Span,
    /// Index into [`People::persons`].
    pub person: usize,
}

/// Everybody named in a sentence.
#[derive(Default)]
pub(super) struct People {
    pub persons: Vec<Person>,
    /// Left to right, without overlaps.
    pub mentions: Vec<Mention>,
    pub unknown: Vec<(String, Span)>,
}

/// A name as read, before it is known which names are one person.
pub(super) struct Named {
    pub span: Span,
    pub who: WhoIs,
}

/// Tells whether a name that was found is followed by its hint in brackets.
pub(super) fn holds_hint(line: &Line<'_>, m: &who::Mention) -> bool {
    m.how == How::FullAndHint && line.text.get(m.span.clone()).is_some_and(|name| name.ends_with([')', '）']))
}

/// Reads the people of a line, of whom `found` are known. `taken` are the spans of the day prefix and of known places, in order.
/// Dates that turn out to be names are taken out of `dates`.
pub(super) fn find(
    line: &Line<'_>,
    known: &Known<'_>,
    found: Vec<who::Mention>,
    dates: &mut Dates,
    taken: &[Span],
) -> People {
    let free = |span: &Span| is_free(taken, span);
    let mut named = brackets::find(line, known);
    let new: BTreeSet<String> = named
        .iter()
        .filter_map(|n| match &n.who {
            WhoIs::New(name) => Some(name.clone()),
            _ => None,
        })
        .collect();
    let mut again = brackets::again(line, &new);
    // What stands before the brackets cannot speak of somebody who is new in them.
    let is_later = |n: &Named| named.iter().any(|first| first.who == n.who && first.span.start < n.span.start);
    again.retain(|n| free(&n.span) && is_later(n));
    let of_new: BTreeSet<usize> = again.iter().flat_map(|n| line.indices(&n.span)).collect();
    let mut full: BTreeSet<usize> = BTreeSet::new();
    for mention in found {
        let words = line.indices(&mention.span);
        // A first name used for somebody new just before means them; a full name of somebody known does not.
        let is_new = mention.how != How::Full && words.clone().any(|i| of_new.contains(&i));
        if is_new || !free(&mention.span) || line.mark_at(&mention.span).is_some() {
            continue;
        }
        // A day in a hint ("Ann Lee (added 2 May)") is a part of the name.
        if !holds_hint(line, &mention) && dates.wins(line, &mention.span) {
            continue;
        }
        full.extend(words.filter(|_| mention.how == How::Full));
        let written = line.text.get(mention.span.clone()).unwrap_or_default().to_owned();
        let who = match mention.candidates.as_slice() {
            [id] => WhoIs::One(*id, mention.how),
            _ => WhoIs::Several(mention.candidates, written),
        };
        named.push(Named { span: mention.span, who });
    }
    again.retain(|n| !line.indices(&n.span).any(|i| full.contains(&i)));
    named.append(&mut again);
    named.sort_by_key(|n| n.span.start);
    let spans: Vec<Span> = named.iter().map(|n| n.span.clone()).collect();
    dates.remove(line, &spans);
    let dated = dated::names(line, dates, &spans);
    dates.remove(line, &dated);
    let mut people = People::default();
    let known: BTreeSet<usize> = named.iter().flat_map(|n| line.indices(&n.span)).collect();
    named.retain(|n| match longer_name(line, dates, &free, n, &known) {
        Some(unknown) => {
            people.unknown.push(unknown);
            false
        }
        None => true,
    });
    people.gather(line, named);
    let listed = Lists { line, dates, people: &people, free: &free }.unknown();
    people.ask_about(line, listed);
    for span in dated {
        let at = line.indices(&span).start;
        if people.unknown_at(line, at).is_none() && people.at(at).is_none() {
            let end = name_end(line, dates, &free, at, |i| people.at(i).is_none()).max(at + 1);
            people.unknown.push(unknown(line, at..end));
            people.unknown.sort_by_key(|(_, span)| span.start);
        }
    }
    people
}

/// Tells whether nothing of the span is taken.
pub(super) fn is_free(taken: &[Span], span: &Span) -> bool {
    let at = taken.partition_point(|t| t.end <= span.start);
    taken.get(at).is_none_or(|t| t.start >= span.end)
}

/// Tells whether the word has the ending of somebody to whom something belongs ("Grace's").
fn owns(line: &Line<'_>, at: usize) -> bool {
    !line.is_marked(at) && line.word(at).is_some_and(|w| who::base(w).is_some())
}

/// Returns the longer name that a single known word is only a part of: "Grace Kelly" is not Grace Hopper. `known` are
/// the words of all known names.
fn longer_name(
    line: &Line<'_>,
    dates: &Dates,
    free: &dyn Fn(&Span) -> bool,
    named: &Named,
    known: &BTreeSet<usize>,
) -> Option<(String, Span)> {
    let words = line.indices(&named.span);
    if words.len() != 1
        || line.is_marked(words.start)
        || line.word(words.start).is_some_and(|w| w.is_cjk() || w.span.end != named.span.end)
    {
        return None;
    }
    if matches!(named.who, WhoIs::New(_) | WhoIs::One(_, How::FullAndHint)) {
        return None;
    }
    let names = |at: usize| is_name_like(line, dates, free, at);
    // "promised Tom Ilze's recipe": what is hers is no part of his name.
    let hers = |at: usize| known.contains(&at) && owns(line, at);
    let mut end = words.end;
    while end < words.start + UNKNOWN_MAX
        && matches!(line.gap_before(end), " " | "-")
        && !(owns(line, end - 1) || hers(end))
        && names(end)
    {
        end += 1;
    }
    let mut start = words.start;
    let no_part = |b: usize| {
        who::is_address(line.folded(b))
            || owns(line, b)
            || WORDS.own_kin.or(WORDS.strangers).or(WORDS.adverbs).contains(line.folded(b))
    };
    let before = start.checked_sub(1).filter(|b| line.gap_before(start) == " " && names(*b) && !no_part(*b));
    // At the start of a sentence the word before may be any capitalised verb ("Thanked Grace"), unless a verb follows.
    let verb_follows =
        line.gap_before(end) == " " && who::is_predicate(line.folded(end)) && !WORDS.and.contains(line.folded(end));
    let part = |b: &usize| match line.break_before(*b) {
        Break::None => true,
        _ if who::is_lead(line.folded(*b)) => false,
        Break::Comma => true,
        Break::Clause | Break::Sentence => verb_follows,
    };
    if let Some(before) = before.filter(part) {
        start = before;
    }
    ((start..end) != words).then(|| unknown(line, start..end))
}

pub(super) fn unknown(line: &Line<'_>, words: Range<usize>) -> (String, Span) {
    let mut span = line.span(words.clone());
    if let Some(last) = words.end.checked_sub(1).and_then(|last| line.word(last)) {
        span.end = last.span.start + who::base(last).map_or(last.text.len(), |(bytes, _)| bytes);
    }
    (line.text.get(span.clone()).unwrap_or_default().to_owned(), span)
}

/// Tells whether the word may be part of a name: capitalised, and nothing else that we know.
pub(super) fn is_name_like(line: &Line<'_>, dates: &Dates, free: &dyn Fn(&Span) -> bool, at: usize) -> bool {
    let Some(word) = line.word(at).filter(|w| w.is_capitalised() && !w.is_cjk()) else { return false };
    let stem = who::base(word).map(|(_, folded)| folded);
    let folded = stem.as_deref().unwrap_or(&word.folded);
    !line.is_marked(at)
        && !WORDS.not_names.contains(folded)
        && !WORDS.i.contains(folded)
        && !WORDS.they.contains(folded)
        && KINDS.at(line, at).is_none()
        && !dates.covers(&word.span)
        && free(&word.span)
}

/// Tells whether a name stands for what is hers ("Grace's"), not for her.
pub(super) fn is_possessive(line: &Line<'_>, m: &Mention) -> bool {
    // "John Kim (Riga)'s": behind the bracket the ending is a word of its own.
    let after_hint = || {
        let rest = line.text.get(m.span.end..).unwrap_or_default();
        rest.starts_with("'s ") || rest.starts_with("’s ")
    };
    !line.is_marked(m.words.start) && (line.span(m.words.clone()).end > m.span.end || after_hint())
}

impl People {
    /// Joins the mentions of one person; an ambiguous name means the one of its candidates who is named clearly.
    fn gather(&mut self, line: &Line<'_>, mut named: Vec<Named>) {
        let clear: BTreeMap<Id, How> = named
            .iter()
            .rev()
            .filter_map(|n| match n.who {
                WhoIs::One(id, how) => Some((id, how)),
                _ => None,
            })
            .collect();
        for n in &mut named {
            if let WhoIs::Several(ids, _) = &n.who {
                let mut named_clearly = ids.iter().filter(|id| clear.contains_key(id));
                if let (Some(id), None) = (named_clearly.next(), named_clearly.next()) {
                    n.who = WhoIs::One(*id, clear.get(id).copied().unwrap_or(How::First));
                }
            }
        }
        // One new name may stand in a text very often.
        let mut folded: BTreeMap<String, String> = BTreeMap::new();
        let mut fold_once = |name: &String| match folded.get(name) {
            Some(words) => words.clone(),
            None => folded.entry(name.clone()).or_insert(fold::words(name).join(" ")).clone(),
        };
        let mut seen: BTreeMap<(Vec<Id>, String), usize> = BTreeMap::new();
        for n in named {
            let key = match &n.who {
                WhoIs::One(id, _) => (vec![*id], String::new()),
                WhoIs::Several(ids, _) => (ids.clone(), String::new()),
                WhoIs::New(name) | WhoIs::Unknown(name) => (Vec::new(), fold_once(name)),
            };
            let person = *seen.entry(key).or_insert(self.persons.len());
            self.mentions.push(Mention { words: line.indices(&n.span), span: n.span.clone(), person });
            match self.persons.get_mut(person) {
                None => self.persons.push(Person { who: n.who, span: n.span }),
                Some(person) => {
                    // The best form of all counts.
                    if let (WhoIs::One(_, old), WhoIs::One(_, new)) = (&mut person.who, &n.who) {
                        *old = (*old).min(*new);
                    }
                }
            }
        }
    }

    /// Returns the mention that holds the word.
    pub fn at(&self, word: usize) -> Option<&Mention> {
        let at = self.mentions.partition_point(|m| m.words.end <= word);
        self.mentions.get(at).filter(|m| m.words.start <= word)
    }

    /// Returns the mention that begins at the word, a form of address before the name included.
    pub fn from(&self, line: &Line<'_>, word: usize) -> Option<&Mention> {
        let titled = who::is_address(line.folded(word)) && line.break_before(word + 1) < Break::Clause;
        self.at(word).or_else(|| if titled { self.at(word + 1) } else { None }).filter(|m| m.words.start >= word)
    }

    /// Returns the last mention before the word.
    pub fn before(&self, word: usize) -> Option<&Mention> {
        let at = self.mentions.partition_point(|m| m.words.end <= word);
        at.checked_sub(1).and_then(|i| self.mentions.get(i))
    }

    /// Returns whom "she" means at the word: the last person named before it.
    pub fn ref_before(&self, word: usize) -> Ref {
        self.before(word).map_or(Ref::Only, |m| Ref::Person(m.person))
    }

    /// Takes out the names of those who were not there, so that nothing else of the sentence speaks of them, and adds
    /// to the unknown those who were.
    pub fn settle_ties(&mut self, line: &Line<'_>, ties: &Ties) {
        self.mentions.retain(|m| !ties.away.contains(&m.words.start));
        self.unknown.retain(|(_, span)| !ties.away.contains(&line.indices(span).start));
        for span in &ties.unknown {
            let written = line.text.get(span.clone()).unwrap_or_default().to_owned();
            let words = fold::words(&written);
            if !self.unknown.iter().any(|(name, _)| fold::words(name) == words) {
                self.unknown.push((written, span.clone()));
            }
        }
        self.unknown.sort_by_key(|(_, span)| span.start);
    }

    /// Adds names that nobody has, each once, but those that hold a word of one that is there.
    fn ask_about(&mut self, line: &Line<'_>, mut found: Vec<(String, Span)>) {
        let known: BTreeSet<usize> = self.unknown.iter().flat_map(|(_, span)| line.indices(span)).collect();
        found.retain(|(_, span)| !line.indices(span).any(|i| known.contains(&i)));
        self.unknown.append(&mut found);
        self.unknown.sort_by_key(|(_, span)| span.start);
        let mut seen = BTreeSet::new();
        self.unknown.retain(|(name, _)| seen.insert(fold::words(name)));
    }

    /// Adds to the unknown those whom feelings are about and nobody knows, each once.
    pub fn ask_about_names<'n>(&mut self, line: &Line<'_>, names: impl Iterator<Item = &'n Name>) {
        for name in names {
            let Name::Unknown(span) = name else { continue };
            let written = line.text.get(span.clone()).unwrap_or_default();
            if self.unknown_of(written).is_none() {
                self.unknown.push((written.to_owned(), span.clone()));
            }
        }
        self.unknown.sort_by_key(|(_, span)| span.start);
    }

    /// Returns which of the unknown a name means, in whole or in part.
    pub fn unknown_of(&self, name: &str) -> Option<usize> {
        let same = |longer: bool| {
            self.unknown.iter().position(|(known, _)| if longer { is_part(name, known) } else { is_part(known, name) })
        };
        same(true).or_else(|| same(false))
    }

    /// Returns the name that nobody has and that holds the word, as its words.
    pub fn unknown_at(&self, line: &Line<'_>, word: usize) -> Option<Range<usize>> {
        let byte = line.word(word)?.span.start;
        let at = self.unknown.partition_point(|(_, span)| span.end <= byte);
        self.unknown.get(at).filter(|(_, span)| span.start <= byte).map(|(_, span)| line.indices(span))
    }
}

/// Tells whether the words of a name are all words of another.
fn is_part(name: &str, of: &str) -> bool {
    let (name, of) = (fold::words(name), fold::words(of));
    !name.is_empty() && name.iter().all(|w| of.contains(w))
}

/// Returns the end of the capitalised words that begin here; `at` itself where there are none.
pub(super) fn name_end(
    line: &Line<'_>,
    dates: &Dates,
    free: &dyn Fn(&Span) -> bool,
    at: usize,
    unnamed: impl Fn(usize) -> bool,
) -> usize {
    if line.word(at).is_some_and(|w| w.is_cjk()) {
        return spaceless_end(line, free, at, &unnamed);
    }
    let mut end = at;
    // "van Gogh", "al-Rashid": the small words may come first.
    let small = |i: &usize| NAME_PARTICLES.contains(&line.folded(*i)) && unnamed(*i);
    let mut ahead = (at..at + UNKNOWN_MAX - 1)
        .take_while(|i| small(i) && matches!(line.gap_before(i + 1), " " | "-"))
        .last()
        .map_or(at, |last| last + 1);
    while ahead < at + UNKNOWN_MAX
        && (ahead == at
            || matches!(line.gap_before(ahead), " " | "-" | ". ") && line.break_before(ahead) == Break::None)
    {
        if is_name_like(line, dates, free, ahead) && unnamed(ahead) {
            ahead += 1;
            end = ahead;
        } else if ahead > at && NAME_PARTICLES.contains(&line.folded(ahead)) {
            ahead += 1;
        } else {
            break;
        }
    }
    // A form of address alone is nobody.
    if end == at + 1 && who::is_address(line.folded(at)) { at } else { end }
}

/// Returns the end of a name that nobody has in a script without spaces: two to four characters that stand alone.
fn spaceless_end(line: &Line<'_>, free: &dyn Fn(&Span) -> bool, at: usize, unnamed: &impl Fn(usize) -> bool) -> usize {
    let plain =
        |i: usize| line.word(i).is_some_and(|w| w.is_cjk() && free(&w.span)) && !line.is_marked(i) && unnamed(i);
    let mut end = at + 1;
    while end <= at + UNKNOWN_MAX && line.gap_before(end).is_empty() && line.word(end).is_some_and(|w| w.is_cjk()) {
        end += 1;
    }
    let alone = at == 0 || !line.gap_before(at).is_empty() || !line.word(at - 1).is_some_and(|w| w.is_cjk());
    if alone && (2..=UNKNOWN_MAX).contains(&(end - at)) && (at..end).all(plain) { end } else { at }
}
