#include "data/box_list.h"

#include <charconv>
#include <cstdlib>
#include <fstream>
#include <optional>

#include "lowlight/core/error.h"

namespace lowlight::data {
namespace {

/// The lines that are not empty, one after another.
class Lines {
 public:
  explicit Lines(const std::filesystem::path& path) : stream_(path) {
    if (!stream_) throw DataError(path.string(), {"cannot be read"});
  }
  std::optional<std::string> next() {
    for (std::string text; std::getline(stream_, text);) {
      ++number_;
      if (text.ends_with('\r')) text.pop_back();
      if (!text.empty()) return text;
    }
    return std::nullopt;
  }
  int64_t number() const { return number_; }

 private:
  std::ifstream stream_;
  int64_t number_ = 0;
};

std::optional<int64_t> count_in(const std::string& text) {
  int64_t count = -1;
  const auto end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc() || rest != end || count < 0) return std::nullopt;
  return count;
}

/// Four numbers; std::istringstream would not know NaN and infinity.
std::optional<detection::CornerSize<detection::Pixels>> box_in(const std::string& text) {
  detection::CornerSize<detection::Pixels> box;
  const char* place = text.c_str();
  for (double* number : {&box.left, &box.top, &box.width, &box.height}) {
    char* end = nullptr;
    *number = std::strtod(place, &end);
    if (end == place || (*end && *end != ' ' && *end != '\t')) return std::nullopt;
    place = end;
  }
  return box;
}

}  // namespace

std::vector<BoxedPhoto> read_box_list(const std::filesystem::path& path) {
  Lines lines(path);
  std::vector<BoxedPhoto> photos;
  std::vector<std::string> problems;
  const auto wrong = [&](const std::string& rule) {
    problems.push_back("line " + std::to_string(lines.number()) + " " + rule);
  };
  while (const auto file = lines.next()) {
    BoxedPhoto photo{*file, {}, lines.number()};
    const auto text = lines.next();
    const auto count = text ? count_in(*text) : std::nullopt;
    // Without a count nothing says where the next photo begins.
    if (!count) {
      wrong("must be the number of boxes of " + *file);
      break;
    }
    for (int64_t i = 0; i < *count; ++i) {
      const auto line = lines.next();
      const auto box = line ? box_in(*line) : std::nullopt;
      if (!box) wrong("must be a box \"x y width height\" of " + *file);
      if (!line) break;
      if (box) photo.boxes.push_back({*box, lines.number()});
    }
    photos.push_back(std::move(photo));
  }
  if (!problems.empty()) throw DataError(path.string(), problems);
  return photos;
}

}  // namespace lowlight::data
