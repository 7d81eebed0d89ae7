// Pages and sheets about the results.
#pragma once

#include <string>

#include "option_text.h"

struct ReviewOptions {
  static constexpr char kTitle[] = "Looking at the results";
  std::string compare;
  std::string report;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("compare",
          self.compare,
          OptionText{"Also write sheets with before and after", "side|split|html"});
    visit("report",
          self.report,
          OptionText{"Page about the run, with a slider for each photo", "FILE", 0, true});
  }
};
