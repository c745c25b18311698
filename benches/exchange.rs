//! Foreign formats: bytes to drafts, a mailbox of which only the heads are wanted, and contacts into a store.
//!
//! ```text
//! cargo bench --bench exchange
//! ```

#[allow(dead_code, reason = "the other benchmarks use the rest of it")]
mod data;

use std::convert::Infallible;
use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::time::Duration;

use auld::domain::me::MeKind;
use auld::exchange::charset::in_utf8;
use auld::exchange::contacts::Me;
use auld::exchange::ics::Item;
use auld::exchange::whatsapp::{Chat, Talks};
use auld::exchange::{csv, ics, jscontact, vcard};
use criterion::measurement::WallTime;
use criterion::{BatchSize, BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};

use data::{run, today};

/// How large the mailboxes are, in bytes.
const SIZE: usize = 64 << 20;

/// Writes a head as servers leave it: a few kilobytes, most of it of no use to anybody.
fn head(out: &mut String, number: usize) {
    let (day, hour) = (number % 28 + 1, number % 24);
    let stamp = format!("{day} May 2025 {hour:02}:15:07 +0200");
    writeln!(out, "From person{}@example.org Thu May {day:2} {hour:02}:15:07 2025", number % 500).expect("text");
    for hop in 0..4 {
        writeln!(
            out,
            "Received: from mx{hop}.example.org (mx{hop}.example.org [192.0.2.{hop}])\n\tby mail{hop}.example.com (Postfix) \
             with ESMTPS id {number:010X}{hop}\n\tfor <me@example.com>; Thu, {stamp} (CEST)"
        )
        .expect("text");
    }
    for seal in ["DKIM-Signature", "ARC-Seal", "ARC-Message-Signature", "X-Google-Smtp-Source"] {
        writeln!(out, "{seal}: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=mail;").expect("text");
        for line in 0..6 {
            writeln!(out, "\tb={:064x}{line}", number * 7919 + line).expect("text");
        }
    }
    let bulk = if number.is_multiple_of(3) { "List-Id: <bees.example.org>\n" } else { "" };
    write!(
        out,
        "{bulk}Message-ID: <{number}@example.org>\nFrom: =?utf-8?Q?Person_N=C2=B0{p}?= <person{p}@example.org>\nTo: \"Me, Myself\" \
         <me@example.com>,\n\tSomebody Else <other{o}@example.org>\nDate: Thu, {stamp}\nSubject: Re: About the =?utf-8?B?\
         w7xiZXI=?= number {number}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n",
        p = number % 500,
        o = number % 90,
    )
    .expect("text");
}

/// Returns a mailbox whose bodies are of the sizes that `body` tells.
fn mailbox(body: impl Fn(usize) -> usize) -> String {
    let line = "The bees came late this year, and From here the hills look as they did when we were young.\n";
    let mut out = String::with_capacity(SIZE + (1 << 20));
    let mut number = 0;
    while out.len() < SIZE {
        head(&mut out, number);
        for _ in 0..body(number) / line.len() {
            out.push_str(line);
        }
        out.push('\n');
        number += 1;
    }
    out
}

/// Letters, newsletters and pictures, as a mailbox of some years has them.
fn usual(number: usize) -> usize {
    match number % 20 {
        0 => 900_000,
        1..=6 => 70_000,
        other => 1_000 * other,
    }
}

fn mail(c: &mut Criterion) {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("target/tmp is writable");
    let db = folder.path().join("auld.db");
    run(&db, ["me", "add-email", "me@example.com"], 0);
    let mut group = c.benchmark_group("mbox");
    group.sample_size(10).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(2));
    for (name, text) in [("usual mail", mailbox(usual)), ("short notes", mailbox(|_| 800))] {
        let file = folder.path().join(name);
        fs::write(&file, &text).expect("target/tmp is writable");
        group.throughput(Throughput::Bytes(text.len() as u64));
        let args = ["import".as_ref(), "mbox".as_ref(), file.as_os_str(), "--dry-run".as_ref()];
        group.bench_function(name, |b| b.iter(|| run(&db, args, 0)));
    }
    group.finish();
}

/// How many contacts, events and messages the other files hold.
const RECORDS: usize = 10_000;

/// Returns the name of a person; some have the same.
fn name(number: usize) -> (&'static str, String) {
    const GIVEN: [&str; 8] = ["Grace", "Tomas", "Sari", "Budi", "Ilze", "Ada", "Zoë", "Małgorzata"];
    const PARTS: [&str; 12] = ["ba", "de", "fi", "go", "ku", "la", "mi", "no", "pu", "ra", "se", "to"];
    let family = format!("{}{}{}son", PARTS[number % 12], PARTS[number / 12 % 12], PARTS[number / 144 % 12]);
    (GIVEN[number % 8], family)
}

fn card(number: usize) -> String {
    let (given, family) = name(number);
    format!(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{number:08x}-person\r\nFN:{given} {family}\r\nN:{family};{given};;;\r\n\
         EMAIL;TYPE=INTERNET,HOME:{given}{number}@example.org\r\nTEL;TYPE=CELL:+49 30 {number:07}\r\n\
         BDAY:19{:02}-0{}-1{}\r\nORG:Kopi {family};Roasting\r\nNOTE:met at the market\\, by the bridge; likes bees \
         and\r\n  old maps\r\nCATEGORIES:friends,market\r\nX-SOCIALPROFILE;TYPE=x:https://example.com/{number}\r\n\
         END:VCARD\r\n",
        number % 100,
        number % 9 + 1,
        number % 10
    )
}

fn row(number: usize) -> String {
    let (given, family) = name(number);
    format!(
        "{given} {family},{given},{family},{given}{number}@example.org,+49 30 {number:07},Kopi {family},\"met at the \
         market, likes bees\",* myContacts ::: market\n"
    )
}

fn table() -> String {
    let header = "Name,First Name,Last Name,E-mail 1 - Value,Phone 1 - Value,Organization Name,Notes,Labels\n";
    header.chars().chain((0..RECORDS).map(row).collect::<String>().chars()).collect()
}

fn js_card(number: usize) -> String {
    let (given, family) = name(number);
    format!(
        "{{\"@type\":\"Card\",\"version\":\"1.0\",\"uid\":\"{number:08x}-person\",\"name\":{{\"full\":\"{given} {family}\"}},\
         \"emails\":{{\"e\":{{\"address\":\"{given}{number}@example.org\",\"contexts\":{{\"private\":true}}}}}},\
         \"phones\":{{\"p\":{{\"number\":\"+49 30 {number:07}\",\"features\":{{\"mobile\":true}}}}}},\
         \"notes\":{{\"n\":{{\"note\":\"met at the market, likes bees\"}}}}}}"
    )
}

fn event(number: usize) -> String {
    let (given, family) = name(number);
    format!(
        "BEGIN:VEVENT\r\nUID:{number}@example.org\r\nDTSTART;TZID=Europe/Riga:2025{:02}{:02}T{:02}1500\r\nDURATION:PT1H\r\n\
         SUMMARY:Walk with {given}\r\nORGANIZER;CN=Me:mailto:me@example.com\r\n\
         ATTENDEE;CN=Me;PARTSTAT=ACCEPTED:mailto:me@example.com\r\n\
         ATTENDEE;CN={given} {family};PARTSTAT=ACCEPTED:mailto:p{}@example.org\r\nDESCRIPTION:along the river and back\r\n\
         END:VEVENT\r\n",
        number % 12 + 1,
        number % 28 + 1,
        number % 24,
        number % 500
    )
}

fn message(number: usize) -> String {
    let who = if number.is_multiple_of(3) { "Me" } else { "Sari Putri" };
    format!(
        "{:02}.{:02}.25, {:02}:{:02} - {who}: see you at the bridge, I bring the maps\n",
        number / 40 % 28 + 1,
        number / 1120 % 12 + 1,
        number / 60 % 24,
        number % 60
    )
}

/// Measures a reader that returns how many records it found.
fn read(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    text: &str,
    records: usize,
    read: impl Fn(&[u8]) -> usize,
) {
    assert_eq!(read(text.as_bytes()), records, "{name}: records that were read");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function(name, |b| b.iter(|| read(black_box(text.as_bytes()))));
}

fn reading(c: &mut Criterion) {
    let mut group = c.benchmark_group("read");
    group.sample_size(10).warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_secs(1));
    let all = |one: fn(usize) -> String| (0..RECORDS).map(one).collect::<String>();
    let mut me = Me::default();
    me.add(MeKind::Email, "me@example.com");
    me.add(MeKind::Name, "Me");
    read(&mut group, "vcard", &all(card), RECORDS, |bytes| {
        let mut cards = vcard::Cards::new(in_utf8(bytes).expect("memory can be read"));
        let next = || cards.next::<Infallible>().expect("memory can be read");
        std::iter::from_fn(next).filter(|card| card.as_ref().is_ok_and(|card| vcard::draft(card).is_ok())).count()
    });
    read(&mut group, "csv", &table(), RECORDS, |bytes| {
        let input = in_utf8(bytes).expect("memory can be read");
        let mut rows = csv::Rows::open::<Infallible>(input, &csv::Map::new()).expect("readable").expect("a header");
        let next = || rows.next::<Infallible>().expect("memory can be read");
        std::iter::from_fn(next).filter(|(_, row)| row.is_ok()).count()
    });
    read(&mut group, "jscontact", &all(js_card), RECORDS, |bytes| {
        let mut people = 0;
        let done = jscontact::cards::<Infallible>(bytes, |_, card| {
            people += usize::from(jscontact::draft(&card).is_ok());
            Ok(())
        });
        done.expect("sound cards");
        people
    });
    let calendar = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}END:VCALENDAR\r\n", all(event));
    read(&mut group, "ics", &calendar, RECORDS, |bytes| {
        let mut met = 0;
        let done = ics::read::<Infallible>(bytes, today(), &me, &mut |_, item| {
            met += usize::from(matches!(item, Item::Contact(_)));
            Ok(())
        });
        done.expect("a sound calendar");
        met
    });
    // One contact a day and direction.
    let chat = all(message);
    let days = RECORDS.div_ceil(40);
    read(&mut group, "whatsapp", &chat, 2 * days, |bytes| {
        let mut talks = Talks::default();
        talks.add(0, Some("Sari Putri".into()), Chat::read::<Infallible>(bytes).expect("a sound chat"));
        talks.contacts(&me, None, today()).talks.len()
    });
    group.finish();
}

/// Imports contacts into a store of its own each time.
fn contacts(c: &mut Criterion) {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("target/tmp is writable");
    let mut group = c.benchmark_group("import 10,000 contacts");
    group.sample_size(10).warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_secs(3));
    group.throughput(Throughput::Elements(RECORDS as u64));
    for (format, text) in [("vcard", (0..RECORDS).map(card).collect()), ("csv", table())] {
        let file = folder.path().join(format);
        fs::write(&file, text).expect("target/tmp is writable");
        let args = ["import".as_ref(), format.as_ref(), file.as_os_str(), "-y".as_ref()];
        let new = || tempfile::tempdir_in(folder.path()).expect("target/tmp is writable");
        let import = |home: tempfile::TempDir| {
            run(&home.path().join("auld.db"), args, 0);
            home
        };
        group.bench_function(format, |b| b.iter_batched(new, import, BatchSize::PerIteration));
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().without_plots().nresamples(2000);
    targets = reading, contacts, mail
}
criterion_main!(benches);
