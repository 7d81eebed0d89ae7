#include "data/box_list.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <string_view>

#include "data/coco_boxes.h"
#include "lowlight/core/display_name.h"
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

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// The lines that are not blank, without blanks at their ends.
std::vector<Line> lines_of(const fs::path& path) {
  std::ifstream stream(path);
  if (!stream) throw DataError(path.string(), {"cannot be read"});
  std::vector<Line> lines;
  int64_t number = 0;
  for (std::string text; std::getline(stream, text);) {
    ++number;
    if (number == 1 && text.starts_with(kByteOrderMark)) text.erase(0, kByteOrderMark.size());
    text.erase(text.find_last_not_of(" \t\r") + 1);
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

/// std::istringstream would not know NaN and infinity.
std::optional<double> number_in(const std::string& word) {
  char* end = nullptr;
  const double number = std::strtod(word.c_str(), &end);
  if (end == word.c_str() || *end) return std::nullopt;
  return number;
}

/// Four numbers from words[first] on.
std::optional<Box> box_in(const std::vector<std::string>& words, size_t first = 0) {
  if (words.size() < first + kNumbersOfABox) return std::nullopt;
  Box box;
  for (double* side : {&box.left, &box.top, &box.width, &box.height}) {
    const auto number = number_in(words[first++]);
    if (!number) return std::nullopt;
    *side = *number;
  }
  return box;
}

/// Whether a line is a row of numbers, and no photo's name: that may be one number.
bool is_row(const Line& line) {
  const auto words = words_of(line.text);
  return words.size() > 1 &&
         std::ranges::all_of(words, [](const auto& word) { return number_in(word).has_value(); });
}

bool is_row_of_zeros(const Line& line) {
  return std::ranges::all_of(words_of(line.text),
                             [](const auto& word) { return number_in(word) == 0.; });
}

/// Whether a photo's name stands there: no row of numbers, and a number of boxes behind it.
bool begins_a_photo(const std::vector<Line>& lines, size_t at) {
  return at + 1 < lines.size() && !is_row(lines[at]) && count_in(lines[at + 1].text);
}

/// Reads lists and notes everything that is wrong with them.
class ListReader {
 public:
  BoxList list;

  /// For each photo its name, the number of its boxes, and the boxes.
  void read_blocks(const std::vector<Line>& lines) {
    for (size_t next = 0; next < lines.size();) {
      list.photos.push_back({lines[next].text, {}, lines[next].number});
      const bool has_its_boxes = read_boxes(lines, ++next);
      if (has_its_boxes && next < lines.size() && is_row(lines[next]) &&
          !(list.photos.back().boxes.empty() && is_row_of_zeros(lines[next])))
        wrong(lines[next].number, kOneMore);
      while (next < lines.size() && is_row(lines[next])) ++next;
    }
  }

  void read_line(const Line& line) {
    const auto words = words_of(line.text);
    list.photos.push_back({words.front(), {}, line.number});
    const auto count = words.size() > 1 ? count_in(words[1]) : std::nullopt;
    if (!count || (words.size() - 2) % (kNumbersOfABox + 1) != 0 ||
        (words.size() - 2) / (kNumbersOfABox + 1) != size_t(*count)) {
      wrong(line.number,
            "must be a name, a number of boxes and \"x y width height label\" for each");
      return;
    }
    for (size_t first = 2; first < words.size(); first += kNumbersOfABox + 1)
      add(box_in(words, first), line.number);
  }

  void read_file_of_photo(const fs::path& path) {
    auto& photo =
        list.photos.emplace_back(BoxedPhoto{path.stem().string(), {}, 1, path.filename().string()});
    std::vector<Line> lines;
    try {
      lines = lines_of(path);
    } catch (const DataError& error) {
      list.problems.push_back(error.what());
      return;
    }
    size_t next = 0;
    if (read_boxes(lines, next) && next < lines.size()) wrong(lines[next].number, kOneMore);
    for (auto& listed : photo.boxes) {
      listed.box.width -= listed.box.left;
      listed.box.height -= listed.box.top;
    }
  }

 private:
  static constexpr const char* kOneMore = "is one box more than their number says";

  void wrong(int64_t line, const std::string& rule) {
    list.problems.push_back(list.photos.back().place(line) + " " + rule);
  }

  void add(const std::optional<Box>& box, int64_t line) {
    if (box) {
      list.photos.back().boxes.push_back({*box, line});
    } else {
      wrong(line, "must be a box of " + display_name(list.photos.back().file) + ", four numbers");
    }
  }

  /// A number of boxes and the boxes themselves; whether there were so many.
  bool read_boxes(const std::vector<Line>& lines, size_t& next) {
    const auto file = display_name(list.photos.back().file);
    const auto count = next < lines.size() ? count_in(lines[next].text) : std::nullopt;
    if (!count) {
      const auto last = lines.empty() ? 1 : lines.back().number;
      wrong(next < lines.size() ? lines[next].number : last,
            "must be the number of boxes of " + file);
      if (!begins_a_photo(lines, next)) ++next;
      return false;
    }
    ++next;
    for (int64_t i = 0; i < *count; ++i, ++next) {
      if (next >= lines.size() || begins_a_photo(lines, next)) {
        wrong(lines[next - 1].number,
              "must not be the last one: boxes of " + file + " are missing");
        return false;
      }
      add(box_in(words_of(lines[next].text)), lines[next].number);
    }
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
  return (list.empty() ? "" : display_name(list) + ", ") + "line " + std::to_string(at_line);
}

std::string BoxedPhoto::named_place(int64_t at_line) const {
  return place(at_line) + ", " + display_name(file);
}

BoxList read_box_list(const fs::path& path) {
  ListReader reader;
  if (fs::is_directory(path)) {
    for (const auto& list : lists_in(path)) reader.read_file_of_photo(list);
    return reader.list;
  }
  if (path.extension() == ".json") return read_coco_boxes(path);
  const auto lines = lines_of(path);
  if (is_a_line_a_photo(lines)) {
    for (const auto& line : lines) reader.read_line(line);
  } else {
    reader.read_blocks(lines);
  }
  return reader.list;
}

}  // namespace lowlight::data
