//! One way to compare text: without case, accents or script, where a transliteration exists.
//!
//! Names, places, tags and the search index all fold through here, so that what finds one finds all.

/// Tells whether a script writes words without spaces, so that each character stands for itself. The marks that part
/// and join the words of a name in katakana (`マリア・サントス`, `ジャン゠リュック`) are none of its letters.
pub fn is_cjk(c: char) -> bool {
    matches!(u32::from(c),
        0x2E80..=0x2FDF | 0x3005..=0x3007 | 0x3040..=0x309F | 0x30A1..=0x30FA | 0x30FC..=0x30FF | 0x3100..=0x312F | 0x31A0..=0x31BF | 0x31F0..=0x31FF
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0xFF66..=0xFF9D
        | 0x20000..=0x3FFFF)
}

/// Tells whether the character belongs inside a word: letters, digits and marks of any script.
pub fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_mark(c)
}

/// Tells whether the character is a combining mark or joiner, which never starts a word.
pub fn is_mark(c: char) -> bool {
    matches!(u32::from(c),
        0x0300..=0x036F | 0x0483..=0x0489 | 0x0591..=0x05BD | 0x0610..=0x061A | 0x064B..=0x065F | 0x0670
        | 0x06D6..=0x06DC | 0x0900..=0x0903 | 0x093A..=0x094F | 0x0951..=0x0957 | 0x0962..=0x0963
        | 0x0981..=0x0983 | 0x09BC..=0x09CD | 0x0A01..=0x0A03 | 0x0A3C..=0x0A4D | 0x0B3C..=0x0B4D
        | 0x0BBE..=0x0BCD | 0x0C3E..=0x0C4D | 0x0CBC..=0x0CCD | 0x0D3E..=0x0D4D | 0x0E31 | 0x0E34..=0x0E3A
        | 0x0E47..=0x0E4E | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x200C | 0x200D | 0x20D0..=0x20FF
        | 0x302A..=0x302F | 0x3099 | 0x309A | 0xFE00..=0xFE0F | 0xFE20..=0xFE2F)
}

/// Returns the text folded for comparison: lower case, without accents, other alphabets in Latin
/// letters, Chinese, Japanese and Korean kept as they are. Spaces and punctuation are kept.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| fold_char(&mut out, c));
    out
}

fn fold_char(out: &mut String, c: char) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
    } else if is_cjk(c) {
        out.extend(c.to_lowercase());
    } else if !is_mark(c) {
        // A character the tables do not know is kept: dropping it would make different names equal.
        match deunicode::deunicode_char(c) {
            // The tables hold ASCII only.
            Some(latin) if !latin.is_empty() || !c.is_alphanumeric() => {
                out.extend(latin.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
            }
            _ => out.extend(c.to_lowercase()),
        }
    }
}

/// Sorts by the folded texts; what folds alike keeps its order.
pub fn sort_by_folded<T>(items: &mut [T], text: impl Fn(&T) -> &str) {
    // Nearly all texts differ in their beginnings. A number of such a beginning and the item's place is sorted faster
    // than texts are, and only where beginnings are the same whole texts are folded.
    const PLACE: u128 = (1 << 24) - 1;
    let place = |key: u128| (key & PLACE) as usize;
    if items.len() as u128 > PLACE {
        return items.sort_by_cached_key(|item| fold(text(item)));
    }
    let mut room = String::new();
    let heads = items.iter().map(|item| folded_head(text(item), &mut room));
    let mut order: Vec<u128> = (0..).zip(heads).map(|(at, head)| head & !PLACE | at).collect();
    order.sort_unstable();
    for alike in order.chunk_by_mut(|a, b| a & !PLACE == b & !PLACE) {
        if alike.len() > 1 {
            alike.sort_by_cached_key(|key| items.get(place(*key)).map(|item| fold(text(item))));
        }
    }
    for at in 0..order.len() {
        // What stood here may have been moved on already: it went where its own place was filled from.
        let follow = |from: usize| order.get(from).map_or(at, |key| place(*key));
        let mut from = follow(at);
        while from < at {
            from = follow(from);
        }
        if let Some(key) = order.get_mut(at) {
            *key = from as u128;
        }
        items.swap(at, from);
    }
}

/// Returns the first bytes of the folded text as a number in their order, shorter texts filled up with NUL.
fn folded_head(text: &str, room: &mut String) -> u128 {
    let mut head = [0; size_of::<u128>()];
    let whole = text.get(..head.len()).unwrap_or(text);
    if whole.is_ascii() {
        for (place, byte) in head.iter_mut().zip(whole.bytes()) {
            *place = byte.to_ascii_lowercase();
        }
        return u128::from_be_bytes(head);
    }
    room.clear();
    for c in text.chars() {
        if room.len() >= head.len() {
            break;
        }
        fold_char(room, c);
    }
    for (place, byte) in head.iter_mut().zip(room.bytes()) {
        *place = byte;
    }
    u128::from_be_bytes(head)
}

/// Returns the text on one line, each run of white space as one space, and none at its ends.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the folded words of a text, in order: runs of letters and digits, each Chinese, Japanese or
/// Korean character a word of its own. Apostrophes and full stops inside a word are dropped (`o'brien` is `obrien`).
pub fn words(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    each_word(text, |word| out.push(word.to_owned()));
    out
}

/// Hands each of the [`words`] of a text to `take`.
pub fn each_word(text: &str, mut take: impl FnMut(&str)) {
    if text.is_ascii() {
        return each_ascii_word(text.as_bytes(), take);
    }
    let mut word = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        // Most letters of most texts need no table.
        if c.is_ascii_alphanumeric() {
            word.push(c);
        } else if is_cjk(c) {
            flush(&mut word, &mut take);
            take(&fold(c.encode_utf8(&mut [0; 4])));
        } else if is_word(c) {
            word.push(c);
        } else if is_inner(c) && !word.is_empty() && chars.peek().is_some_and(|n| n.is_alphanumeric()) {
            // joined: the apostrophe of O'Brien
        } else {
            flush(&mut word, &mut take);
        }
    }
    flush(&mut word, &mut take);
}

/// [`each_word`] of ASCII text, which needs no tables: most of what an import indexes.
fn each_ascii_word(text: &[u8], mut take: impl FnMut(&str)) {
    let mut word = String::new();
    for (at, byte) in text.iter().enumerate() {
        if byte.is_ascii_alphanumeric() {
            word.push(char::from(byte.to_ascii_lowercase()));
            continue;
        }
        let joins = matches!(byte, b'\'' | b'`') && text.get(at + 1).is_some_and(u8::is_ascii_alphanumeric);
        if !word.is_empty() && !joins {
            take(&word);
            word.clear();
        }
    }
    if !word.is_empty() {
        take(&word);
    }
}

/// Tells whether the character may stand inside a word without ending it.
pub fn is_inner(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '‘' | '`')
}

fn flush(word: &mut String, take: &mut impl FnMut(&str)) {
    if word.is_empty() {
        return;
    }
    if word.is_ascii() {
        word.make_ascii_lowercase();
        take(word);
    } else {
        // A transliteration may hold spaces or marks of its own; they are no part of the word.
        let folded: String = fold(word).chars().filter(|c| c.is_alphanumeric()).collect();
        if !folded.is_empty() {
            take(&folded);
        }
    }
    word.clear();
}

/// Returns the words a name can be found by: its folded words and, for a name in Chinese, Japanese or
/// Korean, also the words of its Latin reading, apart and joined. No word twice.
pub fn name_words(name: &str) -> Vec<String> {
    let mut out = words(name);
    if name.chars().any(is_cjk) {
        let latin = deunicode::deunicode(name);
        let reading = words(&latin);
        if !reading.is_empty() {
            out.push(reading.concat());
            out.extend(reading);
        }
    }
    out.sort();
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn words_are_the_same_whatever_stands_beside_them(text in "[ -~]{0,40}") {
            let mut alone = words(&text);
            alone.push("e".to_owned());
            prop_assert_eq!(words(&format!("{text} é")), alone);
        }
    }

    #[test]
    fn folds_case_accents_and_alphabets() {
        for (text, folded) in [
            ("José", "jose"),
            ("ŁUKASZ", "lukasz"),
            ("Søren Groß", "soren gross"),
            ("Иван", "ivan"),
            ("王小明", "王小明"),
            ("Jose\u{301}", "jose"),
            ("Þórunn", "thorunn"),
        ] {
            assert_eq!(fold(text), folded);
        }
    }

    #[test]
    fn a_mark_between_words_of_katakana_is_no_word() {
        for (text, found) in [
            ("リア・サン", "リアサン"),
            ("リア･サン", "リアサン"),
            ("ジャン゠リュ", "ジャンリュ"),
            ("サリー", "サリー"),
        ] {
            assert_eq!(words(text).concat(), found);
            assert!(words(text).iter().all(|word| word.chars().count() == 1), "{text}");
        }
    }

    proptest! {
        #[test]
        fn sorting_is_by_the_whole_folded_text_and_stable(
            texts in prop::collection::vec("[abAéß王 \0]{0,3}|a long beginning[ aé]{0,4}|[aé]{14,17}", 0..40),
        ) {
            let mut items: Vec<(usize, String)> = texts.into_iter().enumerate().collect();
            let mut expected = items.clone();
            expected.sort_by_key(|(_, text)| fold(text));
            sort_by_folded(&mut items, |(_, text)| text);
            prop_assert_eq!(items, expected);
        }
    }

    #[test]
    fn transliterations_are_ascii() {
        assert!(('\0'..=char::MAX).filter_map(deunicode::deunicode_char).all(str::is_ascii));
    }

    #[test]
    fn words_split_as_names_do() {
        assert_eq!(words("O'Brien, Anne-Marie (Riga)"), ["obrien", "anne", "marie", "riga"]);
        assert_eq!(words("与王小明 lunch"), ["与", "王", "小", "明", "lunch"]);
        assert_eq!(words("--- '"), Vec::<String>::new());
    }

    #[test]
    fn a_chinese_name_is_found_by_its_reading() {
        let found = name_words("王小明");
        for word in ["王", "wang", "xiao", "ming", "wangxiaoming"] {
            assert!(found.iter().any(|w| w == word), "{word} in {found:?}");
        }
    }
}
