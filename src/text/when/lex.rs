//! Pieces of a text: words, numbers and marks, with their places.
//!
//! Finer than the words of a name: a date needs to see the marks between numbers and where digits meet letters.

use super::words::{Roles, RolesByLanguage, roles_of};
use crate::domain::fold;
use crate::text::Span;
use crate::text::index::Key;

/// No word of the tables is longer, in bytes; longer words are not worth folding.
const LONGEST_WORD: usize = 24;

/// What a piece is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters and marks, with apostrophes inside.
    Word,
    /// ASCII digits.
    Number,
    /// Any other single character that is no space.
    Mark,
}

/// What stands between a piece and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing.
    None,
    /// Space on one line.
    Space,
    /// A line break.
    Line,
}

/// A piece of a text.
#[derive(Debug, Clone)]
pub(super) struct Token<'t> {
    pub kind: Kind,
    pub span: Span,
    pub text: &'t str,
    /// A word folded, without its apostrophes; empty for numbers, marks and words too long to matter.
    pub folded: Key,
    /// What the word may be the beginning of, in each language.
    pub roles: RolesByLanguage,
    /// The word ends in an apostrophe and s.
    pub possessive: bool,
    pub gap: Gap,
}

impl Token<'_> {
    /// Tells whether the word is this one, or this one's possessive.
    pub fn is(&self, word: &str) -> bool {
        self.starts(word) == Some("")
    }

    /// Returns what follows the first word of an entry, if that is the word, or the word is its possessive.
    pub fn starts<'e>(&self, entry: &'e str) -> Option<&'e str> {
        let word = self.folded.word();
        let rest = |word: &[u8]| {
            let ends = !word.is_empty() && matches!(entry.as_bytes().get(word.len()), None | Some(b' '));
            if ends && entry.as_bytes().starts_with(word) { entry.get(word.len()..) } else { None }
        };
        match rest(word) {
            None if self.possessive => word.strip_suffix(b"s").and_then(rest),
            rest => rest,
        }
    }

    /// Tells whether the first word of an entry may be this one, by its first letter and its end: most are not, which
    /// is quicker told than by comparing the words.
    #[inline(always)]
    pub fn resembles(&self, entry: &str) -> bool {
        let (entry, word) = (entry.as_bytes(), self.folded.word());
        entry.first() == word.first() && (self.possessive || matches!(entry.get(word.len()), None | Some(b' ')))
    }

    /// Tells whether the piece is this mark.
    pub fn is_mark(&self, mark: char) -> bool {
        self.kind == Kind::Mark && self.text.starts_with(mark)
    }

    /// Tells whether the word begins with a capital letter.
    pub fn is_capital(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }

    /// Tells whether the piece plays one of these roles in some language.
    pub fn plays(&self, roles: Roles) -> bool {
        self.roles.iter().any(|of| of & roles != 0)
    }
}

/// Returns the pieces of the text from byte `from` on; none where that is not the start of a character.
pub(super) fn lex(text: &str, from: usize) -> Pieces<'_> {
    Pieces { text, at: if text.is_char_boundary(from) { from } else { text.len() } }
}

/// The pieces of a text in order.
#[derive(Debug)]
pub(super) struct Pieces<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Iterator for Pieces<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        let mut gap = Gap::None;
        let mut c = char_at(self.text, self.at)?;
        while c.is_whitespace() {
            let line = gap == Gap::Line || matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}');
            gap = if line { Gap::Line } else { Gap::Space };
            self.at += c.len_utf8();
            c = char_at(self.text, self.at)?;
        }
        let start = self.at;
        let kind = kind(c);
        let mut folded = Key::EMPTY;
        match kind {
            Kind::Word => folded = self.take_word(c),
            Kind::Number => self.at += self.rest().iter().take_while(|b| b.is_ascii_digit()).count(),
            Kind::Mark => self.at += c.len_utf8(),
        }
        let span = start..self.at;
        let text = self.text.get(span.clone()).unwrap_or("");
        let ends_in_s = matches!(text.as_bytes().last(), Some(b's' | b'S'));
        let possessive = ends_in_s && text.chars().rev().nth(1).is_some_and(fold::is_inner);
        let mut roles = RolesByLanguage::default();
        if folded != Key::EMPTY {
            roles = roles_of(&folded);
        }
        if possessive && let Some(owner) = folded.without_s() {
            roles.iter_mut().zip(roles_of(&owner)).for_each(|(roles, more)| *roles |= more);
        }
        Some(Token { kind, span, text, folded, roles, possessive, gap })
    }
}

impl<'t> Pieces<'t> {
    /// Guesses how many pieces there are, to save a list its growing: most words have four letters and a space.
    pub fn guess(&self) -> usize {
        self.text.len().saturating_sub(self.at) / 4 + 4
    }

    fn rest(&self) -> &'t [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or(&[])
    }

    /// Goes over the word that begins with `first` and returns it folded; nearly always in one go.
    fn take_word(&mut self, first: char) -> Key {
        let start = self.at;
        let (mut folded, letters) = Key::of_ascii(self.rest());
        self.at += if letters == 0 { first.len_utf8() } else { letters };
        if first.is_ascii() || !fold::is_cjk(first) {
            while let Some(next) = char_at(self.text, self.at).filter(|next| self.joins(*next)) {
                self.at += next.len_utf8();
                self.at += Key::of_ascii(self.rest()).1;
            }
        }
        let length = self.at - start;
        if length > letters {
            folded = match self.text.get(start..self.at) {
                Some(_) if length > LONGEST_WORD => Key::EMPTY,
                Some(word) if word.is_ascii() => {
                    let letters = word.bytes().filter(u8::is_ascii_alphabetic);
                    Key::new(letters.map(|b| b.to_ascii_lowercase()))
                }
                Some(word) => {
                    let letters: String = fold::fold(word).chars().filter(|c| c.is_alphanumeric()).collect();
                    Key::new(letters.bytes())
                }
                None => Key::EMPTY,
            };
        }
        folded
    }

    /// Tells whether the character that stands here goes on with a word.
    fn joins(&self, next: char) -> bool {
        if fold::is_inner(next) {
            return char_at(self.text, self.at + next.len_utf8()).is_some_and(char::is_alphabetic);
        }
        kind(next) == Kind::Word && (next.is_ascii() || !fold::is_cjk(next))
    }
}

#[inline]
fn char_at(text: &str, at: usize) -> Option<char> {
    match text.as_bytes().get(at) {
        Some(byte) if byte.is_ascii() => Some(char::from(*byte)),
        _ => text.get(at..)?.chars().next(),
    }
}

fn kind(c: char) -> Kind {
    match c {
        c if c.is_ascii_alphabetic() => Kind::Word,
        c if c.is_ascii_digit() => Kind::Number,
        c if !c.is_ascii() && fold::is_word(c) => Kind::Word,
        _ => Kind::Mark,
    }
}

/// Tells whether a phrase may start at byte `at`, by what is written right before it: not in the middle of a word,
/// an address, a tag, a version or a telephone number, and not after a backslash.
pub(super) fn opens(text: &str, at: usize) -> bool {
    let (Some(before), Some(first)) = (text.get(..at), text.get(at..).and_then(|rest| rest.chars().next())) else {
        return false;
    };
    if kind(first) == Kind::Mark || (!first.is_ascii() && fold::is_mark(first)) {
        return false;
    }
    let mut back = before.chars().rev();
    let Some(last) = back.next().filter(|c| *c != ' ') else { return true };
    let joined = back.next().is_some_and(char::is_alphanumeric);
    let number = first.is_ascii_digit();
    match last {
        c if fold::is_word(c) => false,
        '\\' | '@' | '#' | '_' | '+' | '$' | '€' | '£' | '/' | '=' | '~' => false,
        '.' | '-' | '–' | '\'' | '’' => !joined && !number,
        ':' | ',' | '&' => !(joined && number),
        _ => true,
    }
}

/// Tells whether a phrase may end before the piece `next`, by what is written right after it.
pub(super) fn closes(tokens: &[Token<'_>], next: usize) -> bool {
    let Some(mark) = tokens.get(next).filter(|t| t.gap == Gap::None) else { return true };
    if mark.kind != Kind::Mark {
        return false;
    }
    let after = tokens.get(next + 1).filter(|t| t.gap == Gap::None).map(|t| t.kind);
    match mark.text.chars().next() {
        Some('@' | '_' | '\\' | '#' | '%' | '=') => false,
        Some('.' | '-' | '–' | '/' | '\'' | '’') => !matches!(after, Some(Kind::Word | Kind::Number)),
        Some(':' | ',') => after != Some(Kind::Number),
        _ => true,
    }
}

/// Returns the folded word at the end of what stands before, if only spaces follow it; at most 24 letters of it.
pub(super) fn word_before(before: &str) -> Option<String> {
    let before = before.trim_end_matches([' ', '\t']);
    let letters = before.char_indices().rev().take(LONGEST_WORD).take_while(|(_, c)| fold::is_word(*c));
    let start = letters.last().map(|(i, _)| i)?;
    before.get(start..).map(fold::fold)
}

/// Tells whether a sentence starts after what stands before, where a capital tells nothing.
pub(super) fn starts_sentence(before: &str) -> bool {
    let before = before.trim_end_matches([' ', '\t', '"', '(', '“']);
    before.chars().next_back().is_none_or(|c| matches!(c, '.' | '!' | '?' | '\n' | '\r' | '…'))
}
