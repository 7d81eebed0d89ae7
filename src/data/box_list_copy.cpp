#include "lowlight/data/box_list_copy.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "data/box_list.h"
#include "data/named_boxes.h"
#include "lowlight/core/atomic_file.h"

namespace lowlight::data {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// Of each photo of the list whether it is one of those that are left out.
std::vector<bool> are_gone(const std::vector<BoxedPhoto>& photos,
                           const std::vector<std::string>& left_out) {
  std::vector<bool> gone;
  for (const auto place : named_boxes(photos, left_out).photo) gone.push_back(place >= 0);
  return gone;
}

/// A photo's lines end where the next photo's begin.
std::string text_without(const fs::path& from,
                         const std::vector<BoxedPhoto>& photos,
                         const std::vector<bool>& gone) {
  std::ifstream stream(from);
  std::string kept;
  size_t next = 0;
  int64_t number = 0;
  for (std::string text; std::getline(stream, text);) {
    for (++number; next < photos.size() && photos[next].line == number;) ++next;
    if (next == 0 || !gone[next - 1]) kept += text + "\n";
  }
  return kept;
}

std::string json_without(const fs::path& from,
                         const std::vector<BoxedPhoto>& photos,
                         const std::vector<bool>& gone) {
  std::ifstream stream(from);
  auto document = json::parse(stream);
  std::vector<json> ids;
  const auto erase_from = [&](const char* list, const auto& is_gone) {
    json kept = json::array();
    for (auto& member : document[list]) {
      if (!member.is_object() || !is_gone(member)) kept.push_back(std::move(member));
    }
    document[list] = std::move(kept);
  };
  erase_from("images", [&](const json& image) {
    for (size_t i = 0; i < photos.size(); ++i) {
      if (!gone[i] || image.value("file_name", json()) != photos[i].file) continue;
      ids.push_back(image.value("id", json()));
      return true;
    }
    return false;
  });
  erase_from("annotations", [&](const json& box) {
    return std::ranges::count(ids, box.value("image_id", json())) > 0;
  });
  return document.dump(1) + "\n";
}

}  // namespace

std::string copy_box_list(const fs::path& from,
                          fs::path to,
                          const std::vector<std::string>& left_out) {
  to += from.extension();
  fs::copy(from, to, fs::copy_options::overwrite_existing | fs::copy_options::recursive);
  if (left_out.empty()) return to.string();
  const auto photos = read_box_list(from).photos;
  const auto gone = are_gone(photos, left_out);
  if (fs::is_directory(from)) {
    for (size_t i = 0; i < photos.size(); ++i) {
      if (gone[i]) fs::remove(to / photos[i].list);
    }
  } else {
    write_file_atomically(to,
                          from.extension() == ".json" ? json_without(from, photos, gone)
                                                      : text_without(from, photos, gone));
  }
  return to.string();
}

}  // namespace lowlight::data
