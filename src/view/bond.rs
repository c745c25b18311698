//! Words for scores: bars, standings and reasons, so that nobody has to read a number.

use chrono::NaiveDate;

use super::words;
use crate::domain::person::Closeness;
use crate::scoring::{Score, Terms};

/// How many cells a bar has.
const CELLS: usize = 8;

/// Returns a bar for a number in [0, 1): `▰▰▰▱▱▱▱▱`.
pub fn bar(value: f64) -> String {
    // Rounded up, so that whoever has something shows something.
    let full = ((value * CELLS as f64).ceil() as usize).min(CELLS);
    "▰".repeat(full) + &"▱".repeat(CELLS - full)
}

/// Returns how a relationship stands, in two words or three.
pub fn standing(score: &Score) -> &'static str {
    match (score.depth, score.warmth) {
        (d, w) if d >= 0.6 && w >= 0.5 => "deep and warm",
        (d, w) if d >= 0.6 && w >= 0.2 => "deep, cooling",
        (d, _) if d >= 0.6 => "deep, gone quiet",
        (d, w) if d >= 0.3 && w >= 0.4 => "growing, warm",
        (d, w) if d >= 0.3 && w >= 0.15 => "growing, cooling",
        (d, _) if d >= 0.3 => "gone quiet",
        (_, w) if w >= 0.3 => "new and warm",
        (_, w) if w >= 0.1 => "light, cooling",
        _ => "light",
    }
}

/// Returns the one or two reasons that matter most for a score.
pub fn reasons(
    score: &Score,
    closeness: Option<Closeness>,
    kin: bool,
    last_on: Option<NaiveDate>,
    today: NaiveDate,
) -> Vec<String> {
    let Terms { together, written, felt, stated, kept_up, .. } = score.deep;
    let days = score.rhythm.contact_days as usize;
    let stated_as = closeness.map(|c| format!("stated as {c}")).unwrap_or_default();
    let mut all = [
        (together, format!("{} of contact", words::count(days, "day"))),
        (felt, "how they made you feel".to_owned()),
        (stated, stated_as),
        (written, "writing both ways".to_owned()),
        (kept_up, "kept up over the years".to_owned()),
    ];
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut out: Vec<String> = Vec::new();
    if kin {
        out.push("family".into());
    }
    out.extend(all.into_iter().filter(|(term, text)| *term > 0.05 && !text.is_empty()).map(|(_, text)| text).take(1));
    out.extend(last_on.map(|on| format!("last contact {}", words::ago(on, today))));
    out.truncate(2);
    out
}
