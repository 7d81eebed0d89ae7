#include "lowlight/training/json_log.h"

#include <string>

#include "doctor/diagnosis_json.h"
#include "io/json_values.h"
#include "lowlight/core/error.h"
#include "lowlight/core/names.h"
#include "training/kept_lines.h"

namespace lowlight::training {
namespace {

using io::Json;
using io::number_to_json;

Json object(const std::vector<NamedValue>& values) {
  Json result = Json::object();
  for (const auto& [name, value] : values) result[name] = number_to_json(value);
  return result;
}

void write_line(std::ofstream& file, const Json& line) {
  // A file name need not be UTF-8.
  file << line.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
}

}  // namespace

JsonLog::JsonLog(const std::filesystem::path& path) : path_(path), file_(path, std::ios::app) {
  if (!file_) throw DataError(path.string(), {"cannot be written"});
}

void JsonLog::on_start(int64_t step, int64_t steps, const std::vector<std::string>& notes) {
  file_ = append_after(path_, [&](const std::string& line) {
    const auto entry = Json::parse(line, nullptr, /*allow_exceptions=*/false);
    return entry.is_object() && entry.value("step", int64_t(0)) <= step;
  });
  write_line(file_, {{"event", "start"}, {"step", step}, {"steps", steps}, {"notes", notes}});
}

void JsonLog::on_step(const StepReport& report) {
  write_line(file_,
             {{"event", "step"},
              {"step", report.step},
              {"loss", number_to_json(report.loss)},
              {"terms", object(report.terms)},
              {"remarks", report.remarks},
              {"learning_rate", number_to_json(report.learning_rate)},
              {"gradient_norm", number_to_json(report.gradient_norm)},
              {"images_per_second", number_to_json(report.images_per_second)}});
}

void JsonLog::on_validation(const ValidationReport& report) {
  write_line(file_,
             {{"event", "validation"},
              {"step", report.step},
              {"samples", report.samples},
              {"loss", number_to_json(report.loss)},
              {"terms", object(report.terms)},
              {"metrics", object(report.metrics)},
              {"best", report.best}});
}

void JsonLog::on_health(int64_t step, const doctor::Health& health) {
  auto rows = Json::array();
  for (const auto& row : health.rows) {
    rows.push_back({{"module", row.module},
                    {"magnitude", number_to_json(row.magnitude)},
                    {"growth", number_to_json(row.growth)},
                    {"depth_growth", number_to_json(row.depth_growth)},
                    {"gradient_norm", number_to_json(row.gradient_norm)},
                    {"weight_norm", number_to_json(row.weight_norm)},
                    {"update_ratio", row.update_ratio ? number_to_json(*row.update_ratio) : Json()},
                    {"dead_share", number_to_json(row.dead_share)},
                    {"coverage", row.coverage ? number_to_json(*row.coverage) : Json()}});
  }
  write_line(file_,
             {{"event", "health"}, {"step", step}, {"rows", rows}, {"warnings", health.warnings}});
}

void JsonLog::on_nonfinite(const NonFiniteEvent& event) {
  write_line(file_,
             {{"event", "nonfinite"},
              {"step", event.step},
              {"rank", event.rank},
              {"action", enum_name(event.action)},
              {"count", event.count},
              {"goes_on", event.goes_on},
              {"rate_factor", event.rate_factor},
              {"culprits", event.culprits},
              {"terms", object(event.terms)},
              {"files", event.files},
              {"capsule", event.capsule.string()},
              {"diagnosis", doctor::json_of(event.diagnosis)}});
}

void JsonLog::on_checkpoint(int64_t step, const std::filesystem::path& weights) {
  write_line(file_, {{"event", "checkpoint"}, {"step", step}, {"weights", weights.string()}});
}

void JsonLog::on_warning(const std::string& text) {
  write_line(file_, {{"event", "warning"}, {"text", text}});
}

}  // namespace lowlight::training
