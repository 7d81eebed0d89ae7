#!/usr/bin/env bash
# Remakes the weights that ship, models/enhancer.safetensors, from a folder of well-lit photos (or a text file with a
# path a line). Interrupted, the same command goes on where it stopped.
#
#   scripts/train_enhancer.sh PHOTOS [--set KEY=VALUE ...] [--device cuda]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
photos=$(realpath -e "${1:?usage: scripts/train_enhancer.sh PHOTOS [--set KEY=VALUE ...] [--device cuda]}")
shift
run=$root/runs/enhancer
resume=()
[[ -z $(compgen -G "$run/state-*.safetensors") ]] || resume=(--resume)

"$root/scripts/setup.sh"
"$root/scripts/build.sh" release lowlight_train
"$root/build/release/apps/lowlight_train/lowlight_train" "$root/configs/enhancer.toml" "${resume[@]}" \
  --set "photos.path=$photos" "run_folder=$run" "$@"
cp "$run/weights.safetensors" "$root/models/enhancer.safetensors"
echo "the weights are in models/enhancer.safetensors"
