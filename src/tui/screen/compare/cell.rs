//! One cell of the comparison in full: what a person says and why, what it counts for, and what the others' answers would change.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::engine::{Advice, Exclusion};
use crate::load::display_answer;
use crate::model::{AnswersFile, Question, QuestionIdx, RuleBase, RuleIdx};
use crate::team::{Comparison, Person};
use crate::tui::screen::compare::grid::titles;
use crate::tui::screen::compare::rows::{Row, What};
use crate::tui::screen::reading::Text;
use crate::tui::state::app::App;
use crate::tui::state::compared::Compared;
use crate::tui::theme::Theme;
use crate::tui::widget::rule_words::depends_on;
use crate::tui::widget::sheet::Pen;
use crate::tui::widget::standings::headline;
use crate::tui::widget::text::width;

/// What there is to say about a cell, worked out once, when it is opened.
pub struct Cell {
    title: String,
    parts: Vec<Part>,
}

/// A part of what there is to say.
enum Part {
    Heading(String),
    Say(String, fn(&Theme) -> Style),
    /// A name with what belongs to it.
    Field(String, String),
}

/// The widest lines that read well.
const MOST_COLUMNS: u16 = 96;

impl Cell {
    /// About one cell.
    pub fn new(compared: &Compared, comparison: &Comparison, row: &Row, person: usize) -> Self {
        let mut about = About { compared, comparison, person: &compared.people.all[person], parts: Vec::new() };
        let title = match row.what {
            What::Decision(at) => about.decision(at),
            What::Priority(at) => about.priority(at),
            What::Difference(_, question) | What::Question(question) => about.question(row, question),
        };
        Self { title, parts: about.parts }
    }
}

impl Text for Cell {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn lines(&self, app: &App, columns: u16) -> Vec<Line<'static>> {
        let mut pen: Pen<()> = Pen::new(&app.theme, columns.min(MOST_COLUMNS));
        let name = |part: &Part| if let Part::Field(name, _) = part { width(name) } else { 0 };
        let names = self.parts.iter().map(name).max().unwrap_or(0).min(pen.columns / 2);
        for part in &self.parts {
            match part {
                Part::Heading(text) => pen.heading(text),
                Part::Say(text, style) => pen.say(text, style(&app.theme)),
                Part::Field(name, text) => {
                    let mark = crate::tui::widget::text::pad(name, names);
                    pen.hang(Span::styled(mark, app.theme.quiet), names + 2, text, app.theme.text);
                }
            }
        }
        pen.done().lines
    }
}

/// What is being said about a person's cell.
struct About<'a> {
    compared: &'a Compared,
    comparison: &'a Comparison,
    person: &'a Person,
    parts: Vec<Part>,
}

impl About<'_> {
    fn heading(&mut self, text: impl Into<String>) {
        self.parts.push(Part::Heading(text.into()));
    }

    fn say(&mut self, text: impl Into<String>) {
        self.parts.push(Part::Say(text.into(), |theme| theme.text));
    }

    fn field(&mut self, name: impl Into<String>, text: impl Into<String>) {
        self.parts.push(Part::Field(name.into(), text.into()));
    }

    fn question(&mut self, row: &Row, at: QuestionIdx) -> String {
        let question = &self.compared.people.subject.questionnaire.questions[at.get()];
        self.parts.push(Part::Say(question.ask.clone(), |theme| theme.strong));
        self.heading("What everybody says");
        for person in &self.compared.people.all {
            self.field(person.name.clone(), answer(person, question));
        }
        self.heading("What hangs on it");
        let decides = row.decides(self.comparison);
        match row.what {
            What::Difference(..) if decides.is_empty() && self.comparison.is_exact => {
                self.say("Nothing: whoever is right about everything else, the winners stay the same.");
            }
            What::Difference(..) if decides.is_empty() => self.say("Nothing in the mixes of answers that were tried."),
            What::Difference(..) => self.say(format!(
                "It decides {}: in some mix of the answers the winner changes with this one alone.",
                titles(self.comparison, decides)
            )),
            _ => self.say("Nobody sees it otherwise."),
        }
        if let What::Difference(difference, _) = row.what {
            self.with_others_answers(difference, question);
        }
        let advice = self.compared.advice(&self.person.file);
        let subject = std::sync::Arc::clone(&self.compared.people.subject);
        for base in &subject.rule_bases {
            self.points(base, &advice, at);
        }
        format!("{}'s answer", self.person.name)
    }

    /// What the person would get with another's answer in the place of their own.
    fn with_others_answers(&mut self, difference: usize, question: &Question) {
        self.heading(format!("What {} would get alone", self.person.name));
        self.outcomes("as answered", &self.person.file.clone());
        for opinion in &self.comparison.differences[difference].opinions {
            if opinion.people.contains(&self.person.name) {
                continue;
            }
            let holder = self.compared.people.all.iter().find(|person| opinion.people.contains(&person.name));
            let Some(other) = holder.and_then(|holder| holder.file.answers.get(question.id.as_str())) else { continue };
            let mut file = self.person.file.clone();
            file.answers.0.insert(question.id.clone(), other.clone());
            self.outcomes(&format!("as {}", opinion.people.join(", ")), &file);
        }
    }

    /// How every decision comes out of some answers.
    fn outcomes(&mut self, name: &str, file: &AnswersFile) {
        let advice = self.compared.advice(file);
        let said = advice.decisions.iter().filter_map(|decision| {
            let base = self.compared.people.subject.rule_base(decision.decision.as_str())?;
            Some(format!("{}: {}", base.decision.title, headline(base, decision)))
        });
        let said: Vec<String> = said.collect();
        for (at, said) in said.into_iter().enumerate() {
            self.field(if at == 0 { name } else { "" }, said);
        }
    }

    /// What the rules that read the question count for, given the person's answers.
    fn points(&mut self, base: &RuleBase, advice: &Advice, question: QuestionIdx) {
        let Some(advice) = advice.decision(base.decision.id.as_str()) else { return };
        let reads = |rule: &RuleIdx| {
            depends_on(&base.rules[rule.get()].when.expr, question, &self.compared.people.subject.questionnaire)
                && advice.rules[rule.get()].chance() > 0.0
        };
        let rules: Vec<RuleIdx> = (0..base.rules.len()).map(RuleIdx::from).filter(reads).collect();
        if rules.is_empty() {
            return;
        }
        self.heading(format!("What counts with {}'s answers: {}", self.person.name, base.decision.title));
        for rule in rules {
            let counted = advice.contributions.iter().filter(|c| c.rule == Some(rule) && c.amount.0 != 0);
            let mut amounts: Vec<(i64, String)> = counted
                .map(|c| {
                    let sign = if c.amount.0 > 0 { "+" } else { "" };
                    (c.amount.0, format!("{} {sign}{}", base.options[c.option.get()].name, c.amount))
                })
                .collect();
            amounts.sort_by_key(|(amount, _)| -amount);
            let amounts: Vec<String> = amounts.into_iter().map(|(_, said)| said).collect();
            let effect = match (&base.rules[rule.get()].effect, amounts.is_empty()) {
                (_, false) => amounts.join(", "),
                (effect, true) => crate::tui::widget::rule_words::effect(base, effect),
            };
            self.say(base.rules[rule.get()].because.clone());
            self.parts.push(Part::Say(effect, |theme| theme.quiet));
        }
    }

    fn decision(&mut self, at: usize) -> String {
        let decision = &self.comparison.decisions[at];
        let Some(base) = self.compared.people.subject.rule_base(decision.decision.as_str()) else {
            return decision.title.clone();
        };
        let advice = self.compared.advice(&self.person.file);
        let Some(advice) = advice.decision(decision.decision.as_str()) else {
            self.say(format!("{} does not make this decision.", self.person.name));
            return decision.title.clone();
        };
        self.say(format!("{} alone: {}", self.person.name, headline(base, advice)));
        self.heading("Standings");
        for standing in &advice.standings {
            let text = match &standing.excluded {
                Exclusion::Certain(vetoes) => {
                    format!("out: {}", vetoes.first().map_or("", |rule| base.rules[rule.get()].because.as_str()))
                }
                _ if standing.low == standing.high => standing.fit.to_string(),
                _ => format!("{}, between {} and {}", standing.fit, standing.low, standing.high),
            };
            self.field(base.options[standing.option.get()].name.clone(), text);
        }
        self.heading("Whoever is right");
        match decision.possible.as_slice() {
            [] => self.say("No option is left."),
            [only] if !decision.may_be_none => self.say(format!("{only}: all agree on it, whatever they differ on.")),
            level if decision.is_agreed => self.say(format!("{} are level, whoever is right.", level.join(" and "))),
            some => self.say(format!("One of {}, depending on whose answers hold.", some.join(", "))),
        }
        if !decision.always_out.is_empty() {
            self.say(format!("Out in any case: {}.", decision.always_out.join(", ")));
        }
        format!("What {} would get: {}", self.person.name, decision.title)
    }

    fn priority(&mut self, at: usize) -> String {
        let priority = &self.comparison.priorities[at];
        let subject = &self.compared.people.subject;
        let criterion = subject.rule_bases.iter().flat_map(|base| &base.criteria).find(|c| c.id == priority.criterion);
        self.parts.push(Part::Say(priority.name.clone(), |theme| theme.strong));
        if let Some(about) = criterion.and_then(|criterion| criterion.about.clone()) {
            self.say(about);
        }
        self.heading("What everybody gives it");
        for (person, weight) in self.comparison.people.iter().zip(&priority.weights) {
            self.field(person.clone(), format!("{weight} points"));
        }
        self.heading("What hangs on the priorities");
        let decides = &self.comparison.priorities_decide;
        if decides.is_empty() {
            self.say("Nothing: with anybody's priorities the winners stay the same.");
        } else {
            let titles = titles(self.comparison, decides);
            self.say(format!("They decide {titles}: in some mix of the answers the winner changes with them alone."));
        }
        self.heading(format!("What {} would get alone", self.person.name));
        self.outcomes("as weighed", &self.person.file.clone());
        let all = self.compared.people.all.iter();
        let others: Vec<&Person> = all.filter(|other| other.file.weights != self.person.file.weights).collect();
        for other in others {
            let file = AnswersFile { weights: other.file.weights.clone(), ..self.person.file.clone() };
            self.outcomes(&format!("as {}", other.name), &file);
        }
        format!("{}'s priorities", self.person.name)
    }
}

/// What a person answers, how sure, and the note on it.
fn answer(person: &Person, question: &Question) -> String {
    let Some(answer) = person.file.answers.get(question.id.as_str()) else { return "no answer".to_owned() };
    let sure = if answer.sure < 100 { format!(", {} % sure", answer.sure) } else { String::new() };
    let note = answer.note.as_ref().map_or_else(String::new, |note| format!("; note: {note}"));
    format!("{}{sure}{note}", display_answer(&answer.value, question))
}
