//! Observations and proposals as text, Markdown and JSON.

use std::fmt::Write as _;

use serde_json::json;

use super::shown::Shown;
use crate::load::{answer_to_text, display_answer};
use crate::model::Question;
use crate::observe::effect::{Effect, Lead};
use crate::observe::observation;
use crate::observe::proposal::{Proposal, Standing};
use crate::observe::room::Room;
use crate::observe::say;

/// How it is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For pull requests.
    Markdown,
    /// For programs.
    Json,
}

/// Writes everything.
pub(super) fn render(shown: &Shown, format: Format) -> anyhow::Result<String> {
    match format {
        Format::Text => Ok(text(shown, false)),
        Format::Markdown => Ok(text(shown, true)),
        Format::Json => json_of(shown),
    }
}

fn text(shown: &Shown, markdown: bool) -> String {
    let mut out = String::new();
    for source in shown.sources {
        let kind = source.kind.map_or(String::new(), |kind| format!(" ({})", kind.word()));
        head(&mut out, markdown, &format!("{}{kind}", source.name));
        match &source.told {
            Err(why) => item(&mut out, &format!("says nothing: {why}")),
            Ok(told) => {
                told.observations.iter().for_each(|observation| item(&mut out, &say::line(observation)));
                if !told.groups.is_empty() {
                    let group = |(path, share): &(String, f64)| format!("`{path}` {:.0} %", share * 100.0);
                    let groups: Vec<String> = told.groups.iter().map(group).collect();
                    item(&mut out, &format!("asked for most: {}", groups.join(", ")));
                }
                told.notes.iter().for_each(|note| item(&mut out, &format!("note: {note}")));
            }
        }
        out.push('\n');
    }
    let Some(subject) = shown.subject else { return out };
    head(&mut out, markdown, "Proposed answers");
    if shown.proposals.is_empty() {
        item(
            &mut out,
            &format!("none: nothing that was observed answers a question of `{}`", subject.questionnaire.id),
        );
    }
    for (at, proposal) in shown.proposals.iter().enumerate() {
        proposed(&mut out, shown, subject, at, proposal);
    }
    out.push('\n');
    head(&mut out, markdown, "What they do together");
    for effect in &shown.effects {
        item(&mut out, &format!("{}: {}", effect.title, change(effect)));
    }
    for room in &shown.headroom {
        let Room { title, headroom, .. } = room;
        let question = &subject.questionnaire.questions[room.question.get()].id;
        item(&mut out, &format!("{title}: `{question}`: {headroom}; {}", room.then_said()));
    }
    let (before, after) = shown.n_open;
    item(&mut out, &format!("open questions: {before} before, {after} after"));
    if let Some(n) = shown.written {
        item(&mut out, &format!("{n} answers are written, each with its source and day"));
    }
    out
}

fn head(out: &mut String, markdown: bool, text: &str) {
    let _ = if markdown { writeln!(out, "## {text}\n") } else { writeln!(out, "{text}") };
}

fn item(out: &mut String, text: &str) {
    let _ = writeln!(out, "- {text}");
}

fn below(out: &mut String, text: &str) {
    let _ = writeln!(out, "  - {text}");
}

fn proposed(out: &mut String, shown: &Shown, subject: &crate::model::Subject, at: usize, proposal: &Proposal) {
    let question = &subject.questionnaire.questions[proposal.question.get()];
    let said = display_answer(&proposal.value, question);
    item(out, &format!("{}: {said}{}", question.ask, standing(shown, question, proposal)));
    below(out, &format!("`{}` from {}", proposal.observation.measure.name, proposal.observation.origin()));
    for limit in proposal.care.iter().chain(&proposal.observation.limits) {
        below(out, &format!("not told by it: {limit}"));
    }
    for effect in shown.single[at].iter().filter(|effect| effect.decides()) {
        below(out, &format!("alone it changes {}: {}", effect.title, change(effect)));
    }
}

/// How a proposal stands to what is answered.
fn standing(shown: &Shown, question: &Question, proposal: &Proposal) -> String {
    let answer = shown.file.answers.value(question.id.as_str());
    let answered = answer.map(|answer| display_answer(answer, question)).unwrap_or_default();
    match proposal.standing {
        Standing::New => String::new(),
        Standing::Same => " (answered so)".to_owned(),
        Standing::Within => format!(" (within the answer, {answered})"),
        Standing::Overlaps => format!(" (reaches beyond the answer, {answered})"),
        Standing::Contradicts => format!(" (CONTRADICTS the answer, {answered})"),
    }
}

fn change(effect: &Effect) -> String {
    match (effect.before == effect.after, effect.before.option == effect.after.option) {
        (true, _) => format!("{}, as before", lead(&effect.after)),
        (_, true) => format!("{}; before by {:.1}", lead(&effect.after), effect.before.points),
        _ => format!("{}; before {}", lead(&effect.after), lead(&effect.before)),
    }
}

fn lead(lead: &Lead) -> String {
    let Some(name) = &lead.name else { return "no option is left".to_owned() };
    let firmness = match (lead.proven, lead.close_call) {
        (_, true) => ", too close to call",
        (true, _) => ", settled",
        _ => "",
    };
    format!("{name} leads by {:.1}{firmness}", lead.points)
}

fn json_of(shown: &Shown) -> anyhow::Result<String> {
    let observations: serde_json::Value = serde_json::from_str(&observation::to_json(shown.observations))?;
    let sources: Vec<_> = shown.sources.iter().map(|source| {
        let told = source.told.as_ref().ok();
        json!({
            "name": source.name,
            "kind": source.kind.map(crate::observe::config::Kind::word),
            "refused": source.told.as_ref().err(),
            "notes": told.map(|told| &told.notes),
            "groups": told.map(|told| told.groups.iter().map(|(path, share)| json!({ "path": path, "share": share })).collect::<Vec<_>>()),
        })
    }).collect();
    let proposal = |(at, proposal): (usize, &Proposal)| {
        let question = shown.subject.map(|s| &s.questionnaire.questions[proposal.question.get()]);
        json!({
            "question": question.map(|question| &question.id),
            "value": answer_to_text(&proposal.value),
            "measure": proposal.observation.measure.name,
            "from": proposal.observation.origin(),
            "on": proposal.observation.on.to_string(),
            "limits": proposal.care.iter().chain(&proposal.observation.limits).collect::<Vec<_>>(),
            "standing": format!("{:?}", proposal.standing).to_lowercase(),
            "effects": shown.single[at],
        })
    };
    let room = |room: &Room| {
        json!({
            "question": shown.subject.map(|subject| &subject.questionnaire.questions[room.question.get()].id),
            "decision": room.decision,
            "flip": room.headroom.flip,
            "then": room.then,
            "days": room.headroom.days,
            "soonest": room.headroom.soonest,
            "latest": room.headroom.latest,
            "observed-days": room.headroom.observed,
        })
    };
    let whole = json!({
        "format": 1,
        "sources": sources,
        "observations": observations["observations"],
        "proposals": shown.proposals.iter().enumerate().map(proposal).collect::<Vec<_>>(),
        "effects": shown.effects,
        "headroom": shown.headroom.iter().map(room).collect::<Vec<_>>(),
        "open": { "before": shown.n_open.0, "after": shown.n_open.1 },
        "written": shown.written,
    });
    Ok(serde_json::to_string_pretty(&whole)? + "\n")
}
