//! `--json`: one document, safe to show on a terminal, written as it is made.

use std::fmt::Write as _;
use std::io::Write;

use serde_json::Value;

use super::Broken;
use super::sanitize::is_hostile;
use crate::store;

/// A document. What can be long in it is made item by item while it is written.
pub enum Doc<'a> {
    /// As it stands.
    Whole(Value),
    /// Fields, in order.
    Object(Vec<(&'static str, Doc<'a>)>),
    /// Items, each made when its turn comes; one that cannot be made breaks the document off.
    List(Box<dyn Iterator<Item = store::Result<Value>> + 'a>),
}

impl From<Value> for Doc<'_> {
    fn from(value: Value) -> Self {
        Doc::Whole(value)
    }
}

impl From<String> for Doc<'_> {
    fn from(text: String) -> Self {
        Doc::Whole(text.into())
    }
}

impl From<&str> for Doc<'_> {
    fn from(text: &str) -> Self {
        Doc::Whole(text.into())
    }
}

impl<'a> Doc<'a> {
    /// Returns a list of these items.
    pub fn list(items: impl Iterator<Item = Value> + 'a) -> Doc<'a> {
        Doc::List(Box::new(items.map(Ok)))
    }

    /// Returns an object of these fields.
    pub fn object<const N: usize>(fields: [(&'static str, Doc<'a>); N]) -> Doc<'a> {
        Doc::Object(fields.into())
    }

    /// Returns the document as one value.
    #[cfg(test)]
    pub fn value(self) -> Value {
        let mut out = Vec::new();
        self.write(&mut out).expect("a store, and a vector takes all");
        serde_json::from_slice(&out).expect("a document")
    }

    /// Writes the document, indented, with a newline at its end.
    ///
    /// Control, bidirectional and tag characters and the Unicode line separators become `\uXXXX` escapes: they are
    /// legal in JSON, but a terminal would obey them.
    ///
    /// # Errors
    /// Where `out` takes no more, or an item cannot be made.
    pub fn write(self, out: &mut dyn Write) -> Result<(), Broken> {
        self.put(out, 0)?;
        Ok(out.write_all(b"\n")?)
    }

    fn put(self, out: &mut dyn Write, depth: usize) -> Result<(), Broken> {
        match self {
            Doc::Whole(value) => put(out, &value, depth),
            Doc::Object(fields) => all(out, depth, *b"{}", fields.into_iter().map(Ok), |out, (key, field)| {
                put(out, &Value::from(key), 0)?;
                out.write_all(b": ")?;
                field.put(out, depth + 1)
            }),
            Doc::List(items) => all(out, depth, *b"[]", items, |out, item| put(out, &item, depth + 1)),
        }
    }
}

/// Writes what stands between brackets, each on a line of its own.
fn all<T>(
    out: &mut dyn Write,
    depth: usize,
    [open, close]: [u8; 2],
    items: impl Iterator<Item = store::Result<T>>,
    mut with: impl FnMut(&mut dyn Write, T) -> Result<(), Broken>,
) -> Result<(), Broken> {
    out.write_all(&[open])?;
    let mut some = false;
    for item in items {
        out.write_all(if some { b",\n" } else { b"\n" })?;
        indent(out, depth + 1)?;
        with(out, item?)?;
        some = true;
    }
    if some {
        out.write_all(b"\n")?;
        indent(out, depth)?;
    }
    Ok(out.write_all(&[close])?)
}

fn indent(out: &mut dyn Write, depth: usize) -> std::io::Result<()> {
    (0..depth).try_for_each(|_| out.write_all(b"  "))
}

/// Writes a value that stands so deep.
fn put(out: &mut dyn Write, value: &Value, depth: usize) -> Result<(), Broken> {
    let text = format!("{value:#}");
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.write_all(b"\n")?;
            indent(out, depth)?;
        }
        // The layout itself is printable ASCII and newlines, so whatever is hostile stands inside a string.
        if line.chars().any(is_hostile) {
            out.write_all(tamed(line).as_bytes())?;
        } else {
            out.write_all(line.as_bytes())?;
        }
    }
    Ok(())
}

fn tamed(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    for c in text.chars() {
        if !is_hostile(c) {
            out.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            // Writing to a string cannot fail.
            let _ = write!(out, "\\u{unit:04x}");
        }
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

    fn document(value: &Value) -> String {
        let mut out = Vec::new();
        Doc::from(value.clone()).write(&mut out).expect("a vector takes all");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn a_document_made_piece_by_piece_is_written_as_one() {
        let inner = [json!({ "a": [1, { "b": [] }], "c": {} }), json!("x\u{1b}"), json!([])];
        let doc = Doc::object([
            ("first", json!(1).into()),
            ("list", Doc::list(inner.iter().cloned())),
            ("none", Doc::list(std::iter::empty())),
            ("empty", Doc::object([])),
        ]);
        let mut out = Vec::new();
        doc.write(&mut out).expect("a vector takes all");
        let whole = json!({ "first": 1, "list": inner, "none": [], "empty": {} });
        assert_eq!(String::from_utf8(out).expect("UTF-8"), document(&whole));
    }

    #[test]
    fn an_item_that_cannot_be_made_breaks_the_document_off() {
        let busy = || store::Error::Busy { path: "x".into(), seconds: 1 };
        let items = [Ok(json!(1)), Err(busy()), Ok(json!(2))];
        let mut out = Vec::new();
        let end = Doc::List(Box::new(items.into_iter())).write(&mut out);
        assert!(matches!(end, Err(Broken::Store(store::Error::Busy { .. }))), "{end:?}");
        assert!(serde_json::from_slice::<Value>(&out).is_err());
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
