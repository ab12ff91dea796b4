//! What every lint looks at, and where it puts what it finds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::diagnostic::{Diagnostic, Sources};
use crate::engine::meaning::compile::{Compiled, CompiledDecision};
use crate::engine::meaning::diagram::NodeId;
use crate::engine::meaning::variable::VarIdx;
use crate::model::{Accepted, AnswerValue, Answers, FileId, Place, RuleBase, RuleIdx, Subject};

/// What every lint may look at.
pub(super) struct Context<'a> {
    /// The questionnaire and its rule bases.
    pub(super) subject: &'a Arc<Subject>,
    /// The subject, compiled without typed numbers.
    pub(super) compiled: &'a Compiled,
    /// The texts, for edits that mend something.
    pub(super) sources: &'a Sources,
    /// Set once nobody wants to know any more.
    pub(super) cancel: &'a AtomicBool,
}

/// Codes that may come up at one entry for several others: an acceptance names those it means.
pub(super) const BY_NAME: [&str; 22] = [
    "cliff",
    "counted-twice",
    "criteria-together",
    "holds-unasked",
    "idle-odds",
    "idle-part",
    "label-bounds",
    "left-open",
    "long-text",
    "mixed-and-or",
    "never-decisive",
    "no-effect",
    "not-dominated",
    "not-monotone",
    "outlier",
    "same-answers",
    "same-name",
    "same-reason",
    "shadowed",
    "single-number",
    "unreachable-level",
    "unread-level",
];

/// The names that one finding is about.
pub(super) type Names = BTreeSet<String>;

/// For each acceptance, by its file and byte, what it was about in each case.
pub(super) type CasesOf = BTreeMap<(FileId, usize), BTreeSet<Names>>;

/// What was found so far, and what of it was accepted.
pub(super) struct Findings<'a> {
    pub(super) found: Vec<Diagnostic>,
    /// What was accepted and did occur.
    pub(super) accepted: CasesOf,
    /// What came up under an accepted code for other names than those accepted.
    pub(super) otherwise: CasesOf,
    sources: &'a Sources,
}

impl<'a> Findings<'a> {
    /// Nothing yet, in these files.
    pub(super) fn new(sources: &'a Sources) -> Self {
        Self { found: Vec::new(), accepted: BTreeMap::new(), otherwise: BTreeMap::new(), sources }
    }

    /// Nothing yet, in the same files, for what is looked for beside.
    pub(super) fn beside(&self) -> Self {
        Self::new(self.sources)
    }

    /// Adds what was found beside.
    pub(super) fn extend(&mut self, more: Self) {
        self.found.extend(more.found);
        for (given, cases) in more.accepted {
            self.accepted.entry(given).or_default().extend(cases);
        }
        for (given, cases) in more.otherwise {
            self.otherwise.entry(given).or_default().extend(cases);
        }
    }

    /// Adds a finding unless it is accepted at the entry it is about; whether it was added.
    pub(super) fn report(&mut self, accepted: &Accepted, finding: Diagnostic) -> bool {
        let entry = finding.place().clone();
        self.report_in(&entry, accepted, finding)
    }

    /// Adds a finding about a part of an entry unless it is accepted there; whether it was added.
    pub(super) fn report_in(&mut self, entry: &Place, accepted: &Accepted, finding: Diagnostic) -> bool {
        if let Some(given) = accepted.get(finding.code) {
            let by_name = BY_NAME.contains(&finding.code);
            let names = if by_name { self.names_in(entry, &finding.title) } else { Names::new() };
            let is_meant = given.of.as_ref().is_none_or(|of| of.iter().any(|meant| names.is_subset(meant)));
            let cases = if is_meant { &mut self.accepted } else { &mut self.otherwise };
            cases.entry((given.code_at.file, given.code_at.span.start)).or_default().insert(names);
            if is_meant {
                return false;
            }
        }
        self.found.push(finding);
        true
    }

    /// What a finding's title has in backticks, without the name of its entry.
    fn names_in(&self, entry: &Place, title: &str) -> Names {
        let own = self.sources.get(entry.file).text.get(entry.span.clone()).unwrap_or_default();
        let own = own.trim_matches(['"', '\'']);
        title.split('`').skip(1).step_by(2).filter(|name| *name != own).map(str::to_owned).collect()
    }
}

impl Context<'_> {
    /// Whether nobody wants to know any more: long searches ask between their parts, and what they found so far is thrown away.
    pub(super) fn is_cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }

    /// Whether a condition holds where these cells are given, and the first one of everything else.
    pub(super) fn holds_at(&self, node: NodeId, cells: &[(VarIdx, u8)]) -> bool {
        let mut point = vec![0; self.compiled.space.diagrams.n_vars()];
        cells.iter().for_each(|(var, cell)| point[usize::from(*var)] = *cell);
        self.compiled.space.diagrams.holds(node, &point)
    }

    /// Points a finding to the vetoes that hold at these cells.
    pub(super) fn with_vetoes(
        &self,
        mut finding: Diagnostic,
        (base, decision): (&RuleBase, &CompiledDecision),
        cells: &[(VarIdx, u8)],
        options: &[usize],
    ) -> Diagnostic {
        let vetoes: BTreeSet<RuleIdx> = options.iter().flat_map(|option| &decision.vetoes[*option]).copied().collect();
        for rule in vetoes {
            if self.holds_at(decision.rules[rule.get()], cells) {
                finding = finding.also(&base.rules[rule.get()].place, "this veto fires");
            }
        }
        finding
    }

    /// Cells as a person would say them: "`a = x`, `b = 5k`".
    pub(super) fn say(&self, cells: &[(VarIdx, u8)]) -> String {
        say_answers(&self.compiled.space.answers_at(&self.subject.questionnaire, cells))
    }

    /// Answers for which a condition holds, as a note.
    pub(super) fn example(&self, cells: &[(VarIdx, u8)]) -> String {
        if cells.is_empty() {
            "whatever is answered".to_owned()
        } else {
            format!("for example with {}", self.say(cells))
        }
    }
}

/// Answers in the order of their questions' ids, as a person would write them in a condition.
pub fn say_answers(answers: &Answers) -> String {
    let say = |value: &AnswerValue| match value {
        AnswerValue::Unknown => "unknown".to_owned(),
        AnswerValue::OneOf(ids) => ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or "),
        AnswerValue::Several(ids) => {
            format!("[{}]", ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
        }
        AnswerValue::Number(number) => number.to_string(),
        AnswerValue::Range(low, high) => format!("{low}..{high}"),
        AnswerValue::Band(id) => id.to_string(),
    };
    let parts = answers.0.iter().map(|(question, answer)| format!("`{question} = {}`", say(&answer.value)));
    parts.collect::<Vec<_>>().join(", ")
}
