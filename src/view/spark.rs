//! Small drawings in one line: bars to an eighth of a cell, sparklines, and the sign of a feeling.

use super::{Role, Text};

/// One eighth to a whole cell: upwards.
const UP: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
/// One eighth to seven eighths of a cell: to the right.
const ACROSS: [&str; 7] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"];
/// A cell with nothing in it, which still takes its place.
const NOTHING: &str = "·";
/// So many make a full cell of a sparkline at least, so that one lone contact is not drawn as a feast.
const FULL: u32 = 4;

/// A cell of a sparkline.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Cell {
    /// How high it stands, in whatever is counted.
    pub count: u32,
    /// The mean feeling, −2 to +2; `None` where nothing was felt.
    pub felt: Option<f64>,
}

/// Returns the sign of a mean feeling with its role: `+` from 0.5 on, `-` down from −0.5, `±` between them.
pub fn sign(mean: f64) -> (Role, &'static str) {
    match mean {
        m if m >= 0.5 => (Role::Good, "+"),
        m if m <= -0.5 => (Role::Bad, "-"),
        _ => (Role::Warn, "±"),
    }
}

/// Returns the cells as bars beside each other, one column each, in the colours of what was felt.
pub fn line(cells: &[Cell]) -> Text {
    let most = cells.iter().map(|cell| cell.count).max().unwrap_or_default().max(FULL);
    let mut out = Text::new();
    for cell in cells {
        let role = if cell.count == 0 { Role::Dim } else { cell.felt.map_or(Role::Plain, |mean| sign(mean).0) };
        out.push(role, up(cell.count, most));
    }
    out
}

/// Returns the signs of what was felt, one column each; empty where nothing was.
pub fn signs(cells: &[Cell]) -> Text {
    let mut out = Text::new();
    if cells.iter().any(|cell| cell.felt.is_some()) {
        for cell in cells {
            let (role, sign) = cell.felt.map_or((Role::Plain, " "), sign);
            out.push(role, sign);
        }
    }
    out
}

/// Returns a bar of one column; whatever is there shows.
fn up(count: u32, most: u32) -> &'static str {
    let eighths = (u64::from(count) * 8).div_ceil(u64::from(most.max(1)));
    let at = usize::try_from(eighths).ok().and_then(|eighths| eighths.checked_sub(1));
    at.map_or(NOTHING, |at| UP.get(at).copied().unwrap_or("█"))
}

/// Returns a bar to the right for a part of a whole, over a pale one for all, and the columns it takes: at most
/// `columns`, which stand for `most`. Whatever is there shows, if only as an eighth.
pub fn bar(part: u32, all: u32, most: u32, columns: usize) -> (Text, usize) {
    let eighths = |n: u32| {
        let share = f64::from(n) / f64::from(most.max(1)) * (columns * 8) as f64;
        (share.round() as usize).clamp(usize::from(n > 0), columns * 8)
    };
    let (full, rest) = (eighths(part) / 8, eighths(part) % 8);
    let partial = rest.checked_sub(1).and_then(|at| ACROSS.get(at)).copied().unwrap_or_default();
    let drawn = full + usize::from(rest > 0);
    let pale = eighths(all).div_ceil(8).saturating_sub(drawn);
    let bar = Text::new().with(Role::Good, "█".repeat(full) + partial).dim("░".repeat(pale));
    (bar, drawn + pale)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cells(counts: &[u32]) -> Vec<Cell> {
        counts.iter().map(|count| Cell { count: *count, felt: None }).collect()
    }

    #[test]
    fn a_line_shows_all_that_is_there() {
        for (counts, drawn) in [
            (&[0, 1, 2, 3, 4][..], "·▂▄▆█"),
            (&[0, 0], "··"),
            (&[1, 1, 1], "▂▂▂"),
            (&[1, 800], "▁█"),
            (&[u32::MAX, 0], "█·"),
            (&[], ""),
        ] {
            assert_eq!(line(&cells(counts)).as_str(), drawn, "{counts:?}");
        }
    }

    #[test]
    fn feelings_have_a_sign_beside_their_colour() {
        for (mean, expected) in [(2.0, "+"), (0.5, "+"), (0.4, "±"), (0.0, "±"), (-0.4, "±"), (-0.5, "-"), (-2.0, "-")]
        {
            assert_eq!(sign(mean).1, expected, "{mean}");
        }
        let felt = |felt| Cell { count: 1, felt };
        assert_eq!(signs(&[felt(Some(1.0)), felt(None), felt(Some(-1.0))]).as_str(), "+ -");
        assert!(signs(&cells(&[1, 2])).is_empty());
    }

    #[test]
    fn a_part_is_drawn_over_the_whole() {
        for (part, all, most, expected) in [
            (8, 8, 8, "████"),
            (4, 8, 8, "██░░"),
            (3, 6, 8, "█▌░"),
            (0, 8, 8, "░░░░"),
            (1, 800, 800, "▏░░░"),
            (0, 0, 8, ""),
            (0, 0, 0, ""),
        ] {
            assert_eq!(bar(part, all, most, 4).0.as_str(), expected, "{part} of {all} of {most}");
        }
    }

    proptest! {
        #[test]
        fn a_bar_keeps_to_its_columns(part in any::<u32>(), more in any::<u32>(), columns in 1_usize..300) {
            let all = part.saturating_add(more);
            let (text, used) = bar(part, all, all, columns);
            prop_assert!(used <= columns);
            prop_assert_eq!(text.width(), used);
            prop_assert_eq!(used > 0, all > 0);
        }
    }
}
