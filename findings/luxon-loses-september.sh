#!/usr/bin/env bash
# luxon: a British program reads access logs for eleven months of the year.
#
# Expected: the months of access logs (Jan ... Dec) are English and three letters long; "LLL" is documented as the abbreviated month
#   name, and with an English locale "02/Sep/2026" is read. American and British English do not differ in the other eleven either.
# What happens: month names come from Node.js's locale data, where every English but the American and Canadian one abbreviates
#   September as "Sept". With en-GB, en-AU, en-IE, en-IN or en-NZ (as `locale` or Settings.defaultLocale) each line of
#   September is invalid; what luxon *writes* with the pattern is "02/Sept/2026", and it reads that back, so round trips in tests pass.
#   With `de` four months fail. The same pattern works in date-fns, which has its own names.
# Versions: luxon 3.7.2, date-fns 4.4.0, Node.js 20.20.2 (locale data of ICU; compare there if this changes).
# Output seen: below, as `expected`.
# Why it matters: invalid dates are usually skipped lines; a report of the third quarter has no September, and no test of another month sees it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
NODE_OPTIONS=--use-openssl-ca npm install --silent --no-audit --no-fund --no-save --prefix . luxon@3.7.2 date-fns@4.4.0

cat > try.mjs <<'JS'
import { isValid, parse } from "date-fns";
import { enGB } from "date-fns/locale";
import { DateTime } from "luxon";

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const pattern = "dd/LLL/yyyy:HH:mm:ss ZZZ";
const line = (month) => `02/${month}/2026:10:00:00 +0100`;
for (const locale of ["en-US", "en-CA", "en-GB", "en-AU", "en-IN", "de"]) {
  const lost = months.filter((month) => !DateTime.fromFormat(line(month), pattern, { locale }).isValid);
  const written = DateTime.fromISO("2026-09-02", { locale }).toFormat("dd/LLL/yyyy");
  console.log(`${locale} loses [${lost.join(" ")}] and writes ${written}`);
}
const lost = months.filter((month) => !isValid(parse(line(month), "dd/MMM/yyyy:HH:mm:ss xx", 0, { locale: enGB })));
console.log(`date-fns en-GB loses [${lost.join(" ")}]`);
JS
cat > expected <<'TEXT'
en-US loses [] and writes 02/Sep/2026
en-CA loses [] and writes 02/Sep/2026
en-GB loses [Sep] and writes 02/Sept/2026
en-AU loses [Sep] and writes 02/Sept/2026
en-IN loses [Sep] and writes 02/Sept/2026
de loses [Mar May Oct Dec] and writes 02/Sep/2026
date-fns en-GB loses []
TEXT
node try.mjs | tee seen
diff expected seen || { echo "CHANGED: luxon reads the months of a log otherwise"; exit 1; }
echo "as found"
