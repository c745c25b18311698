//! Who is matched to whom, and who is left in the background.

use crate::actions::add;
use crate::actions::import::contacts::Contacts;
use crate::actions::import::contacts::tests::{
    CALENDAR, CHAT, MAIL, counts, draft, import, import_as, mail, party, people, store, told,
};
use crate::actions::import::{ImportError, Report};
use crate::actions::tests::{dump, person, write};
use crate::domain::meeting::Direction;
use crate::domain::person::{ContactKind, NameKind};
use crate::exchange::Place;
use crate::exchange::contacts::{ContactDraft, Me, Party};
use crate::store;
use crate::store::rows::Name;

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
