// What becomes of what cameras and phones put into files besides one ordinary picture.
#pragma once

#include "common/option_text.h"
#include "lowlight/batch/batch_plan.h"
#include "lowlight/codecs/image_io.h"

struct FileOptions {
  static constexpr char kTitle[] = "Files of cameras and phones";
  lowlight::batch::Preferred prefer = lowlight::batch::Preferred::both;
  lowlight::codecs::OnHdr hdr = lowlight::codecs::OnHdr::tone_map;
  bool first = false;
  lowlight::codecs::GainMapPolicy gain_map = lowlight::codecs::GainMapPolicy::keep;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit(
        "prefer",
        self.prefer,
        OptionText{"Takes both files of a shot that was written as raw and JPEG, or one of them"});
    visit("hdr",
          self.hdr,
          OptionText{"Tone-maps pictures of high dynamic range (PQ, HLG), or refuses them"});
    visit("first",
          self.first,
          OptionText{"Takes the first picture of animations and of files with pages, which are "
                     "refused otherwise"});
    visit("gain-map",
          self.gain_map,
          OptionText{"Keeps the map that makes an HDR rendition of a photo, fitted to the result, "
                     "or drops it"});
  }
};
