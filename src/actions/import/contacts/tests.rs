//! Who is matched to whom, what an edited record changes, and that nothing the user wrote is lost.

use super::*;
use crate::actions::tests::{day, dump, holds, person, write};
use crate::actions::{add, edit_meeting, remove};
use crate::domain::meeting::{Direction, Feeling, Kind};
use crate::domain::person::{ContactKind, NameKind};
use crate::store::rows::{Contact, MeetingTag, Name, Person};
use crate::store::{Error, Store};
use crate::view::imported::Counts;

const CALENDAR: Records = Records { scheme: "ics", told_by: &[MeKind::Email], again: Again::Edited };
const MAIL: Records = Records { scheme: "mbox", told_by: &[MeKind::Email], again: Again::More };
const CHAT: Records = Records { scheme: "whatsapp", told_by: &[], again: Again::More };

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
fn mail(key: &str, way: Direction, people: &[Party]) -> ContactDraft {
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
fn import_as(store: &mut Store, records: Records, drafts: &[ContactDraft]) -> Report {
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
fn people_are_known_by_address_then_number_then_whole_name() {
    let mut store = store();
    let (grace, tomas) = (person(&mut store, "Grace Tan"), person(&mut store, "Tomas Ozols"));
    write(&mut store, |tx| -> store::Result<()> {
        add::contact(tx, grace, ContactKind::Email, "Grace@Example.com")?;
        add::contact(tx, tomas, ContactKind::Phone, "+371 2000 0000")
    })
    .expect("writes");
    let number = Party { phone: Some("00371-20000000".into()), ..party("T.", "") };
    let report = &mut import(
        &mut store,
        &[
            draft("a", "2026-11-02", &[party("G", "grace@example.com"), number]),
            draft("b", "2026-11-03", &[party("Tan, Grace", "tan@example.net")]),
            draft("c", "2026-11-04", &[party("", "tan@example.net")]),
            draft("d", "2026-11-05", &[party("Grace", "other@example.net"), party("me", "SARI@example.org")]),
        ],
    );
    assert_eq!(counts(report), (4, 0, 0, 0));
    assert_eq!(
        people(&mut store),
        ["Grace Tan Grace@Example.com tan@example.net", "Grace other@example.net", "Tomas Ozols +371 2000 0000"]
    );
    assert_eq!(told(&mut store)[0], "2026-11-02 a in_person Some(60) None None Grace Tan, Tomas Ozols");
}

#[test]
fn an_address_of_two_is_that_of_whoever_has_the_name() {
    let mut store = store();
    let (grace, tomas) = (person(&mut store, "Grace Ozols"), person(&mut store, "Tomas Ozols"));
    write(&mut store, |tx| -> store::Result<()> {
        add::contact(tx, grace, ContactKind::Email, "ozols@example.com")?;
        add::contact(tx, tomas, ContactKind::Email, "ozols@example.com")
    })
    .expect("writes");
    import(
        &mut store,
        &[
            draft("a", "2026-11-02", &[party("Tomas Ozols", "ozols@example.com")]),
            draft("b", "2026-11-03", &[party("", "ozols@example.com")]),
        ],
    );
    let who: Vec<String> =
        told(&mut store).iter().filter_map(|line| Some(line.rsplit_once("None ")?.1.to_owned())).collect();
    assert_eq!(who, ["Tomas Ozols", "Grace Ozols"]);
}

#[test]
fn a_bare_name_of_two_is_refused_and_a_nickname_settles_it() {
    let mut store = store();
    let (one, _) = (person(&mut store, "Grace Tan"), person(&mut store, "Grace Tan"));
    let drafts =
        [draft("a", "2026-11-02", &[party("Grace Tan", "")]), draft("b", "2026-11-02", &[party("Gracie", "")])];
    let report = &mut import_as(&mut store, CHAT, &drafts);
    assert_eq!(counts(report), (1, 0, 0, 1));
    assert!(report.bad[0].1.why.contains("`Grace Tan` may be"), "{:?}", report.bad);
    write(&mut store, |tx| -> store::Result<()> {
        let id = tx.new_id::<Name>(tx.today())?;
        tx.insert(&Name { id, person_id: one, kind: NameKind::Nick, text: "Graceling".into() })
    })
    .expect("writes");
    let report = &mut import_as(&mut store, CHAT, &[draft("c", "2026-11-03", &[party("graceling", "")])]);
    assert_eq!(counts(report), (1, 0, 0, 0));
    assert_eq!(people(&mut store).len(), 3);
}

#[test]
fn whoever_had_only_an_address_gets_their_name_later() {
    let mut store = store();
    import(
        &mut store,
        &[draft("a", "2026-11-02", &[party("", "gt@example.com"), party("", "budi.santoso@example.com")])],
    );
    assert_eq!(people(&mut store), ["Budi Santoso budi.santoso@example.com", "gt@example.com gt@example.com"]);
    let mut mass = mail("m", Direction::In, &[party("Grace Tan", "gt@example.com"), party("x y", "xy@example.com")]);
    mass.size = Some(40);
    import_as(&mut store, MAIL, std::slice::from_ref(&mass));
    import_as(
        &mut store,
        MAIL,
        &[ContactDraft { key: "n".into(), people: vec![party("Xaver Yin", "xy@example.com")], ..mass }],
    );
    // The other had a name of their own.
    assert_eq!(
        people(&mut store),
        ["(x y xy@example.com)", "Budi Santoso budi.santoso@example.com", "Grace Tan gt@example.com"]
    );
    // What the address spelt may be what the user calls him by now.
    import(&mut store, &[draft("b", "2026-11-03", &[party("Budi S. Santoso", "budi.santoso@example.com")])]);
    assert!(people(&mut store).contains(&"Budi Santoso budi.santoso@example.com".to_owned()));
}

#[test]
fn people_leave_the_background_when_something_goes_both_ways() {
    let mut store = store();
    let (grace, ada) = (party("Grace Tan", "grace@example.com"), party("Ada Lind", "ada@example.com"));
    import_as(
        &mut store,
        MAIL,
        &[
            mail("1", Direction::Out, std::slice::from_ref(&grace)),
            mail("2", Direction::Out, std::slice::from_ref(&ada)),
        ],
    );
    assert_eq!(people(&mut store).iter().filter(|line| line.starts_with('(')).count(), 2);
    // In another import, and among too many for it to mean anything.
    let crowd = ContactDraft { size: Some(80), ..mail("4", Direction::In, &[ada]) };
    import_as(&mut store, MAIL, &[mail("3", Direction::In, &[grace]), crowd]);
    assert_eq!(people(&mut store), ["(Ada Lind ada@example.com)", "Grace Tan grace@example.com"]);
    let imposed = ContactDraft { imposed: true, ..draft("5", "2026-11-03", &[party("Budi S", "b@example.com")]) };
    import(&mut store, &[imposed]);
    assert!(people(&mut store).contains(&"(Budi S b@example.com)".to_owned()));
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
fn who_i_am_must_be_known_where_somebody_else_could_be_me() {
    let mut store = store();
    let (grace, sari) = (party("", "grace@example.com"), party("", "Sari@example.org"));
    let drafts = [draft("a", "2026-11-02", &[grace, sari.clone()]), draft("b", "2026-11-03", &[sari])];
    let refused = write(&mut store, |tx| -> Result<(), ImportError> {
        let mut report = Report::default();
        let mut contacts = Contacts::new(tx, &mut report, CALENDAR, Me::default())?;
        assert!(contacts.asks());
        for draft in &drafts {
            contacts.take("a.ics", Place::default(), draft).expect("is counted");
        }
        contacts.finish()
    });
    let Err(ImportError::WhoAmI { likely }) = refused else { panic!("{refused:?}") };
    assert_eq!(likely, [("sari@example.org".to_owned(), 2), ("grace@example.com".to_owned(), 1)]);
    assert_eq!(dump(&mut store), [""; 0]);
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
