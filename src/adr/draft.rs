//! A record before it is written: what a person may still change, and its text.

use serde::Serialize;

use super::config::FrontMatter;
use super::essence::Essence;
use super::profile::Profile;
use super::replay::{Replay, Trigger};
use super::slug::clean_title;
use crate::load::{Files, Source};
use crate::model::{AnswersFile, Day, OutcomeKind, RuleBase};
use crate::report::{
    self, Ahead, AnswerInfo, DecisionReport, EvidenceInfo, FlipInfo, OpenInfo, QuantityInfo, RenderError, Report,
    TraitInfo, listed, one_of, render_with, warnings,
};
use crate::team::Dissent;

/// The most reasons to decide again that a short record tells in words; the machine's part has all.
const MAX_TRIGGERS: usize = 3;

/// The status of a new record unless the person says otherwise.
pub const PROPOSED: &str = "proposed";

/// The most words of a short record, without what is for machines.
const MAX_WORDS: usize = 600;
/// How often more is left out to come to that.
const MOST_BRIEF: usize = 5;

/// A record that can still be edited. Its text is a pure function of it and of its number.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The title, as typed.
    pub title: String,
    /// The status.
    pub status: String,
    /// Who decides.
    pub deciders: Vec<String>,
    /// The day.
    pub date: Day,
    /// The shape.
    pub profile: Profile,
    /// A template of the user's own in place of the profile's.
    pub template: Option<Source>,
    /// Front matter of the user's own: lines of YAML.
    pub extra_front_matter: Vec<(String, FrontMatter)>,
    /// What it replaces.
    pub supersedes: Vec<Link>,
    /// What it is proposed in place of: not superseded yet, until the team says so.
    pub in_place_of: Option<Link>,
    /// What was decided with it.
    pub related: Vec<Link>,
    /// Who would have got another option.
    pub dissent: Vec<Dissent>,
    /// Whose answers lead where, as sentences; absent where the answers are one person's.
    pub led: Option<String>,
    /// Whether it tells everything, not the essence alone.
    pub full: bool,
    /// For machines.
    pub replay: Replay,
    system: Option<String>,
    decision: DecisionReport,
    answers: Vec<AnswerInfo>,
    traits: Vec<TraitInfo>,
    quantities: Vec<QuantityInfo>,
    open: Vec<OpenInfo>,
    disagreements: Vec<String>,
    not_counted: Vec<String>,
}

/// Another record of the same folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// Its number; absent where records are named by their dates.
    pub number: Option<u32>,
    /// Its title.
    pub title: String,
    /// Its file.
    pub file: String,
}

impl Link {
    /// The record as front matter names it: by its number, else by its file.
    fn reference(&self) -> String {
        self.number.map_or_else(|| self.file.clone(), |number| number.to_string())
    }
}

/// What templates see.
#[derive(Serialize)]
struct Record<'a> {
    number: u32,
    /// The number with four digits.
    number4: String,
    title: &'a str,
    status: &'a str,
    /// The status with a capital.
    status_word: String,
    date: String,
    deciders: &'a [String],
    system: Option<&'a str>,
    decision: &'a DecisionReport,
    chosen: &'a crate::report::StandingInfo,
    because: String,
    /// The strongest reason, as a sentence.
    cause: Option<String>,
    /// The numbers of the evidence behind it that the record lists.
    cause_numbers: Vec<usize>,
    full: bool,
    /// How much is left out, so that a short record stays short.
    brevity: usize,
    essence: Option<Essence>,
    /// What may overturn the option although it leads, without final stop.
    doubt: Option<String>,
    answers: &'a [AnswerInfo],
    traits: &'a [TraitInfo],
    quantities: &'a [QuantityInfo],
    open: &'a [OpenInfo],
    /// How it does not go with other decisions of the same answers, with the ways out.
    disagreements: &'a [String],
    /// What of the answers and the rules does not count.
    not_counted: &'a [String],
    revisit: Vec<String>,
    /// How many triggers of several answers stand in the machine's part alone.
    n_later: usize,
    supersedes: &'a [Link],
    in_place_of: Option<&'a Link>,
    related: &'a [Link],
    dissent: &'a [Dissent],
    led: Option<&'a str>,
}

impl Draft {
    /// A proposed record of one decision. `None` where no option is left: there is nothing to record.
    pub fn new(report: &Report, decision: &str, file: &AnswersFile, base: &RuleBase, date: Day) -> Option<Self> {
        let decision = report.decisions.iter().find(|d| d.decision == *decision)?;
        let chosen = decision.chosen.as_ref()?;
        let system = report.system.as_ref().map_or_else(String::new, |system| format!(" for {system}"));
        // What is too close to call was not chosen, unless the team did.
        let tied = if decision.level.is_empty() { &decision.within } else { &decision.level };
        let option = if decision.outcome == OutcomeKind::CloseCall && chosen.override_.is_none() && !tied.is_empty() {
            format!("{}, too close to call", one_of(tied))
        } else {
            chosen.name.clone()
        };
        Some(Self {
            title: format!("{}{system}: {option}", decision.title),
            status: PROPOSED.to_owned(),
            deciders: Vec::new(),
            date,
            profile: Profile::default(),
            template: None,
            extra_front_matter: Vec::new(),
            supersedes: Vec::new(),
            in_place_of: None,
            related: Vec::new(),
            dissent: Vec::new(),
            led: None,
            full: false,
            replay: Replay::new(report, decision, file, base)?,
            system: report.system.clone(),
            decision: decision.clone(),
            answers: report.answers.clone(),
            traits: report.traits.clone(),
            quantities: report.quantities.clone(),
            open: report.open.iter().filter_map(|open| open.within(&decision.decision)).collect(),
            disagreements: warnings(report.disagreements.iter().filter(|found| found.concerns(&decision.decision))),
            not_counted: report.not_counted(),
        })
    }

    /// Adds tags: to the front matter, where the shape has one, else to the part for machines.
    pub fn add_tags(&mut self, tags: &[String]) {
        if tags.is_empty() {
            return;
        }
        if self.template.is_some() || !self.profile.has_front_matter() {
            self.replay.tags.extend(tags.iter().cloned());
            return;
        }
        let mut all = Vec::new();
        self.extra_front_matter.retain(|(key, value)| match value {
            FrontMatter::Text(text) if key == "tags" => {
                all.push(text.clone());
                false
            }
            FrontMatter::List(items) if key == "tags" => {
                all.extend(items.iter().cloned());
                false
            }
            _ => true,
        });
        all.extend(tags.iter().filter(|tag| !all.contains(tag)).cloned().collect::<Vec<_>>());
        self.extra_front_matter.push(("tags".to_owned(), FrontMatter::List(all)));
    }

    /// The title as it is written.
    pub fn clean_title(&self) -> String {
        clean_title(&self.title)
    }

    /// The record's text: where it comes out longer than a short record may be, with less of what weighs least.
    pub fn text(&self, number: u32, templates: &Files) -> Result<String, RenderError> {
        let is_fixed = self.full || self.template.is_some();
        let mut text = self.text_with(number, 0, templates)?;
        let n_machine = n_words(&self.replay.block()) + n_words(&self.front_matter(number));
        for brevity in 1..=MOST_BRIEF {
            if is_fixed || n_words(&text) <= MAX_WORDS + n_machine {
                break;
            }
            text = self.text_with(number, brevity, templates)?;
        }
        Ok(text)
    }

    /// The text with so much left out: first workload that is open, then what cautions say, the second reason, one trigger, and how far
    /// behind the last options are.
    fn text_with(&self, number: u32, brevity: usize, templates: &Files) -> Result<String, RenderError> {
        let title = self.clean_title();
        let chosen = self.decision.standings.iter().find(|s| s.option.as_str() == self.replay.option);
        let Some(chosen) = chosen else { unreachable!("a draft is made of an option that stands") };
        // What would change it the most easily stands first, however many answers that takes: it is on the first page too.
        let nearest = self.decision.nearest_flip().map(|(_, way)| way.when.as_str());
        let is_nearest = |trigger: &Trigger| nearest.is_some() && trigger.when.as_deref() == nearest;
        let (mut told, later): (Vec<&Trigger>, Vec<&Trigger>) = self
            .replay
            .revisit
            .iter()
            .partition(|trigger| self.full || is_nearest(trigger) || !self.takes_several(trigger));
        told.sort_by_key(|trigger| !is_nearest(trigger));
        let n_left = if self.full { 0 } else { told.len().saturating_sub(if brevity < 4 { MAX_TRIGGERS } else { 2 }) };
        let (told, left) = told.split_at(told.len() - n_left);
        let essence = Essence::new(&self.decision, brevity);
        let record = Record {
            number,
            number4: format!("{number:04}"),
            title: &title,
            status: &self.status,
            status_word: capital(&self.status),
            date: self.date.to_string(),
            deciders: &self.deciders,
            system: self.system.as_deref(),
            decision: &self.decision,
            chosen,
            because: self.because(),
            cause: self.cause(),
            cause_numbers: self.cause_numbers(essence.as_ref()),
            full: self.full,
            brevity,
            essence,
            doubt: self.decision.doubt(),
            answers: &self.answers,
            traits: &self.traits,
            quantities: &self.quantities,
            open: &self.open,
            disagreements: &self.disagreements,
            not_counted: &self.not_counted,
            revisit: self.growing().chain(told.iter().map(|trigger| self.say(trigger))).collect(),
            n_later: later.len() + left.len(),
            supersedes: &self.supersedes,
            in_place_of: self.in_place_of.as_ref(),
            related: &self.related,
            dissent: &self.dissent,
            led: self.led.as_deref(),
        };
        let as_they_are = [("replay", self.replay.block()), ("front_matter", self.front_matter(number))];
        let as_they_are: Vec<(&str, &str)> = as_they_are.iter().map(|(name, text)| (*name, text.as_str())).collect();
        match &self.template {
            None => render_with(&self.profile.template(), &record, &as_they_are, templates),
            Some(own) => {
                // Under a name of its own, so that it may include the shipped ones; what ends in .md is escaped as Markdown.
                let name = "adr-own.md";
                let mut all = templates.clone();
                all.insert(name.to_owned(), own.clone());
                render_with(name, &record, &as_they_are, &all)
            }
        }
    }

    /// How long it holds at the growth that was observed, as reasons to decide again.
    fn growing(&self) -> impl Iterator<Item = String> + '_ {
        self.decision.growth.iter().map(|growth| format!("{} ({})", growth.said.trim_end_matches('.'), self.date))
    }

    /// The lines of the front matter: what other tools read, unquoted where YAML allows it.
    fn front_matter(&self, number: u32) -> String {
        let mut lines = vec![
            format!("number: {number}"),
            format!("status: {}", yaml(&self.status)),
            format!("date: {}", self.date),
        ];
        if !self.deciders.is_empty() {
            lines.push("decision-makers:".to_owned());
            lines.extend(self.deciders.iter().map(|name| format!("  - {}", yaml(name))));
        }
        if let [only] = self.supersedes.as_slice() {
            lines.push(format!("supersedes: {}", only.reference()));
        } else if !self.supersedes.is_empty() {
            let references: Vec<String> = self.supersedes.iter().map(Link::reference).collect();
            lines.push(format!("supersedes: [{}]", references.join(", ")));
        }
        for (key, value) in &self.extra_front_matter {
            match value {
                // Site builders want the title in front matter, where the heading has it already.
                FrontMatter::Text(text) => {
                    lines.push(format!("{key}: {}", yaml(&text.replace("{title}", &self.clean_title()))));
                }
                FrontMatter::List(items) => {
                    lines.push(format!("{key}:"));
                    lines.extend(items.iter().map(|item| format!("  - {}", yaml(item))));
                }
            }
        }
        format!("---\n{}\n---\n", lines.join("\n"))
    }

    /// The reason of the team where it chose otherwise.
    fn own_reason(&self) -> Option<&str> {
        let own = self.decision.chosen.as_ref().and_then(|c| c.override_.as_ref()).filter(|own| own.needed);
        own.map(|own| own.because.as_str())
    }

    /// Why the option is chosen, fit to follow "because"; without final stop.
    fn because(&self) -> String {
        let decision = &self.decision;
        if self.own_reason().is_some() {
            return "the team prefers it".to_owned();
        }
        let Some(runner_up) = &decision.runner_up_name else {
            return "it is the only option that no answer excludes".to_owned();
        };
        if !decision.level.is_empty() {
            return format!("{} are level: one of them had to be taken", listed(&decision.level));
        }
        let lead = format!("it leads {runner_up} by {} of 100 fit points", report::lead(decision.lead));
        match decision.strongest() {
            Some(criterion) => format!("{lead}, most of all on {} ({:+.1})", criterion.name, criterion.lead),
            None => lead,
        }
    }

    /// The strongest reason: the team's own, or what counts most on the criterion that counts most, as the first page has it.
    fn cause(&self) -> Option<String> {
        let strongest = || {
            let (criterion, reason) = self.decision.reason()?;
            match reason {
                Ahead::Behind(_) => Some(self.decision.said_of_next(criterion, reason)),
                _ => Some(reason.cause()).filter(|cause| !cause.is_empty()),
            }
        };
        let has_one = self.decision.runner_up.is_some() && self.decision.level.is_empty();
        self.own_reason().map(str::to_owned).or_else(|| has_one.then(strongest).flatten())
    }

    fn cause_numbers(&self, essence: Option<&Essence>) -> Vec<usize> {
        let is_told = self.own_reason().is_none() && self.decision.runner_up.is_some();
        let Some(rule) = self.decision.told_rule().filter(|_| is_told && self.decision.level.is_empty()) else {
            return Vec::new();
        };
        let (listed, most) = match essence {
            Some(essence) if !self.full => (&essence.evidence, 1),
            _ => (&self.decision.evidence, rule.evidence.len()),
        };
        let cited = &rule.evidence[..most.min(rule.evidence.len())];
        let counts = |evidence: &&EvidenceInfo| cited.contains(&evidence.evidence) && (!self.full || evidence.decisive);
        listed.iter().filter(counts).map(|evidence| evidence.number).collect()
    }

    /// The flip that a trigger was made of.
    fn flip_of(&self, trigger: &Trigger) -> Option<&FlipInfo> {
        let mut ways = self.decision.flips.iter().filter_map(|flips| flips.ways.first());
        ways.find(|way| Some(&way.when) == trigger.when.as_ref())
    }

    /// Whether a trigger waits for several answers to change.
    fn takes_several(&self, trigger: &Trigger) -> bool {
        self.flip_of(trigger).is_some_and(|flip| flip.changes.len() > 1)
    }

    /// A trigger as a sentence without final stop.
    fn say(&self, trigger: &Trigger) -> String {
        let option = trigger
            .option
            .as_ref()
            .and_then(|id| self.decision.standings.iter().find(|s| s.option.as_str() == id).map(|s| s.name.as_str()));
        let what = match (self.flip_of(trigger), &trigger.when, &trigger.on) {
            (Some(flip), ..) if self.full => format!("{} (`{}`)", flip.said, flip.when),
            (Some(flip), ..) => flip.brief.clone(),
            (None, Some(when), None) => format!("`{when}`"),
            (None, None, Some(on)) => format!("{on} has come"),
            (None, Some(when), Some(on)) => format!("`{when}`, and by {on} in any case"),
            (None, None, None) => String::new(),
        };
        let is_own = self.own_reason().is_some()
            && trigger.option.as_deref() == self.decision.chosen.as_ref().map(|chosen| chosen.option.as_str());
        let by_rules = if is_own { " by the rules too" } else { "" };
        let then = option.map(|name| format!(": {name} would win{by_rules}"));
        let why = trigger.because.as_ref().map(|why| format!(": {why}"));
        format!("{what}{}", then.or(why).unwrap_or_default())
    }
}

fn n_words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// A word with a capital first letter.
pub fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A value of front matter: bare where YAML reads it as the same text, quoted otherwise.
fn yaml(value: &str) -> String {
    let line = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_plain = |c: char| c.is_alphanumeric() || " -_./@'()+".contains(c);
    // Readers of YAML 1.1 take the latter six for true and false.
    let is_word = |text: &str| {
        let word = text.to_lowercase();
        !matches!(word.as_str(), "" | "null" | "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n")
    };
    if line.starts_with(char::is_alphabetic) && is_word(&line) && line.chars().all(is_plain) {
        return line;
    }
    // What YAML forbids even in quotes says nothing to people either.
    let is_allowed = |c: &char| !c.is_control() && !matches!(*c, '\u{fffe}' | '\u{ffff}');
    let escaped: String = line.chars().filter(is_allowed).collect();
    format!("\"{}\"", escaped.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_quoted_only_where_it_must_be() {
        assert_eq!(yaml("Ana Müller"), "Ana Müller");
        for word in ["2027-01-02", "yes", "On", "off", "Y", "0123456789", "2027-13-45", "20270102xx"] {
            assert_eq!(yaml(word), format!("\"{word}\""));
        }
        assert_eq!(yaml("a\u{fffe}: b"), "\"a: b\"");
        assert_eq!(yaml("a: b"), "\"a: b\"");
        assert_eq!(yaml("x\"\n---\ny"), "\"x\\\" --- y\"");
        assert_eq!(yaml("- x"), "\"- x\"");
    }
}
