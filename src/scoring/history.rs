//! What the score may know of a person: dated contacts and feelings, and what was stated.

use super::weights::Weights;
use crate::domain::meeting::{Direction, Kind};
use crate::domain::person::Closeness;

/// One person's history.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    /// As stated; `None` where nothing was.
    pub closeness: Option<Closeness>,
    /// Family: depth does not fade.
    pub kin: bool,
    /// How often contact is wanted, in days; `None` for the rhythm learnt from history.
    pub cadence_days: Option<u32>,
    /// The day from which the person is known, if that was stated.
    pub known_since: Option<i32>,
    /// The day the person was written down.
    pub added_on: i32,
    pub(super) touches: Vec<Touch>,
    pub(super) feelings: Vec<Feeling>,
}

/// One contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Touch {
    /// Its day.
    pub day: i32,
    /// How it took place.
    pub kind: Kind,
    /// Minutes; `None` where not known.
    pub minutes: Option<u32>,
    /// People present, me included; at least 2 counts as 2.
    pub people: u32,
    /// Who wrote, for written kinds; where that is not known, both.
    pub direction: Direction,
    /// Nobody chose it.
    pub imposed: bool,
    /// How they made me feel, −2 to +2; `None` where nothing was said.
    pub felt: Option<i8>,
}

/// A feeling noted on a day of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Feeling {
    pub day: i32,
    /// −2 to +2.
    pub value: i8,
}

impl Touch {
    /// Returns a contact of the kind on the day, with nothing else known: two people, chosen, both ways.
    pub fn new(day: i32, kind: Kind) -> Touch {
        Touch { day, kind, minutes: None, people: 2, direction: Direction::Both, imposed: false, felt: None }
    }

    /// Tells whether it is written and I wrote.
    pub fn is_out(&self) -> bool {
        self.is_written() && self.direction != Direction::In
    }

    /// Tells whether it is written and they wrote.
    pub fn is_in(&self) -> bool {
        self.is_written() && self.direction != Direction::Out
    }

    /// Tells whether it is a letter, an e-mail or a message.
    pub fn is_written(&self) -> bool {
        matches!(self.kind, Kind::Letter | Kind::Email | Kind::Message)
    }

    /// Returns its length in minutes: as told or as usual for the kind, at most [`Weights::most_minutes`].
    pub fn counted_minutes(&self, w: &Weights) -> u32 {
        let usual = match self.kind {
            Kind::Video => w.video_minutes,
            Kind::Call => w.call_minutes,
            _ => w.in_person_minutes,
        };
        self.minutes.unwrap_or(usual).min(w.most_minutes)
    }
}

impl History {
    /// Returns a history of these contacts and feelings. The order they come in does not matter, to the bit.
    pub fn new(touches: Vec<Touch>, feelings: Vec<Feeling>) -> History {
        let mut history = History::default();
        history.fill(touches, feelings);
        history
    }

    /// Replaces the contacts and feelings, in whatever order they come.
    pub fn fill(&mut self, touches: Vec<Touch>, feelings: Vec<Feeling>) {
        self.touches = touches;
        self.feelings = feelings;
        self.sort();
    }

    /// Replaces the contacts and feelings by those that `add` appends to the emptied lists, in whatever order: for
    /// many histories in turn, without new room for each.
    pub fn refill<E>(
        &mut self,
        add: impl FnOnce(&mut Vec<Touch>, &mut Vec<Feeling>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.touches.clear();
        self.feelings.clear();
        add(&mut self.touches, &mut self.feelings)?;
        self.sort();
        Ok(())
    }

    fn sort(&mut self) {
        self.feelings.sort_unstable();
        // From a store they come in order, but for a day here and there.
        if self.touches.is_sorted() {
            return;
        }
        if self.touches.is_sorted_by_key(|touch| touch.day) {
            self.touches
                .chunk_by_mut(|a, b| a.day == b.day)
                .filter(|day| !day.is_sorted())
                .for_each(<[Touch]>::sort_unstable);
        } else {
            self.touches.sort_unstable();
        }
    }

    /// Returns the contacts, oldest first.
    pub fn touches(&self) -> &[Touch] {
        &self.touches
    }

    /// Returns the feelings that stand on their own, oldest first.
    pub fn feelings(&self) -> &[Feeling] {
        &self.feelings
    }

    /// Returns whether there is anything to score: a contact, a feeling or a statement.
    pub fn is_empty(&self) -> bool {
        self.touches.is_empty()
            && self.feelings.is_empty()
            && self.closeness.is_none()
            && !self.kin
            && self.cadence_days.is_none()
    }
}
