// Bundles the extension, and the library that draws graphs, which is read only when one is opened. Beside
// them, the licenses of what is in the bundles.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { build } from 'esbuild';

const common = {
  bundle: true,
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
};

const bundles = await Promise.all([
  build({
    ...common,
    entryPoints: ['src/extension.ts'],
    outfile: 'dist/extension.js',
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode'],
  }),
  build({
    ...common,
    entryPoints: ['src/viz.mts'],
    outfile: 'dist/viz.js',
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
  }),
]);

/** The folder of the package that a file is in, if it is one of node_modules. */
function packageOf(file) {
  const [, folder] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file) ?? [];
  return folder;
}

const inputs = bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs));
const folders = [...new Set(inputs.map(packageOf))].filter((folder) => folder !== undefined).sort();
const notices = folders.map((folder) => {
  const { name, version, license } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  );
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  const text = file === undefined ? '' : `\n${readFileSync(path.join(folder, file), 'utf8').trim()}\n`;
  return `${name} ${version}: ${license}\n${text}`;
});
const graphviz =
  'Graphviz, as @viz-js/viz has it: Eclipse Public License; Expat, in it: MIT. Their source is at graphviz.org\n' +
  'and libexpat.github.io.\n';
writeFileSync('dist/THIRD-PARTY.txt', [...notices, graphviz].join(`\n${'-'.repeat(80)}\n\n`));
