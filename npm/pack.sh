#!/usr/bin/env bash
# usage: npm/pack.sh BINARY [OUT [PLATFORM]]; packs the launcher and the platform package of a release binary into OUT (npm/out)
#
# PLATFORM is OS-CPU or OS-CPU-LIBC as npm spells them: linux-x64 (the default), linux-x64-musl, darwin-arm64. For a
# platform other than this one, set NAME, because the binary cannot run here to report it.
#
# The portable binary (glibc 2.17), with zig from PyPI:
#   pip install ziglang cargo-zigbuild
#   cargo zigbuild --release -p halopsa-mcp --target x86_64-unknown-linux-gnu.2.17
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
binary=$(realpath "${1:?usage: npm/pack.sh BINARY [OUT [PLATFORM]]}")
mkdir -p "${2:-$here/out}"
out=$(realpath "${2:-$here/out}")
platform=${3:-linux-x64}

name=${NAME:-$("$binary" --version | cut -d' ' -f1)}
version=$(node -p "require('$here/$name/package.json').version")
if [ -z "${NAME:-}" ] && [ "$("$binary" --version | cut -d' ' -f2)" != "$version" ]; then
  echo "$binary is $("$binary" --version), the packages are $version" >&2
  exit 1
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/$name-$platform"
cp -r "$here/$name" "$work"
mkdir -p "$work/$name/bin"
install -m 755 "$here/launcher.js" "$work/$name/bin/$name.js"
case $platform in
  win32-*) file=$name.exe ;;
  *) file=$name ;;
esac
install -m 755 "$binary" "$work/$name-$platform/$file"
# The package's description depends on its name.
node - "$work/$name/package.json" "$platform" "$file" > "$work/$name-$platform/package.json" <<'JS'
const [path, platform, file] = process.argv.slice(2);
const launcher = require(path);
const [os, cpu, libc = os === "linux" ? "glibc" : undefined] = platform.split("-");
console.log(JSON.stringify({
  name: `${launcher.name}-${platform}`,
  version: launcher.version,
  description: `The binary of ${launcher.name} for ${platform}`,
  license: launcher.license,
  os: [os],
  cpu: [cpu],
  libc: libc && [libc],
  files: [file],
  publishConfig: launcher.publishConfig,
}, null, 2));
JS
for package in "$name" "$name-$platform"; do
  cp "$here/../LICENSE" "$work/$package/"
  (cd "$work/$package" && npm pack --silent --pack-destination "$out")
done
