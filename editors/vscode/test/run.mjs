// Runs the extension in a real VS Code (code-server), in headless Chromium, on Go code that isn't
// complete: sees what a user sees, and takes the picture that README shows.
//
//   node test/run.mjs VSIX [PICTURE.png]
//
// GOESC is the program, CODE_SERVER the folder of the npm package code-server, NODE the node that runs
// it, CHROMIUM the browser. Everything that is written goes to a folder that is removed in the end.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

/** Nothing that is waited for takes longer. */
const DEADLINE = Number(process.env['DEADLINE'] ?? 120_000);

/** What the line has where an item is made. */
const ITEM = 'Item{name';

const [vsix, picture] = process.argv.slice(2);
const { GOESC, CODE_SERVER, NODE = process.execPath, CHROMIUM = '/usr/bin/chromium' } = process.env;
assert(vsix && GOESC && CODE_SERVER, 'usage: GOESC=… CODE_SERVER=… node test/run.mjs VSIX [PICTURE]');

const here = path.dirname(fileURLToPath(import.meta.url));
const home = mkdtempSync(path.join(tmpdir(), 'goesc-vscode-'));
const project = path.join(home, 'shop');
const data = path.join(home, 'data');
const extensions = path.join(home, 'extensions');
const failed = path.join(tmpdir(), 'goesc-vscode-failed.png');
const entry = path.join(CODE_SERVER, 'out', 'node', 'entry.js');
const environment = {
  PATH: process.env['PATH'],
  HOME: home,
  LANG: 'C.UTF-8',
  EXTENSIONS_GALLERY: '{}',
  GOENV: 'off',
};

const settings = {
  'goesc.inlayHints.heap': true,
  'goesc.inlayHints.leaks': true,
  'files.autoSave': 'off',
  'workbench.startupEditor': 'none',
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.tips.enabled': false,
  'workbench.activityBar.location': 'hidden',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'window.commandCenter': false,
  'window.menuBarVisibility': 'hidden',
  'workbench.layoutControl.enabled': false,
  'breadcrumbs.enabled': false,
  'editor.minimap.enabled': false,
  'editor.fontSize': 14,
  'editor.hover.delay': 100,
  'editor.stickyScroll.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'security.workspace.trust.enabled': false,
};

let server;
let browser;
try {
  cpSync(path.join(here, 'project'), project, { recursive: true });
  mkdirSync(path.join(data, 'User'), { recursive: true });
  writeFileSync(path.join(data, 'User', 'settings.json'), JSON.stringify(settings));
  // What is of a machine is that of the one where the files are.
  mkdirSync(path.join(data, 'Machine'));
  writeFileSync(path.join(data, 'Machine', 'settings.json'), JSON.stringify({ 'goesc.path': GOESC }));
  const folders = ['--user-data-dir', data, '--extensions-dir', extensions];
  execFileSync(NODE, [entry, ...folders, '--install-extension', path.resolve(vsix)], {
    env: environment,
    timeout: DEADLINE,
  });
  const port = await freePort();
  const started = performance.now();
  server = spawn(
    NODE,
    [
      entry,
      ...['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`],
      ...folders,
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-workspace-trust',
      '--disable-getting-started-override',
      project,
    ],
    { env: environment, detached: true, stdio: 'ignore' },
  );
  await answers(`http://127.0.0.1:${port}/healthz`);
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  const page = await browser.newPage({
    viewport: { width: 1000, height: 800 },
    deviceScaleFactor: 1,
  });
  page.setDefaultTimeout(DEADLINE);
  await page.goto(`http://127.0.0.1:${port}/?folder=${project}`);
  try {
    await look(page, started);
  } catch (error) {
    await page.screenshot({ path: failed });
    console.error(`what was there: ${failed}`);
    throw error;
  }
} finally {
  await browser?.close();
  if (server?.pid !== undefined) {
    try {
      process.kill(-server.pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}

async function look(page, started) {
  const said = (what) => console.log(`${((performance.now() - started) / 1000).toFixed(1)} s: ${what}`);
  await page.locator('.monaco-workbench').waitFor();
  await open(page, 'cart.go');
  await lineWith(page, ITEM).waitFor();
  await page.keyboard.press('Control+b');
  said('cart.go is open');

  // What was asserted and isn't so is an error, with a squiggle.
  await page.locator('.squiggly-error').first().waitFor();
  said('an error has its squiggle');

  // What stands beside the code.
  const hints = page.locator('.view-line span[class*="dyn-rule"], .view-line span[class*="inlay"]');
  await hints.filter({ hasText: /heap/ }).first().waitFor();
  const shown = (await page.locator('.view-lines').innerText()).replaceAll('\u00a0', ' ');
  assert.match(shown, /heap 24 B/);
  assert.match(shown, /leaks/);
  said('inlay hints are there');

  // The problems that VS Code knows of, as it counts them.
  await page.locator('[id="status.problems"]').waitFor();
  assert.match((await page.locator('[id="status.problems"]').getAttribute('aria-label')) ?? '', /Errors: [1-9]/);

  // The server's status.
  const status = page.locator('[id="goesc.goesc.goesc.status"], [id*="goesc.status"]').first();
  await status.filter({ hasText: 'goesc' }).waitFor();
  said('its status is shown');

  // A hover says why.
  await hoverOver(page, 'item', ITEM);
  const hover = page.locator('.monaco-hover:not(.hidden)').filter({ hasText: 'moved to heap: item' });
  await hover.first().waitFor();
  const text = await hover.first().innerText();
  assert.match(text, /24 bytes/);
  assert.match(text, /map/);
  said('a hover says why');
  if (picture !== undefined) {
    await page.waitForTimeout(500);
    await page.screenshot({ path: picture });
  }
  await page.keyboard.press('Escape');

  // What is typed and not saved is analyzed.
  await lineWith(page, ITEM).click();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('extra := new([100]int64)\nc.extra = extra', { delay: 5 });
  await page.getByText('heap 800 B').first().waitFor();
  said('text that is not saved is analyzed');
  for (let undone = 0; undone < 60 && (await page.getByText('heap 800 B').count()) > 0; undone++) {
    await page.keyboard.press('Control+z');
  }

  // What can be done about it: the client lists what the server offers.
  await lineWith(page, ITEM).click();
  await page.keyboard.press('Control+.');
  await page.getByText(/Suppress map-store here/).first().waitFor();
  said('code actions are offered');
  await page.keyboard.press('Escape');

  // The graph of a function, drawn in a panel.
  await run(page, 'goesc: Show How Values Flow in the Function');
  const frame = page.frameLocator('iframe.webview').last().frameLocator('iframe#active-frame');
  await frame.locator('#graph svg').waitFor();
  assert.match(await frame.locator('#graph').innerText(), /item/);
  said('a graph is drawn');

  // Hidden, and shown again.
  await lineWith(page, ITEM).click();
  await run(page, 'goesc: Show or Hide Allocations in This File');
  await page.waitForFunction(() => document.querySelectorAll('.squiggly-hint, .squiggly-info').length === 0);
  await run(page, 'goesc: Restart the Server');
  await page.getByText('heap 24 B').first().waitFor();
  said('the server was restarted');
}

/** A line of the editor. Spaces in it aren't always those of the text. */
function lineWith(page, text) {
  return page.locator('.view-line').filter({ hasText: text }).first();
}

async function open(page, file) {
  await page.keyboard.press('Control+p');
  const box = page.locator('.quick-input-box input');
  await box.fill(file);
  await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: file }).first().waitFor();
  await page.keyboard.press('Enter');
}

async function run(page, command) {
  await page.keyboard.press('F1');
  const box = page.locator('.quick-input-box input');
  await box.fill(`>${command}`);
  await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: command }).first().waitFor();
  await page.keyboard.press('Enter');
}

/** Moves the pointer over a word of the first line that has a text. */
async function hoverOver(page, word, line) {
  const place = await page.evaluate(
    ([word, line]) => {
      for (const element of document.querySelectorAll('.view-line')) {
        if (!element.textContent.includes(line)) {
          continue;
        }
        const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
        for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
          const at = node.data.indexOf(word);
          if (at >= 0) {
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + word.length);
            const { x, y, width, height } = range.getBoundingClientRect();
            return { x: x + width / 2, y: y + height / 2 };
          }
        }
      }
      return null;
    },
    [word, line],
  );
  assert(place, `${word} is in no line with ${line}`);
  await page.mouse.move(place.x, place.y - 200);
  await page.mouse.move(place.x, place.y, { steps: 5 });
}

function freePort() {
  return new Promise((resolve) => {
    const listener = createServer().listen(0, '127.0.0.1', () => {
      const { port } = listener.address();
      listener.close(() => resolve(port));
    });
  });
}

async function answers(url) {
  const until = performance.now() + DEADLINE;
  for (;;) {
    try {
      if ((await fetch(url)).ok) {
        return;
      }
    } catch {
      // Not yet.
    }
    assert(performance.now() < until, `${url} doesn't answer`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
