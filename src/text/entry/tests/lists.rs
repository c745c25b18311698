//! Names that nobody has in a list of people, however they are led to.

use super::*;

#[test]
fn every_unknown_name_of_a_list_is_asked_about() {
    check(&[
        ("Coffee with Grace and 王大明", "in_person | Grace Hopper | unknown 王大明"),
        ("Coffee with 王小明 and Zed", "in_person | 王小明 | unknown Zed"),
        ("Coffee with Grace and van Gogh", "in_person | Grace Hopper | unknown van Gogh"),
        ("Coffee with de Wit and Grace", "in_person | Grace Hopper | unknown de Wit"),
        ("Coffee with Zed and al-Rashid", "in_person | unknown Zed+al-Rashid"),
        ("Coffee with Grace and her friend Peter", "in_person | Grace Hopper | unknown Peter"),
        ("Coffee with Grace, his wife Ana and Peter", "in_person | Grace Hopper | unknown Ana+Peter"),
        ("Coffee with my friend Peter", "in_person | unknown Peter"),
        ("Coffee with my friend Grace", "in_person | Grace Hopper"),
        ("Coffee with Grace then Peter", "in_person | Grace Hopper | unknown Peter"),
        ("Kopi sama Grace dan si Peter", "in_person | Grace Hopper | unknown Peter"),
    ]);
}

#[test]
fn what_is_no_name_ends_a_list() {
    check(&[
        ("Coffee with Grace then home", "in_person | Grace Hopper"),
        ("Coffee with Grace then Peter told me a story", "in_person | Grace Hopper"),
        ("Coffee with Grace and a friend", "in_person | Grace Hopper"),
        ("Coffee with Grace and the van", "in_person | Grace Hopper"),
        ("Coffee with Grace and her new dog", "in_person | Grace Hopper"),
    ]);
}
