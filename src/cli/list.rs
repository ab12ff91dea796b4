//! `archfit list`: the questionnaires, decisions and interviews there are, and what one of them holds.

use std::fmt::Write as _;

use anyhow::bail;
use serde::Serialize;

use super::context::{Context, Outcome};
use super::format::{TextOrJson, json};
use crate::condition::closest;
use crate::load::{Library, allowed};
use crate::model::{CriterionId, DecisionId, OptionId, Question, QuestionId, QuestionnaireId, RuleBase, Subject};
use crate::session::{Recent, recent};

/// Arguments of `list`.
#[derive(Debug, Default, clap::Args)]
#[command(after_help = "Examples:
  archfit list                          everything there is
  archfit list backend                  its questions with what may be answered
  archfit list backend-runtime          its options and criteria
  archfit list --format json")]
pub struct Args {
    /// A questionnaire or decision to list the parts of
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// How it is written
    #[arg(long, value_enum, default_value_t)]
    format: TextOrJson,
}

/// Runs `list`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let library = context.load();
    if library.has_errors() {
        context
            .say("warning: some files have errors and are used as far as they can be read; `archfit check` shows them");
    }
    let listed = match &args.id {
        None => Listed::All(All::new(&library)),
        Some(id) => find(id, &library)?,
    };
    match args.format {
        TextOrJson::Text => context.print(&listed.text())?,
        TextOrJson::Json => context.print_encoded(&json(&listed)?)?,
    }
    Ok(Outcome::Fine)
}

fn find(id: &str, library: &Library) -> anyhow::Result<Listed> {
    if let Some(subject) = library.subject(id) {
        return Ok(Listed::Questionnaire(QuestionnaireParts::new(subject)));
    }
    let bases = || library.subjects.iter().flat_map(|subject| &subject.rule_bases);
    if let Some(base) = bases().find(|base| base.decision.id == *id) {
        return Ok(Listed::Decision(DecisionParts::new(base)));
    }
    let questionnaires = library.subjects.iter().map(|subject| subject.questionnaire.id.as_str());
    let known = questionnaires.chain(bases().map(|base| base.decision.id.as_str()));
    let help = closest(id, known).unwrap_or_else(|| "`archfit list` shows what there is".to_owned());
    bail!("there is no questionnaire or decision `{id}`; {help}")
}

/// What is listed.
#[derive(Serialize)]
#[serde(untagged)]
enum Listed {
    All(All),
    Questionnaire(QuestionnaireParts),
    Decision(DecisionParts),
}

impl Listed {
    fn text(&self) -> String {
        match self {
            Self::All(all) => all.text(),
            Self::Questionnaire(parts) => parts.text(),
            Self::Decision(parts) => parts.text(),
        }
    }
}

/// Everything there is.
#[derive(Serialize)]
struct All {
    questionnaires: Vec<QuestionnaireEntry>,
    interviews: Vec<InterviewEntry>,
}

#[derive(Serialize)]
struct QuestionnaireEntry {
    id: QuestionnaireId,
    title: String,
    version: String,
    questions: usize,
    traits: usize,
    decisions: Vec<DecisionEntry>,
}

#[derive(Serialize)]
struct DecisionEntry {
    id: DecisionId,
    ask: String,
    version: String,
    options: usize,
    criteria: usize,
    rules: usize,
    evidence: usize,
    scenarios: usize,
}

#[derive(Serialize)]
struct InterviewEntry {
    path: String,
    system: Option<String>,
    questionnaire: String,
    answers: usize,
    modified: Option<String>,
}

impl All {
    fn new(library: &Library) -> Self {
        let questionnaires = library.subjects.iter().map(|subject| questionnaire_entry(subject)).collect();
        Self { questionnaires, interviews: recent().iter().map(interview_entry).collect() }
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for questionnaire in &self.questionnaires {
            let n_questions = counted(questionnaire.questions, "question", "questions");
            let _ = writeln!(text, "{}  {} ({n_questions})", questionnaire.id, questionnaire.title);
            for decision in &questionnaire.decisions {
                let _ = writeln!(text, "  {}  {}\n    {}", decision.id, decision.ask, decision.counts());
            }
        }
        if text.is_empty() {
            text.push_str("no questionnaires\n");
        }
        if !self.interviews.is_empty() {
            text.push_str("\ninterviews, the latest first\n");
        }
        for interview in &self.interviews {
            let system = interview.system.as_deref().unwrap_or("without a name");
            let n_answers = counted(interview.answers, "answer", "answers");
            let (questionnaire, path) = (&interview.questionnaire, &interview.path);
            let _ = writeln!(text, "  {system}  {questionnaire}, {n_answers}\n    {path}");
        }
        text
    }
}

impl DecisionEntry {
    fn counts(&self) -> String {
        [
            counted(self.options, "option", "options"),
            counted(self.criteria, "criterion", "criteria"),
            counted(self.rules, "rule", "rules"),
            counted(self.evidence, "source", "sources"),
            counted(self.scenarios, "scenario", "scenarios"),
        ]
        .join(", ")
    }
}

fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

fn questionnaire_entry(subject: &Subject) -> QuestionnaireEntry {
    let questionnaire = &subject.questionnaire;
    QuestionnaireEntry {
        id: questionnaire.id.clone(),
        title: questionnaire.title.clone(),
        version: questionnaire.version.clone(),
        questions: questionnaire.questions.len(),
        traits: questionnaire.traits.len(),
        decisions: subject.rule_bases.iter().map(decision_entry).collect(),
    }
}

fn decision_entry(base: &RuleBase) -> DecisionEntry {
    DecisionEntry {
        id: base.decision.id.clone(),
        ask: base.decision.ask.clone(),
        version: base.decision.version.clone(),
        options: base.options.len(),
        criteria: base.criteria.len(),
        rules: base.written_rules().count(),
        evidence: base.evidence.iter().filter(|e| base.rules.iter().any(|r| r.evidence.contains(&e.id))).count(),
        scenarios: base.scenarios.len(),
    }
}

fn interview_entry(recent: &Recent) -> InterviewEntry {
    InterviewEntry {
        path: recent.path.display().to_string(),
        system: recent.system.clone(),
        questionnaire: recent.questionnaire.clone(),
        answers: recent.n_answers,
        modified: jiff::Timestamp::try_from(recent.modified).ok().map(|time| time.to_string()),
    }
}

/// The parts of a questionnaire that an answers file names.
#[derive(Serialize)]
struct QuestionnaireParts {
    questionnaire: QuestionnaireId,
    questions: Vec<QuestionEntry>,
}

#[derive(Serialize)]
struct QuestionEntry {
    id: QuestionId,
    section: String,
    ask: String,
    takes: String,
}

impl QuestionnaireParts {
    fn new(subject: &Subject) -> Self {
        let entry = |question: &Question| QuestionEntry {
            id: question.id.clone(),
            section: question.section.clone(),
            ask: question.ask.clone(),
            takes: allowed(question),
        };
        let questionnaire = &subject.questionnaire;
        let questions = questionnaire.questions.iter().map(entry).collect();
        Self { questionnaire: questionnaire.id.clone(), questions }
    }

    fn text(&self) -> String {
        let mut text = String::new();
        let mut section = "";
        for question in &self.questions {
            if question.section != section {
                section = &question.section;
                let _ = writeln!(text, "{section}");
            }
            let _ = writeln!(text, "  {}  {}\n    {}", question.id, question.ask, question.takes);
        }
        text
    }
}

/// The parts of a decision that an answers file names.
#[derive(Serialize)]
struct DecisionParts {
    decision: DecisionId,
    options: Vec<OptionEntry>,
    criteria: Vec<CriterionEntry>,
}

#[derive(Serialize)]
struct OptionEntry {
    id: OptionId,
    name: String,
    summary: String,
}

#[derive(Serialize)]
struct CriterionEntry {
    id: CriterionId,
    name: String,
    weight: u32,
}

impl DecisionParts {
    fn new(base: &RuleBase) -> Self {
        let options = base.options.iter().map(|option| OptionEntry {
            id: option.id.clone(),
            name: option.name.clone(),
            summary: option.summary.clone(),
        });
        let criteria = base.criteria.iter().map(|criterion| CriterionEntry {
            id: criterion.id.clone(),
            name: criterion.name.clone(),
            weight: criterion.weight,
        });
        let decision = base.decision.id.clone();
        Self { decision, options: options.collect(), criteria: criteria.collect() }
    }

    fn text(&self) -> String {
        let mut text = "options\n".to_owned();
        for option in &self.options {
            let _ = writeln!(text, "  {}  {}: {}", option.id, option.name, option.summary);
        }
        text.push_str("criteria, with their declared weights\n");
        for criterion in &self.criteria {
            let _ = writeln!(text, "  {}  {}: {}", criterion.id, criterion.name, criterion.weight);
        }
        text
    }
}
