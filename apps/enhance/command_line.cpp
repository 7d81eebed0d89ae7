#include "command_line.h"

#include <iostream>
#include <string>

#include "common/arguments.h"
#include "doctor.h"
#include "exit_code.h"
#include "lowlight/core/names.h"
#include "lowlight/io/config.h"
#include "reference.h"

namespace {

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
  if (requests.completion) return completion_script(*requests.completion);
  if (requests.print_config) return lowlight::io::write_config(options);
  return "";
}

}  // namespace

std::variant<Options, int> parse_command_line(int argc, char* argv[]) {
  Options options;
  Requests requests;
  const auto names = typed_names(option_list());
  auto problems = read_arguments(argc, argv, names, options, requests);
  if (problems.empty() && !requests.config.empty()) {
    problems = read_config(requests.config, options);
    if (problems.empty()) problems = read_arguments(argc, argv, names, options, requests);
  }
  options.config = requests.config;
  if (problems.empty()) problems = lowlight::texts_of(lowlight::problems_of(options));
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
  const auto& reported = options.input.journal_report;
  const bool only_reports =
      !reported.empty() && options.input.inputs.empty() && options.input.files_from.empty();
  if (only_saves_look(options) || only_reports) return options;
  if (options.input.inputs.empty() && options.input.files_from.empty()) {
    problems.push_back("no INPUT: name a photo or a folder");
  }
  if (options.output.output.empty()) problems.push_back("no output: name a folder with -o");
  if (!problems.empty()) return usage_error(problems);
  return options;
}
