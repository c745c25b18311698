//! Names in Chinese, Japanese and Korean, which stand among other characters without a space: which of them may touch
//! a name. Only the two characters that touch are looked at.

/// The characters before which a given name in Chinese may begin without its family name, and the Japanese particles
/// that lead to one.
const OPENERS: &str = "与和跟同见見给給叫找对對向被让讓陪约約、與はがもとやにをで";

/// What hiragana may follow a name directly: particles, and the beginnings of さん, ちゃん, くん, さま, から, まで, って.
const AFTER_IN_HIRAGANA: &str = "とはがもをにのへやかねよさちくまでっだ";

/// What hiragana may stand right before a name.
const BEFORE_IN_HIRAGANA: &str = "とはがもをにのへやでしたてり、";

/// What Hangul may follow a name directly: particles and forms of address, by their first syllable.
const AFTER_IN_HANGUL: &str = "와과는은이가을를랑하의도에한씨님야아만네께로부까처보선언오형누";

/// Forms of address that follow a name: even one character before them is a name.
const ADDRESSES: &[&str] = &["さん", "くん", "ちゃん", "さま", "様", "君", "先生", "씨", "님", "先輩"];

/// How the characters of a word hang together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Hiragana,
    Katakana,
    Hangul,
    Other,
}

fn script(character: &str) -> Script {
    match character.chars().next().map_or(0, u32::from) {
        0x3041..=0x309F => Script::Hiragana,
        0x30A1..=0x30FA | 0x30FC..=0x30FF | 0x31F0..=0x31FF | 0xFF66..=0xFF9D => Script::Katakana,
        0x1100..=0x11FF | 0xA960..=0xA97F | 0xAC00..=0xD7FF => Script::Hangul,
        _ => Script::Other,
    }
}

/// Tells whether a form of address begins the text after a name.
pub(super) fn is_addressed(after: &str) -> bool {
    let after = after.trim_start_matches(' ');
    ADDRESSES.iter().any(|address| after.starts_with(address))
}

/// Tells whether a given name may follow this character directly.
pub(super) fn opens_given_name(character: &str) -> bool {
    OPENERS.contains(character)
}

/// Tells whether a name that begins with `first` may follow the character `before` directly.
pub(super) fn begins_after(first: &str, before: &str) -> bool {
    match (script(before), script(first)) {
        (Script::Hiragana, Script::Hiragana) => BEFORE_IN_HIRAGANA.contains(before),
        // Korean writes a space before a name.
        (Script::Katakana, Script::Katakana) | (Script::Hangul, Script::Hangul) => false,
        _ => true,
    }
}

/// Tells whether a name that ends with `last` may stand right before the character `after`.
pub(super) fn ends_before(last: &str, after: &str) -> bool {
    match (script(last), script(after)) {
        (Script::Hiragana, Script::Hiragana) => AFTER_IN_HIRAGANA.contains(after),
        (Script::Katakana, Script::Katakana) => false,
        (Script::Hangul, Script::Hangul) => AFTER_IN_HANGUL.contains(after),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_ends_where_a_particle_follows() {
        for (last, after, ends) in [
            ("ら", "と", true),
            ("ら", "ん", false),
            ("ア", "と", true),
            ("ア", "ン", false),
            ("수", "와", true),
            ("수", "연", false),
            ("明", "散", true),
        ] {
            assert_eq!(ends_before(last, after), ends, "{last}{after}");
        }
        assert!(begins_after("さ", "は") && begins_after("さ", "日") && !begins_after("さ", "い"));
    }
}
