//! A draft as text, for formats whose records are spread over a document: it is what is kept of one.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{Key, PersonDraft, Piece, Promised};
use crate::domain::date::{iso, parse_iso};

impl PersonDraft {
    /// Returns the draft as text that [`PersonDraft::of_kept`] reads.
    pub fn kept(&self) -> String {
        json!({
            "key": self.key.text, "sure": self.key.sure, "name": self.name, "met": self.met,
            "met_on": self.met_on.map(|on| on.to_string()), "closeness": self.closeness.map(|how| how.as_str()),
            "pieces": self.pieces.iter().map(written).collect::<Value>(),
        })
        .to_string()
    }

    /// Reads back what [`PersonDraft::kept`] returned; `None` for anything else.
    pub fn of_kept(raw: &str) -> Option<PersonDraft> {
        let kept: Value = serde_json::from_str(raw).ok()?;
        let text = |key: &str| kept[key].as_str().map(str::to_owned);
        Some(PersonDraft {
            key: Key { text: text("key")?, sure: kept["sure"].as_bool()? },
            name: text("name")?,
            met: text("met"),
            met_on: text("met_on").map(|on| on.parse()).transpose().ok()?,
            closeness: text("closeness").map(|how| how.parse()).transpose().ok()?,
            pieces: kept["pieces"].as_array()?.iter().map(read).collect::<Option<_>>()?,
            raw: raw.to_owned(),
        })
    }
}

fn written(piece: &Piece) -> Value {
    let day = |on: Option<NaiveDate>| on.map(iso);
    match piece {
        Piece::Name(kind, text) => json!(["name", kind.as_str(), text]),
        Piece::Contact(kind, label, value) => json!(["contact", kind.as_str(), label, value]),
        Piece::Fact(label, value) => json!(["fact", label, value]),
        Piece::Date(label, on) => json!(["date", label, on.to_string()]),
        Piece::Relation(kind, name) => json!(["tie", kind, name]),
        Piece::Tag(tag) => json!(["tag", tag]),
        Piece::Note(text) => json!(["note", text]),
        Piece::Remark(on, text) => json!(["remark", iso(*on), text]),
        Piece::Promise(Promised { by, text, made_on, due, outcome, closed_on }) => {
            json!(["promise", by.as_str(), text, iso(*made_on), day(*due), outcome.as_str(), day(*closed_on)])
        }
        Piece::Every(days) => json!(["every", days]),
        Piece::State(state) => json!(["state", state.as_str()]),
    }
}

fn read(piece: &Value) -> Option<Piece> {
    let text = |at: usize| piece.get(at).and_then(Value::as_str).map(str::to_owned);
    let day = |at: usize| match text(at) {
        None => Some(None),
        Some(on) => parse_iso(&on).ok().map(Some),
    };
    Some(match piece.get(0)?.as_str()? {
        "name" => Piece::Name(text(1)?.parse().ok()?, text(2)?),
        "contact" => Piece::Contact(text(1)?.parse().ok()?, text(2), text(3)?),
        "fact" => Piece::Fact(text(1)?.into(), text(2)?),
        "date" => Piece::Date(text(1)?.into(), text(2)?.parse().ok()?),
        "tie" => Piece::Relation(text(1)?, text(2)?),
        "tag" => Piece::Tag(text(1)?),
        "note" => Piece::Note(text(1)?),
        "remark" => Piece::Remark(day(1)??, text(2)?),
        "promise" => Piece::Promise(Promised {
            by: text(1)?.parse().ok()?,
            text: text(2)?,
            made_on: day(3)??,
            due: day(4)?,
            outcome: text(5)?.parse().ok()?,
            closed_on: day(6)?,
        }),
        "every" => Piece::Every(u32::try_from(piece.get(1)?.as_u64()?).ok()?),
        "state" => Piece::State(text(1)?.parse().ok()?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::person::{Closeness, ContactKind, NameKind, State};
    use crate::domain::promise::{By, Outcome};

    #[test]
    fn a_draft_reads_back() {
        let day = |text| parse_iso(text).expect("a day");
        let promised = |due, outcome, closed_on| {
            Piece::Promise(Promised {
                by: By::Them,
                text: "the \"book\"".into(),
                made_on: day("2026-01-02"),
                due,
                outcome,
                closed_on,
            })
        };
        let mut draft = PersonDraft {
            key: Key { text: "k".into(), sure: true },
            name: "Grace Tan".into(),
            met: None,
            met_on: Some("--02-29".parse().expect("a date")),
            closeness: Some(Closeness::Close),
            pieces: vec![
                Piece::Name(NameKind::Nick, "Gigi".into()),
                Piece::Contact(ContactKind::Email, None, "g@example.com".into()),
                Piece::Contact(ContactKind::Handle, Some("chat".into()), "gigi".into()),
                Piece::Fact("food".into(), "rice\nand \u{7}".into()),
                Piece::Date("birthday".into(), "1990".parse().expect("a date")),
                Piece::Relation("child".into(), "Mia".into()),
                Piece::Tag("family".into()),
                Piece::Note("hm".into()),
                Piece::Remark(day("2020-02-29"), "ha".into()),
                promised(None, Outcome::Open, None),
                promised(Some(day("2026-02-02")), Outcome::Kept, Some(day("2026-02-01"))),
                Piece::Every(21),
                Piece::State(State::Deceased),
            ],
            raw: String::new(),
        };
        draft.raw = draft.kept();
        assert_eq!(PersonDraft::of_kept(&draft.raw), Some(draft));
        for bad in ["", "{}", "{\"key\":\"k\",\"sure\":true,\"name\":\"n\",\"pieces\":[[\"odd\"]]}"] {
            assert_eq!(PersonDraft::of_kept(bad), None, "{bad}");
        }
    }
}
