//! `--json`: one document, safe to show on a terminal.

use std::fmt::Write as _;

use super::sanitize::is_hostile;

/// Returns the value as an indented document with a newline at its end.
///
/// Control, bidirectional and tag characters and the Unicode line separators become `\uXXXX` escapes: they are legal
/// in JSON, but a terminal would obey them.
pub fn document(value: &serde_json::Value) -> String {
    let mut out = format!("{value:#}\n");
    // The layout itself is printable ASCII and newlines, so whatever is hostile stands inside a string.
    if out.chars().any(|c| c != '\n' && is_hostile(c)) {
        let mut escaped = String::with_capacity(out.len() + 64);
        for c in out.chars() {
            if c == '\n' || !is_hostile(c) {
                escaped.push(c);
                continue;
            }
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        }
        out = escaped;
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_escaped() {
        for (text, written) in [
            ("\u{1b}[2J", r"\u001b[2J"),
            ("\u{7f}\u{9b}", r"\u007f\u009b"),
            ("\u{2028}\u{2029}", r"\u2028\u2029"),
            ("\u{202e}\u{2066}", r"\u202e\u2066"),
            ("\u{e0041}", r"\udb40\udc41"),
            ("a\nb\tc", r"a\nb\tc"),
            ("José 名前 👩‍🚀 \u{200e}", "José 名前 👩‍🚀 \u{200e}"),
        ] {
            assert_eq!(document(&json!(text)), format!("\"{written}\"\n"));
        }
        assert_eq!(document(&json!({ "a": [1] })), "{\n  \"a\": [\n    1\n  ]\n}\n");
    }

    proptest! {
        #[test]
        fn any_text_comes_back_and_nothing_hostile_goes_out(text in any::<String>(), key in any::<String>()) {
            let value = json!({ key: [text] });
            let out = document(&value);
            prop_assert!(!out.chars().any(|c| c != '\n' && is_hostile(c)));
            prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&out).ok(), Some(value));
        }
    }
}
