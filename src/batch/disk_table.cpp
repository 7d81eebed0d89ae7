#include "batch/disk_table.h"

#include <array>
#include <cstring>
#include <utility>

namespace lowlight::batch {
namespace {

constexpr uint64_t kEntryBytes = 16;

uint64_t usable(uint64_t key) { return key ? key : 1; }

}  // namespace

DiskTable::DiskTable(int64_t most_entries, const std::filesystem::path& place)
    : file_(place), entries_(uint64_t(most_entries) * 4 / 3 + 1) {
  static_assert(sizeof(Entry) == kEntryBytes);
  file_.forget_name();
  file_.write(entries_ * kEntryBytes - 1, std::array<uint8_t, 1>{});
}

std::pair<uint64_t, DiskTable::Entry> DiskTable::entry_of(uint64_t key) const {
  for (uint64_t i = key % entries_;; i = (i + 1) % entries_) {
    std::array<uint8_t, kEntryBytes> bytes{};
    file_.read(i * kEntryBytes, bytes);
    Entry entry;
    std::memcpy(&entry, bytes.data(), sizeof entry);
    if (entry.key == key || entry.key == 0) return {i, entry};
  }
}

std::optional<uint64_t> DiskTable::find(uint64_t key) const {
  const auto entry = entry_of(usable(key)).second;
  return entry.key ? std::optional(entry.value) : std::nullopt;
}

void DiskTable::put(uint64_t key, uint64_t value) {
  const Entry entry{usable(key), value};
  std::array<uint8_t, kEntryBytes> bytes{};
  std::memcpy(bytes.data(), &entry, sizeof entry);
  file_.write(entry_of(entry.key).first * kEntryBytes, bytes);
}

}  // namespace lowlight::batch
