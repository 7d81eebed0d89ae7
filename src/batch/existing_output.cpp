#include "lowlight/batch/existing_output.h"

#include <system_error>

#include "lowlight/batch/standard_stream.h"

namespace lowlight::batch {

namespace fs = std::filesystem;

std::string reason_to_skip(const fs::path& input,
                           const fs::path& output,
                           ExistingOutputs existing,
                           const std::function<bool(const fs::path&)>& is_complete) {
  if (existing == ExistingOutputs::replace || is_standard_stream(output)) return "";
  std::error_code failure;
  const auto there = fs::exists(fs::symlink_status(output, failure));
  if (!there || existing == ExistingOutputs::keep) return there ? "the output exists" : "";
  if (is_standard_stream(input) || !is_complete(output)) return "";
  const auto made = fs::last_write_time(output, failure);
  if (failure) return "";
  const auto taken = fs::last_write_time(input, failure);
  return failure || made < taken ? "" : "the output is there already";
}

}  // namespace lowlight::batch
