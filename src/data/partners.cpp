#include "lowlight/data/partners.h"

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "lowlight/core/error.h"

namespace lowlight::data {
namespace {

using ByStem = std::multimap<std::string, int64_t>;

std::string stem_of(const PhotoSource& photos, int64_t i) {
  return std::filesystem::path(photos.name(i)).stem().string();
}

ByStem by_stem(const PhotoSource& photos) {
  ByStem stems;
  for (int64_t i = 0; i < photos.size(); ++i) stems.emplace(stem_of(photos, i), i);
  return stems;
}

void add_problem(const std::string& name, size_t partners, std::vector<std::string>& problems) {
  if (partners == 0) problems.push_back(name + " has no partner of that name");
  if (partners > 1) problems.push_back(name + " has more than one partner of that name");
}

/// The photos of a set in another order.
class Reordered : public PhotoSource {
 public:
  Reordered(std::shared_ptr<const PhotoSource> photos, std::vector<int64_t> places)
      : photos_(std::move(photos)), places_(std::move(places)) {}

  int64_t size() const override { return int64_t(places_.size()); }
  std::string name(int64_t i) const override { return photos_->name(places_.at(size_t(i))); }
  at::Tensor photo(int64_t i) const override { return photos_->photo(places_.at(size_t(i))); }
  detection::PictureSize whole_size(int64_t i) const override {
    return photos_->whole_size(places_.at(size_t(i)));
  }

 private:
  std::shared_ptr<const PhotoSource> photos_;
  std::vector<int64_t> places_;
};

}  // namespace

std::shared_ptr<const PhotoSource> partners_of(const PhotoSource& photos,
                                               std::shared_ptr<const PhotoSource> others) {
  const auto stems = by_stem(photos), other_stems = by_stem(*others);
  std::vector<std::string> problems;
  std::vector<int64_t> places;
  for (int64_t i = 0; i < photos.size(); ++i) {
    const auto stem = stem_of(photos, i);
    add_problem(photos.name(i), other_stems.count(stem), problems);
    if (other_stems.contains(stem)) places.push_back(other_stems.find(stem)->second);
  }
  for (int64_t i = 0; i < others->size(); ++i)
    add_problem(others->name(i), stems.count(stem_of(*others, i)), problems);
  if (!problems.empty()) throw DataError("the two sets of photos", problems);
  return std::make_shared<Reordered>(std::move(others), std::move(places));
}

}  // namespace lowlight::data
