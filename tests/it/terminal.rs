//! Every verb in every format, on a store with something in it and on an empty one: what scripts may count on.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;

use crate::bench::Bench;
use crate::dump::same;

/// Verbs that answer a question. A new verb is a line here, or below.
pub const ASK: &[&[&str]] = &[
    &["today"],
    &["show", "Grace"],
    &["show", "Budi"],
    &["list"],
    &["list", "meetings"],
    &["list", "notes"],
    &["list", "promises"],
    &["list", "tags"],
    &["list", "places"],
    &["list", "dates"],
    &["search", "coffee"],
    &["closest"],
    &["why", "Grace"],
    &["reconnect"],
    &["overlooked"],
    &["graph", "Grace"],
    &["stats"],
    &["trace"],
    &["trace", "Budi"],
    &["trace", "Grace", "--down"],
    &["path", "Tomas"],
    &["path", "Tomas", "Sari"],
    &["thanks"],
    &["relate", "Grace"],
    &["duplicates", "--all"],
    &["me"],
    &["history"],
    &["doctor"],
];

/// Verbs that write. Each is tried on a store of its own.
pub const WRITE: &[&[&str]] = &[
    &["add", "Marie Roux", "--hint", "Paris", "--tag", "work"],
    &[
        "log",
        "yesterday: coffee with Grace and [Ada Lind] @Riga #work 90 min; Grace made me feel heard. I promised Grace the paper by Friday",
    ],
    &["note", "Grace", "likes tea"],
    &["fact", "Grace", "city", "Riga"],
    &["feel", "Grace", "heard +2"],
    &["promise", "Grace", "the book by Friday"],
    &["kept", "Tomas"],
    &["dropped", "Tomas"],
    &["nick", "Grace", "Gigi"],
    &["tag", "Grace", "friend"],
    &["rename", "Grace Tan", "Grace Ozols"],
    &["edit", "Grace", "--hint", "Riga"],
    &["duplicates", "--not", "Grace", "Sari"],
    &["merge", "-y", "Grace", "Sari"],
    &["rm", "-y", "Budi"],
    &["forget", "Budi", "--confirm", "Budi"],
    &["snooze", "Grace", "2m"],
    &["rest", "Grace"],
    &["wake", "Grace"],
    &["refer", "Sari", "--by", "Grace", "--as", "client", "--note", "over tea"],
    &["refer", "Sari", "--to", "Tomas"],
    &["won", "Budi", "--worth", "12,000 USD", "--for", "website"],
    &["lost", "Budi"],
    &["thanks", "Grace", "--for", "Budi", "--told"],
    &["relate", "Grace", "child", "[Mia]", "--since", "2019"],
    &["relate", "Grace", "partner", "Tomas", "--remove"],
    &["me", "add-email", "sari@example.com"],
    &["undo"],
    &["redo"],
];

/// Returns a world with something in every corner that these verbs look into.
pub fn rich() -> Bench {
    let mut bench = Bench::unchecked();
    for line in [
        &[
            "add",
            "Grace Tan",
            "--nick",
            "Gee",
            "--met",
            "PyCon 2025",
            "--on",
            "2025-05",
            "--email",
            "grace@example.org",
            "--birthday",
            "--12-02",
            "--every",
            "3w",
            "--closeness",
            "close",
            "--tag",
            "work",
            "--note",
            "plays the cello",
        ][..],
        &["add", "Budi", "--via", "Grace", "--lives", "Bandung", "--kin"],
        &[
            "log",
            "last friday: coffee with Grace and [Tomas Ozols] @Kopi Tuku #work 90 min; Grace made me feel heard. I promised Tomas the paper by tomorrow",
        ],
        &["log", "2026-10-01: called Grace, she moves next week"],
        &["log", "2026-10-02: tried to call Grace"],
        &["log", "2024-02-29: dinner with [Sari], Grace and Tomas"],
        &["feel", "Sari", "--left", "worried"],
        &["log", "2026-07-01: dinner with [Nina Berg], long talk; Nina made me feel seen"],
        &["edit", "Nina", "--every", "2w", "--closeness", "close"],
        &["promise", "Grace", "--theirs", "an introduction"],
        &["refer", "Budi", "--by", "Grace", "--outcome", "signed"],
        &["won", "Budi", "--worth", "500 EUR", "--for", "logo", "--until", "2026-12"],
        &["relate", "Grace", "partner", "Tomas", "--since", "2019", "--until", "2024", "--note", "in Riga"],
        &["me", "add-name", "Sari", "Putri"],
    ] {
        bench.run(line).success();
    }
    bench
}

/// Returns the rich world, with what a line needs to find there.
fn world_for(line: &[&str]) -> Bench {
    let mut bench = rich();
    match line[0] {
        "redo" => drop(bench.run(["undo"]).success()),
        "duplicates" => {
            bench.run(["add", "Sari B"]).success();
            bench.run(["add", "Nina B", "--email", "nina@example.org"]).success();
            bench.run(["edit", "Nina Berg", "--email", "nina@example.org"]).success();
            bench.run(["log", "tea with Nina Berg and Nina B"]).success();
            bench.run(["add", "Nina Bergg"]).success();
            bench.run(["duplicates", "--not", "Sari B", "Sari"]).success();
        }
        "wake" => drop(bench.run(["snooze", "Grace", "2m"]).success()),
        _ => {}
    }
    bench
}

/// Returns the paths of all values of a document: `people[].name`.
fn keys(value: &Value, path: &str, out: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                out.insert(path.clone());
                keys(value, &path, out);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| keys(value, &format!("{path}[]"), out)),
        _ => {}
    }
}

/// Returns how many columns the lines have; fails where they differ.
fn columns(plain: &str, line: &[&str]) -> String {
    let counts: BTreeSet<_> = plain.lines().map(|l| l.split('\t').count()).collect();
    assert!(plain.is_empty() || plain.ends_with('\n'), "auld {line:?} --plain ends within a line");
    counts.iter().map(usize::to_string).collect::<Vec<_>>().join(" or ")
}

fn with<'a>(line: &[&'a str], flags: &[&'a str]) -> Vec<&'a str> {
    line.iter().chain(flags).copied().collect()
}

/// Runs a line in the three formats, each in a world of its own; returns its keys and columns.
fn contract(line: &[&str]) -> Option<String> {
    let world = || world_for(line);
    let human = world().run(line);
    if human.no_such_verb() {
        return None;
    }
    let human = human.success();
    assert!(!human.stdout.contains('\x1b'), "auld {line:?} colours a pipe");
    let plain = world().run(with(line, &["--plain"])).success();
    assert!(!plain.stdout.contains('\x1b'));
    let json = world().run(with(line, &["--json"])).json();
    let mut names = BTreeSet::new();
    keys(&json, "", &mut names);
    for name in &names {
        let last = name.rsplit('.').next().unwrap_or_default().trim_end_matches("[]");
        let snake = last.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        assert!(snake, "auld {line:?} --json: the key `{last}` is not snake_case");
    }
    let names: Vec<_> = names.into_iter().collect();
    Some(format!("{}\n  columns: {}\n  keys: {}\n", line.join(" "), columns(&plain.stdout, line), names.join(" ")))
}

#[test]
fn keys_and_columns_of_verbs_that_ask_are_promises() {
    let told: String = ASK.iter().filter_map(|line| contract(line)).collect();
    insta::assert_snapshot!(told, @r"
    today
      columns: 4
      keys: dates dates[].hint dates[].label dates[].name dates[].on dates[].year promises promises[].by promises[].due promises[].hint promises[].name promises[].text recent recent[].kind recent[].on recent[].people recent[].text reconnect reconnect[].days_since_contact reconnect[].depth reconnect[].hint reconnect[].id reconnect[].lane reconnect[].name reconnect[].reasons reconnect[].urgency reconnect[].usual_gap_days thanks
    show Grace
      columns: 3
      keys: brought brought[].hint brought[].kind brought[].name brought[].on brought[].thanked_on brought_by cadence_days closeness contacts contacts[].kind contacts[].label contacts[].value dates dates[].label dates[].on dates[].years engagements facts felt felt[].on felt[].value felt[].words hint id kin known_since last_contact_on later left met met_on months months[].days months[].felt_mean months[].month name names names[].kind names[].text notes notes[].on notes[].text passed passed[].on passed[].said_on passed[].what promises promises[].by promises[].due promises[].made_on promises[].text relations relations[].hint relations[].id relations[].kind relations[].name relations[].note relations[].since relations[].until state state_until tags talks talks[].id talks[].kind talks[].minutes talks[].on talks[].place talks[].text talks[].with
    show Budi
      columns: 3
      keys: brought brought_by brought_by[].hint brought_by[].kind brought_by[].name brought_by[].on brought_by[].thanked_on cadence_days closeness contacts dates engagements engagements[].currency engagements[].ended_on engagements[].lost engagements[].minor engagements[].started_on engagements[].what facts facts[].label facts[].noted_on facts[].since facts[].until facts[].value felt hint id kin known_since last_contact_on later left met met_on months name names notes passed promises relations state state_until tags talks
    list
      columns: 8
      keys: people people[].closeness people[].hint people[].id people[].kin people[].last_contact_on people[].name people[].state people[].tags
    list meetings
      columns: 8
      keys: meetings meetings[].direction meetings[].id meetings[].imposed meetings[].kind meetings[].minutes meetings[].on meetings[].people meetings[].people[].felt meetings[].people[].felt.value meetings[].people[].felt.words meetings[].people[].hint meetings[].people[].id meetings[].people[].left meetings[].people[].name meetings[].people[].note meetings[].place meetings[].size meetings[].tags meetings[].text
    list notes
      columns: 4
      keys: notes notes[].hint notes[].id notes[].name notes[].on notes[].person_id notes[].text
    list promises
      columns: 8
      keys: promises promises[].by promises[].closed_on promises[].due promises[].hint promises[].id promises[].made_on promises[].meeting promises[].name promises[].outcome promises[].person_id promises[].text
    list tags
      columns: 3
      keys: tags tags[].meetings tags[].people tags[].tag
    list places
      columns: 3
      keys: places places[].last_on places[].meetings places[].place
    list dates
      columns: 5
      keys: dates dates[].hint dates[].label dates[].name dates[].next_on dates[].on dates[].person_id dates[].years
    search coffee
      columns: 6
      keys: meetings meetings[].direction meetings[].id meetings[].imposed meetings[].kind meetings[].lines meetings[].lines[].kind meetings[].lines[].line meetings[].lines[].meeting meetings[].lines[].on meetings[].minutes meetings[].on meetings[].people meetings[].people[].felt meetings[].people[].felt.value meetings[].people[].felt.words meetings[].people[].hint meetings[].people[].id meetings[].people[].left meetings[].people[].name meetings[].people[].note meetings[].place meetings[].size meetings[].tags meetings[].text more_meetings more_people people
    closest
      columns: 7
      keys: as_of people people[].bond people[].depth people[].hint people[].id people[].last_contact_on people[].name people[].reasons people[].strain people[].usual_gap_days people[].warmth
    why Grace
      columns: 2
      keys: as_of best_days best_days[].credit best_days[].on best_days[].what bond days_since_contact depth depth_terms depth_terms.factor depth_terms.felt depth_terms.half depth_terms.kept_up depth_terms.stated depth_terms.together depth_terms.total depth_terms.written lane last_contact_on name slip strain urgency usual_gap_days warmth warmth_terms warmth_terms.factor warmth_terms.felt warmth_terms.half warmth_terms.kept_up warmth_terms.stated warmth_terms.together warmth_terms.total warmth_terms.written weights_version
    reconnect
      columns: 5
      keys: as_of suggestions suggestions[].days_since_contact suggestions[].depth suggestions[].hint suggestions[].id suggestions[].lane suggestions[].name suggestions[].reasons suggestions[].urgency suggestions[].usual_gap_days
    overlooked
      columns: 4
      keys: as_of people people[].hint people[].id people[].kind people[].name people[].on people[].why
    graph Grace
      columns: 4
      keys: as_of months months[].all months[].felt_mean months[].matching months[].month
    stats
      columns: 3
      keys: as_of brought brought[].count brought[].kind days days_with_somebody dormant felt felt[].count felt[].value introduced kept meetings minutes minutes.call minutes.in_person minutes.video new new[].hint new[].name new[].on places places[].meetings places[].name promises promises.me promises.me.dropped promises.me.kept promises.me.made promises.me.open promises.them promises.them.dropped promises.them.kept promises.them.made promises.them.open quietest_month quietest_month.days_with_somebody quietest_month.month reconnected reconnected[].hint reconnected[].name reconnected[].on reconnected[].silence_days since until
    trace
      columns: 6
      keys: edges edges[].from edges[].kind edges[].note edges[].on edges[].outcome edges[].thanked_on edges[].to edges[].told_on nodes nodes[].clients nodes[].depth nodes[].engagements nodes[].engagements[].currency nodes[].engagements[].ended_on nodes[].engagements[].lost nodes[].engagements[].minor nodes[].engagements[].started_on nodes[].engagements[].what nodes[].id nodes[].name nodes[].people nodes[].under nodes[].worth nodes[].worth[].currency nodes[].worth[].minor nodes[].worth_below nodes[].worth_below[].currency nodes[].worth_below[].minor roots
    trace Budi
      columns: 6
      keys: chain chain[].id chain[].kind chain[].name chain[].on chain[].thanked_on chain[].told_on edges edges[].from edges[].kind edges[].note edges[].on edges[].outcome edges[].thanked_on edges[].to edges[].told_on nodes nodes[].engagements nodes[].engagements[].currency nodes[].engagements[].ended_on nodes[].engagements[].lost nodes[].engagements[].minor nodes[].engagements[].started_on nodes[].engagements[].what nodes[].id nodes[].name person root worth worth[].currency worth[].minor
    trace Grace --down
      columns: 6
      keys: edges edges[].from edges[].kind edges[].note edges[].on edges[].outcome edges[].thanked_on edges[].to edges[].told_on nodes nodes[].clients nodes[].depth nodes[].engagements nodes[].engagements[].currency nodes[].engagements[].ended_on nodes[].engagements[].lost nodes[].engagements[].minor nodes[].engagements[].started_on nodes[].engagements[].what nodes[].id nodes[].name nodes[].people nodes[].under nodes[].worth nodes[].worth[].currency nodes[].worth[].minor nodes[].worth_below nodes[].worth_below[].currency nodes[].worth_below[].minor person roots
    path Tomas
      columns: 3
      keys: from links links[].from links[].strength links[].to links[].weakest links[].why links[].why[].on links[].why[].what nearest to
    path Tomas Sari
      columns: 3
      keys: from links links[].from links[].strength links[].to links[].weakest links[].why links[].why[].count links[].why[].on links[].why[].what nearest to
    thanks
      columns: 6
      keys: to_tell to_thank to_thank[].by to_thank[].id to_thank[].kind to_thank[].name to_thank[].on to_thank[].outcome to_thank[].thanked_on
    relate Grace
      columns: 5
      keys: person person.hint person.id person.name relations relations[].hint relations[].id relations[].kind relations[].name relations[].note relations[].since relations[].until
    duplicates --all
      columns: 7
      keys: pairs pairs[].a pairs[].a.hint pairs[].a.id pairs[].a.name pairs[].b pairs[].b.hint pairs[].b.id pairs[].b.name pairs[].but pairs[].but[].kind pairs[].but[].words pairs[].likelihood pairs[].maybe_command pairs[].merge_command pairs[].not_command pairs[].reasons pairs[].reasons[].kind pairs[].reasons[].value pairs[].reasons[].words pairs[].state total
    me
      columns: 2
      keys: me me[].kind me[].value
    history
      columns: 5
      keys: operations operations[].argv operations[].at operations[].forgotten operations[].id operations[].in_force operations[].undoes operations[].verb
    doctor
      columns: 4
      keys: bytes findings findings[].about findings[].good findings[].mend findings[].saw good meetings operations people sqlite store version
    ");
}

#[test]
fn keys_and_columns_of_verbs_that_write_are_promises() {
    let told: String = WRITE.iter().filter_map(|line| contract(line)).collect();
    insta::assert_snapshot!(told, @r"
    add Marie Roux --hint Paris --tag work
      columns: 2
      keys: id name
    log yesterday: coffee with Grace and [Ada Lind] @Riga #work 90 min; Grace made me feel heard. I promised Grace the paper by Friday
      columns: 8
      keys: direction felt felt[].hint felt[].name felt[].span felt[].value felt[].words id imposed introduced kind left minutes on people people[].hint people[].matched people[].name people[].new people[].span place promises promises[].by promises[].due promises[].hint promises[].name promises[].span promises[].text referrals size spans spans.kind spans.minutes spans.on spans.place spans.tags tags text
    note Grace likes tea
      columns: 4
      keys: id on person person.hint person.id person.name text
    fact Grace city Riga
      columns: 4
      keys: done facts facts[].id facts[].label facts[].noted_on facts[].since facts[].until facts[].value person person.id person.name
    feel Grace heard +2
      columns: 4
      keys: hint meeting name on side value words
    promise Grace the book by Friday
      columns: 5
      keys: by due hint id name text
    kept Tomas
      columns: 4
      keys: due hint id name outcome text
    dropped Tomas
      columns: 4
      keys: due hint id name outcome text
    nick Grace Gigi
      columns: 4
      keys: done id kind name nick
    tag Grace friend
      columns: 3
      keys: added name person removed tags
    rename Grace Tan Grace Ozols
      columns: 4
      keys: before done hint hinted id kept_as name
    edit Grace --hint Riga
      columns: 4
      keys: changed changed[].after changed[].before changed[].field id name
    duplicates --not Grace Sari
      columns: 2
      keys: done people people[].id people[].name
    merge -y Grace Sari
      columns: 4
      keys: id merged merged.id merged.name moved moved.brought moved.brought_by moved.contacts moved.dates moved.engagements moved.facts moved.feelings moved.meetings moved.names moved.notes moved.open_promises moved.promises moved.relations moved.shared_meetings name
    rm -y Budi
      columns: 3
      keys: done name person with_it
    forget Budi --confirm Budi
      columns: 4
      keys: copies done name operations texts with_it with_it.brought with_it.brought_by with_it.contacts with_it.dates with_it.engagements with_it.facts with_it.feelings with_it.meetings with_it.names with_it.notes with_it.open_promises with_it.promises with_it.relations with_it.shared_meetings
    snooze Grace 2m
      columns: 2
      keys: hint name snoozed_until
    rest Grace
      columns: 2
      keys: hint name state until
    wake Grace
      columns: 1
      keys: hint name state
    refer Sari --by Grace --as client --note over tea
      columns: 4
      keys: by id kind name new note on outcome
    refer Sari --to Tomas
      columns: 2
      keys: name new on to
    won Budi --worth 12,000 USD --for website
      columns: 4
      keys: currency ended_on id minor name new outcome person_id started_on what
    lost Budi
      columns: 4
      keys: currency ended_on id minor name new outcome person_id started_on what
    thanks Grace --for Budi --told
      columns: 2
      keys: by name thanked_on told_on
    relate Grace child [Mia] --since 2019
      columns: 4
      keys: bare id inverse kind name new note other since until
    relate Grace partner Tomas --remove
      columns: 3
      keys: ids kind name other removed
    me add-email sari@example.com
      columns: 3
      keys: done id kind value
    undo
      columns: 5
      keys: done operation operation.argv operation.at operation.id operation.verb rows
    redo
      columns: 5
      keys: done operation operation.argv operation.at operation.id operation.verb rows
    ");
}

#[test]
fn a_dry_run_answers_like_a_real_one_and_writes_nothing() {
    for line in WRITE {
        for format in ["--quiet", "--json", "--plain"] {
            let mut bench = world_for(line);
            let before = bench.dump();
            let dry = bench.run(with(line, &[format, "--dry-run"]));
            if dry.no_such_verb() {
                continue;
            }
            let dry = dry.success();
            same(&before.rows, &bench.dump().rows, &format!("auld {line:?} {format} --dry-run wrote"));
            let real = bench.run(with(line, &[format])).success();
            assert!(bench.dump() != before, "auld {line:?} wrote nothing");
            if format == "--json" {
                let keys_of = |text: &str| {
                    let mut names = BTreeSet::new();
                    keys(&serde_json::from_str(text).expect("JSON"), "", &mut names);
                    names
                };
                assert_eq!(keys_of(&dry.stdout), keys_of(&real.stdout), "auld {line:?}");
            }
        }
    }
}

#[test]
fn an_empty_store_is_answered_and_stays_unmade() {
    for line in ASK {
        for format in ["--quiet", "--json", "--plain"] {
            let mut bench = Bench::new();
            let outcome = bench.run(with(line, &[format]));
            assert!(outcome.code <= 1 || outcome.no_such_verb(), "auld {line:?} {format}\n{outcome}");
            assert!(!bench.db().exists(), "auld {line:?} made a store");
            if format == "--json" && outcome.code == 0 {
                let _ = outcome.json();
            }
        }
    }
}

#[test]
fn no_width_breaks_a_page() {
    for line in ASK.iter().chain(WRITE) {
        for width in ["1", "20", "40", "80", "100000"] {
            let mut bench = world_for(line);
            let outcome = bench.var("COLUMNS", width).run(*line);
            assert!(outcome.code <= 1 || outcome.no_such_verb(), "COLUMNS={width} auld {line:?}\n{outcome}");
            let widest = outcome.stdout.lines().map(|l| l.chars().count()).max().unwrap_or_default();
            let columns: usize = width.parse().expect("a number");
            if columns >= 40 && outcome.code == 0 {
                assert!(widest <= columns, "COLUMNS={width} auld {line:?}: a line of {widest}\n{outcome}");
            }
        }
    }
}

#[test]
fn flags_stand_before_and_after_the_verb() {
    let mut bench = rich();
    let before = bench.run(["--json", "show", "Grace"]).json();
    assert_eq!(before, bench.run(["show", "--json", "Grace"]).json());
    assert_eq!(before, bench.run(["show", "Grace", "--json"]).json());
}

#[test]
fn every_verb_of_the_first_page_of_help_is_one_and_has_a_line_here() {
    let mut bench = Bench::new();
    let help = bench.run(["--help"]).success().stdout;
    let mut missing = String::new();
    for verb in verbs(&help).into_iter().filter(|verb| verb != "help") {
        let known = bench.run([&verb, "--help"]);
        if known.code != 0 || known.stdout.trim().is_empty() {
            writeln!(missing, "{verb}: `auld {verb} --help` says nothing").expect("a string");
        }
        // Files, folders and shells have tests of their own.
        let elsewhere = ["import", "export", "backup", "restore", "lock", "completions", "man", "demo"];
        let here = ASK.iter().chain(WRITE).any(|line| line[0] == verb);
        if !here && !elsewhere.contains(&verb.as_str()) {
            writeln!(missing, "{verb}: no line in ASK or WRITE").expect("a string");
        }
    }
    assert!(missing.is_empty(), "{missing}");
}

#[test]
fn the_first_page_of_help_fits_80_columns() {
    let help = Bench::new().run(["--help"]).success().stdout;
    let wide: Vec<_> = help.lines().filter(|line| line.chars().count() > 80).collect();
    assert!(wide.is_empty(), "{wide:#?}");
    assert!(!help.contains("\n\n\n"), "blank lines stand alone");
    for short in ["-h", "help"] {
        assert_eq!(Bench::new().run([short]).success().stdout, help);
    }
    // On half a screen what is said of a verb stays beside it.
    let narrow = Bench::new().var("COLUMNS", "40").run(["--help"]).success().stdout;
    assert!(
        narrow.contains("\n  log          Write down a meeting, a\n               call or a message in a\n"),
        "{narrow}"
    );
}

#[test]
fn help_is_found_however_it_is_asked_for() {
    let mut bench = Bench::new();
    let log = bench.run(["log", "--help"]).success().stdout;
    assert_eq!(bench.run(["help", "log"]).success().stdout, log);
    let page = bench.run(["--help"]).success().stdout;
    for line in [["help", "-h"], ["help", "--help"], ["help", "help"]] {
        assert_eq!(bench.run(line).success().stdout, page, "{line:?}");
    }
    for (line, said) in [
        (&["help", "lsit"][..], "hint: did you mean `auld list`?"),
        (&["lst"], "hint: did you mean `auld list` or `auld lost`?"),
        (&["shwo", "Grace"], "hint: did you mean `auld show`?"),
        (&["--verson"], "hint: did you mean `--version`?"),
        (&["Grace"], "hint: about somebody? `auld show Grace`"),
        (&["show"], "<NAME>"),
        (&["add", "Budi", "--on", "31 Feb"], "hint: `auld add --help` says how to put it"),
    ] {
        let refused = bench.run(line).code(2);
        assert!(refused.stderr.contains(said), "auld {line:?}: {refused}");
    }
}

/// Reads the verbs off the first page of help: the words that stand two columns in.
pub fn verbs(help: &str) -> Vec<String> {
    let lines = help.lines().filter(|l| l.starts_with("  ") && l.as_bytes().get(2).is_some_and(u8::is_ascii_lowercase));
    lines.filter_map(|l| l.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn the_first_page_of_help() {
    insta::assert_snapshot!(Bench::new().run(["--help"]).success(), @r"
    A personal relationship manager for the terminal: friends, not business cards

    Usage: auld [OPTIONS] [COMMAND]

    Write down:
      log          Write down a meeting, a call or a message in a line
      add          Add a person
      note         Write down a remark about a person
      fact         Write down a fact about a person, or list them
      feel         Write down how somebody made you feel
      promise      Write down a promise, yours or theirs
      kept         Close a promise as kept
      dropped      Close a promise that will not be kept

    Ask:
      today        Show what today asks for: people, dates ahead, promises due
      reconnect    Show who to reconnect with, and why now
      show         Show what to remember before you meet somebody
      closest      Show who you are close to, by depth and recency, never by count
      search       Search all that is written down: names, facts, meetings, feelings
      list         List people, meetings, notes, promises, tags, places or dates
      why          Show why somebody is as close as auld says, to the last term
      overlooked   Show who was met and let slip, whoever they are
      graph        Draw how often you were in contact, month by month
      stats        Show what a year looked like: who came, came back and went
      snooze       Leave somebody out of `reconnect` until a day
      rest         Leave somebody in peace, until a day or for good
      wake         Take back `snooze` and `rest`

    Who brought whom:
      refer        Write down who brought whom, or whom you introduced
      won          Write down work somebody gave you, credited to who brought them
      lost         Write down work that came to nothing; its worth counts no more
      trace        Show who brought whom: a line, a tree or the whole forest
      thanks       Show whom to thank for bringing somebody, or mark it as done
      path         Show the strongest way to somebody over those you know
      relate       Write down what people are to each other, or list it

    Mend:
      edit         Change a person or a meeting
      rename       Give a person another name
      nick         Give a person a nickname, or list the names they answer to
      tag          Put tags on a person or a meeting, or take them off
      duplicates   List people who look the same, and why
      merge        Make one person of two that are the same
      rm           Remove a person or a meeting
      forget       Forget a person for good: the one verb without undo
      undo         Take back the last operation, or the one with this number
      redo         Bring back what was undone last, or the one with this number
      history      List what was done, the newest first

    In and out:
      import       Read people and meetings from other programs, or from auld
      me           Say who you are in mail, calendars and chats, or list it
      export       Write everything out in a format that other programs read
      backup       Copy the store to a file, checked before it says so
      restore      Put a backup in the place of the store
      lock         Encrypt the store on the disk, or with `--off` no more
      doctor       Look the store over, and say how to mend what is wrong

    About auld:
      demo         Show what auld does, on forty invented people
      completions  Print what makes a shell complete verbs, flags and names
      man          Print the manual page of auld, or of a verb
      help         Show help for a verb

    `auld` alone is `auld today`.
    Five verbs are enough to begin: add, log, show, search, undo.

          --db <FILE>     Use this store instead of the usual one (also AULD_DB)
          --json          Answer with one JSON document
          --plain         Answer with tab-separated lines and no header, for scripts
          --color <WHEN>  When to colour: auto, always or never [default: auto]
      -q, --quiet         Say nothing but answers and errors
      -y, --yes           Answer every question with yes
          --dry-run       Show what a writing verb would do, and write nothing
      -h, --help          Print help
      -V, --version       Print version
    ");
}

/// What clap sees is told as every other error is: in our words, without Rust's.
#[test]
fn a_bad_command_line_is_told_in_plain_words() {
    let mut told = String::new();
    let mut bench = Bench::unchecked();
    for line in [
        &["Grace", "Tan", "had lunch"][..],
        &["lgo", "tea"],
        &["show"],
        &["snooze", "Tomas"],
        &["list", "foo"],
        &["list", "--limit", "x"],
        &["list", "--tag", ""],
        &["list", "--tga", "x"],
        &["list", "--foo", "x"],
        &["log", "tea", "--size", "0"],
        &["undo", "1", "2"],
        &["undo", "foo"],
        &["undo", "99999999999999999999"],
        &["log", "tea", "--on"],
        &["--json", "--plain", "list"],
        &["list", "--sort", "name", "--sort", "name"],
        &["list", "--color", "foo"],
        &["duplicates", "--not", "Tomas"],
        &["refer", "Budi", "--by", "Tomas", "--to", "Sari"],
        &["export", "foo"],
        &["import", "--format", "foo", "x"],
        &["--db"],
    ] {
        let outcome = bench.run(line).code(2);
        assert_eq!(outcome.stdout, "");
        let hint = format!("hint: `auld {} --help` says how to put it\n", line[0]);
        writeln!(told, "$ auld {}\n{}", line.join(" "), outcome.stderr.replace(&hint, "")).expect("a string");
    }
    for jargon in ["digit found", "subcommand", "argument", "1..", "try '--help'"] {
        assert!(!told.contains(jargon), "{jargon}: {told}");
    }
    insta::assert_snapshot!(told, @r"
    $ auld Grace Tan had lunch
    error: there is no verb `Grace`
    hint: about somebody? `auld show Grace`
    hint: something that happened? `auld log TEXT`
    hint: `auld help` lists the verbs

    $ auld lgo tea
    error: there is no verb `lgo`
    hint: did you mean `auld log`?
    hint: `auld help` lists the verbs

    $ auld show
    error: NAME is missing
      Usage: auld show <NAME>...

    $ auld snooze Tomas
    error: WHEN is missing
      Usage: auld snooze <NAME> <WHEN>...

    $ auld list foo
    error: WHAT: `foo`: expected people, meetings, notes, promises, tags, places or dates

    $ auld list --limit x
    error: --limit: `x`: expected a whole number

    $ auld list --tag 
    error: --tag: `` is no tag; expected letters, digits, `-`, `_`, with `:` between levels

    $ auld list --tga x
    error: `auld list` has no flag `--tga`
    hint: did you mean `--tag`?

    $ auld list --foo x
    error: `auld list` has no flag `--foo`
    hint: is it no flag, but text? put `--` before it

    $ auld log tea --size 0
    error: --size: `0`: expected a whole number from 1 to 1000000

    $ auld undo 1 2
    error: `2` is one word more than `auld undo` takes

    $ auld undo foo
    error: ID: `foo`: expected a whole number

    $ auld undo 99999999999999999999
    error: ID: `99999999999999999999`: that is too much

    $ auld log tea --on
    error: `--on` needs a value: `--on DAY`

    $ auld --json --plain list
    error: `--json` does not go together with `--plain`
    hint: `auld list --help` says how to put it

    $ auld list --sort name --sort name
    error: `--sort` is said twice

    $ auld list --color foo
    error: --color: `foo` is none of auto, always or never

    $ auld duplicates --not Tomas
    error: `--not` needs 2 values, and has 1

    $ auld refer Budi --by Tomas --to Sari
    error: `--by` does not go together with `--to`

    $ auld export foo
    error: FORMAT: `foo` is no format that auld writes; those are json, jscontact, jsonl, friends, vcard, ics, meetings, dot and csv

    $ auld import --format foo x
    error: --format: `foo` is no format that auld reads; those are json, jscontact, jsonl, monica, friends, vcard, ics, mbox, whatsapp, meetings and csv

    $ auld --db
    error: `--db` needs a value: `--db FILE`
    ");
}
