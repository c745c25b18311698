//! Words of a text with their places: the one tokenizer of the layer.

use super::Span;
use crate::domain::fold;

/// A word as it stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word<'t> {
    /// Where it stands.
    pub span: Span,
    /// As written.
    pub text: &'t str,
    /// Folded for comparison; never empty.
    pub folded: String,
}

impl Word<'_> {
    /// Tells whether the word begins with a capital letter.
    pub fn is_capitalised(&self) -> bool {
        self.text
            .chars()
            .next()
            .is_some_and(|c| c.is_uppercase() || (c.is_alphabetic() && c.to_lowercase().eq([c]) && !c.is_lowercase()))
    }

    /// Tells whether the word is a single character of a script without spaces.
    pub fn is_cjk(&self) -> bool {
        self.text.chars().next().is_some_and(fold::is_cjk)
    }
}

/// Returns the words of a text in order: runs of letters, digits and marks, apostrophes inside a word kept in it;
/// each Chinese, Japanese or Korean character is a word of its own. Everything else separates.
/// Their `folded` forms are exactly [`fold::words`].
pub fn words(text: &str) -> Vec<Word<'_>> {
    // Most words have four letters and a space.
    let mut out = Vec::with_capacity(text.len() / 5 + 1);
    let mut start: Option<usize> = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c.is_ascii_alphanumeric() {
            start.get_or_insert(at);
        } else if fold::is_cjk(c) {
            push(text, start.take(), at, &mut out);
            push(text, Some(at), at + c.len_utf8(), &mut out);
        } else if !c.is_ascii() && fold::is_word(c) {
            start.get_or_insert(at);
        } else if start.is_some() && fold::is_inner(c) && chars.peek().is_some_and(|(_, n)| n.is_alphanumeric()) {
            // joined: the apostrophe of O'Brien
        } else {
            push(text, start.take(), at, &mut out);
        }
    }
    push(text, start, text.len(), &mut out);
    out
}

fn push<'t>(text: &'t str, start: Option<usize>, end: usize, out: &mut Vec<Word<'t>>) {
    let Some(start) = start else { return };
    let Some(word) = text.get(start..end) else { return };
    let mut folded = fold::fold(word);
    // Only an apostrophe and what a transliteration adds are no part of the word.
    if !folded.bytes().all(|b| b.is_ascii_alphanumeric()) {
        folded.retain(char::is_alphanumeric);
    }
    if !folded.is_empty() {
        out.push(Word { span: start..end, text: word, folded });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_agree_with_the_fold() {
        for text in
            ["Coffee with O'Brien & José, 90 min", "与王小明 lunch", "", "Grace’s Anne-Marie", "a\u{301}b \u{200d}"]
        {
            let found = words(text);
            assert_eq!(found.iter().map(|w| w.folded.clone()).collect::<Vec<_>>(), fold::words(text));
            for word in &found {
                assert_eq!(&text[word.span.clone()], word.text);
            }
        }
    }
}
