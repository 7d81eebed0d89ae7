#!/usr/bin/env bash
# Configures and builds one preset of CMakePresets.json in build/<preset>.
#
#   scripts/build.sh PRESET [TARGET...]
#
# CC and CXX choose the compiler of a new build folder; without them clang where there is one (it compiles LibTorch's
# headers three times as fast), else the system's.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
preset=${1:?usage: scripts/build.sh PRESET [TARGET...]}
shift

compiles_cxx20() { echo '#include <string>' | "$1" -std=c++20 -fsyntax-only -x c++ - 2>/dev/null; }

if [[ -z ${CC-}${CXX-} ]] && compiles_cxx20 clang++; then
  export CC=clang CXX=clang++
fi

# A compiler that reads LibTorch's headers takes up to 1.5 GB.
memory_gb=$(awk '/^MemAvailable/ {print int($2 / 1e6)}' /proc/meminfo)
jobs=$((memory_gb * 2 / 3))
((jobs <= $(nproc))) || jobs=$(nproc)
((jobs >= 1)) || jobs=1

cd "$root"
configured=$(mktemp)
trap 'rm -f "$configured"' EXIT
cmake --preset "$preset" >"$configured" 2>&1 || {
  cat "$configured" >&2
  exit 1
}
cmake --build "build/$preset" --parallel "$jobs" ${1+--target "$@"}
