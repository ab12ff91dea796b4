#!/usr/bin/env bash
# minijinja: "5" > 100 is true, in strict mode too.
#
# Expected: minijinja "tries to stay as close as possible to Jinja2". There, ordering a text and a number is an error; in engines
#   that convert, "5" becomes 5. Either way nobody ever sees that five is more than a hundred.
# What happens: all values have one order by kind (none, true and false, numbers, texts, lists, maps), so every text is greater than
#   every number, and none is less than all. `max` takes the text, `sort` puts "10" behind 11, and with the default (lenient) mode
#   an undefined name is less than 0 where Jinja raises an error.
# Versions: minijinja 3.1.0 (PyPI, the Rust engine), Jinja2 3.1.6, Python 3.11.
# Output seen: below, as `expected`.
# Why it matters: figures often reach templates as text ("9 500", a quoted YAML number, a field of a CSV file); a threshold in a template then
#   holds always, or never, and the record says so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check minijinja==3.1.0 Jinja2==3.1.6

cat > try.py <<'PY'
import jinja2
import minijinja

lenient, strict = minijinja.Environment(), minijinja.Environment(undefined_behavior="strict")
python = jinja2.Environment()


def said(render):
    try:
        return render()
    except (TypeError, jinja2.TemplateError, minijinja.TemplateError):
        return "an error"


for template in (
    '{{ "5" > 100 }}',
    "{{ none < 0 }}",
    '{{ ["10", 9, 11]|max }}',
    '{{ ["10", 9, 11]|sort }}',
    "{{ missing < 0 }}",
):
    print(
        template,
        "| minijinja:", said(lambda: lenient.render_str(template)),
        "| strict:", said(lambda: strict.render_str(template)),
        "| Jinja:", said(lambda: python.from_string(template).render()),
    )
PY
cat > expected <<'TEXT'
{{ "5" > 100 }} | minijinja: True | strict: True | Jinja: an error
{{ none < 0 }} | minijinja: True | strict: True | Jinja: an error
{{ ["10", 9, 11]|max }} | minijinja: 10 | strict: 10 | Jinja: an error
{{ ["10", 9, 11]|sort }} | minijinja: [9, 11, '10'] | strict: [9, 11, '10'] | Jinja: an error
{{ missing < 0 }} | minijinja: True | strict: an error | Jinja: an error
TEXT
env/bin/python try.py | tee seen
diff expected seen || { echo "CHANGED: minijinja orders values of different kinds otherwise"; exit 1; }
echo "as found"
