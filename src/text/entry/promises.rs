//! Who promised whom what, and by when.

mod things;

use std::collections::BTreeSet;
use std::ops::Range;

use chrono::NaiveDate;

use super::dates::Dates;
use super::kind::is_subject;
use super::language::{OWN_DEEDS, OWNERS, PROMISED, SAID, SEVERAL, Set, WILL, WORDS};
use super::line::{Break, Line};
use super::people::{Mention, People, is_possessive};
use super::receivers::{self, Receivers};
use super::{EntryError, Ref};
use crate::domain::promise::By;
use crate::text::marks::Mark;
use crate::text::when::{self, Found};
use crate::text::who;

/// The most words like "also" between a subject and its promise.
const ADVERBS_MAX: usize = 3;

/// The most people who promise something together.
const LIST_MAX: usize = 24;

/// A promise as read.
pub(super) struct Promise {
    pub by: By,
    pub who: Ref,
    pub text: String,
    pub due: Option<NaiveDate>,
    /// The words of the whole promise, from its subject to its due day.
    pub words: Range<usize>,
}

/// All promises of a sentence.
#[derive(Default)]
pub(super) struct Promises {
    pub all: Vec<Promise>,
    /// Mentions (by their first word) that only name what was promised: nobody at the meeting.
    pub things: BTreeSet<usize>,
    /// What others promised each other, or mean to do: the days in there are not the day of the meeting.
    pub told: Vec<Range<usize>>,
}

struct Reader<'a, 't> {
    line: &'a Line<'t>,
    people: &'a People,
    dates: &'a Dates,
    today: NaiveDate,
}

/// The words that make a promise.
struct Trigger {
    by: By,
    who: Vec<Ref>,
    /// The first word of the subject.
    first: usize,
    /// The first word of the thing, the verb of a deed included.
    object: usize,
    /// Spoken of as to come ("I'll send"), not as done ("I promised").
    ahead: bool,
    /// A deed alone makes it a promise: "she will send".
    deed: bool,
}

/// The words after the verb of a promise.
struct Verb {
    object: usize,
    ahead: bool,
    deed: bool,
}

/// Reads all promises of a line.
///
/// # Errors
/// Refuses an impossible due day.
pub(super) fn find(line: &Line<'_>, people: &People, dates: &Dates, today: NaiveDate) -> Result<Promises, EntryError> {
    let reader = Reader { line, people, dates, today };
    let mut out = Promises::default();
    let mut at = 0;
    while at < line.words.len() {
        let next = match reader.trigger(at) {
            Some(trigger) => reader.read(at, &trigger, &mut out)?,
            None => None,
        };
        at = next.unwrap_or(at + 1).max(at + 1);
    }
    Ok(out)
}

impl Reader<'_, '_> {
    fn joined(&self, at: usize) -> bool {
        self.line.break_before(at) == Break::None
    }

    /// Reads the beginning of a promise at the word.
    fn trigger(&self, at: usize) -> Option<Trigger> {
        // In a quotation "I" is somebody else.
        let quoted = self.line.gap_before(at).ends_with(['"', '“', '„', '«']);
        if quoted || self.line.is_marked(at) && self.people.at(at).is_none() {
            return None;
        }
        let Some((by, who, verb, will)) = self.subject(at) else { return self.unspoken(at) };
        let Verb { object, ahead, deed } = if self.joined(verb) { self.verb(verb, will)? } else { return None };
        // "We promised" is mine too; what we will do, or agreed to do, is no promise.
        let ours = WORDS.we.contains(self.line.folded(at));
        if ours && (deed || WORDS.to.contains(self.line.folded(object - 1))) {
            return None;
        }
        let (first, who) = self.several(at, who);
        Some(Trigger { by, who, first, object, ahead, deed })
    }

    /// Returns everybody a subject at the word means, and where it begins: "Grace and Ada promised", "they promised".
    fn several(&self, at: usize, who: Ref) -> (usize, Vec<Ref>) {
        if let Some(m) = self.people.at(at) {
            let (first, listed) = list_before(self.line, self.people, m);
            let spoken = is_subject(self.line, first) && !listed.is_empty();
            return if spoken { (first, listed.into_iter().chain([who]).collect()) } else { (at, vec![who]) };
        }
        (at, everybody_before(self.line, self.people, at).unwrap_or_else(|| vec![who]))
    }

    /// Reads a subject: the side, the person, the word after it, and whether "'ll" hangs on it.
    fn subject(&self, at: usize) -> Option<(By, Ref, usize, bool)> {
        let word = self.line.folded(at);
        let will = self.line.stem_before(at, "ll");
        let stem = will.clone().or_else(|| self.line.stem_before(at, "m")).or_else(|| self.line.stem_before(at, "ve"));
        let is = |set: Set| set.contains(word) || stem.as_deref().is_some_and(|s| set.contains(s));
        if let Some(m) = self.people.at(at) {
            let own =
                m.words.start == at && is_subject(self.line, at) && (will.is_some() || !is_possessive(self.line, m));
            return own.then(|| (By::Them, Ref::Person(m.person), m.words.end, will.is_some()));
        }
        if is(WORDS.i) || WORDS.we.contains(word) {
            Some((By::Me, Ref::Only, at + 1, will.is_some()))
        } else if is(WORDS.they) || SEVERAL.at(self.line, at).is_some() && !WORDS.them.contains(word) {
            Some((By::Them, self.people.ref_before(at), at + 1, will.is_some()))
        } else {
            None
        }
    }

    /// Reads the verb of a promise: the first word of its thing, and whether it speaks of the future.
    fn verb(&self, at: usize, will: bool) -> Option<Verb> {
        let skip = |mut at: usize| {
            for _ in 0..ADVERBS_MAX {
                if self.joined(at + 1) && WORDS.adverbs.contains(self.line.folded(at)) {
                    at += 1;
                }
            }
            at
        };
        let at = skip(at);
        if !will && let Some((len, ())) = PROMISED.at(self.line, at) {
            return Some(Verb { object: at + len, ahead: false, deed: false });
        }
        let (deed, ahead) = match (WILL.at(self.line, at), SAID.at(self.line, at)) {
            _ if will => (at, true),
            (Some((len, ())), _) => (skip(at + len), true),
            (None, Some((len, ()))) => (skip(at + len), false),
            (None, None) => return None,
        };
        let does = self.joined(deed) && WORDS.deeds.contains(self.line.folded(deed));
        does.then_some(Verb { object: deed, ahead, deed: true })
    }

    /// Reads a promise without a subject ("…, promised to send it"): by whoever spoke last in the sentence, else me.
    fn unspoken(&self, at: usize) -> Option<Trigger> {
        let opens = self.line.break_before(at) >= Break::Comma
            || at.checked_sub(1).is_some_and(|b| WORDS.joints.contains(self.line.folded(b)));
        if !opens {
            return None;
        }
        let Verb { object, ahead, deed } = self.verb(at, false)?;
        let sentence = self.line.start_of(at, Break::Sentence);
        for before in (sentence..at).rev() {
            if self.people.at(before).is_some_and(|m| m.words.start != before) {
                continue;
            }
            if let Some((by, who, next, _)) = self.subject(before) {
                // A name in a list or before a comma ("Ada, Grace") has no verb and speaks nothing.
                let acts = self.joined(next) && !WORDS.and.contains(self.line.folded(next)) && next < at;
                if by == By::Me || acts {
                    let (_, who) = self.several(before, who);
                    return Some(Trigger { by, who, first: at, object, ahead, deed });
                }
            }
        }
        Some(Trigger { by: By::Me, who: vec![Ref::Only], first: at, object, ahead, deed })
    }

    /// Reads one promise and returns the word after it; `None` where nothing was promised after all.
    fn read(&self, at: usize, trigger: &Trigger, out: &mut Promises) -> Result<Option<usize>, EntryError> {
        let end = self.end(trigger.object);
        if trigger.by == By::Them && self.is_not_to_me(trigger, end) {
            out.told.push(at..end);
            return Ok(None);
        }
        let mut removed: BTreeSet<usize> =
            (trigger.object..end).filter(|i| self.line.is_marked(*i) && !self.is_name(*i)).collect();
        let mut due = self.due(trigger.object..end, &mut removed)?;
        let mut start = trigger.first;
        if due.is_none()
            && let Some((day, first)) = self.due_before(at, trigger)
        {
            due = Some(day);
            start = first;
        }
        let receivers = match trigger.by {
            By::Me => receivers::find(self.line, self.people, trigger.object, end, !trigger.ahead, &removed),
            By::Them => Receivers {
                people: trigger.who.clone(),
                removed: receivers::fillers(self.line, trigger.object, end, true),
                named: BTreeSet::new(),
            },
        };
        removed.extend(&receivers.removed);
        // "Budi owes 50 to me".
        let mut last = (trigger.object..end).rev().find(|i| !removed.contains(i)).unwrap_or_default();
        let deed = WORDS.deeds.contains(self.line.folded(trigger.object));
        if trigger.by == By::Them && !deed && WORDS.me.contains(self.line.folded(last)) && last > trigger.object {
            let me = last;
            last -= 1;
            if WORDS.to.contains(self.line.folded(last)) && self.joined(me) && last > trigger.object {
                removed.extend([last, me]);
            }
        }
        let text = self.text(trigger.object..end, &removed);
        if text.is_empty() || WORDS.nothings.contains(&text) {
            return Ok(None);
        }
        let things = self.mentions(trigger.object..end).filter(|m| !receivers.named.contains(&m.words.start));
        out.things.extend(things.map(|m| m.words.start));
        let whom = if receivers.people.is_empty() { vec![Ref::Only] } else { receivers.people };
        let by = trigger.by;
        let mut add = |text: String, due, words: Range<usize>| {
            let each = |who: &Ref| Promise { by, who: *who, text: text.clone(), due, words: words.clone() };
            out.all.extend(whom.iter().map(each));
        };
        add(text, due, start..end);
        // "… the keys; lamp by Wednesday": one more thing, with a day of its own.
        let mut last = end;
        while let Some(more) = self.one_more(last, due.is_some()) {
            let mut removed = BTreeSet::new();
            let due = self.due(more.clone(), &mut removed)?;
            let text = self.text(more.clone(), &removed);
            if text.is_empty() || due.is_none() {
                break;
            }
            out.things.extend(self.mentions(more.clone()).map(|m| m.words.start));
            last = more.end;
            add(text, due, more);
        }
        Ok(Some(last))
    }

    /// Tells whether others promised each other something, or told what they will do for themselves.
    fn is_not_to_me(&self, trigger: &Trigger, end: usize) -> bool {
        let words = trigger.object..end;
        let mine = WORDS.me.or(WORDS.us).or(WORDS.ours);
        let my = |i: usize| matches!(self.line.folded(i), "my" | "our") || mine.contains(self.line.folded(i));
        if words.clone().any(my) {
            return false;
        }
        if trigger.deed && OWN_DEEDS.at(self.line, trigger.object).is_some() {
            return true;
        }
        let verb = trigger.object + usize::from(trigger.deed);
        if words.clone().any(|i| WORDS.introductions.contains(self.line.folded(i))) {
            return false;
        }
        // "Promised Tom the recipe", "promised him the recipe", "will send Tom the recipe".
        let at = verb + usize::from(WORDS.to.contains(self.line.folded(verb)));
        let goes_on = |i: usize| i < end && self.joined(i) && !WORDS.to.contains(self.line.folded(i));
        let another = |m: &Mention| {
            !is_possessive(self.line, m) && m.words.end <= end && !trigger.who.contains(&Ref::Person(m.person))
        };
        let to_somebody = self
            .people
            .from(self.line, at)
            .is_some_and(|m| another(m) && (!trigger.deed || goes_on(m.words.end) && !self.is_due(m.words.end)));
        let article = |i: usize| goes_on(i) && WORDS.articles.contains(self.line.folded(i));
        let stranger = self.people.at(at).is_none()
            && self.line.word(at).is_some_and(|w| w.is_capitalised())
            && !WORDS.i.contains(self.line.folded(at));
        let owner = OWNERS.at(self.line, at).is_some() && WORDS.kin.contains(self.line.folded(at + 1));
        let to_other = owner || at < end && (WORDS.them.contains(self.line.folded(at)) || stranger) && article(at + 1);
        // "Promised the recipe to Tom".
        let handed = (verb + 1..end).any(|i| {
            let to = WORDS.to.contains(self.line.folded(i)) && !WORDS.deeds.contains(self.line.folded(i - 1));
            to && self.people.from(self.line, i + 1).is_some_and(another)
        });
        to_somebody || to_other || handed
    }

    fn is_name(&self, at: usize) -> bool {
        self.line
            .word(at)
            .and_then(|w| self.line.mark_at(&w.span))
            .is_some_and(|(mark, _)| matches!(mark, Mark::Name(_) | Mark::Plain))
    }

    fn mentions(&self, words: Range<usize>) -> impl Iterator<Item = &Mention> {
        let first = self.people.mentions.partition_point(|m| m.words.start < words.start);
        self.people.mentions.iter().skip(first).take_while(move |m| m.words.start < words.end)
    }

    /// Returns the last day to come among the words, and removes its words and those that lead to it.
    fn due(&self, words: Range<usize>, removed: &mut BTreeSet<usize>) -> Result<Option<NaiveDate>, EntryError> {
        let span = self.line.span(words.clone());
        let first = self.dates.ahead.partition_point(|f| f.span.start < span.start);
        let inside = self.dates.ahead.iter().skip(first).take_while(|f| f.span.end <= span.end);
        let mut due = None;
        for found in inside {
            let at = self.line.indices(&found.span);
            let lead = at
                .start
                .checked_sub(1)
                .filter(|b| self.joined(at.start) && *b >= words.start)
                .map_or("", |b| self.line.folded(b));
            let led = WORDS.due.contains(lead) || WORDS.due.contains(self.line.folded(at.start));
            if WORDS.not_due.contains(lead) || !(found.strong || led) || self.people.at(at.start).is_some() {
                continue;
            }
            match self.day_of(found) {
                Ok(day) if day >= self.today => due = Some((day, at)),
                Ok(_) => {}
                Err(why) => {
                    let words = self.line.text.get(found.span.clone()).unwrap_or_default().to_owned();
                    return Err(EntryError::ImpossibleDue { words, span: found.span.clone(), why });
                }
            }
        }
        let Some((day, at)) = due else { return Ok(None) };
        let leads = (words.start..at.start)
            .rev()
            .take_while(|i| self.joined(i + 1) && WORDS.due.contains(self.line.folded(*i)));
        removed.extend(leads);
        removed.extend(at);
        Ok(Some(day))
    }

    /// Returns the day that stands right before a promise ("next week I'll send it") with its first word, unless it
    /// is the day on which the promise was made.
    fn due_before(&self, at: usize, trigger: &Trigger) -> Option<(NaiveDate, usize)> {
        let byte = self.line.word(at)?.span.start;
        let clause = self.line.start_of(at, Break::Clause);
        let before = |found: &[Found]| found.partition_point(|f| f.span.end <= byte).checked_sub(1);
        let found = self.dates.ahead.get(before(&self.dates.ahead)?)?;
        let words = self.line.indices(&found.span);
        let adjacent = words.end == at && self.line.break_before(at) <= Break::Comma && words.start >= clause;
        let past = before(&self.dates.past).and_then(|i| self.dates.past.get(i)).filter(|f| f.span == found.span);
        let surely_ahead = past.is_some_and(|f| f.when.as_ref().is_ok_and(|w| w.from > self.today));
        let day = self.day_of(found).ok().filter(|day| *day > self.today)?;
        let led =
            words.start.checked_sub(1).filter(|b| self.joined(words.start) && WORDS.due.contains(self.line.folded(*b)));
        (adjacent && found.strong && (trigger.ahead || surely_ahead)).then_some((day, led.unwrap_or(words.start)))
    }

    fn day_of(&self, found: &Found) -> Result<NaiveDate, when::WhenError> {
        let text = self.line.text.get(found.span.clone()).unwrap_or_default();
        when::parse_ahead(text, self.today).or_else(|why| {
            found.when.clone().map(|w| w.day()).map_err(|other| match why {
                when::WhenError::NotUnderstood(_) => other,
                why => why,
            })
        })
    }

    /// Returns the kept words as written, pieces joined by one space, signs like "$" kept with their words.
    fn text(&self, words: Range<usize>, removed: &BTreeSet<usize>) -> String {
        let mut pieces: Vec<&str> = Vec::new();
        let mut at = words.start;
        while at < words.end {
            if removed.contains(&at) {
                at += 1;
                continue;
            }
            let end = (at..words.end).find(|i| removed.contains(i)).unwrap_or(words.end);
            let span = self.line.whole_span(at..end);
            let before = self.line.gap_before(at);
            let sign = before.len() - before.rfind(char::is_whitespace).map_or(0, |i| i + 1);
            let sign = if before.ends_with(['$', '€', '£', '¥', '"', '“', '\'', '\\']) { sign } else { 0 };
            let after = self.line.text.get(span.end..).unwrap_or_default();
            let start = (self.line.span(at..end).start - sign.min(before.len())).min(span.start);
            let piece = self.line.text.get(start..span.end).unwrap_or_default();
            let open = piece.matches('(').count() > piece.matches(')').count();
            let belongs = |c: &char| matches!(c, '%' | '"' | '”' | '€' | '+') || *c == ')' && open;
            let tail = after.chars().next().filter(belongs).map_or(0, char::len_utf8);
            pieces.extend(self.line.text.get(start..span.end + tail));
            at = end;
        }
        // A joint left over between two removed pieces is no thing.
        let text = pieces.join(" ");
        if WORDS.joints.contains(text.to_lowercase().as_str()) { String::new() } else { text }
    }
}

/// Returns the people listed right before a mention ("*Grace and* Ada"), and the first word of them all.
fn list_before(line: &Line<'_>, people: &People, m: &Mention) -> (usize, Vec<Ref>) {
    let titled = |at: usize| at.checked_sub(1).filter(|b| who::is_title(line.folded(*b))).unwrap_or(at);
    let (mut first, mut listed) = (titled(m.words.start), Vec::new());
    while let Some(before) = people.before(first).filter(|b| listed.len() < LIST_MAX && !is_possessive(line, b)) {
        let words = first - before.words.end;
        let gap = line.gap_before(first).trim();
        let and = words == 1
            && WORDS.and.or(WORDS.with).contains(line.folded(first - 1))
            && line.break_before(first) == Break::None
            || words == 0 && matches!(gap, "&" | "+");
        let comma = words == 0 && gap == "," && !listed.is_empty();
        if !(and || comma) {
            break;
        }
        listed.insert(0, Ref::Person(before.person));
        first = titled(before.words.start);
    }
    (first, listed)
}

/// Returns everybody whom "they" and "them" mean at the word: the people last named together; `None` for a pronoun of
/// one, or where not several were named.
pub(super) fn everybody_before(line: &Line<'_>, people: &People, at: usize) -> Option<Vec<Ref>> {
    SEVERAL.at(line, at)?;
    let last = people.before(at)?;
    let (_, mut listed) = list_before(line, people, last);
    listed.push(Ref::Person(last.person));
    (listed.len() > 1).then_some(listed)
}
