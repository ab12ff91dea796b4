//! Access logs: rates, times, what is in flight, open connections, path groups and polls, in one pass and in bounded memory.
//!
//! No line, address, user, path parameter or query leaves this folder: what is counted are minutes, times, groups and marks.

mod clf;
mod counted;
mod flight;
mod format;
mod haproxy;
mod histogram;
mod input;
mod json;
mod known;
mod line;
mod minutes;
mod paths;
mod pattern;
mod polls;
mod tally;
mod tell;
mod track;
mod w3c;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::model::Day;

pub use counted::{Manner, Reading};
pub use pattern::Pattern;

use counted::Counted;
use format::{Format, Reader};
use input::Input;
use tally::{Tally, Taste};
use track::Track;

/// How many parts are counted at once.
const AT_ONCE: usize = 4;

/// Whether a file begins like an access log.
pub fn looks_like_one(path: &Path) -> bool {
    let Ok(mut input) = Input::open(path) else { return false };
    input.part().is_some_and(|part| Format::find(&first_lines(&part)).is_ok())
}

/// Why a file that is a log says nothing: it is packed or written in a way that is not read, its format is known not to, or its lines are
/// objects without the names that are needed.
pub fn why_nothing(path: &Path) -> Option<String> {
    match Input::open(path) {
        Ok(mut input) => match input.part() {
            Some(part) => format::why_nothing(&first_lines(&part)),
            None => input.broken.map(|why| format!("nothing of it can be unpacked ({why}): it is cut or damaged; unpack what is there, as with `zstd -dc`, and pipe it in as `-`")),
        },
        Err(error) => (error.kind() == std::io::ErrorKind::InvalidData).then(|| error.to_string()),
    }
}

/// Reads logs that belong together, such as a log and its rotated parts.
pub fn read(
    files: &[PathBuf],
    name: &str,
    manner: &Manner,
    today: Day,
    cancel: &AtomicBool,
) -> Result<Reading, String> {
    let mut counted = Counted::default();
    let mut openings: Vec<Opening> = Vec::new();
    for path in files {
        match opening(path, manner) {
            Ok(Some(opening)) => openings.push(opening),
            Ok(None) => counted.notes.push(format!("`{}` is empty", file_name(path))),
            Err(why) if files.len() == 1 => return Err(why),
            Err(why) => counted.notes.push(format!("`{}` is left out: {why}", file_name(path))),
        }
    }
    for Opening { first, path, .. } in without_copies(openings, &mut counted.notes) {
        let input = Input::open(path).map_err(|error| error.to_string())?;
        counted.read(input, first, manner, (&file_name(path), cancel))?;
    }
    tell::tell(counted, name, manner, today)
}

/// Reads a log from something that can be read once.
pub fn read_stream(
    reader: Box<dyn io::Read + Send>,
    name: &str,
    manner: &Manner,
    today: Day,
    cancel: &AtomicBool,
) -> Result<Reading, String> {
    let mut counted = Counted::default();
    let input = Input::stream(reader).map_err(|error| error.to_string())?;
    counted.read(input, i64::MIN, manner, (name, cancel))?;
    tell::tell(counted, name, manner, today)
}

/// The name of a file without its folder.
fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// Lines from the beginning of a part, enough to tell its format.
fn first_lines(part: &[u8]) -> Vec<&[u8]> {
    let trim = |line| <[u8]>::strip_suffix(line, b"\r").unwrap_or(line);
    part.split(|byte| *byte == b'\n').map(trim).filter(|line| !line.is_empty()).take(2_000).collect()
}

fn format_of(part: &[u8], manner: &Manner) -> Result<Format, String> {
    let mut format = match &manner.pattern {
        Some(pattern) => Format::own(pattern.clone(), manner.begins.unwrap_or(false)),
        None => Format::find(&first_lines(part))?,
    };
    format.begins = manner.begins.unwrap_or(format.begins);
    Ok(format)
}

/// How a log begins.
struct Opening<'p> {
    /// When the first line that can be read is from.
    first: i64,
    path: &'p PathBuf,
    is_packed: bool,
    n_bytes: u64,
    /// Marks of its first lines.
    marks: Vec<u64>,
}

/// How many lines at the beginning of a log tell whether another one is a copy of it.
const N_MARKS: usize = 200;

/// The logs by when they begin, without copies of others, such as `access.log.gz` beside the `access.log` that it was packed from: of two that
/// begin with the same lines the longer one counts.
fn without_copies<'p>(mut openings: Vec<Opening<'p>>, notes: &mut Vec<String>) -> Vec<Opening<'p>> {
    openings.sort_by(|a, b| {
        let rank = |of: &Opening| (of.is_packed, std::cmp::Reverse(of.n_bytes));
        rank(a).cmp(&rank(b)).then_with(|| a.path.cmp(b.path))
    });
    let mut kept: Vec<Opening> = Vec::new();
    for one in openings {
        let begins_alike = |other: &&Opening| other.marks.iter().zip(&one.marks).all(|(a, b)| a == b);
        match kept.iter().find(begins_alike) {
            Some(other) => notes.push(format!(
                "`{}` begins with the same lines as `{}`: it is taken for a copy and not counted again",
                file_name(one.path),
                file_name(other.path)
            )),
            None => kept.push(one),
        }
    }
    kept.sort_by(|a, b| (a.first, a.path).cmp(&(b.first, b.path)));
    kept
}

/// How a log begins; `None` where there are no lines.
fn opening<'p>(path: &'p PathBuf, manner: &Manner) -> Result<Option<Opening<'p>>, String> {
    let mut input = Input::open(path).map_err(|error| error.to_string())?;
    let Some(part) = input.part() else {
        return match input.broken {
            Some(why) => Err(format!("it cannot be read: {why}")),
            None => Ok(None),
        };
    };
    let format = format_of(&part, manner)?;
    let mut reader = Reader::new(&format);
    for line in first_lines(&part) {
        if let Some(line) = reader.read(line) {
            let marks = first_lines(&part).into_iter().take(N_MARKS).map(tally::mark).collect();
            let n_bytes = path.metadata().map_or(0, |metadata| metadata.len());
            return Ok(Some(Opening { first: line.stamp, path, is_packed: input.is_packed, n_bytes, marks }));
        }
    }
    Err("none of its first lines has the format that archfit.toml names".to_owned())
}

impl Counted {
    fn read(
        &mut self,
        mut input: Input,
        first: i64,
        manner: &Manner,
        (name, cancel): (&str, &AtomicBool),
    ) -> Result<(), String> {
        let Some(part) = input.part() else { return Err("it is empty".to_owned()) };
        let format = format_of(&part, manner)?;
        // A log that begins before another one ends was written beside it.
        let follows = |track: &Track| track.span().is_none_or(|(_, last)| first / 60_000_000 >= last - 10);
        let at = self.tracks.iter().position(follows).unwrap_or_else(|| {
            self.tracks.push(Track::default());
            self.tracks.len() - 1
        });
        let mut parts = vec![part];
        parts.extend((1..AT_ONCE).map_while(|_| input.part()));
        let mut counts: Vec<Tally> = Vec::new();
        while !parts.is_empty() || !counts.is_empty() {
            if cancel.load(Ordering::Relaxed) {
                return Err("reading it was stopped".to_owned());
            }
            let taste = Taste { format: &format, leave_out: &manner.leave_out, thinned: self.polls.thinned() };
            let next = |input: &mut Input| (0..AT_ONCE).map_while(|_| input.part()).collect::<Vec<_>>();
            let count = || parts.par_iter().map(|part| Tally::of(part, &taste)).collect::<Vec<_>>();
            // While some parts are counted, the ones before are added up and the next ones are read.
            let add = || counts.drain(..).for_each(|tally| self.add(tally, at, format.fine));
            let ((tallies, more), ()) = rayon::join(|| rayon::join(count, || next(&mut input)), add);
            (counts, parts) = (tallies, more);
        }
        if let Some(why) = &input.broken {
            self.notes.push(format!("`{name}` breaks off ({why}): what stands before that is counted"));
        }
        if !self.formats.iter().any(|known| known.name == format.name) {
            self.formats.push(format);
        }
        Ok(())
    }

    fn add(&mut self, mut tally: Tally, track: usize, fine: bool) {
        self.tracks[track].add(&mut tally);
        self.n_read += tally.n_read;
        self.n_unread += tally.n_unread;
        self.n_left_out += tally.n_left_out;
        self.used.append(&mut tally.used);
        self.offset_changes |= tally.offset_changes;
        if tally.n_read > 0 {
            self.offset = tally.offset;
        }
        self.took.merge(&tally.took);
        self.waited.merge(&tally.waited);
        self.busy += tally.busy;
        self.paths.merge(tally.paths);
        self.polls.add(&tally.asked, track, !fine);
    }
}
