//! The shapes a record may have, and what shape and folder a repository uses already.

use super::replay;

/// The shape of a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, clap::ValueEnum, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// MADR 4 with front matter.
    #[default]
    Madr4,
    /// MADR 4 with what nobody may leave out.
    Madr4Minimal,
    /// The classic four sections.
    Nygard,
    /// What every tool reads, at the price of saying status and date twice.
    Universal,
    /// One sentence.
    YStatement,
}

impl Profile {
    /// Every profile.
    pub const ALL: [Self; 5] = [Self::Madr4, Self::Madr4Minimal, Self::Nygard, Self::Universal, Self::YStatement];

    /// The name on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Madr4 => "madr4",
            Self::Madr4Minimal => "madr4-minimal",
            Self::Nygard => "nygard",
            Self::Universal => "universal",
            Self::YStatement => "y-statement",
        }
    }

    /// Whether records of this shape begin with front matter.
    pub fn has_front_matter(self) -> bool {
        matches!(self, Self::Madr4 | Self::Madr4Minimal)
    }

    /// The template's file.
    pub fn template(self) -> String {
        format!("adr-{}.md", self.name())
    }

    /// The profile that a record's text looks like; `None` where it looks like none.
    pub fn of_text(text: &str) -> Option<Self> {
        let has_line = |start: &str| text.lines().any(|line| line.trim_end().to_lowercase().starts_with(start));
        let madr_sections = has_line("## context and problem statement");
        match () {
            () if text.starts_with("---") && madr_sections => Some(Self::Madr4),
            () if has_line("* status:") && has_line("## status") => Some(Self::Universal),
            () if has_line("- status:") || has_line("* status:") => Some(Self::Universal),
            () if has_line("## status") => Some(Self::Nygard),
            () if madr_sections => Some(Self::Madr4),
            () if replay::find(text).is_some() => Some(Self::YStatement),
            () => None,
        }
    }
}
