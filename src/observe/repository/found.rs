//! What is found while the files of a repository are looked at.

use std::collections::{BTreeMap, BTreeSet};

/// Names with how often each was met.
pub(super) type Counts = BTreeMap<String, u64>;

/// What is found while the files are looked at.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) dependencies: Counts,
    pub(super) ecosystems: Counts,
    pub(super) parts: Counts,
    pub(super) deployments: Counts,
    /// Images of Compose that are built here.
    pub(super) built: BTreeSet<String>,
    /// Services of Compose that run ready images, with these.
    pub(super) ready: BTreeMap<String, BTreeSet<String>>,
    /// Services of Compose that extend another one.
    pub(super) extending: Vec<(String, String)>,
    /// Workloads of Kubernetes among the parts.
    pub(super) n_workloads: u64,
    /// Manifests of Kubernetes that are templates.
    pub(super) n_templates: u64,
    pub(super) interfaces: Counts,
    pub(super) n_operations: u64,
    pub(super) n_channels: u64,
    pub(super) n_documents: u64,
    pub(super) owners: Option<u64>,
    pub(super) n_files: u64,
    pub(super) n_manifests: u64,
    pub(super) unreadable: Vec<String>,
}

impl Found {
    /// Counts a part that is deployed.
    pub(super) fn part(&mut self, name: &str) {
        *self.parts.entry(name.to_owned()).or_insert(0) += 1;
    }
}
