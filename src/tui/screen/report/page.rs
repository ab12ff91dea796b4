//! What every tab of the report is made from, and how numbers and names are set on it.

use std::sync::Arc;

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::engine::{Analysis, DecisionAdvice};
use crate::model::{AnswerValue, CriterionIdx, OptionIdx, QuestionIdx, RuleBase, RuleIdx};
use crate::report::{DecisionReport, Reason};
use crate::tui::state::app::App;
use crate::tui::state::interview::Interview;
use crate::tui::state::worked::Found;
use crate::tui::widget::figures::{fit, percent, sign_style, signed};
use crate::tui::widget::sheet::{Pen, column};
use crate::tui::widget::text::{pad, pad_left, wrap};

/// What a stop of a page stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// An option that may be chosen against the recommendation.
    Choose(OptionIdx),
    /// A criterion, with the parts that count on it.
    Criterion(CriterionIdx),
    /// A rule.
    Rule(RuleIdx),
    /// Why an option is not the one.
    WhyNot(OptionIdx),
    /// A part of the record that is typed.
    Blank(crate::tui::state::message::Blank),
    /// The record's status.
    Status,
    /// Its shape.
    Profile,
    /// Whether it supersedes the one that decides the same already.
    Supersede,
    /// The answers file to be moved to where the record's readers have it.
    Answers,
    /// Writing it.
    Write,
    /// Writing the records of all decisions, linked to each other.
    WriteAll,
    /// A question, and an answer worth trying.
    Question(QuestionIdx, Option<AnswerValue>),
}

impl Target {
    /// What Enter does to it, in the footer's word.
    pub fn accepting(&self, winner: Option<OptionIdx>) -> &'static str {
        match self {
            Self::Choose(option) if Some(*option) == winner => "",
            Self::Choose(_) => "choose instead",
            Self::Criterion(_) | Self::Question(..) => "try",
            Self::Rule(_) | Self::WhyNot(_) => "unfold",
            Self::Blank(_) => "edit",
            Self::Status | Self::Profile | Self::Supersede => "change",
            Self::Answers => "move",
            Self::Write | Self::WriteAll => "write",
        }
    }
}

/// What a page is made from.
pub struct Page<'a> {
    /// The styles, and what all screens share.
    pub app: &'a App,
    /// The interview.
    pub interview: &'a Interview,
    /// The rules of the decision.
    pub base: &'a RuleBase,
    /// What the engine says.
    pub advice: &'a DecisionAdvice,
    /// The same in words.
    pub report: &'a DecisionReport,
    /// The full analysis, which is worked out in the background.
    pub found: &'a Found<Option<Arc<Analysis>>>,
    /// What the person has unfolded.
    pub unfolded: &'a [Target],
    /// The option compared with, where the person has chosen one.
    pub rival: Option<OptionIdx>,
    /// The columns of the page.
    pub width: u16,
}

/// The widest lines that read well.
const MOST_COLUMNS: u16 = 100;

impl Page<'_> {
    /// A pen for this page.
    pub fn pen(&self) -> Pen<'_, Target> {
        Pen::new(&self.app.theme, column(self.width, MOST_COLUMNS))
    }

    /// The full analysis; while it is being worked out, that is said instead.
    pub fn analysis(&self, pen: &mut Pen<'_, Target>) -> Option<&Analysis> {
        match self.found {
            Found::Here(analysis) => analysis.as_deref(),
            Found::Working | Found::NotAsked => {
                pen.blank();
                pen.say("Being worked out …", pen.theme.quiet);
                None
            }
        }
    }

    /// Whether the person has unfolded something.
    pub fn is_unfolded(&self, target: &Target) -> bool {
        self.unfolded.contains(target)
    }

    /// The name of an option.
    pub fn name(&self, option: OptionIdx) -> &str {
        &self.base.options[option.get()].name
    }

    /// The position of an option that the report names by its id.
    pub fn option(&self, id: &crate::model::OptionId) -> Option<OptionIdx> {
        self.base.option_idx(id.as_str())
    }
}

/// A reason: its amount at the left, its sentence beside it.
pub fn reason(pen: &mut Pen<'_, Target>, reason: &Reason) {
    let amount = fit(reason.amount);
    let style = sign_style(pen, amount.0);
    let mark = if reason.criterion.is_none() { "veto".to_owned() } else { signed(amount) };
    let mark_style = if reason.criterion.is_none() { pen.theme.bad } else { style };
    let text = if reason.chance < 1.0 {
        format!("{} (chance {})", reason.because, percent(reason.chance))
    } else {
        reason.because.clone()
    };
    pen.hang(Span::styled(pad_left(&mark, 6), mark_style), 8, &text, pen.theme.text);
}

/// Text at the left, wrapped, with columns of figures at the right of its first line.
pub fn row<T>(pen: &mut Pen<'_, T>, indent: usize, text: &str, style: Style, figures: &[Span<'static>]) {
    let taken: usize = figures.iter().map(Span::width).sum();
    let columns = pen.columns.saturating_sub(indent + taken + 1);
    for (at, line) in wrap(text, columns).into_iter().enumerate() {
        let text = Span::styled(pad(&line, columns), style);
        let mut spans = vec![Span::raw(" ".repeat(indent)), text, Span::raw(" ")];
        if at == 0 {
            spans.extend(figures.iter().cloned());
        }
        pen.line(Line::from(spans));
    }
}
