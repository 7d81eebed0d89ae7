#include "lowlight/data/matched_source.h"

#include <filesystem>
#include <map>
#include <string>
#include <utility>

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

}  // namespace

MatchedSource::MatchedSource(const PhotoSource& photos, std::shared_ptr<const PhotoSource> others)
    : others_(std::move(others)) {
  const auto stems = by_stem(photos), other_stems = by_stem(*others_);
  std::vector<std::string> problems;
  for (int64_t i = 0; i < photos.size(); ++i) {
    const auto stem = stem_of(photos, i);
    add_problem(photos.name(i), other_stems.count(stem), problems);
    if (other_stems.contains(stem)) places_.push_back(other_stems.find(stem)->second);
  }
  for (int64_t i = 0; i < others_->size(); ++i)
    add_problem(others_->name(i), stems.count(stem_of(*others_, i)), problems);
  if (!problems.empty()) throw DataError("the two sets of photos", problems);
}

}  // namespace lowlight::data
