#include "lowlight/batch/batch_plan.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include "batch/photo_search.h"
#include "batch/places.h"
#include "lowlight/batch/standard_stream.h"
#include "lowlight/core/error.h"

namespace lowlight::batch {
namespace {

namespace fs = std::filesystem;

class Planner {
 public:
  Planner(const std::vector<fs::path>& inputs, const PlanOptions& options)
      : options_(options), problems_(texts_of(problems_of(options.name))) {
    if (problems_.empty()) {
      if (is_standard_stream(options.output) || is_one_file(inputs)) {
        add_one_file(inputs);
      } else {
        add_all(find_photos(inputs, options));
      }
      check_that_inputs_survive();
      check_folders();
    }
    if (!problems_.empty()) throw ConfigError("cannot start", std::move(problems_));
    keep_shard();
  }

  BatchPlan plan;

 private:
  /// Whether the output is meant as a file.
  bool is_one_file(const std::vector<fs::path>& inputs) const {
    if (inputs.size() != 1 || !options_.listed.empty()) return false;
    if (is_standard_stream(inputs[0])) return true;
    std::error_code failure;
    return fs::is_regular_file(inputs[0], failure) && !fs::is_directory(options_.output, failure) &&
           codecs::format_of_name(options_.output);
  }

  void add_one_file(const std::vector<fs::path>& inputs) {
    std::error_code failure;
    const bool one = inputs.size() == 1 && options_.listed.empty();
    if (!one || !(is_standard_stream(inputs[0]) || fs::is_regular_file(inputs[0], failure))) {
      problems_.push_back("the output '-' takes one photo");
      return;
    }
    const bool stream = is_standard_stream(options_.output);
    const auto named = codecs::format_of_name(options_.output);
    if (!stream && !named) {
      problems_.push_back("a photo from standard input has no name: the output must be '-' or a " +
                          std::string("file that ends like a photo, not ") +
                          quoted(options_.output));
    } else if (!stream && options_.format && options_.format != named) {
      problems_.push_back("the output " + quoted(options_.output) + " does not end like " +
                          std::string(enum_name(*options_.format)));
    }
    add_photo({inputs[0], options_.output, stream ? options_.format : named, ""},
              inputs[0].filename());
  }

  void add_all(FoundPhotos found) {
    problems_.insert(problems_.end(), found.problems.begin(), found.problems.end());
    plan.passed_over = std::move(found.passed_over);
    for (const auto& photo : found.photos) {
      const auto name =
          output_name(photo.relative.filename().string(), options_.format, options_.name);
      auto output = options_.output / photo.relative;
      if (photo.unreadable.empty()) {
        check_name(photo.input, name);
        output.replace_filename(name);
      }
      add_photo({photo.input, output, options_.format, photo.unreadable}, photo.relative);
    }
  }

  void check_name(const fs::path& input, const std::string& name) {
    if (name.empty() || name == "." || name == "..") {
      problems_.push_back("the output of " + quoted(input) + " would have no name");
    } else if (name.size() > NAME_MAX) {
      problems_.push_back("the output of " + quoted(input) + " would have a name of " +
                          std::to_string(name.size()) + " bytes, at most " +
                          std::to_string(NAME_MAX) + " are possible");
    }
  }

  void add_photo(PlannedPhoto photo, const fs::path& relative) {
    // What cannot be read is not written either: it stands in nobody's way.
    const auto place = photo.unreadable.empty() ? places_.of(photo.output) : photo.input;
    const auto [found, added] = by_output_.try_emplace(place, photo.input);
    if (added) {
      plan.photos.push_back(std::move(photo));
      elsewhere_.push_back(!options_.shard.holds(relative));
    } else if (places_.of(found->second) != places_.of(photo.input)) {
      problems_.push_back(quoted(found->second) + " and " + quoted(photo.input) +
                          " would both be written to " + quoted(photo.output));
    }
  }

  void keep_shard() {
    size_t kept = 0;
    for (size_t i = 0; i < plan.photos.size(); ++i) {
      if (elsewhere_[i]) continue;
      if (kept != i) plan.photos[kept] = std::move(plan.photos[i]);
      ++kept;
    }
    plan.in_other_shards = int64_t(plan.photos.size() - kept);
    plan.photos.resize(kept);
  }

  /// To a file.
  static bool is_written(const PlannedPhoto& photo) {
    return photo.unreadable.empty() && !is_standard_stream(photo.output);
  }

  void check_that_inputs_survive() {
    std::set<fs::path> inputs;
    for (const auto& photo : plan.photos) {
      if (!photo.unreadable.empty() || is_standard_stream(photo.input)) continue;
      inputs.insert(places_.of(photo.input));
      inputs.insert(Places::resolved(photo.input));
    }
    for (const auto& photo : plan.photos) {
      if (is_written(photo) && inputs.contains(places_.of(photo.output))) {
        problems_.push_back("the output " + quoted(photo.output) + " would replace an input");
      }
    }
  }

  void check_folders() {
    std::set<fs::path> folders;
    for (const auto& photo : plan.photos) {
      if (!is_written(photo)) continue;
      folders.insert(places_.of(photo.output).parent_path());
      if (fs::is_directory(fs::symlink_status(photo.output))) {
        problems_.push_back("the output " + quoted(photo.output) + " is an existing folder");
      }
    }
    for (const auto& folder : folders) check_writable(folder);
  }

  /// The nearest folder that exists decides whether files, and the folders in between, can be made.
  void check_writable(fs::path folder) {
    std::error_code failure;
    while (fs::status(folder, failure).type() == fs::file_type::not_found) {
      folder = folder.parent_path();
    }
    if (!checked_.insert(folder).second) return;
    if (!fs::is_directory(folder, failure)) {
      problems_.push_back("the output folder cannot be made: " + quoted(folder) + ": " +
                          (failure ? failure.message() : "is no folder"));
    } else if (::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) != 0) {
      problems_.push_back("the output folder cannot be written to: " + quoted(folder) + ": " +
                          std::generic_category().message(errno));
    }
  }

  const PlanOptions& options_;
  Places places_;
  std::vector<bool> elsewhere_;             ///< beside plan.photos: of another shard
  std::map<fs::path, fs::path> by_output_;  ///< place of the output → input
  std::set<fs::path> checked_;
  std::vector<std::string> problems_;
};

}  // namespace

BatchPlan plan_batch(const std::vector<fs::path>& inputs, const PlanOptions& options) {
  return std::move(Planner(inputs, options).plan);
}

}  // namespace lowlight::batch
