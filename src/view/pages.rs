//! Answers too long to hold: the first page is at hand, and the others are read when their turn comes.

use std::iter;
use std::rc::Rc;
use std::vec;

use crate::store::{Error, Result};

/// Returns what follows an item: a page of them, empty past the last.
pub type Following<'r, T> = Box<dyn Fn(&T) -> Result<Vec<T>> + 'r>;

/// Items in order.
pub struct Pages<'r, T> {
    /// The first of them: all, unless more follow.
    pub first: Vec<T>,
    /// Reads what follows the last; `None` where nothing does.
    pub rest: Option<Following<'r, T>>,
    /// No more than so many are shown.
    pub most: usize,
}

impl<T> From<Vec<T>> for Pages<'_, T> {
    fn from(all: Vec<T>) -> Self {
        Pages { most: all.len(), first: all, rest: None }
    }
}

impl<T> Pages<'_, T> {
    /// Tells whether the first page is not all.
    pub fn more(&self) -> bool {
        self.rest.is_some()
    }
}

impl<T: Clone> Pages<'_, T> {
    /// Returns everything, each item read when it is asked for. After one that cannot be read nothing more comes.
    pub fn each(&self) -> impl Iterator<Item = Result<T>> {
        let mut page: vec::IntoIter<T> = self.first.clone().into_iter();
        let mut last = None;
        let mut over = false;
        let items = iter::from_fn(move || {
            if page.len() == 0 && !over {
                let next = self.rest.as_ref().zip(last.as_ref()).map(|(rest, last)| rest(last));
                over = !matches!(&next, Some(Ok(items)) if !items.is_empty());
                page = match next.transpose() {
                    Ok(items) => items.unwrap_or_default().into_iter(),
                    Err(e) => return Some(Err(e)),
                };
            }
            let item = page.next()?;
            if page.len() == 0 {
                last = Some(item.clone());
            }
            Some(Ok(item))
        });
        items.take(self.most)
    }
}

/// Ends a run of items where one cannot be read, and remembers why.
#[derive(Debug, Clone, Default)]
pub struct Fault(Rc<std::cell::RefCell<Option<Error>>>);

impl Fault {
    /// Returns the item, unless it cannot be read.
    pub fn catch<T>(&self, item: Result<T>) -> Option<T> {
        item.map_err(|e| self.0.replace(Some(e))).ok()
    }

    /// Returns why the items ended early; `None` where they did not.
    pub fn take(&self) -> Option<Error> {
        self.0.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_read_when_their_turn_comes() {
        let rest: Following<'_, u32> = Box::new(|last| match last {
            2 => Ok(vec![3, 4]),
            4 => Ok(vec![5]),
            _ => Ok(Vec::new()),
        });
        let mut pages = Pages { first: vec![1, 2], rest: Some(rest), most: usize::MAX };
        assert_eq!(pages.each().map(|n| n.expect("read")).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
        pages.most = 3;
        assert_eq!(pages.each().count(), 3);
        assert_eq!(Pages::from(vec![1, 2]).each().count(), 2);
        assert_eq!(Pages::<u32>::from(Vec::new()).each().count(), 0);
    }

    #[test]
    fn a_page_that_cannot_be_read_is_the_end() {
        let pages = Pages {
            first: vec![1],
            rest: Some(Box::new(|_: &u32| Err(Error::Busy { path: "x".into(), seconds: 1 }))),
            most: 9,
        };
        let (read, fault) = (pages.each().collect::<Vec<_>>(), Fault::default());
        assert!(matches!(read.as_slice(), [Ok(1), Err(Error::Busy { .. })]), "{read:?}");
        assert_eq!(pages.each().map_while(|item| fault.catch(item)).count(), 1);
        assert!(matches!(fault.take(), Some(Error::Busy { .. })));
    }
}
