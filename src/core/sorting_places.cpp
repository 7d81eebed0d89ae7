#include "lowlight/core/sorting_places.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/sort.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "lowlight/core/on_all_cores.h"

namespace lowlight {
namespace {

// A value in the upper half, as a number in the same order, and its place in the lower half.
using Entry = uint64_t;

constexpr int kDigitBits = 11, kDigits = 3, kDigitValues = 1 << kDigitBits;

// Of so few values a sort by comparisons is the quicker one.
constexpr int64_t kFew = 160;

// As many values are sorted by one thread, in about 0.1 ms.
constexpr int64_t kPiece = 8192;

Entry entry_of(float value, int64_t place) {
  // Adding 0 makes −0 equal to 0.
  const auto bits = std::bit_cast<uint32_t>(value + 0.0f);
  const bool negative = bits >> 31;
  const uint32_t ordered = std::isnan(value) ? std::numeric_limits<uint32_t>::max()
                                             : bits ^ (negative ? 0xFFFFFFFFu : 0x80000000u);
  return uint64_t(ordered) << 32 | uint64_t(place);
}

uint32_t digit_of(Entry entry, int digit) {
  return uint32_t(entry >> (32 + digit * kDigitBits)) & (kDigitValues - 1);
}

// Digit by digit from the last, each pass stable.
void sort_by_digits(std::vector<Entry>& entries, std::vector<Entry>& other) {
  std::array<std::array<uint32_t, kDigitValues>, kDigits> begin{};
  for (const auto entry : entries) {
    for (int digit = 0; digit < kDigits; ++digit) ++begin[digit][digit_of(entry, digit)];
  }
  for (int digit = 0; digit < kDigits; ++digit) {
    uint32_t sum = 0;
    for (auto& count : begin[digit]) sum += std::exchange(count, sum);
    for (const auto entry : entries) other[begin[digit][digit_of(entry, digit)]++] = entry;
    entries.swap(other);
  }
}

void sort_rows(const float* values, int64_t rows, int64_t count, int64_t* places) {
  std::vector<Entry> entries(size_t(count), 0), other(size_t(count), 0);
  for (int64_t row = 0; row < rows; ++row, values += count, places += count) {
    for (int64_t i = 0; i < count; ++i) entries[i] = entry_of(values[i], i);
    if (count < kFew) {
      std::ranges::sort(entries);
    } else {
      sort_by_digits(entries, other);
    }
    for (int64_t i = 0; i < count; ++i) places[i] = int64_t(entries[i] & 0xFFFFFFFFu);
  }
}

}  // namespace

at::Tensor sorting_places(const at::Tensor& values) {
  const int64_t count = values.size(-1);
  if (!values.is_cpu() || values.scalar_type() != at::kFloat ||
      count > std::numeric_limits<int32_t>::max()) {
    return std::get<1>(at::sort(values, std::optional<bool>(true), -1, /*descending=*/false));
  }
  auto places = at::empty(values.sizes(), values.options().dtype(at::kLong));
  if (values.numel() == 0) return places;
  const auto all = values.contiguous();
  const auto* from = all.data_ptr<float>();
  auto* to = places.data_ptr<int64_t>();
  const int64_t rows = values.numel() / count, piece = std::max<int64_t>(1, kPiece / count);
  on_all_cores((rows + piece - 1) / piece, [&](int64_t i) {
    const int64_t first = i * piece;
    sort_rows(from + first * count, std::min(piece, rows - first), count, to + first * count);
  });
  return places;
}

}  // namespace lowlight
