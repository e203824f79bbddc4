#!/usr/bin/env node
// Starts the binary of this platform's package; stdin, stdout, signals and exit code are the binary's.
"use strict";
const { spawn } = require("node:child_process");

const name = `halopsa-mcp-${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "halopsa-mcp.exe" : "halopsa-mcp";
let binary;
try {
  binary = require.resolve(`${name}/${file}`);
} catch {
  console.error(
    `halopsa-mcp: the package ${name} is not installed. Either there is none for this platform, or npm ran with ` +
      "--omit=optional. Without it, build the server in a checkout of its repository: cargo install --path crates/halopsa-mcp",
  );
  process.exit(1);
}

const child = spawn(binary, process.argv.slice(2), { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => child.kill(signal));
}
child.on("error", (error) => {
  console.error(`halopsa-mcp: ${binary} does not start (${error.code})`);
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
