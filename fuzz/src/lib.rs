//! One function for each reader of what strangers wrote. None may panic, hang or take much memory, whatever the bytes;
//! what is asserted here besides is what the callers rely on.

use std::convert::Infallible;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use auld::domain::id::Id;
use auld::domain::me::MeKind;
use auld::domain::person::NameKind;
use auld::exchange::contacts::Me;
use auld::exchange::json::record::{self, Engagement, Meeting, Person, Referral};
use auld::exchange::seal::{Keyring, Sealer, To, is_sealed};
use auld::exchange::{Format, Place, ReadError, Trouble};
use auld::exchange::{charset, csv, friends, ics, jscontact, json, jsonl, mbox, meetings, monica, vcard, whatsapp};
use auld::text::when::Lean;
use auld::text::who::{self, NameIndex};
use auld::text::{alike, entry, feelings, when};
use chrono::NaiveDate;

/// Asks what the bytes are, as `auld import` does before anything else.
fn sniffed(data: &[u8]) {
    let _ = Format::sniff(Path::new("a"), data);
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day")
}

fn me() -> Me {
    let mut me = Me::default();
    me.add(MeKind::Email, "me@example.org");
    me.add(MeKind::Name, "Grace Tan");
    me.add(MeKind::Phone, "+49 30 1234567");
    me
}

pub fn vcard(data: &[u8]) {
    sniffed(data);
    let Ok(input) = charset::in_utf8(data) else { return };
    let mut cards = vcard::Cards::new(input);
    while let Ok(Some(card)) = cards.next::<Infallible>() {
        let Ok(card) = card else { continue };
        if let Ok(draft) = vcard::draft(&card) {
            // What is kept of it says the same again.
            assert!(vcard::read(&draft.raw).is_some_and(|again| again.name == draft.name));
            assert!(vcard::same(&draft.raw, &draft.raw));
        }
    }
}

pub fn jscontact(data: &[u8]) {
    sniffed(data);
    let Ok(input) = charset::in_utf8(data) else { return };
    let _ = jscontact::cards::<Infallible>(input, |_, card| {
        if let Ok(draft) = jscontact::draft(&card) {
            assert!(jscontact::read(&draft.raw).is_some_and(|again| again.name == draft.name));
            assert!(jscontact::same(&draft.raw, &draft.raw));
        }
        Ok(())
    });
}

pub fn csv(data: &[u8]) {
    sniffed(data);
    let Ok(input) = charset::in_utf8(data) else { return };
    let Ok(Ok(mut rows)) = csv::Rows::open::<Infallible>(input, &csv::Map::new()) else { return };
    while let Ok(Some((_, row))) = rows.next::<Infallible>() {
        let Ok((draft, _)) = row else { continue };
        assert!(csv::read(&draft.raw).is_some_and(|again| again.name == draft.name));
        let _ = rows.goes_on(&draft.raw);
    }
}

pub fn meetings(data: &[u8]) {
    sniffed(data);
    let Ok(mut rows) = meetings::Rows::open::<Infallible>(Cursor::new(data)) else { return };
    while let Ok(Some((_, row))) = rows.next::<Infallible>() {
        if let Ok(draft) = row {
            assert!(draft.felt.iter().all(|(at, _)| *at < draft.people.len()));
        }
    }
}

pub fn ics(data: &[u8]) {
    sniffed(data);
    let _ = ics::read::<Infallible>(Cursor::new(data), today(), &me(), &mut |_, _| Ok(()));
}

pub fn mbox(data: &[u8]) {
    sniffed(data);
    let (mut letters, mut messages) = (mbox::Letters::default(), mbox::Messages::new(data));
    loop {
        match messages.next::<Infallible>() {
            Ok(None) | Err(_) => break,
            Ok(Some(Ok((place, mail)))) => {
                let _ = letters.add(0, place, mail, &me());
            }
            Ok(Some(Err(_))) => {}
        }
    }
    let _ = letters.other_me().is_some();
    let _ = letters.contacts();
}

pub fn whatsapp(data: &[u8]) {
    sniffed(data);
    let chat = if data.starts_with(b"PK") {
        whatsapp::read_archive::<Infallible>(Cursor::new(data)).map(|(_, chat)| chat)
    } else {
        charset::in_utf8(data).map_err(ReadError::Io).and_then(whatsapp::Chat::read)
    };
    let Ok(chat) = chat else { return };
    let mut talks = whatsapp::Talks::default();
    talks.add(0, Some("WhatsApp Chat with Budi".into()), chat);
    let _ = talks.contacts(&me(), None, today());
}

pub fn friends(data: &[u8]) {
    sniffed(data);
    let file = friends::File::of(data);
    let of_days = file.activities.iter().filter_map(|line| friends::parse_activity(line.text).ok());
    let of_notes = file.notes.iter().filter_map(|line| friends::parse_note(line.text).ok());
    for (event, note) in of_days.map(|e| (e, false)).chain(of_notes.map(|e| (e, true))) {
        let _ = if note { friends::note(&event, None) } else { friends::activity(&event, None) };
    }
    for line in &file.friends {
        let friend = friends::parse_friend(line.text);
        let _ = friends::draft(line.text, &[]);
        let _ = friends::name(friend.name);
    }
}

pub fn monica(data: &[u8]) {
    sniffed(data);
    let _ = monica::Account::read::<Infallible>(data);
}

/// Takes everything and keeps nothing.
struct Nobody;

impl json::Take for Nobody {
    type Error = Infallible;

    fn person(&mut self, person: Person, _: Place) -> Result<(), Trouble<Infallible>> {
        let _ = person.contradiction();
        Ok(())
    }
    fn meeting(&mut self, meeting: Meeting, _: Place) -> Result<(), Trouble<Infallible>> {
        let _ = meeting.contradiction();
        Ok(())
    }
    fn referral(&mut self, referral: Referral, _: Place) -> Result<(), Trouble<Infallible>> {
        let _ = referral.contradiction();
        Ok(())
    }
    fn engagement(&mut self, engagement: Engagement, _: Place) -> Result<(), Trouble<Infallible>> {
        let _ = engagement.contradiction();
        Ok(())
    }
    fn me(&mut self, _: record::Me, _: Place) -> Result<(), Trouble<Infallible>> {
        Ok(())
    }
}

pub fn json(data: &[u8]) {
    sniffed(data);
    let _ = json::read(data, &mut Nobody);
}

pub fn jsonl(data: &[u8]) {
    let take = |_: &mut (), line: &[u8]| {
        let _ = jsonl::person(line);
        let _ = jsonl::meeting(line);
        let _ = jsonl::referral(line);
        Ok::<(), Trouble<Infallible>>(())
    };
    let _ = jsonl::each_line(data, &mut (), take, |(), _| {});
}

pub fn sentence(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let wanted = entry::lookups(text);
    let person = |number: i64, name: &str, names: Vec<(NameKind, String)>| who::Known {
        id: Id(number),
        name: name.into(),
        hint: (number == 2).then(|| "Riga, brewer".into()),
        names,
    };
    let names = NameIndex::new(vec![
        person(1, "Sari Wijaya", vec![(NameKind::Nick, "Ayu".into())]),
        person(2, "Sari Lind", Vec::new()),
        person(3, "May Friday", Vec::new()),
        person(4, "王秀英", Vec::new()),
    ]);
    let places = [("the old mill".to_owned(), "the Old Mill".to_owned())];
    let _ = wanted.words.len();
    if text.len() <= 200 {
        // No name is longer.
        let _ = names.resolve(text);
    }
    let Ok(entry) = entry::parse(text, today(), &entry::Known { names: &names, places: &places }) else { return };
    assert!(entry.on <= today());
    let whole = |span: &auld::text::Span| entry.text.get(span.clone()).is_some();
    assert!(entry.on_span.iter().all(whole), "a span cuts a character");
    assert!(entry.felt.iter().all(|felt| whole(&felt.span)), "a span cuts a character");
    assert!(entry.promises.iter().all(|promise| whole(&promise.span)), "a span cuts a character");
}

pub fn dates(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for lean in [Lean::Past, Lean::Future] {
        let _ = when::parse(text, today(), lean);
        for found in when::find(text, today(), lean) {
            assert!(text.get(found.span).is_some(), "a span cuts a character");
        }
    }
    let _ = when::parse_partial(text, today(), true);
    let _ = when::parse_partial(text, today(), false);
    let _ = when::parse_every(text);
    let _ = when::parse_ahead(text, today());
    let _ = when::parse_minutes(text);
    let _ = when::find_minutes(text);
    let _ = feelings::parse(text);
}

/// People who may be one: the names come as the lines of the text.
pub fn doubles(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let looks: Vec<alike::Looks> = text.lines().take(200).map(|name| alike::Looks::new(name, &[], None)).collect();
    let _ = alike::alike(&looks);
}

/// A sealed file of a stranger, and what is sealed and opened again. No passphrase is typed: it would only cost time.
pub fn seal(data: &[u8]) {
    // A pair made for this, which seals nothing else.
    const SECRET: &[u8] = b"AGE-SECRET-KEY-1HUUHXPKEHEL4ZFS52V3W2QV9R7QK2NXJ9XZZXXAS75J4FLHR39SQW83NT2\n";
    const PUBLIC: &str = "age13mka4335rjvd4wt3k9uakfuqjaanmg0z6l0ykt8zdnpn26sahuaqljsqdw";
    let mut keys = Keyring::default();
    keys.add("fuzz", SECRET, &mut |_| None).expect("a key");
    let _ = Keyring::default().add("data", data, &mut |_| None);
    if let Ok(mut opened) = keys.open(data, Some(&mut |_| None)) {
        let _ = opened.read_to_end(&mut Vec::new());
    }
    let to = To::keys(&[PUBLIC.to_owned()]).expect("a key");
    let mut sealer = Sealer::new(Vec::new(), &to, data.len() % 2 == 0).expect("memory");
    sealer.write_all(data).expect("memory");
    let sealed = sealer.finish().expect("memory");
    assert!(is_sealed(&sealed));
    let mut back = Vec::new();
    keys.open(&sealed[..], None).expect("opened").read_to_end(&mut back).expect("whole");
    assert!(back == data);
}
