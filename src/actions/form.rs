//! A record as lines of `key: value`: what the editor shows, what comes back from it, and what tells a change.

use crate::domain::fold;

/// A field of a form.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    pub name: &'static str,
    /// What may stand there, for the draft; empty where the name says it.
    pub about: &'static str,
    /// Whether the field may stand on several lines.
    pub many: bool,
}

/// A filled-in field. No value is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub key: &'static str,
    pub value: String,
}

impl Line {
    /// Returns the line, or `None` where there is no value to show.
    pub fn of(key: &'static str, value: Option<impl ToString>) -> Option<Line> {
        value.map(|v| Line { key, value: v.to_string().trim().to_owned() }).filter(|line| !line.value.is_empty())
    }
}

/// What changed of one field: values that went and values that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    pub key: &'static str,
    pub before: Vec<String>,
    pub after: Vec<String>,
}

/// A line of a draft that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the line `{line}`: {why}")]
pub struct BadLine {
    pub line: String,
    pub why: String,
}

/// The field that takes all the rest of the draft, whatever its lines look like.
const REST: &str = "text";

/// Returns what differs, in the order of the keys.
pub fn differences(keys: &[Key], before: &[Line], after: &[Line]) -> Vec<Changed> {
    let of = |lines: &[Line], key: &str| -> Vec<String> {
        lines.iter().filter(|line| line.key == key).map(|line| line.value.clone()).collect()
    };
    let mut out = Vec::new();
    for key in keys {
        let (mut gone, mut come) = (of(before, key.name), of(after, key.name));
        gone.retain(|value| match come.iter().position(|other| other == value) {
            Some(at) => {
                come.remove(at);
                false
            }
            None => true,
        });
        if !gone.is_empty() || !come.is_empty() {
            out.push(Changed { key: key.name, before: gone, after: come });
        }
    }
    out
}

/// Returns the form as text to edit: every field, filled in or not, each kind explained once.
pub fn draft(title: &str, keys: &[Key], lines: &[Line]) -> String {
    let mut text = format!(
        "# {title}\n# Change what stands after the colons; an empty field is cleared, an empty draft changes nothing.\n"
    );
    for key in keys {
        let mut values: Vec<&str> = lines.iter().filter(|l| l.key == key.name).map(|l| l.value.as_str()).collect();
        if values.is_empty() {
            values.push("");
        }
        if !key.about.is_empty() {
            text.push_str(&format!("# {}: {}\n", key.name, key.about));
        }
        for value in values {
            // A line that begins with `#` would be taken for a remark; one space keeps it.
            let value = if key.name == REST { value.replace("\n#", "\n #") } else { on_one_line(value) };
            text.push_str(format!("{}: {value}", key.name).trim_end());
            text.push('\n');
        }
    }
    text
}

/// Reads a draft back, remarks already taken out.
///
/// # Errors
/// Names the first line that is no field, or a field that stands there twice and may not.
pub fn read(text: &str, keys: &[Key]) -> Result<Vec<Line>, BadLine> {
    let mut out: Vec<Line> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        let whole = std::mem::replace(&mut rest, after);
        if line.trim().is_empty() {
            continue;
        }
        let bad = |why: String| BadLine { line: line.trim().to_owned(), why };
        let (name, value) =
            line.split_once(':').ok_or_else(|| bad("a field and its value are parted by a colon".into()))?;
        let folded = fold::words(name).join(" ");
        let key = keys.iter().find(|key| key.name == folded).ok_or_else(|| bad(unknown(name.trim(), keys)))?;
        if !key.many && out.iter().any(|line| line.key == key.name) {
            return Err(bad(format!("`{}` stands there twice", key.name)));
        }
        let mut value = as_it_was(value.trim());
        if key.name == REST {
            let (_, all) = whole.split_once(':').unwrap_or_default();
            value = all.replace("\n #", "\n#").trim().to_owned();
            rest = "";
        }
        out.extend(Line::of(key.name, Some(value)));
    }
    Ok(out)
}

/// Writes line ends, as addresses have them, so that the value stays on its line.
fn on_one_line(value: &str) -> String {
    value.replace('\\', "\\\\").replace('\n', "\\n")
}

fn as_it_was(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match (c, chars.as_str().chars().next()) {
            ('\\', Some('n')) => out.push('\n'),
            ('\\', Some('\\')) => out.push('\\'),
            _ => {
                out.push(c);
                continue;
            }
        }
        chars.next();
    }
    out
}

fn unknown(name: &str, keys: &[Key]) -> String {
    let names: Vec<_> = keys.iter().map(|key| key.name).collect();
    let near =
        names.iter().copied().max_by(|a, b| strsim::jaro_winkler(name, a).total_cmp(&strsim::jaro_winkler(name, b)));
    match near.filter(|near| strsim::jaro_winkler(name, near) > 0.8) {
        Some(near) => format!("no field is called `{name}`; did you mean `{near}`?"),
        None => format!("no field is called `{name}`; there are {}", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: &[Key] = &[
        Key { name: "name", about: "", many: false },
        Key { name: "email", about: "one a line", many: true },
        Key { name: "text", about: "", many: false },
    ];

    fn line(key: &'static str, value: &str) -> Line {
        Line { key, value: value.into() }
    }

    /// Takes remarks out as the session does.
    fn saved(draft: &str) -> String {
        draft.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n").trim().to_owned()
    }

    #[test]
    fn a_draft_left_as_it_is_changes_nothing() {
        let lines = [
            line("name", "Grace: Hopper"),
            line("email", "a@b"),
            line("email", "a\nb\\nc\\"),
            line("text", "one\n#two: x\n\nthree"),
        ];
        assert_eq!(read(&saved(&draft("t", KEYS, &lines)), KEYS).expect("reads"), lines);
    }

    #[test]
    fn what_changed_is_named() {
        let before = [line("name", "Grace"), line("email", "a@b"), line("email", "c@d")];
        let after = read("Name: Ada\nemail: c@d\nemail: e@f\n", KEYS).expect("reads");
        let changed = differences(KEYS, &before, &after);
        assert_eq!(
            changed,
            [
                Changed { key: "name", before: vec!["Grace".into()], after: vec!["Ada".into()] },
                Changed { key: "email", before: vec!["a@b".into()], after: vec!["e@f".into()] },
            ]
        );
    }

    #[test]
    fn a_bad_line_is_named() {
        for (text, line, why) in [
            ("name: x\nemial: a@b", "emial: a@b", "did you mean `email`?"),
            ("hello", "hello", "parted by a colon"),
            ("name: x\nname: y", "name: y", "twice"),
        ] {
            let bad = read(text, KEYS).expect_err("is bad");
            assert_eq!(bad.line, line);
            assert!(bad.why.contains(why), "{}", bad.why);
        }
    }
}
