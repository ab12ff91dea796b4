//! Whether the winner is settled: the proof as a person reads it, or the answers under which it does not win.

use schemars::JsonSchema;
use serde::Serialize;

use super::changes::GivenInfo;
use super::filters::listed;
use super::names::Names;
use super::workload::{StakeKind, rounded};
use crate::engine::{
    Bound, Certificate, Counterexample, DecisionAdvice, Fit, Outlook, Proof, RivalProof, RuleReading, Settled,
    Usefulness,
};
use crate::load::display_answer;
use crate::model::{OptionId, QuestionId, RuleId, Withheld};

/// Whether the winner is settled.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SettledInfo {
    /// What was found.
    pub status: SettledStatus,
    /// The proof: why each other option cannot win. Empty where there is none.
    pub rivals: Vec<RivalInfo>,
    /// Answers to open questions under which the winner does not win alone, whatever is certain now.
    pub counterexample: Option<CounterexampleInfo>,
    /// The open questions that are worth asking, the most useful first.
    pub ask_next: Vec<AskNext>,
    /// How many open questions could still be asked; once the winner is settled, so many are saved.
    pub n_questions_left: usize,
}

/// What was found about the winner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SettledStatus {
    /// No completion of the open answers changes it.
    Proven,
    /// Some completion does.
    Open,
    /// Neither was found within the budget.
    NotDecided,
    /// Every option is excluded, whatever else is answered.
    NoOption,
}

/// Why an option cannot win.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RivalInfo {
    /// The option.
    pub option: OptionId,
    /// Its name.
    pub name: String,
    /// How it was proven.
    pub how: ProofKind,
    /// How far the winner is ahead of it; over open answers, by expectation.
    pub ahead: f64,
    /// What all open answers together can take off that at most; absent where it is excluded and where cases are told apart.
    pub can_move: Option<f64>,
    /// Whether vetoes against it have to do the rest, where `can_move` is not below `ahead`.
    pub needs_veto: bool,
    /// What the open answers can take off, part by part; these add up to `can_move`.
    pub parts: Vec<ProofPart>,
    /// The question that is taken case by case.
    pub by_cases_of: Option<String>,
    /// The proof in a sentence.
    pub said: String,
}

/// How it is proven that an option cannot win.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProofKind {
    /// It is excluded.
    Excluded,
    /// The open answers cannot make up for what it is behind.
    Bound,
    /// The same in every case of a question.
    Cases,
}

/// What some open questions together can take off a lead at most.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ProofPart {
    /// The questions.
    pub questions: Vec<QuestionId>,
    /// Their prompts.
    pub asks: Vec<String>,
    /// The rules that read them.
    pub rules: Vec<RuleId>,
    /// How much, in fit points.
    pub moves: f64,
}

/// Answers to open questions under which the winner does not win alone: none can be left out, and the other open ones count as they
/// are expected.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CounterexampleInfo {
    /// The answers.
    pub answers: Vec<GivenInfo>,
    /// What would be ahead or level; absent where no option would be left.
    pub option: Option<OptionId>,
    /// Its name.
    pub name: Option<String>,
    /// By how much it would be ahead; 0 for a tie and where the winner would be excluded.
    pub lead: f64,
    /// Whether the winner would be excluded.
    pub excludes_winner: bool,
    /// What comes of it, in words: the answers follow, where there are some.
    pub said: String,
}

/// An open question worth asking.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct AskNext {
    /// The question.
    pub question: QuestionId,
    /// The prompt.
    pub ask: String,
    /// What hangs on it.
    pub stake: Option<StakeKind>,
    /// Its share of all that is open between the winner and those that may overtake it, from 0 to 1.
    pub share: f64,
}

impl Names<'_> {
    /// Whether the winner is settled.
    pub fn settled(self, outlook: &Outlook, advice: &DecisionAdvice) -> SettledInfo {
        let (status, rivals, counterexample) = match &outlook.settled {
            Settled::Proven(certificate) => (SettledStatus::Proven, self.rivals(certificate, advice), None),
            Settled::Open(example) => (SettledStatus::Open, Vec::new(), Some(self.counterexample(example, advice))),
            Settled::NotDecided => (SettledStatus::NotDecided, Vec::new(), None),
            Settled::NoOption => (SettledStatus::NoOption, Vec::new(), None),
        };
        let ask = |useful: &Usefulness| AskNext {
            question: self.question(useful.question).id.clone(),
            ask: self.question(useful.question).ask.clone(),
            stake: StakeKind::of(useful.stake),
            share: rounded(useful.share),
        };
        SettledInfo {
            status,
            rivals,
            counterexample,
            ask_next: outlook.ask_next.iter().map(ask).collect(),
            n_questions_left: outlook.n_questions_open,
        }
    }

    /// The proof against each other option, the closest first and excluded ones last.
    fn rivals(self, certificate: &Certificate, advice: &DecisionAdvice) -> Vec<RivalInfo> {
        let mut rivals: Vec<&RivalProof> = certificate.rivals.iter().collect();
        rivals.sort_by_key(|rival| (rival.proof == Proof::Excluded, rival.ahead));
        let fit = |option| advice.standing(option).fit.0;
        // The lead as the fits shown have it, which may differ in the last digit from the exact one rounded.
        let shown = |rival: &RivalProof| Fit(fit(certificate.winner) - fit(rival.rival));
        rivals.into_iter().map(|rival| self.rival(rival, shown(rival))).collect()
    }

    fn rival(self, rival: &RivalProof, ahead: Fit) -> RivalInfo {
        let (option, name) = self.option(rival.rival);
        let info = |how, said: String| RivalInfo {
            option,
            how,
            ahead: ahead.points(),
            can_move: None,
            needs_veto: false,
            parts: Vec::new(),
            by_cases_of: None,
            said,
            name: name.clone(),
        };
        match &rival.proof {
            Proof::Excluded => info(ProofKind::Excluded, format!("{name} is excluded, whatever is answered.")),
            Proof::Cases { question, .. } => {
                let ask = self.question(*question).ask.clone();
                let said =
                    format!("Ahead of {name} by {ahead}, and in every case of \"{ask}\" open answers leave it so.");
                RivalInfo { by_cases_of: Some(ask), ..info(ProofKind::Cases, said) }
            }
            Proof::Bound(bound) => RivalInfo {
                can_move: Some(bound.can_move.points()),
                needs_veto: bound.can_move >= bound.ahead,
                parts: self.parts(bound),
                ..info(ProofKind::Bound, say_bound(&name, ahead, bound))
            },
        }
    }

    /// What can move, the most first.
    fn parts(self, bound: &Bound) -> Vec<ProofPart> {
        let mut terms: Vec<_> = bound.terms.iter().filter(|term| term.moves.0 != 0).collect();
        terms.sort_by_key(|term| -term.moves.0);
        let part = |term: &crate::engine::Term| ProofPart {
            questions: term.questions.iter().map(|q| self.question(*q).id.clone()).collect(),
            asks: term.questions.iter().map(|q| self.question(*q).ask.clone()).collect(),
            rules: distinct(term.rules.iter().flat_map(|rule| self.rules(*rule))),
            moves: term.moves.points(),
        };
        terms.into_iter().map(part).collect()
    }

    /// That several options lead as things stand, and whether anything open may part them.
    fn level_as_it_is(self, rival: &str, advice: &DecisionAdvice) -> String {
        let level: Vec<String> = advice.level.iter().map(|option| self.option(*option).1).collect();
        let who = if level.len() > 1 { format!("{} are level", listed(&level)) } else { format!("{rival} is level") };
        let hangs_on_open = advice.rules.iter().any(|rule| matches!(rule, RuleReading::Perhaps(_)));
        if hangs_on_open { format!("As things stand {who}") } else { format!("{who}, and nothing open can part them") }
    }

    fn counterexample(self, example: &Counterexample, advice: &DecisionAdvice) -> CounterexampleInfo {
        let given = |(id, answer): (&QuestionId, &crate::model::Answer)| {
            let question = self.question(self.subject.questionnaire.question_idx(id.as_str())?);
            let said = display_answer(&answer.value, question);
            Some(GivenInfo { question: id.clone(), ask: question.ask.clone(), said })
        };
        let winner = example.winner.map(|option| self.option(option));
        let lead = example.lead;
        let said = match &winner {
            None if example.withheld == Some(Withheld::NothingToDecide) => "This leaves nothing to decide".to_owned(),
            None if example.withheld.is_some() => "This is a case that none of these options is for".to_owned(),
            None => "This leaves no option".to_owned(),
            Some((_, name)) if example.answers.0.is_empty() => self.level_as_it_is(name, advice),
            Some((_, name)) if example.excludes_winner => format!("This excludes the leading option, and {name} wins"),
            Some((_, name)) if lead.0 == 0 => format!("This is enough for {name} to draw level"),
            Some((_, name)) => format!("This is enough for {name} to be ahead by {lead}"),
        };
        CounterexampleInfo {
            said,
            answers: example.answers.0.iter().filter_map(given).collect(),
            option: winner.as_ref().map(|(id, _)| id.clone()),
            name: winner.map(|(_, name)| name),
            lead: example.lead.points(),
            excludes_winner: example.excludes_winner,
        }
    }
}

/// Each once, in order.
fn distinct(rules: impl Iterator<Item = RuleId>) -> Vec<RuleId> {
    let mut found: Vec<RuleId> = Vec::new();
    rules.for_each(|rule| {
        if !found.contains(&rule) {
            found.push(rule);
        }
    });
    found
}

fn say_bound(name: &str, ahead: Fit, bound: &Bound) -> String {
    match bound.can_move {
        nothing if nothing.0 == 0 => format!("Ahead of {name} by {ahead}; no open answer moves that."),
        can_move if can_move >= bound.ahead => {
            format!("Ahead of {name} by {ahead}; open answers that take off more also exclude it.")
        }
        can_move => format!("Ahead of {name} by {ahead}; all open answers together can take off {can_move} at most."),
    }
}
