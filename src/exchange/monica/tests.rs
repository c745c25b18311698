use serde_json::{Value, json};

use super::*;
use crate::domain::meeting::{Direction, Kind};
use crate::domain::person::State;
use crate::exchange::people::{PersonDraft, Piece};

fn read(account: &Value) -> Account {
    let text = json!({ "version": "1.0-preview.1", "app_version": "4.0.0", "export_date": "x", "account": account });
    assert!(begins(text.to_string().as_bytes()));
    Account::read::<()>(text.to_string().as_bytes()).unwrap_or_else(|e| panic!("{e:?}"))
}

fn contact(properties: &Value, data: &Value) -> Contact {
    let contact = json!({ "uuid": "u1", "created_at": "2020-01-02T03:04:05Z", "properties": properties, "data": data });
    let account = read(&json!({ "data": [{ "count": 1, "type": "contact", "values": [contact] }] }));
    account.contacts.into_iter().next().expect("one").expect("somebody")
}

#[test]
fn dates_are_known_as_well_as_they_are() {
    for (flags, expected) in
        [(json!([false, false]), "1990-05-02"), (json!([true, false]), "1990"), (json!([false, 1]), "--05-02")]
    {
        let date =
            json!({ "date": "1990-05-02T00:00:00.000000Z", "is_age_based": flags[0], "is_year_unknown": flags[1] });
        let of = contact(&json!({ "first_name": "Grace", "birthdate": date }), &json!([]));
        let on = expected.parse().expect("a date");
        assert_eq!(of.draft.pieces, [Piece::Date("birthday".into(), on)], "{flags}");
    }
}

#[test]
fn states_and_rhythm_are_pieces() {
    let of = contact(&json!({ "first_name": "Grace", "is_dead": true, "is_active": false }), &json!([]));
    assert_eq!(of.draft.pieces, [Piece::State(State::Deceased)]);
    let of = contact(
        &json!({ "nickname": "Gigi", "is_active": 0, "is_starred": 1, "stay_in_touch_frequency": 21, "is_dead": false }),
        &json!({}),
    );
    assert_eq!(of.draft.name, "Gigi");
    assert_eq!(of.draft.pieces, [Piece::Every(21), Piece::State(State::Resting), Piece::Tag("starred".into())]);
    assert_eq!(PersonDraft::of_kept(&of.draft.raw), Some(of.draft));
}

#[test]
fn what_is_left_out_is_counted() {
    let account = read(&json!({
        "data": { "0": { "type": "photo", "values": [{}, {}] }, "2": { "type": "contact", "values": [
            { "uuid": "u", "properties": {} },
            { "uuid": "v", "properties": { "first_name": "Budi" }, "data": [
                { "type": "pet", "values": [{ "properties": {} }] }, { "type": "photo", "values": ["p"] }, { "type": "odd", "values": [1] },
            ] },
        ] } },
        "properties": { "journal_entries": [{}, {}, {}], "default_gender": "g" },
        "instance": { "genders": [{}] },
    }));
    let left: Vec<_> = account.left_out.iter().map(|(what, many)| format!("{what} {many}")).collect();
    assert_eq!(left, ["gender 1", "journal entry 3", "odd 1", "pet that says nothing more 1", "photo 2"]);
    assert_eq!(account.contacts[0], Err("contact u: it names nobody".into()));
}

#[test]
fn talks_are_told_by_who_wrote() {
    let message = |me: bool, text: &str| json!({ "properties": { "content": text, "written_by_me": me, "written_at": "2020-03-01" } });
    for (messages, expected) in [
        (json!([message(true, "hello")]), Some(Direction::Out)),
        (json!([message(false, "hello")]), Some(Direction::In)),
        (json!([message(true, "hello"), message(false, "hi")]), Some(Direction::Both)),
        (json!([]), None),
    ] {
        let talk = json!({ "properties": { "messages": messages, "happened_at": "2020-03-02 10:00:00" } });
        let account = read(&json!({ "data": [{ "type": "contact", "values": [
            { "uuid": "u", "properties": { "first_name": "Budi" }, "data": [{ "type": "conversation", "values": [talk] }] },
        ] }] }));
        let talk = account.encounters[0].clone().expect("a talk");
        assert_eq!((talk.kind, talk.direction, talk.on.to_string().as_str()), (Kind::Message, expected, "2020-03-02"));
        assert_eq!(talk.with, ["u"]);
    }
}

#[test]
fn what_is_no_account_is_refused() {
    for bad in ["", "[]", "{\"account\":[]}", "{\"account\":", "\u{0}"] {
        assert!(Account::read::<()>(bad.as_bytes()).is_err(), "{bad}");
    }
    let deep = "[".repeat(100_000);
    assert!(Account::read::<()>(deep.as_bytes()).is_err());
    // Whatever stands where something else should.
    for odd in [json!(1), json!("x"), json!([1, "x", null, {}]), json!(null), json!({ "data": 1, "properties": [1] })] {
        for key in ["contact", "relationship", "activity", "photo"] {
            let values = json!([odd, { "uuid": odd, "properties": odd, "data": odd }, { "data": [{ "type": "call", "values": [odd] }] }]);
            read(&json!({ "data": [{ "type": key, "values": values }, odd], "properties": odd, "instance": odd }));
        }
    }
}
