#!/usr/bin/env bash
# Sets up, builds what is not built, and turns dark photos into well-lit ones.
#
#   scripts/enhance.sh INPUT... -o FOLDER [OPTION...]        INPUT: photos or folders; --help lists the options
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

"$root/scripts/setup.sh"
"$root/scripts/build.sh" release enhance
exec "$root/build/release/apps/enhance/enhance" "$@"
