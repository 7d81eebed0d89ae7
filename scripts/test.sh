#!/usr/bin/env bash
# Sets up, builds with warnings as errors and runs every test; ends with the summary of ctest.
#
#   scripts/test.sh [CTEST_ARGUMENT...]        for example: scripts/test.sh -R blocks
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

"$root/scripts/setup.sh"
"$root/scripts/build.sh" dev
exec ctest --test-dir "$root/build/dev" --output-on-failure --parallel "$(nproc)" --progress "$@"
