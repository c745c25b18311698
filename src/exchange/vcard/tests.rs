//! What the parser must hold to, whatever comes.

use proptest::prelude::*;

use super::*;
use crate::domain::date::PartialDate;
use crate::domain::id::Id;
use crate::domain::person::{ContactKind, NameKind};
use crate::exchange::charset::in_utf8;
use crate::exchange::people::{PersonDraft, Piece};
use crate::exchange::{Bad, ReadError};

type Cut = Vec<std::result::Result<cards::Card, Bad>>;

fn cut(bytes: &[u8]) -> std::result::Result<Cut, ReadError<()>> {
    let mut cards = Cards::new(in_utf8(bytes).expect("memory can be read"));
    let mut out = Vec::new();
    while let Some(card) = cards.next()? {
        out.push(card);
    }
    Ok(out)
}

fn drafts(bytes: &[u8]) -> Vec<PersonDraft> {
    let cards = cut(bytes).expect("readable").into_iter();
    cards.map(|card| draft(&card.expect("a card")).expect("a person")).collect()
}

fn one(lines: &str) -> PersonDraft {
    let text = format!("BEGIN:VCARD\r\n{lines}\r\nEND:VCARD\r\n");
    drafts(text.as_bytes()).pop().expect("a card")
}

fn out(draft: &PersonDraft, version: Version) -> String {
    let person = Out { id: Id(7), name: &draft.name, pieces: draft.pieces.clone(), raws: vec![&draft.raw] };
    let mut bytes = Vec::new();
    write(&mut bytes, &person, version).expect("memory takes it");
    String::from_utf8(bytes).expect("UTF-8")
}

fn contact(kind: ContactKind, label: &str, value: &str) -> Piece {
    Piece::Contact(kind, Some(label).filter(|l| !l.is_empty()).map(str::to_owned), value.into())
}

/// A card of every version, with what the wild writes.
const WILD: &[&[u8]] = &[
    b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Ozoli=C5=86a;Il=\r\nze;;;\r\nTEL;CELL;PREF:+371 2000 1000\r\nLABEL;HOME;ENCODING=QUOTED-PRINTABLE:Street 1=0D=0ARiga\r\nPHOTO;ENCODING=BASE64;JPEG:\r\n /9j/4AAQSkZJRgABAQAA\r\n AQABAAD=\r\n\r\nNOTE;ENCODING=QUOTED-PRINTABLE:a=2Cb;c=\r\n=0D=0Ad\r\nX-ANDROID-CUSTOM:vnd.android.cursor.item/nickname;Il;1;;;\r\nEND:VCARD\r\n",
    "BEGIN:VCARD\nVERSION:3.0\nUID:u-1\nFN:Grace Tan\nN:Tan;Grace;;;\nBDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ\n SkZJ\nitem1.TEL;type=pref:+62 811 1111\nitem1.X-ABLabel:_$!<Mobile>!$_\nitem2.X-ABRELATEDNAMES:Budi\nitem2.X-ABLabel:_$!<Brother>!$_\nitem3.X-ABDATE:2015-06-01\nitem3.X-ABLabel:first met\nCATEGORIES:Old friends,work\nNICKNAME:Gracie,GT\nORG:Kopi Tuku;Roasting\nNOTE:folded in the middle of an em\n oji 🦊 and \\n a line\nX-SOMETHING;X-P=\"a;b\":kept\nEND:VCARD\n"
        .as_bytes(),
    b"BEGIN:VCARD\nVERSION:4.0\nFN:Sari Dewi\nKIND:individual\nBDAY:--0412\nANNIVERSARY:2015-06\nTEL;VALUE=uri;PREF=1;TYPE=\"voice,home\":tel:+62-21-555\nRELATED;TYPE=spouse;VALUE=text:Tomas Ozols\nRELATED;TYPE=friend:urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6\nADR;TYPE=work;LABEL=\"Jl. Satu 1\\nBandung\"\n :;;Jl. Satu 1;Bandung;;40111;Indonesia\nPHOTO:data:image/png;base64,iVBORw0KGgo=\nGENDER:F\nEND:VCARD\n",
    b"BEGIN:VCARD\rVERSION:3.0\rFN:Old Mac\rEND:VCARD\r",
    b"BEGIN:VCARD\nVERSION:2.1\nN:H\xfcbner;Tomas\nAGENT:\nBEGIN:VCARD\nVERSION:2.1\nN:Agent\nEND:VCARD\nEMAIL;INTERNET:t@example.com\nEND:VCARD\n",
];

#[test]
fn old_phones_are_understood() {
    let [ilze] = drafts(WILD[0]).try_into().expect("one card");
    assert_eq!(ilze.name, "Ilze Ozoliņa");
    assert!(!ilze.key.sure);
    let note = Piece::Note("a,b;c\nd".into());
    assert_eq!(
        ilze.pieces,
        [contact(ContactKind::Phone, "cell", "+371 2000 1000"), note, Piece::Name(NameKind::Nick, "Il".into())]
    );
    let written = out(&ilze, Version::V4);
    assert!(written.contains("PHOTO:data:image/jpeg;base64,/9j/4AAQSkZJRgABAQAAAQABAAD=\r\n"), "{written}");
    assert!(written.contains("LABEL;TYPE=HOME:Street 1\\nRiga\r\n"), "{written}");
    assert!(written.contains("TEL;TYPE=CELL;PREF=1:+371 2000 1000\r\n"), "{written}");
}

#[test]
fn labels_ties_and_dates_of_apple_are_understood() {
    let [grace] = drafts(WILD[1]).try_into().expect("one card");
    assert_eq!((grace.key.text.as_str(), grace.key.sure), ("u-1", true));
    for piece in [
        Piece::Date("birthday".into(), PartialDate::Yearly(4, 12)),
        contact(ContactKind::Phone, "mobile", "+62 811 1111"),
        Piece::Relation("brother".into(), "Budi".into()),
        Piece::Date("first met".into(), "2015-06-01".parse().expect("a date")),
        Piece::Tag("Old-friends".into()),
        Piece::Name(NameKind::Nick, "GT".into()),
        Piece::Fact("works at".into(), "Kopi Tuku, Roasting".into()),
        Piece::Note("folded in the middle of an emoji 🦊 and \n a line".into()),
    ] {
        assert!(grace.pieces.contains(&piece), "{piece:?} in {:?}", grace.pieces);
    }
    assert!(out(&grace, Version::V4).contains("BDAY:--0412\r\n"));
    assert!(out(&grace, Version::V3).contains("BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12\r\n"));
}

#[test]
fn the_newest_version_is_understood() {
    let [sari] = drafts(WILD[2]).try_into().expect("one card");
    for piece in [
        Piece::Date("birthday".into(), PartialDate::Yearly(4, 12)),
        Piece::Date("anniversary".into(), PartialDate::Month(2015, 6)),
        contact(ContactKind::Phone, "home", "+62-21-555"),
        Piece::Relation("spouse".into(), "Tomas Ozols".into()),
        contact(ContactKind::Address, "work", "Jl. Satu 1, Bandung, 40111, Indonesia"),
    ] {
        assert!(sari.pieces.contains(&piece), "{piece:?} in {:?}", sari.pieces);
    }
    let old = out(&sari, Version::V3);
    assert!(old.contains("PHOTO;TYPE=PNG;ENCODING=b:iVBORw0KGgo=\r\n"), "{old}");
    assert!(old.contains("TEL;TYPE=PREF,voice,home:+62-21-555\r\n"), "{old}");
}

#[test]
fn names_are_found_where_they_are() {
    assert_eq!(one("N:Tan;Grace;Mei;Dr.;PhD").name, "Dr. Grace Mei Tan PhD");
    assert_eq!(one("FN:\r\nN:;;;;\r\nORG:Kopi Tuku").name, "Kopi Tuku");
    assert_eq!(one("EMAIL:grace@example.com").name, "grace@example.com");
    assert_eq!(one("TEL:tel:+1555").name, "+1555");
    assert_eq!(drafts(WILD[3])[0].name, "Old Mac");
    let agent = &drafts(WILD[4])[0];
    assert_eq!((agent.name.as_str(), agent.pieces.len()), ("Tomas Hübner", 1));
    let refused =
        |text: &str| draft(&cut(text.as_bytes()).expect("read").remove(0).expect("cut")).expect_err("refused");
    assert_eq!(refused("BEGIN:VCARD\nNOTE:x\nEND:VCARD"), "it names nobody");
    assert!(refused("BEGIN:VCARD\nKIND:group\nFN:Choir\nEND:VCARD").contains("list of people"));
}

#[test]
fn what_is_between_cards_is_told_and_what_is_not_ended_is_taken() {
    let cards = cut(b"\xef\xbb\xbf\n# x\nBEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:B\nEND:VCARD\nTEL:1\nBEGIN:VCARD\nFN:C")
        .expect("read");
    let told: Vec<_> = cards
        .iter()
        .map(|card| match card {
            Ok(card) => format!("{} {:?} {}", card.place.line, card.text, card.ended),
            Err(bad) => format!("{} {}", bad.place.line, bad.why),
        })
        .collect();
    assert_eq!(
        told,
        [r#"3 "FN:A\n" false"#, r#"5 "FN:B\n" true"#, "8 the line belongs to no card", r#"9 "FN:C\n" false"#]
    );
}

#[test]
fn a_file_of_something_else_is_told() {
    let why = |bytes: &[u8]| {
        cut(bytes).expect("readable").into_iter().map(|card| card.expect_err("no card").why).collect::<Vec<_>>()
    };
    assert_eq!(why(b"[1, 2, 3]\n\n"), ["there is no card in it"]);
    assert!(why(b"").is_empty());
    assert!(why(b"\xef\xbb\xbf\r\n \r\n").is_empty());
    assert_eq!(why(b"FN:Grace Tan\n"), ["the line belongs to no card"]);
}

#[test]
fn another_alphabet_is_read_through() {
    let text = "\u{feff}BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Zoë 🦊 Āboliņa\r\nEND:VCARD\r\n";
    for little in [true, false] {
        let bytes: Vec<u8> =
            text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect();
        assert!(begins(&bytes));
        assert_eq!(drafts(&bytes)[0].name, "Zoë 🦊 Āboliņa");
    }
    assert!(begins(b"\xef\xbb\xbf\r\nbegin:vcard\r\n") && !begins(b"on,people\n") && !begins(b""));
}

/// A stream without end, of which nobody may keep much.
struct Endless(&'static [u8]);

impl std::io::Read for Endless {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let (head, rest) = self.0.split_at(self.0.len().min(out.len()));
        out[..head.len()].copy_from_slice(head);
        out[head.len()..].fill(b'a');
        self.0 = rest;
        Ok(out.len())
    }
}

#[test]
fn a_line_without_end_is_refused() {
    for head in [&b"BEGIN:VCARD\nNOTE:"[..], b"", b"BEGIN:VCARD\nPHOTO;ENCODING=b:"] {
        let mut cards = Cards::new(std::io::BufReader::with_capacity(1 << 16, Endless(head)));
        let refused = cards.next::<()>().expect_err("endless");
        assert!(matches!(refused, ReadError::Bad(bad) if bad.why.contains("longer than 64 MB")));
    }
}

#[test]
fn a_card_that_is_too_large_is_left_out_alone() {
    let mut bytes = b"BEGIN:VCARD\nFN:Big\nPHOTO;ENCODING=b:".to_vec();
    bytes.resize(bytes.len() + cards::CARD_MAX, b'A');
    bytes.extend_from_slice(b"\nEND:VCARD\nBEGIN:VCARD\nFN:Grace\nEND:VCARD\n");
    let cut = cut(&bytes).expect("read");
    assert!(matches!(&cut[0], Err(bad) if bad.why == "the card is larger than 16 MB" && bad.place.line == 1));
    assert!(matches!(&cut[1], Ok(card) if card.text == "FN:Grace\n" && card.place.line == 5));
    let many = format!("BEGIN:VCARD\nFN:A\n{}END:VCARD\n", "TEL:1\n".repeat(3000));
    assert!(draft(&super::tests::cut(many.as_bytes()).expect("read").remove(0).expect("cut")).is_err());
}

/// Holds a card to the law: what went out comes in and goes out the same.
fn stable(draft: &PersonDraft) {
    for version in [Version::V4, Version::V3] {
        let first = out(draft, version);
        let again = drafts(first.as_bytes()).pop().expect("what was written reads back");
        let second = out(&again, version);
        assert_eq!(first, second, "of {:?}", draft.raw);
        assert_eq!(draft.name, again.name, "of {first}");
        assert_eq!(draft.key, again.key, "of {first}");
        for line in first.split("\r\n") {
            assert!(line.len() <= 75, "{line}");
        }
        // Everything is in there: as many lines, but for those every card has.
        let count = |text: &str| {
            let lines = text.lines().filter_map(Line::parse);
            lines.filter(|l| !["VERSION", "FN", "N"].iter().any(|name| l.is(name))).count()
        };
        assert_eq!(count(&draft.raw), count(&again.raw), "{first} of {}", draft.raw);
    }
}

#[test]
fn wild_cards_go_out_and_come_in_the_same() {
    WILD.iter().flat_map(|bytes| drafts(bytes)).for_each(|draft| stable(&draft));
}

/// A line as somebody may write it.
fn any_line() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "FN",
        "N",
        "TEL",
        "EMAIL",
        "ADR",
        "ORG",
        "NOTE",
        "BDAY",
        "CATEGORIES",
        "NICKNAME",
        "PHOTO",
        "X-A",
        "RELATED",
        "item1.URL",
        "item1.X-ABLabel",
        "REV",
        "GEO",
        "X-ABDATE",
        "TITLE",
        "LABEL",
        "IMPP",
        "GENDER",
        "ANNIVERSARY",
    ]);
    let params = prop::sample::select(vec![
        "",
        ";HOME",
        ";TYPE=work,pref",
        ";PREF=1",
        ";ENCODING=QUOTED-PRINTABLE",
        ";ENCODING=b;TYPE=JPEG",
        ";VALUE=uri",
        ";CHARSET=ISO-8859-1",
        ";X-P=\"a:b;c\"",
        ";VALUE=text",
        ";X-APPLE-OMIT-YEAR=1604",
    ]);
    let value = prop_oneof![
        "[ -~]{0,30}",
        "[a-z,;\\\\=éß🦊 \"]{0,40}",
        Just("1604-04-12".to_owned()),
        Just("--0412".to_owned()),
        Just("data:image/png;base64,AAAA".to_owned()),
        Just("=C3=A9=0D=0A;x,y".to_owned()),
    ];
    (name, params, value).prop_map(|(name, params, value)| format!("{name}{params}:{value}"))
}

proptest! {
    #[test]
    fn cards_go_out_and_come_in_the_same(
        version in prop::sample::select(vec!["2.1", "3.0", "4.0"]),
        lines in prop::collection::vec(any_line(), 0..8),
    ) {
        let draft = one(&format!("VERSION:{version}\r\nUID:u\r\nFN:Grace Tan\r\n{}", lines.join("\r\n")));
        stable(&draft);
    }

    #[test]
    fn nothing_that_comes_in_brings_the_parser_down(
        which in 0..WILD.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..4), 0..40),
    ) {
        let mut bytes = WILD[which].to_vec();
        for (at, byte, how) in changes {
            let at = at.index(bytes.len().max(1));
            match how {
                0 if at < bytes.len() => bytes[at] = byte,
                1 => bytes.insert(at.min(bytes.len()), byte),
                2 if at < bytes.len() => drop(bytes.remove(at)),
                3 => {
                    let line = [&b"\r\n"[..], b"=\r\n", b"BEGIN:VCARD\n", b"END:VCARD\n", b"\r\n ", b"\0", b"\x1b[2J"];
                    let at = at.min(bytes.len());
                    bytes.splice(at..at, line[usize::from(byte) % line.len()].iter().copied());
                }
                _ => {}
            }
        }
        for card in cut(&bytes).expect("short enough").into_iter().flatten() {
            prop_assert!(!card.text.chars().any(|c| c.is_control() && c != '\n' && c != '\t'));
            // What is broken in the middle of a name may be read otherwise once it is folded, but it is read.
            if let Ok(draft) = draft(&card) {
                for version in [Version::V4, Version::V3] {
                    let again = drafts(out(&draft, version).as_bytes());
                    prop_assert_eq!(again.iter().map(|a| a.name.as_str()).collect::<Vec<_>>(), [draft.name.as_str()]);
                }
            }
        }
    }
}
