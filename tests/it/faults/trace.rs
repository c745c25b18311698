//! What the program asks of the file system, in order, as strace saw it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::binary::{Ended, Place, ended, program};

/// The calls that change files or make them last, and those needed to know which file a number means.
const CALLS: &str = "trace=open,openat,creat,close,write,writev,pwrite64,pwritev,pwritev2,lseek,ftruncate,truncate,\
                     fallocate,fsync,fdatasync,sync_file_range,copy_file_range,sendfile,rename,renameat,renameat2,link,\
                     linkat,unlink,unlinkat,mkdir,mkdirat,rmdir,symlink,symlinkat,dup,dup2,dup3,\
                     statfs,fstatfs";

/// A call that went through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    Open {
        path: PathBuf,
        /// Made where it is not there.
        create: bool,
        /// Emptied.
        truncate: bool,
        fd: u32,
    },
    Close(u32),
    /// `at` is `None` for a write at the place where the last one ended.
    Write {
        fd: u32,
        at: Option<u64>,
        bytes: Vec<u8>,
    },
    Seek {
        fd: u32,
        to: u64,
    },
    Cut {
        fd: u32,
        len: u64,
    },
    /// From the place where the last one ended to there, in both.
    Copy {
        from: u32,
        to: u32,
        len: u64,
    },
    Sync(u32),
    Rename {
        from: PathBuf,
        to: PathBuf,
    },
    Link {
        from: PathBuf,
        to: PathBuf,
    },
    Remove(PathBuf),
    Folder(PathBuf),
}

/// Tells whether calls can be traced here.
pub fn strace_works() -> bool {
    let tried = Command::new("strace").args(["-qq", "-o", "/dev/null", "-e", "trace=none", "true"]).output();
    tried.is_ok_and(|o| o.status.success())
}

/// Makes the program take any disk for one of a network, since nobody tells it what the disk is.
pub const NETWORK: &[&str] = &["-e", "inject=statfs,fstatfs:error=ENOSYS"];

/// Runs the program in a place and returns how it ended and what it asked for.
pub fn traced(place: &Place, disk: &[&str], args: &[&str]) -> (Ended, Vec<Call>) {
    let file = place.home().with_extension("trace");
    let mut strace = place.dress(Command::new("strace"), ["-f", "-qq", "-xx", "-s", "100000000", "-e", CALLS]);
    strace.args(disk).arg("-o");
    strace.arg(&file).arg(program()).args(args);
    let done = ended(&mut strace);
    let text = std::fs::read_to_string(&file).expect("strace wrote it");
    std::fs::remove_file(&file).expect("ours");
    (done, calls(&text))
}

/// Reads a trace; panics at a call it does not know, so that none is passed over.
fn calls(text: &str) -> Vec<Call> {
    let mut begun: HashMap<&str, &str> = HashMap::new();
    let mut calls = Vec::new();
    for line in text.lines() {
        let (process, said) = line.split_once(' ').expect("a process number");
        let said = said.trim_start();
        if said.starts_with("+++") || said.starts_with("---") {
            continue;
        }
        if let Some(head) = said.strip_suffix("<unfinished ...>") {
            begun.insert(process, head.trim_end());
            continue;
        }
        let joined = match said.strip_prefix("<... ").and_then(|rest| rest.split_once("resumed>")) {
            Some((_, rest)) => format!("{}{rest}", begun.remove(process).expect("it was begun")),
            None => said.to_owned(),
        };
        calls.extend(call(&joined));
    }
    calls
}

/// Reads `name(arguments) = result`; `None` where the call failed or changes nothing that is kept.
fn call(line: &str) -> Option<Call> {
    let (name, rest) = line.split_once('(').expect("a call");
    let (arguments, result) = rest.rsplit_once(" = ").unwrap_or_else(|| panic!("no result: {line}"));
    let result: i64 = result.split(' ').next().and_then(|n| n.parse().ok()).unwrap_or(-1);
    let result = u64::try_from(result).ok()?;
    // Every text is in hexadecimal, so that commas and brackets are those of the call.
    let arguments = arguments.trim_end().strip_suffix(')').unwrap_or_else(|| panic!("no end: {line}"));
    let arguments: Vec<_> = arguments.split(", ").collect();
    let fd = |at: usize| arguments[at].parse::<u32>().unwrap_or_else(|_| panic!("no file: {line}"));
    let number = |at: usize| arguments[at].parse::<u64>().unwrap_or_else(|_| panic!("no number: {line}"));
    let path = |at: usize| {
        assert!(at == 0 || arguments[at - 1] == "AT_FDCWD" || !name.ends_with("at"), "a folder by number: {line}");
        let path = PathBuf::from(String::from_utf8(bytes(arguments[at])).expect("UTF-8"));
        assert!(path.is_absolute(), "a relative path: {line}");
        path
    };
    let opened = |at: usize| Call::Open {
        path: path(at),
        create: arguments[at + 1].contains("O_CREAT"),
        truncate: arguments[at + 1].contains("O_TRUNC"),
        fd: u32::try_from(result).expect("a file's number"),
    };
    Some(match name {
        "open" => opened(0),
        "openat" => opened(1),
        "close" => Call::Close(fd(0)),
        "write" => Call::Write { fd: fd(0), at: None, bytes: part(bytes(arguments[1]), result) },
        "pwrite64" => Call::Write { fd: fd(0), at: Some(number(3)), bytes: part(bytes(arguments[1]), result) },
        "lseek" => Call::Seek { fd: fd(0), to: result },
        "ftruncate" => Call::Cut { fd: fd(0), len: number(1) },
        "copy_file_range" => {
            assert_eq!((arguments[1], arguments[3]), ("NULL", "NULL"), "{line}");
            Call::Copy { from: fd(0), to: fd(2), len: result }
        }
        "fsync" | "fdatasync" => Call::Sync(fd(0)),
        "rename" => Call::Rename { from: path(0), to: path(1) },
        "renameat" | "renameat2" => Call::Rename { from: path(1), to: path(3) },
        "link" => Call::Link { from: path(0), to: path(1) },
        "linkat" => Call::Link { from: path(1), to: path(3) },
        "unlink" => Call::Remove(path(0)),
        "unlinkat" => Call::Remove(path(1)),
        "statfs" | "fstatfs" => return None,
        "mkdir" => Call::Folder(path(0)),
        "mkdirat" => Call::Folder(path(1)),
        _ => panic!("nothing is known of this call: {line}"),
    })
}

/// Reads `"\x61\x62"`.
fn bytes(text: &str) -> Vec<u8> {
    let inside = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')).unwrap_or_else(|| panic!("no text: {text}"));
    inside.as_bytes().chunks(4).map(|four| hex(four[2]) * 16 + hex(four[3])).collect()
}

fn hex(digit: u8) -> u8 {
    (digit as char).to_digit(16).and_then(|d| u8::try_from(d).ok()).expect("a digit")
}

/// Returns what was written of what was to be written.
fn part(mut bytes: Vec<u8>, written: u64) -> Vec<u8> {
    bytes.truncate(usize::try_from(written).expect("less than all memory"));
    bytes
}

#[test]
fn a_trace_is_read() {
    let text = "7 openat(AT_FDCWD, \"\\x2f\\x61\", O_RDWR|O_CREAT|O_CLOEXEC, 0600) = 3\n\
                7 unlink(\"\\x2f\\x62\") = -1 ENOENT (No such file or directory)\n\
                7 pwrite64(3, \"\\x2c\\x20\\x29\", 3, 4096 <unfinished ...>\n\
                8 fsync(3)                          = 0\n\
                7 <... pwrite64 resumed>) = 2\n\
                7 +++ exited with 0 +++\n";
    let read = [
        Call::Open { path: Path::new("/a").to_owned(), create: true, truncate: false, fd: 3 },
        Call::Sync(3),
        Call::Write { fd: 3, at: Some(4096), bytes: b", ".to_vec() },
    ];
    assert_eq!(calls(text), read);
}
