//! A fault of auld itself: it is told without a word of the user's.

use std::io::{self, Write};
use std::panic::{self, PanicHookInfo};

/// Has a fault told by its place alone, and end the program as a failure of the machine does: what Rust says of one can
/// hold the text it happened on, and a core dump holds all of it.
pub(super) fn hush() {
    panic::set_hook(Box::new(|fault| {
        io::stderr().write_all(message(fault).as_bytes()).ok();
        std::process::exit(3);
    }));
}

fn message(fault: &PanicHookInfo<'_>) -> String {
    let place = fault.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
    format!(
        "error: auld {} panicked at {place}\nhint: please report that place; no word of yours is in this message. `auld history` shows what was done\n",
        env!("CARGO_PKG_VERSION")
    )
}
