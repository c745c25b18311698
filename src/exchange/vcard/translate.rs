//! Lines of one version in the writing of another.

use std::borrow::Cow;

use super::Version;
use super::draft::{self, date_of};
use crate::domain::date::{PartialDate, iso};
use crate::exchange::contentline::line::{self, Encoding, Line, escaped};

/// The year that Apple writes where none is known.
const NO_YEAR: &str = "1604";
/// Properties whose value is text throughout, so that a card of 2.1, which escapes nothing, must be escaped.
const TEXTS: &[&str] = &["FN", "NOTE", "TITLE", "ROLE", "LABEL", "MAILER", "SORT-STRING", "NAME"];
/// Properties whose parts are told apart by `;`.
const PARTS: &[&str] = &["N", "ADR", "ORG", "GENDER"];
/// Properties that are lists.
const LISTS: &[&str] = &["NICKNAME", "CATEGORIES", "X-NICKNAME", "X-MAIDENNAME"];
/// Properties whose value is a date.
const DATES: &[&str] = &["BDAY", "ANNIVERSARY", "DEATHDATE"];
/// Properties whose value is bytes, with the kind of media their types name.
const MEDIA: &[(&str, &str)] = &[("PHOTO", "image"), ("LOGO", "image"), ("SOUND", "audio"), ("KEY", "application")];

/// Returns a line in the writing of a version: as it is where it is of that version, and means the same in it.
pub(super) fn written<'a>(line: &Line<'a>, from: Version, to: Version) -> Cow<'a, str> {
    if from == to && !is_coded(line) {
        return line.raw.into();
    }
    let name = line.name.to_ascii_uppercase();
    let media = MEDIA.iter().find(|(of, _)| *of == name).map(|(_, kind)| *kind);
    let said = dated(line, &name, from, to)
        .or_else(|| bytes(line, media, to))
        .or_else(|| media.filter(|_| to == Version::V3).and_then(|_| inlined(line)))
        .or_else(|| number(line, &name, to))
        .unwrap_or_else(|| text(line, &name, from, to));
    match line.group {
        Some(group) => format!("{group}.{said}").into(),
        None => said.into(),
    }
}

/// Tells whether the letters of a value are written in another way than plain UTF-8.
fn is_coded(line: &Line<'_>) -> bool {
    line.encoding() == Some(Encoding::QuotedPrintable) || line.param("CHARSET").is_some()
}

/// Returns the line of a date without its group; `None` for any other.
fn dated(line: &Line<'_>, name: &str, from: Version, to: Version) -> Option<String> {
    let is_text = line.param("VALUE").is_some_and(|value| value.eq_ignore_ascii_case("text"));
    if !DATES.contains(&name) || is_text || line.value.contains(['T', 't', ' ']) {
        return None;
    }
    let on = date_of(&line.text(from))?;
    let omitted = line.param("X-APPLE-OMIT-YEAR").is_some_and(|year| on.year() == year.parse().ok());
    let on = on.month_day().filter(|_| omitted).map_or(on, |(month, day)| PartialDate::Yearly(month, day));
    let rest = params(line, to, &["X-APPLE-OMIT-YEAR", "VALUE"], &[]);
    Some(date(&format!("{}{rest}", line.name), on, to))
}

/// Returns the line of bytes in base 64 without its group; `None` for any other. `media` is the kind its name tells.
fn bytes(line: &Line<'_>, media: Option<&str>, to: Version) -> Option<String> {
    if !draft::is_bytes(line) {
        return None;
    }
    let bytes = without_spaces(line.value);
    if to != Version::V4 {
        let rest = params(line, to, &["ENCODING", "VALUE"], &[]);
        return Some(format!("{}{rest};ENCODING=b:{bytes}", line.name));
    }
    let (types, kinds): (Vec<String>, Vec<String>) =
        line.types().into_iter().partition(|word| ["pref", "home", "work"].contains(&word.as_str()));
    let kind = kinds.first().map(|kind| match (kind.contains('/'), media) {
        (false, Some(media)) => format!("{media}/{kind}"),
        (false, None) => format!("application/{kind}"),
        (true, _) => kind.clone(),
    });
    let kind = kind.unwrap_or_else(|| "application/octet-stream".into());
    let rest = params(line, to, &["TYPE", "", "ENCODING", "VALUE"], &types);
    Some(format!("{}{rest}:data:{kind};base64,{bytes}", line.name))
}

/// Returns the line of a URI that holds bytes, as version 3.0 has them, without its group; `None` for any other.
fn inlined(line: &Line<'_>) -> Option<String> {
    let (kind, bytes) = data_uri(line.value)?;
    let types = kind.rsplit('/').next().filter(|kind| !kind.is_empty()).map(|kind| vec![kind.to_uppercase()]);
    let rest = params(line, Version::V3, &["ENCODING", "VALUE", "MEDIATYPE"], &types.unwrap_or_default());
    Some(format!("{}{rest};ENCODING=b:{}", line.name, without_spaces(bytes)))
}

/// Returns the line of a telephone's URI, as version 3.0 has numbers, without its group; `None` for any other.
fn number(line: &Line<'_>, name: &str, to: Version) -> Option<String> {
    let is_uri = || line.param("VALUE").is_some_and(|value| value.eq_ignore_ascii_case("uri"));
    if to != Version::V3 || name != "TEL" || !is_uri() {
        return None;
    }
    let number = line.value.get(..4).filter(|scheme| scheme.eq_ignore_ascii_case("tel:")).and(line.value.get(4..));
    let rest = params(line, to, &["VALUE"], &[]);
    Some(format!("{}{rest}:{}", line.name, number.unwrap_or(line.value)))
}

/// Returns a line of text without its group.
fn text(line: &Line<'_>, name: &str, from: Version, to: Version) -> String {
    let value = match () {
        () if from != Version::V21 && !is_coded(line) => line.value.into(),
        () if PARTS.contains(&name) => joined(&line.parts(from), ";"),
        () if LISTS.contains(&name) => joined(&line.list(from), ","),
        () if TEXTS.contains(&name) => escaped(&line.text(from)),
        // Whether its `;` and `,` tell parts apart nobody knows, so they stay as they are.
        () if line.encoding() == Some(Encoding::QuotedPrintable) => line.text(from).replace('\n', "\\n"),
        () => line.value.into(),
    };
    format!("{}{}:{value}", line.name, params(line, to, &["ENCODING", "CHARSET"], &[]))
}

fn joined(texts: &[String], separator: &str) -> String {
    texts.iter().map(|text| escaped(text)).collect::<Vec<_>>().join(separator)
}

fn without_spaces(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Returns a parameter's value, in quotes where it needs them.
pub(super) fn quoted(value: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ' ');
    if !value.is_empty() && value.chars().all(plain) {
        return value.into();
    }
    let inner: String = value.chars().filter(|c| *c != '"' && !line::is_control(*c)).collect();
    format!("\"{inner}\"").into()
}

/// Returns a line for a date.
pub(super) fn date(name: &str, on: PartialDate, version: Version) -> String {
    match (on, version) {
        (PartialDate::Day(day), Version::V4) => format!("{name}:{}", iso(day).replace('-', "")),
        (PartialDate::Yearly(month, day), Version::V4) => format!("{name}:--{month:02}{day:02}"),
        (PartialDate::Yearly(month, day), _) => {
            format!("{name};X-APPLE-OMIT-YEAR={NO_YEAR}:{NO_YEAR}-{month:02}-{day:02}")
        }
        (on, _) => format!("{name}:{on}"),
    }
}

/// Returns the parameters of a line in the writing of a version, each after a `;`, without some and with more types.
fn params(line: &Line<'_>, to: Version, without: &[&str], more: &[String]) -> String {
    let mut types: Vec<String> = Vec::new();
    let mut rest = String::new();
    for (name, value) in line.params() {
        let bare = value.trim_matches('"');
        let left_out = without.iter().any(|of| of.eq_ignore_ascii_case(name)) || name.eq_ignore_ascii_case("CHARSET");
        let encoding = name.eq_ignore_ascii_case("ENCODING") || name.is_empty() && line::is_encoding(bare);
        if left_out || encoding {
            continue;
        }
        match name.to_ascii_uppercase().as_str() {
            "" | "TYPE" => types.extend(bare.split(',').map(|word| word.trim().to_owned())),
            "PREF" if to == Version::V3 && bare == "1" => types.push("PREF".into()),
            "VALUE" if bare.eq_ignore_ascii_case("url") && to == Version::V4 => rest.push_str(";VALUE=uri"),
            _ => {
                let value = if value.starts_with('"') { value.into() } else { quoted(bare) };
                rest.push_str(&format!(";{name}={value}"));
            }
        }
    }
    types.extend(more.iter().cloned());
    let preferred = |word: &String| word.eq_ignore_ascii_case("pref");
    if to == Version::V4 && types.iter().any(preferred) {
        types.retain(|word| !preferred(word));
        rest.push_str(if line.param("PREF").is_some() { "" } else { ";PREF=1" });
    }
    types.retain(|word| !word.is_empty());
    if types.is_empty() {
        return rest;
    }
    let types: Vec<_> =
        types.iter().map(|word| if word.contains([';', ':', ',']) { quoted(word) } else { word.into() }).collect();
    format!(";TYPE={}{rest}", types.join(","))
}

/// Splits `data:image/jpeg;base64,…`, whose comma some programs escape.
fn data_uri(value: &str) -> Option<(&str, &str)> {
    let rest = value.strip_prefix("data:")?;
    let (kind, bytes) = rest.split_once(";base64")?;
    let bytes = bytes.strip_prefix('\\').unwrap_or(bytes).strip_prefix(',')?;
    Some((kind, bytes))
}
