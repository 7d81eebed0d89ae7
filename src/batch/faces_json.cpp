#include "batch/faces_json.h"

#include <algorithm>
#include <cmath>

namespace lowlight::batch {
namespace {

using Json = nlohmann::ordered_json;

double hundredths(double number) { return std::round(number * 100) / 100; }

Json list_of(const std::vector<Face>& faces) {
  Json list = Json::array();
  for (const auto& [box, score] : faces) {
    list.push_back({{"box",
                     {hundredths(box.left),
                      hundredths(box.top),
                      hundredths(box.width),
                      hundredths(box.height)}},
                    {"score", hundredths(score)}});
  }
  return list;
}

bool is_face(const Json& value) {
  const auto is_number = [](const Json& item) { return item.is_number(); };
  if (!value.is_object() || value.size() != 2) return false;
  const auto box = value.find("box"), score = value.find("score");
  return box != value.end() && score != value.end() && score->is_number() && box->is_array() &&
         box->size() == 4 && std::all_of(box->begin(), box->end(), is_number);
}

bool is_list(const Json& value, const char* key) {
  const auto list = value.find(key);
  return list != value.end() && list->is_array() &&
         std::all_of(list->begin(), list->end(), is_face);
}

std::vector<Face> faces_in(const Json& list) {
  std::vector<Face> faces;
  for (const auto& value : list) {
    const auto& box = value["box"];
    faces.push_back({{box[0], box[1], box[2], box[3]}, value["score"]});
  }
  return faces;
}

}  // namespace

Json faces_to_json(const std::optional<Faces>& faces) {
  if (!faces) return nullptr;
  return {{"before", list_of(faces->before)}, {"after", list_of(faces->after)}};
}

std::optional<Faces> faces_of_json(const Json& value) {
  if (!value.is_object() || value.size() != 2 || !is_list(value, "before") ||
      !is_list(value, "after")) {
    return {};
  }
  return Faces{faces_in(value["before"]), faces_in(value["after"])};
}

}  // namespace lowlight::batch
