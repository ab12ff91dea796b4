//! Which interview: a given file, one begun before, or a new one.

use std::io::{BufRead, Write};
use std::sync::Arc;

use super::console::Console;
use super::observed;
use super::setup::{PlainError, Setup};
use crate::diagnostic::render::counted;
use crate::load::Library;
use crate::model::Subject;
use crate::observe::Observation;
use crate::session::{Recent, Session, SessionError, recent_around};

/// How many interviews begun before are offered.
const N_OFFERED: usize = 9;

/// Opens or begins the interview. `None`: the input ended before one was chosen.
pub fn session<R: BufRead, W: Write>(
    setup: &Setup,
    library: &mut Library,
    console: &mut Console<R, W>,
    observations: &mut Vec<Observation>,
) -> Result<Option<Session>, PlainError> {
    let subjects: Vec<Arc<Subject>> =
        library.subjects.iter().filter(|s| !s.questionnaire.questions.is_empty()).map(Arc::clone).collect();
    if let Some(path) = setup.answers.filter(|path| path.exists()) {
        return Ok(Some(Session::open(path, library)?));
    }
    if let Some(id) = setup.questionnaire {
        let named = library.subject(id).ok_or_else(|| PlainError::UnknownQuestionnaire(id.to_owned()))?;
        return begin(setup, named).map(Some);
    }
    let begun = if setup.answers.is_some() { Vec::new() } else { begun(setup, library) };
    match (subjects.as_slice(), begun.as_slice()) {
        ([], _) => Err(PlainError::NoQuestionnaire),
        ([only], []) => begin(setup, only).map(Some),
        _ => choose(setup, library, console, (&subjects, &begun), observations),
    }
}

fn begun(setup: &Setup, library: &Library) -> Vec<Recent> {
    let found = recent_around(Some(setup.project.as_path()), setup.state_folder.as_deref());
    found.into_iter().filter(|recent| library.subject(&recent.questionnaire).is_some()).take(N_OFFERED).collect()
}

fn begin(setup: &Setup, subject: &Arc<Subject>) -> Result<Session, PlainError> {
    let begun = match (setup.answers, &setup.state_folder) {
        (Some(path), _) => Session::create(Some(path), subject),
        (None, Some(folder)) => Session::create_in(folder, subject),
        (None, None) => Err(SessionError::NoStateFolder),
    };
    Ok(begun?)
}

fn choose<R: BufRead, W: Write>(
    setup: &Setup,
    library: &mut Library,
    console: &mut Console<R, W>,
    (subjects, begun): (&[Arc<Subject>], &[Recent]),
    observations: &mut Vec<Observation>,
) -> Result<Option<Session>, PlainError> {
    console.say("What do you want to do?")?;
    for (n, subject) in subjects.iter().enumerate() {
        console.say(&format!("  {}. Begin: {}", n + 1, subject.questionnaire.title))?;
    }
    for (n, recent) in begun.iter().enumerate() {
        console.say(&format!("  {}. Go on: {}", subjects.len() + n + 1, describe(recent)))?;
    }
    let n_rows = subjects.len() + begun.len();
    console.say(&format!("  {}. Look at what is here first: logs, metrics, schemas, the repository", n_rows + 1))?;
    loop {
        let Some(line) = console.ask("Number")? else { return Ok(None) };
        let number = line.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
        let by_id = || subjects.iter().position(|subject| subject.questionnaire.id == *line.as_str());
        if number == Some(n_rows) || line == "look" {
            *observations = observed::look(&setup.project, setup.today, console)?;
            console.say(&observed::summary(subjects, observations))?;
            continue;
        }
        let Some(chosen) = number.or_else(by_id) else {
            if matches!(line.as_str(), "q" | "quit") {
                return Ok(None);
            }
            console.say("Type one of the numbers, or q to quit.")?;
            continue;
        };
        if let Some(subject) = subjects.get(chosen) {
            return begin(setup, subject).map(Some);
        }
        if let Some(recent) = begun.get(chosen - subjects.len()) {
            return Ok(Some(Session::open(&recent.path, library)?));
        }
        console.say(&format!("Type a number from 1 to {}.", n_rows + 1))?;
    }
}

fn describe(recent: &Recent) -> String {
    let name = recent.system.as_deref().unwrap_or("without a name");
    let answers = counted(recent.n_answers, "answer");
    format!("{} ({name}), {answers}, {}", recent.questionnaire, recent.path.display())
}
