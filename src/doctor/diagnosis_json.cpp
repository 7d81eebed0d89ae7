#include "doctor/diagnosis_json.h"

#include "lowlight/core/error.h"
#include "lowlight/core/names.h"

namespace lowlight::doctor {
namespace {

using io::Json;

double number_in(const Json& json) {
  if (const auto number = io::number_from_json(json)) return *number;
  throw std::runtime_error(json.dump() + " is no number");
}

/// One description of each struct serves writing and reading: `visit(name, member)` for each
/// member.
template <class Self, class Visit>
void members(Self& self, Visit&& visit, const TensorStatistics*) {
  visit("shape", self.shape);
  visit("type", self.type);
  visit("count", self.count);
  visit("nan", self.nan);
  visit("positive_infinite", self.positive_infinite);
  visit("negative_infinite", self.negative_infinite);
  visit("zeros", self.zeros);
  visit("ones", self.ones);
  visit("dead_channels", self.dead_channels);
  visit("minimum", self.minimum);
  visit("maximum", self.maximum);
  visit("mean", self.mean);
  visit("deviation", self.deviation);
  visit("first_bad", self.first_bad);
}

template <class Self, class Visit>
void members(Self& self, Visit&& visit, const WeightReport*) {
  visit("name", self.name);
  visit("values", self.values);
  visit("gradient", self.gradient);
}

template <class Self, class Visit>
void members(Self& self, Visit&& visit, const ModuleReport*) {
  visit("name", self.name);
  visit("operations", self.operations);
  visit("role", self.role);
  visit("output", self.output);
  visit("bad_values", self.bad_values);
  visit("input_magnitude", self.input_magnitude);
  visit("output_magnitude", self.output_magnitude);
  visit("dead_share", self.dead_share);
  visit("coverage", self.coverage);
  visit("mask_range", self.mask_range);
  visit("weights", self.weights);
}

template <class Self, class Visit>
void members(Self& self, Visit&& visit, const Finding*) {
  visit("key", self.key);
  visit("verdict", self.verdict);
  visit("evidence", self.evidence);
  visit("remedy", self.remedy);
}

template <class Self, class Visit>
void members(Self& self, Visit&& visit, const Producer*) {
  visit("place", self.place);
  visit("operation", self.operation);
  visit("module", self.module);
  visit("term", self.term);
  visit("backward", self.backward);
  visit("output", self.output);
}

template <class Self, class Visit>
void members(Self& self, Visit&& visit, const TrailStep*) {
  visit("place", self.place);
  visit("magnitude", self.magnitude);
}

template <class Self, class Visit>
void members(Self& self, Visit&& visit, const Diagnosis*) {
  visit("reproduced", self.reproduced);
  visit("tripped", self.tripped);
  visit("error", self.error);
  visit("producer", self.producer);
  visit("files", self.files);
  visit("suspects", self.suspects);
  visit("trail", self.trail);
  visit("cause", self.cause);
  visit("others", self.others);
  visit("modules", self.modules);
  visit("warnings", self.warnings);
}

Json written(const std::string& text) { return text; }
Json written(bool flag) { return flag; }
Json written(int64_t number) { return number; }
Json written(double number) { return io::number_to_json(number); }
Json written(Role role) { return enum_name(role); }
Json written(const std::pair<double, double>& range) {
  return Json::array({io::number_to_json(range.first), io::number_to_json(range.second)});
}
template <class T>
Json written(const std::vector<T>& list);
template <class T>
Json written(const std::optional<T>& value);
template <class T>
Json written(const T& object) {
  auto json = Json::object();
  members(
      object, [&](const char* name, const auto& member) { json[name] = written(member); }, &object);
  return json;
}
template <class T>
Json written(const std::vector<T>& list) {
  auto json = Json::array();
  for (const auto& element : list) json.push_back(written(element));
  return json;
}
template <class T>
Json written(const std::optional<T>& value) {
  return value ? written(*value) : Json();
}

void read(const Json& json, std::string& text) { text = json.get<std::string>(); }
void read(const Json& json, bool& flag) { flag = json.get<bool>(); }
void read(const Json& json, int64_t& number) { number = json.get<int64_t>(); }
void read(const Json& json, double& number) { number = number_in(json); }
void read(const Json& json, Role& role) {
  const auto text = json.get<std::string>();
  const auto value = enum_value<Role>(text);
  if (!value) throw std::runtime_error("'" + text + "' is no role");
  role = *value;
}
void read(const Json& json, std::pair<double, double>& range) {
  range = {number_in(json.at(0)), number_in(json.at(1))};
}
template <class T>
void read(const Json& json, std::vector<T>& list);
template <class T>
void read(const Json& json, std::optional<T>& value);
template <class T>
void read(const Json& json, T& object) {
  members(
      object,
      [&](const char* name, auto& member) { read(json.at(name), member); },
      static_cast<const T*>(&object));
}
template <class T>
void read(const Json& json, std::vector<T>& list) {
  list.clear();
  if (!json.is_array()) throw std::runtime_error("a list is expected");
  for (const auto& element : json) read(element, list.emplace_back());
}
template <class T>
void read(const Json& json, std::optional<T>& value) {
  value.reset();
  if (!json.is_null()) read(json, value.emplace());
}

}  // namespace

Json json_of(const Diagnosis& diagnosis) { return written(diagnosis); }

std::string diagnosis_to_json(const Diagnosis& diagnosis) {
  return json_of(diagnosis).dump(2, ' ', false, Json::error_handler_t::replace);
}

Diagnosis diagnosis_from_json(const std::string& text, const std::string& name) {
  Diagnosis diagnosis;
  try {
    read(Json::parse(text), diagnosis);
  } catch (const std::exception& error) {
    throw ConfigError(name, {std::string("is no diagnosis: ") + error.what()});
  }
  return diagnosis;
}

}  // namespace lowlight::doctor
