//! Folders of mail: Maildir, with the folders in it, and folders of messages or mailboxes.

use std::io;
use std::path::{Path, PathBuf};

use super::head::DRAFTS;

/// How deep folders are looked for.
const DEPTH_MAX: usize = 8;

/// Returns the files of a folder that are mail, in order: those in `cur` and `new` of a Maildir and of the folders in it,
/// and files that end in `eml` or `mbox` or are called `mbox`. Junk and drafts are passed over, and links not followed.
///
/// # Errors
/// Where the folder cannot be read.
pub fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    collect(folder, DEPTH_MAX, &mut found)?;
    found.sort();
    Ok(found)
}

fn collect(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> io::Result<()> {
    let called = |path: &Path, names: &[&str]| path.file_name().is_some_and(|name| names.iter().any(|n| name == *n));
    let messages = called(folder, &["cur", "new"]);
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let (path, kind) = (entry.path(), entry.file_type()?);
        let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if kind.is_dir() {
            // What is in `tmp` is not yet delivered. A folder whose name begins with a dot is one of mail.
            let maildir = || ["cur", "new"].iter().any(|name| path.join(name).is_dir());
            if depth > 0 && !called(&path, &["tmp"]) && !is_no_mail(&path) && (!hidden || maildir()) {
                collect(&path, depth - 1, found)?;
            }
        } else if kind.is_file() && !hidden {
            let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_lowercase);
            if messages && !is_draft(&path)
                || called(&path, &["mbox"])
                || matches!(ending.as_deref(), Some("eml" | "mbox"))
            {
                found.push(path);
            }
        }
    }
    Ok(())
}

/// Tells whether a folder is called as those of junk and of drafts are.
fn is_no_mail(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_lowercase();
    let last = name.rsplit(['.', '/']).next().unwrap_or_default();
    matches!(last, "junk" | "spam" | "junk e-mail" | "bulk mail") || DRAFTS.contains(&last)
}

/// Tells whether a message is marked as a draft: its name ends in flags, `:2,DS`.
fn is_draft(path: &Path) -> bool {
    let name = path.file_name().map_or(b"".as_slice(), |name| name.as_encoded_bytes());
    let flags = memchr::memmem::rfind(name, b"2,").and_then(|at| name.get(at + 2..)).unwrap_or_default();
    flags.len() < 10 && flags.iter().all(u8::is_ascii_alphabetic) && flags.contains(&b'D')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_is_found_in_folders_of_every_kind() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let root = folder.path();
        for name in [
            "cur/1.host:2,S",
            "cur/9.host:2,DS",
            ".Drafts/cur/6.host",
            ".INBOX.Junk/cur/7.host",
            "Spam/cur/8.host",
            "new/2.host",
            "tmp/3.host",
            ".Sent/cur/4.host",
            ".cache/cur.db",
            "Work/new/5.host",
            "dovecot.index",
            "x/a.EML",
            "x/b.txt",
            "Old.mbox/mbox",
            "Old.mbox/table_of_contents",
            "takeout.mbox",
        ] {
            let path = root.join(name);
            std::fs::create_dir_all(path.parent().expect("in a folder")).expect("a folder can be made");
            std::fs::write(path, "").expect("a file can be written");
        }
        let found = files(root).expect("the folder can be read");
        let shown: Vec<_> =
            found.iter().map(|path| path.strip_prefix(root).expect("below").display().to_string()).collect();
        assert_eq!(
            shown,
            [
                ".Sent/cur/4.host",
                "Old.mbox/mbox",
                "Work/new/5.host",
                "cur/1.host:2,S",
                "new/2.host",
                "takeout.mbox",
                "x/a.EML"
            ]
        );
    }
}
