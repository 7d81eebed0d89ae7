#include "lowlight/batch/clashes.h"

#include <map>
#include <set>
#include <string_view>
#include <system_error>

#include "batch/places.h"
#include "lowlight/batch/standard_stream.h"

namespace lowlight::batch {
namespace {

namespace fs = std::filesystem;

/// Who stands at which place.
class Claims {
 public:
  void read(std::string_view what, const fs::path& file) {
    read_.try_emplace(places_.of(file), Read{what, &file});
    read_.try_emplace(Places::resolved(file), Read{what, &file});
  }

  void write(std::string_view what, const fs::path& file) {
    if (!file.empty()) take(places_.of(file), what, file);
  }

  void append(std::string_view what, const fs::path& file) {
    for (const auto& place : std::set{places_.of(file), Places::resolved(file)})
      take(place, what, file);
  }

  /// What is there and is no file is not for us to replace.
  void check_kind(std::string_view what, const fs::path& file) {
    std::error_code failure;
    const auto there = fs::status(file, failure);
    if (fs::exists(there) && !fs::is_regular_file(there))
      problems.push_back(named(what, file) + " is there and is no regular file");
  }

  std::vector<std::string> problems = {};

 private:
  struct Read {
    std::string_view what;
    const fs::path* file;
  };

  void take(const fs::path& place, std::string_view what, const fs::path& file) {
    if (const auto found = read_.find(place); found != read_.end())
      problems.push_back(named(what, file) + " would replace " +
                         named(found->second.what, *found->second.file));
    const auto [found, added] = written_.try_emplace(place, what);
    if (!added)
      problems.push_back(std::string(found->second) + " and " + named(what, file) +
                         " would be one file");
  }

  static std::string named(std::string_view what, const fs::path& file) {
    return std::string(what) + " " + quoted(file);
  }

  Places places_ = {};
  std::map<fs::path, Read> read_ = {};
  std::map<fs::path, std::string_view> written_ = {};
};

}  // namespace

std::vector<std::string> clashes(const std::vector<NamedFile>& written,
                                 const std::vector<NamedFile>& read,
                                 const BatchPlan& plan,
                                 std::optional<SheetKind> sheets) {
  Claims claims;
  for (const auto& file : read) claims.read(file.what, file.file);
  for (const auto* photos : {&plan.photos, &plan.others}) {
    for (const auto& photo : *photos) {
      if (!is_standard_stream(photo.input)) claims.read("the photo", photo.input);
    }
  }
  for (const auto* photos : {&plan.photos, &plan.others}) {
    for (const auto& photo : *photos) {
      if (!photo.unreadable.empty()) continue;
      if (!is_standard_stream(photo.output)) claims.write("the result", photo.output);
      claims.write("the map of trust", photo.trust_map);
    }
  }
  for (const auto& photo : plan.photos) {
    if (sheets && photo.unreadable.empty())
      claims.write("the sheet", sheet_path(photo.output, *sheets));
  }
  for (const auto& file : written) {
    if (file.appended) {
      claims.append(file.what, file.file);
    } else {
      claims.write(file.what, file.file);
      claims.check_kind(file.what, file.file);
    }
  }
  return std::move(claims.problems);
}

}  // namespace lowlight::batch
