// TIFF files that our own encoder does not make, straight from libtiff.
#pragma once

#include <tiffio.h>

#include <cstdint>
#include <functional>

#include "lowlight/core/atomic_file.h"
#include "support/image_files.h"
#include "support/temporary_folder.h"

namespace lowlight::test {

/// A file of this size whose other tags and pixels `fill` writes.
inline Bytes libtiff_file(uint32_t width, uint32_t height, const std::function<void(TIFF*)>& fill) {
  const TemporaryFolder folder;
  TIFF* tiff = TIFFOpen((folder / "a.tif").c_str(), "w");
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, width);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, height);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_LZW);
  fill(tiff);
  TIFFClose(tiff);
  return read_file(folder / "a.tif");
}

inline void set_samples(TIFF* tiff, int samples, int bits, int photometric) {
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, samples);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, bits);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, photometric);
}

/// One row of raw bytes.
inline Bytes row_tiff(uint32_t width, int samples, int bits, int photometric, Bytes row) {
  return libtiff_file(width, 1, [&](TIFF* tiff) {
    set_samples(tiff, samples, bits, photometric);
    TIFFWriteScanline(tiff, row.data(), 0);
  });
}

}  // namespace lowlight::test
