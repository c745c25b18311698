//! Meetings: one contact on a civil day.

use super::words;

/// How a contact took place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Kind {
    #[default]
    InPerson,
    Video,
    Call,
    Letter,
    Email,
    Message,
    /// Tried, no answer: shown, but no contact.
    Attempt,
}
words!(
    Kind,
    "kind of meeting",
    InPerson = "in_person",
    Video = "video",
    Call = "call",
    Letter = "letter",
    Email = "email",
    Message = "message",
    Attempt = "attempt"
);

impl Kind {
    /// Tells whether the kind has a length in minutes.
    pub fn is_rich(self) -> bool {
        matches!(self, Kind::InPerson | Kind::Video | Kind::Call)
    }

    /// Returns the kind as a person says it.
    pub fn spoken(self) -> &'static str {
        match self {
            Kind::InPerson => "in person",
            other => other.as_str(),
        }
    }

    /// Parses a kind as stored, or as a person may type it (`in-person`, `met`, `phone`, `mail`, `text`).
    ///
    /// # Errors
    /// On any other word, which the error names as it was typed.
    pub fn parse_lenient(text: &str) -> Result<Kind, super::UnknownWord> {
        let folded = text.trim().to_lowercase().replace(['-', ' '], "_");
        match folded.as_str() {
            "met" | "inperson" | "person" | "visit" => Ok(Kind::InPerson),
            "zoom" | "video_call" => Ok(Kind::Video),
            "phone" | "phone_call" => Ok(Kind::Call),
            "mail" | "e_mail" => Ok(Kind::Email),
            "text" | "chat" | "sms" | "whatsapp" => Ok(Kind::Message),
            "tried" | "no_answer" => Ok(Kind::Attempt),
            other => other.parse().map_err(|mut e: super::UnknownWord| {
                text.clone_into(&mut e.word);
                e
            }),
        }
    }
}

/// Who wrote, for written kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    Out,
    In,
    Both,
}
words!(Direction, "direction", Out = "out", In = "in", Both = "both");

/// Whose feeling is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// How they made me feel.
    Felt,
    /// How I think I left them.
    Left,
}
words!(Side, "side of a feeling", Felt = "felt", Left = "left");

/// What somebody felt: free words, a value from −2 to +2, or both; never neither.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Feeling {
    /// The words as written; empty where only a value was given.
    pub words: String,
    /// From −2 (very bad) to +2 (very good); `None` where the words are not known.
    pub value: Option<i8>,
}

impl Feeling {
    /// Tells whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.value.is_none()
    }

    /// Joins what else was felt of the same person at the same meeting: the words one after the other, none twice; of
    /// the values the farthest from 0 counts, of equals the first, as of several words of one feeling.
    pub fn join(&mut self, other: &Feeling) {
        let again = self.words.split(", ").any(|words| words.to_lowercase() == other.words.to_lowercase());
        if self.words.is_empty() {
            self.words.clone_from(&other.words);
        } else if !again && !other.words.is_empty() {
            self.words.push_str(", ");
            self.words.push_str(&other.words);
        }
        let stronger = |value: &i8| self.value.is_none_or(|own| value.abs() > own.abs());
        self.value = other.value.filter(stronger).or(self.value);
    }
}
