#include "lowlight/training/run_page.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "lowlight/core/atomic_file.h"
#include "lowlight/core/value_text.h"
#include "lowlight/pages/html.h"
#include "lowlight/pages/svg_chart.h"
#include "training/picture_metrics.h"
#include "training/sample_pictures.h"

namespace lowlight::training {
namespace {

namespace fs = std::filesystem;
using pages::Tone;

/// A running mean over about a fiftieth of the curve; a gap stays one and starts it anew.
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

/// Dots that tell their step and value.
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

/// A training curve, and of held-out samples where there are some.
std::string loss_chart(const RunRecord& record, const Curve& curve, const Curve* held_out) {
  pages::LineChart chart{.title = curve.name, .x_name = "step", .log_y = wants_logarithm(curve)};
  chart.series = {{.name = "each step", .x = curve.steps, .y = curve.values, .faint = true},
                  {.name = "training", .x = curve.steps, .y = smoothed(curve.values)}};
  if (held_out && !held_out->steps.empty()) chart.series.push_back(dotted(*held_out, "held out"));
  chart.marks = marks_of(record);
  return pages::svg_line_chart(chart);
}

std::string loss_charts(const RunRecord& record) {
  std::vector<std::string> charts = {loss_chart(record, record.loss, &record.validation_loss)};
  for (const auto& term : record.terms) {
    charts.push_back(loss_chart(record, term, named(record.validation_terms, term.name)));
  }
  return pages::html_section("Losses", pages::html_gallery(charts, 26));
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

std::string metric_table(const RunRecord& record) {
  pages::HtmlTable table{"The last and the best of each metric",
                         {{"Metric"}, {"Last", true}, {"Best", true}, {"At step", true}},
                         {}};
  for (const auto& metric : record.metrics) {
    const auto best = best_of(metric);
    table.rows.push_back({{metric.name,
                           number_text(metric.values.back(), 4),
                           best ? number_text(best->value, 4) : "none",
                           best ? number_text(best->step, 6) : "none"}});
  }
  return html_table(table);
}

std::string best_checkpoint(const RunRecord& record) {
  if (record.best_step < 0) return "";
  return pages::html_facts(
      {{"Best checkpoint",
        "best.safetensors, of step " + std::to_string(record.best_step) + ", by trainer.best"}});
}

std::string metric_charts(const RunRecord& record) {
  if (record.metrics.empty()) return "";
  std::vector<std::string> charts;
  for (const auto& metric : record.metrics) {
    const bool higher = better(metric.name) == metrics::Better::higher;
    pages::LineChart chart{
        .title = metric.name + (higher ? ", higher is better" : ", lower is better"),
        .x_name = "step",
        .series = {dotted(metric, metric.name)}};
    if (const auto best = best_of(metric)) {
      chart.marks.push_back({best->step, "best: " + number_text(best->value, 4), Tone::good});
    }
    charts.push_back(pages::svg_line_chart(chart));
  }
  return pages::html_section(
      "Held-out samples",
      best_checkpoint(record) + metric_table(record) + pages::html_gallery(charts, 26));
}

std::string optimisation_charts(const RunRecord& record) {
  std::vector<std::string> charts;
  for (const auto* curve : {&record.learning_rate, &record.gradient_norm}) {
    charts.push_back(pages::svg_line_chart(
        {.title = curve->name,
         .x_name = "step",
         .log_y = wants_logarithm(*curve),
         .series = {{.name = curve->name, .x = curve->steps, .y = curve->values}},
         .marks = marks_of(record)}));
  }
  return pages::html_section("Optimisation", pages::html_gallery(charts, 26));
}

std::string share_text(double share) {
  return std::isnan(share) ? "" : number_text(100 * share) + " %";
}

/// The layers of the last step that was examined.
std::string health_of(const RunRecord& record) {
  if (record.health.empty()) return "";
  pages::HtmlTable table{"Each layer in step " + std::to_string(record.health_step),
                         {{"Module"},
                          {"Largest |x|", true},
                          {"Growth", true},
                          {"Gradient", true},
                          {"Update / weight", true},
                          {"Dead channels", true},
                          {"Mask covers", true}},
                         {}};
  pages::ChartSeries magnitudes{.name = "largest |x|"};
  for (const auto& layer : record.health) {
    table.rows.push_back({{layer.module,
                           number_text(layer.magnitude),
                           layer.growth > 0 ? "× " + number_text(layer.growth) : "",
                           number_text(layer.gradient_norm),
                           std::isnan(layer.update_ratio) ? "" : number_text(layer.update_ratio),
                           share_text(layer.dead_share),
                           share_text(layer.coverage)}});
    magnitudes.x.push_back(double(table.rows.size()));
    magnitudes.y.push_back(layer.magnitude);
    magnitudes.labels.push_back(layer.module + ": " + number_text(layer.magnitude));
  }
  const auto chart = pages::svg_line_chart(
      {.title = "Largest |x| by layer, step " + std::to_string(record.health_step),
       .x_name = "layer, in the order they ran",
       .log_y = true,
       .series = {magnitudes}});
  return pages::html_section("Health",
                             chart + pages::html_details("Each layer", html_table(table)));
}

std::string events_of(const RunRecord& record) {
  pages::HtmlTable table{
      "Warnings and steps that were not finite", {{"Step", true}, {"Event"}, {"What"}}, {}};
  for (const auto& event : record.events) {
    if (event.kind == "start") continue;
    const auto tone = event.kind == "nonfinite" ? Tone::bad : Tone::plain;
    const auto kind = event.kind == "nonfinite" ? "not finite" : event.kind;
    table.rows.push_back({{std::to_string(event.step), kind, event.text}, tone});
  }
  return pages::html_section("Events", html_table(table));
}

std::string remarks_of(const RunRecord& record) {
  if (record.remarks.empty()) return "";
  pages::HtmlTable table{"What the losses remarked",
                         {{"Remark"}, {"Steps", true}, {"First", true}, {"Last", true}},
                         {}};
  for (const auto& remark : record.remarks) {
    table.rows.push_back({{remark.text,
                           std::to_string(remark.count),
                           std::to_string(remark.first),
                           std::to_string(remark.last)}});
  }
  return pages::html_section("Remarks", html_table(table));
}

std::string standing(const RunRecord& record) {
  if (record.steps == 0) return "Nothing is logged yet.";
  std::string text = "Step " + std::to_string(record.step) + " of " + std::to_string(record.steps);
  if (!record.loss.values.empty()) {
    text += ", loss " + number_text(smoothed(record.loss.values).back());
  }
  return text + ".";
}

std::string verdict(const RunRecord& record) {
  const auto nonfinite =
      std::count_if(record.events.begin(), record.events.end(), [](const RunEvent& event) {
        return event.kind == "nonfinite";
      });
  const auto text = standing(record);
  if (record.stopped) return pages::html_verdict(Tone::bad, "Stopped: a step was not finite", text);
  if (nonfinite) {
    const auto headline =
        std::to_string(nonfinite) + (nonfinite == 1 ? " step was" : " steps were") + " not finite";
    return pages::html_verdict(Tone::warning, headline, text);
  }
  if (record.steps && record.step == record.steps)
    return pages::html_verdict(Tone::good, "Finished", text);
  return pages::html_verdict(Tone::plain, "Under way", text);
}

std::string text_of(const fs::path& path) {
  if (!fs::exists(path)) return "";
  const auto bytes = read_file(path);
  return {bytes.begin(), bytes.end()};
}

}  // namespace

std::string html_report(const RunRecord& record,
                        const Preview& preview,
                        const std::string& settings) {
  std::string body = verdict(record) + loss_charts(record) + metric_charts(record) +
                     sample_pictures(preview) + optimisation_charts(record) + health_of(record) +
                     events_of(record) + remarks_of(record);
  if (!record.notes.empty())
    body += pages::html_section("Data and features", pages::html_list(record.notes));
  if (!settings.empty())
    body += pages::html_section("Settings", pages::html_preformatted(settings));
  return pages::html_page({.title = "Training run", .body = body, .style = kSampleStyle});
}

HtmlReport::HtmlReport(fs::path folder)
    : folder_(std::move(folder)), reader_(folder_ / "log.jsonl") {}

void HtmlReport::on_validation(const ValidationReport& report) { preview_ = report.preview; }

void HtmlReport::on_checkpoint(int64_t, const fs::path&) {
  try {
    write();
  } catch (const std::exception&) {
  }
}

void HtmlReport::write() {
  const auto page = html_report(reader_.read(), preview_, text_of(folder_ / "config.toml"));
  write_file_atomically(folder_ / "report.html", page);
}

}  // namespace lowlight::training
