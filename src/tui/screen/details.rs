//! Everything there is to read about one question: its help in full, its choices or bands, and what reads its answer.

use ratatui::style::Style;
use ratatui::text::Line;

use super::observing::limits;
use super::reading::Text;
use crate::load::{display_answer, display_number};
use crate::model::{NumberSpec, Question, QuestionIdx, QuestionKind};
use crate::observe::say;
use crate::tui::state::app::App;
use crate::tui::state::interview::Interview;
use crate::tui::widget::rule_words::{depends_on, effect};
use crate::tui::widget::text::wrap;

/// About this question.
pub struct Details(pub QuestionIdx);

impl Text for Details {
    fn title(&self) -> String {
        "About this question".to_owned()
    }

    fn lines(&self, app: &App, columns: u16) -> Vec<Line<'static>> {
        let Some(interview) = &app.interview else { return Vec::new() };
        let question = interview.question(self.0);
        let mut text = Told { lines: Vec::new(), columns: columns as usize };
        text.say(&question.ask, 0, app.theme.strong);
        question.help.iter().for_each(|help| text.part(help, app.theme.text));
        if let Some(why) = &question.why {
            text.heading("Why this is asked", app);
            text.say(why, 0, app.theme.text);
        }
        if let Some(condition) = &question.ask_if {
            text.heading("Asked only if", app);
            text.say(&condition.text, 0, app.theme.text);
        }
        observed(&mut text, app, interview, self.0);
        answers(&mut text, app, question);
        readers(&mut text, app, interview, self.0);
        text.lines
    }
}

/// Lines under way.
struct Told {
    lines: Vec<Line<'static>>,
    columns: usize,
}

impl Told {
    fn say(&mut self, text: &str, indent: usize, style: Style) {
        let columns = self.columns.min(88).saturating_sub(indent);
        let lines = wrap(text, columns).into_iter();
        self.lines.extend(lines.map(|line| Line::styled(format!("{}{line}", " ".repeat(indent)), style)));
    }

    fn part(&mut self, text: &str, style: Style) {
        self.lines.push(Line::default());
        self.say(text, 0, style);
    }

    fn heading(&mut self, text: &str, app: &App) {
        self.part(text, app.theme.accent);
    }
}

/// What was observed, how, and what that does not tell.
fn observed(text: &mut Told, app: &App, interview: &Interview, question: QuestionIdx) {
    let Some(proposal) = interview.proposal(question) else { return };
    let observation = &proposal.observation;
    text.heading("Observed", app);
    text.say(&display_answer(&proposal.value, interview.question(question)), 0, app.theme.text);
    text.say(&format!("{}, read {}", observation.origin(), observation.on), 0, app.theme.text);
    text.say(&say::line(observation), 0, app.theme.quiet);
    let limits = limits(proposal);
    limits.iter().for_each(|limit| text.say(&format!("Not told by it: {limit}"), 0, app.theme.quiet));
}

/// What may be answered.
fn answers(text: &mut Told, app: &App, question: &Question) {
    text.heading("Answers", app);
    for choice in question.kind.choices() {
        text.say(&choice.label, 0, app.theme.text);
        choice.help.iter().for_each(|help| text.say(help, 2, app.theme.quiet));
        if choice.exclusive && matches!(question.kind, QuestionKind::Several { .. }) {
            text.say("It holds only by itself.", 2, app.theme.quiet);
        }
        choice.improve.iter().for_each(|what| text.say(&format!("What to do: {what}"), 2, app.theme.quiet));
        choice.link.iter().for_each(|link| text.say(link, 2, app.theme.quiet));
    }
    if let Some(spec) = question.kind.number() {
        numbers(text, app, spec);
    }
}

fn numbers(text: &mut Told, app: &App, spec: &NumberSpec) {
    let unit = spec.unit.as_deref().map_or_else(String::new, |unit| format!(" {unit}"));
    let (min, max) = (display_number(spec.min), display_number(spec.max));
    text.say(&format!("A number or range from {min} to {max}{unit}"), 0, app.theme.text);
    for band in &spec.bands {
        text.say(&band.label, 0, app.theme.text);
        let (from, to, reading) = (display_number(band.from), display_number(band.to), display_number(band.reading));
        text.say(&format!("{from} to {to}{unit}, counted as {reading}"), 2, app.theme.quiet);
    }
}

/// The rules that read the answer, by decision; what they say is what hangs on it.
fn readers(text: &mut Told, app: &App, interview: &Interview, question: QuestionIdx) {
    for base in &interview.subject.rule_bases {
        let rules: Vec<_> = base
            .rules
            .iter()
            .filter(|rule| depends_on(&rule.when.expr, question, &interview.subject.questionnaire))
            .collect();
        if rules.is_empty() {
            continue;
        }
        let plural = if rules.len() == 1 { "rule reads" } else { "rules read" };
        text.heading(&format!("{}: {} {plural} it", base.decision.title, rules.len()), app);
        for rule in rules {
            text.say(&format!("{} ({})", rule.because, effect(base, &rule.effect)), 0, app.theme.text);
        }
    }
}
