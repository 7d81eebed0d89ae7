// What the portions of a long list must not do to each other.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "lowlight/batch/batch_plan.h"

namespace lowlight::batch {

class DiskTable;

/// Sees the plans of all portions before any work. It takes no memory, but disk: 105 bytes a photo,
/// in a file without a name in the folder of `place`.
class ListSurvey {
 public:
  ListSurvey(int64_t most_photos, const std::filesystem::path& place);
  ~ListSurvey();

  void add(const BatchPlan& plan);

  /// Photos of this shard and of others.
  int64_t photos() const { return photos_; }
  int64_t in_other_shards() const { return in_other_shards_; }
  /// Two results or maps of trust in one place, and those that would replace an input, or what an
  /// input that is a link leads to, as far as they stand in different portions; of very many the
  /// first hundred.
  const std::vector<std::string>& problems() const { return problems_; }
  /// What is legal and unwise: folders that would hold too many results.
  const std::vector<std::string>& remarks() const { return remarks_; }

 private:
  void add_photo(const PlannedPhoto& photo, class Places& places);
  void add_written(const std::filesystem::path& input,
                   const std::filesystem::path& file,
                   const std::filesystem::path& place);
  void add_problem(const std::filesystem::path& input,
                   const std::filesystem::path& file,
                   const std::string& what);
  void count_in(const std::filesystem::path& folder);

  std::unique_ptr<DiskTable> places_;
  int64_t photos_ = 0, in_other_shards_ = 0;
  std::vector<std::string> problems_, remarks_;
};

}  // namespace lowlight::batch
