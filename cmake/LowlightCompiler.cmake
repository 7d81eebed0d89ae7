# Language, warnings, linker and compiler cache, for this project only: nothing here reaches who uses the library.

add_library(lowlight_compiler INTERFACE)
target_compile_features(lowlight_compiler INTERFACE cxx_std_20)
set(_warnings -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Members that a designated initialiser does not name are zero on purpose; GCC warns of them all the same.
  list(APPEND _warnings -Wno-missing-field-initializers)
endif()
if(LOWLIGHT_WARNINGS_AS_ERRORS)
  list(APPEND _warnings -Werror)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # What GCC's optimiser says of the inlined standard library is often wrong (its bugs 105329 and 105651): shown, not fatal.
    list(APPEND _warnings -Wno-error=array-bounds -Wno-error=restrict -Wno-error=stringop-overflow
         -Wno-error=stringop-overread -Wno-error=maybe-uninitialized -Wno-error=dangling-pointer
         -Wno-error=free-nonheap-object)
  endif()
endif()
target_compile_options(lowlight_compiler INTERFACE "$<BUILD_INTERFACE:$<$<COMPILE_LANGUAGE:CXX>:${_warnings}>>")

if(NOT PROJECT_IS_TOP_LEVEL)
  return()
endif()

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1 -DNDEBUG")  # lines for a back trace; full debug data triples the build
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

include(CheckLinkerFlag)
foreach(linker mold lld)
  check_linker_flag(CXX -fuse-ld=${linker} LOWLIGHT_HAS_${linker})
  if(LOWLIGHT_HAS_${linker})
    add_link_options(-fuse-ld=${linker})
    break()
  endif()
endforeach()

find_program(LOWLIGHT_CCACHE ccache)
mark_as_advanced(LOWLIGHT_CCACHE)
if(LOWLIGHT_CCACHE)
  # Sources compiled with a precompiled header are cached only if its time stamp does not count.
  set(_sloppiness pch_defines,time_macros,include_file_mtime,include_file_ctime)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=${_sloppiness} ${LOWLIGHT_CCACHE})
  if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
    add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:SHELL:-Xclang -fno-pch-timestamp>")
  endif()
endif()
