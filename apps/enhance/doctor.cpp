#include "doctor.h"

#include <cstdio>
#include <exception>
#include <filesystem>
#include <functional>
#include <vector>

#include "lowlight/batch/memory_budget.h"
#include "lowlight/codecs/image_io.h"
#include "lowlight/core/cuda_library.h"
#include "lowlight/core/device_list.h"
#include "lowlight/core/display_name.h"
#include "lowlight/inference/default_model.h"
#include "lowlight/inference/painter.h"
#include "lowlight/models/look_finder.h"
#include "lowlight/models/yunet.h"

using namespace lowlight::batch;
using namespace lowlight::inference;
using lowlight::display_name;

namespace {

std::string line(const std::string& mark, const std::string& what, const std::string& text) {
  char start[40];
  std::snprintf(start, sizeof start, "%-9s %-10s ", mark.c_str(), what.c_str());
  return start + text + "\n";
}

std::string remedy(const std::string& text) { return std::string(21, ' ') + text + "\n"; }

/// Weights that some settings use.
struct Weights {
  const char* what;      ///< the first words of its line
  std::string use;       ///< what they are for
  const char* variable;  ///< the environment variable that names them
  const char* model;     ///< the option that names them
  std::vector<std::filesystem::path> places;
  std::function<void(const std::filesystem::path&)> load;
  bool needed;
};

std::vector<Weights> weights_for(const EnhanceSettings& settings) {
  return {{"weights",
           "--look with a photo",
           "LOWLIGHT_MODEL",
           "--model",
           model_places(settings.model, kLookModel),
           [](const auto& file) { lowlight::models::load_look_finders(file); },
           settings.look.has_value()},
          {"painter",
           "--paint",
           "LOWLIGHT_PAINT_MODEL",
           "--paint-model",
           model_places(settings.paint_model, kPainterModel),
           [](const auto& file) { Painter::load(file, "cpu"); },
           settings.paint.has_value()},
          {"faces",
           "--faces, and faces that would burn",
           "LOWLIGHT_FACE_MODEL",
           "--face-model",
           model_places(settings.face_model, kFaceModel),
           [](const auto& file) { lowlight::models::load_yunet(file); },
           settings.faces || !settings.face_model.empty()}};
}

/// Whether the weights are there and fit.
bool diagnose_weights(const Weights& weights, std::string& text) {
  try {
    const auto found = find_model(weights.places);
    weights.load(found);
    text += line("ok", weights.what, display_name(found));
    text += remedy("Only for " + weights.use + ".");
    return true;
  } catch (const std::exception& error) {
    text += line(weights.needed ? "MISSING" : "none", weights.what, error.what());
    text += remedy("Photos are enhanced without them; they are for " + weights.use + ".");
    text += remedy(std::string("Name a file of weights with ") + weights.model + " or " +
                   weights.variable + ", or install lowlight again.");
    return false;
  }
}

/// Formats whose libraries load when they are needed.
void diagnose_formats(std::string& text) {
  using lowlight::codecs::ImageFormat;
  for (const auto format : {ImageFormat::heic,
                            ImageFormat::avif,
                            ImageFormat::jxl,
                            ImageFormat::raw,
                            ImageFormat::gif}) {
    const auto name = std::string(lowlight::enum_name(format));
    const bool only_read = lowlight::codecs::kept_format(format) != format;
    const auto reading = lowlight::codecs::problem_of_reading(format);
    const auto writing = only_read ? std::string() : lowlight::codecs::problem_of_writing(format);
    const auto& problem = reading.empty() ? writing : reading;
    text += line(problem.empty() ? "ok" : "none",
                 name,
                 !problem.empty() ? problem
                 : only_read      ? "files can be read"
                                  : "files can be read and written");
  }
}

void diagnose_gpus(std::string& text) {
  const auto devices = lowlight::list_devices();
  const auto problem = lowlight::load_cuda_library();
  for (size_t i = 1; i < devices.size(); ++i) {
    text += line(problem.empty() ? "ok" : "UNUSED", devices[i].name, devices[i].text);
  }
  if (problem.empty()) return;
  text += line(devices.size() > 1 ? "UNUSED" : "none", "GPU", problem);
  text += remedy(
      devices.size() > 1
          ? "Build with a LibTorch that has a CUDA part for this driver: scripts/setup.sh --cuda."
          : "Nothing needs to be mended: photos are enhanced on the processor.");
}

}  // namespace

std::string versions() {
  return "lowlight " LOWLIGHT_VERSION "\nLibTorch " LOWLIGHT_LIBTORCH_VERSION
         " " LOWLIGHT_LIBTORCH_PARTS "\n" +
         lowlight::codecs::codec_versions() + "\n";
}

std::string device_lines() {
  std::string text;
  for (const auto& device : lowlight::list_devices()) {
    char name[16];
    std::snprintf(name, sizeof name, "%-8s ", device.name.c_str());
    text += name + device.text + "\n";
  }
  return text;
}

bool diagnose(const EnhanceSettings& settings, std::string& text) {
  text = versions() + "\n";
  text += line("ok", "cpu", lowlight::list_devices().front().text);
  char memory[48];
  std::snprintf(memory, sizeof memory, "%.1f GB can be taken", double(available_memory()) / 1e9);
  text += line("ok", "memory", memory);
  diagnose_formats(text);
  bool able = true;
  for (const auto& weights : weights_for(settings)) {
    const bool found = diagnose_weights(weights, text);
    able &= found || !weights.needed;
  }
  diagnose_gpus(text);
  return able;
}
