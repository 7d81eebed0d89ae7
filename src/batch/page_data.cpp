#include "batch/page_data.h"

#include <nlohmann/json.hpp>

#include "lowlight/core/display_name.h"
#include "lowlight/core/names.h"
#include "lowlight/core/text.h"
#include "lowlight/core/value_text.h"
#include "lowlight/pages/address.h"
#include "lowlight/pages/page.h"

namespace lowlight::batch {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using pages::Tone;

constexpr size_t kFailuresInSight = 20;

std::string seconds(double value) { return formatted("%.2f s", value); }

std::string percent(double share) {
  if (share > 0 && share < 0.0005) return "< 0.1 %";
  return formatted(share > 0 && share < 0.0995 ? "%.1f %%" : "%.0f %%", 100 * share);
}

std::string gain_of(const Comparison& comparison) {
  const double before = comparison.before.mean_luma, after = comparison.after.mean_luma;
  return before > 0 ? "× " + number_text(after / before) : "–";
}

std::string size_of(const Comparison& comparison) {
  const double megapixels = double(comparison.width) * double(comparison.height) / 1e6;
  return std::to_string(comparison.width) + " × " + std::to_string(comparison.height) + " · " +
         formatted(megapixels < 0.1 ? "%.3f MP" : "%.1f MP", megapixels);
}

/// Nothing where no meter spoke: the page leaves the line out.
json exposure_of(const PhotoReport& photo) {
  return photo.exposure ? json(photo.exposure->why) : json(false);
}

/// The boxes in percent of the picture, over which they are drawn.
json boxes_of(const std::vector<Face>& faces, const Comparison& comparison) {
  json boxes = json::array();
  const auto share = [](double part, int64_t whole) {
    return formatted("%.2f%%", 100 * part / double(whole));
  };
  for (const auto& [box, score] : faces) {
    boxes.push_back({{"left", share(box.left, comparison.width)},
                     {"top", share(box.top, comparison.height)},
                     {"width", share(box.width, comparison.width)},
                     {"height", share(box.height, comparison.height)}});
  }
  return boxes;
}

/// Nothing where no faces were looked for.
json faces_of(const PhotoReport& photo) {
  if (!photo.faces) return false;
  return {{"before", std::to_string(photo.faces->before.size())},
          {"after", std::to_string(photo.faces->after.size())}};
}

json verdict_of(Tone tone, const std::string& headline, const std::string& text) {
  return {{"tone", enum_name(tone)}, {"headline", headline}, {"text", text}};
}

json verdict_of(const BatchReport& report) {
  const auto failed = report.count(PhotoStatus::failed), done = report.count(PhotoStatus::done);
  const auto summary = summary_of(report);
  if (failed) return verdict_of(Tone::bad, photos_text(failed) + " failed", summary);
  if (report.stopped_by) {
    return verdict_of(Tone::warning, "Interrupted", summary + ". The same command does the rest.");
  }
  if (done) return verdict_of(Tone::good, photos_text(done) + " done", summary);
  return verdict_of(Tone::plain, "Nothing was left to do", summary);
}

json failures_of(const BatchReport& report) {
  json first = json::array(), others = json::array();
  for (const auto& photo : report.photos) {
    if (photo.status != PhotoStatus::failed) continue;
    auto& rows = first.size() < kFailuresInSight ? first : others;
    rows.push_back({{"photo", display_name(photo.input)},
                    {"stage", enum_name(photo.stage)},
                    {"reason", photo.reason}});
  }
  if (first.empty()) return {};
  return {{"first", first}, {"others", others}, {"others_count", others.size()}};
}

json fact(const std::string& name, const std::string& value) {
  return {{"name", name}, {"value", value}};
}

json figures_of(const BatchReport& report) {
  const double megapixels = BatchTotals(report).megapixels;
  const double pace = report.seconds > 0 ? megapixels / report.seconds : 0;
  json facts = json::array();
  for (const auto& [status, name] : names_of(PhotoStatus{})) {
    if (const auto count = report.count(status))
      facts.push_back(fact("Photos " + std::string(name), std::to_string(count)));
  }
  facts.push_back(fact("Time", seconds(report.seconds)));
  facts.push_back(fact("Done", formatted("%.1f MP", megapixels) + formatted(", %.1f MP/s", pace)));
  return facts;
}

}  // namespace

std::string photos_text(int64_t count) {
  return std::to_string(count) + (count == 1 ? " photo" : " photos");
}

json report_data(const BatchReport& report,
                 const std::vector<std::pair<std::string, std::string>>& settings,
                 const std::map<std::string, LeftOut>& left_out) {
  json shown = json::array();
  for (const auto& [name, value] : settings) shown.push_back(fact(name, value));
  json losses = json::array();
  for (const auto& [format, files] : left_out) {
    losses.push_back(fact(format + ": " + files.reason, photos_text(files.count)));
  }
  for (const auto& [kind, photos] : BatchTotals(report).warnings) {
    losses.push_back(fact(kind, photos_text(photos)));
  }
  return {{"verdict", verdict_of(report)},
          {"failures", failures_of(report)},
          {"losses", losses},
          {"run", figures_of(report)},
          {"settings", shown}};
}

json card_data(const PhotoReport& photo, const Comparison& comparison, const fs::path& link) {
  const auto name = display_name(photo.input.filename());
  json card = {{"pair", slider_data(comparison, name)},
               {"link", pages::link_target(link)},
               {"name", name},
               {"read", seconds(photo.read_seconds)},
               {"process", seconds(photo.process_seconds)},
               {"write", seconds(photo.write_seconds)},
               {"exposure", exposure_of(photo)},
               {"faces", faces_of(photo)},
               {"warnings", photo.warnings}};
  if (photo.faces) {
    card["pair"]["faces_before"] = boxes_of(photo.faces->before, comparison);
    card["pair"]["faces_after"] = boxes_of(photo.faces->after, comparison);
  }
  card.update(change_data(comparison));
  return card;
}

json change_data(const Comparison& comparison) {
  const auto& before = comparison.before;
  const auto& after = comparison.after;
  return {{"size", size_of(comparison)},
          {"luma_before", percent(before.mean_luma)},
          {"luma_after", percent(after.mean_luma)},
          {"gain", gain_of(comparison)},
          {"clipped_before", percent(before.clipped)},
          {"clipped_after", percent(after.clipped)}};
}

json slider_data(const Comparison& comparison, const std::string& name) {
  const auto overlay = [](const std::vector<uint8_t>& png) {
    return png.empty() ? "" : pages::data_uri("image/png", png);
  };
  return {{"name", name},
          {"width", comparison.thumbnail_width},
          {"height", comparison.thumbnail_height},
          {"before", pages::data_uri("image/jpeg", comparison.before_jpeg)},
          {"after", pages::data_uri("image/jpeg", comparison.after_jpeg)},
          {"marks_before", overlay(comparison.before_marks)},
          {"marks_after", overlay(comparison.after_marks)}};
}

}  // namespace lowlight::batch
