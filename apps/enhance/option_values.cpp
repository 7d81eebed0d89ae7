#include "option_values.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace lowlight {
namespace {

constexpr std::string_view kUnits = "KMGT";

constexpr std::pair<std::string_view, codecs::ImageFormat> kFormats[] = {
    {"jpg", codecs::ImageFormat::jpeg},
    {"png", codecs::ImageFormat::png},
    {"tiff", codecs::ImageFormat::tiff},
    {"webp", codecs::ImageFormat::webp},
    {"heic", codecs::ImageFormat::heic},
    {"avif", codecs::ImageFormat::avif},
    {"jxl", codecs::ImageFormat::jxl},
    {"jpeg", codecs::ImageFormat::jpeg},
    {"heif", codecs::ImageFormat::heic},
    {"tif", codecs::ImageFormat::tiff}};

}  // namespace

std::string TextForm<Size>::text(const Size& size) {
  int64_t number = size.bytes;
  size_t unit = 0;
  for (; unit < kUnits.size() && number % 1024 == 0; ++unit) number /= 1024;
  return std::to_string(number) + (unit ? std::string(1, kUnits[unit - 1]) : "");
}

std::optional<Size> TextForm<Size>::value(const std::string& text) {
  char* end = nullptr;
  double bytes = std::strtod(text.c_str(), &end);
  if (end == text.c_str()) return std::nullopt;
  if (const auto unit = *end ? kUnits.find(*end) : std::string_view::npos;
      unit != std::string_view::npos) {
    bytes *= std::pow(1024.0, double(unit) + 1);
    ++end;
  }
  if (*end || !(bytes >= 1) || bytes > 1e18) return std::nullopt;
  return Size{int64_t(bytes)};
}

using Jobs = std::optional<batch::StageThreads>;

std::string TextForm<Jobs>::text(const Jobs& jobs) {
  if (!jobs) return "auto";
  return std::to_string(jobs->load) + ":" + std::to_string(jobs->process) + ":" +
         std::to_string(jobs->save);
}

std::optional<Jobs> TextForm<Jobs>::value(const std::string& text) {
  if (text == "auto") return Jobs();
  int load = 0, process = 0, save = 0, length = 0;
  const int found = std::sscanf(text.c_str(), "%3d:%3d:%3d%n", &load, &process, &save, &length);
  if (found != 3 || size_t(length) != text.size()) return std::nullopt;
  for (const int count : {load, process, save}) {
    if (count < 1 || count > 256) return std::nullopt;
  }
  return batch::StageThreads{load, process, save};
}

using Format = std::optional<codecs::ImageFormat>;

std::string TextForm<Format>::text(const Format& format) {
  for (const auto& [name, named] : kFormats) {
    if (named == format) return std::string(name);
  }
  return "keep";
}

std::optional<Format> TextForm<Format>::value(const std::string& text) {
  if (text == "keep") return Format();
  for (const auto& [name, named] : kFormats) {
    if (name == text) return named;
  }
  return std::nullopt;
}

}  // namespace lowlight
