//! What the columns of a table hold, as `auld import --map` says it.

use crate::cli::report::{Failure, Refusal};
use crate::exchange::csv::{Field, Map, Unknown};
use crate::view::shell;

/// How many columns of a table are shown that nobody can tell.
const SHOWN_MAX: usize = 12;
/// How many characters of a cell are shown.
const CELL_CHARS: usize = 30;

/// Reads `name=Full Name,email=E-mail`: fields with the columns that hold them, `skip` for a column that is left out.
///
/// # Errors
/// Refuses a word that is no field, and what has no column.
pub fn read(texts: &[String]) -> Result<Map, Failure> {
    let mut map = Map::new();
    for text in texts {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for part in text.split(',') {
            match (part.split_once('='), pairs.last_mut()) {
                (Some((field, column)), _) => pairs.push((field.trim().into(), column.into())),
                // A column may have a comma in its name.
                (None, Some((_, column))) => {
                    column.push(',');
                    column.push_str(part);
                }
                (None, None) => return Err(Failure::Usage(format!("`--map {text}`: expected FIELD=COLUMN"))),
            }
        }
        for (word, column) in pairs {
            let field = match word.as_str() {
                "skip" => None,
                word => match word.parse::<Field>() {
                    Ok(field) => Some(field),
                    Err(e) => return Err(Failure::Usage(format!("--map: {e}, skip"))),
                },
            };
            if column.trim().is_empty() {
                return Err(Failure::Usage(format!("`--map {word}=`: no column is named")));
            }
            map.push((field, column.trim().trim_matches('"').to_owned()));
        }
    }
    Ok(map)
}

/// Says that nobody can tell the columns of a table, what they are, and how to say it.
pub fn unknown(why: &str, file: &str, table: &Unknown) -> Failure {
    let mut refusal = Refusal::new(format!("{why}; nothing was imported"));
    for (header, cell) in table.columns.iter().take(SHOWN_MAX) {
        let short: String = cell.chars().take(CELL_CHARS).collect();
        let more = if short.len() < cell.len() { "…" } else { "" };
        refusal.lines.push(format!("column `{header}`: {short}{more}"));
    }
    if table.columns.len() > SHOWN_MAX {
        refusal.lines.push(format!("and {} more", table.columns.len() - SHOWN_MAX));
    }
    if !table.map.is_empty() {
        let say = format!("auld import {} --map {}", shell::quoted(file), shell::quoted(&table.map));
        refusal = refusal.hint(format!("say what they hold, such as `{say}`"));
    }
    refusal.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_paired_with_columns() {
        let told = |texts: &[&str]| {
            let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
            let map = read(&texts).map_err(|_| "refused")?;
            let pair = |(field, column): &(Option<Field>, String)| {
                format!("{}={column}", field.as_ref().map_or("-".into(), Field::to_string))
            };
            Ok(map.iter().map(pair).collect::<Vec<_>>().join(";"))
        };
        assert_eq!(
            told(&["name=Full Name,email=E-mail", "fact:shoe size=Shoe, left,skip=Id"]),
            Ok("name=Full Name;email=E-mail;fact:shoe size=Shoe, left;-=Id".to_owned())
        );
        for wrong in ["name", "shoe=Shoe", "name=", "=Name"] {
            assert_eq!(told(&[wrong]), Err("refused"), "{wrong}");
        }
    }
}
