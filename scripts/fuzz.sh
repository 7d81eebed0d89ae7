#!/usr/bin/env bash
# Sets up, builds the fuzz targets with sanitisers (clang) and runs each, side by side. Ends at a finding; the bytes that
# led to it are left in build/fuzz.
#
#   scripts/fuzz.sh [SECONDS]        how long each target runs; without it a minute
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export CC=clang CXX=clang++

"$root/scripts/setup.sh" --fuzz
cd "$root"
cmake --preset fuzz "-DLOWLIGHT_FUZZ_SECONDS=${1-60}" >/dev/null
"$root/scripts/build.sh" fuzz fuzz
