//! What must be looked up before a sentence can be understood. Nothing is looked up here.

use std::collections::HashSet;

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
    let mut out = Lookups::default();
    let mut seen = HashSet::new();
    for word in &line.words {
        let stem = who::base(word).map(|(_, stem)| stem);
        for form in [Some(&word.folded), stem.as_ref()].into_iter().flatten() {
            if form.chars().any(char::is_alphabetic) && seen.insert(form.clone()) {
                out.words.push(form.clone());
            }
        }
    }
    let marked =
        line.marks.iter().filter(|(mark, _)| matches!(mark, Mark::Place(_))).map(|(_, span)| line.index_at(span.start));
    let led = (0..line.words.len()).filter(|at| WORDS.places.contains(line.folded(*at))).map(|at| at + 1);
    let mut starts: Vec<usize> = marked.chain(led).collect();
    starts.sort_unstable();
    let mut seen = HashSet::new();
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
            if seen.insert(key.clone()) {
                out.places.push(key.clone());
            }
        }
    }
    out
}
