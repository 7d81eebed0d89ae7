// Photos that are too large to be held: the steps of a batch, band by band.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "batch/input_file.h"
#include "batch/picture_file.h"
#include "lowlight/batch/photo_processor.h"
#include "lowlight/codecs/image_io.h"
#include "lowlight/codecs/row_reader.h"

namespace lowlight::batch {

/// What reading, processing and writing a photo takes as a whole, more or less: its pixels before
/// and after, the file, and the codec's rows. JPEG and WebP have 8 bits a sample, the others may
/// have 16.
int64_t bytes_as_a_whole(std::span<const uint8_t> file);

/// What it takes in bands of about `band_bytes`, beside the file: the bands of all steps, and what
/// decoder and encoder must hold at once.
int64_t bytes_in_bands(const codecs::RowReader& reader,
                       codecs::ImageFormat output,
                       int64_t band_bytes);

/// Reads all rows and turns them upright. The reader's photo is complete then.
PictureFile decode_in_bands(codecs::RowReader& reader,
                            const InputFile& file,
                            const std::filesystem::path& place,
                            int64_t band_bytes);

/// The result of the processor, which sees working colours.
PictureFile process_in_bands(const PictureFile& picture,
                             std::span<const uint8_t> icc_profile,
                             const PhotoProcessor& processor,
                             const std::filesystem::path& place,
                             int64_t band_bytes,
                             std::vector<std::string>& warnings);

/// encode_photo into a file.
void encode_in_bands(const PictureFile& picture,
                     const codecs::Photo& photo,
                     const codecs::WriteOptions& options,
                     int64_t band_bytes,
                     ByteFile& file,
                     std::vector<std::string>& warnings);

}  // namespace lowlight::batch
