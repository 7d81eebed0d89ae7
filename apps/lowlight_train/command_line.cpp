#include "command_line.h"

#include <CLI/CLI.hpp>
#include <iostream>

namespace {

constexpr char kVersion[] = "lowlight " LOWLIGHT_VERSION "\nLibTorch " LOWLIGHT_LIBTORCH_VERSION;

constexpr char kAbout[] =
    "Trains the networks of lowlight on your photos. The configuration says what, on which photos\n"
    "and how long; its keys are explained in config.toml, which each run writes to its folder.";

constexpr char kMore[] =
    "Examples:\n"
    "  lowlight_train enhancer.toml --set photos.path=photos\n"
    "  lowlight_train enhancer.toml --set photos.path=photos --resume   go on where it stopped\n"
    "  lowlight_train enhancer.toml --set photos.path=photos --pack packed\n"
    "  lowlight_train enhancer.toml --set photos.path=photos --check-data\n"
    "  lowlight_train packed/config.toml --device cuda                  needs no decoders\n"
    "  lowlight_train --replay runs/enhancer/capsule-812.safetensors    why a number was NaN\n\n"
    "Ctrl-C and SIGTERM finish the step and save it.\n"
    "Exit codes: 0 finished, 1 a number was not finite or photos have faults, 2 wrong usage, "
    "configuration or files,\n"
    "130 or 143 interrupted.";

void declare(CLI::App& app, Command& command) {
  app.set_version_flag("--version", kVersion, "Print the versions and exit");
  auto* config = app.add_option("CONFIG", command.config, "TOML file")->type_name("");
  app.add_option("--set", command.settings, "Replaces a value of the configuration")
      ->type_name("KEY=VALUE ...");
  app.add_option(
         "--device", command.device, "cpu, cuda, cuda:N or auto; as --set trainer.device=DEVICE")
      ->type_name("DEVICE");
  auto* replay =
      app.add_option("--replay",
                     command.replay,
                     "Examine again the step that a run kept in a capsule, train nothing")
          ->type_name("CAPSULE");
  replay->excludes(config);
  app.add_flag("--resume", command.resume, "Go on with the run in the run's folder");
  app.add_flag("--check-data",
               command.check_data,
               "Look for broken, empty, small and doubled photos, masks and boxes, train nothing");
  app.add_option("--pack",
                 command.pack,
                 "Write the photos and a configuration into a folder, train nothing")
      ->type_name("OUT");
  app.add_flag("--dry-run",
               command.dry_run,
               "Show shapes, parameters, memory and times of a step, train nothing");
  app.add_flag("--profile", command.profile, "Show where the time of a step goes, train nothing");
  app.add_flag_callback(
      "--overfit-one-batch",
      [&command] { command.settings.push_back("trainer.overfit_one_batch=true"); },
      "Train on the first batch over and over: what works drives its loss down");
}

}  // namespace

std::variant<Command, int> parse_command_line(int argc, char* argv[]) {
  CLI::App app(kAbout, "lowlight_train");
  app.footer(kMore);
  Command command;
  declare(app, command);
  try {
    app.parse(argc, argv);
    if (command.config.empty() && command.replay.empty()) throw CLI::RequiredError("CONFIG");
  } catch (const CLI::Success& help_or_version) {
    return app.exit(help_or_version);
  } catch (const CLI::ParseError& error) {
    std::cerr << "lowlight_train: " << error.what()
              << "\nlowlight_train --help shows the options.\n";
    return 2;
  }
  if (!command.device.empty()) command.settings.push_back("trainer.device=" + command.device);
  return command;
}
