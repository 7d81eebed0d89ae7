// How the work is done and told.
#pragma once

#include <cstdint>
#include <string>

#include "option_text.h"

struct RunOptions {
  static constexpr char kTitle[] = "Run";
  std::string device = "auto";
  int64_t threads = 0;
  std::string jobs = "auto";
  std::string max_memory;
  bool quiet = false;
  bool verbose = false;
  bool json = false;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("device",
          self.device,
          OptionText{"auto, cpu, cuda, cuda:N or, for several, cuda:N,M", "DEVICE", 0, true});
    visit("threads", self.threads, OptionText{"Processor threads; 0 means all cores", "NUMBER"});
    visit("jobs",
          self.jobs,
          OptionText{"Photos that are read, processed and written at once", "R:P:W", 'j'});
    visit(
        "max-memory",
        self.max_memory,
        OptionText{"For the whole program, such as 800M or 2G; larger photos go in bands of rows, "
                   "through the output's disk; without it half of what is free",
                   "SIZE"});
    visit("quiet", self.quiet, OptionText{"Print nothing but errors", "", 'q', true});
    visit("verbose", self.verbose, OptionText{"Print a line for each photo, with times", "", 'v'});
    visit("json",
          self.json,
          OptionText{"Print events as lines of JSON on stdout; text for people stays on stderr"});
  }
};
