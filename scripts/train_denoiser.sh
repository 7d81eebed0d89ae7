#!/usr/bin/env bash
# Remakes the weights that ship, models/denoiser.safetensors, from photos and paintings (folders, or text files with a path
# a line); 25 minutes on two cores that compute with bfloat16 (--threads 2).
#
#   scripts/train_denoiser.sh PHOTOS PAINTINGS [--threads N …]
#
# Needs Python with PyTorch, NumPy and OpenCV: PYTHON says which, python3 unless given.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
usage="usage: scripts/train_denoiser.sh PHOTOS PAINTINGS [--threads N …]"
photos=$(realpath -e "${1:?$usage}")
paintings=$(realpath -e "${2:?$usage}")
shift 2
python=${PYTHON:-python3}
made=$(mktemp -d)/denoiser.safetensors
trap 'rm -rf "$(dirname "$made")"' EXIT

"$python" "$root/bench/pytorch/train_denoiser.py" "$photos" "$paintings" "$made" "$@"
"$python" "$root/tools/describe_weights.py" "$made" --licence "MIT (as lowlight)" \
  --origin "trained by bench/pytorch/train_denoiser.py on photos under CC0 or in the public domain and paintings in the \
public domain; taught by YuNet (Apache-2.0)"
mv "$made" "$root/models/denoiser.safetensors"
echo "the weights are in models/denoiser.safetensors"
