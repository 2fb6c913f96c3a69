#!/bin/sh
# Builds static/app.css and static/sprite.svg and weighs what a first visit loads.
# Needs Node 20 or newer; the results are committed, so running Relcrm needs none.
set -eu
cd "$(dirname "$0")"
out=${1:-../static}
# Not `npm ci`: the lock has the binaries of Linux, and ci asks for those of every system.
[ -d node_modules ] || npm install --no-save --ignore-scripts --silent
node_modules/.bin/tailwindcss --input app.css --output "$out/app.css" --minify
node sprite.mjs "$out/sprite.svg"
[ -n "${1:-}" ] || ./weigh.sh
