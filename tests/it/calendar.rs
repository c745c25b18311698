//! What goes out as a calendar or a drawing: held to the rules of the formats, whoever is in it.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::bench::{Bench, Outcome};

/// A line of a calendar: name, parameters, value.
type Line = (String, String, String);

/// Reads a calendar by RFC 5545, and fails the test where it is none.
fn checked(text: &str) -> Vec<Line> {
    assert!(text.ends_with("\r\n"), "the last line has no end: {text:?}");
    let lone = text.replace("\r\n", "");
    assert!(!lone.contains(['\r', '\n']), "lines end in CRLF");
    for line in text.split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line:?}", line.len());
    }
    let unfolded = text.replace("\r\n ", "");
    let mut open: Vec<String> = Vec::new();
    let mut uids = BTreeSet::new();
    let mut lines = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for line in unfolded.trim_end_matches("\r\n").split("\r\n") {
        assert!(!line.chars().any(|c| c.is_control() && c != '\t'), "a control character in {line:?}");
        let at = line.find([':', ';']).unwrap_or_else(|| panic!("no name in {line:?}"));
        let (name, rest) = line.split_at(at);
        assert!(name.chars().all(|c| c.is_ascii_uppercase() || c == '-'), "{name:?}");
        let (params, value) = rest.split_once(':').unwrap_or_else(|| panic!("no value in {line:?}"));
        match name {
            "BEGIN" => {
                open.push(value.to_owned());
                seen.clear();
            }
            "END" => {
                assert_eq!(open.pop().as_deref(), Some(value), "{line}");
                let needs: &[&str] = match value {
                    "VEVENT" => &["UID", "DTSTAMP", "DTSTART", "SUMMARY"],
                    "VTODO" => &["UID", "DTSTAMP", "DUE", "SUMMARY", "STATUS"],
                    _ => &[],
                };
                assert!(needs.iter().all(|need| seen.iter().filter(|s| s == need).count() == 1), "{value}: {seen:?}");
            }
            "UID" => assert!(uids.insert(value.to_owned()), "{value} twice"),
            "DTSTAMP" | "CREATED" | "COMPLETED" => {
                let digits = value.strip_suffix('Z').and_then(|v| v.split_once('T'));
                let (day, time) = digits.unwrap_or_else(|| panic!("{line}"));
                assert!(day.len() == 8 && time.len() == 6 && (day.to_owned() + time).parse::<u64>().is_ok(), "{line}");
            }
            "DTSTART" | "DTEND" | "DUE" => {
                assert_eq!(params, ";VALUE=DATE");
                chrono::NaiveDate::parse_from_str(value, "%Y%m%d").unwrap_or_else(|e| panic!("{line}: {e}"));
            }
            "SUMMARY" | "DESCRIPTION" => {
                let mut chars = value.chars();
                while let Some(c) = chars.next() {
                    assert!(!matches!(c, ';' | ','), "{line} is not escaped");
                    assert!(c != '\\' || matches!(chars.next(), Some('\\' | ';' | ',' | 'n')), "{line}");
                }
            }
            _ => {}
        }
        assert!(open.first().is_some_and(|first| first == "VCALENDAR") || name == "END", "{line} stands outside");
        seen.push(name.to_owned());
        lines.push((name.to_owned(), params.to_owned(), value.to_owned()));
    }
    assert!(open.is_empty(), "{open:?} is not closed");
    lines
}

fn export(bench: &mut Bench, more: &[&str]) -> Outcome {
    let args: Vec<&str> = ["export", "ics"].iter().chain(more).copied().collect();
    bench.run(args)
}

/// Returns the text from a day in the store: ids of rows are others each time.
fn tame(text: &str) -> String {
    let uid = |line: &str| match line.strip_prefix("UID:auld-").and_then(|rest| rest.split_once('-')) {
        Some((what, _)) => format!("UID:auld-{what}-[ID]"),
        None => line.to_owned(),
    };
    text.lines().map(uid).collect::<Vec<_>>().join("\n")
}

fn friends(bench: &mut Bench) {
    for line in [
        &["add", "Grace Tan", "--birthday", "1990-05-02", "--tag", "family"][..],
        &["add", "Budi Santoso", "--birthday", "--02-29"],
        &["add", "Sari Dewi", "--birthday", "1985-07"],
        &["add", "Tomas Ozols", "--birthday", "1970-01-05"],
        &["edit", "Tomas", "--state", "deceased"],
        &["promise", "Grace", "the paper; all of it, by heart by 2026-11-27"],
        &["promise", "Budi", "a call"],
        &["promise", "--theirs", "Budi", "the book by 2026-12-01"],
        &["kept", "Budi", "book"],
    ] {
        bench.run(line).success();
    }
}

#[test]
fn days_and_promises_become_a_calendar() {
    let mut bench = Bench::new();
    friends(&mut bench);
    let text = export(&mut bench, &[]).success().stdout;
    checked(&text);
    insta::assert_snapshot!(tame(&text), @r"
    BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//auld//auld//EN
    CALSCALE:GREGORIAN
    METHOD:PUBLISH
    NAME:auld
    X-WR-CALNAME:auld
    REFRESH-INTERVAL;VALUE=DURATION:P1D
    X-PUBLISHED-TTL:P1D
    BEGIN:VEVENT
    UID:auld-date-[ID]
    DTSTAMP:20261123T000000Z
    DTSTART;VALUE=DATE:19900502
    DTEND;VALUE=DATE:19900503
    RRULE:FREQ=YEARLY
    SUMMARY:Grace Tan: birthday (1990)
    TRANSP:TRANSPARENT
    CLASS:PRIVATE
    END:VEVENT
    BEGIN:VEVENT
    UID:auld-date-[ID]
    DTSTAMP:20261123T000000Z
    DTSTART;VALUE=DATE:20000229
    DTEND;VALUE=DATE:20000301
    RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1
    SUMMARY:Budi Santoso: birthday
    TRANSP:TRANSPARENT
    CLASS:PRIVATE
    END:VEVENT
    BEGIN:VTODO
    UID:auld-promise-[ID]
    DTSTAMP:20261123T000000Z
    CREATED:20261123T000000Z
    DUE;VALUE=DATE:20261127
    SUMMARY:the paper\; all of it\, by heart (for Grace Tan)
    DESCRIPTION:promised on 2026-11-23
    STATUS:NEEDS-ACTION
    CLASS:PRIVATE
    END:VTODO
    BEGIN:VTODO
    UID:auld-promise-[ID]
    DTSTAMP:20261123T000000Z
    CREATED:20261123T000000Z
    DUE;VALUE=DATE:20261201
    SUMMARY:the book (from Budi Santoso)
    DESCRIPTION:promised on 2026-11-23
    STATUS:COMPLETED
    PERCENT-COMPLETE:100
    COMPLETED:20261123T000000Z
    CLASS:PRIVATE
    END:VTODO
    END:VCALENDAR
    ");
    // The same day, the same bytes; the next day the same entries.
    assert_eq!(export(&mut bench, &[]).success().stdout, text);
    bench.on("2026-11-24");
    let later = export(&mut bench, &[]).success().stdout;
    assert_eq!(later.replace("DTSTAMP:20261124", "DTSTAMP:20261123"), text);
    let family = export(&mut bench, &["--tag", "family"]).success().stdout;
    assert!(family.contains("Grace Tan") && !family.contains("Budi"), "{family}");
    assert!(export(&mut bench, &["--state", "deceased"]).success().stdout.contains("Tomas Ozols: birthday (1970)"));
}

#[test]
fn whom_to_reconnect_with_goes_along_where_it_is_wanted() {
    let mut bench = Bench::new();
    for line in [
        &["add", "Grace Tan", "--every", "2w", "--tag", "family"][..],
        &["add", "Budi Santoso", "--every", "2w"],
        &["log", "1 March 2026: coffee with Grace; Grace made me feel heard"],
        &["log", "2 March 2026: lunch with Budi Santoso; long talk"],
    ] {
        bench.run(line).success();
    }
    assert!(!export(&mut bench, &[]).success().stdout.contains("Reconnect"));
    let text = export(&mut bench, &["--reconnect"]).success().stdout;
    let lines = checked(&text);
    let who: Vec<_> = lines.iter().filter(|(name, ..)| name == "SUMMARY").map(|(.., value)| value.as_str()).collect();
    assert_eq!(who.len(), 2, "{text}");
    assert!(lines.contains(&("DUE".into(), ";VALUE=DATE".into(), "20261123".into())), "{text}");
    assert!(lines.iter().any(|(name, _, value)| name == "DESCRIPTION" && !value.is_empty()), "{text}");
    // Filters that bonds know, and one that they do not.
    for filter in [&["--tag", "family"][..], &["--until", "2026-03-01"]] {
        let args = [&["--reconnect=1"], filter].concat();
        let text = export(&mut bench, &args).success().stdout;
        assert!(text.contains("Reconnect with Grace Tan") && !text.contains("Budi"), "{filter:?}: {text}");
    }
    // Tomorrow it is the same entry, due then.
    let uid = |text: &str| text.lines().find(|l| l.starts_with("UID:auld-reconnect")).map(str::to_owned);
    bench.on("2026-11-24");
    let later = export(&mut bench, &["--reconnect"]).success().stdout;
    assert_eq!(uid(&later), uid(&text));
    assert!(later.contains("DUE;VALUE=DATE:20261124"));
    assert_eq!(bench.run(["export", "json", "--reconnect"]).code(2).stdout, "");
}

#[test]
fn a_calendar_is_written_privately() {
    use std::os::unix::fs::PermissionsExt;
    let mut bench = Bench::new();
    friends(&mut bench);
    let path = bench.home().join("auld.ics");
    let out = path.display().to_string();
    export(&mut bench, &["-o", &out]).success();
    assert_eq!(std::fs::metadata(&path).expect("it is there").permissions().mode() & 0o777, 0o600);
    assert_eq!(export(&mut bench, &["-o", &out]).code, 1);
    export(&mut bench, &["-o", &out, "--force"]).success();
    checked(&std::fs::read_to_string(&path).expect("text"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn no_text_breaks_a_calendar(name in "\\PC{1,60}", text in "[\\PC\n\r\t]{1,90}") {
        let mut bench = Bench::unchecked();
        let added = bench.run(["add", "--json", "--birthday=1990-05-02", "--", &name]);
        prop_assume!(added.code == 0);
        let id = added.json()["id"].as_str().expect("an id").to_owned();
        let promised = bench.run(["promise", "--by=2026-12-01", "--", &id, &text]);
        prop_assume!(promised.code == 0);
        let out = export(&mut bench, &["--reconnect"]).success().stdout;
        let todos = checked(&out).iter().filter(|(name, _, value)| name == "BEGIN" && value == "VTODO").count();
        prop_assert_eq!(todos, 1);
    }
}

#[test]
fn a_drawing_has_everybody_who_is_tied_to_somebody() {
    let mut bench = Bench::new();
    for line in [
        &["add", "Grace Tan", "--tag", "family"][..],
        &["add", "Budi \"B\\\" Santoso"],
        &["add", "Mia Tan", "--tag", "family"],
        &["add", "Sari Dewi"],
        &["add", "Tomas Ozols"],
        &["refer", "Budi", "--by", "Grace", "--as", "client", "--on", "2025-05-17"],
        &["relate", "Grace", "daughter", "Mia"],
        &["relate", "Mia", "friend", "Sari"],
    ] {
        bench.run(line).success();
    }
    let draw = |bench: &mut Bench, more: &[&str]| {
        let args: Vec<&str> = ["export", "dot"].iter().chain(more).copied().collect();
        let text = bench.run(args).success().stdout;
        // Ids are others each time; the order is that of adding.
        let mut ids: Vec<String> = Vec::new();
        let mut out = String::new();
        for part in text.split_inclusive('"') {
            let bare = part.trim_end_matches('"');
            let is_id = bare.len() == 13 && bare.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
            if is_id {
                let at = ids.iter().position(|id| id == bare).unwrap_or_else(|| {
                    ids.push(bare.to_owned());
                    ids.len() - 1
                });
                out.push_str(&format!("{}\"", at + 1));
            } else {
                out.push_str(part);
            }
        }
        out
    };
    insta::assert_snapshot!(draw(&mut bench, &[]), @r#"
    digraph auld {
      node [shape=box, style=rounded];
      "1" [label="Grace Tan"];
      "2" [label="Budi \"B\\\" Santoso"];
      "3" [label="Mia Tan"];
      "4" [label="Sari Dewi"];
      "1" -> "2" [label="client 2025-05-17"];
      "1" -> "3" [label="daughter", style=dashed];
      "3" -> "4" [label="friend", style=dashed, dir=none];
    }
    "#);
    insta::assert_snapshot!(draw(&mut bench, &["--tag", "family"]), @r#"
    digraph auld {
      node [shape=box, style=rounded];
      "1" [label="Grace Tan"];
      "2" [label="Mia Tan"];
      "1" -> "2" [label="daughter", style=dashed];
    }
    "#);
}
