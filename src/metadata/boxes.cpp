#include "lowlight/metadata/boxes.h"

#include <algorithm>

namespace lowlight::metadata {

namespace {

const Box* find_box(const std::vector<Box>& boxes, const char* type) {
  const auto found = std::ranges::find(boxes, type, &Box::type);
  return found == boxes.end() ? nullptr : &*found;
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
  // Boxes after the one that is wanted may be cut: they are walked one by one.
  Box meta;
  for (uint64_t at = 0; meta.type != "meta";) {
    uint64_t size = file.u32(at);
    if (size == 1) size = file.u64(at + 8);
    if (size < 8 || size > file.end() - at) return std::nullopt;
    meta = boxes_in(file, at, at + size).front();
    at += size;
  }
  constexpr uint64_t kVersionAndFlags = 4;
  const auto parts = boxes_in(file, meta.begin + kVersionAndFlags, meta.end);
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
