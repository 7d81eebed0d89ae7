#include "option_values.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string_view>

std::optional<lowlight::batch::StageThreads> parse_jobs(const std::string& text) {
  int load = 0, process = 0, save = 0, length = 0;
  const int found = std::sscanf(text.c_str(), "%3d:%3d:%3d%n", &load, &process, &save, &length);
  if (found != 3 || size_t(length) != text.size()) return std::nullopt;
  for (const int count : {load, process, save}) {
    if (count < 1 || count > 256) return std::nullopt;
  }
  return lowlight::batch::StageThreads{load, process, save};
}

std::optional<int64_t> parse_size(const std::string& text) {
  constexpr std::string_view kUnits = "KMGT";
  char* end = nullptr;
  double bytes = std::strtod(text.c_str(), &end);
  if (end == text.c_str()) return std::nullopt;
  if (const auto unit = *end ? kUnits.find(*end) : std::string_view::npos;
      unit != std::string_view::npos) {
    bytes *= std::pow(1024.0, double(unit) + 1);
    ++end;
  }
  if (*end || !(bytes >= 1) || bytes > 1e18) return std::nullopt;
  return int64_t(bytes);
}
