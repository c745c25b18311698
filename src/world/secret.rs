//! A passphrase, typed where nobody sees it.

use std::fs::{File, OpenOptions};
use std::io::{self, IsTerminal};
use std::os::fd::AsFd;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};

use super::Unanswered;
use super::interrupt::Interrupts;
use super::person::{left, prompt};
use crate::domain::secret::Secret;

/// How soon Ctrl-C is noticed.
const LOOK: Duration = Duration::from_millis(50);

/// Returns the terminal that keys come from, also where the standard input is a pipe; `None` where there is none.
fn keyboard() -> Option<File> {
    if io::stdin().is_terminal() {
        io::stdin().as_fd().try_clone_to_owned().ok().map(File::from)
    } else {
        OpenOptions::new().read(true).write(true).open("/dev/tty").ok()
    }
}

/// Asks for a passphrase; nothing of what is typed is shown.
///
/// However it ends, the terminal shows again what is typed: the line is read by the terminal itself, so that Ctrl-C comes
/// as a signal, which would leave a terminal that seems dead.
pub(super) fn ask(question: &str, interrupts: Option<&Interrupts>) -> Result<Secret, Unanswered> {
    let Some(keyboard) = keyboard() else { return Err(Unanswered::Nobody) };
    let before = tcgetattr(&keyboard).map_err(|_| Unanswered::Nobody)?;
    let hidden = tcsetattr(&keyboard, OptionalActions::Now, &without_echo(&before));
    hidden.map_err(|_| Unanswered::Nobody)?;
    // A terminal that has gone needs no restoring.
    let restore = || tcsetattr(&keyboard, OptionalActions::Now, &before).unwrap_or_default();
    let password = dialoguer::Password::new().with_prompt(prompt(question)).report(false).allow_empty_password(true);
    let answer = match interrupts {
        Some(interrupts) => interrupts.hold(|| watched(interrupts, &restore, || password.interact()), restore),
        None => password.interact(),
    };
    restore();
    let answer = Secret::new(answer.map_err(left)?);
    // The end of the input and a bare Enter look the same: neither is a passphrase.
    if answer.reveal().is_empty() { Err(Unanswered::Left) } else { Ok(answer) }
}

/// Ends the program by the signal as soon as Ctrl-C comes: the question itself goes on reading to the end of the line.
pub(super) fn watched<T>(interrupts: &Interrupts, restore: &(impl Fn() + Sync), ask: impl FnOnce() -> T) -> T {
    let (answered, waits) = channel::<()>();
    thread::scope(|scope| {
        let watch = move || {
            while waits.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
                interrupts.end_if_came(restore);
            }
        };
        // Without a watch Ctrl-C ends the program with the line.
        thread::Builder::new().spawn_scoped(scope, watch).ok();
        let answer = ask();
        drop(answered);
        answer
    })
}

/// Returns the terminal's modes for a passphrase: no echo, and no key that stops the program or dumps it halfway.
fn without_echo(modes: &Termios) -> Termios {
    let mut modes = modes.clone();
    modes.local_modes -= LocalModes::ECHO;
    for key in [SpecialCodeIndex::VSUSP, SpecialCodeIndex::VQUIT] {
        // What POSIX calls _POSIX_VDISABLE, on Linux.
        modes.special_codes[key] = 0;
    }
    modes
}
