//! The real program at a terminal of its own, for what only somebody who sits at one sees.
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

use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, OutputModes, Termios, Winsize, tcgetattr, tcsetwinsize};

/// A program at a terminal of 80 columns and 24 lines.
pub struct Terminal {
    pub child: Child,
    keys: File,
    /// The end that the program has, kept open so that what it did to it can be seen.
    end: File,
    before: Termios,
    said: Arc<Mutex<Vec<u8>>>,
    listens: JoinHandle<()>,
}

impl Terminal {
    /// Starts a command at a terminal that can do what most can.
    pub fn run(mut command: Command) -> Terminal {
        command.env("TERM", "xterm");
        Terminal::run_as_it_is(command, 80)
    }

    /// Starts a command whose answers go to a terminal, and which nobody can be asked by.
    pub fn run_unanswered(mut command: Command) -> Terminal {
        command.env("TERM", "xterm");
        Terminal::start(command, 80, false)
    }

    /// Starts a command at a terminal of so many columns; what kind it is stands in the command's variables.
    pub fn run_as_it_is(command: Command, columns: u16) -> Terminal {
        Terminal::start(command, columns, true)
    }

    fn start(mut command: Command, columns: u16, answers: bool) -> Terminal {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
        grantpt(&master).and_then(|()| unlockpt(&master)).expect("a terminal");
        let name = ptsname(&master, Vec::new()).expect("it has a name");
        let path = PathBuf::from(std::ffi::OsStr::from_bytes(name.as_bytes()));
        let end = OpenOptions::new().read(true).write(true).open(path).expect("it opens");
        tcsetwinsize(&end, Winsize { ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 }).expect("it has a size");
        let before = tcgetattr(&end).expect("a terminal");
        let stdio = || Stdio::from(end.try_clone().expect("duplicated"));
        command.stdin(if answers { stdio() } else { Stdio::null() });
        let child = command.stdout(stdio()).stderr(stdio()).spawn().expect("starts");
        // What the command still holds of the terminal would keep it open.
        drop(command);
        let keys = File::from(master);
        let (mut reads, said) = (keys.try_clone().expect("duplicated"), Arc::<Mutex<Vec<u8>>>::default());
        let heard = Arc::clone(&said);
        let listens = std::thread::spawn(move || {
            let mut room = [0; 4096];
            // Ends with an error when the last of the other end is closed.
            while let Ok(read @ 1..) = reads.read(&mut room) {
                heard.lock().expect("not poisoned").extend(&room[..read]);
            }
        });
        Terminal { child, keys, end, before, said, listens }
    }

    /// Returns what was said so far.
    pub fn said(&self) -> String {
        String::from_utf8_lossy(&self.said.lock().expect("not poisoned")).into_owned()
    }

    /// Waits until this was said.
    #[track_caller]
    pub fn wait_for(&self, text: &str) {
        self.wait_until(&format!("`{text}` was not said"), || self.said().contains(text));
    }

    /// Waits until the program reads key by key, as a question does.
    #[track_caller]
    pub fn wait_for_keys(&self) {
        let raw = || !tcgetattr(&self.end).expect("a terminal").local_modes.contains(LocalModes::ICANON);
        self.wait_until("no key is waited for", raw);
    }

    #[track_caller]
    fn wait_until(&self, or: &str, is: impl Fn() -> bool) {
        let begin = Instant::now();
        while !is() {
            assert!(begin.elapsed() < Duration::from_secs(60), "{or}:\n{}", self.said());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Types.
    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("typed");
    }

    /// Sends a signal to the program.
    pub fn send(&self, signal: Signal) {
        let process = Pid::from_raw(self.child.id().try_into().expect("a number")).expect("not 0");
        kill_process(process, signal).expect("sent");
    }

    /// Returns the exit code or the signal, and all that was said; demands that the terminal is as it was.
    #[track_caller]
    pub fn ended(mut self) -> (Option<i32>, Option<i32>, String) {
        let status = self.child.wait().expect("it ends");
        let after = tcgetattr(&self.end).expect("a terminal");
        let modes = |of: &Termios| -> (LocalModes, OutputModes) { (of.local_modes, of.output_modes) };
        assert_eq!(modes(&after), modes(&self.before), "the terminal is left otherwise than it was");
        // The listener hears the end once nobody holds the other end any more.
        drop(self.end);
        self.listens.join().expect("it does not panic");
        let said = String::from_utf8_lossy(&self.said.lock().expect("not poisoned")).into_owned();
        let (hidden, shown) = (said.rfind("\x1b[?25l"), said.rfind("\x1b[?25h"));
        assert!(hidden.is_none() || shown > hidden, "the cursor stays hidden: {said:?}");
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
        let modes = tcgetattr(&self.0).expect("a terminal");
        modes.local_modes.contains(LocalModes::ECHO)
    }
}
