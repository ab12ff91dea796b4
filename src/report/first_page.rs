//! The first page: what stands first in everything written, and what an interview ends on.
//!
//! Every sentence is made of the report on the decision and of nothing else, so that each can be checked against the body below it:
//! the reason is the strongest that is likelier to hold than not and speaks for the option, on the criterion with the greatest lead that
//! has one, the flip is one of those listed, and how firm it is follows from the proof and the chances.

use schemars::JsonSchema;
use serde::Serialize;

use super::capacity::NeedInfo;
use super::changes::{FlipInfo, FlipsInfo, say_changes};
use super::decision::{CriterionInfo, DecisionReport};
use super::filters::{lead, listed, percent, wrap};
use super::hinge::{HingeInfo, say_hinges};
use super::reasons::{RuleInfo, StandingInfo};
use super::robust::WinInfo;
use super::settled::SettledStatus;
use super::summary::Summary;
use super::weighing::of_criterion;
use crate::engine::result::analysis::MAX_CHANGES;
use crate::engine::robust::hold::WELL_ENOUGH;
use crate::model::{OutcomeKind, Tenths};

/// From this chance to win on, the leading option may be called recommended.
const EVEN_ODDS: f64 = 0.5;

/// What a reader has to know before anything else.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct FirstPage {
    /// What does not fit together: decisions that exclude each other, answers that were not read.
    pub warnings: Vec<String>,
    /// The decisions, in the order of the report.
    pub decisions: Vec<Summary>,
    /// What is said once for all of them: what a firm answer stands on.
    pub note: Option<String>,
}

/// What a firm answer stands on, for all of a page.
const FIRM: &str = "Firm means no open answer can change it.";

/// Up to which lead it is too close to call, where an option leads.
fn close_call(report: &DecisionReport) -> Option<Tenths> {
    let is_lead = report.winner.is_some() && report.runner_up.is_some() && report.level.is_empty();
    is_lead.then_some(report.close_call)
}

impl FirstPage {
    /// The first page of these decisions.
    pub fn new<'a>(decisions: impl IntoIterator<Item = &'a DecisionReport>, warnings: Vec<String>) -> Self {
        let decisions: Vec<Summary> = decisions.into_iter().map(|decision| decision.summary.clone()).collect();
        let mut page = Self { warnings, decisions, note: None };
        page.keep(|_| true);
        page
    }

    /// Takes over how long a decision holds.
    pub(super) fn grow(&mut self, report: &DecisionReport) {
        let of_it = self.decisions.iter_mut().filter(|made| made.decision == report.decision);
        of_it.for_each(|made| made.growth.clone_from(&report.summary.growth));
    }

    /// Leaves out the decisions that are not meant.
    pub(super) fn keep(&mut self, is_meant: impl Fn(&Summary) -> bool) {
        self.decisions.retain(is_meant);
        let is_told =
            |made: &Summary| made.sure.is_some() || (made.firm.contains(CHANCE) && !made.firm.starts_with("Close"));
        self.note = self.decisions.iter().any(is_told).then(|| FIRM.to_owned());
    }

    /// The page as lines of text no wider than `width`.
    pub fn text(&self, width: usize) -> String {
        let lines = |text: &str| wrap(text, width, None).unwrap_or_else(|_| text.to_owned());
        // What hangs below two columns has so much less room.
        let hung = |text: &str| wrap(text, width.saturating_sub(2), Some(2)).unwrap_or_else(|_| text.to_owned());
        let warnings = self.warnings.iter().map(|warning| format!("! {}", hung(warning)));
        let decisions = self.decisions.iter().map(|made| {
            let sentences = made.sentences().join(" ");
            format!("{}\n  {}", lines(&made.title), hung(&sentences))
        });
        let note = self.note.iter().map(|note| lines(note));
        warnings.chain(decisions).chain(note).collect::<Vec<_>>().join("\n\n")
    }
}

/// The summary of a decision.
pub(super) fn summary(report: &DecisionReport) -> Summary {
    if matches!(report.outcome, OutcomeKind::NothingToDecide | OutcomeKind::OutOfScope) {
        return withheld(report);
    }
    if report.applies < EVEN_ODDS && report.winner.is_some() && !is_overridden(report) {
        return idle(report);
    }
    Summary {
        decision: report.decision.clone(),
        title: report.title.clone(),
        answer: answer(report),
        cause: cause(report),
        price: price(report),
        capacity: beside(report),
        flip: flip(report),
        growth: None,
        firm: firm(report),
        lead: close_call(report).map(|_| report.lead),
        close_call: close_call(report),
        sure: ((is_firm(report) && report.hangs_on_open) || is_firmly_close(report)).then(|| sureness(report)),
    }
}

/// The summary where no option is named: why, and nothing else.
fn withheld(report: &DecisionReport) -> Summary {
    Summary {
        decision: report.decision.clone(),
        title: report.title.clone(),
        answer: format!("{}.", report.headline),
        firm: report.verdict.clone(),
        ..Summary::default()
    }
}

/// The summary where most likely there is nothing to decide: what that hangs on. Reasons for what leads otherwise stand in the body.
fn idle(report: &DecisionReport) -> Summary {
    Summary {
        decision: report.decision.clone(),
        title: report.title.clone(),
        answer: answer(report),
        firm: format!("The chance that there is nothing to decide is {}.", percent(1.0 - report.applies)),
        ..Summary::default()
    }
}

/// The option that is likelier to win than the leading one, and the most so.
pub(super) fn likelier<'a>(wins: &'a [WinInfo], leading: &str) -> Option<&'a WinInfo> {
    let of_leading = wins.iter().find(|win| win.option == *leading)?.chance;
    // What is told as the same is the same.
    let is_likelier = |win: &&WinInfo| win.chance > of_leading && percent(win.chance) != percent(of_leading);
    wins.first().filter(|win| win.option != *leading).filter(is_likelier)
}

/// That another option is likelier to win than the leading one, where that is so.
fn behind_another(report: &DecisionReport) -> Option<String> {
    let (leading, name) = (report.winner.as_ref()?, report.winner_name.as_ref()?);
    let chance = report.chance_to_stay.filter(|_| !report.proven)?;
    let wins = report.chances.as_ref().map(|chances| chances.wins.as_slice()).unwrap_or_default();
    let other = likelier(wins, leading.as_str())?;
    let (theirs, own) = (percent(other.chance), percent(chance));
    Some(format!("{} is likelier to win ({theirs}) than {name} ({own}), which leads as things stand", other.name))
}

/// Why the leading option is not recommended although its lead is no close call: most likely nothing is to be decided or none of the
/// options is for such a case, its chance to win is below even, or another option is likelier to win.
pub(super) fn doubt(report: &DecisionReport) -> Option<String> {
    let name = report.winner_name.as_ref()?;
    let which =
        |hinges: &[HingeInfo]| say_hinges(hinges).map(|on| format!(", which hangs on {on}")).unwrap_or_default();
    let behind = behind_another(report);
    let leads = || match &behind {
        _ if !report.level.is_empty() => format!("{} are level", listed(&report.level)),
        Some(behind) => behind.clone(),
        None => format!("{name} leads"),
    };
    if report.applies < EVEN_ODDS {
        let on = which(&report.applies_hangs_on);
        return Some(format!("most likely there is nothing to decide{on}; where there is, {}", leads()));
    }
    if let Some(outside) = report.out_of_scope.iter().find(|outside| outside.chance > EVEN_ODDS) {
        let (chance, on) = (percent(outside.chance), which(&outside.hangs_on));
        return Some(format!(
            "with a chance of {chance} none of these options is for such a case{on}; otherwise {}",
            leads()
        ));
    }
    if behind.is_some() {
        return behind;
    }
    let chance = report.chance_to_stay.filter(|_| !report.proven)?;
    // Half is no less than half as it is told.
    let just = if percent(chance) == percent(EVEN_ODDS) { "just under " } else { "" };
    (chance < EVEN_ODDS)
        .then(|| format!("{name} leads as things stand, with a chance to win of {just}{}", percent(chance)))
}

/// An option by its name, where there is one.
pub(super) fn name(name: Option<&String>) -> &str {
    name.map_or("no option", String::as_str)
}

fn chosen(report: &DecisionReport) -> Option<&StandingInfo> {
    let chosen = report.chosen.as_ref()?;
    report.standings.iter().find(|standing| standing.option == chosen.option)
}

/// Whether the team goes for another option than the leading one.
fn is_overridden(report: &DecisionReport) -> bool {
    report.chosen.as_ref().and_then(|chosen| chosen.override_.as_ref()).is_some_and(|own| own.needed)
}

fn answer(report: &DecisionReport) -> String {
    let (Some(leading), Some(chosen)) = (&report.winner_name, chosen(report)) else {
        return "No option is left.".to_owned();
    };
    let advice = chosen.advice.clone().unwrap_or_else(|| format!("{}.", chosen.name));
    let is_level = !report.level.is_empty();
    if is_overridden(report) && is_level {
        return format!("{advice} This is the team's own choice: by the rules {} are level.", listed(&report.level));
    }
    if is_overridden(report) {
        return format!("{advice} This is the team's own choice: by the rules {leading} leads.");
    }
    match doubt(report) {
        _ if is_level && report.applies >= EVEN_ODDS => format!("{} are level.", listed(&report.level)),
        Some(doubt) => format!("Not decided yet: {doubt}."),
        None if report.outcome == OutcomeKind::CloseCall => format!("Too close to call: {}.", one_of(&report.within)),
        None => advice,
    }
}

/// What somebody wrote, as a sentence that ends.
fn stopped(said: &str) -> String {
    let said = said.trim_end();
    if said.ends_with(['.', '!', '?']) { said.to_owned() } else { format!("{said}.") }
}

fn cause(report: &DecisionReport) -> Option<String> {
    if let Some(own) = report.chosen.as_ref().and_then(|chosen| chosen.override_.as_ref()).filter(|own| own.needed) {
        return Some(format!("Their reason: {}", stopped(&own.because)));
    }
    if let Some(conflict) = &report.conflict {
        let answers: Vec<String> = conflict.answers.iter().map(|a| format!("{} \"{}\"", a.ask, a.said)).collect();
        return Some(format!("These answers cannot be met together: {}", answers.join("; ")));
    }
    match (&report.runner_up_name, report.strongest()) {
        _ if !report.level.is_empty() => Some(if report.hangs_on_open {
            "As far as is known, nothing sets them apart.".to_owned()
        } else {
            "As answered, nothing sets them apart.".to_owned()
        }),
        (None, _) => {
            let veto = report.excluded.first().and_then(|excluded| excluded.vetoes.first())?;
            Some(format!("All other options are excluded. {}", veto.cause))
        }
        (Some(_), None) => None,
        (Some(_), Some(_)) => {
            let leading = name(report.winner_name.as_ref());
            let (criterion, reason) = report.reason()?;
            // Where the answer names it alone, it need not be named again.
            let is_alone = report.recommended || (doubt(report).is_some() && behind_another(report).is_none());
            let whose = if is_alone { "It" } else { leading };
            let strongest = match reason {
                Ahead::Start(None) => format!("{whose} is ahead on {} before any answer counts.", criterion.name),
                Ahead::Behind(_) => report.said_of_next(criterion, reason),
                Ahead::Rule(rule) if rule.chance < EVEN_ODDS => {
                    format!("{whose} leads on {} by what is unsure: {}", criterion.name, reason.cause())
                }
                _ if report.recommended => reason.cause(),
                _ => format!("{whose} leads on {}: {}", criterion.name, reason.cause()),
            };
            let weighed = of_criterion(&report.weighing, &criterion.criterion);
            Some(weighed.map_or(strongest.clone(), |weighed| format!("{strongest} {weighed}")))
        }
    }
}

/// What puts the leading option ahead on a criterion.
#[derive(Clone, Copy, Debug)]
pub enum Ahead<'a> {
    /// A rule that gives it more.
    Rule(&'a RuleInfo),
    /// A rule that takes more from the next option, and gives this one nothing.
    Behind(&'a RuleInfo),
    /// What it starts with, and why where the rule base says so.
    Start(Option<&'a str>),
}

impl<'a> Ahead<'a> {
    fn of(rule: &'a RuleInfo) -> Self {
        if rule.apt { Self::Rule(rule) } else { Self::Behind(rule) }
    }

    /// The sentence, with the chance of a rule that is not certain; empty where nobody said why.
    pub fn cause(self) -> String {
        match self {
            Self::Rule(rule) | Self::Behind(rule) if rule.chance < 1.0 => {
                format!("{} This is {} likely to apply.", rule.cause, percent(rule.chance))
            }
            Self::Rule(rule) | Self::Behind(rule) => rule.cause.clone(),
            Self::Start(cause) => cause.unwrap_or_default().to_owned(),
        }
    }
}

impl DecisionReport {
    /// Why the leading option is not recommended although it leads, where that is so; without final stop.
    pub fn doubt(&self) -> Option<String> {
        doubt(self)
    }

    /// The criterion on which the leading option is ahead of the next one the most; absent where it is ahead on none.
    pub fn strongest(&self) -> Option<&CriterionInfo> {
        let ahead = self.criteria.iter().filter(|criterion| criterion.lead > 0.0);
        // Of equals the first, as in the list of differences.
        ahead.reduce(|best, next| if next.lead > best.lead { next } else { best })
    }

    /// The one reason: what puts the leading option ahead the most on the criterion on which it is ahead the most.
    pub fn reason(&self) -> Option<(&CriterionInfo, Ahead<'_>)> {
        let criterion = self.strongest()?;
        Some((criterion, criterion.ahead()?))
    }

    /// A reason that does not speak for the leading option but against the next one.
    pub fn said_of_next(&self, criterion: &CriterionInfo, reason: Ahead) -> String {
        format!("{} loses more on {}: {}", name(self.runner_up_name.as_ref()), criterion.name, reason.cause())
    }

    /// The rule behind the one reason.
    pub fn told_rule(&self) -> Option<&RuleInfo> {
        match self.reason()?.1 {
            Ahead::Rule(rule) | Ahead::Behind(rule) => Some(rule),
            Ahead::Start(_) => None,
        }
    }

    /// The least change that makes another option win, with that option, as the first page has it.
    pub fn nearest_flip(&self) -> Option<(&str, &FlipInfo)> {
        nearest(self)
    }
}

/// Some options as alternatives: all of up to three, else the first two.
pub fn one_of(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first, second, _, rest @ ..] if !rest.is_empty() => {
            format!("{first}, {second} or one of {} more", rest.len() + 1)
        }
        [others @ .., last] => format!("{} or {last}", others.join(", ")),
    }
}

impl CriterionInfo {
    /// What puts the leading option ahead here the most: of rules one that is likelier than not, if there is one; what it starts ahead with
    /// where that is more and somebody said why, and where no rule is likely.
    fn ahead(&self) -> Option<Ahead<'_>> {
        let strongest = |is_meant: fn(&RuleInfo) -> bool| {
            let rules = self.rules.iter().filter(|rule| rule.lead > 0.0 && is_meant(rule));
            rules.reduce(|best, next| if next.lead > best.lead { next } else { best })
        };
        let start = (self.start_lead > 0.0).then_some(Ahead::Start(self.start_cause.as_deref()));
        let likely = strongest(|rule| rule.chance >= EVEN_ODDS);
        match (likely, start) {
            (Some(rule), Some(start)) if self.start_cause.is_some() && self.start_lead > rule.lead => Some(start),
            (Some(rule), _) => Some(Ahead::of(rule)),
            (None, Some(start)) => Some(start),
            (None, None) => strongest(|_| true).map(Ahead::of),
        }
    }
}

fn price(report: &DecisionReport) -> Option<String> {
    let chosen = chosen(report)?;
    let given_up = report.chosen.as_ref()?.override_.as_ref().filter(|own| own.needed);
    if let Some(own) = given_up {
        let veto = if own.excluded { ", and a veto holds against it" } else { "" };
        return Some(format!("Price: {:.1} of 100 fit points given up{veto}.", own.cost));
    }
    if !report.level.is_empty() {
        return None;
    }
    let own = chosen.price.as_ref().or(chosen.costs.first());
    let word = if report.recommended { "Price" } else { "Its price" };
    own.map(|price| format!("{word}: {price}"))
}

/// From this many times as much on a difference is told on the first page.
const TELLING: f64 = 2.0;
/// From so many cores, and from so many MiB, on it is told: less than that fits the smallest servers that are rented.
const TELLING_CORES: f64 = 2.0;
const TELLING_MIB: f64 = 4096.0;

/// What the chosen option needs beside the one it is compared with, where that is a matter of cores, of GiB or of money.
fn beside(report: &DecisionReport) -> Option<String> {
    let of = |id: &crate::model::OptionId| report.capacity.iter().find(|sheet| sheet.option == *id);
    let chosen = of(&report.chosen.as_ref()?.option)?;
    let other = [&report.winner, &report.runner_up].into_iter().flatten().find(|id| **id != chosen.option);
    let other = of(other?)?;
    let apart = |own: String, theirs: &str| Some(format!("At peak {own}; {} {theirs}.", other.name));
    if [&chosen.cores, &chosen.memory, &other.cores, &other.memory].into_iter().flatten().any(NeedInfo::is_wide) {
        return None;
    }
    if let (Some(own), Some(theirs)) = (&chosen.month, &other.month) {
        return apart(own.brief.clone(), &theirs.brief);
    }
    let differ = |own: &Option<NeedInfo>, theirs: &Option<NeedInfo>, from: f64| {
        let (own, theirs) = (own.as_ref()?, theirs.as_ref()?);
        let (least, most) = (own.expected.min(theirs.expected), own.expected.max(theirs.expected));
        (most >= from && most >= TELLING * least).then(|| (own.brief.clone(), theirs.brief.clone()))
    };
    let cores = differ(&chosen.cores, &other.cores, TELLING_CORES);
    let memory = differ(&chosen.memory, &other.memory, TELLING_MIB);
    match (cores, memory) {
        (Some((own, theirs)), None) => apart(own, &theirs),
        (None, Some((own, theirs))) => apart(format!("{own} of memory"), &theirs),
        (Some(cores), Some(memory)) => {
            apart(format!("{} and {}", cores.0, memory.0), &format!("{} and {}", cores.1, memory.1))
        }
        (None, None) => None,
    }
}

fn flip(report: &DecisionReport) -> Option<String> {
    if report.conflict.is_some() {
        let free = report.relaxations.iter().find(|relaxation| !relaxation.changes.is_empty())?;
        return Some(format!("{} would be possible if {}.", free.name, say_changes(&free.changes)));
    }
    report.flips.first()?;
    Some(match nearest(report) {
        Some((name, way)) => format!("If {}: {name}.", way.brief),
        None if report.flips.iter().any(|flips| !flips.ways.is_empty()) => return None,
        None if report.flips.iter().all(|flips| flips.exhaustive) => {
            format!("No change of up to {MAX_CHANGES} answers makes another option win.")
        }
        None => "No change that makes another option win was found; not all were tried.".to_owned(),
    })
}

/// The flip with the fewest changes; of several that of the option which stands best.
fn nearest(report: &DecisionReport) -> Option<(&str, &FlipInfo)> {
    let place = |flips: &FlipsInfo| report.standings.iter().position(|standing| standing.option == flips.option);
    // What the team goes for already is no change.
    let own = report.chosen.as_ref().filter(|_| is_overridden(report)).map(|chosen| &chosen.option);
    let others = report.flips.iter().filter(|flips| Some(&flips.option) != own);
    let ways = others.filter_map(|flips| Some((flips, flips.ways.first()?)));
    let nearest = ways.min_by_key(|(flips, way)| (way.changes.len(), place(flips)));
    nearest.map(|(flips, way)| (flips.name.as_str(), way))
}

/// Whether there is a clear answer that no open one can change.
fn is_firm(report: &DecisionReport) -> bool {
    report.outcome_proven && report.outcome == OutcomeKind::Recommended && report.applies >= EVEN_ODDS
}

/// Whether there is a close call that no open answer can change.
fn is_firmly_close(report: &DecisionReport) -> bool {
    let is_close = report.outcome == OutcomeKind::CloseCall && report.winner.is_some() && report.level.is_empty();
    is_close && report.outcome_proven && report.hangs_on_open
}

/// Whether no open answer can change what leads, but some may change how clearly it does.
fn is_first_in_any_case(report: &DecisionReport) -> bool {
    report.proven && !report.outcome_proven && report.winner.is_some() && report.level.is_empty()
}

fn firm(report: &DecisionReport) -> String {
    if report.winner.is_none() {
        return "Firm: every option is excluded, whatever else is answered.".to_owned();
    }
    let is_likely = |chance: f64| chance >= WELL_ENOUGH;
    let firm = match report.outcome {
        _ if is_firm(report) => "Firm",
        _ if is_firmly_close(report) => "Close and firm",
        OutcomeKind::CloseCall => "Close",
        _ if is_first_in_any_case(report) && report.applies >= EVEN_ODDS => "First in any case",
        _ if report.recommended && report.chance_to_stay.is_some_and(is_likely) && is_likely(report.applies) => {
            "Nearly firm"
        }
        _ if report.applies < EVEN_ODDS => "If it is to be decided",
        _ => "Not firm",
    };
    let whose = if is_overridden(report) { " for the rules" } else { "" };
    let chance = report.runner_up.as_ref().and_then(|_| open_chance(report));
    let lead = match report.runner_up {
        Some(_) if report.level.len() == 2 => "both have the same fit.".to_owned(),
        Some(_) if !report.level.is_empty() => format!("all {} have the same fit.", report.level.len()),
        Some(_) => {
            // Rounded, a lead may be as great as what is too close to call although it is greater.
            let is_clear = report.outcome != OutcomeKind::CloseCall;
            let just = if is_clear && report.lead <= report.close_call.points() { "just over " } else { "" };
            let chance = chance.as_deref().unwrap_or_default();
            let close = report.close_call;
            let still = match is_first_in_any_case(report) {
                true if is_clear => ", to which open answers may still bring it",
                true => "; it leads in any case",
                false => "",
            };
            format!("{just}{} points ahead{chance}; up to {close} is too close to call{still}.", lead(report.lead))
        }
        None => "the only option left.".to_owned(),
    };
    // What is firm stands in the note; the chance says the rest.
    let is_said = is_firm(report)
        || is_firmly_close(report)
        || is_first_in_any_case(report)
        || chance.is_some()
        || (report.proven && !report.hangs_on_open);
    let open = if is_said { String::new() } else { sureness(report) };
    // Where that is likelier than not, the answer says already what it hangs on.
    let on = say_hinges(&report.applies_hangs_on).filter(|_| report.applies >= EVEN_ODDS);
    let on = on.map(|on| format!("; that hangs on {on}")).unwrap_or_default();
    let idle = (report.applies < 1.0)
        .then(|| format!("The chance that there is nothing to decide is {}{on}.", percent(1.0 - report.applies)));
    let parts = [format!("{firm}{whose}: {lead}"), open, idle.unwrap_or_default()];
    parts.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// A chance of what is not proven: what no completion drawn spoke against is not certain.
fn unproven(chance: f64) -> String {
    percent(chance.min(NEARLY_CERTAIN))
}

/// The greatest chance that is told of what is not proven.
const NEARLY_CERTAIN: f64 = 0.999;

/// The words behind the chance to stay ahead.
const CHANCE: &str = " likely to stay ahead";

/// The chance to win where an option leads, open answers can change that, and how likely that is was worked out.
fn open_chance(report: &DecisionReport) -> Option<String> {
    let is_open = !report.proven && report.hangs_on_open && report.level.is_empty();
    let is_cut_short = report.settled.as_ref().is_some_and(|s| s.status == SettledStatus::NotDecided);
    let chance = report.chance_to_stay.filter(|_| is_open && !is_cut_short)?;
    Some(format!(", {}{CHANCE}", unproven(chance)))
}

/// How sure the outcome is over what is open: the one phrase for each case.
pub(super) fn sureness(report: &DecisionReport) -> String {
    let is_cut_short = report.settled.as_ref().is_some_and(|s| s.status == SettledStatus::NotDecided);
    match report.chance_to_stay {
        _ if is_first_in_any_case(report) && report.outcome == OutcomeKind::CloseCall => {
            "No open answer can change what leads; some may still make its lead clear.".to_owned()
        }
        _ if is_first_in_any_case(report) => {
            "No open answer can change what leads; some may still bring it too close to call.".to_owned()
        }
        _ if report.proven => "No open answer can change this.".to_owned(),
        _ if !report.hangs_on_open => String::new(),
        Some(_) | None if !report.level.is_empty() => "Open answers can still set them apart.".to_owned(),
        _ if is_cut_short => {
            "Whether open answers can change this was not found out; the search was cut short.".to_owned()
        }
        Some(chance) => format!("Open answers can still change this; it is {}{CHANCE}.", unproven(chance)),
        None => "Open answers can still change this.".to_owned(),
    }
}
