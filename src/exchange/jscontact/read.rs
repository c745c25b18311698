//! Reads cards one at a time: a card by itself, a list of cards, or one after the other.

use std::cell::Cell;
use std::fmt;
use std::io::{self, Read};

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer,
};
use serde_json::Value;

use crate::exchange::{Bad, Place, ReadError, json_told};

/// The largest card that is read, in bytes. What is larger is no card of a person.
pub const CARD_MAX: u64 = 64 << 20;

/// The longest reason, in characters.
const WHY_CHARS: usize = 200;

/// Takes a card and where it begins.
///
/// # Errors
/// What ends the reading.
pub trait Take<E>: FnMut(Place, Value) -> Result<(), E> {}
impl<E, F: FnMut(Place, Value) -> Result<(), E>> Take<E> for F {}

/// Reads every card of a stream. Something else in a list of cards is handed on as well: nothing here knows what a card
/// must have.
///
/// # Errors
/// What `take` returns, and a stream that is no JSON, goes too deep or has a card that is too large.
pub fn cards<E>(input: impl Read, take: impl Take<E>) -> Result<(), ReadError<E>> {
    let (place, left) = (Cell::new(Place { line: 1, column: 0 }), Cell::new(CARD_MAX));
    let mut json = serde_json::Deserializer::from_reader(Limited { input, place: &place, left: &left });
    let mut hand = Hand { take, place: &place, left: &left, failed: None };
    loop {
        let done = Top { hand: &mut hand }.deserialize(&mut json);
        if let Some(e) = hand.failed.take() {
            return Err(ReadError::Failed(e));
        }
        done.map_err(|e| told(e, &left))?;
        match json.end() {
            Ok(()) => return Ok(()),
            Err(e) if e.is_io() => return Err(told(e, &left)),
            // Another card follows, as in a file of lines.
            Err(_) => {}
        }
    }
}

fn told<E>(e: serde_json::Error, left: &Cell<u64>) -> ReadError<E> {
    let place = Place { line: e.line() as u64, column: e.column() as u64 };
    if left.get() == 0 {
        return ReadError::Bad(Bad { place, why: format!("the card is larger than {} MB", CARD_MAX >> 20) });
    }
    if e.is_io() {
        return ReadError::Io(e.into());
    }
    // A text where none can be is repeated whole.
    ReadError::Bad(Bad { place, why: json_told::why(&e, "a card").chars().take(WHY_CHARS).collect() })
}

/// Counts lines and columns of what is read, and ends it where a card has no end.
struct Limited<'p, R> {
    input: R,
    place: &'p Cell<Place>,
    left: &'p Cell<u64>,
}

impl<R: Read> Read for Limited<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left.get() == 0 {
            return Err(io::Error::other("too large"));
        }
        let count = self.input.read(buffer)?;
        let mut place = self.place.get();
        for byte in buffer.iter().take(count) {
            if *byte == b'\n' {
                place = Place { line: place.line + 1, column: 0 };
            } else {
                place.column += 1;
            }
        }
        self.place.set(place);
        self.left.set(self.left.get().saturating_sub(count as u64));
        Ok(count)
    }
}

/// Hands cards on.
struct Hand<'p, F, E> {
    take: F,
    place: &'p Cell<Place>,
    left: &'p Cell<u64>,
    failed: Option<E>,
}

impl<E, F: Take<E>> Hand<'_, F, E> {
    fn hand<D: serde::de::Error>(&mut self, place: Place, card: Value) -> Result<(), D> {
        self.left.set(CARD_MAX);
        (self.take)(place, card).map_err(|e| {
            self.failed = Some(e);
            D::custom("the cards could not be taken")
        })
    }
}

/// A card, or a list of cards.
struct Top<'h, 'p, F, E> {
    hand: &'h mut Hand<'p, F, E>,
}

impl<'de, E, F: Take<E>> DeserializeSeed<'de> for Top<'_, '_, F, E> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, E, F: Take<E>> Visitor<'de> for Top<'_, '_, F, E> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a card or a list of cards")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let place = self.hand.place.get();
        let card = Value::deserialize(MapAccessDeserializer::new(map))?;
        self.hand.hand(place, card)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some((place, card)) = list.next_element_seed(Element { place: self.hand.place })? {
            self.hand.hand(place, card)?;
        }
        Ok(())
    }
}

/// One of a list, with where it begins.
struct Element<'p> {
    place: &'p Cell<Place>,
}

impl<'de> DeserializeSeed<'de> for Element<'_> {
    type Value = (Place, Value);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(Place, Value), D::Error> {
        let place = self.place.get();
        Ok((place, Value::deserialize(deserializer)?))
    }
}
