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
settings=("content.path=$photos" "style.path=$paintings" "features.weights=$features/mobilenet_v2.safetensors"
  "judge.features.weights=$features/efficientnet_lite0.safetensors")

# train FOLDER ARGUMENT...: a run in this folder, which goes on where it stopped.
train() {
  local folder=$1 resume=()
  shift
  [[ -z $(compgen -G "$folder/state-*.safetensors") ]] || resume=(--resume)
  "$root/build/release/apps/lowlight_train/lowlight_train" "$root/configs/painter.toml" "${resume[@]}" \
    --set "${settings[@]}" "run_folder=$folder" "$@"
}

"$root/scripts/setup.sh"
"$root/scripts/build.sh" release lowlight_train
"$root/scripts/fetch_features.sh" "$features"
train "$run/first" "$@"
# Larger crops, without contrast: it has done its work, and costs a third of a step.
train "$run/second" "start_from=$run/first/weights.safetensors" crop.size=128 objective.contrastive_weight=0 \
  'trainer.loss_weights=["style 2.2 2.5 10000", "colour 1.8 2 10000"]' trainer.steps=24000 \
  trainer.schedule.learning_rate=1e-3 trainer.schedule.warm_up=200 "$@"
# Crops as large as pictures are judged; a light hand, then a stronger one.
larger=(crop.size=128 crop.smallest=0.35 crop.largest=0.8 objective.contrastive_weight=0 trainer.schedule.learning_rate=1e-3)
train "$run/third" "start_from=$run/second/weights.safetensors" "${larger[@]}" \
  'trainer.loss_weights=["style 2.5 2.8 9200", "colour 2 2 1"]' trainer.steps=9200 trainer.schedule.warm_up=200 "$@"
train "$run/fourth" "start_from=$run/third/weights.safetensors" "${larger[@]}" objective.structure_weight=1.4 \
  'trainer.loss_weights=["style 2.8 4.3 10000", "colour 2 1.3 10000"]' trainer.steps=23000 trainer.schedule.warm_up=200 "$@"
train "$run/fifth" "start_from=$run/fourth/weights.safetensors" "${larger[@]}" objective.structure_weight=1.15 \
  objective.perceptual.content_weight=1.25 'trainer.loss_weights=["style 4.6 4.6 1", "colour 1.2 1.2 1"]' \
  trainer.steps=20500 trainer.average=0.998 trainer.schedule.warm_up=300 trainer.schedule.final_share=0.02 "$@"
# What the strong hand has in excess of style is worth more as content.
python3 "$root/tools/mix_weights.py" "$run/fifth/weights.safetensors" "$run/third/weights.safetensors" 0.25 \
  "$root/models/painter.safetensors"
echo "the weights are in models/painter.safetensors"
