#include "lowlight/training/run_page.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "lowlight/core/atomic_file.h"
#include "lowlight/core/names.h"
#include "lowlight/core/value_text.h"
#include "lowlight/pages/page.h"
#include "lowlight/pages/svg_chart.h"
#include "training/page_pictures.h"
#include "training/picture_metrics.h"
#include "training/run_record.h"

namespace lowlight::training {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using pages::Tone;

/// A running mean over about a fiftieth of the curve. A gap stays a gap, and the mean starts anew
/// after it.
std::vector<double> smoothed(const std::vector<double>& values) {
  const double share = 1 / std::max(1.0, double(values.size()) / 50);
  std::vector<double> result;
  double sum = 0, weight = 0;
  for (const double value : values) {
    if (std::isfinite(value)) {
      sum += share * (value - sum);
      weight += share * (1 - weight);
      result.push_back(sum / weight);
    } else {
      sum = weight = 0;
      result.push_back(value);
    }
  }
  return result;
}

/// Whether values spread over so many powers of ten that a linear axis would hide most.
bool wants_logarithm(const Curve& curve) {
  double least = INFINITY, most = 0;
  for (const double value : curve.values) {
    if (!std::isfinite(value)) continue;
    least = std::min(least, value);
    most = std::max(most, value);
  }
  return least > 0 && most / least > 30;
}

const Curve* named(const std::vector<Curve>& curves, const std::string& name) {
  const auto found = std::find_if(
      curves.begin(), curves.end(), [&](const Curve& curve) { return curve.name == name; });
  return found == curves.end() ? nullptr : &*found;
}

/// Dots that show their step and value.
pages::ChartSeries dotted(const Curve& curve, const std::string& name) {
  pages::ChartSeries series{.name = name, .x = curve.steps, .y = curve.values};
  for (size_t i = 0; i < curve.steps.size(); ++i) {
    series.labels.push_back(number_text(curve.values[i], 4) + " at step " +
                            number_text(curve.steps[i], 6));
  }
  return series;
}

std::vector<pages::ChartMark> marks_of(const RunRecord& record) {
  std::vector<pages::ChartMark> marks;
  for (const auto& event : record.events) {
    if (event.kind == "nonfinite")
      marks.push_back({double(event.step),
                       "step " + std::to_string(event.step) + ", " + event.text,
                       Tone::bad});
    if (event.kind == "resume")
      marks.push_back({double(event.step), "resumed at step " + std::to_string(event.step)});
  }
  return marks;
}

json chart_of(const pages::LineChart& chart) { return {{"chart", pages::svg_line_chart(chart)}}; }

/// The chart of a training curve, with that of held-out samples where there are some.
json loss_chart(const RunRecord& record, const Curve& curve, const Curve* held_out) {
  pages::LineChart chart{.title = curve.name, .x_name = "step", .log_y = wants_logarithm(curve)};
  chart.series = {{.name = "each step", .x = curve.steps, .y = curve.values, .faint = true},
                  {.name = "training", .x = curve.steps, .y = smoothed(curve.values)}};
  if (held_out && !held_out->steps.empty()) chart.series.push_back(dotted(*held_out, "held out"));
  chart.marks = marks_of(record);
  return chart_of(chart);
}

json loss_charts(const RunRecord& record) {
  json charts = json::array({loss_chart(record, record.loss, &record.validation_loss)});
  for (const auto& term : record.terms)
    charts.push_back(loss_chart(record, term, named(record.validation_terms, term.name)));
  return charts;
}

struct Best {
  double value, step;
};

std::optional<Best> best_of(const Curve& metric) {
  const bool higher = better(metric.name) == metrics::Better::higher;
  std::optional<Best> best;
  for (size_t i = 0; i < metric.steps.size(); ++i) {
    const double value = metric.values[i];
    if (!std::isfinite(value)) continue;
    if (!best || (higher ? value > best->value : value < best->value))
      best = Best{value, metric.steps[i]};
  }
  return best;
}

json metric_row(const Curve& metric) {
  const auto best = best_of(metric);
  return {{"name", metric.name},
          {"last", number_text(metric.values.back(), 4)},
          {"best_value", best ? number_text(best->value, 4) : "none"},
          {"best_step", best ? number_text(best->step, 6) : "none"}};
}

json metric_chart(const Curve& metric) {
  const bool higher = better(metric.name) == metrics::Better::higher;
  pages::LineChart chart{
      .title = metric.name + (higher ? ", higher is better" : ", lower is better"),
      .x_name = "step",
      .series = {dotted(metric, metric.name)}};
  if (const auto best = best_of(metric))
    chart.marks.push_back({best->step, "best: " + number_text(best->value, 4), Tone::good});
  return chart_of(chart);
}

json metrics_of(const RunRecord& record) {
  if (record.metrics.empty()) return {};
  json data;
  if (record.best_step >= 0) data["best"] = record.best_step;
  for (const auto& metric : record.metrics) {
    data["values"].push_back(metric_row(metric));
    data["charts"].push_back(metric_chart(metric));
  }
  return data;
}

json optimisation_charts(const RunRecord& record) {
  json charts = json::array();
  for (const auto* curve : {&record.learning_rate, &record.gradient_norm}) {
    charts.push_back(
        chart_of({.title = curve->name,
                  .x_name = "step",
                  .log_y = wants_logarithm(*curve),
                  .series = {{.name = curve->name, .x = curve->steps, .y = curve->values}},
                  .marks = marks_of(record)}));
  }
  return charts;
}

std::string share_text(double share) {
  return std::isnan(share) ? "" : number_text(100 * share) + " %";
}

json layer_row(const LayerHealth& layer) {
  return {{"module", layer.module},
          {"magnitude", number_text(layer.magnitude)},
          {"growth", layer.growth > 0 ? "× " + number_text(layer.growth) : ""},
          {"gradient", number_text(layer.gradient_norm)},
          {"update", std::isnan(layer.update_ratio) ? "" : number_text(layer.update_ratio)},
          {"dead", share_text(layer.dead_share)},
          {"covered", share_text(layer.coverage)}};
}

/// The layers of the last step that was examined.
json health_of(const RunRecord& record) {
  if (record.health.empty()) return {};
  const auto step = std::to_string(record.health_step);
  json layers = json::array();
  pages::ChartSeries magnitudes{.name = "largest |x|"};
  for (const auto& layer : record.health) {
    layers.push_back(layer_row(layer));
    magnitudes.x.push_back(double(layers.size()));
    magnitudes.y.push_back(layer.magnitude);
    magnitudes.labels.push_back(layer.module + ": " + number_text(layer.magnitude));
  }
  json data = chart_of({.title = "Largest |x| by layer, step " + step,
                        .x_name = "layer, in the order they ran",
                        .log_y = true,
                        .series = {magnitudes}});
  data["step"] = step;
  data["layers"] = layers;
  return data;
}

json events_of(const RunRecord& record) {
  json events = json::array();
  for (const auto& event : record.events) {
    if (event.kind == "start") continue;
    const bool bad = event.kind == "nonfinite";
    events.push_back({{"at", event.step},
                      {"kind", bad ? "not finite" : event.kind},
                      {"text", event.text},
                      {"tone", enum_name(bad ? Tone::bad : Tone::plain)}});
  }
  return events;
}

json remarks_of(const RunRecord& record) {
  json remarks = json::array();
  for (const auto& remark : record.remarks) {
    remarks.push_back({{"text", remark.text},
                       {"count", remark.count},
                       {"first", remark.first},
                       {"last", remark.last}});
  }
  return remarks;
}

std::string standing(const RunRecord& record) {
  if (record.steps == 0) return "Nothing is logged yet.";
  std::string text = "Step " + std::to_string(record.step) + " of " + std::to_string(record.steps);
  if (!record.loss.values.empty()) {
    text += ", loss " + number_text(smoothed(record.loss.values).back());
  }
  return text + ".";
}

std::pair<Tone, std::string> verdict_of(const RunRecord& record) {
  const auto nonfinite =
      std::count_if(record.events.begin(), record.events.end(), [](const RunEvent& event) {
        return event.kind == "nonfinite";
      });
  if (record.stopped) return {Tone::bad, "Stopped: a step was not finite"};
  if (nonfinite == 1) return {Tone::warning, "1 step was not finite"};
  if (nonfinite) return {Tone::warning, std::to_string(nonfinite) + " steps were not finite"};
  if (record.steps && record.step == record.steps) return {Tone::good, "Finished"};
  return {Tone::plain, "Under way"};
}

std::string text_of(const fs::path& path) {
  if (!fs::exists(path)) return "";
  const auto bytes = read_file(path);
  return {bytes.begin(), bytes.end()};
}

}  // namespace

std::string run_page(const RunRecord& record, const Preview& preview, const std::string& settings) {
  const auto [tone, headline] = verdict_of(record);
  return pages::filled_page(
      pages::Page::training,
      json{{"verdict",
            {{"tone", enum_name(tone)}, {"headline", headline}, {"text", standing(record)}}},
           {"losses", loss_charts(record)},
           {"metrics", metrics_of(record)},
           {"samples", sample_pictures(preview)},
           {"optimisation", optimisation_charts(record)},
           {"health", health_of(record)},
           {"events", events_of(record)},
           {"remarks", remarks_of(record)},
           {"notes", record.notes},
           {"settings", settings}});
}

RunPage::RunPage(fs::path folder)
    : folder_(std::move(folder)),
      reader_(std::make_unique<RunRecordReader>(folder_ / "log.jsonl")) {}

RunPage::~RunPage() = default;

void RunPage::on_validation(const ValidationReport& report) { preview_ = report.preview; }

void RunPage::on_checkpoint(int64_t, const fs::path&) {
  try {
    write();
  } catch (const std::exception&) {
  }
}

void RunPage::write() {
  const auto page = run_page(reader_->read(), preview_, text_of(folder_ / "config.toml"));
  write_file_atomically(folder_ / "report.html", page);
}

}  // namespace lowlight::training
