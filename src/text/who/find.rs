//! Names inside a sentence: longest first, on word boundaries. Only the words around a name are looked at.

use std::collections::BTreeSet;

use super::common::{is_adverb, is_common, is_connector, is_deed, is_opener, is_short};
use super::spaceless;
use super::{How, Mention, NameIndex, Span};
use crate::domain::fold;
use crate::domain::id::Id;
use crate::text::scan::{self, Word};
use crate::text::when;

/// Endings that hang on a name by an apostrophe without being part of it.
const ENDINGS: &[&str] = &["s", "ll", "d", "ve"];

/// Returns the word without "'s" or "'ll" as its byte length and folded form; `None` if it has no such ending.
pub(crate) fn base(word: &Word<'_>) -> Option<(usize, String)> {
    // Nothing was left out of it: it holds no apostrophe.
    if word.text.len() == word.folded.len() && word.text.is_ascii() {
        return None;
    }
    let (at, mark) = word.text.char_indices().rev().find(|(_, c)| fold::is_inner(*c))?;
    let ending = fold::fold(word.text.get(at + mark.len_utf8()..)?);
    let stem = word.text.get(..at)?;
    let folded = fold::words(stem).concat();
    (ENDINGS.contains(&ending.as_str()) && !folded.is_empty()).then_some((stem.len(), folded))
}

/// What stands between two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// Nothing, or spaces only.
    Space,
    /// A hyphen without spaces.
    Hyphen,
    /// The full stop of an initial or a title, and spaces.
    Dot,
    /// An opening bracket: what may follow a name is a hint.
    Bracket,
    Comma,
    /// The end of a sentence, a colon included: what follows may be capitalised without being a name.
    Stop,
    Other,
}

impl Gap {
    fn between(before: Option<&Word<'_>>, gap: &str) -> Gap {
        let Some(before) = before else { return Gap::Stop };
        let dotted = || before.text.chars().count() == 1 && before.is_capitalised() || is_short(&before.folded);
        match gap.trim() {
            _ if gap.contains('\n') => Gap::Stop,
            "" => Gap::Space,
            // "w/ Grace".
            "/" if before.folded == "w" => Gap::Space,
            // Between the names of one person in katakana.
            "・" | "･" | "゠" => Gap::Space,
            "-" | "‐" | "‑" if gap.len() == gap.trim().len() => Gap::Hyphen,
            "." if dotted() => Gap::Dot,
            "(" | "（" => Gap::Bracket,
            "," => Gap::Comma,
            other if other.contains(['.', '!', '?', ':', '…', '。', '！', '？', '：']) => Gap::Stop,
            _ => Gap::Other,
        }
    }

    fn joins_a_name(self) -> bool {
        matches!(self, Gap::Space | Gap::Hyphen | Gap::Dot)
    }
}

/// Tells whether the range is glued by a hyphen or underscore to a further word, so that it is only a part of one.
fn is_joined(text: &str, span: &Span) -> bool {
    let glue = |c: char| matches!(c, '-' | '‐' | '‑' | '_');
    let before = text.get(..span.start).map(|t| t.chars().rev()).into_iter().flatten().take(2).collect::<Vec<_>>();
    let after = text.get(span.end..).map(str::chars).into_iter().flatten().take(2).collect::<Vec<_>>();
    [before, after].iter().any(|side| matches!(side.as_slice(), [g, w] if glue(*g) && w.is_alphanumeric()))
}

/// Whom the words of a hint leave of those who have a name.
struct Narrowed {
    left: Vec<(usize, How)>,
    /// How many words of the hint were read.
    words: usize,
    /// Where it ends, its closing bracket included.
    end: usize,
}

/// A sentence being searched.
struct Search<'a, 't> {
    index: &'a NameIndex,
    text: &'t str,
    words: &'a [Word<'t>],
}

/// How sure a hit is.
enum Standing {
    Sure,
    /// A common word at the start of a sentence: a name if the person is named elsewhere too.
    IfNamedElsewhere,
    No,
}

impl NameIndex {
    /// Returns the names in a sentence: longest first, on word boundaries, no overlaps, left to right.
    /// A common word counts only where its place says that it is a name; after a backslash nothing does.
    pub fn find(&self, text: &str) -> Vec<Mention> {
        self.find_among(text, &scan::words(text))
    }

    /// Returns the names in a sentence of these words, as [`NameIndex::find`] does.
    pub(crate) fn find_among(&self, text: &str, words: &[Word<'_>]) -> Vec<Mention> {
        let search = Search { index: self, text, words };
        let mut found: Vec<(Mention, bool)> = Vec::new();
        let mut at = 0;
        while at < words.len() {
            match search.longest(at) {
                Some((mention, len, sure)) => {
                    found.push((mention, sure));
                    at += len;
                }
                None => at += 1,
            }
        }
        let named: BTreeSet<Vec<Id>> =
            found.iter().filter(|(_, sure)| *sure).map(|(m, _)| m.candidates.clone()).collect();
        found.into_iter().filter(|(m, sure)| *sure || named.contains(&m.candidates)).map(|(m, _)| m).collect()
    }
}

impl<'t> Search<'_, 't> {
    fn word(&self, at: usize) -> Option<&Word<'t>> {
        self.words.get(at)
    }

    fn gap(&self, at: usize) -> Gap {
        let before = at.checked_sub(1).and_then(|b| self.word(b));
        let start = before.map_or(0, |w| w.span.end);
        let end = self.word(at).map_or(self.text.len(), |w| w.span.start);
        Gap::between(before, self.text.get(start..end).unwrap_or_default())
    }

    /// Returns the longest acceptable form that begins at the word, its length in words, and whether it is sure.
    fn longest(&self, at: usize) -> Option<(Mention, usize, bool)> {
        let first = self.word(at)?;
        if self.text.get(..first.span.start)?.ends_with('\\') {
            return None;
        }
        // Most words begin no name: nothing else is asked about them.
        if !self.index.begins(&first.folded) && base(first).is_none_or(|(_, stem)| !self.index.begins(&stem)) {
            return None;
        }
        // The folded words from here on, and where in them the last word of each length begins.
        let mut words = first.folded.clone() + " ";
        let mut starts = vec![0];
        for (next, word) in self.words.iter().enumerate().skip(at + 1) {
            if !self.index.begins(&words) || !self.gap(next).joins_a_name() {
                break;
            }
            starts.push(words.len());
            words.push_str(&word.folded);
            words.push(' ');
        }
        starts.iter().enumerate().rev().find_map(|(i, start)| self.hit(at, i + 1, words.get(..*start)?))
    }

    /// Looks up the words `at..at + len`, of which all but the last are already joined in `before`.
    fn hit(&self, at: usize, len: usize, before: &str) -> Option<(Mention, usize, bool)> {
        let (first, last) = (self.word(at)?, self.word(at + len - 1)?);
        let whole = (last.span.end, last.folded.clone());
        let stem = base(last).map(|(bytes, folded)| (last.span.start + bytes, folded));
        let (end, mut hits) = [Some(whole), stem]
            .into_iter()
            .flatten()
            .map(|(end, tail)| (end, self.index.called(&[before, &tail].concat())))
            .find(|(_, hits)| !hits.is_empty())?;
        let (mut len, mut span) = (len, first.span.start..end);
        if let Some(narrowed) = self.narrowed(&hits, at + len) {
            hits = narrowed.left;
            len += narrowed.words;
            span.end = narrowed.end;
        }
        let (candidates, how) = self.index.best(hits);
        let how = how?;
        let sure = match self.standing(at, len, how, &span) {
            Standing::Sure => true,
            Standing::IfNamedElsewhere => false,
            Standing::No => return None,
        };
        Some((Mention { span, candidates, how }, len, sure))
    }

    /// Reads words of a hint after a name ("John Kim (Riga, brewer)").
    fn narrowed(&self, hits: &[(usize, How)], at: usize) -> Option<Narrowed> {
        let gap = self.gap(at);
        let word = self.word(at)?;
        if !(gap == Gap::Bracket || gap == Gap::Space && word.is_capitalised()) {
            return None;
        }
        // A hint may hold brackets of its own.
        let mut open = usize::from(gap == Gap::Bracket);
        let mut left = self.index.with_hint(hits, std::slice::from_ref(&word.folded));
        if left.is_empty() {
            return None;
        }
        let mut words = 1;
        while let Some(next) = self.word(at + words) {
            let still = if open > 0 { self.open_after(at + words, open) } else { 0 };
            if still == 0 && (open > 0 || self.gap(at + words) != Gap::Space) {
                break;
            }
            let fewer = self.index.with_hint(&left, std::slice::from_ref(&next.folded));
            if fewer.is_empty() {
                break;
            }
            (left, open) = (fewer, still);
            words += 1;
        }
        let end = self.word(at + words - 1)?.span.end;
        let end = if open > 0 { self.closed(end, open).unwrap_or(end) } else { end };
        Some(Narrowed { left, words, end })
    }

    /// Returns how many brackets are open before the word, where so many were before the gap; 0 where all were closed.
    fn open_after(&self, at: usize, mut open: usize) -> usize {
        let start = at.checked_sub(1).and_then(|b| self.word(b)).map_or(0, |w| w.span.end);
        let end = self.word(at).map_or(self.text.len(), |w| w.span.start);
        for c in self.text.get(start..end).unwrap_or_default().chars() {
            match c {
                '(' | '（' => open += 1,
                ')' | '）' => open -= 1,
                '\n' => return 0,
                _ => {}
            }
            if open == 0 {
                break;
            }
        }
        open
    }

    /// Returns where the last of so many brackets is closed after the byte; `None` where more words come before.
    fn closed(&self, from: usize, mut open: usize) -> Option<usize> {
        for (at, c) in self.text.get(from..)?.char_indices() {
            match c {
                ')' | '）' => open -= 1,
                '(' | '（' | '\n' => return None,
                c if fold::is_word(c) => return None,
                _ => {}
            }
            if open == 0 {
                return Some(from + at + c.len_utf8());
            }
        }
        None
    }

    fn standing(&self, at: usize, len: usize, how: How, span: &Span) -> Standing {
        let (Some(first), Some(last)) = (self.word(at), self.word(at + len - 1)) else { return Standing::No };
        if is_joined(self.text, span) {
            return Standing::No;
        }
        if first.is_cjk() {
            return self.standing_in_cjk(at, len, how);
        }
        if len > 1 {
            return match how {
                How::FirstAndInitial if last.text.chars().count() == 1 && !self.is_initial(last) => Standing::No,
                _ => Standing::Sure,
            };
        }
        if !first.is_capitalised() && self.text.get(span.clone()).is_some_and(|name| name.chars().count() <= 2) {
            return Standing::No;
        }
        let folded =
            base(first).filter(|(bytes, _)| *bytes == span.len()).map_or_else(|| first.folded.clone(), |(_, f)| f);
        if is_common(&folded) { self.standing_of_common(at, span, &folded) } else { Standing::Sure }
    }

    /// A lone capital is an initial; "I" is one only before a full stop.
    fn is_initial(&self, word: &Word<'_>) -> bool {
        word.is_capitalised()
            && (word.text != "I" || self.text.get(word.span.end..).is_some_and(|t| t.starts_with('.')))
    }

    /// Without spaces a single character is too likely a part of a word, and a given name follows a family name.
    fn standing_in_cjk(&self, at: usize, len: usize, how: How) -> Standing {
        let touches = |i: usize| self.word(i).filter(|w| w.is_cjk());
        let before =
            at.checked_sub(1).and_then(touches).filter(|w| self.word(at).is_some_and(|n| n.span.start == w.span.end));
        let after = touches(at + len).filter(|w| self.word(at + len - 1).is_some_and(|n| n.span.end == w.span.start));
        let ends = |side: Option<&Word<'t>>, own: usize, fits: fn(&str, &str) -> bool| {
            side.zip(self.word(own)).is_none_or(|(other, own)| fits(own.text, other.text))
        };
        let whole = ends(before, at, spaceless::begins_after) && ends(after, at + len - 1, spaceless::ends_before);
        let alone = before.is_none() && after.is_none();
        let opened = before.is_none_or(|w| spaceless::opens_given_name(w.text));
        let addressed = || {
            let end = self.word(at + len - 1).map_or(self.text.len(), |w| w.span.end);
            spaceless::is_addressed(self.text.get(end..).unwrap_or_default())
        };
        match how {
            _ if !whole => Standing::No,
            _ if len == 1 && !alone && !(opened && addressed()) => Standing::No,
            How::First if !opened => Standing::No,
            _ => Standing::Sure,
        }
    }

    fn standing_of_common(&self, at: usize, span: &Span, name: &str) -> Standing {
        let gap = self.gap(at);
        let before = at.checked_sub(1).and_then(|b| self.word(b));
        let connected = gap == Gap::Space && before.is_some_and(|w| is_connector(&w.folded));
        let capital = self.word(at).is_some_and(Word::is_capitalised);
        let possessive = self.word(at).is_some_and(|w| w.span.end > span.end);
        let next = self.word(at + 1);
        match gap {
            // After "with" and a verb of meeting the object is a person, as it is written.
            Gap::Space if connected && before.is_some_and(|w| !matches!(w.folded.as_str(), "and" | "dan")) => {
                Standing::Sure
            }
            Gap::Stop if !capital => Standing::No,
            Gap::Stop if possessive || !is_opener(name) || self.is_named(at) => Standing::Sure,
            Gap::Stop if self.is_before_a_day(at) => Standing::Sure,
            Gap::Stop
                if self.gap(at + 1) == Gap::Comma && next.is_some_and(|w| w.is_capitalised() && w.text != "I") =>
            {
                Standing::Sure
            }
            Gap::Stop => Standing::IfNamedElsewhere,
            _ if capital => Standing::Sure,
            // "and will" may be a name or a verb: only the end of a list tells.
            Gap::Comma | Gap::Space if connected || gap == Gap::Comma => {
                let ends =
                    next.is_none() || self.gap(at + 1) != Gap::Space || next.is_some_and(|w| is_connector(&w.folded));
                if ends { Standing::Sure } else { Standing::No }
            }
            _ => Standing::No,
        }
    }

    /// Tells whether a comma and a day of some month follow: "May, 5 June" is somebody and a day.
    fn is_before_a_day(&self, at: usize) -> bool {
        let number = |w: &Word<'_>| w.text.len() <= 2 && w.text.bytes().all(|b| b.is_ascii_digit());
        self.gap(at + 1) == Gap::Comma
            && self.word(at + 1).is_some_and(number)
            && self.gap(at + 2) == Gap::Space
            && self.word(at + 2).is_some_and(|w| when::is_calendar_name(w.text))
    }

    /// Tells whether what follows a capitalised word at the start of a sentence makes it a name: a verb, a colon, a
    /// value ("Grace +2"), or a further name with a verb ("Grace Kelly called").
    fn is_named(&self, at: usize) -> bool {
        let verb = |at: usize| self.word(at).is_some_and(|w| is_deed(&w.folded)) && self.gap(at) == Gap::Space;
        let (Some(word), next) = (self.word(at), self.word(at + 1)) else { return false };
        let end = next.map_or(self.text.len(), |w| w.span.start);
        let gap = self.text.get(word.span.end..end).unwrap_or_default().trim();
        let adverb = next.is_some_and(|w| is_adverb(&w.folded)) && self.gap(at + 1) == Gap::Space;
        verb(at + 1)
            || adverb && verb(at + 2)
            || gap.starts_with(':')
            || matches!(gap, "+" | "-" | "−" | "(+" | "(-")
            || next.is_some_and(Word::is_capitalised) && verb(at + 2)
    }
}
