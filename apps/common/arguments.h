// The arguments of a program, into its options structs.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <type_traits>
#include <vector>

#include "common/option_text.h"
#include "lowlight/core/fields.h"

/// Makes each field of an options struct an option of `app`; flags can be taken back with
/// --no-NAME. A text that is no value of a field's type becomes a problem.
struct Declare {
  CLI::App& app;
  lowlight::Problems& problems;

  template <class Member>
  void operator()(const char* name,
                  Member& member,
                  const lowlight::Rule&,
                  const OptionText& text) const {
    const std::string key = name;
    const auto names = text.positional ? key
                       : text.letter   ? std::string("-") + text.letter + ",--" + key
                                       : "--" + key;
    if constexpr (std::is_same_v<Member, bool>) {
      app.add_flag(names + ",!--no-" + key, member);
    } else if constexpr (lowlight::HasTextForm<Member>) {
      app.add_option_function<std::string>(
          names, [key, &member, &wrong = problems](const std::string& given) {
            const auto value = lowlight::TextForm<Member>::value(given);
            if (!value)
              wrong.push_back({key, "must be " + lowlight::TextForm<Member>::rule(), given});
            if (value) member = *value;
          });
    } else if constexpr (std::is_arithmetic_v<Member>) {
      app.add_option_function<std::string>(
          names, [key, &member, &wrong = problems](const std::string& given) {
            if (!CLI::detail::lexical_cast(given, member))
              wrong.push_back({key, lowlight::detail::rule_of_type<Member>(), given});
          });
    } else {
      app.add_option(names, member);
    }
  }
};

/// Sets what the command line names in the groups, options structs; all else in them stays. Returns
/// every problem; unknown options come with the nearest of `known`.
template <class... Groups>
std::vector<std::string> read_arguments(int argc,
                                        char* argv[],
                                        const std::vector<std::string>& known,
                                        Groups&... groups) {
  CLI::App app;
  app.set_help_flag();  // help is an option like others
  app.allow_extras();   // so that all unknown options are reported
  lowlight::Problems wrong;
  (lowlight::visit_fields(groups, Declare{app, wrong}), ...);
  std::vector<std::string> problems;
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    problems.push_back(error.what());
  }
  for (const auto& text : lowlight::texts_of(wrong)) problems.push_back(text);
  for (const auto& argument : app.remaining()) {
    const auto name = argument.substr(0, argument.find('='));
    problems.push_back("unknown option " + name + lowlight::did_you_mean(name, known));
  }
  return problems;
}
