//! Rows of the log that stand for many: the keys of rows that were not there before.
//!
//! Of such a row the log need keep nothing but its key, and an import adds hundreds of thousands of them. So keys of one
//! table that come without another kind of change between them are packed into one row of the log: a byte that says
//! which columns the key has, then each column of each key: a number as its distance from the key before, a text with
//! its length.

use rusqlite::types::Value;

use super::row::Table;

/// A run is closed at so many bytes, so that a few of them fill a page of the store.
const RUN_BYTES: usize = 900;

/// What a key consists of, as the first byte of a run says it.
const NUMBER: u8 = 1;
const TWO_NUMBERS: u8 = 2;
const NUMBER_AND_TEXT: u8 = 3;

/// A run that is still growing.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) table: &'static Table,
    /// The key added last.
    last: Vec<Value>,
    many: bool,
    bytes: Vec<u8>,
}

impl Run {
    /// Begins a run with a key; `None` for a key that no run can hold.
    pub(super) fn new(table: &'static Table, key: &[Value]) -> Option<Run> {
        let mut run = Run { table, last: Vec::new(), many: false, bytes: vec![shape(key)?] };
        run.write(key);
        Some(run)
    }

    /// Adds a key, and tells whether it could: not where the run is full.
    pub(super) fn add(&mut self, key: &[Value]) -> bool {
        if self.bytes.len() >= RUN_BYTES || shape(key) != self.bytes.first().copied() {
            return false;
        }
        self.many = true;
        self.write(key);
        true
    }

    fn write(&mut self, key: &[Value]) {
        for (at, value) in key.iter().enumerate() {
            match value {
                Value::Integer(n) => {
                    let before = number(self.last.get(at));
                    write_number(&mut self.bytes, n.wrapping_sub(before));
                }
                Value::Text(text) => {
                    write_number(&mut self.bytes, i64::try_from(text.len()).unwrap_or(i64::MAX));
                    self.bytes.extend(text.as_bytes());
                }
                _ => {}
            }
        }
        self.last.clear();
        self.last.extend_from_slice(key);
    }

    /// Returns the run as the log keeps it, or its key where it has only one.
    pub(super) fn close(self) -> Result<Vec<u8>, Vec<Value>> {
        if self.many { Ok(self.bytes) } else { Err(self.last) }
    }
}

fn shape(key: &[Value]) -> Option<u8> {
    match key {
        [Value::Integer(_)] => Some(NUMBER),
        [Value::Integer(_), Value::Integer(_)] => Some(TWO_NUMBERS),
        [Value::Integer(_), Value::Text(_)] => Some(NUMBER_AND_TEXT),
        _ => None,
    }
}

fn number(value: Option<&Value>) -> i64 {
    if let Some(Value::Integer(n)) = value { *n } else { 0 }
}

/// Reads the keys of a run, in the order in which they were added; `None` where it is none.
pub(super) fn read(run: &[u8]) -> Option<Vec<Vec<Value>>> {
    let (shape, mut bytes) = run.split_first()?;
    let mut keys: Vec<Vec<Value>> = Vec::new();
    let mut last = [0_i64; 2];
    while !bytes.is_empty() {
        last[0] = last[0].wrapping_add(read_number(&mut bytes)?);
        let mut key = vec![Value::Integer(last[0])];
        match *shape {
            NUMBER => {}
            TWO_NUMBERS => {
                last[1] = last[1].wrapping_add(read_number(&mut bytes)?);
                key.push(Value::Integer(last[1]));
            }
            NUMBER_AND_TEXT => {
                let length = usize::try_from(read_number(&mut bytes)?).ok()?;
                let (text, rest) = bytes.split_at_checked(length)?;
                bytes = rest;
                key.push(Value::Text(std::str::from_utf8(text).ok()?.to_owned()));
            }
            _ => return None,
        }
        keys.push(key);
    }
    (!keys.is_empty()).then_some(keys)
}

/// Appends a number in as few bytes as it needs, seven bits each, the least first; small negative ones are short too.
fn write_number(bytes: &mut Vec<u8>, number: i64) {
    let mut rest = ((number << 1) ^ (number >> 63)).cast_unsigned();
    while rest >= 0x80 {
        bytes.push((rest & 0x7F) as u8 | 0x80);
        rest >>= 7;
    }
    bytes.push(rest as u8);
}

fn read_number(bytes: &mut &[u8]) -> Option<i64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::store::row::Record;
    use crate::store::rows::Attendance;

    fn packed(keys: &[Vec<Value>]) -> Vec<u8> {
        let mut all = keys.iter();
        let mut run = Run::new(Attendance::TABLE, all.next().expect("a key")).expect("a run holds it");
        all.for_each(|key| assert!(run.add(key), "{key:?} fits"));
        run.close().expect("several keys")
    }

    proptest! {
        #[test]
        fn keys_read_back(numbers in prop::collection::vec(any::<(i64, i64)>(), 2..30), words in prop::collection::vec("\\PC{0,9}", 2..30)) {
            let one: Vec<_> = numbers.iter().map(|(a, _)| vec![Value::Integer(*a)]).collect();
            let two: Vec<_> = numbers.iter().map(|(a, b)| vec![Value::Integer(*a), Value::Integer(*b)]).collect();
            let text: Vec<_> =
                numbers.iter().zip(&words).map(|((a, _), w)| vec![Value::Integer(*a), Value::Text(w.clone())]).collect();
            for keys in [one, two, text] {
                prop_assert_eq!(read(&packed(&keys)), Some(keys));
            }
        }

        #[test]
        fn no_bytes_are_too_strange(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = read(&bytes);
        }
    }

    #[test]
    fn neighbours_need_few_bytes() {
        let keys: Vec<_> = (0..100).map(|n| vec![Value::Integer((1 << 60) + n)]).collect();
        assert!(packed(&keys).len() < 120);
    }

    #[test]
    fn a_run_ends_and_one_key_is_none() {
        let key = [Value::Integer(7)];
        let run = Run::new(Attendance::TABLE, &key).expect("a run holds it");
        assert_eq!(run.close(), Err(key.to_vec()));
        let mut run = Run::new(Attendance::TABLE, &key).expect("a run holds it");
        let fit = (0..).take_while(|n| run.add(&[Value::Integer(*n << 40)])).count();
        assert!((RUN_BYTES / 10..RUN_BYTES).contains(&fit), "{fit}");
        assert!(Run::new(Attendance::TABLE, &[Value::Null]).is_none());
    }
}
