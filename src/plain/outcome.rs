//! What comes of an interview: the recommendation as text, a choice against it, and decision records.

use std::io::{BufRead, Write};
use std::path::PathBuf;

use super::interview::{Interview, Next};
use super::setup::PlainError;
use crate::adr::prepare::{is_within, place_for_answers};
use crate::adr::{self, Asked, Config, Draft, Drafts, Folder, Manner, WriteError, journal};
use crate::condition::closest;
use crate::files::slashed;
use crate::model::Override;
use crate::observe::room;
use crate::report::{self, Format, Origin, Report};
use crate::session::Change;

impl<R: BufRead, W: Write> Interview<'_, R, W> {
    /// The same text as `archfit decide` gives for the file.
    pub(super) fn result(&mut self) -> Result<Next, PlainError> {
        let report = self.report();
        match report::render(&report, Format::Text, &self.library.templates) {
            Ok(text) => {
                self.console.say_as_it_is(text.trim_end_matches('\n'))?;
                Ok(Next::Stay)
            }
            Err(error) => self.refuse(&error.to_string()),
        }
    }

    fn report(&mut self) -> Report {
        let shown = slashed(&self.session.path);
        let origin = Origin::new(self.library, &self.session.subject, Some(&shown), self.session.text());
        let mut report = report::build(&mut self.advisor, &self.session.file, &origin);
        room::tell(&mut report, &self.session.file, &self.observations, &self.advisor, || false);
        report
    }

    /// Takes `DECISION = OPTION # REASON`: the team chooses otherwise, and says why.
    pub(super) fn choose(&mut self, text: &str) -> Result<Next, PlainError> {
        let how = "type choose DECISION = OPTION # REASON, or choose DECISION = recommended";
        let Some((decision, rest)) = text.split_once('=') else { return self.refuse(how) };
        let (option, because) = rest.split_once('#').unwrap_or((rest, ""));
        let (decision, option, because) = (decision.trim(), option.trim(), because.trim());
        let subject = self.session.subject.clone();
        let Some(base) = subject.rule_base(decision) else {
            let known = subject.rule_bases.iter().map(|base| base.decision.id.as_str());
            let hint = closest(decision, known).unwrap_or_else(|| "type standings for all decisions".to_owned());
            return self.refuse(&format!("there is no decision `{decision}`; {hint}"));
        };
        let id = base.decision.id.clone();
        if option == "recommended" {
            self.change(Change::Override(id, None))?;
            return Ok(Next::Stay);
        }
        let named = base.options.iter().find(|o| o.id == *option || o.name.eq_ignore_ascii_case(option));
        let Some(option) = named.map(|option| option.id.clone()) else {
            let known: Vec<&str> = base.options.iter().map(|option| option.id.as_str()).collect();
            let hint = closest(option, known.iter().copied());
            let hint = hint.unwrap_or_else(|| format!("its options are {}", known.join(", ")));
            return self.refuse(&format!("`{decision}` has no option `{option}`; {hint}"));
        };
        if because.is_empty() {
            return self.refuse(&format!("a choice against the recommendation needs a reason; {how}"));
        }
        self.change(Change::Override(
            id.clone(),
            Some(Override { decision: id, option, because: because.to_owned() }),
        ))?;
        Ok(Next::Stay)
    }

    /// Asks for what only people know, and writes one record per decision.
    pub(super) fn record(&mut self) -> Result<Next, PlainError> {
        if self.session.file.has_errors() {
            return self.refuse("the answers file has errors, and a record would hide them; mend it first");
        }
        let config = match Config::find(&self.project) {
            Ok(config) => config,
            Err(error) => return self.refuse(&error.to_string()),
        };
        let folder = match config.folder(&self.project, None) {
            Ok(folder) => folder,
            Err(error) => return self.refuse(&error.to_string()),
        };
        self.console.say(&format!("Records go to {} ({}).", folder.path.display(), folder.found))?;
        if !self.keep_answers_in_project(&folder)? {
            return Ok(Next::Stay);
        }
        let report = self.report();
        let drafts = self.drafts(&report, &config, &folder)?;
        if drafts.is_empty() {
            return self.tell("Nothing was written.");
        }
        match self.write(&folder, drafts) {
            Ok(written) => {
                for path in written {
                    self.console.say(&format!("Written: {}", path.display()))?;
                }
                Ok(Next::Stay)
            }
            Err(error) => self.refuse(&error.to_string()),
        }
    }

    fn write(&mut self, folder: &Folder, drafts: Vec<Draft>) -> Result<Vec<PathBuf>, WriteError> {
        let console = &mut *self.console;
        let on_wait = || drop(console.say("Another archfit is writing there; waiting for it."));
        let (guard, recovered) = journal::enter(folder, on_wait)?;
        if let Some(recovered) = recovered {
            let _ = self.console.say(&recovered.to_string());
        }
        adr::write(folder, drafts, Some(&self.session.path), &self.library.templates, &guard)
    }

    /// A record names its answers file, so the file has to be where the record's readers have it too.
    fn keep_answers_in_project(&mut self, folder: &Folder) -> Result<bool, PlainError> {
        if is_within(&self.project, &self.session.path) {
            return Ok(true);
        }
        let path = place_for_answers(folder, &self.session.file);
        let text = format!(
            "The record names its answers file, so that the decision can be made again. It is moved into the project:\n{}",
            path.display()
        );
        self.console.say(&text)?;
        match self.ask_for("Move it there, yes or no? Enter: yes")?.as_deref() {
            Some("" | "y" | "yes") => {}
            _ => {
                self.console.say("Nothing was written.")?;
                return Ok(false);
            }
        }
        let result = self.session.save_as(&path);
        let is_moved = result.is_ok();
        self.report_saving(result)?;
        Ok(is_moved)
    }

    /// The records to write; none where the input ended before everything was asked.
    fn drafts(&mut self, report: &Report, config: &Config, folder: &Folder) -> Result<Vec<Draft>, PlainError> {
        let manner = match Manner::new(config, folder, &Asked::default()) {
            Ok(manner) => manner,
            Err(error) => {
                self.refuse(&error.to_string())?;
                return Ok(Vec::new());
            }
        };
        let Some(status) = self.ask_for(&format!("Status; Enter: {}", manner.status))? else { return Ok(Vec::new()) };
        let usual = manner.deciders.join(", ");
        let usual = if usual.is_empty() { "nobody is named" } else { &usual };
        let Some(deciders) = self.ask_for(&format!("Who decides, with commas between; Enter: {usual}"))? else {
            return Ok(Vec::new());
        };
        let deciders: Vec<String> =
            deciders.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
        let file = &self.session.file;
        let Drafts { mut drafts, without_option } = manner.drafts(report, &self.session.subject, file, self.today);
        for id in without_option {
            self.console.say(&format!("No option of {id} is left, so there is nothing to record."))?;
        }
        for draft in &mut drafts {
            let Some(title) = self.ask_for(&format!("Title; Enter: {}", draft.title))? else { return Ok(Vec::new()) };
            if !title.is_empty() {
                draft.title = title;
            }
            if !status.is_empty() {
                draft.status.clone_from(&status);
            }
            if !deciders.is_empty() {
                draft.deciders.clone_from(&deciders);
            }
        }
        Ok(drafts)
    }

    /// Asks for one thing. `None`: the input ended.
    fn ask_for(&mut self, what: &str) -> Result<Option<String>, PlainError> {
        self.console.say(what)?;
        Ok(self.console.ask("")?)
    }
}
