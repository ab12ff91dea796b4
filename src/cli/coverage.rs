//! `archfit coverage`: what the scenarios of a rule base exercise.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};

use super::targets::Targets;
use super::test::refuse_errors;
use super::{Context, Outcome};
use crate::audit::coverage::{Coverage, measure};
use crate::load::Sources;
use crate::model::{Effect, FileId, Question, RuleBase, Subject};

/// Arguments of `coverage`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Rule bases, or folders of them [default: all there are]
    paths: Vec<PathBuf>,
    /// How it is shown
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Fail when fewer of the rules that can fire do fire in some scenario
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    fail_under: Option<u8>,
}

/// The forms of coverage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Sums and gaps, for people
    #[default]
    Text,
    /// One JSON object
    Json,
    /// The rule files with how often each rule fired and decided
    Listing,
}

/// Runs `coverage`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let targets = Targets::new(&args.paths, context)?;
    let library = targets.load();
    let errors = refuse_errors(&targets, &library, context);
    let mut measured: Vec<(Arc<Subject>, &RuleBase, Coverage)> = Vec::new();
    let subjects = targets.subjects(&library);
    for subject in &subjects {
        for base in subject.rule_bases.iter().filter(|base| targets.concern_base(base, &library)) {
            measured.push((Arc::clone(subject), base, measure(subject, base)));
        }
    }
    let output = match args.format {
        Format::Text => measured.iter().map(|(subject, base, coverage)| text(subject, base, coverage)).collect(),
        Format::Json => {
            let all: Vec<Value> = measured.iter().map(|(subject, base, c)| to_json(subject, base, c)).collect();
            format!("{:#}\n", json!({ "format": 1, "decisions": all }))
        }
        Format::Listing => listing(&measured, &library.sources),
    };
    context.print(&output)?;
    let least = f64::from(args.fail_under.unwrap_or(0));
    let too_low = measured.iter().any(|(_, _, coverage)| share(coverage.n_fired(), coverage.n_reachable()) < least);
    Ok(if errors || too_low { Outcome::Finding } else { Outcome::Fine })
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 100.0 } else { part as f64 * 100.0 / whole as f64 }
}

fn text(subject: &Subject, base: &RuleBase, coverage: &Coverage) -> String {
    let mut text = format!("{}: {} scenarios\n", base.decision.id, base.scenarios.len());
    let mut line = |name: &str, part: usize, whole: usize, gap: &str, missing: &[String]| {
        let _ = write!(text, "  {name:9} {part:4} of {whole:4}  {:3.0} %", share(part, whole).floor());
        if !missing.is_empty() {
            let _ = write!(text, "  {gap}: {}", missing.join(", "));
        }
        text.push('\n');
    };
    let rules = |keep: &dyn Fn(usize) -> bool| -> Vec<String> {
        base.rules.iter().enumerate().filter(|(at, _)| keep(*at)).map(|(_, rule)| rule.id.to_string()).collect()
    };
    let decides = |at: usize| !matches!(base.rules[at].effect, Effect::Caution { .. });
    let n_decides = (0..base.rules.len()).filter(|at| decides(*at) && coverage.reachable[*at]).count();
    let never_fired = rules(&|at| coverage.fired[at] == 0 && coverage.reachable[at]);
    let never_decisive = rules(&|at| coverage.fired[at] > 0 && coverage.decisive[at] == 0 && decides(at));
    line("fired", coverage.n_fired(), coverage.n_reachable(), "never", &never_fired);
    line("decisive", coverage.n_decisive(), n_decides, "fired only", &never_decisive);
    let (answers, missing) = exercised(subject.questionnaire.questions.iter().zip(&coverage.answers), missing_answers);
    line("answers", answers.0, answers.1, "never", &missing);
    let traits = subject.questionnaire.traits.iter().zip(&coverage.levels);
    let (levels, missing) = exercised(traits, |of, seen| {
        let unseen = of.levels.iter().enumerate().filter(|(level, _)| !seen.contains(level));
        unseen.map(|(_, level)| format!("{} = {}", of.id, level.id)).collect()
    });
    line("levels", levels.0, levels.1, "never", &missing);
    let won = coverage.won.iter().filter(|n| **n > 0).count();
    let never: Vec<String> =
        base.options.iter().zip(&coverage.won).filter(|(_, n)| **n == 0).map(|(o, _)| o.id.to_string()).collect();
    line("options", won, base.options.len(), "never win", &never);
    text
}

type Seen = std::collections::BTreeSet<usize>;

/// How many of all answers or levels were seen, and which were not.
fn exercised<'a, T: 'a>(
    of: impl Iterator<Item = (&'a T, &'a (Seen, usize))>,
    missing: impl Fn(&T, &Seen) -> Vec<String>,
) -> ((usize, usize), Vec<String>) {
    of.fold(((0, 0), Vec::new()), |((seen, all), mut gaps), (of, (cells, n))| {
        gaps.extend(missing(of, cells));
        ((seen + cells.len(), all + n), gaps)
    })
}

fn missing_answers(question: &Question, seen: &Seen) -> Vec<String> {
    let bands = question.kind.number().map_or(&[][..], |spec| &spec.bands);
    let ids: Vec<&str> = match question.kind.choices() {
        [] if bands.is_empty() => return if seen.is_empty() { vec![question.id.to_string()] } else { Vec::new() },
        [] => bands.iter().map(|band| band.id.as_str()).collect(),
        choices => choices.iter().map(|choice| choice.id.as_str()).collect(),
    };
    let unseen = ids.iter().enumerate().filter(|(cell, _)| !seen.contains(cell));
    unseen.map(|(_, id)| format!("{} = {id}", question.id)).collect()
}

fn to_json(subject: &Subject, base: &RuleBase, coverage: &Coverage) -> Value {
    let rule = |(at, rule): (usize, &crate::model::Rule)| {
        json!({
            "rule": rule.id.as_str(),
            "fired": coverage.fired[at],
            "decisive": coverage.decisive[at],
            "reachable": coverage.reachable[at],
        })
    };
    let option =
        |(option, won): (&crate::model::ArchOption, &usize)| json!({ "option": option.id.as_str(), "won": won });
    let question = |(question, (seen, n)): (&Question, &(Seen, usize))| {
        json!({
            "question": question.id.as_str(),
            "answers": n,
            "exercised": seen.len(),
            "missing": missing_answers(question, seen),
        })
    };
    let of_trait = |(of, (seen, n)): (&crate::model::Trait, &(Seen, usize))| {
        let seen: Vec<&str> = seen.iter().map(|level| of.levels[*level].id.as_str()).collect();
        json!({ "trait": of.id.as_str(), "levels": n, "exercised": seen })
    };
    let questionnaire = &subject.questionnaire;
    json!({
        "decision": base.decision.id.as_str(),
        "scenarios": base.scenarios.len(),
        "rules": base.rules.iter().enumerate().map(rule).collect::<Vec<_>>(),
        "options": base.options.iter().zip(&coverage.won).map(option).collect::<Vec<_>>(),
        "questions": questionnaire.questions.iter().zip(&coverage.answers).map(question).collect::<Vec<_>>(),
        "traits": questionnaire.traits.iter().zip(&coverage.levels).map(of_trait).collect::<Vec<_>>(),
    })
}

/// The rule files, each rule's first line marked with how often it fired and decided.
fn listing(measured: &[(Arc<Subject>, &RuleBase, Coverage)], sources: &Sources) -> String {
    let mut marks: BTreeMap<FileId, BTreeMap<usize, String>> = BTreeMap::new();
    for (_, base, coverage) in measured {
        for (at, rule) in base.rules.iter().enumerate() {
            let mark = match (coverage.reachable[at], coverage.fired[at], coverage.decisive[at]) {
                (false, ..) => "cannot fire".to_owned(),
                (true, 0, _) => "######".to_owned(),
                (true, fired, decisive) => format!("{fired:5} {decisive:5}"),
            };
            let line = sources.span(&rule.place).0.line;
            marks.entry(rule.place.file).or_default().insert(line, mark);
        }
    }
    let mut text = String::from("fired decides\n");
    for (file, marks) in marks {
        let source = sources.get(file);
        let _ = writeln!(text, "{:11} | {}", "", source.name);
        for (at, line) in source.text.lines().enumerate() {
            let mark = marks.get(&(at + 1)).map_or("", String::as_str);
            let _ = writeln!(text, "{}", format!("{mark:11} | {line}").trim_end());
        }
    }
    text
}
