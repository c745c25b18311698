//! What came of knowing somebody: won, lost, their amounts and days, and where they are shown and found.

use crate::bench::{Answer, Bench};

/// A world with one client.
fn client() -> Bench {
    let mut bench = Bench::new();
    bench.run(["add", "Sari"]).success();
    bench
}

/// Returns the engagements of the client's card: words, currency, smallest units, and whether lost.
fn work(bench: &mut Bench) -> Vec<String> {
    let card = bench.run(["show", "Sari", "--json"]).json();
    let told = |deal: &serde_json::Value| {
        format!("{} {}{} {}", deal["what"], deal["currency"], deal["minor"], deal["lost"]).replace('"', "")
    };
    card["engagements"].as_array().expect("a list").iter().map(told).collect()
}

#[test]
fn what_was_lost_is_won_again_only_for_the_same_worth() {
    let mut bench = client();
    bench.run(["won", "Sari", "--for", "shop", "--worth", "1,500,000 IDR"]).success();
    bench.run(["lost", "Sari", "--for", "shop"]).success();
    insta::assert_snapshot!(bench.run(["won", "Sari", "--for", "shop", "--worth", "20 USD"]).success(), @r"
    won Sari: shop: 20 USD
    ------- stderr -------
    this is a further one beside shop: 1,500,000 IDR (lost)
    did somebody bring you Sari? `auld refer Sari --by FRIEND`
    undo with `auld undo`
    ");
    assert_eq!(work(&mut bench), ["shop USD2000 false", "shop IDR150000000 true"]);
    bench.run(["undo"]).success();
    insta::assert_snapshot!(bench.run(["won", "Sari", "--for", "Shop"]).success(), @r"
    won Sari: shop: 1,500,000 IDR
    ------- stderr -------
    won after all: it was lost on 23 Nov
    did somebody bring you Sari? `auld refer Sari --by FRIEND`
    undo with `auld undo`
    ");
    assert_eq!(work(&mut bench), ["shop IDR150000000 false"]);
    bench.run(["undo"]).success();
    bench.run(["won", "Sari", "--for", "shop", "--worth", "1.5 juta IDR"]).success();
    assert_eq!(work(&mut bench), ["shop IDR150000000 false"]);
    // Lost without a worth ever told: a worth contradicts nothing.
    bench.run(["lost", "Sari", "--for", "logo"]).success();
    let told = bench.run(["won", "Sari", "--for", "logo", "--worth", "5 EUR"]).success();
    assert!(told.stderr.contains("won after all: it was lost on 23 Nov"), "{told}");
    // Worth told late is no second engagement.
    bench.run(["won", "Sari", "--for", "menu"]).success();
    let told = bench.run(["won", "Sari", "--for", "menu", "--worth", "5 EUR"]).success();
    assert!(told.stderr.contains("without its worth"), "{told}");
    assert_eq!(work(&mut bench).len(), 3);
}

#[test]
fn what_was_lost_can_be_put_right_or_taken_out() {
    let mut bench = client();
    bench.run(["won", "Sari", "--for", "shop", "--worth", "50 EUR"]).success();
    bench.run(["lost", "Sari", "--for", "shop"]).success();
    let again = bench.run(["lost", "Sari", "--for", "shop"]).success();
    assert!(again.stderr.contains("it is lost already, on 23 Nov") && !again.stderr.contains("undo"), "{again}");
    assert!(bench.run(["lost", "Sari"]).success().stderr.contains("lost already"));
    assert_eq!(work(&mut bench), ["shop EUR5000 true"]);
    let told = bench.run(["won", "Sari", "--for", "shop", "--correct", "--worth", "60 EUR"]).success();
    assert!(told.stdout.contains("lost Sari: shop: 60 EUR (lost)"), "{told}");
    // What stands comes first.
    bench.run(["won", "Sari", "--for", "shop", "--worth", "70 EUR"]).success();
    bench.run(["won", "Sari", "--for", "shop", "--correct", "--worth", "80 EUR"]).success();
    assert_eq!(work(&mut bench), ["shop EUR8000 false", "shop EUR6000 true"]);
    bench.run(["lost", "Sari", "--for", "shop", "--remove"]).success();
    assert_eq!(work(&mut bench), ["shop EUR8000 false"]);
    let refused = bench.run(["lost", "Sari", "--for", "shop", "--remove"]).code(1).stderr;
    assert!(refused.contains("auld won Sari --for shop --remove"), "{refused}");
    bench.run(["lost", "Sari"]).success();
    bench.run(["won", "Sari", "--remove"]).success();
    assert!(work(&mut bench).is_empty());
}

#[test]
fn what_has_ended_was_earned() {
    let mut bench = client();
    bench.run(["won", "Sari", "--for", "shop", "--on", "2025-03", "--until", "2025-06"]).success();
    insta::assert_snapshot!(bench.run(["lost", "Sari"]).code(1), @r"
    ------- stderr -------
    error: there is nobody to ask: It ended (Jun 2025), so it was earned. Lost all the same?
    hint: count it as lost all the same: `auld lost -y Sari`
    [exit code 1]
    ");
    bench.answers([Answer::No]);
    bench.run(["lost", "Sari"]).code(1);
    bench.answers([Answer::Yes]);
    assert!(bench.run(["lost", "Sari"]).success().stdout.contains("(lost)"));
    bench.run(["undo"]).success();
    assert_eq!(bench.run(["lost", "Sari", "-y", "--json"]).json()["outcome"], "lost");
}

#[test]
fn the_very_words_win_and_twins_are_told_apart() {
    let mut bench = client();
    for (what, on, worth) in [
        ("website redesign", "2025-01-03", "10 EUR"),
        ("website", "2026-02", "20 EUR"),
        ("website", "2026-03-04", "20 EUR"),
        ("website", "2026-03-05", "30 EUR"),
    ] {
        bench.run(["won", "Sari", "--for", what, "--on", on, "--worth", worth]).success();
    }
    insta::assert_snapshot!(bench.run(["won", "Sari", "--for", "website", "--remove"]).code(1), @r"
    ------- stderr -------
    error: Sari gave you 3 things like that; nothing was written
      website: 20 EUR, since Feb 2026
      website: 20 EUR, since 4 Mar
      website: 30 EUR, since 5 Mar
    hint: a terminal lets you choose; `--remove` takes one out by `--on DAY` or `--worth AMOUNT`
    [exit code 1]
    ");
    let prefix = bench.run(["won", "Sari", "--for", "web", "--correct", "--worth", "1 EUR"]).code(1).stderr;
    assert!(prefix.contains("4 things") && prefix.contains("more of its words"), "{prefix}");
    bench.run(["won", "Sari", "--for", "website", "--remove", "--worth", "30 EUR"]).success();
    bench.run(["won", "Sari", "--for", "website", "--remove", "--on", "2026-03"]).success();
    bench.run(["won", "Sari", "--for", "website", "--correct", "--worth", "25 EUR"]).success();
    assert_eq!(work(&mut bench), ["website EUR2500 false", "website redesign EUR1000 false"]);
    assert!(bench.run(["lost", "Sari", "--worth", "7 EUR"]).code(1).stderr.contains("nothing like that"));
    bench.run(["lost", "Sari", "--worth", "10 EUR"]).success();
    // Of two that are the same in everything, either will do.
    bench.run(["won", "Sari", "--for", "website", "--on", "2026-02", "--worth", "25 EUR"]).success();
    bench.run(["won", "Sari", "--for", "website", "--remove"]).success();
    assert_eq!(work(&mut bench), ["website EUR2500 false", "website redesign EUR1000 true"]);
}

#[test]
fn what_changes_nothing_says_so() {
    let mut bench = client();
    bench.run(["won", "Sari", "--for", "shop", "--worth", "50 EUR"]).success();
    let before = bench.dump();
    for more in [&["--worth", "50 EUR"][..], &[]] {
        let told = bench.run([&["won", "Sari", "--correct"], more].concat()).success().stderr;
        assert!(told.contains("nothing was changed") && !told.contains("undo"), "{told}");
    }
    assert_eq!(bench.dump().rows, before.rows);
}

#[test]
fn nothing_ends_before_it_begins() {
    let mut bench = client();
    for line in
        [&["won", "Sari", "--until", "2026-10"][..], &["won", "Sari", "--on", "2026-10", "--until", "2026-09-30"]]
    {
        let refused = bench.run(line).code(1).stderr;
        assert!(refused.contains("before it begins"), "{refused}");
    }
    bench.run(["won", "Sari", "--for", "shop", "--on", "2026-10", "--until", "2026-10-02"]).success();
    assert!(bench.run(["won", "Sari", "--correct", "--until", "2026-09"]).code(1).stderr.contains("before it begins"));
    assert!(bench.run(["lost", "Sari", "-y", "--on", "2026-09"]).code(1).stderr.contains("before it begins"));
    // What is yet to begin can fall through today.
    bench.run(["won", "Sari", "--for", "menu", "--on", "2027-02"]).success();
    bench.run(["lost", "Sari", "--for", "menu"]).success();
}

#[test]
fn a_card_names_the_newest_work() {
    let mut bench = client();
    let mill = ["won", "Sari", "--for", "the mill's website", "--worth", "6,500 EUR", "--on", "2025-11-03"];
    bench.run(mill.iter().chain(&["--until", "2026-02"])).success();
    bench.run(["lost", "Sari", "--for", "logo", "--on", "2025-08"]).success();
    insta::assert_snapshot!(bench.run(["show", "Sari"]).success(), @r#"
    Sari
    work        the mill's website: 6,500 EUR, Nov 2025 – Feb 2026; logo (lost)

    nothing written down yet: auld log "coffee with Sari"
    "#);
    bench.run(["won", "Sari", "--on", "2026-10"]).success();
    bench.run(["won", "Sari", "--for", "menu", "--on", "2027-02", "--worth", "9 USD"]).success();
    let card = bench.run(["show", "Sari"]).success().stdout;
    assert!(
        card.contains("menu: 9 USD, from Feb 2027; an engagement, since Oct 2026;") && card.contains("and 1 more"),
        "{card}"
    );
    let plain = bench.run(["show", "Sari", "--plain"]).success().stdout;
    assert!(plain.contains("work\t2025-11-03\tthe mill's website: EUR:650000\n"), "{plain}");
}

#[test]
fn search_knows_of_work_and_of_how_somebody_was_brought() {
    let mut bench = client();
    bench.run(["won", "Sari", "--for", "letterheads"]).success();
    bench.run(["refer", "Sari", "--by", "[Budi]", "--note", "over noodles", "--outcome", "signed"]).success();
    for word in ["letterheads", "noodles", "signed"] {
        let found = bench.run(["search", word, "--json"]).success().stdout;
        assert!(found.contains("Sari"), "{word}: {found}");
    }
    insta::assert_snapshot!(bench.run(["search", "noodles"]).success(), @r"
    People
      Sari
        brought: over noodles
    ");
    bench.run(["undo"]).success();
    assert!(!bench.run(["search", "noodles"]).stdout.contains("Sari"));
    bench.run(["redo"]).success();
    bench.run(["won", "Sari", "--for", "letterheads", "--remove"]).success();
    assert!(!bench.run(["search", "letterheads"]).stdout.contains("Sari"));
    // Words go where the person goes.
    bench.run(["add", "Grace"]).success();
    bench.run(["merge", "-y", "Grace", "Sari"]).success();
    assert!(bench.run(["search", "noodles"]).success().stdout.contains("Grace"));
    bench.run(["undo"]).success();
    // What a document brings is found as well.
    let document = bench.run(["export", "json"]).success().stdout;
    let file = bench.file("all.json", document);
    let other = bench.home().join("other.db").display().to_string();
    bench.run(["--db", &other, "import", "json", &file.display().to_string(), "-y"]).success();
    assert!(bench.run(["--db", &other, "search", "noodles"]).success().stdout.contains("Sari"));
    bench.run(["--db", &other, "doctor"]).success();
}

#[test]
fn an_import_refuses_the_money_that_won_refuses() {
    let mut bench = client();
    bench.run(["won", "Sari", "--for", "shop", "--worth", "50 EUR"]).success();
    let document = bench.run(["export", "json"]).success().stdout;
    for (old, new, why) in [
        ("\"minor\": 5000", "\"minor\": -1", "cannot be negative"),
        ("\"minor\": 5000", "\"minor\": 1000000000000001", "more than anybody earns"),
        ("\"EUR\"", "\"eur\"", "no currency of ISO 4217"),
        ("\"EUR\"", "\"XAU\"", "no currency of ISO 4217"),
        ("\"currency\": \"EUR\",", "", "both `currency` and `minor`"),
    ] {
        let changed = document.replacen(old, new, 1);
        assert_ne!(changed, document, "{old}");
        let file = bench.file("bad.json", changed).display().to_string();
        let refused = bench.run(["import", "json", &file, "-y"]).code(1).stderr;
        assert!(refused.contains(why) && refused.contains("bad.json:"), "{new}: {refused}");
    }
}

#[test]
fn machines_get_codes_and_smallest_units() {
    let mut bench = client();
    bench.run(["refer", "Sari", "--by", "[Tomas]"]).success();
    let won = bench.run(["won", "Sari", "--worth", "6,500 EUR", "--for", "shop", "--plain"]).success().stdout;
    assert!(won.ends_with("\tSari\tshop\tEUR:650000\n"), "{won}");
    bench.run(["won", "Sari", "--worth", "US$100", "--for", "logo"]).success();
    let tree = bench.run(["trace", "Tomas", "--down", "--plain"]).success().stdout;
    assert!(tree.starts_with("0\tTomas\t\t\t\tEUR:650000;USD:10000\n"), "{tree}");
    let lost = bench.run(["lost", "Sari", "--for", "logo", "--json"]).json();
    let sari = bench.run(["show", "Sari", "--json"]).json()["id"].clone();
    assert_eq!((&lost["person_id"], &lost["currency"], &lost["minor"]), (&sari, &"USD".into(), &10_000.into()));
    let lost = bench.run(["lost", "Sari", "--for", "shop", "--plain"]).success().stdout;
    assert!(lost.ends_with("\tSari\tshop\tEUR:650000\n"), "{lost}");
}
