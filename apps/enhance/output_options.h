// Which files the results become.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/option_text.h"
#include "lowlight/codecs/image_io.h"
#include "option_values.h"

struct OutputOptions {
  static constexpr char kTitle[] = "Results";
  std::string output;
  std::string name = "{stem}{suffix}.{ext}";
  std::string suffix;
  bool spread = false;
  std::optional<lowlight::codecs::ImageFormat> format;
  int64_t quality = 92;
  lowlight::codecs::ChromaSampling subsampling = lowlight::codecs::ChromaSampling::unknown;
  lowlight::codecs::MetadataPolicy metadata = lowlight::codecs::MetadataPolicy::keep;
  bool keep_times = false;
  bool overwrite = false;
  bool no_clobber = false;
  std::string journal;
  bool retry_failed = false;
  bool dry_run = false;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("output",
          self.output,
          OptionText{.doc = "Writes the results to this folder; for one photo it may be a file, or "
                            "- for stdout",
                     .value = "FOLDER",
                     .letter = 'o',
                     .common = true});
    visit("name",
          self.name,
          OptionText{.doc = "Names each result by {stem}, {suffix}, {ext} and {name} of its photo",
                     .value = "PATTERN"});
    visit("suffix",
          self.suffix,
          OptionText{.doc = "Adds a text to the results' names: _lit makes a_lit.jpg of a.jpg",
                     .value = "TEXT"});
    visit("spread",
          self.spread,
          OptionText{"Spreads the results of each folder over 256 subfolders, which file systems "
                     "want from 100,000 on"});
    visit("format",
          self.format,
          OptionText{.doc = "Writes the results in this format, or in that of their photos",
                     .common = true});
    visit("quality",
          self.quality,
          lowlight::in(1, 100),
          OptionText{.doc = "Sets the quality of JPEG and WebP", .common = true});
    visit("subsampling",
          self.subsampling,
          OptionText{"Sets how coarsely JPEG stores colour, or keeps it as in the photo"});
    visit("metadata",
          self.metadata,
          OptionText{"Keeps EXIF, XMP and IPTC data, or drops all of it, or the place"});
    visit("keep-times", self.keep_times, OptionText{"Gives results their photos' time of change"});
    visit("overwrite",
          self.overwrite,
          OptionText{.doc = "Replaces results that are there; without it complete ones that are "
                            "not older than their photos are skipped",
                     .common = true});
    visit(
        "no-clobber", self.no_clobber, OptionText{"Touches no file that is there, whatever it is"});
    visit("journal",
          self.journal,
          OptionText{.doc = "Appends a line of JSON for each photo; photos that failed before are "
                            "not tried again",
                     .value = "FILE"});
    visit("retry-failed",
          self.retry_failed,
          OptionText{"Tries those photos again that failed before, by the journal"});
    visit("dry-run",
          self.dry_run,
          OptionText{
              .doc = "Prints what would be done and does nothing", .letter = 'n', .common = true});
  }

  void check(lowlight::Problems& problems) const;
};
