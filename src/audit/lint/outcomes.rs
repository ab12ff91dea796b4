//! Findings about outcomes over the whole answer space: options that never win, rules and questions that never decide.
//!
//! Points drawn from the space settle most of them, by showing answers under which the option wins or the rule decides. What is
//! left is searched exhaustively, and reported only where the search proves that there are no such answers.

use std::collections::BTreeSet;

use super::context::{Context, Findings};
use super::search::{Branch, Found, STEPS, Search, WORK_FOR_ALL, can_differ};
use super::{answers, cut_short};
use crate::audit::play::{At, Dice, Play, outcome};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::bulk::{Block, Keep, LANES, Numbers, Ready, Run};
use crate::engine::facts::score::fit;
use crate::engine::meaning::diagram::FALSE;
use crate::engine::meaning::variable::VarIdx;
use crate::model::{Effect, QuestionIdx, RuleBase};

/// How many points are drawn from the whole space.
const N_POINTS: usize = 600;

/// How many of them, those at which the outcome hangs by least, are kept to be moved about.
const N_NEAR: usize = 48;

/// How many points are moved at most for the rules that are looked at one by one, shared out evenly.
const MAX_MOVED_ALONE: usize = 12_000;

/// How often a point may be moved until it leaves an option.
const MAX_MOVES: usize = 60;

/// The work allowed for the proof that one option never wins.
const WORK_PER_OPTION: usize = 8_000_000;

/// Checks the outcomes of every rule base.
pub(super) fn check(context: &Context, findings: &mut Findings) {
    let n_vars = context.compiled.space.variables.len();
    let mut vars = vec![Part::default(); n_vars];
    let mut pairs = answers::pairs(context);
    for (position, (base, decision)) in context.subject.rule_bases.iter().zip(&context.compiled.decisions).enumerate() {
        if base.options.len() < 2 {
            continue;
        }
        let play = Play::new(context.compiled, decision, base);
        let mut seen = Seen::new(&play, n_vars);
        seen.draw(&play);
        seen.move_about(&play, context, position);
        let (mut of_options, mut of_answers) = (findings.beside(), findings.beside());
        let of_both = || {
            answers_in(context, base, &play, &seen, &mut pairs, &mut of_answers);
            questions_in(context, base, &play, &seen, &mut vars, &mut of_answers);
        };
        let rules_first = || rules_that_never_decide(context, base, &play, &seen, findings);
        let options = || options_that_never_win(context, base, &play, &seen, &mut of_options);
        rayon::join(rules_first, || rayon::join(options, of_both));
        findings.extend(of_options);
        findings.extend(of_answers);
        if context.is_cancelled() {
            return;
        }
    }
    questions_that_never_decide(context, &vars, findings);
    answers::report(context, &pairs, |var| vars[var].decides, findings);
}

/// The part a variable has in outcomes.
#[derive(Clone, Copy, Debug, Default)]
struct Part {
    /// Whether a rule depends on it.
    is_read: bool,
    /// Whether it decides, or may as far as is known.
    decides: bool,
}

/// Finds out which pairs of answers make a difference in one decision.
fn answers_in(
    context: &Context,
    base: &RuleBase,
    play: &Play,
    seen: &Seen,
    pairs: &mut [answers::Pair],
    findings: &mut Findings,
) {
    let open = answers::look(base, play, &seen.near, pairs);
    let open: Vec<String> = open.into_iter().map(|pair| answers::said(context, pair)).collect();
    cut_short::report(base, "the difference between some answers can change an outcome", &open, findings);
}

/// Finds out which questions make a difference in one decision.
fn questions_in(
    context: &Context,
    base: &RuleBase,
    play: &Play,
    seen: &Seen,
    vars: &mut [Part],
    findings: &mut Findings,
) {
    let mut left = WORK_FOR_ALL;
    let mut open = Vec::new();
    for (var, part) in vars.iter_mut().enumerate() {
        part.is_read |= !play.readers[var].is_empty();
        if !part.is_read || part.decides || seen.var_decides[var] {
            part.decides |= part.is_read;
            continue;
        }
        let found = may_decide(base, play, var, &mut left);
        part.decides = found != Found::No;
        if found == Found::Unknown {
            let question = context.compiled.space.variables[var].question;
            open.push(format!("`{}`", context.subject.questionnaire.questions[question.get()].id));
        }
    }
    open.dedup();
    cut_short::report(base, "some questions can change an outcome", &open, findings);
}

/// A lead over the best other option, which option that is, and the point.
type Nearest = (i64, Option<usize>, Vec<u8>);

/// What the points drawn so far have shown.
struct Seen {
    dice: Dice,
    /// For each option, whether it won or was level.
    wins: Vec<bool>,
    /// For each option, where it came nearest to winning: by how much it was ahead, of which option, at which point.
    nearest: Vec<Option<Nearest>>,
    /// For each rule, whether the outcome was another without it.
    decides: Vec<bool>,
    /// For each variable, whether another cell gave another outcome.
    var_decides: Vec<bool>,
    /// The points at which the outcome hangs by least.
    near: Vec<At>,
}

impl Seen {
    fn new(play: &Play, n_vars: usize) -> Self {
        let n_options = play.n_options();
        Self {
            dice: Dice::new(),
            wins: vec![false; n_options],
            nearest: vec![None; n_options],
            decides: vec![false; play.decision.rules.len()],
            var_decides: vec![false; n_vars],
            near: Vec::new(),
        }
    }

    fn point(&mut self, play: &Play) -> Vec<u8> {
        let n_vars = self.var_decides.len();
        (0..n_vars).map(|var| self.dice.below(usize::from(play.diagrams.n_cells(var as VarIdx))) as u8).collect()
    }

    fn draw(&mut self, play: &Play) {
        for _ in 0..N_POINTS {
            let mut vetoed = play.vetoes_at(self.point(play));
            self.leave_an_option(play, &mut vetoed);
            let mut at = play.at(vetoed.point);
            self.look(play, &mut at);
            self.near.push(at);
        }
        self.near.sort_by_cached_key(|at| (hangs_by(play, at), at.point.clone()));
        self.near.dedup_by(|one, other| one.point == other.point);
        self.near.truncate(N_NEAR);
    }

    /// Moves a point at which every option is excluded, veto by veto of the one with the fewest, to where one is left: what leaves no
    /// option says nothing of points. It stays excluded where that takes too long.
    fn leave_an_option(&mut self, play: &Play, at: &mut At) {
        for _ in 0..MAX_MOVES {
            let fewest = (0..at.vetoes.len()).min_by_key(|option| at.vetoes[*option]);
            let Some(option) = fewest.filter(|option| at.vetoes[*option] > 0) else { return };
            let vetoes = &play.decision.vetoes[option];
            let Some(veto) = vetoes.iter().map(|veto| veto.get()).find(|veto| at.holds[*veto]) else { return };
            let scope = play.diagrams.scope(play.decision.rules[veto]);
            if scope.is_empty() {
                return;
            }
            let var = scope[self.dice.below(scope.len())];
            let cell = self.dice.below(usize::from(play.diagrams.n_cells(var))) as u8;
            play.set_vetoes(at, usize::from(var), cell);
        }
    }

    fn look(&mut self, play: &Play, at: &mut At) {
        let outcome = play.outcome(at);
        for option in (0..self.wins.len()).filter(|option| !self.wins[*option]).collect::<Vec<_>>() {
            let Some((lead, over)) = play.lead_of(at, option) else { continue };
            // None is first of those that are level: each of them leads.
            self.wins[option] = lead >= 0;
            if self.nearest[option].as_ref().is_none_or(|(nearest, ..)| lead > *nearest) {
                self.nearest[option] = Some((lead, over, at.point.clone()));
            }
        }
        for rule in 0..self.decides.len() {
            if at.holds[rule] && !self.decides[rule] {
                self.decides[rule] = play.outcome_without(at, rule) != outcome;
            }
        }
        for var in (0..self.var_decides.len()).filter(|var| !self.var_decides[*var]).collect::<Vec<_>>() {
            let (here, n_cells) = (at.point[var], usize::from(play.diagrams.n_cells(var as VarIdx)));
            if !play.readers[var].is_empty() {
                play.set(at, var, self.dice.below(n_cells) as u8);
                self.var_decides[var] = play.outcome(at) != outcome;
                play.set(at, var, here);
            }
        }
    }

    /// Moves points to where each rule holds that has not decided anything yet, some points at a time, until it decides one. Many
    /// rules are tried at once; what weighs or is weighed by itself, for it takes more to know what comes out without it.
    fn move_about(&mut self, play: &Play, context: &Context, position: usize) {
        let excludes = |rule: usize| !play.excludes[rule].is_empty();
        let acts = |rule: usize| play.effect(rule).next().is_some() || excludes(rule) || play.adds(rule) != 0;
        let holds = |rule: usize| play.decision.rules[rule] != FALSE;
        let (alone, rules): (Vec<usize>, Vec<usize>) = (0..play.decision.n_rules())
            .filter(|rule| acts(*rule) && holds(*rule))
            .partition(|rule| play.has_products(*rule));
        let n_each = (MAX_MOVED_ALONE / alone.len().max(1)).clamp(1, N_NEAR);
        alone.into_iter().for_each(|rule| self.move_to(play, rule, n_each));
        let by_cell = (Numbers::ByCell, Keep::Outcomes);
        let ready = Ready::new(context.subject, context.compiled, position, &play.weights, by_cell);
        let mut lanes = Lanes { ready, block: Block::new(&context.compiled.space.variables), run: Run::default() };
        // Points are no matter where no option is left.
        let near = self.near.iter().filter(|at| play.outcome(at).winner.is_some());
        let near: Vec<Vec<u8>> = near.map(|at| at.point.clone()).collect();
        for some in near.chunks(N_NEAR / 6) {
            let open: Vec<usize> = rules.iter().copied().filter(|rule| !self.decides[*rule]).collect();
            for rules in open.chunks(LANES / some.len()) {
                if context.is_cancelled() {
                    return;
                }
                let moved = rules.iter().flat_map(|rule| some.iter().map(move |point| (*rule, point.clone())));
                let mut moved: Vec<(usize, Vec<u8>)> = moved.collect();
                for (rule, point) in &mut moved {
                    play.enter(point, play.decision.rules[*rule], |n| self.dice.below(n));
                }
                lanes.run(&moved);
                for (lane, (rule, point)) in moved.iter().enumerate() {
                    self.decides[*rule] = self.decides[*rule] || lanes.decides(play, lane, *rule, point);
                }
            }
        }
    }

    /// Moves points, so many at most, to where a rule holds, until it decides one.
    fn move_to(&mut self, play: &Play, rule: usize, n_points: usize) {
        for at in self.near.iter_mut().take(n_points) {
            if self.decides[rule] {
                return;
            }
            let before = at.point.clone();
            let mut point = before.clone();
            play.enter(&mut point, play.decision.rules[rule], |n| self.dice.below(n));
            play.set_all(at, &point);
            self.decides[rule] = play.outcome_without(at, rule) != play.outcome(at);
            play.set_all(at, &before);
        }
    }
}

/// Points side by side.
struct Lanes {
    ready: Ready,
    block: Block,
    run: Run,
}

impl Lanes {
    fn run(&mut self, moved: &[(usize, Vec<u8>)]) {
        self.block.fill(moved.len(), self.ready.reads(), |lane, var| moved[lane].1[var]);
        self.ready.run(&mut self.block, &mut self.run);
    }

    /// Whether the outcome in a lane, which is this point, would be another without a rule that holds there.
    fn decides(&self, play: &Play, lane: usize, rule: usize, point: &[u8]) -> bool {
        let mut scores: Vec<i64> = (0..play.n_options()).map(|option| self.run.score(option, lane)).collect();
        let is_out = |option: usize| self.run.excluded(option).has(lane);
        let unit = self.run.units_per_point(lane).unwrap_or(play.weights.units_per_point);
        let close = |best: i64| play.decision.close_call.limit(best as f64, unit).floor() as i64;
        let with = outcome(&scores, is_out, close);
        play.effect(rule).for_each(|(option, worth)| scores[option] -= worth);
        let comes_back =
            |option: usize| play.excludes[rule].contains(&option) && !play.is_vetoed_but_by(option, rule, point);
        outcome(&scores, |option| is_out(option) && !comes_back(option), close) != with
    }
}

/// How little the scores must move for another outcome: the lead of the winner, over nothing or over a close call.
fn hangs_by(play: &Play, at: &At) -> i64 {
    let Some(winner) = play.outcome(at).winner else { return i64::MAX };
    play.lead_of(at, winner)
        .map_or(i64::MAX, |(lead, _)| lead.min((lead - play.close_at(at.weights, at.scores[winner])).abs()))
}

fn options_that_never_win(context: &Context, base: &RuleBase, play: &Play, seen: &Seen, findings: &mut Findings) {
    let mut open = Vec::new();
    for (position, option) in base.options.iter().enumerate().filter(|(position, _)| !seen.wins[*position]) {
        let branch = Branch::new(play);
        let steps = (4 * STEPS).min(WORK_PER_OPTION / branch.n_open().max(1));
        match Search::new(play, steps).can_win(&branch, position) {
            Found::Yes => continue,
            Found::Unknown => {
                open.push(format!("`{}`", option.id));
                continue;
            }
            Found::No => {}
        }
        let title = format!("option `{}` can never win, whatever is answered", option.id);
        let note = match &seen.nearest[position] {
            Some((lead, over, point)) => {
                let behind = fit(-*lead as f64, play.weights.unit(play.at(point.clone()).weights as f64));
                let cells = cells_that_matter(play, point, &[Some(position), *over]);
                let over = over.map_or_else(String::new, |over| format!(" behind `{}`", base.options[over].id));
                format!("the nearest found is {behind} fit points{over}, with {}", context.say(&cells))
            }
            None => "some veto holds against it under all answers that were tried".to_owned(),
        };
        let finding = Diagnostic::new(Severity::Warning, "never-wins", &option.place, title)
            .note(note)
            .help("write the rules for which it is the right one, or remove it");
        findings.report(&option.accept, finding);
    }
    cut_short::report(base, "some options can win", &open, findings);
}

/// The cells of a point on which the rules depend that hold there and move these options.
fn cells_that_matter(play: &Play, point: &[u8], options: &[Option<usize>]) -> Vec<(VarIdx, u8)> {
    let at = play.at(point.to_vec());
    let moves = |rule: &usize| play.effect(*rule).any(|(option, _)| options.contains(&Some(option)));
    let rules = (0..at.holds.len()).filter(|rule| at.holds[*rule]).filter(moves);
    let vars: BTreeSet<VarIdx> = rules.flat_map(|rule| play.diagrams.scope(play.decision.rules[rule])).collect();
    vars.into_iter().map(|var| (var, point[usize::from(var)])).collect()
}

fn rules_that_never_decide(context: &Context, base: &RuleBase, play: &Play, seen: &Seen, findings: &mut Findings) {
    let mut left = WORK_FOR_ALL;
    let mut open = Vec::new();
    let everything = Branch::new(play);
    for (position, rule) in base.rules.iter().enumerate() {
        if context.is_cancelled() {
            return;
        }
        if !rule.is_authored()
            || matches!(rule.effect, Effect::Caution { .. })
            || play.decision.rules[position] == FALSE
        {
            continue;
        }
        if seen.decides[position] {
            continue;
        }
        // Where different options are seen to win, nothing is settled at the root, so that without a step left (two branches) nothing can
        // be proven.
        let is_spent = left < 2 * everything.n_open() && seen.wins.iter().filter(|wins| **wins).count() > 1;
        let found = if is_spent {
            Found::Unknown
        } else {
            can_differ(play, &[everything.clone(), Branch::without(play, position)], &mut left)
        };
        match found {
            Found::Yes => continue,
            Found::Unknown => {
                open.push(format!("`{}`", rule.id));
                continue;
            }
            Found::No => {}
        }
        let title = format!("rule `{}` can change no outcome, whatever is answered", rule.id);
        let finding = Diagnostic::new(Severity::Note, "never-decisive", &rule.place, title)
            .note("with the declared weights every winner, and every close call, is the same without it")
            .note(format!(
                "it fires {}",
                context.example(&play.diagrams.witness(play.decision.rules[position]).unwrap_or_default())
            ))
            .help("give it more points, or count it on a criterion with more weight, or accept this with a reason");
        findings.report(&rule.accept, finding);
    }
    cut_short::report(base, "some rules can change an outcome", &open, findings);
}

/// Whether another cell of a variable may give another outcome, or another caution.
fn may_decide(base: &RuleBase, play: &Play, var: usize, left: &mut usize) -> Found {
    let warns = |rule: &usize| matches!(base.rules.get(*rule).map(|r| &r.effect), Some(Effect::Caution { .. }));
    if play.readers[var].iter().any(warns) {
        return Found::Yes;
    }
    let var = var as VarIdx;
    let branches: Vec<Branch> = (0..play.diagrams.n_cells(var)).map(|cell| Branch::fixed(play, var, cell)).collect();
    can_differ(play, &branches, left)
}

fn questions_that_never_decide(context: &Context, vars: &[Part], findings: &mut Findings) {
    for (position, question) in context.subject.questionnaire.questions.iter().enumerate() {
        let mut own = vars[context.compiled.space.variables_of(QuestionIdx::from(position))].iter();
        let is_read = own.clone().any(|part| part.is_read);
        if !is_read || own.any(|part| part.decides) {
            continue;
        }
        let title = format!("question `{}` can change no outcome, whatever else is answered", question.id);
        let finding = Diagnostic::new(Severity::Note, "never-decisive", &question.place, title)
            .note("with the declared weights every winner, and every close call, is the same for all its answers")
            .help("remove it, give the rules that read it more points, or accept this with a reason");
        findings.report(&question.accept, finding);
    }
}
