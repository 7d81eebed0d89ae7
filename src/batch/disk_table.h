// Numbers by keys, on disk.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "lowlight/core/hidden_file.h"

namespace lowlight::batch {

/// A hash table in a file without a name: its memory is constant, its disk 21 bytes an entry that
/// there may be. Keys are fingerprints, which two texts share once in 2^64 pairs.
class DiskTable {
 public:
  /// For at most `most_entries`, in the folder of `place`. Throws std::system_error, as all do.
  DiskTable(int64_t most_entries, const std::filesystem::path& place);

  std::optional<uint64_t> find(uint64_t key) const;
  /// Puts the value of a key in, or another one in its place.
  void put(uint64_t key, uint64_t value);

 private:
  struct Entry {
    uint64_t key = 0;  ///< 0 where the entry is free.
    uint64_t value = 0;
  };

  /// The place of the key's entry, or of the free one that it would get, and what is there.
  std::pair<uint64_t, Entry> entry_of(uint64_t key) const;

  HiddenFile file_;
  uint64_t entries_;
};

}  // namespace lowlight::batch
