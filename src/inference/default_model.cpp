#include "lowlight/inference/default_model.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>
#include <system_error>

#include "lowlight/core/display_name.h"
#include "lowlight/core/error.h"

namespace lowlight::inference {

namespace fs = std::filesystem;

namespace {

const char* variable_of(std::string_view model) {
  if (model == kPainterModel) return "LOWLIGHT_PAINT_MODEL";
  return model == kFaceModel ? "LOWLIGHT_FACE_MODEL" : "LOWLIGHT_MODEL";
}

}  // namespace

std::vector<fs::path> model_places(const fs::path& asked, const char* name) {
  if (!asked.empty()) return {asked};
  const char* named = std::getenv(variable_of(name));
  if (named && *named) return {named};
  std::vector<fs::path> places;
  std::error_code failure;
  const auto program = fs::read_symlink("/proc/self/exe", failure);
  if (!failure) {
    const auto installed = program.parent_path().parent_path() / "share" / "lowlight" / "models";
    places.push_back(installed / name);
  }
  places.push_back(fs::path(LOWLIGHT_MODELS_FOLDER) / name);
  return places;
}

fs::path find_model(const std::vector<fs::path>& places) {
  const auto found = std::find_if(places.begin(), places.end(), [](const fs::path& place) {
    std::error_code failure;
    return fs::is_regular_file(place, failure);
  });
  if (found != places.end()) return *found;
  std::vector<std::string> problems;
  for (const auto& place : places) problems.push_back("no file " + display_name(place));
  throw CheckpointError("no weights", std::move(problems));
}

}  // namespace lowlight::inference
