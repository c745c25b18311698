//! A disk with a cache that a power cut takes away: of what was not synced any part may be there afterwards.
//!
//! It is as unkind as POSIX lets a file system be. What is written to a file lasts once the file was synced; until then
//! any of the writes may be missing, and any block of 512 bytes of each. A name lasts once its folder was synced; until
//! then any of the changes to names may be missing. A rename is in one piece.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::Draws;
use super::trace::Call;

const BLOCK: u64 = 512;

/// What a change that was not synced does to a file.
#[derive(Debug, Clone)]
enum Edit {
    Write { at: u64, bytes: Vec<u8> },
    Cut(u64),
}

#[derive(Debug, Default)]
struct Content {
    /// As it is after a power cut at least.
    lasting: Vec<u8>,
    /// As the program sees it.
    live: Vec<u8>,
    /// What was done since it was synced.
    pending: Vec<Edit>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Node {
    Folder,
    File(usize),
}

#[derive(Debug, Clone)]
enum Naming {
    Set(PathBuf, Node),
    Gone(PathBuf),
    Rename(PathBuf, PathBuf, Node),
}

impl Naming {
    /// The folder whose sync makes it last.
    fn folder(&self) -> &Path {
        let (Naming::Set(path, _) | Naming::Gone(path) | Naming::Rename(_, path, _)) = self;
        path.parent().unwrap_or(Path::new("/"))
    }

    fn apply(&self, names: &mut BTreeMap<PathBuf, Node>) {
        match self {
            Naming::Set(path, node) => drop(names.insert(path.clone(), *node)),
            Naming::Gone(path) => drop(names.remove(path)),
            Naming::Rename(from, to, node) => {
                names.remove(from);
                names.insert(to.clone(), *node);
            }
        }
    }
}

/// What survives of what was not synced.
#[derive(Debug, Clone, Copy)]
pub enum Survives {
    Nothing,
    Everything,
    /// Each write in whole, by blocks, or not at all; each name or not.
    Some,
}

/// The files under one folder, and what is to become of them when the power goes.
#[derive(Debug, Default)]
pub struct Disk {
    root: PathBuf,
    files: Vec<Content>,
    live: BTreeMap<PathBuf, Node>,
    lasting: BTreeMap<PathBuf, Node>,
    pending: Vec<Naming>,
    /// What the numbers of the running program mean, and where each reads and writes next.
    open: HashMap<u32, (PathBuf, Option<usize>, u64)>,
    /// How many syncs there were.
    pub syncs: usize,
}

impl Disk {
    /// Returns an empty folder.
    pub fn empty(root: &Path) -> Disk {
        Disk { root: root.to_owned(), ..Disk::default() }
    }

    /// Says that the program ended: its numbers mean nothing any more.
    pub fn ended(&mut self) {
        self.open.clear();
    }

    /// Does what a call does.
    pub fn apply(&mut self, call: &Call) {
        match call {
            Call::Open { path, create, truncate, fd } => {
                if path.starts_with(&self.root) {
                    self.opened(path, *create, *truncate, *fd);
                } else {
                    self.open.remove(fd);
                }
            }
            Call::Close(fd) => drop(self.open.remove(fd)),
            Call::Seek { fd, to } => {
                if let Some(open) = self.open.get_mut(fd) {
                    open.2 = *to;
                }
            }
            Call::Write { fd, at, bytes } => {
                let Some((_, Some(file), next)) = self.open.get_mut(fd) else { return };
                let at = at.unwrap_or_else(|| {
                    let at = *next;
                    *next += bytes.len() as u64;
                    at
                });
                self.files[*file].edit(Edit::Write { at, bytes: bytes.clone() });
            }
            Call::Copy { from, to, len } => {
                let (_, source, start) = self.open[from].clone();
                let live = &self.files[source.expect("a file of ours")].live;
                let bytes = live[place(start)..place(start + len)].to_vec();
                self.open.get_mut(from).expect("it is open").2 += len;
                self.apply(&Call::Write { fd: *to, at: None, bytes });
            }
            Call::Cut { fd, len } => {
                if let Some((_, Some(file), _)) = self.open.get(fd) {
                    self.files[*file].edit(Edit::Cut(*len));
                }
            }
            Call::Sync(fd) => self.sync(*fd),
            Call::Folder(path) => self.name(Naming::Set(path.clone(), Node::Folder)),
            Call::Remove(path) => self.name(Naming::Gone(path.clone())),
            Call::Link { from, to } => {
                let node = self.live[from];
                self.name(Naming::Set(to.clone(), node));
            }
            Call::Rename { from, to } => {
                let node = self.live[from];
                self.name(Naming::Rename(from.clone(), to.clone(), node));
            }
        }
    }

    fn opened(&mut self, path: &Path, create: bool, truncate: bool, fd: u32) {
        if create && !self.live.contains_key(path) {
            self.files.push(Content::default());
            self.name(Naming::Set(path.to_owned(), Node::File(self.files.len() - 1)));
        }
        let file = match self.live.get(path) {
            Some(Node::File(file)) => Some(*file),
            _ => None,
        };
        if let Some(file) = file.filter(|_| truncate) {
            self.files[file].edit(Edit::Cut(0));
        }
        self.open.insert(fd, (path.to_owned(), file, 0));
    }

    fn name(&mut self, naming: Naming) {
        if naming.folder().starts_with(&self.root) {
            naming.apply(&mut self.live);
            self.pending.push(naming);
        }
    }

    fn sync(&mut self, fd: u32) {
        self.syncs += 1;
        match self.open.get(&fd) {
            Some((_, Some(file), _)) => {
                let file = &mut self.files[*file];
                file.lasting.clone_from(&file.live);
                file.pending.clear();
            }
            Some((path, None, _)) => {
                let (now, later) = self.pending.drain(..).partition::<Vec<_>, _>(|naming| naming.folder() == path);
                self.pending = later;
                now.iter().for_each(|naming| naming.apply(&mut self.lasting));
            }
            None => {}
        }
    }

    /// Writes what a power cut leaves into an empty folder.
    pub fn image(&self, to: &Path, survives: Survives, draws: &mut Draws) {
        let mut names = self.lasting.clone();
        for naming in &self.pending {
            let kept = match survives {
                Survives::Nothing => false,
                Survives::Everything => true,
                Survives::Some => draws.below(2) == 0,
            };
            if kept {
                naming.apply(&mut names);
            }
        }
        let mut written: HashMap<usize, PathBuf> = HashMap::new();
        // A folder comes before what is in it.
        for (path, node) in &names {
            let target = to.join(path.strip_prefix(&self.root).expect("all are under it"));
            // What lies in a folder that is not there cannot be reached.
            if !target.parent().is_some_and(Path::is_dir) {
                continue;
            }
            match node {
                Node::Folder => fs::DirBuilder::new().mode(0o700).create(&target).expect("there is room"),
                Node::File(file) => match written.get(file) {
                    Some(other) => fs::hard_link(other, &target).expect("there is room"),
                    None => {
                        let content = self.files[*file].left(survives, draws);
                        private(&target, &content);
                        written.insert(*file, target);
                    }
                },
            }
        }
    }

    /// Returns what the program sees, file by file.
    pub fn seen(&self) -> impl Iterator<Item = (&Path, &[u8])> {
        self.live.iter().filter_map(|(path, node)| match node {
            Node::Folder => None,
            Node::File(file) => Some((path.as_path(), self.files[*file].live.as_slice())),
        })
    }
}

/// Writes a file that only its owner can read.
fn private(path: &Path, content: &[u8]) {
    let made = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    made.and_then(|mut file| std::io::Write::write_all(&mut file, content)).expect("there is room");
}

impl Content {
    fn edit(&mut self, edit: Edit) {
        match &edit {
            Edit::Write { at, bytes } => put(&mut self.live, *at, bytes),
            Edit::Cut(len) => self.live.resize(place(*len), 0),
        }
        self.pending.push(edit);
    }

    /// Returns what a power cut leaves of it.
    fn left(&self, survives: Survives, draws: &mut Draws) -> Vec<u8> {
        let mut left = match survives {
            Survives::Nothing | Survives::Some => self.lasting.clone(),
            Survives::Everything => return self.live.clone(),
        };
        if matches!(survives, Survives::Nothing) {
            return left;
        }
        for edit in &self.pending {
            match (edit, draws.below(10)) {
                (_, 0..3) => {}
                (Edit::Cut(len), _) => left.resize(place(*len), 0),
                (Edit::Write { at, bytes }, 3..7) => put(&mut left, *at, bytes),
                (Edit::Write { at, bytes }, _) => {
                    for (at, block) in blocks(*at, bytes) {
                        if draws.below(2) == 0 {
                            put(&mut left, at, block);
                        }
                    }
                }
            }
        }
        left
    }
}

/// Cuts a write where the blocks of the file begin.
fn blocks(at: u64, bytes: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    let first = place(BLOCK - at % BLOCK).min(bytes.len());
    let (head, rest) = bytes.split_at(first);
    let from = at + head.len() as u64;
    let tail = rest.chunks(place(BLOCK)).zip(0u64..).map(move |(block, n)| (from + n * BLOCK, block));
    std::iter::once((at, head)).chain(tail)
}

fn put(file: &mut Vec<u8>, at: u64, bytes: &[u8]) {
    let (from, to) = (place(at), place(at) + bytes.len());
    if file.len() < to {
        file.resize(to, 0);
    }
    file[from..to].copy_from_slice(bytes);
}

fn place(at: u64) -> usize {
    usize::try_from(at).expect("less than all memory")
}
