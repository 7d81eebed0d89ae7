#include "common/duration.h"

#include <cstdint>
#include <cstdio>

std::string duration(double seconds) {
  const auto whole = int64_t(seconds + 0.5);
  const int hours = int(whole / 3600), minutes = int(whole / 60 % 60), rest = int(whole % 60);
  char text[32];
  if (hours == 0) {
    std::snprintf(text, sizeof text, "%d:%02d", minutes, rest);
  } else {
    std::snprintf(text, sizeof text, "%d:%02d:%02d", hours, minutes, rest);
  }
  return text;
}
