//! Work in the background: threads, what they come to, and how a new job cancels the one before it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

use crate::tui::state::message::{Job, Msg};

/// The work under way.
#[derive(Debug)]
pub struct Jobs {
    /// The flag that cancels the latest job of each lane.
    lanes: BTreeMap<&'static str, Arc<AtomicBool>>,
    n_working: usize,
    done: (Sender<Option<Msg>>, Receiver<Option<Msg>>),
}

impl Default for Jobs {
    fn default() -> Self {
        Self { lanes: BTreeMap::new(), n_working: 0, done: channel() }
    }
}

impl Jobs {
    /// Begins a job, and cancels the one before it in its lane.
    pub fn begin(&mut self, job: Job) {
        self.stop(job.lane);
        let cancel = Arc::new(AtomicBool::new(false));
        self.lanes.insert(job.lane, Arc::clone(&cancel));
        let done = self.done.0.clone();
        self.n_working += 1;
        std::thread::spawn(move || {
            let result = (job.work)(&cancel).filter(|_| !cancel.load(Ordering::Relaxed));
            let _ = done.send(result);
        });
    }

    /// Cancels the job of a lane, if one is under way there.
    pub fn stop(&mut self, lane: &str) {
        if let Some(cancel) = self.lanes.remove(lane) {
            cancel.store(true, Ordering::Relaxed);
        }
    }

    /// The result of work that has ended, if any has.
    pub fn finished(&mut self) -> Option<Msg> {
        while let Ok(result) = self.done.1.try_recv() {
            self.n_working -= 1;
            if result.is_some() {
                return result;
            }
        }
        None
    }

    /// Waits for the next piece of work to end; its result, if it has one.
    pub fn wait(&mut self) -> Option<Msg> {
        let result = self.done.1.recv().ok()?;
        self.n_working -= 1;
        result
    }

    /// Whether work goes on.
    pub fn is_working(&self) -> bool {
        self.n_working > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A job that goes on until it is cancelled.
    fn endless(lane: &'static str) -> Job {
        let work = Box::new(|cancel: &AtomicBool| {
            while !cancel.load(Ordering::Relaxed) {
                std::thread::yield_now();
            }
            Some(Msg::Failed("cancelled work came to something".to_owned()))
        });
        Job { lane, work }
    }

    #[test]
    fn work_that_nobody_wants_any_more_ends_and_comes_to_nothing() {
        let mut jobs = Jobs::default();
        jobs.begin(endless("map"));
        jobs.begin(endless("material"));
        jobs.stop("map");
        assert!(jobs.wait().is_none());
        assert!(jobs.is_working(), "the other lane goes on");
        jobs.begin(endless("material"));
        assert!(jobs.wait().is_none(), "the next job of a lane cancels the one before");
        jobs.stop("material");
        assert!(jobs.wait().is_none());
        assert!(!jobs.is_working());
    }
}
