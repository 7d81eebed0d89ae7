#include "common/progress_line.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "support/catch.h"

TEST_CASE("A progress line never fills the terminal's line") {
  const std::string details(300, 'x');
  for (const int columns : {0, 1, 2, 20, 59, 60, 80, 200}) {
    const auto line = progress_line(0.5, details, columns);
    CHECK(int(line.size()) == std::max(0, columns - 1));
  }
}

TEST_CASE("The bar grows with the share and is whole at the end") {
  CHECK(progress_line(0, "a", 80) == "[>                       ]   0 %  a");
  CHECK(progress_line(0.5, "a", 80) == "[============>           ]  50 %  a");
  CHECK(progress_line(0.999, "a", 80) == "[=======================>]  99 %  a");
  CHECK(progress_line(1, "a", 80) == "[========================] 100 %  a");
  CHECK(progress_line(7, "a", 40) == "100 %  a");
  CHECK(progress_line(-1, "a", 40) == progress_line(std::nan(""), "a", 40));
}
