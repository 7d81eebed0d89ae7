#include "lowlight/batch/batch_page.h"
#include "lowlight/core/text.h"

#include <algorithm>
#include <cstdio>

#include "batch/photo_card.h"
#include "batch/slider.h"
#include "lowlight/batch/failure.h"
#include "lowlight/core/atomic_file.h"
#include "lowlight/core/display_name.h"
#include "lowlight/core/error.h"
#include "lowlight/pages/html.h"

namespace lowlight::batch {
namespace {

namespace fs = std::filesystem;
using pages::html_text;
using pages::Tone;

constexpr size_t kFailuresShown = 20;

std::string formatted(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string seconds(double value) { return formatted("%.2f s", value); }

/// Where a file lies as seen from a folder.
fs::path seen_from(const fs::path& folder, const fs::path& file) {
  return fs::absolute(file).lexically_normal().lexically_relative(
      fs::absolute(folder).lexically_normal());
}

fs::path folder_of(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : ".";
}

std::string photos_text(int64_t count) {
  return std::to_string(count) + (count == 1 ? " photo" : " photos");
}

std::string verdict(const BatchReport& report) {
  const auto failed = report.count(PhotoStatus::failed), done = report.count(PhotoStatus::done);
  const auto summary = summary_of(report);
  if (failed) return pages::html_verdict(Tone::bad, photos_text(failed) + " failed", summary);
  if (report.stopped_by) {
    return pages::html_verdict(
        Tone::warning, "Interrupted", summary + ". The same command does the rest.");
  }
  if (done) return pages::html_verdict(Tone::good, photos_text(done) + " done", summary);
  return pages::html_verdict(Tone::plain, "Nothing was left to do", summary);
}

pages::HtmlTable table_of_failures(const BatchReport& report) {
  pages::HtmlTable table{"Failed photos", {{"Photo"}, {"Stage"}, {"Reason"}}, {}};
  for (const auto& photo : report.photos) {
    if (photo.status != PhotoStatus::failed) continue;
    table.rows.push_back(
        {{display_name(photo.input), std::string(enum_name(photo.stage)), photo.reason}});
  }
  return table;
}

/// The first of many at once, the others on demand.
std::string failures(const BatchReport& report) {
  auto table = table_of_failures(report);
  if (table.rows.empty()) return "";
  if (table.rows.size() <= kFailuresShown)
    return pages::html_section("Failures", html_table(table));
  pages::HtmlTable others{"The others", table.columns, {}};
  others.rows.assign(table.rows.begin() + kFailuresShown, table.rows.end());
  table.rows.resize(kFailuresShown);
  const auto summary = std::to_string(others.rows.size()) + " more";
  return pages::html_section("Failures",
                             html_table(table) + pages::html_details(summary, html_table(others)));
}

std::string facts_of(const BatchReport& report) {
  const double pace = report.seconds > 0 ? report.megapixels() / report.seconds : 0;
  std::vector<std::pair<std::string, std::string>> facts;
  for (const auto& [status, name] : EnumNames<PhotoStatus>::values) {
    if (const auto count = report.count(status))
      facts.emplace_back("Photos " + std::string(name), std::to_string(count));
  }
  facts.emplace_back("Time", seconds(report.seconds));
  facts.emplace_back("Done",
                     formatted("%.1f MP", report.megapixels()) + formatted(", %.1f MP/s", pace));
  return pages::html_section("The run", pages::html_facts(facts));
}

std::string grid_of(const std::vector<std::string>& cards) {
  return "<div class=\"cards\">\n" + joined(cards, "") + "</div>\n";
}

void write_page(const fs::path& path, const std::string& title, const std::string& body) {
  const auto page = pages::html_page({.title = title,
                                      .body = body,
                                      .style = std::string(kSliderStyle) + kCardStyle,
                                      .script = kSliderScript});
  write_file_atomically(path, page);
}

std::string page_name(size_t number) { return formatted("page-%03.0f.html", double(number)); }

}  // namespace

HtmlReport::HtmlReport(const BatchPlan& plan, HtmlReportOptions options)
    : options_(std::move(options)), many_(int64_t(plan.photos.size()) > options_.photos_per_page) {
  const auto page = fs::absolute(options_.path).lexically_normal();
  for (const auto& photo : plan.photos) {
    for (const auto& other : {photo.input, photo.output}) {
      if (fs::absolute(other).lexically_normal() == page) {
        throw ConfigError("--report",
                          {"would replace " + display_name(other) + ", a photo of this batch"});
      }
    }
  }
}

void HtmlReport::processed(const PhotoReport& report,
                           const codecs::Photo& photo,
                           const imaging::PictureRows& before,
                           const imaging::PictureRows& after) {
  auto comparison = compare(photo, before, after);
  const std::lock_guard lock(mutex_);
  processed_[report.input] = std::move(comparison);
}

void HtmlReport::finished(const PhotoReport& photo) noexcept {
  const std::lock_guard lock(mutex_);
  const auto comparison = processed_.extract(photo.input);
  if (photo.status != PhotoStatus::done || comparison.empty()) return;
  try {
    add(photo, comparison.mapped());
  } catch (...) {
    if (!failure_) failure_ = std::current_exception();
  }
}

void HtmlReport::conclude(const BatchReport& report) {
  const std::lock_guard lock(mutex_);
  try {
    write(report);
  } catch (...) {
    throw Error(options_.path.string(), {"the report cannot be written: " + reason_of_failure()});
  }
}

void HtmlReport::write(const BatchReport& report) {
  if (failure_) std::rethrow_exception(failure_);
  if (many_ && !cards_.empty()) write_page_of_photos();
  remove_pages_of_earlier_run();
  std::string photos = many_ ? links() : grid_of(cards_);
  if (!cards_.empty() || !pages_.empty())
    photos = pages::html_section("Photos", photos);
  else
    photos.clear();
  fs::create_directories(folder_of(options_.path));
  write_page(options_.path,
             "enhance report",
             verdict(report) + failures(report) + photos + facts_of(report) +
                 pages::html_section("Settings", pages::html_facts(options_.settings)));
}

fs::path HtmlReport::folder_of_pages() const {
  return folder_of(options_.path) / (options_.path.stem().native() + "_files");
}

std::string HtmlReport::links() const {
  std::string items;
  for (const auto& page : pages_) {
    const auto target = folder_of_pages().filename() / page.name;
    items += "<li><a href=\"" + pages::html_link_target(target) + "\"><bdi>" +
             html_text(page.first) + "</bdi> … <bdi>" + html_text(page.last) +
             "</bdi></a> <span class=\"soft\">" + photos_text(page.photos) + "</span></li>\n";
  }
  return "<ol>\n" + items + "</ol>\n";
}

void HtmlReport::add(const PhotoReport& photo, const Comparison& comparison) {
  last_ = display_name(photo.input.filename());
  if (cards_.empty()) first_ = last_;
  const auto here = many_ ? folder_of_pages() : folder_of(options_.path);
  cards_.push_back(photo_card(photo, comparison, seen_from(here, photo.output)));
  if (many_ && int64_t(cards_.size()) == options_.photos_per_page) write_page_of_photos();
}

void HtmlReport::write_page_of_photos() {
  const auto name = page_name(pages_.size() + 1);
  fs::create_directories(folder_of_pages());
  const auto back = pages::html_link_target(seen_from(folder_of_pages(), options_.path));
  write_page(folder_of_pages() / name,
             "Photos, page " + std::to_string(pages_.size() + 1),
             "<p><a href=\"" + back + "\">To the report</a></p>\n" + grid_of(cards_));
  pages_.push_back({name, first_, last_, int64_t(cards_.size())});
  cards_.clear();
}

void HtmlReport::remove_pages_of_earlier_run() const {
  for (size_t number = pages_.size() + 1; fs::remove(folder_of_pages() / page_name(number));)
    ++number;
}

}  // namespace lowlight::batch
