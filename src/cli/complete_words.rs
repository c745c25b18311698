//! Words as a shell hands them over in the middle of a line, and as it takes them back.

use std::ffi::OsString;

use super::complete::Shell;
use crate::domain::fold;

/// A command line being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub words: Vec<OsString>,
    /// Which word is being typed.
    pub index: usize,
    /// How much of that word the shell holds for words before it, in bytes.
    pub held: usize,
}

impl Line {
    /// Returns the line with its words as they are.
    pub fn plain(words: &[OsString], index: usize) -> Line {
        let mut words = words.to_vec();
        // Where nothing is typed yet, zsh gives no word at all.
        if words.len() == index {
            words.push(OsString::new());
        }
        Line { words, index, held: 0 }
    }

    /// Returns the line with the quotes of its words resolved.
    pub fn unquoted(words: &[OsString], index: usize) -> Line {
        let words: Vec<_> =
            words.iter().map(|word| word.to_str().map_or_else(|| word.clone(), |w| unquote(w).into())).collect();
        Line::plain(&words, index)
    }
}

/// Returns the line with what bash takes apart at `=` and `:` put together again, and its quotes resolved.
pub fn joined(words: &[OsString], index: usize) -> Line {
    let Line { words, index, .. } = Line::unquoted(words, index);
    let mut line = Line { words: Vec::with_capacity(words.len()), index, held: 0 };
    let mut glue = false;
    for (at, word) in words.into_iter().enumerate() {
        let breaks = word == "=" || word == ":";
        let held = match line.words.last_mut().filter(|_| at > 1 && (glue || breaks)) {
            Some(last) => {
                let held = last.len();
                last.push(&word);
                // A break at the very end is all of the word that bash replaces.
                if breaks { last.len() } else { held }
            }
            None => {
                line.words.push(word);
                0
            }
        };
        glue = breaks;
        if at == index {
            (line.index, line.held) = (line.words.len() - 1, held);
        }
    }
    line
}

/// Resolves quotes and backslashes, also where a quote is still open.
fn unquote(word: &str) -> String {
    let (mut out, mut quote) = (String::with_capacity(word.len()), None);
    let mut chars = word.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(q), c) if q == c => quote = None,
            (None | Some('"'), '\\') => out.extend(chars.next()),
            _ => out.push(c),
        }
    }
    out
}

/// Returns values, each with a remark, as the shell reads them.
pub fn quoted_for(
    shell: Shell,
    line: &Line,
    values: &[(String, Option<String>)],
    quote: Option<char>,
    between: &str,
) -> String {
    let lines: Vec<String> = match shell {
        Shell::Bash => return bash(line, values, quote).join(between),
        Shell::Elvish => values.iter().map(|(value, _)| value.clone()).collect(),
        Shell::Zsh => values
            .iter()
            .map(|(value, help)| {
                let value = value.replace('\\', "\\\\").replace(':', "\\:");
                help.as_ref().map_or_else(|| value.clone(), |help| format!("{value}:{}", help.replace('\\', "\\\\")))
            })
            .collect(),
        Shell::Fish | Shell::Powershell => values
            .iter()
            .map(|(value, help)| {
                // PowerShell puts in what it is given; fish quotes by itself.
                let bare = |c: char| c.is_alphanumeric() || "-_./:~=+".contains(c);
                let value = match shell {
                    Shell::Powershell if !value.chars().all(bare) => format!("'{}'", value.replace('\'', "''")),
                    _ => value.clone(),
                };
                help.as_ref().map_or_else(|| value.clone(), |help| format!("{value}\t{help}"))
            })
            .collect(),
    };
    let mut text = lines.join(between);
    if matches!(shell, Shell::Fish | Shell::Powershell) && !text.is_empty() {
        text.push('\n');
    }
    text
}

/// Returns values as bash puts them in: without what it holds for earlier words, and quoted as the word began.
fn bash(line: &Line, values: &[(String, Option<String>)], quote: Option<char>) -> Vec<String> {
    let typed = line.words.get(line.index).map(|word| word.to_string_lossy().into_owned()).unwrap_or_default();
    let held = typed.get(..line.held).unwrap_or_default();
    let own = |value: &str| value.strip_prefix(held).unwrap_or(value).to_owned();
    let typed = own(&typed);
    let values: Vec<_> = values.iter().map(|(value, _)| own(value)).collect();
    let common = values.iter().map(String::as_str).reduce(shared).unwrap_or_default();
    // bash puts in what all values begin with; where that is not what was typed, it would eat the typing.
    let eats = values.len() > 1 && !common.is_empty() && !fold::fold(common).starts_with(&fold::fold(&typed));
    let mut out: Vec<_> = values.iter().map(|value| bash_quoted(value, quote)).collect();
    if eats {
        out.push(" ".into());
    }
    out
}

fn shared<'t>(a: &'t str, b: &str) -> &'t str {
    let same =
        a.char_indices().zip(b.chars()).find(|((_, x), y)| x != y).map_or(a.len().min(b.len()), |((at, _), _)| at);
    a.get(..same).unwrap_or_default()
}

fn bash_quoted(value: &str, quote: Option<char>) -> String {
    let special = |c: char| match quote {
        Some('\'') => false,
        Some('"') => "\"\\$`".contains(c),
        _ => !(c.is_alphanumeric() || fold::is_mark(c) || "-_./:@%+,=".contains(c)),
    };
    let (home, rest) = if quote.is_none_or(|q| q != '\'' && q != '"') && value.starts_with("~/") {
        ("~", value.get(1..).unwrap_or_default())
    } else {
        ("", value)
    };
    rest.chars().fold(home.to_owned(), |mut out, c| {
        if special(c) {
            out.push('\\');
        }
        out.push(c);
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(words: &[&str], index: usize) -> Line {
        joined(&words.iter().map(OsString::from).collect::<Vec<_>>(), index)
    }

    #[test]
    fn what_bash_takes_apart_is_put_together() {
        for (words, index, joined, at, held) in [
            (&["auld", "show", "gr"][..], 2, &["auld", "show", "gr"][..], 2, 0),
            (&["auld", "--db", "=", "x.db", "show", ""], 5, &["auld", "--db=x.db", "show", ""], 3, 0),
            (&["auld", "list", "--tag", "work", ":", "cl"], 5, &["auld", "list", "--tag", "work:cl"], 3, 5),
            (&["auld", "list", "--tag", "work", ":"], 4, &["auld", "list", "--tag", "work:"], 3, 5),
            (
                &["auld", "--db", "'a b.db'", "show", "\"Grace H"],
                4,
                &["auld", "--db", "a b.db", "show", "Grace H"],
                4,
                0,
            ),
        ] {
            let line = line(words, index);
            assert_eq!((line.words, line.index, line.held), (joined.iter().map(OsString::from).collect(), at, held));
        }
    }

    #[test]
    fn names_with_spaces_are_one_word_in_bash() {
        let grace = ("Grace O'Hara".to_owned(), None);
        for (quote, shown) in [(None, "Grace\\ O\\'Hara"), (Some('"'), "Grace O'Hara"), (Some('g'), "Grace\\ O\\'Hara")]
        {
            assert_eq!(bash(&line(&["auld", "show", "g"], 2), std::slice::from_ref(&grace), quote), [shown]);
        }
    }

    #[test]
    fn typing_is_not_eaten_by_what_two_names_share() {
        let two = ["Grace Hoff".to_owned(), "Greta Hoff".to_owned()].map(|name| (name, None));
        assert_eq!(bash(&line(&["auld", "show", "ho"], 2), &two, None).len(), 3);
        assert_eq!(bash(&line(&["auld", "show", "gr"], 2), &two, None).len(), 2);
    }
}
