#include "lowlight/training/diagnosis_page.h"

#include <algorithm>

#include "lowlight/core/value_text.h"
#include "lowlight/pages/html.h"
#include "lowlight/pages/svg_chart.h"
#include "training/batch_pictures.h"

namespace lowlight::training {
namespace {

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

std::string verdict(const doctor::Diagnosis& diagnosis) {
  const bool healthy = diagnosis.cause.key == "none";
  const auto tone = healthy ? Tone::good : diagnosis.reproduced ? Tone::bad : Tone::warning;
  std::string explanation;
  if (diagnosis.producer) explanation = "First in " + diagnosis.producer->place + ".";
  if (!diagnosis.tripped.empty()) explanation += " Not finite: " + diagnosis.tripped + ".";
  if (!diagnosis.error.empty()) explanation += " The step ended with: " + diagnosis.error;
  if (!healthy && !diagnosis.reproduced) explanation += " It did not happen again in the replay.";
  return pages::html_verdict(tone, diagnosis.cause.verdict, explanation);
}

std::string finding(const doctor::Finding& finding) {
  std::string markup;
  if (!finding.evidence.empty()) markup += pages::html_list(finding.evidence);
  if (!finding.remedy.empty())
    markup += pages::html_verdict(Tone::plain, "What to try", finding.remedy);
  return markup;
}

std::string other_causes(const std::vector<doctor::Finding>& others) {
  std::string markup;
  for (const auto& other : others) {
    markup += pages::html_details(other.verdict, finding(other));
  }
  return markup.empty() ? "" : pages::html_section("Other causes that apply", markup);
}

std::string producer_facts(const doctor::Producer& producer) {
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
  return pages::html_section("The first bad value", pages::html_facts(facts));
}

std::string trail(const std::vector<doctor::TrailStep>& steps) {
  if (steps.empty()) return "";
  pages::HtmlTable table{"From the batch to the producer, along the largest values",
                         {{"Place"}, {"Largest |x|", true}, {"Growth", true}},
                         {}};
  double before = 0;
  for (const auto& step : steps) {
    const auto growth = before > 0 ? "× " + number_text(step.magnitude / before) : "";
    table.rows.push_back({{step.place, number_text(step.magnitude), growth}});
    before = step.magnitude;
  }
  return pages::html_section("The trail", html_table(table));
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

std::string growth(const std::vector<doctor::ModuleReport>& modules) {
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
  return pages::html_section("Growth over depth", pages::svg_line_chart(chart));
}

std::string batch_of(const doctor::Diagnosis& diagnosis,
                     const std::vector<doctor::NamedTensor>& batch) {
  pages::HtmlTable table{"Files of the batch", {{"File"}, {"Sample"}}, {}};
  for (const auto& file : diagnosis.files) {
    const bool suspect = std::find(diagnosis.suspects.begin(), diagnosis.suspects.end(), file) !=
                         diagnosis.suspects.end();
    table.rows.push_back({{file, suspect ? "the one with the first bad element" : ""},
                          suspect ? Tone::warning : Tone::plain});
  }
  auto markup = batch_pictures(batch);
  if (!table.rows.empty()) markup += html_table(table);
  return markup.empty() ? "" : pages::html_section("The batch", markup);
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

std::string module_table(const std::vector<doctor::ModuleReport>& modules) {
  pages::HtmlTable table{"Modules, in the order they ran",
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
  return pages::html_section("Modules", html_table(table));
}

std::string weight_table(const std::vector<doctor::ModuleReport>& modules) {
  pages::HtmlTable table{"Weights and their gradients",
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
  return table.rows.empty() ? "" : pages::html_details("Weights and gradients", html_table(table));
}

}  // namespace

std::string html_report(const doctor::Diagnosis& diagnosis,
                        const std::vector<doctor::NamedTensor>& batch,
                        const Facts& facts) {
  std::string body = verdict(diagnosis);
  if (const auto why = finding(diagnosis.cause); !why.empty())
    body += pages::html_section("Why, and what to try", why);
  if (diagnosis.producer) body += producer_facts(*diagnosis.producer);
  body += trail(diagnosis.trail) + growth(diagnosis.modules) + batch_of(diagnosis, batch) +
          module_table(diagnosis.modules) + weight_table(diagnosis.modules) +
          other_causes(diagnosis.others);
  if (!diagnosis.warnings.empty())
    body += pages::html_section("Notes", pages::html_list(diagnosis.warnings));
  if (!facts.empty()) body += pages::html_section("The run", pages::html_facts(facts));
  return pages::html_page({.title = "Numerics doctor", .body = body});
}

std::string capsule_page(const std::filesystem::path& path,
                         const doctor::Capsule& capsule,
                         const doctor::Diagnosis& diagnosis) {
  const auto name = path.filename().string();
  return html_report(diagnosis,
                     {capsule.batch.begin(), capsule.batch.end()},
                     {{"Steps before this one", std::to_string(capsule.step)},
                      {"Capsule", name},
                      {"Once more", "lowlight_train --replay " + name}});
}

}  // namespace lowlight::training
