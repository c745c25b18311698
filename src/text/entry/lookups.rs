//! What must be looked up before a sentence can be understood. Nothing is looked up here.

use std::collections::BTreeSet;

use super::language::WORDS;
use super::line::{Break, Line};
use super::place::PLACE_WORDS_MAX;
use crate::text::marks::Mark;
use crate::text::who;

/// Words of a text that may begin a name, and phrases of it that may be a known place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lookups {
    /// Folded as [`crate::domain::fold::words`] does, in the order of the text, none twice.
    pub words: Vec<String>,
    /// The folded words, joined by spaces, of each one to six words after "in", "at", "di" or `@`; none twice.
    pub places: Vec<String>,
}

/// Returns what must be looked up for a text.
pub fn lookups(text: &str) -> Lookups {
    let line = Line::new(text.trim());
    let mut words = Vec::with_capacity(line.words.len());
    for word in &line.words {
        let stem = who::base(word).map(|(_, stem)| stem);
        words.extend([Some(word.folded.clone()), stem].into_iter().flatten());
    }
    words.retain(|form| form.chars().any(char::is_alphabetic));
    keep_first(&mut words);

    let marked =
        line.marks.iter().filter(|(mark, _)| matches!(mark, Mark::Place(_))).map(|(_, span)| line.index_at(span.start));
    let led = (0..line.words.len()).filter(|at| WORDS.places.contains(line.folded(*at))).map(|at| at + 1);
    let mut starts: Vec<usize> = marked.chain(led).collect();
    starts.sort_unstable();
    let mut places = Vec::new();
    for start in starts {
        let mut key = String::new();
        for at in start..start + PLACE_WORDS_MAX {
            let Some(word) = line.word(at) else { break };
            if at > start {
                if line.break_before(at) >= Break::Clause {
                    break;
                }
                key.push(' ');
            }
            key.push_str(&word.folded);
            places.push(key.clone());
        }
    }
    keep_first(&mut places);
    Lookups { words, places }
}

/// Takes out what is in the list already.
fn keep_first(list: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    let fresh: Vec<bool> = list.iter().map(|text| seen.insert(text.as_str())).collect();
    let mut fresh = fresh.into_iter();
    list.retain(|_| fresh.next().unwrap_or(true));
}
