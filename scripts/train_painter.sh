#!/usr/bin/env bash
# Remakes the weights that ship, models/painter.safetensors, from photos and paintings (folders, or text files with a path
# a line). Interrupted, the same command goes on where it stopped.
#
#   scripts/train_painter.sh PHOTOS PAINTINGS [--set KEY=VALUE ...] [--device cuda]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
usage="usage: scripts/train_painter.sh PHOTOS PAINTINGS [--set KEY=VALUE ...] [--device cuda]"
photos=$(realpath -e "${1:?$usage}")
paintings=$(realpath -e "${2:?$usage}")
shift 2
run=$root/runs/painter
features=$root/runs/features
resume=()
[[ -z $(compgen -G "$run/state-*.safetensors") ]] || resume=(--resume)

"$root/scripts/setup.sh"
"$root/scripts/build.sh" release lowlight_train
"$root/scripts/fetch_features.sh" "$features"
"$root/build/release/apps/lowlight_train/lowlight_train" "$root/configs/painter.toml" "${resume[@]}" \
  --set "content.path=$photos" "style.path=$paintings" "run_folder=$run" \
  "features.weights=$features/mobilenet_v2.safetensors" \
  "judge.features.weights=$features/efficientnet_lite0.safetensors" "$@"
cp "$run/weights.safetensors" "$root/models/painter.safetensors"
echo "the weights are in models/painter.safetensors"
