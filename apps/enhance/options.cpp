#include "options.h"

#include <cstdlib>
#include <utility>

#include "lowlight/batch/standard_stream.h"
#include "lowlight/colours/cube_file.h"

using namespace lowlight::batch;
using namespace lowlight::inference;

namespace {

NamePattern name_pattern(const OutputOptions& output) { return {output.name, output.suffix}; }

lowlight::codecs::ReadOptions read_options(const Options& options) {
  return {.max_pixels = options.picture.max_pixels,
          .on_truncated = options.picture.on_truncated,
          .on_hdr = options.files.hdr,
          .first = options.files.first};
}

}  // namespace

void OutputOptions::check(lowlight::Problems& problems) const {
  for (auto& problem : problems_of(name_pattern(*this))) problems.push_back(std::move(problem));
  if (overwrite && no_clobber)
    problems.push_back({"overwrite", "and no-clobber exclude each other"});
}

void PictureOptions::check(lowlight::Problems& problems) const {
  const auto asked = settings();
  asked.check(problems);
  if (style && enhance.look) problems.push_back({"style", "is the former name of look: name one"});
  if (save_look && !asked.look) problems.push_back({"save-look", "needs a look"});
  if (save_look && !lowlight::colours::is_cube_name(*save_look))
    problems.push_back({"save-look", "must end in .cube", save_look->string()});
}

void RunOptions::check(lowlight::Problems& problems) const {
  if (quiet && verbose) problems.push_back({"quiet", "and verbose exclude each other"});
}

void Options::check(lowlight::Problems& problems) const {
  output.check(problems);
  picture.check(problems);
  run.check(problems);
  if (run.json && is_standard_stream(output.output))
    problems.push_back({"json", "needs the stdout that the photo is written to"});
}

std::vector<OptionEntry> option_list() {
  std::vector<OptionEntry> list;
  const auto append = [&](const auto& group) {
    for (auto& entry : options_of(group)) list.push_back(std::move(entry));
  };
  const Options defaults;
  Options::groups(defaults, append);
  append(Requests());
  return list;
}

bool only_saves_look(const Options& options) {
  return options.picture.save_look && options.input.inputs.empty() &&
         options.input.files_from.empty();
}

std::vector<std::filesystem::path> inputs_of(const Options& options) {
  return {options.input.inputs.begin(), options.input.inputs.end()};
}

PlanOptions plan_options(const Options& options, std::vector<std::filesystem::path> listed) {
  const auto& input = options.input;
  const auto& output = options.output;
  return {.output = output.output,
          .format = output.format,
          .name = name_pattern(output),
          .listed = std::move(listed),
          .base = input.base,
          .preferred = options.files.prefer,
          .recursive = input.recursive,
          .spread = output.spread,
          .shard = parse_shard(input.shard, [](const char* name) { return std::getenv(name); }),
          .trust_maps = options.review.trust_map};
}

BatchOptions batch_options(const Options& options) {
  const auto& output = options.output;
  BatchOptions batch;
  batch.existing = output.overwrite    ? ExistingOutputs::replace
                   : output.no_clobber ? ExistingOutputs::keep
                                       : ExistingOutputs::skip_complete;
  batch.read = read_options(options);
  batch.write.gain_map = options.files.gain_map;
  batch.write.quality = output.quality;
  batch.write.metadata = output.metadata;
  batch.write.software = "lowlight " LOWLIGHT_VERSION;
  batch.keep_times = output.keep_times;
  batch.chroma_sampling = output.subsampling;
  return batch;
}

EnhanceSettings enhance_settings(const Options& options) {
  auto settings = options.picture.settings();
  settings.read = read_options(options);
  settings.device = options.run.device;
  settings.threads = options.run.threads;
  settings.trust_map = !options.review.trust_map.empty();
  return settings;
}
