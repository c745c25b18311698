//! A command line without a shell: words, and quotes around those with spaces in them. Nothing is expanded.

/// Splits a command line as a shell does: `'…'` is as it stands, in `"…"` and outside `\` takes the next character as it
/// stands. `None` where a quote does not end.
pub fn split(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    // The word in the making; one that is only quotes is a word too.
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some('\''), _) if c != '\'' => word.get_or_insert_default().push(c),
            (Some(q), _) if c == q => quote = None,
            (_, '\\') => word.get_or_insert_default().push(chars.next()?),
            (Some(_), _) => word.get_or_insert_default().push(c),
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, _) if c.is_whitespace() => words.extend(word.take()),
            (None, _) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_split_as_a_shell_splits_them() {
        for (line, words) in [
            ("", Some(vec![])),
            ("  pass   show\tauld ", Some(vec!["pass", "show", "auld"])),
            (r#"a 'b c' "d e" f\ g"#, Some(vec!["a", "b c", "d e", "f g"])),
            (r#"a'b'"c"d"#, Some(vec!["abcd"])),
            (r#"'' """#, Some(vec!["", ""])),
            (r#"'a\b' "a\"b" "a'b" 'a"b'"#, Some(vec![r"a\b", "a\"b", "a'b", "a\"b"])),
            ("$HOME `x` *", Some(vec!["$HOME", "`x`", "*"])),
            ("'a", None),
            ("\"a", None),
            ("a\\", None),
        ] {
            let words = words.map(|words| words.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(split(line), words, "{line}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_quoted_comes_back(words in prop::collection::vec("[^']*", 0..5)) {
            let line = words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" ");
            prop_assert_eq!(split(&line), Some(words));
        }
    }
}
