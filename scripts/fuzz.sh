#!/usr/bin/env bash
# Sets up, builds the fuzz targets with sanitisers (clang) and runs each for a minute, side by side. Ends at a finding; the
# bytes that led to it are left in build/fuzz. For longer: cmake -DLOWLIGHT_FUZZ_SECONDS=3600 build/fuzz before.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

"$root/scripts/setup.sh" --fuzz
CC=clang CXX=clang++ "$root/scripts/build.sh" fuzz fuzz
