#include "training/diagnosis_page.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "lowlight/core/names.h"
#include "lowlight/core/value_text.h"
#include "lowlight/pages/page.h"
#include "lowlight/pages/svg_chart.h"
#include "training/page_pictures.h"

namespace lowlight::training {
namespace {

using nlohmann::json;
using pages::Tone;
using Facts = std::vector<std::pair<std::string, std::string>>;

std::string counts_of(const doctor::TensorStatistics& tensor) {
  auto text = tensor.type + " " + doctor::shape_text(tensor.shape) + ": " +
              std::to_string(tensor.nan) + " NaN, " + std::to_string(tensor.positive_infinite) +
              " +Inf, " + std::to_string(tensor.negative_infinite) + " −Inf of " +
              std::to_string(tensor.count);
  if (!tensor.first_bad.empty()) text += ", the first at " + doctor::shape_text(tensor.first_bad);
  return text;
}

json diagnosis_verdict(const doctor::Diagnosis& diagnosis) {
  const bool healthy = diagnosis.cause.key == "none";
  const auto tone = healthy ? Tone::good : diagnosis.reproduced ? Tone::bad : Tone::warning;
  std::string text;
  if (diagnosis.producer) text = "First in " + diagnosis.producer->place + ".";
  if (!diagnosis.tripped.empty()) text += " Not finite: " + diagnosis.tripped + ".";
  if (!diagnosis.error.empty()) text += " The step ended with: " + diagnosis.error;
  if (!healthy && !diagnosis.reproduced) text += " It did not happen again in the replay.";
  return {{"tone", enum_name(tone)}, {"headline", diagnosis.cause.verdict}, {"text", text}};
}

json finding_of(const doctor::Finding& finding) {
  return {{"verdict", finding.verdict}, {"evidence", finding.evidence}, {"remedy", finding.remedy}};
}

/// Why it happened, and what to try; null where neither is known.
json why_of(const doctor::Finding& cause) {
  return cause.evidence.empty() && cause.remedy.empty() ? json() : finding_of(cause);
}

json findings_of(const std::vector<doctor::Finding>& findings) {
  json list = json::array();
  for (const auto& finding : findings) list.push_back(finding_of(finding));
  return list;
}

json facts_of(const Facts& facts) {
  json list = json::array();
  for (const auto& [name, value] : facts) list.push_back({{"name", name}, {"value", value}});
  return list;
}

json producer_facts(const std::optional<doctor::Producer>& producer) {
  if (!producer) return {};
  const auto& output = producer->output;
  Facts facts = {{"Place", producer->place},
                 {"Operator", producer->operation},
                 {"Module", producer->module},
                 {"Loss term", producer->term},
                 {"Pass", producer->backward ? "backward" : "forward"},
                 {"Made", counts_of(output)},
                 {"Finite part",
                  "from " + number_text(output.minimum) + " to " + number_text(output.maximum) +
                      ", mean " + number_text(output.mean)}};
  std::erase_if(facts, [](const auto& fact) { return fact.second.empty(); });
  return facts_of(facts);
}

json trail_of(const std::vector<doctor::TrailStep>& steps) {
  json rows = json::array();
  double before = 0;
  for (const auto& step : steps) {
    rows.push_back({{"place", step.place},
                    {"magnitude", number_text(step.magnitude)},
                    {"growth", before > 0 ? "× " + number_text(step.magnitude / before) : ""}});
    before = step.magnitude;
  }
  return rows;
}

/// Places are the modules' order, which their labels name.
pages::ChartSeries magnitudes(const std::vector<doctor::ModuleReport>& modules,
                              const std::string& name,
                              double doctor::ModuleReport::*magnitude) {
  pages::ChartSeries series{.name = name};
  for (size_t i = 0; i < modules.size(); ++i) {
    series.x.push_back(double(i + 1));
    series.y.push_back(modules[i].*magnitude);
    series.labels.push_back(modules[i].name + ": " + number_text(modules[i].*magnitude));
  }
  return series;
}

std::string growth_chart(const std::vector<doctor::ModuleReport>& modules) {
  if (modules.empty()) return "";
  pages::LineChart chart{
      .title = "Largest |x| that enters and leaves each module",
      .x_name = "module, in the order they ran",
      .log_y = true,
      .series = {magnitudes(modules, "enters", &doctor::ModuleReport::input_magnitude),
                 magnitudes(modules, "leaves", &doctor::ModuleReport::output_magnitude)}};
  for (size_t i = 0; i < modules.size(); ++i) {
    if (modules[i].role == doctor::Role::producer)
      chart.marks.push_back({double(i + 1), "producer: " + modules[i].name, Tone::bad});
  }
  return pages::svg_line_chart(chart);
}

json files_of(const doctor::Diagnosis& diagnosis) {
  json rows = json::array();
  for (const auto& file : diagnosis.files) {
    const bool suspect = std::ranges::count(diagnosis.suspects, file) > 0;
    rows.push_back({{"name", file},
                    {"note", suspect ? "the one with the first bad element" : ""},
                    {"tone", enum_name(suspect ? Tone::warning : Tone::plain)}});
  }
  return rows;
}

/// The batch's pictures and files; null where there are neither.
json batch_of(const doctor::Diagnosis& diagnosis, const std::vector<doctor::NamedTensor>& batch) {
  const auto galleries = batch_pictures(batch), files = files_of(diagnosis);
  if (galleries.empty() && files.empty()) return {};
  return {{"galleries", galleries}, {"files", files}};
}

Tone tone_of(doctor::Role role) {
  return role == doctor::Role::producer    ? Tone::bad
         : role == doctor::Role::passer_on ? Tone::warning
                                           : Tone::plain;
}

std::string mask_of(const doctor::ModuleReport& module) {
  std::string text;
  if (module.coverage) text = number_text(100 * *module.coverage) + " % covered";
  if (module.mask_range) {
    text += (text.empty() ? "" : ", ") + number_text(module.mask_range->first) + " … " +
            number_text(module.mask_range->second);
  }
  return text;
}

/// A shape that no table cell breaks.
std::string unbroken(const std::vector<int64_t>& shape) {
  std::string text;
  for (const char letter : doctor::shape_text(shape))
    text += letter == ' ' ? "\u00A0" : std::string(1, letter);
  return text;
}

json module_row(const doctor::ModuleReport& module) {
  return {{"name", module.name},
          {"role", enum_name(module.role)},
          {"tone", enum_name(tone_of(module.role))},
          {"shape", unbroken(module.output.shape)},
          {"enters", number_text(module.input_magnitude)},
          {"leaves", number_text(module.output_magnitude)},
          {"growth", module.growth() > 0 ? "× " + number_text(module.growth()) : ""},
          {"bad", module.bad_values},
          {"dead", number_text(100 * module.dead_share) + " %"},
          {"gradient", number_text(module.gradient_norm())},
          {"mask", mask_of(module)}};
}

json weight_row(const doctor::WeightReport& weight) {
  const auto& gradient = weight.gradient;
  const bool bad = !weight.values.finite() || (gradient && !gradient->finite());
  return {{"name", weight.name},
          {"tone", enum_name(bad ? Tone::bad : Tone::plain)},
          {"shape", unbroken(weight.values.shape)},
          {"largest", number_text(weight.values.magnitude())},
          {"bad", weight.values.bad()},
          {"gradient", gradient ? number_text(gradient->magnitude()) : "none"},
          {"bad_gradient", gradient ? std::to_string(gradient->bad()) : ""}};
}

}  // namespace

std::string diagnosis_page(const doctor::Diagnosis& diagnosis,
                           const std::vector<doctor::NamedTensor>& batch,
                           const Facts& facts) {
  json modules = json::array(), weights = json::array();
  for (const auto& module : diagnosis.modules) {
    modules.push_back(module_row(module));
    for (const auto& weight : module.weights) weights.push_back(weight_row(weight));
  }
  return pages::filled_page(pages::Page::diagnosis,
                            json{{"verdict", diagnosis_verdict(diagnosis)},
                                 {"cause", why_of(diagnosis.cause)},
                                 {"producer", producer_facts(diagnosis.producer)},
                                 {"trail", trail_of(diagnosis.trail)},
                                 {"chart", growth_chart(diagnosis.modules)},
                                 {"batch", batch_of(diagnosis, batch)},
                                 {"modules", modules},
                                 {"weights", weights},
                                 {"others", findings_of(diagnosis.others)},
                                 {"notes", diagnosis.warnings},
                                 {"run", facts_of(facts)}});
}

std::string capsule_page(const std::filesystem::path& path,
                         const doctor::Capsule& capsule,
                         const doctor::Diagnosis& diagnosis) {
  const auto name = path.filename().string();
  return diagnosis_page(diagnosis,
                        {capsule.batch.begin(), capsule.batch.end()},
                        {{"Steps before this one", std::to_string(capsule.step)},
                         {"Capsule", name},
                         {"Once more", "lowlight_train --replay " + name}});
}

}  // namespace lowlight::training
