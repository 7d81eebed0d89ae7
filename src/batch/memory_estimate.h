// How much memory a photo will take.
#pragma once

#include <cstdint>
#include <span>

#include "lowlight/batch/photo_processor.h"
#include "lowlight/codecs/row_reader.h"

namespace lowlight::batch {

/// What reading, processing and writing a photo takes as a whole, more or less: its pixels before
/// and after, the file, the codec's rows, and what the processor says. JPEG and WebP have 8 bits a
/// sample, the others may have 16.
int64_t bytes_as_a_whole(std::span<const uint8_t> file, const PhotoProcessor& processor);

/// What it takes in bands of about `band_bytes`, beside the file: the bands of all steps, and what
/// decoder and encoder must hold at once.
int64_t bytes_in_bands(const codecs::RowReader& reader,
                       codecs::ImageFormat output,
                       int64_t band_bytes);

}  // namespace lowlight::batch
