// Reads event files the way TensorBoard does, every checksum included.
#pragma once

#include <bit>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "lowlight/core/atomic_file.h"
#include "lowlight/core/checksum.h"

namespace lowlight::test {

using Bytes = std::span<const uint8_t>;

inline uint64_t little_endian(Bytes bytes, size_t count) {
  uint64_t value = 0;
  for (size_t i = count; i-- > 0;) value = value << 8 | bytes[i];
  return value;
}

/// A protobuf message's fields by number: numbers as they are, the rest as bytes.
struct Fields {
  std::map<uint64_t, uint64_t> numbers;
  std::map<uint64_t, Bytes> bytes;

  explicit Fields(Bytes message) {
    while (!message.empty()) {
      const uint64_t key = varint(message), number = key / 8;
      switch (key % 8) {
        case 0:
          numbers[number] = varint(message);
          break;
        case 1:
          numbers[number] = little_endian(message, 8);
          message = message.subspan(8);
          break;
        case 2: {
          const auto length = varint(message);
          bytes[number] = message.first(length);
          message = message.subspan(length);
          break;
        }
        case 5:
          numbers[number] = little_endian(message, 4);
          message = message.subspan(4);
          break;
        default:
          throw std::runtime_error("unknown wire type");
      }
    }
  }
  std::string text(uint64_t number) const {
    const auto found = bytes.at(number);
    return {found.begin(), found.end()};
  }

 private:
  static uint64_t varint(Bytes& message) {
    uint64_t value = 0;
    for (int shift = 0;; shift += 7) {
      const uint8_t byte = message.front();
      message = message.subspan(1);
      value |= uint64_t(byte & 0x7F) << shift;
      if (byte < 0x80) return value;
    }
  }
};

/// What one record says.
struct Event {
  int64_t step = 0;
  std::string version, tag;
  double value = 0;
  bool is_start = false;
  int64_t height = 0, width = 0;
  std::vector<uint8_t> png;
};

inline Event event_of(Bytes record) {
  const Fields fields(record);
  Event event;
  event.step = int64_t(fields.numbers.at(2));
  if (fields.bytes.contains(3)) event.version = fields.text(3);
  event.is_start = fields.bytes.contains(7) && Fields(fields.bytes.at(7)).numbers.at(1) == 1;
  if (!fields.bytes.contains(5)) return event;
  const Fields value(Fields(fields.bytes.at(5)).bytes.at(1));
  event.tag = value.text(1);
  if (value.numbers.contains(2))
    event.value = double(std::bit_cast<float>(uint32_t(value.numbers.at(2))));
  if (value.bytes.contains(4)) {
    const Fields image(value.bytes.at(4));
    event.height = int64_t(image.numbers.at(1));
    event.width = int64_t(image.numbers.at(2));
    event.png.assign(image.bytes.at(4).begin(), image.bytes.at(4).end());
  }
  return event;
}

/// All records of a file; throws where a checksum is wrong.
inline std::vector<Event> read_events(const std::filesystem::path& path) {
  const auto file = read_file(path);
  Bytes rest = file;
  std::vector<Event> events;
  const auto check = [](Bytes bytes, Bytes stored) {
    const auto masked = std::rotr(crc32c(bytes), 15) + 0xA282EAD8u;
    if (masked != little_endian(stored, 4)) throw std::runtime_error("wrong checksum");
  };
  while (!rest.empty()) {
    const auto length = little_endian(rest, 8);
    check(rest.first(8), rest.subspan(8));
    const auto record = rest.subspan(12, length);
    check(record, rest.subspan(12 + length));
    events.push_back(event_of(record));
    rest = rest.subspan(16 + length);
  }
  return events;
}

}  // namespace lowlight::test
