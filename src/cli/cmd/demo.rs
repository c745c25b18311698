//! `auld demo`

use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::{Args, ValueHint};
use serde_json::{Value, json};

use crate::actions::demo;
use crate::cli::report::{Failure, Refusal};
use crate::cli::session::{Done, Session};
use crate::store;
use crate::view::said::Said;
use crate::view::shell::{command_line, quoted};
use crate::view::{Format, Role, Text};

/// Show what auld does, on forty invented people
///
/// Makes a store of two invented years in a private folder, runs the main verbs on it, and removes it again. Your own
/// store is not touched.
///
///   auld demo --keep demo.db
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct DemoArgs {
    /// Leave the invented store in this file, to try things on
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    keep: Option<PathBuf>,
}

const SENTENCE: &str = "Yesterday: coffee with Grace and [Milo Janssen] @Kopi Tuku #work 90 min; \
                        Grace made me feel heard. I promised Grace the river map by Friday";

/// The tour: why, and what is typed. A new verb worth showing is one line here.
const STEPS: &[(&str, &[&str])] = &[
    ("One sentence is enough to write down a meeting.", &["log", SENTENCE]),
    ("Before you meet: what you should remember.", &["show", "Grace"]),
    ("Who should I reconnect with, and why now?", &["reconnect"]),
    ("Who am I close to, by depth and recency?", &["closest", "-n", "6"]),
    ("What was promised, both ways.", &["list", "promises", "--with", "Grace"]),
    ("A promise kept.", &["kept", "Grace", "map"]),
    ("Who was that tall one on the ferry?", &["search", "tall", "ferry"]),
    ("The last that was written, by whichever verb.", &["history", "-n", "4"]),
    ("Anything can be taken back.", &["undo"]),
];

pub fn run(args: DemoArgs, session: &mut Session<'_>) -> Done {
    if let Some(file) = &args.keep
        && file.symlink_metadata().is_ok()
    {
        return Err(Refusal::new(format!("there is a file `{}` already", file.display()))
            .hint("name another file")
            .into());
    }
    // Nothing is left behind where nothing is to be written.
    let keep = args.keep.filter(|_| !session.settings.dry_run);
    let place = match &keep {
        Some(file) => Place { file: file.clone(), folder: None },
        None => Place::passing(session).map_err(|e| {
            Failure::Machine(format!("no folder for the demo could be made: {}", crate::store::why(&e)))
        })?,
    };
    demo::build(session.world.today)?.backup_to(&place.file).map_err(|e| match e {
        store::Error::Unusable { path, why } => {
            Failure::Machine(format!("`{}` cannot be written: {why}", path.display()))
        }
        e => e.into(),
    })?;
    if keep.is_some() {
        session.did();
    }
    let steps = tour(session, &place.file)?;
    if session.settings.format != Format::Human {
        let store = keep.as_ref().map(|file| file.display().to_string());
        let rows = vec![store.clone().unwrap_or_default(), steps.len().to_string()];
        return session.show(&Said::new(json!({ "store": store, "steps": steps }), rows));
    }
    if let Some(file) = &keep {
        session
            .say(&format!("kept in `{0}`; go on with `auld --db {0} show Sari`", quoted(&file.display().to_string())));
    } else {
        session.say(
            "the invented store is gone again; `auld demo --keep FILE` keeps one, `auld add NAME` begins your own",
        );
    }
    Ok(())
}

/// Runs the steps, printing each as it goes where people read it, and returns them.
fn tour(session: &mut Session<'_>, store: &Path) -> Result<Vec<Value>, Failure> {
    let mut told = Vec::new();
    let human = session.settings.format == Format::Human;
    let store = std::path::absolute(store).unwrap_or_else(|_| store.to_owned());
    let vars = HashMap::from([(OsString::from("AULD_DB"), store.into_os_string())]);
    for (why, argv) in STEPS {
        let argv: Vec<String> = argv.iter().map(|&arg| arg.to_owned()).collect();
        let line = format!("auld {}", command_line(&argv));
        if human {
            let said = Said::new(Value::Null, Vec::new()).line(Text::new().dim(format!("# {why}")));
            session.show(&said.line(Text::new().dim("$ ").with(Role::Command, line.clone())))?;
        }
        let page = Page::default();
        let mut world = session.world.within(vars.clone(), session.settings.colour && human, page.clone());
        let args = std::iter::once("auld".to_owned()).chain(argv).map(OsString::from);
        let code = crate::cli::run(args.collect(), &mut world);
        let printed = page.0.take();
        if human {
            session.print(&[&printed[..], b"\n"].concat())?;
        }
        told.push(json!({ "why": why, "typed": line, "code": code, "printed": String::from_utf8_lossy(&printed) }));
    }
    Ok(told)
}

/// What the commands of the tour print, answers and talk in their order.
#[derive(Debug, Clone, Default)]
struct Page(Rc<RefCell<Vec<u8>>>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Where the invented store lies; a passing folder is removed when the demo ends, however it ends.
struct Place {
    file: PathBuf,
    folder: Option<PathBuf>,
}

impl Place {
    fn passing(session: &Session<'_>) -> io::Result<Place> {
        use std::os::unix::fs::DirBuilderExt;
        let name = format!("auld-demo-{}-{:x}", std::process::id(), session.world.now.timestamp_subsec_nanos());
        let temporary = session.world.var("TMPDIR").map(PathBuf::from).filter(|folder| folder.is_absolute());
        let folder = temporary.unwrap_or_else(|| "/tmp".into()).join(name);
        // Fails where somebody else made it first, so nobody can wait in it.
        std::fs::DirBuilder::new().mode(0o700).create(&folder)?;
        Ok(Place { file: folder.join("demo.db"), folder: Some(folder) })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            std::fs::remove_dir_all(folder).ok();
        }
    }
}
