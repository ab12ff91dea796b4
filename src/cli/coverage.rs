//! `archfit coverage`: what the scenarios of a rule base exercise.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};

use super::context::{Context, Outcome};
use super::targets::Targets;
use super::test::refuse_errors;
use crate::audit::coverage::{Coverage, Exercised, measure};
use crate::load::Sources;
use crate::model::{Effect, FileId, Question, RuleBase, Subject};

/// Arguments of `coverage`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Rule bases, or folders of them [default: those of the project, else the built-in ones]
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
    let is_json = args.format == Format::Json;
    if is_json {
        context.print_encoded(&output)?;
    } else {
        context.print(&output)?;
    }
    let least = f64::from(args.fail_under.unwrap_or(0));
    let too_low = measured.iter().any(|(_, _, coverage)| share(coverage.n_fired(), coverage.n_reachable()) < least);
    if measured.is_empty() {
        context.say("no rule base was measured");
    }
    Ok(if errors || too_low || measured.is_empty() { Outcome::Finding } else { Outcome::Fine })
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 100.0 } else { part as f64 * 100.0 / whole as f64 }
}

fn text(subject: &Subject, base: &RuleBase, coverage: &Coverage) -> String {
    let mut text = format!("{}: {} scenarios\n", base.decision.id, base.scenarios.len());
    let mut line = |name: &str, part: usize, whole: usize, gap: &str, missing: &[String]| {
        let _ = writeln!(text, "  {name:9} {part:4} of {whole:4}  {:3.0} %", share(part, whole).floor());
        if !missing.is_empty() {
            text.push_str(&gaps(gap, missing));
        }
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
    let never_pinned = rules(&|at| coverage.fired[at] > 0 && coverage.pinned[at] == Some(false));
    let (part, whole) = coverage.n_pinned();
    line("pinned", part, whole, "with any sign", &never_pinned);
    let (part, whole) = sums(coverage.answers.values());
    let missing: Vec<String> =
        answers(subject, coverage).filter_map(|(id, _, missing)| in_brackets(id, &missing)).collect();
    line("answers", part, whole, "never", &missing);
    let (part, whole) = sums(coverage.levels.values());
    let missing: Vec<String> =
        levels(subject, coverage).filter_map(|(id, _, missing)| in_brackets(id, &missing)).collect();
    line("levels", part, whole, "never", &missing);
    let won = coverage.won.iter().filter(|n| **n > 0).count();
    let never: Vec<String> =
        base.options.iter().zip(&coverage.won).filter(|(_, n)| **n == 0).map(|(o, _)| o.id.to_string()).collect();
    line("options", won, base.options.len(), "never win", &never);
    text
}

/// What is missing, one item after the other, in lines that fit a terminal.
fn gaps(gap: &str, missing: &[String]) -> String {
    const WIDTH: usize = 100;
    let mut text = String::new();
    let mut line = format!("    {gap}:");
    for (position, item) in missing.iter().enumerate() {
        if line.len() + item.len() + 2 > WIDTH {
            let _ = writeln!(text, "{line}");
            "     ".clone_into(&mut line);
        }
        let comma = if position + 1 < missing.len() { "," } else { "" };
        let _ = write!(line, " {item}{comma}");
    }
    let _ = writeln!(text, "{line}");
    text
}

fn in_brackets(id: &str, missing: &[&str]) -> Option<String> {
    (!missing.is_empty()).then(|| format!("{id} ({})", missing.join(", ")))
}

/// How many were seen of how many.
fn sums<'a>(all: impl Iterator<Item = &'a Exercised>) -> (usize, usize) {
    all.fold((0, 0), |(seen, of), exercised| (seen + exercised.seen.len(), of + exercised.of))
}

/// For each question that matters: its id, what of it was exercised, and the answers that were not given.
fn answers<'a>(
    subject: &'a Subject,
    coverage: &'a Coverage,
) -> impl Iterator<Item = (&'a str, &'a Exercised, Vec<&'a str>)> {
    coverage.answers.iter().map(|(question, exercised)| {
        let question = &subject.questionnaire.questions[question.get()];
        (question.id.as_str(), exercised, unseen(answers_of(question), exercised))
    })
}

/// As [`answers`], for the levels of traits.
fn levels<'a>(
    subject: &'a Subject,
    coverage: &'a Coverage,
) -> impl Iterator<Item = (&'a str, &'a Exercised, Vec<&'a str>)> {
    coverage.levels.iter().map(|(of, exercised)| {
        let of = &subject.questionnaire.traits[of.get()];
        let levels = of.levels.iter().map(|level| level.id.as_str()).collect();
        (of.id.as_str(), exercised, unseen(levels, exercised))
    })
}

fn unseen<'a>(ids: Vec<&'a str>, exercised: &Exercised) -> Vec<&'a str> {
    ids.into_iter().enumerate().filter(|(at, _)| !exercised.seen.contains(at)).map(|(_, id)| id).collect()
}

/// The answers that count as different: choices, bands, or any number.
fn answers_of(question: &Question) -> Vec<&str> {
    match question.kind.number() {
        Some(spec) if spec.bands.is_empty() => vec!["a number"],
        Some(spec) => spec.bands.iter().map(|band| band.id.as_str()).collect(),
        None => question.kind.choices().iter().map(|choice| choice.id.as_str()).collect(),
    }
}

fn to_json(subject: &Subject, base: &RuleBase, coverage: &Coverage) -> Value {
    let rule = |(at, rule): (usize, &crate::model::Rule)| {
        json!({
            "rule": rule.id.as_str(),
            "fired": coverage.fired[at],
            "decisive": coverage.decisive[at],
            "pinned": coverage.pinned[at],
            "reachable": coverage.reachable[at],
        })
    };
    let option =
        |(option, won): (&crate::model::ArchOption, &usize)| json!({ "option": option.id.as_str(), "won": won });
    let part = |name: &str, (id, exercised, missing): (&str, &Exercised, Vec<&str>)| json!({ name: id, "of": exercised.of, "exercised": exercised.seen.len(), "missing": missing });
    json!({
        "decision": base.decision.id.as_str(),
        "scenarios": base.scenarios.len(),
        "rules": base.rules.iter().enumerate().map(rule).collect::<Vec<_>>(),
        "options": base.options.iter().zip(&coverage.won).map(option).collect::<Vec<_>>(),
        "questions": answers(subject, coverage).map(|of| part("question", of)).collect::<Vec<_>>(),
        "traits": levels(subject, coverage).map(|of| part("trait", of)).collect::<Vec<_>>(),
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
