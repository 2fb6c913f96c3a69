// Writes static/sprite.svg: one <symbol> for each name in icons.txt.
import { readFileSync, writeFileSync } from 'node:fs';

const here = (path) => new URL(path, import.meta.url);
const names = readFileSync(here('icons.txt'), 'utf8').split(/\s+/).filter(Boolean).sort();

function symbol(name) {
  const file = readFileSync(here(`node_modules/lucide-static/icons/${name}.svg`), 'utf8');
  const drawing = file.match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1].replace(/\s+/g, ' ').replaceAll('> <', '><').trim();
  return `<symbol id="${name}" viewBox="0 0 24 24">${drawing}</symbol>`;
}

const note = '<!-- Icons from Lucide (lucide.dev), ISC licence. Built by frontend/build.sh. -->';
const target = process.argv[2] ?? here('../static/sprite.svg');
writeFileSync(target, `<svg xmlns="http://www.w3.org/2000/svg">${note}\n${names.map(symbol).join('\n')}\n</svg>\n`);
