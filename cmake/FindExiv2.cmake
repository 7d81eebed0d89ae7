# Finds exiv2: Exiv2::exiv2. Its own CMake package names its target differently from version to version.
find_path(Exiv2_INCLUDE_DIR exiv2/exiv2.hpp)
find_library(Exiv2_LIBRARY exiv2)
mark_as_advanced(Exiv2_INCLUDE_DIR Exiv2_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Exiv2 REQUIRED_VARS Exiv2_LIBRARY Exiv2_INCLUDE_DIR)
if(Exiv2_FOUND AND NOT TARGET Exiv2::exiv2)
  add_library(Exiv2::exiv2 UNKNOWN IMPORTED)
  set_target_properties(Exiv2::exiv2 PROPERTIES IMPORTED_LOCATION "${Exiv2_LIBRARY}"
                                              INTERFACE_INCLUDE_DIRECTORIES "${Exiv2_INCLUDE_DIR}")
endif()
