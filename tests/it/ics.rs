//! Calendars in, and who I am: from a file to a first answer, and again.

use std::path::Path;

use crate::bench::{Answer, Bench, Outcome};

const HEAD: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:sari@example.org\r\nX-WR-TIMEZONE:Asia/Jakarta\r\n";
const SARI: &str = "ATTENDEE;CN=Sari Putri:mailto:sari@example.org";
const GRACE: &str = "ATTENDEE;CN=Grace Tan:mailto:grace@example.com";
const BUDI: &str = "ATTENDEE;CN=budi.santoso@example.com:mailto:budi.santoso@example.com";
const ADA: &str = "ATTENDEE;CN=\"Lind, Ada\":mailto:ada@example.com";

const LUNCH: &[&str] = &[
    "UID:lunch",
    "DTSTART:20261101T230000Z",
    "DTEND:20261102T001500Z",
    "SUMMARY:Breakfast",
    "LOCATION:Kopi Tuku",
    SARI,
    GRACE,
];
const STAND_UP: &[&str] = &[
    "UID:standup",
    "DTSTART;TZID=Asia/Jakarta:20261109T100000",
    "DURATION:PT15M",
    "RRULE:FREQ=WEEKLY",
    "SUMMARY:Stand-up",
    "X-GOOGLE-CONFERENCE:https://meet.google.com/abc-defg-hij",
    SARI,
    GRACE,
    BUDI,
    ADA,
];
const PARTY: &[&str] = &["UID:party", "DTSTART;VALUE=DATE:20261114", "SUMMARY:Party", GRACE];

fn calendar(events: &[&[&str]]) -> String {
    let event = |lines: &&[&str]| format!("BEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\n", lines.join("\r\n"));
    format!("{HEAD}{}END:VCALENDAR\r\n", events.iter().map(event).collect::<String>())
}

fn import(bench: &mut Bench, path: &Path, more: &[&str]) -> Outcome {
    let args = [path.as_os_str()].into_iter().chain(more.iter().map(|arg| arg.as_ref()));
    bench.run([std::ffi::OsStr::new("import")].into_iter().chain(args))
}

/// Returns what became of the meetings: new, updated, unchanged, bad.
fn counts(outcome: Outcome) -> [u64; 4] {
    let json = outcome.json();
    ["new", "updated", "unchanged", "bad"].map(|key| json["meetings"][key].as_u64().expect("a number"))
}

#[test]
fn a_calendar_becomes_meetings() {
    let mut bench = Bench::new();
    let file = bench.file("my.ics", calendar(&[LUNCH, STAND_UP, PARTY]));
    insta::assert_snapshot!(import(&mut bench, &file, &[]).code(1), @r"
    ------- stderr -------
    error: these files name people, and auld does not know which of them is you
      sari@example.org (in 4)
      grace@example.com (in 4)
      ada@example.com (in 3)
      budi.santoso@example.com (in 3)
    hint: say so: `auld import --me sari@example.org FILE`; it is remembered
    [exit code 1]
    ");
    insta::assert_snapshot!(import(&mut bench, &file, &["--me", "sari@example.org"]).success(), @r"
    new 8 · updated 0 · unchanged 0
    me          new 1 · updated 0 · unchanged 0
    meetings    new 4 · updated 0 · unchanged 0
    people      new 3 · updated 0 · unchanged 0
    left out    1 all-day
    ------- stderr -------
    undo with `auld undo`
    ");
    insta::assert_snapshot!(bench.run(["list", "meetings"]).success(), @r"
    23 Nov  video      Grace Tan, Budi Santoso and Ada Lind             Stand-up
    16 Nov  video      Grace Tan, Budi Santoso and Ada Lind             Stand-up
    9 Nov   video      Grace Tan, Budi Santoso and Ada Lind             Stand-up
    2 Nov   in person  Grace Tan                             Kopi Tuku  Breakfast
    ");
    // Whoever was met at nothing but what all must come to stays out of the way until somebody speaks of them.
    insta::assert_snapshot!(bench.run(["list"]).success(), @"Grace Tan  today");
    insta::assert_snapshot!(bench.run(["closest"]).success(), @"Grace Tan  ▰▰▰▱▱▱▱▱  new and warm  4 days of contact · last contact today");
    bench.run(["log", "tea with Ada"]).success();
    insta::assert_snapshot!(bench.run(["list", "--plain"]).success().stdout.lines().filter_map(|l| l.split('\t').next()).collect::<Vec<_>>().join(", "), @"Ada Lind, Grace Tan");
    assert_eq!(counts(import(&mut bench, &file, &["--json"])), [0, 0, 4, 0]);
}

#[test]
fn an_edited_event_changes_what_was_edited() {
    let mut bench = Bench::new();
    let file = bench.file("my.ics", calendar(&[LUNCH, STAND_UP]));
    import(&mut bench, &file, &["--me", "sari@example.org"]).success();
    bench.run(["edit", "last", "--text", "Stand-up, as ever"]).success();
    let mut later = LUNCH.to_vec();
    later[1] = "DTSTART;TZID=Asia/Jakarta:20261103T070000";
    later[2] = "DTEND;TZID=Asia/Jakarta:20261103T080000";
    let moved =
        ["UID:standup", "RECURRENCE-ID:20261116T030000Z", "STATUS:CANCELLED", "DTSTART:20261116T030000Z", GRACE];
    let file = bench.file("my.ics", calendar(&[STAND_UP, &moved, &later]));
    insta::assert_snapshot!(import(&mut bench, &file, &[]).success(), @r"
    new 0 · updated 2 · unchanged 2
    meetings    new 0 · updated 2 · unchanged 2
    ------- stderr -------
    [HOME]/my.ics:17: Stand-up (2026-11-16): cancelled since; its meeting was removed
    undo with `auld undo`
    ");
    assert_eq!(counts(import(&mut bench, &file, &["--json"])), [0, 0, 3, 0]);
    insta::assert_snapshot!(bench.run(["list", "meetings"]).success(), @r"
    23 Nov  video      Grace Tan, Budi Santoso and Ada Lind             Stand-up, a…
    9 Nov   video      Grace Tan, Budi Santoso and Ada Lind             Stand-up
    3 Nov   in person  Grace Tan                             Kopi Tuku  Breakfast
    ");
}

#[test]
fn on_a_terminal_auld_asks_who_i_am() {
    let mut bench = Bench::new();
    let file = bench.file("my.ics", calendar(&[LUNCH]));
    bench.answers([Answer::Pick("sari@example.org"), Answer::Yes]);
    insta::assert_snapshot!(import(&mut bench, &file, &[]).success(), @r#"
    new 3 · updated 0 · unchanged 0
    me          new 1 · updated 0 · unchanged 0
    meetings    new 1 · updated 0 · unchanged 0
    people      new 1 · updated 0 · unchanged 0
    ------- asked -------
    ? Which of these is you? [sari@example.org (in 1) | grace@example.com (in 1) | none of these]
    > Pick("sari@example.org")
    ? Import this?
    > Yes
    ------- stderr -------
    undo with `auld undo`
    next: `auld reconnect` says whom to talk to again, `auld closest` whom you are close to
    "#);
    // It is remembered.
    bench.answers([]);
    insta::assert_snapshot!(import(&mut bench, &file, &[]).success(), @r"
    new 0 · updated 0 · unchanged 1
    meetings    new 0 · updated 0 · unchanged 1
    ");
    bench.run(["undo"]).success();
    bench.answers([Answer::Pick("none of these")]);
    insta::assert_snapshot!(import(&mut bench, &file, &[]).code(1), @r#"
    ------- asked -------
    ? Which of these is you? [sari@example.org (in 1) | grace@example.com (in 1) | none of these]
    > Pick("none of these")
    ------- stderr -------
    error: these files name people, and auld does not know which of them is you
    hint: say so: `auld import --me ADDRESS FILE`; it is remembered
    [exit code 1]
    "#);
}

#[test]
fn an_address_book_says_who_they_are() {
    let mut bench = Bench::new();
    let file = bench.file("my.ics", calendar(&[STAND_UP]));
    import(&mut bench, &file, &["--me", "sari@example.org"]).success();
    let card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Budi S.\r\nEMAIL:Budi.Santoso@example.com\r\nEND:VCARD\r\n";
    let book = bench.file("a.vcf", card);
    import(&mut bench, &book, &[]).success();
    insta::assert_snapshot!(bench.run(["list", "--plain"]).success().stdout.lines().filter_map(|l| l.split('\t').next()).collect::<Vec<_>>().join(", "), @"Budi S.");
    // The other way round they are known.
    assert_eq!(counts(import(&mut bench, &file, &["--json"])), [0, 0, 3, 0]);
}

#[test]
fn what_cannot_be_read_is_told_by_line_and_a_folder_is_one_import() {
    let mut bench = Bench::new();
    bench.run(["me", "add-email", "sari@example.org"]).success();
    std::fs::create_dir(bench.home().join("cal")).expect("HOME is writable");
    bench.file("cal/a.ics", calendar(&[LUNCH, &["UID:x", "DTSTART:soon", GRACE]]));
    bench.file("cal/b.ics", calendar(&[&["UID:y", "DTSTART:20261103T100000", "RRULE:FREQ=HOURLY", GRACE], LUNCH]));
    let folder = bench.home().join("cal");
    insta::assert_snapshot!(import(&mut bench, &folder, &[]).success(), @r"
    new 2 · updated 0 · unchanged 1 · bad 2
    meetings    new 1 · updated 0 · unchanged 1 · bad 2
    people      new 1 · updated 0 · unchanged 0
    ------- stderr -------
    [HOME]/cal/a.ics:14: the event cannot be read: `soon` of DTSTART is no time
    [HOME]/cal/b.ics:5: it comes again more than once a day
    2 bad records left out, the rest was taken
    undo with `auld undo`
    ");
}

#[test]
fn i_say_who_i_am() {
    let mut bench = Bench::new();
    insta::assert_snapshot!(bench.run(["me"]).success(), @r"
    you
    ------- stderr -------
    nothing stands for you yet; say it with `auld me add-email ADDRESS`
    ");
    insta::assert_snapshot!(bench.run(["me", "add-email", "Sari@example.org"]).success(), @r"
    Sari@example.org is you
    ------- stderr -------
    undo with `auld undo`
    ");
    insta::assert_snapshot!(bench.run(["me", "add-email", "sari@example.org"]).success(), @r"
    Sari@example.org is you
    ------- stderr -------
    nothing changed: it was written down already
    ");
    bench.run(["me", "add-phone", "+62 812 3456 7890"]).success();
    bench.run(["me", "add-name", "Sari", "Putri"]).success();
    insta::assert_snapshot!(bench.run(["me"]).success(), @r"
    you
      email     Sari@example.org
      phone     +62 812 3456 7890
      name      Sari Putri
    ");
    insta::assert_snapshot!(bench.run(["me", "--plain"]).success(), @r"
    email	Sari@example.org
    phone	+62 812 3456 7890
    name	Sari Putri
    ");
    insta::assert_snapshot!(bench.run(["me", "remove", "sari@EXAMPLE.org"]).success(), @r"
    Sari@example.org is not you
    ------- stderr -------
    undo with `auld undo`
    ");
    insta::assert_snapshot!(bench.run(["me", "remove", "sari@example.org"]).code(1), @r"
    ------- stderr -------
    error: `sari@example.org` does not stand for you
    hint: `auld me` lists what does
    [exit code 1]
    ");
    insta::assert_snapshot!(bench.run(["me", "add-email", "sari"]).code(1), @r"
    ------- stderr -------
    error: `sari` is no e-mail address
    hint: expected one such as sari@example.org
    [exit code 1]
    ");
    // It goes along with everything else.
    let document = bench.run(["export", "json"]).json();
    assert_eq!(document["me"].as_array().map(Vec::len), Some(2), "{document}");
    let path = bench.file("all.json", document.to_string());
    let mut other = Bench::new();
    import(&mut other, &path, &[]).success();
    assert_eq!(other.run(["export", "json"]).json(), document);
}
