// Settings from a TOML file and from "key=value" on the command line, into an options struct.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lowlight/core/error.h"
#include "lowlight/core/fields.h"

namespace lowlight::io {

/// Values as they were given, before any struct has said which of them it knows.
struct Config {
  /// The name of the file, for errors.
  std::string name;
  /// The values by their dotted names; tables are flattened.
  FieldMap values;
  /// Where each value stands: "line 12", "--set a=b".
  std::map<std::string, std::string> places;
  /// What is wrong with values that no field could hold.
  std::vector<std::string> problems;
};

/// Reads a TOML file, then each of `overrides` ("key=value", later ones win). The value of an
/// override is a TOML value; what is no TOML value is taken as
/// text, so that quotes may be left out: --set
/// mode=fast. It must be UTF-8, as TOML is; what is not becomes a problem of the Config. Throws
/// ConfigError where the file cannot be read or is not TOML.
Config read_config(const std::filesystem::path& path,
                   const std::vector<std::string>& overrides = {});

/// The same for text; errors call it `name`.
Config parse_config(std::string_view text,
                    const std::string& name,
                    const std::vector<std::string>& overrides = {});

/// The error that `config` holds `problems`, each with the place of its key, beside those of its
/// own.
ConfigError config_error(const Config& config, const Problems& problems);

/// TOML text with each field's sentence and rule as a comment; reads back to equal values. Text
/// that is not UTF-8 throws ConfigError, with every field that holds such.
std::string fields_to_toml(const std::vector<Field>& fields);

/// The options that `config` describes; what it does not name keeps its default. All problems are
/// thrown in one ConfigError, each with its place: unknown keys (with the nearest known name),
/// wrong types, and, where all types are right, what problems_of(options) finds.
template <class Options>
Options options_from_config(const Config& config) {
  Options options;
  auto problems = assign_fields(options, config.values);
  const bool readable = problems.empty() && config.problems.empty();
  if (readable) problems = problems_of(options);
  if (!readable || !problems.empty()) throw config_error(config, problems);
  return options;
}

/// The resolved settings as a file that options_from_config reads back equal.
template <class Options>
std::string write_config(const Options& options) {
  return fields_to_toml(fields_of(options));
}

}  // namespace lowlight::io
