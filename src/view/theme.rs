//! Roles, the text they label, and the one place that knows their styles.

use std::ops::Range;

use anstyle::{AnsiColor, Style};

use super::sanitize::{self, shown, shown_block};

/// What a run of text is; never a colour. Colour only repeats what the words already say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    /// Running text.
    #[default]
    Plain,
    /// What matters most in a line.
    Strong,
    /// Labels and side remarks.
    Dim,
    /// The title of a part.
    Heading,
    /// The name of a person.
    Name,
    /// A day or a span of time.
    Day,
    /// Good news.
    Good,
    /// Bad news.
    Bad,
    /// What wants attention.
    Warn,
    /// A command the reader can type.
    Command,
}

impl Role {
    /// Every role, in the order of its declaration.
    pub const ALL: [Role; 10] = [
        Role::Plain,
        Role::Strong,
        Role::Dim,
        Role::Heading,
        Role::Name,
        Role::Day,
        Role::Good,
        Role::Bad,
        Role::Warn,
        Role::Command,
    ];

    /// Returns the style of this role on a terminal with colour.
    pub const fn style(self) -> Style {
        match self {
            Role::Plain => Style::new(),
            Role::Strong | Role::Heading => Style::new().bold(),
            Role::Dim => Style::new().dimmed(),
            Role::Name => AnsiColor::Cyan.on_default(),
            Role::Day => AnsiColor::BrightBlue.on_default(),
            Role::Good => AnsiColor::Green.on_default(),
            Role::Bad => AnsiColor::Red.on_default(),
            Role::Warn => AnsiColor::Yellow.on_default(),
            Role::Command => AnsiColor::Magenta.on_default(),
        }
    }
}

/// The escape sequence that begins each role; empty without colour.
#[derive(Debug, Clone)]
pub(super) struct Theme([String; Role::ALL.len()]);

impl Theme {
    /// The escape sequence that ends any role.
    const END: &'static str = "\u{1b}[0m";

    pub(super) fn new(colour: bool) -> Theme {
        Theme(Role::ALL.map(|role| if colour { role.style().render().to_string() } else { String::new() }))
    }

    /// Appends the piece in the style of the role.
    pub(super) fn paint(&self, out: &mut String, role: Role, piece: &str) {
        let begin = self.0.get(role as usize).map_or("", String::as_str);
        if begin.is_empty() || piece.is_empty() {
            out.push_str(piece);
        } else {
            out.push_str(begin);
            out.push_str(piece);
            out.push_str(Theme::END);
        }
    }
}

/// Text in runs, each with a role, already harmless for a terminal: everything that goes in is sanitised.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text {
    text: String,
    /// The role of the first run.
    first: Role,
    /// Where each later run begins, in bytes, and its role. Most texts have one run, and need no list.
    turns: Vec<(usize, Role)>,
}

impl Text {
    /// Returns a text without runs.
    pub const fn new() -> Text {
        Text { text: String::new(), first: Role::Plain, turns: Vec::new() }
    }

    /// Appends a run of one line; line ends in it become spaces.
    pub fn push(&mut self, role: Role, piece: impl Into<String>) -> &mut Self {
        let mut piece = piece.into();
        if let std::borrow::Cow::Owned(clean) = shown(&piece) {
            piece = clean;
        }
        self.add(role, piece)
    }

    /// Returns the text with a run of one line appended.
    pub fn with(mut self, role: Role, piece: impl Into<String>) -> Self {
        self.push(role, piece);
        self
    }

    /// Returns the text with a run appended whose line ends stay, as a note or a letter has them; blank lines at its
    /// beginning and end go. Where only one line fits, as in a list, line ends become spaces.
    pub fn block(mut self, role: Role, piece: &str) -> Self {
        let clean = shown_block(piece);
        let ink = clean.len() - clean.trim_start().len();
        let start = clean.get(..ink).and_then(|blank| blank.rfind('\n')).map_or(0, |end| end + 1);
        self.add(role, clean.get(start..).unwrap_or_default().trim_end().to_owned());
        self
    }

    /// Returns the text with running text appended.
    pub fn plain(self, piece: impl Into<String>) -> Self {
        self.with(Role::Plain, piece)
    }

    /// Returns the text with a side remark appended.
    pub fn dim(self, piece: impl Into<String>) -> Self {
        self.with(Role::Dim, piece)
    }

    /// Returns the text with something that matters appended.
    pub fn strong(self, piece: impl Into<String>) -> Self {
        self.with(Role::Strong, piece)
    }

    /// Returns the text with the name of a person appended.
    pub fn name(self, piece: impl Into<String>) -> Self {
        self.with(Role::Name, piece)
    }

    /// Tells whether nothing would be shown.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Returns the width on one line, in terminal columns.
    pub fn width(&self) -> usize {
        sanitize::width(&self.text)
    }

    /// Returns the text without its roles.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the text with each plain run in the given role instead.
    pub(super) fn led_by(mut self, role: Role) -> Self {
        for held in std::iter::once(&mut self.first).chain(self.turns.iter_mut().map(|(_, held)| held)) {
            if *held == Role::Plain {
                *held = role;
            }
        }
        self
    }

    /// Appends another text as one line.
    pub fn join(mut self, other: &Text) -> Self {
        self.append(other);
        self
    }

    /// Appends the runs of another text.
    pub(super) fn append(&mut self, other: &Text) {
        let base = self.text.len();
        if other.text.is_empty() {
            return;
        }
        self.turn(other.first);
        self.turns.extend(other.turns.iter().map(|(at, role)| (base + at, *role)));
        if other.text.contains('\n') {
            self.text.extend(other.text.chars().map(|c| if c == '\n' { ' ' } else { c }));
        } else {
            self.text.push_str(&other.text);
        }
    }

    /// Returns how many turns lie at or before a place, in bytes.
    pub(super) fn turns_before(&self, place: usize) -> usize {
        self.turns.partition_point(|(at, _)| *at <= place)
    }

    /// Returns the runs inside a range of bytes, given some number of turns that surely lie at or before its start;
    /// it becomes their exact number. Asking for range after range costs no search this way.
    pub(super) fn runs<'t>(
        &'t self,
        seen: &mut usize,
        range: Range<usize>,
    ) -> impl Iterator<Item = (Role, &'t str)> + use<'t> {
        let ahead = self.turns.get(*seen..).unwrap_or_default();
        *seen += ahead.iter().take_while(|(at, _)| *at <= range.start).count();
        let before = *seen;
        let mut role = before.checked_sub(1).and_then(|at| self.turns.get(at)).map_or(self.first, |(_, role)| *role);
        let mut turns = self.turns.get(before..).unwrap_or_default().iter();
        let mut start = range.start;
        std::iter::from_fn(move || {
            if start >= range.end {
                return None;
            }
            let (end, next) = turns.next().map_or((range.end, role), |(at, next)| ((*at).min(range.end), *next));
            let run = (role, self.text.get(start..end).unwrap_or_default());
            (start, role) = (end, next);
            Some(run)
        })
    }

    /// Appends a piece that is already harmless.
    pub(super) fn add(&mut self, role: Role, piece: String) -> &mut Self {
        if self.text.is_empty() {
            self.text = piece;
            self.first = role;
        } else if !piece.is_empty() {
            self.turn(role);
            self.text.push_str(&piece);
        }
        self
    }

    /// Begins a run at the end, unless the last one has that role anyway.
    fn turn(&mut self, role: Role) {
        if self.text.is_empty() {
            self.first = role;
        } else if self.turns.last().map_or(self.first, |(_, last)| *last) != role {
            self.turns.push((self.text.len(), role));
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text::new().plain(text)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        Text::new().plain(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_cut_to_a_range() {
        let text = Text::new().name("Ada").plain(" met ").plain("").plain("you ").strong("twice");
        let runs = |range: Range<usize>| text.runs(&mut 0, range).collect::<Vec<_>>();
        assert_eq!(
            runs(0..text.as_str().len()),
            [(Role::Name, "Ada"), (Role::Plain, " met you "), (Role::Strong, "twice")]
        );
        assert_eq!(runs(1..3), [(Role::Name, "da")]);
        assert_eq!(runs(3..5), [(Role::Plain, " m")]);
        assert_eq!(runs(2..14), [(Role::Name, "a"), (Role::Plain, " met you "), (Role::Strong, "tw")]);
        assert_eq!(runs(4..4), []);
    }

    #[test]
    fn everything_that_goes_in_is_harmless() {
        let text = Text::from("a\u{1b}").with(Role::Bad, "\n\u{202e}").block(Role::Dim, "\n \nx\n\u{7}y\n");
        assert_eq!(text.as_str(), "a\\x1b \\u{202e}x\n\\x07y");
        let mut line = Text::new();
        line.append(&text);
        assert_eq!(line.as_str(), "a\\x1b \\u{202e}x \\x07y");
        assert_eq!(line.width(), line.as_str().len());
        assert!(Text::from("").is_empty());
    }

    #[test]
    fn only_a_coloured_theme_paints() {
        let painted = |colour, role| {
            let mut out = String::new();
            Theme::new(colour).paint(&mut out, role, "x");
            out
        };
        assert_eq!(painted(true, Role::Bad), "\u{1b}[31mx\u{1b}[0m");
        assert_eq!(painted(true, Role::Plain), "x");
        assert!(Role::ALL.into_iter().all(|role| painted(false, role) == "x"));
        assert!(Role::ALL.into_iter().enumerate().all(|(at, role)| role as usize == at));
    }
}
