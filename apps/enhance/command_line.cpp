#include "command_line.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <string>

#include "doctor.h"
#include "exit_code.h"
#include "lowlight/core/names.h"
#include "lowlight/io/config.h"
#include "option_list.h"
#include "reference.h"

namespace {

/// Makes each field of an options struct an option of the command line.
struct Declare {
  CLI::App& app;

  template <class Member>
  void operator()(const std::string& name, Member& member, const OptionText& text) const {
    const auto names = (text.letter ? std::string("-") + text.letter + "," : "") + "--" + name;
    if constexpr (std::is_same_v<Member, std::vector<std::string>>) {
      app.add_option(name, member);
    } else if constexpr (std::is_same_v<Member, bool>) {
      app.add_flag(names + ",!--no-" + name, member);
    } else {
      app.add_option(names, member);
    }
  }
};

/// What the command line sets in `options` and `requests`; nothing else in them changes. Returns
/// the problems.
std::vector<std::string> read_arguments(int argc,
                                        char* argv[],
                                        Options& options,
                                        Requests& requests) {
  CLI::App app("", "enhance");
  app.set_help_flag();
  app.allow_extras();  // so that all unknown options are reported, each with the nearest known one
  Options::fields(options, Declare{app});
  Requests::fields(requests, Declare{app});
  std::vector<std::string> problems;
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    problems.push_back(error.what());
  }
  for (const auto& argument : app.remaining()) {
    const auto name = argument.substr(0, argument.find('='));
    problems.push_back("unknown option " + name + lowlight::did_you_mean(name, typed_names()));
  }
  return problems;
}

std::vector<std::string> read_config(const std::string& path, Options& options) {
  try {
    options = lowlight::io::options_from_config<Options>(lowlight::io::read_config(path));
    return {};
  } catch (const lowlight::ConfigError& error) {
    return {error.what()};
  }
}

int usage_error(const std::vector<std::string>& problems) {
  for (const auto& problem : problems) std::cerr << "enhance: " << problem << '\n';
  std::cerr << "enhance --help shows the options.\n";
  return int(ExitCode::usage);
}

/// The text that was asked for instead of a run; "" where none was.
std::string answer_to(const Requests& requests, const Options& options) {
  if (requests.help || requests.help_all) return help_text(requests.help_all);
  if (requests.version) return versions();
  if (requests.list_devices) return device_lines();
  if (requests.manual) return manual_page();
  if (!requests.completion.empty()) return completion_script(requests.completion);
  if (requests.print_config) return lowlight::io::write_config(options);
  return "";
}

}  // namespace

std::variant<Options, int> parse_command_line(int argc, char* argv[]) {
  Options options;
  Requests requests;
  auto problems = read_arguments(argc, argv, options, requests);
  if (problems.empty() && !requests.config.empty()) {
    problems = read_config(requests.config, options);
    if (problems.empty()) problems = read_arguments(argc, argv, options, requests);
  }
  if (problems.empty()) problems = problems_of(options);
  if (problems.empty()) problems = problems_of(requests);
  if (!problems.empty()) return usage_error(problems);
  try {
    if (const auto answer = answer_to(requests, options); !answer.empty()) {
      std::cout << answer;
      return 0;
    }
  } catch (const lowlight::ConfigError& error) {  // an option that its file could not hold
    return usage_error({error.what()});
  }
  if (requests.doctor) {
    std::string diagnosis;
    const bool able = diagnose(enhance_settings(options), diagnosis);
    std::cout << diagnosis;
    return int(able ? ExitCode::all_done : ExitCode::not_available);
  }
  if (options.input.inputs.empty() && options.input.files_from.empty()) {
    problems.push_back("no INPUT: name a photo or a folder");
  }
  if (options.output.output.empty()) problems.push_back("no output: name a folder with -o");
  if (!problems.empty()) return usage_error(problems);
  return options;
}
