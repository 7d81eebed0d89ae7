# Finds LibTorch and makes imported targets straight from its folder, CPU part and CUDA part apart.
#
#   LibTorch::cpu    headers, libtorch_cpu, libc10: what a program needs to start
#   LibTorch::cuda   libtorch_cuda, libc10_cuda on top of it; only where the folder has them
#
#   LibTorch_ROOT (the folder with include/ and lib/), LibTorch_VERSION, LibTorch_HAS_CUDA, and LibTorch_CUDA_VERSION,
#   which is empty where the folder does not tell it
#
# A folder that was named, LibTorch_ROOT or Torch_DIR (variable or environment), is the only one looked at. Else, in
# this order: CMAKE_PREFIX_PATH, `import torch` of python3, the folder that scripts/setup.sh fills. The last two count
# only at exactly the wanted version.
#
# PyTorch's own TorchConfig.cmake is not used: it links every target to CUDA, and stops where the wheel was built with
# CUDA and the machine has no toolkit.
#
# As a script, `cmake -DLibTorch_FIND_VERSION=<version> -P FindLibTorch.cmake` prints the folder, or nothing.
cmake_policy(VERSION 3.25)  # whatever the calling project asks for

# The folders a user named; empty when none was.
function(_libtorch_named_roots result)
  set(roots)
  foreach(root "${LibTorch_ROOT}" "$ENV{LibTorch_ROOT}")
    if(root)
      list(APPEND roots "${root}")
    endif()
  endforeach()
  foreach(dir "${Torch_DIR}" "$ENV{Torch_DIR}")
    if(dir)
      get_filename_component(root "${dir}/../../.." ABSOLUTE)  # Torch_DIR is <root>/share/cmake/Torch
      list(APPEND roots "${root}")
    endif()
  endforeach()
  set(${result} "${roots}" PARENT_SCOPE)
endfunction()

# The folders that CMAKE_PREFIX_PATH may mean: <root>, or <root>/share/cmake as torch.utils.cmake_prefix_path has it.
function(_libtorch_prefix_roots result)
  set(roots)
  string(REPLACE ":" ";" environment "$ENV{CMAKE_PREFIX_PATH}")
  foreach(prefix ${CMAKE_PREFIX_PATH} ${environment})
    get_filename_component(root "${prefix}/../.." ABSOLUTE)
    list(APPEND roots "${prefix}" "${root}")
  endforeach()
  set(${result} "${roots}" PARENT_SCOPE)
endfunction()

# The torch package that python3 would import, and the folder of scripts/setup.sh.
function(_libtorch_usual_roots result)
  set(roots)
  find_program(LibTorch_PYTHON NAMES python3)
  mark_as_advanced(LibTorch_PYTHON)
  if(LibTorch_PYTHON)
    set(locate "from importlib.util import find_spec; print(*find_spec('torch').submodule_search_locations)")
    execute_process(COMMAND "${LibTorch_PYTHON}" -c "${locate}" WORKING_DIRECTORY /
                    OUTPUT_VARIABLE root OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    list(APPEND roots "${root}")
  endif()
  set(cache "$ENV{XDG_CACHE_HOME}")
  if(NOT cache)
    set(cache "$ENV{HOME}/.cache")
  endif()
  list(APPEND roots "${cache}/lowlight/libtorch-${LibTorch_FIND_VERSION}/torch")
  set(${result} "${roots}" PARENT_SCOPE)
endfunction()

# The version of the LibTorch in `root`; empty when there is none.
function(_libtorch_read_version root result)
  set(version "")
  set(header "${root}/include/torch/headeronly/version.h")
  if(EXISTS "${root}/lib/libtorch_cpu.so" AND EXISTS "${header}")
    file(STRINGS "${header}" lines REGEX "^#define TORCH_VERSION_(MAJOR|MINOR|PATCH) [0-9]+$")
    list(TRANSFORM lines REPLACE "^.* " "")
    list(JOIN lines "." version)
  endif()
  set(${result} "${version}" PARENT_SCOPE)
endfunction()

# The CUDA that the LibTorch in `root` was built with; empty where only the library itself would know.
function(_libtorch_read_cuda_version root result)
  set(version "")
  if(EXISTS "${root}/version.py")
    file(STRINGS "${root}/version.py" version REGEX "^cuda.*'[0-9.]+'" LIMIT_COUNT 1)
    string(REGEX REPLACE ".*'([0-9.]+)'.*" "\\1" version "${version}")
  endif()
  set(${result} "${version}" PARENT_SCOPE)
endfunction()

# Sets LibTorch_ROOT and LibTorch_VERSION to the first folder that will do, LibTorch_ROOT to "" when none does.
function(_libtorch_choose)
  _libtorch_named_roots(named)
  if(named)
    set(candidates ${named})
    set(usual)
  else()
    _libtorch_prefix_roots(prefixes)
    _libtorch_usual_roots(usual)
    set(candidates ${prefixes} ${usual})
  endif()
  foreach(root ${candidates})
    _libtorch_read_version("${root}" version)
    if(version AND (NOT root IN_LIST usual OR version VERSION_EQUAL LibTorch_FIND_VERSION))
      set(LibTorch_ROOT "${root}" PARENT_SCOPE)
      set(LibTorch_VERSION "${version}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
  set(LibTorch_ROOT "" PARENT_SCOPE)
endfunction()

function(_libtorch_import name file)
  if(NOT TARGET ${name})
    add_library(${name} SHARED IMPORTED GLOBAL)
  endif()
  set_target_properties(${name} PROPERTIES IMPORTED_LOCATION "${LibTorch_ROOT}/lib/${file}")
endfunction()

_libtorch_choose()
if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
  execute_process(COMMAND ${CMAKE_COMMAND} -E echo "${LibTorch_ROOT}")
  return()
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  LibTorch REQUIRED_VARS LibTorch_ROOT VERSION_VAR LibTorch_VERSION
  REASON_FAILURE_MESSAGE "run scripts/setup.sh, or give -DLibTorch_ROOT=<folder with include/ and lib/>")
if(NOT LibTorch_FOUND)
  return()
endif()

find_package(Threads REQUIRED)
_libtorch_import(LibTorch::c10 libc10.so)
set_target_properties(LibTorch::c10 PROPERTIES INTERFACE_INCLUDE_DIRECTORIES
                      "${LibTorch_ROOT}/include;${LibTorch_ROOT}/include/torch/csrc/api/include")
# The wheel's libraries find NVIDIA's run time by their own RPATH; the linker does not, and need not.
_libtorch_import(LibTorch::cpu libtorch_cpu.so)
set_target_properties(LibTorch::cpu PROPERTIES INTERFACE_LINK_OPTIONS "LINKER:--allow-shlib-undefined"
                                               INTERFACE_LINK_LIBRARIES "LibTorch::c10;Threads::Threads")
set(LibTorch_HAS_CUDA FALSE)
set(LibTorch_CUDA_VERSION "")
if(EXISTS "${LibTorch_ROOT}/lib/libtorch_cuda.so")
  set(LibTorch_HAS_CUDA TRUE)
  _libtorch_read_cuda_version("${LibTorch_ROOT}" LibTorch_CUDA_VERSION)
  _libtorch_import(LibTorch::c10_cuda libc10_cuda.so)
  _libtorch_import(LibTorch::cuda libtorch_cuda.so)
  set_target_properties(LibTorch::cuda PROPERTIES INTERFACE_LINK_LIBRARIES "LibTorch::cpu;LibTorch::c10_cuda")
endif()
