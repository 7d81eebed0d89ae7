// What the user asked for.
#pragma once

#include <filesystem>
#include <variant>
#include <vector>

#include "lowlight/inference/batch_plan.h"
#include "lowlight/inference/batch_run.h"
#include "lowlight/inference/photo_enhancer.h"

struct Command {
  std::vector<std::filesystem::path> inputs;
  lowlight::inference::PlanOptions plan;
  lowlight::inference::BatchOptions batch;
  lowlight::inference::EnhanceSettings enhancer;  ///< model: as asked for, "" = the default one
  bool quiet = false;
};

/// The command, or the program's exit code where there is nothing more to do: --help and --version
/// (on stdout), and wrong usage (all problems on stderr).
std::variant<Command, int> parse_command_line(int argc, char* argv[]);
