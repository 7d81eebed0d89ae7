#!/usr/bin/env bash
# Packs what bench/device/run.sh needs on a machine that compiles nothing: programs without debug data, kernels, weights.
#
#   bench/device/pack.sh BUILD ARCHIVE.tar.xz
#
# BUILD is a build folder of the preset `cuda` with -DLOWLIGHT_BENCH=ON and -DLOWLIGHT_TESTS=ON.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=${1:?usage: bench/device/pack.sh BUILD ARCHIVE.tar.xz}
archive=${2:?usage: bench/device/pack.sh BUILD ARCHIVE.tar.xz}
packed=$(mktemp -d)
trap 'rm -rf "$packed"' EXIT
mkdir -p "$packed/build/release/lib/lowlight"
for name in gpu_test bench_device bench_sentinel bench_style_training; do
  program=$(find "$build" -type f -name "$name" -perm -u+x | head -1)
  [[ -n $program ]] || { echo "pack: $build has no $name" >&2 && exit 1; }
  strip -o "$packed/build/release/$name" "$program"
done
kernels=$(find "$build" -name liblowlight_cuda.so | head -1)
[[ -n $kernels ]] || { echo "pack: $build has no liblowlight_cuda.so" >&2 && exit 1; }
strip -o "$packed/build/release/lib/lowlight/liblowlight_cuda.so" "$kernels"
tar -C "$packed" -cJf "$archive" .
megabytes=$(($(stat -c %s "$archive") / 1048576))
echo "pack: $archive has $megabytes MiB; unpack it over a checkout of $root"
((megabytes < 64)) || { echo "pack: more than 64 MiB" >&2 && exit 1; }
