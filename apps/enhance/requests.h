// What is answered instead of a run, and where the options come from.
#pragma once

#include <string>

#include "option_text.h"

struct Requests {
  static constexpr char kTitle[] = "Information";
  std::string config;
  bool print_config = false;
  bool help = false;
  bool help_all = false;
  bool version = false;
  bool list_devices = false;
  bool doctor = false;
  std::string completion;
  bool manual = false;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("config",
          self.config,
          OptionText{"TOML file with any of the options above; the command line comes after it",
                     "FILE"});
    visit("print-config", self.print_config, OptionText{"Print all options as such a file"});
    visit("help", self.help, OptionText{"Print the common options", "", 'h', true});
    visit("help-all", self.help_all, OptionText{"Print all options", "", 0, true});
    visit("version", self.version, OptionText{"Print the versions"});
    visit("list-devices", self.list_devices, OptionText{"Print what --device may name"});
    visit("doctor",
          self.doctor,
          OptionText{"Print what is found, what is missing and how to mend it"});
    visit("completion",
          self.completion,
          OptionText{"Print the completion script of a shell", "bash|zsh|fish"});
    visit("manual", self.manual, OptionText{"Print the manual page, for man"});
  }
};
