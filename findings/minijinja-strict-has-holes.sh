#!/usr/bin/env bash
# minijinja: with undefined_behavior="strict", misspelt names still make zeros, empty lists and "null".
#
# Expected: strict is documented as the mode in which an undefined value can be tested with `is defined` and defaulted, and every other
#   use of it is an error; it is the counterpart of Jinja's StrictUndefined, which raises an error in every line below.
# What happens: what a filter does with a *missing attribute* of its list is not covered: sum(attribute="misspelt") is 0,
#   selectattr with a misspelt name selects nothing, sort by it leaves the order as it is, map gives undefined values that join makes
#   empty. `|length` of an undefined name is 0 and `|tojson` is null, though `{{ name }}` alone is an error.
# Versions: minijinja 3.1.0 (PyPI, the Rust engine), Jinja2 3.1.6, Python 3.11.
# Output seen: below, as `expected`.
# Why it matters: strict mode is what keeps a report's template honest; "0 vetoes" and "total 0" from a misspelt name look like findings.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check minijinja==3.1.0 Jinja2==3.1.6

cat > try.py <<'PY'
import jinja2
import minijinja

options = [{"name": "one", "points": 3}, {"name": "two", "points": 1}]
rust = minijinja.Environment(undefined_behavior="strict")
python = jinja2.Environment(undefined=jinja2.StrictUndefined)


def said(render):
    try:
        return repr(render())
    except (TypeError, jinja2.TemplateError, minijinja.TemplateError):
        return "an error"


for template in (
    "{{ optoins }}",
    "{{ optoins|length }}",
    "{{ optoins|tojson }}",
    '{{ options|sum(attribute="piont") }}',
    '{{ options|selectattr("piont", "gt", 0)|list|length }}',
    '{{ options|map(attribute="nmae")|join(", ") }}',
    '{{ (options|sort(attribute="piont")|first).name }}',
):
    print(
        template,
        "| minijinja:", said(lambda: rust.render_str(template, options=options)),
        "| Jinja:", said(lambda: python.from_string(template).render(options=options)),
    )
PY
cat > expected <<'TEXT'
{{ optoins }} | minijinja: an error | Jinja: an error
{{ optoins|length }} | minijinja: '0' | Jinja: an error
{{ optoins|tojson }} | minijinja: 'null' | Jinja: an error
{{ options|sum(attribute="piont") }} | minijinja: '0' | Jinja: an error
{{ options|selectattr("piont", "gt", 0)|list|length }} | minijinja: '0' | Jinja: an error
{{ options|map(attribute="nmae")|join(", ") }} | minijinja: ', ' | Jinja: an error
{{ (options|sort(attribute="piont")|first).name }} | minijinja: 'one' | Jinja: an error
TEXT
env/bin/python try.py | tee seen
diff expected seen || { echo "CHANGED: strict minijinja treats missing names otherwise"; exit 1; }
echo "as found"
