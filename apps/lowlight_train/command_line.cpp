#include "command_line.h"

#include <iostream>

#include "common/arguments.h"
#include "common/option_list.h"
#include "lowlight/training/process_group.h"

namespace {

std::string version() {
  const auto library = lowlight::training::exchange_library();
  return "lowlight " LOWLIGHT_VERSION "\nLibTorch " LOWLIGHT_LIBTORCH_VERSION
         "\nseveral processes: " +
         (library.empty() ? "no, this build was made without Gloo's headers" : "by " + library) +
         "\n";
}

constexpr char kAbout[] =
    "Trains the networks of lowlight on your photos. The configuration says what, on which photos\n"
    "and how long; its keys are explained in config.toml, which each run writes to its folder.\n\n"
    "Usage: lowlight_train CONFIG [OPTION...]\n"
    "       lowlight_train --replay CAPSULE\n\n";

constexpr char kMore[] =
    "\nExamples:\n"
    "  lowlight_train enhancer.toml --set photos.path=photos\n"
    "  lowlight_train enhancer.toml --set photos.path=photos --resume   go on where it stopped\n"
    "  lowlight_train enhancer.toml --set photos.path=photos --pack packed\n"
    "  lowlight_train enhancer.toml --set photos.path=photos --check-data\n"
    "  lowlight_train packed/config.toml --device cuda                  needs no decoders\n"
    "  lowlight_train --replay runs/enhancer/capsule-812.safetensors    why a number was NaN\n\n"
    "Ctrl-C and SIGTERM finish the step and save it. Started by torchrun, or with RANK, "
    "WORLD_SIZE,\n"
    "MASTER_ADDR and MASTER_PORT set, several processes train together: docs/ranks.md.\n"
    "Exit codes: 0 finished, 1 a number was not finite or photos have faults, 2 wrong usage,\n"
    "configuration or files, 3 another process is gone, 130 or 143 interrupted.\n";

int usage_error(const std::vector<std::string>& problems) {
  for (const auto& problem : problems) std::cerr << "lowlight_train: " << problem << '\n';
  std::cerr << "lowlight_train --help shows the options.\n";
  return 2;
}

}  // namespace

std::variant<Command, int> parse_command_line(int argc, char* argv[]) {
  Command command;
  const auto list = options_of(command);
  auto problems = read_arguments(argc, argv, typed_names(list), command);
  if (problems.empty() && (command.help || command.version)) {
    std::cout << (command.help ? kAbout + help_lines(list, false) + kMore : version());
    return 0;
  }
  if (problems.empty()) problems = lowlight::texts_of(lowlight::problems_of(command));
  if (!problems.empty()) return usage_error(problems);
  if (!command.device.empty()) command.settings.push_back("trainer.device=" + command.device);
  if (command.overfit_one_batch) command.settings.push_back("trainer.overfit_one_batch=true");
  return command;
}
