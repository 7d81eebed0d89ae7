# Our CUDA kernels: a library that core/cuda_library loads after LibTorch's CUDA part. Nothing links it and nothing else
# knows of CUDA; without it the same operators run as compositions of LibTorch's, slower.
#
# LOWLIGHT_CUDA: AUTO builds it where a compiler of LibTorch's CUDA version is found, ON insists, OFF does not.

# Why it cannot be built; "" when it can.
function(_lowlight_cuda_problem result)
  set(problem "")
  if(NOT LibTorch_HAS_CUDA)
    set(problem "this LibTorch has no CUDA part")
  else()
    include(CheckLanguage)
    check_language(CUDA)
    if(NOT CMAKE_CUDA_COMPILER)
      set(problem "no CUDA compiler was found")
    endif()
  endif()
  set(${result} "${problem}" PARENT_SCOPE)
endfunction()

set_property(CACHE LOWLIGHT_CUDA PROPERTY STRINGS AUTO ON OFF)
if(NOT LOWLIGHT_CUDA)
  return()
endif()
_lowlight_cuda_problem(_problem)
if(_problem)
  if(NOT LOWLIGHT_CUDA STREQUAL AUTO)
    message(FATAL_ERROR "LOWLIGHT_CUDA is ON, but ${_problem}")
  endif()
  message(STATUS "No CUDA kernels: ${_problem}")
  return()
endif()

if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)
  set(CMAKE_CUDA_ARCHITECTURES 80 90)
endif()
enable_language(CUDA)
if(LOWLIGHT_CCACHE AND NOT DEFINED CMAKE_CUDA_COMPILER_LAUNCHER)
  set(CMAKE_CUDA_COMPILER_LAUNCHER ${LOWLIGHT_CCACHE})
endif()

add_library(lowlight_cuda MODULE src/blocks/cuda/rescale_valid.cu)
target_include_directories(lowlight_cuda PRIVATE include src)
target_link_libraries(lowlight_cuda PRIVATE LibTorch::cuda)
set_target_properties(lowlight_cuda PROPERTIES CUDA_RUNTIME_LIBRARY Shared CUDA_STANDARD 17
                                               LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib/lowlight)
# C++17, because CMake 3.25 knows no later one for CUDA; the rest is what LibTorch's headers want.
target_compile_options(lowlight_cuda PRIVATE
  "$<$<COMPILE_LANGUAGE:CUDA>:--extended-lambda;--expt-relaxed-constexpr>" -D__CUDA_NO_HALF_OPERATORS__ -D__CUDA_NO_HALF_CONVERSIONS__
  -D__CUDA_NO_HALF2_OPERATORS__ -D__CUDA_NO_BFLOAT16_CONVERSIONS__)

# GPUs of several processes exchange gradients by NCCL; without its header these travel through the CPU. The source has no
# kernel: the C++ compiler takes a fraction of nvcc's time for it. Its ending keeps it out of the room.
find_path(LOWLIGHT_NCCL_HEADERS nccl.h HINTS ${CMAKE_CUDA_TOOLKIT_INCLUDE_DIRECTORIES}
          PATHS ${LibTorch_ROOT}/../nvidia/cu13/include ${LibTorch_ROOT}/../nvidia/nccl/include)
mark_as_advanced(LOWLIGHT_NCCL_HEADERS)
if(NOT LOWLIGHT_NCCL_HEADERS)
  message(STATUS "No NCCL: its header was not found")
  return()
endif()
target_sources(lowlight_cuda PRIVATE src/training/cuda/nccl.cu)
set_target_properties(lowlight_cuda PROPERTIES CXX_STANDARD 20)
set_source_files_properties(src/training/cuda/nccl.cu PROPERTIES
  LANGUAGE CXX COMPILE_DEFINITIONS USE_C10D_NCCL
  INCLUDE_DIRECTORIES "${LOWLIGHT_NCCL_HEADERS};${CMAKE_CUDA_TOOLKIT_INCLUDE_DIRECTORIES}")
