#include "progress_line.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

int columns_of_stderr() {
  const char* kind = std::getenv("TERM");
  if (::isatty(STDERR_FILENO) != 1 || !kind || std::string_view(kind) == "dumb") return 0;
  winsize size{};
  const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

std::string progress_line(double share, const std::string& details, int columns) {
  constexpr size_t kBar = 24;
  share = share > 0 ? std::min(share, 1.0) : 0;
  char percent[16];
  std::snprintf(percent, sizeof percent, "%3d %%", int(100 * share));
  std::string line = percent + ("  " + details);
  if (columns >= 60) {
    std::string bar(size_t(share * kBar), '=');
    if (bar.size() < kBar) bar += '>';
    bar.resize(kBar, ' ');
    line = "[" + bar + "] " + line;
  }
  // A character in the last column would make some terminals begin a new line.
  return line.substr(0, size_t(std::max(0, columns - 1)));
}
