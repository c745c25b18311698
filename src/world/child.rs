//! Programs that know secrets: a command of the user's, and the system's keyring.
//!
//! No secret is ever an argument or a variable, where others on the machine could read it: what goes in goes in by the
//! standard input, what comes out comes out by the standard output. No shell is between.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::process::{Command, Stdio};

use zeroize::Zeroizing;

use super::{Vars, World};
use crate::domain::secret::Secret;

/// More than this is no secret.
const LONGEST_BYTES: u64 = 64 * 1024;

/// Why a program told nothing.
#[derive(Debug, thiserror::Error)]
pub enum Untold {
    #[error("`{0}` is not installed")]
    Missing(String),
    #[error("`{0}` ended with {1}")]
    Failed(String, String),
    #[error("`{0}` told nothing")]
    Nothing(String),
    #[error("`{0}` could not be run: {1}")]
    Broken(String, String),
}

impl World {
    /// Runs a program and returns the first line of what it says. What it says on the standard error goes to the user's.
    ///
    /// # Errors
    /// Where it cannot be run, fails, or says nothing; the error names the command and nothing that it said.
    pub fn told_by(&self, words: &[String]) -> Result<Secret, Untold> {
        self.run(words, None)?.ok_or_else(|| Untold::Nothing(words.join(" ")))
    }

    /// Keeps a secret under this name in the keyring of the system.
    ///
    /// # Errors
    /// Where there is no keyring, or it does not keep it; so for all below.
    pub fn keep_in_keyring(&self, name: &str, secret: &Secret) -> Result<(), Untold> {
        let (words, input) = Keyring::HERE.keep(name, secret);
        self.run(&words, Some(&input)).map(|_| ())
    }

    /// Returns the secret of this name.
    pub fn told_by_keyring(&self, name: &str) -> Result<Secret, Untold> {
        self.told_by(&Keyring::HERE.tell(name))
    }

    /// Removes the secret of this name.
    pub fn remove_from_keyring(&self, name: &str) -> Result<(), Untold> {
        self.run(&Keyring::HERE.remove(name), None).map(|_| ())
    }

    /// Keeps what is in memory from being written to the disk where the program dies, and from other programs of the user's.
    pub fn guard_memory(&self) {
        use rustix::process::{Resource, Rlimit, setrlimit};
        if matches!(self.vars, Vars::Process) {
            // A machine that does not let us is as safe as it was.
            setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) }).ok();
            #[cfg(target_os = "linux")]
            rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable).ok();
        }
    }

    fn run(&self, words: &[String], input: Option<&str>) -> Result<Option<Secret>, Untold> {
        let line = words.join(" ");
        let broken = |e: io::Error| Untold::Broken(line.clone(), e.to_string());
        let (program, arguments) = words.split_first().ok_or_else(|| Untold::Nothing(line.clone()))?;
        let mut command = Command::new(program);
        command.args(arguments).stdout(Stdio::piped());
        // Never our own standard input: it may be what the user pipes into auld.
        command.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() });
        if let Vars::Fixed(vars) = &self.vars {
            command.env_clear().envs(vars.iter().map(|(name, value): (&OsString, &OsString)| (name, value)));
        }
        let mut child = command.spawn().map_err(|e| match e.kind() {
            io::ErrorKind::NotFound => Untold::Missing(program.clone()),
            _ => broken(e),
        })?;
        if let (Some(mut pipe), Some(input)) = (child.stdin.take(), input) {
            // A program that ends before it has read all of it says why by how it ends.
            pipe.write_all(input.as_bytes()).ok();
        }
        let mut said = Zeroizing::new(Vec::with_capacity(LONGEST_BYTES as usize));
        let read = child.stdout.take().map_or(Ok(0), |pipe| pipe.take(LONGEST_BYTES).read_to_end(&mut said));
        let ended = child.wait().map_err(broken)?;
        read.map_err(broken)?;
        if !ended.success() {
            let how = ended.code().map_or("a signal".to_owned(), |code| format!("exit code {code}"));
            return Err(Untold::Failed(line, how));
        }
        let first = said.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let first = std::str::from_utf8(first).map_err(|_| Untold::Nothing(line))?.trim();
        Ok((!first.is_empty()).then(|| Secret::new(first.to_owned())))
    }
}

/// The program by which a system's keyring is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keyring {
    /// That of the freedesktop Secret Service: GNOME Keyring, KWallet, KeePassXC.
    SecretTool,
    /// That of macOS.
    Security,
}

impl Keyring {
    const HERE: Keyring = if cfg!(target_os = "macos") { Keyring::Security } else { Keyring::SecretTool };

    /// Returns the command that keeps a secret, and what it has to read.
    fn keep(self, name: &str, secret: &Secret) -> (Vec<String>, Zeroizing<String>) {
        let secret = secret.reveal();
        match self {
            Keyring::SecretTool => {
                let store = ["secret-tool", "store", "--label", "auld: the key of a locked store"];
                (
                    owned(&[&store[..], &["application", "auld", "key", name]].concat()),
                    Zeroizing::new(secret.to_owned()),
                )
            }
            // It reads commands, secrets included, where it is told to be interactive.
            Keyring::Security => {
                let line = format!("add-generic-password -U -s auld -a {name} -w {secret}\n");
                (owned(&["security", "-i"]), Zeroizing::new(line))
            }
        }
    }

    fn tell(self, name: &str) -> Vec<String> {
        match self {
            Keyring::SecretTool => owned(&["secret-tool", "lookup", "application", "auld", "key", name]),
            Keyring::Security => owned(&["security", "find-generic-password", "-s", "auld", "-a", name, "-w"]),
        }
    }

    fn remove(self, name: &str) -> Vec<String> {
        match self {
            Keyring::SecretTool => owned(&["secret-tool", "clear", "application", "auld", "key", name]),
            Keyring::Security => owned(&["security", "delete-generic-password", "-s", "auld", "-a", name]),
        }
    }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_is_an_argument() {
        let secret = Secret::new("5ec7e7".into());
        for keyring in [Keyring::SecretTool, Keyring::Security] {
            let (words, input) = keyring.keep("0a1b", &secret);
            assert!(input.contains("5ec7e7") && words.iter().all(|word| !word.contains("5ec7e7")), "{words:?}");
            assert!(keyring.tell("0a1b").contains(&"0a1b".to_owned()));
            assert!(keyring.remove("0a1b").contains(&"0a1b".to_owned()));
        }
    }
}
