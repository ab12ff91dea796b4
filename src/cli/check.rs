//! `archfit check`: what is wrong with questionnaires, rule bases and answers files.

use std::path::PathBuf;

use super::context::{Context, Outcome};
use super::fix::Class;
use super::revision::load_version;
use super::targets::Targets;
use crate::audit::change::{Versions, lost_answers, lost_ids};
use crate::audit::lint::lint;
use crate::audit::own_weights::left_behind;
use crate::diagnostic::render::{Format, count, counted};
use crate::diagnostic::{Diagnostic, Severity};
use crate::load::{Library, Unsaved, answers_of_project};
use crate::model::Day;

/// Arguments of `check`.
#[derive(Debug, Default, clap::Args)]
pub struct Args {
    /// Questionnaires, rule bases, answers files or folders of them [default: those of the project, else the built-in ones]
    paths: Vec<PathBuf>,
    /// How findings are shown
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Mend what can be mended mechanically, in the files; `--fix=names` also misspelt names, so that entries that were left out count again; `--fix=scale` scales as well, each with its weight, which moves fits and leads
    #[arg(long, value_enum, value_name = "CLASS", num_args = 0..=1, require_equals = true, default_missing_value = "safe")]
    fix: Option<Class>,
    /// With --fix: write nothing; show how the texts would change, and what that changes in outcomes
    #[arg(long, requires = "fix")]
    diff: bool,
    /// Fail on notes as well
    #[arg(long)]
    strict: bool,
    /// Report what a revision or folder still had: ids that are gone without an alias, and answers that scenarios lost
    #[arg(long, value_name = "VERSION")]
    since: Option<String>,
    /// The day by which the age of evidence is judged [default: today]
    #[arg(long, value_name = "DAY")]
    today: Option<jiff::civil::Date>,
}

/// How often files are mended and looked at again: of the scales of a rule base, each may have to wait for the one before.
const MAX_PASSES: usize = 80;

/// Runs `check`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let targets = Targets::new(&args.paths, context)?;
    let mut library = targets.load();
    let mut findings = find(&targets, &mut library, day(args.today));
    if !args.paths.is_empty() && findings.is_empty() && targets.files(&library)?.is_empty() {
        let named: Vec<String> = args.paths.iter().map(|path| format!("`{}`", path.display())).collect();
        anyhow::bail!(
            "nothing in {} is read, so nothing was checked; questionnaires lie in `questionnaires`, rules in `rules/<decision>`",
            named.join(", ")
        );
    }
    if let (Some(class), true) = (args.fix, args.diff) {
        return show_mends(class, &targets, library, findings, day(args.today), context);
    }
    if let Some(class) = args.fix {
        let (mut n_fixed, mut before) = (0, None);
        // One mended word may bring another to light; what keeps coming back is left to the author.
        for _ in 0..MAX_PASSES {
            let fixed = super::fix::apply(&findings, &library.sources, class)?;
            if fixed.n_findings == 0 {
                break;
            }
            n_fixed += fixed.n_findings;
            fixed.files.iter().for_each(|file| context.say(&format!("mended {}", file.display())));
            let is_moved = class != Class::Safe && findings.iter().any(Diagnostic::changes_advice);
            let read = std::mem::replace(&mut library, targets.load());
            if is_moved && before.is_none() {
                before = Some(read);
            }
            findings = find(&targets, &mut library, day(args.today));
        }
        context.say(&format!("{} mended", counted(n_fixed, "finding")));
        if let Some(before) = &before {
            super::diff::changes_in_short(before, &library).iter().for_each(|changed| context.say(changed));
            say_own_weights(before, &library, context);
        }
        let kinds: [(fn(&Diagnostic) -> bool, _, _); 2] =
            [(Diagnostic::is_name, "misspelt name", "names"), (Diagnostic::is_scale, "scale", "scale")];
        for (is_it, what, kind) in kinds {
            let n_left = findings.iter().filter(|finding| class == Class::Safe && is_it(finding)).count();
            if n_left > 0 {
                let left = counted(n_left, what);
                context.say(&format!(
                    "{left} left: `--fix={kind}` mends them; `--fix={kind} --diff` shows first what that changes"
                ));
            }
        }
    }
    if let Some(version) = &args.since {
        let before = load_version(version, &context.project())?;
        findings.extend(lost(&before, &library, &targets));
    }
    context.print_findings(&findings, &library.sources, args.format)?;
    context.say(&summary(&findings, &library, &targets));
    targets.say_built_in(&library, context);
    let subjects = if args.paths.is_empty() { targets.subjects(&library) } else { Vec::new() };
    let idle: Vec<_> = subjects.into_iter().filter(|subject| subject.rule_bases.is_empty()).collect();
    for subject in &idle {
        context.say(&format!(
            "no rule base reads the questionnaire `{}`, so nothing is decided by it",
            subject.questionnaire.id
        ));
    }
    if !idle.is_empty() {
        return Ok(Outcome::Finding);
    }
    let least = if args.strict { Severity::Note } else { Severity::Warning };
    Ok(if findings.iter().any(|finding| finding.severity <= least) { Outcome::Finding } else { Outcome::Fine })
}

/// Shows what mends would change, in the texts and in outcomes; a finding where there is something to mend.
fn show_mends(
    class: Class,
    targets: &Targets,
    library: Library,
    findings: Vec<Diagnostic>,
    today: Day,
    context: &Context,
) -> anyhow::Result<Outcome> {
    let (mut now, mut found) = (library.clone(), findings);
    let (mut texts, mut n_fixed) = (Unsaved::new(), 0);
    for _ in 0..MAX_PASSES {
        let (mended, n_findings) = super::fix::mended(&found, &now.sources, class);
        if n_findings == 0 {
            break;
        }
        n_fixed += n_findings;
        texts.extend(mended);
        now = targets.load_over(&texts);
        found = find(targets, &mut now, today);
    }
    let mut shown = String::new();
    for (path, after) in &texts {
        let before = library.sources.0.iter().find(|source| source.path.as_ref() == Some(path));
        let Some(before) = before else { continue };
        let text = similar::TextDiff::from_lines(before.text.as_str(), after.as_str());
        shown.push_str(&text.unified_diff().header(&before.name, &before.name).to_string());
    }
    if n_fixed > 0 {
        shown.push('\n');
        shown.push_str(&super::diff::what_changes(&library, &now));
        context.print(&shown)?;
        say_own_weights(&library, &now, context);
    }
    context.say(&format!("{} would be mended; nothing is written", counted(n_fixed, "finding")));
    Ok(if n_fixed > 0 { Outcome::Finding } else { Outcome::Fine })
}

/// Says which weights that people set by hand do not move with the declared ones.
fn say_own_weights(before: &Library, after: &Library, context: &Context) {
    match answers_of_project(&context.project()) {
        Ok(answers) => left_behind(before, after, &answers).iter().for_each(|said| context.say(said)),
        Err((path, error)) => context.say(&format!(
            "{}: {error}; whether it sets weights that have to move with these is not known",
            path.display()
        )),
    }
}

/// Everything that is wrong with what was asked for, in file order.
pub fn find(targets: &Targets, library: &mut Library, today: Day) -> Vec<Diagnostic> {
    let mut findings = library.diagnostics.clone();
    findings.extend(lint(&targets.subjects(library), &library.sources, Some(today), !library.has_errors()));
    findings.extend(targets.answers_findings(library));
    findings.retain(|finding| targets.concern(finding, &library.sources));
    findings.sort_by_key(|finding| (finding.place().file, finding.place().span.start));
    findings
}

/// Ids that an earlier version had and that are gone, and answers that its scenarios gave and now do not.
fn lost(before: &Library, library: &Library, targets: &Targets) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for subject in targets.subjects(library) {
        let Some(before) = before.subject(subject.questionnaire.id.as_str()) else { continue };
        for lost in lost_ids(before, &subject) {
            let help = lost.suggestion.unwrap_or_else(|| "say what it has become".to_owned());
            let title = format!("the id `{}` is gone, and no alias leads from it to another one", lost.id);
            let finding = Diagnostic::new(Severity::Error, "renamed-id", &lost.place, title)
                .help(format!("add it to `[aliases]`: `\"{}\" = \"…\"`; {help}", lost.id));
            findings.push(finding);
        }
        for lost in Versions::of(before, &subject).iter().flat_map(lost_answers) {
            let finding = Diagnostic::new(Severity::Warning, "lost-answer", &lost.place, lost.said())
                .note("it is asked there, and what a scenario leaves open passes more easily")
                .help("answer it again, or write `\"unknown\"` where it is meant to stay open");
            findings.push(finding);
        }
    }
    findings
}

/// The given day, or the one of `ARCHFIT_TODAY` (for tests and for builds that must come out the same), or today.
pub fn day(given: Option<jiff::civil::Date>) -> Day {
    let date =
        given.or_else(|| day_of_environment().ok().flatten()).unwrap_or_else(|| jiff::ZonedDateTime::now().date());
    Day { year: date.year(), month: date.month(), day: date.day() }
}

/// The day that `ARCHFIT_TODAY` names.
pub fn day_of_environment() -> anyhow::Result<Option<jiff::civil::Date>> {
    let Some(text) = std::env::var_os("ARCHFIT_TODAY").filter(|text| !text.is_empty()) else { return Ok(None) };
    let text = text.to_string_lossy();
    let day =
        text.parse().map_err(|_| anyhow::anyhow!("ARCHFIT_TODAY is `{text}`; a day such as 2027-01-31 is expected"));
    day.map(Some)
}

fn summary(findings: &[Diagnostic], library: &Library, targets: &Targets) -> String {
    let subjects = targets.subjects(library);
    let bases: Vec<_> = subjects.iter().flat_map(|subject| &subject.rule_bases).collect();
    let n_rules: usize = bases.iter().map(|base| base.written_rules().count()).sum();
    let found = if findings.is_empty() { "nothing found".to_owned() } else { count(findings) };
    let (questionnaires, bases) = (counted(subjects.len(), "questionnaire"), counted(bases.len(), "rule base"));
    format!("{questionnaires}, {bases}, {}: {found}", counted(n_rules, "rule"))
}
