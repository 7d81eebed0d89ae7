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
    "  lowlight_train packed/config.toml --device cuda                  needs no decoders\n\n"
    "Ctrl-C and SIGTERM finish the step and save it.\n"
    "Exit codes: 0 finished, 1 a number was not finite or photos have faults, 2 wrong usage, "
    "configuration or files,\n"
    "130 or 143 interrupted.";

void declare(CLI::App& app, Command& command, std::string& device) {
  app.set_version_flag("--version", kVersion, "Print the versions and exit");
  app.add_option("CONFIG", command.config, "TOML file")->required()->type_name("");
  app.add_option("--set", command.settings, "Replaces a value of the configuration")
      ->type_name("KEY=VALUE ...");
  app.add_option("--device", device, "cpu, cuda, cuda:N or auto; as --set trainer.device=DEVICE")
      ->type_name("DEVICE");
  app.add_flag("--resume", command.resume, "Go on with the run in the run's folder");
  app.add_flag("--check-data",
               command.check_data,
               "Look for broken, empty, small and doubled photos, masks and boxes, train nothing");
  app.add_option("--pack",
                 command.pack,
                 "Write the photos and a configuration into a folder, train nothing")
      ->type_name("OUT");
}

}  // namespace

std::variant<Command, int> parse_command_line(int argc, char* argv[]) {
  CLI::App app(kAbout, "lowlight_train");
  app.footer(kMore);
  Command command;
  std::string device;
  declare(app, command, device);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help_or_version) {
    return app.exit(help_or_version);
  } catch (const CLI::ParseError& error) {
    std::cerr << "lowlight_train: " << error.what()
              << "\nlowlight_train --help shows the options.\n";
    return 2;
  }
  if (!device.empty()) command.settings.push_back("trainer.device=" + device);
  return command;
}
