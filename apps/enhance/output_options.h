// Which files the results become.
#pragma once

#include <cstdint>
#include <string>

#include "option_text.h"

struct OutputOptions {
  static constexpr char kTitle[] = "Results";
  std::string output;
  std::string name = "{stem}{suffix}.{ext}";
  std::string suffix;
  std::string format = "keep";
  int64_t quality = 92;
  std::string subsampling = "keep";
  std::string metadata = "keep";
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
          OptionText{
              "Folder for the results; for one photo it may be a file, or -", "FOLDER", 'o', true});
    visit("name",
          self.name,
          OptionText{"Of each result, from {stem} {suffix} {ext} {name}", "PATTERN"});
    visit(
        "suffix", self.suffix, OptionText{"For the names: _lit makes a_lit.jpg of a.jpg", "TEXT"});
    visit("format", self.format, OptionText{"Of the results", "keep|jpg|png|tiff|webp", 0, true});
    visit("quality", self.quality, OptionText{"Of JPEG and WebP, 1 to 100", "NUMBER", 0, true});
    visit("subsampling",
          self.subsampling,
          OptionText{"How coarsely JPEG stores colour", "keep|444|422|420"});
    visit("metadata",
          self.metadata,
          OptionText{"EXIF, XMP and IPTC data, all or without the place", "keep|strip|strip-gps"});
    visit("keep-times", self.keep_times, OptionText{"Results get their photos' time of change"});
    visit("overwrite",
          self.overwrite,
          OptionText{"Replace results that are there; without it complete ones that are not older "
                     "than their photos are skipped",
                     "",
                     0,
                     true});
    visit("no-clobber", self.no_clobber, OptionText{"Touch no file that is there, whatever it is"});
    visit(
        "journal",
        self.journal,
        OptionText{"Append a line of JSON for each photo; photos that failed before are not tried "
                   "again",
                   "FILE"});
    visit("retry-failed",
          self.retry_failed,
          OptionText{"Try those again that failed before by the journal"});
    visit(
        "dry-run", self.dry_run, OptionText{"Print what would be done, do nothing", "", 'n', true});
  }
};
