//! The world that tests run in: a fixed day, no variables but those given, a fresh store, scripted answers.
//!
//! After every command the bench itself holds the store to the laws that no verb may break, so that a verb's
//! own tests need only say what the verb does. See [`Bench::run`].

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use auld::World;
use auld::domain::secret::Secret;
use auld::store::{Access, OpInfo, Store, UndoError};
use auld::world::{Ask, Unanswered};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use tempfile::TempDir;

use crate::dump::{Dump, raw, same};

/// Verbs that put another store in the place of this one, or take words out of its past: no undo can bring that back.
const WITHOUT_UNDO: &[&str] = &["restore", "forget"];

/// What a person at the terminal does when asked.
#[derive(Debug, Clone)]
pub enum Answer {
    /// Chooses the item that holds this text.
    Pick(&'static str),
    Yes,
    No,
    /// Types a line.
    Line(&'static str),
    /// Types a passphrase.
    #[cfg_attr(not(feature = "crypt"), allow(dead_code))]
    Secret(&'static str),
    /// Saves this in the editor.
    Save(&'static str),
    /// Leaves without an answer.
    Leave,
}

/// A world with a store of its own, in a folder that goes away with it.
pub struct Bench {
    home: TempDir,
    vars: HashMap<OsString, OsString>,
    now: DateTime<Utc>,
    stdin: Vec<u8>,
    answers: Option<VecDeque<Answer>>,
    checked: bool,
}

impl Bench {
    /// Returns a world on Monday 2026-11-23, nine o'clock, 80 columns, with no store yet. Each command takes a minute.
    pub fn new() -> Bench {
        let home = temp_dir();
        let vars = HashMap::from([("HOME".into(), home.path().into()), ("COLUMNS".into(), "80".into())]);
        let mut bench =
            Bench { home, vars, now: DateTime::UNIX_EPOCH, stdin: Vec::new(), answers: None, checked: true };
        bench.on("2026-11-23");
        bench
    }

    /// Returns a world that does not hold each command to the laws: for tests that hold them to more, many times over.
    pub fn unchecked() -> Bench {
        Bench { checked: false, ..Bench::new() }
    }

    /// Moves to another day, nine o'clock.
    pub fn on(&mut self, day: &str) -> &mut Bench {
        let day: NaiveDate = day.parse().expect("a day");
        self.now = day.and_hms_opt(9, 0, 0).expect("nine o'clock is on every day").and_utc();
        self
    }

    /// Sets a variable; one set to nothing is as good as none.
    pub fn var(&mut self, name: &str, value: &str) -> &mut Bench {
        self.vars.insert(name.into(), value.into());
        self
    }

    /// Gives the next command this to read.
    pub fn stdin(&mut self, text: impl Into<Vec<u8>>) -> &mut Bench {
        self.stdin = text.into();
        self
    }

    /// Lets a person answer the next command's questions. It must ask as many as there are answers; the test fails
    /// where it asks more or fewer. Without this nobody can be asked, as in a script.
    pub fn answers(&mut self, answers: impl IntoIterator<Item = Answer>) -> &mut Bench {
        self.answers = Some(answers.into_iter().collect());
        self
    }

    /// Returns the folder that is HOME.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Returns where the store is, or will be.
    pub fn db(&self) -> PathBuf {
        self.home.path().join(".local/share/auld/auld.db")
    }

    /// Returns what the store holds.
    pub fn dump(&self) -> Dump {
        Dump::of(&self.db())
    }

    /// Writes a file into HOME and returns its path.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.home.path().join(name);
        std::fs::write(&path, bytes).expect("HOME is writable");
        path
    }

    /// Runs one command line, program name left out, and holds the store to these laws:
    ///
    /// - a command that fails, and one that only reads, changes nothing; one that writes is one operation
    /// - the file is sound, references hold, and the derived rows are what a rebuild gives
    /// - undoing the operation gives the store of before, and redoing it gives it back
    #[must_use = "say how the command should have ended"]
    pub fn run(&mut self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Outcome {
        let args: Vec<OsString> = args.into_iter().map(|arg| arg.as_ref().to_owned()).collect();
        let before = if self.checked { self.dump() } else { Dump::default() };
        let outcome = self.run_only(&args);
        if self.checked {
            self.hold_to_the_laws(&args, &before, &outcome);
        }
        outcome
    }

    fn run_only(&mut self, args: &[OsString]) -> Outcome {
        self.now += TimeDelta::minutes(1);
        let (out, err) = (Shared::default(), Shared::default());
        let questions = Rc::new(RefCell::new(String::new()));
        let queue = Rc::new(RefCell::new(VecDeque::new()));
        let answers = self.answers.take();
        // Whoever answers sits at a terminal, though what is printed is kept as it is.
        let sits = answers.is_some();
        let ask: Box<dyn Ask> = match answers {
            None => Box::new(Nobody),
            Some(answers) => {
                *queue.borrow_mut() = answers;
                Box::new(Script { answers: Rc::clone(&queue), said: Rc::clone(&questions) })
            }
        };
        let mut world = World::fixed(self.now, self.vars.clone(), std::mem::take(&mut self.stdin), ask);
        (world.terminal.stdin, world.terminal.stderr) = (sits, sits);
        world.stdout = Box::new(out.clone());
        world.stderr = Box::new(err.clone());
        let code = auld::run(std::iter::once(OsString::from("auld")).chain(args.iter().cloned()), &mut world);
        drop(world);
        let home = self.home.path().display().to_string();
        let text =
            |bytes: Shared| String::from_utf8(bytes.0.take()).expect("the output is UTF-8").replace(&home, "[HOME]");
        let asked = questions.take().replace(&home, "[HOME]");
        let outcome = Outcome { stdout: text(out), stderr: text(err), asked, code };
        let left = queue.borrow();
        assert!(left.is_empty(), "these answers were not asked for: {left:?}\n{outcome}");
        outcome
    }

    fn hold_to_the_laws(&self, args: &[OsString], before: &Dump, outcome: &Outcome) {
        let after = self.dump();
        let line = args.iter().map(|a| a.to_string_lossy()).collect::<Vec<_>>().join(" ");
        if WITHOUT_UNDO.iter().any(|verb| args.iter().any(|a| a == verb)) {
            return;
        }
        if after.operation == before.operation {
            same(&before.rows, &after.rows, &format!("`auld {line}` wrote around the log\n{outcome}"));
            return;
        }
        assert_eq!(outcome.code, 0, "`auld {line}` failed, and wrote all the same\n{outcome}");
        assert_eq!(after.operation, before.operation + 1, "`auld {line}` is more than one operation");
        sound(&self.db());
        let copy = self.copy_of_store();
        revert(&copy, after.operation, false);
        same(&before.rows, &Dump::of(&copy).rows, &format!("undoing `auld {line}` does not give the store of before"));
        sound(&copy);
        revert(&copy, after.operation, true);
        same(&after.rows, &Dump::of(&copy).rows, &format!("redoing `auld {line}` does not give it back"));
        sound(&copy);
    }

    /// Copies the store's files to where they can be written without harm.
    fn copy_of_store(&self) -> PathBuf {
        let folder = self.home.path().join(".copy");
        std::fs::remove_dir_all(&folder).ok();
        std::fs::create_dir(&folder).expect("HOME is writable");
        copy_store(&self.db(), &folder.join("auld.db"));
        folder.join("auld.db")
    }
}

/// Copies a store that nobody has open.
pub fn copy_store(from: &Path, to: &Path) {
    for suffix in ["", "-wal"] {
        let beside = |path: &Path| PathBuf::from(format!("{}{suffix}", path.display()));
        if beside(from).exists() {
            std::fs::copy(beside(from), beside(to)).expect("the store can be copied");
        }
    }
}

/// Copies all that is in a folder, stores that nobody has open among it.
pub fn copy_folder(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("readable") {
        let (from, to) = (entry.as_ref().expect("readable").path(), to.join(entry.expect("readable").file_name()));
        if from.is_dir() {
            std::fs::create_dir_all(&to).expect("a place of our own");
            copy_folder(&from, &to);
        } else {
            std::fs::copy(from, to).expect("it can be copied");
        }
    }
}

/// Returns a fresh folder, in memory where the machine has such a place: a synced write costs nothing there.
pub fn temp_dir() -> TempDir {
    let memory = Path::new("/dev/shm");
    let base = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    tempfile::Builder::new().prefix("auld-test-").tempdir_in(base).expect("there is a place for temporary files")
}

/// Fails the test where the store at `path` is not sound in every way that can be looked at.
#[track_caller]
pub fn sound(path: &Path) {
    sound_but_for(path, "");
}

/// As [`sound`], with one thing that may be as it is.
#[track_caller]
pub fn sound_but_for(path: &Path, about: &str) {
    let mut store = Store::open(path, Access::Read).unwrap_or_else(|e| panic!("the store does not open: {e}"));
    for finding in store.examine().expect("the store can be read") {
        // How full the machine is that runs the tests says nothing about auld.
        let waived = finding.about == "disk" || finding.about == about;
        assert!(finding.good || waived, "{}: {}", finding.about, finding.saw);
    }
    drop(store);
    let conn = raw(path);
    for index in ["meeting_search", "person_search"] {
        let sql = format!("INSERT INTO {index} ({index}) VALUES ('integrity-check')");
        conn.execute_batch(&sql).unwrap_or_else(|e| panic!("the index {index} is not sound: {e}"));
    }
}

/// Takes operation `id` back, or brings it back, through the library.
fn revert(path: &Path, id: i64, redo: bool) {
    let mut store = Store::open(path, Access::Write).unwrap_or_else(|e| panic!("the store does not open: {e}"));
    let info = OpInfo {
        verb: "test".into(),
        argv: Vec::new(),
        at: DateTime::UNIX_EPOCH,
        today: DateTime::UNIX_EPOCH.date_naive(),
    };
    let done = store.write(&info, false, |tx| if redo { tx.redo(Some(id)) } else { tx.undo(Some(id)) });
    done.map_err(|e: UndoError| e.to_string()).unwrap_or_else(|e| panic!("operation {id} cannot be reverted: {e}"));
}

/// What a command said and how it ended. Prints as one text, for inline snapshots.
#[derive(Debug)]
pub struct Outcome {
    pub stdout: String,
    pub stderr: String,
    /// The questions, each with its answer.
    pub asked: String,
    pub code: u8,
}

impl Outcome {
    /// Demands exit code 0.
    pub fn success(self) -> Outcome {
        self.code(0)
    }

    /// Demands this exit code.
    pub fn code(self, code: u8) -> Outcome {
        assert_eq!(self.code, code, "the command ended otherwise:\n{self}");
        self
    }

    /// Tells whether the verb is none of this program's.
    pub fn no_such_verb(&self) -> bool {
        self.code == 2 && self.stderr.contains("error: there is no verb `")
    }

    /// Demands exit code 0 and one JSON document on standard output, and returns it.
    pub fn json(self) -> serde_json::Value {
        let outcome = self.success();
        serde_json::from_str(&outcome.stdout)
            .unwrap_or_else(|e| panic!("standard output is not one JSON document: {e}\n{outcome}"))
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.stdout)?;
        for (heading, text) in [("asked", &self.asked), ("stderr", &self.stderr)] {
            if !text.is_empty() {
                write!(f, "------- {heading} -------\n{text}")?;
            }
        }
        if self.code == 0 { Ok(()) } else { write!(f, "[exit code {}]", self.code) }
    }
}

/// A stream into memory that can be read after the world that writes to it is gone.
#[derive(Debug, Clone, Default)]
struct Shared(Rc<RefCell<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Nobody is there, as in a script.
struct Nobody;

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

    fn edit(&mut self, editor: &OsStr, _: &str) -> io::Result<Option<String>> {
        panic!("the editor {editor:?} was started, and the test has no answer")
    }
}

/// A person who answers as written down beforehand.
struct Script {
    answers: Rc<RefCell<VecDeque<Answer>>>,
    said: Rc<RefCell<String>>,
}

impl Script {
    fn next(&mut self, question: &str) -> Answer {
        let answer = self.answers.borrow_mut().pop_front();
        let answer = answer.unwrap_or_else(|| panic!("asked `{question}`, and the test has no answer left"));
        self.said.borrow_mut().push_str(&format!("? {question}\n> {answer:?}\n"));
        answer
    }
}

impl Ask for Script {
    fn choose(&mut self, question: &str, items: &[String]) -> Result<usize, Unanswered> {
        match self.next(&format!("{question} [{}]", items.join(" | "))) {
            Answer::Pick(part) => {
                Ok(items.iter().position(|i| i.contains(part)).unwrap_or_else(|| panic!("no `{part}` among {items:?}")))
            }
            Answer::Leave => Err(Unanswered::Left),
            other => panic!("asked to choose `{question}`, the test answers {other:?}"),
        }
    }

    fn confirm(&mut self, question: &str, _: bool) -> Result<bool, Unanswered> {
        match self.next(question) {
            Answer::Yes => Ok(true),
            Answer::No => Ok(false),
            Answer::Leave => Err(Unanswered::Left),
            other => panic!("asked yes or no `{question}`, the test answers {other:?}"),
        }
    }

    fn line(&mut self, question: &str) -> Result<String, Unanswered> {
        match self.next(question) {
            Answer::Line(text) => Ok(text.to_owned()),
            Answer::Leave => Err(Unanswered::Left),
            other => panic!("asked for a line `{question}`, the test answers {other:?}"),
        }
    }

    fn secret(&mut self, question: &str) -> Result<Secret, Unanswered> {
        match self.next(question) {
            Answer::Secret(text) => Ok(Secret::new(text.to_owned())),
            Answer::Leave => Err(Unanswered::Left),
            other => panic!("asked for a passphrase `{question}`, the test answers {other:?}"),
        }
    }

    fn edit(&mut self, _: &OsStr, draft: &str) -> io::Result<Option<String>> {
        match self.next(&format!("edit {draft:?}")) {
            Answer::Save(text) => Ok(Some(text.to_owned())),
            Answer::Leave => Ok(None),
            other => panic!("the editor was opened, the test answers {other:?}"),
        }
    }
}
