//! Command lines as they could be typed again.

/// Returns the text as a shell takes it for one word.
pub fn quoted(text: &str) -> String {
    let simple =
        |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '/' | '@' | '+' | ',' | '=' | '%');
    if !text.is_empty() && text.chars().all(simple) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

/// Returns the arguments as one command line.
pub fn command_line(argv: &[String]) -> String {
    argv.iter().map(|arg| quoted(arg)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_needs_quotes_gets_them() {
        for (text, shown) in [
            ("Grace", "Grace"),
            ("Grace Hopper", "'Grace Hopper'"),
            ("O'Brien", "'O'\\''Brien'"),
            ("", "''"),
            ("$(x)", "'$(x)'"),
        ] {
            assert_eq!(quoted(text), shown);
        }
        assert_eq!(command_line(&["log".into(), "tea with Ada".into()]), "log 'tea with Ada'");
    }
}
