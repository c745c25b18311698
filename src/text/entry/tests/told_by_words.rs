//! Kinds that the words around decide, promises by new people, and feelings told in one word.

use super::*;

#[test]
fn how_people_met_is_the_kind() {
    check(&[
        ("met Ada on Zoom", "video | Ada Byron"),
        ("met Ada over Zoom", "video | Ada Byron"),
        ("met Ada via zoom", "video | Ada Byron"),
        ("coffee with Ada by video", "video | Ada Byron"),
        ("met Ada via WhatsApp", "message | Ada Byron"),
        ("caught up with Ada via phone", "call | Ada Byron"),
        ("ketemu Budi lewat zoom", "video | Budi Santoso"),
        ("lunch with Ada, she talked about zoom", "in_person | Ada Byron"),
        ("Ada sent me a voice note", "message | in | Ada Byron"),
        ("sent Ada a birthday card", "letter | out | Ada Byron"),
        ("Wrote Ada a postcard", "letter | out | Ada Byron"),
        ("Tom sent Ada a postcard", "letter | Tom Kalns+Ada Byron"),
        ("snail mail from Ada", "letter | in | Ada Byron"),
        ("Ada mailed me and then we had lunch", "in_person | Ada Byron"),
        ("Ada mailed me about lunch", "email | in | Ada Byron"),
        ("lunch with Ada, Tom called her a liar", "in_person | Ada Byron+Tom Kalns"),
        ("Ada called Tom a liar at dinner", "in_person | Ada Byron+Tom Kalns"),
        ("called Ada a few times", "call | Ada Byron"),
    ]);
}

#[test]
fn a_question_is_no_call_and_who_calls_back_was_reached() {
    check(&[
        ("tried calling Ada, then she called back and we talked 1h", "call | 60 min | Ada Byron"),
        ("tried calling Ada, then lunch", "attempt | Ada Byron"),
        ("lunch with Ada: no answer to the big question", "in_person | Ada Byron"),
        ("Ada didn't answer my question at lunch", "in_person | Ada Byron"),
        ("Ada didn't answer my call", "attempt | Ada Byron"),
        ("Ada didn't answer the door", "attempt | Ada Byron"),
        ("no reply to my text to Ada", "attempt | Ada Byron"),
        ("called Ada, no answer", "attempt | Ada Byron"),
    ]);
}

#[test]
fn new_people_promise_by_their_first_names_too() {
    check(&[
        (
            "Met [Ibu Susi]. Susi promised me a cake by Friday",
            "in_person | [Ibu Susi] | them owes [Ibu Susi]: a cake by 2026-11-27",
        ),
        (
            "Met [Prof. Jean-Luc O'Hara]. Jean-Luc promised me a book",
            "in_person | [Prof. Jean-Luc O'Hara] | them owes [Prof. Jean-Luc O'Hara]: a book",
        ),
        (
            "Met [Pak Joko] and [Ibu Siti]. Siti made me feel welcome",
            "in_person | [Pak Joko]+[Ibu Siti] | felt [Ibu Siti]: welcome +2",
        ),
        ("Lunch with Ada. Ada promised nothing", "in_person | Ada Byron"),
        ("Budi ngutang 50rb ke aku", "Budi Santoso | them owes Budi Santoso: 50rb"),
    ]);
}

#[test]
fn one_word_may_say_that_it_was_me() {
    check(&[
        ("Sari membuatku bahagia", "Sari Dewi | felt Sari Dewi: bahagia +2"),
        ("Sari tidak membuatku nyaman", "Sari Dewi | felt Sari Dewi: tidak membuatku nyaman -1"),
        ("Dibuat kesal oleh Budi", "Budi Santoso | felt Budi Santoso: kesal -1"),
    ]);
}
