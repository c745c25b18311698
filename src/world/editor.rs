//! The user's editor on a draft that nobody else can read and of which no copy stays.

use std::ffi::{OsStr, OsString};
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::Utc;

/// How the folder of a draft begins; the number of the process follows.
const FOLDER: &str = "auld-";

/// Runs the editor on a private file, without a shell, and removes the file. Returns the text as saved; `None` where the
/// editor ended with an error.
pub(super) fn edit(editor: &OsStr, draft: &str) -> io::Result<Option<String>> {
    let base = base();
    remove_abandoned(&base);
    let folder = base.join(format!("{FOLDER}{}-{:x}", std::process::id(), Utc::now().timestamp_subsec_nanos()));
    DirBuilder::new().mode(0o700).create(&folder)?;
    let text = write_and_run(editor, draft, &folder);
    fs::remove_dir_all(&folder).ok();
    text
}

/// Returns where drafts go: into memory, where there is such a place.
fn base() -> PathBuf {
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let memory = || Some(PathBuf::from("/dev/shm")).filter(|p| p.is_dir());
    runtime.filter(|p| p.is_absolute() && p.is_dir()).or_else(memory).unwrap_or_else(std::env::temp_dir)
}

/// Removes the drafts of commands that were killed.
fn remove_abandoned(base: &Path) {
    for entry in fs::read_dir(base).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| name.strip_prefix(FOLDER)?.split_once('-')?.0.parse().ok());
        let Some(process) = number.and_then(rustix::process::Pid::from_raw) else { continue };
        let gone = rustix::process::test_kill_process(process) == Err(rustix::io::Errno::SRCH);
        let ours = |about: fs::Metadata| about.is_dir() && about.uid() == rustix::process::geteuid().as_raw();
        if gone && fs::symlink_metadata(entry.path()).is_ok_and(ours) {
            fs::remove_dir_all(entry.path()).ok();
        }
    }
}

fn write_and_run(editor: &OsStr, draft: &str, folder: &Path) -> io::Result<Option<String>> {
    let file = folder.join("draft.txt");
    let mut made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&file)?;
    made.write_all(draft.as_bytes())?;
    drop(made);
    let words = words(editor)?;
    let Some((program, words)) = words.split_first() else { return Err(io::Error::other("it names no program")) };
    // Before those of the user, which may run commands at once.
    let mut editor = Command::new(program);
    editor.args(keeping_nothing(program, folder)).args(words).arg(&file);
    let done = editor.status()?;
    Ok(if done.success() { Some(fs::read_to_string(&file)?) } else { None })
}

/// Splits a command line as a shell does, without having a shell run it: quotes hold words together, nothing else is
/// special.
fn words(editor: &OsStr) -> io::Result<Vec<String>> {
    let line = editor.to_str().ok_or_else(|| io::Error::other("it is not UTF-8 text"))?;
    shell_words::split(line).map_err(|_| io::Error::other("a quote in it is not closed"))
}

/// Returns the flags by which an editor keeps no copy of the text in files of its own, whatever its settings say.
fn keeping_nothing(program: &str, folder: &Path) -> Vec<OsString> {
    let flags = |flags: &[&str]| flags.iter().map(OsString::from).collect();
    match real_name(program).as_str() {
        name if name.starts_with("nvim") => {
            flags(&["-i", "NONE", "-n", "-c", "set nobackup nowritebackup noundofile noswapfile shada="])
        }
        name if ["vim", "gvim", "vimx", "mvim"].iter().any(|begin| name.starts_with(begin)) => {
            flags(&["-i", "NONE", "-n", "-c", "set nobackup nowritebackup noundofile noswapfile viminfo="])
        }
        name if name.starts_with("emacs") && !name.starts_with("emacsclient") => flags(&[
            "--eval",
            "(setq make-backup-files nil auto-save-default nil auto-save-list-file-prefix nil create-lockfiles nil)",
        ]),
        // It cannot be told to make none; what it makes goes with the folder.
        "nano" | "rnano" => {
            let mut flag = OsString::from("--backupdir=");
            flag.push(folder);
            vec![flag]
        }
        _ => Vec::new(),
    }
}

/// Returns the name of the program behind all links: `vi` is often another.
fn real_name(program: &str) -> String {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = if program.contains('/') {
        Some(PathBuf::from(program))
    } else {
        std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
    };
    let real = found.and_then(|file| fs::canonicalize(file).ok()).unwrap_or_else(|| PathBuf::from(program));
    real.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_editor_is_split_as_a_shell_splits_and_nothing_in_it_is_run() {
        for (line, expected) in [
            ("vi", &["vi"][..]),
            ("code --wait", &["code", "--wait"]),
            ("'/opt/My Editor/ed' -x", &["/opt/My Editor/ed", "-x"]),
            ("/opt/My\\ Editor/ed  \"a b\"", &["/opt/My Editor/ed", "a b"]),
            ("ed; rm -rf $HOME `id` > x", &["ed;", "rm", "-rf", "$HOME", "`id`", ">", "x"]),
        ] {
            assert_eq!(words(OsStr::new(line)).expect("words"), expected, "{line}");
        }
        assert!(words(OsStr::new("'ed")).is_err());
    }
}
