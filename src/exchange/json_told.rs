//! What is wrong with JSON, in words: what serde says is for programmers.

/// Returns what is wrong, without the place, which is told apart. `of` is what was read: "the document", "a card", "the line".
pub(super) fn why(e: &serde_json::Error, of: &str) -> String {
    if e.is_eof() && e.column() == 0 && e.line() <= 1 {
        return "it is empty".into();
    }
    if e.is_eof() {
        return match of {
            "the line" => "the line ends in the middle".into(),
            of => format!("the file ends in the middle of {of}"),
        };
    }
    let text = e.to_string();
    // The place is told apart, in the way of compilers.
    let why = text.rsplit_once(" at line ").map_or(text.as_str(), |(why, _)| why);
    in_words(why)
}

fn in_words(why: &str) -> String {
    let quoted = |begin: &str| why.strip_prefix(begin)?.strip_suffix('`');
    if let Some(field) = quoted("missing field `") {
        return format!("`{field}` is missing");
    }
    if let Some(field) = quoted("duplicate field `") {
        return format!("`{field}` stands there twice");
    }
    let wrong = why.strip_prefix("invalid type: ").or_else(|| why.strip_prefix("invalid value: "));
    if let Some((found, wanted)) = wrong.and_then(|rest| rest.rsplit_once(", expected ")) {
        return format!("expected {}, and found {}", type_told(wanted), type_told(found));
    }
    match why {
        "expected value" | "expected ident" => "this is no JSON".into(),
        "key must be a string" => "the name of a field must stand in quotes".into(),
        "trailing comma" => "there is a comma too many".into(),
        "trailing characters" => "there is something after the end".into(),
        "recursion limit exceeded" => "it is nested too deeply".into(),
        "invalid escape" => "a `\\` in a text stands before the wrong letter".into(),
        why if why.ends_with("hex escape") => "a `\\u` in a text stands before no letter that there is".into(),
        "invalid unicode code point" => "a text is not UTF-8".into(),
        why if why.starts_with("control character") => "a text holds a line break or another control character".into(),
        why => why.to_owned(),
    }
}

/// Returns what Rust calls a type as people do.
fn type_told(text: &str) -> String {
    let plain = match text {
        "a string" => "a text",
        "a map" | "map" | "struct" => "an object {…}",
        "a sequence" | "sequence" => "a list […]",
        "a boolean" => "true or false",
        "i64" | "u64" | "u32" | "i32" | "u8" | "i8" => "a whole number",
        "f64" => "a number",
        "null" => "nothing",
        _ if text.starts_with("struct ") => "an object {…}",
        _ => match text.split_once(' ') {
            Some(("string", rest)) => return format!("the text {}", rest.replace('"', "`")),
            Some(("integer" | "floating" | "number", rest)) => {
                return format!("the number {}", rest.trim_start_matches("point "));
            }
            Some(("boolean", rest)) => return rest.to_owned(),
            _ => text,
        },
    };
    plain.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    struct Line {
        #[serde(rename = "name")]
        _name: String,
        #[serde(rename = "size")]
        _size: Option<u32>,
        #[serde(rename = "tags", default)]
        _tags: Vec<String>,
    }

    #[test]
    fn nothing_of_serde_is_left() {
        for (json, want) in [
            ("", "it is empty"),
            ("junk", "this is no JSON"),
            ("{", "the file ends in the middle of a card"),
            ("{}", "`name` is missing"),
            (r#"{"name":"a","name":"b"}"#, "`name` stands there twice"),
            (r#"{"name":1}"#, "expected a text, and found the number `1`"),
            (r#"{"name":1.5}"#, "expected a text, and found the number `1.5`"),
            (r#"{"name":null}"#, "expected a text, and found nothing"),
            (r#"{"name":true}"#, "expected a text, and found `true`"),
            (r#"{"name":{}}"#, "expected a text, and found an object {…}"),
            (r#"{"name":"a","size":"b"}"#, "expected a whole number, and found the text `b`"),
            (r#"{"name":"a","size":-1}"#, "expected a whole number, and found the number `-1`"),
            (r#"{"name":"a","tags":"b"}"#, "expected a list […], and found the text `b`"),
            ("7", "expected an object {…}, and found the number `7`"),
            (r#"{"name":"a",}"#, "there is a comma too many"),
            (r#"{"name":"a"}x"#, "there is something after the end"),
            (r#"{name:"a"}"#, "the name of a field must stand in quotes"),
            ("{\"name\":\"a\nb\"}", "a text holds a line break or another control character"),
            (r#"{"name":"\ud800"}"#, "a `\\u` in a text stands before no letter that there is"),
            (r#"{"name":"\x"}"#, "a `\\` in a text stands before the wrong letter"),
        ] {
            let e = serde_json::from_str::<Line>(json).expect_err("it is wrong");
            assert_eq!(why(&e, "a card"), want, "{json}");
        }
    }
}
