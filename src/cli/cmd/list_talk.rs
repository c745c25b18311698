//! What `auld list` says beside the list: what it leaves out, why it is empty and how to go on.

use super::filters::flag;
use crate::actions::list::{self, Asked, Empty, Noun};
use crate::cli::session::{Done, Session};
use crate::store::Store;
use crate::view::{Format, words};

/// Says what the list leaves out, or why it is empty.
pub fn talk(session: &mut Session<'_>, store: &mut Store, asked: &Asked, shown: usize, total: usize) -> Done {
    if shown < total && session.settings.format == Format::Human {
        session.say(&format!("{} of {}; -n 0 shows all", thousands(shown), thousands(total)));
    }
    if total > 0 || session.settings.quiet {
        return Ok(());
    }
    let noun = asked.noun.words();
    let text = match store.read(|reader| list::why_empty(reader, asked, session.world.today))? {
        Empty::Nobody => "nobody is here yet; begin with `auld add NAME` or `auld log TEXT`".to_owned(),
        Empty::Nothing => format!("no {} here{}", noun.1, begin(asked.noun)),
        Empty::By(filter, n) => {
            format!("no {} fits; without {} there would be {}", noun.0, flag(filter), words::count(n, noun.0))
        }
        Empty::Together => format!("no {} fits all of this; try with fewer filters", noun.0),
    };
    session.say(&text);
    Ok(())
}

/// Returns how the first of them comes about.
fn begin(noun: Noun) -> &'static str {
    match noun {
        Noun::People => "; `auld list --state all` shows those let go too",
        Noun::Meetings | Noun::Places => "; write one down with `auld log TEXT`",
        Noun::Notes => "; write one down with `auld note NAME TEXT`",
        Noun::Promises => " still open; `auld list promises --all` shows those kept and dropped",
        Noun::Tags => "; give one with `auld tag NAME TAG` or #tag in `auld log`",
        Noun::Dates => "; give one with `auld add NAME --birthday DAY` or `auld edit NAME`",
    }
}

/// Returns a number with commas between its thousands.
fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_told_apart() {
        for (n, text) in [(0, "0"), (999, "999"), (2_000, "2,000"), (1_234_567, "1,234,567")] {
            assert_eq!(thousands(n), text);
        }
    }
}
