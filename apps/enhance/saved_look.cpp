#include "saved_look.h"

#include <filesystem>

#include "console.h"
#include "lowlight/batch/existing_output.h"
#include "lowlight/colours/cube_file.h"
#include "lowlight/core/display_name.h"
#include "lowlight/core/error.h"
#include "lowlight/inference/look.h"

using namespace lowlight::batch;
using namespace lowlight::inference;
using lowlight::display_name;

namespace {

bool is_whole_table(const std::filesystem::path& file) {
  try {
    lowlight::colours::read_cube(file);
    return true;
  } catch (const lowlight::ImageError&) {
    return false;
  }
}

/// Why the table is not written; "" where it is.
std::string reason_to_keep(const Options& options) {
  return reason_to_skip(*options.picture.settings().look,
                        *options.picture.save_look,
                        batch_options(options).existing,
                        is_whole_table);
}

}  // namespace

void print_saved_look(const Options& options) {
  if (!options.picture.save_look) return;
  print_planned(
      *options.picture.settings().look, *options.picture.save_look, reason_to_keep(options));
}

void save_look(const Options& options, std::vector<std::string>* warnings) {
  if (!options.picture.save_look) return;
  const auto& table = *options.picture.save_look;
  if (const auto reason = reason_to_keep(options); !reason.empty()) {
    if (!options.run.quiet) print_remark(display_name(table) + ": " + reason);
    return;
  }
  const auto settings = enhance_settings(options);
  Look::find({*settings.look, settings.style_mask, settings.model, settings.read}, warnings)
      .save(table);
}
