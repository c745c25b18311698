//! How far a promise goes, who made it, and what is none.

use super::*;

#[test]
fn a_promise_goes_on_over_lists_brackets_and_dashes() {
    check(&[
        (
            "I promised Ada flour, eggs and milk by Friday",
            "Ada Byron | me owes Ada Byron: flour, eggs and milk by 2026-11-27",
        ),
        ("I owe Ada flour, eggs, milk", "Ada Byron | me owes Ada Byron: flour, eggs, milk"),
        (
            "I promised Ada the notes (and the slides) by Friday",
            "Ada Byron | me owes Ada Byron: the notes (and the slides) by 2026-11-27",
        ),
        (
            "I promised Ada the book (yellow) by Friday",
            "Ada Byron | me owes Ada Byron: the book (yellow) by 2026-11-27",
        ),
        (
            "I promised Ada the book - the long one - by Friday",
            "Ada Byron | me owes Ada Byron: the book - the long one by 2026-11-27",
        ),
        (
            "coffee with Ada: promised her the slides — the long version — by 2 December",
            "in_person | Ada Byron | me owes Ada Byron: the slides — the long version by 2026-12-02",
        ),
        (
            "I promised Ada vers. 2.0 of the plan by Friday",
            "Ada Byron | me owes Ada Byron: vers. 2.0 of the plan by 2026-11-27",
        ),
        (
            "aku janji ke Sari tepung, telur dan susu sebelum Jumat",
            "Sari Dewi | me owes Sari Dewi: tepung, telur dan susu by 2026-11-27",
        ),
        ("Tomas owes me flour, eggs (and milk)", "Tomas Berg | them owes Tomas Berg: flour, eggs (and milk)"),
        (
            "I promised Ada: keys, lamp and chair by Friday",
            "Ada Byron | me owes Ada Byron: keys, lamp and chair by 2026-11-27",
        ),
        (
            "Promised Ada to read his draft, send notes and fix the bike before Friday",
            "Ada Byron | me owes Ada Byron: read his draft, send notes and fix the bike by 2026-11-27",
        ),
        // What only stands after a comma is no thing.
        ("I promised Ada cookies, great evening", "Ada Byron | me owes Ada Byron: cookies"),
        ("I promised Ada the paper, great food and wine", "in_person | Ada Byron | me owes Ada Byron: the paper"),
        ("I promised Ada the paper (90 min)", "90 min | Ada Byron | me owes Ada Byron: the paper"),
        (
            "I promised Ada a book, she made me feel heard",
            "Ada Byron | felt Ada Byron: heard +2 | me owes Ada Byron: a book",
        ),
    ]);
}

#[test]
fn everybody_who_promised_did() {
    check(&[
        (
            "Ada and Tomas promised me a cake by Friday",
            "Ada Byron+Tomas Berg | them owes Ada Byron: a cake by 2026-11-27 | them owes Tomas Berg: a cake by 2026-11-27",
        ),
        (
            "Ada, Tomas and Grace promised me a cake",
            "Ada Byron+Tomas Berg+Grace Hopper | them owes Ada Byron: a cake | them owes Tomas Berg: a cake | \
             them owes Grace Hopper: a cake",
        ),
        (
            "Coffee with Ada and Tomas; they promised me a cake",
            "in_person | Ada Byron+Tomas Berg | them owes Ada Byron: a cake | them owes Tomas Berg: a cake",
        ),
        (
            "Coffee with Ada and Tomas; both promised me a cake",
            "in_person | Ada Byron+Tomas Berg | them owes Ada Byron: a cake | them owes Tomas Berg: a cake",
        ),
        (
            "Coffee with Ada and Tomas; I promised them a cake",
            "in_person | Ada Byron+Tomas Berg | me owes Ada Byron: a cake | me owes Tomas Berg: a cake",
        ),
        (
            "I promised both Ada and Tomas a song",
            "Ada Byron+Tomas Berg | me owes Ada Byron: a song | me owes Tomas Berg: a song",
        ),
        ("We promised Ada a song by Friday", "Ada Byron | me owes Ada Byron: a song by 2026-11-27"),
        (
            "Coffee with Ada and Tomas; he promised me a cake",
            "in_person | Ada Byron+Tomas Berg | them owes Tomas Berg: a cake",
        ),
        (
            "coffee with Ada and Tomas promised me a cake",
            "in_person | Ada Byron+Tomas Berg | them owes Tomas Berg: a cake",
        ),
        (
            "Sari dan Budi janji kirim kue buat aku sebelum Jumat",
            "Sari Dewi+Budi Santoso | them owes Sari Dewi: kirim kue buat aku by 2026-11-27 | \
             them owes Budi Santoso: kirim kue buat aku by 2026-11-27",
        ),
        (
            "ketemu Sari sama Budi, mereka janji kirim foto besok",
            "in_person | Sari Dewi+Budi Santoso | them owes Sari Dewi: kirim foto by 2026-11-24 | \
             them owes Budi Santoso: kirim foto by 2026-11-24",
        ),
    ]);
}

#[test]
fn what_others_promise_each_other_or_mean_to_do_is_no_promise_to_me() {
    check(&[
        ("Ada promised Tomas the recipe", "Ada Byron+Tomas Berg"),
        ("Ada promised the recipe to Tomas by Friday", "Ada Byron+Tomas Berg"),
        ("Ada promised Tomas to call him on Friday", "Ada Byron+Tomas Berg"),
        ("Ada will send Tomas the recipe tomorrow", "Ada Byron+Tomas Berg"),
        ("Ada promised her mother to visit by Christmas", "Ada Byron"),
        ("coffee with Ada; we'll meet again on Friday", "in_person | Ada Byron"),
        ("Ada owes Tomas 20 euros", "Ada Byron+Tomas Berg"),
        ("lunch with Ada; she promised him a book", "in_person | Ada Byron"),
        ("Sari janji kirim resep ke Budi", "Sari Dewi+Budi Santoso"),
        ("Ada said she will move to Oslo on 3 January", "Ada Byron"),
        ("Ada said she would be late", "Ada Byron"),
        ("dinner with Ada, she will visit her mother on 3 January", "in_person | Ada Byron"),
        ("Sari bilang mau pindah ke Oslo 3 Januari", "Sari Dewi"),
        // To me they are promises.
        ("Ada will send me the recipe tomorrow", "Ada Byron | them owes Ada Byron: send me the recipe by 2026-11-24"),
        (
            "dinner with Ada, she'll drive me to the airport on Friday",
            "in_person | Ada Byron | them owes Ada Byron: drive me to the airport by 2026-11-27",
        ),
        ("Grace offered to introduce Tomas to Ada", "Grace Hopper | them owes Grace Hopper: introduce Tomas to Ada"),
        ("coffee with Ada. I'm going to send her the book", "in_person | Ada Byron | me owes Ada Byron: send the book"),
    ]);
}

#[test]
fn a_weekday_that_is_due_is_never_today_and_the_next_one_never_tomorrow() {
    check(&[
        ("I promised Ada the paper by Monday", "Ada Byron | me owes Ada Byron: the paper by 2026-11-30"),
        ("I promised Ada the paper by 5/12", "Ada Byron | me owes Ada Byron: the paper by 2026-12-05"),
        ("aku janji ke Sari buku sebelum 5/12", "Sari Dewi | me owes Sari Dewi: buku by 2026-12-05"),
        ("I promised Ada the paper by today", "Ada Byron | me owes Ada Byron: the paper by 2026-11-23"),
        ("I promised Ada the paper by Tuesday", "Ada Byron | me owes Ada Byron: the paper by 2026-11-24"),
        ("I promised Ada the paper by next Tuesday", "Ada Byron | me owes Ada Byron: the paper by 2026-12-01"),
        ("aku janji ke Sari buku sebelum Senin", "Sari Dewi | me owes Sari Dewi: buku by 2026-11-30"),
        ("aku janji ke Sari buku Selasa depan", "Sari Dewi | me owes Sari Dewi: buku by 2026-12-01"),
    ]);
}

#[test]
fn a_thing_with_a_day_of_its_own_is_a_promise_of_its_own() {
    let ada = |rest: &str| format!("Ada Byron | me owes Ada Byron: {rest}");
    check(&[
        ("I promised Ada the keys; lamp by Wednesday", &ada("the keys | me owes Ada Byron: lamp by 2026-11-25")),
        (
            "I promised Ada the keys by Tuesday; the lamp by Wednesday; two books by 4 December",
            &ada(
                "the keys by 2026-11-24 | me owes Ada Byron: the lamp by 2026-11-25 | me owes Ada Byron: two books by 2026-12-04",
            ),
        ),
        (
            "I promised Ada the keys by Tuesday, the lamp by Wednesday",
            &ada("the keys by 2026-11-24 | me owes Ada Byron: the lamp by 2026-11-25"),
        ),
        (
            "I promised Ada the keys by Tuesday and the lamp by Wednesday",
            &ada("the keys by 2026-11-24 | me owes Ada Byron: the lamp by 2026-11-25"),
        ),
        ("I promised Ada the keys and the lamp by Wednesday", &ada("the keys and the lamp by 2026-11-25")),
        ("I promised Ada the keys, the lamp by Wednesday", &ada("the keys, the lamp by 2026-11-25")),
        (
            "Ada promised me the keys; lamp by Wednesday",
            "Ada Byron | them owes Ada Byron: the keys | them owes Ada Byron: lamp by 2026-11-25",
        ),
        ("janji ke Ada bukunya; lampu sebelum Rabu", &ada("bukunya | me owes Ada Byron: lampu by 2026-11-25")),
        (
            "I promised Ada and Tom the keys; lamp by Wednesday",
            "Ada Byron+Tom Kalns | me owes Ada Byron: the keys | me owes Tom Kalns: the keys | me owes Ada Byron: lamp by 2026-11-25 | me owes Tom Kalns: lamp by 2026-11-25",
        ),
        // What somebody does, or must do, is no thing of it.
        ("I promised Ada the keys; must call Tom by Wednesday", "Ada Byron+Tom Kalns | me owes Ada Byron: the keys"),
        ("I promised Ada the keys; the talk went on until late", &ada("the keys")),
        (
            "I promised Ada the keys; Tom promised the lamp by Wednesday",
            "Ada Byron+Tom Kalns | me owes Ada Byron: the keys | them owes Tom Kalns: the lamp by 2026-11-25",
        ),
        (
            "I promised Ada the keys; she'll bring the lamp by Wednesday",
            &ada("the keys | them owes Ada Byron: bring the lamp by 2026-11-25"),
        ),
    ]);
}
