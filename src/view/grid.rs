//! Rows with cells in line: long lists without a frame, and small framed tables.

use std::ops::Range;

use comfy_table::{ContentArrangement, Table, presets};

use super::page::Page;
use super::sanitize;
use super::theme::{Role, Text};

/// The columns between two cells of a list.
pub(super) const GAP: usize = 2;
/// The least width a column is cut down to; a list or table with less room is stacked instead.
const LEAST: usize = 6;
/// A cell wider than this moves the rest of its own line, instead of every other line.
pub(super) const PAD_MAX: usize = 100;

/// The cells of a list: one text for all of them, so that a long list costs few allocations.
#[derive(Default)]
struct Sheet {
    text: Text,
    /// Where each cell ends in the text, in bytes, and its width in columns.
    cells: Vec<(usize, usize)>,
    /// Where each row ends in the cells.
    rows: Vec<usize>,
    /// The greatest width in each column.
    widths: Vec<usize>,
}

impl Sheet {
    fn push(&mut self, row: &[Text]) {
        for (column, cell) in row.iter().enumerate() {
            let wide = cell.width();
            match self.widths.get_mut(column) {
                Some(most) => *most = wide.max(*most),
                None => self.widths.push(wide),
            }
            self.text.append(cell);
            self.cells.push((self.text.as_str().len(), wide));
        }
        self.rows.push(self.cells.len());
    }

    /// Empties the sheet; what was the greatest width stays.
    fn clear(&mut self) {
        self.text = Text::new();
        self.cells.clear();
        self.rows.clear();
    }

    /// Gives every row to the function as its cells: where they lie in the text, and their width in columns.
    fn each_row(&self, mut with: impl FnMut(&mut dyn Iterator<Item = (Range<usize>, usize)>)) {
        let (mut cell, mut start) = (0, 0);
        for end in &self.rows {
            let cells = self.cells.get(cell..*end).unwrap_or_default();
            cell = *end;
            with(&mut cells.iter().map(|(end, wide)| (std::mem::replace(&mut start, *end)..*end, *wide)));
        }
    }
}

impl Page<'_> {
    /// Writes a list without a frame: columns as wide as their widest cell, empty ones left out.
    ///
    /// Where the width is too small, the wide column (counted from 0) shrinks first and the others after it; what is
    /// cut ends in `…`. Where even that is too little, the cells of each row stand under one another. Meant for up to
    /// 100,000 rows.
    pub fn columns(&mut self, rows: impl IntoIterator<Item = Vec<Text>>, wide: usize) {
        let mut sheet = Sheet::default();
        for row in rows {
            sheet.push(&row);
        }
        match fit(&sheet.widths, wide, self.width()) {
            Some(widths) => self.write_rows(&sheet, &widths),
            None => self.stack(&sheet),
        }
    }

    /// Writes a list as [`Page::columns`] does, without holding it: its rows are made twice.
    pub fn long_columns<I: IntoIterator<Item = Vec<Text>>>(&mut self, rows: impl Fn() -> I, wide: usize) {
        let mut sheet = Sheet::default();
        for row in rows() {
            sheet.clear();
            sheet.push(&row);
        }
        let widths = fit(&sheet.widths, wide, self.width());
        for row in rows() {
            sheet.clear();
            sheet.push(&row);
            match &widths {
                Some(widths) => self.write_rows(&sheet, widths),
                None => self.stack(&sheet),
            }
        }
    }

    /// Writes the rows of a sheet, each column in the width it is given; nothing of one without any.
    fn write_rows(&mut self, sheet: &Sheet, widths: &[usize]) {
        let mut seen = 0;
        sheet.each_row(|cells| {
            let mut pending = 0;
            for ((range, used), room) in cells.zip(widths).filter(|(_, room)| **room > 0) {
                if used > 0 {
                    self.spaces(std::mem::take(&mut pending));
                }
                let used = if used <= *room {
                    self.put_next(&sheet.text, range, &mut seen);
                    used
                } else {
                    self.put_cut(&sheet.text, range, *room, &mut seen)
                };
                pending += (*room).min(PAD_MAX).saturating_sub(used) + GAP;
            }
            self.end_line();
        });
    }

    /// Writes a small table: framed on a terminal, only aligned elsewhere; long cells wrap inside their column.
    ///
    /// Where the columns do not fit, each row becomes a group of fields with the heads as their labels.
    pub fn table(&mut self, head: &[&str], rows: Vec<Vec<Text>>) {
        let count = rows.iter().map(Vec::len).chain([head.len()]).max().unwrap_or_default();
        let heads = || head.iter().copied().chain(std::iter::repeat("")).take(count);
        if count == 0 {
            return;
        }
        if self.width() < count * (LEAST + 3) + 1 {
            let labels = heads().map(|label| sanitize::width(&sanitize::shown(label)) + GAP).max().unwrap_or_default();
            let before = self.set_labels(labels);
            for row in rows {
                self.blank();
                for (label, text) in heads().zip(row) {
                    self.field(label, text);
                }
            }
            self.set_labels(before);
            return;
        }
        let (framed, width) = (self.screen().terminal, self.width().min(usize::from(u16::MAX)));
        let mut table = Table::new();
        table
            .load_style(if framed { presets::UTF8_FULL_CONDENSED } else { presets::NOTHING })
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(u16::try_from(width).unwrap_or(u16::MAX))
            .set_header(
                heads().map(|label| marked(&Text::new().with(Role::Heading, label), width)).collect::<Vec<_>>(),
            );
        for row in rows {
            table.add_row(row.iter().map(|cell| marked(cell, width)).collect::<Vec<_>>());
        }
        if !framed {
            table.column_iter_mut().for_each(|column| {
                column.set_padding((0, 2));
            });
        }
        for line in table.lines() {
            let line = unmarked(&line);
            self.put(&line, 0..line.as_str().len());
            self.end_line();
        }
    }

    /// Writes as much of a cell as fits, with an ellipsis, and returns its width in columns.
    fn put_cut(&mut self, text: &Text, range: Range<usize>, room: usize, seen: &mut usize) -> usize {
        let cell = text.as_str().get(range.clone()).unwrap_or_default();
        let kept = sanitize::fitting(cell, room.saturating_sub(1)).trim_end();
        self.put_next(text, range.start..range.start + kept.len(), seen);
        self.out.push('…');
        sanitize::width(kept) + 1
    }

    /// Writes every row as its cells under one another, all but the first indented.
    fn stack(&mut self, sheet: &Sheet) {
        sheet.each_row(|cells| {
            let mut indent = 0;
            for (range, _) in cells.filter(|(_, used)| *used > 0) {
                self.flow(&sheet.text, range, indent, 2);
                indent = 2;
            }
        });
    }
}

/// Returns the width of each column, 0 for an empty one, so that all and their gaps fit the total; `None` where they
/// cannot. The wide column gives way first, then the widest of the others, none below [`LEAST`].
fn fit(natural: &[usize], wide: usize, total: usize) -> Option<Vec<usize>> {
    let gaps = natural.iter().filter(|most| **most > 0).count().saturating_sub(1) * GAP;
    let room = total.checked_sub(gaps)?;
    let mut widths = natural.to_vec();
    if widths.iter().sum::<usize>() <= room {
        return Some(widths);
    }
    if let Some(most) = widths.get_mut(wide) {
        let others = natural.iter().sum::<usize>() - *most;
        *most = (*most).min(room.saturating_sub(others).max(LEAST));
    }
    // The greatest cap under which all of them fit.
    let under = |cap: usize| widths.iter().map(|most| (*most).min(cap)).sum::<usize>();
    if under(LEAST) > room {
        return None;
    }
    let (mut low, mut high) = (LEAST, room + 1);
    while low + 1 < high {
        let middle = low.midpoint(high);
        if under(middle) <= room { low = middle } else { high = middle }
    }
    Some(widths.iter().map(|most| (*most).min(low)).collect())
}

/// The first of the characters that carry a role through the table library. They have no width, belong to the
/// character before them, and no text can hold them, since sanitising escapes them.
const MARKS: u32 = 0xe0020;

/// Returns the text with the role of every visible character after it, so that a library which knows nothing of
/// roles can wrap it. Words longer than the columns are broken here: the library takes quadratic time over them.
fn marked(text: &Text, columns: usize) -> String {
    let mut out = String::with_capacity(text.as_str().len() * 2);
    let mut used = 0;
    for (role, run) in text.runs(&mut 0, 0..text.as_str().len()) {
        for (cluster, wide) in sanitize::clusters(run) {
            let space = matches!(cluster, " " | "\n");
            used = if space { 0 } else { used + wide };
            if used > columns {
                out.push('\n');
                used = wide;
            }
            out.push_str(cluster);
            if role != Role::Plain && !space {
                out.extend(char::from_u32(MARKS + role as u32));
            }
        }
    }
    out
}

/// Returns a line of [`marked`] text with its roles again; a space between two words of one role has it too.
fn unmarked(line: &str) -> Text {
    let mut text = Text::new();
    let (mut before, mut spaces) = (Role::Plain, String::new());
    for (cluster, _) in sanitize::clusters(line) {
        if cluster == " " {
            spaces.push(' ');
            continue;
        }
        let mark = cluster.chars().next_back().map_or(0, u32::from).checked_sub(MARKS);
        let role = mark.and_then(|mark| Role::ALL.get(usize::try_from(mark).ok()?)).copied().unwrap_or_default();
        text.add(if role == before && spaces.len() == 1 { role } else { Role::Plain }, std::mem::take(&mut spaces));
        text.add(role, cluster.trim_end_matches(sanitize::is_hostile).to_owned());
        before = role;
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::page::tests::{check, page};
    use super::*;

    fn row<const N: usize>(cells: [&str; N]) -> Vec<Text> {
        cells.map(Text::from).into()
    }

    #[test]
    fn columns_share_the_width() {
        for (natural, wide, total, expected) in [
            (&[3, 5][..], 1, 20, Some(vec![3, 5])),
            (&[3, 50], 1, 20, Some(vec![3, 15])),
            (&[3, 0, 50], 2, 20, Some(vec![3, 0, 15])),
            (&[30, 50], 1, 40, Some(vec![30, 8])),
            (&[30, 40, 50], 2, 40, Some(vec![15, 15, 6])),
            (&[30, 50], 7, 40, Some(vec![19, 19])),
            (&[6, 6, 6], 0, 20, None),
            (&[1; 20], 0, 20, None),
            (&[], 0, 20, Some(vec![])),
        ] {
            assert_eq!(fit(natural, wide, total), expected, "{natural:?}");
        }
    }

    #[test]
    fn a_list_is_aligned_and_cut() {
        let rows = || {
            vec![
                row(["Ada", "", "2 May", "likes engines and numbers"]),
                row(["名前", "", "", "x"]),
                row(["Grace Hopper", "", "yesterday", ""]),
            ]
        };
        let wide =
            "Ada           2 May      likes engines and numbers\n名前                     x\nGrace Hopper  yesterday\n";
        assert_eq!(page(80, true, |page| page.columns(rows(), 3)), wide);
        let narrow = "Ada           2 May      likes…\n名前                     x\nGrace Hopper  yesterday\n";
        assert_eq!(page(32, false, |page| page.columns(rows(), 3)), narrow);
        let stacked = "Ada\n  2 May\n  likes engines and\n  numbers\n名前\n  x\nGrace Hopper\n  yesterday\n";
        assert_eq!(page(20, false, |page| page.columns(rows(), 3)), stacked);
    }

    #[test]
    fn one_long_cell_moves_only_its_own_line() {
        let long = "x".repeat(500);
        let out = page(10_000, false, |page| page.columns([row([&long, "a"]), row(["y", "b"])], 9));
        assert_eq!(out, format!("{long}  a\ny{}b\n", " ".repeat(PAD_MAX + 1)));
    }

    #[test]
    fn a_table_is_framed_and_wrapped() {
        let rows = || vec![vec![Text::new().name("Ada"), Text::from("likes engines")], row(["名前", "x"])];
        let framed = "\
┌──────┬───────────┐
│ who  ┆ what      │
╞══════╪═══════════╡
│ Ada  ┆ likes     │
│      ┆ engines   │
│ 名前 ┆ x         │
└──────┴───────────┘
";
        assert_eq!(page(20, true, |page| page.table(&["who", "what"], rows())), framed);
        let grouped = "a  Ada\nb  1\n   2\n\na  Grace\n";
        let many = vec![row(["Ada", "1", "2"]), row(["Grace"])];
        assert_eq!(page(20, false, |page| page.table(&["a", "b"], many)), grouped);
    }

    #[test]
    fn roles_come_through_the_table() {
        let text = Text::from("a ").name("名e\u{301}👩‍👩‍👧 ").with(Role::Command, "لا");
        assert_eq!(marked(&Text::from("a abcde"), 2), "a ab\ncd\ne");
        let back = unmarked(&marked(&text, 20));
        assert_eq!(back.as_str(), text.as_str());
        assert!(back.runs(&mut 0, 0..back.as_str().len()).any(|run| run == (Role::Name, "名e\u{301}👩‍👩‍👧")));
    }

    proptest! {
        #[test]
        fn any_cells_make_a_sound_grid(
            rows in prop::collection::vec(
                prop::collection::vec(prop_oneof![any::<String>(), "[ -~é名\u{1b}\n👩\u{200d}🏽🇩\u{202e}\u{301}לאلا ]{0,40}"], 0..6),
                0..6,
            ),
            width in 1_usize..200,
            wide in 0_usize..7,
            colour in any::<bool>(),
        ) {
            let cells = || rows.iter().map(|row| row.iter().map(|cell| Text::new().block(Role::Name, cell)).collect());
            let list = page(width, colour, |page| page.columns(cells(), wide));
            prop_assert_eq!(&page(width, colour, |page| page.long_columns(cells, wide)), &list);
            check(list.trim_start_matches('\n'), width)?;
            let table = page(width, colour, |page| page.table(&["a", "b\u{1b}"], cells().collect()));
            check(&table, width)?;
            // A joiner before half a flag is no known emoji, and how wide it counts depends on what follows.
            let straight = table.starts_with('┌') && !table.contains('🇩');
            let edges: Vec<usize> = table.lines().filter(|_| straight).map(sanitize::width).collect();
            prop_assert!(edges.windows(2).all(|pair| pair.first() == pair.last()), "ragged: {table}");
        }
    }
}
