//! Lengths as clocks and short hands tell them: `12:30-14:00`, `from 12 to 2`, `1:30h`, `45m`.
//!
//! All of them look like something else as well, such as dates, sums, metres and scores, so each is read only where
//! little else can be meant.

use super::lex::{self, Gap, Kind, Token};
use crate::domain::fold;

/// Half a day, in minutes: as long as anybody is together by two times of the clock.
const HALF_DAY: u32 = 12 * 60;
/// No meeting told by two times of the clock is shorter; two scores are nearer to each other.
const SHORTEST: u32 = 10;
/// The same by two bare hours, which count other things as well: at most so long.
const BARE_LONGEST: u32 = 8 * 60;
/// Minutes written as `45m`. Less may be a height; more, a distance.
const SHORT_HAND: std::ops::RangeInclusive<u32> = 5..=240;
/// `5:30h` is a length, `6:30h` may be a time of the clock.
const HOURS_MAX: u32 = 5;

/// Words before the first of two bare hours.
const FROM: &[&str] = &["from", "dari", "jam", "pukul"];
/// Words between two times of the clock.
const TO: &[&str] = &["to", "till", "til", "until", "sampai", "hingga", "sampe"];
/// What changes, or is done every day, from one number to another.
const NO_TIMES: &[&str] = &[
    "grew", "grown", "grow", "grows", "went", "rose", "fell", "up", "down", "changed", "moved", "dropped", "cut",
    "raised", "works", "work", "working", "open", "opens", "opened", "shrank", "jumped", "naik", "turun", "buka",
    "kerja", "ages", "aged", "kids", "numbers", "counted", "pages", "rows", "rooms", "score", "prices", "price",
];
/// What goes so many metres, or is worth so many millions, anywhere before it in the clause.
const METRES_AND_SUMS: &[&str] = &[
    "ran", "run", "swam", "swim", "dived", "dove", "climbed", "jumped", "fell", "raised", "worth", "won", "lost",
    "paid", "pay", "owes", "owe", "lent", "borrowed", "gave", "cost", "costs", "earned", "earns", "made", "makes",
    "invested", "sold", "bought", "lari", "renang", "bayar", "utang", "pinjam",
];
/// Words right before what is no length.
const NO_MINUTES_BEFORE: &[&str] =
    &["walked", "over", "under", "above", "below", "the", "of", "at", "in", "every", "within", "a"];
/// How much of the clause before is looked at, in characters.
const CLAUSE_MAX: usize = 80;
const NO_MINUTES_AFTER: &[&str] = &[
    "tall",
    "high",
    "wide",
    "long",
    "deep",
    "away",
    "from",
    "above",
    "below",
    "of",
    "race",
    "sprint",
    "dash",
    "run",
    "pool",
    "swim",
    "freestyle",
    "tower",
    "users",
    "people",
    "dollars",
    "euros",
    "usd",
    "eur",
    "idr",
    "rupiah",
    "ago",
    "late",
    "earlier",
    "later",
    "before",
    "after",
    "walk",
    "drive",
    "ride",
    "tinggi",
    "lalu",
    "telat",
];

/// A time of the clock: its minutes since midnight, which of two halves of the day it may be in, and how it was told.
#[derive(Debug, Clone, Copy)]
struct Clock {
    minutes: u32,
    /// Told without half of the day: twelve hours later may be meant.
    open: bool,
    /// With minutes or half of the day, so that it counts nothing else.
    sure: bool,
    /// With a full stop before the minutes, as in a sum or a date.
    dotted: bool,
    /// The piece after it.
    end: usize,
}

/// Reads a length at the start of the pieces, given what stands `before` them: its minutes, and how many pieces it
/// takes. A text that is nothing else (`whole`) need not be told apart from others.
pub(super) fn read(tokens: &[Token<'_>], before: &str, whole: bool) -> Option<(u32, usize)> {
    let first = tokens.first().filter(|t| t.kind == Kind::Number)?;
    if first.text.len() > 3 {
        return None;
    }
    let word = lex::word_before(before);
    let word = word.as_deref().unwrap_or_default();
    between(tokens, before, word, whole)
        .or_else(|| hours(tokens, word, whole))
        .or_else(|| short_hand(tokens, before, word, whole))
}

/// Two times of the clock.
fn between(tokens: &[Token<'_>], before: &str, word: &str, whole: bool) -> Option<(u32, usize)> {
    let led = FROM.contains(&word);
    let one = clock(tokens, 0)?;
    let dash = tokens.get(one.end).filter(|t| t.kind == Kind::Mark && matches!(t.text, "-" | "–" | "—"));
    let to = tokens.get(one.end).filter(|t| TO.iter().any(|to| t.is(to)) && t.gap == Gap::Space);
    dash.or(to)?;
    let other = clock(tokens, one.end + 1)?;
    // Half of the day is said once of both: "2-4 pm".
    let one = if one.open && !other.open && other.sure && one.minutes <= HALF_DAY {
        Clock { sure: true, ..one }
    } else {
        one
    };
    let sure = one.sure && other.sure && (led || whole || !one.dotted && !other.dotted);
    let bare = led && nothing_counted(tokens, other.end);
    // "Open 9:00-17:00", "grew from 10 to 12".
    let no_time = |word: &str| NO_TIMES.contains(&word);
    let subject = before.trim_end().strip_suffix(word).filter(|_| led).and_then(lex::word_before);
    if no_time(word) || subject.as_deref().is_some_and(no_time) {
        return None;
    }
    let told = dash.is_some() || led || !matches!(word, "at" | "around");
    if !(sure && told || bare) {
        return None;
    }
    let halves =
        |clock: Clock| [Some(clock.minutes), clock.open.then_some(clock.minutes + HALF_DAY)].into_iter().flatten();
    let lengths = halves(one).flat_map(|one| {
        let later = halves(other).flat_map(|other| [other, other + 2 * HALF_DAY]);
        later.filter(move |other| *other > one).map(move |other| other - one)
    });
    let length = lengths.min()?;
    let longest = if sure { HALF_DAY } else { BARE_LONGEST };
    (SHORTEST..=longest).contains(&length).then_some((length, other.end)).filter(|(_, end)| lex::closes(tokens, *end))
}

/// Tells whether nothing follows that two numbers before it could count.
fn nothing_counted(tokens: &[Token<'_>], at: usize) -> bool {
    const GOES_ON: &[&str] = &[
        "with",
        "and",
        "at",
        "dengan",
        "sama",
        "bareng",
        "di",
        "dan",
        "about",
        "on",
        "then",
        "over",
        "today",
        "yesterday",
    ];
    tokens.get(at).is_none_or(|t| match t.kind {
        Kind::Mark => !matches!(t.text, "%" | "$" | "€" | "£" | "°" | "/"),
        Kind::Number => false,
        Kind::Word => GOES_ON.iter().any(|word| t.is(word)),
    })
}

fn number(tokens: &[Token<'_>], at: usize) -> Option<(u32, usize)> {
    let token = tokens.get(at).filter(|t| t.kind == Kind::Number && t.text.len() <= 3)?;
    Some((token.text.parse().ok()?, token.text.len()))
}

/// Reads the two digits of minutes after a mark that touches both sides.
fn after_mark(tokens: &[Token<'_>], at: usize, mark: char) -> Option<u32> {
    let glued = |at: usize| tokens.get(at).is_some_and(|t| t.gap == Gap::None);
    let marked = tokens.get(at).is_some_and(|t| t.is_mark(mark)) && glued(at) && glued(at + 1);
    number(tokens, at + 1).filter(|(n, len)| marked && *n < 60 && *len == 2).map(|(n, _)| n)
}

fn clock(tokens: &[Token<'_>], at: usize) -> Option<Clock> {
    let (hour, len) = number(tokens, at).filter(|(hour, len)| *hour <= 24 && *len <= 2)?;
    let (colon, dot) = (after_mark(tokens, at + 1, ':'), after_mark(tokens, at + 1, '.'));
    let minute = colon.or(dot);
    let end = at + if minute.is_some() { 3 } else { 1 };
    let half = tokens.get(end).and_then(|t| match () {
        () if t.is("am") => Some(0),
        () if t.is("pm") => Some(HALF_DAY),
        () => None,
    });
    let minutes = hour * 60 + minute.unwrap_or(0);
    match half {
        Some(half) if (1..=12).contains(&hour) => {
            Some(Clock { minutes: minutes % HALF_DAY + half, open: false, sure: true, dotted: false, end: end + 1 })
        }
        Some(_) => None,
        None => {
            // "08:00" and "14" are of a clock that goes round once a day.
            let round = hour > 12 || hour == 0 || len == 2 && hour < 10;
            let minutes = if round || hour < 12 { minutes } else { minutes - HALF_DAY };
            Some(Clock { minutes, open: !round, sure: minute.is_some(), dotted: dot.is_some(), end })
        }
    }
}

/// `1:30h`, `0:45 hours`.
fn hours(tokens: &[Token<'_>], word: &str, whole: bool) -> Option<(u32, usize)> {
    let (hours, _) = number(tokens, 0)?;
    let minutes = after_mark(tokens, 1, ':')?;
    let unit = |t: &&Token<'_>| ["h", "hr", "hrs", "hour", "hours", "jam"].iter().any(|unit| t.is(unit));
    let length = hours * 60 + minutes;
    let told = tokens.get(3).filter(unit).is_some()
        && (whole || hours <= HOURS_MAX && !matches!(word, "at" | "around" | "jam" | "pukul"));
    (told && length > 0 && lex::closes(tokens, 4)).then_some((length, 4))
}

/// `45m`, in one word.
fn short_hand(tokens: &[Token<'_>], before: &str, word: &str, whole: bool) -> Option<(u32, usize)> {
    let (minutes, _) = number(tokens, 0)?;
    tokens.get(1).filter(|t| t.text == "m" && t.gap == Gap::None && !whole)?;
    let is = |t: &Token<'_>| NO_MINUTES_AFTER.iter().any(|word| t.is(word));
    let clause =
        before.char_indices().rev().take(CLAUSE_MAX).take_while(|(_, c)| !matches!(c, '.' | ',' | ';' | '!' | '?'));
    let clause = clause.last().and_then(|(at, _)| before.get(at..)).unwrap_or_default();
    let sum = || clause.split_whitespace().any(|word| METRES_AND_SUMS.contains(&fold::fold(word).as_str()));
    let other = NO_MINUTES_BEFORE.contains(&word) || sum() || tokens.get(2).is_some_and(is);
    (SHORT_HAND.contains(&minutes) && !other && lex::closes(tokens, 2)).then_some((minutes, 2))
}
