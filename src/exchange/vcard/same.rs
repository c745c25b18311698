//! Whether two cards say the same.

use super::Version;
use super::translate::written;
use super::write::is_frame;
use crate::exchange::contentline::Line;

/// Tells whether two cards say the same, though in other versions or another writing.
pub fn same(a: &str, b: &str) -> bool {
    // What one version writes as the other does too, and the other way round.
    a == b || [Version::V4, Version::V3].into_iter().any(|version| same_in(version, a, b))
}

fn same_in(to: Version, a: &str, b: &str) -> bool {
    let lines = |text: &str| {
        let version = Version::of(text);
        let lines = text.lines().filter_map(Line::parse).filter(|line| !is_frame(line));
        lines.filter_map(|line| canonical(&written(&line, version, to))).collect::<Vec<_>>()
    };
    let (mut a, mut b) = (lines(a), lines(b));
    // Both versions want a name where a card may have none.
    for name in ["FN", "N"] {
        let named = |lines: &[Canonical]| lines.iter().any(|line| line.name == name);
        if named(&a) != named(&b) {
            [&mut a, &mut b].into_iter().for_each(|lines| lines.retain(|line| line.name != name));
        }
    }
    a == b
}

/// A line but for what is a matter of taste: the order of parameters, and case.
#[derive(PartialEq, Eq)]
struct Canonical {
    group: String,
    name: String,
    params: Vec<String>,
    value: String,
}

fn canonical(line: &str) -> Option<Canonical> {
    let line = Line::parse(line)?;
    let others = line.params().filter(|(name, _)| !name.is_empty() && !name.eq_ignore_ascii_case("TYPE"));
    let others = others.map(|(name, value)| format!("{}={}", name.to_lowercase(), value.trim_matches('"')));
    let mut params: Vec<String> = others.chain(line.types()).collect();
    params.sort_unstable();
    Some(Canonical {
        group: line.group.unwrap_or_default().to_lowercase(),
        name: line.name.to_ascii_uppercase(),
        params,
        value: line.value.to_owned(),
    })
}
