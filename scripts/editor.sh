#!/bin/sh
# Makes one file of the parts of CodeMirror that the editor uses. Needed only to take a newer
# CodeMirror: change the versions in internal/edge/web/editor/package.json, run
# `npm install --package-lock-only` there, then this; needs node and npm. The same versions give the
# same bytes.
set -eu
cd "$(dirname "$0")/.."
from=$PWD/internal/edge/web/editor
to=$PWD/internal/edge/web/static/vendor

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$from"/package.json "$from"/package-lock.json "$from"/*.js "$work"
cd "$work"
npm ci --no-audit --no-fund --ignore-scripts >/dev/null
node node_modules/esbuild/bin/esbuild codemirror.js --bundle --minify --format=iife --global-name=CodeMirror --target=es2022 \
  --alias:@codemirror/lang-html=./nohtml.js --legal-comments=none --log-level=warning --metafile=used --outfile="$to/codemirror.min.js"
for dir in node_modules/@codemirror/* node_modules/@lezer/* node_modules/@marijn/* node_modules/style-mod node_modules/w3c-keyname node_modules/crelt; do
  name=${dir#node_modules/}
  grep -q "node_modules/$name/" used || continue
  printf '%s %s\n\n' "$name" "$(node -p "require('./$dir/package.json').version")"
  cat "$dir/LICENSE"
  printf '\n'
done >"$to/codemirror.LICENSE"
