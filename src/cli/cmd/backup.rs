//! `auld backup FILE`

use std::hash::{DefaultHasher, Hasher};
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};
use serde_json::json;

use crate::cli::outfile::{self, OutFile};
use crate::cli::report::{Failure, Refusal};
use crate::cli::seal::{self, OpenFlags, Seal, SealFlags};
use crate::cli::session::{Done, Session};
use crate::exchange::seal::{Keyring, SealError, Sealer};
use crate::store::{self, Access, Copied, Store};
use crate::view::Text;
use crate::view::said::Said;
use crate::view::shell::quoted;
use crate::view::words;

/// Copy the store to a file, checked before it says so
///
/// The copy is whole even while others write. In a folder it is named after the day. Only you can read it.
///
/// `--encrypt` seals it with a passphrase, `--encrypt-to` to keys: for a folder that others copy or read. The program
/// age opens it too. No plain copy touches the disk; it takes memory of twice the size of the store. If you lose the
/// passphrase and the keys, you have no backup.
///
/// A sealed copy is opened again with its passphrase, or with the key that `--identity` names, and compared with the
/// store. A copy sealed to keys alone cannot be opened without one: it is checked before it is sealed, and the file is
/// read back and compared with what was written.
///
///   auld backup ~/backups
///   auld backup ~/backups --encrypt
///   auld backup ~/backups --encrypt-to age1…
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct BackupArgs {
    /// The file to write, or a folder for it
    #[arg(value_name = "FILE", value_hint = ValueHint::AnyPath)]
    file: PathBuf,
    /// Write over a file that is there already
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    seal: SealFlags,
    /// Open the sealed copy again with the keys in this file, to check it
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Sealing")]
    identity: Vec<PathBuf>,
}

pub fn run(args: BackupArgs, session: &mut Session<'_>) -> Done {
    args.seal.check()?;
    if !args.identity.is_empty() && !args.seal.wanted() {
        return Err(Failure::Usage("`--identity` checks a sealed backup: add `--encrypt-to KEY`".into()));
    }
    let store_path = session.store_path()?;
    let target = target(args.file, args.force, args.seal.wanted(), &store_path, session)?;
    let store = session.open(Access::Read)?;
    if store.path().is_none() {
        return Err(nothing_to_keep(&store_path));
    }
    let keys = OpenFlags::of(args.identity).keyring(session)?;
    let seal = args.seal.settle(session)?;
    if session.settings.dry_run {
        return rehearsed(session, &store, &target, seal.as_ref());
    }
    let (copied, sealed) = match seal {
        None => {
            let copied = if args.force { store.backup_over(&target) } else { store.backup_to(&target) };
            (copied.map_err(|e| elsewhere(e, &target))?, None)
        }
        Some(seal) => {
            let (copied, opened) = sealed(&store, &target, &store_path, args.force, &seal, keys)?;
            (copied, Some((seal, opened)))
        }
    };
    tell(session, &shown(&target), copied, sealed.as_ref(), store.is_locked())
}

/// Returns the file to write: where a folder was named, one named after the day in it.
fn target(
    named: PathBuf,
    force: bool,
    sealed: bool,
    store_path: &Path,
    session: &Session<'_>,
) -> Result<PathBuf, Failure> {
    let mut target = named;
    if target.is_dir() {
        let ending = if sealed { ".db.age" } else { ".db" };
        target.push(format!("auld-{}{ending}", session.world.today));
    }
    if is_of_store(&target, store_path) {
        return Err(Refusal::new(format!("`{}` is the store itself", target.display()))
            .hint("name another file")
            .into());
    }
    if !force && target.symlink_metadata().is_ok() {
        return Err(Refusal::new(format!("there is a file `{}` already", target.display()))
            .hint("write over it with `--force`, or name another file")
            .into());
    }
    Ok(target)
}

/// Tells a failure as one of the copy where it is: it is not the store that should be named otherwise.
fn elsewhere(e: store::Error, target: &Path) -> Failure {
    match e {
        store::Error::Unusable { path, why } if path.file_name() == target.file_name() => {
            Failure::Machine(format!("`{}` cannot be written: {why}", path.display()))
        }
        store::Error::Damaged { path, why } if path.file_name() == target.file_name() => {
            Refusal::new(format!("the copy is not sound, and was not kept: {why}"))
                .hint("`auld doctor` says whether the store is")
                .into()
        }
        e => e.into(),
    }
}

/// Says what was written; with what it was sealed goes whether it was opened again.
fn tell(session: &mut Session<'_>, file: &str, copied: Copied, sealed: Option<&(Seal, bool)>, locked: bool) -> Done {
    let (people, meetings) = (copied.people, copied.meetings);
    let with = sealed.map(|(seal, _)| sealed_with(seal));
    let opened = sealed.map(|(_, opened)| *opened);
    let json = json!({
        "file": file, "people": people, "meetings": meetings, "bytes": copied.bytes, "checked": true,
        "sealed_with": with, "opened_again": opened, "done": true,
    });
    let row = vec![
        file.to_owned(),
        people.to_string(),
        meetings.to_string(),
        copied.bytes.to_string(),
        with.unwrap_or_default().into(),
    ];
    // A copy has the key of the store; what is sealed is opened with what it was sealed to, and with nothing else.
    let locked = if locked && sealed.is_none() { ", locked" } else { "" };
    let held = format!(
        "{}, {}, {}{locked}",
        words::count(people, "person"),
        words::count(meetings, "meeting"),
        size(copied.bytes)
    );
    let said = Said::new(json, row).line(Text::from("copied to ").strong(file));
    let said = match sealed {
        None => said.line(format!("{held}; checked and sound")),
        Some((seal, true)) => said.line(format!("{held}; sealed {}, opened again and sound", seal.how())),
        Some((seal, false)) => {
            said.line(format!("{held}; checked, sealed {}, and read back as it was written", seal.how()))
        }
    };
    session.did();
    session.show(&said)?;
    let identity = if with == Some("keys") { " --identity KEYFILE" } else { "" };
    session.say(&format!("bring it back with `auld restore {}{identity}`", quoted(file)));
    if let Some(with) = with {
        let what = if with == "keys" { "one of the keys" } else { "the passphrase" };
        session.say(&format!("without {what} nobody can open it, auld neither"));
    }
    Ok(())
}

/// Says what would be written; nothing is, so that nothing is checked either. How long a sealed copy is, its making tells.
fn rehearsed(session: &mut Session<'_>, store: &Store, target: &Path, seal: Option<&Seal>) -> Done {
    let about = store.about()?;
    let (shown, with) = (shown(target), seal.map(sealed_with));
    let bytes = seal.is_none().then_some(about.bytes);
    let json = json!({
        "file": shown, "people": about.people, "meetings": about.meetings, "bytes": bytes, "checked": false,
        "sealed_with": with, "opened_again": null, "done": false,
    });
    let row = vec![
        shown.clone(),
        about.people.to_string(),
        about.meetings.to_string(),
        bytes.map(|bytes| bytes.to_string()).unwrap_or_default(),
        with.unwrap_or_default().to_owned(),
    ];
    let how = match seal {
        Some(seal) => format!(", sealed {}", seal.how()),
        None if store.is_locked() => format!(", {}, locked", size(about.bytes)),
        None => format!(", {}", size(about.bytes)),
    };
    let held = format!("{}, {}{how}", words::count(about.people, "person"), words::count(about.meetings, "meeting"));
    session.show(&Said::new(json, row).line(Text::from("would copy to ").strong(shown)).line(held))?;
    session.say("dry run: nothing was written");
    Ok(())
}

/// Returns a path as it is told: from the root.
pub fn shown(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).display().to_string()
}

/// Returns the word for what opens it.
fn sealed_with(seal: &Seal) -> &'static str {
    if seal.to.count() == 0 { "passphrase" } else { "keys" }
}

/// Writes a sealed copy, reads it back and compares. Returns what it holds, and whether it could be opened again.
fn sealed(
    store: &Store,
    target: &Path,
    store_path: &Path,
    force: bool,
    seal: &Seal,
    keys: Keyring,
) -> Result<(Copied, bool), Failure> {
    keys.learn(&seal.to);
    let mut log = target.as_os_str().to_owned();
    log.push("-wal");
    if std::fs::metadata(log).is_ok_and(|log| log.len() > 0) {
        let what = format!("`{}` is a store in use, for a log lies beside it", target.display());
        return Err(Refusal::new(what).hint("name another file").into());
    }
    store.image()?.bytes(|image, held| {
        let mut out = OutFile::create(target, store_path, force, store.is_locked())?;
        let failed = |e: io::Error| outfile::failed(target, &e);
        let mut written = Counted { out: &mut out, bytes: 0, hash: DefaultHasher::new() };
        let mut sealer = Sealer::new(&mut written, &seal.to, seal.text).map_err(|e| seal::failure(e, None))?;
        sealer.write_all(image).and_then(|()| sealer.finish()).map_err(failed)?;
        let (bytes, hash) = (written.bytes, written.hash.finish());
        let back = out.written().map_err(failed)?;
        let opened = seal.to.count() == 0 || !keys.is_empty();
        let same = if opened {
            let opened = keys.open(back, None).map_err(|e| not_opened(e, seal))?;
            same_bytes(opened, image)
        } else {
            let mut read = Counted { out: &mut io::sink(), bytes: 0, hash: DefaultHasher::new() };
            io::copy(&mut BufReader::new(back), &mut read).map(|_| (read.bytes, read.hash.finish()) == (bytes, hash))
        };
        match same {
            Ok(true) => out.keep()?,
            Ok(false) => return Err(spoilt(target, "it is not what was written")),
            Err(e) => return Err(spoilt(target, &e.to_string())),
        }
        Ok((Copied { bytes, ..held }, opened))
    })
}

/// Says that the copy does not open with what is at hand; it is not kept.
fn not_opened(e: SealError, seal: &Seal) -> Failure {
    match e {
        SealError::WrongKey => Refusal::new(format!(
            "the copy, sealed {}, does not open with the key given; nothing was written",
            seal.how()
        ))
        .hint("`--identity` names the file with the key that belongs to one of those it is sealed to")
        .into(),
        e => seal::failure(e, None),
    }
}

fn spoilt(target: &Path, why: &str) -> Failure {
    Failure::Machine(format!("the copy was read back, and {why}; `{}` was not written", target.display()))
}

/// Tells whether reading gives exactly these bytes.
fn same_bytes(mut read: impl Read, mut bytes: &[u8]) -> io::Result<bool> {
    let mut room = vec![0; 64 * 1024];
    loop {
        let more = read.read(&mut room)?;
        match bytes.split_at_checked(more) {
            _ if more == 0 => return Ok(bytes.is_empty()),
            Some((these, rest)) if *these == room[..more] => bytes = rest,
            _ => return Ok(false),
        }
    }
}

/// Counts what is written, and takes its sum: against disks that lie, not against people, who could not do it unseen.
struct Counted<'o> {
    out: &'o mut dyn Write,
    bytes: u64,
    hash: DefaultHasher,
}

impl Write for Counted<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.bytes += written as u64;
        Hasher::write(&mut self.hash, &bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Tells whether the path is the store, one of its own files, or a link to it.
fn is_of_store(target: &Path, store: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let same = |suffix: &str| {
        let mut own = store.as_os_str().to_owned();
        own.push(suffix);
        let here = std::path::absolute(target).ok();
        let there = std::path::absolute(Path::new(&own)).ok();
        let node = |path: &Path| std::fs::metadata(path).map(|about| (about.dev(), about.ino())).ok();
        here.is_some() && here == there || node(target).is_some_and(|of| node(Path::new(&own)) == Some(of))
    };
    ["", "-wal", "-shm", "-journal"].into_iter().any(same)
}

/// Says that there is no store yet.
pub fn nothing_to_keep(path: &Path) -> Failure {
    Refusal::new(format!("there is no store at `{}` yet", path.display()))
        .hint("the first `auld add NAME` or `auld log TEXT` makes it; another store is named with `--db FILE`")
        .into()
}

/// Returns a size as said: `512 bytes`, `96 KiB`, `1.4 MiB`.
pub fn size(bytes: u64) -> String {
    match bytes {
        ..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{} KiB", bytes.div_ceil(1024)),
        _ => format!("{}.{} MiB", bytes >> 20, ((bytes & 0xF_FFFF) * 10) >> 20),
    }
}
