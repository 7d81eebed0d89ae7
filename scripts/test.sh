#!/usr/bin/env bash
# Sets up, builds with warnings as errors and runs the tests; ends with what ctest counted and the ten slowest.
#
#   scripts/test.sh [CTEST_ARGUMENT...]        for example: scripts/test.sh -R blocks
#
# The longest tests run shortened, unless they are asked for by their label: scripts/test.sh -L long
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

"$root/scripts/setup.sh"
"$root/scripts/build.sh" dev

[[ " $*" == *" -L"* ]] || set -- --label-exclude '^long$' "$@"
report=$root/build/dev/tests.xml
result=0
ctest --test-dir "$root/build/dev" --output-on-failure --parallel "$(nproc)" --progress --output-junit "$report" "$@" || result=$?

echo "slowest, in seconds:"
# head would close the pipe while sort still writes, which fails the script.
sed -nE 's/.*<testcase name="([^"]*)".* time="([0-9.]+)".*/\2 \1/p' "$report" | sort --reverse --numeric | sed -n '1,10p'
exit $result
