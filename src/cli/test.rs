//! `archfit test`: runs the scenarios of rule bases.

mod junit;
mod mutations;
mod tested;
mod text;

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};

use self::tested::Tested;
use super::context::{Context, Outcome};
use super::targets::Targets;
use crate::audit::boundaries::{Boundary, boundaries};
use crate::audit::mutate::mutate;
use crate::audit::scenarios::{Runner, ScenarioResult, word};
use crate::audit::unpinned::unpinned;
use crate::diagnostic::{Diagnostic, Severity, render};
use crate::load::{Library, Sources};
use crate::model::{RuleBase, Scenario};

/// Arguments of `test`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Rule bases, or folders of them [default: those of the project, else the built-in ones]
    paths: Vec<PathBuf>,
    /// Run only scenarios whose id, title or decision contains this
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// How results are shown
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Also show what changes at every threshold, starting from the scenarios
    #[arg(long)]
    boundaries: bool,
    /// Also change every point rule a little and list what no scenario notices; fails where all points of a rule may have the other sign
    #[arg(long, conflicts_with_all = ["filter", "boundaries"])]
    mutate: bool,
    /// With --mutate: fail where less of all changes is noticed, instead of on each rule
    #[arg(long, value_name = "PERCENT", requires = "mutate", value_parser = clap::value_parser!(u8).range(0..=100))]
    fail_under: Option<u8>,
}

/// The forms of test results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Failures and sums, for people
    #[default]
    Text,
    /// XML in the form of `JUnit`, for build servers
    Junit,
    /// One JSON object
    Json,
    /// With --mutate: the rules that no scenario pins, as SARIF 2.1.0 for code scanning
    Sarif,
}

/// Runs `test`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    if args.mutate && args.format == Format::Junit {
        anyhow::bail!("what scenarios notice of changed rules is shown as text or as JSON; take `--format json`");
    }
    if !args.mutate && args.format == Format::Sarif {
        anyhow::bail!(
            "findings of tests are the rules that no scenario pins; add `--mutate`, or take `--format junit`"
        );
    }
    let targets = Targets::new(&args.paths, context)?;
    let library = targets.load();
    let errors = refuse_errors(&targets, &library, context);
    let tested = run_all(args, &targets, &library);
    let findings = findings(&tested, &library.sources);
    let output = match args.format {
        Format::Text => text::render(&tested, &library.sources),
        Format::Junit => junit::render(&tested, &library.sources),
        Format::Json => format!("{:#}\n", to_json(&tested, &findings, &library.sources)),
        Format::Sarif => render::sarif(&findings, &library.sources, "test"),
    };
    if args.format == Format::Text {
        context.print(&output)?;
        if !findings.is_empty() {
            context.print("\n")?;
            context.print_findings(&findings, &library.sources, render::Format::Text)?;
        }
    } else {
        context.print_encoded(&output)?;
    }
    let n_run: usize = tested.iter().map(|tested| tested.results.len()).sum();
    if n_run == 0 {
        context.say("no scenario was run");
    }
    let failed = tested.iter().flat_map(|tested| &tested.results).any(ScenarioResult::failed);
    let is_loose = args.fail_under.map_or(!findings.is_empty(), |percent| is_below(percent, &tested));
    Ok(if failed || errors || n_run == 0 || is_loose { Outcome::Finding } else { Outcome::Fine })
}

/// The rules whose sign no scenario pins, where that was looked for.
fn findings(all: &[Tested], sources: &Sources) -> Vec<Diagnostic> {
    let of = |tested: &Tested| {
        tested.mutated.as_ref().map(|mutated| unpinned(&tested.subject, tested.base(), mutated, sources))
    };
    all.iter().filter_map(of).flatten().collect()
}

/// Whether in some rule base less of the changes is noticed than this.
fn is_below(percent: u8, all: &[Tested]) -> bool {
    all.iter().filter_map(|tested| tested.mutated.as_ref()).any(|mutated| {
        let (n_pinned, n_all) = mutated.count_all();
        n_pinned * 100 < usize::from(percent) * n_all
    })
}

/// Shows errors of the files under test: what they are about is left out of the rule base, so passing would mean little. Says whose files they are
/// where there are none of the project's own.
pub fn refuse_errors(targets: &Targets, library: &Library, context: &Context) -> bool {
    let concerns = |finding: &&crate::diagnostic::Diagnostic| {
        finding.severity == Severity::Error && targets.concern(finding, &library.sources)
    };
    let errors: Vec<_> = library.diagnostics.iter().filter(concerns).cloned().collect();
    context.say_findings(&errors, &library.sources);
    targets.say_built_in(library, context);
    !errors.is_empty()
}

fn run_all(args: &Args, targets: &Targets, library: &Library) -> Vec<Tested> {
    let mut all = Vec::new();
    for subject in targets.subjects(library) {
        let runner = Runner::new(&subject);
        for (position, base) in subject.rule_bases.iter().enumerate() {
            if targets.concern_base(base, library) {
                let results = runner.run(base, |scenario| chosen(args.filter.as_deref(), base, scenario));
                let boundaries = if args.boundaries { boundaries(&subject, base) } else { Vec::new() };
                let mutated = args.mutate.then(|| mutate(&subject, base, true));
                all.push(Tested { subject: Arc::clone(&subject), base: position, results, boundaries, mutated });
            }
        }
    }
    all
}

fn chosen(filter: Option<&str>, base: &RuleBase, scenario: &Scenario) -> bool {
    filter.is_none_or(|wanted| {
        let title = scenario.title.as_deref().unwrap_or_default();
        [base.decision.id.as_str(), scenario.id.as_str(), title].iter().any(|text| text.contains(wanted))
    })
}

fn to_json(all: &[Tested], findings: &[Diagnostic], sources: &Sources) -> Value {
    let count = |which: fn(&ScenarioResult) -> bool| -> usize {
        all.iter().map(|tested| tested.results.iter().filter(|result| which(result)).count()).sum()
    };
    let decision = |tested: &Tested| {
        let result = |result: &ScenarioResult| result_to_json(tested, result, sources);
        let boundary = |boundary: &Boundary| boundary_to_json(tested, boundary);
        let mut decision = json!({
            "decision": tested.base().decision.id.as_str(),
            "scenarios": tested.results.iter().map(result).collect::<Vec<_>>(),
            "boundaries": tested.boundaries.iter().map(boundary).collect::<Vec<_>>(),
        });
        if let Some(mutated) = &tested.mutated {
            decision["mutated"] = mutations::to_json(tested, mutated, sources);
        }
        decision
    };
    json!({
        "format": 1,
        "passed": count(ScenarioResult::passed),
        "failed": count(ScenarioResult::failed),
        "missed": count(|result| !result.missed.is_empty()),
        "decisions": all.iter().map(decision).collect::<Vec<_>>(),
        "findings": findings.iter().map(|finding| render::to_json(finding, sources)).collect::<Vec<_>>(),
    })
}

fn result_to_json(tested: &Tested, result: &ScenarioResult, sources: &Sources) -> Value {
    let scenario = tested.scenario(result);
    let failure = |failure: &crate::audit::scenarios::Failure| json!({ "part": failure.part, "expected": failure.expected, "got": failure.got, "because": failure.because, "for-expected": failure.for_expected });
    json!({
        "scenario": scenario.id.as_str(),
        "source": if scenario.independent { "independent" } else { "author" },
        "place": tested.place(result, sources),
        "passed": result.passed(),
        "winner": tested.option(result.winner),
        "outcome": word(result.outcome),
        "lead": result.lead,
        "standings": result.standings.iter().map(|(option, fit)| json!({ "option": tested.option(Some(*option)), "fit": fit.map(crate::engine::Fit::points) })).collect::<Vec<_>>(),
        "fired": tested.rules(&result.fired),
        "failures": result.failures.iter().map(failure).collect::<Vec<_>>(),
        "miss": scenario.miss,
        "missed": result.missed.iter().map(failure).collect::<Vec<_>>(),
    })
}

fn boundary_to_json(tested: &Tested, boundary: &Boundary) -> Value {
    let side = |side: &crate::audit::boundaries::Side| {
        json!({
            "number": side.number,
            "winner": tested.option(side.outcome.winner),
            "outcome": word(side.outcome.kind),
            "fired": tested.rules(&side.fired),
        })
    };
    json!({
        "scenario": tested.base().scenarios[boundary.scenario].id.as_str(),
        "question": tested.subject.questionnaire.questions[boundary.question.get()].id.as_str(),
        "below": side(&boundary.below),
        "at": side(&boundary.at),
    })
}
