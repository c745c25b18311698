//! The real program, run as a process in a home of its own. Dear next to the bench: only for what the bench cannot see.

use std::ffi::OsStr;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::bench::temp_dir;

/// Returns the program under test: this package's, or the file that `AULD_BIN` names, called `auld`, to show that a test
/// fails on a build that is broken on purpose.
#[expect(clippy::disallowed_methods, reason = "what is asked of the tests is not asked of a World")]
pub fn program() -> PathBuf {
    std::env::var_os("AULD_BIN").map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_auld")), PathBuf::from)
}

/// A home for processes: no variables but HOME, PATH, the day and the width.
pub struct Place {
    home: TempDir,
}

impl Place {
    /// Returns a home with no store in it yet.
    pub fn new() -> Place {
        Place { home: temp_dir() }
    }

    /// Returns a home whose store knows Grace Tan.
    pub fn with_grace() -> Place {
        let place = Place::new();
        place.run(["add", "Grace Tan"]).success();
        place
    }

    /// Returns the folder that is HOME.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Returns where the store is, or will be.
    pub fn db(&self) -> PathBuf {
        self.home.path().join(".local/share/auld/auld.db")
    }

    /// Returns the program, ready to run in this home.
    pub fn auld(&self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
        self.dress(Command::new(program()), args)
    }

    /// Returns a shell that runs `script`, in which `auld` is the program.
    pub fn shell(&self, script: &str) -> Command {
        let mut shell = self.dress(Command::new("sh"), ["-c", script]);
        let program = program();
        let folder = program.parent().expect("it lies in a folder");
        shell.env("PATH", format!("{}:/usr/bin:/bin:/usr/sbin:/sbin", folder.display()));
        shell
    }

    /// Gives a command the variables of this home.
    pub fn dress(&self, mut command: Command, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
        command.args(args).current_dir(self.home()).env_clear();
        command
            .env("HOME", self.home())
            .env("AULD_NOW", "2026-11-23")
            .env("COLUMNS", "80")
            .env("PATH", "/usr/bin:/bin");
        command.stdin(Stdio::null());
        command
    }

    /// Runs the program.
    #[must_use = "say how the process should have ended"]
    pub fn run(&self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Ended {
        ended(&mut self.auld(args))
    }

    /// Runs a shell script, in which `auld` is the program.
    #[must_use = "say how the process should have ended"]
    pub fn sh(&self, script: &str) -> Ended {
        ended(&mut self.shell(script))
    }
}

/// Runs a command to its end.
#[must_use = "say how the process should have ended"]
pub fn ended(command: &mut Command) -> Ended {
    Ended::from(command.output().expect("the program starts"))
}

/// Runs a command to its end, with something to read.
#[must_use = "say how the process should have ended"]
pub fn ended_reading(command: &mut Command, bytes: &[u8]) -> Ended {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // A program that does not read to the end is free not to.
    child.stdin.take().expect("it was piped").write_all(bytes).ok();
    Ended::from(child.wait_with_output().expect("the program ends"))
}

/// How a process ended, and what it said, to the byte.
#[derive(Debug)]
pub struct Ended {
    pub out: Vec<u8>,
    pub err: Vec<u8>,
    /// The exit code; `None` where a signal ended it.
    pub code: Option<i32>,
    pub signal: Option<i32>,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Ended {
        let (code, signal) = (output.status.code(), output.status.signal());
        Ended { out: output.stdout, err: output.stderr, code, signal }
    }
}

impl Ended {
    /// Returns standard output as text.
    pub fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.out).into_owned()
    }

    /// Returns standard error as text.
    pub fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.err).into_owned()
    }

    /// Demands exit code 0.
    #[track_caller]
    pub fn success(self) -> Ended {
        self.code(0)
    }

    /// Demands this exit code, and that an error is said in words where it is not 0.
    #[track_caller]
    pub fn code(self, code: i32) -> Ended {
        assert_eq!(self.code, Some(code), "signal {:?}\n{}{}", self.signal, self.stdout(), self.stderr());
        assert!(!self.stderr().contains("panicked"), "{}", self.stderr());
        assert!(code == 0 || self.stderr().contains("error: "), "exit code {code} without a word: {self:?}");
        self
    }
}
