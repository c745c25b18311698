//! The phrases by what they say, to be asked for at a word of a line.

use super::{INDEX, PHRASES, Phrase, Says, Weight};
use crate::domain::meeting::Kind;
use crate::text::entry::line::{Break, Line};
use crate::text::index::Key;

/// The phrases that say one thing.
pub(in crate::text::entry) struct Phrases<T>(fn(Says) -> Option<T>);

/// The phrases that tell the kind of a meeting.
pub(in crate::text::entry) const KINDS: Phrases<(Kind, Weight)> = Phrases(|says| match says {
    Says::Kind(kind, weight) => Some((kind, weight)),
    _ => None,
});
/// The phrases for a try without an answer.
pub(in crate::text::entry) const ATTEMPTS: Phrases<()> = Phrases(|says| matches!(says, Says::Attempt).then_some(()));
/// The phrases that promise by themselves.
pub(in crate::text::entry) const PROMISED: Phrases<()> = Phrases(|says| matches!(says, Says::Promised).then_some(()));
/// The phrases of the future.
pub(in crate::text::entry) const WILL: Phrases<()> = Phrases(|says| matches!(says, Says::Will).then_some(()));
/// The phrases before whoever brought somebody.
pub(in crate::text::entry) const THROUGH: Phrases<()> = Phrases(|says| matches!(says, Says::Through).then_some(()));
/// The phrases of putting somebody in touch.
pub(in crate::text::entry) const TOUCH: Phrases<()> = Phrases(|says| matches!(says, Says::Touch).then_some(()));
/// The phrases before what somebody says they will do.
pub(in crate::text::entry) const SAID: Phrases<()> = Phrases(|says| matches!(says, Says::Said).then_some(()));
/// The deeds others do for themselves.
pub(in crate::text::entry) const OWN_DEEDS: Phrases<()> = Phrases(|says| matches!(says, Says::OwnDeed).then_some(()));
/// The verbs of what is, or of what is to come.
pub(in crate::text::entry) const COMES: Phrases<()> = Phrases(|says| matches!(says, Says::Comes).then_some(()));
/// The verbs without a tense of what people tell of themselves.
pub(in crate::text::entry) const EVENTS: Phrases<()> = Phrases(|says| matches!(says, Says::Event).then_some(()));
/// The verbs after which others speak.
pub(in crate::text::entry) const TELLS: Phrases<()> = Phrases(|says| matches!(says, Says::Tells).then_some(()));
/// The verbs of what is arranged for a day.
pub(in crate::text::entry) const INVITES: Phrases<()> = Phrases(|says| matches!(says, Says::Invites).then_some(()));
/// The words that begin a clause of its own.
pub(in crate::text::entry) const CLAUSES: Phrases<()> = Phrases(|says| matches!(says, Says::Clause).then_some(()));
/// Whose something is, before it.
pub(in crate::text::entry) const OWNERS: Phrases<()> = Phrases(|says| matches!(says, Says::Owner).then_some(()));
/// The pronouns for several people.
pub(in crate::text::entry) const SEVERAL: Phrases<()> = Phrases(|says| matches!(says, Says::Several).then_some(()));
/// What people do once in their lives, told as done.
pub(in crate::text::entry) const LIFE: Phrases<()> = Phrases(|says| matches!(says, Says::Life).then_some(()));
/// Before whoever was not there.
pub(in crate::text::entry) const EXCEPTS: Phrases<()> = Phrases(|says| matches!(says, Says::Excepts).then_some(()));
/// After whoever was not there.
pub(in crate::text::entry) const MISSING: Phrases<()> = Phrases(|says| matches!(says, Says::Missing).then_some(()));
/// The same, which says so only beside others who were.
pub(in crate::text::entry) const UNWELL: Phrases<()> = Phrases(|says| matches!(says, Says::Unwell).then_some(()));
/// What opens a sentence of a meeting that is only arranged, or of something to remember.
pub(in crate::text::entry) const ARRANGED: Phrases<()> = Phrases(|says| matches!(says, Says::Arranged).then_some(()));
/// The phrases before a contact that is only meant to be.
pub(in crate::text::entry) const PLANS: Phrases<()> = Phrases(|says| matches!(says, Says::Plan).then_some(()));
/// The verbs of calling a meeting off.
pub(in crate::text::entry) const CANCELS: Phrases<()> = Phrases(|says| matches!(says, Says::Cancels).then_some(()));

impl<T> Phrases<T> {
    /// Returns the longest phrase that begins at the word, as its length in words and its meaning.
    pub fn at(&self, line: &Line<'_>, at: usize) -> Option<(usize, T)> {
        let fits = |phrase: &Phrase| {
            let mut after = phrase.words.split(' ').enumerate().skip(1);
            after.all(|(i, word)| line.folded(at + i) == word && line.break_before(at + i) == Break::None)
        };
        let place = |n: u16| PHRASES.get(usize::from(n).checked_sub(1)?);
        let first = INDEX.get(&Key::of(line.folded(at)))?.phrases;
        std::iter::successors(place(first), |phrase| place(phrase.next))
            .find_map(|phrase| Some((phrase.len, (self.0)(phrase.says).filter(|_| fits(phrase))?)))
    }
}
