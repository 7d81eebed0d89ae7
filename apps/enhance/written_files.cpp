#include "written_files.h"

#include <utility>
#include <vector>

#include "lowlight/batch/clashes.h"
#include "lowlight/batch/standard_stream.h"
#include "lowlight/core/error.h"

using namespace lowlight::batch;

namespace {

/// Those that are asked for.
std::vector<NamedFile> given(std::vector<NamedFile> files) {
  std::erase_if(files, [](const NamedFile& file) { return file.file.empty(); });
  return files;
}

}  // namespace

void check_written_files(const Options& options, const BatchPlan& plan) {
  const auto settings = options.picture.settings();
  const std::filesystem::path none;
  const auto written = given({{"the report", options.review.report},
                              {"the journal", options.output.journal, /*appended=*/true},
                              {"the table", options.picture.save_look.value_or(none)}});
  const std::filesystem::path list = options.input.files_from;
  const auto read = given({{"the reference", settings.look.value_or(none)},
                           {"the mask", settings.style_mask.value_or(none)},
                           {"the painting", settings.paint.value_or(none)},
                           {"the weights", settings.model},
                           {"the weights", settings.paint_model},
                           {"the weights", settings.face_model},
                           {"the list", is_standard_stream(list) ? none : list},
                           {"the configuration", options.config}});
  auto problems = clashes(written, read, plan, options.review.compare);
  if (!problems.empty()) throw lowlight::ConfigError("cannot start", std::move(problems));
}
