// Any text is either refused by ConfigError, or records that are written and read back to the same
// lines.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "lowlight/batch/journal.h"
#include "lowlight/core/error.h"

using namespace lowlight;
using namespace lowlight::batch;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::vector<JournalRecord> records;
  try {
    records = parse_journal({reinterpret_cast<const char*>(data), size}, "fuzz");
  } catch (const ConfigError&) {
    return 0;
  }
  for (const auto& record : records) {
    const auto line = journal_line(record);
    if (line.find('\n') != std::string::npos) std::abort();
    if (journal_line(parse_journal_line(line)) != line) std::abort();
  }
  return 0;
}
