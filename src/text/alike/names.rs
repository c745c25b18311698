//! How two names are alike.

use strsim::osa_distance;

use crate::domain::fold;
use crate::domain::person::NameKind;
use crate::text::who::is_title;

/// Words shorter than this are not near any other: too many names are one letter from each other.
pub(super) const NEAR_LEAST: usize = 5;
/// From this length on two letters may be other ones.
pub(super) const FAR_LEAST: usize = 8;
/// A name of one word says less, so that it must be longer to be near another.
pub(super) const LONE_LEAST: usize = 6;

/// Longer words are no names, and comparing them takes the square of their length.
pub(super) const LETTERS_MAX: usize = 32;

/// How two names are alike, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Name {
    /// The whole name is the same, case and accents aside.
    Same,
    /// The same words in another order.
    Turned,
    /// The nickname of one and the last name are the name of the other.
    Nick,
    /// One is the other with a part left out or shortened to its initial, or another name of the other.
    Within,
    /// A letter or two are other ones.
    Near,
}

/// The names of somebody, folded, their words joined by spaces: the first lines of a text. What a line holds say the
/// functions below. Several names of a line are parted by tabs. No folded word has either.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names<'a>(&'a str);

/// How many lines the names of somebody take.
pub(super) const LINES: usize = 4;

impl<'a> Names<'a> {
    /// Returns the names that the lines begin with, which [`Names::written`] wrote.
    pub(super) fn new(lines: &'a str) -> Names<'a> {
        Names(lines)
    }

    /// Writes the names of somebody as lines.
    pub(super) fn written(full: &str, names: &[(NameKind, String)]) -> String {
        let words = words(full);
        let last = words.last().filter(|_| words.len() > 1);
        let nicks =
            names.iter().filter(|(kind, _)| *kind == NameKind::Nick).map(|(_, name)| fold::words(name).join(" "));
        let with_last: Vec<String> = last.map_or_else(Vec::new, |last| {
            nicks.filter(|nick| !nick.contains(' ')).map(|nick| format!("{nick} {last}")).collect()
        });
        // What was misheard is no name of theirs.
        let others = names.iter().filter(|(kind, _)| *kind != NameKind::Misheard);
        let others: Vec<String> =
            others.map(|(_, name)| self::words(name).join(" ")).filter(|name| !name.is_empty()).collect();
        let reading = if full.chars().any(fold::is_cjk) {
            fold::words(&deunicode::deunicode(full)).concat()
        } else {
            String::new()
        };
        let lines: [String; LINES] = [words.join(" "), reading, with_last.join("\t"), others.join("\t")];
        lines.join("\n")
    }

    fn line(self, at: usize) -> &'a str {
        self.0.split('\n').nth(at).unwrap_or_default()
    }

    pub(super) fn full(self) -> &'a str {
        self.line(0)
    }

    /// Returns a full name in Chinese, Japanese or Korean as it is read; empty for any other.
    pub(super) fn reading(self) -> &'a str {
        self.line(1)
    }

    /// Returns the nicknames with the last name.
    pub(super) fn with_last(self) -> impl Iterator<Item = &'a str> {
        self.line(2).split('\t').filter(|name| !name.is_empty())
    }

    /// Returns the nicknames and former names.
    pub(super) fn others(self) -> impl Iterator<Item = &'a str> {
        self.line(3).split('\t').filter(|name| !name.is_empty())
    }

    /// Tells whether the full name is more than a first name or a nickname.
    pub(super) fn is_whole(self) -> bool {
        self.full().contains(' ')
    }

    pub(super) fn first(self) -> &'a str {
        self.full().split(' ').next().unwrap_or_default()
    }
}

/// Returns the words of a name without titles. What stands between spaces in Chinese, Japanese or Korean is one word.
fn words(name: &str) -> Vec<String> {
    let mut out = Vec::new();
    for unit in name.split_whitespace() {
        let words = fold::words(unit);
        if words.iter().all(|word| word.chars().all(fold::is_cjk)) {
            out.push(words.concat());
        } else {
            out.extend(words);
        }
    }
    out.retain(|word| !word.is_empty());
    let titles = out.iter().take_while(|word| is_title(word)).count();
    if titles < out.len() {
        out.drain(..titles);
    }
    out
}

/// Tells whether the first names may be one: the same, nearly the same, or the initial of the other.
pub(super) fn share_first(a: Names<'_>, b: Names<'_>) -> bool {
    let (a, b) = (a.first(), b.first());
    let initial = |short: &str, long: &str| short.chars().count() == 1 && long.starts_with(short);
    a == b || initial(a, b) || initial(b, a) || is_near(a, b)
}

/// Returns how two people are alike by their names; `None` where they are not.
pub(super) fn compare(a: Names<'_>, b: Names<'_>) -> Option<Name> {
    let (one, other) = (a.full(), b.full());
    if one.is_empty() || other.is_empty() {
        return None;
    }
    if one == other {
        return Some(Name::Same);
    }
    if turned(one, other) {
        return Some(Name::Turned);
    }
    let nick =
        |a: Names<'_>, b: Names<'_>| a.with_last().any(|name| name == b.full() || b.with_last().any(|it| it == name));
    if nick(a, b) || nick(b, a) {
        return Some(Name::Nick);
    }
    // Two who are both called Gee by somebody have nothing in common.
    let another = |a: Names<'_>, b: Names<'_>| b.others().any(|name| name == a.full());
    if another(a, b) || another(b, a) || within(one, other) || within(other, one) || read_alike(a, b) {
        return Some(Name::Within);
    }
    near(one, other).then_some(Name::Near)
}

/// Tells whether one name is the other as it is read.
fn read_alike(a: Names<'_>, b: Names<'_>) -> bool {
    let reads = |a: Names<'_>, b: Names<'_>| {
        !a.reading().is_empty() && b.reading().is_empty() && a.reading() == b.full().replace(' ', "")
    };
    reads(a, b) || reads(b, a)
}

/// Tells whether the words are the same in another order.
fn turned(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.contains(' ') && sorted(a) == sorted(b)
}

/// Returns the words in the order of the alphabet.
pub(super) fn sorted(name: &str) -> Vec<&str> {
    let mut words: Vec<_> = name.split(' ').collect();
    words.sort_unstable();
    words
}

/// Tells whether the short name is the long one with parts left out or shortened to their initials, at least one of them
/// written out.
fn within(short: &str, long: &str) -> bool {
    let mut rest = long.split(' ');
    let mut written = false;
    let fits = short.split(' ').all(|word| {
        let initial = word.chars().count() == 1 && !word.chars().all(fold::is_cjk);
        written |= !initial;
        rest.any(|other| other == word || initial && other.starts_with(word))
    });
    fits && written
}

/// Tells whether two names differ in one word, and that by no more than a slip of the pen.
fn near(a: &str, b: &str) -> bool {
    let (a, b): (Vec<_>, Vec<_>) = (a.split(' ').collect(), b.split(' ').collect());
    if a.len() != b.len() {
        return false;
    }
    let mut other = a.iter().zip(&b).filter(|(a, b)| a != b);
    match (other.next(), other.next()) {
        (Some((x, y)), None) => is_near(x, y) && (a.len() > 1 || x.len().min(y.len()) >= LONE_LEAST),
        _ => false,
    }
}

/// Tells whether two words are one word written differently.
pub(super) fn is_near(a: &str, b: &str) -> bool {
    if a.chars().next() != b.chars().next() || a.chars().any(fold::is_cjk) {
        return false;
    }
    let length = a.chars().count().min(b.chars().count());
    if length > LETTERS_MAX {
        return false;
    }
    let letters = match length {
        0..NEAR_LEAST => 0,
        NEAR_LEAST..FAR_LEAST => 1,
        _ => 2,
    };
    let sounds = length >= 3 && sound(a) == sound(b);
    sounds || letters > 0 && !by_ending(a, b) && osa_distance(a, b) <= letters
}

/// Tells whether only the endings differ: Julia and Julian, Tomas Ozols and Ilze Ozola are two people.
fn by_ending(a: &str, b: &str) -> bool {
    let shared = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let (a, b) = (a.len() - shared, b.len() - shared);
    a.max(b) <= 2 && a.min(b) <= 1 && (a <= 1 && b <= 1 || a == 0 || b == 0)
}

/// Returns a word without what is written or left out at will: doubled letters, a silent h, ph for f, y for i.
pub(super) fn sound(word: &str) -> String {
    let word = word.replace("ph", "f").replace("ck", "k").replace('y', "i");
    let mut out = String::with_capacity(word.len());
    for (at, letter) in word.chars().enumerate() {
        if !(letter == 'h' && at > 0 || out.ends_with(letter)) {
            out.push(letter);
        }
    }
    out
}

/// Returns the first letter and the consonants after it.
pub(super) fn consonants(word: &str) -> String {
    let sound = sound(word);
    let mut letters = sound.chars();
    let first = letters.next();
    first.into_iter().chain(letters.filter(|c| !matches!(c, 'a' | 'e' | 'i' | 'o' | 'u'))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(a: &str, b: &str) -> Option<Name> {
        among(&Names::written(a, &[]), &Names::written(b, &[]))
    }

    fn among(a: &str, b: &str) -> Option<Name> {
        compare(Names::new(a), Names::new(b))
    }

    #[test]
    fn names_are_alike_as_people_see_it() {
        for (a, b, how) in [
            ("Grace Tan", "grace  TAN", Some(Name::Same)),
            ("José Ozols", "Jose Ozols", Some(Name::Same)),
            ("Dr. Grace Tan", "Grace Tan", Some(Name::Same)),
            ("Tan, Grace", "Grace Tan", Some(Name::Turned)),
            ("小明 王", "王 小明", Some(Name::Turned)),
            ("Grace", "Grace Tan", Some(Name::Within)),
            ("Grace T.", "Grace Tan", Some(Name::Within)),
            ("G. Tan", "Grace Tan", Some(Name::Within)),
            ("Grace Tan", "Grace Mei Tan", Some(Name::Within)),
            ("王小明", "Wang Xiaoming", Some(Name::Within)),
            ("Grace Hopper", "Grace Hoper", Some(Name::Near)),
            ("Jon Kim", "John Kim", Some(Name::Near)),
            ("Sofia Berg", "Sophia Berg", Some(Name::Near)),
            ("Mohammed Noor", "Muhammad Noor", Some(Name::Near)),
            ("Katharine", "Katherine", Some(Name::Near)),
        ] {
            assert_eq!(alike(a, b), how, "{a} and {b}");
            assert_eq!(alike(b, a), how, "{b} and {a}");
        }
    }

    #[test]
    fn short_names_and_other_endings_are_other_people() {
        for (a, b) in [
            ("Dan Kim", "Ian Kim"),
            ("Ana", "Ada"),
            ("Budi", "Rudi"),
            ("Siti", "Sita"),
            ("Tomas Ozols", "Tomas Ozola"),
            ("Julia Berg", "Julian Berg"),
            ("Maria Roux", "Mario Roux"),
            ("Grace Tan", "Grace Tam"),
            ("Grace Tan", "Grace Hopper"),
            ("王小明", "王明小"),
            ("J. K.", "John Kim"),
            ("!!", "??"),
        ] {
            assert_eq!(alike(a, b), None, "{a} and {b}");
        }
    }

    #[test]
    fn other_names_count_but_what_was_misheard() {
        let named = |name: &str, kind, other: &str| Names::written(name, &[(kind, other.to_owned())]);
        let plain = |name: &str| Names::written(name, &[]);
        let grace = named("Grace Tan", NameKind::Nick, "Gee");
        assert_eq!(among(&grace, &plain("Gee Tan")), Some(Name::Nick));
        assert_eq!(among(&plain("Gee"), &grace), Some(Name::Within));
        let former = named("Grace Tan", NameKind::Former, "Grace Hopper");
        assert_eq!(among(&former, &plain("Grace Hopper")), Some(Name::Within));
        let misheard = named("Grace Tan", NameKind::Misheard, "Grease");
        let other = named("Ada Lind", NameKind::Nick, "Gee");
        assert_eq!(among(&grace, &other), None, "a nickname that both have");
        assert_eq!(among(&misheard, &plain("Grease")), None);
    }
}
