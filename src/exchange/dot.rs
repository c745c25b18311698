//! The drawing language of GraphViz.

use crate::view::sanitize;
use crate::view::trace::{Line, Node};

/// Draws people and who brought whom. Names are quoted, whatever stands in them.
pub fn drawn(nodes: &[Node], lines: &[Line]) -> String {
    let quoted = |text: &str| {
        let plain: String =
            text.chars().map(|c| if sanitize::is_hostile(c) || c.is_control() { ' ' } else { c }).collect();
        format!("\"{}\"", plain.replace('\\', "\\\\").replace('"', "\\\""))
    };
    let mut out = String::from("digraph auld {\n  node [shape=box, style=rounded];\n");
    for (id, name) in nodes {
        out += &format!("  {} [label={}];\n", quoted(id), quoted(name));
    }
    for (from, to, label) in lines {
        out += &format!("  {} -> {} [label={}];\n", quoted(from), quoted(to), quoted(label));
    }
    out + "}\n"
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
