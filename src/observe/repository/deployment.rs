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
        Kind::Compose => services(below, text, found),
        Kind::Procfile => {
            let names = text.lines().filter_map(|line| line.split_once(':')).map(|(name, _)| name.trim());
            names.filter(|name| !name.is_empty() && *name != "release").for_each(|name| found.part(name));
        }
        _ => {}
    }
}

/// Services of Compose. Those that are built here are parts; whose a ready image is, is told once all files were looked at.
fn services(below: &str, text: &str, found: &mut Found) {
    let yaml = serde_yaml_ng::from_str::<Yaml>(text).and_then(|mut yaml| yaml.apply_merge().map(|()| yaml));
    let Ok(yaml) = yaml else {
        found.unreadable.push(below.to_owned());
        return;
    };
    let services = yaml.get("services").and_then(Yaml::as_mapping);
    for (name, service) in services.into_iter().flatten() {
        let Some(name) = name.as_str() else { continue };
        let image = service.get("image").and_then(Yaml::as_str).map(repository_of);
        let base = service.get("extends").and_then(|base| base.as_str().or_else(|| base.get("service")?.as_str()));
        if service.get("build").is_some() {
            found.part(name);
            found.built.extend(image.map(str::to_owned));
        } else if let Some(image) = image {
            found.ready.entry(name.to_owned()).or_default().insert(image.to_owned());
        } else if let Some(base) = base {
            found.extending.push((name.to_owned(), base.to_owned()));
        }
    }
}

/// An image's name without its tag and digest.
fn repository_of(image: &str) -> &str {
    let last = image.rfind('/').map_or(0, |at| at + 1);
    image[last..].find([':', '@']).map_or(image, |at| &image[..last + at])
}

/// Tells which services of ready images are parts: those whose image another service builds, or that stands beside one that is built here;
/// and those that extend a part. The others stay as they are: no file tells whose their images are.
pub(super) fn settle(found: &mut Found) {
    let beside = |image: &str| image.rsplit_once('/').map(|(place, _)| place.to_owned());
    let places: std::collections::BTreeSet<String> = found.built.iter().filter_map(|image| beside(image)).collect();
    let is_own = |image: &String| found.built.contains(image) || beside(image).is_some_and(|at| places.contains(&at));
    let own: Vec<String> =
        found.ready.iter().filter(|(_, images)| images.iter().any(is_own)).map(|(name, _)| name.clone()).collect();
    own.iter().for_each(|name| found.part(name));
    let mut extending = std::mem::take(&mut found.extending);
    loop {
        let (parts, rest) = extending.into_iter().partition::<Vec<_>, _>(|(_, base)| found.parts.contains_key(base));
        if parts.is_empty() {
            break;
        }
        parts.iter().for_each(|(name, _)| found.part(name));
        extending = rest;
    }
    // One file may build what another one only runs.
    found.ready.retain(|name, _| !found.parts.contains_key(name));
}

/// Workloads of Kubernetes, of which several may stand in one file.
pub(super) fn read_workloads(text: &str, found: &mut Found) {
    if !text.contains("apiVersion") || !text.contains("kind") {
        return;
    }
    let mut is_any = false;
    for document in serde_yaml_ng::Deserializer::from_str(text) {
        let Ok(yaml) = Yaml::deserialize(document) else {
            found.n_templates += u64::from(text.contains("{{"));
            break;
        };
        is_any |= yaml.get("apiVersion").is_some_and(Yaml::is_string) && workload(&yaml, None, found);
    }
    if is_any {
        *found.deployments.entry("kubernetes".to_owned()).or_insert(0) += 1;
    }
}

/// One manifest, or a list of them, in which a kind may stand for all; whether it is one.
fn workload(yaml: &Yaml, of_list: Option<&str>, found: &mut Found) -> bool {
    let Some(kind) = yaml.get("kind").and_then(Yaml::as_str).or(of_list) else { return false };
    if let (Some(of_list), Some(items)) = (kind.strip_suffix("List"), yaml.get("items").and_then(Yaml::as_sequence)) {
        let of_list = Some(of_list).filter(|kind| !kind.is_empty());
        for item in items {
            workload(item, of_list, found);
        }
    }
    if matches!(kind, "Deployment" | "StatefulSet" | "DaemonSet" | "CronJob" | "Rollout") {
        let name = yaml.get("metadata").and_then(|metadata| metadata.get("name"));
        // `{{ .Values.name }}` is YAML too: a table.
        if name.is_some_and(Yaml::is_mapping) {
            found.n_templates += 1;
        } else {
            found.part(name.and_then(Yaml::as_str).unwrap_or("unnamed"));
            found.n_workloads += 1;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(found: &mut Found) -> Vec<&str> {
        settle(found);
        found.parts.keys().map(String::as_str).collect()
    }

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
        assert_eq!(parts(&mut found), ["api", "web", "worker"]);
        assert_eq!(found.deployments.keys().collect::<Vec<_>>(), ["compose", "kubernetes", "procfile"]);
        assert_eq!((found.n_workloads, found.ready.len()), (1, 1));
    }

    #[test]
    fn a_ready_image_is_a_part_where_it_is_built_here_or_beside_what_is() {
        let mut found = Found::default();
        let base = "x-app: &app\n  build: .\n  image: ghcr.io/acme/app:${TAG:-latest}\nservices:\n  web:\n    <<: *app\n  tasks:\n    image: ghcr.io/acme/app@sha256:12\n  mail:\n    image: ghcr.io/acme/mail:2\n  late:\n    extends:\n      file: base.yaml\n      service: later\n  later:\n    extends: web\n  db:\n    image: postgres:16\n  cache:\n    image: bitnami/redis\n  api:\n    image: localhost:5000/api:1\n";
        read(Kind::Compose, "compose.yaml", base, &mut found);
        read(Kind::Compose, "docker-compose.override.yml", "services:\n  api:\n    build: api\n", &mut found);
        assert_eq!(parts(&mut found), ["api", "late", "later", "mail", "tasks", "web"]);
        assert_eq!(found.ready.keys().collect::<Vec<_>>(), ["cache", "db"]);
        read(Kind::Compose, "deploy/compose.yaml", "services:\n  {{- range .all }}\n", &mut found);
        assert_eq!(found.unreadable, ["deploy/compose.yaml"]);
    }

    #[test]
    fn a_list_of_manifests_is_read_as_its_items_are() {
        let mut found = Found::default();
        let list = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: apps/v1\n  kind: Deployment\n  metadata: {name: web}\n- apiVersion: v1\n  kind: Service\n  metadata: {name: web}\n- apiVersion: v1\n  kind: List\n  items:\n  - {apiVersion: batch/v1, kind: CronJob, metadata: {name: nightly}}\n";
        read_workloads(list, &mut found);
        let of_kind = r#"{"apiVersion": "apps/v1", "kind": "StatefulSetList", "items": [{"metadata": {"name": "queue"}}, {"metadata": {}}]}"#;
        read_workloads(of_kind, &mut found);
        read_workloads("apiVersion: v1\nkind: List\nitems: []\n", &mut found);
        read_workloads("apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}\n", &mut found);
        let broken = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  {{- include \"x\" . }}\n";
        read_workloads(broken, &mut found);
        assert_eq!(parts(&mut found), ["nightly", "queue", "unnamed", "web"]);
        assert_eq!((found.deployments["kubernetes"], found.n_workloads, found.n_templates), (4, 4, 2));
    }
}
