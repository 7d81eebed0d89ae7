#include "data/box_list.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>

#include "data/coco_boxes.h"
#include "lowlight/core/error.h"

namespace lowlight::data {
namespace {

namespace fs = std::filesystem;
using Box = detection::CornerSize<detection::Pixels>;

constexpr int kNumbersOfABox = 4;

struct Line {
  std::string text;
  int64_t number = 0;
};

/// The lines that are not empty.
std::vector<Line> lines_of(const fs::path& path) {
  std::ifstream stream(path);
  if (!stream) throw DataError(path.string(), {"cannot be read"});
  std::vector<Line> lines;
  int64_t number = 0;
  for (std::string text; std::getline(stream, text);) {
    ++number;
    if (text.ends_with('\r')) text.pop_back();
    if (!text.empty()) lines.push_back({text, number});
  }
  return lines;
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

std::optional<int64_t> count_in(const std::string& text) {
  int64_t count = -1;
  const auto end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc() || rest != end || count < 0) return std::nullopt;
  return count;
}

/// Four numbers from words[first] on; std::istringstream would not know NaN and infinity.
std::optional<Box> box_in(const std::vector<std::string>& words, size_t first = 0) {
  if (words.size() < first + kNumbersOfABox) return std::nullopt;
  Box box;
  for (double* number : {&box.left, &box.top, &box.width, &box.height}) {
    const auto& word = words[first++];
    char* end = nullptr;
    *number = std::strtod(word.c_str(), &end);
    if (end == word.c_str() || *end) return std::nullopt;
  }
  return box;
}

/// Reads lists and notes everything that is wrong with them.
class ListReader {
 public:
  std::vector<BoxedPhoto> photos;
  std::vector<std::string> problems;

  /// For each photo its name, the number of its boxes, and the boxes.
  void read_blocks(const std::vector<Line>& lines) {
    for (size_t next = 0; next < lines.size();) {
      photos.push_back({lines[next].text, {}, lines[next].number});
      // Without a count nothing says where the next photo begins.
      if (!read_boxes(lines, ++next)) return;
    }
  }

  void read_line(const Line& line) {
    const auto words = words_of(line.text);
    photos.push_back({words.front(), {}, line.number});
    const auto count = words.size() > 1 ? count_in(words[1]) : std::nullopt;
    if (!count || words.size() != size_t(2 + *count * (kNumbersOfABox + 1))) {
      wrong(line.number,
            "must be a name, a number of boxes and \"x y width height label\" for each");
      return;
    }
    for (size_t first = 2; first < words.size(); first += kNumbersOfABox + 1)
      add(box_in(words, first), line.number);
  }

  void read_file_of_photo(const fs::path& path) {
    photos.push_back({path.stem().string(), {}, 1, path.filename().string()});
    const auto lines = lines_of(path);
    size_t next = 0;
    if (!read_boxes(lines, next)) return;
    if (next < lines.size()) wrong(lines[next].number, "is one box more than the first line says");
    for (auto& [box, line] : photos.back().boxes) box.width -= box.left, box.height -= box.top;
  }

 private:
  void wrong(int64_t line, const std::string& rule) {
    problems.push_back(photos.back().place(line) + " " + rule);
  }

  void add(const std::optional<Box>& box, int64_t line) {
    if (box) {
      photos.back().boxes.push_back({*box, line});
    } else {
      wrong(line, "must be a box of " + photos.back().file + ", four numbers");
    }
  }

  /// A number of boxes and the boxes themselves; whether there is such a number.
  bool read_boxes(const std::vector<Line>& lines, size_t& next) {
    const auto last = lines.empty() ? 1 : lines.back().number;
    const auto count = next < lines.size() ? count_in(lines[next].text) : std::nullopt;
    if (!count) {
      wrong(next < lines.size() ? lines[next].number : last,
            "must be the number of boxes of " + photos.back().file);
      return false;
    }
    for (int64_t i = 0; i < *count && ++next < lines.size(); ++i)
      add(box_in(words_of(lines[next].text)), lines[next].number);
    if (next == lines.size())
      wrong(last, "must not be the last one: boxes of " + photos.back().file + " are missing");
    else
      ++next;
    return true;
  }
};

std::vector<fs::path> lists_in(const fs::path& folder) {
  std::vector<fs::path> lists;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".txt") lists.push_back(entry.path());
  }
  std::ranges::sort(lists);
  if (lists.empty()) throw DataError(folder.string(), {"holds no file *.txt with boxes"});
  return lists;
}

bool is_a_line_a_photo(const std::vector<Line>& lines) {
  if (lines.empty() || (lines.size() > 1 && count_in(lines[1].text))) return false;
  const auto words = words_of(lines.front().text);
  return words.size() > 1 && count_in(words[1]);
}

}  // namespace

std::string BoxedPhoto::place(int64_t at_line) const {
  return (list.empty() ? "" : list + ", ") + "line " + std::to_string(at_line);
}

std::vector<BoxedPhoto> read_box_list(const fs::path& path) {
  if (path.extension() == ".json") return read_coco_boxes(path);
  ListReader reader;
  if (fs::is_directory(path)) {
    for (const auto& list : lists_in(path)) reader.read_file_of_photo(list);
  } else {
    const auto lines = lines_of(path);
    if (is_a_line_a_photo(lines)) {
      for (const auto& line : lines) reader.read_line(line);
    } else {
      reader.read_blocks(lines);
    }
  }
  if (!reader.problems.empty()) throw DataError(path.string(), reader.problems);
  return reader.photos;
}

}  // namespace lowlight::data
