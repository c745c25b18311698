//! Where the lines of a text break.

use std::ops::Range;

use super::sanitize;
use crate::domain::fold;

/// Returns where the lines of a text lie: the first within one number of columns, the others within another, the
/// spaces at their ends left out. Lines break at line ends, at spaces, beside Chinese, Japanese and Korean letters,
/// and inside a word only where it is longer than a line. One line at least; linear in the length of the text.
pub(super) fn wrap(text: &str, first: usize, rest: usize) -> Vec<Range<usize>> {
    let trimmed = |range: Range<usize>| {
        let kept = text.get(range.clone()).map_or(0, |line| line.trim_end().len());
        range.start..range.start + kept
    };
    if sanitize::width(text) <= first && !text.contains('\n') {
        return vec![trimmed(0..text.len())];
    }
    let mut lines = Vec::new();
    // What moves down from a line must fit the next, so a wider first line is not used to its end.
    let (mut room, mut start, mut used, mut inked, mut at) = (first.min(rest), 0, 0, false, 0);
    // The last place to break: where the line would end, where the next would begin, and the columns before that.
    let mut gap: Option<(usize, usize, usize)> = None;
    for (cluster, wide) in sanitize::clusters(text) {
        let next = at + cluster.len();
        if cluster == "\n" {
            lines.push(trimmed(start..at));
            (room, start, used, inked, gap) = (rest, next, 0, false, None);
        } else if cluster == " " {
            used += 1;
            // A line of nothing but spaces is no place to break: the indent of a block stays with its words.
            if inked {
                gap = Some((at, next, used));
            }
        } else {
            if inked && cluster.chars().next().is_some_and(fold::is_cjk) {
                gap = Some((at, at, used));
            }
            while used + wide > room && start < at {
                let (end, begin, before) = gap.take().unwrap_or((at, at, used));
                lines.push(trimmed(start..end));
                (room, start, used) = (rest, begin, used - before);
            }
            used += wide;
            inked = true;
        }
        at = next;
    }
    lines.push(trimmed(start..text.len()));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_wrap_where_they_may() {
        for (text, width, expected) in [
            ("one two three", 80, &["one two three"][..]),
            ("one two three", 7, &["one two", "three"]),
            ("one two three", 8, &["one two", "three"]),
            ("one   two", 5, &["one", "two"]),
            ("abcdefghij kl", 4, &["abcd", "efgh", "ij", "kl"]),
            ("名前名前", 5, &["名前", "名前"]),
            ("Ada 名前", 6, &["Ada 名", "前"]),
            ("👩‍👩‍👧👩‍👩‍👧", 3, &["👩‍👩‍👧", "👩‍👩‍👧"]),
            ("a\n\n  b c", 4, &["a", "", "  b", "c"]),
            ("شكرا جزيلا", 6, &["شكرا", "جزيلا"]),
            ("", 4, &[""]),
            ("     ", 2, &[""]),
            ("名", 1, &["名"]),
        ] {
            let lines: Vec<&str> = wrap(text, width, width).into_iter().map(|r| text.get(r).expect("a line")).collect();
            assert_eq!(lines, expected, "{text:?} at {width}");
        }
    }
}
