//! Interface documents: `OpenAPI` with its operations, `AsyncAPI` with its channels.

use serde_yaml_ng::Value as Yaml;

use super::found::Found;

/// Whether a text begins like an interface document.
pub fn is_interface(text: &str) -> bool {
    let words = ["openapi", "swagger", "asyncapi"];
    let head = &text[..text.char_indices().nth(4_000).map_or(text.len(), |(at, _)| at)];
    let is_key = |line: &str| {
        let line = line.trim_start_matches(['{', ' ']).trim_start_matches('"');
        words.iter().any(|word| {
            line.strip_prefix(word).is_some_and(|rest| rest.trim_start_matches('"').trim_start().starts_with(':'))
        })
    };
    head.lines().any(is_key)
}

/// Reads a document; anything else is passed over.
pub(super) fn read(text: &str, found: &mut Found) {
    if !is_interface(text) {
        return;
    }
    // JSON is YAML as well.
    let Ok(yaml) = serde_yaml_ng::from_str::<Yaml>(text) else { return };
    let has = |key: &str| yaml.get(key).is_some();
    if has("openapi") || has("swagger") {
        found.n_documents += 1;
        *found.interfaces.entry("openapi".to_owned()).or_insert(0) += 1;
        let methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
        let paths = yaml.get("paths").and_then(Yaml::as_mapping).into_iter().flat_map(|paths| paths.values());
        let n = paths.map(|path| methods.iter().filter(|method| path.get(**method).is_some()).count() as u64);
        found.n_operations += n.sum::<u64>();
    } else if has("asyncapi") {
        found.n_documents += 1;
        *found.interfaces.entry("asyncapi".to_owned()).or_insert(0) += 1;
        found.n_channels += yaml.get("channels").and_then(Yaml::as_mapping).map_or(0, |channels| channels.len() as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_and_channels_are_counted() {
        let mut found = Found::default();
        read("openapi: 3.1.0\npaths:\n  /a:\n    get: {}\n    post: {}\n    parameters: []\n", &mut found);
        read("{\n  \"swagger\": \"2.0\", \"paths\": {\"/b\": {\"get\": {}}}}", &mut found);
        read("asyncapi: 3.0.0\nchannels:\n  a: {}\n  b: {}\n", &mut found);
        read("name: openapi-tools\n", &mut found);
        assert_eq!((found.n_operations, found.n_channels, found.n_documents), (3, 2, 3));
    }
}
