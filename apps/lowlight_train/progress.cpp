#include "progress.h"

#include <cstdio>

#include "common/duration.h"
#include "common/progress_line.h"
#include "lowlight/core/names.h"
#include "lowlight/core/text.h"

using lowlight::formatted;
using lowlight::joined;
using namespace lowlight::training;

namespace {

constexpr char kClearLine[] = "\r\x1b[K";

std::string losses_text(double total, const std::vector<NamedValue>& terms) {
  auto text = "loss " + formatted("%.5g", total) + " (";
  for (const auto& [name, value] : terms) text += name + formatted(" %.4g, ", value);
  if (terms.empty()) return text + ")";
  return text.substr(0, text.size() - 2) + ")";
}

}  // namespace

Progress::Progress() : terminal_(columns_of_stderr() > 0) {}

void Progress::set_rank(int64_t rank) {
  begin_ = rank > 0 ? "process " + std::to_string(rank) + ": " : "";
}

void Progress::print_line(const std::string& line) {
  std::fputs(((terminal_ ? kClearLine : "") + begin_ + line + "\n").c_str(), stderr);
}

void Progress::on_start(int64_t step, int64_t steps, const std::vector<std::string>& notes) {
  for (const auto& note : notes) print_line(note);
  print_line("training from step " + std::to_string(step) + " to " + std::to_string(steps));
}

void Progress::on_step(const StepReport& report) {
  for (const auto& remark : report.remarks) {
    if (remarks_.insert(remark).second)
      print_line("step " + std::to_string(report.step) + ": " + remark);
  }
  const auto now = Clock::now();
  const auto interval = terminal_ ? std::chrono::milliseconds(200) : std::chrono::seconds(10);
  if (now - shown_ < interval && report.step < report.steps) return;
  shown_ = now;
  const auto line = std::to_string(report.step) + "/" + std::to_string(report.steps) + "  " +
                    duration(report.seconds_left) + " left" +
                    formatted("  %.3g images/s  ", report.images_per_second) +
                    losses_text(report.loss, report.terms);
  if (terminal_ && report.step < report.steps) {
    const double share = double(report.step) / double(report.steps);
    std::fputs((kClearLine + progress_line(share, line, columns_of_stderr())).c_str(), stderr);
  } else {
    print_line(line);
  }
}

void Progress::on_validation(const ValidationReport& report) {
  auto line = "step " + std::to_string(report.step) + ", " + std::to_string(report.samples) +
              " held-out samples: " + losses_text(report.loss, report.terms);
  for (const auto& [name, value] : report.metrics) line += ", " + name + formatted(" %.4g", value);
  print_line(line + (report.best ? ", the best so far" : ""));
}

void Progress::on_nonfinite(const NonFiniteEvent& event) {
  if (event.action == OnNonFinite::stop) return;  // the summary tells
  print_line("step " + std::to_string(event.step) + " was not finite (" + joined(event.culprits) +
             "): " + std::string(lowlight::enum_name(event.action)) + " " +
             std::to_string(event.count) + ", the run goes on from step " +
             std::to_string(event.goes_on));
}

void Progress::on_checkpoint(int64_t step, const std::filesystem::path& weights) {
  print_line("step " + std::to_string(step) + " saved to " + weights.string());
}

void Progress::on_warning(const std::string& text) { print_line("warning: " + text); }
