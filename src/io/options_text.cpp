#include "lowlight/io/options_text.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>

#include "io/field_list.h"
#include "io/utf8_fields.h"

namespace lowlight::io {
namespace {

using nlohmann::json;

std::optional<FieldValue> scalar_from(const json& value) {
  switch (value.type()) {
    case json::value_t::boolean:
      return value.get<bool>();
    case json::value_t::number_integer:
      return value.get<int64_t>();
    case json::value_t::number_unsigned:
      if (value.get<uint64_t>() > uint64_t(INT64_MAX)) return std::nullopt;
      return value.get<int64_t>();
    case json::value_t::number_float:
      return value.get<double>();
    case json::value_t::string:
      return value.get<std::string>();
    default:
      return std::nullopt;
  }
}

std::optional<FieldValue> value_from(const json& value) {
  if (!value.is_array()) return scalar_from(value);
  std::vector<FieldValue> items;
  for (const auto& item : value) {
    auto scalar = scalar_from(item);
    if (!scalar) return std::nullopt;
    items.push_back(std::move(*scalar));
  }
  return list_of(items);
}

json parsed(std::string_view text, std::vector<std::string>& problems) {
  std::set<std::string> keys;
  const auto watch = [&](int depth, json::parse_event_t event, json& value) {
    // No field is deeper than an object and a list; deeper text is read only as far as an error
    // needs.
    if (depth > 8) throw std::runtime_error("it is nested too deeply");
    if (event == json::parse_event_t::key && depth == 1 &&
        !keys.insert(value.get<std::string>()).second) {
      problems.push_back(value.get<std::string>() + " occurs twice");
    }
    return true;
  };
  auto result = json::parse(text, watch);
  if (!result.is_object()) throw std::runtime_error("it must be a JSON object");
  return result;
}

bool is_finite(const FieldValue& value) {
  const auto finite = [](double number) { return std::isfinite(number); };
  if (const auto* number = std::get_if<double>(&value)) return finite(*number);
  const auto* list = std::get_if<std::vector<double>>(&value);
  return !list || std::all_of(list->begin(), list->end(), finite);
}

}  // namespace

std::string fields_to_text(const std::vector<Field>& fields) {
  require_utf8(fields, "JSON");
  auto object = nlohmann::ordered_json::object();
  for (const auto& field : fields) {
    if (!is_finite(field.value)) {
      throw ConfigError(field.name, {"must be finite to be stored as JSON"});
    }
    std::visit([&](const auto& value) { object[field.name] = value; }, field.value);
  }
  return object.dump();
}

FieldMap fields_from_text(std::string_view text, const std::string& name) {
  FieldMap fields;
  std::vector<std::string> problems;
  try {
    const json object = parsed(text, problems);
    for (const auto& [key, value] : object.items()) {
      if (auto field = value_from(value)) {
        fields.emplace(key, std::move(*field));
      } else {
        problems.push_back(key + " must be true or false, a number, a text, or a list of one kind");
      }
    }
  } catch (const json::parse_error& error) {
    problems.push_back("it is not valid JSON at byte " + std::to_string(error.byte));
  } catch (const json::out_of_range&) {
    problems.emplace_back("it holds a number that is too large");
  } catch (const std::runtime_error& error) {
    problems.emplace_back(error.what());
  }
  if (!problems.empty()) throw ConfigError(name, std::move(problems));
  return fields;
}

}  // namespace lowlight::io
