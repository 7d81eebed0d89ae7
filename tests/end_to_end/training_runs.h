// Runs of lowlight_train that take moments.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "lowlight/data/packed_source.h"
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

/// The losses of all steps, or of all of another event, in a run's log.
inline std::vector<double> losses_in(const std::filesystem::path& run,
                                     const std::string& event = "step") {
  std::ifstream log(run / "log.jsonl");
  std::vector<double> losses;
  for (std::string line; std::getline(log, line);) {
    const auto entry = nlohmann::json::parse(line);
    if (entry["event"] == event) losses.push_back(entry["loss"]);
  }
  return losses;
}

}  // namespace lowlight::test
