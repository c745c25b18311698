//! Whose name a word is: at the opening of a sentence, beside a hint, before what is theirs.

use super::*;

fn index() -> NameIndex {
    let person = |id, name: &str, nick: Option<&str>, hint: Option<&str>| who::Known {
        id: Id(id),
        name: name.to_owned(),
        hint: hint.map(str::to_owned),
        names: nick.map(|n| (NameKind::Nick, n.to_owned())).into_iter().collect(),
    };
    NameIndex::new(vec![
        person(1, "Ilze Berzina", None, None),
        person(2, "Tomas Ozols", Some("Tom"), None),
        person(3, "Budi Santoso", None, None),
        person(4, "Sari Dewi", None, None),
        person(5, "John Kim", None, Some("Riga")),
        person(6, "John Kim", None, Some("Seoul, tea")),
        person(7, "Ann Lee", None, Some("added 2026-11-02")),
        person(8, "Ann Lee", None, Some("Kopi Tuku")),
        person(9, "Grace Hopper", None, None),
        person(10, "田中さくら", None, None),
        person(11, "Hope Lind", None, None),
    ])
}

fn check(table: &[(&str, &str)]) {
    check_among(&index(), table);
}

#[test]
fn a_hint_in_brackets_is_a_part_of_the_name() {
    let both = "in_person | John Kim (Riga)+John Kim (Seoul, tea)";
    check(&[
        (
            "I promised John Kim (Seoul) tea by Friday",
            "John Kim (Seoul, tea) | me owes John Kim (Seoul, tea): tea by 2026-11-27",
        ),
        (
            "coffee with John Kim (Riga) and John Kim (Seoul); John Kim (Riga) made me feel heard",
            &format!("{both} | felt John Kim (Riga): heard +2"),
        ),
        (
            "coffee with John Kim (Riga) and John Kim (Seoul, tea); I owe John Kim (Seoul, tea) a book by Friday",
            &format!("{both} | me owes John Kim (Seoul, tea): a book by 2026-11-27"),
        ),
        (
            "coffee with John Kim (Riga), John Kim (Seoul). John Kim (Seoul) promised me a book",
            &format!("{both} | them owes John Kim (Seoul, tea): a book"),
        ),
        ("John Kim (Riga): +2 heard", "John Kim (Riga) | felt John Kim (Riga): heard +2"),
        ("lunch with John Kim (Riga) and Zed", "in_person | John Kim (Riga) | unknown Zed"),
        ("lunch with John Kim (Oslo)", "in_person | John Kim?2"),
        ("[Marek] came with John Kim (Riga)", "[Marek]+John Kim (Riga)"),
        ("met [Marek] through John Kim (Riga)", "in_person | [Marek] | (John Kim (Riga)) brought [Marek]"),
        ("coffee with Ann Lee (added 2026-11-02)", "in_person | Ann Lee (added 2026-11-02)"),
        ("coffee with Ann Lee (Kopi Tuku) yesterday", "2026-11-22 | in_person | Ann Lee (Kopi Tuku)"),
        ("coffee at Kopi Tuku with Ann Lee (Kopi Tuku)", "in_person | Ann Lee (Kopi Tuku) | @Kopi Tuku"),
        ("John Kim (Riga)'s sister came with Ilze", "Ilze Berzina"),
        ("coffee with Ilze (she was late)", "in_person | Ilze Berzina"),
        ("coffee with Ilze (and Budi)", "in_person | Ilze Berzina+Budi Santoso"),
    ]);
}

#[test]
fn a_name_that_is_a_word_too_opens_a_sentence() {
    check(&[
        ("Budi berjanji kirim foto", "Budi Santoso | them owes Budi Santoso: kirim foto"),
        ("Sari membuatku merasa dihargai", "Sari Dewi | felt Sari Dewi: dihargai +2"),
        ("Budi utang 50 ribu", "Budi Santoso | them owes Budi Santoso: 50 ribu"),
        ("Budi menelepon", "call | Budi Santoso"),
        ("Budi sakit", "Budi Santoso"),
        ("Budi menelepon, terus Ilze datang", "call | Budi Santoso+Ilze Berzina"),
        ("Sari dan Budi datang", "Sari Dewi+Budi Santoso"),
        ("Sari: +2 didengar", "Sari Dewi | felt Sari Dewi: didengar +2"),
        ("Grace before dinner, sick again", "in_person | Grace Hopper"),
        ("Hope sick, stayed an hour", "60 min | Hope Lind"),
        ("Hope danced with Ilze", "in_person | Hope Lind+Ilze Berzina"),
        ("Coffee with Ilze. Hope to see Ilze again", "in_person | Ilze Berzina"),
    ]);
}

#[test]
fn what_opens_a_sentence_is_no_part_of_the_name_after_it() {
    for word in [
        "Later",
        "Also",
        "Finally",
        "Poor",
        "Aunt",
        "Cousin",
        "Evening",
        "Tadi",
        "Akhirnya",
        "Suddenly",
        "Afterwards",
        "Seeing",
        "Mendadak",
        "Little",
    ] {
        let text = format!("{word} Ilze came over");
        assert_eq!(told_among(&index(), &text), "in_person | Ilze Berzina", "{text}");
    }
    check(&[
        ("lunch with Aunt Ilze and Uncle Tom", "in_person | Ilze Berzina+Tomas Ozols"),
        ("lunch with Budi. Later Ilze came over", "in_person | Budi Santoso+Ilze Berzina"),
        ("lunch with Budi, then Ilze came. Later Tom called", "in_person | Budi Santoso+Ilze Berzina+Tomas Ozols"),
        ("Later Zed introduced me to [Marek]", "[Marek] | Zed? brought [Marek] | unknown Zed"),
        ("Mary Ilze came over", "in_person | unknown Mary Ilze"),
        ("Kimberly Ilze came over", "in_person | unknown Kimberly Ilze"),
        ("lunch with Mary Ilze", "in_person | unknown Mary Ilze"),
        ("I promised Tom Ilze's recipe", "Tomas Ozols | me owes Tomas Ozols: Ilze's recipe"),
        ("lunch with Tom Ilze", "in_person | unknown Tom Ilze"),
        ("met Grace Kelly's dog", "in_person | unknown Grace Kelly"),
    ]);
}

#[test]
fn whose_relative_came_was_not_there() {
    check(&[
        ("Ilze's sister came with Budi", "Budi Santoso"),
        ("adiknya Ilze datang sama Budi", "Budi Santoso"),
        ("teman Ilze datang, Budi juga", "Budi Santoso"),
        ("coffee with Budi and Ilze's very old friend", "in_person | Budi Santoso"),
        ("coffee with a friend of Ilze and Budi", "in_person | Budi Santoso"),
        ("Ilze's sister came", ""),
        ("Dinner at Ilze's with her husband and kids", "in_person | Ilze Berzina"),
        ("coffee with Ilze and Ilze's sister", "in_person | Ilze Berzina"),
        ("coffee with my friend Ilze", "in_person | Ilze Berzina"),
        ("ngopi sama temanku Ilze", "in_person | Ilze Berzina"),
        ("ngopi sama Tante Sari", "in_person | Sari Dewi"),
        ("dinner at Ilze's house", "in_person | Ilze Berzina"),
        ("Ilze's sister [Anna] came", "[Anna]"),
    ]);
}

#[test]
fn places_are_read_whole() {
    check(&[
        ("coffee with Ilze @Café de l'Été", "in_person | Ilze Berzina | @Café de l'Été"),
        ("coffee with Ilze @The Cat and Fiddle", "in_person | Ilze Berzina | @The Cat and Fiddle"),
        ("coffee @The Cat and Ilze came", "in_person | Ilze Berzina | @The Cat"),
        ("coffee with Ilze @the Louvre", "in_person | Ilze Berzina | @the Louvre"),
        ("coffee with Ilze @ Vincents", "in_person | Ilze Berzina | @Vincents"),
        ("coffee @ 5 with Ilze", "in_person | Ilze Berzina"),
    ]);
}

#[test]
fn names_without_spaces_around_them_end_at_a_particle() {
    check(&[("さくらと散歩", "田中さくら"), ("田中さんと会った", "田中さくら"), ("さくらんぼを食べた", "")]);
}

#[test]
fn whoever_is_met_by_a_name_nobody_has_is_asked_about() {
    check(&[
        ("bumped into Grace Kelly at the station", "in_person | unknown Grace Kelly"),
        ("Ran into Zed and Ilze", "in_person | Ilze Berzina | unknown Zed"),
        ("ran into trouble with Ilze", "in_person | Ilze Berzina"),
        ("met Zed Kovacs", "in_person | unknown Zed Kovacs"),
        ("had lunch with Zed Kovacs", "in_person | unknown Zed Kovacs"),
        ("ketemu Zed Kovacs di stasiun", "in_person | unknown Zed Kovacs"),
        ("ngobrol sama Zed Kovacs", "in_person | unknown Zed Kovacs"),
    ]);
}

#[test]
fn where_nobody_is_named_what_may_be_a_name_is_told() {
    check(&[
        ("saw Zed Kovacs at the market", "in_person | perhaps Zed Kovacs"),
        ("talked to Zed about work", "perhaps Zed"),
        ("Zed danced all night", "in_person | perhaps Zed"),
        ("saw Zed Kovacs with Ilze", "in_person | Ilze Berzina"),
        ("Walked for hours, saw Jakarta by night", "in_person"),
        ("Danced at the Louvre", "in_person"),
        ("Dinner was good", "in_person"),
        ("Wrote to NASA", "email | out"),
        ("slept all day", ""),
    ]);
}
