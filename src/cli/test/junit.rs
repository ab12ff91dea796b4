//! Test results as XML in the form of `JUnit`: one suite per decision and source.

use std::fmt::Write as _;

use super::tested::Tested;
use crate::audit::scenarios::{Failure, ScenarioResult};
use crate::load::Sources;

pub(super) fn render(all: &[Tested], sources: &Sources) -> String {
    let results = || all.iter().flat_map(|tested| [false, true].map(|source| tested.by_source(source))).flatten();
    let n_failed = results().filter(|result| result.failed()).count();
    let n_skipped = results().filter(|result| !result.missed.is_empty()).count();
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"archfit\" tests=\"{}\" failures=\"{n_failed}\" errors=\"0\" \
         skipped=\"{n_skipped}\">\n",
        results().count()
    );
    for tested in all {
        for independent in [false, true] {
            let results = tested.by_source(independent);
            if !results.is_empty() {
                suite(&mut text, tested, &results, independent, sources);
            }
        }
    }
    text.push_str("</testsuites>\n");
    text
}

fn suite(text: &mut String, tested: &Tested, results: &[&ScenarioResult], independent: bool, sources: &Sources) {
    let decision = tested.base().decision.id.as_str();
    let name = if independent { format!("{decision} (independent)") } else { decision.to_owned() };
    let failures = results.iter().filter(|result| result.failed()).count();
    let skipped = results.iter().filter(|result| !result.missed.is_empty()).count();
    let (name, n) = (escape(&name), results.len());
    let _ = writeln!(
        text,
        "  <testsuite name=\"{name}\" tests=\"{n}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\">"
    );
    for result in results {
        let (scenario, place) = (tested.scenario(result), tested.place(result, sources));
        let id = escape(&match scenario.title.as_deref() {
            Some(title) => format!("{}: {title}", scenario.id),
            None => scenario.id.to_string(),
        });
        let (file, line) = place.rsplit_once(':').unwrap_or((&place, "1"));
        let file = escape(file);
        let _ = write!(text, "    <testcase classname=\"{name}\" name=\"{id}\" file=\"{file}\" line=\"{line}\"");
        if result.passed() {
            text.push_str("/>\n");
            continue;
        }
        text.push_str(">\n");
        if let (false, Some(reason)) = (result.failed(), &tested.scenario(result).miss) {
            let _ = writeln!(text, "      <skipped message=\"known miss: {}\"/>", escape(reason));
        }
        if !result.failures.is_empty() {
            failed(text, &result.failures);
        }
        text.push_str("    </testcase>\n");
    }
    text.push_str("  </testsuite>\n");
}

/// One failure for each case, with everything in its text: readers keep the first of several, or the last, or count them as cases.
fn failed(text: &mut String, failures: &[Failure]) {
    let say = |failure: &Failure| format!("{}: expected {}, got {}", failure.part, failure.expected, failure.got);
    let lines = failures.iter().flat_map(|failure| [say(failure)].into_iter().chain(failure.because.iter().cloned()));
    let whole = escape(&lines.collect::<Vec<_>>().join("\n"));
    let (kind, message) = (escape(failures[0].part), escape(&say(&failures[0])));
    let _ = writeln!(text, "      <failure type=\"{kind}\" message=\"{message}\">{whole}</failure>");
}

/// Text as XML holds it; characters that XML cannot hold are left out.
fn escape(text: &str) -> String {
    text.chars().fold(String::new(), |mut escaped, c| {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            c if c.is_control() && !matches!(c, '\n' | '\t') => {}
            c => escaped.push(c),
        }
        escaped
    })
}
