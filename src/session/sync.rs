//! Waits for the disk in the person's place: what is written is synced in the order of writing, by a thread of its own.
//!
//! A write is kept by the system once it is made, whatever becomes of this program; the sync is for power cuts, and takes as long as
//! several frames. Until it is done, [`crate::files::Kept`] has the version before.

use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use crate::files::Written;

/// The thread that syncs. It ends, with everything synced, when this is dropped.
#[derive(Debug, Default)]
pub struct Syncer(Option<Thread>);

#[derive(Debug)]
struct Thread {
    files: Sender<Written>,
    failures: Receiver<io::Error>,
    handle: JoinHandle<()>,
}

impl Syncer {
    /// Sees to it that a file gets onto the disk.
    pub fn take(&mut self, file: Written) -> io::Result<()> {
        let thread = match self.0.take() {
            Some(thread) => thread,
            None => start(Written::sync)?,
        };
        // Where the thread is gone, there is nobody else to do it.
        let result = thread.files.send(file).or_else(|unsent| unsent.0.sync());
        self.0 = Some(thread);
        result
    }

    /// Why something written before did not get onto the disk, if that is so.
    pub fn failure(&mut self) -> Option<io::Error> {
        self.0.as_ref()?.failures.try_recv().ok()
    }

    /// Waits until everything is on the disk, and says why it is not.
    pub fn finish(&mut self) -> Option<io::Error> {
        let Thread { files, failures, handle } = self.0.take()?;
        drop(files);
        let _ = handle.join();
        failures.try_recv().ok()
    }
}

fn start(sync: fn(&Written) -> io::Result<()>) -> io::Result<Thread> {
    let (files, waiting) = channel();
    let (failed, failures) = channel();
    let work = move || work(&waiting, &failed, sync);
    let handle = std::thread::Builder::new().name("sync".to_owned()).spawn(work)?;
    Ok(Thread { files, failures, handle })
}

fn work(waiting: &Receiver<Written>, failed: &Sender<io::Error>, sync: fn(&Written) -> io::Result<()>) {
    while let Ok(mut file) = waiting.recv() {
        // A file that was replaced meanwhile needs no syncing any more.
        while let Ok(newer) = waiting.try_recv() {
            if newer.path() != file.path()
                && let Err(error) = sync(&file)
            {
                let _ = failed.send(error);
            }
            file = newer;
        }
        if let Err(error) = sync(&file) {
            let _ = failed.send(error);
        }
    }
}

impl Drop for Syncer {
    fn drop(&mut self) {
        let _ = self.finish();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Kept;

    #[test]
    fn what_is_written_last_is_there_and_everything_is_synced_at_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("answers.toml");
        std::fs::write(&path, "").unwrap();
        let (mut syncer, kept) = (Syncer::default(), Kept::default());
        for n in 0..20 {
            syncer.take(kept.replace(&path, n.to_string().as_bytes()).unwrap()).unwrap();
            assert_eq!(std::fs::read_to_string(&path).unwrap(), n.to_string(), "readers never wait for the disk");
        }
        drop(syncer);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside the file");
    }

    #[test]
    fn a_disk_that_refuses_in_the_end_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let refuse = |_: &Written| Err(io::Error::other("no disk"));
        let path = folder.path().join("a");
        std::fs::write(&path, "0").unwrap();
        let mut syncer = Syncer(Some(start(refuse).unwrap()));
        syncer.take(Kept::default().replace(&path, b"1").unwrap()).unwrap();
        let told = syncer.0.as_ref().unwrap().failures.recv().unwrap();
        assert_eq!(told.to_string(), "no disk");
        assert!(syncer.failure().is_none(), "it is told once");
        syncer.take(Kept::default().replace(&path, b"2").unwrap()).unwrap();
        assert_eq!(syncer.finish().map(|error| error.to_string()).as_deref(), Some("no disk"), "at the end as well");
        let names = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
        let kept = names.filter(|path| path.extension().is_some_and(|ending| ending == "kept"));
        let kept: Vec<String> = kept.map(|path| std::fs::read_to_string(path).unwrap()).collect();
        assert_eq!(kept, ["0"], "there is something to fall back on");
    }
}
