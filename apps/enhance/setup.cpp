#include "setup.h"

#include <algorithm>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "console.h"
#include "lowlight/batch/memory_budget.h"
#include "lowlight/batch/processor_pool.h"
#include "lowlight/batch/sha256.h"
#include "lowlight/core/atomic_file.h"
#include "lowlight/io/options_text.h"

using namespace lowlight::batch;
using namespace lowlight::inference;

StageThreads jobs_for(const Options& options, size_t photos) {
  const auto threads =
      options.run.threads ? options.run.threads : int64_t(std::thread::hardware_concurrency());
  auto jobs = options.run.jobs.value_or(
      StageThreads{.process = std::clamp<int64_t>(threads, 1, int64_t(photos))});
  const auto devices = device_names(options.run.device).size();
  jobs.process = std::max(jobs.process, int64_t(devices));
  return jobs;
}

namespace {

/// What the pictures of sheets and reports take while they are made.
int64_t bytes_of_pages(const ReviewOptions& review) {
  return review.compare ? 128 << 20 : !review.report.empty() ? 16 << 20 : 0;
}

/// The bytes that are left to photos beside what the program takes now.
int64_t room_for_photos(const Options& options) {
  const auto& asked = options.run.max_memory;
  return (asked ? asked->bytes - occupied_memory() : available_memory() / 2) -
         bytes_of_pages(options.review);
}

}  // namespace

std::unique_ptr<PhotoProcessor> make_enhancer(const Options& options,
                                              int64_t at_once,
                                              std::vector<std::string>* warnings) {
  auto settings = enhance_settings(options);
  // The rest is for the photos' own pixels.
  const auto room = room_for_photos(options) / 4 * 3 / at_once;
  settings.paint_memory = std::clamp<int64_t>(room, 1, settings.paint_memory);
  if (at_once == 1) return make_photo_enhancer(settings, warnings);
  const auto cores = int64_t(std::thread::hardware_concurrency());
  settings.threads = std::max<int64_t>(1, (settings.threads ? settings.threads : cores) / at_once);
  const auto devices = device_names(options.run.device);
  if (devices.size() == 1) return make_photo_enhancer(settings, warnings);
  std::vector<std::unique_ptr<PhotoProcessor>> enhancers;
  for (int64_t i = 0; i < at_once; ++i) {
    settings.device = devices[size_t(i) % devices.size()];
    // They read the same files, so one says what all have to say.
    enhancers.push_back(make_photo_enhancer(settings, i == 0 ? warnings : nullptr));
  }
  return std::make_unique<ProcessorPool>(std::move(enhancers));
}

namespace {

std::string hash_of(const std::filesystem::path& path) {
  return lowlight::batch::hex(lowlight::batch::sha256(lowlight::read_file(path)));
}

/// "" for no file; of several, the hash of their hashes.
std::string hash_of(const std::vector<std::filesystem::path>& paths) {
  std::string hashes;
  for (const auto& path : paths) hashes += hash_of(path);
  if (paths.size() < 2) return hashes;
  return lowlight::batch::hex(
      lowlight::batch::sha256({reinterpret_cast<const uint8_t*>(hashes.data()), hashes.size()}));
}

}  // namespace

RunIdentity identity_of(const Options& options) {
  // A file's hash says more than its place, and is text whatever the place is called.
  auto picture = options.picture;
  picture.enhance = picture.settings();
  picture.style = picture.save_look = std::nullopt;
  for (auto* path : {&picture.enhance.look, &picture.enhance.style_mask, &picture.enhance.paint}) {
    if (*path) *path = hash_of(**path);
  }
  std::vector<lowlight::Field> settings;
  for (const auto& field : lowlight::fields_of(picture)) {
    // The weights' hash stands beside the settings.
    if (!field.name.ends_with("model")) settings.push_back(field);
  }
  for (const auto& field : lowlight::fields_of(options.output)) {
    if (field.name == "format" || field.name == "quality" || field.name == "subsampling" ||
        field.name == "metadata") {
      settings.push_back(field);
    }
  }
  return {hash_of(needed_weights(enhance_settings(options))),
          lowlight::io::fields_to_text(settings)};
}

void bound_memory(const Options& options, BatchOptions& batch) {
  constexpr int64_t kLeast = 32 << 20;
  const auto& asked = options.run.max_memory;
  const auto room = room_for_photos(options);
  if (asked && room < kLeast) {
    print_remark("--max-memory " + lowlight::TextForm<Size>::text(*asked) +
                 " leaves less than 32 MB beside the program itself; photos get 32 MB");
  }
  batch.memory_bytes = std::max(kLeast, room);
  batch.waiting_bytes = std::min(batch.waiting_bytes, batch.memory_bytes / 4);
  batch.band_bytes = std::clamp<int64_t>(batch.memory_bytes / 32, 1 << 20, batch.band_bytes);
}
