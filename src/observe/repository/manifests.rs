//! Manifests of package ecosystems: which direct dependencies a project declares, by name.

use serde_json::Value as Json;

/// What a manifest is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Npm,
    Deno,
    Requirements,
    PyProject,
    Pipfile,
    SetupPy,
    SetupCfg,
    Conda,
    Pixi,
    Cargo,
    Go,
    Gem,
    Composer,
    Maven,
    Gradle,
    Catalog,
    NuGet,
    Mix,
    Pub,
}

impl Kind {
    /// The ecosystem it belongs to.
    pub fn ecosystem(self) -> &'static str {
        match self {
            Self::Npm => "npm",
            Self::Deno => "jsr",
            Self::Pixi | Self::Conda => "conda",
            Self::Requirements | Self::PyProject | Self::Pipfile | Self::SetupPy | Self::SetupCfg => "pypi",
            Self::Cargo => "cargo",
            Self::Go => "go",
            Self::Gem => "rubygems",
            Self::Composer => "packagist",
            Self::Maven | Self::Gradle | Self::Catalog => "maven",
            Self::NuGet => "nuget",
            Self::Mix => "hex",
            Self::Pub => "pub",
        }
    }
}

/// What a file is, by its path.
pub fn kind_of(path: &str) -> Option<Kind> {
    let (folder, name) = path.rsplit_once('/').unwrap_or_default();
    let name = if name.is_empty() { path } else { name };
    let is_listed = name.starts_with("requirements") || folder.rsplit('/').next() == Some("requirements");
    let is_requirements = is_listed && [".txt", ".in"].iter().any(|end| name.ends_with(end));
    Some(match name {
        "package.json" => Kind::Npm,
        "deno.json" | "deno.jsonc" => Kind::Deno,
        "pixi.toml" => Kind::Pixi,
        "libs.versions.toml" => Kind::Catalog,
        "pyproject.toml" => Kind::PyProject,
        "Pipfile" => Kind::Pipfile,
        "setup.py" => Kind::SetupPy,
        "setup.cfg" => Kind::SetupCfg,
        "environment.yml" | "environment.yaml" => Kind::Conda,
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
        Kind::Deno => json_keys(text, &["imports"])?,
        Kind::Pixi => {
            let table: toml::Table = text.parse().ok()?;
            let mut names = toml_keys(&table, &["dependencies"]);
            names.extend(toml_keys(&table, &["pypi-dependencies"]));
            names.retain(|name| name != "python");
            names
        }
        Kind::Catalog => catalog(text)?,
        Kind::Composer => {
            let mut names = json_keys(text, &["require"])?;
            names.retain(|name| name.contains('/'));
            names
        }
        Kind::Requirements => text.lines().filter_map(|line| egg(line).or_else(|| requirement(line))).collect(),
        Kind::SetupPy => setup_py(text)?,
        Kind::SetupCfg => setup_cfg(text),
        Kind::Conda => conda(text)?,
        Kind::PyProject => pyproject(text)?,
        Kind::Pipfile => toml_keys(&text.parse().ok()?, &["packages"]),
        Kind::Cargo => cargo(text)?,
        Kind::Go => go(text),
        Kind::Gem => text.lines().filter_map(|line| gem(line.trim())).collect(),
        Kind::Maven => maven(text)?,
        Kind::Gradle => text.lines().filter_map(gradle).collect(),
        Kind::NuGet => nuget(text)?,
        Kind::Mix => text.lines().flat_map(mix).collect(),
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

/// How versions of packages begin that lie in the same repository.
const OWN: [&str; 4] = ["workspace:", "file:", "link:", "portal:"];

fn json_keys(text: &str, tables: &[&str]) -> Option<Vec<String>> {
    let json: Json = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
    let is_own = |value: &Json| value.as_str().is_some_and(|value| OWN.iter().any(|own| value.starts_with(own)));
    let entries = tables.iter().filter_map(|table| json.get(table)?.as_object()).flatten();
    let entries = entries.filter(|(_, value)| !is_own(value));
    json.is_object()
        .then(|| entries.map(|(key, value)| value.as_str().and_then(alias).unwrap_or(key).to_owned()).collect())
}

/// The package that a name of one's own stands for: `npm:express@^4` is `express`.
fn alias(value: &str) -> Option<&str> {
    let package = value.strip_prefix("npm:").or_else(|| value.strip_prefix("jsr:"))?.trim_start_matches('/');
    // A scope begins with the same sign as a version.
    let end = package.char_indices().skip(1).find(|(_, c)| *c == '@').map_or(package.len(), |(at, _)| at);
    Some(&package[..end])
}

/// `gem "name"` and `gem("name")`.
fn gem(line: &str) -> Option<String> {
    quoted(line.strip_prefix("gem ").or_else(|| line.strip_prefix("gem("))?)
}

/// The libraries of a catalog of versions, as `group:name`.
fn catalog(text: &str) -> Option<Vec<String>> {
    let table: toml::Table = text.parse().ok()?;
    let libraries = table.get("libraries").and_then(toml::Value::as_table);
    let name = |library: &toml::Value| {
        let of = |key: &str| library.get(key).and_then(toml::Value::as_str);
        if let Some(module) = of("module") {
            return Some(module.to_owned());
        }
        if let Some(text) = library.as_str() {
            let mut parts = text.split(':');
            return Some(format!("{}:{}", parts.next()?, parts.next()?));
        }
        Some(format!("{}:{}", of("group")?, of("name")?))
    };
    Some(libraries.into_iter().flat_map(toml::Table::values).filter_map(name).collect())
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

/// The name that a link says it is of: `git+https://…#egg=name`.
fn egg(line: &str) -> Option<String> {
    let line = line.trim().trim_start_matches("-e ").trim_start_matches("--editable ").trim_start();
    let link = line.contains("://").then_some(line)?;
    let name = link.split(['#', '&']).skip(1).find_map(|part| part.trim().strip_prefix("egg="))?;
    requirement(name)
}

/// The files that a list of requirements takes in: `-r base.txt`.
pub fn included(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().map(|line| line.split(" #").next().unwrap_or_default().trim());
    lines.filter_map(|line| {
        let named = line.strip_prefix("--requirement").or_else(|| line.strip_prefix("-r"))?;
        let named = named.trim_start_matches(['=', ' ', '\t']).trim();
        (!named.is_empty() && !named.contains("://")).then_some(named)
    })
}

/// What `install_requires` of a `setup.py` lists; `None` where it is made by code, which nobody runs here.
fn setup_py(text: &str) -> Option<Vec<String>> {
    let Some((_, rest)) = text.split_once("install_requires") else { return Some(Vec::new()) };
    let list = rest.trim_start().strip_prefix('=')?.trim_start().strip_prefix('[')?;
    let list = &list[..list.find(']')?];
    let lines = list.lines().map(|line| line.split(" #").next().unwrap_or_default());
    let quoted = lines.flat_map(|line| line.split(['"', '\'']).skip(1).step_by(2));
    Some(quoted.filter_map(requirement).collect())
}

/// What `install_requires` of a `setup.cfg` lists, in its line and the indented ones below.
fn setup_cfg(text: &str) -> Vec<String> {
    let mut lines = text.lines().skip_while(|line| !line.starts_with("install_requires"));
    let first = lines.next().and_then(|line| line.split_once('=')).map_or("", |(_, first)| first);
    let below = lines.take_while(|line| line.starts_with([' ', '\t']) || line.trim().is_empty());
    std::iter::once(first).chain(below).flat_map(|line| line.split(" ;").take(1)).filter_map(requirement).collect()
}

/// The packages of an environment of conda, those of pip within it included.
fn conda(text: &str) -> Option<Vec<String>> {
    let yaml: serde_yaml_ng::Value = serde_yaml_ng::from_str(text).ok()?;
    let list = |value: Option<&serde_yaml_ng::Value>| -> Vec<serde_yaml_ng::Value> {
        value.and_then(serde_yaml_ng::Value::as_sequence).cloned().unwrap_or_default()
    };
    let mut names = Vec::new();
    for entry in list(yaml.get("dependencies")) {
        // `channel::name=1.2` is `name`.
        let name = entry.as_str().map(|entry| entry.rsplit("::").next().unwrap_or_default().to_owned());
        names.extend(name.as_deref().and_then(requirement));
        let of_pip = list(entry.get("pip"));
        names.extend(of_pip.iter().filter_map(|one| one.as_str()).filter_map(requirement));
    }
    names.retain(|name| name != "python" && name != "pip");
    Some(names)
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
    let mut names = crates(table.get("dependencies"));
    names.extend(crates(table.get("workspace").and_then(|workspace| workspace.get("dependencies"))));
    let targets = table.get("target").and_then(toml::Value::as_table).into_iter().flat_map(toml::Table::values);
    names.extend(targets.flat_map(|target| crates(target.get("dependencies"))));
    Some(names)
}

/// The names of a table of crates, those in use where they are renamed.
fn crates(table: Option<&toml::Value>) -> Vec<String> {
    let entries = table.and_then(toml::Value::as_table).into_iter().flatten();
    let name = |(key, value): (&String, &toml::Value)| {
        value.get("package").and_then(toml::Value::as_str).unwrap_or(key).to_owned()
    };
    entries.map(name).collect()
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
    // What is managed is only given a version, and what a plugin needs is no part of the program.
    let is_aside = |node: &roxmltree::Node| {
        let mut above = node.ancestors().skip(1).map(|above| above.tag_name().name());
        above.any(|name| name == "dependencyManagement" || name == "plugin")
    };
    let found = document.descendants().filter(is_dependency).filter(|node| !is_test(node) && !is_aside(node));
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

/// `{:name, "~> 1.0"}`, as many as there are; those for development and tests are left out.
fn mix(line: &str) -> Vec<String> {
    let one = |entry: &str| {
        let entry = &entry[..entry.find('}').unwrap_or(entry.len())];
        let (name, rest) = entry.split_once(',')?;
        let is_aside = rest.split_once("only:").is_some_and(|(_, only)| !only.contains(":prod"));
        (rest.contains('"') && !is_aside).then(|| name.trim().to_owned())
    };
    line.split("{:").skip(1).filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn direct_dependencies_are_read_from_every_ecosystem() {
        let cases: [(&str, &str, &[&str]); 27] = [
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
            (
                "package.json",
                r#"{"dependencies": {"web": "npm:@scope/web@^4", "db": "catalog:", "own": "workspace:*"}}"#,
                &["@scope/web", "db"],
            ),
            (
                "deno.json",
                r#"{"imports": {"@std/http": "jsr:@std/http@1", "web": "npm:express@^4"}}"#,
                &["@std/http", "express"],
            ),
            ("requirements/base.txt", "First==4\n", &["first"]),
            (
                "pixi.toml",
                "[dependencies]\npython = \"3.13.*\"\nnumpy = \"*\"\n[pypi-dependencies]\nfirst = \"*\"",
                &["first", "numpy"],
            ),
            (
                "Cargo.toml",
                "[dependencies]\nweb = { package = \"axum\", version = \"1\" }\n[target.'cfg(unix)'.dependencies]\nnix = \"1\"",
                &["axum", "nix"],
            ),
            (
                "gradle/libs.versions.toml",
                "[versions]\nx = \"1\"\n[libraries]\na = { module = \"g:a\", version.ref = \"x\" }\nb = { group = \"g\", name = \"b\" }\nc = \"g:c:1\"",
                &["g:a", "g:b", "g:c"],
            ),
            ("Gemfile", "gem(\"puma\", \"~> 8\")\ngemspec\n", &["puma"]),
            (
                "pyproject.toml",
                "[project]\ndependencies = [\"First (>=5,<6)\"]\n[tool.poetry]\npackages = []\n[dependency-groups]\ndev = [\"pytest\"]",
                &["first"],
            ),
            ("mix.exs", "defp deps do [\n {:first, \"~> 1.7\"},\n ] end", &["first"]),
            ("mix.exs", "[{:first, \"~> 1\"}, {:b, \"~> 1\", only: :dev}, {:c, \"~> 1\"}]", &["c", "first"]),
            (
                "requirements.txt",
                "-e git+https://example.org/x.git@v1#egg=First\ngit+ssh://git@example.org/y#subdirectory=a&egg=b[x]\nc @ https://x/y.whl\n",
                &["b", "c", "first"],
            ),
            (
                "setup.py",
                "from setuptools import setup\nsetup(name='x', install_requires=[\n  'First>=1',  # why\n  \"b[x]; python_version<'3'\",\n], extras_require={'t': ['pytest']})",
                &["b", "first"],
            ),
            (
                "setup.cfg",
                "[metadata]\nname = x\n[options]\ninstall_requires =\n    First>=1\n    b ; python_version<'3'\n\n[options.extras_require]\nt = pytest\n",
                &["b", "first"],
            ),
            (
                "environment.yml",
                "name: x\ndependencies:\n  - python=3.13\n  - conda-forge::First=1.2\n  - b>=2\n  - pip:\n    - c==1\n",
                &["b", "c", "first"],
            ),
            (
                "pom.xml",
                "<project><parent><groupId>p</groupId><artifactId>p</artifactId></parent><dependencyManagement><dependencies><dependency><groupId>m</groupId><artifactId>m</artifactId></dependency></dependencies></dependencyManagement><build><plugins><plugin><dependencies><dependency><groupId>q</groupId><artifactId>q</artifactId></dependency></dependencies></plugin></plugins></build></project>",
                &["p:p"],
            ),
            ("package.json", r#"{"dependencies": {"@x/core": "file:../core", "lib": "1"}}"#, &["lib"]),
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
        assert_eq!(read(Kind::SetupPy, "setup(install_requires=load('x'))"), None, "nobody runs it");
        assert_eq!(
            included("-r base.txt # all\n--requirement=b/c.in\n-rd.txt\nfirst\n").collect::<Vec<_>>(),
            ["base.txt", "b/c.in", "d.txt"]
        );
    }
}
