#include "lowlight/inference/batch_plan.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <map>
#include <set>
#include <span>
#include <system_error>

#include "lowlight/core/error.h"
#include "lowlight/inference/display_name.h"

namespace lowlight::inference {
namespace {

namespace fs = std::filesystem;

/// The place of a path with links and dots in its folder resolved, whether it exists or not. The
/// last component is kept as it is: replacing a link does not touch what it points to.
class Places {
 public:
  fs::path of(const fs::path& path) {
    const fs::path folder = path.has_parent_path() ? path.parent_path() : ".";
    const auto [found, added] = folders_.try_emplace(folder.native());
    if (added) found->second = resolved(folder);
    return found->second / path.filename();
  }

  static fs::path resolved(const fs::path& folder) {
    std::error_code failure;
    const auto place = fs::weakly_canonical(fs::absolute(folder), failure);
    const auto result = failure ? fs::absolute(folder).lexically_normal() : place;
    return result.has_filename() ? result : result.parent_path();
  }

 private:
  std::map<std::string, fs::path> folders_;
};

bool is_hidden(const fs::path& path) { return path.filename().native().front() == '.'; }

bool has_photo_content(const fs::path& file) {
  std::array<uint8_t, 64> bytes{};
  std::ifstream stream(file, std::ios::binary);
  stream.read(reinterpret_cast<char*>(bytes.data()), bytes.size());
  return imaging::detect_format(std::span(bytes.data(), size_t(stream.gcount()))).has_value();
}

fs::path with_format(fs::path name, std::optional<imaging::ImageFormat> format) {
  const auto named = imaging::format_of_name(name);
  if (!format || named == format) return name;
  if (named) return name.replace_extension(imaging::extension_of(*format));
  return name += imaging::extension_of(*format);
}

std::string quoted(const fs::path& path) { return "'" + display_name(path) + "'"; }

class Planner {
 public:
  Planner(const std::vector<fs::path>& inputs, const PlanOptions& options)
      : options_(options), output_place_(Places::resolved(options.output)) {
    std::error_code failure;
    output_is_file_ = inputs.size() == 1 && fs::is_regular_file(inputs[0], failure) &&
                      !fs::is_directory(options.output, failure) &&
                      imaging::format_of_name(options.output);
    for (const auto& input : inputs) add(input);
    check_that_inputs_survive();
    check_folders();
    if (!problems_.empty()) throw ConfigError("cannot start", std::move(problems_));
  }

  BatchPlan plan;

 private:
  void add(const fs::path& input) {
    std::error_code failure;
    const auto status = fs::status(input, failure);
    if (fs::is_regular_file(status)) {
      add_file(input);
    } else if (fs::is_directory(status)) {
      if (Places::resolved(input) == output_place_) {
        problems_.push_back(quoted(input) + " is the output folder as well");
      } else {
        search(input, "");
      }
    } else if (fs::exists(status)) {
      problems_.push_back(quoted(input) + " is neither a file nor a folder");
    } else {
      problems_.push_back(quoted(input) + ": " + failure.message());
    }
  }

  void add_file(const fs::path& input) {
    if (output_is_file_) {
      const auto named = imaging::format_of_name(options_.output);
      if (options_.format && options_.format != named) {
        problems_.push_back("the output " + quoted(options_.output) + " does not end like " +
                            std::string(enum_name(*options_.format)));
      }
      add_photo({input, options_.output, named, ""});
    } else {
      add_photo({input,
                 options_.output / with_format(input.filename(), options_.format),
                 options_.format,
                 ""});
    }
  }

  /// `relative` is the folder's path below the input that led here.
  void search(const fs::path& folder, const fs::path& relative) {
    std::error_code failure;
    std::vector<fs::directory_entry> entries;
    for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
         entry.increment(failure)) {
      if (!is_hidden(entry->path())) entries.push_back(*entry);
    }
    if (failure) {
      plan.photos.push_back({folder,
                             options_.output / relative,
                             {},
                             "the folder cannot be opened: " + failure.message()});
    }
    std::sort(entries.begin(), entries.end());
    for (const auto& entry : entries) visit(entry, relative / entry.path().filename());
  }

  void visit(const fs::directory_entry& entry, const fs::path& relative) {
    std::error_code failure;
    const auto& path = entry.path();
    const auto status = entry.status(failure);
    if (fs::is_directory(status) && !entry.is_symlink(failure)) {
      if (Places::resolved(path) != output_place_) search(path, relative);
    } else if (looks_like_photo(path, status)) {
      add_photo(
          {path, options_.output / with_format(relative, options_.format), options_.format, ""});
    } else {
      plan.passed_over.push_back(path);
    }
  }

  /// A link that leads nowhere counts by its name: its photo is missing, and that is to be said.
  static bool looks_like_photo(const fs::path& path, const fs::file_status& status) {
    if (fs::exists(status) && !fs::is_regular_file(status)) return false;
    return imaging::format_of_name(path) || has_photo_content(path);
  }

  void add_photo(PlannedPhoto photo) {
    const auto [found, added] = by_output_.try_emplace(places_.of(photo.output), photo.input);
    if (added) {
      plan.photos.push_back(std::move(photo));
    } else if (places_.of(found->second) != places_.of(photo.input)) {
      problems_.push_back(quoted(found->second) + " and " + quoted(photo.input) +
                          " would both be written to " + quoted(photo.output));
    }
  }

  void check_that_inputs_survive() {
    std::set<fs::path> inputs;
    for (const auto& photo : plan.photos) {
      if (!photo.unreadable.empty()) continue;
      inputs.insert(places_.of(photo.input));
      inputs.insert(Places::resolved(photo.input));
    }
    for (const auto& photo : plan.photos) {
      if (photo.unreadable.empty() && inputs.contains(places_.of(photo.output))) {
        problems_.push_back("the output " + quoted(photo.output) + " would replace an input");
      }
    }
  }

  void check_folders() {
    std::set<fs::path> folders;
    for (const auto& photo : plan.photos) {
      if (!photo.unreadable.empty()) continue;
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
  fs::path output_place_;
  bool output_is_file_ = false;
  Places places_;
  std::map<fs::path, fs::path> by_output_;  ///< place of the output → input
  std::set<fs::path> checked_;
  std::vector<std::string> problems_;
};

}  // namespace

BatchPlan plan_batch(const std::vector<fs::path>& inputs, const PlanOptions& options) {
  return std::move(Planner(inputs, options).plan);
}

}  // namespace lowlight::inference
