#include "data/named_boxes.h"

#include <filesystem>
#include <map>

#include "lowlight/core/display_name.h"

namespace lowlight::data {
namespace {

namespace fs = std::filesystem;

using ByText = std::multimap<std::string, int64_t>;

/// The only name that `text` means; −1 where there is none, −2 where there are several.
int64_t only(const ByText& names, const std::string& text) {
  const auto count = names.count(text);
  return count == 0 ? -1 : count > 1 ? -2 : names.find(text)->second;
}

}  // namespace

NamedBoxes named_boxes(const std::vector<BoxedPhoto>& list, const std::vector<std::string>& names) {
  ByText by_name, by_stem;
  for (size_t i = 0; i < names.size(); ++i) {
    const fs::path path = names[i];
    by_name.emplace(path.filename().string(), int64_t(i));
    by_stem.emplace(path.stem().string(), int64_t(i));
  }
  NamedBoxes named;
  std::map<int64_t, std::string> first_place;
  for (const auto& photo : list) {
    const auto text = fs::path(photo.file).filename();
    // What looks like an ending may be a part of a stem.
    const bool is_stem = !photo.list.empty() || !text.has_extension();
    const auto found = only(is_stem ? by_stem : by_name, text.string());
    const auto place = photo.named_place(photo.line) + ": ";
    named.photo.push_back(found >= 0 ? found : -1);
    if (found == -1) named.problems.push_back(place + "is no photo of the set");
    if (found == -2) named.problems.push_back(place + "is the name of more than one photo");
    if (found < 0) continue;
    const auto [first, is_new] = first_place.emplace(found, photo.place(photo.line));
    if (!is_new) named.problems.push_back(place + "stands in " + first->second + " too");
  }
  for (int64_t i = 0; i < int64_t(names.size()); ++i) {
    if (!first_place.contains(i)) named.missing.push_back(i);
  }
  return named;
}

std::string missing_text(const std::string& name) {
  return display_name(name) + " is not in it, not even as a photo without boxes";
}

}  // namespace lowlight::data
