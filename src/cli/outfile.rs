//! Files that a verb writes for the user: complete or not there, private, and never over something else by accident.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags};

use super::report::{Failure, Refusal, refused};
use crate::store;

/// How much is gathered before it is written, in bytes.
const BUFFER_BYTES: usize = 256 * 1024;

/// A file in the making, beside the place it will take.
pub struct OutFile {
    out: BufWriter<File>,
    draft: PathBuf,
    target: PathBuf,
    force: bool,
    shred: bool,
    kept: bool,
}

impl OutFile {
    /// Refuses a place that [`OutFile::create`] would refuse, before anything is made or asked; returns it with links followed.
    ///
    /// # Errors
    /// As there.
    pub fn check(target: &Path, store: &Path, force: bool) -> Result<PathBuf, Failure> {
        if let Ok(about) = fs::symlink_metadata(target)
            && about.is_symlink()
            && about.uid() != rustix::process::geteuid().as_raw()
        {
            return Err(refused(format!("`{}` is a link that another user put there", target.display())));
        }
        // Through a link, so that what it points to is what is judged and replaced.
        let target = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
        if target.file_name().is_none() {
            return Err(refused(format!("`{}` is no name for a file", target.display())));
        }
        if is_of_store(&target, store) {
            let what = format!("`{}` belongs to the store itself", target.display());
            return Err(Refusal::new(what).hint("name another file with `-o FILE`").into());
        }
        match fs::symlink_metadata(&target) {
            Ok(about) if about.is_dir() => {
                return Err(refused(format!("`{}` is a folder; name a file in it", target.display())));
            }
            Ok(about) if !about.is_file() => {
                let what = format!("`{}` is no regular file", target.display());
                return Err(Refusal::new(what).hint("leave `-o` out to write to standard output").into());
            }
            Ok(_) if !force => return Err(taken(&target)),
            Ok(_) | Err(_) => {}
        }
        Ok(target)
    }

    /// Begins a file that will stand at `target`. `store` is the store in use, which no export may take the place of. With
    /// `shred`, a draft that does not become the file is written over before it goes, and so are those that commands left
    /// which were cut off: what is in them may be of a store that is locked.
    ///
    /// # Errors
    /// Refuses a place that is taken, unless `force` allows it, and always one of the store's own files.
    pub fn create(target: &Path, store: &Path, force: bool, shred: bool) -> Result<OutFile, Failure> {
        let target = OutFile::check(target, store, force)?;
        let draft = store::draft_of(&target);
        // Of a process that had this number before and was cut off, and of others that were.
        store::remove_draft(&draft, shred);
        store::sweep(&target, shred);
        let opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft);
        let file = opened.map_err(|e| failed(&target, &e))?;
        Ok(OutFile { out: BufWriter::with_capacity(BUFFER_BYTES, file), draft, target, force, shred, kept: false })
    }

    /// Puts what was written so far on the disk and opens it to be read.
    ///
    /// # Errors
    /// Where the disk fails.
    pub fn written(&mut self) -> io::Result<File> {
        self.out.flush()?;
        self.out.get_ref().sync_all()?;
        File::open(&self.draft)
    }

    /// Puts the file in its place, durably.
    ///
    /// # Errors
    /// Where the disk fails, or something has taken the place meanwhile.
    pub fn keep(mut self) -> Result<(), Failure> {
        let target = self.target.clone();
        self.out.flush().and_then(|()| self.out.get_ref().sync_all()).map_err(|e| failed(&target, &e))?;
        let flags = if self.force { RenameFlags::empty() } else { RenameFlags::NOREPLACE };
        match rustix::fs::renameat_with(CWD, &self.draft, CWD, &target, flags) {
            Ok(()) => {}
            Err(rustix::io::Errno::EXIST) => return Err(taken(&target)),
            // Some file systems cannot refuse to replace; a second name for the file refuses as well.
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) if !self.force => {
                fs::hard_link(&self.draft, &target).map_err(|e| failed(&target, &e))?;
                fs::remove_file(&self.draft).map_err(|e| failed(&target, &e))?;
            }
            Err(e) => return Err(failed(&target, &e.into())),
        }
        self.kept = true;
        let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(|e| failed(&target, &e))
    }
}

impl Write for OutFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Drop for OutFile {
    fn drop(&mut self) {
        if !self.kept {
            store::remove_draft(&self.draft, self.shred);
        }
    }
}

fn taken(target: &Path) -> Failure {
    let what = format!("`{}` is there already", target.display());
    Refusal::new(what).hint("`--force` replaces it").into()
}

/// Says why a file could not be written; the machine is at fault.
pub fn failed(target: &Path, e: &io::Error) -> Failure {
    let why = match e.kind() {
        io::ErrorKind::NotFound => "no such folder".to_owned(),
        _ => store::why(e),
    };
    Failure::Machine(format!("`{}` cannot be written: {why}", target.display()))
}

/// Tells whether a path is the store or one of the files beside it, under whatever name, there or yet to come.
fn is_of_store(target: &Path, store: &Path) -> bool {
    let same = |a: &fs::Metadata, b: &fs::Metadata| (a.dev(), a.ino()) == (b.dev(), b.ino());
    let folder =
        |path: &Path| fs::metadata(path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))).ok();
    ["", "-wal", "-shm", "-journal"].iter().any(|suffix| {
        let mut file = store.as_os_str().to_owned();
        file.push(suffix);
        let file = PathBuf::from(file);
        let by_name = file.file_name() == target.file_name()
            && folder(&file).zip(folder(target)).is_some_and(|(a, b)| same(&a, &b));
        by_name || fs::metadata(&file).ok().zip(fs::metadata(target).ok()).is_some_and(|(a, b)| same(&a, &b))
    })
}
