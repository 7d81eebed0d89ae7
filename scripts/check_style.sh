#!/usr/bin/env bash
# Checks that all code is formatted, and looks closer at the sources that a change touches: each has to compile by itself,
# without the precompiled header and its neighbours, and to pass the checks of clang-tidy that find mistakes.
#
#   scripts/check_style.sh [COMMIT]        the change since COMMIT; without it since origin/main, or else the last commit
#
# Of a change that touches more than 20 sources only the first 20 are looked at: each takes half a minute.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
most_sources=20
seconds_a_source=180
# Those of .clang-tidy's that find mistakes, and take little time over LibTorch's headers.
checks='-*,bugprone-use-after-move,bugprone-dangling-handle,bugprone-infinite-loop,bugprone-unused-raii'
checks+=',bugprone-undelegated-constructor,bugprone-sizeof-expression,bugprone-suspicious-semicolon'
checks+=',bugprone-suspicious-memset-usage,bugprone-suspicious-string-compare,bugprone-string-constructor'
checks+=',bugprone-forward-declaration-namespace,bugprone-inaccurate-erase,bugprone-parent-virtual-call'
checks+=',performance-for-range-copy,performance-implicit-conversion-in-loop,performance-move-const-arg'
checks+=',performance-unnecessary-copy-initialization,modernize-use-override,modernize-use-nullptr'

"$root/scripts/setup.sh" --style
cd "$root"

# Each version of clang-format has a layout of its own; that of 14 is ours.
format() {
  local program=
  for program in clang-format-14 clang-format; do
    [[ $("$program" --version 2>/dev/null) != *"version 14."* ]] || break
    program=
  done
  if [[ -z $program ]]; then
    echo "style: no clang-format 14 here: formatting is not checked"
    return
  fi
  git ls-files '*.cpp' '*.h' '*.cu' ':!third_party' | xargs "$program" --dry-run -Werror
  echo "style: all code is formatted"
}

base_commit() {
  local head main
  head=$(git rev-parse HEAD)
  main=$(git merge-base HEAD origin/main 2>/dev/null) || main=$head
  if [[ $main == "$head" ]]; then git rev-parse --quiet --verify HEAD~1 || true; else echo "$main"; fi
}

# The sources that differ from commit $1, and those of the headers that do.
changed_sources() {
  git diff --name-only --diff-filter=d "$1" -- '*.cpp' '*.h' |
    sed -E 's|^include/lowlight/|src/|; s|\.h$|.cpp|' | sort --unique |
    while read -r source; do
      ! grep --quiet --fixed-strings "\"$root/$source\"" build/alone/compile_commands.json || echo "$source"
    done
}

look_closer() {
  local base=$1 sources
  CC=clang CXX=clang++ cmake --preset alone >/dev/null
  mapfile -t sources < <(changed_sources "$base" | head --lines "$most_sources")
  [[ ${#sources[@]} -gt 0 ]] || return 0
  echo "style: compiling each by itself: ${sources[*]}"
  printf '%s\n' "${sources[@]}" |
    xargs --max-procs "$(nproc)" --max-args 1 timeout "$seconds_a_source" clang-tidy -p build/alone --quiet \
      --warnings-as-errors='*' --checks="$checks" 2> >(grep -v ' warnings\? generated' >&2)
  echo "style: nothing found"
}

format
base=${1:-$(base_commit)}
if [[ -n $base ]]; then look_closer "$base"; else echo "style: no earlier commit to compare with"; fi
