//! Ties between two people, read from either side.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::fold;

/// Whom I introduced to each other.
pub const INTRODUCED: &str = "introduced_to";

/// Each kind of relation with the word for the way back. A kind that is its own inverse stands once.
const INVERSES: &[(&str, &str)] = &[
    ("partner", "partner"),
    ("ex", "ex"),
    ("sibling", "sibling"),
    ("cousin", "cousin"),
    ("sibling_in_law", "sibling_in_law"),
    ("friend", "friend"),
    ("acquaintance", "acquaintance"),
    ("colleague", "colleague"),
    ("business_partner", "business_partner"),
    ("classmate", "classmate"),
    ("teammate", "teammate"),
    ("neighbour", "neighbour"),
    ("flatmate", "flatmate"),
    ("parent", "child"),
    ("stepparent", "stepchild"),
    ("parent_in_law", "child_in_law"),
    ("godparent", "godchild"),
    ("grandparent", "grandchild"),
    ("aunt_or_uncle", "niece_or_nephew"),
    ("manager", "report"),
    ("employer", "employee"),
    ("mentor", "mentee"),
    ("teacher", "student"),
    ("doctor", "patient"),
    ("landlord", "tenant"),
    ("client", "supplier"),
    ("owner", "pet"),
    ("introduced", "introduced_by"),
    (INTRODUCED, INTRODUCED),
];

/// Words of a language that mean one of the kinds above.
struct Language {
    /// Kinds with their words, split at spaces. Where `general` is set, the first word says no more than the kind.
    words: &'static [(&'static str, &'static str)],
    /// Whether each list begins with the language's own word for the kind.
    general: bool,
    /// Words whose way back says more than the kind's.
    backs: &'static [(&'static str, &'static str)],
}

/// Every language understood. To add one, add one table.
const LANGUAGES: &[&Language] = &[&ENGLISH, &INDONESIAN];

const ENGLISH: Language = Language {
    general: false,
    backs: &[],
    words: &[
        ("partner", "spouse husband wife girlfriend boyfriend fiance fiancee"),
        ("ex", "ex_partner ex_spouse ex_husband ex_wife ex_girlfriend ex_boyfriend"),
        ("sibling", "brother sister twin half_brother half_sister half_sibling stepbrother stepsister stepsibling"),
        ("parent", "mother father mum mom mama mummy mommy dad papa daddy"),
        ("child", "son daughter kid"),
        ("stepparent", "stepmother stepfather"),
        ("stepchild", "stepson stepdaughter"),
        ("parent_in_law", "mother_in_law father_in_law"),
        ("child_in_law", "son_in_law daughter_in_law"),
        ("sibling_in_law", "brother_in_law sister_in_law"),
        ("godparent", "godmother godfather"),
        ("godchild", "godson goddaughter"),
        ("grandparent", "grandmother grandfather grandma grandpa granny grandad"),
        ("grandchild", "grandson granddaughter"),
        ("aunt_or_uncle", "aunt uncle auntie"),
        ("niece_or_nephew", "niece nephew"),
        ("friend", "best_friend close_friend old_friend mate"),
        ("colleague", "coworker workmate"),
        ("business_partner", "cofounder"),
        ("classmate", "schoolmate"),
        ("neighbour", "neighbor"),
        ("flatmate", "roommate housemate"),
        ("manager", "boss supervisor"),
        ("report", "direct_report subordinate"),
        ("mentor", "coach"),
        ("mentee", "protege"),
        ("teacher", "tutor professor lecturer"),
        ("student", "pupil"),
        ("landlord", "landlady"),
        ("tenant", "lodger"),
        ("client", "customer"),
        ("supplier", "vendor"),
        ("pet", "dog cat"),
    ],
};

const INDONESIAN: Language = Language {
    general: true,
    backs: &[("kakak", "adik"), ("abang", "adik"), ("adik", "kakak")],
    words: &[
        ("partner", "pasangan suami istri isteri pacar tunangan"),
        ("ex", "mantan"),
        ("sibling", "saudara saudari kakak adik abang"),
        ("cousin", "sepupu"),
        ("sibling_in_law", "ipar"),
        ("friend", "teman sahabat kawan"),
        ("acquaintance", "kenalan"),
        ("colleague", "rekan rekan_kerja kolega"),
        ("classmate", "teman_sekelas teman_sekolah"),
        ("neighbour", "tetangga"),
        ("flatmate", "teman_serumah teman_kos"),
        ("parent", "orang_tua ibu ayah bapak"),
        ("child", "anak putra putri"),
        ("parent_in_law", "mertua"),
        ("child_in_law", "menantu"),
        ("grandparent", "kakek_nenek kakek nenek eyang"),
        ("grandchild", "cucu"),
        ("aunt_or_uncle", "paman_bibi paman bibi om tante"),
        ("niece_or_nephew", "keponakan"),
        ("manager", "atasan bos"),
        ("report", "bawahan"),
        ("teacher", "guru dosen"),
        ("student", "murid mahasiswa"),
        ("doctor", "dokter"),
        ("patient", "pasien"),
        ("client", "klien pelanggan"),
        ("supplier", "pemasok"),
    ],
};

/// A known word, with what it means.
#[derive(Debug, Clone, Copy)]
struct Word {
    word: &'static str,
    kind: &'static str,
    language: usize,
    /// It says no more than its kind.
    general: bool,
}

/// Returns every known word, the kinds first.
fn all() -> impl Iterator<Item = Word> {
    let kinds = kinds().map(|kind| Word { word: kind, kind, language: 0, general: true });
    let words = LANGUAGES.iter().enumerate().flat_map(|(at, language)| {
        language.words.iter().flat_map(move |(kind, words)| {
            let word = move |(n, word)| Word { word, kind, language: at, general: n == 0 && language.general };
            words.split(' ').enumerate().map(word)
        })
    });
    kinds.chain(words)
}

/// Returns what is compared of a word: "Mother-in-law", "mother in law" and `mother_in_law` are one.
fn key(word: &str) -> String {
    let folded = fold::fold(word);
    let bare: String = folded.chars().filter(|c| fold::is_word(*c)).collect();
    // A sign is a word too, and no other sign.
    if bare.is_empty() { folded.trim().to_owned() } else { bare }
}

/// The first word of each key: whoever compares many ties asks for many words.
static KNOWN: LazyLock<HashMap<String, Word>> = LazyLock::new(|| {
    let mut known = HashMap::new();
    for word in all() {
        known.entry(key(word.word)).or_insert(word);
    }
    known
});

fn find(word: &str) -> Option<Word> {
    KNOWN.get(&key(word)).copied()
}

/// Returns a word as it is kept: in one spelling where it is known, else as typed, on one line.
pub fn clean(word: &str) -> String {
    match find(word) {
        Some(known) => known.word.to_owned(),
        None => fold::one_line(word),
    }
}

/// Tells whether the word is known; one that is not holds both ways.
pub fn is_known(word: &str) -> bool {
    find(word).is_some()
}

/// Tells whether the word says more than what kind of tie it is, as `mother` does.
pub fn says_more(word: &str) -> bool {
    find(word).is_some_and(|known| !known.general)
}

/// Tells whether two words mean the same kind of tie: `mother` and `parent` do.
pub fn alike(a: &str, b: &str) -> bool {
    meant(a) == meant(b)
}

/// Returns what two words share exactly where they are [`alike`].
pub fn meant(word: &str) -> String {
    key(general(word))
}

/// Returns the kind that a word means, in its general word; an unknown one stands for itself.
fn general(word: &str) -> &str {
    find(word).map_or(word, |known| known.kind)
}

/// Returns the word that describes the relation from the other side, in the language of the word; an unknown kind is
/// its own inverse.
pub fn inverse(word: &str) -> &str {
    let Some(known) = find(word) else { return word };
    let language = LANGUAGES.get(known.language);
    if let Some((_, back)) = language.and_then(|l| l.backs.iter().find(|(one, _)| *one == known.word)) {
        return back;
    }
    let back = INVERSES.iter().find_map(|(a, b)| {
        if *a == known.kind {
            Some(*b)
        } else if *b == known.kind {
            Some(*a)
        } else {
            None
        }
    });
    let back = back.unwrap_or(known.kind);
    all().find(|w| w.kind == back && w.language == known.language && w.general).map_or(back, |w| w.word)
}

/// Returns every kind in its general word, both sides.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    INVERSES.iter().flat_map(|(a, b)| if a == b { vec![*a] } else { vec![*a, *b] })
}

/// Returns every known word, the kinds first.
pub fn words() -> impl Iterator<Item = &'static str> {
    all().map(|known| known.word)
}

/// Returns the word as it is said: `aunt or uncle`.
pub fn spoken(word: &str) -> String {
    match word {
        _ if word.ends_with("_in_law") => word.replace('_', "-"),
        _ => word.replace('_', " "),
    }
}

/// Tells whether ties of this kind are told by `refer`, which knows more of them.
pub fn is_introduction(word: &str) -> bool {
    [INTRODUCED, "introduced", "introduced_by"].iter().any(|kind| alike(kind, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_and_back_again() {
        for kind in kinds() {
            assert_eq!(inverse(inverse(kind)), kind);
        }
        for word in words() {
            assert!(alike(inverse(inverse(word)), word), "{word}");
            assert!(alike(inverse(word), inverse(general(word))), "{word}");
        }
        for (word, back) in [
            ("parent", "child"),
            ("mother", "child"),
            ("daughter", "parent"),
            ("wife", "partner"),
            ("boss", "report"),
            ("anak", "orang_tua"),
            ("istri", "pasangan"),
            ("kakak", "adik"),
            ("adik", "kakak"),
            ("saudara", "saudara"),
            ("tetangga", "tetangga"),
            ("drummer", "drummer"),
            (INTRODUCED, INTRODUCED),
        ] {
            assert_eq!(inverse(word), back, "{word}");
        }
    }

    #[test]
    fn no_word_means_two_things() {
        let mut keys: Vec<_> = words().map(key).collect();
        let all = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), all);
        for language in LANGUAGES {
            assert!(language.words.iter().all(|(kind, _)| kinds().any(|k| k == *kind)));
        }
    }

    #[test]
    fn a_word_is_kept_in_one_spelling() {
        for (typed, kept, means, more) in [
            ("Mother-in-law", "mother_in_law", "parent_in_law", true),
            ("aunt or uncle", "aunt_or_uncle", "aunt_or_uncle", false),
            ("Fiancée", "fiancee", "partner", true),
            ("orangtua", "orang_tua", "parent", false),
            ("Ex-Wife", "ex_wife", "ex", true),
            ("  best   man ", "best man", "best man", false),
        ] {
            assert_eq!(clean(typed), kept);
            assert!(alike(typed, means), "{typed}");
            assert_eq!(says_more(typed), more, "{typed}");
        }
        assert!(!alike("mother", "child") && alike("Drummer", "drummer"));
        assert_eq!(spoken("aunt_or_uncle"), "aunt or uncle");
        assert_eq!(spoken("mother_in_law"), "mother-in-law");
    }
}
