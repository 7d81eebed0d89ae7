// A list of paths, written with NUL bytes, reads back equal; and each of its names goes through
// each of its names as a pattern.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "lowlight/batch/file_list.h"
#include "lowlight/batch/output_name.h"

using namespace lowlight::batch;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto paths = parse_file_list({reinterpret_cast<const char*>(data), size});
  std::string written;
  for (const auto& path : paths) {
    if (path.empty()) std::abort();
    written += path.native() + '\0';
  }
  if (parse_file_list(written, true) != paths) std::abort();
  for (size_t i = 0; i + 1 < paths.size(); ++i) {
    const NamePattern pattern{paths[i].native(), "_lit"};
    if (!problems_of(pattern).empty()) continue;
    const auto name = output_name(paths[i + 1].filename().native(), {}, pattern);
    if (name.find('/') != std::string::npos) std::abort();
  }
  return 0;
}
