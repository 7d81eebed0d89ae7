#include "lowlight/batch/list_survey.h"

#include "batch/crowded_folder.h"
#include "batch/disk_table.h"
#include "batch/picture_store.h"
#include "batch/places.h"
#include "lowlight/batch/sha256.h"
#include "lowlight/batch/standard_stream.h"

namespace lowlight::batch {

namespace fs = std::filesystem;

namespace {

// What a place of the table is.
constexpr uint64_t kInput = 1, kOutput = 2;

uint64_t key_of_folder(const fs::path& folder) { return fingerprint(folder.native() + '\0'); }

}  // namespace

ListSurvey::ListSurvey(int64_t most_photos, const fs::path& place)
    : places_(std::make_unique<DiskTable>(3 * most_photos, scratch_place(place))) {}

ListSurvey::~ListSurvey() = default;

void ListSurvey::add(const BatchPlan& plan) {
  Places places;
  for (const auto& photo : plan.photos) add_photo(photo, places);
  for (const auto& photo : plan.others) add_photo(photo, places);
  photos_ += int64_t(plan.photos.size());
  in_other_shards_ += int64_t(plan.others.size());
}

void ListSurvey::add_photo(const PlannedPhoto& photo, Places& places) {
  if (!photo.unreadable.empty() || is_standard_stream(photo.output)) return;
  const auto input = fingerprint(places.of(photo.input).native());
  const auto place = places.of(photo.output);
  const auto output = fingerprint(place.native());
  const auto of_input = places_->find(input).value_or(0);
  if (of_input & kInput) return;  // The same photo twice is one.
  if (of_input & kOutput) add_problem(photo, "is the output of another photo");
  places_->put(input, of_input | kInput);
  const auto of_output = places_->find(output).value_or(0);
  if (of_output & kOutput) add_problem(photo, "and another photo would both be written there");
  if (of_output & kInput) add_problem(photo, "would replace an input");
  places_->put(output, of_output | kOutput);
  count_in(place.parent_path());
}

void ListSurvey::add_problem(const PlannedPhoto& photo, const std::string& what) {
  constexpr size_t kMost = 100;
  if (problems_.size() < kMost)
    problems_.push_back(quoted(photo.input) + " -> " + quoted(photo.output) + ": " + what);
}

void ListSurvey::count_in(const fs::path& folder) {
  const auto key = key_of_folder(folder);
  const auto results = places_->find(key).value_or(0) + 1;
  places_->put(key, results);
  if (results == kMostResults + 1) remarks_.push_back(remark_on_crowd(folder));
}

}  // namespace lowlight::batch
