#include "imaging/brightened_rows.h"

#include <algorithm>
#include <utility>

#include "lowlight/core/luma.h"
#include "lowlight/core/vectorise.h"
#include "lowlight/imaging/noise_calming.h"

namespace lowlight::imaging {
namespace {

constexpr int64_t kRowsAhead = 4, kCacheLine = 64;

LOWLIGHT_VECTORISE
void to_luma(const float* red, const float* green, const float* blue, int64_t count, float* y) {
  for (int64_t i = 0; i < count; ++i) y[i] = luma(red[i], green[i], blue[i]);
}

}  // namespace

void SourceRows::start(int64_t begin, int64_t end) {
  if (!picture_.in_memory(begin)) {
    Image rows = rows_like(picture_.shape(), end - begin);
    const int64_t next = std::max(begin, end_);
    for (int64_t y = begin; y < next; ++y)
      std::copy_n(copies_.row<uint8_t>(y - begin_), rows.stride(), rows.row<uint8_t>(y - begin));
    if (next < end) picture_.read(next, end, rows.row<uint8_t>(next - begin));
    copies_ = std::move(rows);
  }
  begin_ = begin;
  end_ = end;
}

SampleRow SourceRows::row(int64_t y) const {
  const auto* in_memory = picture_.in_memory(y);
  const auto* samples = in_memory ? in_memory : copies_.row<uint8_t>(y - begin_);
  return {picture_.shape(), samples, picture_.grey};
}

BrightenedRows::BrightenedRows(const SourceRows& source,
                               const PhotoTransform& transform,
                               const ToneTables& tone,
                               int64_t x,
                               int64_t width)
    : source_(source),
      transform_(transform),
      tone_(tone),
      area_{source.shape().width, source.shape().height, x, 0, width, kCalmingGrid},
      even_(exposure_is_one(transform.exposure, area_)),
      exposure_(transform.exposure, area_) {}

bool BrightenedRows::is_even(int64_t y) {
  const int64_t row = std::clamp<int64_t>(y, 0, area_.picture_height - 1);
  const int64_t first = row / kCalmingGrid * kCalmingGrid;
  if (first != area_.y) {
    area_.y = first;
    even_ = exposure_is_one(transform_.exposure, area_);
  }
  return even_;
}

void BrightenedRows::read(int64_t y, RowBuffer& buffer) {
  const int64_t row = std::clamp<int64_t>(y, 0, area_.picture_height - 1);
  const auto samples = source_.row(row);
  prefetch(source_.row(std::min(row + kRowsAhead, source_.end() - 1)));
  const auto colours = buffer.colours();
  const bool even = is_even(row);
  const auto hue_kept = float(transform_.hue_kept);
  if (even && hue_kept == 0)
    return read_toned_row(samples, area_.x, area_.width, tone_.at_codes, colours);
  read_plain_row(samples, area_.x, area_.width, colours);
  if (even) {
    std::fill_n(buffer.factor(), area_.width, 1.f);
  } else {
    to_luma(colours[0], colours[1], colours[2], area_.width, buffer.factor());
    exposure_.read(row, buffer.factor());
  }
  tone_.between_codes.expose_row(buffer.factor(), area_.width, colours, hue_kept);
}

/// Pieces of rows lie too far apart for the processor to foresee them.
void BrightenedRows::prefetch(const SampleRow& row) const {
  const int64_t pixel = row.shape.stride() / row.shape.width;
  const int64_t begin = std::max<int64_t>(area_.x, 0) * pixel;
  const int64_t end = std::min(area_.x + area_.width, row.shape.width) * pixel;
  for (int64_t at = begin; at < end; at += kCacheLine) __builtin_prefetch(row.samples + at);
}

}  // namespace lowlight::imaging
