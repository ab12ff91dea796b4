//! The folder of records that a command is about, opened for reading or for changing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::adr::absent::all_records_here;
use crate::adr::base::Base;
use crate::adr::folder::{Guard, number_of};
use crate::adr::folders::{Held, all, held};
use crate::adr::list::{Opened, Record, pick};
use crate::adr::{Config, Folder, is_record_name, journal};
use crate::cli::context::Context;
use crate::load::{Absences, Library, Locations, has_own, load};

/// Which folder of records.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct FolderArgs {
    /// The folder of records [default: found in the project]
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

/// Which folders of records.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct FoldersArgs {
    #[command(flatten)]
    one: FolderArgs,
    /// Every folder of records of the project, such as the parts of a monorepo have
    #[arg(long, conflicts_with = "dir")]
    all: bool,
}

/// A folder of records with what is in it.
pub struct Opening {
    /// The folder.
    pub folder: Folder,
    /// Its records.
    pub records: Vec<Record>,
    /// Its path from the project's root, where several folders are looked at; empty otherwise.
    pub name: String,
    /// The part of the project that it belongs to, as a path from its root; empty for the project as a whole.
    pub part: String,
    /// The settings that hold there.
    pub config: Config,
}

impl FoldersArgs {
    /// The folders with their records, for reading. Says so where records are not checked out.
    pub fn open(&self, context: &Context) -> anyhow::Result<Vec<Opening>> {
        let openings = self.open_any(context)?;
        if let Err(error) = all_here(&openings, self.all, context) {
            context.say(&format!("warning: {error:#}"));
        }
        Ok(openings)
    }

    /// The same; refuses where records are not checked out.
    pub fn open_whole(&self, context: &Context) -> anyhow::Result<Vec<Opening>> {
        let openings = self.open_any(context)?;
        all_here(&openings, self.all, context)?;
        Ok(openings)
    }

    fn open_any(&self, context: &Context) -> anyhow::Result<Vec<Opening>> {
        if self.all { open_all(context) } else { Ok(vec![self.one.open(context)?]) }
    }
}

/// Refuses folders of which some records are not checked out.
pub fn all_here(openings: &[Opening], all: bool, context: &Context) -> anyhow::Result<()> {
    let folders: Vec<&Path> = openings.iter().map(|opening| opening.folder.path.as_path()).collect();
    Ok(all_records_here(&context.project(), &folders, all)?)
}

/// Every folder of records of the project.
pub fn open_all(context: &Context) -> anyhow::Result<Vec<Opening>> {
    let openings = open_any(context)?;
    anyhow::ensure!(
        !openings.is_empty(),
        "there is no folder of records in `{}`; `archfit adr new` writes the first record",
        context.project().display()
    );
    Ok(openings)
}

/// Every folder of records of the project, also where there is none.
pub fn open_any(context: &Context) -> anyhow::Result<Vec<Opening>> {
    let held = held(&context.project())?;
    let opening = |Held { place, records }: Held| {
        warn_of_interrupted(&place.folder, context);
        Opening { folder: place.folder, records, name: place.name, part: place.part, config: place.config }
    };
    Ok(held.into_iter().map(opening).collect())
}

fn warn_of_interrupted(folder: &Folder, context: &Context) {
    if journal::is_pending(folder) {
        let path = folder.path.display();
        context.say(&format!(
            "warning: a change of records was interrupted here, in {path}; the next command that changes records finishes it"
        ));
    }
}

impl FolderArgs {
    /// The folder that the arguments, the project's settings or its habits name.
    pub fn folder(&self, context: &Context, config: &Config) -> anyhow::Result<Folder> {
        let place = std::env::current_dir().unwrap_or_default();
        let nearest = match &self.dir {
            Some(_) => None,
            None => Folder::nearest(&context.project(), &place)?,
        };
        match nearest {
            Some(folder) => Ok(folder),
            None => Ok(config.folder(&context.project(), self.dir.as_deref())?),
        }
    }

    /// The folder and its records, for reading. Says so where a change was interrupted.
    pub fn open(&self, context: &Context) -> anyhow::Result<Opening> {
        self.open_with(context, &Config::find(&context.project())?)
    }

    /// As [`Self::open`], with settings that were read already.
    pub fn open_with(&self, context: &Context, config: &Config) -> anyhow::Result<Opening> {
        let folder = self.folder(context, config)?;
        warn_of_interrupted(&folder, context);
        let records = crate::adr::list::list(&folder)?;
        self.opening(folder, records, config.clone(), context)
    }

    /// The same; a folder that is not there holds no record.
    pub fn open_if_there(&self, context: &Context, config: &Config) -> anyhow::Result<Opening> {
        let folder = self.folder(context, config)?;
        if folder.path.symlink_metadata().is_ok() {
            return self.open_with(context, config);
        }
        self.opening(folder, Vec::new(), config.clone(), context)
    }

    /// The folder and its records, for changing: locked, and with what was interrupted finished.
    pub fn open_for_change(&self, context: &Context) -> anyhow::Result<(Opening, Guard)> {
        let config = Config::find(&context.project())?;
        let folder = self.folder(context, &config)?;
        anyhow::ensure!(folder.path.is_dir(), "there is no folder `{}`", folder.path.display());
        let guard = lock(&folder, context)?;
        let records = crate::adr::list::list(&folder)?;
        Ok((self.opening(folder, records, config, context)?, guard))
    }

    /// A single folder, with the part of the project that it belongs to and the settings that hold there.
    fn opening(
        &self,
        folder: Folder,
        records: Vec<Record>,
        config: Config,
        context: &Context,
    ) -> anyhow::Result<Opening> {
        let project = context.project();
        let is_of_whole = self.dir.is_none() && config.adr.dir.as_ref() == Some(&folder.path);
        let base = Base::of(&folder.path, &project);
        let part = if is_of_whole { String::new() } else { base.part().to_owned() };
        let config = if part.is_empty() { config } else { Config::find(&base.root)? };
        Ok(Opening { folder, records, name: String::new(), part, config })
    }
}

/// Says which other folders of records a look at one leaves out, and what looks at them.
pub fn say_of_others(opening: &Opening, how: &str, context: &Context) {
    let Ok(places) = all(&context.project()) else { return };
    let real = |folder: &Folder| std::fs::canonicalize(&folder.path).ok();
    let holds_some = |folder: &Folder| {
        folder.names().is_ok_and(|names| names.iter().any(|name| is_record_name(name) || number_of(name).is_some()))
    };
    let others =
        places.iter().filter(|place| real(&place.folder) != real(&opening.folder) && holds_some(&place.folder));
    let others: Vec<&str> = others.map(|place| place.name.as_str()).collect();
    let Some((first, more)) = others.split_first() else { return };
    let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
    context.say(&format!("note: records of other folders were not looked at: {first}{more}; {how}"));
}

impl Opening {
    /// The path by which a record is named: within its folder, or from the project's root where several folders are looked at.
    pub fn record_name(&self, file: &str) -> String {
        format!("{}{file}", self.prefix())
    }

    /// What stands before the records' paths where they are named.
    pub fn prefix(&self) -> String {
        if self.name.is_empty() { String::new() } else { format!("{}/", self.name) }
    }

    /// The record that a reference means.
    pub fn pick(&self, reference: &str) -> anyhow::Result<Opened> {
        Ok(pick(&self.folder, &self.records, reference)?)
    }
}

/// The rules of those parts of a project that have some of their own.
pub struct PartRules(BTreeMap<String, (Locations, Library)>);

impl PartRules {
    /// Loads them for some folders of records.
    pub fn of<'a>(openings: impl IntoIterator<Item = &'a Opening>, whole: &Locations, context: &Context) -> Self {
        let (mut parts, mut absences) = (BTreeMap::new(), Absences::default());
        for part in openings.into_iter().map(|opening| &opening.part).filter(|part| !part.is_empty()) {
            let locations = context.locations_with(&context.project().join(part), &mut absences);
            let is_own = locations.project != whole.project && locations.project.as_deref().is_some_and(has_own);
            if (is_own || locations.absent != whole.absent) && !parts.contains_key(part) {
                let library = load(&locations);
                parts.insert(part.clone(), (locations, library));
            }
        }
        Self(parts)
    }

    /// All of them, with where they come from.
    pub fn all(&self) -> impl Iterator<Item = &(Locations, Library)> {
        self.0.values()
    }

    /// The rules that hold for a folder of records: its part's own, or else those of the whole.
    pub fn library<'a>(&'a self, opening: &Opening, whole: &'a Library) -> &'a Library {
        self.0.get(&opening.part).map_or(whole, |(_, library)| library)
    }

    /// The folder that these lie in.
    pub fn folder<'a>(&'a self, opening: &Opening, whole: &'a Path) -> &'a Path {
        self.0.get(&opening.part).and_then(|(locations, _)| locations.project.as_deref()).unwrap_or(whole)
    }
}

/// Locks a folder and finishes what was interrupted in it.
pub fn lock(folder: &Folder, context: &Context) -> anyhow::Result<Guard> {
    let (guard, recovered) =
        journal::enter(folder, || context.say("another archfit is writing there; waiting for it"))?;
    if let Some(recovered) = recovered {
        context.say(&recovered.to_string());
    }
    Ok(guard)
}
