//! One sentence cut into words, with what separates them and which of them stand in marks. No meaning is given here.

use std::ops::Range;

use crate::domain::fold;
use crate::text::Span;
use crate::text::marks::{self, Mark};
use crate::text::scan::{self, Word};
use crate::text::who;

/// How far a reading looks around for what belongs to it, in words: farther than any clause, and it keeps
/// the time linear in the length of the text.
pub(super) const REACH: usize = 48;

/// Shortened words before a number.
const NUMBERED: &[&str] =
    &["vers", "ver", "v", "vol", "ch", "chap", "nr", "pp", "fig", "sec", "ep", "bab", "hal", "hlm", "ca", "rp"];

/// What separates a word from the one before it, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Break {
    None,
    Comma,
    /// `;`, `:`, brackets and dashes.
    Clause,
    Sentence,
}

impl Break {
    fn between(before: &Word<'_>, gap: &str) -> Break {
        let shortened = || before.text.chars().count() == 1 && before.is_capitalised() || who::is_short(&before.folded);
        // A joined full stop ("3.5", "a.example") ends nothing.
        let stop =
            gap.contains(['!', '?', '\n', '。', '！', '？', '…']) || gap.contains('.') && gap.len() > 1 && !shortened();
        if stop {
            Break::Sentence
        } else if gap.contains([';', ':', '(', ')', '–', '—', '；', '：']) || gap.contains(" - ") {
            Break::Clause
        } else if gap.contains([',', '，', '、']) {
            Break::Comma
        } else {
            Break::None
        }
    }
}

/// A text with its words and marks.
pub(super) struct Line<'t> {
    pub text: &'t str,
    pub words: Vec<Word<'t>>,
    pub marks: Vec<(Mark, Span)>,
    /// What stands before each word.
    breaks: Vec<Break>,
    /// Whether each word lies in a mark.
    marked: Vec<bool>,
}

impl<'t> Line<'t> {
    pub fn new(text: &'t str) -> Self {
        let words = scan::words(text);
        let marks = marks::find(text);
        let mut line = Line { text, words, marks, breaks: Vec::new(), marked: Vec::new() };
        line.marked = line.words.iter().map(|w| line.mark_at(&w.span).is_some()).collect();
        line.breaks = (0..line.words.len()).map(|i| line.read_break(i)).collect();
        line
    }

    /// Lets a mark end earlier; the words after it are plain again.
    pub fn shorten_mark(&mut self, mark: usize, end: usize) {
        let Some((_, span)) = self.marks.get_mut(mark) else { return };
        let old = span.clone();
        span.end = end.clamp(old.start, old.end);
        for at in self.indices(&old) {
            let inside = self.words.get(at).is_some_and(|w| w.span.start < end);
            if let Some(marked) = self.marked.get_mut(at) {
                *marked = inside;
            }
        }
    }

    /// Lets a name with its hint in brackets be one piece: what follows stands beside the name, not behind a bracket.
    pub fn join_hint(&mut self, name: &Span) {
        let words = self.indices(name);
        let Some(last) = words.end.checked_sub(1).and_then(|last| self.words.get_mut(last)) else { return };
        // The closing bracket belongs to the last word of the hint.
        if let Some(text) = self.text.get(last.span.start..name.end) {
            last.text = text;
            last.span.end = name.end;
        }
        for at in words.start + 1..=words.end {
            let strength = if at < words.end { Break::None } else { self.read_break(at) };
            if let Some(kept) = self.breaks.get_mut(at) {
                *kept = strength;
            }
        }
    }

    fn read_break(&self, at: usize) -> Break {
        let (Some(before), Some(word)) = (at.checked_sub(1).and_then(|b| self.words.get(b)), self.words.get(at)) else {
            return Break::Sentence;
        };
        let gap = self.text.get(before.span.end..word.span.start).unwrap_or_default();
        // Nearly all words stand so.
        if gap == " " {
            return Break::None;
        }
        // A value belongs to the words before it, whatever bracket or comma stands between.
        let joined = self.is_value(at) && !gap.contains(['.', ';', '\n']);
        // "Vers. 2", "ch. 3": the full stop shortens a word before a number.
        let numbered = gap == ". "
            && word.text.starts_with(|c: char| c.is_ascii_digit())
            && NUMBERED.contains(&before.folded.as_str());
        if joined || numbered { Break::None } else { Break::between(before, gap) }
    }

    pub fn word(&self, at: usize) -> Option<&Word<'t>> {
        self.words.get(at)
    }

    /// Returns the folded word; empty past the end and in a mark, which no table holds.
    pub fn folded(&self, at: usize) -> &str {
        self.words.get(at).filter(|_| !self.is_marked(at)).map_or("", |w| w.folded.as_str())
    }

    /// Returns what separates the word from the one before; both ends of the text end a sentence.
    pub fn break_before(&self, at: usize) -> Break {
        self.breaks.get(at).copied().unwrap_or(Break::Sentence)
    }

    /// Returns what stands between the word and the one before.
    pub fn gap_before(&self, at: usize) -> &'t str {
        let start = at.checked_sub(1).and_then(|b| self.words.get(b)).map_or(0, |w| w.span.end);
        let end = self.words.get(at).map_or(self.text.len(), |w| w.span.start);
        self.text.get(start..end).unwrap_or_default()
    }

    pub fn is_marked(&self, at: usize) -> bool {
        self.marked.get(at).copied().unwrap_or_default()
    }

    /// Returns the first mark that overlaps the span.
    pub fn mark_at(&self, span: &Span) -> Option<&(Mark, Span)> {
        let at = self.marks.partition_point(|(_, mark)| mark.end <= span.start);
        self.marks.get(at).filter(|(_, mark)| mark.start < span.end)
    }

    /// Returns the index of the first word that ends after the byte.
    pub fn index_at(&self, byte: usize) -> usize {
        self.words.partition_point(|w| w.span.end <= byte)
    }

    /// Returns the indices of the words that overlap the span.
    pub fn indices(&self, span: &Span) -> Range<usize> {
        self.index_at(span.start)..self.words.partition_point(|w| w.span.start < span.end)
    }

    /// Returns the bytes of the words; empty where there are none.
    pub fn span(&self, words: Range<usize>) -> Span {
        let start = self.words.get(words.start).map_or(self.text.len(), |w| w.span.start);
        let end = words
            .end
            .min(self.words.len())
            .checked_sub(1)
            .and_then(|last| self.words.get(last))
            .map_or(start, |w| w.span.end);
        start..end.max(start)
    }

    /// Returns the bytes of the words, the brackets of names at both ends included.
    pub fn whole_span(&self, words: Range<usize>) -> Span {
        let span = self.span(words);
        let bracketed = |end: Span| self.mark_at(&end).filter(|(mark, _)| matches!(mark, Mark::Name(_)));
        if span.is_empty() {
            return span;
        }
        let first = bracketed(span.start..span.start + 1).map_or(span.start, |(_, mark)| mark.start);
        first..bracketed(span.end - 1..span.end).map_or(span.end, |(_, mark)| mark.end)
    }

    /// Tells whether the word is the number of a value like `+2` or `-1`.
    pub fn is_value(&self, at: usize) -> bool {
        let Some(word) = self.words.get(at).filter(|w| matches!(w.text, "0" | "1" | "2")) else { return false };
        let mut before = self.text.get(..word.span.start).unwrap_or_default().chars().rev();
        let signed = before.next().is_some_and(|c| matches!(c, '+' | '-' | '−'));
        let apart = before.next().is_none_or(|c| c.is_whitespace() || matches!(c, '(' | ','));
        let after = self.text.get(word.span.end..).and_then(|t| t.chars().next());
        signed && apart && after.is_none_or(|c| c.is_whitespace() || matches!(c, ')' | ',' | ';' | '.' | '!'))
    }

    /// Returns where the clause of a word begins: after the last break of at least this strength.
    pub fn start_of(&self, at: usize, strength: Break) -> usize {
        let least = at.saturating_sub(REACH);
        (least..=at).rev().find(|i| self.break_before(*i) >= strength).unwrap_or(least)
    }

    /// Returns the stem of a word with an ending like "'ll", folded: `i` for "I'll".
    pub fn stem_before(&self, at: usize, ending: &str) -> Option<String> {
        let word = self.words.get(at).filter(|_| !self.is_marked(at))?;
        // "I'm" is no ending of a name, and so not one of [`who::base`].
        let (apostrophe, mark) = word.text.char_indices().rev().find(|(_, c)| fold::is_inner(*c))?;
        let tail = word.text.get(apostrophe + mark.len_utf8()..)?;
        let stem = word.text.get(..apostrophe).filter(|_| tail.eq_ignore_ascii_case(ending))?;
        Some(fold::words(stem).concat()).filter(|stem| !stem.is_empty())
    }
}
