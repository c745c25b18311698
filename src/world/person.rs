//! Questions to whoever sits at the terminal.

use std::ffi::OsStr;
use std::io::{self, Write};

use super::interrupt::Interrupts;
use super::keys::Keyboard;
use super::{Ask, Unanswered, editor, keys, secret};
use crate::domain::secret::Secret;

/// Asks the person at the terminal.
pub(super) struct Person {
    interrupts: Option<Interrupts>,
    /// The terminal can do nothing but print lines.
    dumb: bool,
}

impl Person {
    pub(super) fn new(dumb: bool) -> Person {
        Person { interrupts: None, dumb }
    }

    fn interrupts(&mut self) -> Option<&Interrupts> {
        if self.interrupts.is_none() {
            self.interrupts = Interrupts::new();
        }
        self.interrupts.as_ref()
    }

    /// Asks so that whatever ends the program leaves the terminal as it was.
    fn ask<T>(&mut self, question: impl FnOnce(&Keyboard) -> io::Result<Option<T>>) -> Result<T, Unanswered> {
        let (keyboard, restore) = keys::open().map_err(|_| Unanswered::Nobody)?;
        let answer = match self.interrupts() {
            // A signal that comes before the first key is waited for wakes nobody up.
            Some(interrupts) => {
                interrupts.hold(|| secret::watched(interrupts, &restore, || question(&keyboard)), &restore)
            }
            None => question(&keyboard),
        };
        restore();
        // Of one who is gone nothing is heard any more.
        answer.unwrap_or_default().ok_or(Unanswered::Left)
    }
}

pub(super) fn left(e: dialoguer::Error) -> Unanswered {
    let dialoguer::Error::IO(e) = e;
    match e.kind() {
        io::ErrorKind::NotConnected => Unanswered::Nobody,
        _ => Unanswered::Left,
    }
}

/// dialoguer ends a prompt with a colon of its own.
pub(super) fn prompt(question: &str) -> &str {
    question.trim_end_matches('?')
}

/// Puts a question in a line, and reads the line that answers it; the end of the input leaves.
fn read_line(question: &str) -> Result<String, Unanswered> {
    let mut line = String::new();
    let mut stderr = io::stderr();
    let read = stderr.write_all(question.as_bytes()).and_then(|()| stderr.flush());
    match read.and_then(|()| io::stdin().read_line(&mut line)) {
        Ok(1..) => Ok(line.trim_end_matches(['\n', '\r']).to_owned()),
        Ok(0) | Err(_) => Err(Unanswered::Left),
    }
}

impl Ask for Person {
    fn choose(&mut self, question: &str, items: &[String]) -> Result<usize, Unanswered> {
        if self.dumb {
            let lines = items.iter().enumerate().map(|(at, item)| format!("  {}  {item}\n", at + 1));
            let mut text = format!("{question}\n{}1 to {}: ", lines.collect::<String>(), items.len());
            loop {
                let answer = read_line(&text)?;
                match answer.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1)) {
                    Some(at) if at < items.len() => return Ok(at),
                    _ if answer.trim().is_empty() => return Err(Unanswered::Left),
                    _ => text = format!("1 to {}, or nothing: ", items.len()),
                }
            }
        }
        self.ask(|keyboard| keyboard.choice(question, items))
    }

    fn confirm(&mut self, question: &str, default: bool) -> Result<bool, Unanswered> {
        if self.dumb {
            let keys = if default { "[Y/n]" } else { "[y/N]" };
            loop {
                match read_line(&format!("{question} {keys} "))?.trim().to_lowercase().as_str() {
                    "" => return Ok(default),
                    "y" | "yes" => return Ok(true),
                    "n" | "no" => return Ok(false),
                    _ => {}
                }
            }
        }
        self.ask(|keyboard| keyboard.yes_or_no(question, default))
    }

    fn line(&mut self, question: &str) -> Result<String, Unanswered> {
        if self.dumb {
            return read_line(&format!("{question} "));
        }
        self.ask(|keyboard| keyboard.line(question))
    }

    fn secret(&mut self, question: &str) -> Result<Secret, Unanswered> {
        secret::ask(question, self.interrupts())
    }

    fn edit(&mut self, editor: &OsStr, draft: &str) -> io::Result<Option<String>> {
        match self.interrupts() {
            Some(interrupts) => interrupts.leave_to(|| editor::edit(editor, draft)),
            None => editor::edit(editor, draft),
        }
    }
}
