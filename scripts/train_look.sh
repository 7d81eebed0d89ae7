#!/usr/bin/env bash
# Remakes the weights that ship, models/look.safetensors, from a folder of photos (or a text file with a path a line)
# and, beside drawn looks, a folder of .cube tables: two networks, one for strong looks and one, which learned scenes in
# other light too, for faint ones. Interrupted, the same command goes on where it stopped.
#
#   scripts/train_look.sh PHOTOS LOOKS [--set KEY=VALUE ...]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
usage="usage: scripts/train_look.sh PHOTOS LOOKS [--set KEY=VALUE ...]"
photos=$(realpath -e "${1:?$usage}")
looks=$(realpath -e "${2:?$usage}")
shift 2
[[ $# -eq 0 || $1 == --set ]] || { echo "$usage" >&2; exit 2; }

"$root/scripts/setup.sh"
"$root/scripts/build.sh" release lowlight_train

# train FOLDER --set KEY=VALUE ...; the seed is the best of three (docs/decisions/0014-looks.md).
train() {
  local run=$root/runs/$1 resume=()
  shift
  [[ -z $(compgen -G "$run/state-*.safetensors") ]] || resume=(--resume)
  "$root/build/release/apps/lowlight_train/lowlight_train" "$root/configs/look.toml" "${resume[@]}" \
    --set "photos.path=$photos" "looks=$looks" "run_folder=$run" trainer.seed=2 "${@:2}"
}
train look --set faint=60 "${@:2}"
train faint_look --set other_light=0.4 trainer.steps=3200 "${@:2}"
python3 "$root/tools/join_looks.py" "$root/runs/look/weights.safetensors" "$root/runs/faint_look/weights.safetensors" \
  "$root/models/look.safetensors"
echo "the weights are in models/look.safetensors"
