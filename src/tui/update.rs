//! What follows from a message: a changed model, and what the world shall do. Draws nothing, reads no file and no clock.

use std::sync::Arc;

use super::input::{Action, Context};
use super::model::Model;
use super::screen;
use super::screen::{Go, Reply};
use super::state::app::Notice;
use super::state::compared::Compared;
use super::state::interview::Interview;
use super::state::message::{BeginAt, Changed, ChangedBy, Effect, Msg, Opened};
use super::view::MIN_SIZE;
use crate::audit::scenario_text::free_id;
use crate::diagnostic::render::counted;
use crate::load::Library;
use crate::model::DecisionId;
use crate::observe::Looked;
use crate::report::settled_whatever;
use crate::team::People;

/// Takes one message in.
pub fn update(model: &mut Model, msg: &Msg) -> Vec<Effect> {
    let mut effects = take(model, msg);
    for screen in &mut model.screens {
        effects.extend(screen.needs(&mut model.app));
    }
    effects
}

/// Whether a key would act on something that is not drawn.
fn is_unseen(model: &Model, msg: &Msg) -> bool {
    let (width, height) = model.app.size;
    let is_drawn = width >= MIN_SIZE.0 && height >= MIN_SIZE.1;
    match msg {
        Msg::Do(Action::Quit | Action::Suspend | Action::Redraw) => false,
        Msg::Do(_) | Msg::Type(_) | Msg::Unknown(_) | Msg::Paste(_) => !is_drawn,
        _ => false,
    }
}

fn take(model: &mut Model, msg: &Msg) -> Vec<Effect> {
    if is_unseen(model, msg) {
        return Vec::new();
    }
    match msg {
        Msg::Resize(width, height) => {
            model.app.size = (*width, *height);
            Vec::new()
        }
        Msg::Opened(opened) => open(model, opened),
        Msg::Changed(changed) => {
            change(model, changed);
            pass_on(model, msg)
        }
        Msg::Do(action) => {
            // Who draws anew or goes away for a while has not read on.
            if !matches!(action, Action::Redraw | Action::Suspend) {
                clear_notice(model);
            }
            act(model, *action)
        }
        Msg::GoTo(_) | Msg::GoOn | Msg::Written(_) | Msg::Typed(..) => pass_on(model, msg),
        Msg::Type(_) | Msg::Paste(_) => {
            clear_notice(model);
            pass_on(model, msg)
        }
        _ => {
            if !tell(model, msg) {
                bring(model, msg);
                refresh(model);
            }
            Vec::new()
        }
    }
}

/// Says what became of something; whether that is all there is to a message.
fn tell(model: &mut Model, msg: &Msg) -> bool {
    model.app.notice = Some(match msg {
        Msg::Failed(why) | Msg::PageWritten(Err(why)) => Notice::bad(why.clone()),
        Msg::ScenarioKept(id, path) => Notice::fine(format!("kept as the scenario `{id}` in {}", path.display())),
        Msg::PageWritten(Ok(path)) => {
            let shown = path.strip_prefix(&model.app.project).unwrap_or(path).display().to_string();
            model.app.pages.push(path.clone());
            Notice::fine(format!("the page is in {shown}"))
        }
        Msg::Unknown(letter) => {
            clear_notice(model);
            let help = model.app.keymap.key(model.top().context(), Action::Help);
            let said = format!("`{letter}` does nothing here: the keys are those of a Latin layout; {help} shows them");
            model.app.notice.take().unwrap_or_else(|| Notice::fine(said))
        }
        _ => return false,
    });
    true
}

/// Takes in what was read or worked out beside the screens.
fn bring(model: &mut Model, msg: &Msg) {
    match msg {
        Msg::Recent(recent, now) => {
            model.app.recent.clone_from(recent);
            model.app.now = *now;
        }
        Msg::Reloaded(library) => reload(model, library),
        Msg::Compared { people, library } => compare(model, people, library),
        Msg::Mixed(stamp, comparison) => {
            model.app.compared.iter_mut().for_each(|compared| compared.take(*stamp, comparison));
        }
        Msg::Unreadable { path, findings, library } => {
            model.app.library = (**library).clone();
            model.app.file_findings.clone_from(findings);
            model.app.notice = Some(Notice::bad(format!("{} cannot be used as an answers file", path.display())));
            model.screens.push(Box::new(screen::findings::FindingsScreen::default()));
        }
        Msg::NoFile(path) => {
            model.app.notice = Some(Notice::fine(format!("choose what to begin in {}", path.display())));
            model.app.begin_in = Some(path.clone());
            model.screens.truncate(1);
        }
        Msg::Looked(looked) => look(model, looked),
        Msg::Worked(worked) => model.app.insight.take(worked),
        Msg::Tuned(stamp, tuned) => model.app.tuning.take(*stamp, tuned),
        // Taken or told before; named, so that a new message is not forgotten.
        Msg::Do(_)
        | Msg::Unknown(_)
        | Msg::Type(_)
        | Msg::Paste(_)
        | Msg::Resize(..)
        | Msg::Opened(_)
        | Msg::Changed(_)
        | Msg::GoTo(_)
        | Msg::GoOn
        | Msg::Typed(..)
        | Msg::Written(_)
        | Msg::PageWritten(_)
        | Msg::ScenarioKept(..)
        | Msg::Failed(_) => {}
    }
}

/// A notice is for one key; what tells of lost writes stays, because it stays true.
fn clear_notice(model: &mut Model) {
    let unsaved = model.app.interview.as_ref().and_then(|i| i.unsaved.clone());
    model.app.notice = unsaved.map(Notice::bad);
}

/// Does what is the same on every screen, and passes everything else on.
fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Quit => quit(model),
        Action::Suspend => vec![Effect::Suspend],
        Action::Redraw => vec![Effect::Redraw],
        Action::Mouse => {
            model.app.mouse = !model.app.mouse;
            let state = if model.app.mouse { "on" } else { "off: your terminal selects text again" };
            model.app.notice = Some(Notice::fine(format!("mouse {state}")));
            vec![Effect::Mouse(model.app.mouse)]
        }
        Action::Copy => copy(model),
        Action::Report if model.app.interview.is_some() => {
            let report = screen::report::ReportScreen::new(&model.app, looked_at(model).as_ref());
            open_screen(model, report)
        }
        Action::KeepScenario if model.app.interview.is_some() => keep_scenario(model),
        Action::FirstPage if model.app.interview.is_some() => {
            let interview = model.app.interview.as_ref();
            let first = interview.map(|interview| screen::first::FirstScreen::new(interview, &model.app.library));
            first.map_or_else(Vec::new, |first| open_screen(model, first))
        }
        Action::Rules => {
            let rules = screen::rules::RulesScreen::new(&model.app, looked_at(model).as_ref());
            open_screen(model, rules)
        }
        Action::Standings if model.app.interview.is_some() => {
            model.app.hides_standings = !model.app.hides_standings;
            Vec::new()
        }
        Action::Undo => vec![Effect::Undo],
        Action::Redo => vec![Effect::Redo],
        Action::Help => {
            let context = model.top().context();
            model.screens.push(Box::new(screen::help::Help::new(context)));
            Vec::new()
        }
        _ => pass_on(model, &Msg::Do(action)),
    }
}

/// Copies what can be named: the path of the answers file.
fn copy(model: &mut Model) -> Vec<Effect> {
    let Some(interview) = &model.app.interview else { return Vec::new() };
    let path = interview.path.display().to_string();
    model.app.notice = Some(Notice::fine(format!("sent to the terminal's clipboard: {path}")));
    vec![Effect::Copy(path)]
}

/// The decision that the person is looking at: the topmost screen that is about one says which.
fn looked_at(model: &Model) -> Option<DecisionId> {
    model.screens.iter().rev().find_map(|screen| screen.decision(&model.app))
}

/// Asks for the id of a scenario that keeps the answers: of the decision looked at, or else of the first that is made.
fn keep_scenario(model: &mut Model) -> Vec<Effect> {
    let Some(interview) = &model.app.interview else { return Vec::new() };
    let first = || interview.advice.decisions.first().map(|made| made.decision.clone());
    let Some(decision) = looked_at(model).or_else(first) else {
        model.app.notice = Some(Notice::bad(
            "no decision has to be made under these answers, so there is nothing to expect".to_owned(),
        ));
        return Vec::new();
    };
    let base = interview.subject.rule_base(decision.as_str());
    let system = interview.file.system.as_deref().unwrap_or("case");
    let id = base.map_or_else(String::new, |base| free_id(system, base));
    open_screen(model, screen::field::Field::new(screen::field::Purpose::Scenario(decision), &id))
}

fn open_screen(model: &mut Model, screen: impl screen::Screen + 'static) -> Vec<Effect> {
    model.screens.push(Box::new(screen));
    refresh(model);
    Vec::new()
}

/// Leaves at once, unless something would be lost.
fn quit(model: &mut Model) -> Vec<Effect> {
    let would_lose = model.app.interview.as_ref().is_some_and(|i| i.unsaved.is_some());
    if !would_lose || model.top().is_last_word() {
        return vec![Effect::Quit];
    }
    model.screens.push(Box::new(screen::confirm::Confirm::quit_unsaved()));
    Vec::new()
}

fn pass_on(model: &mut Model, msg: &Msg) -> Vec<Effect> {
    let Some(mut top) = model.screens.pop() else { return vec![Effect::Quit] };
    let Reply { mut effects, go } = top.update(&mut model.app, msg);
    match go {
        None => model.screens.push(top),
        Some(Go::To(next)) => model.screens.extend([top, next]),
        Some(Go::Instead(next)) => model.screens.push(next),
        Some(Go::Close) => {}
        Some(Go::CloseWith(Msg::Do(action))) => effects.extend(act(model, action)),
        Some(Go::CloseWith(msg)) => effects.extend(pass_on(model, &msg)),
    }
    if model.screens.is_empty() {
        effects.push(Effect::Quit);
    }
    // Back at the start nothing is about the interview that was left, unless it still has something to lose.
    if model.screens.len() == 1 && model.top().is_base() {
        model.app.interview = model.app.interview.take().filter(|interview| interview.unsaved.is_some());
    }
    refresh(model);
    effects
}

fn refresh(model: &mut Model) {
    for screen in &mut model.screens {
        screen.refresh(&model.app);
    }
}

fn open(model: &mut Model, opened: &Opened) -> Vec<Effect> {
    model.app.library = opened.library.clone();
    model.app.file_findings.clone_from(&opened.findings);
    let Some(mut interview) = Interview::new(opened) else {
        let title = format!("the questionnaire `{}` is not there any more", opened.questionnaire);
        model.app.notice = Some(Notice::bad(title));
        return Vec::new();
    };
    interview.unsaved.clone_from(&opened.failure);
    interview.observe(model.app.sight.observations());
    let unread = (!opened.findings.is_empty()).then(|| {
        let key = model.app.keymap.key(Context::Question, Action::Findings);
        format!("{} about this file: press {key} to read them", counted(opened.findings.len(), "finding"))
    });
    let remarks: Vec<String> = unread.into_iter().chain(opened.remarks.iter().cloned()).collect();
    let remarks = (!remarks.is_empty()).then(|| Notice::fine(remarks.join("; ")));
    model.app.notice = opened.failure.clone().map(Notice::bad).or(remarks);
    let question = screen::question::QuestionScreen::begin(&interview, &opened.at);
    let priorities = question.last(&interview).filter(|_| question.asks_nothing());
    let first = (opened.at == BeginAt::FirstOpen && question.is_finished(&interview))
        .then(|| screen::first::FirstScreen::new(&interview, &model.app.library));
    model.app.interview = Some(interview);
    model.app.begin_in = None;
    let base = model.screens.iter().rposition(|screen| screen.is_base()).unwrap_or(0);
    model.screens.truncate(base + 1);
    model.screens.push(Box::new(question));
    if let Some(priorities) = priorities {
        model.screens.push(Box::new(priorities));
    }
    if let Some(first) = first {
        model.screens.push(Box::new(first));
        refresh(model);
    }
    Vec::new()
}

/// Shows people side by side; where they are shown already, with what their files say now.
fn compare(model: &mut Model, people: &People, library: &Library) {
    model.app.library = library.clone();
    model.app.file_findings.clone_from(&people.findings);
    match &mut model.app.compared {
        Some(compared) => compared.set_people(people.clone()),
        None => {
            model.app.compared = Some(Compared::new(people.clone()));
            model.screens.push(Box::new(screen::compare::CompareScreen::default()));
        }
    }
    if let Some(path) = &people.broken {
        let key = model.app.keymap.key(Context::Compare, Action::Findings);
        let why = format!("{} has errors: some answers are left out; press {key} to read them", path.display());
        model.app.notice = Some(Notice::bad(why));
    }
}

/// Takes in what was looked at: questions show it from now on.
fn look(model: &mut Model, looked: &Arc<Looked>) {
    let app = &mut model.app;
    app.sight.take(looked);
    app.notice = Some(Notice::fine(app.sight.summary(&app.library)));
    if let Some(interview) = &mut app.interview {
        interview.observe(app.sight.observations());
    }
}

/// What there is to say when the last winner becomes settled: nothing where nothing is left to be asked.
fn settled_news(interview: &Interview) -> Option<Notice> {
    let (n_answered, n_asked) = interview.progress();
    let rest = settled_whatever(n_asked - n_answered, "what wins")?;
    Some(Notice::fine(format!("settled: {rest}; you may stop here")))
}

/// Takes over what was read anew. Where that has errors, they are shown and the last good rules are kept.
fn reload(model: &mut Model, library: &Library) {
    let kept = std::mem::replace(&mut model.app.library, library.clone());
    if library.has_errors() {
        model.app.library.subjects = kept.subjects;
        model.app.notice = Some(Notice::bad("the files have errors: the last good rules are kept"));
        return;
    }
    model.app.notice = Some(Notice::fine("the files were read anew"));
    if let Some(compared) = &mut model.app.compared
        && let Some(subject) = library.subject(compared.people.subject.questionnaire.id.as_str())
    {
        compared.set_subject(subject);
    }
    let Some(interview) = &mut model.app.interview else { return };
    if let Some(subject) = library.subject(interview.subject.questionnaire.id.as_str()) {
        interview.set_subject(Arc::clone(subject));
    }
}

fn change(model: &mut Model, changed: &Changed) {
    let Some(interview) = &mut model.app.interview else { return };
    interview.unsaved = changed.failure.clone().filter(|_| !changed.is_saved);
    if interview.path != changed.path {
        interview.path.clone_from(&changed.path);
        model.app.insight.forget_material();
    }
    let was_settled = interview.is_settled();
    if interview.file != changed.file {
        interview.set_file(changed.file.clone());
    }
    let news = (!was_settled && interview.is_settled()).then(|| settled_news(interview)).flatten();
    let nothing = |what: &str| Some(Notice::fine(format!("nothing to {what}")));
    model.app.notice = match (&changed.failure, changed.by, &changed.moved) {
        (Some(failure), ..) => Some(Notice::bad(failure.clone())),
        (None, ChangedBy::Undo, None) => nothing("undo"),
        (None, ChangedBy::Redo, None) => nothing("redo"),
        (None, ..) if changed.is_merged => {
            Some(Notice::fine("another program changed the file: its changes and yours were put together"))
        }
        (None, ChangedBy::SaveAs, _) => Some(Notice::fine(format!("now kept in {}", changed.path.display()))),
        // What the change itself took back is said first: it cannot be seen elsewhere.
        (None, ..) => model.app.notice.take().filter(|n| !n.is_bad).or(news),
    };
}
