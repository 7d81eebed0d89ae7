#include "lowlight/batch/batch_page.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "batch/page_data.h"
#include "lowlight/batch/clashes.h"
#include "lowlight/batch/failure.h"
#include "lowlight/core/atomic_file.h"
#include "lowlight/core/display_name.h"
#include "lowlight/core/error.h"
#include "lowlight/pages/address.h"
#include "lowlight/pages/page.h"

namespace lowlight::batch {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using pages::Page;

/// Where a file lies as seen from a folder.
fs::path seen_from(const fs::path& folder, const fs::path& file) {
  return fs::absolute(file).lexically_normal().lexically_relative(
      fs::absolute(folder).lexically_normal());
}

fs::path folder_of(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : ".";
}

std::string page_name(size_t number) {
  char name[32];
  std::snprintf(name, sizeof name, "page-%03zu.html", number);
  return name;
}

/// The cards on a page that lies in `folder`.
json cards_in(const fs::path& folder,
              const std::vector<std::pair<PhotoReport, Comparison>>& photos) {
  json cards = json::array();
  for (const auto& [photo, comparison] : photos)
    cards.push_back(card_data(photo, comparison, seen_from(folder, photo.output)));
  return cards;
}

/// Whether there is anything to mark in the pictures.
bool any_clipped(const std::vector<std::pair<PhotoReport, Comparison>>& photos) {
  return std::ranges::any_of(photos,
                             [](const auto& card) { return !card.second.after_marks.empty(); });
}

}  // namespace

BatchPage::BatchPage(const BatchPlan& plan, BatchPageOptions options)
    : options_(std::move(options)),
      left_out_(plan.left_out),
      many_(int64_t(plan.photos.size()) > options_.photos_per_page) {
  auto problems = clashes({{"the report", options_.path}}, {}, plan);
  if (!problems.empty()) throw ConfigError("--report", std::move(problems));
}

void BatchPage::processed(const PhotoReport& report,
                          const codecs::Photo& photo,
                          const imaging::PictureRows& before,
                          const imaging::PictureRows& after) {
  auto comparison = compare(photo, before, after);
  const std::lock_guard lock(mutex_);
  processed_[report.input] = std::move(comparison);
}

void BatchPage::finished(const PhotoReport& photo) noexcept {
  const std::lock_guard lock(mutex_);
  auto comparison = processed_.extract(photo.input);
  if (photo.status != PhotoStatus::done || comparison.empty()) return;
  try {
    cards_.emplace_back(photo, std::move(comparison.mapped()));
    if (many_ && int64_t(cards_.size()) == options_.photos_per_page) write_page_of_photos();
  } catch (...) {
    if (!failure_) failure_ = std::current_exception();
  }
}

void BatchPage::conclude(const BatchReport& report) {
  const std::lock_guard lock(mutex_);
  try {
    write(report);
  } catch (...) {
    throw Error(options_.path.string(), {"the report cannot be written: " + reason_of_failure()});
  }
}

void BatchPage::write(const BatchReport& report) {
  if (failure_) std::rethrow_exception(failure_);
  if (many_ && !cards_.empty()) write_page_of_photos();
  remove_pages_of_earlier_run();
  auto data = report_data(report, options_.settings, left_out_);
  data["cards"] = cards_in(folder_of(options_.path), cards_);
  data["any_clipped"] = any_clipped(cards_);
  for (const auto& page : pages_) {
    data["pages"].push_back({{"link", pages::link_target(folder_of_pages().filename() / page.name)},
                             {"first", page.first},
                             {"last", page.last},
                             {"photos", photos_text(page.photos)}});
  }
  fs::create_directories(folder_of(options_.path));
  write_file_atomically(options_.path, pages::filled_page(Page::batch, data));
}

fs::path BatchPage::folder_of_pages() const {
  return folder_of(options_.path) / (options_.path.stem().native() + "_files");
}

void BatchPage::write_page_of_photos() {
  const auto number = pages_.size() + 1;
  const auto name = page_name(number);
  const auto folder = folder_of_pages();
  fs::create_directories(folder);
  write_file_atomically(
      folder / name,
      pages::filled_page(Page::photos,
                         json{{"number", number},
                              {"report", pages::link_target(seen_from(folder, options_.path))},
                              {"any_clipped", any_clipped(cards_)},
                              {"cards", cards_in(folder, cards_)}}));
  const auto name_of = [](const auto& card) { return display_name(card.first.input.filename()); };
  pages_.push_back({name, name_of(cards_.front()), name_of(cards_.back()), int64_t(cards_.size())});
  cards_.clear();
}

void BatchPage::remove_pages_of_earlier_run() const {
  for (size_t number = pages_.size() + 1; fs::remove(folder_of_pages() / page_name(number));)
    ++number;
}

}  // namespace lowlight::batch
