// What the user asks for.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "common/option_text.h"
#include "lowlight/core/fields.h"

/// One call of lowlight_train.
struct Command {
  static constexpr char kTitle[] = "Options";
  std::string config;
  std::vector<std::string> settings;  ///< "key=value"
  std::string device;
  std::string replay;
  bool resume = false;
  bool resume_or_begin = false;
  bool check_data = false;
  std::string pack;
  bool dry_run = false;
  bool probe_terms = false;
  bool profile = false;
  bool overfit_one_batch = false;
  bool version = false;
  bool help = false;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("config",
          self.config,
          OptionText{.doc = "Says in TOML what is trained, on which photos and how long",
                     .value = "CONFIG",
                     .positional = true});
    visit("set",
          self.settings,
          OptionText{.doc = "Replaces values of the configuration", .value = "KEY=VALUE"});
    visit("device",
          self.device,
          OptionText{.doc = "Trains on cpu, cuda, cuda:N or auto, as --set trainer.device=DEVICE",
                     .value = "DEVICE"});
    visit("replay",
          self.replay,
          OptionText{.doc = "Examines again the step that a run kept in a capsule, trains nothing",
                     .value = "CAPSULE"});
    visit("resume", self.resume, OptionText{"Goes on with the run in the run's folder"});
    visit("resume-or-begin",
          self.resume_or_begin,
          OptionText{"Goes on with the run in the run's folder, or begins where there is none: for "
                     "engines that start a command again"});
    visit("check-data",
          self.check_data,
          OptionText{"Looks for broken, empty, small and doubled photos, masks and boxes, trains "
                     "nothing"});
    visit("pack",
          self.pack,
          OptionText{.doc = "Writes the photos and a configuration into a folder, trains nothing",
                     .value = "OUT"});
    visit("dry-run",
          self.dry_run,
          OptionText{"Shows shapes, parameters, memory and times of a step, trains nothing"});
    visit("probe-terms",
          self.probe_terms,
          OptionText{"Shows each loss term's value and gradient norm on a batch, trains nothing"});
    visit(
        "profile", self.profile, OptionText{"Shows where the time of a step goes, trains nothing"});
    visit("overfit-one-batch",
          self.overfit_one_batch,
          OptionText{"Trains on the first batch over and over: what works drives its loss down"});
    visit("version", self.version, OptionText{"Prints the versions"});
    visit("help", self.help, OptionText{.doc = "Prints this help", .letter = 'h'});
  }
  void check(lowlight::Problems& problems) const {
    if (config.empty() && replay.empty()) problems.push_back({"CONFIG", "is missing"});
    if (!config.empty() && !replay.empty()) problems.push_back({"replay", "takes no CONFIG"});
  }
};

/// The command, whose settings hold those of --device and --overfit-one-batch too, or the exit code
/// where there is nothing more to do: help, version, wrong usage.
std::variant<Command, int> parse_command_line(int argc, char* argv[]);
