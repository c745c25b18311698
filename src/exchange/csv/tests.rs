//! What tables of people must hold to, whatever comes.

use proptest::prelude::*;

use super::*;
use crate::domain::date::PartialDate;
use crate::domain::id::Id;
use crate::domain::person::{ContactKind, NameKind};
use crate::exchange::charset::in_utf8;
use crate::exchange::people::{Key, PersonDraft, Piece};
use crate::exchange::table::Table;
use crate::exchange::{Bad, ReadError};

/// A row with its line: what it says with what is left out of it, or why it is none.
type Told = (u64, Result<(PersonDraft, Vec<String>), String>);

fn table(bytes: &[u8], map: &Map) -> Result<Vec<Told>, String> {
    let mut rows = match Rows::open::<()>(in_utf8(bytes).expect("memory can be read"), map) {
        Ok(Ok(rows)) => rows,
        Ok(Err(unknown)) => return Err(format!("{}: {} ({})", unknown.line, unknown.why, unknown.map)),
        Err(ReadError::Bad(Bad { place, why })) => return Err(format!("{}: {why}", place.line)),
        Err(e) => panic!("{e:?}"),
    };
    let mut out = Vec::new();
    while let Some((place, row)) = rows.next::<()>().expect("memory can be read") {
        out.push((place.line, row));
    }
    Ok(out)
}

/// Returns the drafts of a table of people and nobody else.
fn drafts(bytes: impl AsRef<[u8]>) -> Vec<PersonDraft> {
    let rows = table(bytes.as_ref(), &Map::new()).expect("a table of people");
    rows.into_iter().map(|(line, row)| row.unwrap_or_else(|why| panic!("{line}: {why}")).0).collect()
}

fn contact(kind: ContactKind, label: &str, value: &str) -> Piece {
    Piece::Contact(kind, Some(label).filter(|label| !label.is_empty()).map(str::to_owned), value.into())
}

fn date(text: &str) -> PartialDate {
    text.parse().expect("a date")
}

#[test]
fn googles_old_table_is_understood() {
    let text = "\u{feff}Name,Given Name,Additional Name,Family Name,Yomi Name,Nickname,Birthday,Notes,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,Address 1 - Type,Address 1 - Formatted,Address 1 - Street,Address 1 - City,Organization 1 - Name,Organization 1 - Title,Event 1 - Type,Event 1 - Value,Relation 1 - Type,Relation 1 - Value,Custom Field 1 - Type,Custom Field 1 - Value\r\n\
        Grace Tan,Grace,,Tan,,Gracie ::: GT, --05-02,\"likes tea\nnot coffee\",* myContacts ::: Old friends,* Home,grace@example.com ::: tan@example.com,Mobile,+62 811 1111,Home,\"Jl. Satu 1\nBandung\",Jl. Satu 1,Bandung,Kopi Tuku,Barista,Anniversary,2015-06-01,Brother,Budi,Shoe,38\r\n";
    let [grace] = drafts(text).try_into().expect("one row");
    assert_eq!((grace.name.as_str(), grace.key.sure), ("Grace Tan", false));
    let expected = [
        Piece::Name(NameKind::Nick, "Gracie".into()),
        Piece::Name(NameKind::Nick, "GT".into()),
        Piece::Date("birthday".into(), date("--05-02")),
        Piece::Note("likes tea\nnot coffee".into()),
        Piece::Tag("Old-friends".into()),
        contact(ContactKind::Email, "home", "grace@example.com"),
        contact(ContactKind::Email, "home", "tan@example.com"),
        contact(ContactKind::Phone, "mobile", "+62 811 1111"),
        contact(ContactKind::Address, "home", "Jl. Satu 1, Bandung"),
        Piece::Fact("works at".into(), "Kopi Tuku".into()),
        Piece::Fact("role".into(), "Barista".into()),
        Piece::Date("anniversary".into(), date("2015-06-01")),
        Piece::Relation("brother".into(), "Budi".into()),
        Piece::Fact("Shoe".into(), "38".into()),
    ];
    assert_eq!(grace.pieces, expected);
}

#[test]
fn googles_new_table_is_understood() {
    let text = "First Name,Middle Name,Last Name,Phonetic First Name,Name Prefix,Name Suffix,Nickname,File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,Address 1 - Label,Address 1 - Street,Address 1 - City,Address 1 - Postal Code,Address 1 - Country\n\
        Grace,Mei,Tan,,Dr.,PhD,,,Kopi Tuku,Barista,Roasting,1990-05-02,,,* myContacts,* ,grace@example.com,Work,Jl. Satu 1,Bandung,40111,Indonesia\n\
        ,,,,,,,,Kopi Tuku,,,,,,,,,,,,,\n\
        ,,,,,,,,,,,,,,,,budi@example.com,,,,,\n";
    let [grace, company, budi] = drafts(text).try_into().expect("three rows");
    assert_eq!(grace.name, "Dr. Grace Mei Tan PhD");
    for piece in [
        Piece::Fact("works at".into(), "Kopi Tuku, Roasting".into()),
        contact(ContactKind::Email, "", "grace@example.com"),
        contact(ContactKind::Address, "work", "Jl. Satu 1, Bandung, 40111, Indonesia"),
    ] {
        assert!(grace.pieces.contains(&piece), "{piece:?} in {:?}", grace.pieces);
    }
    assert_eq!((company.name.as_str(), company.pieces.len()), ("Kopi Tuku", 0));
    assert_eq!(budi.name, "budi@example.com");
}

#[test]
fn outlooks_table_is_understood_in_an_old_charset() {
    let text = b"Title,First Name,Middle Name,Last Name,Suffix,Company,Job Title,Business Street,Business Street 2,Business City,Business Country/Region,Business Phone,Home Fax,Mobile Phone,E-mail Address,E-mail 2 Address,E-mail 3 Address,Birthday,Anniversary,Categories,Spouse,Web Page\r\n\
        Dr.,Zo\xeb,,\xc5berg,,Kopi Tuku,Barista,Jl. Satu 1,Lantai 2,Bandung,Indonesia,+62 22 555,+62 22 556,+62 811,zoe@example.com,z@example.com,/o=Kopi/cn=zoe,5/2/1990,0/0/00,\"Friends;Kopi\",Tomas Ozols,https://example.com\r\n";
    let [zoe] = drafts(text).try_into().expect("one row");
    assert_eq!(zoe.name, "Dr. Zoë Åberg");
    let expected = [
        Piece::Fact("works at".into(), "Kopi Tuku".into()),
        Piece::Fact("role".into(), "Barista".into()),
        contact(ContactKind::Address, "work", "Jl. Satu 1, Lantai 2, Bandung, Indonesia"),
        contact(ContactKind::Phone, "work", "+62 22 555"),
        contact(ContactKind::Phone, "home fax", "+62 22 556"),
        contact(ContactKind::Phone, "mobile", "+62 811"),
        contact(ContactKind::Email, "", "zoe@example.com"),
        contact(ContactKind::Email, "", "z@example.com"),
        // An English Outlook has the month first.
        Piece::Date("birthday".into(), date("1990-05-02")),
        Piece::Tag("Friends".into()),
        Piece::Tag("Kopi".into()),
        Piece::Relation("spouse".into(), "Tomas Ozols".into()),
        contact(ContactKind::Url, "", "https://example.com"),
    ];
    assert_eq!(zoe.pieces, expected);
    let german =
        "First Name,Last Name,E-mail Address,Business Phone,Birthday\nZoë,Åberg,,,2/5/1990\nIlze,Ozoliņa,,,25/5/1990\n";
    assert_eq!(drafts(german)[0].pieces, [Piece::Date("birthday".into(), date("1990-05-02"))]);
}

#[test]
fn linkedins_table_has_notes_before_it() {
    let text = "Notes:\n\"When exporting your connections, you may notice that, well, mails are missing.\nIt is so.\"\n\nFirst Name,Last Name,URL,Email Address,Company,Position,Connected On\nGrace,Tan,https://www.linkedin.com/in/Grace/,,\"Kopi, Inc.\",Barista,02 May 2026\n";
    let [grace] = drafts(text).try_into().expect("one row");
    assert_eq!((grace.key.text.as_str(), grace.key.sure), ("https://www.linkedin.com/in/grace", true));
    assert_eq!((grace.met.as_deref(), grace.met_on), (Some("LinkedIn"), Some(date("2026-05-02"))));
    assert_eq!(grace.pieces.len(), 3, "{:?}", grace.pieces);
    let rows = table(text.as_bytes(), &Map::new()).expect("a table");
    assert_eq!(rows[0].0, 6);
    assert!(begins(text.as_bytes()));
}

#[test]
fn a_table_of_ones_own_is_read_by_its_words_or_by_what_is_said() {
    let map: Map = [("name", "Who"), ("fact:shoe", "Shoe size"), ("date:first met", "When")]
        .map(|(field, column)| (field.parse().ok(), column.to_owned()))
        .into();
    let rows = table(b"Who|Shoe size|When|phone|phone\nGrace|38|2015-06|1|2\n", &map).expect("a table");
    let (draft, told) = rows[0].1.as_ref().expect("a person");
    let expected = [
        Piece::Fact("shoe".into(), "38".into()),
        Piece::Date("first met".into(), date("2015-06")),
        contact(ContactKind::Phone, "", "1"),
        contact(ContactKind::Phone, "", "2"),
    ];
    assert_eq!((draft.name.as_str(), draft.pieces.as_slice(), told.len()), ("Grace", &expected[..], 0));
    // What is kept reads back by itself, though nobody says the map again.
    assert_eq!(read(&draft.raw).as_ref(), Some(draft));
    let own = "NAMA\tSurel\tSetiap\tKedekatan\tKenal di\tKenal sejak\tHP\n Budi \tbudi@example.com, b@example.com\t3 minggu\tclose\tRiga\t2015\t'+62 811\n";
    let [budi] = drafts(own).try_into().expect("one row");
    assert_eq!((budi.met.as_deref(), budi.met_on), (Some("Riga"), Some(date("2015"))));
    assert!(budi.pieces.contains(&Piece::Every(21)), "{:?}", budi.pieces);
    assert_eq!(budi.closeness.map(|c| c.as_str()), Some("close"));
    assert_eq!(budi.pieces.len(), 4, "{:?}", budi.pieces);
    assert!(budi.pieces.contains(&contact(ContactKind::Phone, "mobile", "+62 811")));
}

#[test]
fn what_cannot_be_told_is_refused_with_a_way_on() {
    let refused = |text: &str, map: &Map| table(text.as_bytes(), map).expect_err("refused");
    assert_eq!(
        refused("a;b;c\nGrace Tan;2;g@example.com\n", &Map::new()),
        "1: no column of it says who a row is about (name=a,email=c)"
    );
    assert_eq!(refused("", &Map::new()), "1: the file is empty ()");
    let map = vec![("name".parse().ok(), "Who".to_owned())];
    assert_eq!(refused("\n\nname,b\nGrace,2\n", &map), "3: it has no column `Who` (name=name)");
    assert!(!begins(b"name\nGrace\n") && !begins(b"on,people\n") && !begins(b"{\"name\": 1, \"email\": 2}"));
    assert!(begins(b"\xff\xfen\0a\0m\0e\0,\0e\0m\0a\0i\0l\0\n\0"));
    assert_eq!(drafts(b"\xff\xfen\0a\0m\0e\0\n\0\xe9\0").first().map(|d| d.name.as_str()), Some("é"));
}

#[test]
fn a_bad_row_says_why_and_the_rest_goes_on() {
    let text =
        b"name,birthday,every\nA,31.2.1990,often\n\n,,\n,1990-05-02,\nB,,,x\n\"C\nD\",,\nE\nF,,\"never closed\nG,,\n";
    let rows = table(text, &Map::new()).expect("a table");
    let told: Vec<String> = rows
        .iter()
        .map(|(line, row)| match row {
            Ok((draft, told)) => format!("{line} {} {told:?}", draft.name),
            Err(why) => format!("{line} {}", why.split([':', ';']).next().unwrap_or_default()),
        })
        .collect();
    assert_eq!(
        told,
        [
            "2 A [\"`31.2.1990` is no date and is left out\", \"`often` is no length of time and is left out\"]",
            "5 it names nobody",
            "6 it has more cells than the header has columns",
            "7 C D []",
            "9 E []",
            "10 a quote that opens here is never closed",
        ]
    );
    let wide: Vec<String> = (0..10_000).map(|n| format!("column {n} {}", "x".repeat(40))).collect();
    let wide = format!("name,{}\nGrace{}\n", wide.join(","), ",x".repeat(10_000));
    assert_eq!(drafts(&wide)[0].name, "Grace");
    let wide = format!("name{}\nGrace\n", ",email".repeat(20_000));
    assert!(table(wide.as_bytes(), &Map::new()).is_err_and(|why| why.contains("cells") || why.contains("who")));
    let much = format!("name,tags\nGrace,{}\nBudi,x\n", (0..2000).map(|n| format!("t{n};")).collect::<String>());
    let rows = table(much.as_bytes(), &Map::new()).expect("a table");
    assert!(rows[0].1.as_ref().is_err_and(|why| why.contains("more than 1000")) && rows[1].1.is_ok());
}

#[test]
fn two_rows_say_the_same_whatever_their_order() {
    let raw = |text: &str| drafts(text)[0].raw.clone();
    assert!(same(&raw("name,email\nA,a@example.com\n"), &raw("email;name;x\na@example.com;A;\n")));
    assert!(!same(&raw("name,email\nA,a@example.com\n"), &raw("name,email\nA,b@example.com\n")));
    assert_eq!(read("{}"), None);
}

fn written(people: &[Out<'_>]) -> String {
    let mut shape = Shape::default();
    people.iter().for_each(|person| shape.fit(person));
    let mut out = Vec::new();
    shape.header(&mut out).expect("memory takes it");
    for person in people {
        shape.row(&mut out, person).expect("memory takes it");
    }
    String::from_utf8(out).expect("UTF-8")
}

fn out(draft: &PersonDraft) -> Out<'_> {
    let (met, raws) = (draft.met.as_deref(), vec![draft.raw.as_str()]);
    Out { id: Id(7), name: &draft.name, met, met_on: draft.met_on, pieces: &draft.pieces, raws }
}

/// A piece as the store may have it.
fn any_piece() -> impl Strategy<Value = Piece> {
    let text = || "[=+@',;:\"a-zé🦊-][=+@',;: \"\na-zé🦊-]{0,10}[=+@',;\"a-zé🦊-]";
    let line = move || text().prop_map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
    let label =
        || prop::option::of(prop::sample::select(vec!["home", "work", "mobile", "at sea"]).prop_map(str::to_owned));
    let on = prop_oneof![
        (1..4000_i32).prop_map(PartialDate::Year),
        (1900..2100_i32, 1..13_u32).prop_map(|(y, m)| PartialDate::Month(y, m)),
        (1..13_u32, 1..29_u32).prop_map(|(m, d)| PartialDate::Yearly(m, d)),
        (700_000..740_000_i32)
            .prop_filter_map("a day", |n| chrono::NaiveDate::from_num_days_from_ce_opt(n).map(PartialDate::Day)),
    ];
    let name = |name: &String| name != "Grace Tan";
    prop_oneof![
        (prop::sample::select(vec![NameKind::Nick, NameKind::Former]), line().prop_filter("another name", name))
            .prop_map(|(k, n)| Piece::Name(k, n)),
        (prop::sample::select(ContactKind::ALL), label(), line()).prop_map(|(k, l, v)| Piece::Contact(k, l, v)),
        (prop::sample::select(vec!["works at", "role", "lives", "Shoe"]), line())
            .prop_map(|(l, v)| Piece::Fact(l.into(), v)),
        (prop::sample::select(vec!["birthday", "anniversary", "First met"]), on)
            .prop_map(|(l, on)| Piece::Date(l.into(), on)),
        (prop::sample::select(vec!["friend", "brother", "mother_in_law"]), line())
            .prop_map(|(k, n)| Piece::Relation(k.into(), n)),
        "[a-zé][a-z:.]{0,6}".prop_map(Piece::Tag),
        text().prop_map(Piece::Note),
    ]
}

proptest! {
    #[test]
    fn people_go_out_and_come_in_the_same(
        name in "[=+@'(a-zé🦊-][=+@', a-zé-]{0,8}[a-zé)]",
        pieces in prop::collection::vec(any_piece(), 0..8),
        met in prop::option::of("[=a-z]{1,6}"),
    ) {
        let mut draft = PersonDraft::new(Key::of_name(&name), name.split_whitespace().collect::<Vec<_>>().join(" "));
        pieces.into_iter().for_each(|piece| draft.add(piece));
        draft.met = met;
        let first = written(&[out(&draft)]);
        let mut cells = Table::new(first.as_bytes(), b',');
        while let Some((_, fault)) = cells.next().expect("memory can be read") {
            prop_assert_eq!(fault, None);
            for cell in (0..cells.cells()).filter_map(|at| cells.cell(at)) {
                prop_assert!(!cell.starts_with(b"=") && !cell.starts_with(b"+") && !cell.starts_with(b"-") && !cell.starts_with(b"@"));
            }
        }
        let [again] = drafts(&first).try_into().expect("one row");
        prop_assert_eq!(&again.name, &draft.name);
        prop_assert_eq!(again.key.own_id(), Some(Id(7)));
        prop_assert_eq!(&again.met, &draft.met);
        for piece in &draft.pieces {
            prop_assert!(again.pieces.contains(piece), "{:?} of {} is not in {:?}", piece, first, again.pieces);
        }
        prop_assert_eq!(again.pieces.len(), draft.pieces.len());
        let second = written(&[out(&again)]);
        let [third] = drafts(&second).try_into().expect("one row");
        prop_assert_eq!(third.pieces, again.pieces);
    }

    #[test]
    fn nothing_that_comes_in_brings_the_reader_down(
        head in prop::sample::select(vec!["name,email,birthday,phone\n", "First Name;Last Name;E-mail Address;Job Title\n", "Name,E-mail 1 - Type,E-mail 1 - Value,Address 1 - City\n"]),
        rows in prop::collection::vec("(?s)[\",;:.\\PC\0\n\r]{0,40}", 0..6),
        bytes in prop::collection::vec(any::<u8>(), 0..60),
    ) {
        let mut text = head.as_bytes().to_vec();
        text.extend(rows.join("\n").bytes());
        text.extend(bytes);
        if let Ok(rows) = table(&text, &Map::new()) {
            for (draft, _) in rows.into_iter().filter_map(|(_, row)| row.ok()) {
                prop_assert!(!draft.raw.contains('\0'));
                let again = read(&draft.raw);
                prop_assert_eq!(again.as_ref(), Some(&draft));
                prop_assert!(table(written(&[out(&draft)]).as_bytes(), &Map::new()).is_ok());
            }
        }
    }
}
