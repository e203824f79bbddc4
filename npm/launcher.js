#!/usr/bin/env node
// Runs the binary of this platform's package, and passes on stdin, stdout, signals and the exit code.
// `npm/pack.sh` puts this file into each package as bin/NAME.js.
"use strict";
const { spawn } = require("node:child_process");
const { name, version } = require("../package.json");

// Node reports the glibc that it was linked with; without one, this Linux has musl.
const musl = process.platform === "linux" && !process.report.getReport().header.glibcVersionRuntime;
const platform = `${name}-${process.platform}-${process.arch}${musl ? "-musl" : ""}`;
const file = process.platform === "win32" ? `${name}.exe` : name;
let binary;
try {
  binary = require.resolve(`${platform}/${file}`);
} catch {
  console.error(
    `${name}: the package ${platform} is not installed. Either this platform is not supported, or npm ran with ` +
      `--omit=optional. You can build the program from source instead: cargo install --locked ${name}@${version}`,
  );
  process.exit(1);
}

const child = spawn(binary, process.argv.slice(2), { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => child.kill(signal));
}
child.on("error", (error) => {
  console.error(`${name}: cannot start ${binary} (${error.code})`);
  process.exit(1);
});
child.on("exit", (code, signal) => {
  if (signal) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  } else {
    process.exit(code);
  }
});
