# Not optimised, and without the caller's compiler cache: the smallest build of the one room that the consumer links.
include("${CMAKE_CURRENT_LIST_DIR}/steps.cmake")
configure("${CMAKE_CURRENT_LIST_DIR}/subdirectory" "${WORK}/subdirectory" "-DLOWLIGHT_SOURCE=${SOURCE}"
          -DLOWLIGHT_IMAGE_IO=OFF -DCMAKE_BUILD_TYPE=)
run_consumer("${WORK}/subdirectory" "features [1, 64, 8, 8], valid [1, 1, 8, 8]")
