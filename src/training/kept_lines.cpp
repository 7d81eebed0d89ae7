#include "training/kept_lines.h"

#include <system_error>

#include "lowlight/core/atomic_file.h"
#include "lowlight/core/error.h"

namespace lowlight::training {

std::ofstream append_after(const std::filesystem::path& path,
                           const std::function<bool(const std::string&)>& keep) {
  std::string kept;
  std::ifstream old(path, std::ios::binary);
  for (std::string line; std::getline(old, line);) {
    if (!old.eof() && keep(line)) kept += line + '\n';
  }
  std::error_code missing;
  const auto size = std::filesystem::file_size(path, missing);
  if (!missing && size != kept.size()) write_file_atomically(path, kept);
  std::ofstream file(path, std::ios::app);
  if (!file) throw DataError(path.string(), {"cannot be written"});
  return file;
}

}  // namespace lowlight::training
