// How the work is done and what is printed about it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/option_text.h"
#include "lowlight/batch/batch_run.h"
#include "lowlight/inference/photo_enhancer.h"
#include "option_values.h"

struct RunOptions {
  static constexpr char kTitle[] = "Run";
  std::string device = "auto";
  int64_t threads = 0;
  std::optional<lowlight::batch::StageThreads> jobs;  ///< none = auto
  std::optional<Size> max_memory;
  bool quiet = false;
  bool verbose = false;
  bool json = false;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit(
        "device",
        self.device,
        OptionText{
            .doc =
                "Computes looks and paintings on auto, cpu, cuda, cuda:N or, on several, cuda:N,M",
            .value = "DEVICE",
            .common = true});
    visit("threads",
          self.threads,
          lowlight::inference::EnhanceSettings::kThreads,
          OptionText{"Uses so many processor threads; 0 means all cores"});
    visit("jobs",
          self.jobs,
          OptionText{.doc = "Reads, processes and writes so many photos at once",
                     .value = "R:P:W",
                     .letter = 'j'});
    visit("max-memory",
          self.max_memory,
          OptionText{.doc = "Bounds the memory of the whole program, such as 800M or 2G; larger "
                            "photos go in bands of rows, through the output's disk; without it "
                            "half of what is free is the bound",
                     .value = "SIZE"});
    visit("quiet",
          self.quiet,
          OptionText{.doc = "Prints nothing but errors", .letter = 'q', .common = true});
    visit("verbose",
          self.verbose,
          OptionText{.doc = "Prints a line for each photo, with times", .letter = 'v'});
    visit("json",
          self.json,
          OptionText{"Prints events as lines of JSON on stdout; text for people stays on stderr"});
  }

  void check(lowlight::Problems& problems) const;
};
