//! Questions answered key by key: a line, yes or no, one of several.
//!
//! dialoguer has all of these, but takes the end of the input (Ctrl-D) for no key at all, and draws a line anew below
//! itself once it has wrapped. Keys and screen are its console's.

use std::io;

use dialoguer::console::{Key, Term};
use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr};
use unicode_width::UnicodeWidthChar;

/// Ctrl-D, Ctrl-K, Ctrl-U and Ctrl-W.
const END_OF_INPUT: char = '\x04';
const KILL_AFTER: char = '\x0b';
const KILL_BEFORE: char = '\x15';
const KILL_WORD: char = '\x17';

/// A terminal that gives key by key and shows none of them.
pub(super) struct Keyboard {
    term: Term,
}

/// Lets the terminal give its keys one by one; returns what puts it back as it was.
///
/// # Errors
/// Where the standard input is no terminal.
pub(super) fn open() -> io::Result<(Keyboard, impl Fn() + Sync)> {
    let before = tcgetattr(io::stdin())?;
    let mut modes = before.clone();
    // What is typed before it is waited for would be shown twice otherwise.
    modes.local_modes -=
        LocalModes::ICANON | LocalModes::ECHO | LocalModes::ECHONL | LocalModes::ISIG | LocalModes::IEXTEN;
    modes.special_codes[SpecialCodeIndex::VMIN] = 1;
    modes.special_codes[SpecialCodeIndex::VTIME] = 0;
    tcsetattr(io::stdin(), OptionalActions::Now, &modes)?;
    // A terminal that has gone needs no restoring.
    let restore = move || tcsetattr(io::stdin(), OptionalActions::Now, &before).unwrap_or_default();
    Ok((Keyboard { term: Term::buffered_stderr() }, restore))
}

impl Keyboard {
    fn columns(&self) -> usize {
        usize::from(self.term.size().1).max(1)
    }

    fn write(&self, text: &str) -> io::Result<()> {
        self.term.write_str(text)?;
        self.term.flush()
    }

    /// Reads a line; `None` where the input ends before its first letter.
    pub fn line(&self, question: &str) -> io::Result<Option<String>> {
        let mut line = Line { prompt: asked(question), ..Line::default() };
        self.write(&line.drawn(self.columns()))?;
        loop {
            match self.term.read_key()? {
                Key::Char(END_OF_INPUT) if line.chars.is_empty() => {
                    self.write("\n")?;
                    return Ok(None);
                }
                Key::Enter => {
                    // What is typed may be longer than the screen: no need to draw it again.
                    let moved = std::mem::replace(&mut line.at, line.chars.len()) < line.chars.len();
                    self.write(&if moved { line.drawn(self.columns()) + "\n" } else { "\n".to_owned() })?;
                    return Ok(Some(line.chars.into_iter().collect()));
                }
                Key::Char(c) if !c.is_control() => {
                    let change = line.insert(c, self.columns());
                    self.write(&change)?;
                }
                key => {
                    if line.edit(&key) {
                        self.write(&line.drawn(self.columns()))?;
                    }
                }
            }
        }
    }

    /// Reads yes or no; `None` where neither is given.
    pub fn yes_or_no(&self, question: &str, default: bool) -> io::Result<Option<bool>> {
        let keys = if default { "[Y/n]" } else { "[y/N]" };
        self.term.hide_cursor()?;
        self.write(&format!("{question} {keys} "))?;
        let answer = loop {
            match self.term.read_key()? {
                Key::Char('y' | 'Y') => break Some(true),
                Key::Char('n' | 'N') => break Some(false),
                Key::Enter => break Some(default),
                Key::Escape | Key::Char('q' | END_OF_INPUT) => break None,
                _ => {}
            }
        };
        self.term.show_cursor()?;
        self.write(match answer {
            Some(true) => "yes\n",
            Some(false) => "no\n",
            None => "\n",
        })?;
        Ok(answer)
    }

    /// Lets one of several be chosen; `None` where none is.
    pub fn choice(&self, question: &str, items: &[String]) -> io::Result<Option<usize>> {
        let (mut chosen, mut rows) = (0, 0);
        self.term.hide_cursor()?;
        let done = loop {
            let page = self.page(items.len(), chosen);
            let mut lines = vec![asked(question).trim_end().to_owned()];
            if page.len() < items.len() {
                let of = |at: usize| at / page.len().max(1) + 1;
                lines.push(format!("  {} of {} pages", of(page.start), items.len().div_ceil(self.room())));
            }
            let mark = |at: usize| if at == chosen { "> " } else { "  " };
            let listed = items.iter().enumerate().skip(page.start).take(page.len());
            lines.extend(listed.map(|(at, item)| format!("{}{item}", mark(at))));
            self.write(&format!("{}{}\n", up(rows), lines.join("\n")))?;
            rows = lines.iter().map(|line| rows_of(line, self.columns())).sum();
            let last = items.len().saturating_sub(1);
            match self.term.read_key()? {
                Key::ArrowDown | Key::Tab | Key::Char('j') => chosen = if chosen < last { chosen + 1 } else { 0 },
                Key::ArrowUp | Key::BackTab | Key::Char('k') => chosen = chosen.checked_sub(1).unwrap_or(last),
                Key::ArrowRight | Key::PageDown | Key::Char('l') => chosen = (chosen + self.room()).min(last),
                Key::ArrowLeft | Key::PageUp | Key::Char('h') => chosen = chosen.saturating_sub(self.room()),
                Key::Home => chosen = 0,
                Key::End => chosen = last,
                Key::Enter | Key::Char(' ') => break items.get(chosen).map(|item| (chosen, item)),
                Key::Escape | Key::Char('q' | END_OF_INPUT) => break None,
                _ => {}
            }
        };
        self.term.show_cursor()?;
        let told = done.map_or("", |(_, item)| item);
        self.write(&format!("{}{}{told}\n", up(rows), asked(question)))?;
        Ok(done.map(|(at, _)| at))
    }

    /// Returns how many items fit below a question.
    fn room(&self) -> usize {
        usize::from(self.term.size().0).saturating_sub(3).max(1)
    }

    /// Returns the items that are shown together with the chosen one.
    fn page(&self, count: usize, chosen: usize) -> std::ops::Range<usize> {
        let first = chosen / self.room() * self.room();
        first..(first + self.room()).min(count)
    }
}

/// Returns a question as it stands before its answer.
fn asked(question: &str) -> String {
    format!("{question}{}", if question.ends_with(['?', ':']) { " " } else { ": " })
}

/// Returns what takes away so many rows above the cursor.
fn up(rows: usize) -> String {
    let rows = if rows > 0 { format!("\x1b[{rows}A") } else { String::new() };
    format!("{rows}\r\x1b[J")
}

/// Returns how many rows a line takes on the screen.
fn rows_of(line: &str, columns: usize) -> usize {
    line.chars().fold(Place::default(), |place, c| place.after(c, columns)).row + 1
}

/// A place on the screen; a column past the last one waits for what comes next.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Place {
    row: usize,
    column: usize,
}

impl Place {
    fn after(self, c: char, columns: usize) -> Place {
        let width = c.width().unwrap_or(0);
        match self.column + width {
            column if column <= columns => Place { column, ..self },
            _ => Place { row: self.row + 1, column: width },
        }
    }

    /// Returns where the cursor stands: on the next row where this one is full.
    fn settled(self, columns: usize) -> Place {
        if self.column < columns { self } else { Place { row: self.row + 1, column: 0 } }
    }
}

/// A line that is being typed.
#[derive(Debug, Default)]
struct Line {
    prompt: String,
    chars: Vec<char>,
    /// Where the next letter goes.
    at: usize,
    /// Where the cursor stands, from the beginning of the prompt on.
    cursor: Place,
}

impl Line {
    /// Puts a letter in and returns what draws that.
    fn insert(&mut self, c: char, columns: usize) -> String {
        self.chars.insert(self.at, c);
        self.at += 1;
        if self.at < self.chars.len() {
            return self.drawn(columns);
        }
        // Nothing is drawn again while a line only grows, however long it is.
        let end = self.cursor.after(c, columns);
        self.cursor = end.settled(columns);
        format!("{c}{}", if self.cursor == end { "" } else { NEXT_ROW })
    }

    /// Does what a key says; tells whether it says anything.
    fn edit(&mut self, key: &Key) -> bool {
        let end = self.chars.len();
        match key {
            Key::Backspace if self.at > 0 => self.cut(self.at - 1, self.at),
            Key::Del | Key::Char(END_OF_INPUT) if self.at < end => self.cut(self.at, self.at + 1),
            Key::Char(KILL_BEFORE) => self.cut(0, self.at),
            Key::Char(KILL_AFTER) => self.cut(self.at, end),
            Key::Char(KILL_WORD) => self.cut(self.word_before(), self.at),
            Key::ArrowLeft => self.at = self.at.saturating_sub(1),
            Key::ArrowRight => self.at = (self.at + 1).min(end),
            Key::Home => self.at = 0,
            Key::End => self.at = end,
            // Alt with a letter.
            Key::UnknownEscSeq(keys) if keys == &['b'] => self.at = self.word_before(),
            Key::UnknownEscSeq(keys) if keys == &['f'] => self.at = self.word_after(),
            _ => return false,
        }
        true
    }

    fn cut(&mut self, from: usize, to: usize) {
        self.chars.drain(from..to);
        self.at = from;
    }

    fn word_before(&self) -> usize {
        let is_word = |at: usize| self.chars.get(at).is_some_and(|c| c.is_alphanumeric());
        let end = (0..self.at).rev().find(|at| is_word(*at)).map_or(0, |at| at + 1);
        (0..end).rev().find(|at| !is_word(*at)).map_or(0, |at| at + 1)
    }

    fn word_after(&self) -> usize {
        let is_word = |at: usize| self.chars.get(at).is_some_and(|c| c.is_alphanumeric());
        let end = self.chars.len();
        let start = (self.at..end).find(|at| is_word(*at)).unwrap_or(end);
        (start..end).find(|at| !is_word(*at)).unwrap_or(end)
    }

    /// Returns what draws the line in the place of what is there of it.
    fn drawn(&mut self, columns: usize) -> String {
        let mut out = up(self.cursor.row);
        let (mut place, mut cursor) = (Place::default(), Place::default());
        for c in self.prompt.chars() {
            place = place.after(c, columns);
        }
        for (at, c) in self.chars.iter().enumerate() {
            if at == self.at {
                cursor = place.after(*c, columns);
                let width = c.width().unwrap_or(0);
                cursor.column -= width.min(cursor.column);
            }
            place = place.after(*c, columns);
        }
        let end = place.settled(columns);
        if self.at >= self.chars.len() {
            cursor = end;
        }
        out.push_str(&self.prompt);
        out.extend(&self.chars);
        if end != place {
            out.push_str(NEXT_ROW);
        }
        if end.row > cursor.row {
            out.push_str(&format!("\x1b[{}A", end.row - cursor.row));
        }
        out.push('\r');
        if cursor.column > 0 {
            out.push_str(&format!("\x1b[{}C", cursor.column));
        }
        self.cursor = cursor;
        out
    }
}

/// After the last column the cursor waits on its row, on some terminals; this leads it to the next on all of them.
const NEXT_ROW: &str = " \r";

#[cfg(test)]
mod tests;
