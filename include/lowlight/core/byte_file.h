// Files that are written and read at any place.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "lowlight/core/check.h"

namespace lowlight {

/// A row of bytes that grows where it is written beyond its end; a gap that this leaves is zeros.
struct ByteFile {
  virtual ~ByteFile() = default;

  virtual void write(uint64_t at, std::span<const uint8_t> bytes) = 0;
  /// Fills `bytes` with those from `at` on, which must all be there.
  virtual void read(uint64_t at, std::span<uint8_t> bytes) const = 0;
  virtual uint64_t size() const = 0;
  /// All bytes, until the next one is written.
  virtual std::span<const uint8_t> view() = 0;

  void append(std::span<const uint8_t> bytes) { write(size(), bytes); }
};

/// A file that is a vector.
struct MemoryFile final : ByteFile {
  std::vector<uint8_t> bytes;

  void write(uint64_t at, std::span<const uint8_t> given) override {
    if (at == bytes.size()) {
      bytes.insert(bytes.end(), given.begin(), given.end());
      return;
    }
    bytes.resize(std::max<uint64_t>(bytes.size(), at + given.size()));
    std::copy(given.begin(), given.end(), bytes.begin() + int64_t(at));
  }
  void read(uint64_t at, std::span<uint8_t> wanted) const override {
    LOWLIGHT_CHECK(at <= bytes.size() && wanted.size() <= bytes.size() - at,
                   "MemoryFile: bytes that are read must be there, got ",
                   wanted.size(),
                   " from ",
                   at,
                   " of ",
                   bytes.size());
    std::copy_n(bytes.begin() + int64_t(at), wanted.size(), wanted.begin());
  }
  uint64_t size() const override { return bytes.size(); }
  std::span<const uint8_t> view() override { return bytes; }
};

}  // namespace lowlight
