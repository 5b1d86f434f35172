// Bundles the extension, and the library that draws graphs, which is read only when one is opened.
import { build } from 'esbuild';

const common = {
  bundle: true,
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
};

await build({
  ...common,
  entryPoints: ['src/extension.ts'],
  outfile: 'dist/extension.js',
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode'],
});
await build({
  ...common,
  entryPoints: ['src/viz.mts'],
  outfile: 'dist/viz.js',
  platform: 'browser',
  target: 'es2022',
  format: 'iife',
});
