//! The file of settings: TOML that the user writes by hand. Only a command that needs what may stand in it reads it.

use std::fs::File;
use std::io::Read as _;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::words;

/// All that can be set.
const KNOWN: &[&str] = &["key_command"];
/// A file longer than this was not written by hand.
const LONGEST_BYTES: u64 = 64 * 1024;
/// How much of a known name an unknown one must be like to be taken for a slip of the finger, from 0 to 1.
const ALIKE: f64 = 0.75;

/// What the file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chosen {
    /// The program that prints the key of a locked store, with its arguments; `None` where none is named. Never empty.
    pub key_command: Option<Vec<String>>,
    /// What was not understood, a line each, with the number of the line in the file.
    pub warnings: Vec<String>,
}

/// Reads the settings; a file that is not there says nothing. `user` is who runs this.
///
/// # Errors
/// Says why the file cannot be used: it is not to be read, no TOML, or others may have written it.
pub fn read(path: &Path, user: u32) -> Result<Chosen, String> {
    // What is no regular file is refused below, and must not be waited for.
    let wait_for_nothing = rustix::fs::OFlags::NONBLOCK.bits() as i32;
    let file = match File::options().read(true).custom_flags(wait_for_nothing).open(path) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Chosen::default()),
        file => file.map_err(|e| why(&e))?,
    };
    let about = file.metadata().map_err(|e| why(&e))?;
    if !about.is_file() {
        return Err("it is no regular file".into());
    }
    // Whoever can write it can have any program run. Some systems keep settings where only root writes.
    if about.uid() != user && about.uid() != 0 {
        return Err(format!("it belongs to user {}", about.uid()));
    }
    if about.mode() & 0o022 != 0 {
        return Err("others can write to it".into());
    }
    let mut text = String::new();
    let read = file.take(LONGEST_BYTES + 1).read_to_string(&mut text);
    match read {
        Ok(length) if length as u64 > LONGEST_BYTES => Err(format!("it is longer than {LONGEST_BYTES} bytes")),
        Ok(_) => parse(&text),
        Err(e) if e.kind() == std::io::ErrorKind::InvalidData => Err("it is not UTF-8 text".into()),
        Err(e) => Err(why(&e)),
    }
}

/// Says why a call on the file failed, without the numbers of the system.
fn why(e: &std::io::Error) -> String {
    let text = e.to_string();
    text.split_once(" (os error").map_or(text.as_str(), |(words, _)| words).to_lowercase()
}

fn parse(text: &str) -> Result<Chosen, String> {
    let line_of = |at: usize| 1 + text.get(..at).unwrap_or_default().matches('\n').count();
    let table = DeTable::parse(text).map_err(|e| {
        let line = e.span().map(|span| format!("line {}: ", line_of(span.start))).unwrap_or_default();
        format!("{line}{}", e.message())
    })?;
    let mut chosen = Chosen::default();
    let mut unknown = Vec::new();
    for (name, value) in table.get_ref() {
        let line = line_of(name.span().start);
        let wrong = |why: &str| format!("line {line}: `{}` {why}", name.get_ref());
        match (name.get_ref().as_ref(), value.get_ref()) {
            ("key_command", DeValue::String(command)) => {
                let words = words::split(command).ok_or_else(|| wrong("has a quote that does not end"))?;
                if words.first().is_none_or(String::is_empty) {
                    return Err(wrong("names no program"));
                }
                chosen.key_command = Some(words);
            }
            ("key_command", _) => return Err(wrong("is no text; write it as key_command = \"pass show auld\"")),
            (other, _) => unknown.push((line, other.to_owned())),
        }
    }
    unknown.sort();
    chosen.warnings = unknown.into_iter().map(|(line, name)| not_known(line, &name)).collect();
    Ok(chosen)
}

fn not_known(line: usize, name: &str) -> String {
    let like = |known: &&&str| strsim::jaro_winkler(name, known);
    let nearest = KNOWN.iter().max_by(|a, b| like(a).total_cmp(&like(b))).filter(|known| like(known) >= ALIKE);
    let meant = nearest.map(|known| format!("; did you mean `{known}`?")).unwrap_or_default();
    format!("line {line}: there is no setting `{name}`{meant}")
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn settings_are_read_and_what_is_not_known_is_named() {
        let command = |words: &[&str]| Some(words.iter().map(|word| (*word).to_owned()).collect());
        assert_eq!(parse("").expect("nothing"), Chosen::default());
        let chosen = parse("# mine\nkey_command = \"pass show 'my key'\"\n").expect("settings");
        assert_eq!((chosen.key_command, chosen.warnings), (command(&["pass", "show", "my key"]), vec![]));
        let chosen = parse("colour = 1\n\nkey_comand = 'x'\n[more]\na = 1\n").expect("settings");
        assert_eq!(
            chosen.warnings,
            [
                "line 1: there is no setting `colour`",
                "line 3: there is no setting `key_comand`; did you mean `key_command`?",
                "line 4: there is no setting `more`",
            ]
        );
        for (text, why) in [
            ("key_command = 1", "line 1: `key_command` is no text"),
            ("\nkey_command = '  '", "line 2: `key_command` names no program"),
            ("key_command = \"'' x\"", "names no program"),
            ("key_command = \"pass 'x\"", "has a quote that does not end"),
            ("a = 1\nkey_command = ", "line 2: "),
            ("a = 1\na = 2", "line 2: "),
        ] {
            let said = parse(text).expect_err(text);
            assert!(said.contains(why), "{text}: {said}");
        }
    }

    #[test]
    fn settings_that_others_may_have_written_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("settings.toml");
        let me = rustix::process::geteuid().as_raw();
        assert_eq!(read(&path, me).expect("not there"), Chosen::default());
        fs::write(&path, "key_command = 'x'\n").expect("writable");
        for (mode, good) in [(0o600, true), (0o644, true), (0o620, false), (0o602, false), (0o666, false)] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("ours");
            assert_eq!(read(&path, me).is_ok(), good, "{mode:o}");
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("ours");
        // Whoever is root owns what root owns; so only another owner than both can be tried here.
        if me != 0 {
            assert_eq!(read(&path, me + 1).expect_err("foreign"), format!("it belongs to user {me}"));
        }
        fs::write(&path, b"key_command = '\xff'\n").expect("writable");
        assert_eq!(read(&path, me).expect_err("no text"), "it is not UTF-8 text");
        fs::write(&path, "#".repeat(70_000)).expect("writable");
        assert!(read(&path, me).expect_err("long").contains("longer than"));
        assert_eq!(read(folder.path(), me).expect_err("a folder"), "it is no regular file");
        let fifo = folder.path().join("fifo");
        rustix::fs::mkfifoat(rustix::fs::CWD, &fifo, rustix::fs::Mode::RUSR).expect("a fifo");
        assert_eq!(read(&fifo, me).expect_err("a fifo"), "it is no regular file");
    }
}
