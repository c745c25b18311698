//! Mail in: who becomes a contact of mine, who does not, and that it can come again in any mailbox.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::bench::{Bench, Outcome};

fn mail(head: &str) -> String {
    format!(
        "From someone@example.org Sat May  2 10:00:00 2026\n{head}\n\nPrivate words.\nFrom now on no one reads them.\n\n"
    )
}

const DINNER: &str = "From: Grace Tan <grace@example.org>\nTo: sari@example.com\nSubject: Re: =?utf-8?Q?Dinner_at_caf=C3=A9?=\nDate: Sat, 2 May 2026 09:00:00 +0700";
const MORE: &str =
    "From: grace@example.org\nTo: sari@example.com, budi@example.org\nSubject: for all\nDate: 2 May 2026 08:00 GMT";
const ANSWER: &str = "From: Sari <SARI@example.com>\nTo: \"Tan, Grace\" <grace@example.org>\nCc: Budi Santoso <budi@example.org>\nSubject: yes\nDate: Sat, 2 May 2026 23:50:00 -0700";
const LIST: &str = "From: tomas@example.org\nTo: bees@lists.example\nList-Id: <bees.lists.example>\nSubject: [bees]\nDate: 3 May 2026 08:00";
const SHOP: &str = "From: Shop <noreply@shop.example>\nTo: sari@example.com\nSubject: sale\nDate: 3 May 2026 08:00";
const UNDATED: &str = "From: tomas@example.org\nTo: sari@example.com\nDate: yesterday";

fn inbox() -> String {
    [DINNER, MORE, ANSWER, LIST, SHOP].map(mail).concat()
}

fn import(bench: &mut Bench, file: &Path, more: &[&str]) -> Outcome {
    let more = more.iter().map(OsStr::new);
    bench.run(["import".as_ref(), file.as_os_str()].into_iter().chain(more))
}

/// Returns what an import did to meetings: new, updated, unchanged.
fn counts(bench: &mut Bench, file: &Path) -> [u64; 3] {
    let json = import(bench, file, &["--json"]).json();
    ["new", "updated", "unchanged"].map(|key| json["meetings"][key].as_u64().expect("a number"))
}

#[test]
fn mail_becomes_one_contact_a_person_day_and_direction() {
    let mut bench = Bench::new();
    let file = bench.file("inbox", inbox());
    insta::assert_snapshot!(import(&mut bench, &file, &["--me", "sari@example.com"]).success(), @r"
    new 6 · updated 0 · unchanged 0
    me          new 1 · updated 0 · unchanged 0
    meetings    new 3 · updated 0 · unchanged 0
    people      new 2 · updated 0 · unchanged 0
    left out    1 from mailing lists · 1 written by machines
    ------- stderr -------
    undo with `auld undo`
    ");
    insta::assert_snapshot!(bench.run(["list", "meetings"]).success(), @r"
    2 May  email  Budi Santoso  yes
    2 May  email  Grace Tan     yes
    2 May  email  Grace Tan     Dinner at café
    ");
    insta::assert_snapshot!(bench.run(["show", "Grace"]).success(), @r"
    Grace Tan
    last seen   2 May, 6 months ago
    24 months   Dec 2024 ·················▂······ Nov 2026

    Last talks
        2 May (6 months ago) · email
          yes
        2 May (6 months ago) · email
          Dinner at café

    Known
      email   grace@example.org
    ");
    let rows = bench.dump().rows;
    assert!(!rows.contains("Private") && !rows.contains("Tomas") && !rows.contains("shop"), "{rows}");
}

#[test]
fn the_same_mail_in_another_mailbox_is_the_same() {
    let mut bench = Bench::new();
    bench.run(["me", "add-email", "sari@example.com"]).success();
    let file = bench.file("inbox", inbox());
    assert_eq!(counts(&mut bench, &file), [3, 0, 0]);
    let before = bench.dump().rows;
    assert_eq!(counts(&mut bench, &file), [0, 0, 3]);
    // Another mailbox, with the same mails in another order and one of a day more.
    let later = mail(&DINNER.replace("2 May", "9 May"));
    let archive = bench.file("archive", [later, mail(ANSWER), mail(MORE)].concat());
    assert_eq!(counts(&mut bench, &archive), [1, 0, 3]);
    assert_eq!(counts(&mut bench, &file), [0, 0, 3]);
    bench.run(["undo"]).success();
    assert_eq!(bench.dump().rows, before);
    // What was known of a letter to many becomes one to me alone.
    let mut bench = Bench::new();
    bench.run(["me", "add-email", "sari@example.com"]).success();
    let many = bench.file("many", mail(MORE));
    assert_eq!(counts(&mut bench, &many), [1, 0, 0]);
    let alone = bench.file("alone", mail(DINNER));
    assert_eq!(counts(&mut bench, &alone), [0, 1, 0]);
    assert_eq!(counts(&mut bench, &many), [0, 0, 1]);
}

#[test]
fn whoever_owns_the_mailbox_is_asked_for_and_not_guessed() {
    let mut bench = Bench::new();
    let delivered = mail(&format!("Delivered-To: sari@example.com\n{LIST}"));
    let file = bench.file("inbox", inbox() + &delivered);
    insta::assert_snapshot!(import(&mut bench, &file, &[]).code(1), @r"
    ------- stderr -------
    error: these files name people, and auld does not know which of them is you
      sari@example.com (in 5)
      grace@example.org (in 3)
      budi@example.org (in 2)
    hint: say so: `auld import --me sari@example.com FILE`; it is remembered
    [exit code 1]
    ");
    assert!(import(&mut bench, &file, &["--me", "sari@example.com"]).success().stdout.contains("meetings    new 3"));
    // It is remembered.
    assert_eq!(counts(&mut bench, &file), [0, 0, 3]);
}

/// Lays out mail as servers keep it.
fn maildir(bench: &Bench) -> PathBuf {
    let root = bench.home().join("Maildir");
    for (name, head) in [
        ("cur/1.host:2,S", DINNER),
        ("new/2.host", MORE),
        (".Sent/cur/3.host:2,S", ANSWER),
        ("tmp/4.host", SHOP),
        (".Junk/new/5.host", SHOP),
    ] {
        let path = root.join(name);
        std::fs::create_dir_all(path.parent().expect("in a folder")).expect("HOME is writable");
        std::fs::write(path, format!("{head}\n\nPrivate words.\n")).expect("HOME is writable");
    }
    root
}

#[test]
fn a_maildir_and_single_messages_are_mail_too() {
    let mut bench = Bench::new();
    bench.run(["me", "add-email", "sari@example.com"]).success();
    let folder = maildir(&bench);
    assert_eq!(counts(&mut bench, &folder), [3, 0, 0]);
    let file = bench.file("inbox", inbox());
    assert_eq!(counts(&mut bench, &file), [0, 0, 3]);
    let one =
        bench.file("a.eml", format!("{}\n\nFrom x@y Sat May  2 10:00:00 2026\n", DINNER.replace("2 May", "8 May")));
    assert_eq!(counts(&mut bench, &one), [1, 0, 0]);
    let piped = bench.stdin(inbox()).run(["import", "mbox", "-"]).success();
    assert!(piped.stdout.contains("unchanged 3"), "{piped}");
}

#[test]
fn what_is_no_mail_is_told_and_the_rest_goes_on() {
    let mut bench = Bench::new();
    bench.run(["me", "add-email", "sari@example.com"]).success();
    let large = mail(&format!("{DINNER}\n{}", "X-Large: yes\n".repeat(30_000)));
    let future = mail(&DINNER.replace("2026", "2031"));
    let hostile = mail(
        "From: \"\u{1b}[2J\u{202e}evil\" <evil@example.org>\nTo: sari@example.com\nSubject: \u{1b}]0;x\u{7}=?utf-8?B?G1syShs=?=\nDate: 4 May 2026",
    );
    let text = [large, mail(UNDATED), future, mail("X: y"), hostile, mail(DINNER)].concat();
    let file = bench.file("inbox", text.replace("someone@example.org Sat May  2 10:00:00 2026", "someone@example.org"));
    insta::assert_snapshot!(import(&mut bench, &file, &[]).success(), @r"
    new 4 · updated 0 · unchanged 0 · bad 1
    meetings    new 2 · updated 0 · unchanged 0 · bad 1
    people      new 2 · updated 0 · unchanged 0
    left out    1 without a date · 1 without a sender · 1 still to come
    ------- stderr -------
    [HOME]/inbox:1: the head of the message is larger than 256 KB
    1 bad record left out, the rest was taken
    undo with `auld undo`
    ");
    let shown = bench.run(["list", "meetings"]).success().stdout;
    assert!(!shown.contains('\u{1b}') && !shown.contains('\u{202e}'), "{shown:?}");
    let none = bench.file("text.eml", "just a text\n");
    insta::assert_snapshot!(import(&mut bench, &none, &[]).code(1), @r"
    ------- stderr -------
    [HOME]/text.eml:1: this is no mail: no head of a message begins here
    error: nothing could be read; nothing was imported
    [exit code 1]
    ");
    let folder = bench.home().join("empty");
    std::fs::create_dir(&folder).expect("HOME is writable");
    insta::assert_snapshot!(import(&mut bench, &folder, &[]).code(1), @r"
    ------- stderr -------
    error: `[HOME]/empty` is a folder without people.jsonl and without .vcf files, .ics files, .mbox files or .zip files
    [exit code 1]
    ");
}

#[test]
fn a_mailbox_cut_anywhere_is_read_as_far_as_it_goes() {
    let text = inbox();
    for end in (0..text.len()).step_by(37) {
        let mut bench = Bench::unchecked();
        bench.run(["me", "add-email", "sari@example.com"]).success();
        let file = bench.file("inbox", &text[..end]);
        let outcome = bench.run(["import".as_ref(), "mbox".as_ref(), file.as_os_str()]);
        assert!(outcome.code < 2, "cut at {end}: {outcome}");
    }
}
