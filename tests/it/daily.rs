//! The verbs of every day, each as its user sees it: what is said, what is asked, how it ends.

use insta::assert_snapshot;

use crate::bench::{Answer, Bench};

/// Returns a world that knows Grace Tan and Tomas Ozols.
fn known() -> Bench {
    let mut bench = Bench::new();
    bench.run(["add", "Grace Tan"]).success();
    bench.run(["add", "Tomas Ozols"]).success();
    bench
}

#[test]
fn add_tells_what_it_added_and_how_to_go_back() {
    let mut bench = Bench::new();
    assert_snapshot!(bench.run(["add", "Grace", "Tan", "--nick", "Gee", "--birthday", "2 May"]).success(), @r"
    added Grace Tan
    ------- stderr -------
    undo with `auld undo`
    ");
}

#[test]
fn add_refuses_a_twin_until_told_apart() {
    let mut bench = known();
    assert_snapshot!(bench.run(["add", "grace tan"]).code(1), @r#"
    ------- stderr -------
    error: there is a Grace Tan already
    hint: someone else? say what tells them apart: `auld add 'grace tan' --hint "…"`
    hint: the same person? `auld edit 'Grace Tan'`
    [exit code 1]
    "#);
    bench.run(["add", "Grace Tan", "--hint", "Riga"]).success();
    assert_snapshot!(bench.run(["show", "Grace Tan"]).code(1), @r#"
    ------- stderr -------
    error: `Grace Tan` can be 2 people
      Grace Tan (added 2026-11-23)
      Grace Tan (Riga)
    hint: say more of the name, or name and hint: "Grace Tan (added 2026-11-23)"
    [exit code 1]
    "#);
}

#[test]
fn log_echoes_what_it_understood() {
    let mut bench = known();
    let said = "Yesterday: coffee with Grace and [Sari] @Kopi Tuku #work 90 min; Grace made me feel heard. \
                I promised Grace the paper by Friday";
    assert_snapshot!(bench.run(["log", said]).success(), @r"
    when      Sunday 22 Nov (yesterday) · in person · 90 min
    with      Grace Tan, Sari (new)
    at        Kopi Tuku
    tags      #work
    felt      Grace Tan: heard (+2)
    promise   I owe Grace Tan: the paper by Friday 27 Nov
    ------- stderr -------
    mend with `auld edit last …`, undo with `auld undo`
    ");
}

#[test]
fn log_stores_the_sentence_as_typed() {
    let mut bench = known();
    let said = "  coffee with Grace:  \"très bien\"\t— and #so on…  ";
    bench.run(["log", said]).success();
    assert!(bench.dump().rows.contains(&format!("text={:?}", said.trim())), "{}", bench.dump().rows);
}

#[test]
fn log_refuses_a_name_nobody_has_and_says_how_to_go_on() {
    assert_snapshot!(known().run(["log", "coffee with Grcae and Budi"]).code(1), @r"
    ------- stderr -------
    error: nobody is called `Grcae`; nothing was written
    hint: did you mean `Grace Tan`?
    hint: somebody new? write `[Grcae]`, or answer every question with `-y`; just a word? write `\Grcae`
    hint: as somebody new: `auld log 'coffee with [Grcae] and [Budi]'`
    [exit code 1]
    ");
}

#[test]
fn log_asks_which_of_several_and_whether_a_name_is_new() {
    let mut bench = known();
    bench.run(["add", "Grace Hopper"]).success();
    let outcome =
        bench.answers([Answer::Pick("Hopper"), Answer::Pick("somebody new")]).run(["log", "tea with Grace and Budi"]);
    assert_snapshot!(outcome.success(), @r#"
    when      Monday 23 Nov (today) · in person
    with      Grace Hopper, Budi (new)
    ------- asked -------
    ? Which `Grace`? [Grace Hopper | Grace Tan]
    > Pick("Hopper")
    ? Who is `Budi`? [add Budi as somebody new | nobody: it is just a word]
    > Pick("somebody new")
    ------- stderr -------
    mend with `auld edit last …`, undo with `auld undo`
    "#);
    bench.answers([Answer::Leave]).run(["log", "tea with Grace"]).code(1);
}

#[test]
fn brackets_around_a_known_name_make_no_twin() {
    let mut bench = known();
    bench.run(["log", "tea with [Grace Tan]"]).success();
    bench.run(["log", "tea", "--with", "[Grace Tan]"]).success();
    assert_eq!(bench.dump().rows.matches("name=\"Grace Tan\"").count(), 1, "{}", bench.dump().rows);
}

#[test]
fn log_without_words_asks_for_them() {
    let mut bench = known();
    let answers = [Answer::Line("lunch with Grace"), Answer::Line("seen +1"), Answer::Line("the book by Friday")];
    assert_snapshot!(bench.answers(answers).run(["log"]).success(), @r#"
    when      Monday 23 Nov (today) · in person
    with      Grace Tan
    felt      Grace Tan: seen (+1)
    promise   I owe Grace Tan: the book by Friday 27 Nov
    ------- asked -------
    ? Who did you meet, and how was it?
    > Line("lunch with Grace")
    ? How did Grace Tan make you feel? (Enter to skip)
    > Line("seen +1")
    ? Did you promise Grace Tan anything? (Enter to skip)
    > Line("the book by Friday")
    ------- stderr -------
    mend with `auld edit last …`, undo with `auld undo`
    "#);
}

#[test]
fn log_takes_the_words_of_an_editor() {
    let mut bench = known();
    bench
        .answers([Answer::Save(
            "# One line about who you met and how it was. These two lines are left out.\ncall with Grace\n",
        )])
        .run(["log", "-e"])
        .success();
    assert!(bench.dump().rows.contains("text=\"call with Grace\""));
    assert_snapshot!(bench.answers([Answer::Save("# One line about who you met and how it was. These two lines are left out.\n")]).run(["log", "-e"]).code(1), @r##"
    ------- asked -------
    ? edit "\n# One line about who you met and how it was. These two lines are left out.\n# Yesterday: coffee with Grace and [Tomas Ozols] @Kopi Tuku #work 90 min; Grace made me feel heard\n"
    > Save("# One line about who you met and how it was. These two lines are left out.\n")
    ------- stderr -------
    error: the draft is empty; nothing was written
    [exit code 1]
    "##);
    bench.answers([Answer::Leave]).run(["log", "-e"]).code(1);
}

#[test]
fn feel_goes_with_the_meeting_or_stands_alone() {
    let mut bench = known();
    bench.run(["log", "yesterday: coffee with Grace"]).success();
    assert_snapshot!(bench.run(["feel", "Grace", "heard, and a bit lighter"]).success(), @r"
    Grace Tan made me feel: heard, and a bit lighter (+2)  (with the meeting of 22
    Nov)
    ------- stderr -------
    undo with `auld undo`
    ");
    assert_snapshot!(bench.run(["feel", "Tomas", "--left", "wistful"]).success(), @r"
    I left Tomas Ozols: wistful  (on its own, 23 Nov)
    no value is known for these words; say one with +2, +1, 0, -1 or -2 beside them
    ------- stderr -------
    undo with `auld undo`
    ");
    bench.run(["feel", "Grace", " "]).code(1);
}

#[test]
fn a_promise_is_made_and_closed() {
    let mut bench = known();
    assert_snapshot!(bench.run(["promise", "Grace", "the paper by Friday"]).success(), @r"
    I owe Grace Tan: the paper by Friday 27 Nov
    ------- stderr -------
    undo with `auld undo`
    ");
    bench.run(["promise", "Grace", "--theirs", "an introduction"]).success();
    assert_snapshot!(bench.run(["kept", "Grace"]).code(1), @r"
    ------- stderr -------
    error: Grace Tan and you have 2 open promises
      what I promised Grace Tan: the paper, by 27 Nov
      what Grace Tan promised me: an introduction
    hint: say a word of the one you mean: `auld kept Grace WORD`
    [exit code 1]
    ");
    assert_snapshot!(bench.run(["kept", "Grace", "paper"]).success(), @r"
    kept: what I promised Grace Tan: the paper
    ------- stderr -------
    undo with `auld undo`
    ");
    assert_snapshot!(bench.answers([]).run(["dropped", "Grace"]).success(), @r"
    dropped: what Grace Tan promised me: an introduction
    ------- stderr -------
    undo with `auld undo`
    ");
    assert_snapshot!(bench.run(["kept", "Grace"]).code(1), @r"
    ------- stderr -------
    error: Grace Tan and you have no open promise
    hint: `auld show 'Grace Tan'` lists what is open
    [exit code 1]
    ");
}

#[test]
fn show_is_what_to_remember() {
    let mut bench = known();
    bench
        .run(["add", "Sari", "--via", "Grace", "--met", "at the choir", "--birthday", "--12-02", "--every", "3w"])
        .success();
    bench
        .run([
            "log",
            "2026-10-12: coffee with Sari and Tomas @Kopi Tuku; Sari made me feel seen. I promised Sari the tape",
        ])
        .success();
    bench.run(["log", "2026-11-01: called Sari, no answer"]).success();
    assert_snapshot!(bench.run(["show", "Sari"]).success(), @r"
    Sari
    met         at the choir, through Grace Tan
    last seen   12 Oct, 6 weeks ago; every 3 weeks wished
    24 months   Dec 2024 ······················▂· Nov 2026
                                               +

    Last talks
        1 Nov (3 weeks ago) · attempt
          2026-11-01: called Sari, no answer
        12 Oct (6 weeks ago) · in person · at Kopi Tuku · with Tomas Ozols
          2026-10-12: coffee with Sari and Tomas @Kopi Tuku; Sari made me feel seen.
          I promised Sari the tape

    How they made me feel
        seen (+2)  12 Oct, 6 weeks ago

    Promised
        I owe Sari: the tape  said 6 weeks ago

    Ahead
        2 Dec: birthday  in 9 days
    ");
}

#[test]
fn today_is_short_and_has_the_promises() {
    let mut bench = known();
    assert_snapshot!(bench.run([""; 0]).success(), @r#"
    Monday 23 Nov

    Nothing is due, and no conversation is written down yet.
      auld log "coffee with …"
    "#);
    bench.run(["promise", "Grace", "the paper", "--by", "tomorrow"]).success();
    assert_snapshot!(bench.run(["today"]).success(), @r"
    Monday 23 Nov

    Promised
        I owe Grace Tan: the paper by Tuesday 24 Nov
    ");
}

#[test]
fn a_verb_that_does_not_exist_is_a_bad_command_line() {
    assert_snapshot!(Bench::new().run(["lgo", "coffee"]).code(2), @r"
    ------- stderr -------
    error: there is no verb `lgo`
    hint: did you mean `auld log`?
    hint: `auld help` lists the verbs
    [exit code 2]
    ");
}

#[test]
fn a_given_day_wins_over_the_days_of_the_text() {
    let mut bench = known();
    for text in [
        "coffee with Grace on 30 Feb",
        "tomorrow coffee with Grace",
        "met Grace on 25/12/2026",
        "planning to meet Grace",
    ] {
        bench.run(["log", text]).code(1);
        let told = bench.run(["log", text, "--on", "2 May", "--json"]).json();
        assert_eq!(told["on"], "2026-05-02", "{text}");
    }
    assert_snapshot!(bench.run(["log", "coffee with Grace", "--on", "24 Nov 2026"]).code(1), @r#"
    ------- stderr -------
    error: 2026-11-24 is still to come; nothing was written
    hint: what is planned is a promise or a note until it has been: `auld promise NAME "dinner" --by DAY`
    [exit code 1]
    "#);
}

#[test]
fn what_was_not_yet_is_refused_with_a_way_on() {
    let mut bench = known();
    assert_snapshot!(bench.run(["log", "met Grace on 11/12/2026"]).code(1), @r#"
    ------- stderr -------
    error: `on 11/12/2026` is 2026-12-11, which is still to come; a meeting is written down once it took place
      met Grace on 11/12/2026
    hint: nothing was written; name the day with `--on DAY`, or put `\` before a word that is no date
    hint: what is planned is a promise or a note until it has been: `auld promise NAME "dinner" --by DAY`
    [exit code 1]
    "#);
    assert_snapshot!(bench.run(["log", "planning to meet Grace"]).code(1), @r#"
    ------- stderr -------
    error: `planning to meet` tells of a plan; a meeting is written down once it took place
      planning to meet Grace
    hint: nothing was written; if it took place, name the day with `--on DAY`
    hint: what is planned is a promise or a note until it has been: `auld promise NAME "dinner" --by DAY`
    [exit code 1]
    "#);
    assert_snapshot!(bench.run(["log", "coffee with Grace. I promised her the paper by 31 Feb"]).code(1), @r"
    ------- stderr -------
    error: `31 Feb`: there is no 31 February
      coffee with Grace. I promised her the paper by 31 Feb
    hint: nothing was written; mend the day, or put `\` before a word that is no date
    [exit code 1]
    ");
}

#[test]
fn of_a_year_the_first_day_is_written_down_and_that_is_said() {
    assert_snapshot!(known().run(["log", "met Grace in 1999"]).success(), @r"
    when      Friday 1 Jan 1999 (27 years ago) · in person
    with      Grace Tan
    ------- stderr -------
    `in 1999` is no single day: written down on the first of it, 1999-01-01
    mend with `auld edit last …`, undo with `auld undo`
    ");
}

#[test]
fn both_who_promised_owe_it() {
    assert_snapshot!(known().run(["log", "Grace and Tomas promised me flour, eggs (and milk) by Monday"]).success(), @r"
    when      Monday 23 Nov (today) · in person
    with      Grace Tan, Tomas Ozols
    promise   Grace Tan owes me: flour, eggs (and milk) by Monday 30 Nov
    promise   Tomas Ozols owes me: flour, eggs (and milk) by Monday 30 Nov
    ------- stderr -------
    mend with `auld edit last …`, undo with `auld undo`
    ");
}

/// Returns the command lines that a refusal gives for the sentence said again, words apart.
fn said_again(refusal: &str) -> Vec<Vec<String>> {
    let hints = refusal.lines().filter_map(|line| line.split_once("`auld log ")?.1.strip_suffix('`'));
    hints.map(|line| shell_words::split(&format!("log {line}")).expect("a command line")).collect()
}

#[test]
fn a_refused_name_comes_with_the_sentence_to_say_instead() {
    let mut bench = Bench::new();
    let said = "bumped into Grace Kelly at the station, she introduced me to Marek";
    let refused = bench.run(["log", said, "--on", "yesterday"]).code(1);
    assert_snapshot!(refused, @r"
    ------- stderr -------
    error: nobody is called `Grace Kelly`; nothing was written
    hint: somebody new? write `[Grace Kelly]`, or answer every question with `-y`; just a word? write `\Grace Kelly`
    hint: as somebody new: `auld log 'bumped into [Grace Kelly] at the station, she introduced me to [Marek]' --on yesterday`
    [exit code 1]
    ");
    let again = bench.run(&said_again(&refused.stderr)[0]).success();
    assert_snapshot!(again, @r"
    when      Sunday 22 Nov (yesterday) · in person
    with      Grace Kelly (new), Marek (new)
    brought   Grace Kelly introduced Marek (new edge)
    ------- stderr -------
    mend with `auld edit last …`, undo with `auld undo`
    ");
    assert_snapshot!(bench.run(["log", "saw", "Zed Kovacs", "at the market"]).code(1), @r"
    ------- stderr -------
    error: nobody is named in this
      nobody you know is called `Zed Kovacs`
    hint: as somebody new: `auld log 'saw [Zed Kovacs] at the market'`
    hint: name them in the text, or with `--with NAME`; `[Name]` adds somebody new
    [exit code 1]
    ");
    let mut bench = known();
    bench.run(["add", "Ilze Berzina"]).success();
    bench.run(["add", "Tom Kalns"]).success();
    let refused = bench.run(["log", "Ilze Tom and Grace danced"]).code(1);
    assert_snapshot!(refused, @r"
    ------- stderr -------
    error: nobody is called `Ilze Tom`; nothing was written
    hint: did you mean `Ilze Berzina`?
    hint: several people you know? `auld log 'Ilze, Tom and Grace danced'`
    hint: somebody new? write `[Ilze Tom]`, or answer every question with `-y`; just a word? write `\Ilze Tom`
    hint: as somebody new: `auld log '[Ilze Tom] and Grace danced'`
    [exit code 1]
    ");
    assert_snapshot!(bench.run(&said_again(&refused.stderr)[0]).success(), @r"
    when      Monday 23 Nov (today) · in person
    with      Ilze Berzina, Tom Kalns, Grace Tan
    ------- stderr -------
    mend with `auld edit last …`, undo with `auld undo`
    ");
}

#[test]
fn the_sentence_to_say_instead_is_understood() {
    for said in [
        "ran into Zed",
        "met Zed Kovacs and Ada Lind; Zed made me feel heard",
        "had lunch with Zed Kovacs, he introduced me to Marek",
        "ketemu Zed Kovacs di stasiun",
        "ngobrol sama Zed Kovacs",
        "Zoltan nyebelin, bikin aku kesal",
        "coffee with Grace Kelly. It's Zed's \"fault\"",
        "met [Marek] through Oskars",
        "talked to Zed about work",
        "Budi danced with Oskars Liepa-Ozols",
    ] {
        let mut bench = known();
        let refused = bench.run(["log", said]).code(1);
        let again = said_again(&refused.stderr);
        assert_eq!(again.len(), 1, "{said}\n{refused}");
        bench.run(&again[0]).success();
    }
}

#[test]
fn of_equal_promises_each_can_be_named() {
    let mut bench = known();
    bench.run(["promise", "Grace", "the keys"]).success();
    bench.run(["promise", "Grace", "the keys", "--by", "4 December"]).success();
    bench.run(["promise", "Grace", "the keys"]).success();
    let refused = bench.run(["kept", "Grace", "keys"]).code(1);
    let ids: Vec<_> = refused.stderr.lines().filter_map(|line| Some(line.rsplit_once(", id ")?.1.to_owned())).collect();
    let told = ids.iter().fold(refused.to_string(), |told, id| told.replace(id, "[ID]"));
    assert_snapshot!(told, @r"
    ------- stderr -------
    error: Grace Tan and you have 3 open promises like that
      what I promised Grace Tan: the keys, by 4 Dec, said 2026-11-23, id [ID]
      what I promised Grace Tan: the keys, said 2026-11-23, id [ID]
      what I promised Grace Tan: the keys, said 2026-11-23, id [ID]
    hint: say a word of the one you mean, or its id: `auld kept Grace [ID]`
    [exit code 1]
    ");
    bench.run(["kept", "Grace", "2026-12-04"]).success();
    bench.run(["dropped", "Grace", &ids[2].to_uppercase()]).success();
    let left = bench.run(["list", "promises", "--json"]).json();
    let left: Vec<_> = left["promises"].as_array().expect("a list").iter().map(|p| p["id"].clone()).collect();
    assert_eq!(left.len(), 1, "{left:?}");
    assert!(ids.iter().any(|id| left[0] == **id) && left[0] != *ids[2]);
    bench.run(["kept", "Grace"]).success();
    bench.run(["kept", "Grace", &ids[2]]).code(1);
}

#[test]
fn what_is_dated_after_a_clock_set_back_is_told() {
    let mut bench = known();
    bench.run(["log", "coffee with Grace"]).success();
    bench.run(["log", "tea with Grace", "--on", "2026-11-22"]).success();
    bench.run(["log", "walk with Grace", "--on", "2026-10-01"]).success();
    bench.run(["show", "Grace", "--plain"]).success();
    assert!(!bench.run(["show", "Grace"]).success().stdout.contains("after today"));
    bench.on("2026-11-22");
    assert!(bench.run(["show", "Grace"]).success().stdout.contains("1 meeting is dated after today, from 23 Nov on:"));
    bench.on("2026-09-01");
    assert_snapshot!(bench.run(["show", "Grace"]).success(), @r"
    Grace Tan

    3 meetings are dated after today, from 1 Oct on:
      auld list meetings --with 'Grace Tan'
    ");
    let json = bench.run(["show", "Grace", "--json"]).json();
    assert_eq!(json["later"], serde_json::json!({ "count": 3, "first_on": "2026-10-01" }));
    let plain = bench.run(["show", "Grace", "--plain"]).success().stdout;
    assert!(plain.contains("later\t2026-10-01\t3 meetings\n"), "{plain}");
    assert!(bench.run(["list", "meetings", "--with", "Grace Tan", "--plain"]).success().stdout.lines().count() == 3);
}

#[test]
fn a_word_that_two_of_those_there_are_called_is_a_word_where_nothing_is_told_of_them() {
    let mut bench = Bench::new();
    for line in ["add Sari", "add Tomas", "nick Sari paper", "nick Tomas paper"] {
        bench.run(line.split(' ')).success();
    }
    let there = ["--with", "Sari", "--with", "Tomas"];
    bench.run(["log", "paper"].iter().chain(&there)).success();
    let refused = bench.run(["log", "paper made me feel heard"].iter().chain(&there)).code(1);
    assert!(refused.stderr.contains("`paper` can be several of those who were there"), "{refused}");
}
