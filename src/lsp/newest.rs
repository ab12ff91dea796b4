//! Work handed from one thread to another of which only the newest piece of each project matters: one that nobody began is replaced by a
//! later one, and so what waits holds one state of a project at most.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crossbeam_channel::{Receiver, Sender, bounded};

/// The side that gives.
#[derive(Debug)]
pub struct Give<T> {
    waiting: Arc<Mutex<BTreeMap<usize, T>>>,
    bell: Sender<()>,
}

/// The side that takes.
#[derive(Debug)]
pub struct Take<T> {
    waiting: Arc<Mutex<BTreeMap<usize, T>>>,
    bell: Receiver<()>,
}

/// The two sides.
pub fn newest<T>() -> (Give<T>, Take<T>) {
    let waiting = Arc::new(Mutex::new(BTreeMap::new()));
    let (ring, bell) = bounded(1);
    (Give { waiting: Arc::clone(&waiting), bell: ring }, Take { waiting, bell })
}

impl<T> Give<T> {
    /// Gives work for a project; what it replaces comes back.
    pub fn give(&self, project: usize, work: T) -> Option<T> {
        let before = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(project, work);
        // A bell that rings already is heard for this too; one that nobody hears any more is nobody's concern.
        let _ = self.bell.try_send(());
        before
    }
}

impl<T> Take<T> {
    /// Waits for work; `None` once nobody gives any more.
    pub fn take(&self) -> Option<T> {
        loop {
            let first = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_first();
            match first {
                Some((_, work)) => return Some(work),
                None => self.bell.recv().ok()?,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_work_of_each_project_waits() {
        let (give, take) = newest();
        assert_eq!(give.give(1, "a"), None);
        assert_eq!(give.give(0, "b"), None);
        assert_eq!(give.give(1, "c"), Some("a"));
        assert_eq!((take.take(), take.take()), (Some("b"), Some("c")));
        give.give(1, "d");
        drop(give);
        assert_eq!((take.take(), take.take()), (Some("d"), None));
    }
}
