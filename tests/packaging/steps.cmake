# What the packaging tests share: they run commands and stop at the first that fails.
cmake_minimum_required(VERSION 3.25)

# run(COMMAND...): sets `output` to what it printed.
macro(run)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "failed with ${result}: ${command}\n${output}")
  endif()
endmacro()

# configure(SOURCE BUILD ARGUMENT...): with the compiler and flags of the project under test.
macro(configure source build)
  run(${CMAKE_COMMAND} -S "${source}" -B "${build}" -G "${CMAKE_GENERATOR}" "-DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER}"
      "-DCMAKE_CXX_FLAGS=${CMAKE_CXX_FLAGS}" "-DCMAKE_BUILD_TYPE=${CMAKE_BUILD_TYPE}" "-DLibTorch_ROOT=${LibTorch_ROOT}"
      ${ARGN})
endmacro()

# run_consumer(BUILD TEXT): builds and runs the program `consumer`, which has to print TEXT.
macro(run_consumer build wanted)
  run(${CMAKE_COMMAND} --build "${build}" --target consumer)
  run("${build}/consumer")
  string(FIND "${output}" "${wanted}" place)
  if(place EQUAL -1)
    message(FATAL_ERROR "the consumer printed: ${output}")
  endif()
endmacro()
