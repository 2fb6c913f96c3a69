#!/bin/sh
# Fails if the committed CSS or sprite is not what their source builds.
set -eu
cd "$(dirname "$0")"
built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
./build.sh "$built"
for name in app.css sprite.svg; do
  cmp -s "$built/$name" "../static/$name" || { echo "static/$name is stale: run frontend/build.sh" >&2; exit 1; }
done
./weigh.sh
