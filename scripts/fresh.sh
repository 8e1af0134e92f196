#!/bin/sh
# Says whether the generated Go files and the compiled rules of language are what their templates
# and their rules' files give today. Stale ones are
# rewritten, so that committing them is all that is left to do.
set -eu
cd "$(dirname "$0")/.."

sums() { { find internal -name '*_templ.go'; echo blameless/rules.bin; } | xargs cksum | sort; }

before=$(sums)
log=$(make -s generate 2>&1) || { echo "$log" >&2; exit 1; }
[ "$before" = "$(sums)" ] && exit
echo "Generated files were not fresh. They are now: look at them and commit them." >&2
exit 1
