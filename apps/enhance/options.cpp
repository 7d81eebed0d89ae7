#include "options.h"

#include <algorithm>

#include "option_list.h"

using namespace lowlight::inference;

namespace {

template <class Number>
void check_range(const char* name,
                 Number value,
                 Number lowest,
                 Number highest,
                 std::vector<std::string>& problems) {
  if (value >= lowest && value <= highest) return;
  problems.push_back(std::string(name) + " must be between " + number_text(lowest) + " and " +
                     number_text(highest) + ", got " + number_text(value));
}

void check_choice(const char* name,
                  const std::string& value,
                  const std::vector<std::string>& choices,
                  std::vector<std::string>& problems) {
  if (std::find(choices.begin(), choices.end(), value) != choices.end()) return;
  problems.push_back(std::string(name) + " must be one of: " + lowlight::joined_names(choices) +
                     "; got " + value);
}

}  // namespace

std::vector<std::string> problems_of(const Options& options) {
  std::vector<std::string> problems;
  check_choice("format",
               options.input.format,
               {"keep", "jpg", "jpeg", "png", "tif", "tiff", "webp"},
               problems);
  check_range<int64_t>("quality", options.input.quality, 1, 100, problems);
  check_range("strength", options.picture.strength, 0.0, 1.0, problems);
  if (!options.review.compare.empty()) {
    check_choice("compare", options.review.compare, {"side", "split", "html"}, problems);
  }
  check_range<int64_t>("threads", options.run.threads, 0, 4096, problems);
  return problems;
}

std::vector<std::string> problems_of(const Requests& requests) {
  std::vector<std::string> problems;
  if (!requests.completion.empty()) {
    check_choice("completion", requests.completion, {"bash", "zsh", "fish"}, problems);
  }
  return problems;
}

std::vector<std::filesystem::path> inputs_of(const Options& options) {
  return {options.input.inputs.begin(), options.input.inputs.end()};
}

PlanOptions plan_options(const Options& options) {
  return {.output = options.input.output,
          .format = lowlight::imaging::format_of_name("photo." + options.input.format)};
}

BatchOptions batch_options(const Options& options) {
  return {.overwrite = options.input.overwrite, .quality = options.input.quality};
}

EnhanceSettings enhance_settings(const Options& options) {
  EnhanceSettings settings;
  settings.strength = options.picture.strength;
  if (!options.picture.style.empty()) settings.style = options.picture.style;
  if (!options.picture.style_mask.empty()) settings.style_mask = options.picture.style_mask;
  settings.exposure = options.picture.exposure;
  settings.denoise = options.picture.denoise;
  settings.stored_look = options.picture.stored_look;
  settings.model = options.picture.model;
  settings.device = options.run.device;
  settings.threads = options.run.threads;
  return settings;
}
