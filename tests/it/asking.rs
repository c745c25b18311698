//! Words that need not stand in the command line: asked for, out of an editor, from standard input.

use insta::assert_snapshot;

use crate::bench::{Answer, Bench};

fn known() -> Bench {
    let mut bench = Bench::new();
    bench.run(["add", "Grace Tan"]).success();
    bench.run(["log", "tea with Grace"]).success();
    bench
}

#[test]
fn feel_and_promise_without_words_ask_for_them() {
    let mut bench = known();
    assert_snapshot!(bench.answers([Answer::Line("heard +2")]).run(["feel", "Grace"]).success(), @r#"
    Grace Tan made me feel: heard (+2)  (with the meeting of 23 Nov)
    ------- asked -------
    ? How did Grace Tan make you feel?
    > Line("heard +2")
    ------- stderr -------
    undo with `auld undo`
    "#);
    assert_snapshot!(bench.answers([Answer::Line("lighter")]).run(["feel", "Grace", "--left"]).success(), @r#"
    I left Grace Tan: lighter (+1)  (with the meeting of 23 Nov)
    ------- asked -------
    ? How do you think you left Grace Tan?
    > Line("lighter")
    ------- stderr -------
    undo with `auld undo`
    "#);
    assert_snapshot!(bench.answers([Answer::Line("the book by Friday")]).run(["promise", "Grace"]).success(), @r#"
    I owe Grace Tan: the book by Friday 27 Nov
    ------- asked -------
    ? What did you promise Grace Tan?
    > Line("the book by Friday")
    ------- stderr -------
    undo with `auld undo`
    "#);
    assert_snapshot!(bench.answers([Answer::Line("the keys")]).run(["promise", "Grace", "--theirs"]).success(), @r#"
    Grace Tan owes me: the keys
    ------- asked -------
    ? What did Grace Tan promise you?
    > Line("the keys")
    ------- stderr -------
    undo with `auld undo`
    "#);
}

#[test]
fn an_answer_that_says_nothing_writes_nothing() {
    let mut bench = known();
    assert_snapshot!(bench.answers([Answer::Line(" ")]).run(["feel", "Grace"]).code(1), @r#"
    ------- asked -------
    ? How did Grace Tan make you feel?
    > Line(" ")
    ------- stderr -------
    error: no feeling was said; nothing was written
    hint: `auld feel Grace "heard +2"`
    [exit code 1]
    "#);
    assert_snapshot!(bench.answers([Answer::Leave]).run(["promise", "Grace"]).code(1), @r"
    ------- asked -------
    ? What did you promise Grace Tan?
    > Leave
    ------- stderr -------
    error: no answer was given; nothing was written
    [exit code 1]
    ");
}

#[test]
fn without_a_terminal_the_words_are_told_to_be_missing() {
    let mut bench = known();
    assert_snapshot!(bench.run(["feel", "Grace", "--left"]).code(1), @r"
    ------- stderr -------
    error: there is nobody to ask: How do you think you left Grace Tan?
    hint: give the words: `auld feel Grace --left TEXT`, or `-` for standard input
    [exit code 1]
    ");
    assert_snapshot!(bench.run(["promise", "Grace"]).code(1), @r"
    ------- stderr -------
    error: there is nobody to ask: What did you promise Grace Tan?
    hint: say what: `auld promise Grace TEXT`, or `-` for standard input
    [exit code 1]
    ");
}

#[test]
fn words_come_from_standard_input_and_out_of_an_editor_alike() {
    let mut bench = known();
    bench.stdin("heard,\nand lighter +1\n").run(["feel", "Grace", "-"]).success();
    bench.stdin("the book\nby Friday\n").run(["promise", "Grace", "-"]).success();
    let save = "seen +2\n# How you think you left Grace Tan. This line is left out.\n";
    bench.answers([Answer::Save(save)]).run(["feel", "Grace", "--left", "-e"]).success();
    let save = "#42 of the journal\n# What Grace Tan promised you. This line is left out.\n";
    bench.answers([Answer::Save(save)]).run(["promise", "Grace", "--theirs", "-e"]).success();
    assert_snapshot!(bench.run(["show", "Grace", "--plain"]).success(), @r"
    name		Grace Tan
    in_person	2026-11-23	tea with Grace
    felt	2026-11-23	heard, and lighter (+1)
    left	2026-11-23	seen (+2)
    i_owe	2026-11-27	the book
    they_owe		#42 of the journal
    ");
}

#[test]
fn words_that_took_pains_are_given_back() {
    let mut bench = known();
    assert_snapshot!(bench.stdin("the book by 31 February").run(["promise", "Grace", "-"]).code(1), @r"
    ------- stderr -------
    error: `31 February`: there is no 31 February
      nothing was written; this was the text:
      the book by 31 February
    hint: nothing was written; mend the day when it is due
    [exit code 1]
    ");
    assert_snapshot!(bench.stdin("heard +7").run(["feel", "Grace", "-"]).code(1), @r#"
    ------- stderr -------
    error: `+7` is no value of a feeling
      nothing was written; this was the text:
      heard +7
    hint: nothing was written; a value goes from -2 to +2, and stands beside the words: "heard +2"
    [exit code 1]
    "#);
}
