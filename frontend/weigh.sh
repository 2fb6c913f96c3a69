#!/bin/sh
# CSS and JavaScript of a page, gzipped, in bytes; fails from 60 kB on.
set -eu
cd "$(dirname "$0")/.."
htmx=$(ls .venv/lib/python3*/site-packages/django_htmx/static/django_htmx/htmx-2.min.js 2>/dev/null || true)
total=0
for file in static/app.css $htmx static/js/*.js; do
  size=$(gzip -9 -c "$file" | wc -c)
  total=$((total + size))
  printf '%7d  %s\n' "$size" "$(basename "$file")"
done
printf '%7d  CSS and JavaScript, gzipped\n' "$total"
[ "$total" -lt 60000 ]
