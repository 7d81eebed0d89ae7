#include "batch/input_file.h"

#include <system_error>

#include "lowlight/batch/sha256.h"
#include "lowlight/batch/standard_stream.h"
#include "lowlight/core/atomic_file.h"

namespace lowlight::batch {

namespace fs = std::filesystem;

InputFile::InputFile(const fs::path& path, int64_t most_in_memory, const fs::path& place) {
  std::error_code unknown;
  const bool large = !is_standard_stream(path) &&
                     fs::file_size(path, unknown) > uint64_t(most_in_memory) && !unknown;
  if (large) {
    disk_ = std::make_unique<HiddenFile>(place);
    disk_->forget_name();
    disk_->append_file(path);
    bytes_ = disk_->view();
  } else {
    memory_ = is_standard_stream(path) ? read_standard_input() : read_file(path);
    bytes_ = memory_;
  }
}

std::string InputFile::sha256() const {
  return hex(disk_ ? lowlight::batch::sha256(*disk_) : lowlight::batch::sha256(memory_));
}

}  // namespace lowlight::batch
