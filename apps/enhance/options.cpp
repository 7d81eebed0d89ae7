#include "options.h"

#include <algorithm>
#include <cstdlib>

#include "lowlight/batch/file_list.h"
#include "lowlight/batch/standard_stream.h"
#include "lowlight/core/text.h"
#include "option_list.h"
#include "option_values.h"

using namespace lowlight::batch;
using namespace lowlight::inference;
namespace codecs = lowlight::codecs;

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
  problems.push_back(std::string(name) + " must be one of: " + lowlight::joined(choices) +
                     "; got " + value);
}

void check_run(const Options& options, std::vector<std::string>& problems) {
  const auto& run = options.run;
  check_range<int64_t>("threads", run.threads, 0, 4096, problems);
  if (run.jobs != "auto" && !parse_jobs(run.jobs))
    problems.push_back("jobs must be R:P:W, such as 1:1:1; got " + run.jobs);
  if (!run.max_memory.empty() && !parse_size(run.max_memory)) {
    problems.push_back("max-memory must be a size, such as 800M or 2G; got " + run.max_memory);
  }
  if (run.quiet && run.verbose) problems.push_back("quiet and verbose exclude each other");
  if (run.json && is_standard_stream(options.output.output)) {
    problems.push_back("json needs the stdout that the photo is written to");
  }
}

NamePattern name_pattern(const Options& options) {
  return {options.output.name, options.output.suffix};
}

}  // namespace

std::vector<std::string> problems_of(const Options& options) {
  const auto& output = options.output;
  const auto& picture = options.picture;
  std::vector<std::string> problems = problems_of(name_pattern(options));
  check_choice(
      "format", output.format, {"keep", "jpg", "jpeg", "png", "tif", "tiff", "webp"}, problems);
  check_range<int64_t>("quality", output.quality, 1, 100, problems);
  check_choice("subsampling", output.subsampling, {"keep", "444", "422", "420"}, problems);
  check_choice("metadata", output.metadata, {"keep", "strip", "strip-gps"}, problems);
  if (output.overwrite && output.no_clobber) {
    problems.push_back("overwrite and no-clobber exclude each other");
  }
  check_range("strength", picture.strength, 0.0, 1.0, problems);
  check_range("exposure", picture.exposure, -5.0, 5.0, problems);
  check_range("denoise", picture.denoise, 0.0, 4.0, problems);
  if (!picture.style_mask.empty() && picture.style.empty()) {
    problems.push_back("style-mask needs a style");
  }
  check_choice("on-truncated", picture.on_truncated, {"fail", "keep"}, problems);
  check_range<int64_t>("max-pixels", picture.max_pixels, 1, int64_t{1} << 40, problems);
  if (!options.review.compare.empty()) {
    check_choice("compare", options.review.compare, {"side", "split", "html"}, problems);
  }
  check_run(options, problems);
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
  const auto& input = options.input;
  const auto& output = options.output;
  PlanOptions plan{
      .output = output.output,
      .format = codecs::format_of_name("photo." + output.format),
      .name = name_pattern(options),
      .base = input.base,
      .recursive = input.recursive,
      .shard = parse_shard(input.shard, [](const char* name) { return std::getenv(name); })};
  if (!input.files_from.empty()) plan.listed = read_file_list(input.files_from, input.null);
  return plan;
}

BatchOptions batch_options(const Options& options) {
  const auto& output = options.output;
  const auto& picture = options.picture;
  BatchOptions batch;
  batch.existing = output.overwrite    ? ExistingOutputs::replace
                   : output.no_clobber ? ExistingOutputs::keep
                                       : ExistingOutputs::skip_complete;
  batch.read.max_pixels = picture.max_pixels;
  batch.read.on_truncated = *lowlight::enum_value<codecs::OnTruncated>(picture.on_truncated);
  batch.write.quality = output.quality;
  batch.write.metadata = *lowlight::enum_value<codecs::MetadataPolicy>(output.metadata);
  batch.write.software = "lowlight " LOWLIGHT_VERSION;
  batch.keep_times = output.keep_times;
  batch.threads = *parse_jobs(options.run.jobs);
  batch.chroma_sampling = output.subsampling == "444"   ? codecs::ChromaSampling::full_444
                          : output.subsampling == "422" ? codecs::ChromaSampling::half_422
                          : output.subsampling == "420" ? codecs::ChromaSampling::quarter_420
                                                        : codecs::ChromaSampling::unknown;
  return batch;
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
