//! Work in the background: threads, what they come to, and how a new job cancels the one before it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

use crate::tui::message::{Job, Msg};

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
        let cancel = Arc::new(AtomicBool::new(false));
        if let Some(before) = self.lanes.insert(job.lane, Arc::clone(&cancel)) {
            before.store(true, Ordering::Relaxed);
        }
        let done = self.done.0.clone();
        self.n_working += 1;
        std::thread::spawn(move || {
            let result = (job.work)(&cancel).filter(|_| !cancel.load(Ordering::Relaxed));
            let _ = done.send(result);
        });
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
