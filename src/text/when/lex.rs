//! Pieces of a text: words, numbers and marks, with their places.
//!
//! Finer than the words of a name: a date needs to see the marks between numbers and where digits meet letters.

use crate::domain::fold;
use crate::text::Span;

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
    pub folded: String,
    /// The word ends in an apostrophe and s.
    pub possessive: bool,
    pub gap: Gap,
}

impl Token<'_> {
    /// Tells whether the word is this one, or this one's possessive.
    pub fn is(&self, word: &str) -> bool {
        self.kind == Kind::Word
            && (self.folded == word || (self.possessive && self.folded.strip_suffix('s') == Some(word)))
    }

    /// Tells whether the piece is this mark.
    pub fn is_mark(&self, mark: char) -> bool {
        self.kind == Kind::Mark && self.text.starts_with(mark)
    }

    /// Tells whether the word begins with a capital letter.
    pub fn is_capital(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }
}

/// Returns up to `limit` pieces of the text from byte `from` on; none where that is not the start of a character.
pub(super) fn lex(text: &str, from: usize, limit: usize) -> Vec<Token<'_>> {
    let mut out: Vec<Token<'_>> = Vec::new();
    let mut chars = text.get(from..).unwrap_or("").char_indices().map(|(i, c)| (from + i, c)).peekable();
    let mut gap = Gap::None;
    while let Some((start, c)) = chars.next() {
        if out.len() >= limit {
            break;
        }
        if c.is_whitespace() {
            let line = gap == Gap::Line || matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}');
            gap = if line { Gap::Line } else { Gap::Space };
            continue;
        }
        let kind = kind(c);
        let mut end = start + c.len_utf8();
        while let Some(&(i, next)) = chars.peek() {
            let joins = match kind {
                Kind::Mark => false,
                Kind::Number => next.is_ascii_digit(),
                Kind::Word if fold::is_cjk(c) => false,
                Kind::Word if fold::is_inner(next) => letter_after(text, i + next.len_utf8()),
                Kind::Word => self::kind(next) == Kind::Word && !fold::is_cjk(next),
            };
            if !joins {
                break;
            }
            end = i + next.len_utf8();
            chars.next();
        }
        out.push(token(text, kind, start..end, gap));
        gap = Gap::None;
    }
    out
}

fn kind(c: char) -> Kind {
    match c {
        c if c.is_ascii_digit() => Kind::Number,
        c if fold::is_word(c) => Kind::Word,
        _ => Kind::Mark,
    }
}

fn letter_after(text: &str, at: usize) -> bool {
    text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphabetic)
}

fn token(text: &str, kind: Kind, span: Span, gap: Gap) -> Token<'_> {
    let piece = text.get(span.clone()).unwrap_or("");
    let folded = match kind {
        Kind::Word if piece.len() <= LONGEST_WORD => {
            fold::fold(piece).chars().filter(|c| c.is_alphanumeric()).collect()
        }
        _ => String::new(),
    };
    let mut tail = piece.chars().rev();
    let possessive = matches!(tail.next(), Some('s' | 'S')) && tail.next().is_some_and(fold::is_inner);
    Token { kind, span, text: piece, folded, possessive, gap }
}

/// Tells whether a phrase may start at byte `at`, by what is written right before it: not in the middle of a word,
/// an address, a tag, a version or a telephone number, and not after a backslash.
pub(super) fn opens(text: &str, at: usize) -> bool {
    let (Some(before), Some(first)) = (text.get(..at), text.get(at..).and_then(|rest| rest.chars().next())) else {
        return false;
    };
    if kind(first) == Kind::Mark || fold::is_mark(first) {
        return false;
    }
    let mut back = before.chars().rev();
    let Some(last) = back.next() else { return true };
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

/// Returns the folded word that stands before byte `at`, if only spaces are between; at most 24 bytes of it.
pub(super) fn word_before(text: &str, at: usize) -> Option<String> {
    let before = text.get(..at)?.trim_end_matches([' ', '\t']);
    let letters = before.char_indices().rev().take(LONGEST_WORD).take_while(|(_, c)| fold::is_word(*c));
    let start = letters.last().map(|(i, _)| i)?;
    before.get(start..).map(fold::fold)
}

/// Tells whether a sentence starts at byte `at`.
pub(super) fn starts_sentence(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or("").trim_end_matches([' ', '\t', '"', '(', '“']);
    before.chars().next_back().is_none_or(|c| matches!(c, '.' | '!' | '?' | '\n' | '\r' | '…'))
}
