//! Which format a log has: told from its first lines, and said with what it leaves open.

use super::clf::{Tail, Unit, split};
use super::line::{Line, SECOND, Stamps};
use super::pattern::Pattern;
use super::w3c::Fields;
use super::{haproxy, json, known, w3c};

/// The format of a log.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// Common or Combined, with what stands behind.
    Common(Tail),
    /// `HAProxy`'s HTTP format.
    HaProxy,
    /// One JSON object a line.
    Json(json::Bare),
    /// The W3C's extended format.
    Extended(Fields),
    /// A format that the team names, or one that is known by name.
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
    /// Whether times are whole seconds.
    pub coarse: bool,
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
            Form::Extended(fields) => fields.read(line),
            Form::Own(pattern) => pattern.read(line, &mut self.stamps),
            Form::Json(bare) => {
                self.held = Some(json::read(line)?.with(*bare));
                self.held.as_ref().map(json::Read::line)
            }
        }
    }
}

/// What a log without times leaves open.
const NO_TIMES: &str = "it has no time field that can be told: it says nothing about waits and what is in flight; where it has one, name the format with `pattern` in archfit.toml";

/// What is said where numbers may be seconds, milliseconds or less.
const UNSAID: &str = "its times are numbers without a unit, and may be seconds or milliseconds: it says nothing about waits and what is in flight; name them `duration_ms` or write seconds with three decimals, such as with `jq -c '.duration_ms = .duration | del(.duration)'`, and pipe that in as `-`";

/// The share of lines that a format must read before it is taken for the log's.
const ENOUGH: f64 = 0.5;

impl Format {
    /// Tells the format from some lines; says what is there where it is none that is known.
    pub fn find(lines: &[&[u8]]) -> Result<Self, String> {
        if let Some(fields) = Fields::find(lines) {
            let said: Vec<&&[u8]> = lines.iter().filter(|line| !w3c::is_comment(line)).collect();
            let n_read = said.iter().filter(|line| fields.read(line).is_some()).count();
            return if n_read > 0 && n_read as f64 >= said.len() as f64 * ENOUGH {
                Ok(Self::of_fields(fields))
            } else {
                Err(unknown(lines))
            };
        }
        let all = lines;
        let lines: Vec<&[u8]> = all.iter().copied().filter(|line| !json::is_aside(line)).collect();
        let lines = lines.as_slice();
        let n = |reads: &dyn Fn(&[u8]) -> bool| lines.iter().filter(|line| reads(line)).count();
        let counts = [
            n(&|line| split(line).is_some()),
            n(&|line| json::read(line).is_some()),
            n(&|line| haproxy::read(line, &mut Stamps::default()).is_some()),
        ];
        let most = counts.iter().copied().max().unwrap_or(0);
        let is_enough = |n: usize| n > 0 && n as f64 >= lines.len() as f64 * ENOUGH;
        if !is_enough(most) {
            return match known::best(lines, false).filter(|(n, _)| is_enough(*n)) {
                Some((_, known)) => Ok(Self::of_known(known, lines)),
                None => Err(unknown(all)),
            };
        }
        match counts.iter().position(|count| *count == most) {
            Some(0) => Ok(Self::of_common(lines)),
            Some(1) => Ok(Self::of_json(lines)),
            _ => Ok(Self {
                form: Form::HaProxy,
                begins: true,
                fine: true,
                coarse: false,
                name: "HAProxy's HTTP format".to_owned(),
                notes: vec!["its stamps name no time zone: days are those of its own clock".to_owned()],
            }),
        }
    }

    /// A format that the team names.
    pub fn own(pattern: Pattern, begins: bool) -> Self {
        let (fine, coarse) = (pattern.is_fine(), pattern.is_coarse());
        Self {
            form: Form::Own(pattern),
            begins,
            fine,
            coarse,
            name: "a format of archfit.toml".to_owned(),
            notes: Vec::new(),
        }
    }

    /// Whether a line is about the log, not about a request.
    pub fn is_comment(&self, line: &[u8]) -> bool {
        match self.form {
            Form::Extended(_) => w3c::is_comment(line),
            // Costly, and asked of lines that cannot be read alone.
            Form::Json(_) => json::is_aside(line),
            _ => false,
        }
    }

    fn of_fields(fields: Fields) -> Self {
        let mut notes = vec!["its stamps name no time zone, and are taken for UTC".to_owned()];
        if !fields.has_times() {
            notes.push(NO_TIMES.to_owned());
        }
        let name = "the W3C's extended format".to_owned();
        Self { form: Form::Extended(fields), begins: false, fine: false, coarse: false, name, notes }
    }

    fn of_known(known: &known::Known, lines: &[&[u8]]) -> Self {
        let notes = if known.pattern.has_times() { Vec::new() } else { vec![NO_TIMES.to_owned()] };
        let pattern = known.pattern.clone();
        let mut stamps = Stamps::default();
        let fine = lines.iter().filter_map(|line| pattern.read(line, &mut stamps)).any(|line| line.stamp % SECOND != 0);
        Self { form: Form::Own(pattern), begins: known.begins, fine, coarse: false, name: known.name.clone(), notes }
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
                    notes.push(NO_TIMES.to_owned());
                }
                "Common or Combined"
            }
            Some((_, Unit::Seconds)) => "Common or Combined, with a time in seconds behind",
            Some((_, Unit::Micros)) => "Common or Combined, with a time taken as microseconds behind",
            Some((_, Unit::Millis)) => "Common or Combined, with a time in milliseconds behind",
            Some((_, Unit::Written)) => "Common or Combined, with a time and its unit behind",
            Some((_, Unit::WholeSeconds)) => "Common or Combined, with a time taken as whole seconds behind",
        };
        let coarse = tail.took.is_some_and(|(_, unit)| unit == Unit::WholeSeconds);
        Self { form: Form::Common(tail), begins, fine: false, coarse, name: name.to_owned(), notes }
    }

    fn of_json(lines: &[&[u8]]) -> Self {
        let reads: Vec<json::Read> = lines.iter().filter_map(|line| json::read(line)).collect();
        let fine = reads.iter().any(|read| read.fine);
        let begins = reads.iter().all(|read| read.begins);
        let bare = json::Bare::of(&reads);
        let has_times = reads.iter().any(|read| read.line().took.is_some());
        let notes = match bare {
            json::Bare::Unsaid => vec![UNSAID.to_owned()],
            json::Bare::Seconds if has_times => Vec::new(),
            json::Bare::Seconds => vec![NO_TIMES.to_owned()],
        };
        Self { form: Form::Json(bare), begins, fine, coarse: false, name: "JSON lines".to_owned(), notes }
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

/// Why lines that are a log's tell nothing; `None` where they may be anything.
pub fn why_nothing(lines: &[&[u8]]) -> Option<String> {
    let plain: Vec<Vec<u8>> = lines.iter().map(|line| known::without_colours(line)).collect();
    let plain: Vec<&[u8]> = plain.iter().map(Vec::as_slice).collect();
    let is_most = |n: usize| n * 2 > lines.len();
    if let Some((_, known)) = known::best(&plain, true).filter(|(n, _)| is_most(*n)) {
        return known.refuse.clone();
    }
    let n_requests = lines.iter().filter(|line| memchr::memmem::find(line, b" HTTP/").is_some()).count();
    let is_object = |line: &&&[u8]| serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(line).is_ok();
    let n_objects = lines.iter().take(50).filter(is_object).count();
    if lines.len() > 1 && n_objects * 2 > lines.len().min(50) {
        return Some(OBJECTS.to_owned());
    }
    (lines.len() > 1 && is_most(n_requests)).then(|| REQUESTS.to_owned())
}

/// What is said of objects that name nothing that is known.
const OBJECTS: &str = "its lines are JSON objects without a time, a target and a status by names that are known; give them those names, such as with `jq -c '{time: .at, uri: .path, status: .code, request_time: .seconds}'`, or take the lines out that they carry (`jq -r .log`), and pipe that in as `-`";

/// What is said of lines that hold requests in a form that is not known.
const REQUESTS: &str = "its lines hold requests in a format that is not known; name it as the server's configuration does, with `pattern` in archfit.toml";

/// What a log is that has no known format; nothing of its lines is quoted.
fn unknown(lines: &[&[u8]]) -> String {
    if lines.is_empty() {
        return "it is empty".to_owned();
    }
    let n_binary = lines.iter().filter(|line| line.contains(&0)).count();
    if n_binary * 2 > lines.len() {
        return "it is no text".to_owned();
    }
    why_nothing(lines).unwrap_or_else(|| {
        "most of its lines have no format that is known; name its format as the server's configuration does, with `pattern` in archfit.toml".to_owned()
    })
}
