#include "lowlight/metadata/boxes.h"

#include <algorithm>
#include <map>
#include <set>

namespace lowlight::metadata {

namespace {

const Box* find_box(const std::vector<Box>& boxes, const char* type) {
  const auto found = std::ranges::find(boxes, type, &Box::type);
  return found == boxes.end() ? nullptr : &*found;
}

constexpr uint64_t kVersionAndFlags = 4;

/// The boxes in a HEIF file's box "meta"; none where it has none. Boxes after it may be cut, so
/// they are walked one by one.
std::vector<Box> parts_of_meta(const ByteReader& file) {
  Box meta;
  for (uint64_t at = 0; meta.type != "meta";) {
    uint64_t size = file.u32(at);
    if (size == 1) size = file.u64(at + 8);
    if (size < 8 || size > file.end() - at) return {};
    meta = boxes_in(file, at, at + size).front();
    at += size;
  }
  return boxes_in(file, meta.begin + kVersionAndFlags, meta.end);
}

/// Which items each item is decoded with: what it is derived from, and its auxiliary pictures.
std::multimap<uint32_t, uint32_t> needs_of_items(const ByteReader& file, const Box& references) {
  std::multimap<uint32_t, uint32_t> needs;
  const uint64_t digits = file.u8(references.begin) == 0 ? 2 : 4;
  for (const Box& box : boxes_in(file, references.begin + kVersionAndFlags, references.end)) {
    const bool derived = box.type == "dimg", auxiliary = box.type == "auxl";
    if (!derived && !auxiliary) continue;
    const uint32_t from = file.number(box.begin, digits);
    const uint32_t count = file.u16(box.begin + digits);
    for (uint64_t i = 0; i < count; ++i) {
      const uint32_t to = file.number(box.begin + digits + 2 + i * digits, digits);
      derived ? needs.emplace(from, to) : needs.emplace(to, from);
    }
  }
  return needs;
}

}  // namespace

std::vector<Box> boxes_in(const ByteReader& file, uint64_t begin, uint64_t end) {
  std::vector<Box> boxes;
  while (begin < end) {
    uint64_t size = file.u32(begin);
    const auto letters = file.part(begin + 4, 4);
    uint64_t head = 8;
    if (size == 1) {
      size = file.u64(begin + 8);
      head = 16;
    } else if (size == 0) {
      size = end - begin;
    }
    if (size < head || size > end - begin) throw OutOfData();
    boxes.push_back({{letters.begin(), letters.end()}, begin, begin + head, begin + size});
    begin += size;
  }
  return boxes;
}

std::optional<HeifSize> heif_size(std::span<const uint8_t> bytes) try {
  const ByteReader file{bytes};
  const auto parts = parts_of_meta(file);
  const Box* properties = find_box(parts, "iprp");
  if (!properties) return std::nullopt;
  const auto lists = boxes_in(file, properties->begin, properties->end);
  const Box* list = find_box(lists, "ipco");
  if (!list) return std::nullopt;
  HeifSize largest;
  for (const Box& box : boxes_in(file, list->begin, list->end)) {
    if (box.type != "ispe") continue;
    const HeifSize size{file.u32(box.begin + 4), file.u32(box.begin + 8)};
    const auto pixels = [](const HeifSize& one) { return double(one.width) * double(one.height); };
    if (pixels(size) > pixels(largest)) largest = size;
  }
  return largest.width > 0 ? std::optional(largest) : std::nullopt;
} catch (const OutOfData&) {
  return std::nullopt;
}

bool heif_goes_in_circles(std::span<const uint8_t> bytes) {
  constexpr int kMostSteps = 16;
  const ByteReader file{bytes};
  const auto parts = parts_of_meta(file);
  const Box* references = find_box(parts, "iref");
  if (!references) return false;
  const auto needs = needs_of_items(file, *references);
  std::set<uint32_t> unresolved;  // items whose chain of needs is longer than the steps so far
  for (const auto& [item, needed] : needs) unresolved.insert(item);
  for (int step = 0; step < kMostSteps && !unresolved.empty(); ++step) {
    std::set<uint32_t> longer;
    for (const auto& [item, needed] : needs) {
      if (unresolved.contains(item) && unresolved.contains(needed)) longer.insert(item);
    }
    unresolved.swap(longer);
  }
  return !unresolved.empty();
}

std::vector<Attachment> heif_trailers(std::span<const uint8_t> bytes) {
  std::vector<Attachment> trailers;
  for (const Box& box : boxes_in({bytes}, 0, bytes.size())) {
    if (box.type != "mpvd" && box.type != "sefd") continue;
    const auto part = bytes.subspan(size_t(box.start), size_t(box.end - box.start));
    trailers.push_back({.bytes = {part.begin(), part.end()}, .head = box.begin - box.start});
    if (box.type == "mpvd") trailers.back().semantic = "MotionPhoto";
  }
  return trailers;
}

}  // namespace lowlight::metadata
