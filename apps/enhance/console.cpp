#include "console.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "common/duration.h"
#include "common/progress_line.h"
#include "lowlight/batch/failure.h"
#include "lowlight/core/clock.h"
#include "lowlight/core/display_name.h"
#include "lowlight/core/error.h"
#include "lowlight/core/names.h"
#include "lowlight/core/text.h"

using lowlight::formatted;
using namespace lowlight::batch;
using lowlight::display_name;

namespace {

constexpr char kClearLine[] = "\r\x1b[K", kRed[] = "\x1b[31m", kPlain[] = "\x1b[0m";

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value && *value;
}

void print(const std::string& text) { std::fputs(text.c_str(), stderr); }

std::string failure_of(const PhotoReport& photo) {
  const auto failure = display_name(photo.input) + ": " +
                       std::string(lowlight::enum_name(photo.stage)) + ": " + photo.reason;
  return photo.stage == Stage::write ? failure + " (" + display_name(photo.output) + ")" : failure;
}

std::string line_for(const PhotoReport& photo) {
  switch (photo.status) {
    case PhotoStatus::failed:
      return "failed  " + failure_of(photo);
    case PhotoStatus::skipped:
      return "skipped " + display_name(photo.input) + ": " + photo.reason;
    default:
      return "done    " + display_name(photo.input) + " -> " + display_name(photo.output) + " (" +
             formatted("%.3g MP, ", double(photo.pixels) / 1e6) +
             formatted("%.2f s)", photo.read_seconds + photo.process_seconds + photo.write_seconds);
  }
}

std::string passed_over_in(const PlanTotals& plan) {
  std::string text;
  for (const auto& [format, left_out] : plan.left_out) {
    text += std::to_string(left_out.count) + " " + format + " left out: " + left_out.reason + "\n";
  }
  if (const auto others = plan.passed_over) {
    text += std::to_string(others) + " passed over in folders: no photos, or links to folders\n";
  }
  return text;
}

/// How many photos lost what.
std::string losses_of(const BatchTotals& totals) {
  std::string text;
  for (const auto& [kind, photos] : totals.warnings) {
    text += "warning of " + std::to_string(photos) + (photos == 1 ? " photo: " : " photos: ") +
            kind + "\n";
  }
  return text;
}

}  // namespace

Console::Console(int64_t total, Detail detail)
    : total_(total),
      detail_(detail),
      terminal_(columns_of_stderr() > 0),
      coloured_(terminal_ && !is_set("NO_COLOR")) {}

void Console::finished(const PhotoReport& photo) noexcept {
  ++finished_;
  if (photo.status != PhotoStatus::skipped) ++worked_;
  if (photo.status == PhotoStatus::done) megapixels_ += double(photo.pixels) / 1e6;
  if (detail_ == Detail::quiet) return;
  if (terminal_) print(kClearLine);
  if (!terminal_ || detail_ == Detail::verbose || photo.status == PhotoStatus::failed) {
    print_photo(photo);
  }
  for (const auto& warning : photo.warnings) {
    print(display_name(photo.input) + ": warning: " + warning + "\n");
  }
  if (terminal_) show_progress();
}

void Console::print_photo(const PhotoReport& photo) const {
  const auto total = std::to_string(total_);
  auto count = std::to_string(finished_);
  count.insert(0, total.size() - std::min(total.size(), count.size()), ' ');
  auto line = line_for(photo);
  if (coloured_ && photo.status == PhotoStatus::failed) line = kRed + line + kPlain;
  if (detail_ == Detail::verbose && photo.status == PhotoStatus::done) {
    line += formatted(": read %.2f", photo.read_seconds) +
            formatted(", processed %.2f", photo.process_seconds) +
            formatted(", written %.2f s", photo.write_seconds);
    if (photo.exposure) line += "; " + photo.exposure->why;
    if (photo.faces) {
      line += "; faces: " + std::to_string(photo.faces->before.size()) + " before, " +
              std::to_string(photo.faces->after.size()) + " after";
    }
    if (photo.untrusted) line += formatted("; no signal in %.1f %%", 100 * *photo.untrusted);
  }
  print("[" + count + "/" + total + "] " + line + "\n");
}

void Console::show_progress() {
  const double elapsed = lowlight::seconds_since(start_);
  std::string text = std::to_string(finished_) + "/" + std::to_string(total_);
  if (megapixels_ > 0) text += formatted("  %.1f MP/s", megapixels_ / elapsed);
  if (worked_ > 0) {
    const double remaining = elapsed / double(worked_) * double(total_ - finished_);
    text += "  " + duration(remaining) + " left";
  }
  print(progress_line(double(finished_) / double(total_), text, columns_of_stderr()));
}

void Console::conclude(const PlanTotals& plan, const BatchTotals& totals) {
  if (terminal_ && detail_ != Detail::quiet) print(kClearLine);
  if (const auto failures = totals.count(PhotoStatus::failed)) {
    print(std::to_string(failures) + (failures == 1 ? " photo failed:\n" : " photos failed:\n"));
    for (const auto& photo : totals.failed) print("  " + failure_of(photo) + "\n");
    if (const auto more = failures - int64_t(totals.failed.size()))
      print("  and " + std::to_string(more) + " more, which --journal tells\n");
  }
  if (detail_ == Detail::quiet) return;
  print(summary_of(totals) + "\n" + losses_of(totals) + passed_over_in(plan));
  if (plan.in_other_shards) {
    print(std::to_string(plan.in_other_shards) + " photos are of other shards\n");
  }
  if (totals.stopped_by)
    print("interrupted: the same command, without --overwrite, does the rest\n");
}

void print_planned(const std::filesystem::path& input,
                   const std::filesystem::path& output,
                   const std::string& reason) {
  const auto line =
      display_name(input) + (reason.empty() ? " -> " + display_name(output) : ": " + reason) + "\n";
  std::fputs(line.c_str(), stdout);
}

void print_plan(const BatchPlan& plan, ExistingOutputs existing) {
  for (const auto& photo : plan.photos) {
    const auto reason = photo.unreadable.empty()
                            ? reason_to_skip(photo.input, photo.output, existing)
                            : photo.unreadable;
    print_planned(photo.input, photo.output, reason);
  }
  print(passed_over_in(plan));
}

void print_nothing_to_do(const PlanTotals& plan) {
  if (plan.in_other_shards) {
    print("enhance: no photo of this shard; " + std::to_string(plan.in_other_shards) +
          " of others\n");
    return;
  }
  print("enhance: no photos in the inputs\n" + passed_over_in(plan));
}

void print_remark(const std::string& text) { print("enhance: " + text + "\n"); }

void print_failure() {
  try {
    throw;
  } catch (const lowlight::Error& error) {
    print("enhance: " + std::string(error.what()) + "\n");
  } catch (...) {
    print("enhance: " + reason_of_failure() + "\n");
  }
}
