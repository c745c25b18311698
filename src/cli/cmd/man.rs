//! `auld man [VERB]`

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use clap::{Args, Command, CommandFactory, ValueHint};
use clap_mangen::Man;

use crate::cli::Cli;
use crate::cli::help;
use crate::cli::report::{Failure, Refusal};
use crate::cli::session::{Done, Session};
use crate::store::why;

/// Print the manual page of auld, or of a verb
///
/// The page says what `--help` says, as `man` reads it.
///
///   auld man log | man -l -
///   auld man --dir ~/.local/share/man/man1
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct ManArgs {
    /// The verb
    #[arg(value_name = "VERB")]
    verb: Option<String>,
    /// Write every page as a file into this folder
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, conflicts_with = "verb")]
    dir: Option<PathBuf>,
}

pub fn run(args: ManArgs, session: &mut Session<'_>) -> Done {
    let mut command = help::readable(Cli::command(), usize::MAX).disable_help_subcommand(true);
    command.build();
    if let Some(dir) = args.dir {
        let written = write_all(&command, &dir);
        let written =
            written.map_err(|e| Failure::Machine(format!("cannot write into `{}`: {}", dir.display(), why(&e))))?;
        session.say(&format!("wrote {written} pages into `{}`", dir.display()));
        return Ok(());
    }
    let page = match args.verb {
        None => page(command),
        Some(verb) => match command.find_subcommand(&verb) {
            Some(found) => page(found.clone()),
            None => {
                return Err(Refusal::new(format!("there is no verb `{verb}`"))
                    .hint("`auld help` lists the verbs")
                    .into());
            }
        },
    };
    let page = page.map_err(|e| Failure::Machine(format!("the page cannot be made: {e}")))?;
    session.print(&page)
}

fn page(command: Command) -> std::io::Result<Vec<u8>> {
    let mut page = Vec::new();
    Man::new(command).manual("auld").render(&mut page)?;
    Ok(page)
}

/// Writes every page, and returns how many.
fn write_all(command: &Command, dir: &Path) -> std::io::Result<usize> {
    std::fs::create_dir_all(dir)?;
    let all = std::iter::once(command).chain(command.get_subcommands().filter(|verb| !verb.is_hide_set()));
    let mut written = 0;
    for command in all {
        let file = dir.join(Man::new(command.clone()).get_filename());
        std::fs::write(&file, page(command.clone())?)?;
        // auld's files are private unless told otherwise; pages hold nothing private, and `man` runs for everybody.
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644))?;
        written += 1;
    }
    Ok(written)
}
