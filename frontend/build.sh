#!/bin/sh
# Builds static/app.css and static/sprite.svg and weighs what a first visit loads.
# Needs Node 20 or newer; the results are committed, so running Relcrm needs none.
set -eu
cd "$(dirname "$0")"
out=${1:-../static}
[ -d node_modules ] || npm ci --ignore-scripts
node_modules/.bin/tailwindcss --input app.css --output "$out/app.css" --minify
node sprite.mjs "$out/sprite.svg"
[ -n "${1:-}" ] || ./weigh.sh
