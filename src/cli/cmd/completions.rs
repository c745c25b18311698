//! `auld completions SHELL`

use std::ffi::OsString;
use std::io::Write;

use clap::Args;

use crate::cli::complete::{self, Shell};
use crate::cli::session::{Done, Session};
use crate::world::World;

/// Print what makes a shell complete verbs, flags and names
///
/// For bash put the first line into ~/.bashrc, for zsh the second into ~/.zshrc, and for fish run the third once:
///
///   source <(auld completions bash)
///   source <(auld completions zsh)
///   auld completions fish > ~/.config/fish/completions/auld.fish
///
/// Names of people are completed too, from the store, whatever their case and accents: "jo" finds José.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct CompletionsArgs {
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

pub fn run(args: CompletionsArgs, session: &mut Session<'_>) -> Done {
    let script = complete::registration(args.shell, "auld");
    session.print(script.as_bytes())
}

/// Answers a shell that asks how a command line goes on; tells whether one did. `COMPLETE=bash auld` alone prints the
/// same as `auld completions bash`.
pub fn answer(args: &[OsString], world: &mut World) -> bool {
    let Some(shell) = world.var("COMPLETE") else { return false };
    // Some other program's variable of this name must not keep auld from its work.
    let Some(shell) = Shell::named(&shell.to_string_lossy()) else { return false };
    let text = match args {
        [program] => complete::registration(shell, &program.to_string_lossy()).into_bytes(),
        [_, dashes, words @ ..] if dashes == "--" => complete::candidates(shell, words, world),
        _ => return false,
    };
    // A shell that has stopped listening needs no answer.
    world.stdout.write_all(&text).and_then(|()| world.stdout.flush()).ok();
    true
}
