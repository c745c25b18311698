//! Chats in: whoever wrote on a day, whatever the phone, and nothing of what was said.

use std::ffi::OsStr;
use std::io::{Cursor, Write as _};
use std::path::Path;

use crate::bench::{Bench, Outcome};

const DIRECT: &str = "\
02/05/2026, 21:03 - Messages and calls are end-to-end encrypted. No one outside of this chat can read them.
02/05/2026, 21:03 - Budi Santoso: Private words
on two lines
02/05/2026, 21:04 - Sari Dewi: <Media omitted>
14/05/2026, 08:00 - Sari Dewi: are you there?
";

const GROUP: &str = "\
[02/05/2026, 21:03:11] Bee people: \u{200e}Messages and calls are end-to-end encrypted.
[02/05/2026, 21:03:13] ~\u{202f}Tomas Ozols: hi
[02/05/2026, 21:04:11] Sari Dewi: hello
[14/05/2026, 21:04:11] Budi Santoso: yes
\u{200e}[14/05/2026, 21:04:12] +62 812-3456-7890: \u{200e}image omitted
";

fn import(bench: &mut Bench, file: &Path, more: &[&str]) -> Outcome {
    let more = more.iter().map(OsStr::new);
    bench.run(["import".as_ref(), file.as_os_str()].into_iter().chain(more))
}

/// Returns what an import did to meetings: new, updated, unchanged.
fn counts(bench: &mut Bench, file: &Path, more: &[&str]) -> [u64; 3] {
    let json = import(bench, file, &[more, &["--json"]].concat()).json();
    ["new", "updated", "unchanged"].map(|key| json["meetings"][key].as_u64().expect("a number"))
}

#[test]
fn a_chat_of_two_needs_no_word_about_who_i_am() {
    let mut bench = Bench::new();
    let file = bench.file("WhatsApp Chat with Budi Santoso.txt", DIRECT);
    insta::assert_snapshot!(import(&mut bench, &file, &[]).success(), @r"
    new 4 · updated 0 · unchanged 0
    meetings    new 3 · updated 0 · unchanged 0
    people      new 1 · updated 0 · unchanged 0
    ------- stderr -------
    undo with `auld undo`
    ");
    let listed = bench.run(["list", "meetings", "--plain"]).success().stdout;
    // All but the ids, which differ from store to store.
    let listed: Vec<_> = listed.lines().filter_map(|line| line.rsplit_once('\t')).map(|(line, _)| line).collect();
    insta::assert_snapshot!(listed.join("\n"), @r"
    2026-05-14	message	Budi Santoso				
    2026-05-02	message	Budi Santoso				
    2026-05-02	message	Budi Santoso				
    ");
    let rows = bench.dump().rows;
    assert!(!rows.contains("Private") && !rows.contains("Sari"), "{rows}");
    let before = bench.dump().rows;
    assert_eq!(counts(&mut bench, &file, &[]), [0, 0, 3]);
    // Exported again later: the new days are new, and the days before are as they were.
    let later = format!("{DIRECT}15/05/2026, 08:00 - Budi Santoso: now I am\n16/05/2026, 08:00 - Sari Dewi: good\n");
    let file = bench.file("WhatsApp Chat with Budi Santoso (1).txt", later);
    assert_eq!(counts(&mut bench, &file, &[]), [2, 0, 3]);
    bench.run(["undo"]).success();
    assert_eq!(bench.dump().rows, before);
}

#[test]
fn a_group_tells_how_many_there_were() {
    let mut bench = Bench::new();
    bench.run(["add", "Grace Tan", "--phone", "0062 812 3456 7890"]).success();
    let file = bench.file("_chat.txt", GROUP);
    insta::assert_snapshot!(import(&mut bench, &file, &[]).code(1), @r"
    ------- stderr -------
    error: these files name people, and auld does not know which of them is you
      +62 812-3456-7890 (in 1)
      Budi Santoso (in 1)
      Sari Dewi (in 1)
      Tomas Ozols (in 1)
    hint: say so: `auld import --me '+62 812-3456-7890' FILE`; it is remembered
    [exit code 1]
    ");
    assert!(import(&mut bench, &file, &["--me", "Sari Dewi"]).success().stdout.contains("meetings    new 4"));
    insta::assert_snapshot!(bench.run(["list", "meetings"]).success(), @r"
    14 May  message  Budi Santoso  Bee people
    14 May  message  Grace Tan     Bee people
    2 May   message  Tomas Ozols   Bee people
    2 May   message  Tomas Ozols   Bee people
    ");
    let day = bench.run(["export", "json"]).success().stdout;
    let day: serde_json::Value = serde_json::from_str(&day).expect("JSON");
    let sizes: Vec<_> = day["meetings"].as_array().expect("a list").iter().map(|m| m["size"].as_u64()).collect();
    assert_eq!(sizes, [Some(4); 4]);
    assert_eq!(counts(&mut bench, &file, &[]), [0, 0, 4]);
}

/// Packs a chat as phones do.
fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("memory takes all");
        writer.write_all(bytes).expect("memory takes all");
    }
    writer.finish().expect("memory takes all").into_inner()
}

#[test]
fn the_archive_that_a_phone_writes_is_read_as_it_is() {
    let mut bench = Bench::new();
    let entries: [(&str, &[u8]); 4] = [
        ("00000001-PHOTO.jpg", &[0xff; 5000]),
        ("notes.txt", b"hello"),
        ("__MACOSX/._chat.txt", b"\0\0"),
        ("_chat.txt", DIRECT.as_bytes()),
    ];
    let bytes = archive(&entries);
    let file = bench.file("WhatsApp Chat - Budi Santoso.zip", &bytes);
    assert_eq!(counts(&mut bench, &file, &[]), [3, 0, 0]);
    let folder = bench.home().join("chats");
    std::fs::create_dir(&folder).expect("HOME is writable");
    let put = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).expect("HOME is writable");
    put("WhatsApp Chat - Budi Santoso.zip", &bytes);
    put("WhatsApp Chat with Tomas.txt", DIRECT.replace("Budi Santoso", "Tomas").as_bytes());
    put("notes.txt", b"hello");
    put("photo.jpg", b"\xff");
    assert_eq!(counts(&mut bench, &folder, &[]), [3, 0, 3]);
    let damaged = bench.file("WhatsApp Chat - Damaged.zip", &bytes[..bytes.len() - 200]);
    let outcome = import(&mut bench, &damaged, &[]).code(1);
    assert!(outcome.stderr.contains("it is no archive, or a damaged one"), "{outcome}");
    let empty = archive(&[("WhatsApp.jpg", b"x")]);
    let empty = bench.file("WhatsApp Chat - Empty.zip", empty);
    insta::assert_snapshot!(import(&mut bench, &empty, &[]).code(1), @r"
    ------- stderr -------
    [HOME]/WhatsApp Chat - Empty.zip: there is no chat in the archive
    error: nothing could be read; nothing was imported
    [exit code 1]
    ");
    // Cut or changed anywhere, it is refused or read.
    for at in (0..bytes.len()).step_by(11) {
        let mut bench = Bench::unchecked();
        let mut changed = bytes.clone();
        changed[at] ^= 0x55;
        for (number, bytes) in [&changed[..], &bytes[..at]].iter().enumerate() {
            let file = bench.file(&format!("{number}.zip"), bytes);
            let outcome = bench.run(["import".as_ref(), "whatsapp".as_ref(), file.as_os_str()]);
            assert!(outcome.code < 2, "byte {at}: {outcome}");
        }
    }
}

#[test]
fn the_order_of_dates_is_told_where_the_file_leaves_it_open() {
    let mut bench = Bench::new();
    let text = "1/2/26, 9:03 PM - Budi: hi\n1/2/26, 9:04 PM - Sari: hi\n";
    let file = bench.file("WhatsApp Chat with Budi.txt", text);
    insta::assert_snapshot!(import(&mut bench, &file, &["--dry-run"]).success(), @r"
    new 3 · updated 0 · unchanged 0
    meetings    new 2 · updated 0 · unchanged 0
    people      new 1 · updated 0 · unchanged 0
    ------- stderr -------
    [HOME]/WhatsApp Chat with Budi.txt: its dates can be read in two ways and were read as month, day, year; `--date-order dmy` reads them otherwise
    dry run: nothing was written
    ");
    import(&mut bench, &file, &["--date-order", "dmy"]).success();
    assert!(bench.run(["list", "meetings", "--plain"]).success().stdout.starts_with("2026-02-01\tmessage\tBudi"));
    insta::assert_snapshot!(import(&mut bench, &file, &["--date-order", "ymd"]).code(1), @r"
    ------- stderr -------
    [HOME]/WhatsApp Chat with Budi.txt: its dates are not in the order year, month, day
    error: nothing could be read; nothing was imported
    [exit code 1]
    ");
    let persian = bench.file("WhatsApp Chat with Budi.txt", "1402/07/15, 21:03 - Budi: hi\n");
    insta::assert_snapshot!(import(&mut bench, &persian, &[]).code(1), @r"
    ------- stderr -------
    [HOME]/WhatsApp Chat with Budi.txt: its dates are of no calendar that auld reads, such as 1402 7 15
    error: nothing could be read; nothing was imported
    [exit code 1]
    ");
    let other = bench.file("other.txt", "hello\n");
    insta::assert_snapshot!(bench.run(["import".as_ref(), "whatsapp".as_ref(), other.as_os_str()]).code(1), @r"
    ------- stderr -------
    [HOME]/other.txt:1: this is no chat: no line begins with a day and a time
    error: nothing could be read; nothing was imported
    [exit code 1]
    ");
}
