//! `auld undo [ID]`

use clap::Args;
use serde_json::json;

use crate::cli::report::{Failure, Refusal, refused};
use crate::cli::session::{Done, Session};
use crate::store::{self, Access, Obstacle, OperationLine, Reverted, UndoError};
use crate::view::Text;
use crate::view::said::Said;
use crate::view::shell::command_line;
use crate::view::words;

/// Take back the last operation, or the one with this number
///
/// Every verb that writes can be undone, imports and merges included, also tomorrow. Where later
/// operations build on it, auld names them instead of trampling them.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct UndoArgs {
    /// The operation's number in `auld history`
    #[arg(value_name = "ID")]
    id: Option<i64>,
}

pub fn run(args: UndoArgs, session: &mut Session<'_>) -> Done {
    let mut store = session.open(Access::Write)?;
    let reverted = session.write(&mut store, |tx| tx.undo(args.id).map_err(failure));
    let reverted = reverted.map_err(gone)?;
    session.show(&said("undone", &reverted))?;
    session.say(if session.settings.dry_run {
        "dry run: nothing was written"
    } else {
        "bring it back with `auld redo`"
    });
    Ok(())
}

/// Says what was taken back or brought back.
pub fn said(done: &str, reverted: &Reverted) -> Said {
    let OperationLine { id, at, verb, argv, .. } = &reverted.operation;
    let json =
        json!({ "done": done, "operation": { "id": id, "at": at, "verb": verb, "argv": argv }, "rows": reverted.rows });
    let row = vec![done.to_owned(), id.to_string(), verb.clone(), command_line(argv), reverted.rows.to_string()];
    let line = Text::from(format!("{done} {id}: ")).strong(format!("auld {}", command_line(argv)));
    Said::new(json, row).line(line.dim(format!("  ({})", words::count(reverted.rows, "row"))))
}

/// Says that what would come back speaks of somebody or something that is gone.
pub fn gone(e: Failure) -> Failure {
    match e {
        Failure::Store(store::Error::Broken(_)) => {
            Refusal::new("it speaks of somebody who was removed or merged since; nothing was changed")
                .hint("`auld history` shows what removed them: `auld undo ID` brings them back first")
                .into()
        }
        e => e,
    }
}

/// Says why an undo or redo was refused, and how to go on.
pub fn failure(e: UndoError) -> Failure {
    let what = e.to_string();
    match e {
        UndoError::Store(e) => e.into(),
        UndoError::InTheWay { operation, obstacles } => in_the_way(what, &obstacles, &format!("undo {operation}")),
        UndoError::InTheWayBack { operation, obstacles } => in_the_way(what, &obstacles, &format!("redo {operation}")),
        UndoError::Forgotten(_) => {
            Refusal::new(what).hint("`auld history` lists the others: `auld undo ID` takes one of them back").into()
        }
        UndoError::AlreadyUndone(id) => Refusal::new(what).hint(format!("`auld redo {id}` brings it back")).into(),
        UndoError::NotUndone(id) => Refusal::new(what).hint(format!("`auld undo {id}` takes it back")).into(),
        UndoError::NothingToRedo => Refusal::new(what).hint("`auld history` lists what was done").into(),
        UndoError::NothingToUndo => refused(what),
    }
}

fn in_the_way(what: String, obstacles: &[Obstacle], wanted: &str) -> Failure {
    let mut refusal = Refusal::new(what);
    for Obstacle { operation, undone, argv, .. } in obstacles.iter().rev() {
        let state = if *undone { " (undone)" } else { "" };
        refusal = refusal.line(format!("{operation}: auld {}{state}", command_line(argv)));
    }
    // What was built last goes first, and what was there first comes back first.
    let (back, away): (Vec<_>, Vec<_>) = obstacles.iter().partition(|obstacle| obstacle.undone);
    let first = match (back.is_empty(), away.is_empty()) {
        (true, _) => "undo those first",
        (_, true) => "bring those back first",
        _ => "one after the other",
    };
    let away = away.iter().rev().map(|obstacle| format!("auld undo {}", obstacle.operation));
    let steps: Vec<_> = away.chain(back.iter().map(|obstacle| format!("auld redo {}", obstacle.operation))).collect();
    if steps.is_empty() {
        return refusal.into();
    }
    refusal.hint(format!("{first}: {} && auld {wanted}", steps.join(" && "))).into()
}
