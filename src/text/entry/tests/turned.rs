//! Feelings whose sign a negation turns, and those it does not.

use super::*;

#[test]
fn what_turns_a_feeling_and_what_does_not() {
    check(&[
        ("coffee with Ada. I never felt so alone", "in_person | Ada Byron | felt Ada Byron: never felt so alone -2"),
        ("coffee with Ada. I never felt so small", "in_person | Ada Byron | felt Ada Byron: never felt so small -2"),
        ("coffee with Ada. I never felt so awful", "in_person | Ada Byron | felt Ada Byron: never felt so awful -2"),
        ("coffee with Ada. I never felt safe", "in_person | Ada Byron | felt Ada Byron: never felt safe -2"),
        ("Ada made me feel anything but safe", "Ada Byron | felt Ada Byron: anything but safe -2"),
        ("Ada made me feel far from safe", "Ada Byron | felt Ada Byron: far from safe -2"),
        ("Ada rarely makes me feel heard", "Ada Byron | felt Ada Byron: rarely makes me feel heard -2"),
        ("Ada hardly ever makes me feel heard", "Ada Byron | felt Ada Byron: hardly ever makes me feel heard -2"),
        ("Ada failed to make me feel heard", "Ada Byron | felt Ada Byron: failed to make me feel heard -2"),
        (
            "Ada refused to really make me feel heard",
            "Ada Byron | felt Ada Byron: refused to really make me feel heard -2",
        ),
        ("Ada gagal bikin aku merasa didengar", "Ada Byron | felt Ada Byron: gagal bikin aku merasa didengar -2"),
        ("Budi jarang bikin aku sedih", "Budi Santoso | felt Budi Santoso: jarang bikin aku sedih +1"),
        (
            "Tea with Tom. Not once did Ada make me feel judged",
            "in_person | Tom Kalns+Ada Byron | felt Ada Byron: Not once did Ada make me feel judged +1",
        ),
        (
            "Tea with Tom. Never has Ada made me feel small",
            "in_person | Tom Kalns+Ada Byron | felt Ada Byron: Never has Ada made me feel small +1",
        ),
        ("Ada made me feel less anxious", "Ada Byron | felt Ada Byron: less anxious +1"),
        ("Ada made me feel less loved", "Ada Byron | felt Ada Byron: less loved -1"),
        ("Ada made me feel neither happy nor sad", "Ada Byron | felt Ada Byron: neither happy nor sad +0"),
        ("Ada made me feel neither seen nor heard", "Ada Byron | felt Ada Byron: neither seen nor heard -2"),
        (
            "Ada made me feel really, really, incredibly loved!!!",
            "Ada Byron | felt Ada Byron: really, really, incredibly loved +2",
        ),
        ("Ada made me feel heard, really, truly seen", "Ada Byron | felt Ada Byron: heard, really, truly seen +2"),
        ("Ada made me feel heard, really", "Ada Byron | felt Ada Byron: heard +2"),
    ]);
}

#[test]
fn what_was_not_done_is_no_contact_and_no_length() {
    check(&[
        (
            "Ada made me feel heard because she did not once look at her phone for two hours",
            "Ada Byron | felt Ada Byron: heard +2",
        ),
        ("Lunch with Ada, she did not look up for two hours", "in_person | Ada Byron"),
        ("Lunch with Ada, we did not stop talking for two hours", "in_person | 120 min | Ada Byron"),
        ("The flight was delayed by 5 hours, lunch with Ada", "in_person | Ada Byron"),
        ("drove 3 hours to see Ada, lunch 45 min", "in_person | 45 min | Ada Byron"),
        ("walked 3 hours with Ada", "in_person | 180 min | Ada Byron"),
        ("Lunch with Ada, no rain, two hours", "in_person | 120 min | Ada Byron"),
        ("Ada talked on the phone with me for two hours", "call | 120 min | Ada Byron"),
    ]);
}
