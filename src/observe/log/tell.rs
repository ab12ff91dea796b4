//! What the counts of a log come to, and what they cannot say.

use std::collections::{BTreeMap, BTreeSet};

use super::counted::{Counted, MAX_UNREAD, Manner, Reading};
use super::format::Format;
use super::histogram::Histogram;
use super::minutes::Minutes;
use super::track::Track;
use crate::model::Day;
use crate::observe::observation::{Observation, Value, day_of_number, round};

/// The share of lines out of order above which the clock is not believed.
const MAX_BEHIND: f64 = 0.05;

/// How many path groups are shown.
const N_GROUPS: usize = 5;

/// What is shared by everything that is told.
struct Telling<'a> {
    name: &'a str,
    today: Day,
    from: Option<Day>,
    to: Option<Day>,
    n: u64,
    limits: Vec<String>,
    reading: Reading,
}

/// Turns counts into observations; an error where too little of the log could be read.
pub(super) fn tell(mut counted: Counted, name: &str, manner: &Manner, today: Day) -> Result<Reading, String> {
    let n_lines = counted.n_read + counted.n_unread + counted.n_left_out;
    let unread = counted.n_unread as f64 / n_lines.max(1) as f64;
    if unread > MAX_UNREAD {
        return Err(format!(
            "{} of {n_lines} lines have another form than the rest ({:.0} %), and up to {:.0} % are borne: the log mixes formats or is cut; name its format with `pattern` in archfit.toml, or split it",
            counted.n_unread,
            unread * 100.0,
            MAX_UNREAD * 100.0
        ));
    }
    if counted.n_read == 0 {
        return Err("no line counts: all are left out".to_owned());
    }
    let zone = i64::from(counted.offset) / 60;
    let span = counted.tracks.iter().filter_map(Track::span);
    let (first, last) = span.fold((i64::MAX, i64::MIN), |(a, b), (from, to)| (a.min(from), b.max(to)));
    let day = |minute: i64| day_of_number((minute + zone).div_euclid(1_440));
    let mut telling = Telling {
        name,
        today,
        from: day(first),
        to: day(last),
        n: counted.n_read,
        limits: Vec::new(),
        reading: Reading { notes: std::mem::take(&mut counted.notes), ..Reading::default() },
    };
    telling.notes(&counted, unread, manner);
    telling.rates(&counted, (first, last), zone, manner);
    telling.times(&counted);
    telling.connections(&counted);
    telling.in_flight(&mut counted, zone, manner);
    telling.polls(&mut counted);
    telling.groups(counted);
    Ok(telling.reading)
}

impl Telling<'_> {
    fn say(&mut self, measure: &str, value: Value, method: String, samples: u64, limits: Vec<String>) {
        let observation = Observation::new(measure, value, self.name, self.today)
            .by(method, samples)
            .over(self.from, self.to)
            .limits(limits)
            .limits(self.limits.clone());
        self.reading.observations.push(observation);
    }

    fn notes(&mut self, counted: &Counted, unread: f64, manner: &Manner) {
        for Format { name, notes, .. } in &counted.formats {
            self.reading.notes.push(format!("read as {name}"));
            self.reading.notes.extend(notes.iter().cloned());
        }
        if counted.n_unread > 0 {
            let (lines, are) = if counted.n_unread == 1 { ("line", "is") } else { ("lines", "are") };
            let share = unread * 100.0;
            let note = format!("{} {lines} ({share:.2} %) could not be read and {are} not counted", counted.n_unread);
            self.reading.notes.push(note.clone());
            self.limits.push(note);
        }
        if counted.n_left_out > 0 {
            self.reading.notes.push(format!("{} lines are left out as archfit.toml says", counted.n_left_out));
        }
        for (_, pattern) in manner.left_out.iter().enumerate().filter(|(at, _)| !counted.used.contains(at)) {
            let note =
                format!("`{pattern}` in `leave-out` of archfit.toml fits no path of it: nothing is left out by that");
            self.reading.notes.push(note);
        }
        if counted.offset_changes {
            self.reading.notes.push("the zone of its clock changes, as between winter and summer time: minutes are told apart by the zone of each line".to_owned());
        }
        let strays: u64 = counted.tracks.iter().map(|track| track.n_stray).sum();
        if strays > 0 {
            self.reading
                .notes
                .push(format!("{strays} lines with stamps far ahead of those around them are not counted by time"));
        }
        if manner.one_in > 1 {
            self.limits.push(format!(
                "the log holds one of {} requests, as archfit.toml says: rates are multiplied",
                manner.one_in
            ));
        }
        if counted.tracks.len() > 1 {
            self.reading.notes.push(format!("{} logs run beside each other and are added up", counted.tracks.len()));
        }
    }

    fn rates(&mut self, counted: &Counted, (first, last): (i64, i64), zone: i64, manner: &Manner) {
        let n_behind: u64 = counted.tracks.iter().map(|track| track.n_behind).sum();
        if n_behind as f64 > self.n as f64 * MAX_BEHIND {
            self.reading.notes.push(format!(
                "{n_behind} of {} lines stand more than ten minutes behind others before them: the clock was set, or logs were mixed; nothing is said about rates and what is in flight",
                self.n
            ));
            return;
        }
        let ends = counted.tracks.iter().filter_map(Track::seconds);
        let (from, to) = ends.fold((i64::MAX, i64::MIN), |(a, b), (from, to)| (a.min(from), b.max(to)));
        let n_seconds = to - from + 1;
        if n_seconds < 120 {
            self.reading
                .notes
                .push("it spans less than two minutes: nothing can be said about a busiest minute".to_owned());
            return;
        }
        let doubtful: BTreeSet<i64> = counted.tracks.iter().flat_map(Track::doubtful).collect();
        let n_set_back: usize = counted.tracks.iter().map(Track::n_set_back).sum();
        let mut limits = Vec::new();
        if n_set_back > 0 {
            let times = if n_set_back == 1 { "once".to_owned() } else { format!("{n_set_back} times") };
            let n_minutes = doubtful.len();
            let said =
                format!("its clock was set back {times}; the {n_minutes} minutes that it showed twice are left out");
            self.reading.notes.push(said.clone());
            limits.push(said);
        } else if !doubtful.is_empty() {
            limits.push(format!(
                "{n_behind} lines stand far behind others before them; the {} minutes they fall into are left out",
                doubtful.len()
            ));
        }
        let minutes = sum(&counted.tracks);
        let days = minutes.by_day(zone, |minute| !doubtful.contains(&minute));
        let whole = whole_days(&days, first, last, zone);
        let factor = f64::from(manner.one_in.max(1)) / 60.0;
        let (low, high, method) = day_to_day(&days, &whole, factor, "the busiest minute");
        limits.extend(few_days(whole.len(), last - first));
        self.say("http.rate.busiest-minute", Value::Number(low, high), method, self.n, limits);
        let mean = self.n as f64 / n_seconds as f64 * f64::from(manner.one_in.max(1));
        self.say(
            "http.rate.mean",
            Value::Number(mean, mean),
            "all lines over the whole time".to_owned(),
            self.n,
            Vec::new(),
        );
    }

    fn times(&mut self, counted: &Counted) {
        for (kind, times) in [("time", &counted.took), ("wait", &counted.waited)] {
            if times.n == 0 {
                continue;
            }
            for (name, share) in [("median", 0.5), ("p95", 0.95), ("p99", 0.99)] {
                let millis = times.quantile(share) / 1_000.0;
                let missing = self.n - times.n.min(self.n);
                let limits = if missing > 0 && kind == "time" && missing * 100 > self.n {
                    vec![format!("{missing} lines have no time")]
                } else {
                    Vec::new()
                };
                let (most, method) = if kind == "time" && counted.formats.iter().any(|format| format.coarse) {
                    (millis + 1_000.0, "told in whole seconds, cut off".to_owned())
                } else {
                    (millis, "counted in steps of one in a hundred".to_owned())
                };
                self.say(&format!("http.{kind}.{name}"), Value::Number(millis, most), method, times.n, limits);
            }
        }
    }

    fn connections(&mut self, counted: &Counted) {
        let peak = |of: &dyn Fn(&Track) -> i64| counted.tracks.iter().map(of).sum::<i64>() as f64;
        let n_upgraded: u64 = counted.tracks.iter().map(|track| track.upgraded.lasted.n).sum();
        let n_held: u64 = counted.tracks.iter().map(|track| track.held.lasted.n).sum();
        let method = || "from when each began and ended".to_owned();
        if n_upgraded > 0 {
            let most = peak(&|track| track.upgraded.peak());
            self.say("http.upgraded.peak", Value::Number(most, most), method(), n_upgraded, Vec::new());
            let mut lasted = Histogram::default();
            counted.tracks.iter().for_each(|track| lasted.merge(&track.upgraded.lasted));
            let minutes = lasted.quantile(0.5) / 60_000.0;
            self.say("http.upgraded.minutes", Value::Number(minutes, minutes), method(), n_upgraded, Vec::new());
        }
        if n_held > 0 {
            let most = peak(&|track| track.held.peak());
            self.say("http.held.peak", Value::Number(most, most), method(), n_held, Vec::new());
        }
    }

    fn in_flight(&mut self, counted: &mut Counted, zone: i64, manner: &Manner) {
        let n_behind: u64 = counted.tracks.iter().map(|track| track.n_behind).sum();
        if counted.took.n == 0 || n_behind as f64 > self.n as f64 * MAX_BEHIND {
            return;
        }
        if manner.one_in > 1 {
            self.reading
                .notes
                .push("a log of some of the requests says nothing about what is in flight at once".to_owned());
            return;
        }
        let fine = counted.formats.iter().all(|format| format.fine);
        let mut n_late = 0;
        let mut most: BTreeMap<i64, (f64, f64)> = BTreeMap::new();
        for track in &mut counted.tracks {
            let doubtful = track.doubtful();
            // Requests reach from one minute into the next.
            let is_clear = |minute: i64| doubtful.range(minute - 1..=minute + 1).next().is_none();
            let (peaks, late) = std::mem::take(&mut track.flight).finish();
            let (widest, _) = std::mem::take(&mut track.widest).finish();
            n_late += late;
            for (day, peak) in peaks.by_day(zone, is_clear) {
                let (low, high) = most.entry(day).or_insert((0.0, 0.0));
                (*low, *high) = (low.max(f64::from(peak)), *high + if fine { f64::from(peak) } else { 0.0 });
            }
            for (day, peak) in widest.by_day(zone, is_clear) {
                most.entry(day).or_insert((0.0, 0.0)).1 += f64::from(peak);
            }
        }
        let Some((low, high)) = most.values().copied().max_by(|a, b| a.1.total_cmp(&b.1)) else { return };
        let mut limits = Vec::new();
        let method = if fine {
            "counted exactly, from when each request began and ended"
        } else {
            limits.push("its stamps are whole seconds: how many of one second meet is not told".to_owned());
            "from when each request began and ended: at least where those of one second are spread over it, at most where they meet"
        };
        // Little's law over the busiest minute is a check that needs no moment of a single request.
        let low = if fine { low } else { low.min(Self::littles_law(counted)) };
        if n_late > 0 {
            limits.push(format!("{} long requests are counted by whole minutes", n_late.div_ceil(2)));
        }
        let n = counted.took.n;
        self.say("http.in-flight.peak", Value::Number(low, high), method.to_owned(), n, limits);
    }

    /// The mean in flight in the busiest minute: its rate times the mean time.
    fn littles_law(counted: &Counted) -> f64 {
        let busiest = sum(&counted.tracks).iter().map(|(_, n)| n).max().unwrap_or(0);
        let mean = counted.busy as f64 / 1e6 / counted.took.n.max(1) as f64;
        f64::from(busiest) / 60.0 * mean
    }

    fn polls(&mut self, counted: &mut Counted) {
        let Some(found) = std::mem::take(&mut counted.polls).finish() else { return };
        let percent = found.share * 100.0;
        let limits =
            if found.one_in > 1 { vec![format!("one of {} clients was followed", found.one_in)] } else { Vec::new() };
        let method = "six steps and more of even length by one client".to_owned();
        self.say("http.polls.share", Value::Number(percent, percent), method.clone(), self.n, limits.clone());
        if found.interval > 0.0 {
            let seconds = found.interval;
            self.say("http.polls.interval", Value::Number(seconds, seconds), method, self.n, limits);
        }
    }

    fn groups(&mut self, counted: Counted) {
        let groups = counted.paths.finish();
        // Lines that name no path say nothing of which is asked for most.
        let n_named: u64 = groups.iter().map(|(_, n)| n).sum();
        let share = |n: u64| n as f64 / n_named as f64;
        self.reading.groups = groups.iter().take(N_GROUPS).map(|(path, n)| (path.clone(), round(share(*n)))).collect();
        if let Some((_, n)) = groups.first() {
            let percent = share(*n) * 100.0;
            self.say(
                "http.hot.share",
                Value::Number(percent, percent),
                "counted by path groups".to_owned(),
                n_named,
                Vec::new(),
            );
        }
    }
}

fn sum(tracks: &[Track]) -> Minutes {
    let mut all = Minutes::default();
    for (minute, n) in tracks.iter().flat_map(|track| track.minutes.iter()) {
        all.add(minute, n);
    }
    all
}

/// The days that a log covers from their first minutes to their last.
fn whole_days(days: &BTreeMap<i64, u32>, first: i64, last: i64, zone: i64) -> Vec<i64> {
    let is_whole = |day: &&i64| {
        let start = **day * 1_440 - zone;
        first <= start + 30 && last >= start + 1_410
    };
    days.keys().filter(is_whole).copied().collect()
}

/// From the middle day to the busiest one, where there are whole days to compare.
fn day_to_day(days: &BTreeMap<i64, u32>, whole: &[i64], factor: f64, what: &str) -> (f64, f64, String) {
    let most = f64::from(days.values().copied().max().unwrap_or(0)) * factor;
    let mut of_whole: Vec<u32> = whole.iter().map(|day| days[day]).collect();
    of_whole.sort_unstable();
    match of_whole.len() {
        0 | 1 => (most, most, format!("{what} of all")),
        n => {
            let middle = f64::from(of_whole[(n - 1) / 2]) * factor;
            (middle, most, format!("{what} of each day: from the middle one of {n} whole days to the busiest"))
        }
    }
}

fn few_days(n_whole: usize, minutes: i64) -> Option<String> {
    match n_whole {
        0 => Some(format!("it covers {}, not one whole day", span(minutes))),
        1..=6 => {
            Some(format!("it covers {n_whole} whole {}, less than a week", if n_whole == 1 { "day" } else { "days" }))
        }
        _ => None,
    }
}

fn span(minutes: i64) -> String {
    if minutes < 120 { format!("{minutes} minutes") } else { format!("{} hours", minutes / 60) }
}
