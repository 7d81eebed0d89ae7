#!/usr/bin/env bash
# Remakes the weights that ship, models/look.safetensors, from a folder of photos (or a text file with a path a line)
# and, beside drawn looks, a folder of .cube tables. Interrupted, the same command goes on where it stopped.
#
#   scripts/train_look.sh PHOTOS LOOKS [--set KEY=VALUE ...]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
usage="usage: scripts/train_look.sh PHOTOS LOOKS [--set KEY=VALUE ...]"
photos=$(realpath -e "${1:?$usage}")
looks=$(realpath -e "${2:?$usage}")
shift 2
run=$root/runs/look
resume=()
[[ -z $(compgen -G "$run/state-*.safetensors") ]] || resume=(--resume)

"$root/scripts/setup.sh"
"$root/scripts/build.sh" release lowlight_train
"$root/build/release/apps/lowlight_train/lowlight_train" "$root/configs/look.toml" "${resume[@]}" \
  --set "photos.path=$photos" "looks=$looks" "run_folder=$run" "$@"
cp "$run/weights.safetensors" "$root/models/look.safetensors"
echo "the weights are in models/look.safetensors"
