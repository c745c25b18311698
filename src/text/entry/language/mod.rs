//! The words that give a sentence its meaning: to add a language, add one table to [`LANGUAGES`]. Nothing is decided
//! here.
//!
//! Every word is folded as [`fold::words`](crate::domain::fold::words) does, which a test holds to, and an index over
//! all tables is put together when the program is compiled: a sentence is read before any table could be built.

mod english;
mod indonesian;
mod phrases;
#[cfg(test)]
mod tests;

use crate::domain::meeting::Kind;
use crate::text::index::{self, Index, Key, split};

use english::ENGLISH;
use indonesian::INDONESIAN;
pub(super) use phrases::{
    ARRANGED, ATTEMPTS, CANCELS, CLAUSES, COMES, EVENTS, EXCEPTS, INVITES, KINDS, LIFE, MISSING, OWN_DEEDS, OWNERS,
    PLANS, PROMISED, SAID, SEVERAL, TELLS, THROUGH, TOUCH, UNWELL, WILL,
};

/// Phrases, split at `|`, and the kind each of them tells.
type Kinds = &'static [(&'static str, Kind)];

/// Every language understood.
const LANGUAGES: [&Language; 2] = [&ENGLISH, &INDONESIAN];

/// Declares the tables of single words once: as fields to fill in, as sets to ask, and as what the index goes through.
macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// What one language knows. Strings of single words are split at spaces, phrases at `|`.
        struct Language {
            /// Phrases that tell the kind wherever they stand.
            kinds: Kinds,
            /// Words that tell the kind unless they speak of what may come ("to call", "will call", "call me").
            bare_kinds: Kinds,
            /// Words for writing that leave open on what; another written kind in the sentence tells.
            open_kinds: Kinds,
            /// Words that tell the kind only if nothing else does.
            weak_kinds: Kinds,
            /// Phrases for a try without an answer.
            attempts: &'static str,
            /// Phrases that promise by themselves.
            promised: &'static str,
            /// Phrases of the future, which promise with one of `deeds` after them.
            will: &'static str,
            /// Phrases before whoever brought somebody ("through", "via").
            through: &'static str,
            /// What ends "put me *in touch with*".
            touch: &'static str,
            /// Phrases before what somebody says they will do, which promises with one of `deeds` after them.
            said: &'static str,
            /// Of the deeds of others, those that are done for themselves unless "me" or "us" is told.
            own_deeds: &'static str,
            /// Verbs of what is, or of what is to come.
            comes: &'static str,
            /// Verbs without a tense, of what people tell of themselves.
            events: &'static str,
            /// Verbs after which others speak.
            tells: &'static str,
            /// Verbs of what is arranged for a day.
            invites: &'static str,
            /// Words that begin a clause of its own.
            clauses: &'static str,
            /// Whose something is, before it.
            owners: &'static str,
            /// Pronouns for several people.
            several: &'static str,
            /// Before a contact that is only meant to be.
            plans: &'static str,
            /// Verbs of calling a meeting off.
            cancels: &'static str,
            /// What people do once in their lives, told as done.
            life: &'static str,
            /// Before whoever was not there.
            excepts: &'static str,
            /// After whoever was not there.
            missing: &'static str,
            /// The same, which says so only beside others who were.
            unwell: &'static str,
            /// What opens a sentence of a meeting that is only arranged, or of something to remember.
            arranged: &'static str,
            $($(#[$doc])* $name: &'static str,)*
        }

        /// The tables of single words.
        #[expect(non_camel_case_types, reason = "the names of the tables")]
        enum Table {
            $($name,)*
        }

        /// The single words of all languages together.
        pub(super) struct Sets {
            $($(#[$doc])* pub $name: Set,)*
        }

        /// The single words, to be asked for in folded form.
        pub(super) const WORDS: Sets = Sets { $($name: Set(1 << Table::$name as u32),)* };

        impl Language {
            /// Puts the single words into the index.
            const fn index_words(&self, builder: &mut Builder) {
                $(builder.words(self.$name, WORDS.$name);)*
            }

            /// Returns the tables of single words.
            #[cfg(test)]
            fn words(&self) -> Vec<(Set, &'static str)> {
                vec![$((WORDS.$name, self.$name)),*]
            }
        }
    };
}

tables! {
    /// Before a bare kind: it has not happened.
    modals,
    /// After a bare kind: it is a request or no contact.
    requests,
    /// After a kind word: it names a thing ("email address"), not a contact.
    things,

    with,
    and,
    /// Verbs whose object is a person met.
    meets,
    /// Verbs of meeting by chance, with `into` after them.
    bumps,
    into,
    i,
    me,
    we,
    they,
    them,
    /// Subjects that are no person.
    it,
    /// Of `it`, the words that may point at the noun before them.
    pointers,
    /// Of `them`, the words that are possessives too.
    hers,
    /// Who is spoken of but was not there.
    about,
    /// From whom something came, to whom it went.
    from,
    to,
    /// Verbs before a letter that came.
    received,

    /// Verbs of causing a feeling in somebody.
    causes,
    /// Of these, the verbs that say just as well that somebody was left somewhere.
    leaves,
    /// Links between the person and the feeling ("made me *feel*").
    feel,
    /// My own feeling.
    felt,
    /// The infinitive of it, after a negation or "I".
    felt_bare,
    negations,
    /// Causes with "me" in the word ("membuatku").
    causes_me,
    /// What "made to feel" is in one word ("*dibuat* kesal oleh Budi").
    made_to,
    /// Verbs of giving something written out of hand ("*sent* Grace a card").
    gives,
    /// What is promised where nothing is.
    nothings,
    /// Before the way people talked or wrote ("met Grace *over* Zoom").
    media,
    /// What follows "a" in "called Grace a few times": she was called, not called something.
    times,
    /// Replies: one "to my question" is none to a call.
    replies,
    /// Before "to" and a verb: it did not come to that.
    fails,
    /// Verbs that stand before their subject after a negation ("not once *did* she").
    helpers,
    /// Verbs of ending: what was not ended went on.
    ends,
    /// Of the words that tell a kind, the tools: one that is somebody\'s is no contact ("her *phone*").
    tools,
    /// Words that may stand between a subject and its verb.
    adverbs,
    /// Words after which a feeling names its person ("heard *by* Grace").
    felt_tails,
    /// Words that end a feeling.
    because,
    /// First words of what is left somewhere, not of a feeling.
    not_feelings,
    /// After "a": the feeling itself goes on ("a *bit* small").
    degrees,
    joints,
    /// How much of a feeling ("*very* sad", "sedih *sekali*").
    measures,
    /// Before a clause that a feeling is told by ("*like* I matter").
    likes,
    /// All who are there.
    everyone,
    /// Of `they`, the words for more than one.
    plural,
    /// Before a noun: whose it is.
    theirs,
    /// People without a name ("the *waiter*").
    strangers,
    /// What begins a sentence with a capital and is nobody ("*Music* made me feel alive").
    matters,
    /// What is left to somebody and is no feeling ("left me *money*").
    goods,

    deeds,
    /// Deeds whose person is what the deed is about ("introduce Grace to Ada").
    introductions,
    /// Words between a promise and its thing.
    fillers,

    /// Verbs of introducing somebody, all of them there.
    introduced,
    /// The same from afar: whoever does it need not be there.
    connected,
    /// Verbs that connect with one of `touch` only.
    puts,
    /// Participles of `introduced` and of `connected` ("introduced *by* Grace").
    introduced_by,
    connected_by,
    by,
    /// Before a participle.
    be,
    /// Who is brought together with somebody.
    ours,
    /// Of `ours`, whoever says that there were several.
    us,
    /// Before the other one of two who are introduced.
    onto,
    /// Goes on about the person just named.
    which,
    /// Before "through": how somebody met before is known ("we *met* through Grace").
    acquainted,
    /// Before what is only thought of.
    unreal,
    /// Before a meeting that was only wished, tried or missed.
    unmet,
    /// What somebody is to me or to another, right before the name ("my *friend* Ilze").
    kin,
    /// The same with whose it is in the word ("temanku").
    own_kin,
    /// Verbs of bringing somebody along ("brought me a client").
    brings,
    /// What may go on after a name that ends a list.
    tails,
    /// Words of being on the way, after which "through" leads past a place.
    motions,
    /// What somebody brought becomes.
    clients,
    jobs,
    /// Before what somebody becomes ("*as* a client").
    roles,
    /// Between the two.
    role_fillers,
    /// Before a due day.
    due,
    /// Before a day that belongs to the thing ("the notes *from* Friday").
    not_due,
    /// First words of one more thing after a comma.
    articles,

    /// Before a name that is a date word: it is the date.
    date_leads,
    /// Before a date that is not the day of the meeting.
    undated,
    /// Words between a thing and its date ("birthday *is* 2 May").
    links,
    /// After a length of time that is not the length of the meeting.
    not_lengths,
    /// Before a known place.
    places,
    /// Towns and countries after which nobody is called.
    towns,
    /// Names of days that are other words as well where they open a clause.
    plain_days,
    /// After "about": what was told follows.
    questions,
    /// Of several times, the one long ago.
    at_first,
    /// Of what is to come today.
    upcoming,
    /// What somebody does who comes to me, or whom I meet.
    coming,
    /// What is sent to somebody who is not there.
    greetings,
    /// What somebody may be to whoever is named next.
    bound,
    /// What somebody made and another reads, hears or sees.
    works,
    /// Capitalised words that are no names of people.
    not_names,
}

/// How much a kind word weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Sure,
    Bare,
    Open,
    Weak,
}

/// What a phrase says.
#[derive(Clone, Copy)]
enum Says {
    Kind(Kind, Weight),
    Attempt,
    Promised,
    Will,
    Through,
    Touch,
    Said,
    OwnDeed,
    Comes,
    Event,
    Tells,
    Invites,
    Clause,
    Owner,
    Several,
    Plan,
    Life,
    Excepts,
    Missing,
    Unwell,
    Arranged,
    Cancels,
}

/// A phrase of one word or more.
#[derive(Clone, Copy)]
struct Phrase {
    words: &'static str,
    /// How many words it has.
    len: usize,
    says: Says,
    /// The place, from 1, of the next phrase with the same first word: a shorter one, or as long and further down.
    next: u16,
}

/// What a word means.
#[derive(Clone, Copy)]
struct Meaning {
    /// The sets the word is in, a bit for each.
    sets: u128,
    /// The place, from 1, of the first of the phrases that begin with the word.
    phrases: u16,
}

/// Collects all tables; only the compiler runs it, where an index out of bounds is an error at compile time.
struct Builder {
    words: index::Builder<Meaning>,
    phrases: [Phrase; PHRASES_MAX],
    count: usize,
}

/// Room for the phrases of all languages.
const PHRASES_MAX: usize = 1024;

impl Builder {
    const fn words(&mut self, mut list: &'static str, set: Set) {
        while !list.is_empty() {
            let (word, rest) = split(list, b' ');
            self.words.at(Key::first_of(word)).sets |= set.0;
            list = rest;
        }
    }

    const fn kinds(&mut self, kinds: Kinds, weight: Weight) {
        let mut i = 0;
        while i < kinds.len() {
            self.phrases(kinds[i].0, Says::Kind(kinds[i].1, weight));
            i += 1;
        }
    }

    const fn phrases(&mut self, mut list: &'static str, says: Says) {
        while !list.is_empty() {
            let (words, rest) = split(list, b'|');
            self.phrase(words, says);
            list = rest;
        }
    }

    /// Adds a phrase after those of its first word that are as long or longer.
    const fn phrase(&mut self, words: &'static str, says: Says) {
        let (mut len, mut rest) = (0, words);
        while !rest.is_empty() {
            rest = split(rest, b' ').1;
            len += 1;
        }
        let meaning = self.words.at(Key::first_of(words));
        let (mut before, mut next) = (0, meaning.phrases);
        while next != 0 && self.phrases[next as usize - 1].len >= len {
            (before, next) = (next, self.phrases[next as usize - 1].next);
        }
        self.phrases[self.count] = Phrase { words, len, says, next };
        self.count += 1;
        match before {
            0 => meaning.phrases = self.count as u16,
            before => self.phrases[before as usize - 1].next = self.count as u16,
        }
    }
}

const BUILT: Builder = {
    let nothing = Meaning { sets: 0, phrases: 0 };
    let empty = Phrase { words: "", len: 0, says: Says::Attempt, next: 0 };
    let mut builder = Builder { words: index::Builder::new(nothing), phrases: [empty; PHRASES_MAX], count: 0 };
    let mut i = 0;
    while i < LANGUAGES.len() {
        let language = LANGUAGES[i];
        language.index_words(&mut builder);
        builder.kinds(language.kinds, Weight::Sure);
        builder.kinds(language.bare_kinds, Weight::Bare);
        builder.kinds(language.open_kinds, Weight::Open);
        builder.kinds(language.weak_kinds, Weight::Weak);
        builder.phrases(language.attempts, Says::Attempt);
        builder.phrases(language.promised, Says::Promised);
        builder.phrases(language.will, Says::Will);
        builder.phrases(language.through, Says::Through);
        builder.phrases(language.touch, Says::Touch);
        builder.phrases(language.said, Says::Said);
        builder.phrases(language.own_deeds, Says::OwnDeed);
        builder.phrases(language.comes, Says::Comes);
        builder.phrases(language.events, Says::Event);
        builder.phrases(language.tells, Says::Tells);
        builder.phrases(language.invites, Says::Invites);
        builder.phrases(language.clauses, Says::Clause);
        builder.phrases(language.owners, Says::Owner);
        builder.phrases(language.several, Says::Several);
        builder.phrases(language.plans, Says::Plan);
        builder.phrases(language.life, Says::Life);
        builder.phrases(language.excepts, Says::Excepts);
        builder.phrases(language.missing, Says::Missing);
        builder.phrases(language.unwell, Says::Unwell);
        builder.phrases(language.arranged, Says::Arranged);
        builder.phrases(language.cancels, Says::Cancels);
        i += 1;
    }
    builder
};

static INDEX: Index<Meaning, { BUILT.words.len() }, { BUILT.words.slots() }> = Index::over(&BUILT.words);

static PHRASES: [Phrase; BUILT.count] = {
    let (mut phrases, mut i) = ([BUILT.phrases[0]; BUILT.count], 0);
    while i < phrases.len() {
        phrases[i] = BUILT.phrases[i];
        i += 1;
    }
    phrases
};

/// A set of single words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Set(u128);

impl Set {
    /// No word.
    pub const NONE: Set = Set(0);
    /// Every word of a table.
    pub const ALL: Set = Set(u128::MAX);

    /// Returns the words of both sets.
    pub const fn or(self, other: Set) -> Set {
        Set(self.0 | other.0)
    }

    /// Tells whether the set holds a folded word.
    pub fn contains(self, folded: &str) -> bool {
        INDEX.get(&Key::of(folded)).is_some_and(|meaning| meaning.sets & self.0 != 0)
    }
}
