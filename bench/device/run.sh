#!/usr/bin/env bash
# Everything that is to be known of a device, in a few minutes: what it computes is what the CPU computes, training goes on
# byte for byte, and how long the work takes. From a checkout and the programs alone; compiles nothing.
#
#   bench/device/run.sh [--device cuda|cpu] [--small] [--build FOLDER] [--out FOLDER] [--python PROGRAM]
#
#   --build      has the programs (build/release): gpu_test, bench_device, bench_sentinel, bench_style_training, and
#                lib/lowlight/liblowlight_cuda.so; bench/device/pack.sh makes an archive of them
#   --out        gets report.md and the output of each part, <part>.txt (device-results)
#   --small      sizes of a moment, to see that everything runs; --device cpu measures no GPU
#   --python     which has the torch of LibTorch's version: sets the training beside PyTorch's (python3)
#
# LibTorch is that of LD_LIBRARY_PATH or LibTorch_ROOT, else that which the programs were linked with. All parts together
# have eight minutes: what would begin later is a failure. Exit code 1 where a part failed; the others run all the same.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
device=cuda size=full build=$root/build/release out=device-results python=python3
readonly all_seconds=480 part_seconds=240
while (($#)); do
  case $1 in
    --device) device=$2 && shift ;;
    --small) size=small ;;
    --build) build=$2 && shift ;;
    --out) out=$2 && shift ;;
    --python) python=$2 && shift ;;
    *) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" >&2 && exit 2 ;;
  esac
  shift
done
[[ -z ${LibTorch_ROOT-} ]] || export LD_LIBRARY_PATH=$LibTorch_ROOT/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}

# Pools of threads on busy cores mostly wait for each other.
[[ $size == full ]] || export OMP_NUM_THREADS=1
mkdir -p "$out"
report=$out/report.md
card=$(nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader 2>/dev/null | head -1)
[[ $device == cuda && -n $card ]] || card="$(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -1), $(nproc --all) cores"
{
  echo "# $card"
  echo
  echo "$(date -u +%F), $size sizes, \`--device $device\`"
} >"$report"
failures=0

# part NAME COMMAND...: runs it, keeps what it prints, adds it to the report. 77 means that there is nothing to run it on,
# which is no result where a GPU was asked for.
part() {
  local name=$1 code start=$SECONDS
  local left=$((all_seconds - SECONDS))
  shift
  if ((left > 0)); then
    timeout $((left < part_seconds ? left : part_seconds)) "$@" >"$out/$name.txt" 2>&1
    code=$?
  else
    echo "no time was left" >"$out/$name.txt"
    code=124
  fi
  {
    printf '\n## %s\n\n```\n' "$name"
    tail -40 "$out/$name.txt"
    printf '```\n\n'
    case $code in
      0) echo "$((SECONDS - start)) s" ;;
      77) echo "there is nothing to run it on" ;;
      *) echo "FAILED with exit code $code after $((SECONDS - start)) s" ;;
    esac
  } >>"$report"
  echo "$name: exit code $code, $((SECONDS - start)) s"
  [[ $code == 0 || ($code == 77 && $device == cpu) ]] || failures=$((failures + 1))
}

program() { find "$build" -type f -name "$1" -perm -u+x | head -1; }

# What a GPU computes, training that goes on byte for byte included.
[[ $device == cpu ]] || part tests "$(program gpu_test)"
part device "$(program bench_device)" "$device" "$size" "$root/models/painter.safetensors"
if [[ $size == small ]]; then
  part doctor "$(program bench_sentinel)" 5 1 "$device" 64 2 8
  part training "$(program bench_style_training)" 64 2 8 1 1 "$device"
  sizes=(--channels 8 --sizes 64 --batch 2 --rounds 1 --repeats 1 --threads 1)
else
  part doctor "$(program bench_sentinel)" 30 2 "$device" 256 8 32
  part training "$(program bench_style_training)" 256 8 32 10 2 "$device"
  sizes=(--channels 32 --sizes 256 --batch 8 --rounds 2 --repeats 10)
fi
if "$python" -c 'import torch' 2>/dev/null; then
  part pytorch "$python" "$root/bench/compare_style_training.py" "$(program bench_style_training)" --device "$device" "${sizes[@]}"
else
  echo "pytorch: $python has no torch"
  printf '\n## pytorch\n\nnot measured: %s has no torch\n' "$python" >>"$report"
fi
printf '\n%s seconds in all\n' "$SECONDS" >>"$report"
echo "see $report"
((failures == 0))
