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

// What a place of the table is: a photo, what a photo that is a link leads to, a result or a map.
constexpr uint64_t kInput = 1, kTarget = 2, kWritten = 4;

uint64_t marks_at(const DiskTable& table, const fs::path& place) {
  return table.find(fingerprint(place.native())).value_or(0);
}

void mark(DiskTable& table, const fs::path& place, uint64_t more) {
  table.put(fingerprint(place.native()), marks_at(table, place) | more);
}

uint64_t key_of_folder(const fs::path& folder) { return fingerprint(folder.native() + '\0'); }

}  // namespace

ListSurvey::ListSurvey(int64_t most_photos, const fs::path& place)
    : places_(std::make_unique<DiskTable>(5 * most_photos, scratch_place(place))) {}

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
  const auto place = places.of(photo.input), target = Places::resolved(photo.input);
  if (marks_at(*places_, place) & kInput) return;  // The same photo twice is one.
  if ((marks_at(*places_, place) | marks_at(*places_, target)) & kWritten)
    add_problem(photo.input, photo.output, "the photo is the output of another one");
  mark(*places_, place, kInput);
  mark(*places_, target, kTarget);
  const auto output = places.of(photo.output);
  add_written(photo.input, photo.output, output);
  if (!photo.trust_map.empty())
    add_written(photo.input, photo.trust_map, places.of(photo.trust_map));
  count_in(output.parent_path());
}

void ListSurvey::add_written(const fs::path& input, const fs::path& file, const fs::path& place) {
  const auto marks = marks_at(*places_, place);
  if (marks & kWritten) add_problem(input, file, "and another photo would both be written there");
  if (marks & (kInput | kTarget)) add_problem(input, file, "would replace an input");
  mark(*places_, place, kWritten);
}

void ListSurvey::add_problem(const fs::path& input, const fs::path& file, const std::string& what) {
  constexpr size_t kMost = 100;
  if (problems_.size() < kMost)
    problems_.push_back(quoted(input) + " -> " + quoted(file) + ": " + what);
}

void ListSurvey::count_in(const fs::path& folder) {
  const auto key = key_of_folder(folder);
  const auto results = places_->find(key).value_or(0) + 1;
  places_->put(key, results);
  if (results == kMostResults + 1) remarks_.push_back(remark_on_crowd(folder));
}

}  // namespace lowlight::batch
