#include "training/run_record.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <system_error>

#include "io/json_values.h"
#include "lowlight/core/text.h"

namespace lowlight::training {
namespace {

using io::Json;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// A number as JsonLog writes it; NaN for anything else.
double number(const Json& value) { return io::number_from_json(value).value_or(kNaN); }

double number(const Json& line, const char* key) {
  return line.contains(key) ? number(line[key]) : kNaN;
}

int64_t integer(const Json& line, const char* key) {
  return line.contains(key) && line[key].is_number_integer() ? line[key].get<int64_t>() : 0;
}

std::string text(const Json& value) { return value.is_string() ? value.get<std::string>() : ""; }

std::string text(const Json& line, const char* key) {
  return line.contains(key) ? text(line[key]) : "";
}

std::vector<std::string> texts(const Json& line, const char* key) {
  std::vector<std::string> result;
  if (!line.contains(key) || !line[key].is_array()) return result;
  for (const auto& item : line[key]) result.push_back(text(item));
  return result;
}

void add_all(const Json& line, const char* key, double step, std::vector<Curve>& curves) {
  if (!line.contains(key) || !line[key].is_object()) return;
  for (const auto& [name, value] : line[key].items()) {
    auto curve = std::find_if(curves.begin(), curves.end(), [&wanted = name](const Curve& known) {
      return known.name == wanted;
    });
    if (curve == curves.end()) curve = curves.insert(curves.end(), Curve{name});
    curve->add(step, number(value));
  }
}

void add_remark(const std::string& remark, int64_t step, std::vector<RunRemark>& remarks) {
  const auto known = std::find_if(
      remarks.begin(), remarks.end(), [&](const RunRemark& one) { return one.text == remark; });
  if (known == remarks.end()) {
    remarks.push_back({remark, 1, step, step});
  } else {
    ++known->count;
    known->last = step;
  }
}

void add_step(const Json& line, RunRecord& record) {
  record.step = integer(line, "step");
  const double step = double(record.step);
  record.loss.add(step, number(line, "loss"));
  record.learning_rate.add(step, number(line, "learning_rate"));
  record.gradient_norm.add(step, number(line, "gradient_norm"));
  record.images_per_second = number(line, "images_per_second");
  add_all(line, "terms", step, record.terms);
  for (const auto& remark : texts(line, "remarks")) add_remark(remark, record.step, record.remarks);
  record.stopped = false;
}

void add_validation(const Json& line, RunRecord& record) {
  const double step = double(integer(line, "step"));
  record.validation_loss.add(step, number(line, "loss"));
  add_all(line, "terms", step, record.validation_terms);
  add_all(line, "metrics", step, record.metrics);
  if (line.contains("best") && line["best"] == true) record.best_step = integer(line, "step");
}

void add_start(const Json& line, RunRecord& record) {
  record.step = integer(line, "step");
  record.steps = integer(line, "steps");
  record.notes = texts(line, "notes");
  record.events.push_back({record.step, record.step ? "resume" : "start", ""});
}

void add_nonfinite(const Json& line, RunRecord& record) {
  const auto action = text(line, "action");
  const auto files = texts(line, "files");
  auto what = action + ": " + joined(texts(line, "culprits"));
  if (!files.empty()) what += "; batch of " + joined(files);
  if (line.contains("diagnosis") && line["diagnosis"].contains("cause"))
    what += "; " + text(line["diagnosis"]["cause"], "verdict");
  if (const auto capsule = text(line, "capsule"); !capsule.empty()) what += "; kept in " + capsule;
  record.events.push_back({integer(line, "step"), "nonfinite", what});
  record.stopped = action == "stop";
}

void add_health(const Json& line, RunRecord& record) {
  record.health.clear();
  record.health_step = integer(line, "step");
  if (!line.contains("rows") || !line["rows"].is_array()) return;
  for (const auto& row : line["rows"]) {
    record.health.push_back({text(row, "module"),
                             number(row, "magnitude"),
                             number(row, "growth"),
                             number(row, "gradient_norm"),
                             number(row, "update_ratio"),
                             number(row, "dead_share"),
                             number(row, "coverage")});
  }
}

void add(const Json& line, RunRecord& record) {
  const auto event = text(line, "event");
  if (event == "step") add_step(line, record);
  if (event == "validation") add_validation(line, record);
  if (event == "start") add_start(line, record);
  if (event == "health") add_health(line, record);
  if (event == "nonfinite") add_nonfinite(line, record);
  if (event == "warning") record.events.push_back({record.step, event, text(line, "text")});
}

}  // namespace

void Curve::add(double step, double value) {
  if (!steps.empty() && step <= steps.back()) {
    steps.push_back(step);
    values.push_back(kNaN);
  }
  steps.push_back(step);
  values.push_back(value);
}

const RunRecord& RunRecordReader::read() {
  std::error_code missing;
  const auto size = std::filesystem::file_size(log_, missing);
  if (missing || int64_t(size) < read_) {  // written anew
    record_ = {};
    read_ = 0;
  }
  std::ifstream file(log_, std::ios::binary);
  file.seekg(read_);
  for (std::string line; std::getline(file, line) && !file.eof();
       read_ += int64_t(line.size()) + 1) {
    const auto entry = Json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (entry.is_object()) add(entry, record_);
  }
  return record_;
}

}  // namespace lowlight::training
