// Pages and sheets about the results.
#pragma once

#include <optional>
#include <string>

#include "common/option_text.h"
#include "lowlight/batch/comparison.h"
#include "lowlight/core/text_form.h"

struct ReviewOptions {
  static constexpr char kTitle[] = "Looking at the results";
  std::optional<lowlight::batch::SheetKind> compare;
  std::string report;
  std::string trust_map;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("compare",
          self.compare,
          OptionText{"Writes sheets with before and after too, clipped with what clipped marked"});
    visit("report",
          self.report,
          OptionText{.doc = "Writes a page about the run, with a slider for each photo",
                     .value = "FILE",
                     .common = true});
    visit("trust-map",
          self.trust_map,
          OptionText{.doc = "Writes greys to this folder that are light where a photo holds more "
                            "signal than noise; --journal and --json have the share that does not",
                     .value = "DIR"});
  }
};
