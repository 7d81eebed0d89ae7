# `cmake --install`, and find_package(lowlight) for who uses it. Nothing installed but the programs' own search path
# for LibTorch names a folder of the machine it was built on: the whole tree may be moved.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

get_property(_rooms GLOBAL PROPERTY LOWLIGHT_ROOMS)
add_library(lowlight INTERFACE)
add_library(lowlight::lowlight ALIAS lowlight)
target_link_libraries(lowlight INTERFACE ${_rooms})

if(NOT LOWLIGHT_INSTALL)
  return()
endif()

install(TARGETS lowlight ${_rooms} EXPORT lowlightTargets)
install(DIRECTORY include/lowlight TYPE INCLUDE)
install(DIRECTORY models configs DESTINATION ${CMAKE_INSTALL_DATADIR}/lowlight
        FILES_MATCHING PATTERN *.safetensors PATTERN *.toml)
install(FILES LICENSE TYPE DOC)

foreach(program enhance lowlight_train)
  if(TARGET ${program})
    set_target_properties(${program} PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
    install(TARGETS ${program})
  endif()
endforeach()

if(TARGET lowlight_cuda)
  set_target_properties(lowlight_cuda PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
  install(TARGETS lowlight_cuda LIBRARY DESTINATION lib/lowlight)  # where core/cuda_library looks
endif()

set(_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/lowlight)
install(EXPORT lowlightTargets NAMESPACE lowlight:: DESTINATION ${_package_dir})
configure_package_config_file(cmake/lowlightConfig.cmake.in ${PROJECT_BINARY_DIR}/lowlightConfig.cmake
                              INSTALL_DESTINATION ${_package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/lowlightConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/lowlightConfig.cmake ${PROJECT_BINARY_DIR}/lowlightConfigVersion.cmake
              cmake/FindExiv2.cmake cmake/FindLCMS2.cmake cmake/FindLibTorch.cmake cmake/FindWebP.cmake
        DESTINATION ${_package_dir})
