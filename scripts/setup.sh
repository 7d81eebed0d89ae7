#!/usr/bin/env bash
# Makes this machine ready to build lowlight: system packages (Debian, Ubuntu) and LibTorch. Says what it does, does
# nothing twice, and touches nothing but packages and the user's cache folder.
#
#   scripts/setup.sh [--cuda] [--fuzz] [--style]
#
# --cuda fetches NVIDIA's libraries for LibTorch also where no GPU is found; --fuzz installs clang's run time of fuzzing,
# --style what scripts/check_style.sh uses.
#
# LibTorch is taken from LibTorch_ROOT, Torch_DIR or CMAKE_PREFIX_PATH (environment), else from the torch package of
# python3 if it is the pinned version, else it is fetched into the cache folder, once for all clones.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
torch_version=$(sed -n 's/^set(LOWLIGHT_TORCH_VERSION \(.*\))$/\1/p' "$root/CMakeLists.txt")
cache=${XDG_CACHE_HOME:-$HOME/.cache}/lowlight
libtorch=$cache/libtorch-$torch_version

say() { echo "setup: $*"; }
fail() {
  echo "setup: $*" >&2
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# --- system packages --------------------------------------------------------------------------------------------------

installed() { [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

known() { apt-cache show "$1" >/dev/null 2>&1; }

compiles_cxx20() { echo '#include <string>' | "$1" -std=c++20 -fsyntax-only -x c++ - 2>/dev/null; }

clang_has_fuzzer() { [[ -n $(compgen -G "$(clang++ -print-resource-dir)/lib/*/*clang_rt.fuzzer*") ]]; }

clang_version() { echo __clang_major__ | clang++ -E -P -x c++ -; }

# Runs apt-get as root, with sudo where there is one to ask.
apt() {
  if [[ $EUID == 0 ]]; then
    DEBIAN_FRONTEND=noninteractive apt-get -qq "$@" >/dev/null
  else
    sudo DEBIAN_FRONTEND=noninteractive apt-get -qq "$@" >/dev/null
  fi
}

may_install() {
  have apt-get && { [[ $EUID == 0 ]] || { have sudo && { [[ -t 0 ]] || sudo -n true 2>/dev/null; }; }; }
}

# install_packages REQUIRED... [-- HELPFUL...]: what is only helpful is left out where it cannot be had.
install_packages() {
  local required=() helpful=() list=required
  for package in "$@"; do
    case $package in
      --) list=helpful ;;
      *) [[ $list == required ]] && required+=("$package") || helpful+=("$package") ;;
    esac
  done
  if may_install; then
    [[ ${#required[@]} == 0 && ${#helpful[@]} == 0 ]] && return
    say "installing ${required[*]-} ${helpful[*]-}"
    apt update || say "the package lists could not be renewed"
    for package in "${helpful[@]}"; do
      known "$package" && required+=("$package")
    done
    [[ ${#required[@]} == 0 ]] || apt install --no-install-recommends "${required[@]}" ||
      fail "apt-get could not install ${required[*]}"
  elif [[ ${#required[@]} -gt 0 ]]; then
    fail "this user may not install packages. Needed: apt-get install ${required[*]}"
  fi
}

install_system_packages() {
  local required=() helpful=()
  have cmake || required+=(cmake)
  have ninja || required+=(ninja-build)
  have python3 || required+=(python3)
  if have dpkg-query; then
    for package in catch2 libexiv2-dev libjpeg-dev liblcms2-dev libpng-dev libtiff-dev libwebp-dev zlib1g-dev; do
      installed "$package" || required+=("$package")
    done
    # Readers of HEIC and AVIF, JPEG XL, camera raw and GIF: without them such files are refused by name.
    for package in libheif-dev libjxl-dev libraw-dev libgif-dev; do
      installed "$package" || helpful+=("$package")
    done
    # Gloo's headers: without them lowlight_train trains in one process.
    installed libgloo-dev || helpful+=(libgloo-dev)
    # Where libheif has its decoders and encoders in packages of their own (Ubuntu 24.04, Debian 13). Whether it has is
    # known only with package lists, which a fresh machine lacks until something is installed.
    for package in libheif-plugin-{libde265,x265,dav1d,aomenc}; do
      installed "$package" || { installed libheif-dev && ! known "$package"; } || helpful+=("$package")
    done
  else
    say "no Debian packages here: CMake will tell if Catch2 or a library of image files is missing"
  fi
  if ! compiles_cxx20 clang++; then
    compiles_cxx20 c++ && helpful+=(clang) || required+=(clang g++)
  fi
  have ccache || helpful+=(ccache)
  have mold || have ld.lld || helpful+=(lld)
  install_packages "${required[@]}" -- "${helpful[@]}"
}

install_fuzzer() {
  compiles_cxx20 clang++ || install_packages clang
  clang_has_fuzzer || install_packages "libclang-rt-$(clang_version)-dev"
}

install_style_checkers() {
  local missing=() formatter=clang-format-14
  compiles_cxx20 clang++ || missing+=(clang)
  have clang-tidy || missing+=(clang-tidy)
  if have $formatter || [[ $(clang-format --version 2>/dev/null) == *"version 14."* ]] ||
    ! apt-cache show $formatter >/dev/null 2>&1; then
    formatter=
  fi
  install_packages "${missing[@]}" -- $formatter
}

# --- LibTorch ---------------------------------------------------------------------------------------------------------

# Prints the folder that CMake would find, or nothing.
find_libtorch() { cmake "-DLibTorch_FIND_VERSION=$torch_version" -P "$root/cmake/FindLibTorch.cmake"; }

# fetch FOLDER [--no-deps] REQUIREMENT...
fetch() {
  local folder=$1
  shift
  local python=python3
  if ! python3 -m pip --version >/dev/null 2>&1; then
    if ! python3 -m venv "$cache/pip" >/dev/null 2>&1; then
      rm -rf "$cache/pip"
      install_packages python3-venv
      python3 -m venv "$cache/pip" >/dev/null
    fi
    python=$cache/pip/bin/python
  fi
  PIP_USER=0 "$python" -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-compile --target "$folder" "$@" ||
    fail "LibTorch could not be fetched. Give one with LibTorch_ROOT=<folder with include/ and lib/>."
}

# The CPU library needs NVIDIA's run time and profiler library, and none of torch's other dependencies: 0.5 GB, not 2.7.
fetch_libtorch() {
  say "fetching LibTorch $torch_version (0.5 GB) into $libtorch"
  fetch "$scratch/libtorch" --no-deps "torch==$torch_version" nvidia-cuda-runtime==13.0.96 nvidia-cuda-cupti==13.0.85
  [[ -n $(find_libtorch) ]] && return # another run was quicker
  rm -rf "$libtorch"
  mv -T "$scratch/libtorch" "$libtorch"
}

# The NVIDIA libraries that torch itself asks for, in its versions.
fetch_cuda_libraries() {
  local requirements
  mapfile -t requirements < <(sed -nE 's/^Requires-Dist: ((nvidia-|cuda-toolkit)[^;]*).*/\1/p' \
    "$libtorch/torch-$torch_version.dist-info/METADATA")
  say "fetching NVIDIA's libraries (2.2 GB) into $libtorch"
  fetch "$scratch/cuda" "${requirements[@]}"
  cp -rlf "$scratch/cuda/nvidia/." "$libtorch/nvidia/"
  touch "$libtorch/cuda-libraries-complete"
}

has_gpu() { have nvidia-smi && nvidia-smi -L >/dev/null 2>&1; }

# --- main -------------------------------------------------------------------------------------------------------------

cuda=no
fuzz=no
style=no
for option in "$@"; do
  case $option in
    --cuda) cuda=yes ;;
    --fuzz) fuzz=yes ;;
    --style) style=yes ;;
    *) fail "usage: scripts/setup.sh [--cuda] [--fuzz] [--style]" ;;
  esac
done
has_gpu && cuda=yes

install_system_packages
[[ $fuzz == no ]] || install_fuzzer
[[ $style == no ]] || install_style_checkers
mkdir -p "$cache"
scratch=$(mktemp -d "$cache/fetch.XXXXXX") # on the same file system: renaming makes the whole appear at once
trap 'rm -rf "$scratch"' EXIT

found=$(find_libtorch)
if [[ -z $found ]]; then
  [[ -z ${LibTorch_ROOT-}${Torch_DIR-} ]] || fail "no LibTorch in ${LibTorch_ROOT-}${Torch_DIR-}"
  fetch_libtorch
  found=$libtorch/torch
fi
if [[ $cuda == yes && $found == "$libtorch/torch" && ! -e $libtorch/cuda-libraries-complete ]]; then
  fetch_cuda_libraries
fi
say "ready; LibTorch $torch_version in $found"
