//! Who is compared with whom: those who share a key. Nobody is compared with everybody.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::names::{FAR_LEAST, LETTERS_MAX, LONE_LEAST, NEAR_LEAST, Names, consonants, sorted, sound};
use super::{Crowd, Looks};
use crate::domain::fold;

/// A point that more people share is that of an office.
const SHARED_MAX: usize = 8;
/// So many namesakes are compared each with each; of more, each with the first.
const NAMESAKES_MAX: usize = 50;
/// A first name or an initial that fits more people tells nobody apart.
const FITS_MAX: usize = 3;
/// Of longer names no shortened or misspelt form is looked for: their number grows with the square.
const WORDS_MAX: usize = 8;
/// A birthday that more people share is one that programs fill in.
const BIRTHDAYS_MAX: usize = 100;

/// So many pairs are held before they are compared.
const AT_ONCE: usize = 1 << 14;

/// A key of somebody, in one number: a hash, the person, and whether it `seeks`, which says that it is a shortened form,
/// which is looked for among whole ones. There are some twenty for everybody.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key(u64);

/// In how many parts those keys are taken of which there are most: of misspelt names, and of shortened ones.
const PARTS_OF_SHORTENED: u64 = 4;
const PARTS: u64 = 1 << PARTS_BITS;
const PARTS_BITS: u32 = 4;

/// How many bits of a key say the person, so that 33 million can be told apart.
const PERSON_BITS: u32 = 25;

impl Key {
    fn new(hash: u64, person: u32, seeks: bool) -> Key {
        Key(hash >> (PERSON_BITS + 1) << (PERSON_BITS + 1) | u64::from(person) << 1 | u64::from(seeks))
    }

    fn hash(self) -> u64 {
        self.0 >> (PERSON_BITS + 1)
    }

    fn person(self) -> u32 {
        // No more bits than these are left.
        (self.0 >> 1) as u32 & ((1 << PERSON_BITS) - 1)
    }

    fn seeks(self) -> bool {
        self.0 & 1 == 1
    }
}

fn hash(of: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

/// Hands the pairs that are worth a look to `with`, the lower number first: some at once, in order, each once among
/// them, but again where two share several keys.
pub(super) fn pairs(people: &Crowd, mut with: impl FnMut(&[(u32, u32)])) {
    // One sort of key after the other, so that only the keys of one are held, and the pairs.
    blocks(people, &mut with, points, each_with_each(SHARED_MAX));
    blocks(
        people,
        &mut with,
        |who, add| wholes(who.names(), add),
        |block, out| {
            if block.len() <= NAMESAKES_MAX {
                each_with_each(NAMESAKES_MAX)(block, out);
            } else if let [first, rest @ ..] = block {
                out.extend(rest.iter().map(|other| pair(first.person(), other.person())));
            }
        },
    );
    // Of these there are most, so that they are taken in parts.
    for part in 0..PARTS_OF_SHORTENED {
        blocks(
            people,
            &mut with,
            |who, add| {
                shortened(who.names(), &mut |hash, seeks| {
                    if hash % PARTS_OF_SHORTENED == part {
                        add(hash, seeks);
                    }
                });
            },
            |block, out| {
                let sought: Vec<_> = block.iter().filter(|key| !key.seeks()).collect();
                if sought.len() <= FITS_MAX {
                    for key in block.iter().filter(|key| key.seeks()) {
                        out.extend(sought.iter().map(|other| pair(key.person(), other.person())));
                    }
                }
            },
        );
    }
    for part in 0..PARTS {
        blocks(people, &mut with, |who, add| misspelt(who.names(), part, add), each_with_each(NAMESAKES_MAX));
    }
    blocks(
        people,
        &mut with,
        |who, add| who.birthday.and_then(|day| day.month_day()).into_iter().for_each(|day| add(hash(day), false)),
        each_with_each(BIRTHDAYS_MAX),
    );
}

/// Hands all that share a key to `take`, and the pairs that it makes of them to `with`.
fn blocks(
    people: &Crowd,
    with: &mut impl FnMut(&[(u32, u32)]),
    keys: impl Fn(&Looks<'_>, &mut dyn FnMut(u64, bool)),
    take: impl Fn(&[Key], &mut Vec<(u32, u32)>),
) {
    let mut all: Vec<Key> = Vec::new();
    for (person, who) in (0..1 << PERSON_BITS).zip(people.iter()) {
        keys(&who, &mut |hash, seeks| all.push(Key::new(hash, person, seeks)));
    }
    all.sort_unstable();
    all.dedup();
    let mut out = Vec::new();
    for block in all.chunk_by(|a, b| a.hash() == b.hash()).filter(|block| block.len() > 1) {
        take(block, &mut out);
        if out.len() >= AT_ONCE {
            hand(&mut out, with);
        }
    }
    hand(&mut out, with);
}

fn hand(pairs: &mut Vec<(u32, u32)>, with: &mut impl FnMut(&[(u32, u32)])) {
    pairs.retain(|(a, b)| a != b);
    pairs.sort_unstable();
    pairs.dedup();
    with(pairs);
    pairs.clear();
}

fn pair(a: u32, b: u32) -> (u32, u32) {
    (a.min(b), a.max(b))
}

/// Pairs all of a block, unless there are more of them.
fn each_with_each(max: usize) -> impl Fn(&[Key], &mut Vec<(u32, u32)>) {
    move |block, out| {
        if block.len() <= max {
            for (at, key) in block.iter().enumerate() {
                out.extend(block.iter().skip(at + 1).map(|other| pair(key.person(), other.person())));
            }
        }
    }
}

fn points(who: &Looks<'_>, add: &mut dyn FnMut(u64, bool)) {
    who.points().for_each(|point| add(hash(point), false));
}

/// Adds a key for each form of a name that can be the whole name of another, whatever the order of its words.
fn wholes(names: Names<'_>, add: &mut dyn FnMut(u64, bool)) {
    let others = names.others().chain(names.with_last()).filter(|name| name.contains(' '));
    for name in std::iter::once(names.full()).chain(others).filter(|name| !name.is_empty()) {
        add(hash(sorted(name)), false);
    }
    // Who is written as they are read meets here who is read so.
    let whole = if names.reading().is_empty() { names.full().replace(' ', "") } else { names.reading().to_owned() };
    add(hash(("reading", whole)), false);
}

/// Adds keys by which a name with parts left out finds the whole one.
fn shortened(names: Names<'_>, add: &mut dyn FnMut(u64, bool)) {
    let words: Vec<&str> = names.full().split(' ').filter(|word| !word.is_empty()).take(WORDS_MAX).collect();
    let initial = |word: &str| word.chars().next().map(String::from).unwrap_or_default();
    let is_initial = |word: &str| word.chars().count() == 1 && !word.chars().all(fold::is_cjk);
    for nick in names.others().filter(|name| !name.contains(' ')) {
        add(hash(nick), false);
    }
    match words.as_slice() {
        [] => {}
        [only] => add(hash(only), true),
        [first, .., last] => {
            words.iter().filter(|word| !is_initial(word)).for_each(|word| add(hash(word), false));
            let short = is_initial(first) || is_initial(last);
            add(hash((first, initial(last))), is_initial(last));
            add(hash((initial(first), last)), is_initial(first));
            if !short {
                add(hash((first, last)), true);
            }
        }
    }
    if words.len() > 2 {
        for (at, first) in words.iter().enumerate() {
            words.iter().skip(at + 1).for_each(|last| add(hash((first, last)), false));
        }
    }
}

/// Adds keys that a name shares with its misspellings: each word but one as it is, and what is left of that one. What
/// the words that are as they are say puts a name into one part or another.
fn misspelt(names: Names<'_>, part: u64, add: &mut dyn FnMut(u64, bool)) {
    let words: Vec<&str> = names.full().split(' ').collect();
    if words.len() > WORDS_MAX {
        return;
    }
    for (at, word) in words.iter().enumerate() {
        let letters = word.chars().count();
        if !(3..=LETTERS_MAX).contains(&letters)
            || words.len() == 1 && letters < LONE_LEAST
            || word.chars().any(fold::is_cjk)
        {
            continue;
        }
        let others: Vec<&str> = words.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, word)| *word).collect();
        let rest = hash((at, others));
        if rest >> (u64::BITS - PARTS_BITS) != part {
            continue;
        }
        add(hash((rest, sound(word))), false);
        if letters >= FAR_LEAST {
            add(hash((rest, 'c', consonants(word))), false);
        }
        // Two words that are one letter apart are the same once that letter is left out of either, or both.
        if letters + 1 >= NEAR_LEAST {
            add(hash((rest, *word)), false);
            for (from, letter) in word.char_indices() {
                let (before, after) = (word.get(..from), word.get(from + letter.len_utf8()..));
                add(hash((rest, [before, after].into_iter().flatten().collect::<String>())), false);
            }
        }
    }
}
