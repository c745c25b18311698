//! What becomes of records, what an edited one changes, and that nothing the user wrote is lost.

use super::*;
use crate::actions::tests::{day, dump, holds, person, write};
use crate::actions::{edit_meeting, remove};
use crate::domain::meeting::{Direction, Feeling, Kind};
use crate::store::rows::{Contact, MeetingTag, Person};
use crate::store::{Error, Store};
use crate::view::imported::Counts;

pub(super) const CALENDAR: Records = Records { scheme: "ics", told_by: &[MeKind::Email], again: Again::Edited };
pub(super) const MAIL: Records = Records { scheme: "mbox", told_by: &[MeKind::Email], again: Again::More };
pub(super) const CHAT: Records = Records { scheme: "whatsapp", told_by: &[], again: Again::More };

pub(super) fn me() -> Me {
    let mut me = Me::default();
    me.add(MeKind::Email, "sari@example.org");
    me
}

pub(super) fn party(name: &str, email: &str) -> Party {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Party { name: some(name), email: some(email), phone: None }
}

pub(super) fn draft(key: &str, on: &str, people: &[Party]) -> ContactDraft {
    ContactDraft {
        key: key.into(),
        on: day(on),
        kind: Kind::InPerson,
        minutes: Some(60),
        size: None,
        direction: None,
        imposed: false,
        place: None,
        text: key.into(),
        people: people.to_vec(),
    }
}

/// A mail of a day.
pub(super) fn mail(key: &str, way: Direction, people: &[Party]) -> ContactDraft {
    let on = "2026-11-02";
    ContactDraft {
        kind: Kind::Email,
        minutes: None,
        direction: Some(way),
        text: String::new(),
        ..draft(key, on, people)
    }
}

/// Takes the drafts as one import, and returns its report.
pub(super) fn import_as(store: &mut Store, records: Records, drafts: &[ContactDraft]) -> Report {
    let taken = write(store, |tx| -> Result<Report, Failed> {
        let mut report = Report::default();
        let mut contacts = Contacts::new(tx, &mut report, records, me())?;
        for (at, draft) in drafts.iter().enumerate() {
            let place = Place { line: at as u64 + 1, column: 0 };
            match contacts.take("a.ics", place, draft) {
                Ok(()) => {}
                Err(Trouble::Bad(why)) => contacts.refuse("a.ics", Bad { place, why }),
                Err(Trouble::Failed(e)) => return Err(Failed(e.to_string())),
            }
        }
        contacts.finish().map_err(|e| Failed(e.to_string()))?;
        Ok(report)
    });
    taken.unwrap_or_else(|e| panic!("{}", e.0))
}

pub(super) fn import(store: &mut Store, drafts: &[ContactDraft]) -> Report {
    import_as(store, CALENDAR, drafts)
}

struct Failed(String);

impl From<Error> for Failed {
    fn from(e: Error) -> Failed {
        Failed(e.to_string())
    }
}

/// Returns what became of the meetings: new, updated, unchanged, bad.
pub(super) fn counts(report: &mut Report) -> (u64, u64, u64, u64) {
    let Counts { new, updated, unchanged, bad } = *report.of("meetings");
    (new, updated, unchanged, bad)
}

/// Returns the meetings in words, in order of their words: day, text, kind, minutes, place, size, and who was there.
pub(super) fn told(store: &mut Store) -> Vec<String> {
    let mut out = Vec::new();
    store
        .read(|reader| -> store::Result<()> {
            reader.each(|m: Meeting| -> store::Result<()> {
                let there: Vec<Attendance> = reader.all_of("meeting_id", m.id)?;
                let names: Vec<String> = there
                    .iter()
                    .map(|a| Ok(reader.person(a.person_id)?.map_or(String::new(), |p| p.name)))
                    .collect::<store::Result<_>>()?;
                let mut names = names;
                names.sort();
                out.push(format!(
                    "{} {} {} {:?} {:?} {:?} {}",
                    iso(m.on_day),
                    m.text,
                    m.kind,
                    m.minutes,
                    m.place,
                    m.size,
                    names.join(", ")
                ));
                Ok(())
            })
        })
        .expect("reads");
    out.sort();
    out
}

/// Returns everybody with their addresses, those in the background in brackets.
pub(super) fn people(store: &mut Store) -> Vec<String> {
    let mut out = Vec::new();
    store
        .read(|reader| {
            reader.each(|p: Person| -> store::Result<()> {
                let points: Vec<Contact> = reader.all_of("person_id", p.id)?;
                let points: Vec<String> = points.into_iter().map(|c| c.value).collect();
                let line = format!("{} {}", p.name, points.join(" ")).trim().to_owned();
                out.push(if p.background { format!("({line})") } else { line });
                Ok(())
            })
        })
        .expect("reads");
    out.sort();
    out
}

pub(super) fn store() -> Store {
    Store::in_memory().expect("opens")
}

#[test]
fn what_is_no_contact_is_counted() {
    let mut store = store();
    let crowd: Vec<Party> = (0..101).map(|n| party("", &format!("p{n}@example.com"))).collect();
    let report = import(
        &mut store,
        &[
            draft("a", "2026-11-02", &[party("me", "sari@example.org")]),
            draft("b", "2026-11-24", &[party("", "grace@example.com")]),
            draft("c", "2026-11-02", &crowd),
            draft("d", "2026-11-02", &[]),
            draft("e", "2026-11-02", &[party("!?", ""), party("", "no address")]),
        ],
    );
    assert_eq!(report.left_out, [("with nobody else", 3), ("still to come", 1), ("of more than 100 people", 1)]);
    assert_eq!(people(&mut store), [""; 0]);
}

#[test]
fn more_of_the_same_day_is_among_the_fewest() {
    let mut store = store();
    let grace = || vec![party("Grace Tan", "grace@example.com")];
    let mass = ContactDraft { size: Some(30), ..mail("1", Direction::In, &grace()) };
    let few = ContactDraft { size: Some(4), ..mass.clone() };
    let report = &mut import_as(&mut store, MAIL, &[mass.clone(), few.clone(), mass.clone()]);
    assert_eq!(counts(report), (1, 1, 1, 0));
    assert!(told(&mut store)[0].contains("Some(4)"), "{:?}", told(&mut store));
    let before = dump(&mut store);
    assert_eq!(counts(&mut import_as(&mut store, MAIL, &[mass, few])), (0, 0, 2, 0));
    assert_eq!(dump(&mut store), before);
    import_as(&mut store, MAIL, &[mail("1", Direction::In, &grace())]);
    assert!(told(&mut store)[0].contains("None None Grace"), "{:?}", told(&mut store));
}

#[test]
fn an_edited_record_changes_what_was_edited_and_nothing_the_user_wrote() {
    let mut store = store();
    let (grace, ada, budi) = (
        party("Grace Tan", "grace@example.com"),
        party("Ada Lind", "ada@example.com"),
        party("Budi S", "b@example.com"),
    );
    let first = draft("tea", "2026-11-02", &[grace.clone(), ada.clone()]);
    import(&mut store, &[first.clone(), draft("other", "2026-11-02", std::slice::from_ref(&grace))]);
    let id = store.read(|reader| -> store::Result<_> {
        let mut id = None;
        reader.each(|m: Meeting| -> store::Result<()> {
            if m.text == "tea" {
                id = Some(m.id);
            }
            Ok(())
        })?;
        Ok(id)
    });
    let id = id.expect("reads").expect("is there");
    // The user says where it was, how it felt with Ada, and who else came.
    let twin = person(&mut store, "Mia Lind");
    let ada_id =
        store.read(|reader| reader.names()).expect("reads").into_iter().find(|p| p.name == "Ada Lind").expect("Ada").id;
    let edit = edit_meeting::MeetingEdit {
        place: Some(Some("Kopi Tuku".into())),
        with: vec![twin],
        felt: vec![(ada_id, Feeling { words: "heard".into(), value: Some(2) })],
        ..edit_meeting::MeetingEdit::default()
    };
    write(&mut store, |tx| edit_meeting::meeting(tx, id, &edit)).expect("is edited");
    assert_eq!(counts(&mut import(&mut store, std::slice::from_ref(&first))), (0, 0, 1, 0));
    // The record moves to another day, names another place, and Budi in place of the other two.
    let moved = ContactDraft {
        on: day("2026-11-04"),
        place: Some("Riga".into()),
        minutes: Some(30),
        people: vec![budi],
        ..first.clone()
    };
    let report = &mut import(&mut store, std::slice::from_ref(&moved));
    assert_eq!(counts(report), (0, 1, 0, 0));
    assert_eq!(report.left.len(), 2, "{:?}", report.left);
    assert_eq!(
        told(&mut store)[1],
        "2026-11-04 tea in_person Some(30) Some(\"Kopi Tuku\") None Ada Lind, Budi S, Mia Lind"
    );
    assert_eq!(counts(&mut import(&mut store, &[moved])), (0, 0, 1, 0));
}

#[test]
fn a_withdrawn_record_takes_its_meeting_along_unless_the_user_wrote_to_it() {
    let grace = party("Grace Tan", "grace@example.com");
    for wrote in [false, true] {
        let mut store = store();
        import(&mut store, &[draft("tea", "2026-11-02", std::slice::from_ref(&grace))]);
        let id = store.read(|reader| reader.meeting_written_last()).expect("reads").expect("is there");
        if wrote {
            write(&mut store, |tx| tx.insert(&MeetingTag { meeting_id: id, tag: "work".into() })).expect("writes");
        }
        let report = write(&mut store, |tx| -> Result<Report, Failed> {
            let mut report = Report::default();
            let mut contacts = Contacts::new(tx, &mut report, CALENDAR, me())?;
            for key in ["tea", "unknown"] {
                contacts.withdraw("a.ics", Place::default(), key, "cancelled").map_err(|_| Failed(key.into()))?;
            }
            contacts.finish().map_err(|e| Failed(e.to_string()))?;
            Ok(report)
        });
        let report = report.unwrap_or_else(|e| panic!("{}", e.0));
        assert_eq!(told(&mut store).len(), usize::from(wrote));
        assert_eq!((report.left.len(), report.left_out), (1, vec![("cancelled", 1)]));
    }
}

#[test]
fn an_import_is_one_deed_that_can_be_taken_back() {
    let mut store = store();
    person(&mut store, "Grace Tan");
    let drafts = [draft("a", "2026-11-02", &[party("Grace Tan", "grace@example.com"), party("", "ada@example.com")])];
    holds(&mut store, |tx| -> Result<(), ImportError> {
        let mut report = Report::default();
        let mut contacts = Contacts::new(tx, &mut report, CALENDAR, me())?;
        contacts.take("a.ics", Place::default(), &drafts[0]).expect("is taken");
        contacts.finish()
    });
    // A meeting that the user removed comes back only when it is imported anew.
    let id = store.read(|reader| reader.meeting_written_last()).expect("reads").expect("is there");
    write(&mut store, |tx| remove::meeting(tx, id)).expect("is removed");
    assert_eq!(counts(&mut import(&mut store, &drafts)), (1, 0, 0, 0));
}
