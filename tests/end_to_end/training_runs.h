// Runs of lowlight_train that take moments.
#pragma once

#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "lowlight/data/packed_source.h"
#include "support/program.h"
#include "support/synthetic_photos.h"
#include "support/temporary_folder.h"

namespace lowlight::test {

inline std::string packed_photos(const TemporaryFolder& folder) {
  std::vector<at::Tensor> photos;
  for (int64_t variant = 0; variant < 8; ++variant)
    photos.push_back(synthetic_photo(120, 150, variant));
  const auto path = folder / "photos.safetensors";
  data::pack_photos(PhotosInMemory(photos), path);
  return path.string();
}

inline std::vector<std::string> command(const std::string& config,
                                        const std::filesystem::path& run,
                                        std::vector<std::string> settings) {
  // Pools of threads on busy cores mostly wait for each other.
  ::setenv("OMP_NUM_THREADS", "1", 1);
  std::vector<std::string> words = {
      LOWLIGHT_TRAIN, LOWLIGHT_SOURCE_DIR "/configs/" + config, "--set"};
  words.push_back("run_folder=" + run.string());
  words.push_back("trainer.loader.workers=1");
  words.insert(words.end(), settings.begin(), settings.end());
  return words;
}

inline uintmax_t log_size(const std::filesystem::path& run) {
  std::error_code missing;
  const auto size = std::filesystem::file_size(run / "log.jsonl", missing);
  return missing ? 0 : size;
}

/// Waits until the program has told of a few more steps, or is at its end, but no longer than a
/// minute.
inline void wait_for_steps(Program& program, const std::filesystem::path& run) {
  const auto before = log_size(run);
  const auto until = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (program.running() && log_size(run) < before + 1500 &&
         std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

/// The losses of all steps, or of all of another event, in a run's log.
inline std::vector<double> losses_in(const std::filesystem::path& run,
                                     const std::string& event = "step") {
  std::ifstream log(run / "log.jsonl");
  std::vector<double> losses;
  // A line without an end is still being written.
  for (std::string line; std::getline(log, line) && !log.eof();) {
    const auto entry = nlohmann::json::parse(line);
    if (entry["event"] == event) losses.push_back(entry["loss"]);
  }
  return losses;
}

}  // namespace lowlight::test
