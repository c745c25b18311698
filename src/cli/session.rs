//! One command at work: the world, the settings and the store, and the ways to ask a person or give up.
//!
//! Nothing here knows what a verb does.

use std::cell::Cell;
use std::io::{self, BufWriter, Read, Write};
use std::path::PathBuf;

use super::report::{Failure, Refusal, refused};
use crate::actions::background;
use crate::domain::secret::Secret;
use crate::settings::Settings;
use crate::store::{self, Access, Key, OpInfo, Store, WriteTx};
use crate::view::{self, Broken, Screen, View, sanitize};
use crate::world::{Progress, Unanswered, World};

/// What a verb returns: whether it could.
pub type Done = Result<(), Failure>;

/// The state of one command.
pub struct Session<'w> {
    pub world: &'w mut World,
    pub settings: Settings,
    /// The command line, program name left out, for the history.
    pub argv: Vec<String>,
    verb: String,
    /// Whether the store was opened to write.
    writes: bool,
    /// The keys of locked stores that were found so far.
    pub(super) keys: Vec<Key>,
    /// Whether the last deed changed anything.
    wrote: Cell<bool>,
    /// Whether anything was stored, or done otherwise, for good.
    stored: Cell<bool>,
}

/// Verbs by which nobody speaks of anybody in particular, and the one that says that somebody was nobody.
const NOT_BY_HAND: &[&str] = &["import", "demo", "undo", "redo", "rm"];

/// How wide a page is that goes to no terminal: nothing there should be cut or wrapped.
const PIPE_COLUMNS: usize = 100_000;

/// What stands before an item that can be chosen, and the room that is left after it, in columns.
const PROMPT_COLUMNS: usize = 4;
/// How often a new passphrase may be typed in two ways.
const PASSPHRASE_TRIES: usize = 3;

/// How often a store may be locked with another key while a command looks for its key.
const LOCKED_ANEW: usize = 3;

/// How much of an answer is written at once, in bytes.
const OUT_BYTES: usize = 32 * 1024;

impl<'w> Session<'w> {
    /// Starts a command.
    pub fn new(world: &'w mut World, settings: Settings, argv: Vec<String>, verb: &str) -> Session<'w> {
        Session {
            world,
            settings,
            argv,
            verb: verb.to_owned(),
            writes: false,
            keys: Vec::new(),
            wrote: Cell::new(false),
            stored: Cell::new(false),
        }
    }

    /// Returns the verb as typed in full.
    pub fn verb(&self) -> &str {
        &self.verb
    }

    /// Says that whoever was asked left.
    pub fn left(&self) -> Failure {
        if self.writes { no_answer() } else { refused("no answer was given") }
    }

    /// Returns the path of the store in use.
    pub fn store_path(&self) -> Result<PathBuf, Failure> {
        self.settings.db.clone().or_else(|| self.world.default_store()).ok_or_else(|| {
            Refusal::new("no place for the store is known: neither HOME nor XDG_DATA_HOME is an absolute path")
                .hint("name the file with `--db FILE` or AULD_DB")
                .into()
        })
    }

    /// Opens the store for the rest of the command.
    pub fn open(&mut self, access: Access) -> Result<Store, Failure> {
        let mut store = self.open_to_close(access)?;
        if self.world.ends {
            store.leave_open();
        }
        Ok(store)
    }

    /// Opens the store for a verb that wants it closed once it is dropped. The key of a locked one is looked for only once
    /// it is known to be locked.
    pub fn open_to_close(&mut self, access: Access) -> Result<Store, Failure> {
        self.writes |= access == Access::Write;
        let access = if self.settings.dry_run && access == Access::Write { Access::Rehearse } else { access };
        let (path, at) = (self.store_path()?, Some(self.world.local));
        // Whoever locks it anew meanwhile may do so with another key.
        for _ in 0..LOCKED_ANEW {
            match Store::open_at(&path, access, at, self.keys.last()) {
                Err(store::Error::Locked { .. }) => drop(self.key_for(&path)?),
                opened => return Ok(opened?),
            }
        }
        Ok(Store::open_at(&path, access, at, self.keys.last())?)
    }

    /// Runs a deed as one operation, or runs it and lets it go where only a dry run was asked for.
    pub fn write<T>(
        &self,
        store: &mut Store,
        deed: impl FnOnce(&mut WriteTx<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let info =
            OpInfo { verb: self.verb.clone(), argv: self.argv.clone(), at: self.world.now, today: self.world.today };
        let done = store.write(&info, self.settings.dry_run, |tx| {
            let done = deed(tx)?;
            if !NOT_BY_HAND.contains(&self.verb.as_str()) {
                background::leave(tx)?;
            }
            self.wrote.set(tx.operation().is_some());
            Ok(done)
        });
        self.stored.set(self.stored.get() || (done.is_ok() && self.wrote.get() && !self.settings.dry_run));
        done
    }

    /// Says that something was done, for good, other than by [`Session::write`].
    pub fn did(&self) {
        self.stored.set(self.stored.get() || !self.settings.dry_run);
    }

    fn unprinted(&self, e: &io::Error) -> Failure {
        let what = if self.stored.get() { "what was done is done, but it" } else { "the answer" };
        match e.kind() {
            io::ErrorKind::BrokenPipe => Failure::Closed,
            _ => Failure::Machine(format!("{what} could not be printed: {}", store::why(e))),
        }
    }

    /// Returns a failure as it is to be told: one of the store after a deed was done does not undo the deed.
    pub fn told(&self, failure: Failure) -> Failure {
        match failure {
            Failure::Store(e) if self.stored.get() => {
                Failure::Machine(format!("what was done is done, but the rest of the answer could not be read: {e}"))
            }
            other => other,
        }
    }

    /// Prints an answer.
    pub fn show(&mut self, view: &dyn View) -> Done {
        let width = match (self.world.terminal.width, self.world.terminal.stdout) {
            (Some(width), _) => width,
            (None, true) => 0,
            (None, false) => PIPE_COLUMNS,
        };
        let screen = Screen {
            format: self.settings.format,
            width,
            colour: self.settings.colour,
            today: self.world.today,
            terminal: self.world.terminal.stdout,
        };
        let mut out = BufWriter::with_capacity(OUT_BYTES, &mut *self.world.stdout);
        let done = view::render(view, &screen, &mut out).and_then(|()| Ok(out.flush()?));
        // After a failure nothing more may be tried on the stream.
        drop(out.into_parts());
        done.map_err(|e| match e {
            Broken::Store(e) => e.into(),
            Broken::Io(e) => self.unprinted(&e),
        })
    }

    /// Writes bytes to standard output.
    pub fn print(&mut self, bytes: &[u8]) -> Done {
        self.world.stdout.write_all(bytes).and_then(|()| self.world.stdout.flush()).map_err(|e| self.unprinted(&e))
    }

    /// Begins to tell how far a work of so many bytes has come, unless quiet was asked for.
    pub fn progress(&self, total: Option<u64>) -> Progress {
        if self.settings.quiet { Progress::default() } else { self.world.progress(total) }
    }

    /// Says something on standard error, unless quiet was asked for.
    pub fn say(&mut self, text: &str) {
        if !self.settings.quiet {
            self.world.stderr.write_all(format!("{}\n", sanitize::shown_block(text)).as_bytes()).ok();
        }
    }

    /// Says how to take back what was just written; where nothing was, that nothing changed.
    pub fn say_undo(&mut self) {
        if !self.wrote.get() {
            self.say("nothing changed: it was written down already");
        } else if self.settings.dry_run {
            self.say("dry run: nothing was written");
        } else {
            self.say("undo with `auld undo`");
        }
    }

    /// Reads all of standard input as text.
    pub fn read_stdin(&mut self) -> Result<String, Failure> {
        let mut bytes = Vec::new();
        self.world
            .stdin
            .read_to_end(&mut bytes)
            .map_err(|e| Failure::Machine(format!("standard input cannot be read: {}", store::why(&e))))?;
        String::from_utf8(bytes).map_err(|_| refused("standard input is not UTF-8 text"))
    }

    /// Opens the user's editor on a draft. Those lines of `remarks` that start with `#` are taken out of what comes back,
    /// and no others: a line that begins with a tag is text.
    pub fn edit(&mut self, draft: &str, remarks: &str) -> Result<String, Failure> {
        let editor = self.world.editor();
        let text = self.world.ask.edit(&editor, draft);
        let text = text.map_err(|e| {
            let (editor, why) = (editor.to_string_lossy(), store::why(&e));
            Failure::Machine(format!("the editor `{editor}` did not start: {why}; EDITOR names the one to use"))
        })?;
        let text = text.ok_or_else(|| refused("the editor ended with an error; nothing was written"))?;
        let told = |line: &str| line.starts_with('#') && remarks.lines().any(|remark| remark == line.trim_end());
        Ok(text.lines().filter(|line| !told(line)).collect::<Vec<_>>().join("\n").trim().to_owned())
    }

    /// Returns a failure with a text that took pains to write, so that it is not lost with it.
    pub fn give_back(&mut self, text: &str, failure: Failure) -> Failure {
        const TOLD: &str = "nothing was written; this was the text:";
        let lines = text.lines().map(str::to_owned);
        match failure {
            Failure::Refused(mut refusal) if !refusal.lines.iter().any(|line| line == text) => {
                refusal.lines.push(TOLD.to_owned());
                refusal.lines.extend(lines);
                Failure::Refused(refusal)
            }
            Failure::Refused(_) => failure,
            failure => {
                let block = sanitize::shown_block(text).into_owned();
                self.world.stderr.write_all(format!("{TOLD}\n{block}\n").as_bytes()).ok();
                failure
            }
        }
    }

    /// Asks yes or no; `-y` answers yes.
    pub fn confirm(&mut self, question: &str, flag: &str) -> Result<bool, Failure> {
        if self.settings.yes || self.settings.dry_run {
            return Ok(true);
        }
        self.put_yes_or_no(question, false).map_err(|e| unanswered(&e, question, flag))
    }

    /// Asks for a line of text.
    pub fn ask_line(&mut self, question: &str, flag: &str) -> Result<String, Failure> {
        self.put_line(question).map_err(|e| unanswered(&e, question, flag))
    }

    /// Puts a question with a line for an answer, as [`Session::put_yes_or_no`] does.
    pub fn put_line(&mut self, question: &str) -> Result<String, Unanswered> {
        self.world.ask.line(&sanitize::shown(question))
    }

    /// Asks for a passphrase that there is already; `hint` says how to go on where nobody can be asked.
    pub fn passphrase(&mut self, question: &str, hint: &str) -> Result<Secret, Failure> {
        let secret = self.world.ask.secret(&sanitize::shown(question)).map_err(|e| untyped(&e, question, hint))?;
        if secret.reveal().contains(char::is_control) {
            return Err(Refusal::new("a key was pressed that is part of no passphrase; nothing was changed")
                .hint("type it again, letters and signs only")
                .into());
        }
        Ok(secret)
    }

    /// Asks for a new passphrase, twice: what a slip of the finger has locked, nobody opens again.
    pub fn new_passphrase(&mut self, question: &str, hint: &str) -> Result<Secret, Failure> {
        for at in 0..PASSPHRASE_TRIES {
            if at > 0 {
                self.once_more("the two differ");
            }
            let first = self.passphrase(question, hint)?;
            let second = self.passphrase("The same again", hint)?;
            if first == second {
                return Ok(first);
            }
        }
        Err(refused("the two passphrases differ; nothing was written"))
    }

    /// Says why a question is put again. Not a remark that `-q` may swallow: what comes next makes no sense without it.
    pub fn once_more(&mut self, why: &str) {
        self.world.stderr.write_all(format!("{}; once more\n", sanitize::shown(why)).as_bytes()).ok();
    }

    /// Lets one of several be chosen.
    pub fn choose(&mut self, question: &str, items: &[String], flag: &str) -> Result<usize, Failure> {
        self.put_choice(question, items).map_err(|e| unanswered(&e, question, flag))
    }

    /// Puts a question with yes or no for an answer, for verbs that know better what to do without one.
    pub fn put_yes_or_no(&mut self, question: &str, default: bool) -> Result<bool, Unanswered> {
        self.world.ask.confirm(&sanitize::shown(question), default)
    }

    /// Puts several to choose from, as [`Session::put_yes_or_no`] does; returns the index of the one chosen.
    pub fn put_choice(&mut self, question: &str, items: &[String]) -> Result<usize, Unanswered> {
        let whole: Vec<String> = items.iter().map(|item| sanitize::shown(item).into_owned()).collect();
        // A line that wraps is drawn over badly; two that would look the same once cut are better drawn badly.
        let columns = self.world.terminal.width.unwrap_or(Screen::USUAL).saturating_sub(PROMPT_COLUMNS).max(1);
        let cut: Vec<String> = whole.iter().map(|item| sanitize::cut(item, columns).into_owned()).collect();
        let alike = (1..cut.len()).any(|at| cut.get(at).is_some_and(|item| cut.iter().take(at).any(|one| one == item)));
        self.world.ask.choose(&sanitize::shown(question), if alike { &whole } else { &cut })
    }
}

fn untyped(e: &Unanswered, question: &str, hint: &str) -> Failure {
    match e {
        Unanswered::Nobody => {
            let what = format!("there is no terminal to type it at: {question}");
            Refusal::new(what)
                .line("a passphrase is never taken from the command line or the environment")
                .hint(hint)
                .into()
        }
        Unanswered::Left => refused("no passphrase was given; nothing was changed"),
    }
}

/// Says that whoever was asked left.
pub fn no_answer() -> Failure {
    refused("no answer was given; nothing was written")
}

fn unanswered(e: &Unanswered, question: &str, flag: &str) -> Failure {
    match e {
        Unanswered::Nobody => Refusal::new(format!("there is nobody to ask: {question}")).hint(flag).into(),
        Unanswered::Left => no_answer(),
    }
}
