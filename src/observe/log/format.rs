//! Which format a log has: told from its first lines, and said with what it leaves open.

use super::clf::{Tail, Unit, split};
use super::line::{Line, SECOND, Stamps};
use super::pattern::Pattern;
use super::{haproxy, json};

/// The format of a log.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// Common or Combined, with what stands behind.
    Common(Tail),
    /// `HAProxy`'s HTTP format.
    HaProxy,
    /// One JSON object a line.
    Json,
    /// A format that the team names.
    Own(Pattern),
}

/// A format with what is known about its stamps.
#[derive(Clone, Debug, PartialEq)]
pub struct Format {
    /// The form of its lines.
    pub form: Form,
    /// Whether the stamp is when the request began, not when it ended.
    pub begins: bool,
    /// Whether stamps have parts of seconds.
    pub fine: bool,
    /// What it is called.
    pub name: String,
    /// What it leaves open.
    pub notes: Vec<String>,
}

/// Reads lines of one format.
pub struct Reader<'f> {
    format: &'f Format,
    stamps: Stamps,
    held: Option<json::Read>,
}

impl<'f> Reader<'f> {
    /// A reader.
    pub fn new(format: &'f Format) -> Self {
        Self { format, stamps: Stamps::default(), held: None }
    }

    /// Reads a line; `None` where it has another form.
    pub fn read<'a>(&'a mut self, line: &'a [u8]) -> Option<Line<'a>> {
        match &self.format.form {
            Form::Common(tail) => tail.read(line, &mut self.stamps),
            Form::HaProxy => haproxy::read(line, &mut self.stamps),
            Form::Own(pattern) => pattern.read(line, &mut self.stamps),
            Form::Json => {
                self.held = Some(json::read(line)?);
                self.held.as_ref().map(json::Read::line)
            }
        }
    }
}

/// The share of lines that a format must read before it is taken for the log's.
const ENOUGH: f64 = 0.5;

impl Format {
    /// Tells the format from some lines; says what is there where it is none that is known.
    pub fn find(lines: &[&[u8]]) -> Result<Self, String> {
        let n = |reads: &dyn Fn(&[u8]) -> bool| lines.iter().filter(|line| reads(line)).count();
        let counts = [
            n(&|line| split(line).is_some()),
            n(&|line| json::read(line).is_some()),
            n(&|line| haproxy::read(line, &mut Stamps::default()).is_some()),
        ];
        let most = counts.iter().copied().max().unwrap_or(0);
        if (most as f64) < lines.len() as f64 * ENOUGH || most == 0 {
            return Err(unknown(lines));
        }
        match counts.iter().position(|count| *count == most) {
            Some(0) => Ok(Self::of_common(lines)),
            Some(1) => Ok(Self::of_json(lines)),
            _ => Ok(Self {
                form: Form::HaProxy,
                begins: true,
                fine: true,
                name: "HAProxy's HTTP format".to_owned(),
                notes: vec!["its stamps name no time zone: days are those of its own clock".to_owned()],
            }),
        }
    }

    /// A format that the team names.
    pub fn own(pattern: Pattern, begins: bool) -> Self {
        let fine = pattern.is_fine();
        Self { form: Form::Own(pattern), begins, fine, name: "a format of archfit.toml".to_owned(), notes: Vec::new() }
    }

    fn of_common(lines: &[&[u8]]) -> Self {
        let (tail, note) = Tail::find(lines);
        let fits = lines.iter().filter_map(|line| {
            let line = tail.read(line, &mut Stamps::default())?;
            Some((line.stamp, line.took? as i64))
        });
        let order = Order::of(fits);
        // Apache names microseconds and stamps when a request began; those that name decimals of seconds stamp its end.
        let usual = tail.took.is_some_and(|(_, unit)| unit != Unit::Seconds);
        let begins = order.begins.unwrap_or(usual);
        let mut notes: Vec<String> = note.into_iter().collect();
        let name = match tail.took {
            None => {
                if notes.is_empty() {
                    notes.push("it has no time field: it says nothing about waits and what is in flight".to_owned());
                }
                "Common or Combined"
            }
            Some((_, Unit::Seconds)) => "Common or Combined, with a time in seconds behind",
            Some((_, Unit::Micros)) => "Common or Combined, with a time taken as microseconds behind",
            Some((_, Unit::Millis)) => "Common or Combined, with a time in milliseconds behind",
            Some((_, Unit::WholeSeconds)) => "Common or Combined, with a time taken as whole seconds behind",
        };
        Self { form: Form::Common(tail), begins, fine: false, name: name.to_owned(), notes }
    }

    fn of_json(lines: &[&[u8]]) -> Self {
        let reads: Vec<json::Read> = lines.iter().filter_map(|line| json::read(line)).collect();
        let fine = reads.iter().any(|read| read.fine);
        let begins = reads.iter().all(|read| read.begins);
        let has_times = reads.iter().any(|read| read.line().took.is_some());
        let notes = if has_times {
            Vec::new()
        } else {
            vec!["it has no time field: it says nothing about waits and what is in flight".to_owned()]
        };
        Self { form: Form::Json, begins, fine, name: "JSON lines".to_owned(), notes }
    }
}

/// Whether stamps follow each other when they are taken as starts, or as ends.
struct Order {
    begins: Option<bool>,
}

impl Order {
    fn of(lines: impl Iterator<Item = (i64, i64)>) -> Self {
        let (mut back_as_ends, mut back_as_starts) = (0, 0);
        let mut latest = (i64::MIN, i64::MIN);
        for (stamp, took) in lines {
            back_as_ends += u32::from(stamp < latest.0);
            // A stamp in whole seconds may be up to one second too early.
            back_as_starts += u32::from(stamp + took + SECOND < latest.1);
            latest = (latest.0.max(stamp), latest.1.max(stamp + took));
        }
        let begins = match (back_as_ends, back_as_starts) {
            (0, 0) => None,
            (ends, starts) => Some(ends > starts),
        };
        Self { begins }
    }
}

/// What a log is that has no known format; nothing of its lines is quoted.
fn unknown(lines: &[&[u8]]) -> String {
    let without_time = |line: &&&[u8]| {
        let level = line.starts_with(b"INFO:");
        level && memchr::memmem::find(line, b" - \"").is_some() && memchr::memmem::find(line, b"HTTP/").is_some()
    };
    if lines.is_empty() {
        return "it is empty".to_owned();
    }
    if lines.iter().filter(without_time).count() * 2 > lines.len() {
        return "its lines have no time, as uvicorn writes them by default: nothing can be counted by minutes; let the logging formatter add the time, or read the log of the server in front".to_owned();
    }
    let n_binary = lines.iter().filter(|line| line.contains(&0)).count();
    if n_binary * 2 > lines.len() {
        return "it is no text".to_owned();
    }
    "most of its lines have no format that is known; name its format as the server's configuration does, with `pattern` in archfit.toml".to_owned()
}
