// Makes the npm packages of a release: one for each platform, with its binary, and `goesc`, which depends on
// all of them, so that npm installs the one that fits.
//
//   node npm/build.mjs OUT TARGET=BINARY...
//   node npm/build.mjs dist x86_64-unknown-linux-gnu=target/x86_64-unknown-linux-gnu/dist/goesc
//
// The version is that of Cargo.toml. `goesc` names all platforms, those whose binary isn't given too.

import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// Each target with what Node.js calls it.
const platforms = {
  "x86_64-unknown-linux-gnu": { os: "linux", cpu: "x64" },
  "aarch64-unknown-linux-gnu": { os: "linux", cpu: "arm64" },
  "x86_64-apple-darwin": { os: "darwin", cpu: "x64" },
  "aarch64-apple-darwin": { os: "darwin", cpu: "arm64" },
  "x86_64-pc-windows-msvc": { os: "win32", cpu: "x64" },
  "aarch64-pc-windows-msvc": { os: "win32", cpu: "arm64" },
};

const here = dirname(fileURLToPath(import.meta.url));
const manifest = readFileSync(join(here, "..", "Cargo.toml"), "utf8");
const version = manifest.match(/^version = "(.+)"$/m)[1];
const [out, ...given] = process.argv.slice(2);
if (!out) {
  console.error("usage: node npm/build.mjs OUT TARGET=BINARY...");
  process.exit(2);
}

const write = (directory, content) =>
  writeFileSync(join(directory, "package.json"), JSON.stringify(content, null, 2) + "\n");
const main = JSON.parse(readFileSync(join(here, "goesc", "package.json"), "utf8"));
const packageName = ({ os, cpu }) => `@goesc/${os}-${cpu}`;

for (const argument of given) {
  const [target, binary] = argument.split("=");
  const platform = platforms[target];
  if (!platform || !binary) {
    console.error(`${argument}: expected TARGET=BINARY, with a target of ${Object.keys(platforms).join(", ")}`);
    process.exit(2);
  }
  const directory = join(out, `${platform.os}-${platform.cpu}`);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const file = platform.os === "win32" ? "goesc.exe" : "goesc";
  copyFileSync(binary, join(directory, file));
  chmodSync(join(directory, file), 0o755);
  copyFileSync(join(here, "..", "LICENSE"), join(directory, "LICENSE"));
  write(directory, {
    name: packageName(platform),
    version,
    description: `goesc for ${platform.os}, ${platform.cpu}: see the package goesc`,
    license: main.license,
    repository: main.repository,
    os: [platform.os],
    cpu: [platform.cpu],
    files: [file],
    preferUnplugged: true,
  });
}

const directory = join(out, "goesc");
rmSync(directory, { recursive: true, force: true });
mkdirSync(directory, { recursive: true });
cpSync(join(here, "goesc"), directory, { recursive: true });
for (const file of ["LICENSE", "README.md"]) copyFileSync(join(here, "..", file), join(directory, file));
const dependencies = Object.values(platforms).map((platform) => [packageName(platform), version]);
write(directory, { ...main, version, optionalDependencies: Object.fromEntries(dependencies) });
