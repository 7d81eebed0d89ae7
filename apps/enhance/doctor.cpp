#include "doctor.h"

#include <cstdio>
#include <exception>
#include <filesystem>

#include "lowlight/batch/memory_budget.h"
#include "lowlight/codecs/image_io.h"
#include "lowlight/core/cuda_library.h"
#include "lowlight/core/device_list.h"
#include "lowlight/core/display_name.h"
#include "lowlight/inference/default_model.h"
#include "lowlight/models/look_finder.h"

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

void load_weights(const std::filesystem::path& file, bool stored_look) {
  if (stored_look) {
    make_photo_enhancer({.stored_look = true, .model = file, .device = "cpu"});
  } else {
    lowlight::models::load_look_finder(file);
  }
}

/// Whether the weights that the settings need, or a photo's look would, are there and fit.
bool diagnose_weights(const EnhanceSettings& settings, bool needed, std::string& text) {
  const bool stored = settings.stored_look;
  const std::string option = stored ? "--stored-look" : "--look with a photo";
  try {
    const auto places = model_places(settings.model, stored ? kStoredLookModel : kLookModel);
    const auto found = find_model(places);
    load_weights(found, stored);
    text += line("ok", "weights", display_name(found));
    text += remedy("Only " + option + " uses them.");
    return true;
  } catch (const std::exception& error) {
    text += line(needed ? "MISSING" : "none", "weights", error.what());
    text += remedy("Photos are enhanced without them; " + option + " needs them.");
    text +=
        remedy("Name a file of weights with --model or LOWLIGHT_MODEL, or install lowlight again.");
    return false;
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
  const bool needed = settings.look || settings.stored_look;
  const bool found = diagnose_weights(settings, needed, text);
  diagnose_gpus(text);
  return found || !needed;
}
