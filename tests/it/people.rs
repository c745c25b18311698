//! Changing people and meetings: note, fact, nick, tag, rename, edit, merge, rm. The bench holds each to undo and redo.

use insta::assert_snapshot;

use crate::bench::{Answer, Bench};

/// A world with Grace, Ada, and a call and a coffee with them.
fn some() -> Bench {
    let mut bench = Bench::new();
    bench.run(["add", "Grace", "Hopper", "--met", "PyCon"]).success();
    bench.run(["add", "Ada", "Lovelace"]).success();
    bench.run(["log", "2026-11-01: call with Grace"]).success();
    bench.run(["log", "2026-11-20: coffee with Grace and Ada @Kopi Tuku #work"]).success();
    bench
}

#[test]
fn a_note_comes_from_arguments_standard_input_the_editor_or_the_prompt() {
    let mut bench = some();
    for (text, args) in [
        ("loves engines", vec!["loves", "engines"]),
        ("two\nlines", vec!["-"]),
        ("typed", vec![]),
        ("saved", vec!["-e"]),
    ] {
        bench.stdin("two\nlines\n");
        match args.as_slice() {
            [] => bench.answers([Answer::Line("typed")]),
            ["-e"] => bench.answers([Answer::Save("# A remark about Ada Lovelace. This line is left out.\nsaved\n")]),
            _ => &mut bench,
        };
        let said = bench.run(["note", "Ada", "--json"].into_iter().chain(args)).json();
        assert_eq!(said["text"], text);
    }
    assert!(bench.run(["note", "Ada"]).code(1).stderr.contains("auld note Ada TEXT"));
    assert!(bench.run(["note", "Ada", " "]).code(1).stderr.contains("nothing was written"));
}

#[test]
fn a_fact_is_replaced_kept_beside_and_removed() {
    let mut bench = some();
    bench.run(["fact", "Ada", "daughter: Mia", "--since", "2019"]).success();
    assert!(bench.run(["fact", "Ada", "Daughter", "Anna"]).success().stdout.contains("was: Mia"));
    bench.run(["fact", "Ada", "daughter", "Mia", "--add"]).success();
    let refused = bench.run(["fact", "Ada", "daughter", "Zoe"]).code(1).stderr;
    assert!(refused.contains("Anna") && refused.contains("--add"), "{refused}");
    bench.run(["fact", "Ada", "daughter", "--rm"]).code(1);
    bench.run(["fact", "Ada", "daughter", "mia", "--rm"]).success();
    assert_eq!(bench.run(["fact", "Ada", "--plain"]).success().stdout, "daughter\tAnna\t\t\n");
    bench.run(["fact", "Ada", "--since", "2019"]).code(2);
}

#[test]
fn a_nickname_finds_its_person_and_warns_of_others() {
    let mut bench = some();
    bench.run(["nick", "Grace", "Amazing", "Grace"]).success();
    assert!(bench.run(["nick", "Ada", "amazing grace"]).success().stderr.contains("Grace Hopper"));
    bench.run(["nick", "Ada", "amazing grace", "--rm"]).success();
    assert!(bench.run(["nick", "Ada", "amazing grace", "--rm"]).code(1).stderr.contains("no other names"));
    assert!(bench.run(["nick", "Grace", "Grace Hopper"]).code(1).stderr.contains("auld rename"));
    assert_eq!(bench.run(["nick", "amazing grace", "--plain"]).success().stdout, "nick\tAmazing Grace\n");
}

#[test]
fn tags_go_on_people_and_meetings() {
    let mut bench = some();
    let tags = |said: serde_json::Value| said["tags"].clone();
    assert_eq!(
        tags(bench.run(["tag", "last", "#Chess", "--rm", "work", "--json"]).json()),
        serde_json::json!(["Chess"])
    );
    assert_eq!(tags(bench.run(["tag", "Ada", "chess", "navy", "--json"]).json()), serde_json::json!(["Chess", "navy"]));
    assert!(bench.run(["tag", "Ada", "chess"]).success().stderr.contains("nothing was written"));
    assert!(bench.run(["tag", "Ada", "--rm", "x"]).code(1).stderr.contains("#Chess"));
    assert_eq!(tags(bench.run(["tag", "Ada", "--json"]).json()), serde_json::json!(["Chess", "navy"]));
}

#[test]
fn two_people_of_one_name_stay_reachable() {
    let mut bench = some();
    bench.run(["add", "Grace", "H"]).success();
    let said = bench.run(["rename", "Grace H", "Grace Hopper", "--hint", "Riga"]).success();
    assert!(said.stdout.contains("Grace Hopper (Riga)") && said.stderr.contains("Grace Hopper (PyCon)"), "{said}");
    let refused = bench.run(["tag", "Grace Hopper", "x"]).code(1).stderr;
    assert!(refused.contains("(Riga)") && refused.contains("(PyCon)"), "{refused}");
    bench.run(["tag", "Grace Hopper (Riga)", "riga"]).success();
    bench.run(["tag", "Grace Hopper (PyCon)", "pycon"]).success();
    assert!(bench.run(["tag", "Grace H"]).success().stdout.contains("#riga"));
    assert!(bench.run(["edit", "Grace H", "--hint", "pycon"]).code(1).stderr.contains("already"));
}

#[test]
fn a_person_is_edited_by_flags_and_by_the_form() {
    let mut bench = some();
    let said = bench
        .run(["edit", "Ada", "--every", "3w", "--kin", "--email", "a@x.org", "--birthday", "--12-10", "--json"])
        .json();
    assert_eq!(said["changed"].as_array().map(Vec::len), Some(4));
    assert!(bench.run(["edit", "Ada", "--every", ""]).success().stdout.contains("removed 3w"));
    assert!(bench.run(["edit", "Ada"]).code(2).stderr.contains("--hint"));
    assert!(bench.run(["edit", "Ada", "--min", "3"]).code(2).stderr.contains("is a person"));
    assert!(bench.run(["edit", "Ada", "--closeness", "dear"]).code(2).stderr.contains("inner"));
    assert!(bench.run(["edit", "Ada", "--rm-email", "b@x.org"]).code(1).stderr.contains("a@x.org"));
    bench.answers([
        Answer::Save("name: Ada King\nhnit: x\n"),
        Answer::Yes,
        Answer::Save("name: Ada King\nhint: London\nstate: resting"),
    ]);
    let said = bench.run(["edit", "Ada", "-e"]).success();
    assert!(said.asked.contains("did you mean `hint`?") && said.stdout.contains("London"), "{said}");
    bench.answers([Answer::Save("colour: red"), Answer::No]);
    let refused = bench.run(["edit", "Ada Lovelace", "-e"]).code(1);
    assert!(refused.stderr.contains("  colour: red"), "{refused}");
    bench.answers([Answer::Save("")]);
    assert!(bench.run(["edit", "Ada", "-e"]).success().stderr.contains("nothing was written"));
}

#[test]
fn a_meeting_is_edited_by_flags_and_by_the_form() {
    let mut bench = some();
    let said = bench
        .run(["edit", "last", "--on", "2026-11-19", "--at", "", "--felt", "Ada: heard +2", "--min", "2h", "--json"])
        .json();
    assert_eq!(said["changed"].as_array().map(Vec::len), Some(4));
    let id = said["id"].as_str().expect("an id").get(..6).expect("long").to_owned();
    assert!(bench.run(["edit", &id, "--without", "Grace"]).success().stdout.contains("removed Grace Hopper"));
    assert!(bench.run(["edit", &id, "--without", "Ada"]).code(1).stderr.contains("nobody would be left"));
    assert!(bench.run(["edit", &id, "--felt", "Grace: x"]).code(1).stderr.contains("was not there"));
    assert!(bench.run(["edit", &id, "--on", "2027-01-01"]).code(2).stderr.contains("lies ahead"));
    bench.answers([Answer::Save("on: 2026-11-19\nkind: call\nwith: Ada\nfelt: Ada: seen -1\ntext: one\n\ntwo: x")]);
    let said = bench.run(["edit", "last", "-e"]).success();
    assert!(said.stdout.contains("Ada Lovelace: heard +2 → Ada Lovelace: seen -1"), "{said}");
}

#[test]
fn two_become_one_and_back() {
    let mut bench = some();
    bench.run(["add", "Countess", "--email", "ada@x.org"]).success();
    bench.run(["log", "2026-11-21: call with Countess"]).success();
    bench.answers([Answer::No]);
    bench.run(["merge", "Ada", "Countess"]).code(1);
    bench.answers([Answer::Yes]);
    let said = bench.run(["merge", "Ada", "Countess"]).success();
    assert!(said.asked.contains("1 meeting, 1 contact point"), "{said}");
    assert!(bench.run(["tag", "countess"]).success().stdout.contains("Ada Lovelace"));
    assert!(bench.run(["merge", "Ada", "countess"]).code(1).stderr.contains("both names mean Ada Lovelace"));
    bench.run(["undo"]).success();
    assert!(bench.run(["tag", "countess"]).success().stdout.starts_with("Countess"));
}

#[test]
fn a_merge_joins_what_was_felt_at_one_meeting_and_counts_only_what_moves() {
    let mut bench = some();
    bench.run(["add", "Countess"]).success();
    let sentence = "2026-11-21: call with Countess and Ada";
    bench
        .run(["log", sentence, "--felt", "Ada: heard +1", "--felt", "Countess: sad -2", "--left", "Countess: calm"])
        .success();
    bench.run(["relate", "Ada", "partner", "Countess"]).success();
    bench.run(["refer", "Countess", "--by", "Ada"]).success();
    let said = bench.run(["merge", "-y", "Ada", "Countess"]).success();
    assert!(said.stdout.contains("Countess into Ada Lovelace: 1 meeting\n"), "{said}");
    let whole = bench.run(["export", "json"]).json();
    let there = whole["meetings"].as_array().expect("meetings").iter().find(|m| m["text"].as_str() == Some(sentence));
    let there = &there.expect("is there")["people"][0];
    assert_eq!(there["felt"], serde_json::json!({ "words": "heard, sad", "value": -2 }), "{there}");
    assert_eq!(there["left"]["words"], "calm");
    assert!(there["note"].is_null(), "{there}");
    assert!(bench.run(["show", "Ada"]).success().stdout.contains("heard, sad"));
}

#[test]
fn one_person_given_twice_is_there_once_and_a_promise_of_nothing_is_refused() {
    let mut bench = some();
    let twice = bench.run(["log", "coffee", "--with", "[Ada Lovelace]", "--with", "Ada Lovelace", "--json"]).json();
    assert_eq!(twice["people"].as_array().map(Vec::len), Some(1), "{twice}");
    let new = bench.run(["log", "coffee", "--with", "[Zed]", "--with", "[zed]", "--json"]).json();
    assert_eq!(new["people"].as_array().map(Vec::len), Some(1), "{new}");
    for flag in ["--promise", "--theirs"] {
        for text in ["", " ", "Zed:"] {
            let refused = bench.run(["log", "tea with Zed", flag, text]).code(1);
            assert!(refused.stderr.contains("nothing was promised"), "{refused}");
        }
    }
}

#[test]
fn a_line_of_a_draft_that_begins_with_a_tag_is_text() {
    let mut bench = some();
    let draft = |remark: &str| Answer::Save(format!("#work lunch with Ada\n{remark}").leak());
    bench.answers([draft("# One line about who you met and how it was. These two lines are left out.\n")]);
    let said = bench.run(["log", "-e", "--json"]).json();
    assert_eq!(said["text"], "#work lunch with Ada");
    assert_eq!(said["tags"][0], "work", "{said}");
    bench.answers([draft("# A remark about Ada Lovelace. This line is left out.\n")]);
    bench.run(["note", "Ada", "-e"]).success();
    let card = bench.run(["show", "Ada"]).success().stdout;
    assert!(card.contains("#work lunch with Ada") && !card.contains("left out"), "{card}");
}

#[test]
fn a_call_that_was_only_an_attempt_is_no_contact_and_the_other_way_round() {
    let mut bench = Bench::new();
    bench.run(["log", "2026-11-20: coffee with [Gus]"]).success();
    bench.run(["edit", "last", "--kind", "attempt"]).success();
    assert!(bench.run(["list"]).success().stdout.contains("never"));
    bench.run(["edit", "last", "--kind", "call"]).success();
    assert!(bench.run(["list"]).success().stdout.contains("3 days ago"));
    bench.run(["undo"]).success();
    assert!(bench.run(["list"]).success().stdout.contains("never"));
}

#[test]
fn what_goes_with_a_removal_is_said() {
    let mut bench = some();
    bench.answers([Answer::Yes]);
    let said = bench.run(["rm", "Grace"]).success();
    assert!(said.asked.contains("2 meetings (1 with others stays)"), "{said}");
    bench.run(["undo"]).success();
    assert!(bench.run(["rm", "last", "--dry-run"]).success().stderr.contains("dry run"));
    assert!(bench.run(["rm", "last"]).success().stdout.contains("Kopi Tuku"));
    assert!(bench.run(["rm", "last"]).success().stdout.contains("1 Nov"));
    assert!(bench.run(["rm", "last"]).code(1).stderr.contains("no meeting"));
}

#[test]
fn two_of_one_name_are_told_apart_wherever_they_stand() {
    let mut bench = Bench::new();
    bench.run(["add", "John Kim", "--hint", "Riga"]).success();
    bench.run(["add", "John Kim", "--hint", "Seoul"]).success();
    let text = "coffee with John Kim (Riga) and John Kim (Seoul); John Kim (Riga) made me feel heard";
    let told = bench.run(["log", text, "--promise", "John Kim (Seoul): tea by Friday"]).success().stdout;
    assert!(told.contains("John Kim (Riga): heard (+2)"), "{told}");
    assert!(told.contains("I owe John Kim (Seoul): tea by Friday 27 Nov"), "{told}");
    for args in [vec![], vec!["list", "promises"], vec!["list", "meetings"], vec!["search", "coffee"]] {
        let told = bench.run(args.clone()).success().stdout;
        assert!(told.contains("John Kim (Seoul)") && !told.contains("John Kim:"), "{args:?}\n{told}");
    }
    let promise = &bench.run(["list", "promises", "--json"]).json()["promises"][0];
    assert_eq!((promise["name"].as_str(), promise["hint"].as_str()), (Some("John Kim"), Some("Seoul")));
    let refused = bench.run(["log", "coffee with John Kim"]).code(1).stderr;
    assert!(refused.contains("\"John Kim (Riga)\""), "{refused}");
    bench.run(["show", "John Kim (Riga)"]).success();
}

#[test]
fn somebody_new_by_a_first_name_or_a_nickname_may_be_known() {
    let mut bench = some();
    bench.run(["nick", "Ada", "Tom"]).success();
    for (name, other) in [("Grace", "Grace Hopper"), ("Tom", "Ada Lovelace")] {
        let said = bench.run(["log", "--dry-run", &format!("coffee with [{name}]")]).success().stderr;
        assert!(said.contains(&format!("{name} is new; you know {other} too")), "{said}");
    }
    for name in ["\u{200b}", "\u{3164}", "...", "🙂"] {
        bench.run(["add", name]).code(1);
    }
}

#[test]
fn a_fact_does_not_end_before_it_begins() {
    let mut bench = Bench::new();
    bench.run(["add", "Grace Tan"]).success();
    assert_snapshot!(bench.run(["fact", "Grace", "home", "Riga", "--since", "2020", "--until", "2019"]).code(1), @r"
    ------- stderr -------
    error: since 2020 is later than until 2019; nothing was written
    hint: a fact holds from `--since` on, up to `--until`; say both to change both
    [exit code 1]
    ");
    bench.run(["fact", "Grace", "home", "Riga", "--since", "2019-05", "--until", "2019"]).success();
    bench.run(["fact", "Grace", "home", "Riga", "--since", "2020"]).code(1);
    bench.run(["fact", "Grace", "home", "Riga", "--since", "2020", "--until", "2021-03"]).success();
    for verb in [&["list", "meetings"][..], &["search", "riga"], &["export", "vcard"], &["stats"], &["graph"]] {
        let line = [verb, &["--since", "2020", "--until", "2019"]].concat();
        let said = bench.run(&line).code(2).stderr;
        assert!(said.contains("--since is later than the last day"), "{line:?} {said}");
    }
}

#[test]
fn what_reaches_nobody_is_refused_from_a_hand_and_taken_from_a_file() {
    let mut bench = Bench::new();
    assert_snapshot!(bench.run(["add", "Grace Tan", "--email", "foo"]).code(1), @r"
    ------- stderr -------
    error: `foo` is no e-mail address; nothing was written
    hint: one looks like grace@example.org; a name on some service is a `--handle`
    [exit code 1]
    ");
    bench.run(["add", "Grace Tan"]).success();
    for (flag, bad, good) in [
        ("--email", "grace@", "grace@example.org"),
        ("--email", "@grace", "root@localhost"),
        ("--email", "Grace <g@example.org>", "grace+auld@example.org"),
        ("--phone", "at home", "+371 2000 0001"),
        ("--phone", "-", "1-800-FLOWERS"),
        ("--url", "nowhere", "https://example.org/grace"),
        ("--url", "my page", "example.org"),
    ] {
        let refused = bench.run(["edit", "Grace", &format!("{flag}={bad}")]).code(1);
        assert!(refused.stderr.contains(&format!("`{bad}` is no ")), "{refused}");
        bench.run(["edit", "Grace", flag, good]).success();
    }
    bench.run(["edit", "Grace", "--handle", "anything goes", "--address", "Rīgas iela 1"]).success();
    let card =
        bench.file("card.vcf", "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Budi\r\nEMAIL:foo\r\nTEL:at home\r\nEND:VCARD\r\n");
    bench.run(["import".as_ref(), card.as_os_str()]).success();
    let shown = bench.run(["show", "Budi"]).success().stdout;
    assert!(shown.contains("foo") && shown.contains("at home"), "{shown}");
    // What came so may stay so while something else is changed.
    bench
        .answers([Answer::Save("name: Budi\nemail: foo\nphone: at home\nlives: Oslo\n")])
        .run(["edit", "Budi", "-e"])
        .success();
}

#[test]
fn a_flag_said_twice_is_said_once() {
    let mut bench = Bench::new();
    bench.run(["add", "Grace Tan"]).success();
    for flags in
        [&["-q", "-q"][..], &["-y", "--yes"], &["--plain", "--plain"], &["--json", "--json"], &["--dry-run"; 2]]
    {
        bench.run([&["list"], flags].concat()).success();
        bench.run([flags, &["list"]].concat()).success();
    }
    assert_eq!(bench.run(["-qq", "tag", "Grace", "climb"]).success().stderr, "");
    bench.run(["list", "--json", "--plain"]).code(2);
}

#[test]
fn a_name_in_katakana_is_found_by_each_of_its_parts() {
    let mut bench = Bench::new();
    bench.run(["add", "マリア・サントス"]).success();
    for part in ["マリア・サントス", "マリア･サントス", "マリア サントス", "マリア", "サントス"]
    {
        let card = bench.run(["show", part, "--json"]).success().json();
        assert_eq!(card["name"], "マリア・サントス", "{part}");
        let found = bench.run(["search", part, "--plain"]).success().stdout;
        assert!(found.contains("マリア・サントス"), "{part}: {found}");
        let said = bench.run(["log", &format!("{part}と会った"), "--json", "--dry-run"]).success().json();
        assert_eq!(said["people"].as_array().map(Vec::len), Some(1), "{part}: {said}");
        assert_eq!(said["people"][0]["name"], "マリア・サントス", "{part}");
    }
}
