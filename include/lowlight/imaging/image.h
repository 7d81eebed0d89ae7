// The pixel buffer that passes between codecs and algorithms.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>

namespace lowlight::imaging {

enum class BitDepth { u8, u16 };

/// Bytes of one sample.
constexpr int64_t bytes_per_sample(BitDepth depth) { return depth == BitDepth::u8 ? 1 : 2; }

/// The value that stands for 1.0: 255 or 65535.
constexpr int64_t full_scale(BitDepth depth) { return depth == BitDepth::u8 ? 255 : 65535; }

/// An owning picture: rows from top to bottom without gaps, pixels interleaved, grey (1 channel),
/// RGB (3) or RGB and straight alpha (4). Move-only, because a copy of a photo costs as much as a
/// decode; `clone()` says so. A default-constructed or moved-from image is empty: 0 × 0 with no
/// channels.
class Image {
 public:
  Image() = default;
  /// The samples are not initialised. width, height ≥ 1; channels 1, 3 or 4; anything else throws
  /// c10::ValueError.
  Image(int64_t width, int64_t height, int64_t channels, BitDepth depth);

  Image(Image&& other) noexcept;
  Image& operator=(Image&& other) noexcept;
  Image(const Image&) = delete;
  Image& operator=(const Image&) = delete;
  Image clone() const;

  int64_t width() const noexcept { return width_; }
  int64_t height() const noexcept { return height_; }
  int64_t channels() const noexcept { return channels_; }
  BitDepth depth() const noexcept { return depth_; }
  bool empty() const noexcept { return !data_; }

  /// Bytes from one row to the next.
  int64_t stride() const noexcept { return width_ * channels_ * bytes_per_sample(depth_); }

  /// The width · channels samples of row y, 0 ≤ y < height. Sample is uint8_t or uint16_t, as
  /// depth() says.
  template <class Sample>
  Sample* row(int64_t y) noexcept {
    static_assert(std::is_same_v<Sample, uint8_t> || std::is_same_v<Sample, uint16_t>);
    return reinterpret_cast<Sample*>(data_.get() + y * stride());
  }
  template <class Sample>
  const Sample* row(int64_t y) const noexcept {
    return const_cast<Image*>(this)->row<Sample>(y);
  }

  std::span<uint8_t> bytes() noexcept { return {data_.get(), size_t(height_ * stride())}; }
  std::span<const uint8_t> bytes() const noexcept {
    return {data_.get(), size_t(height_ * stride())};
  }

 private:
  std::unique_ptr<uint8_t[]> data_;
  int64_t width_ = 0;
  int64_t height_ = 0;
  int64_t channels_ = 0;
  BitDepth depth_ = BitDepth::u8;
};

}  // namespace lowlight::imaging
