//! The words of a feeling: how far they reach, and what they say.

use super::dates::Dates;
use super::language::{KINDS, PROMISED, WORDS};
use super::line::{Break, Line, REACH};
use super::people::People;
use super::whose::Whose;
use crate::domain::meeting::Feeling;
use crate::text::{Span, feelings, who};

/// A feeling as its words stand in a line.
pub(super) struct Told {
    /// The word after it.
    pub end: usize,
    /// From its first word to its last sign.
    pub span: Span,
    pub feeling: Feeling,
    /// A number beside it that is no value.
    pub wrong: Option<Span>,
}

/// Reads words of feeling.
pub(super) struct Words<'a, 't> {
    pub line: &'a Line<'t>,
    pub people: &'a People,
    pub dates: &'a Dates,
    pub whose: &'a Whose<'a, 't>,
}

impl Words<'_, '_> {
    /// Reads the feeling that begins at the word, up to the end of its clause; `None` where nothing is said.
    pub fn feeling(&self, start: usize) -> Option<Told> {
        let over = self.line.break_before(start) == Break::Sentence || self.line.gap_before(start).contains([';', ')']);
        self.read(start, if over { start } else { self.end(start) })
    }

    /// Reads the feeling that a clause or a sentence begins with at the word; `None` where nothing is said.
    pub fn opening(&self, start: usize) -> Option<Told> {
        self.read(start, self.end(start))
    }

    fn read(&self, start: usize, end: usize) -> Option<Told> {
        // "small next to Grace", "heard by Friday"
        let lead = end.checked_sub(1).filter(|last| *last > start && self.line.break_before(end) == Break::None);
        let led = lead.is_some_and(|l| WORDS.date_leads.or(WORDS.due).contains(self.line.folded(l)));
        let cut = led && (self.is_tail(end) || self.is_day(end));
        let told = Told { end, ..self.told(start, end - usize::from(cut)) };
        (!told.feeling.is_empty()).then_some(told)
    }

    /// Reads a feeling from its negation on ("didn't make me feel safe"), which turns it however far it stands.
    pub fn negated(&self, not: usize, told: Told) -> Told {
        let said = |at: &usize| WORDS.negations.or(WORDS.fails).or(WORDS.adverbs).contains(self.line.folded(*at));
        let lead = (not..told.end).take_while(|at| *at == not || said(at) || self.line.folded(*at) == "pernah");
        let lead = self.line.span(not..lead.last().map_or(not, |last| last) + 1);
        let lead = self.line.text.get(lead).unwrap_or_default();
        let written = told.feeling.value != feelings::value(&told.feeling.words);
        let whole = self.told(not, told.end);
        let read = feelings::value(&format!("{lead} {}", told.feeling.words));
        let value = if written { told.feeling.value } else { read };
        Told { feeling: Feeling { value, ..whole.feeling }, wrong: told.wrong, ..whole }
    }

    /// Reads the words between as one feeling.
    pub fn told(&self, start: usize, end: usize) -> Told {
        let text = self.line.text;
        let mut span = if end > start {
            self.line.span(start..end)
        } else {
            let at = start.checked_sub(1).map_or(0, |b| self.line.span(b..start).end);
            at..at
        };
        if self.is_signed(start) && end > start {
            // The sign stands before its number, outside of the word.
            let before = text.get(..span.start).unwrap_or_default();
            span.start -= before.chars().next_back().map_or(0, char::len_utf8);
        }
        span.end += emoji(self.line.gap_before(end.max(start)));
        let said = text.get(span.clone()).unwrap_or_default();
        span.start += said.len() - said.trim_start().len();
        let mut wrong = feelings::out_of_range(said).map(|token| {
            let at = span.start + said.trim_start().find(token).unwrap_or_default();
            at..at + token.len()
        });
        let beside = matches!(self.line.gap_before(end).trim(), "+" | "-" | "−" | "(+" | "(-" | "(−");
        if wrong.is_none() && end > start && beside && self.is_signed(end) && !self.line.is_value(end) {
            wrong = Some(self.line.span(end..end + 1)).map(|number| {
                let sign = text.get(..number.start).and_then(|t| t.chars().next_back()).map_or(0, char::len_utf8);
                number.start - sign..number.end
            });
        }
        Told { end, feeling: feelings::parse(text.get(span.clone()).unwrap_or_default()), span, wrong }
    }

    /// Tells whether the word is a number of at most two digits with a sign of its own.
    fn is_signed(&self, at: usize) -> bool {
        let Some(word) = self.line.word(at) else { return false };
        let number = word.text.len() <= 2 && word.text.bytes().all(|b| b.is_ascii_digit());
        let gap = self.line.gap_before(at);
        let apart = gap.chars().rev().nth(1).is_none_or(|c| c.is_whitespace() || c == '(');
        number && gap.ends_with(['+', '-', '−']) && apart
    }

    /// Returns the value beside somebody's name that is none ("Grace +5"), where nothing follows it.
    pub fn wrong_value(&self, at: usize) -> Option<Span> {
        let alone = self.is_signed(at) && !self.line.is_value(at) && self.line.break_before(at + 1) >= Break::Comma;
        alone.then(|| self.line.span(at..at + 1)).map(|number| {
            let sign = self.line.gap_before(at).chars().next_back().map_or(0, char::len_utf8);
            number.start - sign..number.end
        })
    }

    fn end(&self, start: usize) -> usize {
        let line = self.line;
        let last = (start + REACH).min(line.words.len());
        let mut clause = false;
        for at in start..last {
            if line.is_marked(at) {
                return at;
            }
            let word = line.folded(at);
            clause |= WORDS.likes.contains(word);
            if at == start {
                let gap = line.gap_before(at);
                // "made me feel 😊 and I": no word is left to it.
                let other = WORDS.joints.contains(word) || self.is_reason(at) || self.is_speaker(at) || self.is_day(at);
                if other && emoji(gap) > 0 {
                    return at;
                }
                continue;
            }
            match line.break_before(at) {
                Break::None => {}
                // "safe, seen and heard": one more feeling.
                Break::Comma if self.only_feelings(at) || self.leads_on(at) => {}
                _ => return at,
            }
            let after_like = WORDS.likes.contains(line.folded(at - 1));
            let joint = WORDS.joints.contains(word) && self.begins_clause(at + 1) && !self.goes_on(at);
            let reason = self.is_reason(at) && (!clause || self.begins_clause(at + 1));
            let speaks = self.is_speaker(at) && !after_like;
            if joint || reason || speaks || self.is_tail(at) || self.is_day(at) {
                return at;
            }
        }
        last
    }

    /// Tells whether the word leads to a reason or a place, not to more of the feeling ("at ease", "so great").
    fn is_reason(&self, at: usize) -> bool {
        let word = self.line.folded(at);
        let measure = WORDS.measures.contains(word) && self.goes_on(at);
        let at_all = WORDS.places.contains(word) && WORDS.everyone.contains(self.line.folded(at + 1));
        WORDS.because.contains(word) && !at_all && !WORDS.likes.contains(word) && !self.is_entry(at) && !measure
    }

    /// Tells whether a feeling follows, words of how much read over.
    fn goes_on(&self, at: usize) -> bool {
        let mut next = at + 1;
        while self.line.break_before(next) == Break::None && WORDS.measures.contains(self.line.folded(next)) {
            next += 1;
        }
        self.line.break_before(next) == Break::None
            && (feelings::is_known(self.line.folded(next)) || self.is_entry(next))
    }

    /// Tells whether words of how much, commas between them, lead to a feeling ("really, really, so happy").
    fn leads_on(&self, at: usize) -> bool {
        let small = |i: &usize| {
            WORDS.measures.or(WORDS.adverbs).contains(self.line.folded(*i))
                && self.line.break_before(*i) <= Break::Comma
        };
        let next = at + (at..at + REACH).take_while(small).count();
        let known = || feelings::is_known(self.line.folded(next)) || self.is_entry(next);
        let whole = if small(&(at - 1)) { known() } else { self.only_feelings(next) };
        next > at && self.line.break_before(next) <= Break::Comma && whole
    }

    /// Tells whether the lexicon has an entry of this word and the next ("at ease").
    pub fn is_entry(&self, at: usize) -> bool {
        let (word, next) = (self.line.folded(at), self.line.folded(at + 1));
        let alone = feelings::value(word).is_none() && feelings::value(next).is_none();
        alone && self.line.break_before(at + 1) == Break::None && feelings::value(&format!("{word} {next}")).is_some()
    }

    /// Tells whether feelings and nothing else stand between the word and the end of its clause.
    pub fn only_feelings(&self, start: usize) -> bool {
        let mut known = false;
        let mut at = start;
        while at < start + REACH {
            let word = self.line.folded(at);
            if at > start && (self.line.break_before(at) != Break::None || self.is_day(at) || self.is_tail(at)) {
                break;
            }
            let entry = self.is_entry(at);
            let small = WORDS.measures.or(WORDS.adverbs).or(WORDS.and).or(WORDS.joints).or(WORDS.negations);
            if entry || feelings::value(word).is_some() {
                known = true;
                at += usize::from(entry);
            } else if known && (self.is_reason(at) || WORDS.joints.contains(word) && self.begins_clause(at + 1)) {
                break;
            } else if word.is_empty() || !small.contains(word) && !self.line.is_value(at) {
                return false;
            }
            at += 1;
        }
        known
    }

    /// Tells whether the word leads to whom a feeling is about.
    pub fn is_tail(&self, at: usize) -> bool {
        let tail = WORDS.felt_tails.contains(self.line.folded(at)) && self.line.break_before(at) == Break::None;
        let them = WORDS.them.or(WORDS.everyone).contains(self.line.folded(at + 1));
        tail && (them || self.whose.tail(at).is_some())
    }

    fn is_speaker(&self, at: usize) -> bool {
        let word = self.line.folded(at);
        let stem = ["ll", "ve", "d", "m"].iter().find_map(|ending| self.line.stem_before(at, ending));
        let speaks = |w: &str| WORDS.i.or(WORDS.they).or(WORDS.we).contains(w);
        speaks(word) || stem.is_some_and(|s| speaks(&s)) || self.people.at(at).is_some()
    }

    fn begins_clause(&self, at: usize) -> bool {
        let line = self.line;
        let word = line.folded(at);
        let verb = WORDS.causes.or(WORDS.felt).contains(word) || who::is_predicate(word);
        self.is_speaker(at)
            || verb
            || WORDS.it.contains(word)
            || PROMISED.at(line, at).is_some()
            || KINDS.at(line, at).is_some()
    }

    fn is_day(&self, at: usize) -> bool {
        self.line.word(at).is_some_and(|w| self.dates.strong_at(w.span.start))
    }
}

/// Returns how many bytes of what stands between two words are pictures of a feeling, white space between them included.
fn emoji(gap: &str) -> usize {
    let is_picture = |c: char| matches!(u32::from(c), 0x2600..=0x27BF | 0x2B50 | 0x2B55 | 0x1F000..=0x1FAFF | 0xFE0F | 0x200D | 0xE0020..=0xE007F);
    let pictures = gap.char_indices().take_while(|(_, c)| is_picture(*c) || c.is_whitespace());
    pictures.filter(|(_, c)| is_picture(*c)).last().map_or(0, |(at, c)| at + c.len_utf8())
}
