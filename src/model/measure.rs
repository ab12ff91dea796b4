//! What can be observed: the catalogue of measures by name and unit, and how a question says which of them answers it.

use super::day::Day;
use super::id::ChoiceId;
use super::place::Place;

/// What an observed measure looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A number, or a range of numbers.
    Number,
    /// Names, each with how often it was met.
    Names,
}

/// One measure of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Its name, such as `http.rate.busiest-minute`.
    pub name: &'static str,
    /// What it counts.
    pub unit: &'static str,
    /// Whether it is a number or names.
    pub shape: Shape,
    /// What it is.
    pub about: &'static str,
    /// What it cannot know.
    pub care: &'static str,
}

macro_rules! measures {
    ($($name:literal $shape:ident $unit:literal $about:literal $care:literal)+) => {
        /// Every measure, sorted by what it is read from.
        pub const MEASURES: &[Measure] = &[$(Measure {
            name: $name, unit: $unit, shape: Shape::$shape, about: $about, care: $care,
        }),+];
    };
}

measures! {
    "http.rate.busiest-minute" Number "requests/s" "requests per second in the busiest minute; from the middle day's to the busiest day's"
        "what a cache or proxy in front answered is not in it; retries and health checks are, unless left out"
    "http.rate.mean" Number "requests/s" "requests per second over the whole time"
        "nights and weekends count"
    "http.time.median" Number "ms" "time a request takes, median"
        "where a web server wrote the log, the client's download counts too"
    "http.time.p95" Number "ms" "time that 95 of 100 requests stay below" "as the median"
    "http.time.p99" Number "ms" "time that 99 of 100 requests stay below" "as the median"
    "http.wait.median" Number "ms" "time the server behind the proxy takes, median"
        "computing and waiting together: the wait alone is at most this"
    "http.wait.p95" Number "ms" "time the server behind the proxy takes, 95 of 100" "as the median"
    "http.wait.p99" Number "ms" "time the server behind the proxy takes, 99 of 100" "as the median"
    "http.in-flight.peak" Number "requests" "requests in flight at once, at most"
        "stamps in whole seconds leave a range"
    "http.upgraded.peak" Number "connections" "upgraded connections (status 101) open at once, at most"
        "they are logged when they end: those still open are missing"
    "http.held.peak" Number "connections" "connections held open for half a minute and more, upgraded ones among them, at once, at most"
        "they are logged when they end: those still open are missing"
    "http.upgraded.minutes" Number "minutes" "how long an upgraded connection stays open, median"
        "they are logged when they end: long ones are under-counted"
    "http.polls.share" Number "%" "share of requests that one client repeats in even steps"
        "clients are told apart by address: people behind one address look like one"
    "http.polls.interval" Number "s" "seconds between such requests, median" "as their share"
    "http.hot.share" Number "%" "share of the path group that is asked for most" "groups are cut at identifiers"
    "live.connections.peak" Number "connections" "connections held open at once, at most, as the system itself counts them"
        "a gauge that is read every few seconds misses what lies between"
    "live.events.rate" Number "events/s" "events sent out per second in the busiest minute" "counted before they are multiplied by their receivers"
    "live.receivers" Number "receivers" "clients that receive one event" "an average hides the one large room"
    "database.connections.peak" Number "connections" "database connections in use at once, at most" "a gauge misses what lies between its readings"
    "database.connections.limit" Number "connections" "database connections allowed" "other users of the database count too"
    "work.cpu" Number "ms" "CPU time of the heaviest regular operation" "what the metric takes for one operation"
    "work.rate" Number "runs/min" "how often that operation runs in the busiest minute" "what the metric takes for one operation"
    "process.memory" Number "MB" "memory of all processes together, at most" "a gauge misses what lies between its readings"
    "load.rate" Number "requests/s" "requests per second that a load test got answered without errors" "one machine, one test, one mix of requests"
    "load.time.median" Number "ms" "time a request took under a load test, median" "closed loops wait with the next request, which hides queues"
    "load.time.p95" Number "ms" "time that 95 of 100 requests of a load test stayed below" "as the median"
    "load.time.p99" Number "ms" "time that 99 of 100 requests of a load test stayed below" "as the median"
    "load.failures" Number "%" "requests of a load test that failed" "only what the tool takes for a failure"
    "load.connections" Number "connections" "connections or users of a load test" "as configured"
    "schema.tables" Names "tables" "tables of one's own, partitions counted with their parent" "history tables and copies inflate it"
    "schema.foreign-keys" Number "keys" "foreign keys" "relations that only the code knows are missing"
    "schema.longest-chain" Number "tables" "tables on the longest chain of foreign keys" "a circle counts once"
    "schema.link-tables" Number "tables" "tables that only link others" "told by their keys"
    "schema.constraints" Number "constraints" "checks and unique constraints beyond primary keys" "checks in code are missing"
    "schema.triggers" Number "triggers" "triggers" "those that keep foreign keys are not dumped"
    "schema.views" Number "views" "views, materialised ones too" ""
    "repo.dependency" Names "names" "direct dependencies that manifests name" "what is declared, used or not"
    "repo.ecosystem" Names "ecosystems" "package ecosystems with a manifest" "of this repository alone; what runs elsewhere is missing"
    "repo.people" Number "people" "people who changed the repository in 90 days" "squashed merges hide people, several addresses double them"
    "repo.releases" Number "releases" "tags set in the last 365 days" "releases without a tag are missing"
    "repo.owners" Number "owners" "teams and people that CODEOWNERS names" "as the file says, kept up or not"
    "repo.parts" Names "parts" "parts deployed by themselves: services of Compose that are built here, processes of a Procfile, workloads of Kubernetes" "what is deployed from elsewhere is missing"
    "repo.deployment" Names "kinds" "kinds of deployment files" "a file may be a leftover"
    "repo.interface" Names "kinds" "kinds of interface documents" "an interface without a document is missing"
    "api.operations" Number "operations" "operations of OpenAPI documents" "documents may lag behind the code"
    "api.channels" Number "channels" "channels of AsyncAPI documents" "documents may lag behind the code"
}

/// A measure by its name.
pub fn measure(name: &str) -> Option<&'static Measure> {
    MEASURES.iter().find(|measure| measure.name == name)
}

/// `[[question.observe]]`: where a question's answer can be seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Observe {
    /// The measure.
    pub measure: &'static Measure,
    /// How its values become answers.
    pub mapping: Mapping,
    /// Which end of the range a number tells.
    pub tells: Tells,
    /// Names that do not count; `*` stands for anything.
    pub leave_out: Vec<String>,
    /// What the observation does not say about this question.
    pub care: Option<String>,
    /// Where it stands.
    pub place: Place,
}

/// A measure of the catalogue that tells what an option asks to be measured first, and what it is to come to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// The measure, a number.
    pub measure: &'static Measure,
    /// What it is to stay below or come to, in the measure's unit.
    pub at_most: Option<f64>,
    /// What it is to reach.
    pub at_least: Option<f64>,
}

/// How observed values become answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mapping {
    /// The number is the answer.
    Number,
    /// The first band that the number, or the number of names, lies below.
    Bands(Vec<ObservedBand>),
    /// Which name speaks for which choices; `*` stands for anything.
    Names(Vec<(String, Vec<ChoiceId>)>),
}

/// A stretch of observed numbers and the choice it speaks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObservedBand {
    /// The first number above it; absent on the last.
    pub below: Option<i64>,
    /// The choice.
    pub answer: ChoiceId,
}

/// What an observed number says about the answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Tells {
    /// The answer itself.
    #[default]
    Value,
    /// The answer is at most this.
    AtMost,
    /// The answer is at least this.
    AtLeast,
}

/// How long an answer may stand before it is old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldsFor {
    /// So many days.
    Days(u32),
    /// So many months.
    Months(u32),
}

impl HoldsFor {
    /// Reads "90 days", "6 weeks", "6 months" or "2 years".
    pub fn parse(text: &str) -> Option<Self> {
        let (number, unit) = text.trim().split_once(' ')?;
        let number: u32 = number.parse().ok().filter(|n| (1..=10_000).contains(n))?;
        match unit.trim() {
            "day" | "days" => Some(Self::Days(number)),
            "week" | "weeks" => Some(Self::Days(number * 7)),
            "month" | "months" => Some(Self::Months(number)),
            "year" | "years" => Some(Self::Months(number * 12)),
            _ => None,
        }
    }

    /// Whether something of a day is old on another.
    pub fn is_over(self, since: Day, today: Day) -> bool {
        match self {
            Self::Days(days) => today.number() - since.number() > i64::from(days),
            Self::Months(months) => since.is_older_than(months, today),
        }
    }
}

impl std::fmt::Display for HoldsFor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (number, unit) = match self {
            Self::Days(days) => (days, "day"),
            Self::Months(months) => (months, "month"),
        };
        write!(f, "{number} {unit}{}", if *number == 1 { "" } else { "s" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_answer_holds_for_is_read_and_counted() {
        let day = |month, day| Day { year: 2026, month, day };
        assert_eq!(HoldsFor::parse("6 weeks"), Some(HoldsFor::Days(42)));
        assert_eq!(HoldsFor::parse("2 years"), Some(HoldsFor::Months(24)));
        for wrong in ["", "6", "six months", "0 days", "6 moons"] {
            assert_eq!(HoldsFor::parse(wrong), None, "{wrong}");
        }
        assert!(!HoldsFor::Days(30).is_over(day(1, 31), day(3, 2)));
        assert!(HoldsFor::Days(30).is_over(day(1, 31), day(3, 3)));
        assert!(HoldsFor::Months(1).is_over(day(1, 31), day(3, 1)));
    }

    #[test]
    fn every_measure_has_a_name_of_its_own() {
        let mut names: Vec<&str> = MEASURES.iter().map(|measure| measure.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), MEASURES.len());
    }
}
