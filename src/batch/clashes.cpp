#include "lowlight/batch/clashes.h"

#include <map>
#include <string_view>

#include "batch/places.h"
#include "lowlight/batch/standard_stream.h"

namespace lowlight::batch {
namespace {

namespace fs = std::filesystem;

/// Who stands at which place.
class Claims {
 public:
  void read(std::string_view what, const fs::path& file) {
    if (!is_standard_stream(file)) read_.try_emplace(places_.of(file), what);
  }

  void write(std::string_view what, const fs::path& file) {
    if (file.empty() || is_standard_stream(file)) return;
    const auto place = places_.of(file);
    if (const auto found = read_.find(place); found != read_.end())
      problems.push_back(named(what, file) + " would replace " + named(found->second, file));
    const auto [found, added] = written_.try_emplace(place, what);
    if (!added)
      problems.push_back(std::string(found->second) + " and " + named(what, file) +
                         " would be one file");
  }

  std::vector<std::string> problems = {};

 private:
  static std::string named(std::string_view what, const fs::path& file) {
    return std::string(what) + " " + quoted(file);
  }

  Places places_ = {};
  std::map<fs::path, std::string_view> read_ = {}, written_ = {};
};

}  // namespace

std::vector<std::string> clashes(const std::vector<NamedFile>& written,
                                 const std::vector<NamedFile>& read,
                                 const BatchPlan& plan,
                                 std::optional<SheetKind> sheets) {
  Claims claims;
  for (const auto& [what, file] : read) claims.read(what, file);
  for (const auto* photos : {&plan.photos, &plan.others}) {
    for (const auto& photo : *photos) claims.read("the photo", photo.input);
  }
  for (const auto* photos : {&plan.photos, &plan.others}) {
    for (const auto& photo : *photos) {
      if (!photo.unreadable.empty()) continue;
      claims.write("the result", photo.output);
      claims.write("the map of trust", photo.trust_map);
    }
  }
  for (const auto& photo : plan.photos) {
    if (sheets && photo.unreadable.empty() && !is_standard_stream(photo.output))
      claims.write("the sheet", sheet_path(photo.output, *sheets));
  }
  for (const auto& [what, file] : written) claims.write(what, file);
  return std::move(claims.problems);
}

}  // namespace lowlight::batch
