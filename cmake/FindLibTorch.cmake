# Finds LibTorch and makes imported targets straight from the torch folder, CPU part and CUDA part apart.
#
#   LibTorch::cpu    headers, libtorch_cpu, libc10: what a program needs to start
#   LibTorch::cuda   libtorch_cuda, libc10_cuda on top of it (only where the folder has them)
#
#   LibTorch_VERSION, LibTorch_ROOT (the folder with include/ and lib/), LibTorch_HAS_CUDA
#
# Looked for, in this order: LibTorch_ROOT, Torch_DIR, CMAKE_PREFIX_PATH, `import torch` of python3,
# and the folder that scripts/setup.sh fills. PyTorch's own TorchConfig.cmake is not used: it links every
# target to CUDA and stops where the wheel was built with CUDA and the machine has no toolkit.

set(_libtorch_header include/torch/csrc/api/include/torch/torch.h)
set(_libtorch_candidates)
if(LibTorch_ROOT)
  list(APPEND _libtorch_candidates "${LibTorch_ROOT}")
elseif(DEFINED ENV{LibTorch_ROOT})
  list(APPEND _libtorch_candidates "$ENV{LibTorch_ROOT}")
endif()
foreach(_dir "${Torch_DIR}" "$ENV{Torch_DIR}")
  if(_dir)
    get_filename_component(_root "${_dir}/../../.." ABSOLUTE)  # <root>/share/cmake/Torch
    list(APPEND _libtorch_candidates "${_root}")
  endif()
endforeach()
string(REPLACE ":" ";" _libtorch_env_prefixes "$ENV{CMAKE_PREFIX_PATH}")
foreach(_prefix ${CMAKE_PREFIX_PATH} ${_libtorch_env_prefixes})
  get_filename_component(_root "${_prefix}/../.." ABSOLUTE)  # torch.utils.cmake_prefix_path is <root>/share/cmake
  list(APPEND _libtorch_candidates "${_prefix}" "${_root}")
endforeach()

function(_libtorch_python_root result)
  find_program(LibTorch_PYTHON NAMES python3)
  mark_as_advanced(LibTorch_PYTHON)
  set(root "")
  if(LibTorch_PYTHON)
    execute_process(
      COMMAND "${LibTorch_PYTHON}" -c
              "import importlib.util as u; s = u.find_spec('torch'); print(s.submodule_search_locations[0] if s else '')"
      OUTPUT_VARIABLE root OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  endif()
  set(${result} "${root}" PARENT_SCOPE)
endfunction()

function(_libtorch_read_version root result)
  set(version "")
  if(EXISTS "${root}/version.py")  # a wheel
    file(STRINGS "${root}/version.py" line REGEX "^__version__")
    string(REGEX MATCH "[0-9]+\\.[0-9]+\\.[0-9]+" version "${line}")
  elseif(EXISTS "${root}/build-version")  # a LibTorch archive
    file(READ "${root}/build-version" text)
    string(REGEX MATCH "[0-9]+\\.[0-9]+\\.[0-9]+" version "${text}")
  endif()
  set(${result} "${version}" PARENT_SCOPE)
endfunction()

_libtorch_python_root(_libtorch_python)
if(DEFINED ENV{XDG_CACHE_HOME})
  set(_libtorch_cache "$ENV{XDG_CACHE_HOME}")
else()
  set(_libtorch_cache "$ENV{HOME}/.cache")
endif()
set(_libtorch_cache "${_libtorch_cache}/lowlight/libtorch-${LibTorch_FIND_VERSION}/torch")

set(LibTorch_ROOT_FOUND "")
set(_libtorch_explicit ${_libtorch_candidates})
foreach(_root ${_libtorch_candidates} "${_libtorch_python}" "${_libtorch_cache}")
  if(_root AND EXISTS "${_root}/${_libtorch_header}" AND EXISTS "${_root}/lib/libtorch_cpu.so")
    _libtorch_read_version("${_root}" LibTorch_VERSION)
    if(_root IN_LIST _libtorch_explicit OR NOT LibTorch_FIND_VERSION
       OR LibTorch_VERSION VERSION_EQUAL LibTorch_FIND_VERSION)
      set(LibTorch_ROOT_FOUND "${_root}")
      break()
    endif()
  endif()
endforeach()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  LibTorch REQUIRED_VARS LibTorch_ROOT_FOUND VERSION_VAR LibTorch_VERSION
  REASON_FAILURE_MESSAGE "run scripts/setup.sh, or give -DLibTorch_ROOT=<folder with include/ and lib/>")
if(NOT LibTorch_FOUND)
  return()
endif()
set(LibTorch_ROOT "${LibTorch_ROOT_FOUND}")

find_package(Threads REQUIRED)
function(_libtorch_import name file)
  if(NOT TARGET ${name})
    add_library(${name} SHARED IMPORTED)
    set_target_properties(${name} PROPERTIES IMPORTED_LOCATION "${LibTorch_ROOT_FOUND}/lib/${file}")
  endif()
endfunction()

_libtorch_import(LibTorch::c10 libc10.so)
_libtorch_import(LibTorch::cpu libtorch_cpu.so)
set_target_properties(LibTorch::c10 PROPERTIES
  INTERFACE_INCLUDE_DIRECTORIES
  "${LibTorch_ROOT_FOUND}/include;${LibTorch_ROOT_FOUND}/include/torch/csrc/api/include")
# The wheel's CPU library needs the CUDA run time, which it finds by its own RPATH and the linker does not.
set_target_properties(LibTorch::cpu PROPERTIES
  INTERFACE_LINK_LIBRARIES "LibTorch::c10;Threads::Threads"
  INTERFACE_LINK_OPTIONS "LINKER:--allow-shlib-undefined")

set(LibTorch_HAS_CUDA FALSE)
if(EXISTS "${LibTorch_ROOT_FOUND}/lib/libtorch_cuda.so")
  set(LibTorch_HAS_CUDA TRUE)
  _libtorch_import(LibTorch::c10_cuda libc10_cuda.so)
  _libtorch_import(LibTorch::cuda libtorch_cuda.so)
  set_target_properties(LibTorch::cuda PROPERTIES
    INTERFACE_LINK_LIBRARIES "LibTorch::cpu;LibTorch::c10_cuda"
    INTERFACE_LINK_OPTIONS "LINKER:--allow-shlib-undefined")
endif()
