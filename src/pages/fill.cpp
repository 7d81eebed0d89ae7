#include "pages/fill.h"

#include <kainjow/mustache.hpp>
#include <nlohmann/json.hpp>

#include "lowlight/core/check.h"
#include "pages/escape.h"
#include "pages/templates.h"

namespace lowlight::pages {
namespace {

namespace mustache = kainjow::mustache;

mustache::data value_of(const nlohmann::json& json);

mustache::data object_of(const nlohmann::json& json) {
  mustache::data object;
  for (const auto& [name, value] : json.items()) object[name] = value_of(value);
  return object;
}

/// A section of a mustache list is repeated as a whole, and what stands once around all elements,
/// such as a table's head, then has no place. So an array is an object that holds the list.
mustache::data array_of(const nlohmann::json& json) {
  mustache::list items;
  for (const auto& element : json) items.push_back(value_of(element));
  mustache::data array;
  array["items"] = mustache::data(items);
  return array;
}

mustache::data value_of(const nlohmann::json& json) {
  if (json.empty()) return mustache::data(false);  // null, [] and {}
  if (json.is_object()) return object_of(json);
  if (json.is_array()) return array_of(json);
  if (json.is_boolean()) return mustache::data(json.get<bool>());
  if (!json.is_string()) return mustache::data(json.dump());
  const auto& text = json.get_ref<const std::string&>();
  return text.empty() ? mustache::data(false) : mustache::data(text);
}

}  // namespace

std::string filled(const std::string& file, const nlohmann::json& data) {
  auto values = object_of(data);
  for (const auto& [name, text] : templates())
    values[name] = mustache::data(mustache::partial([&text = text] { return text; }));
  const auto& markup = templates().at(file);
  // The policy in head.html asks: a page may run scripts only if its own template brings one.
  values["script"] = mustache::data(markup.find("<script>") != std::string::npos);
  mustache::mustache page(markup);
  page.set_custom_escape([](const std::string& text) { return escaped(text); });
  auto result = page.render(values);
  LOWLIGHT_CHECK(page.is_valid(), "the template ", file, " is wrong: ", page.error_message());
  return result;
}

}  // namespace lowlight::pages
