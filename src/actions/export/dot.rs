//! Writes who brought whom, and what people are to each other, as a drawing.

use std::collections::{HashMap, HashSet};
use std::io::Write;

use super::ExportError;
use crate::domain::id::Id;
use crate::domain::relation;
use crate::exchange::dot::{self as format, Stroke};
use crate::store::rows::{Referral, Relation};
use crate::store::{PersonFilter, Reader};

/// A line between two people.
struct Edge {
    from: Id,
    to: Id,
    label: String,
    stroke: Stroke,
}

/// Draws everybody who is tied to somebody, or those of them whom the filter finds. A tie that ended is left out, and so
/// is one to somebody who is only a name.
///
/// # Errors
/// Where the store cannot be read, or `out` takes no more.
pub fn write(reader: &Reader<'_>, out: &mut dyn Write, only: Option<&PersonFilter>) -> Result<(), ExportError> {
    let found = only.map(|filter| reader.people(filter)).transpose()?;
    let among: Option<HashSet<Id>> = found.map(|people| people.into_iter().map(|p| p.id).collect());
    let drawn = |id: &Id| among.as_ref().is_none_or(|among| among.contains(id));
    let mut edges: Vec<Edge> = Vec::new();
    reader.each(|row: Referral| {
        let label = row.on_date.map_or_else(|| row.kind.to_string(), |on| format!("{} {on}", row.kind));
        edges.push(Edge { from: row.referrer_id, to: row.referred_id, label, stroke: Stroke::Brought });
        Ok::<_, ExportError>(())
    })?;
    let mut ties: HashMap<(Id, Id), Vec<String>> = HashMap::new();
    reader.each(|row: Relation| {
        let (Some(other), true) = (row.other_id, row.until.is_none()) else { return Ok::<_, ExportError>(()) };
        let (kind, person) = (row.kind, row.person_id);
        let inverse = relation::inverse(&kind).to_owned();
        // Where both have a word of their own for it, a tie is two rows.
        let back = ties.get(&(other, person));
        if back.is_some_and(|back| back.iter().any(|known| relation::alike(known, &inverse))) {
            return Ok(());
        }
        let stroke = if relation::alike(&kind, &inverse) { Stroke::Tie } else { Stroke::TieTo };
        edges.push(Edge { from: person, to: other, label: kind.replace('_', " "), stroke });
        ties.entry((person, other)).or_default().push(kind);
        Ok(())
    })?;
    edges.retain(|edge| drawn(&edge.from) && drawn(&edge.to));
    let mut ids: Vec<Id> = edges.iter().flat_map(|edge| [edge.from, edge.to]).collect();
    ids.sort_unstable();
    ids.dedup();
    let names = reader.called_of(&ids)?;
    format::begin(out)?;
    for id in &ids {
        format::node(out, &id.to_string(), names.get(id).map_or("", String::as_str))?;
    }
    for edge in &edges {
        format::line(out, &edge.from.to_string(), &edge.to.to_string(), &edge.label, edge.stroke)?;
    }
    Ok(format::end(out)?)
}
