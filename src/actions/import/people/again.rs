//! What a record says of somebody who is there already.

use super::{People, rows, ties};
use crate::domain::id::Id;
use crate::exchange::people::{PersonDraft, Piece};
use crate::store::rows::{Person, Source};
use crate::store::{self, Put};

impl People<'_, '_> {
    /// Adds what a record knows of somebody who was there: nothing of theirs changes.
    pub(super) fn complete(&mut self, id: Id, key: String, draft: &PersonDraft) -> store::Result<Put> {
        let Some(person) = self.tx.person(id)? else { return Ok(Put::Same) };
        let known = rows::of(self.tx, id)?;
        let news: Vec<&Piece> =
            draft.pieces.iter().filter(|piece| !known.iter().any(|row| row.piece().says(piece))).collect();
        let own = (self.records.own)(draft) == Some(id);
        if own && news.is_empty() {
            return Ok(Put::Same);
        }
        let source = self.tx.new_id::<Source>(self.tx.today())?;
        // Whoever stands in an address book is no stranger, and is called there as the user calls them.
        let name = if person.background { draft.name.clone() } else { person.name.clone() };
        let person = Person {
            name,
            background: false,
            met: person.met.clone().or_else(|| draft.met.clone()),
            met_on: person.met_on.or(draft.met_on),
            closeness: person.closeness.or(draft.closeness),
            ..person
        };
        self.tx.update(&person)?;
        for piece in news {
            // Two birthdays help nobody.
            let settled = matches!(piece, Piece::Date(..) | Piece::Every(_) | Piece::State(_))
                && known.iter().any(|row| row.piece().takes_the_place_of(piece));
            if settled {
                let name = &draft.name;
                self.report.leave(|| format!("{name}: {} is another in auld and is left as it is there", piece.word()));
            } else {
                rows::add(self.tx, id, piece)?;
            }
        }
        self.keep(source, key, id, draft)?;
        self.tie_later(id, source, draft);
        Ok(Put::Changed)
    }

    /// Takes what a record changed since it was imported last, as far as the user did not change the same in auld.
    pub(super) fn again(&mut self, at: &str, source: Source, draft: &PersonDraft) -> store::Result<Put> {
        let kept = source.raw.clone().unwrap_or_default();
        if kept == draft.raw {
            return Ok(Put::Same);
        }
        let Some(id) = source.person_id else { return Ok(Put::Same) };
        let Some(mut person) = self.tx.person(id)? else { return Ok(Put::Same) };
        let then = (self.records.read)(&kept);
        if then.is_some() && (self.records.same)(&kept, &draft.raw) {
            return Ok(Put::Same);
        }
        let gave = |row: Id| row > source.id;
        let then = then.unwrap_or_else(|| PersonDraft { pieces: Vec::new(), ..draft.clone() });
        let mut left = Vec::new();
        if gave(person.id) {
            settle(&then.name, &draft.name, &mut person.name, "the name", &mut left);
            settle(&then.met, &draft.met, &mut person.met, "how we met", &mut left);
            settle(&then.met_on, &draft.met_on, &mut person.met_on, "the day we met", &mut left);
            settle(&then.closeness, &draft.closeness, &mut person.closeness, "how close we are", &mut left);
        }
        self.tx.update(&person)?;
        let known = rows::of(self.tx, id)?;
        let row_of = |piece: &Piece| known.iter().find(|row| row.piece().says(piece));
        let not_in = |pieces: &[Piece], piece: &&Piece| !pieces.iter().any(|other| other.says(piece));
        let mut gone: Vec<&Piece> = then.pieces.iter().filter(|piece| not_in(&draft.pieces, piece)).collect();
        for piece in draft.pieces.iter().filter(|piece| not_in(&then.pieces, piece)) {
            let before = gone.iter().position(|old| old.takes_the_place_of(piece)).map(|at| gone.remove(at));
            if row_of(piece).is_some() {
                // The user wrote the same; what it took the place of goes below.
                gone.extend(before);
                continue;
            }
            match before.map(|old| row_of(old).filter(|row| gave(row.id(id)))) {
                Some(Some(row)) => rows::change(self.tx, id, row, piece)?,
                Some(None) if before.is_some_and(|old| row_of(old).is_none()) => left.push(piece.word()),
                _ => rows::add(self.tx, id, piece)?,
            }
        }
        for row in gone.into_iter().filter_map(row_of).filter(|row| gave(row.id(id))) {
            rows::remove(self.tx, id, row)?;
        }
        for what in left {
            self.report
                .leave(|| format!("{at}: {}: {what} was changed in auld too and is left as it is there", draft.name));
        }
        let (before, now) = ((self.records.ties)(&kept), (self.records.ties)(&draft.raw));
        let untied: Vec<_> = before.into_iter().filter(|tie| !now.contains(tie)).collect();
        ties::untie(self.tx, self.records.scheme, id, source.id, &untied)?;
        self.tie_later(id, source.id, draft);
        self.tx.update(&Source { raw: Some(draft.raw.clone()), ..source })?;
        Ok(Put::Changed)
    }
}

/// Takes what a record changed, unless the user changed it too.
fn settle<T: PartialEq + Clone>(then: &T, now: &T, store: &mut T, what: &'static str, left: &mut Vec<&'_ str>) {
    if then == now || now == store {
    } else if store == then {
        store.clone_from(now);
    } else {
        left.push(what);
    }
}
