#include "lowlight/io/config.h"

#include <toml++/toml.h>
#include <algorithm>
#include <optional>
#include <sstream>
#include <system_error>

#include "io/field_list.h"
#include "io/utf8_fields.h"
#include "lowlight/core/atomic_file.h"
#include "lowlight/core/utf8.h"

namespace lowlight::io {
namespace {

std::optional<FieldValue> scalar_from(const toml::node& node) {
  if (const auto* value = node.as_boolean()) return value->get();
  if (const auto* value = node.as_integer()) return value->get();
  if (const auto* value = node.as_floating_point()) return value->get();
  if (const auto* value = node.as_string()) return value->get();
  return std::nullopt;
}

std::optional<FieldValue> value_from(const toml::node& node) {
  const auto* array = node.as_array();
  if (!array) return scalar_from(node);
  std::vector<FieldValue> items;
  for (const auto& item : *array) {
    auto scalar = scalar_from(item);
    if (!scalar) return std::nullopt;
    items.push_back(std::move(*scalar));
  }
  return list_of(items);
}

void store(Config& config,
           const std::string& key,
           const toml::node& node,
           const std::string& place) {
  if (auto value = value_from(node)) {
    config.values[key] = std::move(*value);
    config.places[key] = place;
  } else {
    config.problems.push_back(place + ": " + key +
                              " must be true or false, a number, a text, or a list of one kind");
  }
}

void store_table(Config& config, const toml::table& table, const std::string& prefix) {
  for (const auto& [key, node] : table) {
    const std::string name = prefix + std::string(key.str());
    if (const auto* inner = node.as_table()) {
      store_table(config, *inner, name + ".");
    } else {
      store(config, name, node, "line " + std::to_string(key.source().begin.line));
    }
  }
}

/// The node of the TOML value `text`, or `text` itself as a TOML text where it is no TOML value.
toml::table override_table(const std::string& text) {
  try {
    auto table = toml::parse("value = " + text);
    // A text with line breaks could go on with keys of its own; a date is nothing a field holds.
    if (table.size() == 1 && value_from(*table.get("value"))) return table;
  } catch (const toml::parse_error&) {
    // A bare word.
  }
  return toml::table{{"value", text}};
}

void store_override(Config& config, const std::string& text) {
  const auto equals = text.find('=');
  const std::string place = "--set " + text;
  if (equals == std::string::npos || equals == 0) {
    config.problems.push_back(place + ": must be key=value");
    return;
  }
  if (!is_utf8(text)) {
    config.problems.push_back(place + ": must be UTF-8");
    return;
  }
  const auto table = override_table(text.substr(equals + 1));
  store(config, text.substr(0, equals), *table.get("value"), place);
}

std::string located(const toml::parse_error& error) {
  return "line " + std::to_string(error.source().begin.line) + ", column " +
         std::to_string(error.source().begin.column) + ": " + std::string(error.description());
}

/// One line: no literal or multi-line texts, which cannot hold every character.
template <class Value>
std::string toml_text(const Value& value) {
  std::ostringstream text;
  if constexpr (detail::is_vector<Value>) {
    const char* separator = "[";
    if (value.empty()) text << separator;
    for (const auto& item : value) text << std::exchange(separator, ", ") << toml_text(item);
    text << ']';
  } else {
    text << toml::toml_formatter(toml::value<Value>(value), toml::format_flags::none);
  }
  return text.str();
}

}  // namespace

Config parse_config(std::string_view text,
                    const std::string& name,
                    const std::vector<std::string>& overrides) {
  Config config;
  config.name = name;
  try {
    store_table(config, toml::parse(text), "");
  } catch (const toml::parse_error& error) {
    throw ConfigError(name, {located(error)});
  }
  for (const auto& text_of_one : overrides) store_override(config, text_of_one);
  return config;
}

Config read_config(const std::filesystem::path& path, const std::vector<std::string>& overrides) {
  try {
    const auto bytes = read_file(path);
    return parse_config(std::string(bytes.begin(), bytes.end()), path.string(), overrides);
  } catch (const std::system_error& error) {
    throw ConfigError(path.string(), {error.code().message()});
  }
}

ConfigError config_error(const Config& config, const Problems& problems) {
  auto texts = config.problems;
  for (const auto& problem : problems) {
    const auto place = config.places.find(problem.key);
    texts.push_back((place == config.places.end() ? "" : place->second + ": ") + problem.text());
  }
  return {config.name, std::move(texts)};
}

std::string fields_to_toml(const std::vector<Field>& fields) {
  require_utf8(fields, "TOML");
  std::ostringstream text;
  for (const auto& field : fields) {
    text << "# " << field.doc << (field.rule.empty() ? "" : " (" + field.rule + ")") << '\n'
         << field.name << " = ";
    std::visit([&](const auto& value) { text << toml_text(value); }, field.value);
    text << "\n\n";
  }
  return text.str();
}

}  // namespace lowlight::io
