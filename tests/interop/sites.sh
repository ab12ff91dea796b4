#!/usr/bin/env bash
# Builds sites of a folder of records that archfit wrote: log4brains, MkDocs with Material, Docusaurus and Starlight. Each has to build without
# an error or a broken link, and what was typed has to be seen on the pages as it was typed. It is no part of the gate: it needs npm, pip, a
# network and some gigabytes, and takes minutes.
#
#   tests/interop/sites.sh [ARCHFIT] [BUILDER…]
#
# ARCHFIT is the program [default: built here]; BUILDER is log4brains, mkdocs, docusaurus or starlight [default: all]. What is missing is
# installed into target/interop/sites. A builder that cannot be had is skipped, and said.
set -uo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
tools=${CARGO_TARGET_DIR:-$root/target}/interop/sites
if [ $# -gt 0 ]; then archfit=$(realpath "$1"); shift; else cargo build --locked --quiet && archfit=${CARGO_TARGET_DIR:-$root/target}/debug/archfit; fi
builders=("$@")
[ ${#builders[@]} -gt 0 ] || builders=(log4brains mkdocs docusaurus starlight)
work=$(mktemp -d)
sites=()
trap 'rm -rf "$work" "${sites[@]}"' EXIT
mkdir -p "$tools"
failed=0 built=0 skipped=()

npm_install() { # builder package…
    local folder=$tools/$1
    shift
    [ -f "$folder/done" ] && return
    command -v npm >/dev/null || return 1
    mkdir -p "$folder"
    echo '{ "private": true, "type": "module" }' >"$folder/package.json"
    (cd "$folder" && timeout 1200 npm install --no-fund --no-audit --ignore-scripts --no-package-lock "$@") >"$folder/install.log" 2>&1 && touch "$folder/done"
}

install() {
    case $1 in
        log4brains) npm_install log4brains log4brains@1.1.0 ;;
        docusaurus) npm_install docusaurus @docusaurus/core@3.10.2 @docusaurus/preset-classic@3.10.2 @docusaurus/theme-mermaid@3.10.2 @mermaid-js/layout-elk@^0.1.9 react@19 react-dom@19 @mdx-js/react@3 ;;
        starlight) npm_install starlight astro@5 @astrojs/starlight@0.36 ;;
        mkdocs)
            [ -x "$tools/venv/bin/mkdocs" ] && return
            python3 -m venv "$tools/venv" && timeout 300 "$tools/venv/bin/pip" install --quiet mkdocs-material==9.8.2 >"$tools/pip.log" 2>&1
            ;;
        *) printf 'there is no builder `%s`\n' "$1" >&2; exit 2 ;;
    esac
}

# The records: one for each text that is nasty for a renderer, in a profile that the builder reads, one of them superseded; and an index.
records() { # folder profile
    python3 - "$archfit" "$root" "$1" "$2" <<'PYTHON'
import ast, json, os, pathlib, subprocess, sys

archfit, root, folder, profile = sys.argv[1:]
fixture = pathlib.Path(root, "tests/fixtures/storage")
texts = pathlib.Path(root, "tests/interop/renderers.py").read_text(encoding="utf-8")
typed = ast.literal_eval(texts[texts.index("TYPED = ") + 8 : texts.index("]\n", texts.index("TYPED = ")) + 1])
project = pathlib.Path(folder)
(project / "docs/decisions").mkdir(parents=True)
(project / "archfit.toml").write_text('[adr]\nfront-matter = { title = "{title}" }\n')
library = ["--project", ".", "--questionnaires", str(fixture / "questionnaires"), "--rules", str(fixture / "rules")]


def run(*arguments):
    done = subprocess.run([archfit, *library, *arguments], cwd=project, env=dict(os.environ, ARCHFIT_TODAY="2026-11-24"), capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"archfit {' '.join(arguments)}: {done.stderr}")


for number, text in enumerate(typed, 1):
    told = json.dumps(text, ensure_ascii=False)
    (project / f"answers-{number}.toml").write_text(
        f'format = 1\nquestionnaire = "storage"\nsystem = {told}\n\n[answers]\nwrites-per-second = {{ value = "10..800", note = {told} }}\n'
        'write-ms = "short"\nwriters = "one"\nreports = "some"\noperators = "nobody"\n', encoding="utf-8")
    run("adr", "new", f"answers-{number}.toml", "--profile", profile, "--full", f"--title={text}", "--status", "accepted")
run("adr", "supersede", "1", "2")
(project / "docs/index.md").write_text("---\ntitle: Decisions\n---\n# Decisions\n\n<!-- adrlog -->\n<!-- adrlogstop -->\n")
run("adr", "index", "docs/index.md", "--graph")
(project / "typed.json").write_text(json.dumps(typed))
PYTHON
}

# Whether every text is seen on the pages of a site, and none of it is live.
seen() { # folder-of-pages typed.json
    python3 - "$1" "$2" <<'PYTHON'
import html.parser, json, pathlib, re, sys


class Seen(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.text, self.live, self.hidden = [], [], 0

    def handle_starttag(self, tag, attrs):
        self.hidden += tag in ("script", "style")
        self.live += [f"{name}={value}" for name, value in attrs if value and ("alert(" in value)]

    def handle_endtag(self, tag):
        self.hidden -= tag in ("script", "style")

    def handle_data(self, data):
        if not self.hidden:
            self.text.append(data)
        elif data.strip() == "alert(1)":
            self.live.append("<script>")


def plain(text):
    """Backticks are meant, and smart quotes and dashes are a builder's own way of writing."""
    for one, other in (("`", ""), ("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'"), ("–", "-"), ("—", "-"), ("…", "...")):
        text = text.replace(one, other)
    return re.sub("-+", "-", "".join(text.split()))


pages = [path for path in pathlib.Path(sys.argv[1]).rglob("*.html")]
visible, live = [], []
for page in pages:
    parser = Seen()
    parser.feed(page.read_text(encoding="utf-8"))
    visible.append(plain("".join(parser.text)))
    live += [f"{page.name}: {what}" for what in parser.live]
lost = [text for text in json.load(open(sys.argv[2])) if not any(plain(text) in page for page in visible)]
for text in lost:
    print(f"not to be seen: {text!r}")
for what in live:
    print(f"live: {what}")
print(f"{len(pages)} pages")
sys.exit(1 if lost or live or len(pages) < 20 else 0)
PYTHON
}

build() { # builder site
    local site=$2
    case $1 in
        log4brains)
            (cd "$site" && git init -q && git -c user.name=a -c user.email=a@example.org add -A && git -c user.name=a -c user.email=a@example.org commit -qm records &&
                printf 'project:\n  name: x\n  tz: Etc/UTC\n  adrFolder: ./docs/decisions\n' >.log4brains.yml &&
                NODE_OPTIONS=--openssl-legacy-provider timeout 600 "$tools/log4brains/node_modules/.bin/log4brains" build --out "$site/built" | tee build.out &&
                grep -q 'successfully generated' build.out)
            ;;
        mkdocs)
            printf 'site_name: x\nuse_directory_urls: false\ntheme:\n  name: material\nmarkdown_extensions:\n  - tables\n  - admonition\n  - attr_list\n  - md_in_html\n  - pymdownx.superfences:\n      custom_fences:\n        - {name: mermaid, class: mermaid}\nsite_dir: built\n' >"$site/mkdocs.yml"
            (cd "$site" && NO_MKDOCS_2_WARNING=1 timeout 300 "$tools/venv/bin/mkdocs" build --strict)
            ;;
        docusaurus)
            cat >"$site/docusaurus.config.js" <<'JS'
export default {
    title: 'x', url: 'https://example.org', baseUrl: '/', onBrokenLinks: 'throw', onBrokenAnchors: 'throw',
    markdown: { mermaid: true, hooks: { onBrokenMarkdownLinks: 'throw' } }, themes: ['@docusaurus/theme-mermaid'],
    presets: [['classic', { docs: { routeBasePath: '/', sidebarPath: undefined }, blog: false }]],
};
JS
            echo '{ "private": true, "type": "module" }' >"$site/package.json"
            (cd "$site" && timeout 900 "$tools/docusaurus/node_modules/.bin/docusaurus" build --out-dir built)
            ;;
        starlight)
            # What it keeps of another site would be taken for this one's.
            rm -rf "$tools/starlight/node_modules/.astro"
            mkdir -p "$site/src/content" && mv "$site/docs" "$site/src/content/docs"
            cat >"$site/astro.config.mjs" <<'JS'
import { defineConfig } from 'astro/config';
import starlight from '@astrojs/starlight';
export default defineConfig({ outDir: 'built', integrations: [starlight({ title: 'x', pagefind: false })] });
JS
            cat >"$site/src/content.config.ts" <<'JS'
import { defineCollection } from 'astro:content';
import { docsLoader } from '@astrojs/starlight/loaders';
import { docsSchema } from '@astrojs/starlight/schema';
export const collections = { docs: defineCollection({ loader: docsLoader(), schema: docsSchema() }) };
JS
            echo '{ "private": true, "type": "module" }' >"$site/package.json"
            (cd "$site" && ASTRO_TELEMETRY_DISABLED=1 timeout 900 "$tools/starlight/node_modules/.bin/astro" build)
            ;;
    esac
}

for builder in "${builders[@]}"; do
    if ! install "$builder"; then
        skipped+=("$builder")
        printf 'SKIPPED %s: it cannot be had; see %s\n' "$builder" "$tools" >&2
        continue
    fi
    # log4brains reads status and date from the lines below the title.
    profile=madr4
    [ "$builder" = log4brains ] && profile=universal
    # Below its node_modules, where a builder looks for its own parts.
    mkdir -p "$tools/$builder"
    site=$(mktemp -d "$tools/$builder/site.XXXXXX")
    sites+=("$site")
    if records "$site" "$profile" >"$work/log" 2>&1 && cp "$site/typed.json" "$work/" && build "$builder" "$site" >"$work/log" 2>&1 && seen "$site/built" "$work/typed.json" >>"$work/log" 2>&1; then
        built=$((built + 1))
        printf 'ok      %s: %s\n' "$builder" "$(tail -n 1 "$work/log")"
    else
        failed=$((failed + 1))
        printf 'FAILED  %s\n' "$builder"
        tail -n 40 "$work/log" | sed 's/^/        | /'
    fi
done
printf '%d built, %d failed' "$built" "$failed"
[ ${#skipped[@]} = 0 ] || printf '; SKIPPED: %s' "${skipped[*]}"
printf '\n'
[ "$failed" = 0 ] && [ "$built" -gt 0 ]
