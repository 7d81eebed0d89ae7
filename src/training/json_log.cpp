#include "lowlight/training/json_log.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "lowlight/core/atomic_file.h"
#include "lowlight/core/error.h"

namespace lowlight::training {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) {
  if (std::isfinite(value)) return value;
  if (std::isnan(value)) return "NaN";
  return value > 0 ? "Infinity" : "-Infinity";
}

Json object(const std::vector<NamedValue>& values) {
  Json result = Json::object();
  for (const auto& [name, value] : values) result[name] = number(value);
  return result;
}

void write_line(std::ofstream& file, const Json& line) {
  // A file name need not be UTF-8.
  file << line.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
}

/// The whole lines of the file that are of no later step.
std::string lines_up_to(int64_t step, const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string kept;
  for (std::string line; std::getline(file, line);) {
    const auto entry = Json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (entry.is_object() && entry.value("step", int64_t(0)) <= step) kept += line + '\n';
  }
  return kept;
}

}  // namespace

JsonLog::JsonLog(const std::filesystem::path& path) : path_(path), file_(path, std::ios::app) {
  if (!file_) throw DataError(path.string(), {"cannot be written"});
}

void JsonLog::on_start(int64_t step, int64_t steps, const std::vector<std::string>& notes) {
  const auto kept = lines_up_to(step, path_);
  if (kept.size() != std::filesystem::file_size(path_)) {
    write_file_atomically(path_, {reinterpret_cast<const uint8_t*>(kept.data()), kept.size()});
    file_ = std::ofstream(path_, std::ios::app);
  }
  write_line(file_, {{"event", "start"}, {"step", step}, {"steps", steps}, {"notes", notes}});
}

void JsonLog::on_step(const StepReport& report) {
  write_line(file_,
             {{"event", "step"},
              {"step", report.step},
              {"loss", number(report.loss)},
              {"terms", object(report.terms)},
              {"remarks", report.remarks},
              {"learning_rate", number(report.learning_rate)},
              {"gradient_norm", number(report.gradient_norm)},
              {"images_per_second", number(report.images_per_second)}});
}

void JsonLog::on_validation(const ValidationReport& report) {
  write_line(file_,
             {{"event", "validation"},
              {"step", report.step},
              {"samples", report.samples},
              {"loss", number(report.loss)},
              {"terms", object(report.terms)},
              {"metrics", object(report.metrics)}});
}

void JsonLog::on_nonfinite(const NonFiniteEvent& event) {
  write_line(file_,
             {{"event", "nonfinite"},
              {"step", event.step},
              {"action", event.action},
              {"count", event.count},
              {"goes_on", event.goes_on},
              {"rate_factor", event.rate_factor},
              {"culprits", event.divergence.culprits},
              {"terms", object(event.divergence.terms)},
              {"files", event.divergence.files}});
}

void JsonLog::on_checkpoint(int64_t step, const std::filesystem::path& weights) {
  write_line(file_, {{"event", "checkpoint"}, {"step", step}, {"weights", weights.string()}});
}

void JsonLog::on_warning(const std::string& text) {
  write_line(file_, {{"event", "warning"}, {"text", text}});
}

}  // namespace lowlight::training
