//! The text of a verb: in the command line, from standard input, out of an editor, or asked for.

use crate::cli::report::Failure;
use crate::cli::session::Session;

/// Where a text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The command line, which the shell remembers.
    Arguments,
    Editor,
    Stdin,
    /// Typed in answer to a question.
    Asked,
}

impl Source {
    /// Returns a failure with the text, where it would be lost with it.
    pub fn give_back(self, session: &mut Session<'_>, text: &str, failure: Failure) -> Failure {
        if self == Source::Arguments { failure } else { session.give_back(text, failure) }
    }
}

/// How a text is asked for.
pub struct Wanted<'t> {
    pub question: &'t str,
    /// What to do where nobody can be asked.
    pub hint: &'t str,
    /// What stands below the text in the editor, in lines that begin with `#`.
    pub remark: &'t str,
}

/// Returns the text without outer white space, which may be empty, and where it comes from. `words` are those of the
/// command line; with an editor they are what its draft begins with.
///
/// # Errors
/// Where nobody can be asked, the editor fails, or standard input is no text.
pub fn text(
    session: &mut Session<'_>,
    words: &[String],
    editor: bool,
    wanted: &Wanted<'_>,
) -> Result<(String, Source), Failure> {
    let (text, source) = match words {
        _ if editor => {
            let draft = format!("{}\n{}", words.join(" "), wanted.remark);
            (session.edit(&draft, wanted.remark)?, Source::Editor)
        }
        [dash] if dash == "-" => (session.read_stdin()?, Source::Stdin),
        [] => (session.ask_line(wanted.question, wanted.hint)?, Source::Asked),
        words => (words.join(" "), Source::Arguments),
    };
    Ok((text.trim().to_owned(), source))
}

/// Returns a text as one line.
pub fn in_one_line(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}
