//! How a question is drawn: beside the standings where there are columns for both, above a strip of them otherwise.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::observed;
use super::state::QuestionScreen;
use crate::engine::result::analysis::Stake;
use crate::load::{display_answer, parse_answer};
use crate::model::{AnswerValue, Question, QuestionKind};
use crate::report::left_to_ask;
use crate::tui::input::Action;
use crate::tui::screen::Screen as _;
use crate::tui::state::app::App;
use crate::tui::state::interview::Interview;
use crate::tui::widget::answer_rows::{self, Drawn, Look, Row};
use crate::tui::widget::frame::{Keys, Title, from_row, page, put_lines};
use crate::tui::widget::hits::Hits;
use crate::tui::widget::side;
use crate::tui::widget::text::{clip, pad, width, wrap};
use crate::tui::widget::traits::makes;

/// From this many rows on there is room for blanks between the parts.
const ROOMY: u16 = 12;

/// From this many rows of the terminal on there is room for what an observation does not tell; the details say it always.
const ROWS_FOR_LIMITS: u16 = 30;

/// From this many rows on there is room for more of them.
const AIRY: u16 = 24;

/// Draws the screen.
pub fn draw(screen: &QuestionScreen, app: &App, frame: &mut Frame, area: Rect, hits: &mut Hits) {
    let Some(interview) = &app.interview else { return };
    let title = Title {
        left: interview.file.system.clone().unwrap_or_else(|| "Unnamed system".to_owned()),
        about: interview.subject.questionnaire.title.clone(),
        right: progress(screen, interview),
    };
    let body = page(app, frame, area, hits, &title, footer_keys(screen, interview));
    if interview.n_questions() == 0 {
        frame.render_widget(Line::raw("This questionnaire asks nothing."), body);
        return;
    }
    let left = side::beside(app, frame, area, body, interview, screen.decision);
    ask(screen, app, interview, frame, left, hits);
}

/// How far it is: where the most useful question comes next, how many are left to ask as things stand.
fn progress(screen: &QuestionScreen, interview: &Interview) -> String {
    let (n_answered, n_asked) = interview.progress();
    if screen.by_usefulness && !screen.goes_past && !interview.outlooks.is_empty() {
        format!("{n_answered} answered, {}", left_to_ask(interview.n_that_matter()))
    } else {
        format!("{n_answered} of {n_asked} answered")
    }
}

/// The keys in force: marking is named where several choices may hold.
fn footer_keys(screen: &QuestionScreen, interview: &Interview) -> Keys {
    let kind = interview.subject.questionnaire.questions.get(screen.question.get()).map(|q| &q.kind);
    let mark = if matches!(kind, Some(QuestionKind::Several { .. })) { "mark" } else { "" };
    let number = if matches!(kind, Some(QuestionKind::Number(_))) { "number" } else { "" };
    let observed = if interview.proposal(screen.question).is_some() { "observed" } else { "" };
    let keys = Keys::from(screen.context()).with(Action::Toggle, mark).with(Action::Number, number);
    let keys = keys.with(Action::Observed, observed);
    if screen.typing { keys.with(Action::Accept, "answer") } else { keys }
}

/// The question itself: where it stands, the prompt, its help, the rows, and what is said beside the answer.
fn ask(screen: &QuestionScreen, app: &App, interview: &Interview, frame: &mut Frame, area: Rect, hits: &mut Hits) {
    let question = interview.question(screen.question);
    let columns = area.width as usize;
    let prompt: Vec<Line> =
        wrap(&question.ask, columns).into_iter().map(|l| Line::styled(l, app.theme.strong)).collect();
    let below = below_lines(screen, app, interview, question, columns);
    let look = |at, row| look(screen, interview, question, at, row);
    let rows = Drawn::new(app, question, screen.row, columns, look);
    // What has to be there: the section, the prompt, the rows; help takes what is left over, and blanks make way first.
    let blank = usize::from(area.height >= ROOMY);
    let mut stake = stake_lines(screen, app, interview, columns);
    let gap = usize::from(area.height >= AIRY && !stake.is_empty());
    if stake.is_empty() && blank == 1 {
        stake.push(Line::default());
    }
    let fixed = 1 + stake.len() + gap + prompt.len() + 1;
    let room = (area.height as usize).saturating_sub(fixed);
    let below_room = if below.is_empty() { 0 } else { below.len() + blank };
    let help_room = room.saturating_sub(rows.n_lines() + below_room);
    let help = help_lines(app, question, columns, help_room.saturating_sub(1));
    let mut y = area.y;
    let mut put = |frame: &mut Frame, line: Line| {
        if y < area.bottom() {
            frame.render_widget(line, Rect { y, height: 1, ..area });
        }
        y += 1;
    };
    put(frame, section_line(screen, app, interview, columns));
    stake.into_iter().for_each(|line| put(frame, line));
    (0..gap).for_each(|_| put(frame, Line::default()));
    prompt.into_iter().for_each(|line| put(frame, line));
    help.into_iter().for_each(|line| put(frame, line));
    put(frame, Line::default());
    let left = (area.bottom().saturating_sub(y)) as usize;
    let rows_room = left.saturating_sub(below_room).max(rows.n_selected()).min(left);
    let list_area = Rect { y, height: rows_room as u16, ..area };
    let end = rows.draw(app, frame, list_area, hits, &screen.field);
    put_lines(frame, from_row(area, end + blank as u16), below);
}

fn section_line(screen: &QuestionScreen, app: &App, interview: &Interview, columns: usize) -> Line<'static> {
    let question = interview.question(screen.question);
    let (asked, what) = match screen.agenda.questions.as_slice() {
        [] => (interview.asked().collect(), "question"),
        agenda => (agenda.to_vec(), "to settle:"),
    };
    let place = match asked.iter().position(|q| *q == screen.question) {
        // In the order of usefulness places in the file would only jump about.
        Some(_) if screen.by_usefulness => String::new(),
        Some(at) => format!("{what} {} of {}", at + 1, asked.len() + screen.agenda.priorities.len()),
        None => "not asked".to_owned(),
    };
    let room = columns.saturating_sub(width(&place) + 1);
    Line::from(vec![
        Span::styled(pad(&question.section, room), app.theme.accent),
        Span::raw(" "),
        Span::styled(place, app.theme.quiet),
    ])
}

/// What hangs on the question, where the engine has proven or refuted that anything does.
fn stake_lines(screen: &QuestionScreen, app: &App, interview: &Interview, columns: usize) -> Vec<Line<'static>> {
    let wrapped = |text: &str, style| wrap(text, columns).into_iter().map(|l| Line::styled(l, style)).collect();
    // What is proven of a question that follows a decision holds as long as it does: an answer of its own may be any.
    let stays = interview.stake(screen.question) != Some(Stake::Winner);
    if let Some((base, _)) = interview.follows(screen.question).filter(|_| stays) {
        let text = format!("follows \"{}\" until it has an answer of its own", base.decision.title);
        return wrapped(&text, app.theme.quiet);
    }
    let (text, style) = match interview.stake(screen.question) {
        Some(Stake::Winner) => ("can still change the winner", app.theme.warn),
        Some(Stake::LeadOnly) => ("can change the lead, not the winner", app.theme.quiet),
        Some(Stake::Irrelevant) => ("proven: no answer changes the outcome", app.theme.good),
        Some(Stake::Closed | Stake::NotDecided) | None => return Vec::new(),
    };
    wrapped(text, style)
}

/// Help, and why it is asked, in so many rows, the blank before them not counted.
fn help_lines(app: &App, question: &Question, columns: usize, room: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    lines.extend(question.help.iter().flat_map(|help| wrap(help, columns)));
    let why = question.why.as_ref().map(|why| wrap(&format!("Why this is asked: {why}"), columns)).unwrap_or_default();
    if !lines.is_empty() && !why.is_empty() && lines.len() + why.len() < room {
        lines.push(String::new());
    }
    lines.extend(why);
    if room == 0 || lines.is_empty() {
        return Vec::new();
    }
    let shown = clip(lines, room, columns.saturating_sub(2));
    std::iter::once(Line::default()).chain(shown.into_iter().map(|l| Line::styled(l, app.theme.quiet))).collect()
}

/// How a row looks under the present answer.
fn look(screen: &QuestionScreen, interview: &Interview, question: &Question, at: usize, row: Row) -> Look {
    let answer = interview.answer(screen.question).map(|a| &a.value);
    let holds = answer.is_some_and(|value| answer_rows::holds(question, row, value));
    let several = matches!(question.kind, QuestionKind::Several { .. }) && matches!(row, Row::Choice(_));
    let one_of_many = matches!(answer, Some(AnswerValue::OneOf(ids)) if ids.len() > 1);
    let mark = match (several, holds) {
        (true, true) => "■",
        (true, false) => "□",
        (false, true) if one_of_many => "◐",
        (false, true) => "●",
        (false, false) => "○",
    };
    let label = match interview.follows(screen.question).filter(|_| row == Row::Unknown) {
        Some((base, now)) => format!("Don't know: follow \"{}\", now {now}", base.decision.title),
        None => answer_rows::label(question, row),
    };
    // The field itself is drawn over the selected row.
    let is_typed = row == Row::Typed && at != screen.row;
    let mut text = if is_typed { format!("{label} {}", screen.field.value()) } else { label };
    if row != Row::Typed
        && interview.proposal(screen.question).is_some_and(|proposal| observed::falls_into(proposal, question, row))
    {
        text.push_str("  ← observed");
    }
    Look { mark, holds, text, most: usize::MAX }
}

/// What is said below the rows: what a typed text means or why it means nothing, a choice's help, a note, how sure.
fn below_lines(
    screen: &QuestionScreen,
    app: &App,
    interview: &Interview,
    question: &Question,
    columns: usize,
) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let mut say = |text: &str, style, rows: usize| {
        lines.extend(clip(wrap(text, columns), rows, columns).into_iter().map(|l| Line::styled(l, style)));
    };
    let row = answer_rows::rows(question)[screen.row.min(answer_rows::rows(question).len() - 1)];
    match row {
        Row::Typed => match (&screen.error, screen.field.value()) {
            (Some(why), _) => say(why, app.theme.bad, 3),
            (None, "") => say("1,200 or 12k; 5k-50k, >5k, 5k+; 60/min", app.theme.quiet, 1),
            (None, text) => {
                if let Ok(value) = parse_answer(text, question) {
                    say(&format!("= {}", display_answer(&value, question)), app.theme.good, 1);
                    let made = makes(interview, screen.question, &value);
                    made.iter().for_each(|made| say(&format!("= {made}"), app.theme.good, 1));
                }
            }
        },
        Row::Choice(at) => {
            let choice = &question.kind.choices()[at];
            choice.help.iter().chain(&choice.link).for_each(|help| say(help, app.theme.quiet, 2));
        }
        _ => {}
    }
    if matches!((&question.kind, row), (QuestionKind::Several { .. }, Row::Choice(_))) {
        let alone = matches!(row, Row::Choice(at) if question.kind.choices()[at].exclusive);
        let how = match (alone, question.kind.takes_none()) {
            (true, _) => "it holds only by itself: Space marks it and takes back the others, Enter goes on",
            (false, true) => "several may hold: Space marks each of them, Enter goes on",
            (false, false) => "one at least holds, several may: Space marks each of them, Enter goes on",
        };
        say(how, app.theme.quiet, 2);
    }
    if let Some((base, choice)) = interview.settled_by(screen.question) {
        let text = format!("Left open, {} answers it: {}", quoted(&base.decision.title), choice.label);
        say(&text, app.theme.good, 2);
    }
    if let Some(answer) = interview.answer(screen.question) {
        if answer.sure < 100 {
            say(&format!("{} % sure", answer.sure), app.theme.warn, 1);
        }
        if !answer.votes.is_empty() {
            let vote = |(name, vote): (&String, &AnswerValue)| format!("{name}: {}", display_answer(vote, question));
            let votes: Vec<String> = answer.votes.iter().map(vote).collect();
            say(&format!("Votes: {}", votes.join("; ")), app.theme.text, 4);
        }
        answer.note.iter().for_each(|note| say(&format!("Note: {note}"), app.theme.text, 2));
        if let Some(example) = &answer.source.example {
            say(&format!("Taken from the example {example}: Enter confirms it"), app.theme.warn, 2);
        }
        if let Some(from) = &answer.source.from {
            let day = answer.source.on.map_or_else(String::new, |day| format!(", read {day}"));
            let word = if answer.source.observed.is_some() { "Observed" } else { "Source" };
            say(&format!("{word}: {from}{day}"), app.theme.text, 2);
        }
    }
    let is_roomy = app.size.1 >= ROWS_FOR_LIMITS;
    let observed = observed::say(app, interview, screen.question, is_roomy);
    observed.iter().for_each(|(text, style)| say(text, *style, if app.size.1 >= AIRY { 3 } else { 1 }));
    lines
}

fn quoted(title: &str) -> String {
    format!("“{title}”")
}
