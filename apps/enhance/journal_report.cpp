#include "journal_report.h"

#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "console.h"
#include "exit_code.h"
#include "long_list.h"
#include "lowlight/batch/journal_report.h"
#include "lowlight/core/display_name.h"
#include "lowlight/core/names.h"
#include "run.h"

using namespace lowlight::batch;

namespace {

using Json = nlohmann::ordered_json;

void say(const std::string& line) { std::fputs((line + "\n").c_str(), stdout); }

TellFinding teller(bool json) {
  return [json](Finding finding, const std::filesystem::path& input, const std::string& why) {
    const std::string name(lowlight::enum_name(finding));
    const auto photo = lowlight::display_name(input);
    const auto reason = lowlight::display_name(why);
    if (json) return say(Json{{"event", name}, {"input", photo}, {"why", reason}}.dump());
    say(name + "\t" + photo + (reason.empty() ? "" : "\t" + reason));
  };
}

/// The counts of an enum's values, by their names; zeros are left out.
template <class Enum>
Json counts_of(const JournalReport& report) {
  Json counts = Json::object();
  for (const auto& [value, name] : names_of(Enum()))
    if (const auto count = report.count(value)) counts[std::string(name)] = count;
  return counts;
}

std::string as_text(const Json& counts) {
  std::string text;
  for (const auto& [name, count] : counts.items())
    text += (text.empty() ? "" : ", ") + count.dump() + " " + name;
  return text.empty() ? "none" : text;
}

void print_totals(const JournalReport& report, size_t journals, bool json) {
  const auto states = counts_of<PhotoStatus>(report), kinds = counts_of<FailureKind>(report),
             findings = counts_of<Finding>(report);
  if (json) {
    return say(Json{
        {"event", "journals"},
        {"journals", journals},
        {"photos", report.photos()},
        {"status", states},
        {"failed_by_kind", kinds},
        {"findings",
         findings}}.dump());
  }
  say(std::to_string(report.photos()) + " photos in " + std::to_string(journals) +
      " journals: " + as_text(states));
  if (report.count(PhotoStatus::failed)) say("failed by kind: " + as_text(kinds));
  say("to be looked at: " + as_text(findings));
}

}  // namespace

int report_journals(const Options& options) try {
  const auto& given = options.input.journal_report;
  JournalReport report({given.begin(), given.end()}, teller(options.run.json));
  if (!options.output.output.empty()) {
    for_each_plan(options, [&](const BatchPlan& plan) {
      report.compare(plan);
      return true;
    });
  }
  print_totals(report, given.size(), options.run.json);
  const bool whole = report.count(Finding::failed) + report.count(Finding::missing) +
                         report.count(Finding::gone) ==
                     0;
  return int(whole ? ExitCode::all_done : ExitCode::some_failed);
} catch (...) {
  return failed(ExitCode::usage);
}
