// How the values of options are written that are no plain number, text or name.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lowlight/batch/batch_run.h"
#include "lowlight/codecs/image_io.h"
#include "lowlight/core/text_form.h"

/// An amount of memory.
struct Size {
  int64_t bytes = 0;
};

/// "123", "800M", "1.5G": at least a byte; K, M, G and T are powers of 1024.
template <>
struct lowlight::TextForm<Size> {
  static std::vector<std::string> choices() { return {}; }
  static std::string rule() { return "a size, such as 800M or 2G"; }
  static std::string text(const Size& size);
  static std::optional<Size> value(const std::string& text);
};

/// "1:2:1", each from 1 to 256, or "auto", which leaves the value empty.
template <>
struct lowlight::TextForm<std::optional<lowlight::batch::StageThreads>> {
  using Jobs = std::optional<lowlight::batch::StageThreads>;
  static std::vector<std::string> choices() { return {}; }
  static std::string rule() { return "auto, or R:P:W such as 1:1:1"; }
  static std::string text(const Jobs& jobs);
  static std::optional<Jobs> value(const std::string& text);
};

/// "jpg", "tiff"; "keep" leaves the value empty.
template <>
struct lowlight::TextForm<std::optional<lowlight::codecs::ImageFormat>> {
  using Format = std::optional<lowlight::codecs::ImageFormat>;
  static std::vector<std::string> choices() {
    return {"keep", "jpg", "png", "tiff", "webp", "heic", "avif", "jxl"};
  }
  static std::string rule() { return "one of: " + joined(choices()); }
  static std::string text(const Format& format);
  static std::optional<Format> value(const std::string& text);
};

/// What is unknown is kept as it is in the photo.
namespace lowlight::codecs {
/// The names of the values, as users write them.
constexpr auto names_of(ChromaSampling) {
  return std::to_array<std::pair<ChromaSampling, std::string_view>>(
      {{ChromaSampling::unknown, "keep"},
       {ChromaSampling::full_444, "444"},
       {ChromaSampling::half_422, "422"},
       {ChromaSampling::quarter_420, "420"}});
}
}  // namespace lowlight::codecs
