#include "lowlight/training/csv_log.h"
#include "lowlight/core/text.h"

#include <algorithm>
#include <charconv>
#include <sstream>

#include "training/kept_lines.h"

namespace lowlight::training {
namespace {

std::string shown(double value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  return {text, end};
}

std::vector<std::string> cells_of(const std::string& line) {
  std::istringstream row(line);
  std::vector<std::string> cells;
  for (std::string cell; std::getline(row, cell, ',');) cells.push_back(cell);
  return cells;
}

}  // namespace

CsvLog::CsvLog(const std::filesystem::path& folder)
    : steps_{folder / "steps.csv"}, validation_{folder / "validation.csv"} {}

void CsvLog::open(Table& table, int64_t step) {
  table.columns.clear();
  table.file = append_after(table.path, [&](const std::string& line) {
    if (table.columns.empty()) {
      table.columns = cells_of(line);
      return true;
    }
    int64_t row = 0;
    std::from_chars(line.data(), line.data() + line.size(), row);
    return row <= step;
  });
}

void CsvLog::add_row(Table& table, int64_t step, const std::vector<NamedValue>& values) {
  if (table.columns.empty()) {
    table.columns = {"step"};
    for (const auto& [name, value] : values) table.columns.push_back(name);
    table.file << joined(table.columns, ",") << '\n';
  }
  std::vector<std::string> cells(table.columns.size());
  cells[0] = std::to_string(step);
  for (size_t i = 1; i < cells.size(); ++i) {
    const auto found = std::ranges::find(values, table.columns[i], &NamedValue::first);
    if (found != values.end()) cells[i] = shown(found->second);
  }
  table.file << joined(cells, ",") << std::endl;
}

void CsvLog::on_start(int64_t step, int64_t, const std::vector<std::string>&) {
  open(steps_, step);
  open(validation_, step);
}

void CsvLog::on_step(const StepReport& report) {
  std::vector<NamedValue> values{{"loss", report.loss},
                                 {"learning_rate", report.learning_rate},
                                 {"gradient_norm", report.gradient_norm},
                                 {"images_per_second", report.images_per_second}};
  values.insert(values.end(), report.terms.begin(), report.terms.end());
  add_row(steps_, report.step, values);
}

void CsvLog::on_validation(const ValidationReport& report) {
  std::vector<NamedValue> values{{"loss", report.loss}};
  values.insert(values.end(), report.terms.begin(), report.terms.end());
  values.insert(values.end(), report.metrics.begin(), report.metrics.end());
  add_row(validation_, report.step, values);
}

void CsvLog::on_nonfinite(const NonFiniteEvent& event) {
  if (event.goes_on < event.step) on_start(event.goes_on, 0, {});
}

}  // namespace lowlight::training
