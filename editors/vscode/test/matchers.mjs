// The problem matchers of package.json, held against what the program prints.
//
//   GOESC=… node test/matchers.mjs

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const { GOESC } = process.env;
assert(GOESC, 'GOESC is the program');
const here = path.dirname(fileURLToPath(import.meta.url));
const manifest = JSON.parse(readFileSync(path.join(here, '..', 'package.json'), 'utf8'));
const [once, watching] = manifest.contributes.problemMatchers;
assert.deepEqual(once.pattern, watching.pattern);

const home = mkdtempSync(path.join(tmpdir(), 'goesc-matchers-'));
try {
  const project = path.join(home, 'shop');
  cpSync(path.join(here, 'project'), project, { recursive: true });
  const env = { ...process.env, HOME: home, GOENV: 'off' };
  const options = { cwd: project, env, timeout: 60_000 };

  const run = promisify(execFile)(GOESC, ['check', '--format', 'concise'], options);
  const { code, stdout } = await run.catch((error) => error);
  assert.equal(code, 1);
  const found = stdout.trimEnd().split('\n').map(problem);
  const of = (rule) => found.filter((one) => one.code === rule).map((one) => one.severity);
  assert.deepEqual([of('map-store'), [...new Set(of('noalloc'))]], [['note'], ['error']]);
  console.log(`${found.length} problems are understood`);

  // What begins and ends a check in the background.
  const child = spawn(GOESC, ['check', '--watch', '--format', 'concise'], { ...options, stdio: 'pipe' });
  try {
    let text = '';
    child.stdout.on('data', (data) => (text += data));
    child.stderr.on('data', (data) => (text += data));
    const begins = new RegExp(watching.background.beginsPattern, 'm');
    const ends = new RegExp(watching.background.endsPattern, 'm');
    await until(() => ends.test(text));
    assert(!begins.test(text));
    text = '';
    writeFileSync(path.join(project, 'more.go'), 'package shop\n\nfunc more() *int { return new(int) }\n');
    await until(() => ends.test(text));
    assert(text.search(begins) < text.search(ends), text);
    assert(text.split('\n').some((line) => line.startsWith('./more.go') && problem(line)));
    console.log('a check in the background is understood');
  } finally {
    child.kill();
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}

/** What VS Code makes of a line. */
function problem(line) {
  const { regexp, ...groups } = once.pattern;
  const match = new RegExp(regexp).exec(line);
  assert(match, `no problem for VS Code: ${line}`);
  return Object.fromEntries(Object.entries(groups).map(([name, group]) => [name, match[group]]));
}

async function until(isSo) {
  const end = performance.now() + 30_000;
  while (!isSo()) {
    assert(performance.now() < end, 'it never came to that');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
