//! Who looks the same, told apart, and taken back. The bench holds each to undo and redo.

use crate::bench::Bench;

/// Returns a world of people of whom some are one, a couple, twins, and friends who met.
fn world() -> Bench {
    let mut bench = Bench::unchecked();
    for line in [
        &["add", "Grace Tan", "--nick", "Gee", "--email", "grace@example.org"][..],
        &["add", "Grace T", "--email", "Grace@Example.org "],
        &["add", "Gee Tan", "--phone", "+62 812 3456 789"],
        &["add", "Tan Grace", "--phone", "0062-8123456789"],
        &["add", "Ada Lind", "--email", "home@example.org"],
        &["add", "Tomas Lind", "--email", "home@example.org"],
        &["add", "Nina Berg", "--birthday", "1990-05-02"],
        &["add", "Dina Berg", "--birthday", "1990-05-02"],
        &["add", "John Kim", "--hint", "Riga"],
        &["add", "John Kim", "--hint", "Oslo"],
        &["add", "Sofia Roux"],
        &["add", "Sophia Roux"],
    ] {
        bench.run(line).success();
    }
    bench
}

/// Returns the pairs as `name+name`.
fn pairs(bench: &mut Bench) -> Vec<String> {
    let json = bench.run(["duplicates", "-n", "0", "--json"]).json();
    let list = json["pairs"].as_array().expect("a list").clone();
    list.iter().map(|p| format!("{}+{}", p["a"]["name"], p["b"]["name"]).replace('"', "")).collect()
}

#[test]
fn the_surest_come_first_and_three_who_are_one_stand_together() {
    let mut bench = world();
    insta::assert_snapshot!(bench.run(["duplicates"]).success(), @r"
    Grace Tan, Grace T, Gee Tan, Tan Grace  (4 people)
      Grace Tan and Grace T: same e-mail grace@example.org · one name is a form of
      the other
        auld merge 'Grace Tan' 'Grace T'
      Grace Tan and Gee Tan: a nickname and the last name
        auld merge 'Grace Tan' 'Gee Tan'
      Grace Tan and Tan Grace: same name in another order
        auld merge 'Grace Tan' 'Tan Grace'

    Ada Lind and Tomas Lind
      same e-mail home@example.org, but other names: a couple, perhaps
      auld merge 'Ada Lind' 'Tomas Lind'

    Sofia Roux and Sophia Roux
      nearly the same name
      auld merge 'Sofia Roux' 'Sophia Roux'
    ------- stderr -------
    two people after all? `auld duplicates --not NAME OTHER`
    ");
    assert_eq!(
        pairs(&mut bench),
        [
            "Grace Tan+Grace T",
            "Grace Tan+Gee Tan",
            "Grace Tan+Tan Grace",
            "Ada Lind+Tomas Lind",
            "Sofia Roux+Sophia Roux",
            "Gee Tan+Tan Grace",
        ]
    );
}

#[test]
fn every_merge_that_is_named_works_as_it_stands() {
    let mut bench = world();
    bench.run(["add", "O'Brien (x) $(y)"]).success();
    let mut at = 0;
    let mut card = |name: &str| {
        at += 1;
        format!("BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nEMAIL:{at}@example.org\nEND:VCARD\n")
    };
    let twins = bench
        .file("twins.vcf", ["Ivo Ozols", "IVO Ozols", "Ívo Ozols", "o'brien x y"].map(&mut card).concat())
        .display()
        .to_string();
    bench.run(["import", &twins]).success();
    let mut left = usize::MAX;
    loop {
        let json = bench.run(["duplicates", "--json"]).json();
        let total = json["total"].as_u64().expect("a number") as usize;
        assert!(total < left, "a merge makes one pair less");
        left = total;
        let Some(command) = json["pairs"][0]["merge_command"].as_str() else { break };
        // A shell's quotes, read back.
        let words: Vec<String> = command.split('\'').enumerate().fold(vec![String::new()], |mut words, (at, part)| {
            let last = words.len() - 1;
            if at % 2 == 1 || part.is_empty() {
                words[last].push_str(part);
            } else {
                let mut parts = part.split(' ');
                words[last].push_str(&parts.next().unwrap_or_default().replace('\\', "'"));
                words.extend(parts.map(|p| p.replace('\\', "'")));
            }
            words
        });
        let words: Vec<_> = words.into_iter().filter(|word| !word.is_empty()).skip(1).collect();
        bench.run(words.iter().map(String::as_str).chain(["-y"])).success();
    }
    assert_eq!(left, 0);
}

#[test]
fn what_speaks_against_it_is_weighed() {
    let mut bench = Bench::unchecked();
    let both = |bench: &mut Bench, line: &[&str]| drop(bench.run(line).success());
    both(&mut bench, &["add", "Jon Noor"]);
    both(&mut bench, &["add", "John Noor"]);
    both(&mut bench, &["add", "Sari Rao", "--email", "sari@example.org"]);
    both(&mut bench, &["add", "Sari Roy", "--email", "sari@example.org"]);
    assert_eq!(pairs(&mut bench), ["Sari Rao+Sari Roy", "Jon Noor+John Noor"]);
    // Nearly one name, but seen together: two people. One address weighs more, and what speaks against it is told.
    both(&mut bench, &["log", "dinner with Jon Noor, John Noor, Sari Rao and Sari Roy"]);
    assert_eq!(pairs(&mut bench), ["Sari Rao+Sari Roy"]);
    let told = bench.run(["duplicates"]).success().stdout;
    assert!(told.contains("same e-mail sari@example.org, but both were at 1 meeting"), "{told}");
    // Brothers and sisters are not asked about.
    both(&mut bench, &["relate", "Sari Rao", "sister", "Sari Roy"]);
    let nobody = bench.run(["duplicates"]).success();
    assert_eq!((nobody.stdout.as_str(), nobody.stderr.as_str()), ("", "nobody looks the same as somebody else\n"));
}

#[test]
fn told_apart_is_remembered_until_it_is_taken_back() {
    let mut bench = Bench::new();
    for name in ["Sofia Roux", "Sophia Roux", "Soffia Roux"] {
        bench.run(["add", name]).success();
    }
    assert_eq!(pairs(&mut bench).len(), 3);
    bench.run(["duplicates", "--not", "Sofia Roux", "Sophia Roux", "--dry-run"]).success();
    assert_eq!(pairs(&mut bench).len(), 3);
    bench.run(["duplicates", "--not", "Sofia Roux", "Sophia Roux"]).success();
    assert_eq!(pairs(&mut bench), ["Sofia Roux+Soffia Roux", "Sophia Roux+Soffia Roux"]);
    let again = bench.run(["duplicates", "--not", "Sophia Roux", "Sofia Roux"]).success();
    assert!(again.stderr.contains("nothing changed"), "{again}");
    insta::assert_snapshot!(bench.run(["duplicates", "--all", "-n", "1"]).success(), @r"
    Sofia Roux and Soffia Roux
      nearly the same name
      auld merge 'Sofia Roux' 'Soffia Roux'

    Told apart
      Sofia Roux and Sophia Roux
        auld duplicates --maybe 'Sofia Roux' 'Sophia Roux'
    ------- stderr -------
    1 of 2 pairs; `-n 0` shows all
    two people after all? `auld duplicates --not NAME OTHER`
    ");
    let json = bench.run(["duplicates", "--all", "--json"]).json();
    assert_eq!(json["pairs"][2]["maybe_command"], "auld duplicates --maybe 'Sofia Roux' 'Sophia Roux'");
    bench.run(["duplicates", "--maybe", "Sofia Roux", "Soffia Roux"]).code(1);
    bench.run(["duplicates", "--maybe", "Sofia Roux", "Sophia Roux"]).success();
    assert_eq!(pairs(&mut bench).len(), 3);
    // All three are somebody.
    bench.run(["duplicates", "--not", "Sofia Roux", "Sophia Roux", "Soffia Roux"]).success();
    assert_eq!(pairs(&mut bench).len(), 0);
    let refused = bench.run(["duplicates", "--not", "Sofia Roux", "sofia roux"]).code(1);
    assert!(refused.stderr.contains("mean Sofia Roux"), "{refused}");
    bench.run(["duplicates", "--not", "Sofia Roux"]).code(2);
    bench.run(["duplicates", "--all", "--not", "Sofia Roux", "Sophia Roux"]).code(2);
}

#[test]
fn who_was_told_apart_goes_out_and_comes_back() {
    let mut bench = Bench::unchecked();
    for name in ["Sofia Roux", "Sophia Roux"] {
        bench.run(["add", name]).success();
    }
    bench.run(["duplicates", "--not", "Sofia Roux", "Sophia Roux"]).success();
    let document = bench.run(["export", "json"]).success().stdout;
    let mut other = Bench::unchecked();
    let file = other.file("auld.json", &document);
    other.run(["import", &file.display().to_string()]).success();
    assert_eq!(pairs(&mut other).len(), 0);
    assert_eq!(other.run(["export", "json"]).success().stdout, document);
    let torn = document.replacen("\"distinct_from\": [", "\"distinct_from\": [\"0000000000001\", ", 1);
    let torn = other.file("torn.json", torn);
    let refused = Bench::unchecked().run(["import", &torn.display().to_string()]).code(1);
    assert!(refused.stderr.contains("neither in the document nor in the store"), "{refused}");
}

#[test]
fn an_import_names_the_verb_and_is_silent_about_those_told_apart() {
    let mut bench = Bench::unchecked();
    bench.run(["add", "Sofia Roux", "--email", "a@example.org"]).success();
    let card = "BEGIN:VCARD\nVERSION:3.0\nFN:Sofia Roux\nEMAIL:b@example.org\nEND:VCARD\n";
    let file = bench.file("sofia.vcf", card).display().to_string();
    let said = bench.run(["import", &file]).success();
    assert!(said.stderr.contains("Sofia Roux and Sofia Roux look the same\n`auld duplicates` says why"), "{said}");
    assert!(!said.stderr.contains("merge Sofia") && said.stdout.contains("look the same 1"), "{said}");
    assert_eq!(pairs(&mut bench), ["Sofia Roux+Sofia Roux"]);
    let ids = bench.run(["duplicates", "--json"]).json();
    let [a, b] = ["a", "b"].map(|one| ids["pairs"][0][one]["id"].as_str().expect("an id").to_owned());
    assert_eq!(ids["pairs"][0]["merge_command"], format!("auld merge {a} {b}"), "one name names both");
    bench.run(["duplicates", "--not", &a, &b]).success();
    let again = bench.run(["import", &file]).success();
    assert!(!again.stderr.contains("look the same"), "{again}");
    assert_eq!(pairs(&mut bench).len(), 0);
}

#[test]
fn names_of_strangers_drive_no_terminal() {
    let mut bench = Bench::unchecked();
    let card = |n: u32| format!("BEGIN:VCARD\nVERSION:3.0\nUID:{n}\nFN:Eve \u{1b}]0;x\u{7}\u{202e}Mall\nEND:VCARD\n");
    let file = bench.file("eve.vcf", format!("{}{}", card(1), card(2))).display().to_string();
    bench.run(["import", &file]).success();
    let told = bench.run(["duplicates"]).success();
    assert!(told.stdout.contains("Mall") && !told.stdout.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{told}");
}
