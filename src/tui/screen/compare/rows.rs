//! The rows of the comparison: what each would get alone, the questions by what hangs on them, and the priorities.

use crate::model::{DecisionId, QuestionIdx};
use crate::team::{Comparison, opinion_of};
use crate::tui::state::compared::Compared;

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What it is about.
    pub what: What,
    /// What hangs on it.
    pub group: Group,
}

/// What a row is about, by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A decision of the comparison.
    Decision(usize),
    /// A difference of the comparison, and its question.
    Difference(usize, QuestionIdx),
    /// A question on which nobody differs.
    Question(QuestionIdx),
    /// A priority of the comparison.
    Priority(usize),
}

/// What hangs on a row; rows of one group stand below one heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// What each would get alone.
    Alone,
    /// People differ, and what they differ on decides.
    Decides,
    /// People differ, and it decides nothing.
    Differs,
    /// Priorities differ, and decide.
    PrioritiesDecide,
    /// Priorities differ, and decide nothing.
    Priorities,
    /// At least two people say so, and nobody otherwise.
    Agreed,
    /// One person alone has an opinion.
    OneOpinion,
}

impl Group {
    /// The heading of the group.
    pub fn heading(self, is_exact: bool) -> &'static str {
        match self {
            Self::Alone => "What each would get alone",
            Self::Decides => "Differences that decide",
            Self::Differs if is_exact => "Differences that decide nothing",
            Self::Differs => "Differences that decide nothing in the mixes tried",
            Self::PrioritiesDecide => "Different priorities, which decide",
            Self::Priorities => "Different priorities, which decide nothing",
            Self::Agreed => "Agreed",
            Self::OneOpinion => "Answered by one person only",
        }
    }

    /// The mark before its rows.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Alone => "→",
            Self::Decides | Self::PrioritiesDecide => "!",
            Self::Differs | Self::Priorities => "≠",
            Self::Agreed => "=",
            Self::OneOpinion => " ",
        }
    }

    /// Whether its rows tend to take several lines, so that blanks between them help.
    pub fn is_of_several_lines(self) -> bool {
        matches!(self, Self::Alone | Self::Decides | Self::Differs)
    }

    /// Whether people differ and it decides.
    pub fn decides(self) -> bool {
        matches!(self, Self::Decides | Self::PrioritiesDecide)
    }
}

/// Which rows are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    /// All of them.
    #[default]
    All,
    /// Only what people differ on.
    Differs,
    /// Only what decides.
    Decides,
}

impl Show {
    /// What a key cycles to.
    pub fn next(self) -> Self {
        match self {
            Self::All => Self::Differs,
            Self::Differs => Self::Decides,
            Self::Decides => Self::All,
        }
    }

    fn shows(self, group: Group) -> bool {
        match self {
            Self::All => true,
            Self::Differs => !matches!(group, Group::Agreed | Group::OneOpinion),
            Self::Decides => group == Group::Alone || group.decides(),
        }
    }
}

impl Row {
    /// The question it is about.
    pub fn question(&self) -> Option<QuestionIdx> {
        match self.what {
            What::Difference(_, question) | What::Question(question) => Some(question),
            What::Decision(_) | What::Priority(_) => None,
        }
    }

    /// The decisions that hang on it.
    pub fn decides<'a>(&self, comparison: &'a Comparison) -> &'a [DecisionId] {
        match self.what {
            What::Difference(at, _) => &comparison.differences[at].decides,
            What::Priority(_) => &comparison.priorities_decide,
            What::Decision(_) | What::Question(_) => &[],
        }
    }
}

/// The rows, group by group.
pub fn rows(compared: &Compared, comparison: &Comparison, show: Show) -> Vec<Row> {
    let questionnaire = &compared.people.subject.questionnaire;
    let difference = |(at, difference): (usize, &crate::team::Difference)| {
        let question = questionnaire.question_idx(difference.question.as_str())?;
        let group = if difference.decides.is_empty() { Group::Differs } else { Group::Decides };
        Some(Row { what: What::Difference(at, question), group })
    };
    let decide = !comparison.priorities_decide.is_empty();
    let group = if decide { Group::PrioritiesDecide } else { Group::Priorities };
    let priorities = (0..comparison.priorities.len()).map(|at| Row { what: What::Priority(at), group });
    let undisputed = (0..questionnaire.questions.len()).map(QuestionIdx::from).filter_map(|question| {
        let id = &questionnaire.questions[question.get()].id;
        let is_disputed = comparison.differences.iter().any(|difference| difference.question == *id);
        let n_opinions = compared.people.all.iter().filter(|person| opinion_of(person, id).is_some()).count();
        let group = match n_opinions {
            _ if is_disputed => return None,
            0 => return None,
            1 => Group::OneOpinion,
            _ => Group::Agreed,
        };
        Some(Row { what: What::Question(question), group })
    });
    let decisions = (0..comparison.decisions.len()).map(|at| Row { what: What::Decision(at), group: Group::Alone });
    let mut rows: Vec<Row> = decisions.collect();
    rows.extend(comparison.differences.iter().enumerate().filter_map(difference));
    rows.extend(priorities);
    rows.extend(undisputed);
    rows.retain(|row| show.shows(row.group));
    rows.sort_by_key(|row| row.group as u8);
    rows
}
