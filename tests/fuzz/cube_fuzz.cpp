// Any text is either refused by ImageError, or a table that is written and read back.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "lowlight/colours/cube_file.h"
#include "lowlight/core/error.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace lowlight;
  imaging::ColourTable table;
  try {
    table = colours::parse_cube({reinterpret_cast<const char*>(data), size}, "fuzz");
  } catch (const ImageError&) {
    return 0;
  }
  if (int64_t(table.nodes.size()) != 4 * imaging::node_count(table.kind, table.size)) std::abort();
  float colour[3] = {0.2f, 0.5f, 0.9f};
  imaging::apply_colour_table(table, 1, 1, {&colour[0], &colour[1], &colour[2]});
  // Six decimals may close a range that is narrower, and lose what is larger than they hold.
  for (size_t c = 0; c < 3; ++c) {
    if (!(table.highest[c] - table.lowest[c] > 1e-5f)) return 0;
  }
  const auto back = colours::parse_cube(colours::cube_text(table, ""), "written");
  if (back.size != table.size || back.kind != table.kind) std::abort();
  return 0;
}
