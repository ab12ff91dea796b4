//! What matters to the team: the weight of each criterion of a decision, in points or by rank, with the standings beside it.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::field::{Field, Purpose};
use super::{Reply, Screen};
use crate::model::{CriterionId, CriterionIdx, DecisionId, RuleBase};
use crate::session::Change;
use crate::tui::input::{Action, Context};
use crate::tui::state::app::{App, Notice};
use crate::tui::state::interview::Interview;
use crate::tui::state::message::{Effect, Msg};
use crate::tui::widget::frame::{Keys, Title, page};
use crate::tui::widget::hits::Hits;
use crate::tui::widget::text::{clip, fit, pad, pad_left, width, wrap};
use crate::tui::widget::{gauge, list, side};

/// The screen.
pub struct PrioritiesScreen {
    decision: usize,
    selected: CriterionIdx,
    /// The criteria in the order shown: the heaviest first, as it was when the screen opened or a rank was changed.
    order: Vec<CriterionIdx>,
    /// The decisions for which people weigh criteria differently, where that decides and is to be settled here.
    disputed: Vec<usize>,
}

/// The points that stand for a whole where points follow from ranks.
const RANKED_WHOLE: f64 = 100.0;
/// From this many points on, a step is five.
const COARSE_FROM: u32 = 10;
/// From this many rows on there is room to say what points mean.
const ROOMY: u16 = 12;
/// A coarse step.
const COARSE: u32 = 5;

/// The points a criterion has: the team's own, or the declared ones.
fn points(interview: &Interview, base: &RuleBase, criterion: CriterionIdx) -> u32 {
    let criterion = &base.criteria[criterion.get()];
    interview.file.weights.get(&criterion.id).copied().unwrap_or(criterion.weight)
}

impl PrioritiesScreen {
    /// The screen for the decision at a position.
    pub fn new(interview: &Interview, decision: usize) -> Self {
        let mut screen = Self { decision, selected: CriterionIdx(0), order: Vec::new(), disputed: Vec::new() };
        screen.sort(interview);
        screen.selected = screen.order.first().copied().unwrap_or(CriterionIdx(0));
        screen
    }

    /// The screen for priorities that people differ on and have to settle, one decision after the other.
    pub fn to_settle(interview: &Interview, disputed: &[usize]) -> Option<Self> {
        Some(Self { disputed: disputed.to_vec(), ..Self::new(interview, *disputed.first()?) })
    }

    /// Which of those to be settled this is, where it is one.
    fn to_settle_at(&self) -> Option<usize> {
        self.disputed.iter().position(|decision| *decision == self.decision)
    }

    /// The decision after this one: the next to be settled, where some are.
    fn next_decision(&self, interview: &Interview) -> usize {
        match (self.to_settle_at(), self.disputed.len()) {
            (Some(at), n) => self.disputed[(at + 1) % n],
            (None, _) => (self.decision + 1) % interview.advice.decisions.len().max(1),
        }
    }

    fn sort(&mut self, interview: &Interview) {
        let Some((base, _)) = interview.decision(self.decision) else { return };
        self.order = (0..base.criteria.len()).map(CriterionIdx::from).collect();
        self.order.sort_by_key(|criterion| std::cmp::Reverse(points(interview, base, *criterion)));
    }

    fn row(&self) -> usize {
        self.order.iter().position(|c| *c == self.selected).unwrap_or(0)
    }

    fn act(&mut self, app: &mut App, action: Action) -> Reply {
        let Some(interview) = &app.interview else { return Reply::close() };
        let Some((base, _)) = interview.decision(self.decision) else { return Reply::close() };
        let mut row = self.row();
        if list::step(&mut row, self.order.len(), 5, action) {
            self.selected = self.order.get(row).copied().unwrap_or(self.selected);
            return Reply::none();
        }
        let Some(criterion) = base.criteria.get(self.selected.get()) else { return Reply::close() };
        let present = points(interview, base, self.selected);
        let set = |points: Option<u32>| Reply::effect(Effect::Change(Change::Weight(criterion.id.clone(), points)));
        let next = self.next_decision(interview);
        match action {
            Action::More => set(Some(more(present))),
            Action::Less => set(Some(less(present))),
            Action::Accept => Reply::to(Field::new(Purpose::Weight(criterion.id.clone()), &present.to_string())),
            Action::Clear if interview.file.weights.contains_key(&criterion.id) => set(None),
            Action::Clear => {
                app.notice = Some(Notice::fine("these are the declared points"));
                Reply::none()
            }
            Action::RankUp | Action::RankDown => {
                let (reply, notice) = self.rank(interview, base, action == Action::RankUp);
                app.notice = notice.map(Notice::fine).or(app.notice.take());
                reply
            }
            Action::NextDecision => {
                let disputed = std::mem::take(&mut self.disputed);
                *self = Self { disputed, ..Self::new(interview, next) };
                Reply::none()
            }
            Action::Close | Action::Priorities => Reply::close(),
            _ => Reply::none(),
        }
    }

    /// Changes a rank. Where the team has given no points yet, all of them follow from the ranks; points given by hand are only
    /// traded between the two. Gives also what there is to say.
    fn rank(&mut self, interview: &Interview, base: &RuleBase, up: bool) -> (Reply, Option<String>) {
        let row = self.row();
        let other = if up { row.checked_sub(1) } else { Some(row + 1).filter(|other| *other < self.order.len()) };
        let Some(other) = other else { return (Reply::none(), None) };
        let own = |at: usize| &base.criteria[self.order[at].get()];
        let has_own = base.criteria.iter().any(|criterion| interview.file.weights.contains_key(&criterion.id));
        let points = |at: usize| points(interview, base, self.order[at]);
        if has_own && points(row) == points(other) {
            let same = format!("{} and {} have the same points: give one of them more", own(row).name, own(other).name);
            return (Reply::none(), Some(same));
        }
        let of_all = |ranked: Vec<(CriterionIdx, u32)>| Self::weights(interview, base, ranked);
        if has_own {
            let said = format!("{} and {} traded their points", own(row).name, own(other).name);
            let traded = vec![(self.order[row], points(other)), (self.order[other], points(row))];
            self.order.swap(row, other);
            return (of_all(traded), Some(said));
        }
        self.order.swap(row, other);
        let ranked = self.order.iter().copied().zip(rank_order_points(self.order.len())).collect();
        (of_all(ranked), Some("all points now follow from the ranking; u takes that back".to_owned()))
    }

    /// Gives these criteria points; all others keep theirs.
    fn weights(interview: &Interview, base: &RuleBase, changed: Vec<(CriterionIdx, u32)>) -> Reply {
        let mut weights = interview.file.weights.clone();
        weights
            .extend(changed.into_iter().map(|(criterion, points)| (base.criteria[criterion.get()].id.clone(), points)));
        Reply::effect(Effect::Change(Change::Weights(weights.into_iter().collect())))
    }
}

fn more(points: u32) -> u32 {
    if points < COARSE_FROM { points + 1 } else { (points / COARSE + 1) * COARSE }
}

fn less(points: u32) -> u32 {
    if points <= COARSE_FROM { points.saturating_sub(1) } else { (points - 1) / COARSE * COARSE }
}

/// Points by rank: the centre of all weights with that ranking (rank order centroid), which assumes nothing beyond it.
fn rank_order_points(n_ranks: usize) -> Vec<u32> {
    let share = |rank: usize| (rank..n_ranks).map(|k| 1.0 / (k + 1) as f64).sum::<f64>() / n_ranks as f64;
    (0..n_ranks).map(|rank| (share(rank) * RANKED_WHOLE).round().max(1.0) as u32).collect()
}

impl Screen for PrioritiesScreen {
    fn context(&self) -> Context {
        Context::Priorities
    }

    fn decision(&self, app: &App) -> Option<DecisionId> {
        app.interview.as_ref()?.decision(self.decision).map(|(base, _)| base.decision.id.clone())
    }

    fn update(&mut self, app: &mut App, msg: &Msg) -> Reply {
        match msg {
            Msg::Do(action) => self.act(app, *action),
            Msg::Changed(changed) => {
                // After an undo or a redo the order is what the points say; while points are given, rows stay where they are.
                if let (Some(_), Some(interview)) = (&changed.moved, &app.interview) {
                    self.sort(interview);
                }
                Reply::none()
            }
            _ => Reply::none(),
        }
    }

    fn view(&self, app: &App, frame: &mut Frame, area: Rect, hits: &mut Hits) {
        let Some(interview) = &app.interview else { return };
        let Some((base, _)) = interview.decision(self.decision) else { return };
        let title = Title {
            left: "Priorities".to_owned(),
            about: base.decision.title.clone(),
            right: match (self.to_settle_at(), interview.advice.decisions.len()) {
                (Some(at), _) => format!("to settle: {} of {}", at + 1, self.disputed.len()),
                (None, 0 | 1) => String::new(),
                (None, n) => format!("decision {} of {n}", self.decision + 1),
            },
        };
        let body = page(app, frame, area, hits, &title, self.keys(interview));
        let body = side::beside(app, frame, area, body, interview, self.decision);
        self.draw(app, frame, body, hits, interview, base);
    }

    fn refresh(&mut self, app: &App) {
        let Some(interview) = &app.interview else { return };
        let n_criteria = interview.decision(self.decision).map_or(0, |(base, _)| base.criteria.len());
        if n_criteria != self.order.len() {
            *self = Self::new(interview, 0);
        }
    }
}

impl PrioritiesScreen {
    /// The keys in force: the way to the next decision is named where there is one.
    fn keys(&self, interview: &Interview) -> Keys {
        let next = if self.next_decision(interview) == self.decision { "" } else { "decision" };
        Keys::from(self.context()).with(Action::Priorities, "").with(Action::NextDecision, next)
    }

    fn draw(&self, app: &App, frame: &mut Frame, area: Rect, hits: &mut Hits, interview: &Interview, base: &RuleBase) {
        let columns = area.width as usize;
        let is_disputed = self.to_settle_at().is_some();
        let about = if is_disputed {
            match self.disputed.len() {
                1 => "To settle: you weigh these differently, and that decides. Which points do you agree on?",
                _ => {
                    "To settle: you weigh these differently, and that decides. Which points do you agree on? Tab: the next decision"
                }
            }
        } else {
            "How much is it worth to your team when an option is best instead of worst on a criterion?"
        };
        let n_about = if area.height < ROOMY && !is_disputed { 0 } else { 3 };
        let head = clip(wrap(about, columns), n_about, columns);
        let mut y = area.y;
        for line in head {
            frame.render_widget(Line::styled(line, app.theme.quiet), Rect { y, height: 1, ..area }.intersection(area));
            y += 1;
        }
        y += u16::from(n_about > 0);
        let below = self.about_lines(app, interview, base, columns);
        let rows = area.bottom().saturating_sub(y + below.len() as u16 + 1) as usize;
        let heights = vec![1; self.order.len()];
        let shown = list::window(&heights, self.row(), rows.max(1));
        for at in shown {
            let place = Rect { y, height: 1, ..area }.intersection(area);
            frame.render_widget(self.line(app, interview, base, self.order[at], columns), place);
            hits.add(place, Action::Row(at));
            if at == self.row() {
                frame.set_cursor_position(Position::new(place.x, place.y));
            }
            y += 1;
        }
        y += 1;
        for line in below {
            frame.render_widget(line, Rect { y, height: 1, ..area }.intersection(area));
            y += 1;
        }
    }

    fn line(
        &self,
        app: &App,
        interview: &Interview,
        base: &RuleBase,
        at: CriterionIdx,
        columns: usize,
    ) -> Line<'static> {
        let criterion = &base.criteria[at.get()];
        let is_selected = at == self.selected;
        let style = if is_selected { app.theme.selected } else { app.theme.text };
        let longest = base.criteria.iter().map(|c| width(&c.name)).max().unwrap_or(0);
        let name = longest.min(columns / 2);
        let is_own = interview.file.weights.contains_key(&criterion.id);
        let share = interview.advice.decisions[self.decision].weights.get(at.get()).copied().unwrap_or(0);
        let bar = columns.saturating_sub(2 + name + 7 + 6).min(20);
        let mut spans = vec![
            Span::styled(if is_selected { "› " } else { "  " }, app.theme.accent),
            Span::styled(pad(&criterion.name, name), style),
            Span::styled(pad_left(&points(interview, base, at).to_string(), 6), style),
            Span::styled(if is_own { "*" } else { " " }, app.theme.warn),
            Span::raw(" "),
        ];
        let share = f64::from(share) / 10_000.0;
        spans.extend(gauge::share(&app.theme, bar, share, style));
        spans.push(Span::styled(pad_left(&format!("{:.0} %", share * 100.0), 5), app.theme.quiet));
        Line::from(spans)
    }

    /// Which other decisions have a criterion of this id: points given to one are given to all.
    fn elsewhere(&self, interview: &Interview, criterion: &CriterionId) -> Option<String> {
        let has = |base: &RuleBase| base.criteria.iter().any(|other| other.id == *criterion);
        let others: Vec<String> = (0..interview.advice.decisions.len())
            .filter(|at| *at != self.decision)
            .filter_map(|at| interview.decision(at).filter(|(base, _)| has(base)))
            .map(|(base, _)| base.decision.title.clone())
            .collect();
        (!others.is_empty()).then(|| format!("moves also in: {}", others.join(", ")))
    }

    /// What the selected criterion covers, and what its declared points are.
    fn about_lines(&self, app: &App, interview: &Interview, base: &RuleBase, columns: usize) -> Vec<Line<'static>> {
        let Some(criterion) = base.criteria.get(self.selected.get()) else { return Vec::new() };
        let about = criterion.about.as_deref().unwrap_or(&criterion.name);
        let mut lines: Vec<Line> =
            clip(wrap(about, columns), 2, columns).into_iter().map(|l| Line::styled(l, app.theme.text)).collect();
        let declared = format!("declared: {} points; *: your own", criterion.weight);
        lines.push(Line::styled(fit(&declared, columns), app.theme.quiet));
        if let Some(elsewhere) = self.elsewhere(interview, &criterion.id) {
            let wrapped = clip(wrap(&elsewhere, columns), 2, columns);
            lines.extend(wrapped.into_iter().map(|line| Line::styled(line, app.theme.warn)));
        }
        if let Some(votes) = interview.file.weight_votes.get(&criterion.id) {
            let votes: Vec<String> = votes.iter().map(|(name, points)| format!("{name}: {points}")).collect();
            let votes = clip(wrap(&format!("Votes: {}", votes.join("; ")), columns), 2, columns);
            lines.extend(votes.into_iter().map(|l| Line::styled(l, app.theme.text)));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_by_rank_fall_and_are_the_centre_of_all_weights_with_that_ranking() {
        // For two: (1 + 1/2) / 2 and (1/2) / 2.
        assert_eq!(rank_order_points(2), [75, 25]);
        assert_eq!(rank_order_points(4), [52, 27, 15, 6]);
        assert!(rank_order_points(30).windows(2).all(|pair| pair[0] >= pair[1] && pair[1] >= 1));
    }

    #[test]
    fn steps_of_points_meet_the_round_numbers_and_never_fall_below_none() {
        assert_eq!([more(0), more(9), more(10), more(12)], [1, 10, 15, 15]);
        assert_eq!([less(15), less(12), less(10), less(1), less(0)], [10, 10, 9, 0, 0]);
    }
}
