//! The thin binary: builds the world from the process and returns the code that the library gives.

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut world = auld::World::from_process();
    let code = auld::run(std::env::args_os(), &mut world);
    world.leave(code)
}
