// What is answered instead of a run, and where the options come from.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/option_text.h"
#include "lowlight/core/text_form.h"

enum class Shell { bash, zsh, fish };

/// The names of the values, as users write them.
constexpr auto names_of(Shell) {
  return std::to_array<std::pair<Shell, std::string_view>>(
      {{Shell::bash, "bash"}, {Shell::zsh, "zsh"}, {Shell::fish, "fish"}});
}

struct Requests {
  static constexpr char kTitle[] = "Information";
  std::string config;
  bool print_config = false;
  bool help = false;
  bool help_all = false;
  bool version = false;
  bool list_devices = false;
  bool doctor = false;
  std::optional<Shell> completion;
  bool manual = false;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("config",
          self.config,
          OptionText{.doc = "Reads any of the options above from a TOML file; the command line "
                            "comes after it",
                     .value = "FILE"});
    visit("print-config", self.print_config, OptionText{"Prints all options as such a file"});
    visit("help",
          self.help,
          OptionText{.doc = "Prints the common options", .letter = 'h', .common = true});
    visit("help-all", self.help_all, OptionText{.doc = "Prints all options", .common = true});
    visit("version", self.version, OptionText{"Prints the versions"});
    visit("list-devices", self.list_devices, OptionText{"Prints what --device may name"});
    visit("doctor",
          self.doctor,
          OptionText{"Prints what is found, what is missing and how to mend it"});
    visit("completion", self.completion, OptionText{"Prints the completion script of a shell"});
    visit("manual", self.manual, OptionText{"Prints the manual page, for man"});
  }
};
