#include "data/coco_boxes.h"

#include <cstddef>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "lowlight/core/error.h"

namespace lowlight::data {
namespace {

using nlohmann::json;

/// A text's characters for the parser, counting its lines as they go by.
struct CountedCharacters {
  using iterator_category = std::forward_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  const char* place = nullptr;
  int64_t* line = nullptr;

  reference operator*() const { return *place; }
  CountedCharacters& operator++() {
    if (*place++ == '\n') ++*line;
    return *this;
  }
  bool operator==(const CountedCharacters& other) const { return place == other.place; }
};

/// A document, and the line where each object of its top-level lists begins.
struct Document {
  json content;
  std::map<std::string, std::vector<int64_t>> lines;
};

Document parsed(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw DataError(path.string(), {"cannot be read"});
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  Document document;
  std::string list;
  int64_t line = 1;
  const auto note = [&](int depth, json::parse_event_t event, json& value) {
    if (event == json::parse_event_t::key && depth == 1) list = value.get<std::string>();
    if (event == json::parse_event_t::object_start && depth == 2)
      document.lines[list].push_back(line);
    return true;
  };
  try {
    document.content = json::parse(CountedCharacters{text.data(), &line},
                                   CountedCharacters{text.data() + text.size(), &line},
                                   note);
  } catch (const json::exception& error) {
    throw DataError(path.string(), {"line " + std::to_string(line) + " is no JSON"});
  }
  return document;
}

bool is_box(const json& value) {
  if (!value.is_array() || value.size() != 4) return false;
  for (const auto& number : value) {
    if (!number.is_number()) return false;
  }
  return true;
}

class CocoReader {
 public:
  explicit CocoReader(const Document& document) : document_(document) {}

  BoxList list;

  void read() {
    for_each("images", [&](const json& image, int64_t line) { add_photo(image, line); });
    for_each("annotations", [&](const json& box, int64_t line) { add_box(box, line); });
  }

 private:
  void wrong(int64_t line, const std::string& rule) {
    list.problems.push_back("line " + std::to_string(line) + " " + rule);
  }

  template <class Use>
  void for_each(const std::string& name, const Use& use) {
    const auto found = document_.content.find(name);
    if (found == document_.content.end() || !found->is_array()) {
      list.problems.push_back("has no list \"" + name + "\"");
      return;
    }
    size_t objects = 0;
    for (size_t i = 0; i < found->size(); ++i) {
      if ((*found)[i].is_object()) {
        use((*found)[i], document_.lines.at(name).at(objects++));
      } else {
        list.problems.push_back("the list \"" + name + "\" must hold objects alone, and member " +
                                std::to_string(i + 1) + " is none");
      }
    }
  }

  void add_photo(const json& image, int64_t line) {
    const auto id = image.find("id"), name = image.find("file_name");
    if (id == image.end() || !id->is_number_integer() || name == image.end() ||
        !name->is_string()) {
      return wrong(line, "must be an image with a whole number \"id\" and a text \"file_name\"");
    }
    if (!by_id_.emplace(id->dump(), list.photos.size()).second)
      return wrong(line, "has the \"id\" of an image before it");
    list.photos.push_back({name->get<std::string>(), {}, line});
  }

  void add_box(const json& annotation, int64_t line) {
    const auto id = annotation.find("image_id"), box = annotation.find("bbox");
    if (id == annotation.end() || !id->is_number_integer() || box == annotation.end() ||
        !is_box(*box)) {
      return wrong(line, "must have a whole number \"image_id\" and four numbers \"bbox\"");
    }
    const auto photo = by_id_.find(id->dump());
    if (photo == by_id_.end())
      return wrong(line, "has an \"image_id\" that no image has: " + id->dump());
    const auto crowd = annotation.value("iscrowd", json(0));
    if (crowd != 0 && crowd != 1) return wrong(line, "must have an \"iscrowd\" of 0 or 1");
    const auto number = [&](size_t i) { return (*box)[i].get<double>(); };
    list.photos[photo->second].boxes.push_back(
        {{number(0), number(1), number(2), number(3)}, line, crowd == 1});
  }

  const Document& document_;
  std::map<std::string, size_t> by_id_;  // as text: ids have 64 bits with or without a sign
};

}  // namespace

BoxList read_coco_boxes(const std::filesystem::path& path) {
  const auto document = parsed(path);
  CocoReader reader(document);
  reader.read();
  return reader.list;
}

}  // namespace lowlight::data
