//! Long lists written as they are read: everybody there is, without a table of them in memory.

use super::grid::{GAP, PAD_MAX};
use super::page::Page;
use super::sanitize::{measured, shown};
use super::theme::{Role, Text};

/// A line of a list with columns of this kind.
pub trait Line<C> {
    /// Gives the pieces of a cell to the pen, in order, each of one line.
    fn put(&self, column: C, pen: &mut impl Pen);
}

/// Takes the pieces of a cell.
pub trait Pen {
    /// Takes a piece; line ends in it become spaces.
    fn put(&mut self, role: Role, piece: &str);
}

impl Pen for Text {
    fn put(&mut self, role: Role, piece: &str) {
        self.push(role, piece);
    }
}

/// Measures a cell.
#[derive(Default)]
struct Rule {
    /// Its width, in columns.
    wide: usize,
    /// Some piece is not shown as it is.
    changed: bool,
}

impl Pen for Rule {
    #[inline]
    fn put(&mut self, _: Role, piece: &str) {
        let (shown, wide) = measured(piece);
        self.wide += wide;
        self.changed |= matches!(shown, std::borrow::Cow::Owned(_));
    }
}

/// Writes a cell.
struct Quill<'p> {
    out: &'p mut String,
    changed: bool,
}

impl Pen for Quill<'_> {
    #[inline]
    fn put(&mut self, _: Role, piece: &str) {
        if self.changed {
            self.out.push_str(&shown(piece));
        } else {
            self.out.push_str(piece);
        }
    }
}

/// The width of a cell that no list without a table has.
const WIDE: u16 = u16::MAX >> 1;

impl Page<'_> {
    /// Writes a list as [`Page::columns`] does.
    pub fn lines<C: Copy, const N: usize>(&mut self, rows: &[impl Line<C>], columns: [C; N], wide: usize) {
        // What was found out about a cell is kept until it is written: its width, and above it whether it is changed.
        let mut cells: Vec<[u16; N]> = Vec::new();
        let mut widths = [0; N];
        if !self.screen().colour {
            cells.reserve_exact(rows.len());
            cells.extend(rows.iter().map(|row| {
                columns.map(|column| {
                    let mut rule = Rule::default();
                    row.put(column, &mut rule);
                    u16::try_from(rule.wide).unwrap_or(WIDE).min(WIDE) | if rule.changed { WIDE + 1 } else { 0 }
                })
            }));
            for cells in &cells {
                for (most, cell) in widths.iter_mut().zip(cells) {
                    *most = usize::from(cell & WIDE).max(*most);
                }
            }
        }
        let whole = widths.iter().map(|most| most + GAP).sum::<usize>();
        let cut = whole > self.width() + GAP || widths.contains(&usize::from(WIDE));
        if cut || self.screen().colour {
            let text = |row, column| {
                let mut text = Text::new();
                Line::put(row, column, &mut text);
                text
            };
            return self.columns(rows.iter().map(|row| columns.map(|column| text(row, column)).to_vec()), wide);
        }
        self.out.reserve(rows.len() * whole);
        for (row, cells) in rows.iter().zip(&cells) {
            let mut due = 0;
            for ((most, column), cell) in widths.iter().zip(columns).zip(cells) {
                if *most == 0 {
                    continue;
                }
                let used = usize::from(cell & WIDE);
                if used > 0 {
                    self.spaces(std::mem::take(&mut due));
                }
                row.put(column, &mut Quill { out: &mut self.out, changed: cell & !WIDE != 0 });
                due += (*most).min(PAD_MAX).saturating_sub(used) + GAP;
            }
            self.end_line();
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::page::tests::{check, page};
    use super::*;

    impl Line<usize> for [String; 3] {
        fn put(&self, column: usize, pen: &mut impl Pen) {
            pen.put(Role::Name, &self[column]);
            pen.put(Role::Dim, if column > 1 { " (x)" } else { "" });
        }
    }

    #[test]
    fn a_cell_wider_than_any_list_is_cut_as_in_a_table() {
        let rows = [["a".repeat(70_000), "b".to_owned(), String::new()]];
        let write = |colour: bool| page(100_000, colour, |page| page.lines(&rows, [0, 1, 2], 2));
        assert_eq!(write(false), write(true));
    }

    const CELL: &str = "[a-zé名 \u{1b}\n]{0,12}|[a-z]{90,110}";

    proptest! {
        #[test]
        fn nobody_can_tell_a_list_from_a_table(
            // A line begins with a name or a day, which are never blank.
            rows in prop::collection::vec(("[a-zé名][a-zé名 \u{1b}\n]{0,11}|[a-z]{90,110}", CELL, CELL), 0..6)
                .prop_map(|rows| rows.into_iter().map(|(a, b, c)| [a, b, c]).collect::<Vec<_>>()),
            width in 20_usize..400,
        ) {
            let write = |colour: bool| page(width, colour, |page| page.lines(&rows, [0, 1, 2], 2));
            let plain = write(false);
            check(&plain, width)?;
            prop_assert_eq!(&plain, &write(true));
        }
    }
}
