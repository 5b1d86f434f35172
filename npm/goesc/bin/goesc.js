#!/usr/bin/env node
// Runs the program of this platform's package, in the place of this process as far as that goes: the same
// arguments, streams, signals and status.
"use strict";

const { spawn } = require("node:child_process");
const os = require("node:os");

const name = `@goesc/${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "goesc.exe" : "goesc";

function program() {
  if (process.env.GOESC_BINARY) return process.env.GOESC_BINARY;
  try {
    return require.resolve(`${name}/${file}`);
  } catch {
    const others = Object.keys(require("../package.json").optionalDependencies);
    const why = others.includes(name)
      ? "It is an optional dependency: was it left out (--omit=optional), or is node_modules another machine's?"
      : `There are: ${others.join(", ")}.`;
    console.error(`goesc: the package ${name} isn't installed. ${why}`);
    process.exit(2);
  }
}

// A terminal sends its signals to both; what is sent to this process alone is handed on. Handlers run between
// turns of the event loop: there are some before there is a child, so that none is left behind, and none runs before.
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
let child;
for (const signal of signals) process.on(signal, () => child.kill(signal));
child = spawn(program(), process.argv.slice(2), { stdio: "inherit" });

child.on("error", (error) => {
  console.error(`goesc: ${error.message}`);
  process.exit(2);
});
child.on("exit", (status, signal) => {
  if (signal === null) process.exit(status);
  for (const one of signals) process.removeAllListeners(one);
  process.kill(process.pid, signal);
  // Where that signal doesn't end a process, its status says the same.
  setTimeout(() => process.exit(128 + os.constants.signals[signal]), 100);
});
