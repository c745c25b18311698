//! How it took place, how long, and who wrote.

use super::EntryError;
use super::language::{ATTEMPTS, CANCELS, KINDS, OWNERS, PLANS, Set, WORDS, Weight};
use super::line::{Break, Line, REACH};
use super::people::People;
use crate::domain::meeting::{Direction, Kind};
use crate::text::Span;
use crate::text::when;

/// How many words before "a letter" may say who wrote it ("sent me a").
const NEAR: usize = 4;

/// What the words of a sentence say about the kind of a meeting.
pub(super) struct Told {
    pub kind: Kind,
    pub span: Option<Span>,
    /// For written kinds.
    pub direction: Option<Direction>,
}

/// A word that tells a kind.
struct Evidence {
    kind: Kind,
    weight: Weight,
    first: usize,
    len: usize,
}

/// Reads the kind: a try without an answer wins, then the first evidence outside the `taken` spans (in order),
/// then a weak word, else in person.
pub(super) fn find(line: &Line<'_>, people: &People, taken: &[Span]) -> Told {
    let mut found: Vec<Evidence> = Vec::new();
    let mut attempt = None;
    let mut at = 0;
    while at < line.words.len() {
        if let Some((len, ())) = ATTEMPTS.at(line, at) {
            if !of_another(line, people, &found, at, len) && !of_a_question(line, people, at + len) {
                attempt = attempt.or(Some(line.span(at..at + len)));
            }
            at += len;
            continue;
        }
        let missed = line.folded(at) == "call"
            && (at.saturating_sub(NEAR).max(line.start_of(at, Break::Comma))..at).any(|i| line.folded(i) == "missed");
        if missed {
            attempt = attempt.or(Some(line.span(at..at + 1)));
        }
        let evidence = KINDS.at(line, at).filter(|_| people.at(at).is_none() && !is_taken(line, taken, at));
        at += match evidence.map(|(len, (kind, weight))| Evidence { kind, weight, first: at, len }) {
            Some(e) if happened(line, &e) && !is_naming(line, people, &e) => {
                let len = e.len;
                found.push(e);
                len
            }
            _ => 1,
        };
    }
    // "Tried calling Grace, then she called back".
    let tried = attempt.as_ref().map(|span| line.index_at(span.start));
    let reached = tried.is_some_and(|at| found.iter().any(|e| is_back(line, people, e, at)));
    let attempt = attempt.filter(|_| !reached).or_else(|| cancelled(line, people, taken, &found));
    if let Some(span) = attempt {
        return Told { kind: Kind::Attempt, span: Some(span), direction: None };
    }
    let Some(mut best) = found.iter().find(|e| e.weight != Weight::Weak).or(found.first()) else {
        return Told { kind: Kind::default(), span: None, direction: None };
    };
    let written = |kind: Kind| matches!(kind, Kind::Letter | Kind::Email | Kind::Message);
    if best.weight == Weight::Open {
        let sentence = |e: &Evidence| line.start_of(e.first, Break::Sentence);
        let told = |e: &&Evidence| e.weight == Weight::Sure && written(e.kind) && sentence(e) == sentence(best);
        best = found.iter().find(told).unwrap_or(best);
    }
    best = stronger(line, &found, best);
    let direction = if written(best.kind) {
        found
            .iter()
            .filter(|e| written(e.kind))
            .filter_map(|e| direction(line, people, e))
            .reduce(|a, b| if a == b { a } else { Direction::Both })
    } else {
        None
    };
    Told { kind: best.kind, span: Some(line.span(best.first..best.first + best.len)), direction }
}

/// Tells whether what was not answered is no call or letter: "no answer *to the big question*", "… *my question*".
fn of_a_question(line: &Line<'_>, people: &People, after: usize) -> bool {
    let reply = after.checked_sub(1).is_some_and(|last| WORDS.replies.contains(line.folded(last)));
    let joined = |at: usize| line.break_before(at) == Break::None;
    let mut at = after + usize::from(joined(after) && WORDS.to.contains(line.folded(after)));
    let first = at;
    let owned = |at: usize| OWNERS.at(line, at).is_some() || WORDS.articles.contains(line.folded(at));
    while joined(at) && at < first + NEAR && people.at(at).is_none() && owned(at) {
        at += 1;
    }
    // "My calls", "her text", "the phone", "the door".
    let word = line.folded(at);
    let contact = |at: usize| {
        KINDS.at(line, at).is_some() || matches!(word, "door" | "bell" | "doorbell") || {
            let one = word.strip_suffix('s').unwrap_or(word);
            WORDS.tools.contains(one) || one == "call"
        }
    };
    reply && at > first && joined(at) && !(at..at + 2).any(contact)
}

/// Tells whether somebody is called something ("called Tomas a liar", "called me an idiot").
fn is_naming(line: &Line<'_>, people: &People, e: &Evidence) -> bool {
    let joined = |at: usize| line.break_before(at) == Break::None;
    let whom = e.first + e.len;
    let object = WORDS.me.or(WORDS.them).or(WORDS.us).or(WORDS.it).contains(line.folded(whom));
    let after = people.from(line, whom).map_or(whom + usize::from(object), |m| m.words.end);
    let named = after > whom && joined(whom) && joined(after) && matches!(line.folded(after), "a" | "an");
    let counted = WORDS.times.or(WORDS.degrees).contains(line.folded(after + 1));
    named && line.folded(e.first) == "called" && !counted
}

/// Tells whether somebody who was tried to be reached in vain acts after that ("then *she called* back").
fn is_back(line: &Line<'_>, people: &People, e: &Evidence, tried: usize) -> bool {
    let subject = e.first.checked_sub(1).filter(|_| line.break_before(e.first) == Break::None);
    let theirs = |at: usize| {
        WORDS.they.contains(line.folded(at)) || people.at(at).is_some_and(|m| is_subject(line, m.words.start))
    };
    e.first > tried && e.weight == Weight::Sure && subject.is_some_and(theirs)
}

/// Returns the evidence that tells more than the best so far: how people met ("met Grace *over Zoom*"), and that they
/// met after they wrote ("mailed me and *then we had lunch*").
fn stronger<'e>(line: &Line<'_>, found: &'e [Evidence], best: &'e Evidence) -> &'e Evidence {
    let clause = |e: &Evidence| line.start_of(e.first, Break::Comma);
    let led = |at: usize| WORDS.media.contains(line.folded(at));
    let medium = |e: &&Evidence| {
        let before = e.first.checked_sub(1).filter(|_| line.break_before(e.first) == Break::None);
        e.first > best.first
            && clause(e) == clause(best)
            && e.kind != Kind::InPerson
            && !(best.first..e.first).any(|i| WORDS.joints.contains(line.folded(i)))
            && (led(e.first) || before.is_some_and(led))
    };
    if best.kind == Kind::InPerson {
        return found.iter().find(medium).unwrap_or(best);
    }
    let met = |e: &&Evidence| {
        let near = e.first.saturating_sub(NEAR).max(best.first)..e.first;
        let ours = near.clone().any(|i| WORDS.we.contains(line.folded(i)));
        let joint = (best.first..e.first).any(|i| WORDS.joints.contains(line.folded(i))) || clause(e) > best.first;
        e.first > best.first && e.weight == Weight::Sure && e.kind == Kind::InPerson && ours && joint
    };
    if best.kind.is_rich() { best } else { found.iter().find(met).unwrap_or(best) }
}

/// Tells whether a try without an answer came from somebody else than those who were met: "lunch with Grace, voicemail
/// from Ada".
fn of_another(line: &Line<'_>, people: &People, found: &[Evidence], at: usize, len: usize) -> bool {
    let from = at + len;
    let Some(m) = people.from(line, from + 1).filter(|_| WORDS.from.contains(line.folded(from))) else { return false };
    let met = people.mentions.iter().take_while(|o| o.words.start < at).any(|o| o.person != m.person);
    met && found
        .iter()
        .any(|e| e.weight == Weight::Sure && line.start_of(e.first, Break::Comma) < line.start_of(at, Break::Comma))
}

/// Returns the words that call the meeting off, where it was called off itself and nothing else took place: "Grace
/// cancelled", "cancelled dinner with Grace", not "coffee with Grace, who cancelled her trip".
fn cancelled(line: &Line<'_>, people: &People, taken: &[Span], found: &[Evidence]) -> Option<Span> {
    let at = (0..line.words.len()).find(|at| CANCELS.at(line, *at).is_some() && !is_taken(line, taken, *at))?;
    let (len, ()) = CANCELS.at(line, at)?;
    let clause = line.start_of(at, Break::Comma);
    let inside = |e: &Evidence| e.first >= clause && line.start_of(e.first, Break::Comma) == clause;
    let asked = at.checked_sub(1).is_some_and(|b| WORDS.negations.contains(line.folded(b)));
    let elsewhere =
        found.iter().any(|e| e.weight != Weight::Weak && !inside(e) && line.start_of(e.first, Break::Comma) < clause);
    let after = at + len;
    // What is called off: nothing that is told, or a contact. "Grace cancelled her wedding" alone is no contact either.
    let instead = found.iter().any(|e| {
        let from = line.start_of(e.first, Break::Comma).max(after);
        e.first > after && !inside(e) && (from..from + REACH).any(|i| people.at(i).is_some())
    });
    let whose = people.before(at).filter(|m| m.words.start >= clause);
    let other = whose.is_some_and(|m| people.mentions.iter().all(|o| o.person != m.person || o.words.start >= clause));
    let object = (after..line.words.len()).take_while(|i| line.break_before(*i) == Break::None).find(|i| {
        let word = line.folded(*i);
        !(WORDS.articles.or(WORDS.me).or(WORDS.to).or(WORDS.adverbs).contains(word) || word == "on" || word == "our")
    });
    // Whoever is not known to be of the meeting called off something else ("…; George had to cancel").
    let ours = |i: usize| at == clause || WORDS.they.or(WORDS.i).or(WORDS.we).or(WORDS.it).contains(line.folded(i));
    let of_it = !elsewhere || whose.is_some_and(|_| !other) || whose.is_none() && (clause..=at).any(ours);
    let theirs = object.is_some_and(|i| OWNERS.at(line, i - 1).is_some() && line.folded(i - 1) != "our");
    let a_contact = object.is_none_or(|i| KINDS.at(line, i).is_some() && !theirs || !elsewhere);
    (!asked && a_contact && !instead && of_it).then(|| line.span(at..after))
}

/// Refuses a sentence that begins with what is only meant to be ("planning to meet Grace", "mau ketemu Budi") and tells
/// of no contact besides.
///
/// # Errors
/// Refuses such a sentence.
pub(super) fn refuse_plan(line: &Line<'_>, people: &People, said: &[Span], told: &Told) -> Result<(), EntryError> {
    if told.kind == Kind::Attempt {
        return Ok(());
    }
    let mut at = 0;
    let subject = |i: usize| {
        let stem = line.stem_before(i, "m").or_else(|| line.stem_before(i, "ll"));
        let is = |set: Set| set.contains(line.folded(i)) || stem.as_deref().is_some_and(|stem| set.contains(stem));
        is(WORDS.i)
            || is(WORDS.we)
            || WORDS.be.or(WORDS.adverbs).contains(line.folded(i)) && PLANS.at(line, i).is_none()
    };
    while at < NEAR && subject(at) {
        at += 1;
    }
    let Some((len, ())) = PLANS.at(line, at).filter(|_| people.at(at).is_none()) else { return Ok(()) };
    let mut verb = at + len;
    while verb < at + len + NEAR && (PLANS.at(line, verb).is_some() || line.folded(verb) == "to") {
        verb += 1;
    }
    let meets = |i: usize| {
        // "Should have called" tells of none.
        let has = line.folded(i) == "have" && !line.folded(i + 1).ends_with("ed") && line.folded(i + 1) != "been";
        has || matches!(line.folded(i), "see" | "catch" | "reach" | "visit")
            || WORDS.meets.contains(line.folded(i))
            || KINDS.at(line, i).is_some() && people.at(i).is_none()
    };
    let span = line.span(0..verb + 1);
    let besides = told.span.as_ref().is_some_and(|kind| line.start_of(line.index_at(kind.start), Break::Comma) > 0);
    let promise = said.iter().any(|said| said.start < span.end);
    let named = people.mentions.iter().any(|m| m.words.start > verb && m.words.start <= verb + NEAR)
        || people.unknown.iter().any(|(_, unknown)| unknown.start >= span.end);
    let spaced = (1..=verb).all(|i| line.gap_before(i) == " ");
    if spaced && meets(verb) && named && !besides && !promise && line.start_of(verb, Break::Comma) == 0 {
        let words = line.text.get(span.clone()).unwrap_or_default().to_owned();
        return Err(EntryError::Planned { words, span });
    }
    Ok(())
}

fn is_taken(line: &Line<'_>, taken: &[Span], at: usize) -> bool {
    let Some(word) = line.word(at) else { return true };
    let i = taken.partition_point(|t| t.end <= word.span.start);
    taken.get(i).is_some_and(|t| t.start < word.span.end)
}

/// Tells whether a kind word speaks of a contact that took place.
fn happened(line: &Line<'_>, e: &Evidence) -> bool {
    let beside = |at: usize, same: bool| if same { line.folded(at) } else { "" };
    let before = e.first.checked_sub(1).map_or("", |b| beside(b, line.break_before(e.first) == Break::None));
    let after = beside(e.first + e.len, line.break_before(e.first + e.len) == Break::None);
    let wanted = WORDS.modals.contains(before) || WORDS.requests.contains(after);
    // "Her phone", "my ring": a thing.
    let owned = e
        .first
        .checked_sub(1)
        .is_some_and(|b| OWNERS.at(line, b).is_some() && line.break_before(e.first) == Break::None);
    let tool = owned && e.weight == Weight::Bare && WORDS.tools.contains(line.folded(e.first));
    !(WORDS.things.contains(after) || tool || e.weight == Weight::Bare && wanted)
}

/// Tells who wrote, from the words around: "she wrote", "wrote me", "a letter from", "mailed Grace".
fn direction(line: &Line<'_>, people: &People, e: &Evidence) -> Option<Direction> {
    let mut subject = e.first;
    while let Some(before) = subject.checked_sub(1).filter(|_| line.break_before(subject) == Break::None) {
        subject = before;
        if !WORDS.adverbs.contains(line.folded(before)) {
            break;
        }
    }
    let word = line.folded(subject);
    let after = e.first + e.len;
    let next = if line.break_before(after) == Break::None { line.folded(after) } else { "" };
    let named = |at: usize| people.at(at).is_some() && !line.words.get(at).is_some_and(|w| w.is_cjk());
    let together = subject.checked_sub(1).is_some_and(|b| WORDS.and.contains(line.folded(b)));
    let spoken_by_other = subject < e.first
        && (WORDS.they.contains(word) || people.at(subject).is_some_and(|m| is_subject(line, m.words.start)));
    let near = |set: Set| (e.first.saturating_sub(NEAR)..e.first).any(|i| set.contains(line.folded(i)));
    // In Indonesian one word is both "I" and "me".
    let me = near(WORDS.me) && !near(WORDS.i);
    let received = near(WORDS.received) || me;
    if WORDS.we.contains(word) || WORDS.i.contains(word) && together || WORDS.with.contains(next) {
        Some(Direction::Both)
    } else if spoken_by_other || WORDS.me.contains(next) || WORDS.from.contains(next) || received {
        Some(Direction::In)
    } else if near(WORDS.i)
        || WORDS.to.contains(next)
        || WORDS.them.contains(next)
        || named(after)
        || is_given(line, people, e)
    {
        Some(Direction::Out)
    } else {
        None
    }
}

/// Tells whether I gave somebody what was written: "sent Grace a card", without another subject.
fn is_given(line: &Line<'_>, people: &People, e: &Evidence) -> bool {
    let clause = line.start_of(e.first, Break::Comma);
    let near = clause.max(e.first.saturating_sub(NEAR))..e.first;
    let to = |at: usize| WORDS.them.contains(line.folded(at)) || people.from(line, at).is_some();
    let mut given = near.filter(|i| WORDS.gives.contains(line.folded(*i)) && to(i + 1));
    given.next().is_some_and(|at| at == clause || WORDS.i.or(WORDS.and).or(WORDS.joints).contains(line.folded(at - 1)))
}

/// Tells whether a name that begins at the word can be the subject: nothing that takes an object stands before it.
pub(super) fn is_subject(line: &Line<'_>, first: usize) -> bool {
    let Some(before) = first.checked_sub(1).filter(|_| line.break_before(first) == Break::None) else { return true };
    let word = line.folded(before);
    let object = [WORDS.with, WORDS.to, WORDS.from, WORDS.about, WORDS.meets, WORDS.felt_tails];
    !object.iter().any(|set| set.contains(word))
}

/// Tells whether a length is a measure of something else ("late *by* two hours") or of the way there ("drove two hours
/// *to* see Grace").
fn elsewhere(line: &Line<'_>, first: usize, end: usize) -> bool {
    let joined = |at: usize| line.break_before(at) == Break::None;
    let before = first.checked_sub(1).filter(|_| joined(first)).map_or("", |b| line.folded(b));
    let to = joined(end) && WORDS.to.contains(line.folded(end));
    WORDS.by.contains(before) && !WORDS.with.contains(before) || WORDS.motions.contains(before) && to
}

/// Tells whether the clause denies what it gives a length of: "did not look up for two hours", not "did not stop".
fn denied(line: &Line<'_>, at: usize) -> bool {
    let clause = line.start_of(at, Break::Comma);
    let from = (clause..at)
        .rev()
        .find(|i| WORDS.joints.or(WORDS.because).contains(line.folded(*i)) && line.folded(*i) != "at");
    let words = || from.unwrap_or(clause)..at;
    let led = WORDS.to.or(WORDS.because).contains(line.folded(at));
    led && words().any(|i| WORDS.negations.contains(line.folded(i)))
        && !words().any(|i| WORDS.ends.contains(line.folded(i)))
}

/// Returns the length in minutes with its place: the first outside the `taken` spans that is not a time before or
/// after something.
pub(super) fn minutes(line: &Line<'_>, taken: &[Span]) -> Option<(u32, Span)> {
    let free = |span: &Span| {
        let at = line.indices(span);
        let after = line.break_before(at.end) == Break::None && WORDS.not_lengths.contains(line.folded(at.end));
        !after
            && !elsewhere(line, at.start, at.end)
            && !denied(line, at.start)
            && line.mark_at(span).is_none()
            && !is_taken(line, taken, at.start)
    };
    when::find_minutes(line.text).into_iter().find(|(span, _)| free(span)).map(|(span, minutes)| (minutes, span))
}
