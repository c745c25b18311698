//! The process as the program sees it: the one file that reads clock, environment and terminal.

#![allow(clippy::disallowed_methods)]

mod child;
mod editor;
mod fault;
mod interrupt;
mod keys;
mod person;
mod progress;
mod secret;

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::{DateTime, Datelike, FixedOffset, Local, NaiveDate, NaiveDateTime, NaiveTime, Offset, Utc};
use etcetera::BaseStrategy;

pub use self::child::Untold;
use self::person::Person;
pub use self::progress::Progress;
use crate::domain::secret::Secret;

/// Everything outside the program that it may look at or speak to.
pub struct World {
    /// The instant the command began.
    pub now: DateTime<Utc>,
    /// The same instant by the clock on the wall where the user is.
    pub local: NaiveDateTime,
    /// The civil day where the user is.
    pub today: NaiveDate,
    /// Why the clock given by `AULD_NOW` cannot be used; `None` where it can.
    pub bad_clock: Option<String>,
    /// The file of the running program; empty where it is not known.
    pub program: PathBuf,
    /// Which streams are terminals, and how wide the screen is.
    pub terminal: Terminal,
    /// Standard input.
    pub stdin: Box<dyn Read>,
    /// Standard output: data.
    pub stdout: Box<dyn Write>,
    /// Standard error: talk.
    pub stderr: Box<dyn Write>,
    /// How questions reach a person.
    pub ask: Box<dyn Ask>,
    /// Whether the process ends with the one command.
    pub ends: bool,
    zone: Zone,
    vars: Vars,
}

/// How the clock on the wall differs from that of the world.
#[derive(Debug, Clone, Copy)]
enum Zone {
    /// As the system says.
    System,
    /// As the clock given by `AULD_NOW` says.
    Fixed(FixedOffset),
}

/// What is known about the terminal.
#[derive(Debug, Clone, Copy, Default)]
pub struct Terminal {
    pub stdin: bool,
    pub stdout: bool,
    pub stderr: bool,
    /// Whether standard output is a terminal that shows colours.
    pub colours: bool,
    /// Columns of the screen; `None` where there is none or it does not tell.
    pub width: Option<usize>,
}

enum Vars {
    Process,
    Fixed(HashMap<OsString, OsString>),
}

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum Unanswered {
    /// Nobody can be asked: input or error stream is no terminal.
    #[error("nobody can be asked")]
    Nobody,
    /// The person asked left.
    #[error("no answer was given")]
    Left,
}

/// A way to ask a person.
pub trait Ask {
    /// Lets one of several be chosen; returns its index.
    ///
    /// # Errors
    /// Where nobody can be asked, or the person leaves; so for all below.
    fn choose(&mut self, question: &str, items: &[String]) -> Result<usize, Unanswered>;

    /// Asks yes or no.
    fn confirm(&mut self, question: &str, default: bool) -> Result<bool, Unanswered>;

    /// Asks for a line of text, which may be empty.
    fn line(&mut self, question: &str) -> Result<String, Unanswered>;

    /// Asks for a passphrase, which is not shown and not empty. Works also where the standard input is taken, as long as
    /// somebody sits at a terminal.
    fn secret(&mut self, question: &str) -> Result<Secret, Unanswered> {
        let _ = question;
        Err(Unanswered::Nobody)
    }

    /// Opens the user's editor on a draft and returns the text as saved; `None` where it was not saved.
    ///
    /// # Errors
    /// Where the draft cannot be written or read back, or the editor does not start.
    fn edit(&mut self, editor: &OsStr, draft: &str) -> io::Result<Option<String>>;
}

impl World {
    /// Builds the world of this process, makes every file it will create private, and what is said of a fault too.
    pub fn from_process() -> World {
        fault::hush();
        rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
        let terminal = Terminal {
            stdin: io::stdin().is_terminal(),
            stdout: io::stdout().is_terminal(),
            stderr: io::stderr().is_terminal(),
            ..Terminal::default()
        };
        let vars = Vars::Process;
        let dumb = is_dumb(&vars);
        let (now, zone, bad_clock) = clock(vars.get("AULD_NOW"));
        let width = screen_width(&vars, terminal.stdout);
        let ask: Box<dyn Ask> = if terminal.stdin && terminal.stderr {
            Box::new(Person::new(dumb))
        } else {
            Box::new(Nobody { at_keyboard: terminal.stderr.then(|| Person::new(dumb)) })
        };
        World {
            now,
            local: zone.local(now),
            today: zone.local(now).date(),
            bad_clock,
            program: std::env::current_exe().unwrap_or_default(),
            terminal: Terminal { width, colours: terminal.stdout && !dumb, ..terminal },
            stdin: Box::new(io::stdin()),
            stdout: Box::new(io::stdout()),
            stderr: Box::new(io::stderr()),
            ask,
            ends: true,
            zone,
            vars,
        }
    }

    /// Builds a world for tests: a fixed clock, these variables and no others (COLUMNS sets the width), no terminal,
    /// streams in memory. A test that reads what was said puts its own streams in their place.
    pub fn fixed(now: DateTime<Utc>, vars: HashMap<OsString, OsString>, stdin: Vec<u8>, ask: Box<dyn Ask>) -> World {
        let vars = Vars::Fixed(vars);
        World {
            now,
            local: now.naive_utc(),
            today: now.date_naive(),
            bad_clock: None,
            program: PathBuf::from("auld"),
            terminal: Terminal { width: screen_width(&vars, false), ..Terminal::default() },
            stdin: Box::new(io::Cursor::new(stdin)),
            stdout: Box::new(Vec::new()),
            stderr: Box::new(Vec::new()),
            ask,
            ends: false,
            zone: Zone::Fixed(Utc.fix()),
            vars,
        }
    }

    /// Returns a world inside this one, for a command that runs others: the same clock and screen, these variables
    /// and no others, no input, nobody to ask; whatever is printed goes to `out`. A terminal where `colour` is asked for.
    pub fn within(&self, vars: HashMap<OsString, OsString>, colour: bool, out: impl Write + Clone + 'static) -> World {
        World {
            now: self.now,
            local: self.local,
            today: self.today,
            bad_clock: None,
            program: PathBuf::from("auld"),
            terminal: Terminal { stdout: colour, colours: colour, width: self.terminal.width, ..Terminal::default() },
            stdin: Box::new(io::empty()),
            stdout: Box::new(out.clone()),
            stderr: Box::new(out),
            ask: Box::new(Nobody::default()),
            ends: false,
            zone: self.zone,
            vars: Vars::Fixed(vars),
        }
    }

    /// Returns how far the clock on the wall is ahead of UTC.
    pub fn zone(&self) -> FixedOffset {
        let ahead = (self.local - self.now.naive_utc()).num_seconds();
        i32::try_from(ahead).ok().and_then(FixedOffset::east_opt).unwrap_or(Utc.fix())
    }

    /// Returns what the clock on the wall showed at an instant.
    pub fn on_the_wall(&self, at: DateTime<Utc>) -> NaiveDateTime {
        self.zone.local(at)
    }

    /// Returns an environment variable that is set to something.
    pub fn var(&self, name: &str) -> Option<OsString> {
        self.vars.get(name)
    }

    /// Returns where the store lies unless told otherwise; `None` where no home folder is known.
    pub fn default_store(&self) -> Option<PathBuf> {
        let data = self.var("XDG_DATA_HOME").map(PathBuf::from).filter(|p| p.is_absolute());
        let data = data.or_else(|| match &self.vars {
            // etcetera knows the other platforms' places; HOME is asked for first, since tests and users set it.
            Vars::Process if self.var("HOME").is_none() => {
                etcetera::choose_base_strategy().ok().map(|base| base.data_dir())
            }
            _ => self.var("HOME").map(PathBuf::from).filter(|p| p.is_absolute()).map(|home| home.join(".local/share")),
        })?;
        Some(data.join("auld").join("auld.db"))
    }

    /// Returns the file of settings: what AULD_CONFIG names, else the usual one; `None` where no home folder is known. What
    /// the folder that one stands in says is never asked.
    ///
    /// # Errors
    /// Where AULD_CONFIG is no absolute path; returns what it is.
    pub fn settings_file(&self) -> Result<Option<PathBuf>, OsString> {
        if let Some(named) = self.var("AULD_CONFIG") {
            return if Path::new(&named).is_absolute() { Ok(Some(named.into())) } else { Err(named) };
        }
        let config = self.var("XDG_CONFIG_HOME").map(PathBuf::from).filter(|p| p.is_absolute());
        let config = config.or_else(|| match &self.vars {
            Vars::Process if self.var("HOME").is_none() => {
                etcetera::choose_base_strategy().ok().map(|base| base.config_dir())
            }
            _ => self.var("HOME").map(PathBuf::from).filter(|p| p.is_absolute()).map(|home| home.join(".config")),
        });
        Ok(config.map(|config| config.join("auld").join("settings.toml")))
    }

    /// Returns who runs this.
    pub fn user(&self) -> u32 {
        rustix::process::geteuid().as_raw()
    }

    /// Begins to tell how far a work of so many bytes has come; `None` where nobody knows how many. Nothing is told where
    /// the error stream is no terminal, or one that cannot draw over a line.
    pub fn progress(&self, total: Option<u64>) -> Progress {
        let draws = self.terminal.stderr && !is_dumb(&self.vars);
        if draws && total != Some(0) { Progress::begin(total) } else { Progress::default() }
    }

    /// Returns the command line of the user's editor.
    pub fn editor(&self) -> OsString {
        self.var("VISUAL").or_else(|| self.var("EDITOR")).unwrap_or_else(|| "vi".into())
    }

    /// Flushes and ends the process without undoing what the system undoes faster.
    pub fn leave(mut self, code: u8) -> ExitCode {
        self.stdout.flush().ok();
        self.stderr.flush().ok();
        ExitCode::from(code)
    }
}

impl Zone {
    fn local(self, at: DateTime<Utc>) -> NaiveDateTime {
        match self {
            Zone::System => at.with_timezone(&Local).naive_local(),
            Zone::Fixed(offset) => at.with_timezone(&offset).naive_local(),
        }
    }
}

impl Vars {
    fn get(&self, name: &str) -> Option<OsString> {
        let value = match self {
            Vars::Process => std::env::var_os(name),
            Vars::Fixed(map) => map.get(OsStr::new(name)).cloned(),
        };
        value.filter(|v| !v.is_empty())
    }
}

/// Tells whether the terminal can do nothing but print lines. One that does not say what it is is taken for such a one.
fn is_dumb(vars: &Vars) -> bool {
    vars.get("TERM").is_none_or(|term| term == "dumb")
}

/// Reads the clock, or what `AULD_NOW` says in its stead: a day, or an instant in RFC 3339.
fn clock(told: Option<OsString>) -> (DateTime<Utc>, Zone, Option<String>) {
    let Some(told) = told else { return (Utc::now(), Zone::System, None) };
    let text = told.to_string_lossy();
    if let Ok(day) = crate::domain::date::parse_iso(&text) {
        return (day.and_time(NaiveTime::MIN).and_utc(), Zone::Fixed(Utc.fix()), None);
    }
    // The instant is written down as UTC, which may fall into the year before or after.
    let years = |at: &DateTime<Utc>| crate::domain::date::YEARS.contains(&at.year());
    match DateTime::parse_from_rfc3339(&text) {
        Ok(at) if years(&at.to_utc()) => (at.to_utc(), Zone::Fixed(*at.offset()), None),
        _ => (Utc::now(), Zone::System, Some(text.into_owned())),
    }
}

/// Returns the width the user sets, else that of the terminal; `None` where the output is no terminal.
fn screen_width(vars: &Vars, terminal: bool) -> Option<usize> {
    let set = vars.get("COLUMNS").and_then(|v| v.to_str()?.parse::<usize>().ok()).filter(|w| *w > 0);
    set.or_else(|| {
        let size = terminal.then(|| rustix::termios::tcgetwinsize(io::stdout()).ok()).flatten()?;
        Some(usize::from(size.ws_col)).filter(|w| *w > 0)
    })
}

/// Asks nobody: for scripts, where the flag that answers is named instead.
#[derive(Default)]
struct Nobody {
    /// Who may sit at the terminal beside a pipe. No flag and no pipe can say a passphrase, so they are asked for one.
    at_keyboard: Option<Person>,
}

impl Ask for Nobody {
    fn choose(&mut self, _: &str, _: &[String]) -> Result<usize, Unanswered> {
        Err(Unanswered::Nobody)
    }

    fn confirm(&mut self, _: &str, _: bool) -> Result<bool, Unanswered> {
        Err(Unanswered::Nobody)
    }

    fn line(&mut self, _: &str) -> Result<String, Unanswered> {
        Err(Unanswered::Nobody)
    }

    fn secret(&mut self, question: &str) -> Result<Secret, Unanswered> {
        self.at_keyboard.as_mut().map_or(Err(Unanswered::Nobody), |person| person.secret(question))
    }

    fn edit(&mut self, editor: &OsStr, draft: &str) -> io::Result<Option<String>> {
        editor::edit(editor, draft)
    }
}
