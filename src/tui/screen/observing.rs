//! What several screens do with what was observed: say what it does not tell, take it over, or look where nobody has.

use super::{Reply, looked};
use crate::model::QuestionIdx;
use crate::observe::proposal::Proposal;
use crate::session::Change;
use crate::tui::state::app::{App, Notice};
use crate::tui::state::interview::Interview;
use crate::tui::state::worked::Found;

/// What an observation does not tell about the question.
pub fn limits(proposal: &Proposal) -> Vec<&str> {
    proposal.care.iter().chain(&proposal.observation.limits).map(String::as_str).collect()
}

/// The change that takes over what was observed about a question.
pub fn taken(interview: &Interview, at: QuestionIdx) -> Option<Change> {
    let proposal = interview.proposal(at)?;
    let answer = proposal.answer(interview.answer(at));
    Some(Change::Answer(interview.question(at).id.clone(), Some(answer)))
}

/// Looks, where nobody has yet; says why there is nothing to take otherwise.
pub fn nothing_to_take(app: &mut App) -> Reply {
    let (text, reply) = match app.sight.found() {
        Found::NotAsked => ("looking at what is here …; questions will show what was found", looked::look(app)),
        Found::Working => ("still looking at what is here …", Reply::none()),
        Found::Here(_) => ("nothing was observed that answers this question", Reply::none()),
    };
    app.notice = Some(Notice::fine(text));
    reply
}
