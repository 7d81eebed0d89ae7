#include "batch/photo_work.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "batch/input_file.h"
#include "batch/memory_estimate.h"
#include "batch/patience.h"
#include "batch/result_check.h"
#include "lowlight/batch/failure.h"
#include "lowlight/batch/sha256.h"
#include "lowlight/batch/standard_stream.h"
#include "lowlight/codecs/preview.h"
#include "lowlight/codecs/row_reader.h"
#include "lowlight/codecs/row_writer.h"
#include "lowlight/colours/colour_profile.h"
#include "lowlight/core/byte_file.h"
#include "lowlight/core/hidden_file.h"
#include "lowlight/imaging/trust_map.h"

namespace lowlight::batch {
namespace {

namespace fs = std::filesystem;
using imaging::Image;
using imaging::rows_within;

codecs::ImageFormat format_of(const PlannedPhoto& planned, const codecs::Photo& photo) {
  return planned.format.value_or(codecs::kept_format(photo.format));
}

/// The bytes that a photo would take as a whole, and what it takes in bands beside these.
struct Needed {
  int64_t whole;
  int64_t beside_bands;
};

/// The share of a photo that would take too much as a whole.
MemoryBudget::Share take_for_bands(const PhotoWork& work,
                                   const codecs::RowReader& reader,
                                   const Needed& bytes,
                                   const BatchOptions& options,
                                   MemoryBudget& memory) {
  const auto format = format_of(*work.planned, reader.photo);
  const auto needed = bytes.beside_bands + bytes_in_bands(reader, format, options.band_bytes);
  if (needed > options.memory_bytes) {
    work.report->warnings.push_back("about " + std::to_string(needed >> 20) +
                                    " MB were needed at once, over the limit of " +
                                    std::to_string(options.memory_bytes >> 20) + " MB");
  }
  return memory.take(std::min(needed, bytes.whole));
}

/// The light of the picture as it is now, where the photo has a gain map.
std::optional<codecs::SmallLight> light_of(const PhotoWork& work, const BatchOptions& options) {
  const auto rows = rows_within(work.picture.shape(), options.band_bytes);
  return codecs::light_for_gain_map(work.photo, work.picture.rows(), rows);
}

/// Reads all rows and turns them upright. The reader's photo is complete then.
void decode(codecs::RowReader& reader,
            const InputFile& file,
            int64_t band_bytes,
            PictureStore& picture) {
  const auto& stored = reader.shape;
  const bool at_once = reader.at_once || picture.in_memory();
  const int64_t step = at_once ? stored.height : rows_within(stored, band_bytes);
  for (int64_t begin = 0; begin < stored.height; begin += step) {
    Image rows = imaging::rows_like(stored, std::min(step, stored.height - begin));
    reader.read(rows.bytes().data(), rows.height());
    file.release();
    auto part = codecs::turned_rows(std::move(rows), begin, stored.height, reader.orientation);
    picture.write(part.x, part.y, std::move(part.image));
  }
}

/// Writes the map to its place; where that fails the photo has a warning.
void keep_trust_map(const imaging::Image& map, const fs::path& path, PhotoReport& report) {
  report.untrusted = imaging::untrusted_share(map);
  if (path.empty()) return;
  try {
    if (path.has_parent_path()) fs::create_directories(path.parent_path());
    codecs::Photo grey;
    grey.image = map.clone();
    codecs::write_photo(path, grey, {.format = codecs::ImageFormat::png});
  } catch (...) {
    report.warnings.push_back("no map of trust: " + reason_of_failure());
  }
}

/// Puts the result of the processor, which sees working colours, into `result`, which may be the
/// photo's own picture. False where the processor leaves the picture as it is.
bool put_result(PhotoWork& work,
                const PhotoProcessor& processor,
                int64_t band_bytes,
                PictureStore& result) {
  if (!processor.changes_pictures()) return false;
  auto& warnings = work.report->warnings;
  const auto own = work.picture.rows();
  const auto colours =
      colours::working_colours(work.photo.metadata.icc_profile, own.shape(), warnings);
  auto picture = colours ? colours->working(own) : own;
  picture.most_noise = work.photo.most_noise;
  picture.grey = work.photo.grey;
  auto shape = picture.shape();
  shape.height = 0;  // of the rows that there are so far
  const auto keep = [&](Image band) {
    const int64_t y = shape.height;
    shape = imaging::shape_of(band);
    shape.height += y;
    check_rows(shape, picture.shape());
    result.write(0, y, colours ? colours->own(band) : std::move(band));
  };
  Remarks remarks;
  processor.process(picture, rows_within(picture.shape(), band_bytes), keep, &remarks);
  warnings.insert(warnings.end(), remarks.warnings.begin(), remarks.warnings.end());
  const bool changed = shape.height > 0;
  if (changed) check_complete(shape, picture.shape());
  processor.look_at_result((changed ? result : work.picture).rows(), remarks);
  work.report->exposure = remarks.exposure;
  work.report->faces = std::move(remarks.faces);
  if (remarks.trust_map) keep_trust_map(*remarks.trust_map, work.planned->trust_map, *work.report);
  return changed;
}

/// What stands beside the pixels becomes that of the result.
void renew_companions(PhotoWork& work,
                      const codecs::WriteOptions& write,
                      const BatchOptions& options) {
  auto& report = *work.report;
  if (work.photo.format == write.format && write.gain_map == codecs::GainMapPolicy::keep) {
    codecs::refit_gain_map(work.photo, work.light, light_of(work, options), report.warnings);
  }
  codecs::renew_preview(work.photo, work.picture.rows());
}

void encode(PhotoWork& work,
            const codecs::WriteOptions& write,
            const BatchOptions& options,
            ByteFile& file) {
  const auto& shape = work.picture.shape();
  auto& report = *work.report;
  codecs::RowWriter writer(work.photo, shape, write, file);
  work.picture.read_all(rows_within(shape, options.band_bytes),
                        [&](const Image& rows) { writer.write(rows); });
  writer.finish();
  report.output_bytes = int64_t(file.size());
  if (options.hash) report.output_sha256 = hex(sha256(file));
  report.warnings.insert(report.warnings.end(), writer.warnings().begin(), writer.warnings().end());
}

/// Where a result is made that will be printed.
std::unique_ptr<ByteFile> unnamed_file(const PhotoWork& work) {
  if (work.picture.in_memory()) return std::make_unique<MemoryFile>();
  return std::make_unique<HiddenFile>(scratch_place(work.planned->output));
}

void print(const ByteFile& file) {
  constexpr uint64_t kPiece = 1 << 20;
  std::vector<uint8_t> bytes(std::min(kPiece, file.size()));
  for (uint64_t at = 0; at < file.size(); at += kPiece) {
    const auto piece = std::span(bytes).first(std::min(kPiece, file.size() - at));
    file.read(at, piece);
    write_standard_output(piece);
  }
}

void keep_time(const PlannedPhoto& planned, std::vector<std::string>& warnings) {
  if (is_standard_stream(planned.input)) return;
  std::error_code failure;
  const auto time = fs::last_write_time(planned.input, failure);
  if (!failure) fs::last_write_time(planned.output, time, failure);
  if (failure) warnings.push_back("the time of change is not kept: " + failure.message());
}

}  // namespace

void read_photo(PhotoWork& work,
                const PhotoProcessor& processor,
                const BatchOptions& options,
                MemoryBudget& memory) {
  const auto& planned = *work.planned;
  auto& report = *work.report;
  const auto place = scratch_place(planned.output);
  const auto file =
      patiently(false, [&] { return InputFile(planned.input, options.memory_bytes / 4, place); });
  report.input_bytes = int64_t(file.bytes().size());
  if (options.hash) report.input_sha256 = file.sha256();
  const auto whole = bytes_as_a_whole(file.bytes(), processor);
  const bool large = whole > options.memory_bytes;
  if (!large) work.memory = memory.take(whole);
  const auto reader = codecs::open_photo(
      file.bytes(), planned.input.string(), options.read, [&] { file.release(); });
  const auto shape = codecs::upright_shape(reader->shape, reader->orientation);
  if (large) {
    const Needed needed{whole, file.bytes_in_memory() + processor.bytes_for(shape)};
    work.memory = take_for_bands(work, *reader, needed, options, memory);
  }
  work.picture = large ? PictureStore(shape, place) : PictureStore(shape);
  decode(*reader, file, options.band_bytes, work.picture);
  work.photo = std::move(reader->photo);
  work.light = light_of(work, options);
  report.pixels = shape.width * shape.height;
  const auto& warnings = work.photo.warnings;
  report.warnings.insert(report.warnings.end(), warnings.begin(), warnings.end());
  warn_of_losses(shape, format_of(planned, work.photo), report.warnings);
}

void process_photo(PhotoWork& work,
                   const PhotoProcessor& processor,
                   const BatchOptions& options,
                   const ShowPictures& show) {
  auto& picture = work.picture;
  const auto& shape = picture.shape();
  const bool varied = varies_clearly(picture.rows());
  PictureStore other;
  if (show) {
    other = picture.in_memory() ? PictureStore(shape)
                                : PictureStore(shape, scratch_place(work.planned->output));
  }
  auto& result = show ? other : picture;
  const bool changed = put_result(work, processor, options.band_bytes, result);
  if (changed && varied) check_variety(result.rows());
  if (!show) return;
  show(work, picture.rows(), (changed ? result : picture).rows());
  if (changed) picture = std::move(result);
}

void write_photo(PhotoWork& work, const BatchOptions& options) {
  const auto& planned = *work.planned;
  auto write = options.write;
  write.format = format_of(planned, work.photo);
  if (options.chroma_sampling != codecs::ChromaSampling::unknown) {
    work.photo.chroma_sampling = options.chroma_sampling;
  }
  renew_companions(work, write, options);
  if (is_standard_stream(planned.output)) {
    const auto file = unnamed_file(work);
    encode(work, write, options, *file);
    return print(*file);
  }
  // A file whose write or synchronising failed cannot be trusted: each attempt makes a new one.
  const auto warnings = work.report->warnings;
  patiently(true, [&] {
    work.report->warnings = warnings;
    if (planned.output.has_parent_path()) fs::create_directories(planned.output.parent_path());
    HiddenFile file(planned.output);
    encode(work, write, options, file);
    file.replace_target();
  });
  if (options.keep_times) keep_time(planned, work.report->warnings);
}

}  // namespace lowlight::batch
