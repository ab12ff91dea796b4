//! Manifests of package ecosystems: which direct dependencies a project declares, by name.

use serde_json::Value as Json;

/// What a manifest is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Npm,
    Requirements,
    PyProject,
    Pipfile,
    Cargo,
    Go,
    Gem,
    Composer,
    Maven,
    Gradle,
    NuGet,
    Mix,
    Pub,
}

impl Kind {
    /// The ecosystem it belongs to.
    pub fn ecosystem(self) -> &'static str {
        match self {
            Self::Npm => "npm",
            Self::Requirements | Self::PyProject | Self::Pipfile => "pypi",
            Self::Cargo => "cargo",
            Self::Go => "go",
            Self::Gem => "rubygems",
            Self::Composer => "packagist",
            Self::Maven | Self::Gradle => "maven",
            Self::NuGet => "nuget",
            Self::Mix => "hex",
            Self::Pub => "pub",
        }
    }
}

/// What a file is, by its name.
pub fn kind_of(name: &str) -> Option<Kind> {
    let is_requirements = name.starts_with("requirements") && [".txt", ".in"].iter().any(|end| name.ends_with(end));
    Some(match name {
        "package.json" => Kind::Npm,
        "pyproject.toml" => Kind::PyProject,
        "Pipfile" => Kind::Pipfile,
        "Cargo.toml" => Kind::Cargo,
        "go.mod" => Kind::Go,
        "Gemfile" => Kind::Gem,
        "composer.json" => Kind::Composer,
        "pom.xml" => Kind::Maven,
        "build.gradle" | "build.gradle.kts" => Kind::Gradle,
        "mix.exs" => Kind::Mix,
        "pubspec.yaml" => Kind::Pub,
        _ if is_requirements => Kind::Requirements,
        _ if name.ends_with(".csproj") || name.ends_with(".fsproj") => Kind::NuGet,
        _ => return None,
    })
}

/// The names that a manifest declares, in lower case; `None` where it cannot be read.
pub fn read(kind: Kind, text: &str) -> Option<Vec<String>> {
    let names = match kind {
        Kind::Npm => json_keys(text, &["dependencies", "optionalDependencies", "peerDependencies"])?,
        Kind::Composer => {
            let mut names = json_keys(text, &["require"])?;
            names.retain(|name| name.contains('/'));
            names
        }
        Kind::Requirements => text.lines().filter_map(requirement).collect(),
        Kind::PyProject => pyproject(text)?,
        Kind::Pipfile => toml_keys(&text.parse().ok()?, &["packages"]),
        Kind::Cargo => cargo(text)?,
        Kind::Go => go(text),
        Kind::Gem => text.lines().filter_map(|line| quoted(line.trim().strip_prefix("gem ")?)).collect(),
        Kind::Maven => maven(text)?,
        Kind::Gradle => text.lines().filter_map(gradle).collect(),
        Kind::NuGet => nuget(text)?,
        Kind::Mix => text.lines().filter_map(mix).collect(),
        Kind::Pub => {
            let yaml: serde_yaml_ng::Value = serde_yaml_ng::from_str(text).ok()?;
            let list = yaml.get("dependencies").and_then(serde_yaml_ng::Value::as_mapping);
            list.into_iter().flat_map(|map| map.keys()).filter_map(|key| key.as_str().map(str::to_owned)).collect()
        }
    };
    let mut names: Vec<String> = names.into_iter().map(|name| name.to_lowercase()).collect();
    names.sort();
    names.dedup();
    Some(names)
}

fn json_keys(text: &str, tables: &[&str]) -> Option<Vec<String>> {
    let json: Json = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
    let keys = tables.iter().filter_map(|table| json.get(table)?.as_object());
    json.is_object().then(|| keys.flat_map(|table| table.keys().cloned()).collect())
}

/// The name that a requirement begins with; options, links and comments have none.
fn requirement(line: &str) -> Option<String> {
    let line = line.split('#').next().unwrap_or_default().trim();
    let end = line.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))).unwrap_or(line.len());
    let is_link = line[end..].starts_with([':', '/', '+']);
    // Packaging tools take runs of these for one dash.
    let name = line[..end].replace(['_', '.'], "-");
    (!name.is_empty() && !name.starts_with('-') && !is_link).then_some(name)
}

fn toml_keys(table: &toml::Table, path: &[&str]) -> Vec<String> {
    let mut at = Some(table);
    for key in path {
        at = at.and_then(|table| table.get(*key)).and_then(toml::Value::as_table);
    }
    at.into_iter().flat_map(toml::Table::keys).cloned().collect()
}

fn pyproject(text: &str) -> Option<Vec<String>> {
    let table: toml::Table = text.parse().ok()?;
    let project = table.get("project").and_then(|project| project.get("dependencies")).and_then(toml::Value::as_array);
    let listed = project.into_iter().flatten().filter_map(toml::Value::as_str).filter_map(requirement);
    let mut names: Vec<String> = listed.collect();
    names.extend(toml_keys(&table, &["tool", "poetry", "dependencies"]).into_iter().filter(|name| name != "python"));
    Some(names)
}

fn cargo(text: &str) -> Option<Vec<String>> {
    let table: toml::Table = text.parse().ok()?;
    let mut names = toml_keys(&table, &["dependencies"]);
    names.extend(toml_keys(&table, &["workspace", "dependencies"]));
    Some(names)
}

fn go(text: &str) -> Vec<String> {
    let mut is_inside = false;
    let mut names = Vec::new();
    for line in text.lines().map(str::trim) {
        let entry = match line {
            "require (" => {
                is_inside = true;
                continue;
            }
            ")" => {
                is_inside = false;
                continue;
            }
            _ if is_inside => Some(line),
            _ => line.strip_prefix("require "),
        };
        let direct = entry.filter(|entry| !entry.contains("// indirect"));
        names.extend(direct.and_then(|entry| entry.split_whitespace().next()).map(str::to_owned));
    }
    names
}

fn quoted(text: &str) -> Option<String> {
    let start = text.find(['\'', '"'])?;
    let quote = text[start..].chars().next()?;
    let inner = &text[start + 1..];
    Some(inner[..inner.find(quote)?].to_owned())
}

fn maven(text: &str) -> Option<Vec<String>> {
    let document = roxmltree::Document::parse(text).ok()?;
    let text_of = |node: roxmltree::Node, name: &str| {
        node.children()
            .find(|child| child.has_tag_name_any(name))
            .and_then(|child| child.text())
            .map(str::trim)
            .map(str::to_owned)
    };
    let is_dependency =
        |node: &roxmltree::Node| node.tag_name().name() == "dependency" || node.tag_name().name() == "parent";
    let is_test = |node: &roxmltree::Node| text_of(*node, "scope").is_some_and(|scope| scope == "test");
    let found = document.descendants().filter(is_dependency).filter(|node| !is_test(node));
    Some(
        found
            .filter_map(|node| Some(format!("{}:{}", text_of(node, "groupId")?, text_of(node, "artifactId")?)))
            .collect(),
    )
}

/// Tags by their name alone, whatever namespace they are in.
trait AnyNamespace {
    fn has_tag_name_any(&self, name: &str) -> bool;
}

impl AnyNamespace for roxmltree::Node<'_, '_> {
    fn has_tag_name_any(&self, name: &str) -> bool {
        self.tag_name().name() == name
    }
}

/// `implementation("group:name:version")`, with either quote.
fn gradle(line: &str) -> Option<String> {
    let line = line.trim();
    let kinds = ["implementation", "api", "compile", "runtimeOnly"];
    let rest = kinds.iter().find_map(|kind| line.strip_prefix(kind))?;
    if !rest.starts_with(['(', ' ', '\'', '"']) {
        return None;
    }
    let name = quoted(rest)?;
    let mut parts = name.split(':');
    Some(format!("{}:{}", parts.next()?, parts.next()?))
}

fn nuget(text: &str) -> Option<Vec<String>> {
    let document = roxmltree::Document::parse(text.trim_start_matches('\u{feff}')).ok()?;
    let references = document.descendants().filter(|node| node.tag_name().name() == "PackageReference");
    let mut names: Vec<String> = references.filter_map(|node| node.attribute("Include").map(str::to_owned)).collect();
    names.extend(document.root_element().attribute("Sdk").map(str::to_owned));
    Some(names)
}

/// `{:name, "~> 1.0"}`.
fn mix(line: &str) -> Option<String> {
    let rest = line.trim().strip_prefix("{:")?;
    let end = rest.find(',')?;
    rest[end..].contains('"').then(|| rest[..end].trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn direct_dependencies_are_read_from_every_ecosystem() {
        let cases: [(&str, &str, &[&str]); 12] = [
            (
                "package.json",
                r#"{"dependencies": {"@scope/core": "^1", "lib": "2"}, "devDependencies": {"jest": "1"}}"#,
                &["@scope/core", "lib"],
            ),
            (
                "requirements.txt",
                "# c\nFirst>=4,<5  # why\n-r base.txt\nzope.event[x]==1\n--index-url https://x\ngit+https://x/y.git\n",
                &["first", "zope-event"],
            ),
            (
                "pyproject.toml",
                "[project]\ndependencies = [\"First~=4.2\", \"b; python_version<'3'\"]\n[tool.poetry.dependencies]\npython = \"^3\"\nC = \"1\"",
                &["b", "c", "first"],
            ),
            ("Pipfile", "[packages]\nfirst = \"*\"\n[dev-packages]\npytest = \"*\"", &["first"]),
            ("Cargo.toml", "[dependencies]\nserde = \"1\"\n[dev-dependencies]\nx = \"1\"", &["serde"]),
            (
                "go.mod",
                "module x\nrequire a.example/b v1\nrequire (\n  c.example/d v2\n  e.example/f v3 // indirect\n)",
                &["a.example/b", "c.example/d"],
            ),
            ("Gemfile", "source 'x'\ngem 'puma', '~> 6'\n  gem \"pg\"\n", &["pg", "puma"]),
            ("composer.json", r#"{"require": {"php": "8", "a/b": "1"}}"#, &["a/b"]),
            (
                "pom.xml",
                "<project xmlns=\"http://maven.apache.org/POM/4.0.0\"><dependencies><dependency><groupId>g</groupId><artifactId>a</artifactId></dependency><dependency><groupId>t</groupId><artifactId>t</artifactId><scope>test</scope></dependency></dependencies></project>",
                &["g:a"],
            ),
            ("build.gradle.kts", "implementation(\"g:a:1\")\ntestImplementation(\"t:t:1\")\n", &["g:a"]),
            (
                "x.csproj",
                "<Project Sdk=\"Some.Sdk\"><ItemGroup><PackageReference Include=\"A.B\" Version=\"1\"/></ItemGroup></Project>",
                &["a.b", "some.sdk"],
            ),
            ("mix.exs", "defp deps do [\n {:first, \"~> 1.7\"},\n ] end", &["first"]),
        ];
        for (name, text, expected) in cases {
            let kind = kind_of(name).expect(name);
            assert_eq!(read(kind, text).expect(name), expected, "{name}");
        }
    }

    #[test]
    fn a_broken_manifest_is_none() {
        assert_eq!(read(Kind::Npm, "{"), None);
        assert_eq!(read(Kind::Cargo, "[["), None);
        assert_eq!(read(Kind::Maven, "<a>"), None);
    }
}
