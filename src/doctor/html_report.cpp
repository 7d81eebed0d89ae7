#include "lowlight/doctor/html_report.h"

#include <algorithm>

#include "batch_pictures.h"
#include "lowlight/io/html.h"
#include "lowlight/io/svg_chart.h"
#include "lowlight/io/value_text.h"

namespace lowlight::doctor {
namespace {

using io::number_text;
using io::Tone;
using Facts = std::vector<std::pair<std::string, std::string>>;

std::string counts_of(const TensorStatistics& tensor) {
  auto text = tensor.type + " " + shape_text(tensor.shape) + ": " + std::to_string(tensor.nan) +
              " NaN, " + std::to_string(tensor.positive_infinite) + " +Inf, " +
              std::to_string(tensor.negative_infinite) + " −Inf of " + std::to_string(tensor.count);
  if (!tensor.first_bad.empty()) text += ", the first at " + shape_text(tensor.first_bad);
  return text;
}

std::string verdict(const Diagnosis& diagnosis) {
  const bool healthy = diagnosis.cause.key == "none";
  const auto tone = healthy ? Tone::good : diagnosis.reproduced ? Tone::bad : Tone::warning;
  std::string explanation;
  if (diagnosis.producer) explanation = "First in " + diagnosis.producer->place + ".";
  if (!diagnosis.tripped.empty()) explanation += " Not finite: " + diagnosis.tripped + ".";
  if (!diagnosis.error.empty()) explanation += " The step ended with: " + diagnosis.error;
  if (!healthy && !diagnosis.reproduced) explanation += " It did not happen again in the replay.";
  return io::html_verdict(tone, diagnosis.cause.verdict, explanation);
}

std::string finding(const Finding& finding) {
  std::string markup;
  if (!finding.evidence.empty()) markup += io::html_list(finding.evidence);
  if (!finding.remedy.empty())
    markup += io::html_verdict(Tone::plain, "What to try", finding.remedy);
  return markup;
}

std::string other_causes(const std::vector<Finding>& others) {
  std::string markup;
  for (const auto& other : others) {
    markup += io::html_details(other.verdict, finding(other));
  }
  return markup.empty() ? "" : io::html_section("Other causes that apply", markup);
}

std::string producer_facts(const Producer& producer) {
  Facts facts = {{"Place", producer.place}};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) facts.emplace_back(name, value);
  };
  add("Operator", producer.operation);
  add("Module", producer.module);
  add("Loss term", producer.term);
  facts.emplace_back("Pass", producer.backward ? "backward" : "forward");
  facts.emplace_back("Made", counts_of(producer.output));
  facts.emplace_back("Finite part",
                     "from " + number_text(producer.output.minimum) + " to " +
                         number_text(producer.output.maximum) + ", mean " +
                         number_text(producer.output.mean));
  return io::html_section("The first bad value", io::html_facts(facts));
}

std::string trail(const std::vector<TrailStep>& steps) {
  if (steps.empty()) return "";
  io::HtmlTable table{"From the batch to the producer, along the largest values",
                      {{"Place"}, {"Largest |x|", true}, {"Growth", true}},
                      {}};
  double before = 0;
  for (const auto& step : steps) {
    const auto growth = before > 0 ? "× " + number_text(step.magnitude / before) : "";
    table.rows.push_back({{step.place, number_text(step.magnitude), growth}});
    before = step.magnitude;
  }
  return io::html_section("The trail", html_table(table));
}

/// Places are the modules' order, which their labels name.
io::ChartSeries magnitudes(const std::vector<ModuleReport>& modules,
                           const std::string& name,
                           double ModuleReport::*magnitude) {
  io::ChartSeries series{.name = name};
  for (size_t i = 0; i < modules.size(); ++i) {
    series.x.push_back(double(i + 1));
    series.y.push_back(modules[i].*magnitude);
    series.labels.push_back(modules[i].name + ": " + number_text(modules[i].*magnitude));
  }
  return series;
}

std::string growth(const std::vector<ModuleReport>& modules) {
  if (modules.empty()) return "";
  io::LineChart chart{.title = "Largest |x| that enters and leaves each module",
                      .x_name = "module, in the order they ran",
                      .log_y = true,
                      .series = {magnitudes(modules, "enters", &ModuleReport::input_magnitude),
                                 magnitudes(modules, "leaves", &ModuleReport::output_magnitude)}};
  for (size_t i = 0; i < modules.size(); ++i) {
    if (modules[i].role == Role::producer)
      chart.marks.push_back({double(i + 1), "producer: " + modules[i].name, Tone::bad});
  }
  return io::html_section("Growth over depth", io::svg_line_chart(chart));
}

std::string batch_of(const Diagnosis& diagnosis, const std::vector<NamedTensor>& batch) {
  io::HtmlTable table{"Files of the batch", {{"File"}, {"Sample"}}, {}};
  for (const auto& file : diagnosis.files) {
    const bool suspect = std::find(diagnosis.suspects.begin(), diagnosis.suspects.end(), file) !=
                         diagnosis.suspects.end();
    table.rows.push_back({{file, suspect ? "the one with the first bad element" : ""},
                          suspect ? Tone::warning : Tone::plain});
  }
  auto markup = batch_pictures(batch);
  if (!table.rows.empty()) markup += html_table(table);
  return markup.empty() ? "" : io::html_section("The batch", markup);
}

Tone tone_of(Role role) {
  return role == Role::producer ? Tone::bad : role == Role::passer_on ? Tone::warning : Tone::plain;
}

std::string mask_of(const ModuleReport& module) {
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
  for (const char letter : shape_text(shape))
    text += letter == ' ' ? "\u00A0" : std::string(1, letter);
  return text;
}

std::string module_table(const std::vector<ModuleReport>& modules) {
  io::HtmlTable table{"Modules, in the order they ran",
                      {{"Module"},
                       {"Role"},
                       {"Shape"},
                       {"Enters", true},
                       {"Leaves", true},
                       {"Growth", true},
                       {"Bad maps", true},
                       {"Dead channels", true},
                       {"Gradient", true},
                       {"Mask"}},
                      {}};
  for (const auto& module : modules) {
    table.rows.push_back({{module.name,
                           std::string(enum_name(module.role)),
                           unbroken(module.output.shape),
                           number_text(module.input_magnitude),
                           number_text(module.output_magnitude),
                           module.growth() > 0 ? "× " + number_text(module.growth()) : "",
                           std::to_string(module.bad_values),
                           number_text(100 * module.dead_share) + " %",
                           number_text(module.gradient_norm()),
                           mask_of(module)},
                          tone_of(module.role)});
  }
  return io::html_section("Modules", html_table(table));
}

std::string weight_table(const std::vector<ModuleReport>& modules) {
  io::HtmlTable table{"Weights and their gradients",
                      {{"Weight"},
                       {"Shape"},
                       {"Largest |w|", true},
                       {"Bad", true},
                       {"Largest |gradient|", true},
                       {"Bad in it", true}},
                      {}};
  for (const auto& module : modules) {
    for (const auto& weight : module.weights) {
      const auto& gradient = weight.gradient;
      const bool bad = !weight.values.finite() || (gradient && !gradient->finite());
      table.rows.push_back({{weight.name,
                             unbroken(weight.values.shape),
                             number_text(weight.values.magnitude()),
                             std::to_string(weight.values.bad()),
                             gradient ? number_text(gradient->magnitude()) : "none",
                             gradient ? std::to_string(gradient->bad()) : ""},
                            bad ? Tone::bad : Tone::plain});
    }
  }
  return table.rows.empty() ? "" : io::html_details("Weights and gradients", html_table(table));
}

}  // namespace

std::string html_report(const Diagnosis& diagnosis,
                        const std::vector<NamedTensor>& batch,
                        const Facts& facts) {
  std::string body = verdict(diagnosis);
  if (const auto why = finding(diagnosis.cause); !why.empty())
    body += io::html_section("Why, and what to try", why);
  if (diagnosis.producer) body += producer_facts(*diagnosis.producer);
  body += trail(diagnosis.trail) + growth(diagnosis.modules) + batch_of(diagnosis, batch) +
          module_table(diagnosis.modules) + weight_table(diagnosis.modules) +
          other_causes(diagnosis.others);
  if (!diagnosis.warnings.empty())
    body += io::html_section("Notes", io::html_list(diagnosis.warnings));
  if (!facts.empty()) body += io::html_section("The run", io::html_facts(facts));
  return io::html_page({.title = "Numerics doctor", .body = body});
}

}  // namespace lowlight::doctor
