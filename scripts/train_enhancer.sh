#!/usr/bin/env bash
# Remakes the weights that ship, models/enhancer.safetensors, from a folder of well-lit photos.
#
#   scripts/train_enhancer.sh FOLDER [--set KEY=VALUE ...]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
photos=$(realpath -e "${1:?usage: scripts/train_enhancer.sh FOLDER [--set KEY=VALUE ...]}")
shift

"$root/scripts/setup.sh"
"$root/scripts/build.sh" release lowlight_train
exec "$root/build/release/apps/lowlight_train/lowlight_train" "$root/configs/enhancer.toml" \
  --set "data.photos=$photos" --set "output=$root/models/enhancer.safetensors" "$@"
