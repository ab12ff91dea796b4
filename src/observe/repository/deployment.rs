//! What is deployed: images built, services of Compose, workloads of Kubernetes, and the kinds of files that say so.

use serde::Deserialize as _;
use serde_yaml_ng::Value as Yaml;

use super::found::Found;

/// What a deployment file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Dockerfile,
    Compose,
    Procfile,
    Functions,
    Helm,
    Platform,
}

/// What a file is, by its name.
pub fn kind_of(name: &str) -> Option<Kind> {
    Some(match name {
        "Procfile" => Kind::Procfile,
        "serverless.yml" | "serverless.yaml" | "samconfig.toml" | "wrangler.toml" | "wrangler.jsonc" => Kind::Functions,
        "Chart.yaml" => Kind::Helm,
        "fly.toml" | "render.yaml" | "app.json" => Kind::Platform,
        _ if name == "Dockerfile" || name.starts_with("Dockerfile.") || name == "Containerfile" => Kind::Dockerfile,
        _ if is_compose(name) => Kind::Compose,
        _ => return None,
    })
}

fn is_compose(name: &str) -> bool {
    let stem = name.strip_suffix(".yml").or_else(|| name.strip_suffix(".yaml"));
    stem.is_some_and(|stem| stem == "compose" || stem == "docker-compose" || stem.starts_with("docker-compose."))
}

/// Reads a deployment file.
pub(super) fn read(kind: Kind, below: &str, text: &str, found: &mut Found) {
    let word = match kind {
        Kind::Dockerfile => "dockerfile",
        Kind::Compose => "compose",
        Kind::Procfile => "procfile",
        Kind::Functions => "functions",
        Kind::Helm => "helm",
        Kind::Platform => "platform",
    };
    // `app.json` is also the name of other things.
    if kind == Kind::Platform && below.ends_with("app.json") && !text.contains("\"buildpacks\"") {
        return;
    }
    *found.deployments.entry(word.to_owned()).or_insert(0) += 1;
    match kind {
        Kind::Compose => services(text, found),
        Kind::Procfile => {
            let names = text.lines().filter_map(|line| line.split_once(':')).map(|(name, _)| name.trim());
            names.filter(|name| !name.is_empty() && *name != "release").for_each(|name| found.part(name));
        }
        _ => {}
    }
}

/// Services of Compose that are built here: those of ready images are other people's.
fn services(text: &str, found: &mut Found) {
    let Ok(yaml) = serde_yaml_ng::from_str::<Yaml>(text) else { return };
    let services = yaml.get("services").and_then(Yaml::as_mapping);
    for (name, service) in services.into_iter().flatten() {
        if let Some(name) = name.as_str().filter(|_| service.get("build").is_some()) {
            found.part(name);
        }
    }
}

/// Workloads of Kubernetes, of which several may stand in one file.
pub(super) fn read_workloads(text: &str, found: &mut Found) {
    if !text.contains("apiVersion") || !text.contains("kind:") {
        return;
    }
    let mut is_any = false;
    for document in serde_yaml_ng::Deserializer::from_str(text) {
        let Ok(yaml) = Yaml::deserialize(document) else { break };
        let of = |key: &str| yaml.get(key).and_then(Yaml::as_str);
        let (Some(_), Some(kind)) = (of("apiVersion"), of("kind")) else { continue };
        is_any = true;
        if matches!(kind, "Deployment" | "StatefulSet" | "DaemonSet" | "CronJob" | "Rollout") {
            let name = yaml.get("metadata").and_then(|metadata| metadata.get("name")).and_then(Yaml::as_str);
            found.part(name.unwrap_or("unnamed"));
        }
    }
    if is_any {
        *found.deployments.entry("kubernetes".to_owned()).or_insert(0) += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_what_is_built_here() {
        let mut found = Found::default();
        read(
            Kind::Compose,
            "compose.yaml",
            "services:\n  web:\n    build: .\n  db:\n    image: postgres\n",
            &mut found,
        );
        read(Kind::Procfile, "Procfile", "web: run\nworker: work\nrelease: migrate\n", &mut found);
        let manifest = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: api\n";
        read_workloads(manifest, &mut found);
        let parts: Vec<&str> = found.parts.keys().map(String::as_str).collect();
        assert_eq!(parts, ["api", "web", "worker"]);
        assert_eq!(found.deployments.keys().collect::<Vec<_>>(), ["compose", "kubernetes", "procfile"]);
    }
}
