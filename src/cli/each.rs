//! `archfit decide --each`: one line of outcome for each of many answer sets, read and written as a stream.
//!
//! Answer sets come as JSON lines. A block of them is held at a time, complete ones are decided side by side, and one that leaves
//! something open on which a decision depends is considered by itself; both come to the same.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use serde::Serialize;
use serde_json::{Map, Value};

use super::context::{Context, Outcome};
use crate::engine::bulk::{Keep, LANES, Portfolio, Run};
use crate::engine::considered::weights_of;
use crate::engine::facts::score::fit;
use crate::engine::meaning::compile::Compiled;
use crate::engine::meaning::cuts::Cuts;
use crate::engine::meaning::weights::Weights;
use crate::engine::situation::Situation;
use crate::engine::{Advisor, Fit};
use crate::load::{Library, answer_from_toml, resolve_alias};
use crate::model::{Answer, Answers, AnswersFile, OptionIdx, OutcomeKind, QuestionnaireId, RuleBase, Subject};
use crate::report::Format;

/// Runs `decide --each`, as JSON lines where JSON is asked for and as text otherwise. A line that cannot be read, and one for which no option is left, are findings.
pub(super) fn run(
    path: &Path,
    format: Format,
    only: Option<&str>,
    library: &Library,
    context: &Context,
) -> anyhow::Result<Outcome> {
    if !matches!(format, Format::Text | Format::Json) {
        anyhow::bail!("`--each` writes `--format text` or `--format json`");
    }
    let input: Box<dyn BufRead> = if path.as_os_str() == "-" {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(BufReader::new(
            std::fs::File::open(path).with_context(|| format!("cannot read `{}`", path.display()))?,
        ))
    };
    let mut each = Each { library, made: BTreeMap::new(), only, is_fine: true };
    let mut lines = input.lines().enumerate().peekable();
    let mut n_sets = 0;
    while lines.peek().is_some() {
        let mut some = Vec::new();
        for (number, line) in lines.by_ref().take(LANES) {
            let line = line.with_context(|| format!("cannot read line {} of `{}`", number + 1, path.display()))?;
            if !line.trim().is_empty() {
                some.push((number + 1, each.read(&line)));
            }
        }
        n_sets += some.len();
        let text: String = each.decide(some).iter().map(|line| line.written(format)).collect();
        if format == Format::Json {
            context.print_encoded(&text)?;
        } else {
            context.print(&text)?;
        }
    }
    anyhow::ensure!(n_sets > 0, "`{}` holds no answer set, so nothing was decided", path.display());
    Ok(if each.is_fine { Outcome::Fine } else { Outcome::Finding })
}

/// What was made ready for answer sets that name the same decisions and weights.
struct Made {
    subject: Arc<Subject>,
    /// By the position of the decision.
    weights: Vec<Weights>,
    portfolio: Portfolio,
    advisor: Advisor,
}

struct Each<'a> {
    library: &'a Library,
    /// By questionnaire, decisions and weights, as they are written.
    made: BTreeMap<String, Made>,
    only: Option<&'a str>,
    is_fine: bool,
}

/// How many kinds of answer sets are kept ready.
const MAX_MADE: usize = 16;

/// One answer set with what came out.
#[derive(Debug, Serialize)]
struct Line {
    line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    system: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    decisions: Vec<Decided>,
}

/// One decision of an answer set.
#[derive(Debug, Serialize)]
struct Decided {
    decision: String,
    outcome: &'static str,
    winner: Option<String>,
    lead: f64,
    /// Whether everything on which it depends was answered.
    complete: bool,
    options: Vec<OptionFit>,
}

/// The fit of an option.
#[derive(Debug, Serialize)]
struct OptionFit {
    option: String,
    fit: f64,
    excluded: bool,
}

impl Each<'_> {
    /// An answer set as it stands in a line.
    fn read(&self, line: &str) -> Result<AnswersFile, String> {
        let mut set: Map<String, Value> =
            serde_json::from_str(line).map_err(|error| format!("no JSON object: {error}"))?;
        let text = |value: Option<Value>| value.and_then(|value| value.as_str().map(str::to_owned));
        let questionnaire = text(set.remove("questionnaire"));
        let subject = self.subject(questionnaire.as_deref())?;
        let mut file = AnswersFile {
            questionnaire: subject.questionnaire.id.clone(),
            system: text(set.remove("system")),
            ..AnswersFile::default()
        };
        for decision in set.remove("decisions").iter().flat_map(|list| list.as_array().into_iter().flatten()) {
            let id = decision.as_str().unwrap_or_default();
            if !subject.rule_bases.iter().any(|base| base.decision.id == *id) {
                return Err(format!("there is no decision `{id}` on `{}`", subject.questionnaire.id));
            }
            file.decisions.push(id.into());
        }
        if let Some(weights) = set.remove("weights") {
            let weights = weights.as_object().cloned().unwrap_or_default();
            for (criterion, weight) in weights {
                if !subject.rule_bases.iter().any(|base| base.criterion_idx(&criterion).is_some()) {
                    return Err(format!("there is no criterion `{criterion}`"));
                }
                let weight = weight.as_u64().filter(|weight| *weight <= 100_000);
                let weight = weight.ok_or_else(|| format!("the weight of `{criterion}` is no whole number"))?;
                file.weights.insert(criterion.as_str().into(), weight as u32);
            }
        }
        // The answers stand in a table of their own, or beside what describes the system.
        let answers = match set.remove("answers") {
            Some(Value::Object(answers)) => answers,
            Some(_) => return Err("`answers` is no object".to_owned()),
            None => set,
        };
        file.answers = read_answers(&answers, subject)?;
        Ok(file)
    }

    fn subject(&self, id: Option<&str>) -> Result<&Arc<Subject>, String> {
        match (id, &self.library.subjects[..]) {
            (Some(id), _) => self.library.subject(id).ok_or_else(|| format!("there is no questionnaire `{id}`")),
            (None, [only]) => Ok(only),
            (None, _) => Err("it names no `questionnaire`, and there are several".to_owned()),
        }
    }

    /// What comes out of some answer sets, in their order.
    fn decide(&mut self, sets: Vec<(usize, Result<AnswersFile, String>)>) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut groups: BTreeMap<String, Vec<(usize, AnswersFile)>> = BTreeMap::new();
        for (number, set) in sets {
            let mut line = Line { line: number, system: None, error: None, decisions: Vec::new() };
            match set {
                Ok(file) => {
                    line.system.clone_from(&file.system);
                    let key = format!("{:?}", (&file.questionnaire, &file.decisions, &file.weights));
                    groups.entry(key).or_default().push((lines.len(), file));
                }
                Err(error) => {
                    self.is_fine = false;
                    line.error = Some(error);
                }
            }
            lines.push(line);
        }
        for (key, group) in groups {
            self.decide_alike(key, &group, &mut lines);
        }
        lines
    }

    /// Decides answer sets that name the same decisions and weights.
    fn decide_alike(&mut self, key: String, group: &[(usize, AnswersFile)], lines: &mut [Line]) {
        if self.made.len() >= MAX_MADE && !self.made.contains_key(&key) {
            self.made.clear();
        }
        let library = self.library;
        let made = self.made.entry(key).or_insert_with(|| Made::new(library, &group[0].1));
        let answers: Vec<&Answers> = group.iter().map(|(_, file)| &file.answers).collect();
        let mut decided: Vec<Vec<(usize, Decided)>> = (0..group.len()).map(|_| Vec::new()).collect();
        made.portfolio.consider(&mut made.portfolio.desk(), &answers, |position, run, complete| {
            for lane in complete.lanes() {
                decided[lane].push((position, made.complete(position, run, lane)));
            }
        });
        for ((place, file), mut decided) in group.iter().zip(decided) {
            if decided.len() < made.portfolio.n_decisions() {
                let considered = made.advisor.consider_alone(file);
                for made in considered.decisions {
                    let position = made.situation.position;
                    if !decided.iter().any(|(known, _)| *known == position) {
                        decided.push((position, alone(&made.situation)));
                    }
                }
            }
            decided.sort_by_key(|(position, _)| *position);
            let decided = decided.into_iter().map(|(_, decided)| decided);
            let decided = decided.filter(|decided| self.only.is_none_or(|only| only == decided.decision));
            lines[*place].decisions = decided.collect();
            self.is_fine &= lines[*place].decisions.iter().all(|decided| decided.winner.is_some());
        }
    }
}

fn read_answers(set: &Map<String, Value>, subject: &Subject) -> Result<Answers, String> {
    let mut answers = Answers::default();
    for (id, value) in set {
        let name = resolve_alias(&subject.questionnaire, id);
        let question = subject.questionnaire.question(name).ok_or_else(|| format!("there is no question `{id}`"))?;
        if value.is_null() {
            continue;
        }
        let value: toml::Value = serde_json::from_value(value.clone()).map_err(|error| format!("`{id}`: {error}"))?;
        let value = answer_from_toml(&value, question).map_err(|error| format!("`{id}`: {error}"))?;
        answers.0.insert(question.id.clone(), Answer::plain(value));
    }
    Ok(answers)
}

impl Made {
    fn new(library: &Library, file: &AnswersFile) -> Self {
        let of = |id: &QuestionnaireId| library.subject(id.as_str()).cloned();
        let subject = of(&file.questionnaire).unwrap_or_else(|| unreachable!("it was found when the line was read"));
        let compiled = Compiled::new(&subject, &Cuts::new());
        let bases = subject.rule_bases.iter().zip(&compiled.decisions);
        let weights: Vec<Weights> = bases.map(|(base, decision)| weights_of(base, file, decision)).collect();
        let portfolio =
            Portfolio::new(&subject, &compiled, &file.decisions, Keep::Outcomes, |position| weights[position].clone());
        let advisor = Advisor::new(Arc::clone(&subject));
        Self { subject, weights, portfolio, advisor }
    }

    /// A decision of an answer set that leaves nothing open.
    fn complete(&self, position: usize, run: &Run, lane: usize) -> Decided {
        let n_options = self.subject.rule_bases[position].options.len();
        let scores: Vec<f64> = (0..n_options).map(|option| run.score(option, lane) as f64).collect();
        let is_out = |option: usize| run.excluded(option).has(lane);
        let others =
            (0..scores.len()).filter(|option| !is_out(*option) && run.winner(lane) != Some(OptionIdx::from(*option)));
        let unit = run.units_per_point(lane).unwrap_or(self.weights[position].units_per_point);
        let fit = |option: usize| fit(scores[option], unit);
        let second = others.max_by(|a, b| scores[*a].total_cmp(&scores[*b])).map(fit);
        let lead = run.winner(lane).zip(second).map_or(Fit(0), |(winner, second)| Fit(fit(winner.get()).0 - second.0));
        decided(
            &self.subject.rule_bases[position],
            (run.winner(lane), run.kind(lane), lead, true),
            unit,
            &scores,
            is_out,
        )
    }
}

/// A decision that was considered by itself.
fn alone(situation: &Situation) -> Decided {
    let is_out = |option: usize| situation.exclusions[option].is_certain();
    let came = (situation.winner(), situation.outcome(), situation.shown_lead(), false);
    decided(situation.base(), came, situation.weights.units_per_point, &situation.scores, is_out)
}

fn decided(
    base: &RuleBase,
    (winner, kind, lead, complete): (Option<OptionIdx>, OutcomeKind, Fit, bool),
    unit: f64,
    scores: &[f64],
    is_out: impl Fn(usize) -> bool,
) -> Decided {
    let option = |(option, declared): (usize, &crate::model::ArchOption)| OptionFit {
        option: declared.id.to_string(),
        fit: fit(scores[option], unit).points(),
        excluded: is_out(option),
    };
    Decided {
        decision: base.decision.id.to_string(),
        outcome: crate::audit::scenarios::word(kind),
        winner: winner.map(|winner| base.options[winner.get()].id.to_string()),
        lead: lead.points(),
        complete,
        options: base.options.iter().enumerate().map(option).collect(),
    }
}

impl Line {
    fn written(&self, format: Format) -> String {
        if format == Format::Json {
            return serde_json::to_string(self).map_or_else(|_| String::new(), |line| line + "\n");
        }
        let system = self.system.clone().unwrap_or_else(|| format!("line {}", self.line));
        if let Some(error) = &self.error {
            return format!("{system}: error: {error}\n");
        }
        let lines: Vec<String> =
            self.decisions.iter().map(|decided| format!("{system}: {}\n", decided.written())).collect();
        lines.concat()
    }
}

impl Decided {
    fn written(&self) -> String {
        let fit = |option: &OptionFit| {
            let fit = if option.excluded { "excluded".to_owned() } else { format!("{:.1}", option.fit) };
            format!("{} {fit}", option.option)
        };
        let fits: Vec<String> = self.options.iter().map(fit).collect();
        let open = if self.complete { "" } else { ", answers open" };
        let winner = self.winner.as_deref().unwrap_or("no option left");
        let close = if self.outcome == "close-call" { ", close call" } else { "" };
        format!("{} = {winner}, lead {:.1}{close}{open} ({})", self.decision, self.lead, fits.join(", "))
    }
}
