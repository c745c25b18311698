//! The page for people: wrapped lines with hanging indents, never wider than the screen.

use std::io::Write;
use std::ops::Range;

use chrono::NaiveDate;

use super::sanitize;
use super::theme::{Role, Text, Theme};
use super::wrap::wrap;
use super::{Broken, Screen};
use crate::store;

/// How much of a page waits before it is written, in bytes.
const WAITING: usize = 32 * 1024;

/// A page being written for people. It wraps at the width of its screen and ends no line in spaces.
pub struct Page<'s> {
    screen: &'s Screen,
    sink: &'s mut dyn Write,
    /// Something went to the sink already.
    begun: bool,
    /// Why the page cannot go on; nothing more is written then.
    broken: Option<Broken>,
    width: usize,
    labels: usize,
    pub(super) theme: Theme,
    /// What waits to be written.
    pub(super) out: String,
}

impl<'s> Page<'s> {
    /// Where the text of [`Page::field`] begins unless told otherwise, in columns.
    pub const LABELS: usize = 12;

    /// Returns an empty page for the screen, which goes to `sink` as it is written.
    pub fn new(screen: &'s Screen, sink: &'s mut dyn Write) -> Page<'s> {
        Page {
            screen,
            sink,
            begun: false,
            broken: None,
            width: screen.columns(),
            labels: Page::LABELS,
            theme: Theme::new(screen.colour),
            out: String::new(),
        }
    }

    /// Returns the screen the page is for.
    pub fn screen(&self) -> &Screen {
        self.screen
    }

    /// Returns the day that counts as today.
    pub fn today(&self) -> NaiveDate {
        self.screen.today
    }

    /// Returns the width lines are wrapped at, in columns, at least [`Screen::LEAST`].
    pub fn width(&self) -> usize {
        self.width
    }

    /// Sets the column where the text of later fields begins; narrow pages put the text under its label instead.
    pub fn labels(&mut self, columns: usize) -> &mut Self {
        self.labels = columns;
        self
    }

    /// Sets the column where the text of later fields begins, and returns the one before.
    pub(super) fn set_labels(&mut self, columns: usize) -> usize {
        std::mem::replace(&mut self.labels, columns)
    }

    /// Writes the title of a part, with a blank line before it unless it comes first.
    pub fn heading(&mut self, text: impl Into<Text>) {
        self.blank();
        self.line(text.into().led_by(Role::Heading));
    }

    /// Writes a text, wrapped under its own leading spaces; an empty one is a [`Page::blank`].
    pub fn line(&mut self, text: impl Into<Text>) {
        let text = text.into();
        if text.as_str().trim().is_empty() {
            return self.blank();
        }
        let indent = text.as_str().bytes().take_while(|b| *b == b' ').count();
        let column = indent.min(self.width / 2);
        self.flow(&text, indent..text.as_str().len(), column, column);
    }

    /// Writes `  mark  text`, wrapped under the text.
    pub fn item(&mut self, mark: impl Into<Text>, text: impl Into<Text>) {
        let mut lead = Text::from("  ");
        lead.append(&mark.into());
        let column = lead.width() + 2;
        self.hang(&lead, column, &text.into());
    }

    /// Writes a text beside its lead, and its later lines beside another, both dim: the branches of a tree.
    pub fn railed(&mut self, lead: &str, under: &str, text: &Text) {
        let room = |lead: &str| self.width.saturating_sub(sanitize::width(lead)).max(self.width / 3);
        let lines = wrap(text.as_str(), room(lead), room(under));
        for (at, line) in lines.into_iter().enumerate() {
            let rail = Text::new().dim(if at == 0 { lead } else { under });
            self.put(&rail, 0..rail.as_str().len());
            self.put(text, line);
            self.end_line();
        }
    }

    /// Writes a dim label and its text, the text in the column of [`Page::labels`] and wrapped there.
    pub fn field(&mut self, label: &str, text: impl Into<Text>) {
        self.hang(&Text::new().dim(label), self.labels, &text.into());
    }

    /// Writes a blank line, but neither first on the page nor after another.
    pub fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// Ends the page: its lines end in a newline, and the last of them is not blank.
    ///
    /// # Errors
    /// Where the sink takes no more, or what was shown could not be read to its end.
    pub fn finish(mut self) -> Result<(), Broken> {
        self.drain();
        if self.begun {
            self.out.replace_range(.., "\n");
        }
        match self.broken {
            Some(broken) => Err(broken),
            None => Ok(self.sink.write_all(self.out.as_bytes())?),
        }
    }

    /// Says that what is shown cannot be read any further: the page breaks off.
    pub fn break_off(&mut self, e: store::Error) {
        self.broken.get_or_insert(Broken::Store(e));
    }

    /// Writes what waits, but for the line ends at its end.
    fn drain(&mut self) {
        let inked = self.out.trim_end_matches('\n').len();
        if inked > 0 && self.broken.is_none() {
            self.begun = true;
            let written = self.sink.write_all(self.out.get(..inked).unwrap_or_default().as_bytes());
            self.broken = written.err().map(Broken::Io);
        }
        self.out.drain(..inked);
    }

    /// Writes a lead and a text beside it, wrapped at the column. A lead that leaves no room stands above its text.
    fn hang(&mut self, lead: &Text, column: usize, text: &Text) {
        let half = self.width / 2;
        let used = lead.width();
        let (all, whole) = (0..lead.as_str().len(), 0..text.as_str().len());
        let (led, empty) = (!lead.as_str().trim().is_empty(), text.as_str().trim().is_empty());
        // A lead as wide as the column still needs a gap; one much wider would leave the text a ragged strip.
        let begin = if used < column { column } else { used + 2 };
        if begin > half || empty {
            if led {
                self.flow(lead, all, 0, 2);
            }
            if !empty {
                let under = if column > half { 4 } else { column };
                self.flow(text, whole, under, under);
            }
            return;
        }
        self.put(lead, all);
        self.spaces(begin - used);
        self.flow_on(text, whole, begin, column);
    }

    /// Writes part of a text from a column on, with later lines at the indent.
    pub(super) fn flow(&mut self, text: &Text, range: Range<usize>, column: usize, indent: usize) {
        self.spaces(column);
        self.flow_on(text, range, column, indent);
    }

    /// Writes part of a text where the line already stands at the column, with later lines at the indent.
    fn flow_on(&mut self, text: &Text, range: Range<usize>, column: usize, indent: usize) {
        let part = text.as_str().get(range.clone()).unwrap_or_default();
        let lines = wrap(part, self.width.saturating_sub(column), self.width.saturating_sub(indent));
        for (at, line) in lines.into_iter().enumerate() {
            if at > 0 && !line.is_empty() {
                self.spaces(indent);
            }
            self.put(text, range.start + line.start..range.start + line.end);
            self.end_line();
        }
    }

    /// Writes part of a text in the styles of its roles.
    pub(super) fn put(&mut self, text: &Text, range: Range<usize>) {
        self.put_next(text, range.clone(), &mut text.turns_before(range.start));
    }

    /// Writes part of a text as [`Page::put`], for parts in order; see [`Text::runs`].
    pub(super) fn put_next(&mut self, text: &Text, range: Range<usize>, seen: &mut usize) {
        if self.screen.colour {
            for (role, piece) in text.runs(seen, range) {
                self.theme.paint(&mut self.out, role, piece);
            }
        } else {
            self.out.push_str(text.as_str().get(range).unwrap_or_default());
        }
    }

    pub(super) fn spaces(&mut self, columns: usize) {
        const SPACES: &str = "                                                                ";
        let mut left = columns;
        while left > 0 {
            let some = left.min(SPACES.len());
            self.out.push_str(SPACES.get(..some).unwrap_or(SPACES));
            left -= some;
        }
    }

    /// Ends the line, without the spaces it ended in.
    pub(super) fn end_line(&mut self) {
        self.out.truncate(self.out.trim_end_matches(' ').len());
        self.out.push('\n');
        if self.out.len() > WAITING {
            self.drain();
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::view::Format;

    /// Returns what is written on a page of the width, without its colours if it has any.
    pub(in crate::view) fn page(width: usize, colour: bool, write: impl FnOnce(&mut Page<'_>)) -> String {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        let screen = Screen { format: Format::Human, width, colour, today, terminal: true };
        let mut bytes = Vec::new();
        let mut page = Page::new(&screen, &mut bytes);
        write(&mut page);
        page.finish().expect("a vector takes all");
        let mut out = String::from_utf8(bytes).expect("UTF-8");
        for role in Role::ALL {
            out = out.replace(&role.style().render().to_string(), "");
        }
        out.replace("\u{1b}[0m", "")
    }

    /// Checks what holds for every page: nothing hostile, no spaces at line ends, no line too wide.
    pub(in crate::view) fn check(out: &str, width: usize) -> Result<(), TestCaseError> {
        prop_assert!(!out.chars().any(|c| c != '\n' && sanitize::is_hostile(c)), "hostile: {out:?}");
        for line in out.lines() {
            prop_assert!(!line.ends_with(' '), "spaces at the end: {line:?}");
            prop_assert!(sanitize::width(line) <= width.max(Screen::LEAST), "too wide for {width}: {line:?}");
        }
        prop_assert!(out.is_empty() || out.ends_with('\n') && !out.starts_with('\n'));
        Ok(())
    }

    #[test]
    fn parts_hang_under_themselves() {
        let out = page(24, true, |page| {
            page.blank();
            page.heading("Grace Hopper");
            page.line("  a remark that is longer than that");
            page.blank();
            page.blank();
            page.item("•", Text::new().name("Ada").plain(" and a few more words"));
            page.item("", " ");
            page.field("met", Text::new().block(Role::Plain, "PyCon\nin May"));
            page.field("starts school", "next year");
            page.labels(5).field("by", "");
            page.heading("Last");
            page.line("");
        });
        let expected = "\
Grace Hopper
  a remark that is
  longer than that

  •  Ada and a few more
     words
met         PyCon
            in May
starts school
            next year
by

Last
";
        assert_eq!(out, expected);
    }

    #[test]
    fn only_colour_adds_escapes() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        let screen = Screen { format: Format::Human, width: 20, colour: true, today, terminal: true };
        let mut bytes = Vec::new();
        let mut page = Page::new(&screen, &mut bytes);
        assert_eq!((page.today(), page.width(), page.screen().colour), (today, 20, true));
        page.line(Text::new().strong("a styled run over two lines"));
        page.finish().expect("a vector takes all");
        let out = String::from_utf8(bytes).expect("UTF-8");
        assert_eq!(out, "\u{1b}[1ma styled run over\u{1b}[0m\n\u{1b}[1mtwo lines\u{1b}[0m\n");
    }

    proptest! {
        #[test]
        fn any_text_makes_a_sound_page(
            texts in prop::collection::vec((any::<String>(), "[ -~é名\u{1b}\n\t👩\u{200d}🏽🇩\u{202e}\u{301}לאلا ]{0,60}"), 1..4),
            width in 1_usize..200,
            colour in any::<bool>(),
        ) {
            let out = page(width, colour, |page| {
                for (any, mixed) in &texts {
                    page.heading(any.as_str());
                    page.line(Text::from(mixed.as_str()).name(any.as_str()));
                    page.item(any.as_str(), mixed.as_str());
                    page.labels(any.len()).field(mixed, any.as_str());
                    page.field("label", Text::new().block(Role::Dim, mixed).block(Role::Bad, any));
                    page.blank();
                }
            });
            check(&out, width)?;
        }
    }
}
