//! The real program at a terminal, with somebody who types.
// Nobody types a passphrase where none can be.
#![cfg_attr(not(feature = "crypt"), allow(dead_code))]

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

/// A program at a terminal.
pub struct Terminal {
    pub child: Child,
    keys: File,
    said: Arc<Mutex<Vec<u8>>>,
    hears: JoinHandle<()>,
}

impl Terminal {
    /// Starts it, with all three streams at the terminal.
    pub fn run(mut command: Command) -> Terminal {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
        grantpt(&master).and_then(|()| unlockpt(&master)).expect("a terminal");
        let name = ptsname(&master, Vec::new()).expect("it has a name");
        let path = PathBuf::from(std::ffi::OsStr::from_bytes(name.as_bytes()));
        let end = OpenOptions::new().read(true).write(true).open(path).expect("it opens");
        let size = rustix::termios::Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
        rustix::termios::tcsetwinsize(&end, size).expect("it has a size");
        let stdio = || Stdio::from(end.try_clone().expect("duplicated"));
        let child =
            command.env("TERM", "xterm").stdin(stdio()).stdout(stdio()).stderr(stdio()).spawn().expect("starts");
        let keys = File::from(master);
        let (mut reads, said) = (keys.try_clone().expect("duplicated"), Arc::<Mutex<Vec<u8>>>::default());
        let heard = Arc::clone(&said);
        let hears = std::thread::spawn(move || {
            let mut room = [0; 4096];
            // Ends with an error when the last of the other end is closed.
            while let Ok(read @ 1..) = reads.read(&mut room) {
                heard.lock().expect("not poisoned").extend(&room[..read]);
            }
        });
        Terminal { child, keys, said, hears }
    }

    /// Returns all that was said so far.
    pub fn said(&self) -> String {
        String::from_utf8_lossy(&self.said.lock().expect("not poisoned")).into_owned()
    }

    /// Waits until this was said.
    #[track_caller]
    pub fn wait_for(&self, text: &str) {
        let begin = Instant::now();
        while !self.said().contains(text) {
            assert!(begin.elapsed() < Duration::from_secs(60), "`{text}` was not said:\n{}", self.said());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Types.
    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("typed");
    }

    /// Returns the exit code or the signal, and all that was said.
    pub fn ended(mut self) -> (Option<i32>, Option<i32>, String) {
        let status = self.child.wait().expect("it ends");
        // What was said last may still be on its way; once nobody holds the other end, all of it was heard.
        self.hears.join().expect("it heard");
        let said = String::from_utf8_lossy(&self.said.lock().expect("not poisoned")).into_owned();
        (status.code(), status.signal(), said)
    }

    /// Types a passphrase at a question for one, once it listens.
    pub fn type_secret(&mut self, question: &str, secret: &str) {
        self.wait_for(question);
        // What is typed before the question listens is thrown away, as it should be.
        std::thread::sleep(Duration::from_millis(100));
        self.press(&format!("{secret}\n"));
    }

    /// Returns a look at the terminal that outlives the program.
    pub fn handle(&self) -> Handle {
        Handle(self.keys.try_clone().expect("duplicated"))
    }
}

/// A look at a terminal.
pub struct Handle(File);

impl Handle {
    /// Tells whether the terminal shows what is typed.
    pub fn echoes(&self) -> bool {
        let modes = rustix::termios::tcgetattr(&self.0).expect("a terminal");
        modes.local_modes.contains(rustix::termios::LocalModes::ECHO)
    }
}
