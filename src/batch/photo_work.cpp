#include "batch/photo_work.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "batch/input_file.h"
#include "batch/large_photo.h"
#include "batch/result_check.h"
#include "lowlight/batch/sha256.h"
#include "lowlight/batch/standard_stream.h"
#include "lowlight/codecs/colour_profile.h"
#include "lowlight/codecs/row_reader.h"
#include "lowlight/core/atomic_file.h"
#include "lowlight/core/hidden_file.h"

namespace lowlight::batch {
namespace {

namespace fs = std::filesystem;
using imaging::Image;

codecs::ImageFormat format_of(const PhotoWork& work) {
  return work.planned->format.value_or(work.photo.format);
}

/// `whole`: what it would take as a whole.
void read_large(PhotoWork& work,
                const InputFile& file,
                int64_t whole,
                const BatchOptions& options,
                MemoryBudget& memory) {
  const auto& planned = *work.planned;
  const auto reader = codecs::open_photo(
      file.bytes(), planned.input.string(), options.read, [&] { file.release(); });
  const auto format = planned.format.value_or(reader->photo.format);
  const auto needed = file.bytes_in_memory() + bytes_in_bands(*reader, format, options.band_bytes);
  if (needed > options.memory_bytes) {
    work.report->warnings.push_back("about " + std::to_string(needed >> 20) +
                                    " MB were needed at once, over the limit of " +
                                    std::to_string(options.memory_bytes >> 20) + " MB");
  }
  work.memory = memory.take(std::min(needed, whole));
  work.picture = decode_in_bands(*reader, file, scratch_place(planned.output), options.band_bytes);
  work.photo = std::move(reader->photo);
}

void process_whole(PhotoWork& work, const PhotoProcessor& processor, const ShowPictures& show) {
  auto& image = work.photo.image;
  auto& warnings = work.report->warnings;
  const auto before = appearance_of(image);
  const Image original = show ? image.clone() : Image();
  if (processor.changes_pictures()) {
    image = codecs::in_working_colours(
        std::move(image), work.photo.metadata.icc_profile, warnings, [&](Image given) {
          return processor.process(std::move(given), &warnings);
        });
  }
  check_result(before, image);
  if (show) show(work, original, image);
}

void process_large(PhotoWork& work,
                   const PhotoProcessor& processor,
                   int64_t band_bytes,
                   const ShowPictures& show) {
  if (!processor.changes_pictures()) {
    if (show) show(work, work.rows(), work.rows());
    return;
  }
  const auto before = appearance_of(work.rows());
  auto after = process_in_bands(*work.picture,
                                work.photo.metadata.icc_profile,
                                processor,
                                scratch_place(work.planned->output),
                                band_bytes,
                                work.report->warnings);
  check_result(before, after.rows());
  if (show) show(work, work.rows(), after.rows());
  work.picture = std::move(after);
}

void write_whole(PhotoWork& work, const codecs::WriteOptions& options, bool hash) {
  const auto& output = work.planned->output;
  const auto bytes = codecs::encode_photo(work.photo, options, &work.report->warnings);
  is_standard_stream(output) ? write_standard_output(bytes) : write_file_atomically(output, bytes);
  work.report->output_bytes = int64_t(bytes.size());
  if (hash) work.report->output_sha256 = hex(sha256(bytes));
}

void copy_to_standard_output(const HiddenFile& file) {
  constexpr uint64_t kPiece = 1 << 20;
  std::vector<uint8_t> bytes(std::min(kPiece, file.size()));
  for (uint64_t at = 0; at < file.size(); at += kPiece) {
    const auto piece = std::span(bytes).first(std::min(kPiece, file.size() - at));
    file.read(at, piece);
    write_standard_output(piece);
  }
}

void write_large(PhotoWork& work,
                 const codecs::WriteOptions& options,
                 int64_t band_bytes,
                 bool hash) {
  const auto& output = work.planned->output;
  HiddenFile file(is_standard_stream(output) ? scratch_place(output) : output);
  encode_in_bands(*work.picture, work.photo, options, band_bytes, file, work.report->warnings);
  work.report->output_bytes = int64_t(file.size());
  if (hash) work.report->output_sha256 = hex(sha256(file));
  is_standard_stream(output) ? copy_to_standard_output(file) : file.replace_target();
}

void keep_time(const PlannedPhoto& planned, std::vector<std::string>& warnings) {
  if (is_standard_stream(planned.input)) return;
  std::error_code failure;
  const auto time = fs::last_write_time(planned.input, failure);
  if (!failure) fs::last_write_time(planned.output, time, failure);
  if (failure) warnings.push_back("the time of change is not kept: " + failure.message());
}

}  // namespace

void read_photo(PhotoWork& work, const BatchOptions& options, MemoryBudget& memory) {
  const auto& planned = *work.planned;
  auto& report = *work.report;
  const InputFile file(planned.input, options.memory_bytes / 4, scratch_place(planned.output));
  report.input_bytes = int64_t(file.bytes().size());
  if (options.hash) report.input_sha256 = file.sha256();
  const auto whole = bytes_as_a_whole(file.bytes());
  if (whole > options.memory_bytes) {
    read_large(work, file, whole, options, memory);
  } else {
    work.memory = memory.take(whole);
    work.photo = codecs::decode_photo(file.bytes(), planned.input.string(), options.read);
  }
  const auto shape = work.rows().shape();
  report.pixels = shape.width * shape.height;
  const auto& warnings = work.photo.warnings;
  report.warnings.insert(report.warnings.end(), warnings.begin(), warnings.end());
  warn_of_losses(shape, format_of(work), report.warnings);
}

void process_photo(PhotoWork& work,
                   const PhotoProcessor& processor,
                   const BatchOptions& options,
                   const ShowPictures& show) {
  work.picture ? process_large(work, processor, options.band_bytes, show)
               : process_whole(work, processor, show);
}

void write_photo(PhotoWork& work, const BatchOptions& options) {
  const auto& planned = *work.planned;
  auto write = options.write;
  write.format = format_of(work);
  if (options.chroma_sampling != codecs::ChromaSampling::unknown) {
    work.photo.chroma_sampling = options.chroma_sampling;
  }
  const bool to_stream = is_standard_stream(planned.output);
  if (!to_stream && planned.output.has_parent_path()) {
    fs::create_directories(planned.output.parent_path());
  }
  work.picture ? write_large(work, write, options.band_bytes, options.hash)
               : write_whole(work, write, options.hash);
  if (!to_stream && options.keep_times) keep_time(planned, work.report->warnings);
}

}  // namespace lowlight::batch
