# One target a room. The link lines in src/CMakeLists.txt are the architecture.

# lowlight_room(NAME [USES room ...] [PRIVATE target ...])
# A room is a static library lowlight_NAME of all sources in src/NAME, exported as lowlight::NAME. USES names the rooms
# it may include, PRIVATE the libraries that its sources need and its headers do not show.
function(lowlight_room name)
  cmake_parse_arguments(ROOM "" "" "USES;PRIVATE" ${ARGN})
  set(target lowlight_${name})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.cpp)
  add_library(${target} STATIC ${sources})
  add_library(lowlight::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name} POSITION_INDEPENDENT_CODE ON)
  target_include_directories(${target}
    PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:include>
    PRIVATE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src>)
  list(TRANSFORM ROOM_USES PREPEND lowlight_)
  list(TRANSFORM ROOM_PRIVATE REPLACE "(.+)" "$<BUILD_INTERFACE:\\1>")
  target_link_libraries(${target} PUBLIC ${ROOM_USES} LibTorch::cpu
                                  PRIVATE $<BUILD_INTERFACE:lowlight_compiler> ${ROOM_PRIVATE})
  target_compile_features(${target} PUBLIC cxx_std_20)
  lowlight_unity(${target})
  if(LOWLIGHT_OPTIMISE_ALL OR name IN_LIST LOWLIGHT_LOOPING_ROOMS)
    lowlight_precompile(${target})
  else()
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:lowlight_unoptimised>)
    lowlight_precompile(${target} lowlight_unoptimised_pch)
  endif()
  set_property(GLOBAL APPEND PROPERTY LOWLIGHT_ROOMS ${target})
endfunction()

# -O0, whatever the build type says.
add_library(lowlight_unoptimised INTERFACE)
target_compile_options(lowlight_unoptimised INTERFACE -O0)

# lowlight_embed(NAME FOLDER): compiles the texts of all files in src/NAME/FOLDER into the room (pages/templates.h).
function(lowlight_embed name folder)
  set(folder ${PROJECT_SOURCE_DIR}/src/${name}/${folder})
  set(script ${PROJECT_SOURCE_DIR}/cmake/EmbedFiles.cmake)
  set(output ${PROJECT_BINARY_DIR}/${name}_templates.cpp)
  file(GLOB files CONFIGURE_DEPENDS ${folder}/*)
  add_custom_command(OUTPUT ${output} DEPENDS ${files} ${script} VERBATIM
                     COMMAND ${CMAKE_COMMAND} -DFOLDER=${folder} -DOUTPUT=${output} -P ${script})
  target_sources(lowlight_${name} PRIVATE ${output})
endfunction()

# Compiles a target's sources several at a time: most of the time goes into headers that they share. The preset `alone`
# compiles each by itself.
function(lowlight_unity target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${LOWLIGHT_UNITY} UNITY_BUILD_BATCH_SIZE 10)
endfunction()

# A header-only library of third_party/, for private use.
function(lowlight_third_party name)
  add_library(lowlight_${name} INTERFACE)
  target_include_directories(lowlight_${name} SYSTEM INTERFACE
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/third_party/${name}/include>)
endfunction()

# lowlight_precompiled(CARRIER HEADER target ...): an object library that precompiles HEADER with the options of targets.
function(lowlight_precompiled carrier header)
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/${carrier}.cpp CONTENT "// only a carrier of the precompiled header\n")
  add_library(${carrier} OBJECT ${PROJECT_BINARY_DIR}/${carrier}.cpp)
  target_compile_options(${carrier} PRIVATE -fPIC)
  target_link_libraries(${carrier} PRIVATE lowlight_compiler LibTorch::cpu ${ARGN})
  target_precompile_headers(${carrier} PRIVATE ${header})
endfunction()

# Lets a target reuse a precompiled header: that of the rooms, or that of another carrier.
function(lowlight_precompile target)
  if(NOT LOWLIGHT_PCH)
    return()
  endif()
  if(NOT TARGET lowlight_pch)
    lowlight_precompiled(lowlight_pch ${PROJECT_SOURCE_DIR}/src/pch.h)
  endif()
  if(NOT TARGET lowlight_unoptimised_pch AND NOT LOWLIGHT_OPTIMISE_ALL)
    lowlight_precompiled(lowlight_unoptimised_pch ${PROJECT_SOURCE_DIR}/src/pch.h lowlight_unoptimised)
  endif()
  set(carrier lowlight_pch)
  if(ARGN)
    set(carrier ${ARGN})
  endif()
  # -fPIE, which programs would get, does not match the -fPIC that the header was compiled with.
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  target_compile_options(${target} PRIVATE -fPIC)
  target_precompile_headers(${target} REUSE_FROM ${carrier})
endfunction()

# A program: links rooms, is not exported. PCH names the carrier of its precompiled header where that is another.
function(lowlight_program target)
  cmake_parse_arguments(PROGRAM "" "PCH" "SOURCES;USES" ${ARGN})
  add_executable(${target} ${PROGRAM_SOURCES})
  target_link_libraries(${target} PRIVATE lowlight_compiler ${PROGRAM_USES})
  lowlight_unity(${target})
  lowlight_precompile(${target} ${PROGRAM_PCH})
endfunction()
