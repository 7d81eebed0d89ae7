// Tables that pixels are looked up in.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "lowlight/core/vectorise.h"

namespace lowlight::imaging {

/// The bytes of a table of 256 numbers of 32 bits, which some processors hold in registers: a read
/// of each number from memory takes four times as long.
class ByteTables {
 public:
  /// Whether this processor does.
  static bool are_fast();

  explicit ByteTables(const void* numbers);

  /// Numbers of the first codes, which are below 256: how many, the largest multiple of 64 up to
  /// `count` where this is fast, is returned.
  int64_t look_up(const uint16_t* codes, int64_t count, void* out) const;

 private:
  alignas(64) std::array<std::array<uint8_t, 256>, sizeof(uint32_t)> bytes_;
};

/// A number of 32 bits for each code.
template <class Number>
class CodeTable {
  static_assert(sizeof(Number) == sizeof(uint32_t));

 public:
  explicit CodeTable(std::vector<Number> numbers) : numbers_(std::move(numbers)) {
    if (numbers_.size() == 256 && ByteTables::are_fast()) bytes_.emplace(numbers_.data());
  }

  int64_t size() const { return int64_t(numbers_.size()); }

  /// out[i] = the number of codes[i].
  void look_up(const uint16_t* codes, int64_t count, Number* out) const {
    const int64_t done = bytes_ ? bytes_->look_up(codes, count, out) : 0;
    vectorised([&, numbers = numbers_.data()] {
      for (int64_t i = done; i < count; ++i) out[i] = numbers[codes[i]];
    });
  }

 private:
  std::vector<Number> numbers_;
  std::optional<ByteTables> bytes_;
};

}  // namespace lowlight::imaging
