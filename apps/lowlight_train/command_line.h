// What the user asks for.
#pragma once

#include <string>
#include <variant>
#include <vector>

/// One call of lowlight_train.
struct Command {
  std::string config;
  std::vector<std::string> settings;  ///< "key=value", --device included
  std::string pack;                   ///< folder to pack the photos into instead of training
  std::string replay;                 ///< a capsule to examine instead of training
  std::string device;                 ///< "" = as configured
  bool resume = false;
  bool check_data = false;  ///< look for faults of the photos instead of training
  bool dry_run = false;     ///< show what a run would be
  bool profile = false;     ///< show where its time goes
};

/// The command, or the exit code where there is nothing more to do: help, version, wrong usage.
std::variant<Command, int> parse_command_line(int argc, char* argv[]);
