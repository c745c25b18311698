//! Words for scores: bars, standings and reasons, so that nobody has to read a number.

use chrono::NaiveDate;

use super::words;
use crate::domain::person::Closeness;
use crate::scoring::{Brief, Term};

/// How many cells a bar has.
const CELLS: usize = 8;

/// Returns a bar for a number in [0, 1): `▰▰▰▱▱▱▱▱`.
pub fn bar(value: f64) -> String {
    // Rounded up, so that whoever has something shows something.
    let full = ((value * CELLS as f64).ceil() as usize).min(CELLS);
    "▰".repeat(full) + &"▱".repeat(CELLS - full)
}

/// Returns how a relationship stands, in two words or three.
pub fn standing(score: &Brief) -> &'static str {
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
    score: &Brief,
    closeness: Option<Closeness>,
    kin: bool,
    last_on: Option<NaiveDate>,
    today: NaiveDate,
) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    if kin {
        out.push("family".into());
    }
    out.extend(score.mostly.and_then(|term| match term {
        Term::Together => Some(format!("{} of contact", words::count(score.contact_days, "day"))),
        Term::Felt => Some("how they made you feel".to_owned()),
        Term::Stated => closeness.map(|closeness| format!("stated as {closeness}")),
        Term::Written => Some("writing both ways".to_owned()),
        Term::KeptUp => Some("kept up over the years".to_owned()),
    }));
    out.extend(last_on.map(|on| format!("last contact {}", words::ago(on, today))));
    out.truncate(2);
    out
}
