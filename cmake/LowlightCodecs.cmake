# The libraries that the room `codecs` reads and writes files with, or what stands in for them where there are none.
if(NOT LOWLIGHT_IMAGE_IO)
  get_target_property(sources lowlight_codecs SOURCES)
  list(FILTER sources INCLUDE REGEX "/(complete_file|cube_file|hald_picture|image_header|image_io_off|tiff_directory|upright)\\.cpp$")
  set_property(TARGET lowlight_codecs PROPERTY SOURCES ${sources})
  return()
endif()

get_target_property(sources lowlight_codecs SOURCES)
list(FILTER sources EXCLUDE REGEX "/image_io_off\\.cpp$")
set_property(TARGET lowlight_codecs PROPERTY SOURCES ${sources})
# Global, because whoever links this static library links these too.
find_package(Exiv2 REQUIRED GLOBAL)
find_package(JPEG REQUIRED GLOBAL)
find_package(LCMS2 REQUIRED GLOBAL)
find_package(PNG REQUIRED GLOBAL)
find_package(TIFF 4.5 REQUIRED GLOBAL)
find_package(WebP REQUIRED GLOBAL)
find_package(ZLIB REQUIRED GLOBAL)
target_link_libraries(lowlight_codecs PRIVATE Exiv2::exiv2 JPEG::JPEG LCMS2::lcms2 PNG::PNG TIFF::TIFF WebP::mux
                                              ZLIB::ZLIB)
