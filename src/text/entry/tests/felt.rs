//! Whose a feeling is, of whom, and how far its words reach.

use super::*;

#[test]
fn the_subject_of_the_clause_has_the_feeling() {
    check(&[
        (
            "Great night at Kopi Tuku: Tom, Budi, Ilze. Tom paid, I owe him 20. Budi seemed distant, left me uneasy -1",
            "in_person | Tom Kalns+Budi Santoso+Ilze Berzina | @Kopi Tuku | felt Budi Santoso: uneasy -1 | me owes Tom Kalns: 20",
        ),
        (
            "Coffee with Tom and Ilze. Tom talked the whole time. Left me drained",
            "in_person | Tom Kalns+Ilze Berzina | felt Tom Kalns: drained -1",
        ),
        (
            "Honestly, Tom made me feel awful, but Ilze saved the evening and made me feel loved",
            "Tom Kalns+Ilze Berzina | felt Tom Kalns: awful -2 | felt Ilze Berzina: loved +2",
        ),
        (
            "met Ilze, who made me feel heard. Tom came too",
            "in_person | Ilze Berzina+Tom Kalns | felt Ilze Berzina: heard +2",
        ),
        ("Talked with Ilze about Tom, felt lighter", "Ilze Berzina | felt Ilze Berzina: lighter +1"),
        ("Ilze's kindness made me feel seen. Tom came", "Ilze Berzina+Tom Kalns | felt Ilze Berzina: seen +2"),
        ("My neighbour Mia made me feel safe. Tom came", "Mia Sarkane+Tom Kalns | felt Mia Sarkane: safe +2"),
        (
            "Kumpul sama Budi, Sari, Tom. Tom diem aja, bikin aku gak enak -1",
            "in_person | Budi Santoso+Sari Dewi+Tom Kalns | felt Tom Kalns: gak enak -1",
        ),
        (
            "ketemu Sari yang bikin aku tenang. Budi juga datang",
            "in_person | Sari Dewi+Budi Santoso | felt Sari Dewi: tenang +1",
        ),
        ("Temanku Budi bikin aku marah", "Budi Santoso | felt Budi Santoso: marah -1"),
        ("Budi nggak bikin aku sedih", "Budi Santoso | felt Budi Santoso: nggak bikin aku sedih +1"),
        ("Will didn't make me feel safe", "Will Ozols | felt Will Ozols: didn't make me feel safe -2"),
        ("Only Ilze made me feel welcome", "Ilze Berzina | felt Ilze Berzina: welcome +2"),
        (
            "Choir practice, Ilze and Mia were there, made me feel at ease. Tom sang",
            "Ilze Berzina+Mia Sarkane+Tom Kalns | felt Ilze Berzina: at ease +1 | felt Mia Sarkane: at ease +1",
        ),
        (
            "Lunch with Tom. Felt drained. Then met Mia, felt great again",
            "in_person | Tom Kalns+Mia Sarkane | felt Tom Kalns: drained -1 | felt Mia Sarkane: great again +2",
        ),
        ("I felt that Tom was distant", "Tom Kalns"),
        ("Coffee with Tom. I left happy", "in_person | Tom Kalns | felt Tom Kalns: happy +1"),
        ("Tom came and left happy", "Tom Kalns"),
        ("Feeling lighter after coffee with Tom", "in_person | Tom Kalns | felt Tom Kalns: lighter +1"),
        ("Call with Ilze: heard +2", "call | Ilze Berzina | felt Ilze Berzina: heard +2"),
    ]);
}

#[test]
fn nobody_gets_the_feeling_of_somebody_unknown() {
    check(&[
        (
            "Had tea with Tom. Zoltan made me feel awful",
            "in_person | Tom Kalns | felt Zoltan?: awful -2 | unknown Zoltan",
        ),
        ("Zoltan bikin aku merasa sedih. Tom juga datang", "Tom Kalns | felt Zoltan?: sedih -1 | unknown Zoltan"),
        (
            "Dinner with Ilze. Her boss Zoltan made me feel small",
            "in_person | Ilze Berzina | felt Zoltan?: small -1 | unknown Zoltan",
        ),
        (
            "Dinner with Ilze. Her boss, Zoltan, made me feel small",
            "in_person | Ilze Berzina | felt Zoltan?: small -1 | unknown Zoltan",
        ),
        (
            "Dinner with Tom. Zoltan, his brother, made me feel awful",
            "in_person | Tom Kalns | felt Zoltan?: awful -2 | unknown Zoltan",
        ),
        (
            "Dinner with Tom. Zoltan's stories made me feel awful",
            "in_person | Tom Kalns | felt Zoltan?: awful -2 | unknown Zoltan",
        ),
        (
            "Tea with Tom. Zoltan came too. He made me feel awful",
            "in_person | Tom Kalns | felt Zoltan?: awful -2 | unknown Zoltan",
        ),
        (
            "Tea with Tom. Zoltan was late, left me cross",
            "in_person | Tom Kalns | felt Zoltan?: cross -1 | unknown Zoltan",
        ),
        ("Tea with Tom, felt small around Zoltan", "in_person | Tom Kalns | felt Zoltan?: small -1 | unknown Zoltan"),
        ("I made Zoltan feel small. Tom was there", "Tom Kalns | left Zoltan?: small -1 | unknown Zoltan"),
        (
            "Zoltan and Tom made me feel awful",
            "Tom Kalns | felt Zoltan?: awful -2 | felt Tom Kalns: awful -2 | unknown Zoltan",
        ),
        (
            "lunch with Tom and Zoltan Kovacs. Zoltan made me feel awful",
            "in_person | Tom Kalns | felt Zoltan Kovacs?: awful -2 | unknown Zoltan Kovacs",
        ),
        ("Tea with Tom. Zoltan felt tired", "in_person | Tom Kalns"),
        ("Dinner with Ilze. Her boss made me feel small", "in_person | Ilze Berzina | loose small"),
        ("Ilze's boss made me feel small", "loose small"),
        ("Lunch with Tom. The waiter made me feel small", "in_person | Tom Kalns | loose small"),
        ("My mother called, left me sad. Later tea with Tom", "call | Tom Kalns | loose sad"),
        ("bos Sari bikin aku merasa kecil. Ketemu Sari", "in_person | Sari Dewi | loose kecil"),
        ("Teman Budi bikin aku marah", "loose marah"),
        ("Temanku Zoltan bikin aku kecewa. Tom juga datang", "Tom Kalns | felt Zoltan?: kecewa -1 | unknown Zoltan"),
        ("Zoltan nyebelin, bikin aku kesal", "felt Zoltan?: kesal -1 | unknown Zoltan"),
        (
            "Ketemu Tom. Zoltan nyebelin, bikin aku kesal",
            "in_person | Tom Kalns | felt Zoltan?: kesal -1 | unknown Zoltan",
        ),
        (
            "Ketemu Tom, Zoltan membosankan, bikin aku capek",
            "in_person | Tom Kalns | felt Zoltan?: capek -1 | unknown Zoltan",
        ),
        (
            "Ketemu Tom. Zoltan gak datang, bikin aku sedih",
            "in_person | Tom Kalns | felt Zoltan?: sedih -1 | unknown Zoltan",
        ),
        (
            "Ketemu Tom. Zoltan telat, bikin aku kesal",
            "in_person | Tom Kalns | felt Zoltan?: kesal -1 | unknown Zoltan",
        ),
        ("Ketemu Tom. Ngobrol lama, bikin aku senang", "in_person | Tom Kalns | felt Tom Kalns: senang +1"),
        ("Tea with Tom. The rain was heavy, left me cold and sad", "in_person | Tom Kalns | loose cold and sad"),
        ("Tea with Tom. Jakarta was hot, left me tired", "in_person | Tom Kalns | loose tired"),
        (
            "Tea with Tom. The food he cooked was great, made me happy",
            "in_person | Tom Kalns | felt Tom Kalns: happy +1",
        ),
        // What is no name begins a sentence with a capital too.
        ("Lunch with Tom. Music made me feel alive", "in_person | Tom Kalns | loose alive"),
        ("Lunch with Tom. Dancing left me happy", "in_person | Tom Kalns | loose happy"),
        ("Ketemu Sari. Makanannya bikin aku senang", "in_person | Sari Dewi | felt Sari Dewi: senang +1"),
        ("Lunch with Tom. It made me feel heard", "in_person | Tom Kalns | felt Tom Kalns: heard +2"),
    ]);
}

#[test]
fn of_several_everybody_counts() {
    let both = "Ilze Berzina+Tom Kalns | felt Ilze Berzina: welcome +2 | felt Tom Kalns: welcome +2";
    let dinner = format!("in_person | {both}");
    check(&[
        ("Ilze and Tom made me feel welcome", both),
        ("Ilze & Tom made me feel welcome", both),
        ("Ilze and Tom both made me feel welcome", both),
        ("Ilze and Tom made us feel welcome", both),
        ("Dinner with Ilze and Tom. They made me feel welcome", &dinner),
        ("Dinner with Ilze and Tom made me feel welcome", &dinner),
        ("Dinner with Ilze and Tom, both of them made me feel welcome", &dinner),
        (
            "Ilze, Tom and Mia made me feel heard",
            "Ilze Berzina+Tom Kalns+Mia Sarkane | felt Ilze Berzina: heard +2 | felt Tom Kalns: heard +2 | felt Mia Sarkane: heard +2",
        ),
        (
            "Ilze dan Tom bikin aku merasa dihargai",
            "Ilze Berzina+Tom Kalns | felt Ilze Berzina: dihargai +2 | felt Tom Kalns: dihargai +2",
        ),
        (
            "Ketemu Budi dan Sari, mereka bikin aku merasa diterima",
            "in_person | Budi Santoso+Sari Dewi | felt Budi Santoso: diterima +2 | felt Sari Dewi: diterima +2",
        ),
        (
            "Bu Sari dan Pak Budi bikin saya merasa dihormati",
            "Sari Dewi+Budi Santoso | felt Sari Dewi: dihormati +2 | felt Budi Santoso: dihormati +2",
        ),
        (
            "I think I left Ilze and Tom hurt",
            "Ilze Berzina+Tom Kalns | left Ilze Berzina: hurt -1 | left Tom Kalns: hurt -1",
        ),
        (
            "Dinner with Ilze and Tom. I think I left them happy",
            "in_person | Ilze Berzina+Tom Kalns | left Ilze Berzina: happy +1 | left Tom Kalns: happy +1",
        ),
        (
            "Kayaknya aku bikin Budi dan Sari sedih",
            "Budi Santoso+Sari Dewi | left Budi Santoso: sedih -1 | left Sari Dewi: sedih -1",
        ),
        ("Ilze left me and Tom happy", "Ilze Berzina+Tom Kalns | felt Ilze Berzina: happy +1"),
        (
            "Tom and his wife Mia made me feel welcome",
            "Tom Kalns+Mia Sarkane | felt Tom Kalns: welcome +2 | felt Mia Sarkane: welcome +2",
        ),
        ("Tom and his wife made me feel welcome", "Tom Kalns | felt Tom Kalns: welcome +2"),
        (
            "Ilze made me feel like a child, Tom too",
            "Ilze Berzina+Tom Kalns | felt Ilze Berzina: like a child -1 | felt Tom Kalns: like a child -1",
        ),
        (
            "coffee with Ada and Ilze felt good",
            "in_person | Ada Byron+Ilze Berzina | felt Ada Byron: good +1 | felt Ilze Berzina: good +1",
        ),
    ]);
}

#[test]
fn each_has_a_feeling_of_their_own() {
    let two = "Ilze Berzina+Tom Kalns | felt Ilze Berzina: heard +2 | felt Tom Kalns: ignored -1";
    let tea = format!("in_person | {two}");
    check(&[
        ("Ilze: felt heard; Tom: felt ignored", two),
        ("Ilze — felt heard. Tom — felt ignored", two),
        ("Ilze (felt heard), Tom (felt ignored)", two),
        ("Ilze: great talk, felt heard. Tom: late again. Felt ignored", two),
        ("felt: Ilze heard, Tom ignored", two),
        ("Ilze: heard +2; Tom: ignored -1", two),
        ("Ilze made me feel heard, Tom ignored", two),
        ("Tea with Ilze and Tom: felt heard by Ilze but ignored by Tom", &tea),
        ("Tea with Ilze and Tom, heard by Ilze, ignored by Tom", &tea),
        (
            "Budi: merasa didengar; Sari: merasa diabaikan",
            "Budi Santoso+Sari Dewi | felt Budi Santoso: didengar +2 | felt Sari Dewi: diabaikan -1",
        ),
        ("left: Ilze happy; Tom sad", "Ilze Berzina+Tom Kalns | left Ilze Berzina: happy +1 | left Tom Kalns: sad -1"),
        ("Ilze made me feel welcome, Tom didn't", "Ilze Berzina+Tom Kalns | felt Ilze Berzina: welcome +2"),
        ("Tom asked about work, I felt stupid, Ilze helped", "Tom Kalns+Ilze Berzina | felt Tom Kalns: stupid -1"),
    ]);
}

#[test]
fn the_words_of_a_feeling_are_whole() {
    let said = |words: &str| format!("Ada Byron | felt Ada Byron: {words}");
    let mut wrong = Vec::new();
    for (text, expected) in [
        ("Ada made me feel heard, seen and a bit sad", "heard, seen and a bit sad +2"),
        ("Ada made me feel tired, but happy", "tired, but happy -1"),
        ("Ada made me feel not so great", "not so great -1"),
        ("Ada made me feel so alive", "so alive +2"),
        ("Ada made me feel like I matter", "like I matter +2"),
        ("Ada made me feel like I was about to cry", "like I was about to cry ?"),
        ("Ada made me feel heard for once", "heard for once +2"),
        ("Ada didn't make me feel welcome at all", "didn't make me feel welcome at all -2"),
        ("Ada left me in tears", "in tears -1"),
        ("Ada made me feel 😊", "😊 ?"),
        ("Ada made me feel heard 😊", "heard 😊 +2"),
        ("Ada made me feel 😊. Great", "😊 ?"),
        ("Ada bikin aku merasa 😊", "😊 ?"),
        ("Ada bikin aku merasa didengar, dihargai, dan sedikit sedih", "didengar, dihargai, dan sedikit sedih +2"),
        ("Ada bikin aku merasa nggak begitu nyaman", "nggak begitu nyaman -1"),
        ("Ada bikin aku merasa kayak aku penting", "kayak aku penting +2"),
        ("Ada bikin aku merasa seperti orang asing", "seperti orang asing -1"),
    ] {
        let (got, expected) = (told(text), said(expected));
        if got != expected {
            wrong.push(format!("{text}\n   got {got}\n  want {expected}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    check(&[
        ("Ada left me 20 euros", "Ada Byron"),
        ("Ada left me money", "Ada Byron"),
        ("Budi ninggalin aku 20 ribu", "Budi Santoso"),
        ("Ada made me feel heard +5", "`+5` is no value of a feeling: it goes from -2 to +2"),
        ("Ada made me feel heard (+9)", "`+9` is no value of a feeling: it goes from -2 to +2"),
        ("Ada bikin aku ngerasa didengar -3", "`-3` is no value of a feeling: it goes from -2 to +2"),
        ("Grace +2, Ada +5", "`+5` is no value of a feeling: it goes from -2 to +2"),
        ("Ada +3 friends came", "Ada Byron"),
        (
            "Ada made me feel like I matter and I promised her a book",
            "Ada Byron | felt Ada Byron: like I matter +2 | me owes Ada Byron: a book",
        ),
    ]);
}

#[test]
fn what_is_nobody_gives_nobody_a_feeling() {
    let tom = |more: &str| format!("in_person | Tom Kalns{more}");
    let mut wrong = Vec::new();
    for (text, more) in [
        ("Coffee with Tom. The rain made me feel sad.", " | loose sad"),
        ("Coffee with Tom, the rain made me feel sad", " | loose sad"),
        ("Coffee with Tom. The rain that fell made me feel sad", " | loose sad"),
        ("Coffee with Tom. My boss's email made me feel sad", " | loose sad"),
        ("Coffee with Tom. Jakarta made me feel tired", " | loose tired"),
        ("Coffee with Tom, Jakarta made me feel tired", " | loose tired"),
        ("Coffee with Tom. Jakarta's traffic made me feel tired", " | loose tired"),
        ("Coffee with Tom. Hong Kong and Bandung made me feel small", " | loose small"),
        ("Coffee with Tom. Riga didn't make me feel safe", " | loose didn't make me feel safe"),
        ("Coffee with Tom. The talk made me feel small", " | loose small"),
        ("Coffee with Tom. That dinner made me feel warm", " | loose warm"),
        ("Ketemu Tom. Jogja bikin aku merasa tenang", " | loose tenang"),
        ("Ketemu Tom. Hujan itu bikin aku sedih", " | loose sedih"),
        // Whom the clause names or means is somebody.
        ("Coffee with Tom. The talk with Tom made me feel small", " | felt Tom Kalns: small -1"),
        ("Coffee with Tom. Talking to Tom about work made me feel small", " | felt Tom Kalns: small -1"),
        ("Coffee with Tom. The way he listened made me feel heard", " | felt Tom Kalns: heard +2"),
        ("Coffee with Tom. What he said made me feel loved", " | felt Tom Kalns: loved +2"),
        ("Coffee with Tom, which made me feel heard", " | felt Tom Kalns: heard +2"),
        ("Coffee with Tom. That made me feel heard", " | felt Tom Kalns: heard +2"),
        ("Ketemu Tom. Itu bikin aku tenang", " | felt Tom Kalns: tenang +1"),
        ("Coffee with Tom and it made me feel heard", " | felt Tom Kalns: heard +2"),
        // Somebody may be called so.
        ("Coffee with Tom. Paris made me feel small", " | felt Paris?: small -1 | unknown Paris"),
        ("Coffee with Tom. Sydney made me feel small", " | felt Sydney?: small -1 | unknown Sydney"),
        (
            "Coffee with Tom. Bandung Kovacs made me feel small",
            " | felt Bandung Kovacs?: small -1 | unknown Bandung Kovacs",
        ),
    ] {
        let (got, expected) = (told(text), tom(more));
        if got != expected {
            wrong.push(format!("{text}\n   got {got}\n  want {expected}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    check(&[
        ("Tom: the talk made me feel small", "Tom Kalns | felt Tom Kalns: small -1"),
        ("The rain made me feel sad", "loose sad"),
        ("Dinner with Tom and Ilze. The rain made me feel sad", "in_person | Tom Kalns+Ilze Berzina | loose sad"),
        ("Dinner with Tom. Her boss made me feel small", "in_person | Tom Kalns | loose small"),
    ]);
}
