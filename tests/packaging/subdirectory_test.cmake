include("${CMAKE_CURRENT_LIST_DIR}/steps.cmake")
configure("${CMAKE_CURRENT_LIST_DIR}/subdirectory" "${WORK}/subdirectory" "-DLOWLIGHT_SOURCE=${SOURCE}"
          "-DLOWLIGHT_IMAGE_IO=${LOWLIGHT_IMAGE_IO}")
run_consumer("${WORK}/subdirectory")
