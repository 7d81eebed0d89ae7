#!/usr/bin/env bash
# Builds what scripts/test.sh does not: without the precompiled header (every file includes what it uses), without image
# files (LibTorch is all that is needed), and with GCC. Runs the tests of the last two.
#
#   scripts/check_variants.sh [no-pch] [no-image-io] [gcc]       all three without arguments
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
"$root/scripts/setup.sh"

# build NAME CMAKE_ARGUMENT...
build() {
  local folder=$root/build/$1
  shift
  cmake -S "$root" -B "$folder" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DLOWLIGHT_WARNINGS_AS_ERRORS=ON "$@"
  cmake --build "$folder" --parallel "$(nproc)"
}

run_tests() { ctest --test-dir "$root/build/$1" --output-on-failure --parallel "$(nproc)" --progress; }

for variant in "${@:-all}"; do
  case $variant in
    all) exec "${BASH_SOURCE[0]}" no-pch no-image-io gcc ;;
    no-pch) build no-pch -DLOWLIGHT_PCH=OFF -DLOWLIGHT_TESTS=OFF ;;
    no-image-io)
      build no-image-io -DLOWLIGHT_IMAGE_IO=OFF
      run_tests no-image-io
      ;;
    gcc)
      CC=gcc CXX=g++ build gcc
      run_tests gcc
      ;;
    *) echo "check_variants: unknown variant $variant" >&2 && exit 2 ;;
  esac
done
