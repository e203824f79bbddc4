#!/usr/bin/env bash
# usage: npm/pack.sh BINARY [OUT]; packs the launcher and the platform package from a release binary into OUT (npm/out)
#
# The portable binary (glibc 2.17), with zig from PyPI:
#   pip install ziglang cargo-zigbuild
#   cargo zigbuild --release -p halopsa-mcp --target x86_64-unknown-linux-gnu.2.17
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
binary=$(realpath "${1:?usage: npm/pack.sh BINARY [OUT]}")
mkdir -p "${2:-$here/out}"
out=$(realpath "${2:-$here/out}")

version=$(node -p "require('$here/halopsa-mcp/package.json').version")
[ "$("$binary" --version)" = "halopsa-mcp $version" ] || {
  echo "$binary is $("$binary" --version), the packages are $version" >&2
  exit 1
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$here/halopsa-mcp" "$here/halopsa-mcp-linux-x64" "$work"
install -m 755 "$binary" "$work/halopsa-mcp-linux-x64/halopsa-mcp"
for package in halopsa-mcp halopsa-mcp-linux-x64; do
  cp "$here/../LICENSE" "$work/$package/"
  (cd "$work/$package" && npm pack --silent --pack-destination "$out")
done
