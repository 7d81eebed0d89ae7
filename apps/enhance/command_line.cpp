#include "command_line.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <string>

#include "lowlight/core/names.h"
#include "lowlight/inference/batch_report.h"

namespace {

constexpr char kVersion[] = "lowlight " LOWLIGHT_VERSION "\nLibTorch " LOWLIGHT_LIBTORCH_VERSION
                            "\nOpenCV " LOWLIGHT_OPENCV_VERSION;

constexpr char kAbout[] =
    "Turns dark photos into well-lit ones. Inputs are never changed. Photos whose output exists\n"
    "are skipped, so the same command goes on where it was interrupted.";

constexpr char kMore[] =
    "Examples:\n"
    "  enhance night.jpg -o better              better/night.jpg\n"
    "  enhance photos -o better --strength 0.7  the whole tree, a little less\n"
    "  enhance scans -o web --format jpg --quality 85\n\n"
    "Exit codes: 0 all done, 1 some photos failed, 2 wrong usage, 3 nothing to do,\n"
    "4 model or device not available, 130 or 143 interrupted.";

/// What CLI11 hands out as text, before it is a Command.
struct Texts {
  std::vector<std::string> inputs;
  std::string output, style, model, format = "keep";
};

void declare(CLI::App& app, Texts& texts, Command& command) {
  app.set_help_flag("-h,--help", "Print this and exit");
  app.set_version_flag("--version", kVersion, "Print the versions and exit");
  app.add_option("INPUT", texts.inputs, "Photos, and folders of photos with all their subfolders")
      ->type_name("");
  app.add_option(
         "-o,--output", texts.output, "Folder for the results; for one photo it may be a file")
      ->type_name("OUT");
  app.add_option(
         "--strength", command.enhancer.strength, "0 changes nothing, 1 is the whole change")
      ->check(CLI::Range(0.0, 1.0).description(""))
      ->type_name("0..1")
      ->capture_default_str();
  app.add_option("--style", texts.style, "A photo whose look is carried over")->type_name("PHOTO");
  app.add_flag("--stored-look",
               command.enhancer.stored_look,
               "Correct towards the learned look of well-lit photos too");
  app.add_option("--model", texts.model, "Weights to use instead of those that ship")
      ->type_name("FILE");
  app.add_option("--device", command.enhancer.device, "auto, cpu, cuda or cuda:N")
      ->type_name("DEVICE")
      ->capture_default_str();
  app.add_flag("--overwrite", command.batch.overwrite, "Replace outputs that exist");
  app.add_option("--quality", command.batch.quality, "Of JPEG and WebP")
      ->check(CLI::Range(1, 100).description(""))
      ->type_name("1..100")
      ->capture_default_str();
  app.add_option("--format", texts.format, "keep, jpg, png, tiff or webp")
      ->check(CLI::IsMember({"keep", "jpg", "jpeg", "png", "tif", "tiff", "webp"}).description(""))
      ->type_name("FORMAT")
      ->capture_default_str();
  app.add_option("--threads", command.enhancer.threads, "Processor threads; 0 means all cores")
      ->check(CLI::Range(0, 4096).description(""))
      ->type_name("N")
      ->capture_default_str();
  app.add_flag("-q,--quiet", command.quiet, "Print nothing but errors");
}

/// Every option by the names that one can type.
std::vector<std::string> names_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* option : app.get_options()) {
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
    for (const auto& name : option->get_snames()) names.push_back("-" + name);
  }
  return names;
}

std::vector<std::string> problems_of(const CLI::App& app, const Texts& texts) {
  std::vector<std::string> problems;
  for (const auto& argument : app.remaining()) {
    const auto name = argument.substr(0, argument.find('='));
    problems.push_back("unknown option " + name + lowlight::did_you_mean(name, names_of(app)));
  }
  if (texts.inputs.empty()) problems.push_back("no INPUT: name a photo or a folder");
  if (texts.output.empty()) problems.push_back("no output: name a folder with -o");
  return problems;
}

int usage_error(const std::vector<std::string>& problems) {
  for (const auto& problem : problems) std::cerr << "enhance: " << problem << '\n';
  std::cerr << "enhance --help shows the options.\n";
  return int(lowlight::inference::ExitCode::usage);
}

}  // namespace

std::variant<Command, int> parse_command_line(int argc, char* argv[]) {
  CLI::App app(kAbout, "enhance");
  app.footer(kMore);
  app.get_formatter()->column_width(26);
  app.allow_extras();  // so that all unknown options are reported, each with the nearest known one
  Texts texts;
  Command command;
  declare(app, texts, command);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help_or_version) {
    return app.exit(help_or_version);
  } catch (const CLI::ParseError& error) {
    return usage_error({error.what()});
  }
  if (const auto problems = problems_of(app, texts); !problems.empty())
    return usage_error(problems);

  command.inputs.assign(texts.inputs.begin(), texts.inputs.end());
  command.plan = {.output = texts.output,
                  .format = lowlight::imaging::format_of_name("photo." + texts.format)};
  command.enhancer.model = texts.model;
  if (!texts.style.empty()) command.enhancer.style = texts.style;
  return command;
}
