// Whatever a packet of XMP says of lengths and numbers, what is written names what is there, and a
// packet that is parted is joined again.
#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include "lowlight/metadata/container.h"

using namespace lowlight::metadata;

namespace {

void expect(bool holds) {
  if (!holds) std::abort();
}

void check(const std::vector<uint8_t>& xmp) {
  const auto items = container_items(xmp);
  std::vector<Attachment> kept;
  for (const auto& item : items) {
    if (item.semantic.empty() || kept.size() == 3) continue;
    kept.push_back({.bytes = std::vector<uint8_t>(7 + kept.size()), .semantic = item.semantic});
  }
  const auto named = container_items(xmp_naming(xmp, kept));
  expect(named.size() <= kept.size() + 1);
  for (size_t i = 1; i < named.size(); ++i) {
    const auto is_it = [&](const Attachment& one) {
      return one.semantic == named[i].semantic && one.bytes.size() == named[i].length;
    };
    expect(named[i].length == 0 || std::ranges::any_of(kept, is_it));  // 0 where none is told
  }
  const auto parted = parted_xmp(xmp, 400);
  expect(parted.standard.size() <= 400);
  if (!parted.extension.empty()) joined_xmp(parted.standard, parted.extension);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  try {
    check({data, data + size});
  } catch (const std::runtime_error&) {
  }
  return 0;
}
