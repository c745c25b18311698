//! The drawing language of GraphViz.

use std::io::{self, Write};

use crate::view::sanitize;
use crate::view::trace::{Line, Node};

/// Draws people and who brought whom. Names are quoted, whatever stands in them.
pub fn drawn(nodes: &[Node], lines: &[Line]) -> String {
    let mut out = Vec::new();
    // A vector takes whatever it is given.
    let _ = begin(&mut out)
        .and_then(|()| nodes.iter().try_for_each(|(id, name)| node(&mut out, id, name)))
        .and_then(|()| lines.iter().try_for_each(|(from, to, label)| line(&mut out, from, to, label, Stroke::Brought)))
        .and_then(|()| end(&mut out));
    String::from_utf8_lossy(&out).into_owned()
}

/// What a line of a drawing stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stroke {
    /// One brought the other.
    Brought,
    /// What one is to the other, which is not what the other is to them.
    TieTo,
    /// What both are to each other.
    Tie,
}

/// Begins a drawing.
///
/// # Errors
/// Where `out` takes no more; so for all below.
pub fn begin(out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"digraph auld {\n  node [shape=box, style=rounded];\n")
}

/// Draws a person.
pub fn node(out: &mut dyn Write, id: &str, name: &str) -> io::Result<()> {
    writeln!(out, "  {} [label={}];", quoted(id), quoted(name))
}

/// Draws a line between two people.
pub fn line(out: &mut dyn Write, from: &str, to: &str, label: &str, stroke: Stroke) -> io::Result<()> {
    let more = match stroke {
        Stroke::Brought => "",
        Stroke::TieTo => ", style=dashed",
        Stroke::Tie => ", style=dashed, dir=none",
    };
    writeln!(out, "  {} -> {} [label={}{more}];", quoted(from), quoted(to), quoted(label))
}

/// Ends a drawing.
pub fn end(out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"}\n")
}

fn quoted(text: &str) -> String {
    let plain: String = text.chars().map(|c| if sanitize::is_hostile(c) || c.is_control() { ' ' } else { c }).collect();
    format!("\"{}\"", plain.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_breaks_out_of_its_quotes() {
        let evil = "a\"]; evil [label=\"\\\n\u{1b}[31m<b>名";
        let drawn = drawn(&[("1".into(), evil.into())], &[("1".into(), "2\"".into(), "client".into())]);
        assert_eq!(
            drawn,
            "digraph auld {\n  node [shape=box, style=rounded];\n  \"1\" [label=\"a\\\"]; evil [label=\\\"\\\\  [31m<b>名\"];\n  \"1\" -> \"2\\\"\" [label=\"client\"];\n}\n"
        );
    }
}
